"""What chapters show of the weight of colours and places: counts per level, chance, quarters, real examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from regioboek.params.levels import LEVELS, Level
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.trend_examples import TrendExample
from regioboek.report.pages.marks import NUMBERS
from regioboek.statistics.trend import judgement
from regioboek.words import language as nl
from regioboek.words.parameter_words import level_plural, plain

Facts = dict[str, Any]


def counts(facts: ChapterFacts) -> Facts:
    """Per level, from small to large, a column of how many trends were tested and what came of it."""

    def column(level: Level) -> tuple[str, str, Any]:
        return (
            nl.sentence_case(level_plural(level)),
            NUMBERS,
            lambda row: nl.number(_counted(facts.evidence[level], row[1]), 0),
        )

    asked = [v for v in reversed(LEVELS) if v in facts.edition.params.levels and v in facts.evidence]
    return {"levels": [column(level) for level in asked]}


def _counted(counts: Mapping[str, Any], key: str) -> float:
    """The count `tests`, or one of several: `no_trend.small`, 0 where none is."""
    group, _, member = key.partition(".")
    return float(counts[group].get(member, 0) if member else counts[group])


def chance(facts: ChapterFacts) -> Facts:
    """Per autocorrelation the share of flat series that get a colour."""
    return {"rows": [(plain(float(remembers)), nl.percent(share)) for remembers, share in facts.chance.items()]}


def quarters(facts: ChapterFacts) -> Facts:
    """Per level with quarters how many places have a colour, and how many would if equal figures were never apart.

    Places of what is not judged are none of them.
    """
    rule, placed = facts.edition.rules.position, facts.placed
    placed = placed[~placed["indicator"].isin([i.id for i in facts.edition.series if i.is_unjudged])]
    level = placed["region"].astype(object).map(dict(zip(facts.regions["code"], facts.regions["level"], strict=True)))
    rank, ranked = placed["rank"].astype(float), placed["ranked"].astype(float)
    most = (rule.share * ranked + 1e-9) // 1
    top, bottom = rank <= most, rank + placed["tied"].astype(float) > ranked - most
    touched = (top != bottom) & (ranked >= rule.min_quarters)
    coloured = placed["position"].astype(object).isin(["top", "bottom"])
    rows = []
    for asked in LEVELS:
        here = level == asked
        if touched[here].any():
            shown = (coloured[here].sum(), touched[here].sum(), here.sum())
            rows.append((nl.sentence_case(level_plural(asked)), *(nl.number(int(n), 0) for n in shown)))
    return {"rows": rows}


def real_examples(facts: ChapterFacts) -> Facts:
    """The real series of the chapter on trends, with their figures in words."""
    return {"examples": [_told(facts, example) for example in facts.examples]}


def _told(facts: ChapterFacts, example: TrendExample) -> Facts:
    indicator = facts.edition.indicator(example.indicator)
    smallest = indicator.smallest_change(facts.edition.rules.trend.min_change)
    rises = example.change > 0
    judged = judgement(
        np.array(["rising" if rises else "falling"], dtype=object),
        indicator.direction.sign,
    )
    return {
        "example": example,
        "indicator": indicator,
        "place": nl.in_place(example.name, example.level, example.code),
        "way": nl.PAST["rising" if rises else "falling"],
        "years": nl.year_range(example.years[0], example.years[-1]),
        "rows": [[nl.sentence_case(indicator.short_name or indicator.name)]
                 + [nl.number(v, indicator.decimals) for v in example.values]],
        "heads": [(str(year), NUMBERS, n) for n, year in enumerate(example.years, start=1)],
        "change": nl.change(example.change, indicator),
        "smallest": nl.change(smallest, indicator),
        "pace": nl.slope_per_year(example.slope, indicator),
        "judged": nl.TREND_WORDS[judged[0]],
        "p": _p(example.p_value),
        "p_without": _p(example.p_without),
        "before": nl.value_with_unit(example.mean(after=False), indicator) if example.year else "",
        "after": nl.value_with_unit(example.mean(after=True), indicator) if example.year else "",
        "last_before": max((y for y in example.years if y < example.year), default=0),
    }  # fmt: skip


def _p(value: float) -> str:
    """ "p = 0,031"; what would be 0,000 is "p < 0,001"."""
    return f"p = {nl.number(value, 3)}" if value >= 0.0005 else f"p < {nl.number(0.001, 3)}"
