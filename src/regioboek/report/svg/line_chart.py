"""A line chart in the size of a small multiple: one indicator, the region beside what it is compared with.

Rules

* Lines join consecutive years and never cross a break; a lone year is a dot; provisional figures are open.
* The region's own line is thick and in the accent colour and drawn last; the provincie is dashed, Nederland plain.
* Names stand at the right end of the lines instead of a legend, moved apart where they would overlap.
* The window of the trend is shaded, breaks are dashed vertical lines, the trend stands above as arrow and word.
* A copied chart keeps its caption: region, years, edition, source, and "Voorbeeldcijfers" when figures are invented.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from regioboek.indicators import Indicator
from regioboek.report import language as nl
from regioboek.report.svg.axis import Scale, scale_for, year_ticks
from regioboek.report.svg.parts import (
    SMALL,
    Point,
    coordinate,
    cut,
    label,
    observed,
    opening,
    pair,
    runs,
    text_width,
    wrap,
)

Role = Literal["own", "parent", "national"]

WIDTH, HEIGHT = 300, 190
EXAMPLE = "Voorbeeldcijfers"

_TOP, _BOTTOM = 42, 46  # room for title and unit; for years and caption
_LINE_HEIGHT = 11.5
_NAMES_AT_MOST = 92


@dataclass(frozen=True)
class Series:
    """One line: its name, years, values (None or NaN where absent), role, and the years that are provisional."""

    name: str
    years: Sequence[int]
    values: Sequence[float | None]
    role: Role = "own"
    provisional: Collection[int] = ()


@dataclass(frozen=True)
class _Line:
    series: Series
    points: list[Point]


@dataclass(frozen=True)
class _Plot:
    """The drawing area: from years and values to coordinates."""

    left: float
    right: float
    bottom: float
    first: int
    last: int
    scale: Scale

    def x(self, year: float) -> float:
        inner = 7  # dots at either end stay inside
        width = self.right - self.left - 2 * inner
        return self.left + inner + (year - self.first) * width / max(self.last - self.first, 1)

    def y(self, value: float) -> float:
        return self.bottom - self.scale.share(value) * (self.bottom - _TOP)


def line_chart(
    series: Sequence[Series],
    *,
    indicator: Indicator,
    window: tuple[int, int],
    trend: str,
    direction: str | None,
    edition: str,
    source: str,
    uid: str,
    extent: tuple[int, int] | None = None,
    absence: str = "",
    example: bool = False,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> str:
    """SVG of one indicator for a region and its comparisons.

    `series` has exactly one of role "own" and at most one of each other role. `trend` and `direction` are the
    region's finding; `window` and `extent` first and last calendar year (`extent`: of the horizontal axis, by
    default the window and all that was observed before it); `edition` and `source` go into the caption, as
    does "Voorbeeldcijfers" with `example`. Without any figure the chart says so, with `absence` as the reason.
    Raises ValueError for roles, years, values or a trend that do not fit.
    """
    if sorted(s.role for s in series).count("own") != 1 or len({s.role for s in series}) != len(series):
        raise ValueError(f"a chart has one own series and one per other role, found {[s.role for s in series]}")
    mark = f"{nl.arrow(trend, direction)} {nl.TREND_WORDS[trend]}"
    lines = [_Line(s, observed(s.years, s.values)) for s in series]
    years = [y for line in lines for y, _ in line.points]
    first, last = extent or (min([window[0], *years]), max([window[1], *years]))
    lines = [_Line(ln.series, [p for p in ln.points if first <= p[0] <= last]) for ln in lines]
    own = next(line for line in lines if line.series.role == "own")
    title = f"{indicator.display_name}, {own.series.name}, {nl.year_range(first, last)}"
    desc = (
        f"{' '.join(_told(line, indicator) for line in lines)} Trend {nl.year_range(*window)}: {nl.TREND_WORDS[trend]}."
    )
    out = [
        opening("rb-chart", width, height, title, desc=desc, uid=uid),
        label(0, 13, cut(indicator.display_name, width, 13, bold=True), "rb-title"),
        label(width, 28, mark, f"t-{trend}", anchor="end"),
        label(0, 28, cut(indicator.unit, width - text_width(mark, 11, bold=True) - 10, SMALL)),
    ]
    if any(line.points for line in lines):
        out += _drawing(lines, indicator, window, (first, last), (width, height))
    else:
        reason = wrap(absence or nl.ABSENCE_REASONS["missing"], width - 40, 11, lines=3)
        out.append(f'<path class="rb-frame" d="M.5 {_TOP}.5h{width - 1}V{height - 30.5}H.5z"/>')
        texts = ["Geen cijfers", *reason]
        out += [label(width / 2, 68 + 15 * i, text, anchor="middle") for i, text in enumerate(texts)]
    about = f"{own.series.name}, {nl.year_range(first, last)}; editie {edition}. {source}"
    about = f"{EXAMPLE}. {about}" if example and EXAMPLE not in source else about
    caption = wrap(about, width, SMALL, lines=2)
    out += [label(0, height - 3 - 12 * (len(caption) - 1 - i), text) for i, text in enumerate(caption)]
    return "".join([*out, "</svg>"])


def _told(line: _Line, indicator: Indicator) -> str:
    """One series in a sentence of the description."""
    name, points, provisional = line.series.name, line.points, line.series.provisional

    def point(p: Point) -> str:
        note = f", {nl.STATUS_WORDS['provisional']}" if p[0] in provisional else ""
        return f"{nl.value_with_unit(p[1], indicator)} ({p[0]}{note})"

    if not points:
        return f"{name}: geen cijfers."
    if len(points) == 1:
        return f"{name}: {point(points[0])}."
    return f"{name}: van {point(points[0])} naar {point(points[-1])}."


def _drawing(
    lines: list[_Line],
    indicator: Indicator,
    window: tuple[int, int],
    extent: tuple[int, int],
    size: tuple[int, int],
) -> list[str]:
    width, bottom = size[0], size[1] - _BOTTOM
    values = [v for line in lines for _, v in line.points]
    scale = scale_for(values, decimals=indicator.decimals, percentage=nl.is_percentage(indicator))
    words = scale.words()
    left = math.ceil(max(text_width(w, SMALL) for w in words)) + 5
    names = [cut(ln.series.name, _NAMES_AT_MOST, 11, bold=ln.series.role == "own") for ln in lines if ln.points]
    right = width - math.ceil(max(text_width(n, 11, bold=True) for n in names)) - 5
    plot = _Plot(left, right, bottom, *extent, scale)
    shade_from = max(plot.x(window[0] - 0.5), left)
    shade_to = min(plot.x(window[1] + 0.5), right)
    grid = "".join(f"M{left} {coordinate(plot.y(t))}H{right}" for t in scale.ticks)
    out = [
        f'<rect class="rb-win" x="{coordinate(shade_from)}" y="{_TOP - 6}" '
        f'width="{coordinate(shade_to - shade_from)}" height="{coordinate(bottom - _TOP + 6)}"/>',
        f'<path class="rb-grid" d="{grid}"/>',
    ]
    if scale.low <= 0 <= scale.high:
        out.append(f'<path class="rb-zero" d="M{left} {coordinate(plot.y(0))}H{right}"/>')
    out += [label(left - 5, plot.y(t) + 3.5, w, anchor="end") for t, w in zip(scale.ticks, words, strict=True)]
    out += [label(plot.x(year), bottom + 13, str(year), anchor="middle") for year in year_ticks(*extent, right - left)]
    breaks = sorted(b.year for b in indicator.breaks if extent[0] < b.year <= extent[1])
    out += [_break(plot, year) for year in breaks]
    for line in sorted(lines, key=lambda ln: ("national", "parent", "own").index(ln.series.role)):
        out.append(_marks(line, plot, set(breaks)))
    return out + _names([ln for ln in lines if ln.points], names, plot)


def _break(plot: _Plot, year: int) -> str:
    x = plot.x(year - 0.5)
    end = x > plot.right - 40
    text = label(x - 3 if end else x + 3, _TOP + 2, "breuk", anchor="end" if end else "")
    return f'<path class="rb-break" d="M{coordinate(x)} {_TOP - 6}V{coordinate(plot.bottom)}"/>{text}'


def _marks(line: _Line, plot: _Plot, breaks: set[int]) -> str:
    """Line and dots of one series."""
    own = line.series.role == "own"
    pieces = runs(line.points, breaks)
    d = "".join("M" + "L".join(pair(plot.x(y), plot.y(v)) for y, v in piece) for piece in pieces if len(piece) > 1)
    lone = {piece[0][0] for piece in pieces if len(piece) == 1}
    out = [f'<path d="{d}"/>'] if d else []
    for year, value in line.points:
        provisional = year in line.series.provisional
        end = own and year == line.points[-1][0]
        if year in lone or provisional or end:
            radius = (3.5 if end else 2.5) if own else 2
            css = ' class="rb-open"' if provisional else ""
            x, y = coordinate(plot.x(year)), coordinate(plot.y(value))
            out.append(f'<circle{css} cx="{x}" cy="{y}" r="{coordinate(radius)}"/>')
    return f'<g class="rb-{line.series.role}">{"".join(out)}</g>' if out else ""


def _names(lines: list[_Line], names: list[str], plot: _Plot) -> list[str]:
    """Names at the right end, each as near as it can be to the end of its line."""
    wanted = [plot.y(line.points[-1][1]) + 3.5 for line in lines]
    placed = spread_out(wanted, _LINE_HEIGHT, _TOP + 3.5, plot.bottom + 3.5)
    return [
        label(plot.right + 4, y, name, f"rb-{line.series.role}")
        for line, name, y in zip(lines, names, placed, strict=True)
    ]


def spread_out(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Positions near `wanted`, at least `apart` from each other and, where they fit, between `low` and `high`."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[tuple[list[int], float]] = []  # members in order, position of the first
    for i in order:
        groups.append(([i], min(max(wanted[i], low), high)))
        while len(groups) > 1:
            (upper, start), (lower, below) = groups[-2], groups[-1]
            if below - start >= apart * len(upper):
                break
            members = upper + lower
            middle = sum(wanted[m] - apart * n for n, m in enumerate(members)) / len(members)
            groups[-2:] = [(members, max(min(middle, high - apart * (len(members) - 1)), low))]
    result = [0.0] * len(wanted)
    for members, start in groups:
        for n, i in enumerate(members):
            result[i] = start + n * apart
    return result
