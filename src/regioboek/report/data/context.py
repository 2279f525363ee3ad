"""Which pages an edition has, and what their Markdown cells are filled with before execution.

A page's title and subtitle stand in real Markdown cells, so that headings are headings; names of params and sources
are made safe for it. Everything with a figure in it comes out of a code cell instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from regioboek.report.data.edition_data import EditionData
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.markdown import as_markdown


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
        context = {
            "naam": as_markdown(indicator.name),
            "ondertitel": f"{as_markdown(nl.sentence_case(indicator.unit))} · editie {data.edition.params.year}",
        }
        yield Page("indicator", indicator.id, indicator.name, {"indicator": indicator.id}, context)
    for theme in data.edition.themes:
        dimension = "Hier en nu" if theme.dimension == "hier-en-nu" else "Later"
        context = {
            "naam": as_markdown(theme.name),
            "ondertitel": f"{dimension} · editie {data.edition.params.year}",
        }
        yield Page("thema", theme.id, theme.name, {"theme": theme.id}, context)


def region_context(data: EditionData, region: Region) -> dict[str, str]:
    """The name, and level, inhabitants and edition below it."""
    parts = [nl.level_word(region.level)]
    if region.inhabitants is not None:
        parts.append(f"{nl.number(region.inhabitants, 0)} inwoners ({region.inhabitants_year})")
    if any(m.partly for m in data.members_of(region.code)):
        parts.append("benadering")
    parts.append(f"editie {data.edition.params.year}")
    return {"naam": as_markdown(region.name), "ondertitel": " · ".join(parts)}
