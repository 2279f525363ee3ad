"""Real series for the chapter on trends: one per rule that keeps a colour from saying too much, chosen from findings.

* `small`: the most certain of the trends that are too small to count, of the largest level that has one.
* `jump`: the coloured jump that moved furthest beside what gemeenten with a coloured trend of its indicator moved.
* `one-year`: of the trends of gemeenten that are borderline for no other reason than a year left out, that of most
  years and then of most inhabitants.

Only of indicators that are judged. A kind without any such series has no example. The same tables give the same
examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, LEVELS, Level
from regioboek.statistics.trend import fit_trends

Kind = Literal["small", "jump", "one-year"]


@dataclass(frozen=True)
class TrendExample:
    """One series with its finding: what was measured, what the line does, and what keeps the colour back.

    `change` is along the line over the years measured; `year` the first after the jump, or the one that decides;
    `p_without` the p-value without that year. Figures and changes are in the unit of the indicator.
    """

    kind: Kind
    code: str
    name: str
    level: Level
    indicator: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    slope: float
    p_value: float
    trend: str
    year: int = 0
    p_without: float = 1.0

    @property
    def change(self) -> float:
        """Along the line, from the first year measured to the last."""
        return self.slope * (self.years[-1] - self.years[0])

    def mean(self, after: bool) -> float:
        """The mean of the figures before `year`, or from it on."""
        return float(np.mean([v for y, v in zip(self.years, self.values, strict=True) if (y >= self.year) == after]))


def trend_examples(
    edition: Edition, findings: pd.DataFrame, observations: pd.DataFrame, regions: pd.DataFrame
) -> tuple[TrendExample, ...]:
    """The examples there are, in the order of the docstring of this module."""
    shown = findings[findings["indicator"].isin([i.id for i in edition.indicators if i.is_judged])]
    rows = shown.merge(regions[["code", "name", "level", "inhabitants"]], left_on="region", right_on="code")
    rows["moved"] = rows["slope"].abs()
    own = rows[rows["level"] == BASE]
    found: list[tuple[Kind, pd.DataFrame]] = [
        ("small", _by_level(rows[rows["no_trend"] == "small"]).sort_values(["size", "p_value", "code"])),
        ("jump", _furthest(own[own["jump_year"].notna() & own["robust"].notna()], own)),
        ("one-year", _of_most(own[own["fragile"].astype(object) == "leave-one-out"])),
    ]
    return tuple(_example(kind, some.iloc[0], edition, observations) for kind, some in found if len(some))


def _by_level(rows: pd.DataFrame) -> pd.DataFrame:
    order = {level: n for n, level in enumerate(LEVELS)}
    return rows.assign(size=[order[level] for level in rows["level"]])


def _furthest(rows: pd.DataFrame, everybody: pd.DataFrame) -> pd.DataFrame:
    coloured = everybody[everybody["robust"].notna()]
    usual = coloured.groupby("indicator", observed=True)["moved"].median()
    times = rows["moved"] / rows["indicator"].astype(object).map(usual)
    return rows.assign(times=times).sort_values(["times", "code"], ascending=[False, True])


def _of_most(rows: pd.DataFrame) -> pd.DataFrame:
    order = ["n_years", "inhabitants", "code", "indicator"]
    return rows.sort_values(order, ascending=[False, False, True, True])


def _example(kind: Kind, row: pd.Series, edition: Edition, observations: pd.DataFrame) -> TrendExample:
    indicator = edition.indicator(str(row["indicator"]))
    first = edition.judged_from(indicator)
    mine = observations[(observations["region"] == row["code"]) & (observations["indicator"] == indicator.id)]
    mine = mine[mine["value"].notna() & mine["year"].between(first, edition.window.last)].sort_values("year")
    years, values = mine["year"].to_numpy(dtype=int), mine["value"].to_numpy(dtype=float)
    year, p_without = 0, 1.0
    if kind == "jump":
        year = int(row["jump_year"])
    elif kind == "one-year":
        without = np.where(np.eye(years.size, dtype=bool), np.nan, values)
        p_values = fit_trends(without, years, edition.rules.trend).p_value
        year, p_without = int(years[p_values.argmax()]), float(p_values.max())
    return TrendExample(
        kind=kind,
        code=str(row["code"]),
        name=str(row["name"]),
        level=row["level"],
        indicator=indicator.id,
        years=tuple(years.tolist()),
        values=tuple(values.tolist()),
        slope=float(row["slope"]),
        p_value=float(row["p_value"]),
        trend=str(row["trend"]),
        year=year,
        p_without=p_without,
    )
