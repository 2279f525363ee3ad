"""Rows below the header of a table that are headers too: of units, repeated on a next page, or of a second table.

Rules
* A row that repeats the name of the column with regions is one. When its other cells repeat the header too, it is
  passed over with a note; so is the first row below the header when its other cells are texts: it tells units.
* Any other is the header of a second table, and so is a row declared under `skip` whose figures are all years, several
  and no two alike: refused, as the figures below it would be read as those of the first header.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from regioboek.sources.files.grid import Grid, cell_text
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.mapping import Places, folded
from regioboek.sources.tables.years import year_in

_EXPECTED = (
    "one table, as figures below it would be read under the names of the first header: put the second table on a sheet "
    "or in a file of its own, with a source of its own"
)


def without_headers(
    cells: pd.DataFrame, mapping: Places, grid: Grid, skip: Collection[str], problems: ProblemList
) -> pd.DataFrame:
    """`cells` (a column per place) without rows that are headers; those of a second table go to `problems`."""
    region = cells[mapping.at["region"]].map(cell_text).map(folded)
    again = region == folded(grid.names[mapping.at["region"]])
    skipped = region.isin({folded(text) for text in skip})
    found: list[int] = []
    for row in cells.index[again | skipped]:
        told = {place: cell_text(cell) for place, cell in cells.loc[row].items() if cell_text(cell)}
        same = all(folded(text) == folded(grid.names[place]) for place, text in told.items())
        units = row == cells.index[0] and not any(c.isdigit() for text in told.values() for c in text)
        years = [year_in(told[f.place], {}) for f in mapping.figures if f.place in told]
        of_years = len(years) > 1 and all(years) and len(set(years)) == len(years)
        if again[row] and (same or units):
            what = "the header, repeated" if same else "units, as names of columns are repeated"
            problems.note(f"{grid.unit} {row}", f"{some(list(told.values()))}: {what}", "passed over")
        elif again[row] or of_years:
            problems.refuse(f"{grid.unit} {row}", f"{some(list(told.values()))}: a second header", _EXPECTED)
        found += [row] * bool(again[row])
    return cells.drop(index=found)
