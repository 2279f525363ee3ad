"""The national pictures of an indicator, drawn with seaborn: development through time and distribution.

Both are `WIDTH` pixels wide, so that they stay legible at the width of a phone; on a wide screen their message stands
beside them. Scales are those of the region pages (`report.svg.axis`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from regioboek.charts.axis import Scale, scale_for, year_ticks
from regioboek.charts.drawing import STYLE, Frame, to_svg
from regioboek.charts.line_chart import spread_out
from regioboek.charts.paint import Palette
from regioboek.charts.parts import text_width
from regioboek.params.edition import Window
from regioboek.params.indicators import Indicator
from regioboek.params.regions import NATIONAL
from regioboek.schemas.rows import Region, Series
from regioboek.words import language as nl

WIDTH = 440
_NAMES = 116  # room for the names at the right
_TEXT = 12
_APART = 15.0


def development_svg(
    lines: Mapping[Region, Series],
    indicator: Indicator,
    window: Window,
    *,
    palette: Palette,
    uid: str,
    frame: Frame,
    description: str,
) -> str:
    """Lines of Nederland (accent) and the provincies (muted) with their names at the right; the window shaded.

    A line joins measurements that follow each other at the survey's usual pace and never crosses a break; longer
    gaps stay open. Measurements are dots where they are not yearly, open dots where they are provisional. Breaks are
    dashed. `lines` must not be empty, nor any of them.
    """
    import matplotlib as mpl  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    points = pd.DataFrame(
        [
            (region.code, int(year), float(value), status != "definitive")
            for region, series in lines.items()
            for year, value, status in zip(series.years, series.values, series.status, strict=True)
            if not np.isnan(value)
        ],
        columns=["region", "year", "value", "open"],
    )
    pace = usual_pace([int(y) for y in points["year"]])
    points["run"] = _runs(points, pace, {b.year for b in indicator.breaks})
    scale = scale_for(
        points["value"].tolist(), decimals=indicator.decimals, minimum=indicator.minimum, maximum=indicator.maximum
    )
    first, last = min(int(points["year"].min()), window.first), max(int(points["year"].max()), window.last)
    height = 300
    left = math.ceil(max(text_width(word, _TEXT) for word in scale.words())) + 8
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        axes = figure.add_axes(
            (left / WIDTH, 24 / height, (WIDTH - left - _NAMES) / WIDTH, (height - 24 - 10) / height)
        )
        axes.axvspan(window.first - 0.5, window.last + 0.5, color=palette.rule, alpha=0.28, lw=0)
        national = points["region"] == NATIONAL
        for rows, colour, width in (
            (points[~national], palette.muted, 1.0),
            (points[national], palette.accent, 2.6),
        ):
            joined = rows[rows.groupby("run")["year"].transform("size") > 1]
            if not joined.empty:
                sns.lineplot(
                    joined, x="year", y="value", units="run", estimator=None, ax=axes, color=colour, linewidth=width
                )
            lone = rows.groupby("run")["year"].transform("size") == 1
            for open_, face in ((False, colour), (True, palette.paper)):
                dots = rows[(rows["open"] == open_) & (rows["open"] | lone | (pace > 1))]
                if not dots.empty:
                    size = 4 + width
                    axes.plot(
                        dots["year"],
                        dots["value"],
                        "o",
                        ms=size,
                        mfc=face,
                        mec=colour,
                        mew=1.2,
                        clip_on=False,
                        zorder=4,
                    )
        for b in indicator.breaks:
            if first < b.year <= last:
                axes.axvline(b.year - 0.5, color=palette.muted, linestyle=(0, (2, 3)), linewidth=1)
                axes.text(b.year - 0.42, scale.high, "breuk", fontsize=_TEXT, va="top", color=palette.muted)
        axes.set_xlim(first - 0.5, last + 0.5)
        _years(axes, first, last, WIDTH - left - _NAMES)
        _values(axes.yaxis, scale)
        axes.set_ylim(scale.low, scale.high)
        axes.set(xlabel="", ylabel="")
        axes.grid(axis="y", color=palette.rule, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        _names(axes, lines, palette, height - 24 - 10, WIDTH - left - _NAMES)
        return to_svg(figure, uid=uid, frame=frame, description=description, palette=palette)


def usual_pace(years: list[int]) -> int:
    """Years between two measurements as a rule: 1 for yearly figures, 3 for a triennial survey (the median step)."""
    steps = np.diff(sorted(set(years)))
    return int(np.ceil(np.median(steps))) if len(steps) else 1


def _runs(points: Any, pace: int, breaks: set[int]) -> list[int]:
    """A number for every point; points with the same number are joined by a line."""
    found, run = [], 0
    before: tuple[str, int] | None = None
    for region, year in zip(points["region"], points["year"], strict=True):
        if before is not None and (
            before[0] != region or year - before[1] > pace or any(before[1] < b <= year for b in breaks)
        ):
            run += 1
        found.append(run)
        before = (region, year)
    return found


def _years(axes: Any, first: int, last: int, room: float) -> None:
    ticks = year_ticks(first, last, room)
    axes.set_xticks(ticks, [str(year) for year in ticks], fontsize=_TEXT)


def _values(axis: Any, scale: Scale) -> None:
    axis.set_ticks(scale.ticks, scale.words(), fontsize=_TEXT)


def _names(axes: Any, lines: Mapping[Region, Series], palette: Palette, height: float, width: float) -> None:
    """Names at the right, moved apart so that none overlaps another, each led to the end of its line."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    ends = []
    for region, series in lines.items():
        at = np.flatnonzero(series.observed)[-1]
        ends.append((region, int(series.years[at]), float(series.values[at])))
    ends.sort(key=lambda end: (-end[2], end[0].code))
    pixels = [(high - value) / (high - low) * height for _, _, value in ends]
    places = _centres(pixels, _APART, -6, height + 22)
    step = (right - left) / width  # years in a pixel
    for (region, year, value), y in zip(ends, places, strict=True):
        own = region.code == NATIONAL
        colour = palette.accent if own else palette.muted
        place = high - y / height * (high - low)
        axes.plot(
            [year + 5 * step, max(year + 5 * step, right), right + 16 * step],
            [value, value, place],
            color=palette.accent if own else palette.rule,
            linewidth=0.8,
            clip_on=False,
            zorder=1,
        )
        axes.text(
            right + 19 * step,
            place,
            region.name,
            fontsize=_TEXT,
            fontweight="bold" if own else "normal",
            color=colour,
            va="center_baseline",
            clip_on=False,
        )


def _centres(wanted: list[float], size: float, low: float, high: float) -> list[float]:
    """Middles of labels of one size, near `wanted`, without overlap, between `low` and `high`."""
    tops = spread_out([middle - size / 2 for middle in wanted], [size] * len(wanted), low, high)
    return [top + size / 2 for top in tops]


def distribution_svg(
    values: np.ndarray,
    quarters: np.ndarray,
    indicator: Indicator,
    *,
    palette: Palette,
    uid: str,
    frame: Frame,
    description: str,
) -> str:
    """Histogram of gemeenten (seaborn) with the quarters marked; `values` sorted, `quarters` three values.

    Values that :func:`within_sight` leaves out are not drawn; the caller says how many and from where.
    """
    import matplotlib as mpl  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    values = within_sight(values, quarters)
    height, left, top = 240, 38, 34
    inner = WIDTH - left - 8
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        axes = figure.add_axes((left / WIDTH, 28 / height, inner / WIDTH, (height - 28 - top) / height))
        bins = _bins(values, indicator.decimals)
        sns.histplot(x=values, bins=bins, ax=axes, color=palette.accent, alpha=0.6, edgecolor=palette.paper, lw=0.6)
        low, high = axes.get_xlim()
        wanted = [(float(q) - low) / (high - low) * inner for q in quarters]
        places = _centres(wanted, 70, -3, inner + 3)
        for value, at, word in zip(quarters, places, ("een kwart", "de helft", "driekwart"), strict=True):
            axes.axvline(value, color=palette.ink, linewidth=1, linestyle=(0, (2, 2)))
            axes.annotate(
                word,
                xy=(value, 1),
                xytext=(low + at / inner * (high - low), 1.09),
                xycoords=axes.get_xaxis_transform(),
                textcoords=axes.get_xaxis_transform(),
                ha="center",
                fontsize=_TEXT,
                color=palette.muted,
                arrowprops={"arrowstyle": "-", "color": palette.rule, "lw": 0.8, "shrinkA": 0, "shrinkB": 0},
                annotation_clip=False,
            )
        axes.set(xlabel="", ylabel="")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7))
        _dutch(axes.xaxis, indicator.decimals)
        _dutch(axes.yaxis, 0)
        axes.tick_params(labelsize=_TEXT, pad=6)
        axes.grid(axis="y", color=palette.rule, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        return to_svg(figure, uid=uid, frame=frame, description=description, palette=palette)


def within_sight(values: np.ndarray, quarters: np.ndarray) -> np.ndarray:
    """`values` (sorted) without a few at the top that lie so far out that all others would share one bar.

    At most one in twenty is left out: those more than six times the distance between the quarters above the third.
    """
    seen = values[values <= quarters[2] + 6 * (quarters[2] - quarters[0])]
    return seen if len(values) - len(seen) <= len(values) / 20 and len(seen) > 1 else values


def _dutch(axis: Any, decimals: int) -> None:
    """Dutch numbers on an axis, with as many decimals as its steps need (at most two more than the figures)."""
    from matplotlib.ticker import FuncFormatter  # noqa: PLC0415

    ticks = axis.get_majorticklocs()
    step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else 1.0
    needed = next((d for d in range(decimals + 3) if abs(step - round(step, d)) < 1e-9 * max(1.0, step)), decimals)
    axis.set_major_formatter(FuncFormatter(lambda value, _position: nl.number(value, needed)))


def _bins(values: np.ndarray, decimals: int) -> np.ndarray:
    """At most 40 bins whose edges fall between figures that can occur, so that rounding makes no comb."""
    unit = 10.0**-decimals
    low, high = float(values.min()), float(values.max())
    steps = max(1, round((high - low) / unit))
    width = unit * max(1, int(np.ceil(steps / 40)))
    count = int(np.floor((high - low) / width)) + 1
    return low - unit / 2 + width * np.arange(count + 1)
