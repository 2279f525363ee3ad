"""The few pieces of markup that the generated parts of chapters share."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from regioboek.params.indicators import Indicator
from regioboek.publishing.chapters.chapter_facts import ChapterFacts


def html_block(markup: str) -> str:
    """Markup in the scope that the stylesheet of tables and marks styles."""
    return f'<div class="rb">{markup}</div>'


def items(entries: Iterable[str], *, classes: str = "rb-list") -> str:
    """A list of entries that are ready HTML."""
    return html_block(f'<ul class="{classes}">{"".join(f"<li>{entry}</li>" for entry in entries)}</ul>')


def page_link(facts: ChapterFacts, base: str, page: str, text: str) -> str:
    """HTML: a link to a generated page where there is one, otherwise the text."""
    return f'<a href="{base}{page}.html">{escape(text)}</a>' if page in facts.pages else escape(text)


def indicator_link(facts: ChapterFacts, base: str, indicator: Indicator) -> str:
    """HTML: the official name of an indicator, linked to its page where there is one."""
    return page_link(facts, base, f"indicator/{indicator.id}", indicator.name)
