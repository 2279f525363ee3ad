"""Why a series whose trend is determined has none: four different things, of which the first that applies is told.

* `small`: the slope differs from 0, but the change over the years measured is smaller than what counts
  (`statistics.trend`).
* `coarse`: as shown, highest and lowest figure differ by one last decimal or not at all. Rounding then hides
  what happened: a line through such figures is one about steps of rounding.
* `stable`: an equivalence test by two one-sided t-tests, each at alpha: the whole interval of level
  1 - 2 x alpha around the change over the years measured lies within the margin of the indicator. That margin
  is `rule.stable_share` x the distance between the 25th and the 75th percentile of the regions (so a change
  within it moves a region past few others), and never less than the smallest change that counts.
* `unclear`: none of these. There may be a trend that so few years cannot show.

Source of the equivalence test: D. J. Schuirmann, A comparison of the two one-sided tests procedure and the power
approach, J. Pharmacokin. Biopharm. 15 (1987), 657-680.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regioboek.statistics.position import shown
from regioboek.statistics.trend import TOLERANCE, Trends, critical_values


def why_none(
    values: NDArray[np.float64],
    trends: Trends,
    alpha: float,
    *,
    smallest: ArrayLike,
    decimals: NDArray[np.int64],
    spread: ArrayLike,
    stable_share: float,
) -> NDArray[np.object_]:
    """Per series the reason, for series whose trend is determined and none.

    `values` is series x years, NaN for what was not used; `spread` per series the distance between the 25th
    and the 75th percentile of its indicator, NaN where that is not known.
    """
    step = np.power(10.0, -decimals)
    wide = shown(np.nanmax(values, axis=1), decimals) - shown(np.nanmin(values, axis=1), decimals)
    coarse = wide <= step * (1 + 1e-6)
    margin = np.fmax(stable_share * np.asarray(spread, dtype=np.float64), smallest)
    half = critical_values(np.maximum(trends.n - 2, 1), alpha) * trends.error * trends.span
    stable = np.abs(trends.change) + half <= margin * (1 + TOLERANCE)
    reasons = np.select([trends.p_value < alpha, coarse, stable], ["small", "coarse", "stable"], "unclear")
    return np.asarray(reasons.astype(object))
