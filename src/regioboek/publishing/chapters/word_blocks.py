"""Generated parts that explain the words and colours of the site: the legend, the table of colours, what is absent."""

from __future__ import annotations

from html import escape

from regioboek.publishing.chapters.block_markup import html_block
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.parameter_words import colour_name
from regioboek.report.pages import marks
from regioboek.words import language as nl


def absences(facts: ChapterFacts, base: str) -> str:
    """«blok:leegte»: every state of a value, trend or place that is not there."""
    reasons, words = nl.ABSENCE_REASONS, nl.ABSENCE_WORDS
    value, trend = "het cijfer", "de trend"
    rows = [
        (words[k], value, nl.sentence(reasons[k])) for k in ("missing", "confidential", "impossible", "not-applicable")
    ]
    rows += [
        (words[k], f"{value}, bij een groter gebied", nl.sentence(reasons[k]))
        for k in ("not-aggregable", "low-coverage")
    ]
    rule = facts.edition.rules.trend
    asked = f"ten minste {nl.in_words(rule.min_years)} metingen over {nl.in_words(rule.min_span)} jaar"
    rows.append((nl.TREND_WORDS["undetermined"], trend, f"Er zijn cijfers, maar te weinig: de regel vraagt {asked}."))
    rows.append((nl.TREND_WORDS["missing"], trend, "Er is in het venster geen enkel cijfer."))
    rows.append(
        ("geen plaats", "de plaats", "De regio heeft geen cijfer in het jaar van de rangorde, of er is geen rangorde.")
    )
    columns = [("Wat er staat", "rb-name"), ("In plaats van", "rb-text"), ("Wat het betekent", "rb-text")]
    body = [(f"<strong>{escape(a)}</strong>", escape(b), escape(c)) for a, b, c in rows]
    return html_block(marks.table("De woorden voor wat er niet is", columns, body))


def colours(facts: ChapterFacts, base: str) -> str:
    """«blok:kleuren»: the colours of the edition with their word, arrow and hex codes."""
    c = facts.edition.params.colours
    arrows = f"{nl.ARROWS['rising']} of {nl.ARROWS['falling']}"
    judged = [
        ("favourable", arrows, "Het getal beweegt naar meer brede welvaart.", c.favourable, c.favourable_dark),
        ("unfavourable", arrows, "Het getal beweegt naar minder brede welvaart.", c.unfavourable, c.unfavourable_dark),
        ("none", nl.ARROWS["flat"], "Genoeg metingen, geen duidelijke stijging of daling.", c.none, c.none_dark),
    ]
    rows = [
        (_word("t", trend, nl.TREND_WORDS[trend]), arrow, meaning, f"{colour_name(light)}: {_hex(light, dark)}")
        for trend, arrow, meaning, light, dark in judged
    ]
    absent = [
        ("undetermined", "Wel cijfers, maar te weinig voor een trend.", "geen kleur, op kaarten gearceerd"),
        ("missing", "Geen cijfer in het venster.", "geen kleur, op kaarten alleen een rand"),
    ]
    rows += [(_word("t", t, nl.TREND_WORDS[t]), nl.NO_ARROW[t], meaning, look) for t, meaning, look in absent]
    top, bottom = nl.POSITION_WORDS["top"], nl.POSITION_WORDS["bottom"]
    rows += [
        (_word("p", "top", top), "", "De plaats is bij de beste van de regio’s van deze soort.", "als gunstig"),
        (_word("p", "bottom", bottom), "", "De plaats is aan het andere eind van de rangorde.", "als ongunstig"),
        (_word("p", "middle", nl.POSITION_WORDS["middle"]), "", "De plaats ligt daartussen.", "als geen trend"),
    ]
    columns = [("Woord", "rb-name"), ("Pijl", "rb-trend"), ("Betekenis", "rb-text"), ("Kleur", "rb-text")]
    return html_block(marks.table("De kleuren van deze editie", columns, rows))


def colours_in_short(facts: ChapterFacts, base: str) -> str:
    """«blok:kleuren-kort»: the five words of a trend at one glance."""
    rising, falling, flat = (nl.ARROWS[d] for d in ("rising", "falling", "flat"))
    told = [
        ("favourable", f"{rising} {falling}", "in de richting van meer brede welvaart"),
        ("unfavourable", f"{rising} {falling}", "in de richting van minder brede welvaart"),
        ("none", flat, "geen duidelijke stijging of daling"),
        ("undetermined", nl.NO_ARROW["undetermined"], "wel cijfers, te weinig voor een trend"),
        ("missing", nl.NO_ARROW["missing"], "geen cijfer"),
    ]
    rows = [
        f'<dt><span class="rb-mark t-{trend}"><span class="rb-arrow" aria-hidden="true">{arrow}</span> '
        f"{nl.TREND_WORDS[trend]}</span></dt><dd>{meaning}</dd>"
        for trend, arrow, meaning in told
    ]
    return html_block(f'<dl class="rb-facts">{"".join(rows)}</dl>')


def _hex(light: str, dark: str) -> str:
    return f"<code>{light}</code> op licht, <code>{dark}</code> op donker"


def _word(kind: str, name: str, word: str) -> str:
    return f'<span class="rb-mark {kind}-{name}">{escape(word)}</span>'
