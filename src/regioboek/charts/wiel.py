"""The brede-welvaartswiel: themes around, an inner ring of trends, an outer ring of places.

Rules

* Every indicator is one cell of either ring, all cells equally wide, in the official order clockwise from the
  top; a theme with one indicator gets the room of two. Themes of "hier en nu" come first, then "later", set
  apart by a wider gap and an arc.
* Colour never stands alone: a plus for favourable or the top quarter, a minus for unfavourable or the bottom
  quarter, plain for no trend or the middle, hatching for undetermined, an outline for missing or no place.
* Where no indicator has a place (Nederland), the outer ring is left out.
* There is no overall score and nothing in the middle suggests one.
* The list form (:func:`wiel_list`) has the same cells and links; the stylesheet shows one of the two, by width.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from regioboek.charts.line_chart import EXAMPLE, spread_out
from regioboek.charts.parts import coordinate, label, numbers, opening, pair, tenths
from regioboek.words import language as nl

WIDTH, HEIGHT = 580, 380
_CX, _CY = WIDTH / 2, HEIGHT / 2 + 6
_INNER, _OUTER = (76.0, 114.0), (118.0, 156.0)  # from radius to radius
_SINGLE = (90.0, 156.0)
_SECTOR_GAP, _GROUP_GAP, _CELL_GAP = 2.4, 9.0, 0.6  # degrees
GLYPHS = {"favourable": "+", "unfavourable": "-", "top": "+", "bottom": "-"}
_NO_PLACE = "geen plaats"
_PLACES: tuple[str | None, ...] = (*nl.POSITION_WORDS, None)


@dataclass(frozen=True)
class Cell:
    """One indicator: its name, trend, and position (top, middle, bottom, or None without a place)."""

    name: str
    trend: str
    position: str | None = None


@dataclass(frozen=True)
class Segment:
    """One theme with its indicators; `group` is its dimension ("hier-en-nu", "later"); `href` leads to it."""

    name: str
    group: str
    cells: Sequence[Cell]
    href: str = ""


def wiel(segments: Sequence[Segment], *, title: str, uid: str, example: bool = False) -> str:
    """SVG of the wheel, `WIDTH` x `HEIGHT`; `title` names region and edition, `uid` makes ids unique.

    Raises ValueError without segments, or for an unknown trend or position.
    """
    _check(segments)
    places = any(cell.position for segment in segments for cell in segment.cells)
    rings = [(_INNER, "trend"), (_OUTER, "position")] if places else [(_SINGLE, "trend")]
    told = [f"{segment.name}: {summary(segment, places=places)}" for segment in segments]
    linked = any(s.href for s in segments)  # each link tells its theme then, and nothing needs to be told twice
    desc = "" if linked else " ".join(f"{words}." for words in told)
    size = (WIDTH, HEIGHT)
    out = [
        opening("rb-wiel", title, box=size, size=size, desc=desc, role="group" if linked else "img"),
        f'<pattern id="{uid}-h" width="4" height="4" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0v4"/></pattern>',
    ]
    angles = _angles(segments)
    labels = _label_places([(start + end) / 2 for start, end in angles])
    for segment, words, (start, end), where in zip(segments, told, angles, labels, strict=True):
        parts = [f"<title>{escape(words, quote=False)}</title>"]
        for ring, attribute in rings:
            parts += _cells(segment, attribute, ring, (start, end), uid)
        x, y, anchor = where
        parts.append(label(x, y, segment.name, anchor=anchor))
        body = "".join(parts)
        out.append(f'<a href="{escape(segment.href)}">{body}</a>' if segment.href else f"<g>{body}</g>")
    out += _groups(segments, angles)
    key = ["binnen: trend", "buiten: plaats"] if places else ["trend"]
    key = [*key, EXAMPLE] if example else key
    out += [
        label(_CX, _CY + 4 + 15 * (i - (len(key) - 1) / 2), t, "rb-key", anchor="middle") for i, t in enumerate(key)
    ]
    return "".join([*out, "</svg>"])


def wiel_list(segments: Sequence[Segment], *, title: str, example: bool = False) -> str:
    """The wheel as a list for narrow screens: per theme its name and the cells of both rings as small marks."""
    _check(segments)
    places = any(cell.position for segment in segments for cell in segment.cells)
    rows = []
    for segment in segments:
        name = escape(segment.name, quote=False)
        name = f'<a href="{escape(segment.href)}">{name}</a>' if segment.href else name
        marks = _marks("trend", [f"t-{cell.trend}" for cell in segment.cells])
        if places:
            marks += _marks("plaats", [f"p-{cell.position or 'none'}" for cell in segment.cells])
        told = escape(summary(segment, places=places), quote=False)
        rows.append(f'<li>{name}<span class="rb-hidden">: {told}</span>{marks}</li>')
    note = f" · {EXAMPLE}" if example else ""
    return f'<div class="rb-wiel-list"><p>{escape(title, quote=False)}{note}</p><ul>{"".join(rows)}</ul></div>'


def summary(segment: Segment, *, places: bool = True) -> str:
    """A theme in words: "trend 2 gunstig, 1 niet te bepalen; plaats 1 bovenste kwart, 2 middengroep"."""
    trends = _tally([nl.TREND_WORDS[cell.trend] for cell in segment.cells], list(nl.TREND_WORDS.values()))
    if not places:
        return f"trend {trends}"
    where = _tally([_place(cell) for cell in segment.cells], [*nl.POSITION_WORDS.values(), _NO_PLACE])
    return f"trend {trends}; plaats {where}"


def _place(cell: Cell) -> str:
    return nl.POSITION_WORDS[cell.position] if cell.position else _NO_PLACE


def _tally(words: list[str], order: list[str]) -> str:
    return ", ".join(f"{words.count(word)} {word}" for word in order if word in words) or "geen indicatoren"


def _check(segments: Sequence[Segment]) -> None:
    if not segments:
        raise ValueError("a wheel needs at least one segment")
    for segment in segments:
        for cell in segment.cells:
            if cell.trend not in nl.TREND_WORDS or cell.position not in _PLACES:
                raise ValueError(f"{cell.name}: unknown trend {cell.trend!r} or position {cell.position!r}")


def _marks(word: str, classes: list[str]) -> str:
    cells = "".join(f'<i class="{css}"></i>' for css in classes)
    return f'<span class="rb-cells" aria-hidden="true"><b>{word}</b>{cells}</span>'


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
) -> list[str]:
    """One ring of one sector: a path per class, and one with the plus and minus marks."""
    by_class: dict[str, list[str]] = {}
    glyphs = []
    (low, high), (start, end) = ring, sector
    n = max(len(segment.cells), 1)
    width = (end - start) / n
    for i, cell in enumerate(segment.cells):
        value = getattr(cell, attribute)
        css = f"{attribute[0]}-{value or 'none'}"
        a, b = start + i * width + _CELL_GAP / 2, start + (i + 1) * width - _CELL_GAP / 2
        by_class.setdefault(css, []).append(_wedge(low, high, a, b))
        if value in GLYPHS:
            x, y = _at((low + high) / 2, (a + b) / 2)
            glyphs.append(f"M{pair(x - 3.5, y)}h7" + (f"M{pair(x, y - 3.5)}v7" if GLYPHS[value] == "+" else ""))
    out = []
    for css, paths in by_class.items():
        fill = f' fill="url(#{uid}-h)"' if css == "t-undetermined" else ""
        out.append(f'<path class="{css}"{fill} d="{"".join(paths)}"/>')
    if glyphs:
        out.append(f'<path class="rb-glyph" d="{"".join(glyphs)}"/>')
    return out


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


def _groups(segments: Sequence[Segment], angles: Sequence[tuple[float, float]]) -> list[str]:
    """An arc inside the rings along each group."""
    out: list[str] = []
    radius = _INNER[0] - 7
    i = 0
    while i < len(segments):
        j = i
        while j + 1 < len(segments) and segments[j + 1].group == segments[i].group:
            j += 1
        start, end = angles[i][0], angles[j][1]
        large = int(end - start > 180)
        r = coordinate(radius)
        d = f"M{pair(*_at(radius, start))}A{r} {r} 0 {large} 1 {pair(*_at(radius, end))}"
        out.append(f'<path class="rb-arc" d="{d}"/>')
        middle = ((start + end) / 2) % 360
        x, y = _at(radius - 8, middle)
        out.append(
            label(x, y + 4, segments[i].group.replace("-", " "), "rb-group", anchor="end" if middle < 180 else "")
        )
        i = j + 1
    return out
