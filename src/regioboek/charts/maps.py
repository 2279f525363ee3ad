"""National maps: every gemeente in one of a few named classes, drawn with geopandas.

The same geometry serves every map of an edition: once per process it is simplified to what a map of this size can
show, as one coverage, so that neighbours keep sharing one line. The borders of provincies are dissolved from it and
drawn once on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from regioboek.charts.drawing import STYLE, Frame, to_svg
from regioboek.charts.paint import PaintedClass, Palette
from regioboek.layout import BuildDir

#: Width of a map in CSS pixels; two stand beside each other on a wide screen, one fills a phone.
WIDTH = 400

#: A map is drawn this many times as large, so that its coordinates are whole numbers of a fifth of a pixel.
SCALE = 5

#: Corners smaller than this many pixels (the root of their area) are smoothed away.
TOLERANCE = 1.4


class Ground(NamedTuple):
    """What every map of an edition is drawn from: gemeenten by code, borders of provincies, the box of both."""

    gemeenten: Any
    borders: Any
    box: tuple[float, ...]


@lru_cache(maxsize=4)
def ground(shapes: Path) -> Ground:
    """The geometry of `shapes` (shapes.parquet; the register lies beside it), simplified for a map of `WIDTH`."""
    import geopandas as gpd  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    from regioboek.schemas import read_table  # noqa: PLC0415

    table = gpd.read_parquet(shapes)
    table = table[table["level"] == "gemeente"].sort_values("code").set_index("code")
    left, _, right, _ = table.total_bounds
    vertices = shapely.get_num_coordinates(table.geometry.values).sum()
    if vertices > 20 * len(table):  # hexagons are simple enough
        simpler = shapely.coverage_simplify(table.geometry.values, TOLERANCE * (right - left) / WIDTH)
        table = table.set_geometry(simpler)
    register = read_table("regions", BuildDir(shapes.parent).regions).set_index("code")
    provincies = table.geometry.groupby(register["provincie"].reindex(table.index).to_numpy()).agg(shapely.union_all)
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(provincies.to_numpy())))
    borders = gpd.GeoSeries([lines] if len(provincies) > 1 else [], crs=table.crs)
    return Ground(table, borders, tuple(float(v) for v in table.total_bounds))


def warm(shapes: Path) -> None:
    """Read and simplify the geometry now, so that forked pages share it."""
    ground(shapes)


def national_map(
    shapes: Path,
    states: Mapping[str, str],
    classes: Sequence[PaintedClass],
    *,
    uid: str,
    frame: Frame,
    description: str,
    palette: Palette,
    tips: Mapping[str, str],
    base: str = "../regio/",
) -> str:
    """SVG of all gemeenten, each in its class, with the borders of the provincies on top.

    `states` and `tips` map gemeente codes to a class key and a tooltip; gemeenten link to their page below `base`.
    The legend, with the number of gemeenten in each class that occurs, becomes part of `frame`.
    """
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    gemeenten, borders, (left, bottom, right, top) = ground(shapes)
    room = 0.006 * (right - left)
    wide = WIDTH * SCALE / 72
    high = wide * (top - bottom + 2 * room) / (right - left + 2 * room)
    found = list(states.values())
    shown = gemeenten.index.map(lambda code: states.get(code, ""))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(wide, high))
        axes = figure.add_axes((0, 0, 1, 1))
        for part in classes:
            rows = gemeenten[shown == part.key]
            if rows.empty:
                continue
            rows.plot(ax=axes, facecolor=part.drawn, edgecolor=part.drawn, linewidth=0.6 * SCALE, aspect=None)
            axes.collections[-1].set_urls([f"{base}{code.lower()}.html" for code in rows.index])
        if len(borders):
            borders.plot(ax=axes, color=palette.ink, linewidth=0.8 * SCALE, aspect=None)
        axes.set_xlim(left - room, right + room)
        axes.set_ylim(bottom - room, top + room)
        axes.set_axis_off()
        return to_svg(
            figure,
            uid=uid,
            frame=replace(frame, legend=[(part, n) for part in classes if (n := found.count(part.key))]),
            description=description,
            palette=palette,
            classes=classes,
            tips={f"{base}{code.lower()}.html": tip for code, tip in tips.items()},
            scale=SCALE,
        )
