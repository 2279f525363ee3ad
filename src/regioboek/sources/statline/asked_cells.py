"""Rows of a table as the cells of a source: one per measure, region and period, with status and unit.

Rules
* Only what the plan asks for: a row of another region, year or code means that the server did not filter, and is
  refused. Periods that are no years are left out.
* Regions are in the table's own code list.
* A status comes from the period's own, else from what the table's description says of all figures, else it is not
  known: then the rules of the edition decide.
* Each cell once.
"""

from __future__ import annotations

import pandas as pd

from regioboek.sources.problems import ProblemList, some
from regioboek.sources.statline.periods import status_of, status_told
from regioboek.sources.statline.query import QueryPlan


def plan_cells(plan: QueryPlan, rows: pd.DataFrame, problems: ProblemList) -> pd.DataFrame:
    """The cells, as `kinds/base.py` has them, of rows with a column per dimension, `series`, `value` and `absence`."""
    others = {c.code for c in plan.other_periods}
    periods = {c.code for c in plan.periods}
    rows = rows[~rows[plan.period.key].isin(others)].reset_index(names="row")
    _check_asked(plan, rows, periods, problems)
    told = status_told(plan.table.description)
    status = {c.code: status_of(c.status) or (told if not (c.status or "").strip() else None) for c in plan.periods}
    units = {m.key: m.unit for m in plan.measures}
    cells = pd.DataFrame(
        {
            "series": rows["series"],
            "region": rows[plan.region.key],
            "period": rows[plan.period.key],
            "value": rows["value"].astype("float64"),
            "status": rows[plan.period.key].map(status).astype("str").where(rows["value"].notna()),
            "absence": rows["absence"].astype("str"),
            "unit": rows["series"].map(units).astype("str"),
        }
    )
    twice = cells.duplicated(["series", "region", "period"])
    words = cells.loc[twice, "series"] + " " + cells.loc[twice, "region"] + " " + cells.loc[twice, "period"]
    problems.rows(words.set_axis(rows.loc[twice, "row"]) + " a second time", "each figure once")
    if cells.empty:
        problems.refuse("", "no figure at all", "figures for what the params ask: do levels, years and select fit?")
    return cells


def unknown_statuses(plan: QueryPlan) -> list[str]:
    """Words of status that are none of CBS's three, with the periods that have them."""
    words = {c.status for c in plan.periods if c.status and c.status.strip() and status_of(c.status) is None}
    return [f"{w} ({some([c.code for c in plan.periods if c.status == w], 3)})" for w in sorted(words)]


def without_status(plan: QueryPlan) -> bool:
    """Whether no status is known for some period: neither its own nor the table's."""
    blank = any(not (c.status or "").strip() for c in plan.periods)
    return blank and status_told(plan.table.description) is None


def _check_asked(plan: QueryPlan, rows: pd.DataFrame, periods: set[str], problems: ProblemList) -> None:
    known = {c.code for c in plan.region.codes}
    unknown = ~rows[plan.region.key].isin(known)
    told = rows.loc[unknown, plan.region.key].set_axis(rows.loc[unknown, "row"])
    problems.rows(told, f"a code of dimension {plan.region.key}", column=plan.region.key)
    expected = "only what was asked for: did the server leave out the filter?"
    checks = [(plan.period.key, rows[plan.period.key].isin(periods))]
    checks += [(dimension.key, rows[dimension.key] == code.code) for dimension, code in plan.chosen]
    fits = {c: plan.asks_region(c) for c in rows[plan.region.key].unique()}
    checks.append((plan.region.key, rows[plan.region.key].map(fits).astype(bool)))
    for column, right in checks:
        strange = rows.loc[~right]
        problems.rows(strange[column].set_axis(strange["row"]), expected, column=column)
