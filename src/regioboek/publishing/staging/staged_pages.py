"""Which pages an edition promises, which of them are made, what they are called and where they stand.

A region's page is `regio/<code in lower case>`: codes stay, names change. Titles and crumbs come from the frozen
tables of the edition, never from the text of a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from regioboek.layout import BuildDir
from regioboek.markup import Markup
from regioboek.params.edition import Edition
from regioboek.params.regions import OldName
from regioboek.publishing.staging.site import Crumb, EditionFacts, KindFacts, Moved, NotebookPage, Site, notebooks_of
from regioboek.report.data.edition_register import read_regions, sort_name
from regioboek.report.pages import marks
from regioboek.report.pages.kind import PageKind, unlinked
from regioboek.report.pages.known_kinds import kinds_of
from regioboek.report.pages.page_kinds.region_pages import KIND as REGIONS
from regioboek.report.pages.styles import own_colours
from regioboek.schemas.rows import Region
from regioboek.words import labels
from regioboek.words import language as nl


@dataclass(frozen=True)
class Pages:
    """The pages of one build: what lists of pages are made from (:class:`regioboek.report.pages.kind.Listing`)."""

    edition: Edition
    regions: dict[str, Region]
    former: tuple[OldName, ...]
    notebooks: Mapping[str, Path]  # docname -> executed notebook, of all that lie there
    years: Mapping[str, Sequence[int]] = field(default_factory=dict)  # indicator -> years with a figure of any region

    @classmethod
    def read(cls, edition: Edition, build: BuildDir, former: tuple[OldName, ...] = ()) -> Pages:
        """From the edition's region table and the executed notebooks in `build`; without years."""
        regions = read_regions(build)
        return cls(edition, regions, tuple(f for f in former if f.code in regions), notebooks_of(build))

    @cached_property
    def kinds(self) -> dict[str, PageKind]:
        """The kinds of pages by name, in order."""
        return kinds_of(self.edition)

    @cached_property
    def promised(self) -> dict[str, tuple[PageKind, str]]:
        """Every notebook page of the whole edition: docname -> kind and key."""
        return {kind.docname(key): (kind, key) for kind in self.kinds.values() for key in kind.keys(self)}

    @cached_property
    def built(self) -> dict[str, Path]:
        """Docname -> executed notebook, of those that are there."""
        return {name: self.notebooks[name] for name in self.promised if name in self.notebooks}

    @property
    def unbuilt(self) -> tuple[str, ...]:
        """Promised pages that are not there."""
        return tuple(name for name in self.promised if name not in self.built)

    @cached_property
    def _by_level(self) -> dict[str, list[Region]]:
        found: dict[str, list[Region]] = {}
        for region in sorted(self.regions.values(), key=lambda r: (sort_name(r.name), r.code)):
            found.setdefault(region.level, []).append(region)
        return found

    def of_level(self, level: str) -> list[Region]:
        """Regions of a level from A to Z."""
        return self._by_level.get(level, [])

    def inside(self, parent: Region, level: str) -> list[Region]:
        """Regions of `level` that lie in another, from A to Z."""
        return [r for r in self.of_level(level) if parent.code in r.inside]

    def link(self, page: str, text: str, *, here: str) -> Markup:
        """A link to a page, seen from the folder `here`; only the text where this build has no such page."""
        if page not in self.built:
            return unlinked(text)
        folder, _, name = page.rpartition("/")
        return marks.link(f"{name if folder == here else f'../{page}'}.html", text)

    def site(self) -> Site:
        """The facts that header, crumbs and links need."""
        pages = {name: self._page(name) for name in sorted(self.built)}
        kinds = tuple(self._kind(kind) for kind in self.kinds.values())
        return Site(_facts(self.edition), kinds, pages, tuple(sorted(self.unbuilt)), self._moved())

    def _moved(self) -> tuple[Moved, ...]:
        """Old codes whose successors have a page; a code that is in use again is not old."""
        found: dict[str, list[OldName]] = {}
        for name in self.former:
            if (
                name.old_code
                and name.date
                and name.old_code not in self.regions
                and REGIONS.docname(name.code) in self.built
            ):
                found.setdefault(name.old_code, []).append(name)
        return tuple(
            Moved(
                REGIONS.docname(code),
                names[0].old_name,
                nl.date(names[0].date or ""),
                tuple(Crumb(self.regions[n.code].name, REGIONS.docname(n.code)) for n in names),
            )
            for code, names in sorted(found.items())
        )

    def _page(self, docname: str) -> NotebookPage:
        kind, key = self.promised[docname]
        above = (self._crumb(page, text) for text, page in kind.crumbs(self, key))
        return NotebookPage(kind.page_title(self, key), tuple(above))

    def _kind(self, kind: PageKind) -> KindFacts:
        above = tuple(Crumb(text, page) for text, page in kind.index_crumbs())
        return KindFacts(kind.name, kind.description, kind.menu, kind.section, kind.searched, above)

    def _crumb(self, page: str, text: str) -> Crumb:
        return Crumb(text, page if page in self.built or page.endswith("/index") else None)


def _facts(edition: Edition) -> EditionFacts:
    params = edition.params
    return EditionFacts(
        id=params.id,
        label=labels.text("edition.example") if params.example else labels.text("edition.year", year=params.year),
        title=params.title,
        example=params.example,
        published=nl.date(params.published),
        licence_line=params.licence_line,
        publisher=params.publisher.name,
        publisher_url=params.publisher.url,
        contact=params.publisher.contact,
        colours=own_colours(params.colours),
    )
