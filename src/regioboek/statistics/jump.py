"""A jump: a series whose change is one step between two levels, not a rise or fall a year.

The rule, complete:

* A step lies between two observed years, with at least `rule.min_years` figures on either side and
  `rule.min_total` in all. Of all such steps the one is taken after which the figures lie closest to two levels,
  the mean before and the mean after (least squares; the earliest of equals).
* It is a jump when the two levels explain at least `rule.explains` of the spread of the figures (1 - what is
  left beside them / what is left beside one mean), when a straight line leaves at least `rule.times` as much
  as the two levels do, and when the levels differ by at least `rule.min_change` last decimals (or the smallest
  change that counts, where that is more).
* Only series of which a trend may be determined are looked at, in the same years.

Why 0.9, 4 times and six figures. Per 1 000 invented series of eight figures (20 000 drawn) these call a jump: flat with
independent noise 1, flat with autocorrelation 0.5 8, random walks 15, lines that rise by 0.3 of the noise a year 7, by
0.5 11, by 1 3, by 3 none; lines without other noise than rounding none. True steps of 6 times the noise are found in
535, of 10 times in 965. At 0.85 and 3 times there are two to four times as many false alarms (4, 21, 38, 20, 26, 6); at
0.95 and 6 times a step of 6 times the noise is found in 217 only. With six figures flat series give 8 and lines at most
35; with five 17 and 56, with four 33 and 76: too many, for steps that are hardly found (of 10 times 536, 360).
Of the 7 013 determined series of gemeenten of edition 2023 it finds 109, of which 93 have a colour: distances to a café
first, then debt, emissions and survey figures that step in 2020.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from regioboek.params.edition import JumpRule
from regioboek.statistics.trend import NOISE, TOLERANCE, Floats, Ints, in_parts, reaches


def find_jumps(values: Floats, years: ArrayLike, rule: JumpRule, smallest: ArrayLike) -> Ints:
    """Per series the first observed year after its jump, 0 where there is none.

    `values` is series x years with NaN for what is not used, `years` the calendar years of its columns,
    ascending; `smallest` the least that the levels must differ, per series or one for all.
    """
    calendar, least = np.asarray(years, dtype=np.int64), np.broadcast_to(smallest, len(values))
    found, start = [], 0
    for part in in_parts(values):
        found.append(_jumps(part, calendar, rule, least[start : start + part.shape[1]]))
        start += part.shape[1]
    return np.concatenate(found)


def _jumps(v: Floats, calendar: Ints, rule: JumpRule, smallest: Floats) -> Ints:
    """The jumps of years x series."""
    used = ~np.isnan(v)
    n = used.sum(axis=0)
    divisor = np.maximum(n, 1)
    v0 = np.where(used, v, 0.0)
    deviation = np.where(used, v0 - v0.sum(axis=0) / divisor, 0.0)
    around_mean = np.square(deviation).sum(axis=0)

    before = np.cumsum(used, axis=0)[:-1]  # figures up to and with each year but the last
    after = n - before
    possible = used[1:] & (before >= rule.min_years) & (after >= rule.min_years) & (n >= rule.min_total)
    sums = np.cumsum(deviation, axis=0)[:-1]
    size = np.maximum(before, 1) * np.maximum(after, 1) / divisor
    difference = -sums / size  # mean after less mean before
    between = np.where(possible, np.square(sums) / size, -1.0)
    step, series = between.argmax(axis=0), np.arange(n.size)
    best = between[step, series]

    dt = np.where(used, calendar[:, None] - np.where(used, calendar[:, None], 0).sum(axis=0) / divisor, 0.0)
    sxx = np.square(dt).sum(axis=0)
    along_line = np.divide(np.square((dt * deviation).sum(axis=0)), sxx, out=np.zeros(n.shape), where=sxx > 0)
    noise = divisor * np.square(NOISE * np.abs(v0).max(axis=0, initial=0.0))
    left = np.maximum(around_mean - best, 0.0)
    found = (best > 0) & (around_mean > noise)
    found &= left <= (1 - rule.explains) * around_mean * (1 + TOLERANCE)
    found &= (around_mean - along_line) * (1 + TOLERANCE) >= rule.times * left
    found &= reaches(difference[step, series], smallest)
    return np.where(found, calendar[step + 1], 0)
