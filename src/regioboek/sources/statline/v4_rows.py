"""Observations of v4 as cells.

Rules
* `ValueAttribute` None comes with a number; without one the figure is `missing`. Impossible is `impossible` (for a
  gemeente that did not exist that year, all its figures), Confidential is `confidential`, NotAvailable and the like
  are `missing`, NotApplicable is `not-applicable`. A word outside this list is refused: its meaning is unknown.
* An attribute that says there is no figure, beside a figure, is refused. So is text (`StringValue`) for a number.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from regioboek.sources.problems import ProblemList, nearest
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.statline.v4_metadata import read_table

#: ValueAttribute -> word of observations; None: there is a figure.
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

_OWN = ("Id", "Measure", "ValueAttribute", "Value", "StringValue")


def stored_table(stored: Stored) -> StatlineTable:
    """The description of the table that was stored. Raises SourceError."""
    dimensions = stored.rows("Dimensions")
    try:
        lists = {row["Identifier"]: stored.rows(f"{row['Identifier']}Codes") for row in dimensions}
        return read_table(
            stored.document("Properties"), dimensions, stored.rows("MeasureCodes"), stored.rows("MeasureGroups"), lists
        )
    except (KeyError, TypeError) as error:
        raise stored.unreadable("Properties", f"no {error}", "a table's description: fetch it again") from error


def stored_rows(stored: Stored, table: StatlineTable, measures: Iterable[str], problems: ProblemList) -> pd.DataFrame:
    """One row per observation of these measures: the dimensions, `series`, `value`, `absence`.

    The index is the place in the pages, from 0.
    """
    keys = [d.key for d in table.dimensions]
    rows = pd.DataFrame([row for page in stored.pages() for row in page])
    lacking = [k for k in (*_OWN[:4], *keys) if k not in rows]
    if lacking:
        problems.refuse("", f"no {', '.join(lacking)}", f"observations with {', '.join((*_OWN[:4], *keys))}")
        return pd.DataFrame(columns=[*keys, "series", "value", "absence"])
    twice = rows["Id"].duplicated()
    problems.rows(rows.loc[twice, "Id"].astype("str") + " a second time", "each Id once", column="Id", unit="row")
    chosen = list(measures)
    strange = rows.loc[~rows["Measure"].isin([m.key for m in table.measures]), "Measure"].astype("str")
    problems.rows(strange, "a measure of the table", column="Measure", unit="row")
    rows = rows[rows["Measure"].isin(chosen)]
    cells = rows[keys].astype("str").apply(lambda column: column.str.strip())
    cells["series"] = rows["Measure"]
    cells["value"] = pd.to_numeric(rows["Value"], errors="coerce")
    cells["absence"] = _absence(rows, cells["value"], problems)
    return cells


def _absence(rows: pd.DataFrame, value: pd.Series, problems: ProblemList) -> pd.Series:
    attribute = rows["ValueAttribute"].fillna("None").astype("str").str.strip()
    unknown = ~attribute.isin(list(ATTRIBUTES))
    problems.rows(
        attribute[unknown],
        lambda a: f"one of {', '.join(ATTRIBUTES)}{nearest(a, ATTRIBUTES)}",
        column="ValueAttribute",
        unit="row",
    )
    beside = value.notna() & (attribute != "None") & ~unknown
    problems.rows(
        attribute[beside] + " beside a figure", "a figure, or the reason why there is none", column="Value", unit="row"
    )
    told = rows["StringValue"] if "StringValue" in rows else pd.Series(None, index=rows.index, dtype="object")
    text = value.isna() & told.notna() & (attribute == "None")
    problems.rows('"' + told[text].astype("str") + '"', "a number: this is text", column="StringValue", unit="row")
    words = attribute.map({**ATTRIBUTES, "None": "missing"})
    return words.astype("str").where(value.isna())
