"""What the chapter *Dekking* draws and counts: what an edition has of every region and indicator."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

import pandas as pd

from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE, LEVELS, below
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.coverage_picture import Group, Row, drawn_as, kind_words
from regioboek.report.pages.marks import NUMBERS
from regioboek.statistics.inside import parent_of
from regioboek.words import language as nl
from regioboek.words.parameter_words import level_plural

_FEWEST = 12  # regions in the table of those with the fewest trends


def pictures(facts: ChapterFacts) -> dict[str, Any]:
    """Gemeenten by provincie, all larger areas by level, and what lies in gemeenten by level, each as one picture."""
    gemeenten = facts.regions[facts.regions["level"] == BASE]
    provincie = parent_of(gemeenten["code"], facts.inside, "provincie")
    group = provincie.map(dict(facts.provincies)).astype("str").fillna("")
    grouped = gemeenten.assign(provincie=provincie, group=group)
    ordered = {"gemeenten": grouped.sort_values(["provincie", "code"])}
    larger = [level for level, entry in LEVELS.items() if entry.base]
    for name, levels in {"gebieden": larger, "daarbinnen": below(BASE)}.items():
        of_level = [facts.regions[facts.regions["level"] == level].sort_values("code") for level in levels]
        words = [nl.sentence_case(level_plural(level)) for level in levels]
        ordered[name] = pd.concat([rows.assign(group=word) for rows, word in zip(of_level, words, strict=True)])
    return {"pictures": [_picture(facts, rows, name) for name, rows in ordered.items() if not rows.empty]}


def _picture(facts: ChapterFacts, regions: pd.DataFrame, name: str) -> dict[str, Any]:
    groups = [Group(word, len(list(same))) for word, same in groupby(regions["group"])]
    states = facts.coverage.pivot(index="indicator", columns="region", values="state").reindex(columns=regions["code"])
    rows = [
        Row(i.display_name, [str(s) for s in states.loc[i.id].fillna("missing").to_numpy()])
        for i in facts.edition.indicators
        if i.id in states.index
    ]
    kinds = {drawn_as(state) for row in rows for state in row.states}
    return {"id": name, "regions": len(regions), "rows": rows, "groups": groups, "kinds": kinds}


def _columns() -> list[tuple[str, str, str]]:
    """A column per kind of what there is."""
    return [(nl.sentence_case(word), NUMBERS, kind) for kind, word in kind_words().items()]


def tables(facts: ChapterFacts) -> dict[str, Any]:
    """Per level, from small to large, of each indicator how many regions have what."""

    def counted(indicator: Indicator, coverage: pd.DataFrame) -> dict[str, Any]:
        mine = coverage[coverage["indicator"] == indicator.id]
        counts, latest = Counter(map(drawn_as, mine["state"])), mine["latest_year"].max()
        numbers = {kind: nl.number(counts[kind], 0) for kind in kind_words()}
        return {"indicator": indicator, "latest": "" if pd.isna(latest) else str(int(latest)), **numbers}

    levels = []
    for level in reversed(LEVELS):
        codes = facts.regions.loc[facts.regions["level"] == level, "code"]
        if not codes.empty:
            coverage = facts.coverage[facts.coverage["region"].isin(codes)]
            levels.append((level, [counted(i, coverage) for i in facts.edition.indicators if not i.is_count]))
    return {"levels": levels, "counted": _columns()}


def fewest(facts: ChapterFacts) -> dict[str, Any]:
    """The gemeenten for which the fewest trends can be determined."""
    if facts.coverage.empty:
        return {"rows": []}
    gemeenten = facts.regions[facts.regions["level"] == BASE]
    names = {str(code): str(name) for code, name in zip(gemeenten["code"], gemeenten["name"], strict=True)}
    words = kind_words()
    counted = pd.crosstab(facts.coverage["region"], facts.coverage["state"].map(drawn_as))
    counted = counted.reindex(columns=list(words), fill_value=0)
    counted = counted[counted.index.isin(list(names))]
    poorest = counted.sort_values(["trend", "short"], kind="stable").head(_FEWEST)
    rows = [
        {"code": str(code), "name": names[str(code)], **{kind: nl.number(int(row[kind]), 0) for kind in words}}
        for code, row in poorest.iterrows()
    ]
    return {"rows": rows, "counted": _columns()}
