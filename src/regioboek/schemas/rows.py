"""Single rows of the tables, in the shape that words and pages read them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from regioboek.params.regions import Level


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


class Region(NamedTuple):
    """A row of regions.parquet."""

    code: str
    name: str
    level: Level
    corop: str | None
    provincie: str | None
    inhabitants: int | None
    inhabitants_year: int | None
