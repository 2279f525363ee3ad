"""What every page may read of an edition: its params, its regions and how they lie, which source gave what.

A change of any of it makes every page anew. What one page reads beside it is in :mod:`page_data`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regioboek.errors import RegioboekError
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.regions import AREA_LEVELS, NATIONAL, Level
from regioboek.report.data.members import Member
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
        if parent.level in AREA_LEVELS:
            own = {m.gemeente for m in self.members_of(code)}
            found = [
                r for r in self.of_level(level) if r.code != code and (theirs := self.gemeenten(r)) and theirs <= own
            ]
        else:
            inside = {
                "land": lambda r: True,
                "provincie": lambda r: r.provincie == code,
                "corop": lambda r: r.corop == code,
                "gemeente": lambda r: r.code == code,
            }[parent.level]
            found = [r for r in self.of_level(level) if inside(r) and r.code != code]
        return sorted(found, key=lambda r: sort_name(r.name))

    def members_of(self, code: str) -> tuple[Member, ...]:
        """The gemeenten of a landsdeel, Regio Deal or own area, by code; empty for other regions."""
        return self.parts.get(code, ())

    def gemeenten(self, region: Region) -> frozenset[str]:
        """The codes of the gemeenten of Nederland, a provincie, COROP area or area; of a gemeente its own."""
        if region.level == "gemeente":
            return frozenset([region.code])
        if region.level in AREA_LEVELS:
            return frozenset(m.gemeente for m in self.members_of(region.code))
        return frozenset(
            r.code for r in self.of_level("gemeente") if region.level == "land" or region.code in (r.corop, r.provincie)
        )

    def twin(self, region: Region) -> Region | None:
        """The provincie with the same gemeenten as a region that is none itself: comparing them says nothing."""
        parent = self.regions.get(region.provincie or "")
        own = self.gemeenten(region)
        return parent if parent and parent.code != region.code and own and own == self.gemeenten(parent) else None

    def areas_around(self, region: Region) -> list[Region]:
        """The landsdelen, Regio Deals and own areas that a region lies in as a whole, or a gemeente partly."""
        own = self.gemeenten(region) if region.level != "land" else frozenset()
        around = (r for r in self.regions.values() if r.level in AREA_LEVELS and r.code != region.code)
        return [r for r in around if own and own <= self.gemeenten(r)]

    @property
    def national(self) -> Region:
        """Nederland."""
        return self.region(NATIONAL)

    # -- indicators ------------------------------------------------------------------------------------------

    def indicators_of(self, theme: str) -> tuple[Indicator, ...]:
        """The indicators of a theme, official order."""
        return self.edition.of_theme(theme)

    def sources_of(self, *indicators: Indicator) -> frozenset[str]:
        """Ids of the sources that have figures of any of these indicators."""
        return frozenset(source for i in indicators for source in self.given_by.get(i.id, ()))


def sort_name(name: str) -> str:
    """Key for alphabetical lists: 's-Gravenhage under G, diacritics folded."""
    import unicodedata  # noqa: PLC0415

    bare = name.removeprefix("'s-").removeprefix("'t ")
    return "".join(c for c in unicodedata.normalize("NFD", bare.casefold()) if not unicodedata.combining(c))
