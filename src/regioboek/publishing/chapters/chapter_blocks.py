"""The generated parts of chapters: «blok.name» on a line of its own becomes a table, a list or a paragraph.

Every part is a template of that name in `words/<language>/chapters`, which has all its words. It is given the facts of
the edition, `link` for the pages there are, `base` (the way from the chapter to the root of the site) and what
`block_facts` finds out for it. It makes Markdown; HTML in it has no empty lines, so that it stays one block. A part may
be empty: then the line is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader
from jinja2.utils import Namespace

from regioboek import markup
from regioboek.markup import Markup, escaped, join
from regioboek.params.indicators import Indicator
from regioboek.params.source import is_url
from regioboek.publishing.chapters import block_facts, coverage_blocks, evidence_blocks
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.coverage_picture import coverage_legend, coverage_picture
from regioboek.publishing.chapters.templating import environment, html, listing, table
from regioboek.report.pages import marks
from regioboek.words import language as nl
from regioboek.words.absent import name_in_text
from regioboek.words.behind import fragile_words
from regioboek.words.corrected import source_words
from regioboek.words.indicator_about import favourable_word, remarks
from regioboek.words.markdown import as_markdown
from regioboek.words.parameter_words import after_colon, colour_name, level_plural, year_runs
from regioboek.words.states import NO_TREND_WORDS, ROBUST_WORDS

#: What a part shows beyond the facts themselves, by its name.
FACTS: dict[str, Callable[[ChapterFacts], Mapping[str, Any]]] = {
    "provincies": block_facts.provincies,
    "ontbreekt": block_facts.not_in_source,
    "gebieden": block_facts.areas,
    "correcties": block_facts.corrections,
    "dekking_beeld": coverage_blocks.pictures,
    "dekking_tabel": coverage_blocks.tables,
    "dekking_minste": coverage_blocks.fewest,
    "herindelingen": block_facts.changes,
    "herindeling_regels": block_facts.through_time,
    "herindeling_omgerekend": block_facts.recalculated,
    "indicatoren": block_facts.by_theme,
    "monitor": block_facts.in_monitor,
    "regels": block_facts.rules,
    "trendregel": block_facts.trend_rule,
    "aggregatie": block_facts.aggregation,
    "telling": evidence_blocks.counts,
    "stevigheid": evidence_blocks.counts,
    "toeval": evidence_blocks.chance,
    "kwarten": evidence_blocks.quarters,
    "voorbeelden": evidence_blocks.real_examples,
    "modelreeksen": partial(block_facts.chosen, mark="small_area_model"),
    "breuken": block_facts.breaks,
    "meerjarig": partial(block_facts.chosen, mark="multi_year_mean"),
    "corop_waarden": partial(block_facts.chosen, mark="corop_value"),
    "niet_beoordeeld": partial(block_facts.chosen, mark="is_unjudged"),
    "structureel": block_facts.structurally_absent,
    "rekenvoorbeeld": block_facts.example,
}

_MAY_BREAK = markup.html("<wbr>")


def block(name: str, facts: ChapterFacts, base: str) -> Markup:
    """The generated part of that name, as MyST Markdown. Raises jinja2.TemplateNotFound when there is none."""
    more = FACTS[name](facts) if name in FACTS else {}
    shown = (
        _templates()
        .get_template(f"{name}.md")
        .render(facts=facts, edition=facts.edition, base=base, link=Links(facts, base), **more)
    )
    return Markup(shown.strip("\n"))


@lru_cache(maxsize=1)
def block_names() -> tuple[str, ...]:
    """Every part there is; templates that begin with `_` are parts of others."""
    names = (name.removesuffix(".md") for name in _templates().list_templates())
    return tuple(name for name in names if not name.startswith("_"))


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = environment(escaped, PackageLoader("regioboek.words", "nl/chapters"))
    made.filters["markdown"] = lambda text: Markup(as_markdown(text))
    made.globals |= {
        "nl": nl,
        "html": html,
        "table": table,
        "listing": listing,
        "namespace": Namespace,
        "is_url": is_url,
        "folding": folding,
        "in_eights": in_eights,
        "moment": moment,
        "after_colon": after_colon,
        "colour_name": colour_name,
        "level_plural": level_plural,
        "no_trend_words": NO_TREND_WORDS,
        "robust_words": ROBUST_WORDS,
        "fragile_words": fragile_words,
        "year_runs": year_runs,
        "remarks": remarks,
        "favourable_word": favourable_word,
        "source_words": source_words,
        "coverage_picture": coverage_picture,
        "coverage_legend": coverage_legend,
    }
    return made


class Links(NamedTuple):
    """Links from a chapter to the pages there are; the name alone where there is no page.

    `base` is the way from the chapter to the root of the site: "" or "../".
    """

    facts: ChapterFacts
    base: str

    def has(self, page: str) -> bool:
        """Whether there is a page `regio/pv20`."""
        return page in self.facts.pages

    def page(self, page: str, text: str) -> Markup:
        """A link to a generated page where there is one, otherwise the text."""
        return marks.link(f"{self.base}{page}.html", text) if self.has(page) else escaped(text)

    def region(self, code: str, name: str) -> Markup:
        """The name of a region, linked."""
        return self.page(f"regio/{code.lower()}", name)

    def indicator(self, indicator: Indicator) -> Markup:
        """The official name of an indicator, linked."""
        return self.page(f"indicator/{indicator.id}", indicator.name)

    def row(self, indicators: Iterable[Indicator]) -> Markup:
        """Names beside each other: `a · b`."""
        return join(map(self.indicator, indicators), " · ")

    def listed(self, indicators: Iterable[Indicator]) -> Markup:
        """Official names in a sentence: `a, b en c`."""
        return listing(indicators, self.indicator)

    def in_text(self, indicators: Iterable[Indicator]) -> Markup:
        """Short names in a sentence."""
        return listing(indicators, lambda i: self.page(f"indicator/{i.id}", name_in_text(i)))


def folding(text: str) -> Markup:
    """A long address or question that may break after its marks."""
    return join(re.split(r"(?<=[/?&,])", text), _MAY_BREAK)


def in_eights(digest: str) -> Markup:
    """A long code that may break every eight signs and is copied as one."""
    return join((digest[i : i + 8] for i in range(0, len(digest), 8)), _MAY_BREAK)


def moment(stamp: str) -> str:
    """The day of a stamp as readers write it; a stamp that starts with no day as it is."""
    try:
        return nl.date(stamp[:10])
    except ValueError:
        return stamp
