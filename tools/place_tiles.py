"""Compute the tile map: one pointy-top hexagon per gemeente, so that the whole reads as the Netherlands.

    python tools/place_tiles.py GEMEENTEN.geojson params/regions/tegels.csv [--picture tegels.svg]

GEMEENTEN is a boundary file in metres (EPSG:28992) with `statcode`; names and division come from `params/regions/`.
Takes two or three minutes on one core. The same file, seeds and versions of numpy, scipy and GEOS give the same
tiles; the result is committed, so nobody has to run this unless the division changes.

1. *Cartogram.* Boundaries are stretched until every gemeente has nearly the same area: the rubber-sheet method of
   Dougenik, Chrisman and Niemeyer (1985), The Professional Geographer 37(1), 75-81. The large waters take part as areas
   with a size of their own (`WATERS`), so that they stay open.
2. *Lattice.* Hexagons of that area are laid over it. `ORIGIN` is where they cover the land best.
3. *Assignment.* The hexagons with most land and the centroids are matched at the least total squared distance
   (scipy.optimize.linear_sum_assignment).
4. *Annealing.* Random swaps, and moves to a free hexagon, lower one cost (see :class:`Cost`): distance from the place
   in the cartogram, neighbours that came apart, directions that turned, hexagons in the sea, holes in the land, long
   borders of provincies and COROP areas, and areas that fall apart. Holes that remain are closed row by row.
5. *By hand.* `PINNED`: the islands, Zeeland and the Noordoostpolder with Urk; a reader recognises the country by
   them. `SEA` keeps the water around them open.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment
from tile_annealing import APART, ROW, Cell, Cost, Lattice, anneal, fill_holes, hexagon

from regioboek.params.regions import Region, read_division

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = (-1.0, -0.35)  # of the lattice, from the north-western corner of the cartogram

#: Rough outlines in kilometres (EPSG:28992) and the area they keep, in tiles.
WATERS = (
    ("134 573 152 577 158 568 153 552 168 541 170 527 163 510 157 501 143 489 133 487 130 497 136 515 149 526 133 545",
     11),
    ("118 562 118 575 150 600 190 606 225 609 245 611 243 607 218 604 190 602 170 594 155 580 145 580", 8),
    ("18 387 30 381 45 382 60 386 72 380 74 372 66 377 48 373 30 376 22 380", 4),
    ("33 405 45 406 62 404 70 398 64 395 55 398 48 402 36 401", 2),
    ("48 421 60 419 70 410 66 408 52 416", 1.2),
    ("60 432 72 427 88 414 84 413 68 422", 1),
)  # fmt: skip

#: Name -> (row, column), where column = q + row / 2.
PINNED = {
    "Texel": (3, 12.5), "Vlieland": (2, 14), "Terschelling": (1, 15.5), "Ameland": (0, 17), "Schiermonnikoog": (0, 19),
    "Noordoostpolder": (8, 18), "Urk": (8, 17),
    "Voorne aan Zee": (20, 5), "Goeree-Overflakkee": (21, 5.5),
    "Schouwen-Duiveland": (22, 5), "Tholen": (22, 6),
    "Veere": (23, 3.5), "Noord-Beveland": (23, 4.5),
    "Middelburg": (24, 3), "Goes": (24, 4), "Kapelle": (24, 5), "Reimerswaal": (24, 6),
    "Vlissingen": (25, 3.5), "Borsele": (25, 4.5),
    "Sluis": (27, 2.5), "Terneuzen": (27, 3.5), "Hulst": (27, 4.5),
}  # fmt: skip
ISLANDS = tuple(PINNED)[:5]  # no land of another gemeente beside these
SEA = ((20, 4), (21, 4.5), (22, 4), (23, 5.5), (25, 5.5), (25, 6.5), (26, 3), (26, 4), (26, 5), (26, 6), (26, 7))


def cell_at(row: int, column: float) -> Cell:
    """Axial coordinates of a row and a column."""
    return int(column - row / 2), row


def cartogram(gemeenten: Any, steps: int = 60) -> Any:
    """The polygons stretched to equal area 1, in an array; the waters push along and are left out of the result."""
    land = shapely.buffer(shapely.union_all(gemeenten), 200)
    corners = [np.array(outline.split(), dtype=float).reshape(-1, 2) * 1000 for outline, _ in WATERS]
    outlines = np.array([shapely.Polygon(xy) for xy in corners])
    waters = shapely.segmentize(shapely.difference(outlines, land), 4000)
    polygons = np.concatenate([shapely.segmentize(gemeenten, 5000), waters])
    target = np.array([1.0] * len(gemeenten) + [size for _, size in WATERS])
    polygons = shapely.transform(polygons, lambda xy: xy / math.sqrt(shapely.area(gemeenten).mean()))
    for _ in range(steps):
        centre = shapely.get_coordinates(shapely.centroid(polygons))
        area = np.maximum(shapely.area(polygons), 1e-3)
        radius = np.sqrt(area / np.pi)
        mass = np.sqrt(target / np.pi) - radius
        damping = 1 / (1 + np.mean(np.maximum(area, target) / np.minimum(area, target)))

        def push(xy: Any, centre: Any = centre, radius: Any = radius, mass: Any = mass, by: float = damping) -> Any:
            away = xy[:, None, :] - centre[None]
            far = np.hypot(away[..., 0], away[..., 1]) + 1e-9
            near = far / radius
            force = np.where(near > 1, mass / near, mass * near**2 * (4 - 3 * near))
            return xy + by * ((force / far)[..., None] * away).sum(1)

        polygons = shapely.transform(polygons, push)
    return polygons[: len(gemeenten)]


def real_neighbours(gemeenten: Any, least: float = 50.0) -> list[tuple[int, int]]:
    """Index pairs that share at least so many metres of border."""
    first, second = shapely.STRtree(gemeenten).query(gemeenten, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    shared = shapely.length(shapely.intersection(gemeenten[first], gemeenten[second]))
    return sorted(zip(first[shared > least].tolist(), second[shared > least].tolist(), strict=True))


def place(boundaries: Path, seeds: Iterable[int], moves: int) -> tuple[dict[str, Cell], list[Region]]:
    """The tiles by code, the best of several seeds, and the regions they stand for."""
    known = {region.code: region for region in read_division(ROOT / "params") if region.level == "gemeente"}
    table = gpd.read_file(boundaries).sort_values("statcode")
    regions = [known[code] for code in table["statcode"]]
    by_name = {region.name: i for i, region in enumerate(regions)}
    full = table.geometry.to_numpy()
    simple = shapely.coverage_simplify(full, 700)
    scale = np.array([1.0, -1.0]) * math.sqrt(ROW)  # a tile has area 1 in the cartogram, ROW here; y runs down here
    polygons = shapely.transform(cartogram(simple), lambda xy: xy * scale)
    land = shapely.union_all(shapely.buffer(np.delete(polygons, [by_name[name] for name in ISLANDS]), 0.02))
    pinned = {by_name[name]: cell_at(*place) for name, place in PINNED.items()}
    closed = set(pinned.values()) | {cell_at(*place) for place in SEA}
    lattice = Lattice(land, ORIGIN, [cell_at(*PINNED[name]) for name in ISLANDS], closed)
    places = shapely.get_coordinates(shapely.centroid(polygons))
    real = shapely.get_coordinates(shapely.centroid(simple)) * [1, -1]
    pairs = real_neighbours(full)
    movable = [i for i in range(len(regions)) if i not in pinned]
    most_land = np.argsort(-np.array(lattice.cover), kind="stable")[: len(movable)]
    there = np.column_stack([lattice.x, lattice.y])[most_land]
    rows, columns = linear_sum_assignment(((places[movable][:, None] - there[None]) ** 2).sum(-1))
    best: tuple[float, list[int]] | None = None
    for seed in seeds:
        cost, rng = Cost(lattice, places, real, pairs, regions), random.Random(seed)
        for i, cell in pinned.items():
            cost.put(i, lattice.index[cell])
        for row, column in zip(rows, columns, strict=True):
            cost.put(movable[row], int(most_land[column]))
        anneal(cost, movable, rng, moves=moves, heat=(6.0, 0.8), apart=0.0)
        anneal(cost, movable, rng, moves=moves // 2, heat=(1.2, 0.05), apart=APART)
        fill_holes(cost, movable)
        anneal(cost, movable, rng, moves=moves // 4, heat=(0.3, 0.05), apart=APART)
        total = cost.total()
        split = ", ".join(f"{area} {n}" for area in sorted(cost.members) if (n := cost.pieces(area)) > 1)
        print(f"seed {seed}: cost {total:.1f}, neighbours kept {cost.kept(pairs):.3f}, in pieces: {split}", flush=True)
        if best is None or total < best[0]:
            best = total, list(cost.at)
    if best is None:
        raise SystemExit("no seeds given")
    cells = [lattice.cells[k] for k in best[1]]
    top = min(r for _, r in cells)
    top -= top % 2  # an even shift keeps columns where they are
    left = min(q + r // 2 for q, r in cells)
    return {region.code: (q + top // 2 - left, r - top) for region, (q, r) in zip(regions, cells, strict=True)}, regions


def picture(tiles: dict[str, Cell], regions: list[Region]) -> str:
    """An SVG to look at: hexagons with names, a colour per provincie, COROP borders drawn."""
    colours = [
        "aec7e8",
        "ffbb78",
        "98df8a",
        "ff9896",
        "c5b0d5",
        "c49c94",
        "f7b6d2",
        "dbdb8d",
        "9edae5",
        "8ca252",
        "e7ba52",
        "6b8fd6",
    ]
    order = sorted({str(region.parent("provincie")) for region in regions})
    on = {tiles[region.code]: region for region in regions}
    parts = []
    for cell, region in sorted(on.items()):
        x, y = (cell[0] + cell[1] / 2 + 1) * 40, (cell[1] * ROW + 1) * 40
        corners = [(x + dx * 40, y + dy * 40) for dx, dy in hexagon(0, 0)]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        fill = colours[order.index(str(region.parent("provincie")))]
        parts.append(f'<polygon points="{points}" fill="#{fill}" stroke="#fff"/>')
        parts.append(f'<text x="{x:.0f}" y="{y + 3:.0f}" text-anchor="middle">{region.name[:9]}</text>')
        for k, (dq, dr) in enumerate(((0, 1), (1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1))):
            other = on.get((cell[0] + dq, cell[1] + dr))
            if other is None or other.parent("corop") != region.parent("corop"):
                (a, b), (c, d) = corners[k], corners[(k + 1) % 6]
                width = 1 if other is not None and other.parent("provincie") == region.parent("provincie") else 2.5
                parts.append(f'<path d="M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" stroke="#000" stroke-width="{width}"/>')
    size = (
        f'width="{40 * (max(q + r / 2 for q, r in on) + 2):.0f}" height="{40 * (max(r for _, r in on) * ROW + 2):.0f}"'
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="7">'
    return f"{head}{''.join(parts)}</svg>\n"


def main() -> None:
    """Read the arguments, place the tiles, write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gemeenten", type=Path, help="boundary file with statcode, EPSG:28992")
    parser.add_argument("tiles", type=Path, help="CSV to write: code,q,r")
    parser.add_argument("--picture", type=Path, help="SVG to write, for looking at the result")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="the best result counts; 1 was best of ten")
    parser.add_argument("--moves", type=int, default=2_000_000, help="of the first annealing; the second takes half")
    given = parser.parse_args()
    tiles, regions = place(given.gemeenten, given.seeds, given.moves)
    with given.tiles.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "q", "r"])
        writer.writerows([code, *cell] for code, cell in sorted(tiles.items()))
    if given.picture:
        given.picture.write_text(picture(tiles, regions), encoding="utf-8")


if __name__ == "__main__":
    main()
