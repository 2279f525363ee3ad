"""Stored pages as cells: the rows of v3, typed numbers or the texts that StatLine shows, and the observations of v4.

Rules of v3
* A typed value is a number, or null: no figure. Why there is none, v3 does not say there: `missing`.
* An untyped value is text, right-aligned. `.` is a figure that is unknown, unreliable or confidential (StatLine has one
  mark for all three): `missing`. `x` is confidential. Blank is a figure that cannot exist: `impossible`. A `-` may be
  nothing or a zero and is refused, as is any other text.

Rules of v4
* `ValueAttribute` None comes with a number; without one the figure is `missing`. Impossible is `impossible` (for a
  gemeente that did not exist that year, all its figures), Confidential is `confidential`, NotAvailable and the like
  are `missing`, NotApplicable is `not-applicable`. A word outside this list is refused: its meaning is unknown.
* An attribute that says there is no figure, beside a figure, is refused. So is text (`StringValue`) for a number.

Keys are stripped of their padding.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from regioboek.sources.problems import ProblemList, nearest
from regioboek.sources.statline.service import Version
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable

#: Mark in an untyped value of v3 -> word of observations.
MARKS = {".": "missing", "": "impossible", "x": "confidential", "X": "confidential"}

#: ValueAttribute of v4 -> word of observations; None: there is a figure.
ATTRIBUTES: dict[str, str | None] = {
    "None": None,
    "Impossible": "impossible",
    "Confidential": "confidential",
    "NotAvailable": "missing",
    "Missing": "missing",
    "Unknown": "missing",
    "Unreliable": "missing",
    "InsufficientlyReliable": "missing",
    "NotApplicable": "not-applicable",
}

_OWN = ("Id", "Measure", "ValueAttribute", "Value")
_NUMBER = r"[+-]?\d+(?:\.\d+)?|[+-]?\.\d+"


def stored_rows(
    version: Version, stored: Stored, table: StatlineTable, measures: Sequence[str], problems: ProblemList
) -> pd.DataFrame:
    """One row per cell of these measures: the dimensions, `series` (measure), `value` and `absence`.

    The index is the place of the row in the pages, from 0; v3 has all measures in one row, so that it repeats for each.
    """
    keys = [d.key for d in table.dimensions]
    needed = (*_OWN, *keys) if version == "v4" else (*keys, *measures)
    rows = pd.DataFrame([row for page in stored.pages() for row in page], dtype="object")
    lacking = [k for k in needed if k not in rows]
    if lacking:
        problems.refuse("", f"no {', '.join(lacking) if len(rows) else 'rows'}", f"rows with {', '.join(needed)}")
        return pd.DataFrame(columns=[*keys, "series", "value", "absence"])
    dimensions = rows[keys].astype("str").apply(lambda column: column.str.strip())
    if version == "v4":
        return dimensions.join(_observations(rows, table, measures, problems), how="right")
    return pd.concat([dimensions.join(_values(rows[key], problems)) for key in measures])


def _values(told: pd.Series, problems: ProblemList) -> pd.DataFrame:
    """The values of one measure of v3: a figure, or why there is none; anything else is a problem."""
    kinds = told.map(type)
    texts = told[kinds.isin((str,))].astype("str").str.strip()
    figures = pd.concat([told[kinds.isin((int, float))], texts[texts.str.fullmatch(_NUMBER)]])
    absences = pd.concat([texts.map(MARKS), told[told.isna()].map(lambda _: "missing")]).dropna()
    value = figures.astype("float64").reindex(told.index)
    absence = absences.astype("str").reindex(told.index)
    strange = told[value.isna() & absence.isna()].map(lambda v: f'"{v.strip()}"' if isinstance(v, str) else str(v))
    expected = 'a number, or one of "." (no figure), "x" (confidential) and blank (impossible)'
    problems.rows(strange.astype("str"), expected, column=str(told.name))
    return pd.DataFrame({"series": str(told.name), "value": value, "absence": absence})


def _observations(
    rows: pd.DataFrame, table: StatlineTable, measures: Sequence[str], problems: ProblemList
) -> pd.DataFrame:
    """The observations of these measures of v4."""
    twice = rows["Id"].duplicated()
    problems.rows(rows.loc[twice, "Id"].astype("str") + " a second time", "each Id once", column="Id")
    strange = rows.loc[~rows["Measure"].isin([m.key for m in table.measures]), "Measure"].astype("str")
    problems.rows(strange, "a measure of the table", column="Measure")
    rows = rows[rows["Measure"].isin(measures)]
    value = pd.to_numeric(rows["Value"], errors="coerce").astype("float64")
    return pd.DataFrame(
        {"series": rows["Measure"].astype("str"), "value": value, "absence": _absence(rows, value, problems)}
    )


def _absence(rows: pd.DataFrame, value: pd.Series, problems: ProblemList) -> pd.Series:
    attribute = rows["ValueAttribute"].fillna("None").astype("str").str.strip()
    unknown = ~attribute.isin(list(ATTRIBUTES))
    problems.rows(
        attribute[unknown],
        lambda a: f"one of {', '.join(ATTRIBUTES)}{nearest(a, list(ATTRIBUTES))}",
        column="ValueAttribute",
    )
    beside = value.notna() & (attribute != "None") & ~unknown
    problems.rows(attribute[beside] + " beside a figure", "a figure, or the reason why there is none", column="Value")
    told = rows["StringValue"] if "StringValue" in rows else pd.Series(None, index=rows.index, dtype="object")
    text = value.isna() & told.notna() & (attribute == "None")
    problems.rows('"' + told[text].astype("str") + '"', "a number: this is text", column="StringValue")
    words = attribute.map({**ATTRIBUTES, "None": "missing"})
    return words.astype("str").where(value.isna())
