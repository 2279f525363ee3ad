"""A jump: a series whose change is one step between two levels, not a rise or fall a year.

The rule, complete:

* A step lies between two observed years, with at least `rule.min_years` figures on either side. Of all such
  steps the one is taken after which the figures lie closest to two levels, the mean before and the mean
  after (least squares; the earliest of equals).
* It is a jump when the two levels explain at least `rule.explains` of the spread of the figures (1 - what is
  left beside them / what is left beside one mean), when a straight line leaves at least `rule.times` as much
  as the two levels do, and when the levels differ by at least `rule.min_change` last decimals (or the smallest
  change that counts, where that is more).
* Only series of which a trend may be determined are looked at, in the same years.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regioboek.params.edition import JumpRule
from regioboek.statistics.trend import NOISE, TOLERANCE, reaches


def find_jumps(values: NDArray[np.float64], years: ArrayLike, rule: JumpRule, smallest: ArrayLike) -> NDArray[np.int64]:
    """Per series the first observed year after its jump, 0 where there is none.

    `values` is series x years with NaN for what is not used, `years` the calendar years of its columns,
    ascending; `smallest` the least that the levels must differ, per series or one for all.
    """
    calendar = np.asarray(years, dtype=np.int64)
    used = ~np.isnan(values)
    n = used.sum(axis=1)
    divisor = np.maximum(n, 1)
    v0 = np.where(used, values, 0.0)
    deviation = np.where(used, values - (v0.sum(axis=1) / divisor)[:, None], 0.0)
    around_mean = np.square(deviation).sum(axis=1)

    before = np.cumsum(used, axis=1)[:, :-1]  # figures up to and with each year but the last
    after = n[:, None] - before
    possible = used[:, 1:] & (before >= rule.min_years) & (after >= rule.min_years)
    sums = np.cumsum(deviation, axis=1)[:, :-1]
    size = np.maximum(before, 1) * np.maximum(after, 1) / divisor[:, None]
    difference = -sums / size  # mean after less mean before
    between = np.where(possible, np.square(sums) / size, -1.0)
    step = between.argmax(axis=1) if between.shape[1] else np.zeros(n.shape, dtype=np.int64)
    rows = np.arange(n.size)
    best = between[rows, step]

    time = np.where(used, calendar, 0)
    dt = np.where(used, calendar - (time.sum(axis=1) / divisor)[:, None], 0.0)
    sxx = np.square(dt).sum(axis=1)
    along_line = np.divide(np.square((dt * deviation).sum(axis=1)), sxx, out=np.zeros(n.shape), where=sxx > 0)
    noise = divisor * np.square(NOISE * np.abs(v0).max(axis=1, initial=0.0))
    left = np.maximum(around_mean - best, 0.0)
    found = (best > 0) & (around_mean > noise)
    found &= left <= (1 - rule.explains) * around_mean * (1 + TOLERANCE)
    found &= (around_mean - along_line) * (1 + TOLERANCE) >= rule.times * left
    found &= reaches(difference[rows, step], smallest)
    return np.where(found, calendar[np.minimum(step + 1, calendar.size - 1)], 0)
