"""Single rows of the tables, in the shape that words and pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from regioboek.params import regions


class Series(NamedTuple):
    """The observations of one region and indicator, by year; `values` is NaN where a figure is absent."""

    years: np.ndarray
    values: np.ndarray
    status: list[str | None]
    absence: list[str | None]

    @property
    def observed(self) -> np.ndarray:
        """True where there is a figure."""
        return ~np.isnan(self.values)


EMPTY = Series(np.array([], dtype=int), np.array([]), [], [])


@dataclass(frozen=True)
class Region(regions.Region):
    """A row of regions.parquet, with the regions it lies in by inside.parquet."""

    inhabitants: int | None = None
    inhabitants_year: int | None = None
