"""Small pieces of HTML that every page shares: trend, place, region link, table, figure, source line.

A judgement is always word + arrow + colour. Links are relative to the folder of the page kind (`regio/`,
`indicator/`, `thema/`). Why a figure is absent is told by :mod:`regioboek.report.data.region_facts`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from docutils.nodes import make_id

from regioboek.markup import Markup, attribute, escaped, html, join
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator, Theme
from regioboek.params.levels import LEVELS, NATIONAL, Level
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.labels import section, text
from regioboek.words.states import NEVER, ROBUST_WORDS, UNJUDGED, trend_said

#: Columns whose cells name themselves where a row is no longer under its headings (narrow screens); those of
#: rb-national get the name of the country from the stylesheet.
LABELLED = "rb-text"

#: Columns of numbers: their cells and headings have no class, which is how the stylesheet knows them.
NUMBERS = "rb-num"

#: What lies beside every page, by suffix: what its link says.
DOWNLOADS = section("pages.download")

#: What stands in the arrow's place for a figure that will never come.
NO_FIGURE = "–"


@lru_cache(maxsize=128)
def trend_mark(trend: str, direction: str | None, no_trend: str | None = None, robust: str | None = None) -> Markup:
    """ "↗ gunstig" in the trend's colour, "grensgeval" behind it; `trend` may also be one of `states.NEVER`."""
    words = trend_words(trend, direction, no_trend)
    mark = "" if trend == UNJUDGED else "rb-mark "  # which has the colour of a judgement
    return html('<span class="{}{}">{}</span>{}', mark, trend_class(trend), words, robust_mark(robust))


def robust_mark(robust: str | None) -> Markup:
    """The second mark of a colour, with the space before it: only a grensgeval has one."""
    return html(" <small>{}</small>", ROBUST_WORDS[robust]) if robust == "borderline" else Markup("")


def trend_class(trend: str) -> str:
    """The class that says which colour a trend has."""
    return f"t-{'missing' if trend in NEVER else trend}"


def trend_words(trend: str, direction: str | None, no_trend: str | None = None) -> Markup:
    """Arrow and word without their colour."""
    arrow = NO_FIGURE if trend in NEVER else nl.arrow(no_trend or trend, direction)
    said = trend_said(trend, no_trend, direction=direction)
    return html('<span class="rb-arrow" aria-hidden="true">{}</span> {}', arrow, said)


@lru_cache(maxsize=64)
def year_mark(year: int | None) -> Markup:
    """A year behind a figure, with the space before it."""
    return beside(str(year))


def beside(said: str) -> Markup:
    """Muted words behind a figure, between brackets, with the space before them."""
    return html(' <span class="rb-year">({})</span>', said)


def absent(said: str) -> Markup:
    """Words in the place of a figure, in one cell."""
    return html('<span class="rb-absent">{}</span>', said)


def link(address: str, words: str) -> Markup:
    """A link as every page has them."""
    return html('<a href="{}">{}</a>', address, words)


def region_link(region: Region, *, base: str = "", words: str | None = None) -> Markup:
    """A link to a region's page; `base` is "../regio/" outside the folder of region pages."""
    return link(f"{base}{region.code.lower()}.html", words or region.name)


def indicator_link(indicator: Indicator) -> Markup:
    """A link to an indicator's page."""
    return link(f"../indicator/{indicator.id}.html", indicator.display_name)


def theme_link(theme: Theme, words: str) -> Markup:
    """A link to a theme's page."""
    return link(f"../thema/{theme.id}.html", words)


def theme_anchor(theme: Theme) -> str:
    """Where a region's page begins with a theme: as its heading is called."""
    return f"#{make_id(theme.name)}"


def home(edition: Edition, indicator: Indicator) -> Theme:
    """The theme that counts an indicator and shows its chart: the first of its themes."""
    return next(theme for theme in edition.themes if theme.id in indicator.themes)


def long_unit(indicator: Indicator) -> bool:
    """Whether the unit is too long to repeat behind every figure of a table; it stands once, in a heading or a name."""
    return len(indicator.unit_short) > 6


def amount(value: float, indicator: Indicator) -> str:
    """A figure in a cell: with its unit, unless that is a long one."""
    return nl.number(value, indicator.decimals) if long_unit(indicator) else nl.value_with_unit(value, indicator)


def long_unit_words(indicator: Indicator) -> str:
    """A long unit as it stands in a heading or behind a name, with the space before it; nothing for a short one."""
    return f" ({nl.unbroken(indicator.unit_short)})" if long_unit(indicator) else ""


def unit_words(name: str, unit: str) -> str:
    """A unit as it stands behind a name, with the space before it; nothing where the name is or ends with that word."""
    said = f"{nl.NBSP}{nl.unbroken(name)}".casefold().endswith(f"{nl.NBSP}{nl.unbroken(unit)}".casefold())
    return "" if said else f" ({unit})"


def listing(links: Iterable[Markup]) -> Markup:
    """Links in a row of words: "a, b en c"."""
    pieces = list(links)
    return escaped(nl.listing("{}" for _ in pieces)).format(*pieces)


def bullets(lines: Iterable[str], css: str = "") -> Markup:
    """A list of lines; nothing without any."""
    items = join(html("<li>{}</li>", line) for line in lines)
    return html("<ul{}>{}</ul>", attribute("class", css), items) if items else items


class Cell(NamedTuple):
    """A table cell, `span` columns wide; `css` is added to the classes of its column."""

    content: str
    span: int = 1
    css: str = ""


def table(
    caption: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[str | Cell]],
    *,
    classes: str = "rb-table",
    row_header: int = 0,
    scroll: bool = False,
) -> Markup:
    """An accessible table: caption, `<th scope>` headers, cells that are markup, text or a :class:`Cell`.

    `columns` are (heading, class) pairs. `row_header` is the column that names the row. Cells of `NUMBERS` have no
    class, nor have row headers of compact tables. Spans must fill the row. With `scroll` the table says that it
    scrolls sideways and can be focused. The other tables fold on a phone (CSS grid); explicit roles keep them tables
    for browsers that forget it then, except in rankings of hundreds of rows, where they would weigh more than the
    figures.
    """
    folds = not scroll and classes == "rb-table"
    named = "" if "rb-compact" in classes else columns[row_header][1]

    def role(name: str) -> Markup:
        return attribute("role", name if folds else "")

    def start(at: int, cell: Cell) -> Markup:
        """The tag that begins a cell of column `at`."""
        wide = attribute("colspan", str(cell.span) if cell.span > 1 else "")
        if at == row_header:
            return html('<th scope="row"{}{}{}>', _class(named), role("rowheader"), wide)
        heading, css = columns[at]
        css = "rb-absent" if wide else css
        names_itself = css == LABELLED or (css == "rb-national" and heading != text("pages.column.national"))
        told = html(' data-label="{}"', heading) if names_itself else ""
        return html("<td{}{}{}{}>", _class(f"{css} {cell.css}".rstrip()), role("cell"), wide, told)

    usual = [start(at, Cell("")) for at in range(len(columns))]
    begin = html("<tr{}>", role("row"))
    end = [html("</th>") if at == row_header else html("</td>") for at in range(len(columns))]

    def row_of(row: Sequence[str | Cell]) -> Markup:
        out: list[str] = []
        at = 0
        for one in row:
            if isinstance(one, Cell):
                out += [start(at, one), one.content, end[at]]
                at += one.span
            else:
                out += [usual[at], one, end[at]]
                at += 1
        if at != len(columns):
            raise ValueError(f"a row of {at} columns in a table of {len(columns)}")
        return join([begin, *out, html("</tr>")])

    head = join(html('<th scope="col"{}{}>{}</th>', _class(css), role("columnheader"), name) for name, css in columns)
    made = html(
        '<table class="{}"{}><caption>{}</caption><thead{}><tr{}>{}</tr></thead><tbody{}>{}</tbody></table>',
        classes,
        role("table"),
        caption,
        role("rowgroup"),
        role("row"),
        head,
        role("rowgroup"),
        join(row_of(row) for row in rows),
    )
    if not scroll:
        return made
    said = text("pages.table.scrolls", caption=Markup(re.sub(r"<[^>]+>", "", escaped(caption))).unescape())
    return html('<div class="rb-scroll" tabindex="0" role="region" aria-label="{}">{}</div>', said, made)


def _class(css: str) -> Markup:
    return attribute("class", "" if css == NUMBERS else css)


def details(summary: str, content: Markup) -> Markup:
    """Content that is there but folded."""
    return html('<details class="rb-details"><summary>{}</summary>{}</details>', summary, content)


def figure(drawing: Markup, caption: str, *, classes: str = "rb-figure") -> Markup:
    """A figure with its message; title, source and the word for invented figures are part of the drawing."""
    return html('<figure class="{}">{}<figcaption>{}</figcaption></figure>', classes, drawing, caption)


def parent_codes(region: Region) -> list[str]:
    """The codes to compare with: the region around it that stands beside its level, and Nederland; never its own."""
    chain = [region.parent(LEVELS[region.level].compared), NATIONAL]
    return [c for c in chain if c and c != region.code]


#: How names of regions of a level are told apart from the same names of others.
APART = section("pages.apart")


def names_apart(regions: Sequence[Region]) -> dict[str, str]:
    """Names by code, told apart where two regions of different levels share one: "Groningen", "prov. Groningen"."""
    often = Counter(region.name for region in regions)
    shown = {region.code: region.short_name for region in regions}
    apart = [region for region in regions if often[region.name] > 1 and region.level in APART]
    return shown | {region.code: APART[region.level].format(name=region.name) for region in apart}


def level_title(level: Level) -> str:
    """ "Gemeenten", "COROP-gebieden", "Provincies"."""
    return nl.sentence_case(nl.level_word(level, 2))


def accountability_html(source: str, page: str, *, before: str = "") -> Markup:
    """The end of every page: source, links to the method, and what lies beside the page."""
    links = [
        link("../methode/trend.html", text("pages.method.trend")),
        link("../methode/positie.html", text("pages.method.position")),
        link("../methode/aggregatie.html", text("pages.method.aggregation")),
        link("../narekenen.html", text("pages.method.again")),
        *(html('<a href="{}.{}" download="">{}</a>', page, suffix, said) for suffix, said in DOWNLOADS.items()),
    ]
    told = html('<p class="rb-source">{}</p>', source) if source else ""
    return html("{}{}{}", told, before, bullets(links, "rb-links"))
