"""The brede-welvaartswiel: themes around, an inner ring of trends, an outer ring of places.

Rules

* Every indicator is one cell of either ring, all cells equally wide, in the official order clockwise from the
  top; a theme with one indicator gets the room of two. Themes of "hier en nu" come first, then "later", set
  apart by a wider gap and an arc.
* An indicator of two themes is counted in the first; its second cell is an outline, and words say where it counts.
* Colour never stands alone: a plus for favourable or the top quarter, a minus for unfavourable or the bottom
  quarter, plain for no trend or the middle, hatching for undetermined, an outline for missing or no place.
* What is not judged has no cell; words name it.
* Where no indicator has a place (Nederland), the outer ring is left out.
* There is no overall score and nothing in the middle suggests one.
* The list form (:func:`wiel_list`) has the same cells and links; the stylesheet shows one of the two, by width.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from regioboek.charts.line_chart import spread_out
from regioboek.charts.parts import closed, coordinate, label, numbers, opening, pair, path, tenths
from regioboek.markup import Markup, html, inside, join
from regioboek.words import language as nl
from regioboek.words.drawn import wheel_summary
from regioboek.words.labels import text

EXAMPLE = text("charts.example")
WIDTH, HEIGHT = 580, 380
_CX, _CY = WIDTH / 2, HEIGHT / 2 + 6
_INNER, _OUTER = (76.0, 114.0), (118.0, 156.0)  # from radius to radius
_SINGLE = (90.0, 156.0)
_SECTOR_GAP, _GROUP_GAP, _CELL_GAP = 2.4, 9.0, 0.6  # degrees
GLYPHS = {"favourable": "+", "unfavourable": "-", "top": "+", "bottom": "-"}


@dataclass(frozen=True)
class Cell:
    """One indicator: its name, trend, position (top, middle, bottom, or None without a place).

    `counts_in` names the theme that counts it, where that is another one.
    """

    name: str
    trend: str
    position: str | None = None
    counts_in: str = ""

    def css(self, ring: str) -> str:
        """The class of the cell in the ring of the trend or of the position."""
        return f"{ring[0]}-{getattr(self, ring) or 'none'}{' rb-also' if self.counts_in else ''}"


@dataclass(frozen=True)
class Segment:
    """One theme with its indicators; `group` names its dimension ("hier en nu", "later"); `href` leads to it.

    `unjudged` are the names of those that are not judged.
    """

    name: str
    group: str
    cells: Sequence[Cell]
    href: str
    unjudged: Sequence[str] = ()


def wiel(segments: Sequence[Segment], *, title: str, uid: str, example: bool = False) -> Markup:
    """SVG of the wheel, `WIDTH` x `HEIGHT`; `title` names region and edition, `uid` makes ids unique."""
    places = any(cell.position for segment in segments for cell in segment.cells)
    rings = [(_INNER, "trend"), (_OUTER, "position")] if places else [(_SINGLE, "trend")]
    size = (WIDTH, HEIGHT)
    out = [
        opening("rb-wiel", title, box=size, size=size, role="group"),
        html(
            '<pattern id="{}-h" width="4" height="4" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><path d="M0 0v4"/></pattern>',
            uid,
        ),
    ]
    angles = _angles(segments)
    beside = _label_places([(start + end) / 2 for start, end in angles])
    for segment, sector, (x, y, anchor) in zip(segments, angles, beside, strict=True):
        parts = [html("<title>{}</title>", inside(f"{segment.name}: {_summary(segment, places=places)}"))]
        for ring, attribute in rings:
            parts += _cells(segment, attribute, ring, sector, uid)
        parts.append(label(x, y, segment.name, anchor=anchor))
        out.append(html('<a href="{}">{}</a>', segment.href, join(parts)))
    out += _groups(segments, angles)
    key = [text("charts.wheel.inner"), text("charts.wheel.outer")] if places else [text("charts.wheel.single")]
    key = [*key, EXAMPLE] if example else key
    out += [
        label(_CX, _CY + 4 + 15 * (i - (len(key) - 1) / 2), t, "rb-key", anchor="middle") for i, t in enumerate(key)
    ]
    return closed(out)


def wiel_list(segments: Sequence[Segment], *, title: str, example: bool = False) -> Markup:
    """The wheel as a list for narrow screens: per theme its name and the cells of both rings as small marks."""
    places = any(cell.position for segment in segments for cell in segment.cells)
    rows = []
    for segment in segments:
        name = html('<a href="{}">{}</a>', segment.href, inside(segment.name))
        marks = [_marks(text("charts.wheel.trend"), [cell.css("trend") for cell in segment.cells])]
        if places:
            marks.append(_marks(text("charts.wheel.place"), [cell.css("position") for cell in segment.cells]))
        told = inside(_summary(segment, places=places))
        if segment.unjudged and not segment.cells:
            rows.append(html("<li>{}<small>{}</small></li>", name, inside(nl.TREND_WORDS["unjudged"])))
            continue
        rows.append(html('<li>{}<span class="rb-hidden">: {}</span>{}</li>', name, told, join(marks)))
    note = f" · {text('charts.example')}" if example else ""
    return html('<div class="rb-wiel-list"><p>{}{}</p><ul>{}</ul></div>', inside(title), note, join(rows))


def _summary(segment: Segment, *, places: bool) -> str:
    """A theme in words, as :func:`wheel_summary` writes it."""
    counted = [cell for cell in segment.cells if not cell.counts_in]
    elsewhere = [(cell.name, cell.counts_in) for cell in segment.cells if cell.counts_in]
    positions = [cell.position for cell in counted] if places else None
    return wheel_summary([cell.trend for cell in counted], positions, elsewhere, segment.unjudged)


def _marks(word: str, classes: list[str]) -> Markup:
    cells = join(html('<i class="{}"></i>', css) for css in classes)
    return html('<span class="rb-cells" aria-hidden="true"><b>{}</b>{}</span>', word, cells)


def _angles(segments: Sequence[Segment]) -> list[tuple[float, float]]:
    """Begin and end of each sector in degrees, clockwise from the top."""
    changes = [a.group != b.group for a, b in zip(segments, [*segments[1:], segments[0]], strict=True)]
    gaps = [_GROUP_GAP if change else _SECTOR_GAP for change in changes]
    weights = [max(len(segment.cells), 2) for segment in segments]
    unit = (360 - sum(gaps)) / sum(weights)
    angle = gaps[-1] / 2
    result = []
    for weight, gap in zip(weights, gaps, strict=True):
        result.append((angle, angle + weight * unit))
        angle += weight * unit + gap
    return result


def _at(radius: float, degrees: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return _CX + radius * math.sin(turn), _CY - radius * math.cos(turn)


def _cells(
    segment: Segment, attribute: str, ring: tuple[float, float], sector: tuple[float, float], uid: str
) -> list[Markup]:
    """One ring of one sector: a path per class, and one with the plus and minus marks."""
    by_class: dict[str, list[str]] = {}
    glyphs: dict[str, list[str]] = {}
    (low, high), (start, end) = ring, sector
    n = max(len(segment.cells), 1)
    width = (end - start) / n
    for i, cell in enumerate(segment.cells):
        value = getattr(cell, attribute)
        a, b = start + i * width + _CELL_GAP / 2, start + (i + 1) * width - _CELL_GAP / 2
        by_class.setdefault(cell.css(attribute), []).append(_wedge(low, high, a, b))
        if value in GLYPHS:
            x, y = _at((low + high) / 2, (a + b) / 2)
            sign = f"M{pair(x - 3.5, y)}h7" + (f"M{pair(x, y - 3.5)}v7" if GLYPHS[value] == "+" else "")
            glyphs.setdefault("rb-glyph rb-also" if cell.counts_in else "rb-glyph", []).append(sign)
    out = []
    for css, paths in by_class.items():
        fill = html(' fill="url(#{}-h)"', uid) if css.startswith("t-undetermined") else ""
        out.append(html('<path class="{}"{} d="{}"/>', css, fill, "".join(paths)))
    return [*out, *(path("".join(signs), css) for css, signs in glyphs.items())]


def _wedge(low: float, high: float, a: float, b: float) -> str:
    """A piece of a ring from radius `low` to `high` and from `a` to `b` degrees, as a path in relative steps."""
    outer, inner = coordinate(high), coordinate(low)
    corners = [_at(high, a), _at(high, b), _at(low, b), _at(low, a)]
    grid = [(tenths(x), tenths(y)) for x, y in corners]
    along, down, back = (numbers((q[0] - p[0], q[1] - p[1])) for p, q in pairwise(grid))
    return f"M{numbers(grid[0])}a{outer} {outer} 0 0 1 {along}l{down}a{inner} {inner} 0 0 0 {back}z"


def _label_places(middles: Sequence[float]) -> list[tuple[float, float, str]]:
    """x, y and anchor of each name: beside the wheel, kept apart on either side."""
    radius = _OUTER[1] + 14
    result: list[tuple[float, float, str]] = [(0.0, 0.0, "")] * len(middles)
    for right in (True, False):
        side = [i for i, m in enumerate(middles) if (m % 360 < 180) is right]
        wanted = [_at(radius, middles[i])[1] - 8.5 for i in side]
        for i, top in zip(side, spread_out(wanted, [17.0] * len(side), 2, HEIGHT), strict=True):
            y = top + 13
            reach = max(radius**2 - (y - 4.5 - _CY) ** 2, 0) ** 0.5
            reach = max(reach, abs(_at(radius, middles[i])[0] - _CX))
            result[i] = (_CX + reach, y, "") if right else (_CX - reach, y, "end")
    return result


def _groups(segments: Sequence[Segment], angles: Sequence[tuple[float, float]]) -> list[Markup]:
    """An arc inside the rings along each group."""
    out: list[Markup] = []
    radius = _INNER[0] - 7
    for group, sectors in groupby(zip(segments, angles, strict=True), key=lambda sector: sector[0].group):
        along = [angle for _, angle in sectors]
        start, end = along[0][0], along[-1][1]
        large = int(end - start > 180)
        r = coordinate(radius)
        out.append(path(f"M{pair(*_at(radius, start))}A{r} {r} 0 {large} 1 {pair(*_at(radius, end))}", "rb-arc"))
        middle = ((start + end) / 2) % 360
        x, y = _at(radius - 8, middle)
        out.append(label(x, y + 4, group, "rb-group", anchor="end" if middle < 180 else ""))
    return out
