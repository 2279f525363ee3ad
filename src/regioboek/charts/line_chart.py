"""A line chart in the size of a small multiple: one indicator, the region beside what it is compared with.

Rules

* Lines join consecutive years and never cross a break; a lone year is a dot; provisional figures are open.
* The region's own line is thick and in the accent colour and drawn last; the provincie is dashed, Nederland plain.
* Names stand at the right end of the lines instead of a legend, moved apart where they would overlap.
* The window of the trend is shaded, breaks are dashed vertical lines, the trend stands above as arrow and word.
* Figures that were recalculated to a later division are joined by a dashed line, up to the change; it is marked.
* Margins that a source gives are a band around the line in its colour, a bar where a year stands alone.
* The trend line through the region's figures is faint, with the lines that the ends of its interval give; a step has
  none, but a dashed line where it is.
* A copied chart keeps its caption: region, years, edition, source, and "Voorbeeldcijfers" when figures are invented.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from regioboek.charts.axis import Scale, scale_for, year_ticks
from regioboek.charts.parts import (
    SMALL,
    Point,
    band,
    closed,
    coordinate,
    cut,
    dot,
    label,
    labels,
    margin_runs,
    opening,
    path,
    polyline,
    runs,
    text_width,
    wrap,
)
from regioboek.markup import Markup, html, join
from regioboek.params.indicators import Indicator
from regioboek.schemas.rows import Margin, Series
from regioboek.words import language as nl
from regioboek.words.drawn import line_sentence
from regioboek.words.labels import text
from regioboek.words.states import trend_said

Role = Literal["own", "parent", "national"]

#: The trend line of a region: the change per year with the ends of its interval, and the figures it goes through.
Fit = tuple[tuple[float, float, float], Sequence[Point]]

WIDTH = 300
_TOP, _YEARS, _CAPTION_LINE = 62, 22, 12  # room for title, trend and unit; for years; for a line of caption
_BOTTOM = _TOP + 100
_CAPTION_LINES = 8
_LINE_HEIGHT = 11.5
_NAMES_AT_MOST = 92


@dataclass(frozen=True)
class Line:
    """One line: its name, figures and role; `recalculated`: years whose figures were moved to the gemeente of today.

    `fit` is its trend, `jump` the first year after a step; drawn of the region's own line.
    """

    name: str
    series: Series
    role: Role = "own"
    recalculated: Collection[int] = ()
    fit: Fit | None = None
    jump: int | None = None

    @cached_property
    def points(self) -> list[Point]:
        """Year and figure, where there is one."""
        return self.series.points

    @cached_property
    def margins(self) -> dict[int, Margin]:
        """By year."""
        return self.series.margins


@dataclass(frozen=True)
class _Plot:
    """The drawing area: from years and values to coordinates."""

    left: float
    right: float
    first: int
    last: int
    scale: Scale

    def x(self, year: float) -> float:
        inner = 7  # dots at either end stay inside
        width = self.right - self.left - 2 * inner
        return self.left + inner + (year - self.first) * width / max(self.last - self.first, 1)

    def y(self, value: float) -> float:
        return _BOTTOM - self.scale.share(value) * (_BOTTOM - _TOP)

    def y_inside(self, value: float) -> float:
        """As `y`, at the edge where the value lies outside the scale."""
        return min(max(self.y(value), _TOP - 4), _BOTTOM)


def line_chart(
    lines: Sequence[Line],
    *,
    indicator: Indicator,
    window: tuple[int, int],
    trend: str,
    direction: str | None,
    edition: str,
    source: str,
    changes: Collection[int] = (),
    no_trend: str | None = None,
    robust: str | None = None,
) -> Markup:
    """SVG of one indicator for a region and its comparisons, `WIDTH` wide and as high as its caption asks.

    `lines` has exactly one of role "own" and at most one of each other role, none without a figure. `trend` and
    `direction` are the region's finding; `window` is its first and last calendar year, and what was observed before
    it is drawn too; `edition` and `source` go into the caption. `changes` are first years after a herindeling of the
    region. `no_trend` and `robust` are of its trend. Raises ValueError for roles or a trend that do not fit.
    """
    if sorted(s.role for s in lines).count("own") != 1 or len({s.role for s in lines}) != len(lines):
        raise ValueError(f"a chart has one own line and one per other role, found {[s.role for s in lines]}")
    said = trend_said(trend, no_trend, robust, direction)
    shown_trend = trend_said(trend, no_trend, direction=direction)
    mark = f"{nl.arrow(no_trend or trend, direction)} {shown_trend}, {nl.year_range(*window)}"
    if indicator.is_count:
        mark, said = text("count.judged"), ""
    years = [year for line in lines for year, _ in line.points]
    first, last = min(window[0], *years), max(window[1], *years)
    own = next(line for line in lines if line.role == "own")
    shown = f"{own.name}, {nl.year_range(first, last)}"
    about = text("charts.line.about", shown=shown, edition=edition, source=source)
    caption = wrap(about, WIDTH, SMALL, lines=_CAPTION_LINES)
    height = _BOTTOM + _YEARS + _CAPTION_LINE * len(caption)
    told = [line_sentence(line.name, line.series, indicator) for line in lines]
    told.append(text("charts.line.trend", years=nl.year_range(*window), trend=said) if said else f"{mark}.")
    title = f"{indicator.display_name}, {shown}"
    out = [
        opening("rb-chart", title, box=(WIDTH, height), desc=" ".join(told)),
        label(0, 13, cut(indicator.display_name, WIDTH, 13, bold=True), "rb-title"),
        label(0, 28, mark, f"t-{trend}"),
    ]
    unit = wrap(indicator.unit, WIDTH, SMALL, lines=2)
    out += [label(0, _TOP - 9 - 11.5 * (len(unit) - 1 - i), line) for i, line in enumerate(unit)]
    out += _drawing(lines, indicator, window, (first, last), changes)
    out += [label(0, _BOTTOM + _YEARS + 9 + _CAPTION_LINE * i, line) for i, line in enumerate(caption)]
    return closed(out)


def _drawing(
    lines: Sequence[Line],
    indicator: Indicator,
    window: tuple[int, int],
    extent: tuple[int, int],
    changes: Collection[int],
) -> list[Markup]:
    values = [v for line in lines for year, value in line.points for v in (value, *line.margins.get(year, ()))]
    scale = scale_for(values, decimals=indicator.decimals, minimum=indicator.minimum, maximum=indicator.maximum)
    words = scale.words()
    left = math.ceil(max(text_width(w, SMALL) for w in words)) + 5
    names = [wrap(_name(line, lines), _NAMES_AT_MOST, 11, lines=2, bold=line.role == "own") for line in lines]
    right = WIDTH - math.ceil(max(text_width(n, 11, bold=True) for name in names for n in name)) - 5
    plot = _Plot(left, right, *extent, scale)
    shade_from = max(plot.x(window[0] - 0.5), left)
    shade_to = min(plot.x(window[1] + 0.5), right)
    grid = "".join(f"M{left} {coordinate(plot.y(t))}H{right}" for t in scale.ticks)
    out = [
        html(
            '<rect class="rb-win" x="{}" y="{}" width="{}" height="{}"/>',
            coordinate(shade_from),
            coordinate(_TOP - 4),
            coordinate(shade_to - shade_from),
            coordinate(_BOTTOM - _TOP + 4),
        ),
        path(grid, "rb-grid"),
    ]
    if scale.low <= 0 <= scale.high:
        out.append(path(f"M{left} {coordinate(plot.y(0))}H{right}", "rb-zero"))
    out.append(labels("end", [(left - 5, plot.y(t) + 3.5, w) for t, w in zip(scale.ticks, words, strict=True)]))
    years = year_ticks(*extent, right - left)
    out.append(labels("middle", [(plot.x(year), _BOTTOM + 13, str(year)) for year in years]))
    breaks = sorted(b.year for b in indicator.breaks if extent[0] < b.year <= extent[1])
    out += [_break(plot, year, text("charts.break")) for year in breaks]
    moved = text("charts.division_change")
    out += [_break(plot, y, moved, _LINE_HEIGHT * (y in breaks)) for y in sorted(changes) if extent[0] < y]
    own = next(line for line in lines if line.role == "own")
    if own.jump:
        out.append(_break(plot, own.jump, text("charts.jump"), _LINE_HEIGHT * (own.jump in {*breaks, *changes})))
    elif own.fit:
        out.append(_fitted(plot, *own.fit))
    ordered = sorted(lines, key=lambda ln: ("national", "parent", "own").index(ln.role))
    out += [drawn for line in ordered for drawn in _bands(line, plot, set(breaks))]
    out += [_marks(line, plot, set(breaks)) for line in ordered]
    return [*out, *_names(lines, names, plot)]


def _name(named: Line, lines: Sequence[Line]) -> str:
    """The name of a line; a provincie that is called as the region itself (Utrecht) says what it is."""
    same = [line for line in lines if line.name == named.name]
    return text("charts.parent", name=named.name) if len(same) > 1 and named.role == "parent" else named.name


def _break(plot: _Plot, year: int, word: str, lower: float = 0) -> Markup:
    x = plot.x(year - 0.5)
    end = x > plot.right - max(text_width(word, SMALL) + 10, 40)
    line = path(f"M{coordinate(x)} {_TOP - 4}V{coordinate(_BOTTOM)}", "rb-break")
    return join([line, label(x - 3 if end else x + 3, _TOP + 5 + lower, word, anchor="end" if end else "")])


def _fitted(plot: _Plot, slopes: tuple[float, float, float], points: Sequence[Point]) -> Markup:
    """The trend line, and those of the ends of its interval, all through the mean of the figures."""
    ends, mean_year = (points[0][0], points[-1][0]), _mean([year for year, _ in points])
    mean = _mean([value for _, value in points])
    slope, low, high = ([(plot.x(y), plot.y_inside(mean + s * (y - mean_year))) for y in ends] for s in slopes)
    return path(f"{polyline(slope)}{polyline([*low, *reversed(high)])}z", "rb-fit")


def _bands(line: Line, plot: _Plot, breaks: set[int]) -> list[Markup]:
    """The margins of one series."""
    pieces = margin_runs(line.points, line.margins, breaks)
    ends = [[(plot.x(year), plot.y(high), plot.y(low)) for year, (low, high) in piece] for piece in pieces]
    return [band(piece, f"rb-{line.role}") for piece in ends]


def _marks(line: Line, plot: _Plot, breaks: set[int]) -> Markup:
    """Line and dots of one series."""
    own = line.role == "own"
    pieces = runs(line.points, breaks)
    joined = [_cut(piece, line.recalculated) for piece in pieces if len(piece) > 1]
    before, d = (
        "".join(polyline((plot.x(y), plot.y(v)) for y, v in part) for part in parts if len(part) > 1)
        for parts in ([b for b, _ in joined], [a for _, a in joined])
    )
    lone = {piece[0][0] for piece in pieces if len(piece) == 1}
    dots = []
    open_years = line.series.provisional
    for year, value in line.points:
        provisional = year in open_years
        end = own and year == line.points[-1][0]
        if year in lone or provisional or end:
            radius = (3.5 if end else 2.5) if own else 2
            dots.append(dot(plot.x(year), plot.y(value), radius, "rb-open" if provisional else ""))
    css = f"rb-{line.role}"
    if dots or before:
        drawn = [*([path(before, "rb-before")] if before else []), *([path(d)] if d else []), *dots]
        return html('<g class="{}">{}</g>', css, join(drawn))
    return path(d, css) if d else Markup("")


def _cut(piece: list[Point], recalculated: Collection[int]) -> tuple[list[Point], list[Point]]:
    """The part up to the first figure that was not recalculated, and the part from there on."""
    cut = sum(year in recalculated for year, _ in piece)
    return (piece[: cut + 1], piece[cut:]) if cut else ([], piece)


def _names(lines: Sequence[Line], names: list[list[str]], plot: _Plot) -> list[Markup]:
    """Names at the right end, each as near as it can be to the end of its line."""
    sizes = [_LINE_HEIGHT * len(name) for name in names]
    wanted = [plot.y(ln.points[-1][1]) - size / 2 for ln, size in zip(lines, sizes, strict=True)]
    out = []
    for line, name, top in zip(lines, names, spread_out(wanted, sizes, _TOP - 6, _BOTTOM + 6), strict=True):
        css = f"rb-{line.role}"
        out += [label(plot.right + 4, top + 9.2 + _LINE_HEIGHT * i, words, css) for i, words in enumerate(name)]
    return out


def spread_out(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Tops of blocks of `sizes`, near `wanted`, without overlap and, where they fit, between `low` and `high`.

    Blocks that would overlap become one group around the mean of where they want to be, in the same order.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    *above, total = accumulate((sizes[i] for i in order), initial=0.0)  # of all blocks before each
    groups: list[list[float]] = []  # where the first of them would be, for each block of a group
    for i, room in zip(order, above, strict=True):
        groups.append([wanted[i] - room])
        while len(groups) > 1 and _mean(groups[-1]) < _mean(groups[-2]) - 1e-9:
            last = groups.pop()
            groups[-1] += last
    starts = [max(min(_mean(group), high - total), low) for group in groups for _ in group]
    tops = {i: start + room for i, start, room in zip(order, starts, above, strict=True)}
    return [tops[i] for i in range(len(wanted))]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
