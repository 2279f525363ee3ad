"""What a fetch stored, read back: a description and pages of figures, their rows, and the cells that were asked for.

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

Rules of cells
* Only what the plan asks for: a row of another region, year or code means that the server did not filter, and is
  refused. Periods that are no years are left out.
* Regions are in the table's own code list.
* A status comes from the period's own, else from what is written at periods, measures and the table (`prose.py`), else
  it is not known: then the rules of the edition decide.
* A table without periods has one, that of its year (`2021JJ00`).
* Each cell once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from regioboek.errors import FetchError, Problem, SourceError, nearest
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.pager import rows_of
from regioboek.sources.statline.periods import status_of
from regioboek.sources.statline.prose import statuses
from regioboek.sources.statline.query import QueryPlan
from regioboek.sources.statline.service import DIALECTS, Version
from regioboek.sources.statline.table import StatlineTable

PAGE = "page-"

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


@dataclass(frozen=True)
class Stored:
    """The files of one StatLine source: file key -> path below `folder`."""

    source: str
    folder: Path
    files: Mapping[str, str]

    def table(self, version: Version) -> StatlineTable:
        """The description that was stored. Raises SourceError."""
        try:
            return read_table(version, self.rows)
        except (KeyError, TypeError) as error:
            raise self._unreadable(
                DIALECTS[version].info, f"no {error}", "a table's description: fetch it again"
            ) from error

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a part, of all its pages; nothing when it is not there."""
        keys = [name] * (name in self.files)
        number = 2
        while f"{name}-{number}" in self.files:
            keys.append(f"{name}-{number}")
            number += 1
        return [row for key in keys for row in self._rows(key)]

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """The rows of each page of figures, in order."""
        for key in sorted(k for k in self.files if k.startswith(PAGE)):
            yield self._rows(key)

    def _rows(self, key: str) -> list[dict[str, Any]]:
        name = self.files[key]
        try:
            return rows_of(name, json.loads((self.folder / name).read_bytes()))
        except (OSError, ValueError, FetchError) as error:
            raise self._unreadable(name, f"a file that cannot be read ({error})", "JSON as it was received") from error

    def _unreadable(self, name: str, found: str, expected: str) -> SourceError:
        """The error for one file of this source."""
        return SourceError(f"{self.source} cannot be read", [Problem(f"{self.source}/{name}", "", found, expected)])


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


def plan_cells(plan: QueryPlan, rows: pd.DataFrame, problems: ProblemList) -> pd.DataFrame:
    """The cells, as `kinds/base.py` has them, of rows with a column per dimension, `series`, `value` and `absence`."""
    others = {c.code for c in plan.other_periods}
    period = rows[plan.period.key] if plan.period else pd.Series(plan.periods[0].code, index=rows.index)
    rows = rows.assign(period=period)[~period.isin(others)].reset_index(names="row")
    _check_asked(plan, rows, problems)
    units = {m.key: m.unit for m in plan.measures}
    cells = pd.DataFrame(
        {
            "series": rows["series"].map(plan.series),
            "region": rows[plan.region.key],
            "period": rows["period"],
            "value": rows["value"].astype("float64"),
            "absence": rows["absence"].astype("str"),
            "unit": rows["series"].map(units).astype("str"),
        }
    )
    cells.insert(4, "status", status_of_cells(plan, cells))
    twice = cells.duplicated(["series", "region", "period"])
    words = cells.loc[twice, "series"] + " " + cells.loc[twice, "region"] + " " + cells.loc[twice, "period"]
    problems.rows(words.set_axis(rows.loc[twice, "row"]) + " a second time", "each figure once")
    if cells.empty:
        problems.refuse("", "no figure at all", "figures for what the params ask: do levels, years and select fit?")
    return cells


def status_of_cells(plan: QueryPlan, cells: pd.DataFrame) -> pd.Series:
    """How final each figure of `cells` is, in the words of observations; null where that is not known, or no figure."""
    rows = [(plan.series[key], period, status) for (period, key), status in statuses(plan).known.items()]
    known = pd.DataFrame(rows, columns=["series", "period", "status"], dtype="str")
    told = cells[["series", "period"]].merge(known, how="left")["status"].set_axis(cells.index)
    return told.where(cells["value"].notna())


def note_periods(plan: QueryPlan, problems: ProblemList) -> None:
    """Note periods that are left out, words of status that are none of CBS's three, and that no status is known."""
    if plan.other_periods:
        number = len(plan.other_periods)
        problems.note(
            "period", f"{number} periods that are no year", "years: the others are left out, as the params say"
        )
    words = {c.status for c in plan.periods if c.status and c.status.strip() and status_of(c.status) is None}
    for word in sorted(words):
        told = f"the status {word} ({some([c.code for c in plan.periods if c.status == word], 3)})"
        problems.note("period", told, "Definitief, Voorlopig or Nader voorlopig: read as not known")
    final = statuses(plan)
    for line, places in final.unclear.items():
        found = f'"{line}" about the status at {some(places)}, which is not understood'
        expected = "the title of a group or measure: status_topics says which it means (null: none that is asked for)"
        problems.note(
            "period", found, f"{expected}; until then the status of what it may be is not known", warning=True
        )
    without = {c.code for c in plan.periods if not (c.status or "").strip()}
    if not final.unclear and any(status is None for (code, _), status in final.known.items() if code in without):
        problems.note(
            "period", "no status of the figures", "one per period: provisional_years of the indicator decides"
        )


def _check_asked(plan: QueryPlan, rows: pd.DataFrame, problems: ProblemList) -> None:
    known = {c.code for c in plan.region.codes}
    unknown = ~rows[plan.region.key].isin(known)
    told = rows.loc[unknown, plan.region.key].set_axis(rows.loc[unknown, "row"])
    problems.rows(told, f"a code of dimension {plan.region.key}", column=plan.region.key)
    expected = "only what was asked for: did the server leave out the filter?"
    periods = {c.code for c in plan.periods}
    checks = [(plan.period.key, rows["period"].isin(periods))] if plan.period else []
    checks += [(dimension.key, rows[dimension.key] == code.code) for dimension, code in plan.chosen]
    fits = {c: plan.asks_region(c) for c in rows[plan.region.key].unique()}
    checks.append((plan.region.key, rows[plan.region.key].map(fits).astype(bool)))
    for column, right in checks:
        strange = rows.loc[~right]
        problems.rows(strange[column].set_axis(strange["row"]), expected, column=column)
