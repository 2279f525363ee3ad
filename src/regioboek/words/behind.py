"""What stands behind a colour and a place: how fast, how sure, beside the country, and where it stood before.

Fragments for folded tables and downloads. A pace and its interval have one decimal more than the figures, large ones
as many.
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
_LARGE = 100.0


def fragile_words(codes: str) -> str:
    """Why a colour is a grensgeval: "hangt aan 1 jaar, anders over 7 jaar"; `codes` as in findings."""
    return ", ".join(_reason(code) for code in codes.split(";") if code)


def _reason(code: str) -> str:
    name, _, years = code.partition("window-")
    return text("fragile.window", years=years) if years else _FRAGILE[name]


def pace(finding: Mapping[str, Any], indicator: Indicator) -> str:
    """The change per year with its interval: "−0,53 (−0,61 tot −0,45)"; "" where there is none."""
    slope, low, high = (finding[name] for name in ("slope", "slope_lower", "slope_upper"))
    if slope is None:
        return ""
    decimals = indicator.decimals + (abs(slope) < _LARGE)
    ends = text("margin.ends", lower=nl.number(low, decimals), upper=nl.number(high, decimals))
    return nl.unbroken(f"{nl.number(slope, decimals, sign=True)} ({ends})")


def beside_national(facts: IndicatorFacts) -> str:
    """Whether a coloured trend goes faster than that of the country: "hier sneller"; "" without anything to tell."""
    if facts.trend not in JUDGED or facts.relative in (None, "undetermined"):
        return ""
    return PACE_WORDS["none" if facts.relative == "none" else "same" if facts.relative == facts.trend else "other"]


def beside_in_row(facts: IndicatorFacts) -> str:
    """The same where a row has no other mark and the colour is the country's too, or more so there; else ""."""
    return beside_national(facts) if facts.robust != "borderline" and facts.relative != facts.trend else ""


def wide_range(found: Mapping[str, Any]) -> bool:
    """Whether a place, of a finding or of facts, may be another one than that of those who share it."""
    place = found.get("rank")
    shared = (place, place + (found["tied"] or 0)) if place else (None, None)
    return (found.get("rank_best"), found.get("rank_worst")) != shared


def notes(facts: IndicatorFacts) -> str:
    """Why a colour is a grensgeval, how sure the place is and what it was, in one line; may be empty."""
    told = []
    if facts.fragile:
        told.append(f"{ROBUST_WORDS['borderline']}: {fragile_words(';'.join(facts.fragile))}")
    beside = beside_national(facts)
    if beside and not beside_in_row(facts):
        told.append(text("beside.national", words=beside, country=facts.country))
    if facts.trend == "none" and facts.relative in JUDGED:
        told.append(text("beside.than_national", words=RELATIVE_WORDS[facts.relative], country=facts.country))
    if facts.tied:
        told.append(text("rank.shared", others=nl.number(facts.tied, 0)))
    if wide_range(vars(facts)) and facts.rank_best and facts.rank_worst:
        told.append(text("rank.range", best=nl.ordinal(facts.rank_best), worst=nl.ordinal(facts.rank_worst)))
    if facts.previous_rank:
        told.append(text("rank.previous", rank=nl.ordinal(facts.previous_rank), year=facts.previous_rank_year))
    return "; ".join(told)
