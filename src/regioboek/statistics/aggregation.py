"""Figures of COROP areas, provincies and Nederland where the source has none, made from their gemeenten.

The rule, complete:

* A figure is the mean of the members' figures weighted by a fixed weight per gemeente (inhabitants of one
  year), the same in every year, so that a change is a change of figures and never of weights. Percentages of
  a part of the inhabitants (18 years and older, households) are thereby approximated; `Aggregation.exact`
  says where they are not.
* Counts (method `sum`) are added up instead, and only when every member for whom a figure can exist has one: a total
  that lacks a gemeente is no total.
* Members are the regions of the finest level that has rows of the indicator: gemeenten, or COROP areas where
  the source starts there (their weight is the sum of their gemeenten).
* Landsdelen, Regio Deals and own areas are made of the gemeenten that `areas` names. A gemeente of which a part belongs
  to an area counts there with that share of its weight: its figure is taken to hold for the part. Where the source
  starts at COROP areas, an area that is not made of whole ones is `not-aggregable`.
* One result per region x indicator x year in which the members' level has rows. What a source publishes of the
  area itself always wins: where it has a row, with a figure or without, nothing is made; and where it has a figure in
  any year, nothing in other years either, as a series of two hands would move where nothing does.
* `coverage` is the share of the weight that has a figure. Members for whom no figure can exist (`impossible`:
  no coast, no such gemeente that year; `not-applicable`) are outside the calculation: they count neither in
  `members` nor against coverage, because there is nothing of theirs to know. Only when nothing else is left
  is the area itself absent in that way.
* `corop_value` indicators show one COROP figure at each of its gemeenten: the COROP area takes that figure
  over when all gemeenten that have one agree, whatever the method and the coverage. For larger areas the
  method holds.
* What is absent has a name, the first of these that applies:
  - method `none`: absence `not-applicable`, reason `not-aggregable`, no coverage;
  - all members impossible: absence `impossible` (`not-applicable` when any of them is that), no reason, no
    coverage;
  - any member confidential: absence `confidential`, no reason. Every larger area contains that member and is
    withheld as well; a figure that is made depends on published figures only, so that nothing can be
    recovered by subtraction;
  - no member has a figure: absence `missing`, reason `no-figures`;
  - coverage below `rule.min_coverage`: absence `missing`, reason `low-coverage`.
* The status is `provisional` when any figure used is, else `revised-provisional` when any is, else
  `definitive`. Margins of model estimates cannot be added up: there are none. Figures are not rounded here.
* Weights are fixed, members are not: where a member has figures in some years only, the area is a mean over other
  members in other years. `coverage` per year shows it, `rule.min_coverage` bounds it.
* The mean is taken as the lowest figure + the weighted mean of what lies above it: members with equal figures
  give exactly that figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioboek.params.edition import AggregationRule
from regioboek.params.indicators import SHARED, Indicator
from regioboek.params.levels import BASE, COUNTRY, LEVELS, Level, around, listed_levels
from regioboek.statistics.membership import (
    ABSENCES,
    CONFIDENTIAL,
    FIGURE,
    IMPOSSIBLE,
    MISSING,
    NOT_APPLICABLE,
    STATUSES,
    Members,
    Ties,
    codes_of,
    encode,
    lay_out,
    places,
    ties,
)

_KEY = ["region", "indicator", "year"]
_MADE_OF = ("coverage", "members", "with_value", "reason")
#: Levels whose regions can be members of larger ones, the finest first.
_MEMBER_LEVELS: tuple[Level, ...] = (BASE, *around(BASE))


class Aggregates(NamedTuple):
    """`rows` has the columns of observations, `table` those of aggregation: the same keys, sorted."""

    rows: pd.DataFrame
    table: pd.DataFrame


def aggregate(  # noqa: PLR0917
    observations: pd.DataFrame,
    regions: pd.DataFrame,
    inside: pd.DataFrame,
    indicators: Sequence[Indicator],
    weights: pd.Series,
    rule: AggregationRule,
    levels: Sequence[Level],
    areas: pd.DataFrame | None = None,
) -> Aggregates:
    """The figures of every region of `levels` that the source has no row for.

    `observations` are the rows of the source (columns of observations.parquet), `regions` the register (code,
    level) and `inside` what lies in what, `weights` the inhabitants of every gemeente, by code, in `rule.weight_year`.
    `areas` says which gemeenten make the landsdelen, Regio Deals and own areas: area, gemeente, share (of the
    gemeente's weight).
    """
    encoded = encode(observations)
    to_do = {i.id: i for i in indicators}
    parts: list[Aggregates] = []
    for level in _MEMBER_LEVELS:
        here = encoded.loc[places(encoded["region"], codes_of(regions, level)) >= 0]
        seen = {name: to_do.pop(name) for name in sorted(set(here["indicator"].unique()) & set(to_do))}
        if seen:
            rows = here.loc[places(here["indicator"], pd.Index(list(seen))) >= 0]
            members = lay_out(rows, regions, inside, level, weights)
            larger = {COUNTRY, *around(level), *listed_levels()}
            for target in [target for target in LEVELS if target in levels and target in larger]:
                tied = ties(members.codes, level, target, regions, inside, areas)
                parts.append(_of_level(target, members, tied, seen, rule))
    return _beside_source(parts, observations)


@dataclass(frozen=True)
class _Sums:
    """What the members of each area amount to: areas x pairs of (indicator, year)."""

    members: NDArray[np.int32]  # for whom a figure can exist
    with_value: NDArray[np.int32]
    coverage: NDArray[np.float64]
    mean: NDArray[np.float64]
    total: NDArray[np.float64]  # of the figures, those of parts for their share
    alike: NDArray[np.bool_]  # all members with a figure have the same
    confidential: NDArray[np.bool_]
    impossible: NDArray[np.bool_]
    not_applicable: NDArray[np.bool_]
    status: NDArray[np.int8]


def _sum_up(members: Members, tied: Ties) -> _Sums:
    areas = len(tied.areas)
    order = np.argsort(tied.area, kind="stable")
    area, member = tied.area[order], tied.member[order]
    starts = np.flatnonzero(np.diff(area, prepend=-1))
    values, absences = members.values[member], members.absences[member]
    share = tied.share[order][:, None]
    weight = members.weight[member][:, None] * share

    def within(reduce: np.ufunc, table: NDArray, empty: float = 0) -> NDArray:
        result = np.full((areas, table.shape[1]), empty, dtype=table.dtype)
        if area.size:
            result[area[starts]] = reduce.reduceat(table, starts, axis=0)
        return result

    has = absences == FIGURE
    can = has | (absences == MISSING) | (absences == CONFIDENTIAL)
    with_value = within(np.add, has.astype(np.int32))
    lowest = within(np.minimum, np.where(has, values, np.inf), np.inf)
    highest = within(np.maximum, np.where(has, values, -np.inf), -np.inf)
    above = np.subtract(values, lowest[area], out=np.zeros(values.shape), where=has)
    known = within(np.add, np.where(has, weight, 0.0))
    total = within(np.add, np.where(can, weight, 0.0))
    unknown = np.full(total.shape, np.nan)
    return _Sums(
        members=within(np.add, can.astype(np.int32)),
        with_value=with_value,
        coverage=np.divide(known, total, out=unknown.copy(), where=total > 0),
        mean=lowest + np.divide(within(np.add, above * weight), known, out=unknown, where=with_value > 0),
        total=within(np.add, np.where(has, values * share, 0.0)),
        alike=lowest >= highest,
        confidential=within(np.logical_or, absences == CONFIDENTIAL),
        impossible=within(np.logical_or, absences == IMPOSSIBLE),
        not_applicable=within(np.logical_or, absences == NOT_APPLICABLE),
        status=within(np.maximum, members.statuses[member]),
    )


def _of_level(
    level: Level,
    members: Members,
    tied: Ties,
    indicators: Mapping[str, Indicator],
    rule: AggregationRule,
) -> Aggregates:
    """Results for every region of `level` x every pair of the members."""
    areas, sums = tied.areas, _sum_up(members, tied)
    of_pair = [indicators[name] for name in members.indicators]
    averaged = np.array([i.aggregation.method != "none" for i in of_pair], dtype=bool)
    added = np.array([i.is_count for i in of_pair], dtype=bool)
    needed = np.where(added, 1.0, rule.min_coverage)
    taken_over = np.array([i.corop_value and level == SHARED for i in of_pair], dtype=bool)

    nothing = sums.with_value == 0
    cases = [  # the first that applies; absence and reason
        (~np.where(taken_over, sums.alike, averaged) | ~tied.fits[:, None], NOT_APPLICABLE, "not-aggregable"),
        ((sums.members == 0) & sums.not_applicable, NOT_APPLICABLE, None),
        ((sums.members == 0) & sums.impossible, IMPOSSIBLE, None),
        (sums.confidential, CONFIDENTIAL, None),
        (nothing, MISSING, "no-figures"),
        (~taken_over & (sums.coverage < needed - 1e-12), MISSING, "low-coverage"),
    ]
    absence = np.full(nothing.shape, FIGURE, dtype=np.int8)
    reason = np.full(nothing.shape, None, dtype=object)
    for applies, code, word in reversed(cases):
        absence[applies], reason[applies] = code, word
    made = absence == FIGURE
    status = STATUSES[sums.status]
    status[~made] = None

    keys = {
        "region": pd.array(np.repeat(areas.to_numpy(), len(of_pair)), dtype="str"),
        "indicator": pd.array(np.tile(members.indicators, len(areas)), dtype="str"),
        "year": np.tile(members.years, len(areas)).astype(np.int32),
    }
    row = {
        "value": np.where(made, np.where(added & ~taken_over, sums.total, sums.mean), np.nan).ravel(),
        "status": pd.array(status.ravel(), dtype="str"),
        "absence": pd.array(ABSENCES[absence].ravel(), dtype="str"),
        "lower": np.nan,
        "upper": np.nan,
    }
    coverage = np.where(reason == "not-aggregable", np.nan, sums.coverage)
    words = pd.array(reason.ravel(), dtype="str")
    made_of = (coverage.ravel(), sums.members.ravel(), sums.with_value.ravel(), words)
    return Aggregates(pd.DataFrame(keys | row), pd.DataFrame(keys | dict(zip(_MADE_OF, made_of, strict=True))))


def _beside_source(parts: list[Aggregates], observations: pd.DataFrame) -> Aggregates:
    """All parts together, sorted by key, less what the source has a row for."""
    if not parts:
        return Aggregates(observations.iloc[:0], pd.DataFrame(columns=[*_KEY, *_MADE_OF]))
    rows = pd.concat([p.rows for p in parts], ignore_index=True)
    table = pd.concat([p.table for p in parts], ignore_index=True)
    of_source = observations.loc[observations["region"].isin(rows["region"].unique()), [*_KEY, "value"]]
    made = ~pd.MultiIndex.from_frame(rows[_KEY]).isin(pd.MultiIndex.from_frame(of_source[_KEY]))
    published = of_source.loc[of_source["value"].notna(), _KEY[:2]].drop_duplicates()
    made &= ~pd.MultiIndex.from_frame(rows[_KEY[:2]]).isin(pd.MultiIndex.from_frame(published))
    order = rows.loc[made].sort_values(_KEY, kind="stable").index
    return Aggregates(rows.loc[order].reset_index(drop=True), table.loc[order].reset_index(drop=True))
