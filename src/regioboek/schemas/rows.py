"""Single rows of the tables, in the shape that words and pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from regioboek.params import regions

#: Lower and upper end of what a source says its figure lies within, in the indicator's unit.
Margin = tuple[float, float]

#: Statuses of a figure that may still change.
PROVISIONAL = ("provisional", "revised-provisional")


@dataclass(frozen=True, eq=False)
class Series:
    """The observations of one region and indicator, by year; `values` is NaN where a figure is absent.

    What follows from them is made once: a page's tables, charts and sentences all ask for it.
    """

    years: np.ndarray
    values: np.ndarray
    status: list[str | None]
    absence: list[str | None]
    lower: np.ndarray | None = None  # margins of the figures; None: the edition has none
    upper: np.ndarray | None = None

    @cached_property
    def margins(self) -> dict[int, Margin]:
        """By year, the margins of figures whose source gives both ends."""
        if self.lower is None or self.upper is None:
            return {}
        there = self.observed & ~np.isnan(self.lower) & ~np.isnan(self.upper)
        ends = zip(self.lower[there].tolist(), self.upper[there].tolist(), strict=True)
        return dict(zip(self.years[there].tolist(), ends, strict=True))

    @cached_property
    def observed(self) -> np.ndarray:
        """True where there is a figure."""
        return ~np.isnan(self.values)

    @cached_property
    def points(self) -> list[tuple[int, float]]:
        """Year and figure, where there is one."""
        there = self.observed
        return list(zip(self.years[there].tolist(), self.values[there].tolist(), strict=True))

    @cached_property
    def provisional(self) -> list[int]:
        """Years whose figure may still change."""
        return [y for y, status in zip(self.years.tolist(), self.status, strict=True) if status in PROVISIONAL]


EMPTY = Series(np.array([], dtype=int), np.array([]), [], [])


@dataclass(frozen=True)
class Region(regions.Region):
    """A row of regions.parquet, with the regions it lies in by inside.parquet."""

    inhabitants: int | None = None
    inhabitants_year: int | None = None
