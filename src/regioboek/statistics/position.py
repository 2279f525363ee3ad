"""The position of a region: its rank among regions of the same level, best first, and the quarter it is in.

The rule, complete:

* All regions of a level are ranked in one and the same year: the most recent year of the window with enough
  figures. A year has enough when it has at least `rule.min_coverage` x the number of regions of the best
  covered year of the window, and at least `rule.min_ranked` regions. Without such a year there is no
  ranking.
* Rank 1 is best for brede welvaart: the highest figure where higher is favourable, the lowest where lower is. Where
  nobody can say which is (sign 0), rank 1 is the highest figure and there are no quarters.
* The figure as shown decides: values are rounded to the indicator's decimals first, in the way they are
  printed, so regions that show the same figure share a rank, and digits of an own calculation that nobody
  sees rank nobody.
* Competition ranking: equal figures share the best rank, the next rank counts them all (1, 2, 2, 4).
* Quarters are made where at least `rule.min_quarters` regions are ranked. A quarter has floor(share x n) places
  at either end. Regions with equal figures are a group and are coloured together: by ties `whole` when the
  whole group lies inside the quarter, so that a quarter never holds more than a quarter; by ties `all` when
  a part of it does. A group that would be in both (most regions tie) is middle.
* The range of a place: with margins, 1 + the regions that are surely better (their margin lies wholly on the
  better side of this one's) to n - the regions that are surely worse; a figure without a margin is its own.
  Without margins it is that of rounding: the places of the group.
* The previous place is that in the last year before with enough figures, not of before a break.
* A region without a figure in that year has no rank and no position.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regioboek.params.edition import PositionRule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ranking:
    """The ranking of one level: regions x indicators, and per indicator how it was made.

    `rank` is 0 where a region is not ranked, and `position` None there and where there are no quarters. `tied`
    is how many others share a rank; `best` and `worst` are the range of the place. `year_index` is the column of
    the year used, -1 for no ranking; `ranked` the number of regions in it; `top_cut` the last rank that is top
    and `bottom_cut` the first that is bottom, 0 where no region is.
    """

    rank: Ints
    tied: Ints
    best: Ints
    worst: Ints
    position: NDArray[np.object_]
    previous_rank: Ints
    year_index: Ints
    previous_index: Ints
    ranked: Ints
    top_cut: Ints
    bottom_cut: Ints


def shown(values: ArrayLike, decimals: ArrayLike) -> Floats:
    """Values rounded to `decimals` (broadcast): half away from zero on the shortest decimal that stands for a value.

    0.25 becomes 0.3 and 2.675 becomes 2.68, as a reader with the table in hand would round; NaN stays NaN.
    """
    v, d = np.broadcast_arrays(np.asarray(values, dtype=np.float64), np.asarray(decimals, dtype=np.int64))
    scale = np.power(10.0, d)
    scaled = v * scale
    rounded = np.rint(scaled) / scale
    # In binary a half is seldom exactly a half: the few values near one are settled on their decimal digits.
    near_half = np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < 1e-6
    for place in zip(*np.nonzero(near_half), strict=True):
        quantum = Decimal(1).scaleb(-int(d[place]))
        rounded[place] = float(Decimal(repr(float(v[place]))).quantize(quantum, ROUND_HALF_UP))
    return rounded + 0.0  # no -0.0


def choose_year(observed: ArrayLike, rule: PositionRule, among: ArrayLike = True) -> Ints:
    """Per indicator the column of the most recent year with enough regions, or -1.

    `observed` is indicators x years (ascending): how many regions of the level have a figure; `among` (alike) says
    which years may be chosen.
    """
    counts = np.asarray(observed, dtype=np.int64)
    best = counts.max(axis=1, initial=0)
    enough = (counts >= rule.min_coverage * best[:, None] - 1e-9) & (counts >= max(rule.min_ranked, 1)) & among
    last = counts.shape[1] - 1 - np.argmax(enough[:, ::-1], axis=1) if counts.shape[1] else best * 0
    return np.where(enough.any(axis=1), last, -1)


def competition_rank(keys: Floats) -> Ints:
    """Ranks down each column, lowest key first, equal keys sharing the lowest rank; 0 for NaN."""
    absent = np.isnan(keys)
    order = np.argsort(keys, axis=0, kind="stable")  # NaN last
    in_order = np.take_along_axis(keys, order, axis=0)
    place = np.broadcast_to(np.arange(keys.shape[0])[:, None], keys.shape)
    new = np.ones(keys.shape, dtype=bool)
    new[1:] = in_order[1:] != in_order[:-1]
    first = np.maximum.accumulate(np.where(new, place, 0), axis=0)
    rank = np.empty(keys.shape, dtype=np.int64)
    np.put_along_axis(rank, order, first + 1, axis=0)
    rank[absent] = 0
    return rank


def rank_regions(
    values: ArrayLike,
    favourable_sign: ArrayLike,
    decimals: ArrayLike,
    rule: PositionRule,
    *,
    margins: tuple[Floats, Floats] | None = None,
    first_index: ArrayLike = 0,
) -> Ranking:
    """The ranking of the regions of one level.

    `values` is regions x indicators x years with NaN for what is absent; `favourable_sign` (+1 higher, -1
    lower, 0 nobody can say) and `decimals` are per indicator. `margins` are lower and upper ends, as `values`, NaN
    where unknown; `first_index` per indicator the first column that the previous place may be of.
    """
    v, judged = np.asarray(values, dtype=np.float64), np.asarray(favourable_sign)[None, :] != 0
    sign = np.where(judged, np.asarray(favourable_sign)[None, :], 1)
    observed = (~np.isnan(v)).sum(axis=0)
    year_index = choose_year(observed, rule)
    columns = np.arange(v.shape[2])
    before = (columns < year_index[:, None]) & (columns >= np.broadcast_to(first_index, year_index.shape)[:, None])
    previous_index = choose_year(observed, rule, before)

    def keys(of: Floats, index: Ints) -> Floats:
        """What is best first: the figures of a year as shown, lowest best."""
        return -shown(_of_year(of, index), np.asarray(decimals)[None, :]) * sign

    best_first = keys(v, year_index)
    rank, from_end = competition_rank(best_first), competition_rank(-best_first)
    ranked = (rank > 0).sum(axis=0)
    last = np.where(rank > 0, ranked - from_end + 1, 0)  # the last place of the group
    best, worst = rank, last
    if margins is not None:
        ends = [-_of_year(end, year_index) * sign for end in margins]
        low, high = (np.where(np.isnan(end), best_first, end) for end in (np.fmin(*ends), np.fmax(*ends)))
        best = np.where(rank > 0, np.minimum(rank, 1 + _surely_better(high, low)), 0)
        worst = np.where(rank > 0, np.maximum(last, ranked - _surely_better(-low, -high)), 0)

    quarter = np.floor(rule.share * ranked + 1e-9)
    whole = rule.ties == "whole"
    top = (rank > 0) & ((last if whole else rank) <= quarter)
    bottom = (rank > 0) & ((rank if whole else last) > ranked - quarter)
    top, bottom = top & ~bottom, bottom & ~top
    quarters = (ranked >= rule.min_quarters) & judged

    position = np.full(rank.shape, None, dtype=object)
    position[(rank > 0) & quarters] = "middle"
    position[top & quarters] = "top"
    position[bottom & quarters] = "bottom"
    beyond = v.shape[0] + 1
    bottom_cut = np.where(position == "bottom", rank, beyond).min(axis=0, initial=beyond)
    return Ranking(
        rank=rank,
        tied=last - rank,
        best=best,
        worst=worst,
        position=position,
        previous_rank=np.where(rank > 0, competition_rank(keys(v, previous_index)), 0),
        year_index=year_index,
        previous_index=previous_index,
        ranked=ranked,
        top_cut=np.where(position == "top", rank, 0).max(axis=0, initial=0),
        bottom_cut=np.where(bottom_cut == beyond, 0, bottom_cut),
    )


def _of_year(values: Floats, index: Ints) -> Floats:
    """Regions x indicators: the figures of one year per indicator, NaN where that is -1."""
    chosen = np.full(values.shape[:2], np.nan)
    made = np.flatnonzero(index >= 0)
    chosen[:, made] = values[:, made, index[made]]
    return chosen


def _surely_better(high: Floats, low: Floats) -> Ints:
    """Per region how many regions have a margin that ends (`high`) before its own begins (`low`); lowest is best."""
    order = np.argsort(np.concatenate([low, high]), axis=0, kind="stable")  # of equals a beginning comes first
    ended = np.empty(order.shape, dtype=np.int64)
    np.put_along_axis(ended, order, np.cumsum(order >= len(low), axis=0), axis=0)
    return ended[: len(low)]


def middle_half(values: Floats, index: Ints) -> Floats:
    """Per indicator the distance between the 25th and the 75th percentile in the year of that index; NaN without.

    Percentiles lie between figures in proportion, as `numpy.nanpercentile` has them.
    """
    figures = np.sort(_of_year(values, index), axis=0)  # NaN last
    n = (~np.isnan(figures)).sum(axis=0)
    ends = []
    for share in (0.25, 0.75):
        place = share * np.maximum(n - 1, 0)
        below = np.floor(place).astype(np.int64)
        pair = np.take_along_axis(figures, np.stack([below, np.minimum(below + 1, np.maximum(n - 1, 0))]), axis=0)
        ends.append(pair[0] + (place - below) * (pair[1] - pair[0]))
    return np.asarray(ends[1] - ends[0])
