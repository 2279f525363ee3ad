"""Shapes of regions: simplified polygons for national maps, SVG paths for pages, neighbours, label points.

Rules
* Gemeenten are simplified together, as a coverage: a border that two of them share stays one line (Visvalingam-Whyatt
  as in GEOS `CoverageSimplifier`; the tolerance is the square root of the area that may be lost at a corner).
* COROP areas, provincies and the country are the union of their simplified gemeenten, so that lines of all levels
  coincide.
* An islet, or a hole in which no other gemeente lies, is dropped below `LEAST_PART`; a region keeps its largest part.
* Neighbours share a line, not just a corner. A region without any (an island) has none; `near` names the nearest three.
* The label point is the centre of the largest circle that fits in the largest part: always inside, unlike a centroid.
* Tiles (hexagons of equal size) are taken as they are.
* Paths are whole numbers in one drawing of `WIDTH` wide for all levels, y downwards: regions of different levels can be
  laid over each other. After the first point of a ring all commands are relative.
* The overview is what a map of all gemeenten needs: drawn `OVERVIEW_WIDTH` wide, without the corners that cannot be
  seen there (again as a coverage), and the borders of provincies once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from regioboek.errors import Problem, SourceError
from regioboek.files import write_text
from regioboek.layout import BuildDir
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, Level
from regioboek.statistics.inside import parent_of

#: Width of the common drawing; a unit is some 66 metres on a map of the Netherlands.
WIDTH = 4000

#: Width of the overview, which a page shows some 400 pixels wide, and the least corner of it (as `TOLERANCE`).
OVERVIEW_WIDTH, OVERVIEW_CORNER = 2000, 7.0

#: Metres: corners smaller than this are smoothed away; of no account for tiles.
TOLERANCE = 250.0

#: Square metres: islets and empty holes below this are left out.
LEAST_PART = 500_000.0

RD = "EPSG:28992"


@dataclass(frozen=True)
class Shapes:
    """The geometry of an edition.

    `shapes`: code, level, geometry; EPSG:28992, or no coordinate system for tiles; in the order of the register.
    `paths`: {"width", "height", "regions": {code: {"level", "name", "d", "box": [x0, y0, x1, y1], "at": [x, y],
    "neighbours": [codes of the same level], "near": [codes; only when there are no neighbours]}},
    "overview": {"width", "height", "gemeenten": {code: path}, "borders": path}}.
    """

    shapes: gpd.GeoDataFrame
    paths: dict[str, Any]


def build_shapes(
    boundaries: Mapping[Level, gpd.GeoDataFrame],
    regions: pd.DataFrame,
    inside: pd.DataFrame,
    areas: pd.DataFrame | None = None,
    *,
    tiles: bool = False,
) -> Shapes:
    """Shapes of all `regions` from boundary files per level.

    `boundaries`: per level a table with `code` and `geometry` in metres (tiles: in any unit, y upwards).
    `regions`: code, name, level, as regions.parquet; `inside` as inside.parquet.
    `areas`: area, gemeente of the areas that are defined by gemeenten; a gemeente of which a part belongs to one is
    drawn whole.

    Raises SourceError naming every region for which no shape can be made.
    """
    by_level: dict[str, dict[str, Any]] = {}
    for level in reversed(LEVELS):
        wanted = regions.loc[regions["level"] == level, "code"]
        if wanted.empty or not (LEVELS[level].base or level in boundaries):
            by_level[level] = {}
        elif LEVELS[level].base:
            pairs = _pairs(level, regions.loc[regions["level"] == BASE, "code"], inside, areas)
            by_level[level] = _dissolved(pairs, by_level[BASE])
        else:
            own = boundaries[level][boundaries[level]["code"].isin(wanted)].sort_values("code")
            polygons = own.geometry.to_numpy()
            if not tiles:
                polygons = shapely.coverage_simplify(_without_specks(polygons), TOLERANCE)
            by_level[level] = dict(zip(own["code"], shapely.normalize(polygons), strict=True))
    codes, names, levels = (regions[column].tolist() for column in ("code", "name", "level"))
    missing = [
        Problem(f"boundaries of {level}", f"{code} ({name})", "no polygon", "one for every region")
        for code, name, level in zip(codes, names, levels, strict=True)
        if code not in by_level[level]
    ]
    if missing:
        raise SourceError("Regions without a shape", missing)
    shapes = [by_level[level][code] for code, level in zip(codes, levels, strict=True)]
    table = gpd.GeoDataFrame({"code": codes, "level": levels}, geometry=shapes, crs=None if tiles else RD)
    paths = _paths(table, names) | {
        "overview": _overview(table, parent_of(regions["code"], inside, "provincie"), tiles=tiles)
    }
    return Shapes(table, paths)


def write_shapes(shapes: Shapes, build: BuildDir) -> None:
    """Write shapes.parquet (GeoParquet) and paths.json; the same shapes give the same bytes."""
    write_text(build.paths, json.dumps(shapes.paths, ensure_ascii=False, separators=(",", ":")) + "\n")
    beside = build.shapes.with_name(f".{build.shapes.name}.part")
    shapes.shapes.to_parquet(beside, index=False, compression="zstd")
    beside.replace(build.shapes)


def _dissolved(pairs: Iterable[tuple[str, str]], gemeenten: Mapping[str, Any]) -> dict[str, Any]:
    """Polygons by code of areas, from (area, gemeente) of every gemeente that lies in one."""
    parts: dict[str, list[Any]] = {}
    for code, gemeente in pairs:
        if gemeente in gemeenten:
            parts.setdefault(code, []).append(gemeenten[gemeente])
    return {code: shapely.normalize(shapely.union_all(found)) for code, found in parts.items()}


def _pairs(
    level: Level, gemeenten: pd.Series, inside: pd.DataFrame, areas: pd.DataFrame | None
) -> list[tuple[str, str]]:
    """(area, gemeente) of every gemeente that lies in an area of a level."""
    if LEVELS[level].listed:
        return [] if areas is None else list(zip(areas["area"].tolist(), areas["gemeente"].tolist(), strict=True))
    around = [NATIONAL] * len(gemeenten) if level == COUNTRY else parent_of(gemeenten, inside, level).tolist()
    return list(zip(around, gemeenten.tolist(), strict=True))


def _without_specks(polygons: Any) -> Any:
    """The polygons without small islets and without small holes that are nobody's."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    area = shapely.area(parts)
    largest = np.zeros(len(polygons))
    np.maximum.at(largest, owner, area)
    tree = shapely.STRtree(parts)
    one, other = tree.query(parts, predicate="intersects")
    touching = np.zeros(len(parts), dtype=bool)
    touching[one[owner[one] != owner[other]]] = True
    keep = (area >= LEAST_PART) | (area == largest[owner]) | touching
    parts, owner = parts[keep], owner[keep]
    tree = shapely.STRtree(parts)
    kept = []
    for part in parts:
        holes = [shapely.Polygon(ring) for ring in shapely.get_rings(part)[1:]]
        stay = [h.exterior for h in holes if h.area >= LEAST_PART or len(tree.query(h, predicate="contains")) > 0]
        kept.append(shapely.Polygon(part.exterior, stay))
    joined = np.array(kept, dtype=object)
    return np.array(
        [joined[owner == i][0] if (owner == i).sum() == 1 else shapely.MultiPolygon(joined[owner == i].tolist())
         for i in range(len(polygons))],
        dtype=object,
    )  # fmt: skip


def _paths(table: gpd.GeoDataFrame, names: list[str]) -> dict[str, Any]:
    """The drawing of all regions; the box of the whole is (0, 0, width, height)."""
    left, bottom, right, top = table.total_bounds
    scale = WIDTH / (right - left)
    drawn = shapely.transform(table.geometry.to_numpy(), lambda xy: (xy - [left, top]) * [scale, -scale])
    result: dict[str, Any] = {"width": WIDTH, "height": round((top - bottom) * scale), "regions": {}}
    for code, level, name, polygon in zip(table["code"], table["level"], names, drawn, strict=True):
        rounded = shapely.transform(shapely.normalize(polygon), lambda xy: xy.round())
        at = shapely.maximum_inscribed_circle(max(shapely.get_parts(polygon), key=lambda part: part.area), 2.0)
        x, y = shapely.get_coordinates(at)[0]
        result["regions"][code] = {
            "level": level,
            "name": name,
            "d": "".join(_ring(ring) for part in shapely.get_parts(rounded) for ring in shapely.get_rings(part)),
            "box": [int(v) for v in shapely.bounds(rounded)],
            "at": [round(x), round(y)],
        }
    for level in LEVELS:
        if LEVELS[level].overlaps:  # what shares gemeenten is no neighbour
            continue
        rows = (table["level"] == level).to_numpy()
        for code, found in _neighbours(table["code"][rows].tolist(), table.geometry.to_numpy()[rows]).items():
            result["regions"][code] |= found
    return result


def _overview(table: gpd.GeoDataFrame, provincies: pd.Series, *, tiles: bool) -> dict[str, Any]:
    """The drawing of all gemeenten on one small map; `provincies` has the code of each row of `table`."""
    left, bottom, right, top = table.total_bounds
    scale = OVERVIEW_WIDTH / (right - left)

    def on_grid(geometry: Any) -> Any:
        return shapely.transform(geometry, lambda xy: ((xy - [left, top]) * [scale, -scale]).round())

    rows = (table["level"] == BASE).to_numpy()
    polygons = table.geometry.to_numpy()[rows]
    if not tiles:
        polygons = shapely.coverage_simplify(polygons, OVERVIEW_CORNER / scale)
    inside = pd.Series(polygons).groupby(provincies.to_numpy()[rows]).agg(lambda found: shapely.union_all(found.array))
    borders = shapely.line_merge(shapely.union_all(shapely.boundary(inside.to_numpy()))) if len(inside) > 1 else None
    return {
        "width": OVERVIEW_WIDTH,
        "height": round((top - bottom) * scale),
        "gemeenten": {
            code: "".join(_ring(ring) for part in shapely.get_parts(shape) for ring in shapely.get_rings(part))
            for code, shape in zip(table["code"][rows], on_grid(polygons), strict=True)
        },
        "borders": "".join(_line(_points(line)) for line in shapely.get_parts(on_grid(borders))),
    }


def _ring(ring: Any) -> str:
    """One closed ring of whole numbers as a path; nothing when it collapsed to a line."""
    points = _points(ring)[:-1]
    return f"{_line(points)}Z" if len(points) > 2 else ""


def _points(line: Any) -> list[tuple[int, int]]:
    """The points of a line of whole numbers, none twice in a row."""
    points = [(int(x), int(y)) for x, y in shapely.get_coordinates(line)]
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def _line(points: list[tuple[int, int]]) -> str:
    """`M` and relative lines through `points`."""
    parts, last = [f"M{points[0][0]} {points[0][1]}"], ""
    for (x0, y0), (x, y) in pairwise(points):
        command, numbers = ("h", f"{x - x0}") if y == y0 else ("v", f"{y - y0}") if x == x0 else ("l", "")
        if command == "l":
            dx, dy = x - x0, y - y0
            numbers = f"{dx}{dy}" if dy < 0 else f"{dx} {dy}"
        if command != last:
            parts.append(command)
        elif not numbers.startswith("-"):
            parts.append(" ")
        parts.append(numbers)
        last = command
    return "".join(parts)


def _neighbours(codes: list[str], polygons: Any) -> dict[str, dict[str, list[str]]]:
    """Per code its neighbours in the order of `codes`; the three nearest where it has none."""
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    pairs = one != other
    one, other = one[pairs], other[pairs]
    line = shapely.length(shapely.intersection(polygons[one], polygons[other])) > 0
    beside: dict[int, list[int]] = {i: [] for i in range(len(codes))}
    for i, j in sorted(zip(one[line].tolist(), other[line].tolist(), strict=True)):
        beside[i].append(j)
    result = {codes[i]: {"neighbours": [codes[j] for j in found]} for i, found in beside.items()}
    for i in (i for i, found in beside.items() if not found and len(codes) > 1):
        nearest = np.argsort(shapely.distance(polygons[i], polygons).round(3), kind="stable")
        result[codes[i]]["near"] = [codes[j] for j in nearest if j != i][:3]
    return result
