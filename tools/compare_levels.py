"""Figures of larger areas as a source publishes them, beside the ones made here from its figures of gemeenten.

    python tools/compare_levels.py EDITION [INDICATOR ...]     (fetch it first)

The tables of the edition are made twice by the pipeline itself: as they are, where what a source publishes of an area
goes first, and once more without what it publishes of larger areas. Per indicator and level it is printed how many
figures are equal at the decimals that are published, the largest difference and where it is, and why figures differ,
the first of these that applies:

* no rule: the indicator says that figures of gemeenten cannot become one of an area;
* rounding: no more than figures that were rounded before they were added up or averaged can differ (`rounding`);
* gemeenten without a figure: nothing is made for that reason, or a mean lacks some of them;
* own-year boundaries: a former gemeente was divided over this area and another; or, where no weight explains it, some
  gemeente of the area was recalculated: the source counts areas as they were in that year;
* weight: the mean is weighted by something else than what the figures are a share or a mean of;
* weights of one year: it is weighted by the right thing, but of another year than the figures are of;
* not explained: look at it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from regioboek.errors import RegioboekError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.levels import LEVELS
from regioboek.params.loading import load_edition
from regioboek.sources.snapshot.opening import open_snapshot
from regioboek.tables.making import EditionTables, make

KEY = ["region", "indicator", "year"]
EQUAL, NO_RULE, ROUNDING, LACKING = "equal", "no rule", "rounding", "gemeenten without a figure"
BOUNDARIES, WEIGHT, ONE_YEAR, UNKNOWN = "own-year boundaries", "weight", "weights of one year", "not explained"
REASONS = (NO_RULE, ROUNDING, LACKING, BOUNDARIES, WEIGHT, ONE_YEAR, UNKNOWN)


def compared(published: EditionTables, made: EditionTables) -> pd.DataFrame:
    """One row per figure that a source publishes of an area around gemeenten, with ours beside it.

    Columns: region, name, level, indicator, year, value (published), ours (NaN: none is made), why (one of REASONS, or
    `equal`). `made` are the tables without what is published, as `make(..., published=False)` gives them.
    """
    regions = published.regions.set_index("code")
    larger = regions[[bool(LEVELS[level].base) for level in regions["level"]]]
    rows = _plain(published.observations).dropna(subset="value")
    rows = rows[rows["region"].isin(larger.index)].merge(
        _plain(published.aggregation)[KEY], "left", KEY, indicator=True
    )
    rows = rows[rows["_merge"] == "left_only"].drop(columns="_merge")
    ours = _plain(made.observations)[[*KEY, "value"]].rename(columns={"value": "ours"})
    rows = rows[[*KEY, "value"]].merge(ours, "left", KEY).merge(_plain(made.aggregation), "left", KEY)
    rows = rows.merge(_recalculated(made), "left", KEY)
    rows["name"], rows["level"] = (rows["region"].map(larger[column]) for column in ("name", "level"))
    year = made.edition.rules.aggregation.weight_year
    parts = [_with_reason(part, made.edition.indicator(str(id)), year) for id, part in rows.groupby("indicator")]
    columns = [*KEY, "name", "level", "value", "ours", "why"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def rounding(indicator: Indicator, members: pd.Series) -> pd.Series:
    """How far an area's figure may be from the published one by rounding alone, in the indicator's unit.

    The published figure is at most half a last decimal off. So is the mean of rounded figures. A sum of n of them is
    off by a standard deviation of 0.29 x the root of n (evenly spread errors): three and a half of these are taken.
    """
    sums = 0.5 + np.sqrt(members.clip(lower=0)) if indicator.is_count else pd.Series(1.0, members.index)
    return sums * indicator.last_decimal


def summary(rows: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Per indicator and level: figures, equal, largest (a row of `rows`, None when none differs), and each reason."""
    table = []
    for indicator in edition.indicators:
        of_indicator = rows[rows["indicator"] == indicator.id]
        for level in (name for name in LEVELS if (of_indicator["level"] == name).any()):
            mine = of_indicator[of_indicator["level"] == level]
            differ = mine[(mine["why"] != EQUAL) & mine["ours"].notna()]
            apart = (differ["ours"] - differ["value"]).abs()
            told = {
                "indicator": indicator,
                "level": level,
                "figures": len(mine),
                "equal": int((mine["why"] == EQUAL).sum()),
            }
            told["largest"] = differ.loc[apart.idxmax()] if len(differ) else None
            table.append(told | mine["why"].value_counts().reindex(REASONS, fill_value=0).to_dict())
    return pd.DataFrame(table)


def in_markdown(table: pd.DataFrame) -> str:
    """The summary for people."""
    lines = ["| indicator | level | rule | figures | equal | largest difference | why others differ |"]
    lines.append("|:---|:---|:---|---:|---:|:---|:---|")
    for row in table.to_dict("records"):
        indicator, largest = row["indicator"], row["largest"]
        rule = indicator.aggregation.method
        if rule == "weighted-mean":
            rule = f"mean by {indicator.aggregation.weight}, for {indicator.aggregation.denominator}"
        elif indicator.ratio is not None:
            rule = f"{indicator.ratio.count} / {indicator.ratio.base}"
        where = ""
        if largest is not None:
            digits = max(0, indicator.decimals)
            ours, theirs = (f"{largest[key]:.{digits}f}" for key in ("ours", "value"))
            where = f"{ours} for {theirs}: {largest['name']} {largest['year']}"
        why = ", ".join(f"{row[reason]} {reason}" for reason in REASONS if row[reason])
        lines.append(
            f"| {indicator.id} | {row['level']} | {rule} | {row['figures']} | {row['equal']} | {where} | {why} |"
        )
    return "\n".join(lines)


def _with_reason(rows: pd.DataFrame, indicator: Indicator, weight_year: int) -> pd.DataFrame:
    """The rows of one indicator with `why`."""
    unit, rule = indicator.last_decimal, indicator.aggregation
    apart = (rows["ours"] - rows["value"]).abs()
    rounded = [rows[column].round(indicator.decimals) for column in ("ours", "value")]
    mean = rule.method == "weighted-mean"
    tests = [
        (NO_RULE, rows["ours"].isna() & (rows["reason"] == "not-aggregable")),
        (EQUAL, (rounded[0] - rounded[1]).abs() < unit / 2),
        (ROUNDING, apart <= rounding(indicator, rows["members"].fillna(0)) + unit / 1000),
        (LACKING, rows["ours"].isna() | (rows["with_value"] < rows["members"])),
        (BOUNDARIES, rows["divided"].eq(True)),
        (WEIGHT, rows["year"].notna() & mean & (not rule.exact)),
        (BOUNDARIES, rows["divided"].notna() & (not mean)),
        (ONE_YEAR, (rows["year"] != weight_year) & mean),
    ]
    why = np.select([test.to_numpy(dtype=bool) for _, test in tests], [reason for reason, _ in tests], UNKNOWN)
    return rows.assign(why=why)


def _recalculated(tables: EditionTables) -> pd.DataFrame:
    """KEY of every area and year in which a gemeente of it was recalculated from former ones.

    `divided`: whether one of these was divided over this area and another of its level.
    """
    level = tables.regions.set_index("code")["level"]
    listed = tables.members[["gemeente", "area"]].set_axis(["region", "area"], axis=1)
    inside = pd.concat([tables.inside.set_axis(["region", "area"], axis=1), listed]).astype("str")
    rows = _plain(tables.backcast)[[*KEY, "from_region"]].merge(inside, on="region")
    of = ["from_region", "indicator", "year", rows["area"].map(level)]
    rows = rows.assign(region=rows["area"], divided=rows.groupby(of)["area"].transform("nunique") > 1)
    return rows.groupby(KEY, as_index=False)["divided"].any()


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table with text and whole numbers in its key, for joining."""
    return table.astype({"region": "str", "indicator": "str", "year": "int64"})


def main() -> int:
    """Print the comparison; 1 when the edition has no snapshot, or its sources cannot be read."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 1
    name, *wanted = sys.argv[1:]
    project = Project.find(Path.cwd())
    try:
        edition = load_edition(project.params, name)
        snapshot = open_snapshot(project, edition)
        published = make(edition, snapshot, project.params)
        rows = compared(published, make(edition, snapshot, project.params, published=False))
    except RegioboekError as error:
        print(error, file=sys.stderr)
        return 1
    rows = rows[rows["indicator"].isin(wanted)] if wanted else rows
    print(f"Edition {edition.id}: {len(rows)} figures that sources publish of larger areas, beside ours\n")
    if len(rows):
        print(in_markdown(summary(rows, published.edition)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
