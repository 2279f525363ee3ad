"""Pages of indicators: what one measures, on the map, through time, and in rankings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regioboek.report.data.seen import Seen
from regioboek.report.pages.kind import Division, Listing, PageKind, Rows, Words, titled
from regioboek.report.pages.page_kinds.theme_pages import KIND as THEMES
from regioboek.report.pages.page_kinds.theme_pages import warm_drawing
from regioboek.words import labels
from regioboek.words import language as nl
from regioboek.words.markdown import as_markdown

if TYPE_CHECKING:
    from regioboek.report.data.edition_data import EditionData
    from regioboek.report.data.edition_register import Register
    from regioboek.report.data.page_data import PageData
    from regioboek.report.pages.indicator_page import IndicatorPage


class IndicatorPages(PageKind):
    """One page per indicator."""

    name, order, parameter = "indicator", 20, "indicator"
    title, description = labels.text("menu.indicators"), labels.text("description.indicator")
    under = "thema"

    def keys(self, division: Division) -> Iterable[str]:
        """Ids in official order."""
        return (i.id for i in division.edition.indicators)

    def page_title(self, division: Division, key: str) -> str:
        """The indicator's name."""
        return division.edition.indicator(key).name

    def words(self, register: Register, key: str) -> Words:
        """The name, and unit and edition below it."""
        indicator = register.edition.indicator(key)
        return titled(register, indicator.name, as_markdown(nl.sentence_case(indicator.unit)))

    def seen(self, register: Register, key: str) -> Seen:
        """The indicator and its groups in every region, with everything that is told of it."""
        series = register.edition.indicator(key).series
        return Seen(indicators=frozenset(i.id for i in series), told=frozenset([key]))

    def page(self, data: PageData, key: str) -> IndicatorPage:
        """What `notebooks/indicator.ipynb` calls."""
        from regioboek.report.pages.indicator_page import IndicatorPage  # noqa: PLC0415

        return IndicatorPage(data, key)

    def warm(self, data: EditionData) -> None:
        """What draws."""
        warm_drawing()
        import regioboek.report.pages.indicator_page  # noqa: F401, PLC0415

    def rows(self, division: Division, key: str) -> Rows:
        """Every region."""
        return Rows(list(division.regions), [i.id for i in division.edition.indicator(key).series])

    def crumbs(self, division: Division, key: str) -> list[tuple[str, str]]:
        """The list of themes, and its first theme."""
        theme = division.edition.indicator(key).themes[0]
        return [*THEMES.crumbs(division, theme), (THEMES.page_title(division, theme), THEMES.docname(theme))]

    def index(self, listing: Listing) -> str:
        """By theme, with units and years."""
        from regioboek.report.pages.page_lists import indicator_index  # noqa: PLC0415

        return indicator_index(listing)

    def index_crumbs(self) -> list[tuple[str, str]]:
        """The list of themes."""
        return [(THEMES.title, f"{THEMES.name}/index")]


KIND = IndicatorPages()
