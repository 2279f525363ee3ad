"""The national pictures of an indicator, drawn with seaborn: development through time and distribution.

Both are `WIDTH` pixels wide, so that they stay legible at the width of a phone; on a wide screen their message stands
beside them. Scales are those of the region pages (`charts.axis`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from regioboek.charts.axis import scale_for, year_ticks
from regioboek.charts.drawing import STYLE, axes_looks, name_axes, new_figure, to_svg
from regioboek.charts.frame import TEXT, Frame
from regioboek.charts.line_chart import spread_out
from regioboek.charts.paint import Palette
from regioboek.charts.parts import runs, text_width
from regioboek.markup import Markup
from regioboek.params.edition import Window
from regioboek.params.indicators import Indicator
from regioboek.params.levels import NATIONAL
from regioboek.schemas.rows import Region, Series
from regioboek.words import labels
from regioboek.words import language as nl

WIDTH = 440
_NAMES = 116  # room for the names at the right
_APART = 15.0


def development_svg(lines: Mapping[Region, Series], indicator: Indicator, window: Window, frame: Frame) -> Markup:
    """Lines of Nederland (accent) and the provincies (muted) with their names at the right; the window shaded.

    A line joins measurements that follow each other at the survey's usual pace and never crosses a break; longer
    gaps stay open. Measurements are dots where they are not yearly, open dots where they are provisional. Breaks are
    dashed. `lines` must not be empty, nor any of them.
    """
    import matplotlib as mpl  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415

    pace = usual_pace([year for series in lines.values() for year, _ in series.points])
    rows: list[tuple[bool, str, bool, int, float, bool]] = []
    for region, series in lines.items():
        status = dict(zip(series.years.tolist(), series.status, strict=True))
        for run in runs(series.points, {b.year for b in indicator.breaks}, pace):
            own, first_of, joined = region.code == NATIONAL, f"{region.code} {run[0][0]}", len(run) > 1
            rows += [(own, first_of, joined, year, value, status[year] != "definitive") for year, value in run]
    points = pd.DataFrame(rows, columns=["national", "run", "joined", "year", "value", "open"])
    scale = scale_for(
        points["value"].tolist(), decimals=indicator.decimals, minimum=indicator.minimum, maximum=indicator.maximum
    )
    first, last = min(int(points["year"].min()), window.first), max(int(points["year"].max()), window.last)
    height = 300
    left = math.ceil(max(text_width(word, TEXT) for word in scale.words())) + 8
    with mpl.rc_context(STYLE):
        figure, axes = new_figure((WIDTH, height), left=left, top=10, right=_NAMES, bottom=24)
        axes.axvspan(window.first - 0.5, window.last + 0.5, gid="window")
        for own, name, width in ((False, "region", 1.0), (True, "national", 2.6)):
            part = points[points["national"] == own]
            if part["joined"].any():
                line = part[part["joined"]]
                sns.lineplot(line, x="year", y="value", units="run", estimator=None, ax=axes, gid=name)
            for kind, open_ in ((f"{name}-dot", False), (f"{name}-open", True)):
                dots = part[(part["open"] == open_) & (part["open"] | ~part["joined"] | (pace > 1))]
                if not dots.empty:
                    axes.plot(dots["year"], dots["value"], "o", ms=4 + width, zorder=4, gid=kind)
        for b in indicator.breaks:
            if first < b.year <= last:
                axes.axvline(b.year - 0.5, gid="break")
                axes.text(b.year - 0.42, scale.high, labels.text("charts.break"), va="top", gid="break-word")
        axes.set_xlim(first - 0.5, last + 0.5)
        ticks = year_ticks(first, last, WIDTH - left - _NAMES)
        axes.set_xticks(ticks, [str(year) for year in ticks])
        axes.set_yticks(scale.ticks, scale.words())
        axes.set_ylim(scale.low, scale.high)
        axes.set(xlabel="", ylabel="")
        axes.grid(axis="y")
        name_axes(axes)
        _names(axes, lines, height - 24 - 10, WIDTH - left - _NAMES)
        return to_svg(figure, _development_looks(frame.palette), frame)


def _development_looks(palette: Palette) -> dict[str, str]:
    """Nederland in the accent colour, provincies muted; what is provisional is open."""
    looks = axes_looks(palette) | {
        "window": f"fill:{palette.css('rule')};fill-opacity:.28",
        "break": palette.line("muted", 1, ";stroke-dasharray:2 3"),
        "break-word": f"fill:{palette.css('muted')}",
    }
    for name, role, lead, width, weight in (
        ("region", "muted", "rule", 1.0, ""),
        ("national", "accent", "accent", 2.6, ";font-weight:700"),
    ):
        colour, edge = palette.css(role), f";stroke:{palette.css(role)};stroke-width:1.2"
        looks |= {
            name: palette.line(role, width),
            f"{name}-dot": f"fill:{colour}{edge}",
            f"{name}-open": f"fill:{palette.css('paper')}{edge}",
            f"{name}-lead": palette.line(lead, 0.8),
            f"{name}-name": f"fill:{colour}{weight}",
        }
    return looks


def usual_pace(years: list[int]) -> int:
    """Years between two measurements as a rule: 1 for yearly figures, 3 for a triennial survey (the median step)."""
    steps = np.diff(sorted(set(years)))
    return int(np.ceil(np.median(steps))) if len(steps) else 1


def _names(axes: Any, lines: Mapping[Region, Series], height: float, width: float) -> None:
    """Names at the right, moved apart so that none overlaps another, each led to the end of its line."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    ends = [(region, *series.points[-1]) for region, series in lines.items()]
    ends.sort(key=lambda end: (-end[2], end[0].code))
    pixels = [(high - value) / (high - low) * height for _, _, value in ends]
    places = _centres(pixels, _APART, -6, height + 22)
    step = (right - left) / width  # years in a pixel
    for (region, year, value), y in zip(ends, places, strict=True):
        name = "national" if region.code == NATIONAL else "region"
        place = high - y / height * (high - low)
        across = [year + 5 * step, max(year + 5 * step, right), right + 16 * step]
        axes.plot(across, [value, value, place], zorder=1, gid=f"{name}-lead")
        axes.text(right + 19 * step, place, region.short_name, va="center_baseline", gid=f"{name}-name")


def _centres(wanted: list[float], size: float, low: float, high: float) -> list[float]:
    """Middles of labels of one size, near `wanted`, without overlap, between `low` and `high`."""
    tops = spread_out([middle - size / 2 for middle in wanted], [size] * len(wanted), low, high)
    return [top + size / 2 for top in tops]


def distribution_svg(values: np.ndarray, quarters: np.ndarray, indicator: Indicator, frame: Frame) -> Markup:
    """Histogram of gemeenten (seaborn) with the quarters marked; `values` sorted, `quarters` three values.

    Values that :func:`within_sight` leaves out are not drawn; the caller says how many and from where.
    """
    import matplotlib as mpl  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    values = within_sight(values, quarters)
    height, left = 240, 38
    inner = WIDTH - left - 8
    with mpl.rc_context(STYLE):
        figure, axes = new_figure((WIDTH, height), left=left, top=34, right=8, bottom=28)
        bins = _bins(values, indicator.decimals)
        sns.histplot(x=values, bins=bins, ax=axes, gid="bar")
        low, high = axes.get_xlim()
        wanted = [(float(q) - low) / (high - low) * inner for q in quarters]
        places = [low + at / inner * (high - low) for at in _centres(wanted, 70, -3, inner + 3)]
        above = axes.get_xaxis_transform()
        words = labels.section("charts.quarters").values()
        for value, at, word in zip(quarters, places, words, strict=True):
            axes.axvline(value, gid="quarter")
            axes.plot([value, at], [1, 1.08], gid="lead", transform=above)
            axes.text(at, 1.09, word, ha="center", gid="quarter-word", transform=above)
        axes.set(xlabel="", ylabel="")
        axes.set_xlim(low, high)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7))
        _dutch(axes.xaxis, indicator.decimals)
        _dutch(axes.yaxis, 0)
        axes.tick_params(pad=6)
        axes.grid(axis="y")
        name_axes(axes)
        palette = frame.palette
        looks = axes_looks(palette) | {
            "bar": f"fill:{palette.css('accent')};fill-opacity:.6;stroke:{palette.css('paper')};stroke-width:.6",
            "quarter": palette.line("ink", 1, ";stroke-dasharray:2 2"),
            "lead": palette.line("rule", 0.8),
            "quarter-word": f"fill:{palette.css('muted')};text-anchor:middle",
        }
        return to_svg(figure, looks, frame)


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
