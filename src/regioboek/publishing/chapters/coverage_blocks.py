"""Generated parts of the chapter *Dekking*: what an edition has of every region and indicator, drawn and counted."""

from __future__ import annotations

from collections import Counter
from html import escape

import pandas as pd

from regioboek.params.regions import LEVEL_WORDS, LEVELS, Level
from regioboek.publishing.chapters.block_markup import html_block, indicator_link, page_link
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.coverage_picture import (
    WORDS,
    Group,
    Row,
    coverage_legend,
    coverage_picture,
    drawn_as,
)
from regioboek.report.pages import marks
from regioboek.words import language as nl

_FEWEST = 12  # regions in the table of those with the fewest trends


def picture(facts: ChapterFacts, base: str) -> str:
    """«blok:dekking-beeld»: gemeenten by provincie, and all larger areas by level, each as one picture."""
    gemeenten = facts.regions[facts.regions["level"] == "gemeente"]
    larger = facts.regions[facts.regions["level"] != "gemeente"]
    parts = []
    if not gemeenten.empty:
        ordered = gemeenten.sort_values(["provincie", "code"])
        names = dict(facts.provincies)
        groups = [Group(names.get(str(p), ""), len(rows)) for p, rows in ordered.groupby("provincie", dropna=False)]
        parts.append(_picture(facts, ordered, groups, "gemeenten", f"{len(ordered)} gemeenten, per provincie"))
    if not larger.empty:
        present = [level for level in LEVELS if (larger["level"] == level).any()]
        ordered = pd.concat([larger[larger["level"] == level].sort_values("code") for level in present])
        groups = [Group(_heading(level), int((ordered["level"] == level).sum())) for level in present]
        parts.append(_picture(facts, ordered, groups, "gebieden", f"{len(ordered)} grotere gebieden"))
    return html_block("".join(parts))


def table(facts: ChapterFacts, base: str) -> str:
    """«blok:dekking-tabel»: per indicator how many regions of each level have what."""
    parts = []
    for level in reversed(LEVELS):
        codes = facts.regions.loc[facts.regions["level"] == level, "code"]
        if codes.empty:
            continue
        parts.append(_table_of(facts, base, level, facts.coverage[facts.coverage["region"].isin(codes)]))
    return html_block("".join(parts))


def fewest(facts: ChapterFacts, base: str) -> str:
    """«blok:dekking-minste»: the regions for which the fewest trends can be determined."""
    if facts.coverage.empty:
        return ""
    gemeenten = facts.regions[facts.regions["level"] == "gemeente"]
    names = {str(code): str(name) for code, name in zip(gemeenten["code"], gemeenten["name"], strict=True)}
    kinds = facts.coverage["state"].map(drawn_as)
    counted = pd.crosstab(facts.coverage["region"], kinds).reindex(columns=list(WORDS), fill_value=0)
    counted = counted[counted.index.isin(list(names))]
    poorest = counted.sort_values(["trend", "short"], kind="stable").head(_FEWEST)
    columns = [("Gemeente", "rb-name"), *((nl.sentence_case(word), "rb-num") for word in WORDS.values())]
    rows = [
        (
            page_link(facts, base, f"regio/{str(code).lower()}", names[str(code)]),
            *(nl.number(int(row[kind]), 0) for kind in WORDS),
        )
        for code, row in poorest.iterrows()
    ]
    caption = "De gemeenten met de minste trends: aantal indicatoren per soort"
    return html_block(marks.table(caption, columns, rows, classes="rb-table rb-compact rb-wide", scroll=True))


def _heading(level: Level) -> str:
    return "Nederland" if level == "land" else nl.sentence_case(LEVEL_WORDS[level][1])


def _picture(facts: ChapterFacts, regions: pd.DataFrame, groups: list[Group], uid: str, what: str) -> str:
    states = facts.coverage.pivot(index="indicator", columns="region", values="state").reindex(columns=regions["code"])
    rows = [
        Row(i.display_name, [str(s) for s in states.loc[i.id].fillna("missing").to_numpy()])
        for i in facts.edition.indicators
        if i.id in states.index
    ]
    first, last = facts.edition.window.first, facts.edition.window.last
    caption = f"Wat er is van {len(rows)} indicatoren voor {what}, {nl.year_range(first, last)}"
    order = f"Van links naar rechts: {nl.listing(group.name for group in groups if group.name)}."
    drawn = coverage_picture(rows, groups, caption, f"dekking-{uid}")
    kinds = {drawn_as(state) for row in rows for state in row.states}
    label = escape(f"{caption}: het beeld schuift opzij", quote=True)
    return (
        f'<figure class="rb-figure"><figcaption>{escape(caption)}. <span class="rb-muted">{escape(order)}</span>'
        f'</figcaption><div class="rb-scroll" tabindex="0" '
        f'role="region" aria-label="{label}">{drawn}</div>{coverage_legend(kinds)}</figure>'
    )


def _table_of(facts: ChapterFacts, base: str, level: Level, coverage: pd.DataFrame) -> str:
    rows = []
    for indicator in facts.edition.indicators:
        mine = coverage[coverage["indicator"] == indicator.id]
        counts = Counter(map(drawn_as, mine["state"]))
        latest = mine["latest_year"].max()
        rows.append(
            (
                indicator_link(facts, base, indicator),
                "" if pd.isna(latest) else str(int(latest)),
                *(nl.number(counts[kind], 0) for kind in WORDS),
            )
        )
    columns = [
        ("Indicator", "rb-name"),
        ("Laatste jaar", "rb-num"),
        *((nl.sentence_case(word), "rb-num") for word in WORDS.values()),
    ]
    plural = "Nederland" if level == "land" else LEVEL_WORDS[level][1]
    caption = f"Dekking: {plural}, aantal per soort"
    made = marks.table(escape(caption), columns, rows, classes="rb-table rb-compact rb-wide", scroll=True)
    return made if level == "gemeente" else marks.details(escape(caption), made)
