"""Links from a chapter to the pages there are; the name alone where there is no page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from regioboek.markup import Markup, escaped, join
from regioboek.params.indicators import Indicator
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.templating import listing
from regioboek.report.pages import marks
from regioboek.words.absent import name_in_text


class Links(NamedTuple):
    """`base` is the way from the chapter to the root of the site: "" or "../"."""

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
