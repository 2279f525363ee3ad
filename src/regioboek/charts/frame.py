"""What stands around a national figure, so that a copy of it still says what it shows.

Rules

* Title and unit above, legend and source below are part of the drawing.
* `<title>` and `<desc>` are the alternative text, made from the numbers by the caller; every id starts with the `uid`.
* The drawing itself is hidden from the screen reader and the keyboard: its links are for the mouse; the table behind
  the figure leads to the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regioboek.charts.paint import PaintedClass, Palette
from regioboek.charts.parts import coordinate, label, text_width, wrap
from regioboek.markup import Markup, attribute, html, inside, join
from regioboek.words import language as nl
from regioboek.words.labels import text

TITLE, TEXT = 14, 12  # font sizes around the drawing, in CSS pixels
_SWATCH = 12
_SOURCE_LINES = 12  # of several sources each is named whole: their licences ask it


@dataclass(frozen=True)
class Frame:
    """What stands around a drawing, and what its parts are named and coloured by.

    `title` says subject and years, `description` what is seen, `source` edition and source, with the word for invented
    figures where they are; `uid` is a valid, page-unique id; `legend` are (class, number) pairs of every class that
    occurs.
    """

    title: str
    description: str
    source: str
    uid: str
    palette: Palette
    unit: str = ""
    legend: Sequence[tuple[PaintedClass, int]] = ()


def framed(body: Markup, size: tuple[float, float], frame: Frame, *, unit: float = 1.0) -> Markup:
    """The SVG element of a drawing of `size` (width and height in CSS pixels) with its frame.

    One pixel is `unit` units of what `body` draws with the patterns of the legend's classes. With links in it the
    figure is a group: what an image holds is hidden.
    """
    uid, palette = frame.uid, frame.palette
    width, height = size
    above, top = _above(frame, width)
    below, bottom = _below(frame, width, unit)
    patterns = join(part.pattern_markup(uid, unit) for part, _ in frame.legend)
    wide, whole = coordinate(width), coordinate(top + height + bottom)
    role = "group" if " href=" in body else "img"
    size_shown = html('viewBox="0 {} {} {}" width="{}" height="{}"', str(-top), wide, whole, wide, whole)
    told_by = html('role="{}" aria-labelledby="{}-t" aria-describedby="{}-d"', role, uid, uid)
    title, said = inside(frame.title), inside(frame.description)
    names = html('<title id="{}-t">{}</title><desc id="{}-d">{}</desc>', uid, title, uid, said)
    size_of_text = attribute("font-size", str(TEXT))
    return html(
        '<svg class="rb-drawn" {} {} xmlns="http://www.w3.org/2000/svg">{}{}<g style="fill:{}">{}</g>'
        '<g aria-hidden="true"{} stroke-linejoin="round">{}</g>'
        '<g style="fill:{}"{} transform="translate(0 {})">{}</g></svg>',
        size_shown,
        told_by,
        names,
        html("<defs>{}</defs>", patterns) if patterns else "",
        palette.css("ink"),
        above,
        size_of_text,
        body,
        palette.css("muted"),
        size_of_text,
        coordinate(height),
        below,
    )


def _above(frame: Frame, width: float) -> tuple[Markup, int]:
    """Title and unit over the drawing, and how high they are."""
    titles = wrap(frame.title, width, TITLE, lines=3, bold=True)
    units = wrap(frame.unit, width, TEXT, lines=3) if frame.unit else []
    top, start = 18 * len(titles) + 16 * len(units) + 4, 18 * len(titles)
    title = join(label(0, 13 + 18 * i - top, line) for i, line in enumerate(titles))
    unit = join(label(0, start + 11 + 16 * i - top, line) for i, line in enumerate(units))
    unit = html('<g font-size="{}">{}</g>', str(TEXT), unit) if unit else unit
    return html('<g font-size="{}" font-weight="600">{}</g>{}', str(TITLE), title, unit), top


def _below(frame: Frame, width: float, unit: float) -> tuple[Markup, int]:
    """Legend and source under the drawing, and how high they are."""
    uid, palette = frame.uid, frame.palette
    swatches: list[Markup] = []
    words: list[Markup] = []
    x, y = 0, 8
    for part, number in frame.legend:
        said = f"{part.words}: {nl.number(number, 0)}"
        room = _SWATCH + 6 + round(text_width(said, TEXT))
        if x and x + room > width:
            x, y = 0, y + 19
        edge = part.fill if part.outline == palette.css("paper") else part.outline
        left, down, side = (coordinate(unit * v) for v in (x + 0.5, y + 0.5, _SWATCH - 1))
        square = html('<rect x="{}" y="{}" width="{}" height="{}" ', left, down, side, side)
        swatches.append(html('{}style="fill:{};stroke:{}"/>', square, part.fill_in(uid), edge))
        words.append(label(x + _SWATCH + 6, y + 10, said))
        x += room + 16
    y += 26 if frame.legend else 0
    word = text("charts.example")
    strong = html('<tspan font-weight="700" style="fill:{}">{}</tspan>', palette.css("ink"), word)
    for line in wrap(frame.source, width, TEXT, lines=_SOURCE_LINES):
        words.append(label(0, y + 9, line).replace(word, strong, 1))
        y += 15
    if swatches:
        start = html('<g transform="scale({})" stroke-width="{}">', f"{1 / unit:.4g}", f"{unit:.4g}")
        swatches = [start, *swatches, html("</g>")]
    return join([*swatches, *words]), y
