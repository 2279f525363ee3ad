"""«blok:bronnen»: per source where it came from, what was asked and when, and its files with their fingerprints.

Only what there is: a file a bureau had itself has no address, no question and no moment of retrieval.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from regioboek.params.source import Source, is_url
from regioboek.publishing.chapters.block_markup import html_block
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.report.pages import marks
from regioboek.sources.snapshot.lock import LockedSource
from regioboek.words import language as nl
from regioboek.words.markdown import as_markdown


def sources(facts: ChapterFacts, base: str) -> str:
    """A section per source, in the order of the params."""
    return "\n\n".join(
        f"### {as_markdown(source.title)}\n\n{_about(source, facts.lock.source(source.id))}"
        for source in facts.edition.params.sources
    )


def _about(source: Source, locked: LockedSource | None) -> str:
    told = [f"Herkomst: {source.origin}.", f"Licentie: {source.licence}.", nl.sentence(source.citation)]
    about = f"<p>{escape(' '.join(told))}</p>"
    remark = f"<p>{escape(source.note)}</p>" if source.note else ""
    if locked is None:
        return html_block(about + remark)
    title = escape(source.title)
    facts = list(_facts(locked))
    columns = [("Kenmerk", "rb-name"), ("Gegeven", "rb-text")]
    origin = marks.table(f"Herkomst: {title}", columns, facts) if facts else ""
    columns = [("Bestand", "rb-name"), ("Grootte", "rb-value"), ("Vingerafdruk (sha256)", "rb-text")]
    rows = [(escape(f.name), nl.with_unit(nl.number(f.size, 0), "bytes"), _breakable(f.sha256)) for f in locked.files]
    return html_block(about + remark + origin + marks.table(f"Bestanden: {title}", columns, rows))


def _facts(locked: LockedSource) -> Iterator[tuple[str, str]]:
    """What is known of where a source came from, as name and ready HTML."""
    if locked.table:
        yield "Tabel", escape(locked.table)
    if locked.url:
        yield "Adres", _linked(locked.url)
    if locked.query:
        yield "Vraag", f"<code>{_folding(locked.query)}</code>"
    if locked.retrieved_at:
        yield "Opgehaald op", nl.date(locked.retrieved_at[:10])
    if locked.modified:
        yield "Laatst gewijzigd door de bron", escape(_moment(locked.modified))
    if locked.version_reason:
        yield "Reden van die wijziging", escape(locked.version_reason)
    if locked.rows is not None:
        yield "Rijen", nl.number(locked.rows, 0)


def _moment(stamp: str) -> str:
    """The day of a stamp as readers write it; a stamp that starts with no day as it is."""
    try:
        return nl.date(stamp[:10])
    except ValueError:
        return stamp


def _linked(url: str) -> str:
    shown = _folding(url)
    return f'<a href="{escape(url, quote=True)}">{shown}</a>' if is_url(url) else shown


def _folding(text: str) -> str:
    """A long address or question that may break after its marks."""
    broken = escape(text)
    for mark in ("/", "?", "&amp;", ","):
        broken = broken.replace(mark, f"{mark}<wbr>")
    return broken


def _breakable(digest: str) -> str:
    """A long code that may break every eight signs and is copied as one."""
    return f"<code>{'<wbr>'.join(digest[i : i + 8] for i in range(0, len(digest), 8))}</code>"
