"""The national pictures of an indicator, drawn with seaborn: development through time and distribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from regioboek.edition import Window
from regioboek.indicators import Indicator
from regioboek.regions import NATIONAL
from regioboek.report import language as nl
from regioboek.report.drawing import STYLE, Palette, to_svg
from regioboek.report.edition_data import Region, Series

WIDTH = 760


def _axis_numbers(axis: Any, decimals: int) -> None:
    """Dutch numbers on an axis, with as many decimals as its steps need (at most two more than the figures)."""
    from matplotlib.ticker import FuncFormatter  # noqa: PLC0415

    ticks = axis.get_majorticklocs()
    step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else 1.0
    needed = next((d for d in range(decimals + 3) if abs(step - round(step, d)) < 1e-9), decimals)
    axis.set_major_formatter(FuncFormatter(lambda value, _position: nl.number(value, needed)))


def development_svg(
    lines: Mapping[Region, Series],
    indicator: Indicator,
    window: Window,
    *,
    palette: Palette,
    uid: str,
    title: str,
    description: str,
) -> str:
    """Lines of Nederland (accent) and the provincies (muted), names at the right end, the window shaded.

    Years without a figure interrupt a line; what is provisional is an open point; breaks are dashed lines.
    """
    import matplotlib as mpl  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415

    every = sorted({int(y) for s in lines.values() for y in s.years[s.observed]})
    regular = _usual_step(every)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 72, 380 / 72))
        axes = figure.add_axes((0.075, 0.11, 0.735, 0.83))
        axes.axvspan(window.first - 0.5, window.last + 0.5, color=palette.rule, alpha=0.22, lw=0)
        for region, series in lines.items():
            own = region.code == NATIONAL
            colour, width = (palette.accent, 2.6) if own else (palette.muted, 1.0)
            for part in _segments(series, regular):
                sns.lineplot(
                    x=series.years[part],
                    y=series.values[part],
                    ax=axes,
                    color=colour,
                    linewidth=width,
                    errorbar=None,
                    legend=False,
                    zorder=3 if own else 2,
                    alpha=1 if own else 0.75,
                )
            for k in np.flatnonzero(series.observed):
                settled = series.status[k] == "definitive"
                axes.plot(
                    series.years[k],
                    series.values[k],
                    marker="o",
                    markersize=5 if own else 2.6,
                    markerfacecolor=colour if settled else palette.paper,
                    markeredgecolor=colour,
                    zorder=4 if own else 2,
                )
        for b in indicator.breaks:
            axes.axvline(b.year - 0.5, color=palette.muted, linestyle=(0, (4, 3)), linewidth=1)
            axes.text(b.year - 0.45, 1.0, "breuk", transform=axes.get_xaxis_transform(), fontsize=9.5, va="top")
        axes.set_xlim(min(every[0], window.first) - 0.6, max(every[-1], window.last) + 0.6)
        axes.set_xlabel("")
        axes.set_ylabel(indicator.unit_short or indicator.unit)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=11))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: str(round(value))))
        _axis_numbers(axes.yaxis, indicator.decimals)
        axes.grid(axis="y", color=palette.rule, linewidth=0.6)
        axes.set_axisbelow(True)
        _end_labels(axes, lines, palette)
        return to_svg(figure, uid=uid, title=title, description=description, palette=palette)


def _usual_step(years: list[int]) -> int:
    """The smallest number of years between two measurements: 1 for yearly figures, 3 for a triennial survey."""
    return int(np.min(np.diff(years))) if len(years) > 1 else 1


def _segments(series: Series, step: int) -> list[np.ndarray]:
    """Indices of runs of measurements not further apart than `step` years; a lone point makes no line."""
    at = np.flatnonzero(series.observed)
    if len(at) < 2:
        return []
    cuts = np.flatnonzero(np.diff(series.years[at]) > step) + 1
    return [run for run in np.split(at, cuts) if len(run) > 1]


def _end_labels(axes: Any, lines: Mapping[Region, Series], palette: Palette) -> None:
    """Names at the right end of the lines, moved apart so that none overlaps another."""
    low, high = axes.get_ylim()
    height = 0.041 * (high - low)
    ends = [(float(s.values[np.flatnonzero(s.observed)[-1]]), region) for region, s in lines.items()]
    ends.sort(key=lambda pair: (pair[0], pair[1].code))
    places = [value for value, _ in ends]
    for _ in range(200):
        moved = False
        for k in range(len(places) - 1):
            overlap = height - (places[k + 1] - places[k])
            if overlap > 1e-12 * (high - low):
                places[k] -= overlap / 2
                places[k + 1] += overlap / 2
                moved = True
        if not moved:
            break
    lowest, highest = low, high - height / 2
    shift = min(0.0, highest - places[-1]) if places else 0.0
    shift = max(shift, lowest - places[0]) if places and places[0] + shift < lowest else shift
    right = axes.get_xlim()[1]
    for (value, region), place in zip(ends, places, strict=True):
        own = region.code == NATIONAL
        axes.annotate(
            region.name,
            xy=(right, value),
            xytext=(right + 0.15, place + shift),
            fontsize=10,
            fontweight="bold" if own else "normal",
            color=palette.accent if own else palette.muted,
            va="center",
            annotation_clip=False,
        )


def distribution_svg(
    values: np.ndarray,
    quarters: np.ndarray,
    indicator: Indicator,
    *,
    palette: Palette,
    uid: str,
    title: str,
    description: str,
) -> str:
    """Histogram of gemeenten (seaborn) with the quarters marked."""
    import matplotlib as mpl  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 72, 250 / 72))
        axes = figure.add_axes((0.075, 0.2, 0.9, 0.7))
        sns.histplot(x=values, bins=_bins(values, indicator.decimals), ax=axes, color=palette.accent, alpha=0.55)
        for patch in axes.patches:
            patch.set_edgecolor("white")
            patch.set_linewidth(0.6)
        for value, word in zip(quarters, ("een kwart", "de helft", "driekwart"), strict=True):
            axes.axvline(value, color=palette.ink, linewidth=1, linestyle=(0, (2, 2)))
            if _room(quarters, values):
                axes.text(value, 1.02, word, transform=axes.get_xaxis_transform(), ha="center", fontsize=9.5)
        axes.set_xlabel(indicator.unit_short or indicator.unit)
        axes.set_ylabel("gemeenten")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        _axis_numbers(axes.xaxis, indicator.decimals)
        _axis_numbers(axes.yaxis, 0)
        axes.grid(axis="y", color=palette.rule, linewidth=0.6)
        axes.set_axisbelow(True)
        return to_svg(figure, uid=uid, title=title, description=description, palette=palette)


def _room(quarters: np.ndarray, values: np.ndarray) -> bool:
    """Whether the three words fit beside each other."""
    span = float(values.max() - values.min())
    return span > 0 and float(np.min(np.diff(quarters))) / span > 0.085


def _bins(values: np.ndarray, decimals: int) -> np.ndarray:
    """At most 40 bins whose edges fall between figures that can occur, so that rounding makes no comb."""
    unit = 10.0**-decimals
    low, high = float(values.min()), float(values.max())
    steps = max(1, round((high - low) / unit))
    width = unit * max(1, int(np.ceil(steps / 40)))
    count = int(np.floor((high - low) / width)) + 1
    return low - unit / 2 + width * np.arange(count + 1)
