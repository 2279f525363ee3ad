"""What every page may read of an edition: its params, its regions and how they lie, which source gave what.

A change of any of it makes every page anew. What one page reads beside it is in :mod:`page_data`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regioboek.errors import RegioboekError, nearest
from regioboek.layout import BuildDir
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, Level, listed_levels, nearest_first
from regioboek.report.data.members import Member
from regioboek.report.data.table_rows import records
from regioboek.schemas import read_table
from regioboek.schemas.rows import Region


class Nesting:
    """How the regions of an edition lie in each other: looked up once for all pages, which would search thousands."""

    def __init__(self, regions: dict[str, Region], parts: dict[str, tuple[Member, ...]]):
        self.names = {code: region.name for code, region in regions.items()}
        self.by_level: dict[Level, list[Region]] = {}
        self.within: dict[tuple[str, Level], list[Region]] = {}  # by the register: of listed areas, see `gemeenten`
        gemeenten: dict[str, set[str]] = {code: {m.gemeente for m in parts.get(code, ())} for code in regions}
        for code, region in regions.items():
            self.by_level.setdefault(region.level, []).append(region)
            for around in {*region.inside, NATIONAL} - {code}:
                self.within.setdefault((around, region.level), []).append(region)
            if region.level == BASE:
                for made_of in (code, *region.inside, NATIONAL):
                    gemeenten.setdefault(made_of, set()).add(code)
        self.gemeenten = {code: frozenset(inside) for code, inside in gemeenten.items()}


@dataclass(frozen=True)
class Register:
    """The part of an edition that every page sees."""

    edition: Edition  # its indicators in brief
    regions: dict[str, Region]  # by code, from large to small
    parts: dict[str, tuple[Member, ...]]  # area -> the gemeenten it is made of
    paths: dict[str, Any]  # regions as SVG paths with boxes and neighbours
    given_by: dict[str, list[str]]  # indicator -> ids of the sources that have figures of it
    margins: frozenset[str]  # ids of indicators of which a source gives margins, of any region
    nesting: Nesting

    def region(self, code: str) -> Region:
        """The region with `code`; RegioboekError names the nearest code when there is none."""
        found = self.regions.get(code)
        if found is None:
            near = nearest(code, {c: f"{c} {region.name}" for c, region in self.regions.items()})
            raise RegioboekError(f"edition {self.edition.id} has no region {code!r}{near}")
        return found

    def of_level(self, level: Level) -> list[Region]:
        """All regions of a level, by code."""
        return self.nesting.by_level.get(level, [])

    def members(self, code: str, level: Level) -> list[Region]:
        """Regions of `level` inside region `code`, by name."""
        if LEVELS[self.region(code).level].listed:
            own = self.nesting.gemeenten[code]
            of_level = ((r, self.nesting.gemeenten[r.code]) for r in self.of_level(level))
            found = [r for r, theirs in of_level if r.code != code and theirs and theirs <= own]
        else:
            found = self.nesting.within.get((code, level), [])
        return sorted(found, key=lambda r: sort_name(r.name))

    def members_of(self, code: str) -> tuple[Member, ...]:
        """The gemeenten of a landsdeel, Regio Deal or own area, by code; empty for other regions."""
        return self.parts.get(code, ())

    def gemeenten(self, region: Region) -> frozenset[str]:
        """The codes of the gemeenten a region is made of; of a gemeente its own, of what lies in one none."""
        return self.nesting.gemeenten[region.code]

    def twin(self, region: Region) -> Region | None:
        """The provincie with the same gemeenten as a region that is none itself: comparing them says nothing."""
        parent = self.regions.get(region.parent("provincie") or "")
        own = self.gemeenten(region)
        return parent if parent and parent.code != region.code and own and own == self.gemeenten(parent) else None

    def areas_around(self, region: Region) -> list[Region]:
        """The landsdelen, Regio Deals and own areas that a region lies in as a whole, or a gemeente partly."""
        own = self.gemeenten(region) if region.level != COUNTRY else frozenset()
        around = (r for level in listed_levels() for r in self.of_level(level) if r.code != region.code)
        return [r for r in around if own and own <= self.gemeenten(r)]

    @property
    def national(self) -> Region:
        """Nederland."""
        return self.region(NATIONAL)

    # -- indicators ------------------------------------------------------------------------------------------

    def sources_of(self, *indicators: Indicator) -> frozenset[str]:
        """Ids of the sources that have figures of any of these indicators."""
        return frozenset(source for i in indicators for source in self.given_by.get(i.id, ()))


def read_regions(build: BuildDir) -> dict[str, Region]:
    """The regions of a build by code, from large to small, each with those of the edition that it lies in."""
    rows = records(read_table("regions", build.regions))
    known = {row["code"] for row in rows}
    inside: dict[str, set[str]] = {}
    for row in records(read_table("inside", build.inside)):
        if row["parent"] in known:
            inside.setdefault(row["child"], set()).add(row["parent"])
    return {r["code"]: Region(**r, inside=nearest_first(inside.get(r["code"], set()))) for r in rows}


def shown_of(region: Region, indicator: Indicator) -> str:
    """The code of the region whose figure of an indicator a region shows: its own, or of the area that shares one."""
    return region.parent(indicator.figure_level(region.level)) or region.code


def sort_name(name: str) -> str:
    """Key for alphabetical lists: 's-Gravenhage under G, diacritics folded."""
    import unicodedata  # noqa: PLC0415

    bare = name.removeprefix("'s-").removeprefix("'t ")
    return "".join(c for c in unicodedata.normalize("NFD", bare.casefold()) if not unicodedata.combining(c))
