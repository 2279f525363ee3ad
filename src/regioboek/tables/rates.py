"""Rates: one count divided by another, or by inhabitants, in every region and area that has both.

Rules
* A rate is made after the counts of areas are: that of an area is its count / its base, never the mean of rates.
* Inhabitants are a count like any other: of 1 January of the year itself where the source of population has every
  gemeente of the division, former gemeenten recalculated to it; of other years those of the weight year, and so for
  regions inside gemeenten. Which years these are is kept with the rate (`Ratio.other_people`) and told to readers.
* A figure is provisional when either count is. Margins are those of the count, divided; of a base that has margins
  itself there are none.
* Absent is absent: as the count is, else as the base is. Nothing is divided by 0: `not-applicable`.
* Sources are not asked for a rate: where they publish one it is an indicator of its own, without `per`.
* Of areas the table `aggregation` says of the rate what it says of the count, or of the base where only that is absent.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.indicators import PEOPLE, Indicator, Ratio
from regioboek.params.levels import BASE, below
from regioboek.schemas import stacked
from regioboek.sources.snapshot.inputs import Inputs

_KEY = ["region", "indicator", "year"]
_PAIR = ["region", "year"]
_SAID = ["value", "status", "absence", "lower", "upper"]
#: Inhabitants as a count beside those of sources: no indicator has such an id.
_PEOPLE = f"/{PEOPLE}"
#: The loosest last.
_STATUSES = ("definitive", "revised-provisional", "provisional")


def rates_of(edition: Edition) -> list[tuple[Indicator, Ratio]]:
    """The rates of an edition and what each is made of."""
    return [(i, i.ratio) for i in edition.indicators if i.ratio is not None]


def counted(edition: Edition) -> Edition:
    """What sources are asked for; and the count of inhabitants, where a rate needs it."""
    asked = edition.measured
    needing = [ratio.count for _, ratio in rates_of(edition) if ratio.base == PEOPLE]
    if not needing:
        return asked
    plain = {"id": _PEOPLE, "groups": (), "through_time": None, "provisional_years": 0, "structurally_absent": False}
    people = edition.indicator(needing[0]).model_copy(update=plain)
    return asked.model_copy(update={"indicators": (*asked.indicators, people)})


def with_people(edition: Edition, inputs: Inputs, people: pd.DataFrame) -> Inputs:
    """`inputs` with the inhabitants of gemeenten as figures, of the years of the counts they stand below.

    `edition` as `counted` gives it; `people`: region, year, inwoners, as
    `sources.snapshot.inputs.inhabitants_of_gemeenten` gives them.
    """
    if not _counts_people(edition):
        return inputs
    rows = people.rename(columns={PEOPLE: "value"}).assign(indicator=_PEOPLE)
    rows = rows[rows["year"].isin(inputs.values["year"].astype("int64").unique()) & (rows["value"] > 0)]
    values = _below(inputs.values, rows[rows["region"].isin(inputs.regions["code"])])
    if inputs.transfers is None:
        return replace(inputs, values=values)
    gone = frozenset([*inputs.transfers["from_code"], *inputs.transfers["to_code"]]) - frozenset(inputs.regions["code"])
    return replace(inputs, values=values, former=_below(inputs.former, rows[rows["region"].isin(gone)]))


def with_other_years(edition: Edition, inputs: Inputs) -> tuple[Inputs, tuple[int, ...]]:
    """`inputs` on one division, with the inhabitants of the weight year in all years without; and which these are."""
    if not _counts_people(edition):
        return inputs, ()
    mine = inputs.values["indicator"] == _PEOPLE
    told = inputs.values[mine & inputs.values["value"].notna()].groupby("year")["region"].nunique()
    register = inputs.regions.dropna(subset=["inhabitants"])
    gemeenten, inner = (register[register["level"].isin(levels)] for levels in ([BASE], below(BASE)))
    years = sorted({int(year) for year in inputs.values.loc[~mine, "year"].unique()})
    others = tuple(year for year in years if told.get(year, 0) < len(gemeenten))
    parts = [inputs.values[~(mine & inputs.values["year"].isin(others))]]
    for year in years:
        there = pd.concat([gemeenten, inner]) if year in others else inner
        people = there["inhabitants"].astype("float64")
        parts.append(pd.DataFrame({"region": there["code"], "indicator": _PEOPLE, "year": year, "value": people}))
    return replace(inputs, values=_below(*parts)), others


def add_rates(
    edition: Edition, observations: pd.DataFrame, aggregation: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables (as their schemas have them) with the rates of `edition`, and without inhabitants.

    `observations` has the counts of all regions and areas, inhabitants among them where `counted` asks for them.
    """
    rates = rates_of(edition)
    if not rates:
        return observations, aggregation
    made, told = [observations], [aggregation]
    for rate, ratio in rates:
        names = ratio.count, _PEOPLE if ratio.base == PEOPLE else ratio.base
        count, base = (_of(observations, name) for name in names)
        rows = _divided(count, base, ratio.of).assign(indicator=rate.id)
        made.append(rows)
        of_count, of_base = (_of(aggregation, name) for name in names)
        told.append(_told(of_count, of_base, rows).assign(indicator=rate.id))
    wanted = [i.id for i in edition.series]
    tables = stacked(made, "observations"), stacked(told, "aggregation")
    observations, aggregation = (t[t["indicator"].isin(wanted)].reset_index(drop=True) for t in tables)
    return observations, aggregation


def recalculated(edition: Edition, backcast: pd.DataFrame) -> pd.DataFrame:
    """The table `backcast` without inhabitants, and of every rate what it says of its count."""
    rates = rates_of(edition)
    if not rates or backcast.empty:
        return backcast
    parts = [backcast[backcast["indicator"] == ratio.count].assign(indicator=rate.id) for rate, ratio in rates]
    return pd.concat([backcast[backcast["indicator"] != _PEOPLE], *parts], ignore_index=True)


def told_of_rates(
    edition: Edition, given_by: dict[str, tuple[str, ...]], observations: pd.DataFrame, other_years: tuple[int, ...]
) -> tuple[Edition, dict[str, tuple[str, ...]]]:
    """The edition whose rates know of which years inhabitants stand in; and which sources every rate is made from."""
    people = tuple(source.id for source in edition.params.sources if "population" in source.given)
    told, given = [], dict(given_by)
    for indicator in edition.indicators:
        ratio = indicator.ratio
        if ratio is None:
            told.append(indicator)
            continue
        of_people = ratio.base == PEOPLE
        below_it = people if of_people else given.get(ratio.base, ())
        given[indicator.id] = tuple(sorted({*given.get(ratio.count, ()), *below_it}))
        if of_people:
            there = observations.loc[observations["indicator"] == indicator.id, "year"].unique()
            years = tuple(year for year in other_years if year in there)
            ratio = ratio.model_copy(
                update={"other_people": years, "people_year": edition.rules.aggregation.weight_year}
            )
        rule = indicator.aggregation.model_copy(update={"ratio": ratio})
        told.append(indicator.model_copy(update={"aggregation": rule}))
    return edition.model_copy(update={"indicators": tuple(told)}), dict(sorted(given.items()))


def _divided(count: pd.DataFrame, base: pd.DataFrame, of: float) -> pd.DataFrame:
    """`count` / `base` x `of` per region and year of the count, with all that observations say of a figure."""
    rows = count.merge(base, on=_PAIR, how="left", suffixes=("", "_base"))
    over = rows["value_base"].where(rows["value_base"] > 0) / of
    exact = rows[["lower_base", "upper_base"]].isna().all(axis=1)
    figures = {name: rows[name] / over for name in ("value", "lower", "upper")}
    there = figures["value"].notna()
    loosest = np.maximum(*(_rank(rows[name]) for name in ("status", "status_base")))
    by_base = rows["absence_base"].fillna("missing").where(rows["value_base"].isna(), "not-applicable")
    return rows[_PAIR].assign(
        value=figures["value"],
        status=pd.Series(np.array(_STATUSES, dtype=object)[loosest], index=rows.index).where(there),
        absence=rows["absence"].fillna(by_base).where(~there),
        lower=figures["lower"].where(there & exact),
        upper=figures["upper"].where(there & exact),
    )


def _told(count: pd.DataFrame, base: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `aggregation` of a rate: those of the count, of the base where that alone is why there is none."""
    both = count.merge(base, on=_PAIR, how="left", suffixes=("", "_base")).merge(rows[_PAIR], on=_PAIR)
    of_base = both["reason"].isna() & both["reason_base"].notna()
    names = ["coverage", "members", "with_value", "reason"]
    return (
        both[_PAIR]
        .assign(**{n: both[f"{n}_base"].where(of_base, both[n]) for n in names})
        .astype({"members": "int32", "with_value": "int32"})
    )


def _rank(status: pd.Series) -> np.ndarray:
    return status.map({word: n for n, word in enumerate(_STATUSES)}).fillna(0).astype(int).to_numpy()


def _of(table: pd.DataFrame, indicator: str) -> pd.DataFrame:
    rows = table[table["indicator"] == indicator].drop(columns="indicator")
    return rows.astype({name: "str" for name in ("region", "status", "absence", "reason") if name in rows})


def _counts_people(edition: Edition) -> bool:
    return any(i.id == _PEOPLE for i in edition.indicators)


def _below(*tables: pd.DataFrame) -> pd.DataFrame:
    """The rows of all of them; empty ones are left out, as they have no types, unless all are."""
    text = {"region": "str", "indicator": "str", "year": "int32"}
    filled = [table.astype(text) for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]
