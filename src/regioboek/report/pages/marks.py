"""Small pieces of HTML that every page shares: trend, place, region link, table, figure, source line.

A judgement is always word + arrow + colour. Links are relative to the folder of the page kind (`regio/`,
`indicator/`, `thema/`). Why a figure is absent is told by :mod:`regioboek.words.reasons`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import NamedTuple

from regioboek.charts.frame import EXAMPLE_WORD
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator, Theme
from regioboek.params.regions import Level
from regioboek.schemas.rows import Region
from regioboek.words import language as nl
from regioboek.words.states import NEVER, STATE_WORDS

#: Columns whose cells name themselves where a row is no longer under its headings (narrow screens); those of
#: rb-national get the name of the country from the stylesheet.
LABELLED = ("rb-text",)

#: Columns of numbers: their cells and headings have no class, which is how the stylesheet knows them.
NUMBERS = "rb-num"

#: Statuses of a figure that may still change.
PROVISIONAL = ("provisional", "revised-provisional")


#: What a map of tiles shows.
TILES = "Tegelkaart: elke zeshoek is een gemeente."

#: What stands in the arrow's place for a figure that will never come.
NO_FIGURE = "–"


def trend_mark(trend: str, direction: str | None) -> str:
    """ "↗ gunstig" in the trend's colour; `trend` may also be one of `states.NEVER`."""
    return f'<span class="rb-mark {trend_class(trend)}">{trend_words(trend, direction)}</span>'


def trend_class(trend: str) -> str:
    """The class that says which colour a trend has."""
    return f"t-{'missing' if trend in NEVER else trend}"


def trend_words(trend: str, direction: str | None) -> str:
    """Arrow and word without their colour."""
    arrow = NO_FIGURE if trend in NEVER else nl.arrow(trend, direction)
    return f'<span class="rb-arrow" aria-hidden="true">{arrow}</span> {STATE_WORDS[trend]}'


def trend_text(trend: str, direction: str | None) -> str:
    """The same as plain text."""
    return f"{nl.arrow(trend, direction)} {nl.TREND_WORDS[trend]}"


def region_link(region: Region, *, base: str = "", text: str | None = None) -> str:
    """A link to a region's page; `base` is "../regio/" outside the folder of region pages."""
    return f'<a href="{base}{region.code.lower()}.html">{escape(text or region.name)}</a>'


def indicator_link(indicator: Indicator, *, base: str = "../indicator/") -> str:
    """A link to an indicator's page."""
    return f'<a href="{base}{indicator.id}.html">{escape(indicator.display_name)}</a>'


def theme_link(theme: Theme, *, base: str = "../thema/") -> str:
    """A link to a theme's page."""
    return f'<a href="{base}{theme.id}.html">{escape(theme.name)}</a>'


class Cell(NamedTuple):
    """A table cell as ready HTML, `span` columns wide; `css` is added to the classes of its column."""

    html: str
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
) -> str:
    """An accessible table: caption, `<th scope>` headers, cells as ready HTML.

    `columns` are (heading, class) pairs, the heading as plain text. `row_header` is the column that names the row.
    Cells of `NUMBERS` have no class, nor have row headers of compact tables. Spans must fill the row. With `scroll`
    the table says that it scrolls sideways and can be focused. The other tables fold on a phone (CSS grid); explicit
    roles keep them tables for browsers that forget it then, except in rankings of hundreds of rows, where they would
    weigh more than the figures.
    """
    folds = not scroll and classes == "rb-table"

    def role(name: str) -> str:
        return f' role="{name}"' if folds else ""

    head = "".join(f'<th scope="col"{_class(css)}{role("columnheader")}>{escape(name)}</th>' for name, css in columns)
    named = "" if "rb-compact" in classes else columns[row_header][1]
    kinds = (f'<th scope="row"{_class(named)}{role("rowheader")}', role("cell"))
    body = "".join(f"<tr{role('row')}>{_row(columns, row, row_header, kinds)}</tr>" for row in rows)
    markup = (
        f'<table class="{classes}"{role("table")}><caption>{caption}</caption><thead{role("rowgroup")}>'
        f"<tr{role('row')}>{head}</tr></thead><tbody{role('rowgroup')}>{body}</tbody></table>"
    )
    if not scroll:
        return markup
    label = escape(f"{_plain(caption)}: de tabel schuift opzij", quote=True)
    return f'<div class="rb-scroll" tabindex="0" role="region" aria-label="{label}">{markup}</div>'


def _class(css: str) -> str:
    return f' class="{css}"' if css and css != NUMBERS else ""


def _row(columns: Sequence[tuple[str, str]], row: Sequence[str | Cell], row_header: int, kinds: tuple[str, str]) -> str:
    """The cells of a row; `kinds` are how its header begins and the role of its other cells."""
    out, at = [], 0
    for one in row:
        cell = one if isinstance(one, Cell) else Cell(one)
        name, css = columns[at]
        more = f' colspan="{cell.span}"' if cell.span > 1 else ""
        if at == row_header:
            out.append(f"{kinds[0]}{more}>{cell.html}</th>")
        else:
            css = "rb-absent" if cell.span > 1 else css
            more += f' data-label="{escape(name, quote=True)}"' if css in LABELLED else ""
            css += f" {cell.css}" if cell.css else ""
            out.append(f"<td{_class(css)}{kinds[1]}{more}>{cell.html}</td>")
        at += cell.span
    if at != len(columns):
        raise ValueError(f"a row of {at} columns in a table of {len(columns)}")
    return "".join(out)


def _plain(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup)


def details(summary: str, content: str) -> str:
    """Content that is there but folded."""
    return f'<details class="rb-details"><summary>{escape(summary)}</summary>{content}</details>'


def source_line(edition: Edition, *, boundaries: bool = False, given: Collection[str] = ()) -> str:
    """The source of figures (and boundaries) as one plain sentence, `Voorbeeldcijfers` first where it applies.

    `given` are the ids of the sources that have these figures; none named: all that give figures.
    """
    figures = [s.citation for s in edition.params.sources if "figures" in s.given and (not given or s.id in given)]
    parts = list(dict.fromkeys([*figures, *(_drawn_from(edition)[:1] if boundaries else [])]))
    text = " ".join(p if p.endswith(".") else p + "." for p in parts)
    return f"{EXAMPLE_WORD}. {text}" if edition.params.example and not text.startswith(EXAMPLE_WORD) else text


def maps_line(edition: Edition) -> str:
    """The source of the boundaries; for a tile map what its tiles are."""
    found = _drawn_from(edition)
    if found:
        return found[0]
    return f"{EXAMPLE_WORD}. {TILES}" if edition.params.example else ""


def drawn_source(edition: Edition, *, boundaries: bool = False, given: Collection[str] = ()) -> str:
    """What stands inside a figure: edition and source; `Voorbeeldcijfers` first where it applies."""
    text, said = source_line(edition, boundaries=boundaries, given=given), f"Editie {edition.params.year}."
    if not edition.params.example:
        return f"{said} {text}"
    tiles = f" {TILES}" if boundaries and not _drawn_from(edition) else ""
    return f"{text}{tiles} {said}"


def _drawn_from(edition: Edition) -> list[str]:
    """Citations of real boundaries; tiles have none."""
    return [s.citation for s in edition.params.sources if "boundaries" in s.given and s.kind != "demo"]


def figure(svg: str, caption: str, *, classes: str = "rb-figure") -> str:
    """A figure with its message; title, source and the word for invented figures are part of the drawing."""
    return f'<figure class="{classes}">{svg}<figcaption>{caption}</figcaption></figure>'


def value(number: float, indicator: Indicator) -> str:
    """A figure with its unit, as HTML: the unit may be a source's own words."""
    return escape(nl.value_with_unit(number, indicator))


def parent_codes(region: Region) -> list[str]:
    """The codes to compare with, nearest first: provincie and Nederland, without the region itself."""
    chain = [region.provincie, "NL01"]
    return [c for c in chain if c and c != region.code]


def names_apart(regions: Sequence[Region]) -> dict[str, str]:
    """Names by code, told apart where two regions of different levels share one: "Groningen", "prov. Groningen"."""
    shown = {}
    for region in regions:
        shared = sum(other.name == region.name for other in regions) > 1
        short = {"provincie": "prov. ", "corop": "COROP "}.get(region.level, "") if shared else ""
        shown[region.code] = short + region.name
    return shown


def peers(level: Level, indicator: Indicator) -> Level:
    """Among which regions one of `level` is placed: a gemeente that shows its COROP area's figure, among these."""
    return "corop" if indicator.corop_value and level == "gemeente" else level


def level_title(level: Level) -> str:
    """ "Gemeenten", "COROP-gebieden", "Provincies"."""
    return nl.sentence_case(nl.level_word(level, 2))


def accountability_html(source: str, page: str, *, before: str = "") -> str:
    """The end of every page: source, links to the method, the notebook and the figures to download."""
    return (
        f'<p class="rb-source">{escape(source)}</p>{before}'
        '<ul class="rb-links"><li><a href="../methode/trend.html">Hoe de trend wordt bepaald</a></li>'
        '<li><a href="../methode/positie.html">Hoe de plaats wordt bepaald</a></li>'
        '<li><a href="../methode/aggregatie.html">Hoe cijfers voor gebieden worden berekend</a></li>'
        '<li><a href="../narekenen.html">Zo rekent u deze pagina na</a></li>'
        f'<li><a href="{page}.csv" download="">De cijfers van deze pagina (.csv)</a></li>'
        f'<li><a href="{page}.zip" download="">Het notebook van deze pagina, met de cijfers (.zip)</a></li></ul>'
    )
