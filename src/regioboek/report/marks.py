"""Small pieces of HTML that every page shares: trend, place, value, region link, table, source line.

A judgement is always word + arrow + colour. An absent value is its word with the reason in the same line,
never an empty cell. Links are relative to the folder of the page kind (`regio/`, `indicator/`, `thema/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from regioboek.edition import Edition
from regioboek.indicators import Indicator, Theme
from regioboek.regions import Level
from regioboek.report import language as nl
from regioboek.report.edition_data import EditionData, Region

EXAMPLE_WORD = "Voorbeeldcijfers"

#: Statuses of a figure that may still change.
PROVISIONAL = ("provisional", "revised-provisional")


def trend_mark(trend: str, direction: str | None) -> str:
    """ "↗ gunstig" in the trend's colour."""
    return (
        f'<span class="rb-mark t-{trend}"><span class="rb-arrow" aria-hidden="true">{nl.arrow(trend, direction)}'
        f"</span> {nl.TREND_WORDS[trend]}</span>"
    )


def trend_text(trend: str, direction: str | None) -> str:
    """The same as plain text."""
    return f"{nl.arrow(trend, direction)} {nl.TREND_WORDS[trend]}"


def position_mark(finding: Mapping[str, Any], *, words: bool = True) -> str:
    """ "12e van 342 · bovenste kwart" in the position's colour; empty when there is no place."""
    if finding["rank"] is None:
        return ""
    position = finding["position"] or "none"
    word = f' <span class="rb-position">{nl.POSITION_WORDS[position]}</span>' if words and position != "none" else ""
    return f'<span class="rb-mark p-{position}">{nl.rank(finding["rank"], finding["ranked"])}{word}</span>'


def region_link(region: Region, *, base: str = "", text: str | None = None) -> str:
    """A link to a region's page; `base` is "../regio/" outside the folder of region pages."""
    return f'<a href="{base}{region.code.lower()}.html">{escape(text or region.name)}</a>'


def indicator_link(indicator: Indicator, *, base: str = "../indicator/") -> str:
    """A link to an indicator's page."""
    return f'<a href="{base}{indicator.id}.html">{escape(indicator.display_name)}</a>'


def theme_link(theme: Theme, *, base: str = "../thema/") -> str:
    """A link to a theme's page."""
    return f'<a href="{base}{theme.id}.html">{escape(theme.name)}</a>'


def table(
    caption: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[str]],
    *,
    classes: str = "rb-table",
    row_header: int = 0,
    scroll: bool = False,
) -> str:
    """An accessible table: caption, `<th scope>` headers, cells as ready HTML.

    `columns` are (heading, class) pairs; a cell may be given as "value\\x1fkey" with a key to sort by.
    With `scroll` the table says that it scrolls sideways and can be focused.
    """
    head = "".join(f'<th scope="col" class="{css}">{escape(name)}</th>' for name, css in columns)
    body: list[str] = []
    for row in rows:
        cells = []
        for i, ((name, css), cell) in enumerate(zip(columns, row, strict=True)):
            content, _, key = cell.partition("\x1f")
            sort = f' data-sort="{escape(key, quote=True)}"' if key else ""
            if i == row_header:
                cells.append(f'<th scope="row" class="{css}"{sort}>{content}</th>')
            else:
                cells.append(f'<td class="{css}" data-label="{escape(name, quote=True)}"{sort}>{content}</td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    markup = (
        f'<table class="{classes}"><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )
    if not scroll:
        return markup
    label = escape(f"{_plain(caption)}: de tabel schuift opzij", quote=True)
    return f'<div class="rb-scroll" tabindex="0" role="region" aria-label="{label}">{markup}</div>'


def _plain(markup: str) -> str:
    import re  # noqa: PLC0415

    return re.sub(r"<[^>]+>", "", markup)


def details(summary: str, content: str) -> str:
    """Content that is there but folded."""
    return f'<details class="rb-details"><summary>{escape(summary)}</summary>{content}</details>'


def source_line(edition: Edition, *, boundaries: bool = False) -> str:
    """The source of figures (and boundaries) as one plain sentence, `Voorbeeldcijfers` first where it applies."""
    kinds = ("dashboard", "demo")
    figures = [s.citation for s in edition.params.sources if s.kind in kinds]
    maps = [s.citation for s in edition.params.sources if s.kind == "boundaries"]
    parts = list(dict.fromkeys([*figures, *(maps[:1] if boundaries else [])]))
    text = " ".join(p if p.endswith(".") else p + "." for p in parts)
    return f"{EXAMPLE_WORD}. {text}" if edition.params.example else text


def maps_line(edition: Edition) -> str:
    """The source of the boundaries; for a tile map what its tiles are."""
    found = [s.citation for s in edition.params.sources if s.kind == "boundaries"]
    if found:
        return found[0]
    return f"{EXAMPLE_WORD}. Tegelkaart: elke zeshoek is een gemeente." if edition.params.example else ""


def figure(svg: str, caption: str, source: str, *, classes: str = "rb-figure", example: bool = False) -> str:
    """A figure with its message and its source line; marked when its numbers are invented."""
    mark = f'<span class="rb-example">{EXAMPLE_WORD}</span>' if example else ""
    return (
        f'<figure class="{classes}">{mark}{svg}<figcaption>{caption}'
        f'<span class="rb-source">{escape(source)}</span></figcaption></figure>'
    )


def absence_code(data: EditionData, region: Region, indicator: Indicator) -> str:
    """Why a region has no figure for an indicator in the window, as a key of `language.ABSENCE_REASONS`."""
    if indicator.id in data.edition.params.not_in_source:
        return "missing"
    first, last = data.edition.window.first, data.edition.window.last
    aggregated = data.aggregated.get((region.code, indicator.id), ())
    codes = {row["reason"] for row in aggregated if first <= row["year"] <= last}
    for code in ("not-aggregable", "low-coverage", "no-figures"):
        if code in codes:
            return code
    series = data.series(region.code, indicator.id)
    absent = [a for y, a in zip(series.years, series.absence, strict=True) if first <= y <= last and a]
    return absent[-1] if absent else "missing"


def absence_reason(data: EditionData, region: Region, indicator: Indicator) -> str:
    """The same in words, as they follow a colon; the edition's or the indicator's own reason where it has one."""
    reason = data.edition.params.not_in_source.get(indicator.id)
    if reason:
        return lower_first(reason)
    code = absence_code(data, region, indicator)
    if code == "not-aggregable" and indicator.aggregation.reason:
        return lower_first(indicator.aggregation.reason)
    years, window = data.series(region.code, indicator.id).years, data.edition.window
    if code == "missing" and len(years) and not ((years >= window.first) & (years <= window.last)).any():
        return f"de bron geeft geen cijfer over {nl.year_range(window.first, window.last)}"
    return nl.ABSENCE_REASONS[code]


def absence_text(data: EditionData, region: Region, indicator: Indicator) -> str:
    """Word and reason in one line: "ontbreekt: de bron geeft geen cijfer", "niet te aggregeren: …"."""
    word = nl.ABSENCE_WORDS[absence_code(data, region, indicator)]
    return f"{word}: {absence_reason(data, region, indicator)}"


def lower_first(text: str) -> str:
    """A reason as it stands after a colon."""
    return text[:1].lower() + text[1:].rstrip(".") if text else text


def own_calculation(data: EditionData, region: Region, indicator: Indicator) -> bool:
    """Whether the figures of this region are our own aggregate of gemeenten."""
    rows = data.aggregated.get((region.code, indicator.id), ())
    return any(r["reason"] is None for r in rows)


def parent_codes(region: Region) -> list[str]:
    """The codes to compare with, nearest first: provincie and Nederland, without the region itself."""
    chain = [region.provincie, "NL01"]
    return [c for c in chain if c and c != region.code]


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
        f'<li><a href="{page}.ipynb" download>Het notebook van deze pagina (.ipynb)</a></li>'
        f'<li><a href="{page}.csv" download>De cijfers van deze pagina (.csv)</a></li></ul>'
    )
