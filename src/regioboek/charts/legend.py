"""Small legends in words, for what the drawings of a page show."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from regioboek.charts.parts import band
from regioboek.charts.wiel import GLYPHS
from regioboek.markup import Markup, html, join
from regioboek.words import language as nl
from regioboek.words.labels import text

Kind = Literal["wiel", "trend", "chart", "sparkline", "strip", "margin"]

_TRENDS = tuple((f"t-{key}", key, word) for key, word in nl.TREND_WORDS.items() if key != "unjudged")

#: Both rings of the wheel in one list: class, key of the mark, label.
_BOTH = (
    ("t-favourable", "favourable", text("charts.legend.better")),
    ("t-unfavourable", "unfavourable", text("charts.legend.worse")),
    ("t-none", "none", text("charts.legend.neither")),
    ("t-undetermined", "undetermined", nl.TREND_WORDS["undetermined"]),
    ("t-missing", "missing", text("charts.legend.missing")),
)
_WINDOW = (html('<rect class="rb-win" width="20" height="12"/>'), text("charts.legend.window"))

#: How to read a line chart, a sparkline, a strip: marks and their words.
_MARKS = {
    "chart": (
        (html('<path class="rb-own" d="M1 6h18"/>'), text("charts.legend.own")),
        (html('<path class="rb-parent" d="M1 6h18"/>'), text("charts.legend.parent")),
        (html('<path class="rb-national" d="M1 6h18"/>'), text("charts.legend.national")),
        (html('<circle class="rb-open" cx="10" cy="6" r="3.5"/>'), text("charts.legend.provisional_figure")),
        (html('<path class="rb-fit" d="M1 6h18L1 2v8L19 2v8L1 6"/>'), text("charts.legend.fit")),
        _WINDOW,
        (html('<path class="rb-break" d="M10 0v12"/>'), text("charts.legend.break")),
    ),
    "sparkline": (
        (html('<circle class="rb-dot" cx="10" cy="6" r="3"/>'), text("charts.legend.latest")),
        (html('<circle class="rb-open" cx="10" cy="6" r="3"/>'), nl.STATUS_WORDS["provisional"]),
        _WINDOW,
    ),
    "margin": ((band([(1, 1, 11), (19, 3, 9)]), text("charts.legend.margin")),),
    "strip": ((html('<circle class="rb-dot" cx="10" cy="6" r="4"/>'), text("charts.legend.strip")),),
}


@lru_cache(maxsize=8)
def legend(kind: Kind, beside: str = "", country: str = "") -> Markup:
    """HTML list of marks and their words.

    "wiel": both rings in one list; "trend": the one of Nederland; "chart", "sparkline", "strip", "margin": how to
    read a line chart, a sparkline, a strip, a band. `beside` is what the region around it is, where it is no provincie;
    `country` what stands in the place of the country.
    """
    if kind in ("wiel", "trend"):
        return _listing(_judged(*item) for item in (_BOTH if kind == "wiel" else _TRENDS))
    instead = {text("charts.legend.parent"): beside, text("charts.legend.national"): country}
    return _listing(_drawn(svg, instead.get(words) or words) for svg, words in _MARKS[kind])


def _listing(items: Iterable[Markup]) -> Markup:
    return html('<ul class="rb-legend">{}</ul>', join(items))


def _judged(css: str, key: str, words: str) -> Markup:
    glyph = {"+": "+", "-": nl.MINUS}.get(GLYPHS.get(key, ""), "")
    return html('<li class="{}"><span class="rb-swatch" aria-hidden="true">{}</span>{}</li>', css, glyph, words)


def _drawn(svg: Markup, words: str) -> Markup:
    return html(
        '<li><svg class="rb-chart" viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">{}</svg>{}</li>',
        svg,
        words,
    )
