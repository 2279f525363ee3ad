"""Pages that an edition's params add: a template of its own for some regions, showing what a region's page may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regioboek.errors import RegioboekError
from regioboek.params.levels import NATIONAL
from regioboek.report.pages.kind import Division, Listing, PageKind, Words
from regioboek.report.pages.page_kinds.region_pages import KIND as REGIONS
from regioboek.report.pages.page_kinds.region_pages import RegionPages
from regioboek.words.markdown import as_markdown

if TYPE_CHECKING:
    from regioboek.params.edition import PagesParams
    from regioboek.report.data.edition_register import Register
    from regioboek.report.data.page_data import PageData
    from regioboek.report.pages.region_page import RegionPage


class OwnPages(RegionPages):
    """One entry of `pages` in an edition's params."""

    order, menu, under = PageKind.order, PageKind.menu, REGIONS.name

    def __init__(self, params: PagesParams):
        self.params = params
        self.name, self.title = params.kind, params.title
        self.description = f"{params.title}: {{title}}."

    def keys(self, division: Division) -> Iterable[str]:
        """Codes of the regions that are asked for; RegioboekError for one that the edition does not have."""
        unknown = [code for code in (*self.params.regions, *self.params.within) if code not in division.regions]
        if unknown:
            raise RegioboekError(f"pages of kind {self.name}: edition {division.edition.id} has no region {unknown[0]}")
        chosen = self.params
        for code in super().keys(division):
            region = division.regions[code]
            around = {code, *region.inside, NATIONAL}
            if (
                (not chosen.levels or region.level in chosen.levels)
                and (not chosen.regions or code in chosen.regions)
                and (not chosen.within or not around.isdisjoint(chosen.within))
                and (region.inhabitants or 0) >= chosen.min_inhabitants
            ):
                yield code

    def page_title(self, division: Division, key: str) -> str:
        """What these pages are called, and the region's name."""
        return f"{self.title} {super().page_title(division, key)}"

    def words(self, register: Register, key: str) -> Words:
        """As on a region's page, and «titel»: what these pages are called."""
        return {**super().words(register, key), "titel": as_markdown(self.title)}

    def page(self, data: PageData, key: str) -> RegionPage:
        """What the template calls: a region's page whose links lead to the folder of region pages."""
        from regioboek.report.pages.region_page import RegionPage  # noqa: PLC0415

        return RegionPage(data, key, base=f"../{REGIONS.name}/")

    def crumbs(self, division: Division, key: str) -> list[tuple[str, str]]:
        """Those of the region's page, and that page."""
        return [*REGIONS.crumbs(division, key), (REGIONS.page_title(division, key), REGIONS.docname(key))]

    def index(self, listing: Listing) -> str:
        """All of them, in order."""
        return PageKind.index(self, listing)

    def index_crumbs(self) -> list[tuple[str, str]]:
        """The list of regions."""
        return [(REGIONS.title, f"{REGIONS.name}/index")]
