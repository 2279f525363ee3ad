"""The worked example of the chapter on trends: invented figures, calculated by the rule of the edition.

The sums are shown as a reader would do them by hand; slope, interval and p-value come from the same function
that makes the trends of the pages, so the chapter cannot explain another rule than the one in use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regioboek.params.edition import TrendRule
from regioboek.publishing.chapters.parameter_words import plain
from regioboek.report.pages import marks
from regioboek.statistics.trend import direction, fit_trends, judgement
from regioboek.words import language as nl

#: Share of people who often feel unsafe, invented; the years leave gaps as a survey of every other year does.
_VALUES = (24.2, 22.9, 23.6, 22.4, 21.8)
_YEARS_AFTER_FIRST = (0, 1, 2, 4, 6)


@dataclass(frozen=True)
class Sums:
    """The intermediate results of a least squares line, per observation and in total."""

    years: np.ndarray
    values: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    sxy: float
    sxx: float
    sse: float

    @property
    def df(self) -> int:
        """Degrees of freedom: observations less two."""
        return len(self.years) - 2

    @property
    def slope(self) -> float:
        """Percentage points per year."""
        return self.sxy / self.sxx

    @property
    def error(self) -> float:
        """Standard error of the slope."""
        return float(np.sqrt(self.sse / self.df / self.sxx))


def example_sums(first_year: int) -> Sums:
    """The sums for the example, its first figure in `first_year`."""
    years = first_year + np.array(_YEARS_AFTER_FIRST, dtype=float)
    values = np.array(_VALUES)
    dx, dy = years - years.mean(), values - values.mean()
    sxy, sxx = float((dx * dy).sum()), float((dx * dx).sum())
    sse = float(np.square(dy - sxy / sxx * dx).sum())
    return Sums(years, values, dx, dy, sxy, sxx, sse)


def worked_example(rule: TrendRule, first_year: int) -> dict[str, str]:
    """The numbers of the example as «voorbeeld.*»."""
    sums = example_sums(first_year)
    trends = fit_trends(sums.values[None, :], sums.years.astype(int), rule)
    n, span = len(sums.years), int(sums.years[-1] - sums.years[0]) + 1
    return {
        "voorbeeld.n": nl.in_words(n),
        "voorbeeld.span": nl.in_words(span),
        "voorbeeld.genoeg": (
            "Dat is genoeg."
            if trends.determined[0]
            else f"Dat is te weinig: de trend is “{nl.TREND_WORDS['undetermined']}”. "
            "De berekening hieronder laat alleen zien hoe zij anders zou verlopen."
        ),
        "voorbeeld.x-gemiddeld": nl.number(sums.years.mean(), 1).replace(nl.NBSP, ""),
        "voorbeeld.y-gemiddeld": nl.number(sums.values.mean(), 2),
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
    p, alpha = nl.number(p_value, 3), plain(rule.alpha)
    trend = judgement(np.array([way], dtype=object), -1)[0]
    mark = f"“{nl.TREND_WORDS[trend]}”"
    if trend == "undetermined":
        return f"Er zijn te weinig metingen voor een oordeel: {mark}."
    if trend == "none":
        return (
            f"{p} is niet kleiner dan {alpha}. Er staat {nl.ARROWS['flat']} {mark}, "
            "ook al ligt de laatste meting lager dan de eerste."
        )
    return (
        f"{p} is kleiner dan {alpha}, en b is kleiner dan nul: het aandeel daalt. Minder inwoners die zich onveilig "
        f"voelen is gunstig, dus staat er {nl.ARROWS[way or 'flat']} {mark}."
    )


def example_table(first_year: int) -> str:
    """The observations of the example with every term of the two sums, as an HTML table."""
    sums = example_sums(first_year)
    names = ("Cijfer y", "x − x̄", "y − ȳ", "product", "(x − x̄)²")
    columns = [("Jaar x", "rb-name"), *((name, marks.NUMBERS) for name in names)]
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
    total = ["Som", "", "", "", nl.number(sums.sxy, 2), nl.number(sums.sxx, 2)]
    caption = "Aardam (verzonnen): inwoners die zich vaak onveilig voelen in de buurt, in %"
    return marks.table(caption, columns, [*rows, total], classes="rb-table rb-compact rb-wide", scroll=True)
