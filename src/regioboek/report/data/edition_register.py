"""What every page may read of an edition: its params, its regions and how they lie, which source gave what.

A change of any of it makes every page anew. What one page reads beside it is in :mod:`page_data`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, Level, nearest_first
from regioboek.report.data.members import Member
from regioboek.report.data.table_rows import records
from regioboek.schemas import read_table
from regioboek.schemas.rows import Region


@dataclass(frozen=True)
class Register:
    """The part of an edition that every page sees."""

    edition: Edition  # its indicators in brief
    regions: dict[str, Region]  # by code, from large to small
    parts: dict[str, tuple[Member, ...]]  # area -> the gemeenten it is made of
    paths: dict[str, Any]  # regions as SVG paths with boxes and neighbours
    given_by: dict[str, list[str]]  # indicator -> ids of the sources that have figures of it
    margins: frozenset[str]  # ids of indicators of which a source gives margins, of any region

    def region(self, code: str) -> Region:
        """The region with `code`; RegioboekError names the nearest code when there is none."""
        found = self.regions.get(code)
        if found is None:
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(code, list(self.regions), 1)
            hint = f" Did you mean {near[0]} ({self.regions[near[0]].name})?" if near else ""
            raise RegioboekError(f"edition {self.edition.id} has no region {code!r}.{hint}")
        return found

    def of_level(self, level: Level) -> list[Region]:
        """All regions of a level, by code."""
        return [r for r in self.regions.values() if r.level == level]

    def members(self, code: str, level: Level) -> list[Region]:
        """Regions of `level` inside region `code`, by name."""
        parent = self.region(code)
        if LEVELS[parent.level].listed:
            own = {m.gemeente for m in self.members_of(code)}
            found = [
                r for r in self.of_level(level) if r.code != code and (theirs := self.gemeenten(r)) and theirs <= own
            ]
        else:
            inside = parent.level == COUNTRY
            found = [r for r in self.of_level(level) if r.code != code and (inside or code in r.inside)]
        return sorted(found, key=lambda r: sort_name(r.name))

    def members_of(self, code: str) -> tuple[Member, ...]:
        """The gemeenten of a landsdeel, Regio Deal or own area, by code; empty for other regions."""
        return self.parts.get(code, ())

    def gemeenten(self, region: Region) -> frozenset[str]:
        """The codes of the gemeenten a region is made of; of a gemeente its own, of what lies in one none."""
        if region.level == BASE:
            return frozenset([region.code])
        if LEVELS[region.level].listed:
            return frozenset(m.gemeente for m in self.members_of(region.code))
        everything = region.level == COUNTRY
        return frozenset(r.code for r in self.of_level(BASE) if everything or region.code in r.inside)

    def twin(self, region: Region) -> Region | None:
        """The provincie with the same gemeenten as a region that is none itself: comparing them says nothing."""
        parent = self.regions.get(region.parent("provincie") or "")
        own = self.gemeenten(region)
        return parent if parent and parent.code != region.code and own and own == self.gemeenten(parent) else None

    def areas_around(self, region: Region) -> list[Region]:
        """The landsdelen, Regio Deals and own areas that a region lies in as a whole, or a gemeente partly."""
        own = self.gemeenten(region) if region.level != COUNTRY else frozenset()
        around = (r for r in self.regions.values() if LEVELS[r.level].listed and r.code != region.code)
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
    """The regions of a build by code, from large to small, each with the regions it lies in."""
    inside: dict[str, set[str]] = {}
    for row in records(read_table("inside", build.inside)):
        inside.setdefault(row["child"], set()).add(row["parent"])
    rows = records(read_table("regions", build.regions))
    return {r["code"]: Region(**r, inside=nearest_first(inside.get(r["code"], set()))) for r in rows}


def shown_of(region: Region, indicator: Indicator) -> str:
    """The code of the region whose figure of an indicator a region shows: its own, or of the area that shares one."""
    return region.parent(indicator.figure_level(region.level)) or region.code


def sort_name(name: str) -> str:
    """Key for alphabetical lists: 's-Gravenhage under G, diacritics folded."""
    import unicodedata  # noqa: PLC0415

    bare = name.removeprefix("'s-").removeprefix("'t ")
    return "".join(c for c in unicodedata.normalize("NFD", bare.casefold()) if not unicodedata.combining(c))
