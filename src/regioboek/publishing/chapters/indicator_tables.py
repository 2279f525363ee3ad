"""The table of all indicators, per theme, with an explanation of each: «blok:indicatoren».

Per theme a table with what can be looked up at a glance (unit, favourable direction, years, source) and below it,
per indicator, what must be known before the figure is used. An indicator of two themes is described at its first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from regioboek.params.indicators import Indicator, Theme
from regioboek.publishing.chapters.block_markup import html_block, indicator_link
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.parameter_words import after_colon, year_runs
from regioboek.report.pages import marks
from regioboek.words import language as nl
from regioboek.words.markdown import as_markdown

_FAVOURABLE = {"higher": "hoger", "lower": "lager"}
_CERTAINTY = {"source": "volgens een bron", "common-sense": "eigen lezing"}
_COLUMNS = [
    ("Indicator", "rb-name"),
    ("Eenheid", "rb-text"),
    ("Gunstig is", "rb-text"),
    ("Jaren met cijfers", "rb-text"),
    ("Bron", "rb-text"),
]


def indicator_tables(facts: ChapterFacts, base: str) -> str:
    """Markdown: a heading, a table and explanations per theme, in the official order."""
    themes = facts.edition.themes
    return "\n\n".join(f"## {as_markdown(t.name)}\n\n{_of_theme(facts, t, base)}" for t in themes)


def _of_theme(facts: ChapterFacts, theme: Theme, base: str) -> str:
    every = facts.edition.of_theme(theme.id)
    own = [i for i in every if i.themes[0] == theme.id]
    elsewhere = [i for i in every if i.themes[0] != theme.id]
    parts = []
    if own:
        rows = [_row(facts, i, base) for i in own]
        parts.append(marks.table(f"Indicatoren van {escape(theme.name)}", _COLUMNS, rows))
        parts += [_explained(facts, i) for i in own]
    if elsewhere:
        told = nl.listing(_referred(facts, elsewhere, base))
        parts.append(f"<p>{'Ook bij' if own else 'Bij'} dit thema: {told}.</p>")
    return html_block("".join(parts))


def _referred(facts: ChapterFacts, indicators: Iterable[Indicator], base: str) -> Iterator[str]:
    for indicator in indicators:
        first = facts.edition.theme(indicator.themes[0]).name
        yield f"{indicator_link(facts, base, indicator)} (beschreven bij {escape(first)})"


def _row(facts: ChapterFacts, indicator: Indicator, base: str) -> tuple[str, ...]:
    direction = indicator.direction
    return (
        indicator_link(facts, base, indicator),
        escape(indicator.unit),
        f"{_FAVOURABLE[direction.favourable]} ({_CERTAINTY[direction.certainty]})",
        year_runs(facts.years.get(indicator.id, ())) or "geen",
        escape(indicator.source),
    )


def _explained(facts: ChapterFacts, indicator: Indicator) -> str:
    return f"<p><strong>{escape(indicator.name)}.</strong> {escape(' '.join(remarks(facts, indicator)))}</p>"


def remarks(facts: ChapterFacts, indicator: Indicator) -> list[str]:
    """What the catalogue says of an indicator, as Dutch sentences in a fixed order."""
    told = [nl.sentence(indicator.measures), f"Gemeten: {indicator.cadence}, bij {indicator.population}."]
    if indicator.direction.reason:
        way = _FAVOURABLE[indicator.direction.favourable]
        told.append(f"Waarom {way} gunstig is: {after_colon(indicator.direction.reason)}")
    told += [f"Breuk vanaf {b.year}: {after_colon(b.reason)}" for b in indicator.breaks]
    caveat = indicator.caveat or ""
    if caveat:
        told.append(nl.sentence(caveat))
    if indicator.small_area_model:
        told.append("Een trend in een modelreeks is minder zeker dan de p-waarde zegt.")
    if indicator.multi_year_mean and "trend" not in caveat:
        told.append("Het cijfer is een gemiddelde over meer jaren: er wordt geen trend bepaald.")
    if indicator.provisional_years and "voorlopig" not in caveat:
        told.append(_provisional(indicator.provisional_years))
    told.append(_aggregated(indicator))
    others = [facts.edition.theme(t).name for t in indicator.themes[1:]]
    if others:
        told.append(f"Staat ook bij {nl.listing(others)}.")
    lacking = facts.edition.not_in_source(indicator.id)
    if lacking:
        told.append(f"Geen cijfers in deze editie: {after_colon(lacking)}")
    return told


def _provisional(years: int) -> str:
    if years == 1:
        return "Het laatste jaar is in de bron voorlopig."
    return f"De laatste {nl.in_words(years)} jaren zijn in de bron voorlopig."


def _aggregated(indicator: Indicator) -> str:
    rule = indicator.aggregation
    if rule.method == "none":
        return f"Voor grotere gebieden niet te aggregeren: {after_colon(rule.reason or '')}"
    weight = rule.weight or "inwoners"
    if rule.exact:
        return f"Voor grotere gebieden: gemiddelde met {weight} als gewicht, en dat is exact."
    return (
        f"Voor grotere gebieden: gemiddelde met {weight} als gewicht, als benadering. "
        f"Het juiste gewicht zou zijn: {rule.denominator}."
    )
