"""What stands in the cells of a CSV of figures.

* A missing figure is an empty cell; the column `toelichting` says why. Never 0.
* A figure that is not the source's, or that a remark goes with: the column `correcties` says which, and why.
* Figures are not rounded to what a page shows, so that they can be recomputed with; `laatste_waarde_getoond` is the
  latest one as a page rounds it, and so the others are. A minus is an ordinary `-`. What follows from figures
  (difference, pace, interval, p-value) has four significant digits, at most five of them decimals.
* What is not significant is an empty cell: the direction of a trend that is none (`geen_trend_omdat` says why), and how
  such a series goes beside Nederland, unless that is significant.
* The range of a place is given where it is wider than the regions that share it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from regioboek.params.indicators import Indicator
from regioboek.words import language as nl
from regioboek.words.behind import RELATIVE_WORDS, fragile_words, wide_range
from regioboek.words.facts import JUDGED
from regioboek.words.labels import text
from regioboek.words.states import NO_TREND_WORDS, ROBUST_WORDS

#: The outcomes of a finding, in the order of the columns; `shown` is the latest value as a page has it.
FINDINGS = (
    "latest_year", "latest_value", "shown", "difference_national", "trend", "no_trend", "robust", "fragile",
    "jump_year", "direction", "slope", "slope_lower", "slope_upper", "p_value", "relative", "n_years", "window_start",
    "window_end", "rank", "ranked", "tied", "rank_best", "rank_worst", "position", "previous_rank",
)  # fmt: skip

#: In the place of codes.
WORDS: dict[str, dict[str, str]] = {
    "trend": nl.TREND_WORDS,
    "no_trend": NO_TREND_WORDS,
    "robust": ROBUST_WORDS,
    "direction": {**nl.DIRECTION_WORDS, "flat": ""},
    "relative": RELATIVE_WORDS,
    "position": {**nl.POSITION_WORDS, "from_high": text("rank.from_high")},
}

#: What follows from figures.
DERIVED = frozenset({"difference_national", "slope", "slope_lower", "slope_upper", "p_value"})


def nothing(value: Any) -> bool:
    """None, pd.NA or NaN; ten times as fast as asking pandas."""
    return value is None or value is pd.NA or value != value  # noqa: PLR0124


def text_cell(text: str) -> str:
    """Words of params and sources, never a formula: what a spreadsheet would calculate gets an apostrophe before it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def outcome_cell(name: str, finding: Mapping[str, Any], indicator: Indicator) -> str:
    """One outcome of a finding: a number, or a word of the page."""
    value = finding.get("latest_value" if name == "shown" else name)
    if name == "position" and indicator.is_unjudged and not nothing(finding.get("rank")):
        value = "from_high"
    if name == "shown":
        shown = "" if nothing(value) else nl.number(value, indicator.decimals)
        return shown.replace(nl.NBSP, "").replace(nl.MINUS, "-")
    if name == "fragile":
        return fragile_words(value or "")
    if name == "relative" and value == "none" and finding["trend"] not in JUDGED:
        return ""
    if name in ("rank_best", "rank_worst") and not wide_range(finding):
        return ""
    if name in DERIVED:
        return "" if value is None or nothing(value) else _rough(value)
    return WORDS.get(name, {}).get(str(value), number_cell(value))


def _rough(value: float) -> str:
    """A number that follows from figures."""
    decimals = min(max(3 - math.floor(math.log10(abs(value))), 0), 5) if value else 0
    written = f"{round(value, decimals) + 0.0:.{decimals}f}"
    return (written.rstrip("0").rstrip(".") if decimals else written).replace(".", ",")


def number_cell(value: Any) -> str:
    """A number with a decimal comma, at most ten significant digits; nothing for nothing."""
    if nothing(value):
        return ""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.10g}".replace(".", ",")
    return str(int(value)) if isinstance(value, float | int) else str(value)
