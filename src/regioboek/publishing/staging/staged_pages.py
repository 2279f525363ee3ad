"""Which pages an edition promises, which of them are made, what they are called and where they stand.

A region's page is `regio/<code in lower case>`: codes stay, names change. Titles and crumbs come from the frozen
tables of the edition, never from the text of a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from regioboek.layout import BuildDir
from regioboek.params.edition import Edition
from regioboek.params.regions import LEVEL_WORDS, NATIONAL, OldName
from regioboek.publishing.staging.built import notebooks_of
from regioboek.publishing.staging.site import Crumb, EditionFacts, Moved, NotebookPage, Site
from regioboek.report.data.edition_data import sort_name
from regioboek.report.pages.styles import own_colours
from regioboek.schemas import read_table
from regioboek.words import language as nl


@dataclass(frozen=True)
class Area:
    """A region as the site lists it."""

    code: str
    name: str
    level: str
    corop: str | None
    provincie: str | None

    @property
    def page(self) -> str:
        """Its docname."""
        return f"regio/{self.code.lower()}"

    @property
    def level_word(self) -> str:
        """ "gemeente", "COROP-gebied", "provincie" or "land"."""
        return LEVEL_WORDS[self.level][0]  # type: ignore[index]

    @property
    def alphabetical(self) -> str:
        """Key for lists from A to Z."""
        return sort_name(self.name)


@dataclass(frozen=True)
class Pages:
    """The pages of one build."""

    edition: Edition
    areas: dict[str, Area]
    former: tuple[OldName, ...]
    built: dict[str, Path]  # docname -> executed notebook

    @classmethod
    def read(cls, edition: Edition, build: BuildDir, former: tuple[OldName, ...] = ()) -> Pages:
        """From the edition's region table and the executed notebooks in `build`."""
        table = read_table("regions", build.regions)
        areas = {a.code: a for a in (_area(row) for row in table.to_dict("records"))}
        built = notebooks_of(build)
        mine = cls(edition, areas, tuple(f for f in former if f.code in areas), {})
        promised = set(mine.promised)
        return cls(edition, areas, mine.former, {n: p for n, p in built.items() if n in promised})

    @cached_property
    def promised(self) -> tuple[str, ...]:
        """Every notebook page of the whole edition."""
        levels = set(self.edition.params.levels)
        return (
            *(a.page for a in self.areas.values() if a.level in levels),
            *(f"indicator/{i.id}" for i in self.edition.indicators),
            *(f"thema/{t.id}" for t in self.edition.themes),
        )

    @property
    def unbuilt(self) -> tuple[str, ...]:
        """Promised pages that are not there."""
        return tuple(name for name in self.promised if name not in self.built)

    @cached_property
    def _by_level(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = {}
        for area in sorted(self.areas.values(), key=lambda a: (a.alphabetical, a.code)):
            found.setdefault(area.level, []).append(area)
        return found

    def of_level(self, level: str) -> list[Area]:
        """Areas of a level from A to Z."""
        return self._by_level.get(level, [])

    def inside(self, parent: Area, level: str) -> list[Area]:
        """Areas of `level` within a provincie or COROP area, from A to Z."""
        return [a for a in self.of_level(level) if parent.code in (a.provincie, a.corop)]

    def site(self) -> Site:
        """The facts that header, crumbs and links need."""
        pages = {name: self._page(name) for name in sorted(self.built)}
        return Site(_facts(self.edition), pages, tuple(sorted(self.unbuilt)), self._moved())

    def _moved(self) -> tuple[Moved, ...]:
        """Old codes whose successors have a page; a code that is in use again is not old."""
        found: dict[str, list[OldName]] = {}
        for name in self.former:
            if (
                name.old_code
                and name.date
                and name.old_code not in self.areas
                and self.areas[name.code].page in self.built
            ):
                found.setdefault(name.old_code, []).append(name)
        return tuple(
            Moved(
                f"regio/{code.lower()}",
                names[0].old_name,
                nl.date(names[0].date or ""),
                tuple(Crumb(self.areas[n.code].name, self.areas[n.code].page) for n in names),
            )
            for code, names in sorted(found.items())
        )

    def _page(self, docname: str) -> NotebookPage:
        kind, _, name = docname.partition("/")
        if kind == "regio":
            area = self.areas[name.upper()]
            return NotebookPage(area.name, area.level_word, tuple(self._region_crumbs(area)))
        above = [Crumb("Onderwerpen", "thema/index")]
        if kind == "thema":
            return NotebookPage(self.edition.theme(name).name, "", tuple(above))
        indicator = self.edition.indicator(name)
        theme = self.edition.theme(indicator.themes[0])
        return NotebookPage(indicator.name, "", (*above, self._crumb(f"thema/{theme.id}", theme.name)))

    def _region_crumbs(self, area: Area) -> list[Crumb]:
        codes = (NATIONAL, area.provincie, area.corop)
        above = [self.areas[c] for c in codes if c and c != area.code and c in self.areas]
        return [Crumb("Regio’s", "regio/index"), *(self._crumb(a.page, a.name) for a in above)]

    def _crumb(self, page: str, text: str) -> Crumb:
        return Crumb(text, page if page in self.built else None)


def _area(row: dict[Any, Any]) -> Area:
    def text(value: Any) -> str | None:
        return None if pd.isna(value) else str(value)

    return Area(row["code"], row["name"], row["level"], text(row["corop"]), text(row["provincie"]))


def _facts(edition: Edition) -> EditionFacts:
    params = edition.params
    return EditionFacts(
        id=params.id,
        label="voorbeeldeditie" if params.example else f"editie {params.year}",
        title=params.title,
        example=params.example,
        published=nl.date(params.published),
        licence_line=params.licence_line,
        publisher=params.publisher.name,
        publisher_url=params.publisher.url,
        contact=params.publisher.contact,
        colours=own_colours(params.colours),
    )
