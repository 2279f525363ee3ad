"""Who is a member of which area and with what weight: the tables of aggregation laid out as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioboek.params.levels import BASE, COUNTRY, LEVELS, Level
from regioboek.statistics.inside import parent_of

#: What a cell of a table can hold; the names of absences are those of observations.
ABSENCES = np.array([None, "missing", "confidential", "impossible", "not-applicable"], dtype=object)
FIGURE, MISSING, CONFIDENTIAL, IMPOSSIBLE, NOT_APPLICABLE = range(5)

#: From firm to loose: a figure is as loose as the loosest it was made of.
STATUSES = np.array(["definitive", "revised-provisional", "provisional"], dtype=object)


@dataclass(frozen=True)
class Members:
    """The figures of all regions of one level: members x pairs of (indicator, year)."""

    codes: pd.Index
    indicators: NDArray[np.object_]  # per pair
    years: NDArray[np.int64]  # per pair
    values: NDArray[np.float64]  # NaN where absent
    absences: NDArray[np.int8]  # place in ABSENCES; a pair without a row is missing
    statuses: NDArray[np.int8]  # place in STATUSES; 0 where there is no figure
    weight: NDArray[np.float64]  # per member


def encode(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations with their words as categories, so that millions of rows are compared as small numbers."""
    words = ["region", "indicator", "status", "absence"]
    return observations[[*words, "year", "value"]].astype(dict.fromkeys(words, "category"))


def places(words: pd.Series, among: pd.Index) -> NDArray[np.int32]:
    """Per row of a categorical column the place of its word in `among`; -1 for other words and for null."""
    known = among.get_indexer(pd.Index(words.cat.categories.to_numpy(dtype=object)))
    return np.append(known, -1).astype(np.int32)[words.cat.codes.to_numpy()]


def lay_out(
    rows: pd.DataFrame, regions: pd.DataFrame, inside: pd.DataFrame, level: Level, weights: pd.Series
) -> Members:
    """The encoded observations `rows`, all of `level`, as arrays; `weights` are those of gemeenten."""
    codes = codes_of(regions, level)
    member = places(rows["region"], codes)
    names = pd.Index(sorted(rows["indicator"].cat.categories), dtype=object)
    year = rows["year"].to_numpy(dtype=np.int32)
    first, years = int(year.min()), int(np.ptp(year)) + 1
    every_pair = places(rows["indicator"], names) * years + year - first
    present = np.zeros(len(names) * years, dtype=bool)
    present[every_pair] = True
    pairs = np.flatnonzero(present)
    pair = (np.cumsum(present, dtype=np.int32) - 1)[every_pair]
    shape = (len(codes), len(pairs))

    values = np.full(shape, np.nan)
    value = rows["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    values[member, pair] = value
    absences = np.full(shape, MISSING, dtype=np.int8)
    absence = np.maximum(places(rows["absence"], pd.Index(ABSENCES[1:])) + 1, MISSING)
    absences[member, pair] = np.where(np.isnan(value), absence, FIGURE)
    statuses = np.zeros(shape, dtype=np.int8)
    statuses[member, pair] = np.maximum(places(rows["status"], pd.Index(STATUSES)), 0)
    return Members(
        codes=codes,
        indicators=names.to_numpy()[pairs // years],
        years=pairs % years + first,
        values=values,
        absences=absences,
        statuses=statuses,
        weight=_weight(weights, regions, inside, codes, level),
    )


def codes_of(regions: pd.DataFrame, level: Level) -> pd.Index:
    """The codes of the regions of a level, in the order of the register."""
    return pd.Index(regions.loc[regions["level"] == level, "code"].to_numpy(dtype=object))


def area_of(codes: pd.Index, regions: pd.DataFrame, inside: pd.DataFrame, level: Level) -> NDArray[np.int64]:
    """Per region code the place, in `codes_of(regions, level)`, of the area around it; -1 for none."""
    areas = codes_of(regions, level)
    if level == COUNTRY:
        return np.full(len(codes), 0 if len(areas) else -1, dtype=np.int64)
    around = parent_of(pd.Series(codes), inside, level)
    return np.asarray(areas.get_indexer(pd.Index(around.to_numpy(dtype=object))), dtype=np.int64)


@dataclass(frozen=True)
class Ties:
    """Which members lie in which areas of one level, and for which share of their weight: one entry per pair."""

    areas: pd.Index  # codes of all areas of the level
    member: NDArray[np.int64]  # place in Members.codes
    area: NDArray[np.int64]  # place in areas
    share: NDArray[np.float64]  # above 0, at most 1
    fits: NDArray[np.bool_]  # per area: its members make up the whole of it


def ties(  # noqa: PLR0917
    codes: pd.Index,
    level: Level,
    target: Level,
    regions: pd.DataFrame,
    inside: pd.DataFrame,
    areas: pd.DataFrame | None,
) -> Ties:
    """The ties of the members `codes` of `level` to the areas of `target`.

    Land, provincies and COROP areas are found in the register; listed ones in `areas` (columns area,
    gemeente, share). An area of those does not fit members that are areas themselves (COROP areas) unless it is made
    of whole ones.
    """
    names = codes_of(regions, target)
    if not LEVELS[target].listed:
        area = area_of(codes, regions, inside, target)
        found = np.flatnonzero(area >= 0)
        return Ties(names, found, area[found], np.ones(len(found)), np.ones(len(names), dtype=bool))
    empty = pd.DataFrame({"area": [], "gemeente": [], "share": []})
    mine = (empty if areas is None else areas)[["area", "gemeente", "share"]]
    mine = mine[mine["area"].isin(names)]
    area = names.get_indexer(pd.Index(mine["area"].to_numpy(dtype=object)))
    share = mine["share"].to_numpy(dtype=np.float64)
    if level == BASE:
        member = codes.get_indexer(pd.Index(mine["gemeente"].to_numpy(dtype=object)))
        return Ties(names, member[member >= 0], area[member >= 0], share[member >= 0], np.ones(len(names), dtype=bool))
    gemeenten = codes_of(regions, BASE)
    around = area_of(gemeenten, regions, inside, level)
    belongs = np.zeros((len(names), len(gemeenten)))
    belongs[area, gemeenten.get_indexer(pd.Index(mine["gemeente"].to_numpy(dtype=object)))] = share
    size = np.bincount(around[around >= 0], minlength=len(codes))
    whole = np.zeros((len(names), len(codes)))
    np.add.at(whole.T, around[around >= 0], (belongs[:, around >= 0] == 1).T)
    is_member = (whole == size) & (size > 0)
    of_area, of_member = np.nonzero(is_member)
    fits = np.isclose(belongs.sum(axis=1), is_member @ size)
    return Ties(names, of_member, of_area, np.ones(len(of_member)), fits)


def _weight(
    weights: pd.Series, regions: pd.DataFrame, inside: pd.DataFrame, codes: pd.Index, level: Level
) -> NDArray[np.float64]:
    """The weight of every member; that of an area is the sum of its gemeenten."""
    if level == BASE:
        return weights.reindex(codes).to_numpy(dtype=np.float64)
    gemeenten = codes_of(regions, BASE)
    area = area_of(gemeenten, regions, inside, level)
    amount = weights.reindex(gemeenten).to_numpy(dtype=np.float64)
    return np.bincount(area[area >= 0], weights=amount[area >= 0], minlength=len(codes)).astype(np.float64)
