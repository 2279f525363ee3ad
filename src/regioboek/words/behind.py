"""What stands behind a colour and a place: how fast, how sure, beside the country, and where it stood before.

Fragments for folded tables and downloads. The interval of a pace is written with the decimals of the pace, so many that
it is some steps wide; a reader sees one rounding in a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regioboek.params.indicators import Indicator
from regioboek.words import language as nl
from regioboek.words.facts import JUDGED, IndicatorFacts
from regioboek.words.labels import section, text
from regioboek.words.states import ROBUST_WORDS

#: How a region moves beside the country: in the unit of its own trend, and as a judgement.
PACE_WORDS = section("beside.pace")
RELATIVE_WORDS = section("beside.relative")

_FRAGILE = section("fragile")
_STEPS = 5  # of the last decimal, that an interval is wide at least


def fragile_words(codes: str) -> str:
    """Why a colour is a grensgeval: "hangt aan één jaar; anders over 7 jaar"; `codes` as in findings."""
    return "; ".join(_reason(code) for code in codes.split(";") if code)


def _reason(code: str) -> str:
    name, _, years = code.partition("window-")
    return text("fragile.window", years=years) if years else _FRAGILE[name]


def pace(finding: Mapping[str, Any], indicator: Indicator) -> str:
    """The change per year with its interval: "−0,53 (−0,61 tot −0,45)"; "" where there is none."""
    slope, low, high = (finding[name] for name in ("slope", "slope_lower", "slope_upper"))
    if slope is None:
        return ""
    most = indicator.decimals + 2
    enough = (d for d in range(indicator.decimals, most) if high - low >= _STEPS * 10.0**-d)
    decimals = next(enough, most)
    ends = text("margin.ends", lower=nl.number(low, decimals), upper=nl.number(high, decimals))
    return f"{nl.number(slope, decimals, sign=True)} ({ends})"


def beside_national(facts: IndicatorFacts) -> str:
    """Whether a coloured trend goes faster than that of the country: "hier sneller"; "" without anything to tell."""
    if facts.trend not in JUDGED or facts.relative in (None, "undetermined"):
        return ""
    return PACE_WORDS["none" if facts.relative == "none" else "same" if facts.relative == facts.trend else "other"]


def notes(facts: IndicatorFacts) -> str:
    """Why a colour is a grensgeval, how sure the place is and what it was, in one line; may be empty."""
    told = []
    if facts.fragile:
        told.append(f"{ROBUST_WORDS['borderline']}: {fragile_words(';'.join(facts.fragile))}")
    if facts.trend == "none" and facts.relative in JUDGED:
        told.append(text("beside.than_national", words=RELATIVE_WORDS[facts.relative]))
    if facts.tied:
        told.append(text("rank.shared", others=nl.number(facts.tied, 0)))
    first, last = facts.rank_best, facts.rank_worst
    if facts.rank and first and last and (first, last) != (facts.rank, facts.rank + facts.tied):
        told.append(text("rank.range", best=nl.ordinal(first), worst=nl.ordinal(last)))
    if facts.previous_rank:
        told.append(text("rank.previous", rank=nl.ordinal(facts.previous_rank), year=facts.previous_rank_year))
    return "; ".join(told)
