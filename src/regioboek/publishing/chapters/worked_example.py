"""The worked example of the chapter on trends: invented figures, calculated by the rule of the edition.

The sums are shown as a reader would do them by hand; slope, interval and p-value come from the same function
that makes the trends of the pages, so the chapter cannot explain another rule than the one in use.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from regioboek.params.edition import TrendRule
from regioboek.statistics.trend import direction, fit_trends, judgement
from regioboek.words import labels
from regioboek.words import language as nl
from regioboek.words.parameter_words import plain

#: Share of people who often feel unsafe, invented; the years leave gaps as a survey of every other year does.
_VALUES = (24.2, 22.9, 23.6, 22.4, 21.8)
_YEARS_AFTER_FIRST = (0, 1, 2, 4, 6)


class Sums(NamedTuple):
    """The intermediate results of a least squares line, per observation and in total.

    `df`: degrees of freedom, observations less two. `slope`: percentage points per year; `error`: its standard error.
    """

    years: np.ndarray
    values: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    sxy: float
    sxx: float
    sse: float
    df: int
    slope: float
    error: float


def example_sums(first_year: int) -> Sums:
    """The sums for the example, its first figure in `first_year`."""
    years = first_year + np.array(_YEARS_AFTER_FIRST, dtype=float)
    values = np.array(_VALUES)
    dx, dy = years - years.mean(), values - values.mean()
    sxy, sxx = float((dx * dy).sum()), float((dx * dx).sum())
    df, slope = len(years) - 2, sxy / sxx
    sse = float(np.square(dy - slope * dx).sum())
    return Sums(years, values, dx, dy, sxy, sxx, sse, df, slope, float(np.sqrt(sse / df / sxx)))


def worked_example(rule: TrendRule, first_year: int) -> dict[str, str]:
    """The numbers of the example as «voorbeeld.*»."""
    sums = example_sums(first_year)
    trends = fit_trends(sums.values[None, :], sums.years.astype(int), rule)
    n, span = len(sums.years), int(sums.years[-1] - sums.years[0]) + 1
    return {
        "voorbeeld.n": nl.in_words(n),
        "voorbeeld.span": nl.in_words(span),
        "voorbeeld.genoeg": (
            labels.text("example.enough")
            if trends.determined[0]
            else labels.text("example.too_short", trend=nl.TREND_WORDS["undetermined"])
        ),
        "voorbeeld.x_gemiddeld": nl.number(sums.years.mean(), 1).replace(nl.NBSP, ""),
        "voorbeeld.y_gemiddeld": nl.number(sums.values.mean(), 2),
        "voorbeeld.sxy": nl.number(sums.sxy, 2),
        "voorbeeld.sxx": nl.number(sums.sxx, 2),
        "voorbeeld.helling": nl.number(sums.slope, 4),
        "voorbeeld.daling": nl.number(-sums.slope, 1),
        "voorbeeld.sse": nl.number(sums.sse, 4),
        "voorbeeld.vrijheidsgraden": nl.number(sums.df, 0),
        "voorbeeld.s2": nl.number(sums.sse / sums.df, 4),
        "voorbeeld.se": nl.number(sums.error, 4),
        "voorbeeld.t": nl.number(sums.slope / sums.error, 2),
        "voorbeeld.p": nl.number(trends.p_value[0], 3),
        "voorbeeld.onder": nl.number(trends.slope_lower[0], 2),
        "voorbeeld.boven": nl.number(trends.slope_upper[0], 2),
        "voorbeeld.oordeel": _verdict(direction(trends, rule.alpha)[0], trends.p_value[0], rule),
    }


def _verdict(way: str | None, p_value: float, rule: TrendRule) -> str:
    """What the rule makes of it, in words; lower is favourable in the example."""
    trend = judgement(np.array([way], dtype=object), -1)[0]
    told = {"trend": nl.TREND_WORDS[trend], "p": nl.number(p_value, 3), "alpha": plain(rule.alpha)}
    if trend == "undetermined":
        return labels.text("example.undetermined", **told)
    if trend == "none":
        return labels.text("example.none", arrow=nl.ARROWS["flat"], **told)
    return labels.text("example.judged", arrow=nl.ARROWS[way or "flat"], **told)


def example_rows(first_year: int) -> dict[str, Any]:
    """Per observation of the example its terms of the two sums, and both sums."""
    sums = example_sums(first_year)
    rows = [
        [
            str(int(x)),
            nl.number(y, 1),
            nl.number(dx, 1),
            nl.number(dy, 2),
            nl.number(dx * dy, 3),
            nl.number(dx * dx, 2),
        ]
        for x, y, dx, dy in zip(sums.years, sums.values, sums.dx, sums.dy, strict=True)
    ]
    return {"rows": rows, "sxy": nl.number(sums.sxy, 2), "sxx": nl.number(sums.sxx, 2)}
