"""What a notebook calls: figures, maps, tables, sentences about one region, indicator or theme.

    from regioboek import report

    page = report.region("GM0014")
    page.at_a_glance()

The three functions find the edition from where the notebook lies (see :mod:`regioboek.report.data.edition_data`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regioboek.report.pages.indicator_page import IndicatorPage
    from regioboek.report.pages.region_page import RegionPage
    from regioboek.report.pages.theme_page import ThemePage


def region(code: str) -> RegionPage:
    """The page of a region by its code (GM0014, CR03, PV20, NL01)."""
    from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415
    from regioboek.report.pages.region_page import RegionPage  # noqa: PLC0415

    return RegionPage(open_edition(), code)


def indicator(id: str) -> IndicatorPage:
    """The page of an indicator by its id (werkloosheid)."""
    from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415
    from regioboek.report.pages.indicator_page import IndicatorPage  # noqa: PLC0415

    return IndicatorPage(open_edition(), id)


def theme(id: str) -> ThemePage:
    """The page of a theme by its id (wonen)."""
    from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415
    from regioboek.report.pages.theme_page import ThemePage  # noqa: PLC0415

    return ThemePage(open_edition(), id)
