"""What a notebook calls: figures, maps, tables, sentences about one region, indicator or theme.

    from regioboek import report

    page = report.region("GM0014")
    page.at_a_glance()

The edition is found from where the notebook lies (see :mod:`regioboek.report.data.edition_data`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regioboek.report.pages.indicator_page import IndicatorPage
    from regioboek.report.pages.region_page import RegionPage
    from regioboek.report.pages.theme_page import ThemePage


def page(kind: str, key: str) -> Any:
    """A page of a kind by its key, with the data its kind declares; RegioboekError for an unknown kind."""
    from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415
    from regioboek.report.data.page_data import PageData  # noqa: PLC0415
    from regioboek.report.pages.known_kinds import kind_of  # noqa: PLC0415

    data = open_edition()
    found = kind_of(data.edition, kind)
    return found.page(PageData.of(data, found.docname(key), found.seen(data, key)), key)


def region(code: str) -> RegionPage:
    """The page of a region by its code (GM0014, CR03, PV20, NL01)."""
    found: RegionPage = page("regio", code)
    return found


def indicator(id: str) -> IndicatorPage:
    """The page of an indicator by its id (werkloosheid)."""
    found: IndicatorPage = page("indicator", id)
    return found


def theme(id: str) -> ThemePage:
    """The page of a theme by its id (wonen)."""
    found: ThemePage = page("thema", id)
    return found
