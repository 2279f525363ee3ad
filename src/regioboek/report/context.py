"""Which pages an edition has, and what their Markdown cells are filled with before execution.

A page's title, breadcrumb and subtitle stand in real Markdown cells, so that headings are headings. Everything
with a figure in it comes out of a code cell instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from regioboek.regions import NATIONAL
from regioboek.report import language as nl
from regioboek.report.edition_data import EditionData, Region


class Page(NamedTuple):
    """A page to make: kind of template, id in the URL, title, parameters of the notebook, words for its Markdown."""

    kind: str
    id: str
    title: str
    parameters: dict[str, str]
    context: dict[str, str]


def pages(data: EditionData) -> Iterator[Page]:
    """Every page of an edition: regions from large to small, then indicators and themes in official order."""
    for region in data.regions.values():
        yield Page("regio", region.code.lower(), region.name, {"region": region.code}, region_context(data, region))
    for indicator in data.edition.indicators:
        themes = [(data.edition.theme(t).name, f"../thema/{t}.html") for t in indicator.themes]
        context = {
            "naam": indicator.name,
            "kruimelpad": breadcrumb([("Indicatoren", "index.html")], themes),
            "ondertitel": f"{nl.sentence_case(indicator.unit)} · editie {data.edition.params.year}",
        }
        yield Page("indicator", indicator.id, indicator.name, {"indicator": indicator.id}, context)
    for theme in data.edition.themes:
        dimension = "Hier en nu" if theme.dimension == "hier-en-nu" else "Later"
        context = {
            "naam": theme.name,
            "kruimelpad": breadcrumb([("Thema’s", "index.html"), (dimension, None)]),
            "ondertitel": f"Editie {data.edition.params.year}",
        }
        yield Page("thema", theme.id, theme.name, {"theme": theme.id}, context)


def breadcrumb(steps: Sequence[tuple[str, str | None]], siblings: Sequence[tuple[str, str | None]] = ()) -> str:
    """The way down to a page as HTML: `steps` one under the other, `siblings` side by side at the end."""

    def item(name: str, address: str | None) -> str:
        return f'<a href="{address}">{escape(name)}</a>' if address else f"<span>{escape(name)}</span>"

    parts = [item(*step) for step in steps]
    if siblings:
        parts.append(" · ".join(item(*s) for s in siblings))
    return f'<nav class="rb-crumbs" aria-label="Kruimelpad">{" › ".join(parts)}</nav>'


def region_context(data: EditionData, region: Region) -> dict[str, str]:
    """Breadcrumb Nederland › provincie › COROP, the name, and level, inhabitants and edition below it."""
    chain = [code for code in (NATIONAL, region.provincie, region.corop) if code and code != region.code]
    steps = [(data.region(code).name, f"{code.lower()}.html") for code in chain]
    parts = [nl.level_word(region.level)]
    if region.inhabitants is not None:
        parts.append(f"{nl.number(region.inhabitants, 0)} inwoners ({region.inhabitants_year})")
    parts.append(f"editie {data.edition.params.year}")
    return {
        "naam": region.name,
        "kruimelpad": breadcrumb(steps or [("Alle regio’s", "index.html")]),
        "ondertitel": " · ".join(parts),
    }
