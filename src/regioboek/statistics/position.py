"""The position of a region: its rank among regions of the same level, best first, and the quarter it is in.

The rule, complete:

* All regions of a level are ranked in one and the same year: the most recent year of the window with enough
  figures. A year has enough when it has at least `rule.min_coverage` x the number of regions of the best
  covered year of the window, and at least `rule.min_ranked` regions. Without such a year there is no
  ranking.
* Rank 1 is best for brede welvaart: the highest figure where higher is favourable, the lowest where lower is.
* The figure as shown decides: values are rounded to the indicator's decimals first, in the way they are
  printed, so regions that show the same figure share a rank, and digits of an own calculation that nobody
  sees rank nobody.
* Competition ranking: equal figures share the best rank, the next rank counts them all (1, 2, 2, 4).
* Top: rank <= share x n. Bottom: the rank counted from the other end <= share x n. All regions that tie at
  a cut are coloured, so a quarter may hold more than a quarter. A region that would be in both (most
  regions tie) is middle.
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

    `rank` is 0 and `position` None where a region is not ranked. `year_index` is the column of the year
    used, -1 for no ranking; `ranked` the number of regions in it; `top_cut` the last rank that is top and
    `bottom_cut` the first that is bottom, 0 where no region is.
    """

    rank: Ints
    position: NDArray[np.object_]
    year_index: Ints
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


def choose_year(observed: ArrayLike, rule: PositionRule) -> Ints:
    """Per indicator the column of the most recent year with enough regions, or -1.

    `observed` is indicators x years (ascending): how many regions of the level have a figure.
    """
    counts = np.asarray(observed, dtype=np.int64)
    best = counts.max(axis=1, initial=0)
    enough = (counts >= rule.min_coverage * best[:, None] - 1e-9) & (counts >= max(rule.min_ranked, 1))
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


def rank_regions(values: ArrayLike, favourable_sign: ArrayLike, decimals: ArrayLike, rule: PositionRule) -> Ranking:
    """The ranking of the regions of one level.

    `values` is regions x indicators x years with NaN for what is absent; `favourable_sign` (+1 higher, -1
    lower) and `decimals` are per indicator.
    """
    v = np.asarray(values, dtype=np.float64)
    year_index = choose_year((~np.isnan(v)).sum(axis=0), rule)
    chosen = np.full(v.shape[:2], np.nan)
    made = np.flatnonzero(year_index >= 0)
    chosen[:, made] = v[:, made, year_index[made]]
    worst_first = shown(chosen, np.asarray(decimals)[None, :]) * np.asarray(favourable_sign)[None, :]

    rank = competition_rank(-worst_first)
    ranked = (rank > 0).sum(axis=0)
    quarter = np.floor(rule.share * ranked + 1e-9)[None, :]
    top = (rank > 0) & (rank <= quarter)
    bottom = (rank > 0) & (competition_rank(worst_first) <= quarter)
    top, bottom = top & ~bottom, bottom & ~top

    position = np.full(rank.shape, None, dtype=object)
    position[rank > 0] = "middle"
    position[top] = "top"
    position[bottom] = "bottom"
    beyond = v.shape[0] + 1
    bottom_cut = np.where(bottom, rank, beyond).min(axis=0, initial=beyond)
    return Ranking(
        rank=rank,
        position=position,
        year_index=year_index,
        ranked=ranked,
        top_cut=np.where(top, rank, 0).max(axis=0, initial=0),
        bottom_cut=np.where(bottom_cut == beyond, 0, bottom_cut),
    )
