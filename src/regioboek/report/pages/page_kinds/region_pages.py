"""Pages of regions: Nederland, its provincies, areas and gemeenten, addressed by their codes because names change."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from regioboek.params.levels import LEVELS, NATIONAL
from regioboek.report.data.seen import Seen
from regioboek.report.pages.kind import Division, Listing, PageKind, Rows, Words, titled
from regioboek.words import labels
from regioboek.words import language as nl
from regioboek.words.markdown import as_markdown

if TYPE_CHECKING:
    from regioboek.report.data.edition_data import EditionData
    from regioboek.report.data.edition_register import Register
    from regioboek.report.data.page_data import PageData
    from regioboek.report.pages.region_page import RegionPage


class RegionPages(PageKind):
    """One page per region of the edition's levels."""

    name, order, parameter = "regio", 10, "region"
    title = menu = labels.text("menu.regions")
    description = labels.text("description.regio")
    searched = False  # regions are found by the finder

    def keys(self, division: Division) -> Iterable[str]:
        """Codes of regions, from large to small."""
        levels = set(division.edition.params.levels)
        return (region.code for region in division.regions.values() if region.level in levels)

    def page_title(self, division: Division, key: str) -> str:
        """The region's name."""
        return nl.sentence_case(division.regions[key].name)

    def words(self, register: Register, key: str) -> Words:
        """The name, level, inhabitants and edition below it, and the edition's themes: those with an indicator."""
        region = register.region(key)
        told = [nl.level_word(region.level)] if region.whole else []
        if region.inhabitants is not None:
            number, year = nl.number(region.inhabitants, 0), region.inhabitants_year
            told.append(labels.text("pages.region.inhabitants", number=number, year=year))
        if any(m.partly for m in register.members_of(key)):
            told.append(labels.text("pages.region.approximation"))
        themes = [{"id": t.id, "naam": as_markdown(t.name)} for t in register.edition.themes]
        return {**titled(register, nl.sentence_case(region.name), *told), "theme": themes}

    def seen(self, register: Register, key: str) -> Seen:
        """Itself, what it lies in and Nederland; how its level is ranked; corrections inside."""
        region = register.region(key)
        around = frozenset([region.code, *region.inside, NATIONAL])
        inside = register.gemeenten(region) if LEVELS[region.level].base else frozenset()
        return Seen(regions=around, levels=frozenset([region.level]), corrections=inside)

    def page(self, data: PageData, key: str) -> RegionPage:
        """What `notebooks/regio.ipynb` calls."""
        from regioboek.report.pages.region_page import RegionPage  # noqa: PLC0415

        return RegionPage(data, key)

    def warm(self, data: EditionData) -> None:
        """Make the last region's page once, to nothing: what this process has looked up, cached and compiled, no page
        does for the first time. A page's own errors come when it is made."""
        from regioboek.report.data.page_data import PageData  # noqa: PLC0415

        for key in list(data.regions)[-1:]:
            with contextlib.suppress(Exception):
                page = self.page(PageData.of(data, self.docname(key), self.seen(data, key)), key)
                for cell in (page.at_a_glance, page.striking, page.surroundings, page.accountability):
                    cell()
                for theme in data.edition.themes:
                    page.theme(theme.id)

    def rows(self, division: Division, key: str) -> Rows:
        """The region with every indicator."""
        return Rows([key], [i.id for i in division.edition.series])

    def crumbs(self, division: Division, key: str) -> list[tuple[str, str]]:
        """The list, Nederland, and what it lies in, from large to small."""
        region = division.regions[key]
        codes = (NATIONAL, *reversed(region.inside))
        above = [division.regions[c] for c in codes if c != key and c in division.regions]
        return [*super().crumbs(division, key), *((r.name, self.docname(r.code)) for r in above)]

    def index(self, listing: Listing) -> str:
        """By provincie and from A to Z."""
        from regioboek.report.pages.page_lists import region_index  # noqa: PLC0415

        return region_index(listing)


KIND = RegionPages()
