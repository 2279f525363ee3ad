"""A series in the size of a word: line, open gaps, window, last figure marked.

Rules

* A line joins consecutive years only; a lone year is a dot.
* Provisional figures are open dots; the latest figure is the larger dot.
* The window of the trend is shaded; what lies before it is muted.
* The stylesheet gives it its size in pixels, `WIDTH` x `HEIGHT`; nothing of it is scaled.
* Margins are a muted band behind it.
* Vertically the drawing spans the series' own lowest and highest value (or margin): it shows shape, not size.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from regioboek.charts.parts import (
    Point,
    band,
    closed,
    coordinate,
    dot,
    margin_runs,
    observed,
    opening,
    path,
    polyline,
    runs,
)
from regioboek.markup import Markup, html
from regioboek.params.indicators import Indicator
from regioboek.schemas.rows import Margin
from regioboek.words import language as nl
from regioboek.words.drawn import series_title

WIDTH, HEIGHT = 120, 28
_PAD_X, _PAD_Y = 5, 5


def sparkline(
    years: Sequence[int],
    values: Sequence[float | None],
    *,
    indicator: Indicator,
    window: tuple[int, int],
    trend: str,
    extent: tuple[int, int] | None = None,
    provisional: Collection[int] = (),
    margins: Mapping[int, Margin] | None = None,
) -> Markup:
    """SVG of one series, `WIDTH` x `HEIGHT` pixels.

    `values` may hold None or NaN; `window` and `extent` are first and last calendar year, the latter of the
    horizontal axis (default: the window and whatever was observed before it); `provisional` are years,
    `margins` by year. Breaks come from the indicator. Raises ValueError for an unknown trend, unsorted years or
    infinite values.
    """
    if trend not in nl.TREND_WORDS:
        raise ValueError(f"unknown trend {trend!r}; expected one of {', '.join(nl.TREND_WORDS)}")
    points = observed(years, values)
    first, last = extent or (min([window[0], *(y for y, _ in points)]), max([window[1], *(y for y, _ in points)]))
    points = [p for p in points if first <= p[0] <= last]
    step = (WIDTH - 2 * _PAD_X) / max(last - first, 1)
    margins = margins or {}
    heights = [v for year, value in points for v in (value, *margins.get(year, ()))] or [0.0]
    low, high = min(heights), max(heights)

    def at(point: Point) -> tuple[float, float]:
        share = (point[1] - low) / (high - low) if high > low else 0.5
        return _PAD_X + (point[0] - first) * step, HEIGHT - _PAD_Y - share * (HEIGHT - 2 * _PAD_Y)

    left = max(_PAD_X + (window[0] - first - 0.5) * step, 0)
    right = min(_PAD_X + (window[1] - first + 0.5) * step, WIDTH)
    out = [
        opening(f"rb-spark t-{trend}", series_title(points, indicator, provisional, margins)),
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
