"""What stands around a national figure, so that a copy of it still says what it shows.

Rules

* Title and unit above, legend and source below are part of the drawing.
* `<title>` and `<desc>` are the alternative text, made from the numbers by the caller; every id starts with the `uid`.
* The drawing itself is hidden from the screen reader and the keyboard: its links are for the mouse; the table behind
  the figure leads to the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from regioboek.charts.paint import PaintedClass, Palette
from regioboek.charts.parts import coordinate, label, text_width, wrap
from regioboek.words import language as nl

EXAMPLE_WORD = "Voorbeeldcijfers"

TITLE, TEXT = 14, 12  # font sizes around the drawing, in CSS pixels
_SWATCH = 12


@dataclass(frozen=True)
class Frame:
    """The words around a drawing.

    `title` says subject and years, `source` edition and source; `legend` are (class, number) pairs of every class that
    occurs; `example` puts `Voorbeeldcijfers` in front of the source.
    """

    title: str
    source: str
    unit: str = ""
    legend: Sequence[tuple[PaintedClass, int]] = field(default=())
    example: bool = False


def framed(
    body: str,
    size: tuple[float, float],
    *,
    uid: str,
    frame: Frame,
    description: str,
    palette: Palette,
    unit: float = 1.0,
) -> str:
    """The SVG element of a drawing of `size` (width and height in CSS pixels) with its frame.

    `uid` must be a valid, page-unique id. One pixel is `unit` units of what `body` draws with the patterns of the
    legend's classes. With links in it the figure is a group: what an image holds is hidden.
    """
    width, height = size
    above, top = _above(frame, width)
    below, bottom = _below(frame, width, uid, palette, unit)
    patterns = "".join(part.pattern_markup(uid, unit) for part, _ in frame.legend)
    whole, muted = coordinate(top + height + bottom), palette.css("muted")
    role = "group" if "<a " in body else "img"
    return (
        f'<svg class="rb-drawn" viewBox="0 {-top} {coordinate(width)} {whole}" width="{coordinate(width)}" '
        f'height="{whole}" role="{role}" aria-labelledby="{uid}-t" aria-describedby="{uid}-d" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{uid}-t">{escape(frame.title, quote=False)}</title>'
        f'<desc id="{uid}-d">{escape(description, quote=False)}</desc>'
        f"{f'<defs>{patterns}</defs>' if patterns else ''}"
        f'<g style="fill:{palette.css("ink")}">{above}</g>'
        f'<g aria-hidden="true" font-size="{TEXT}" stroke-linejoin="round">{body}</g>'
        f'<g style="fill:{muted}" font-size="{TEXT}" transform="translate(0 {coordinate(height)})">{below}</g></svg>'
    )


def _above(frame: Frame, width: float) -> tuple[str, int]:
    """Title and unit over the drawing, and how high they are."""
    titles = wrap(frame.title, width, TITLE, lines=3, bold=True)
    units = wrap(frame.unit, width, TEXT, lines=3) if frame.unit else []
    top, start = 18 * len(titles) + 16 * len(units) + 4, 18 * len(titles)
    title = "".join(label(0, 13 + 18 * i - top, line) for i, line in enumerate(titles))
    unit = "".join(label(0, start + 11 + 16 * i - top, line) for i, line in enumerate(units))
    unit = f'<g font-size="{TEXT}">{unit}</g>' if unit else ""
    return f'<g font-size="{TITLE}" font-weight="600">{title}</g>{unit}', top


def _below(frame: Frame, width: float, uid: str, palette: Palette, unit: float) -> tuple[str, int]:
    """Legend and source under the drawing, and how high they are."""
    swatches, words = [], []
    x, y = 0, 8
    for part, number in frame.legend:
        said = f"{part.words}: {nl.number(number, 0)}"
        room = _SWATCH + 6 + round(text_width(said, TEXT))
        if x and x + room > width:
            x, y = 0, y + 19
        edge = part.fill if part.outline == palette.css("paper") else part.outline
        left, down, side = (coordinate(unit * v) for v in (x + 0.5, y + 0.5, _SWATCH - 1))
        square = f'<rect x="{left}" y="{down}" width="{side}" height="{side}" '
        swatches.append(f'{square}style="fill:{part.fill_in(uid)};stroke:{edge}"/>')
        words.append(label(x + _SWATCH + 6, y + 10, said))
        x += room + 16
    y += 26 if frame.legend else 0
    word = f"{EXAMPLE_WORD}. " if frame.example and not frame.source.startswith(EXAMPLE_WORD) else ""
    strong = f'<tspan font-weight="700" style="fill:{palette.css("ink")}">{EXAMPLE_WORD}</tspan>'
    for line in wrap(word + frame.source, width, TEXT, lines=4):
        said = label(0, y + 9, line)
        words.append(said.replace(EXAMPLE_WORD, strong, 1) if frame.example else said)
        y += 15
    if swatches:
        swatches = [f'<g transform="scale({1 / unit:.4g})" stroke-width="{unit:.4g}">', *swatches, "</g>"]
    return "".join([*swatches, *words]), y
