"""The lists of topics: indicators by theme, and themes with their indicators.

Only pages that exist are linked; what an edition promises but this build has not made is listed without a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from regioboek.markup import Markup, html, join
from regioboek.params.indicators import Indicator, Theme
from regioboek.report.pages import marks
from regioboek.report.pages.kind import Listing
from regioboek.words import language as nl
from regioboek.words.labels import text
from regioboek.words.markdown import as_markdown


def indicator_index(listing: Listing) -> str:
    """`indicator/index.md`: by theme, with unit and the years that have figures."""
    intro = text("lists.indicators.intro", count=len(listing.edition.indicators))
    parts = [f"# {text('menu.indicators')}", "", intro, ""]
    for dimension, themes in _dimensions(listing):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            found = listing.edition.of_theme(theme.id)
            if found:
                rows = join(_indicator(listing, i, listing.years.get(i.id, ())) for i in found)
                parts += [f"### {as_markdown(theme.name)}", "", html('<ul class="rb-topics">{}</ul>', rows), ""]
    return "\n".join(parts)


def _indicator(listing: Listing, indicator: Indicator, years: Sequence[int]) -> Markup:
    link = listing.link(f"indicator/{indicator.id}", indicator.name, here="indicator")
    unbroken = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    when = nl.year_range(years[0], years[-1]) if unbroken else nl.years_listing(years)
    when = when or text("lists.indicators.no_figures")
    return html("<li><span>{}</span> <small>{}<br>{}</small></li>", link, indicator.unit, when)


def theme_index(listing: Listing) -> str:
    """`thema/index.md`: the themes of *hier en nu* and *later* with their indicators."""
    one_list = f"[{text('lists.themes.one_list')}](../indicator/index.md)"
    parts = [f"# {text('menu.topics')}", "", text("lists.themes.intro", one_list=one_list), ""]
    for dimension, themes in _dimensions(listing):
        parts += [f"## {dimension}", ""]
        for theme in themes:
            links = [
                listing.link(f"indicator/{i.id}", i.name, here="thema") for i in listing.edition.of_theme(theme.id)
            ]
            head = listing.link(f"thema/{theme.id}", theme.name, here="thema")
            parts += [
                html('<h3 id="{}">{}</h3>', theme.id, head),
                html("<p>{}</p>\n{}", theme.description, marks.bullets(links, "rb-columns")),
                "",
            ]
    return "\n".join(parts)


def _dimensions(listing: Listing) -> list[tuple[str, list[Theme]]]:
    grouped: dict[str, list[Theme]] = defaultdict(list)
    for theme in listing.edition.themes:
        grouped[nl.sentence_case(nl.DIMENSION_WORDS[theme.dimension])].append(theme)
    return list(grouped.items())
