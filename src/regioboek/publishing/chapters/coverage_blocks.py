"""What the chapter *Dekking* draws and counts: what an edition has of every region and indicator."""

from __future__ import annotations

from collections import Counter
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
    made = []
    if not gemeenten.empty:
        provincie = parent_of(gemeenten["code"], facts.inside, "provincie")
        ordered = gemeenten.assign(provincie=provincie).sort_values(["provincie", "code"])
        names = dict(facts.provincies)
        groups = [Group(names.get(str(p), ""), len(rows)) for p, rows in ordered.groupby("provincie", dropna=False)]
        made.append(_picture(facts, ordered, groups, "gemeenten"))
    larger = [level for level, entry in LEVELS.items() if entry.base]
    for name, levels in {"gebieden": larger, "daarbinnen": below(BASE)}.items():
        present = [level for level in levels if (facts.regions["level"] == level).any()]
        if not present:
            continue
        rows = [facts.regions[facts.regions["level"] == level] for level in present]
        ordered = pd.concat([regions.sort_values("code") for regions in rows])
        groups = [
            Group(nl.sentence_case(level_plural(level)), int((ordered["level"] == level).sum())) for level in present
        ]
        made.append(_picture(facts, ordered, groups, name))
    return {"pictures": made}


def _picture(facts: ChapterFacts, regions: pd.DataFrame, groups: list[Group], name: str) -> dict[str, Any]:
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
            levels.append((level, [counted(indicator, coverage) for indicator in facts.edition.indicators]))
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
