"""The lists of topics: indicators by theme, and themes with their indicators.

Only pages that exist are linked; what an edition promises but this build has not made is listed without a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape

from regioboek.params.indicators import Indicator, Theme
from regioboek.report.pages.kind import Listing
from regioboek.words import language as nl
from regioboek.words.markdown import as_markdown

DIMENSIONS = {"hier-en-nu": "Hier en nu", "later": "Later"}


def indicator_index(listing: Listing) -> str:
    """`indicator/index.md`: by theme, with unit and the years that have figures."""
    intro = (
        f"Alle {len(listing.edition.indicators)} indicatoren van deze uitgave, per thema. "
        "Een indicator kan bij twee thema’s horen; het blijft één reeks cijfers."
    )
    parts = ["# Indicatoren", "", intro, ""]
    for dimension, themes in _dimensions(listing):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            found = listing.edition.of_theme(theme.id)
            if found:
                rows = "".join(_indicator(listing, i, listing.years.get(i.id, ())) for i in found)
                parts += [f"### {as_markdown(theme.name)}", "", f'<ul class="rb-topics">{rows}</ul>', ""]
    return "\n".join(parts)


def _indicator(listing: Listing, indicator: Indicator, years: Sequence[int]) -> str:
    link = listing.link(f"indicator/{indicator.id}", indicator.name, here="indicator")
    unbroken = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    when = nl.year_range(years[0], years[-1]) if unbroken else nl.years_listing(years)
    when = when or "geen cijfers in deze uitgave"
    return f"<li><span>{link}</span> <small>{escape(indicator.unit)}<br>{escape(when)}</small></li>"


def theme_index(listing: Listing) -> str:
    """`thema/index.md`: the themes of *hier en nu* and *later* with their indicators."""
    intro = (
        "Brede welvaart gaat over het leven hier en nu, en over wat er overblijft voor later. Elk thema heeft een "
        "pagina met al zijn indicatoren. Alle indicatoren staan ook in [één lijst](../indicator/index.md)."
    )
    parts = ["# Onderwerpen", "", intro, ""]
    for dimension, themes in _dimensions(listing):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            links = [
                listing.link(f"indicator/{i.id}", i.name, here="thema") for i in listing.edition.of_theme(theme.id)
            ]
            listed = "".join(f"<li>{link}</li>" for link in links)
            head = listing.link(f"thema/{theme.id}", theme.name, here="thema")
            parts += [
                f'<h3 id="{theme.id}">{head}</h3>',
                f'<p>{escape(theme.description)}</p>\n<ul class="rb-columns">{listed}</ul>',
                "",
            ]
    return "\n".join(parts)


def _dimensions(listing: Listing) -> list[tuple[str, list[Theme]]]:
    grouped: dict[str, list[Theme]] = defaultdict(list)
    for theme in listing.edition.themes:
        grouped[DIMENSIONS[theme.dimension]].append(theme)
    return list(grouped.items())
