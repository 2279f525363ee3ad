"""Small legends in words, for what the drawings of a page show."""

from __future__ import annotations

from html import escape
from typing import Literal

from regioboek.charts.wiel import GLYPHS
from regioboek.words import language as nl

Kind = Literal["wiel", "trend", "position", "chart", "sparkline", "strip"]

_TRENDS = tuple((f"t-{key}", key, word) for key, word in nl.TREND_WORDS.items())
_PLACES = (*((f"p-{key}", key, word) for key, word in nl.POSITION_WORDS.items()), ("p-none", "", "geen plaats"))


def legend(kind: Kind) -> str:
    """HTML list of marks and their words.

    "wiel": both rings in one list; "trend", "position": one of the two; "chart", "sparkline", "strip": how to
    read a line chart, a sparkline, a strip. Raises ValueError for another kind.
    """
    if kind == "wiel":
        both = (
            ("t-favourable", "favourable", "gunstig, bovenste kwart"),
            ("t-unfavourable", "unfavourable", "ongunstig, onderste kwart"),
            ("t-none", "none", "geen trend, middengroep"),
            ("t-undetermined", "undetermined", nl.TREND_WORDS["undetermined"]),
            ("t-missing", "missing", "ontbreekt, geen plaats"),
        )
        return _listing([_judged(*item) for item in both])
    if kind == "trend":
        return _listing([_judged(*item) for item in _TRENDS])
    if kind == "position":
        return _listing([_judged(*item) for item in _PLACES])
    marks = {
        "chart": (
            ('<path class="rb-own" d="M1 6h18"/>', "deze regio"),
            ('<path class="rb-parent" d="M1 6h18"/>', "provincie"),
            ('<path class="rb-national" d="M1 6h18"/>', "Nederland"),
            ('<circle class="rb-open" cx="10" cy="6" r="3.5"/>', "voorlopig cijfer"),
            ('<rect class="rb-win" width="20" height="12"/>', "jaren van de trend"),
            ('<path class="rb-break" d="M10 0v12"/>', "breuk in de reeks"),
        ),
        "sparkline": (
            ('<circle class="rb-dot" cx="10" cy="6" r="3"/>', "laatste cijfer"),
            ('<circle class="rb-open" cx="10" cy="6" r="3"/>', "voorlopig"),
            ('<rect class="rb-win" width="20" height="12"/>', "jaren van de trend"),
        ),
        "strip": (('<circle class="rb-dot" cx="10" cy="6" r="4"/>', "deze regio; links staat de beste plaats"),),
    }
    if kind not in marks:
        raise ValueError(f"unknown legend {kind!r}; expected wiel, trend, position, {', '.join(marks)}")
    return _listing([_drawn(svg, words) for svg, words in marks[kind]])


def _listing(items: list[str]) -> str:
    return f'<ul class="rb-legend">{"".join(items)}</ul>'


def _judged(css: str, key: str, words: str) -> str:
    glyph = {"+": "+", "-": nl.MINUS}.get(GLYPHS.get(key, ""), "")
    return f'<li class="{css}"><span class="rb-swatch" aria-hidden="true">{glyph}</span>{escape(words)}</li>'


def _drawn(svg: str, words: str) -> str:
    mark = f'<svg class="rb-chart" viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">{svg}</svg>'
    return f"<li>{mark}{escape(words)}</li>"
