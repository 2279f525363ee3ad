"""Two ways beside least squares to see a trend, that no single figure can decide: Mann-Kendall and Theil-Sen.

* Mann-Kendall: S is the number of pairs of years of which the later has the higher figure, less those of which it
  has the lower. Its variance without a trend is (n(n-1)(2n+5) - sum of t(t-1)(2t+5)) / 18, the sum over groups
  of t equal figures; z = (S - sign of S) / sqrt(variance); two-sided p by the normal distribution.
* Theil-Sen: the slope is the median of the slopes of all pairs of years.

Sources: H. B. Mann, Nonparametric tests against trend, Econometrica 13 (1945), 245-259; M. G. Kendall, Rank
Correlation Methods (1975); P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63
(1968), 1379-1389.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]


def mann_kendall(values: Floats) -> tuple[NDArray[np.int64], Floats]:
    """S and the two-sided p-value of every row; NaN is absent. Equal means exactly equal."""
    first, second = np.triu_indices(values.shape[1], 1)
    s = np.nan_to_num(np.sign(values[:, second] - values[:, first])).sum(axis=1).astype(np.int64)
    n = (~np.isnan(values)).sum(axis=1)
    # Of every figure how many are equal to it: a group of t is met t times, so each meeting counts for (t-1)(2t+5).
    equal = (values[:, :, None] == values[:, None, :]).sum(axis=2)
    ties = np.where(equal > 0, (equal - 1) * (2 * equal + 5), 0).sum(axis=1)
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    z = np.divide(s - np.sign(s), np.sqrt(variance), out=np.zeros(n.shape), where=variance > 0)
    return s, np.asarray(2 * ndtr(-np.abs(z)))


def theil_sen(values: Floats, years: ArrayLike) -> Floats:
    """The median slope of every row, in units per year; NaN with fewer than two figures."""
    calendar = np.asarray(years, dtype=np.float64)
    first, second = np.triu_indices(values.shape[1], 1)
    slopes = np.sort((values[:, second] - values[:, first]) / (calendar[second] - calendar[first]), axis=1)
    pairs = (~np.isnan(slopes)).sum(axis=1)  # NaN is sorted last
    rows = np.arange(pairs.size)
    middle = slopes[rows, np.maximum(pairs - 1, 0) // 2] + slopes[rows, np.minimum(pairs // 2, slopes.shape[1] - 1)]
    return np.where(pairs > 0, middle / 2, np.nan)
