"""Generated parts of the method chapters: rules, what is absent, colours, counts, and which series are special."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from regioboek.params.indicators import Indicator
from regioboek.params.regions import LEVEL_WORDS, LEVELS
from regioboek.publishing.chapters.block_markup import html_block, indicator_link, items, page_link
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.parameter_words import after_colon
from regioboek.publishing.chapters.rule_words import rule_rows
from regioboek.publishing.chapters.worked_example import example_table
from regioboek.report.pages import marks
from regioboek.words import language as nl
from regioboek.words.absent import name_in_text


def rules(facts: ChapterFacts, base: str) -> str:
    """«blok:regels»: every parameter of the rules with its value and meaning."""
    return _rules_table(facts, "Alle regels van deze editie", "")


def trend_rule(facts: ChapterFacts, base: str) -> str:
    """«blok:trendregel»: the parameters that decide a trend."""
    return _rules_table(facts, "De regel van de trend in deze editie", "window", "rules.trend")


def _rules_table(facts: ChapterFacts, caption: str, *prefixes: str) -> str:
    columns = [("Regel", "rb-name"), ("Waarde", "rb-value"), ("Wat het betekent", "rb-text")]
    rows = [
        (f"{escape(r.label)}<br><code>{escape(r.key)}</code>", escape(r.value), escape(r.meaning))
        for r in rule_rows(facts.edition)
        if r.key.startswith(prefixes)
    ]
    return html_block(marks.table(caption, columns, rows))


def aggregation(facts: ChapterFacts, base: str) -> str:
    """«blok:aggregatie»: per indicator how it aggregates, or why it does not."""
    can = [i for i in facts.edition.indicators if i.aggregation.method != "none"]
    cannot = [i for i in facts.edition.indicators if i.aggregation.method == "none"]

    def how(indicator: Indicator) -> tuple[str, str, str]:
        rule = indicator.aggregation
        if rule.method == "sum":
            return indicator_link(facts, base, indicator), "geen: opgeteld", ""
        used = f"{rule.weight or 'inwoners'}, {'exact' if rule.exact else 'benadering'}"
        return indicator_link(facts, base, indicator), escape(used), escape(rule.denominator or "")

    parts = []
    if can:
        columns = [("Indicator", "rb-name"), ("Gewicht", "rb-text"), ("Het juiste gewicht", "rb-text")]
        parts.append(marks.table("Wel te aggregeren", columns, map(how, can)))
    if cannot:
        rows = [(indicator_link(facts, base, i), escape(i.aggregation.reason or "")) for i in cannot]
        columns = [("Indicator", "rb-name"), ("Waarom niet", "rb-text")]
        parts.append(marks.table("Niet te aggregeren", columns, rows))
    return "\n\n".join(map(html_block, parts))


def counts(facts: ChapterFacts, base: str) -> str:
    """«blok:telling»: per level, from small to large, how many trends were tested and what came of it."""
    levels = [v for v in reversed(LEVELS) if v in facts.edition.params.levels and v in facts.evidence]
    told = [
        ("Getoetst", "tests"),
        ("– gunstig", "favourable"),
        ("– ongunstig", "unfavourable"),
        ("– geen trend", "none"),
        ("Kleur door toeval", "expected_by_chance"),
        ("Kleur bij strenge toets", "survive_bh"),
        ("Niet te bepalen", "undetermined"),
        ("Ontbreekt", "missing"),
    ]
    names = ["Nederland" if level == "land" else nl.sentence_case(LEVEL_WORDS[level][1]) for level in levels]
    columns = [("Aantal", "rb-name"), *((name, marks.NUMBERS) for name in names)]
    rows = [(escape(label), *(nl.number(facts.evidence[level][key], 0) for level in levels)) for label, key in told]
    caption = "Aantallen trends in deze editie"
    return html_block(marks.table(caption, columns, rows, classes="rb-table rb-compact rb-wide", scroll=True))


def _sentence_of(facts: ChapterFacts, base: str, chosen: Iterable[Indicator]) -> str:
    """The names of indicators in a sentence, linked."""
    return nl.listing(page_link(facts, base, f"indicator/{i.id}", name_in_text(i)) for i in chosen)


def _with_figures(facts: ChapterFacts) -> list[Indicator]:
    return [i for i in facts.edition.indicators if facts.years.get(i.id)]


def model_series(facts: ChapterFacts, base: str) -> str:
    """«blok:modelreeksen»: which indicators are small-area estimates."""
    chosen = [i for i in _with_figures(facts) if i.small_area_model]
    if not chosen:
        return "In deze editie zijn er geen modelreeksen."
    return html_block(f"<p>In deze editie gaat het om {_sentence_of(facts, base, chosen)}.</p>")


def breaks(facts: ChapterFacts, base: str) -> str:
    """«blok:breuken»: every known break, and whether it lies in the window."""
    first, last = facts.edition.window.first, facts.edition.window.last
    told = [
        f"<strong>{indicator_link(facts, base, i)}</strong>, vanaf {b.year}"
        f"{'' if first < b.year <= last else ' (buiten het venster van deze editie)'}: {escape(after_colon(b.reason))}"
        for i in _with_figures(facts)
        for b in i.breaks
    ]
    return items(told) if told else "In deze editie zijn er geen breuken bekend."


def multi_year(facts: ChapterFacts, base: str) -> str:
    """«blok:meerjarig»: indicators whose figures are means over several years."""
    chosen = [i for i in _with_figures(facts) if i.multi_year_mean]
    if not chosen:
        return "Cijfers die een gemiddelde over meer jaren zijn, komen in deze editie niet voor."
    return html_block(
        "<p>Sommige cijfers zijn zelf al een gemiddelde over meer jaren. Een trend uit zulke cijfers zou dezelfde "
        f"jaren meer dan één keer gebruiken. Daarom is de trend altijd <em>{nl.TREND_WORDS['undetermined']}</em>. In "
        f"deze editie gaat het om {_sentence_of(facts, base, chosen)}.</p>"
    )


def corop_values(facts: ChapterFacts, base: str) -> str:
    """«blok:corop-waarden»: indicators that show the figure of the COROP area at a gemeente."""
    chosen = [i for i in _with_figures(facts) if i.corop_value]
    if not chosen:
        return ""
    return html_block(
        "<p>Bij een gemeente staat in deze editie het cijfer van het COROP-gebied waar die in ligt, met de trend en "
        f"de plaats van dat gebied, voor {_sentence_of(facts, base, chosen)}.</p>"
    )


def structurally_absent(facts: ChapterFacts, base: str) -> str:
    """«blok:structureel»: indicators that can only exist in some regions."""
    chosen = [i for i in facts.edition.indicators if i.structurally_absent]
    if not chosen:
        return "In deze editie komen zulke indicatoren niet voor."
    return items(
        f"<strong>{indicator_link(facts, base, i)}</strong>: {escape(after_colon(i.caveat or i.measures))}"
        for i in chosen
    )


def example_calculation(facts: ChapterFacts, base: str) -> str:
    """«blok:rekenvoorbeeld»: the observations of the worked example."""
    return html_block(example_table(facts.edition.window.first))
