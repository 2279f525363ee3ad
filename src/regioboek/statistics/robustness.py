"""How firm a coloured trend is: the same series judged in other ways, each of which could as well have been the rule.

Every way has a code. A way *agrees* when it gives the same colour: the same direction, a p-value below alpha and a
change that counts, by its own line over its own years. A way that cannot be made (too few years, no margins, no
provisional figures) says nothing. A colour is firm when no way disagrees, otherwise borderline.

* `jump`: the change is one step (`statistics.jump`); a slope per year then describes nothing.
* `four-points`: fewer than `rule.min_years` figures.
* `model`: the figures come from a small-area model that has smoothed them: p-values are too small.
* `leave-one-out`: each year left out in turn; all must agree.
* `provisional`: without figures that are not definitive.
* `window-7`, `window-9`: the years of `rule.windows`, that end where the window ends.
* `theil-sen`: the median of the slopes of all pairs, of which only direction and size are asked.
* `mann-kendall`: the order of the figures only; of it direction and p-value are asked.
* `benjamini-hochberg`: the p-value survives among all tests of the level (`statistics.evidence`), groups among groups.
* `margins`: with the margins of the figures as their only error the slope still differs from 0. With dt the years from
  their mean, v the figures and h the half-width of a margin: |sum of dt x v| > sqrt(sum of (dt x h)2), when every
  figure used has a margin (of the level of the source; margins are taken as independent). Without margins rounding is
  what is known: |sum of dt x v| > sum of |dt| x half a last decimal, at its worst, since rounding is no chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from regioboek.params.edition import RobustnessRule, TrendRule
from regioboek.statistics.kendall import mann_kendall, theil_sen
from regioboek.statistics.trend import AT_ONCE, NOISE, TOLERANCE, direction, fit_trends, reaches

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Coloured:
    """Series with a coloured trend: their figures, and what is known beside them; series x years, or per series.

    `values` has NaN where there is no figure, or one of before a break. The last `window` columns are the window;
    columns before it are there for longer windows only. `lower` and `upper` are margins, or None without any.
    """

    values: Floats
    years: NDArray[np.int64]
    window: int
    way: NDArray[np.object_]  # "rising" or "falling"
    smallest: Floats  # change that counts
    last_decimal: Floats  # one unit of it
    provisional: Bools
    jump: Bools
    modelled: Bools
    survives: Bools  # Benjamini-Hochberg
    lower: Floats | None = None
    upper: Floats | None = None

    def part(self, rows: NDArray[np.int64]) -> Coloured:
        """Some of the series."""
        whole = ("years", "window")
        return replace(self, **{k: v[rows] for k, v in vars(self).items() if k not in whole and v is not None})


def fragile(series: Coloured, trend: TrendRule, rule: RobustnessRule) -> NDArray[np.object_]:
    """Per series the codes of what does not agree, joined by ";" in the order of the docstring; None when firm."""
    size = series.way.size
    parts = [np.arange(start, min(start + AT_ONCE, size)) for start in range(0, size, AT_ONCE)]
    told = [_joined(_disagreeing(series.part(rows), trend, rule), rows.size) for rows in parts]
    return np.concatenate(told) if told else np.empty(0, dtype=object)


def _disagreeing(c: Coloured, trend: TrendRule, rule: RobustnessRule) -> Iterator[tuple[str, Bools]]:
    inside, years = c.values[:, -c.window :], c.years[-c.window :]

    def other(values: Floats, calendar: NDArray[np.int64]) -> Bools:
        """Whether the rule itself, on other figures, gives another colour or none."""
        way = direction(fit_trends(values, calendar, trend), trend.alpha, c.smallest)
        return np.asarray((way != None) & (way != c.way))  # noqa: E711 (elementwise)

    yield "jump", c.jump
    yield "four-points", (~np.isnan(inside)).sum(axis=1) < rule.min_years
    yield "model", c.modelled
    left_out = np.zeros(c.way.size, dtype=bool)
    for year in range(c.window):
        rest = inside.copy()
        rest[:, year] = np.nan
        left_out |= other(rest, years)
    yield "leave-one-out", left_out
    yield "provisional", other(np.where(c.provisional[:, -c.window :], np.nan, inside), years)
    for length in rule.windows:
        yield f"window-{length}", other(c.values[:, -length:], c.years[-length:])

    sign = np.where(c.way == "rising", 1, -1)
    slope = theil_sen(inside, years)
    span = _span(inside, years)
    yield "theil-sen", ~((np.sign(slope) == sign) & reaches(slope * span, c.smallest))
    s, p_value = mann_kendall(_without_dust(inside))
    yield "mann-kendall", ~((np.sign(s) == sign) & (p_value < trend.alpha))
    yield "benjamini-hochberg", ~c.survives
    yield "margins", _within_margins(c, inside, years)


def _span(values: Floats, years: NDArray[np.int64]) -> NDArray[np.int64]:
    used = ~np.isnan(values)
    return np.asarray(np.where(used, years, 0).max(axis=1) - np.where(used, years, 9999).min(axis=1))


def _without_dust(values: Floats) -> Floats:
    """Figures that differ by floating point only made equal: as many digits as any published figure has, and more."""
    largest = np.nanmax(np.abs(values), axis=1, keepdims=True)
    unit = np.power(10.0, np.floor(np.log10(np.where(largest > 0, largest, 1.0)))) * NOISE
    return np.asarray(np.rint(values / unit) * unit)


def _within_margins(c: Coloured, values: Floats, years: NDArray[np.int64]) -> Bools:
    used = ~np.isnan(values)
    dt = np.where(used, years - (np.where(used, years, 0).sum(axis=1) / used.sum(axis=1))[:, None], 0.0)
    along = np.abs((dt * np.where(used, values, 0.0)).sum(axis=1))
    wide = np.abs(dt).sum(axis=1) * c.last_decimal / 2
    if c.lower is not None and c.upper is not None:
        half = (c.upper - c.lower)[:, -c.window :] / 2
        by_margins = np.sqrt(np.square(dt * np.where(used, half, 0.0)).sum(axis=1))
        wide = np.where(np.isnan(by_margins), wide, by_margins)
    return np.asarray(along <= wide * (1 + TOLERANCE))


def _joined(ways: Iterable[tuple[str, Bools]], size: int) -> NDArray[np.object_]:
    """Names of the ways that disagree, each combination made once."""
    names, found = [], np.zeros(size, dtype=np.int64)
    for place, (name, disagrees) in enumerate(ways):
        names.append(name)
        found |= disagrees.astype(np.int64) << place
    told, which = np.unique(found, return_inverse=True)
    words = [";".join(n for k, n in enumerate(names) if code >> k & 1) or None for code in told.tolist()]
    return np.array([*words, None], dtype=object)[which]
