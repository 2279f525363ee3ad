"""Figures of all years on the one division an edition stands on: between inputs and observations.

Rules
* Figures under codes of former gemeenten need a source of kind `transfers`; without one they are refused: nobody could
  say what they were part of, and gemeenten that kept their code would silently change size in mid-series.
* How figures move is said in `statistics.backcast`, who became what in `statistics.division`.
* `lineage` is for readers: what the gemeenten that changed in or after the window's first year are made of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from regioboek.errors import Problem, SourceError
from regioboek.params.edition import Edition
from regioboek.params.indicators import Weight
from regioboek.schemas import empty_table
from regioboek.sources.problems import some
from regioboek.sources.snapshot.inputs import Inputs
from regioboek.statistics.backcast import KEY, back_cast
from regioboek.statistics.division import INHABITANTS, Division, chain


class ThroughTime(NamedTuple):
    """`inputs` without former gemeenten; `backcast` and `lineage` as schemas.py has them."""

    inputs: Inputs
    backcast: pd.DataFrame
    lineage: pd.DataFrame


def on_one_division(edition: Edition, inputs: Inputs, stocks: pd.DataFrame | None = None) -> ThroughTime:
    """The figures of `inputs` moved to the edition's division, and what was moved.

    `stocks`: region, year, inwoners, as `sources.snapshot.inputs.inhabitants_of_gemeenten` gives them.
    Raises SourceError for figures of former gemeenten without transfers, InputError when they do not fit those.
    """
    former = inputs.former
    told = former[former["value"].notna()] if len(former) else former
    if inputs.transfers is None:
        if len(told):
            gone = sorted(told["region"].unique())
            years = sorted({int(y) for y in told["year"]})
            found = f"figures of {len(gone)} former gemeenten: {some(gone)}, of {years[0]} to {years[-1]}"
            expected = (
                "a source of kind transfers beside them, or only years on the edition's division; or leave them out: "
                "former: leave-out, under statline"
            )
            problem = Problem("params", "sources", found, expected)
            raise SourceError("figures of former gemeenten cannot be placed", [problem])
        return ThroughTime(inputs, empty_table("backcast"), empty_table("lineage"))
    text = {"region": "str", "indicator": "str"}
    values = inputs.values.astype(text)
    values = pd.concat([values, former.astype(text)], ignore_index=True) if len(former) else values
    _check_once(values)
    rules = {i.through_time_rule.weight for i in edition.indicators} | {INHABITANTS}
    years = [*values["year"].astype(int).unique(), edition.window.first]
    divisions: dict[Weight, Division] = {
        weight: chain(
            inputs.transfers,
            years,
            edition.params.division_year,
            weight=weight,
            stocks=stocks,
            ignore_share=edition.rules.through_time.ignore_share,
        )
        for weight in sorted(rules)
    }
    moved = back_cast(values, divisions, edition.series, inputs.regions["code"])
    lineage = _lineage(divisions[INHABITANTS], inputs.transfers, edition.window.first)
    lineage = lineage[lineage["region"].isin(inputs.regions["code"])].reset_index(drop=True)
    return ThroughTime(replace(inputs, values=moved.figures, former=former.iloc[:0]), moved.table, lineage)


def _check_once(values: pd.DataFrame) -> None:
    """One source says the figure of a former gemeente, once (those of the register are checked when they are read)."""
    again = values[values.duplicated(KEY)]
    if len(again):
        told = [f"{r.region} {r.indicator} {r.year}" for r in again.itertuples()]
        problem = Problem("sources", "", f"{some(told)} again", "each region, indicator and year once")
        raise SourceError("figures of former gemeenten are told twice", [problem])


def _lineage(division: Division, transfers: pd.DataFrame, first: int) -> pd.DataFrame:
    """The table `lineage`: `ended` is the end of the old gemeente (null: none), `changed` the region's last change."""
    names = dict(zip(transfers["from_code"], transfers["from_name"], strict=True))
    table = division.parts[division.parts["year"] == first].drop(columns="year")
    ended = {code: end for code, (_, end) in division.lived.items() if end}
    old = table["from_region"]
    breaks = [division.breaks.get(r) for r in table["region"]]
    since = [b if b is not None and b > first else None for b in breaks]
    return table.assign(
        from_name=old.map(names).fillna("").astype("str"),
        ended=old.map(ended).astype("str").where(old.isin(ended), np.nan),
        changed=[_last_change(r, b, transfers) for r, b in zip(table["region"], since, strict=True)],
        break_year=pd.array(since, dtype="Int32"),
    ).reset_index(drop=True)


def _last_change(region: str, break_year: int | None, transfers: pd.DataFrame) -> str:
    """The date from which a region is what it is; of one that only has another code or name, the date of that."""
    mine = (transfers["from_code"] == region) | (transfers["to_code"] == region)
    mine &= transfers["from_code"] != transfers["to_code"]
    mine &= transfers["begins"] if break_year is None else transfers["date"] <= f"{break_year}-01-01"
    return str(transfers.loc[mine, "date"].max())
