"""The picture of a theme: provincies x indicators, one cell per trend, drawn with seaborn."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from regioboek.indicators import Indicator
from regioboek.report import language as nl
from regioboek.report.drawing import STYLE, Palette, to_svg
from regioboek.report.edition_data import Region
from regioboek.report.maps import trend_classes

CELL_WIDTH, CELL_HEIGHT, LEFT, TOP = 74, 26, 118, 84
WIDEST = 760


def heat_strip_svg(
    regions: Sequence[Region],
    indicators: Sequence[Indicator],
    states: Mapping[tuple[str, str], Mapping[str, Any]],
    *,
    palette: Palette,
    uid: str,
    title: str,
    description: str,
) -> str:
    """A row per region, a column per indicator; the cell has the trend's colour, its arrow and its pattern."""
    import matplotlib as mpl  # noqa: PLC0415
    import seaborn as sns  # noqa: PLC0415
    from matplotlib.colors import ListedColormap  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    classes = {c.key: (n, c) for n, c in enumerate(trend_classes(palette))}
    found = [[states[r.code, i.id] for i in indicators] for r in regions]
    codes = np.array([[classes[f["trend"]][0] for f in row] for row in found])
    marks = np.array([[nl.arrow(f["trend"], f["direction"]) for f in row] for row in found])
    column = min(CELL_WIDTH, (WIDEST - LEFT) / len(indicators))
    width, height = LEFT + column * len(indicators) + 4, TOP + CELL_HEIGHT * len(regions) + 4
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes(
            (LEFT / width, 4 / height, column * len(indicators) / width, CELL_HEIGHT * len(regions) / height)
        )
        solid = ["white" if c.fill == "none" else c.fill for _, c in classes.values()]
        sns.heatmap(
            codes,
            ax=axes,
            cmap=ListedColormap(solid),
            vmin=-0.5,
            vmax=len(solid) - 0.5,
            annot=marks,
            fmt="",
            annot_kws={"fontsize": 12},
            cbar=False,
            linewidths=2,
            linecolor="white",
        )
        for text, code in zip(axes.texts, codes.ravel(), strict=True):
            text.set_color("white" if code < 2 else palette.ink)
        for (row, col), code in np.ndenumerate(codes):
            part = list(classes.values())[code][1]
            if part.hatch or part.fill == "none":
                edge = palette.rule if part.fill == "none" else "white"
                axes.add_patch(
                    Rectangle(
                        (col + 0.02, row + 0.05),
                        0.96,
                        0.9,
                        fill=False,
                        edgecolor=edge,
                        hatch=part.hatch,
                        linewidth=0.8,
                        zorder=1.5,
                    )
                )
        axes.set_yticks(np.arange(len(regions)) + 0.5, [r.name for r in regions], rotation=0, fontsize=11)
        labels = ["\n".join(textwrap.wrap(i.display_name, 13, max_lines=4, placeholder="…")) for i in indicators]
        axes.xaxis.tick_top()
        axes.set_xticks(np.arange(len(indicators)) + 0.5, labels, fontsize=9.5, va="bottom")
        axes.tick_params(length=0)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_color(palette.ink)
        return to_svg(figure, uid=uid, title=title, description=description, palette=palette)
