"""The generated parts of chapters: «blok:name» on a line of its own becomes a table, a list or a paragraph.

Every block is a function of the facts of an edition and `base`, the way from the chapter to the root of the site
("" or "../"). It gives MyST Markdown; HTML in it has no empty lines, so that it stays one block. A block may be
empty: then the line disappears.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from regioboek.params.indicators import Indicator, Theme
from regioboek.publishing.chapters import (
    area_blocks,
    correction_blocks,
    coverage_blocks,
    division_blocks,
    method_blocks,
    source_blocks,
    word_blocks,
)
from regioboek.publishing.chapters.block_markup import html_block, indicator_link, items, page_link
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.indicator_tables import indicator_tables
from regioboek.publishing.chapters.parameter_words import after_colon

Block = Callable[[ChapterFacts, str], str]


def example_notice(facts: ChapterFacts, base: str) -> str:
    """«blok:voorbeeld»: what a reader of invented figures must know; empty in a real edition."""
    if not facts.edition.params.example:
        return ""
    return (
        "```{admonition} Voorbeeldcijfers\n:class: warning\n"
        "Alle cijfers in deze editie zijn verzonnen. De gemeenten, provincies en onderwerpen bestaan, de cijfers, "
        "kleuren en plaatsen niet. Deze editie laat zien hoe het boek werkt; gebruik er niets uit als feit.\n```"
    )


def provinces(facts: ChapterFacts, base: str) -> str:
    """«blok:provincies»: links to the provincies that have a page."""
    built = [(code, name) for code, name in facts.provincies if f"regio/{code.lower()}" in facts.pages]
    if not built:
        return "*In deze uitgave zijn geen pagina’s van provincies opgenomen.*"
    return items((page_link(facts, base, f"regio/{c.lower()}", n) for c, n in built), classes="rb-columns")


def entry(facts: ChapterFacts, base: str) -> str:
    """«blok:zoekingang»: the way to all regions for who does not use the finder."""
    return html_block(f'<p class="rb-lead"><a href="{base}regio/index.html">Alle regio’s van A tot Z</a></p>')


def contact(facts: ChapterFacts, base: str) -> str:
    """«blok:contact»: how to reach the publisher."""
    publisher = facts.edition.params.publisher
    name = escape(publisher.name)
    linked = f'<a href="{escape(publisher.url, quote=True)}">{name}</a>' if publisher.url else name
    if not publisher.contact:
        return html_block(f"<p>Uitgever: {linked}. Voor deze editie is geen contactadres opgegeven.</p>")
    return html_block(f"<p>Uitgever: {linked}. Contact: {_address(publisher.contact)}.</p>")


def _address(target: str) -> str:
    """An e-mail or web address as a link; anything else as it is."""
    if "://" not in target and "@" not in target:
        return escape(target)
    href = target if "://" in target else f"mailto:{target}"
    return f'<a href="{escape(href, quote=True)}">{escape(target)}</a>'


def theme_overview(facts: ChapterFacts, base: str) -> str:
    """«blok:thema-overzicht»: per dimension the themes with their indicators."""

    def item(theme: Theme) -> str:
        names = (indicator_link(facts, base, i) for i in facts.edition.of_theme(theme.id))
        listed = " · ".join(names) or "geen indicatoren in deze editie"
        link = page_link(facts, base, f"thema/{theme.id}", theme.name)
        return f'<strong>{link}</strong>. {escape(theme.description)} <span class="rb-muted">{listed}</span>'

    parts = []
    for dimension, title in (("hier-en-nu", "De thema’s van hier en nu"), ("later", "De kapitalen van later")):
        themes = [t for t in facts.edition.themes if t.dimension == dimension]
        parts.append(f"### {title}\n\n{items(map(item, themes))}")
    return "\n\n".join(parts)


def not_in_source(facts: ChapterFacts, base: str) -> str:
    """«blok:ontbreekt»: indicators of the edition that its sources have no figures of, by reason."""
    by_reason: dict[str, list[Indicator]] = {}
    for indicator in facts.edition.indicators:
        reason = facts.edition.not_in_source(indicator.id)
        if reason:
            by_reason.setdefault(reason, []).append(indicator)
    if not by_reason:
        return "De bronnen van deze editie hebben voor elke indicator cijfers."
    told = []
    for reason, lacking in by_reason.items():
        names = " · ".join(indicator_link(facts, base, i) for i in lacking)
        told.append(f"{names}: {escape(after_colon(reason))}")
    return items(told)


BLOCKS: dict[str, Block] = {
    "voorbeeld": example_notice,
    "zoekingang": entry,
    "provincies": provinces,
    "contact": contact,
    "thema-overzicht": theme_overview,
    "indicatoren": indicator_tables,
    "regels": method_blocks.rules,
    "trendregel": method_blocks.trend_rule,
    "rekenvoorbeeld": method_blocks.example_calculation,
    "telling": method_blocks.counts,
    "modelreeksen": method_blocks.model_series,
    "breuken": method_blocks.breaks,
    "meerjarig": method_blocks.multi_year,
    "aggregatie": method_blocks.aggregation,
    "leegte": word_blocks.absences,
    "structureel": method_blocks.structurally_absent,
    "corop-waarden": method_blocks.corop_values,
    "ontbreekt": not_in_source,
    "gebieden": area_blocks.areas,
    "correcties": correction_blocks.corrections,
    "dekking-beeld": coverage_blocks.picture,
    "dekking-tabel": coverage_blocks.table,
    "dekking-minste": coverage_blocks.fewest,
    "herindelingen": division_blocks.changes,
    "herindeling-regels": division_blocks.rules,
    "herindeling-omgerekend": division_blocks.recalculated,
    "kleuren": word_blocks.colours,
    "kleuren-kort": word_blocks.colours_in_short,
    "bronnen": source_blocks.sources,
}
