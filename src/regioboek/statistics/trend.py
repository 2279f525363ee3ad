"""The trend of a series: a straight line by ordinary least squares, tested on its slope, for all series at once.

The rule, complete:

* Only observed years count: a missing year is left out, never filled in. After a break only the years from
  `first_valid_year` on are used.
* value = intercept + slope x year, by ordinary least squares; the slope is in units of the indicator per
  year.
* The test is two-sided: t = slope / standard error with n - 2 degrees of freedom; the interval around the
  slope has level 1 - alpha. Both assume independent errors of equal spread: eight yearly figures give a
  signal, no proof.
* A trend is *determined* when at least `rule.min_years` years were observed that span at least
  `rule.min_span` calendar years, first and last both counted. Otherwise nothing is said about it.
* Direction first, of the number: rising or falling when p is below alpha (the interval then excludes 0) and
  the change along the line, |slope| x (last - first observed year), is at least the smallest change that
  counts (`rule.min_change` last decimals, or what the indicator asks); otherwise flat. The judgement
  (favourable or unfavourable) is a separate step that only adds which way is favourable. Where nobody can say, a
  determined trend is "unjudged", whichever way it goes.
* A series whose figures are all equal has slope 0 and p 1: flat, no error. Figures exactly on a line have p
  0 and an interval of width 0. "Equal" and "exactly" allow for floating point only: the root mean square of
  what remains is at most `NOISE` of the largest figure.

Method: the classical simple regression, the same as `scipy.stats.linregress`; years and values are centred
on their mean before squares are taken, so that figures like 463 900 lose no digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from regioboek.params.edition import TrendRule

#: What remains beside a line counts as floating-point dust below this share of the largest figure of the
#: series; published figures have at most seven digits.
NOISE = 1e-12
#: A change that is smaller than what counts by less than this share of it counts: floating point again.
TOLERANCE = 1e-9

#: Series that are reckoned with at once.
AT_ONCE = 16_384

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Trends:
    """One regression per series; every array has the length of the number of series.

    `slope` needs two observed years, the interval and `p_value` three; where there are fewer they are NaN.
    `error` is the standard error of the slope, `span` the years from the first to the last observed.
    """

    n: Ints
    span: Ints
    slope: Floats
    error: Floats
    slope_lower: Floats
    slope_upper: Floats
    p_value: Floats
    determined: NDArray[np.bool_]

    @property
    def change(self) -> Floats:
        """The change along the line over the years measured, in units of the indicator."""
        return self.slope * self.span


def fit_trends(
    values: ArrayLike,
    years: ArrayLike,
    rule: TrendRule,
    first_valid_year: ArrayLike | None = None,
) -> Trends:
    """The regression of every row of `values` on `years`.

    `values` is series x years with NaN for what is absent, `years` the calendar years of its columns in
    ascending order, `first_valid_year` per series the first year that may be used (after a break), or None
    for all years.
    """
    v = np.asarray(values, dtype=np.float64)
    calendar = np.asarray(years, dtype=np.int64)
    if first_valid_year is not None:
        v = np.where(calendar >= np.asarray(first_valid_year)[:, None], v, np.nan)
    parts = [_fitted(part, calendar, rule) for part in in_parts(v)]
    return Trends(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


def in_parts(values: Floats) -> Iterator[Floats]:
    """Series x years as years x series, so many series at a time that their arrays stay small, which is fast."""
    for start in range(0, max(len(values), 1), AT_ONCE):
        yield np.ascontiguousarray(values[start : start + AT_ONCE].T)


def _fitted(v: Floats, calendar: Ints, rule: TrendRule) -> Trends:
    """The regressions of years x series."""
    used = ~np.isnan(v)
    n = used.sum(axis=0)
    year = calendar[:, None]
    first_year = np.where(used, year, np.iinfo(np.int64).max).min(axis=0, initial=np.iinfo(np.int64).max)
    last_year = np.where(used, year, 0).max(axis=0, initial=0)

    origin = int(calendar[0]) if calendar.size else 0
    divisor = np.maximum(n, 1)
    v0 = np.where(used, v, 0.0)
    dt = np.where(used, year - origin - np.where(used, year - origin, 0).sum(axis=0) / divisor, 0.0)
    dv = np.where(used, v0 - v0.sum(axis=0) / divisor, 0.0)
    noise = divisor * np.square(NOISE * np.abs(v0).max(axis=0, initial=0.0))

    sxx = np.square(dt).sum(axis=0)
    constant = np.square(dv).sum(axis=0) <= noise
    slope = np.full(n.shape, np.nan)
    np.divide((dt * dv).sum(axis=0), sxx, out=slope, where=n >= 2)
    slope[constant & (n >= 2)] = 0.0
    slope_or_0 = np.where(n >= 2, slope, 0.0)
    rest = np.square(dv - slope_or_0 * dt).sum(axis=0)
    exact = rest <= noise

    tested = n >= 3
    df = np.maximum(n - 2, 1)
    error = np.sqrt(np.divide(rest, df * sxx, out=np.zeros(n.shape), where=tested & ~exact))
    t = np.divide(np.abs(slope_or_0), error, out=np.zeros(n.shape), where=error > 0)
    p_value = np.where(error > 0, np.minimum(2 * stdtr(df, -t), 1.0), 0.0)
    p_value = np.where(constant, 1.0, p_value)
    margin = critical_values(df, rule.alpha / 2) * error
    span = np.maximum(last_year - first_year, 0)
    return Trends(
        n=n,
        span=span,
        slope=slope,
        error=np.where(tested, error, np.nan),
        slope_lower=np.where(tested, slope - margin, np.nan),
        slope_upper=np.where(tested, slope + margin, np.nan),
        p_value=np.where(tested, p_value, np.nan),
        determined=tested & (n >= rule.min_years) & (span + 1 >= rule.min_span),
    )


def critical_values(df: Ints, tail: float) -> Floats:
    """What Student's t exceeds with probability `tail`, per series; from a table of the few degrees of freedom."""
    table = stdtrit(np.arange(1, int(df.max(initial=1)) + 1), 1 - tail)
    return np.asarray(table[df - 1], dtype=np.float64)


def direction(trends: Trends, alpha: float, smallest: ArrayLike = 0.0) -> NDArray[np.object_]:
    """Which way the number goes: "rising", "falling", "flat"; None where the trend is not determined.

    `smallest` is the smallest change that counts, in units of the indicator, per series or one for all.
    """
    way = np.where(trends.slope > 0, "rising", "falling").astype(object)
    way[~(trends.p_value < alpha) | ~reaches(trends.change, smallest)] = "flat"
    way[~trends.determined] = None
    return way


def reaches(change: ArrayLike, smallest: ArrayLike) -> NDArray[np.bool_]:
    """Whether a change, up or down, is at least the smallest that counts; never where it is NaN."""
    return np.asarray(np.abs(change) >= np.asarray(smallest) * (1 - TOLERANCE))


def judgement(directions: NDArray[np.object_], favourable_sign: ArrayLike) -> NDArray[np.object_]:
    """What a direction means for brede welvaart: "favourable", "unfavourable", "none", "unjudged" or "undetermined".

    `favourable_sign` is +1 where a higher figure is favourable, -1 where a lower one is and 0 where nobody can say,
    per series or one for all.
    """
    sign = np.broadcast_to(np.asarray(favourable_sign), directions.shape)
    rising, falling = directions == "rising", directions == "falling"
    result = np.full(directions.shape, "undetermined", dtype=object)
    result[directions == "flat"] = "none"
    result[(rising & (sign > 0)) | (falling & (sign < 0))] = "favourable"
    result[(rising & (sign < 0)) | (falling & (sign > 0))] = "unfavourable"
    result[(rising | falling | (directions == "flat")) & (sign == 0)] = "unjudged"
    return result
