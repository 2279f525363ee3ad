"""National maps: every gemeente in one of a few named classes, drawn with geopandas.

A class is a colour and a pattern, never a colour alone: favourable plain, unfavourable dotted, undetermined
hatched, missing an outline only. The same geometry serves every map of an edition: it is simplified once per
process to what a map of this size can show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from regioboek.report import language as nl
from regioboek.report.drawing import STYLE, Palette, to_svg

#: Size of a map in CSS pixels; two stand beside each other on a wide screen.
WIDTH, HEIGHT = 400, 470


@dataclass(frozen=True)
class MapClass:
    """One class of a map: its CSS class, words for the legend, and how it is drawn."""

    key: str
    css: str
    words: str
    fill: str
    hatch: str | None = None


def trend_classes(palette: Palette) -> tuple[MapClass, ...]:
    """The five states of a trend."""
    words = nl.TREND_WORDS
    return (
        MapClass("favourable", "t-favourable", words["favourable"], palette.favourable),
        MapClass("unfavourable", "t-unfavourable", words["unfavourable"], palette.unfavourable, "...."),
        MapClass("none", "t-none", words["none"], "#a9b0b8"),
        MapClass("undetermined", "t-undetermined", words["undetermined"], "none", "//////"),
        MapClass("missing", "t-missing", words["missing"], "none"),
    )


def position_classes(palette: Palette) -> tuple[MapClass, ...]:
    """The three parts of a ranking, and no place."""
    words = nl.POSITION_WORDS
    return (
        MapClass("top", "p-top", words["top"], palette.favourable),
        MapClass("middle", "p-middle", words["middle"], "#a9b0b8"),
        MapClass("bottom", "p-bottom", words["bottom"], palette.unfavourable, "...."),
        MapClass("none", "p-none", "geen plaats", "none"),
    )


def count_classes(colour: str, words: tuple[str, str]) -> tuple[MapClass, ...]:
    """None, one, two, three or more: the same colour in growing strength; `words` for one and many."""
    shades = ("none", _tint(colour, 0.35), _tint(colour, 0.65), colour)
    labels = (f"geen {words[1]}", f"1 {words[0]}", f"2 {words[1]}", f"3 of meer {words[1]}")
    return tuple(
        MapClass(str(i), f"rb-count-{i}", label, shade)
        for i, (label, shade) in enumerate(zip(labels, shades, strict=True))
    )


def _tint(colour: str, strength: float) -> str:
    """`colour` mixed with white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in parts)


@lru_cache(maxsize=8)
def _shapes(path: Path, level: str) -> Any:
    """The polygons of one level, simplified to about a pixel of the map, with the region code as index."""
    import geopandas as gpd  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    table = gpd.read_parquet(path)
    table = table[table["level"] == level].sort_values("code").set_index("code")
    left, bottom, right, top = table.total_bounds
    pixel = max((right - left) / WIDTH, (top - bottom) / HEIGHT)
    vertices = shapely.get_num_coordinates(table.geometry.values).sum()
    if vertices > 20 * len(table):  # hexagons are simple enough
        table = table.set_geometry(shapely.coverage_simplify(table.geometry.values, 1.2 * pixel))
    return table


def warm(path: Path) -> None:
    """Read and simplify the geometry now, so that forked pages share it."""
    for level in ("gemeente", "provincie"):
        _shapes(path, level)


def national_map(
    shapes: Path,
    states: Mapping[str, str],
    classes: Sequence[MapClass],
    *,
    uid: str,
    title: str,
    description: str,
    palette: Palette,
    tips: Mapping[str, str],
    base: str = "../regio/",
) -> str:
    """SVG of all gemeenten, each in its class, with the borders of the provincies on top.

    `states` and `tips` map gemeente codes to a class key and a tooltip; gemeenten link to their page below `base`.
    """
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    gemeenten = _shapes(shapes, "gemeente")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72))
        axes = figure.add_axes((0, 0, 1, 1))
        for part in classes:
            codes = [code for code in gemeenten.index if states.get(code) == part.key]
            if not codes:
                continue
            edge = palette.rule if part.fill == "none" else "#ffffff"
            gemeenten.loc[codes].plot(
                ax=axes, facecolor=part.fill, edgecolor=edge, linewidth=0.4, hatch=part.hatch, aspect=None
            )
            axes.collections[-1].set_urls([f"{base}{code.lower()}.html" for code in codes])
        provincies = _shapes(shapes, "provincie")
        provincies.boundary.plot(ax=axes, edgecolor=palette.ink, linewidth=0.7, aspect=None)
        axes.set_aspect("equal")
        axes.set_axis_off()
        addresses = {f"{base}{code.lower()}.html": tip for code, tip in tips.items()}
        return to_svg(figure, uid=uid, title=title, description=description, palette=palette, tips=addresses)


def map_legend(classes: Sequence[MapClass], states: Mapping[str, str]) -> str:
    """The legend in words with counts; classes that do not occur are left out."""
    items = []
    for part in classes:
        n = sum(1 for state in states.values() if state == part.key)
        if n:
            items.append(
                f'<li class="{part.css}"><span class="rb-swatch" aria-hidden="true"></span>'
                f'{escape(part.words)} <span class="rb-n">{nl.number(n, 0)}</span></li>'
            )
    return f'<ul class="rb-legend">{"".join(items)}</ul>'
