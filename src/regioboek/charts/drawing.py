"""Matplotlib, seaborn and geopandas figures as SVG that belongs in a page.

Rules

* Same figure, same bytes: no date, no creator, ids derived from the figure's own `uid`.
* Several figures share a page: every id and class starts with the `uid`.
* Text stays text (selectable, read aloud, in the page's own font).
* Colours are CSS variables with the drawn colour as fallback; classes get their pattern (:mod:`.paint`).
* A figure that is copied out of its page says what it shows: title above, legend and source below are part of it.
* `<title>` and `<desc>` are the alternative text, made from the numbers by the caller.
* Links drawn with `set_urls` get their tooltip from `tips`. They are for the mouse; the table behind the figure is
  the keyboard's and the screen reader's way to the same places, so the drawing is hidden from these.
* Small: relative steps on a grid, one style for a run of equal shapes, nothing clipped, no group without a purpose.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from regioboek.charts.drawn_svg import Cleaner
from regioboek.charts.paint import NEUTRAL, PaintedClass, Palette
from regioboek.charts.parts import text_width, wrap
from regioboek.words import language as nl

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXAMPLE_WORD = "Voorbeeldcijfers"

#: One set of rcParams for every national figure; sizes in points at 72 dpi, so that 1 pt is 1 unit in the SVG.
STYLE: dict[Any, Any] = {
    "figure.dpi": 72,
    "savefig.dpi": 72,
    "svg.fonttype": "none",
    "path.simplify": False,
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "axes.edgecolor": NEUTRAL["rule"],
    "axes.labelcolor": NEUTRAL["muted"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": NEUTRAL["muted"],
    "ytick.color": NEUTRAL["muted"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "text.color": NEUTRAL["ink"],
}

TITLE, TEXT = 14.0, 12.0  # font sizes around the drawing, in CSS pixels
_SWATCH = 12.0


@dataclass(frozen=True)
class Frame:
    """What stands around a drawing so that a copy of it still speaks: title, unit, legend, source.

    `title` says subject and years, `source` edition and source; `legend` are (class, number) pairs; `example` puts
    `Voorbeeldcijfers` in front of the source.
    """

    title: str
    source: str
    unit: str = ""
    legend: Sequence[tuple[PaintedClass, int]] = field(default=())
    example: bool = False


def to_svg(
    figure: Figure,
    *,
    uid: str,
    frame: Frame,
    description: str,
    palette: Palette,
    classes: Sequence[PaintedClass] = (),
    tips: Mapping[str, str] | None = None,
    scale: int = 1,
) -> str:
    """The SVG element of a figure with its frame; closes the figure.

    `uid` must be a valid, page-unique id; `tips` maps a link's address to its tooltip; the figure is drawn `scale`
    times as large as it is shown, for a finer grid: coordinates are whole numbers then, tenths otherwise.
    """
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib import pyplot as plt  # noqa: PLC0415

    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": uid, **STYLE}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    plt.close(figure)
    cleaner = Cleaner(uid, palette.variables(), {c.drawn: c for c in classes}, tips or {}, 0 if scale > 1 else 1)
    drawn = cleaner.clean(buffer.getvalue())
    width, height = drawn.width / scale, drawn.height / scale
    legend_uid = uid if scale == 1 else f"{uid}-s"  # a pattern in the legend is drawn at its own size
    above, top = _above(frame, width)
    below, bottom = _below(frame, width, legend_uid, palette)
    body = drawn.markup
    if scale > 1:
        body = f'<svg viewBox="0 0 {drawn.width:g} {drawn.height:g}" width="{width:g}" height="{height:g}">{body}</svg>'
    patterns = "".join(
        part.pattern_markup(name, unit)
        for name, unit in dict.fromkeys([(uid, scale), (legend_uid, 1)])
        for part in classes
        if f"#{part.pattern_id(name)})" in body + drawn.style + below
    )
    role = "group" if drawn.links else "img"
    hidden = f'<g aria-hidden="true" stroke-linejoin="round">{body}</g>'
    below = (
        f'<g style="fill:{palette.css("muted")}" font-size="{TEXT:g}" transform="translate(0 {height:g})">{below}</g>'
    )
    return (
        f'<svg class="rb-drawn" viewBox="0 {-top:g} {width:g} {top + height + bottom:g}" width="{width:g}" '
        f'height="{top + height + bottom:g}" role="{role}" aria-labelledby="{uid}-t" aria-describedby="{uid}-d" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{uid}-t">{escape(frame.title, quote=False)}</title>'
        f'<desc id="{uid}-d">{escape(description, quote=False)}</desc>{drawn.style}'
        f"{f'<defs>{patterns}</defs>' if patterns else ''}"
        f'<g style="fill:{palette.css("ink")}">{above}</g>{hidden}{below}</svg>'
    )


def _above(frame: Frame, width: float) -> tuple[str, float]:
    """Title and unit over the drawing, and how high they are."""
    lines = wrap(frame.title, width, TITLE, lines=3, bold=True)
    units = wrap(frame.unit, width, TEXT, lines=3) if frame.unit else []
    top = 18.0 * len(lines) + 16 * len(units) + 4
    parts = [_text(0, 13 + 18 * i - top, line, size=TITLE, bold=True) for i, line in enumerate(lines)]
    start = 18 * len(lines) + 11 - top
    return "".join([*parts, *(_text(0, start + 16 * i, line, size=TEXT) for i, line in enumerate(units))]), top


def _below(frame: Frame, width: float, uid: str, palette: Palette) -> tuple[str, float]:
    """Legend and source under the drawing, and how high they are."""
    parts: list[str] = []
    x, y = 0.0, 8.0
    for part, number in frame.legend:
        words = f"{part.words}: {nl.number(number, 0)}"
        room = _SWATCH + 6 + text_width(words, TEXT)
        if x and x + room > width:
            x, y = 0.0, y + 19
        fill, stroke = part.fill_in(uid), part.outline if part.fill == "none" else part.fill
        parts.append(
            f'<rect x="{x + 0.5:g}" y="{y + 0.5:g}" width="{_SWATCH - 1:g}" height="{_SWATCH - 1:g}" '
            f'style="fill:{fill};stroke:{stroke}"/>{_text(x + _SWATCH + 6, y + 10, words)}'
        )
        x += round(room) + 16
    y += 26 if frame.legend else 0
    word = f"{EXAMPLE_WORD}. " if frame.example and not frame.source.startswith(EXAMPLE_WORD) else ""
    for line in wrap(word + frame.source, width, TEXT, lines=4):
        rest = line.removeprefix(EXAMPLE_WORD) if frame.example else line
        strong = f'<tspan font-weight="700" style="fill:{palette.css("ink")}">{EXAMPLE_WORD}</tspan>'
        inner = (strong if rest != line else "") + escape(rest, quote=False)
        parts.append(f'<text y="{y + 9:g}">{inner}</text>')
        y += 15
    return "".join(parts), y


def _text(x: float, y: float, words: str, *, size: float | None = None, bold: bool = False) -> str:
    """A line of text; `size` only where the group around it has none."""
    form = (f' font-size="{size:g}"' if size else "") + (' font-weight="600"' if bold else "")
    return f'<text x="{x:g}" y="{y:g}"{form}>{escape(words, quote=False)}</text>'
