"""Names of columns that stand in one row, or in two or three below each other.

An indicator often stands above its years, once, in a cell that is merged over their columns. The names of such rows are
joined: `Tevreden met woning (%) 2023`. In all rows but the last a name counts for the merged cells to the right of it,
or, in a row in which nothing is merged over columns, for the empty cells. An empty part is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest

from regioboek.params.source_params import Header

#: A row, from its first cell to its last, in which one name stands for several columns; all count from 1.
Merged = tuple[int, int, int]


def rows_of(header: Header) -> tuple[int, ...]:
    """The numbers of the rows of a header."""
    return (header,) if isinstance(header, int) else header


def place_of(header: Header) -> str:
    """`4`, or `3 to 4`."""
    rows = rows_of(header)
    return f"{rows[0]} to {rows[-1]}" if len(rows) > 1 else str(rows[0])


def joined(rows: Sequence[tuple[int, Sequence[str]]], merged: Collection[Merged] = ()) -> list[str]:
    """The names of the columns, of rows with their numbers and texts; `merged` are the merged cells in these rows."""
    *above, (_, last) = rows
    if not above:
        return list(last)
    width = max(len(names) for _, names in rows)
    spread = [_spread(row, [*names, *[""] * (width - len(names))], merged) for row, names in above]
    parts = zip_longest(*spread, last, fillvalue="")
    return [" ".join(part for part in (p.strip() for p in names) if part) for names in parts]


def _spread(row: int, names: list[str], merged: Collection[Merged]) -> list[str]:
    across = [(first, last) for number, first, last in merged if number == row and last > first]
    for first, last in across:
        names[first - 1 : last] = names[first - 1 : first] * (min(last, len(names)) - first + 1)
    if not across:
        for place in range(1, len(names)):
            names[place] = names[place].strip() or names[place - 1]
    return names
