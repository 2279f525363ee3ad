"""Generated part of the chapter *Aggregatie*: landsdelen, Regio Deals and own areas with what they are made of."""

from __future__ import annotations

from html import escape

from regioboek.params.regions import AREA_LEVELS, LEVEL_WORDS
from regioboek.publishing.chapters.block_markup import html_block, page_link
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.report.pages import marks
from regioboek.words import language as nl


def areas(facts: ChapterFacts, base: str) -> str:
    """«blok:gebieden»: per area its gemeenten, parts marked; whole provincies by their own name."""
    names = {str(c): str(n) for c, n in zip(facts.regions["code"], facts.regions["name"], strict=True)}
    parts = []
    for level in AREA_LEVELS:
        codes = facts.regions.loc[facts.regions["level"] == level, "code"]
        rows = [
            (page_link(facts, base, f"regio/{code.lower()}", names[code]), nl.listing(_members(facts, code, names)))
            for code in map(str, codes)
        ]
        if rows:
            one, many = LEVEL_WORDS[level]
            columns = [(nl.sentence_case(one), "rb-name"), ("Bestaat uit", "rb-text")]
            day = nl.date(facts.edition.params.areas.on or f"{facts.edition.params.division_year}-01-01")
            caption = f"{nl.sentence_case(many)} in deze editie, zoals op {day}"
            parts.append(marks.table(escape(caption), columns, rows))
    if not parts:
        return "Deze editie heeft geen gebieden naast provincies en COROP-gebieden."
    return html_block("".join(parts))


def _members(facts: ChapterFacts, area: str, names: dict[str, str]) -> list[str]:
    """Names of whole provincies that lie in the area, then of the other gemeenten."""
    mine = facts.members[facts.members["area"] == area]
    inside = set(mine["gemeente"])
    partly = {
        str(g): str(note or "") for g, p, note in mine[["gemeente", "partly", "note"]].itertuples(index=False) if p
    }
    gemeenten = facts.regions[facts.regions["level"] == "gemeente"]
    told = []
    for provincie, rows in gemeenten.groupby("provincie"):
        if set(rows["code"]) <= inside and not set(rows["code"]) & set(partly):
            told.append(f"provincie {escape(names.get(str(provincie), str(provincie)))}")
            inside -= set(rows["code"])
    for code in sorted(inside, key=lambda c: names.get(c, c)):
        note = partly.get(code)
        why = f": {note}" if note and note != "nan" else ""
        told.append(escape(names.get(code, code)) + (f" (een deel{escape(why)})" if code in partly else ""))
    return told
