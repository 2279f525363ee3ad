"""How many series that nothing happens to get a colour: by simulation, for figures that remember the year before.

The t-test takes the years as independent. Figures of one region seldom are: what was high stays high for a while, and a
short series of such figures looks like a trend more often than alpha says. Here series are drawn in which each year is
`autocorrelation` x the year before plus independent normal noise, from their stationary distribution; the share with a
p-value below alpha is what chance colours. The seed is fixed: the same params give the same shares, to about 0.002.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from regioboek.params.edition import TrendRule
from regioboek.statistics.trend import fit_trends

AUTOCORRELATIONS = (0.0, 0.3, 0.5, 0.7)
_SERIES, _SEED = 20_000, 20231204


@cache
def false_colours(autocorrelation: float, years: int, rule: TrendRule) -> float:
    """The share (0-1) of series of `years` figures without any change that the rule colours, in three decimals."""
    noise = np.random.default_rng(_SEED).normal(size=(_SERIES, years))
    values = noise.copy()
    for year in range(1, years):
        values[:, year] = autocorrelation * values[:, year - 1] + noise[:, year] * np.sqrt(1 - autocorrelation**2)
    return float(round((fit_trends(values, np.arange(years), rule).p_value < rule.alpha).mean(), 3))
