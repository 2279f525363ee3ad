"""Drawings in the size of a word: a series of one region, and its place among all of its kind.

Rules

* A line joins consecutive years only; a lone year is a dot.
* Provisional figures are open dots; the latest figure is the larger dot.
* The window of the trend is shaded; what lies before it is muted.
* Margins are a muted band behind it.
* Vertically a series spans its own lowest and highest value (or margin): it shows shape, not size.
* Of a ranking every place takes the same room, the best at the left, as in one read from 1. The coloured ends are the
  top and bottom quarter (the second and third path; the stylesheet tells them by their order); without quarters none.
* Equals are a bar over the places they share, the dot at its end nearest the middle: outside a coloured end unless the
  whole group is inside it.
* The stylesheet gives both their size in pixels; nothing of them is scaled.
"""

from __future__ import annotations

from functools import lru_cache

from regioboek.charts.parts import (
    Point,
    band,
    closed,
    coordinate,
    dot,
    margin_runs,
    opening,
    path,
    polyline,
    runs,
)
from regioboek.markup import Markup, html, join
from regioboek.params.indicators import Indicator
from regioboek.schemas.rows import Series
from regioboek.words import language as nl
from regioboek.words.drawn import series_title
from regioboek.words.labels import text

WIDTH, HEIGHT = 120, 28
_PAD = 5
_ROOM = WIDTH - 2 * _PAD
_MIDDLE = 8  # of a strip


def sparkline(series: Series, *, indicator: Indicator, window: tuple[int, int], trend: str) -> Markup:
    """SVG of one series, `WIDTH` x `HEIGHT` pixels; nothing where nothing was observed.

    `window` is its first and last calendar year; what was observed before it is drawn too. Breaks come from the
    indicator.
    """
    points, margins, provisional = series.points, series.margins, series.provisional
    if not points:
        return Markup("")
    first, last = min(window[0], points[0][0]), max(window[1], points[-1][0])
    step = _ROOM / max(last - first, 1)
    heights = [v for year, value in points for v in (value, *margins.get(year, ()))]
    low, high = min(heights), max(heights)

    def at(point: Point) -> tuple[float, float]:
        share = (point[1] - low) / (high - low) if high > low else 0.5
        return _PAD + (point[0] - first) * step, HEIGHT - _PAD - share * (HEIGHT - 2 * _PAD)

    left = max(_PAD + (window[0] - first - 0.5) * step, 0)
    right = min(_PAD + (window[1] - first + 0.5) * step, WIDTH)
    out = [
        opening(f"rb-spark t-{trend}", series_title(series, indicator)),
        html('<rect x="{}" width="{}" height="{}"/>', coordinate(left), coordinate(right - left), coordinate(HEIGHT)),
    ]
    breaks = {b.year for b in indicator.breaks}
    for piece in margin_runs(points, margins, breaks):
        out.append(band([(*at((year, upper)), at((year, lower))[1]) for year, (lower, upper) in piece]))
    for css, part in (
        ("rb-before", [p for p in points if p[0] <= window[0]]),
        ("", [p for p in points if p[0] >= window[0]]),
    ):
        lines = [run for run in runs(part, breaks) if len(run) > 1]
        if lines:
            out.append(path("".join(polyline(map(at, run)) for run in lines), css))
    lone = {run[0][0] for run in runs(points, breaks) if len(run) == 1}
    for point in points:
        is_last = point is points[-1]
        if is_last or point[0] in lone or point[0] in provisional:
            out.append(dot(*at(point), 3 if is_last else 2, "rb-open" if point[0] in provisional else ""))
    return closed(out)


def strip(rank: int, ranked: int, tied: int = 0, *, position: str | None, share: float) -> Markup:
    """SVG of a place among `ranked` regions, `WIDTH` x 16 pixels; ValueError for a place that does not exist.

    `rank` 1 is best, `tied` others share it; `position` colours the mark (top, middle, bottom, or None where there are
    no quarters); `share` is the part of the ranking at either end that counts as a quarter.
    """
    words = f", {nl.POSITION_WORDS[position]}" if position in ("top", "bottom") else ""
    title = text("charts.strip.title", place=f"{nl.rank(rank, ranked, tied=tied)}{words}")
    first, last = (_PAD + (place - 1) / max(ranked - 1, 1) * _ROOM for place in (rank, rank + tied))
    middle = _PAD + _ROOM / 2
    where = middle if ranked == 1 else min(max(first, middle), last)
    group = path(f"M{coordinate(first)} {_MIDDLE}H{coordinate(last)}", "rb-group") if last - first > 2 else Markup("")
    out = [opening(f"rb-strip p-{position or 'none'}", title), _ranking(share if position else 0)]
    return closed([*out, group, dot(where, _MIDDLE, 4)])


@lru_cache(maxsize=4)
def _ranking(share: float) -> Markup:
    """The whole ranking as a line, and over it its two ends."""
    if not share:
        return path(f"M{_PAD} {_MIDDLE}h{_ROOM}")
    start, end = f"M{_PAD} {_MIDDLE}h", coordinate(share * _ROOM)
    return join([path(f"{start}{_ROOM}"), path(f"{start}{end}"), path(f"M{WIDTH - _PAD} {_MIDDLE}h-{end}")])
