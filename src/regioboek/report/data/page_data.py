"""An edition as one page sees it: what every page sees, and what its kind declared as its :class:`Seen`.

Reading anything else is an error that says what to declare. A page that showed it would not run again when it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

from regioboek.errors import RegioboekError
from regioboek.params.indicators import Indicator
from regioboek.report.data.edition_data import EditionData
from regioboek.report.data.edition_register import Register, shown_of
from regioboek.report.data.seen import Seen
from regioboek.schemas.rows import Region, Series
from regioboek.words.corrected import Corrected
from regioboek.words.facts import Peers
from regioboek.words.recalculated import Part, Recalculated

K = TypeVar("K")
V = TypeVar("V")


class Guarded(Mapping[K, V]):
    """A table that is asked for one key at a time; `check` raises for a key that the page may not see."""

    def __init__(self, table: Mapping[K, V], check: Callable[[K], None]):
        self._table, self._check = table, check

    def __getitem__(self, key: K) -> V:
        self._check(key)
        return self._table[key]

    def get(self, key: K, default: Any = None) -> Any:
        """As of any mapping; a key that is not there may be asked for too."""
        self._check(key)
        return self._table.get(key, default)

    def __iter__(self) -> Iterator[K]:
        raise TypeError("a page asks this table for keys that it has declared, not for all that there are")

    def __len__(self) -> int:
        return len(self._table)


@dataclass(frozen=True)
class PageData(Register):
    """What one page may read; every method refuses what is not in `seen`."""

    _everything: EditionData
    page: str  # "regio/gm0014"
    seen: Seen

    @classmethod
    def of(cls, data: EditionData, page: str, seen: Seen) -> PageData:
        """The edition as `page` sees it."""
        return cls(**{f.name: getattr(data, f.name) for f in fields(Register)}, _everything=data, page=page, seen=seen)

    def _refuse(self, what: str, declare: str) -> None:
        raise RegioboekError(
            f"page {self.page} reads {what}, which it has not declared: it would not be made anew when that changes. "
            f"Add {declare} to the Seen of kind {self.page.partition('/')[0]}, or do not show it."
        )

    def _row(self, key: tuple[str, str]) -> None:
        region, indicator = key
        if region not in self.seen.regions and indicator not in self.seen.indicators:
            self._refuse(f"{indicator} of {region}", f"{region} to `regions` or {indicator} to `indicators`")

    def _ranking(self, key: tuple[str, str]) -> None:
        level, indicator = key
        if level not in self.seen.levels and indicator not in self.seen.indicators:
            self._refuse(
                f"how {indicator} is ranked at level {level}", f"{level} to `levels` or {indicator} to `indicators`"
            )

    def _told(self, indicator: str) -> None:
        if indicator not in self.seen.told:
            self._refuse(f"what is told of {indicator}", f"{indicator} to `told`")

    @cached_property
    def told(self) -> Mapping[str, Indicator]:
        """Indicators with everything that is told of them."""
        return Guarded(self._everything.told, self._told)

    @cached_property
    def rankings(self) -> Mapping[tuple[str, str], dict[str, Any]]:
        """Rows of rankings.parquet by level and indicator."""
        return Guarded(self._everything.rankings, self._ranking)

    @cached_property
    def peers(self) -> Mapping[tuple[str, str], Peers]:
        """What a region is compared with, by level and indicator."""
        return Guarded(self._everything.peers, self._ranking)

    @cached_property
    def aggregated(self) -> Mapping[tuple[str, str], list[dict[str, Any]]]:
        """Rows of aggregation.parquet by region and indicator."""
        return Guarded(self._everything.aggregated, self._row)

    def series(self, region: str, indicator: str) -> Series:
        """All observations of one region and indicator, also before the window; may be empty."""
        found = self._series.get((region, indicator))
        if found is None:
            self._row((region, indicator))
            found = self._series[region, indicator] = self._everything.series(region, indicator)
        return found

    @cached_property
    def _series(self) -> dict[tuple[str, str], Series]:
        return {}

    def finding(self, region: str, indicator: str) -> dict[str, Any]:
        """The row of findings.parquet for one region and indicator."""
        self._row((region, indicator))
        return self._everything.finding(region, indicator)

    def corrections(self, region: Region, indicator: Indicator) -> list[Corrected]:
        """The figures of a region that differ from their source, or have a remark; a COROP value is its area's."""
        self._row((region.code, indicator.id))
        self._row((shown_of(region, indicator), indicator.id))
        return self._everything.corrections(region, indicator)

    def corrections_of(self, indicator: Indicator, within: frozenset[str] | None = None) -> list[Corrected]:
        """All such figures of an indicator, or of the regions `within`, by region and year."""
        if indicator.id not in self.seen.indicators:
            unseen = sorted((within or frozenset(self.regions)) - self.seen.corrections - self.seen.regions)
            if unseen:
                self._refuse(f"the corrections of {indicator.id} in {unseen[0]}", f"{unseen[0]} to `corrections`")
        return self._everything.corrections_of(indicator, within)

    def recalculated(self, region: Region, indicator: Indicator) -> list[Recalculated]:
        """The figures of a region from before a herindeling that were recalculated, or could not be."""
        self._row((region.code, indicator.id))
        return self._everything.recalculated(region, indicator)

    def striking(self, region: Region) -> frozenset[str]:
        """The ids of the indicators that may be called striking in a region, beside all others of its level."""
        if region.code not in self.seen.regions:
            self._refuse(f"what strikes in {region.code}", f"{region.code} to `regions`")
        return self._everything.striking(region)

    def lineage(self, region: Region) -> tuple[Part, ...]:
        """What a gemeente that changed since the window's first year is made of; empty for others."""
        if region.code not in self.seen.regions:
            self._refuse(f"what {region.code} is made of", f"{region.code} to `regions`")
        return self._everything.lineage(region)
