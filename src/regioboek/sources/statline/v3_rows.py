"""Rows of v3 as cells: typed numbers, or the texts that StatLine shows.

Rules
* A typed value is a number, or null: no figure. Why there is none, v3 does not say there: `missing`.
* An untyped value is text, right-aligned. `.` is a figure that is unknown, unreliable or confidential (StatLine has one
  mark for all three): `missing`. `x` is confidential. Blank is a figure that cannot exist: `impossible`. A `-` may be
  nothing or a zero and is refused, as is any other text.
* Keys are stripped of their padding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from regioboek.sources.problems import ProblemList
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.statline.v3_metadata import dimension_keys, read_table

#: Mark in an untyped value -> word of observations.
MARKS = {".": "missing", "": "impossible", "x": "confidential", "X": "confidential"}

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?|[+-]?\.\d+")


def stored_table(stored: Stored) -> StatlineTable:
    """The description of the table that was stored. Raises SourceError."""
    properties = stored.rows("DataProperties")
    lists = {key: stored.rows(key) for key in dimension_keys(properties)}
    try:
        return read_table(stored.rows("TableInfos"), properties, lists)
    except (KeyError, IndexError) as error:
        raise stored.unreadable("TableInfos", f"no {error}", "a table's description: fetch it again") from error


def stored_rows(stored: Stored, table: StatlineTable, measures: Iterable[str], problems: ProblemList) -> pd.DataFrame:
    """One row per cell: the dimensions (stripped), `series` (measure), `value` and `absence`.

    In the order of the pages, measure by measure; the index counts rows of the pages from 0 and repeats per measure.
    """
    keys = [d.key for d in table.dimensions]
    chosen = list(measures)
    rows = [row for page in stored.pages() for row in page]
    lacking = [k for k in (*keys, *chosen) if rows and k not in rows[0]]
    if lacking or not rows:
        problems.refuse("", f"no {', '.join(lacking) or 'rows'}", f"rows with {', '.join((*keys, *chosen))}")
        return pd.DataFrame(columns=[*keys, "series", "value", "absence"])
    frame = {key: [str(row[key]).strip() for row in rows] for key in keys}
    dimensions = pd.DataFrame(frame)
    return pd.concat([dimensions.assign(series=key).join(_values(rows, key, problems)) for key in chosen])


def _values(rows: Sequence[Mapping[str, Any]], key: str, problems: ProblemList) -> pd.DataFrame:
    values: list[float | None] = []
    absences: list[str | None] = []
    strange: dict[int, str] = {}
    for number, row in enumerate(rows):
        told = row.get(key)
        value, absence = None, None
        if told is None:
            absence = "missing"
        elif isinstance(told, str):
            text = told.strip()
            absence = MARKS.get(text)
            if absence is None and _NUMBER.fullmatch(text):
                value = float(text)
            elif absence is None:
                strange[number] = f'"{text}"'
        elif isinstance(told, int | float) and not isinstance(told, bool):
            value = float(told)
        else:
            strange[number] = str(told)
        values.append(value)
        absences.append(absence)
    expected = 'a number, or one of "." (no figure), "x" (confidential) and blank (impossible)'
    problems.rows(pd.Series(strange, dtype="str"), expected, column=key, unit="row")
    return pd.DataFrame({"value": pd.Series(values, dtype="float64"), "absence": pd.Series(absences, dtype="str")})
