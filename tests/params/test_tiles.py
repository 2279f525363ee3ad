"""The tile map reads as the Netherlands: areas hold together, neighbours stay neighbours, islands lie in the sea."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from regioboek.params.regions import read_division, read_tiles

STEPS = ((1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1), (0, 1))
WADDEN = {"GM0448", "GM0096", "GM0093", "GM0060", "GM0088"}

#: Areas that lie in pieces, as they do in the country: the Wadden islands, and Zeeuws-Vlaanderen across the water.
IN_PIECES = {"PV21": 5, "CR04": 5, "PV27": 2, "CR18": 2, "PV29": 2}


@pytest.fixture(scope="module")
def tiles(project_root):
    return read_tiles(project_root / "params")


@pytest.fixture(scope="module")
def gemeenten(project_root):
    return [region for region in read_division(project_root / "params") if region.level == "gemeente"]


def beside(cell: tuple[int, int]) -> set[tuple[int, int]]:
    return {(cell[0] + dq, cell[1] + dr) for dq, dr in STEPS}


def pieces(cells: set[tuple[int, int]]) -> int:
    left, count = set(cells), 0
    while left:
        count += 1
        reach = [left.pop()]
        while reach:
            found = beside(reach.pop()) & left
            left -= found
            reach.extend(found)
    return count


def test_every_gemeente_has_one_tile_and_no_tile_two(tiles, gemeenten):
    assert set(tiles) == {region.code for region in gemeenten}
    assert len(set(tiles.values())) == 342


@pytest.mark.parametrize("level", ["provincie", "corop"])
def test_areas_hold_together_except_where_water_parts_them(tiles, gemeenten, level):
    cells: dict[str, set[tuple[int, int]]] = {}
    for region in gemeenten:
        cells.setdefault(region.parent(level), set()).add(tiles[region.code])
    expected = {code: n for code, n in IN_PIECES.items() if code in cells}
    assert {code: n for code, own in cells.items() if (n := pieces(own)) > 1} == expected


def test_each_wadden_island_lies_in_the_sea_on_its_own(tiles):
    land = set(tiles.values())
    assert [code for code in sorted(WADDEN) if beside(tiles[code]) & land] == []


def test_the_country_is_one_piece_besides_the_islands_and_zeeuws_vlaanderen(tiles):
    assert pieces(set(tiles.values())) == 1 + len(WADDEN) + 1


def test_zeeuws_vlaanderen_is_a_row_across_the_water(tiles):
    row = [tiles[code] for code in ("GM1714", "GM0715", "GM0677")]
    assert row == [(row[0][0] + k, row[0][1]) for k in range(3)]
    others = {cell for code, cell in tiles.items() if cell not in row}
    assert not others & set.union(*map(beside, row))


def test_the_land_has_one_hole_the_oosterschelde(tiles):
    land = set(tiles.values())
    holes = {cell for tile in land for cell in beside(tile) if cell not in land and len(beside(cell) & land) == 6}
    assert len(holes) == 1
    assert beside(holes.pop()) & land >= {tiles["GM0716"], tiles["GM1695"], tiles["GM0703"]}


@pytest.mark.realdata
def test_three_quarters_of_the_true_neighbours_are_neighbours_on_the_tile_map(tiles, realdata):
    """Not all could be: a hexagon has six sides, Amsterdam alone has thirteen neighbours."""
    table = gpd.read_file(realdata / "regions" / "cbs2023_gemeente_rd.geojson")
    shapes, codes = table.geometry.to_numpy(), table["statcode"].tolist()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapes[one], shapes[other]))
    pairs = {(codes[i], codes[j]) for i, j, m in zip(one, other, shared, strict=True) if i < j and m > 50}
    kept = sum(tiles[b] in beside(tiles[a]) for a, b in pairs) / len(pairs)
    assert kept > 0.755


@pytest.mark.realdata
@pytest.mark.parametrize("axis", ["west to east", "north to south"])
def test_places_keep_their_order(tiles, realdata, axis):
    table = gpd.read_file(realdata / "regions" / "cbs2023_gemeente_rd.geojson")
    centre = table.geometry.centroid
    tile = np.array([tiles[code] for code in table["statcode"]], dtype=float)
    pair = (centre.x, tile[:, 0] + tile[:, 1] / 2) if axis == "west to east" else (-centre.y, tile[:, 1])
    assert np.corrcoef(*pair)[0, 1] > 0.97
