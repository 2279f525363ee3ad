"""The picture of a theme: indicators x provincies, one cell per trend, drawn with seaborn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from regioboek.charts.drawing import STYLE, new_figure, to_svg
from regioboek.charts.frame import TEXT, Frame
from regioboek.charts.paint import PaintedClass
from regioboek.charts.parts import text_width, wrap
from regioboek.markup import Markup
from regioboek.params.indicators import Indicator
from regioboek.schemas.rows import Region
from regioboek.words import language as nl

WIDTH = 440
_CELL, _ROW = 20, 29
_LABELS_AT_MOST = 160
_OVERHANG = 32  # of the last slanted name
_SLANT = 60  # degrees


def heat_strip_svg(
    regions: Sequence[Region],
    indicators: Sequence[Indicator],
    states: Mapping[tuple[str, str], str],
    directions: Mapping[tuple[str, str], str | None],
    classes: Sequence[PaintedClass],
    *,
    frame: Frame,
) -> Markup:
    """A row per indicator, a column per region; the cell has the trend's colour, its arrow and its pattern.

    Cells without a trend have a pattern only. `states` and `directions` are by region code and indicator id; a state
    is the key of one of `classes`.
    """
    import matplotlib as mpl  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415

    number = {part.key: n for n, part in enumerate(classes)}
    keys = [[(region.code, indicator.id) for region in regions] for indicator in indicators]
    codes = np.array([[number[states[key]] for key in row] for row in keys])
    arrows = np.array([[_arrow(states[key], directions[key]) for key in row] for row in keys])
    labels = [wrap(i.display_name, _LABELS_AT_MOST, TEXT, lines=2) for i in indicators]
    left = min(max(text_width(line, TEXT) for lines in labels for line in lines), _LABELS_AT_MOST) + 8
    across = min(max(_CELL, (WIDTH - left - _OVERHANG) / len(regions)), 1.5 * _CELL)
    top = 0.87 * max(text_width(region.name, TEXT) for region in regions) + 12
    width, height = max(WIDTH, left + across * len(regions) + _OVERHANG), top + _ROW * len(indicators) + 4
    with mpl.rc_context(STYLE):
        right = width - left - across * len(regions)
        figure, axes = new_figure((width, height), left=left, top=top, right=right, bottom=4)
        sns.heatmap(codes, ax=axes, annot=arrows, fmt="", cbar=False, linewidths=1.5, gid="cells")
        judged = {number["favourable"], number["unfavourable"]}
        for text, code in zip(list(axes.texts), codes.ravel(), strict=True):
            text.set_gid("arrow-judged" if code in judged else "arrow")
        axes.set_yticks([])
        for row, lines in enumerate(labels):
            for n, line in enumerate(lines):
                y = row + 0.5 + (n - (len(lines) - 1) / 2) * 13 / _ROW
                axes.text(-6 / across, y, line, ha="right", va="center_baseline", gid="indicator")
        axes.xaxis.tick_top()
        names = [region.name for region in regions]
        axes.set_xticks(np.arange(len(regions)) + 0.5, names, rotation=_SLANT, ha="left", rotation_mode="anchor")
        for label in axes.get_xticklabels():
            label.set_gid("region")
        ink = f"fill:{frame.palette.css('ink')}"
        looks = {
            "cells": [classes[code].css(frame.uid, 1.5) for code in codes.ravel()],
            "arrow-judged": f"fill:{frame.palette.css('paper')};text-anchor:middle",
            "arrow": f"{ink};text-anchor:middle",
            "indicator": f"{ink};text-anchor:end",
            "region": ink,
        }
        return to_svg(figure, looks, frame)


def _arrow(state: str, direction: str | None) -> str:
    """The sign in a cell; what has no direction has its pattern only."""
    return nl.ARROWS[direction] if direction and state in nl.TREND_WORDS else ""
