"""Lines, tests and places written out in plain Python and SciPy: what the package computed is checked against these.

Nothing here comes from the package. A series is a list of (year, figure), oldest first, absent years left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scipy.stats import kendalltau, linregress, t, theilslopes

Series = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Line:
    """A straight line by least squares with its two-sided test; NaN where there are too few figures."""

    n: int
    span: int
    slope: float
    error: float
    p_value: float

    def interval(self, level: float) -> tuple[float, float]:
        """Around the slope, with a chance of `level`."""
        margin = t.ppf((1 + level) / 2, self.n - 2) * self.error
        return self.slope - margin, self.slope + margin


def constant(series: Series) -> bool:
    """Whether all figures are equal but for floating point."""
    figures = [value for _, value in series]
    return max(figures) - min(figures) <= 1e-11 * max(abs(value) for value in figures)


def line(series: Series) -> Line:
    """The line through a series; a series of equal figures has slope 0 and p 1."""
    n = len(series)
    if n < 3:
        return Line(n, 0, math.nan, math.nan, math.nan)
    span = series[-1][0] - series[0][0] + 1
    if constant(series):
        return Line(n, span, 0.0, 0.0, 1.0)
    years, figures = zip(*series, strict=True)
    fit = linregress([year - years[0] for year in years], figures)
    return Line(n, span, float(fit.slope), float(fit.stderr), float(fit.pvalue))


def way(series: Series, alpha: float, least: float) -> int:
    """+1 or -1 for a significant line that moves at least `least` over the years measured, otherwise 0."""
    fit = line(series)
    moved = abs(fit.slope) * (fit.span - 1) >= least - 1e-9
    return int(math.copysign(1, fit.slope)) if fit.p_value < alpha and moved else 0


def each_left_out(series: Series) -> list[list[tuple[int, float]]]:
    """The series without its first figure, without its second, and so on."""
    return [[*series[:n], *series[n + 1 :]] for n in range(len(series))]


def mann_kendall(series: Series) -> tuple[int, float]:
    """Sign and two-sided p of Mann and Kendall's S: normal, corrected for ties and for continuity."""
    figures = [value for _, value in series]
    n = len(figures)
    s = sum((b > a) - (b < a) for i, a in enumerate(figures) for b in figures[i + 1 :])
    ties = [figures.count(value) for value in set(figures)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(k * (k - 1) * (2 * k + 5) for k in ties)) / 18
    z = 0.0 if s == 0 or variance <= 0 else (abs(s) - 1) / math.sqrt(variance)
    return (s > 0) - (s < 0), math.erfc(z / math.sqrt(2))


def kendall_exact(series: Series) -> tuple[int, float]:
    """Sign and p of Kendall's tau between year and figure: exact without ties."""
    years, figures = zip(*series, strict=True)
    found = kendalltau(years, figures)
    return int(math.copysign(1, found.statistic)), float(found.pvalue)


def theil_sen(series: Series, alpha: float) -> tuple[float, float, float]:
    """The median slope between pairs of figures, with its interval (Sen 1968)."""
    years, figures = zip(*series, strict=True)
    found = theilslopes(figures, years, alpha=1 - alpha)
    return float(found.slope), float(found.low_slope), float(found.high_slope)


def benjamini_hochberg(p_values: dict[str, float], alpha: float) -> set[str]:
    """The keys whose test survives when at most `alpha` of the survivors may be chance."""
    ordered = sorted(p_values, key=lambda key: p_values[key])
    held = [n for n, key in enumerate(ordered, start=1) if p_values[key] <= alpha * n / len(ordered)]
    return set(ordered[: max(held, default=0)])


def step(series: Series, before: int = 2, after: int = 1) -> tuple[int, float, float, float]:
    """The best change of level: its first year, the size of the step, what it leaves and what the line leaves."""
    years, figures = zip(*series, strict=True)
    fit = linregress([year - years[0] for year in years], figures)
    line_left = math.fsum((v - fit.intercept - fit.slope * (y - years[0])) ** 2 for y, v in series)
    best = (0, 0.0, math.inf)
    for n in range(before, len(figures) - after + 1):
        low, high = math.fsum(figures[:n]) / n, math.fsum(figures[n:]) / (len(figures) - n)
        left = math.fsum((v - low) ** 2 for v in figures[:n]) + math.fsum((v - high) ** 2 for v in figures[n:])
        if left < best[2]:
            best = (years[n], high - low, left)
    return (*best, line_left)


def shown(value: float, decimals: int) -> Decimal:
    """A figure as it is printed: rounded half away from zero."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


@dataclass(frozen=True)
class Place:
    """A place among figures as printed: the best has rank 1, equal figures share the best rank."""

    rank: int
    equals: int
    of: int

    @property
    def last(self) -> int:
        """The last place of the group of equal figures."""
        return self.rank + self.equals - 1

    def quarter(self, share: float, whole: bool) -> str:
        """The quarter: with `whole` only when the group of equals lies inside it, else when its nearest place does."""
        most = math.floor(share * self.of + 1e-9)
        top = (self.last if whole else self.rank) <= most
        bottom = self.of - (self.rank if whole else self.last) + 1 <= most
        return "middle" if top == bottom else "top" if top else "bottom"


def places(figures: dict[str, float], decimals: int, higher_is_better: bool) -> dict[str, Place]:
    """The place of every key."""
    printed = {key: shown(value, decimals) for key, value in figures.items()}
    keys = {key: -value if higher_is_better else value for key, value in printed.items()}
    everything = list(keys.values())
    rank = {value: 1 + sum(other < value for other in everything) for value in set(everything)}
    return {key: Place(rank[value], everything.count(value), len(everything)) for key, value in keys.items()}
