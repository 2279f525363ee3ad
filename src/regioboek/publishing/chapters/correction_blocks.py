"""Generated parts of the chapter on corrections: which figures differ from their source, why, and who was told."""

from __future__ import annotations

from html import escape

from regioboek.params.corrections import Correction
from regioboek.params.indicators import Indicator
from regioboek.publishing.chapters.block_markup import html_block, page_link
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.report.pages import marks
from regioboek.words import language as nl
from regioboek.words.corrected import Corrected, source_words
from regioboek.words.markdown import as_markdown

#: So many figures of one correction are listed; of more the number is told.
SHOWN = 20

ACTIONS = {
    "drop": "weggelaten",
    "override": "vervangen",
    "scale": "omgerekend",
    "flag": "ongewijzigd, met een opmerking",
}


def corrections(facts: ChapterFacts, base: str) -> str:
    """«blok:correcties»: every correction of the edition with its reason and its figures; or that there are none."""
    asked = {i.id: i for i in facts.edition.indicators}
    mine = [c for c in facts.edition.corrections if c.indicator in asked]
    if not mine:
        none = "In deze editie is geen enkel cijfer gecorrigeerd."
        return f"**{none}** De cijfers staan in dit boek zoals de bron ze geeft."
    count = nl.count(len(mine), "correctie", "correcties")
    figures = nl.count(sum(map(len, facts.corrected.values())), "cijfer", "cijfers")
    told = f"Deze editie heeft {count}, van samen {figures}."
    return "\n\n".join([told, *(_one(facts, base, c, asked[c.indicator]) for c in mine)])


def _one(facts: ChapterFacts, base: str, correction: Correction, indicator: Indicator) -> str:
    rows = facts.corrected.get(correction.id, [])
    told = correction.told
    known = f"Gemeld aan {told.who} op {nl.date(told.on)}." if told else "Nog niet gemeld bij de bron."
    what = f"{nl.count(len(rows), 'cijfer', 'cijfers')} {ACTIONS[correction.do]}."
    if correction.do == "scale" and correction.factor is not None:
        what = f"{what.rstrip('.')}: maal {nl.number(correction.factor, _decimals(correction.factor))}."
    about = f"<p>{escape(nl.sentence(correction.reason.strip()))} {escape(what)} {escape(known)}</p>"
    table = _table(facts, base, indicator, rows) if len(rows) <= SHOWN else ""
    page = f"indicator/{indicator.id}"
    link = f"<p>{page_link(facts, base, page, 'De pagina van deze indicator')}</p>" if page in facts.pages else ""
    years = nl.years_listing(sorted({row.year for row in rows} or correction.years))
    return f"### {as_markdown(indicator.name)}, {years}\n\n{html_block(about + table + link)}"


def _table(facts: ChapterFacts, base: str, indicator: Indicator, rows: list[Corrected]) -> str:
    names = {old.old_code: f"{old.old_name} (opgeheven)" for old in facts.former if old.old_code}
    names |= dict(zip(facts.regions["code"], facts.regions["name"], strict=True))
    columns = [("Regio", "rb-name"), ("Jaar", "rb-text"), ("De bron", "rb-value"), ("In dit boek", "rb-value")]
    cells = [
        (
            page_link(facts, base, f"regio/{row.region.lower()}", names.get(row.region, row.region)),
            str(row.year),
            source_words(row, indicator),
            "geen cijfer" if row.used_value is None else nl.number(row.used_value, indicator.decimals),
        )
        for row in rows
    ]
    return marks.table(f"{escape(indicator.name)} ({escape(indicator.unit)})", columns, cells)


def _decimals(number: float) -> int:
    return len(f"{number:.10g}".partition(".")[2])
