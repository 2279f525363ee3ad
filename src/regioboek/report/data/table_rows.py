"""Rows of an edition's tables by region and indicator, found by number: the tables stay the few bytes a row they are.

A table has hundreds of rows per region. As Python objects, or under keys of text, they would take some hundred times
the memory; here a row becomes objects when a page asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

Key = tuple[str, str]


class RowPlaces:
    """First and last row of every region x indicator of a table that is sorted on that key."""

    def __init__(self, table: pd.DataFrame):
        region, indicator = (table[name].astype("category").cat for name in ("region", "indicator"))
        self._regions = {str(code): n for n, code in enumerate(region.categories)}
        self._indicators = {str(name): n for n, name in enumerate(indicator.categories)}
        pair = region.codes.to_numpy(dtype=np.int32) * len(self._indicators) + indicator.codes.to_numpy()
        pairs = np.arange(len(self._regions) * len(self._indicators) + 1, dtype=np.int32)
        self._bounds = np.searchsorted(pair, pairs).astype(np.int32)

    def of(self, region: str, indicator: str) -> slice:
        """The rows; an empty slice when there are none."""
        at_region, at_indicator = self._regions.get(region), self._indicators.get(indicator)
        if at_region is None or at_indicator is None:
            return slice(0, 0)
        pair = at_region * len(self._indicators) + at_indicator
        return slice(int(self._bounds[pair]), int(self._bounds[pair + 1]))


class Words:
    """A column of words as numbers; null is None."""

    def __init__(self, column: pd.Series):
        words = column.astype("category").cat
        self._codes = words.codes.to_numpy()
        self._words = (*(str(word) for word in words.categories), None)  # null has code -1: the last

    def __getitem__(self, rows: slice) -> list[str | None]:
        return [self._words[code] for code in self._codes[rows].tolist()]

    def at(self, row: int) -> str | None:
        """The word of one row."""
        return self._words[self._codes[row]]


class RowRecords:
    """The rows of a table with one row per region x indicator, each a dictionary when it is asked for."""

    def __init__(self, table: pd.DataFrame):
        self._places = RowPlaces(table)
        self._cells = [(str(name), _cell(table[name])) for name in table.columns]
        self._made: dict[Key, dict[str, Any]] = {}

    def __getitem__(self, key: Key) -> dict[str, Any]:
        """The row, kept for the next time."""
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self.read(key)
        return found

    def forget(self) -> None:
        """Keep no row any longer, after reading more of them than a page does."""
        self._made.clear()

    def read(self, key: Key) -> dict[str, Any]:
        """The row, for one use. Raises KeyError when there is none."""
        rows = self._places.of(*key)
        if rows.start == rows.stop:
            raise KeyError(key)
        return {name: cell(rows.start) for name, cell in self._cells}


def _cell(column: pd.Series) -> Callable[[int], Any]:
    """The column's value in a row: None for null, a number or a word otherwise."""
    if pd.api.types.is_integer_dtype(column.dtype):
        null, numbers = column.isna().to_numpy(), column.to_numpy(dtype=np.int64, na_value=0)
        return lambda row: None if null[row] else numbers.item(row)
    if pd.api.types.is_float_dtype(column.dtype):
        floats = column.to_numpy()

        def number(row: int) -> float | None:
            value = floats.item(row)
            return None if value != value else value  # noqa: PLR0124

        return number
    return Words(column).at


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """All rows of a small table as dictionaries of Python values; null is None."""
    table = table.astype(object).where(table.notna(), None)
    cells = {str(name): table[name].tolist() for name in table.columns}
    return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
