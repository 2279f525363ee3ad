"""Rows kept as columns: many thousand rows cost no more than their figures, and a row is made when it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

Columns = Mapping[str, Sequence[Any]]


class ColumnRow(Mapping[str, Any]):
    """One row of columns."""

    __slots__ = ("_columns", "_place")

    def __init__(self, columns: Columns, place: int):
        self._columns = columns
        self._place = place

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self._place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


class ColumnRows(Sequence[Mapping[str, Any]]):
    """The rows of columns of one length."""

    def __init__(self, columns: Columns):
        self.columns = columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @overload
    def __getitem__(self, place: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        if isinstance(place, slice):
            return [ColumnRow(self.columns, n) for n in range(*place.indices(len(self)))]
        return ColumnRow(self.columns, range(len(self))[place])
