"""Shapes, paths and neighbours: lines of all levels coincide, paths are the shapes, islands have no neighbours."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from worlds.registers import inside_of

from regioboek.errors import SourceError
from regioboek.layout import BuildDir
from regioboek.params.regions import read_division
from regioboek.tables.geography import build_shapes, write_shapes

KM = 1000.0


def square(x: float, y: float, size: float = 10) -> shapely.Polygon:
    return shapely.box(x * KM, y * KM, (x + size) * KM, (y + size) * KM)


#: Four squares, two by two, and an island: two provincies of two, the island with the second.
SQUARES = {
    "GM0001": square(0, 0),
    "GM0002": square(10, 0),
    "GM0003": square(0, 10),
    "GM0004": square(10, 10),
    "GM0005": square(40, 12, 4),
}
PROVINCIE = {"GM0001": "PV20", "GM0002": "PV20", "GM0003": "PV21", "GM0004": "PV21", "GM0005": "PV21"}


def register(gemeenten: dict[str, str] = PROVINCIE) -> pd.DataFrame:
    rows = [("NL01", "Nederland", "land", None, None)]
    rows += [(code, f"Provincie {code}", "provincie", None, None) for code in sorted(set(gemeenten.values()))]
    corop = {p: f"CR{int(p[2:]) - 19:02d}" for p in gemeenten.values()}
    rows += [(c, f"Gebied {c}", "corop", None, p) for p, c in sorted(corop.items())]
    rows += [(code, f"Plaats {code}", "gemeente", corop[p], p) for code, p in sorted(gemeenten.items())]
    return pd.DataFrame(rows, columns=["code", "name", "level", "corop", "provincie"])


def boundaries(shapes: dict[str, shapely.Geometry] = SQUARES, crs: str | None = "EPSG:28992") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs=crs)


def rings_of(path: str) -> list[shapely.Polygon]:
    """The rings an SVG path draws, read by the letter of the SVG grammar."""
    return [shapely.Polygon(line_of(ring)) for ring in filter(None, path.split("Z"))]


def line_of(path: str) -> list[tuple[int, int]]:
    """The points of one line of an SVG path."""
    points, here = [], (0, 0)
    for command, text in re.findall(r"([Mlhv])([^Mlhv]*)", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", text)]
        pairs = zip(numbers[::2], numbers[1::2], strict=True) if command in "Ml" else [(n, n) for n in numbers]
        for dx, dy in pairs:
            x, y = (0, 0) if command == "M" else here
            here = (x + dx * (command != "v"), y + dy * (command != "h"))
            points.append(here)
    return points


def draws(path: str, point: list[int]) -> bool:
    """Whether a path filled by the even-odd rule covers a point."""
    return sum(ring.contains(shapely.Point(point)) for ring in rings_of(path)) % 2 == 1


@pytest.fixture(scope="module")
def small():
    return build_shapes({"gemeente": boundaries()}, register(), inside_of(register()))


@pytest.fixture(scope="module")
def real_boundaries(realdata):
    names = {"gemeente": "gemeente", "corop": "coropgebied", "provincie": "provincie"}
    files = {level: realdata / "regions" / f"cbs2023_{name}_rd.geojson" for level, name in names.items()}
    tables = {level: gpd.read_file(path).rename(columns={"statcode": "code"}) for level, path in files.items()}
    return {level: table[["code", "geometry"]].sort_values("code") for level, table in tables.items()}


@pytest.fixture(scope="module")
def real_register(project_root):
    rows = [
        (r.code, r.name, r.level, r.parent("corop"), r.parent("provincie"))
        for r in read_division(project_root / "params")
    ]
    return pd.DataFrame(rows, columns=["code", "name", "level", "corop", "provincie"])


@pytest.fixture(scope="module")
def real(real_boundaries, real_register):
    return build_shapes(real_boundaries, real_register, inside_of(real_register))


def test_every_region_has_a_shape_and_a_path_in_the_order_of_the_register(small):
    codes = register()["code"].tolist()
    assert small.shapes["code"].tolist() == list(small.paths["regions"]) == codes


def test_neighbours_share_a_line_and_not_just_a_corner(small):
    assert small.paths["regions"]["GM0001"]["neighbours"] == ["GM0002", "GM0003"]


def test_an_island_has_no_neighbours_and_names_the_nearest_by_distance(small):
    island = small.paths["regions"]["GM0005"]
    assert (island["neighbours"], island["near"]) == ([], ["GM0004", "GM0002", "GM0003"])


def test_only_regions_without_neighbours_name_the_nearest(small):
    assert [code for code, r in small.paths["regions"].items() if "near" in r] == ["GM0005"]


def test_neighbours_are_of_the_same_level(small):
    assert small.paths["regions"]["PV20"]["neighbours"] == ["PV21"]
    assert small.paths["regions"]["NL01"]["neighbours"] == []


def test_larger_regions_are_the_union_of_their_gemeenten(small):
    shapes = small.shapes.set_index("code").geometry
    assert shapes["PV20"].equals(shapely.union_all(list(shapes[["GM0001", "GM0002"]])))
    assert shapes["NL01"].equals(shapely.union_all(list(SQUARES.values())))


def test_the_drawing_is_as_wide_as_it_says_and_has_north_up(small):
    width, height = small.paths["width"], small.paths["height"]
    assert small.paths["regions"]["NL01"]["box"] == [0, 0, width, height]
    assert small.paths["regions"]["GM0003"]["at"][1] < small.paths["regions"]["GM0001"]["at"][1]


def test_a_path_draws_the_shape(small):
    scale = small.paths["width"] / 44
    (drawn,) = rings_of(small.paths["regions"]["GM0004"]["d"])
    expected = shapely.box(round(10 * scale), 0, round(20 * scale), round(10 * scale))
    assert drawn.equals(expected)


def test_a_region_without_polygon_is_refused_by_name():
    three = {code: shape for code, shape in SQUARES.items() if code not in {"GM0002", "GM0005"}}
    with pytest.raises(SourceError, match=r"GM0002 \(Plaats GM0002\): found no polygon") as report:
        build_shapes({"gemeente": boundaries(three)}, register(), inside_of(register()))
    assert len(report.value.problems) == 2


def test_a_small_islet_is_left_out_and_a_small_region_is_not():
    with_islet = SQUARES | {
        "GM0001": shapely.MultiPolygon([square(0, 0), square(-3, 0, 0.5)]),
        "GM0005": square(40, 0, 0.5),
    }
    made = (
        build_shapes({"gemeente": boundaries(with_islet)}, register(), inside_of(register()))
        .shapes.set_index("code")
        .geometry
    )
    assert made["GM0001"].equals(square(0, 0))
    assert made["GM0005"].area == pytest.approx(0.25 * KM**2)


def test_a_small_hole_is_closed_unless_a_gemeente_lies_in_it():
    enclave, foreign = square(2, 2, 0.5), square(6, 6, 0.5)
    shapes = SQUARES | {"GM0001": SQUARES["GM0001"].difference(enclave).difference(foreign), "GM0005": enclave}
    made = (
        build_shapes({"gemeente": boundaries(shapes)}, register(), inside_of(register()))
        .shapes.set_index("code")
        .geometry
    )
    assert [hole.equals(enclave.exterior) for hole in made["GM0001"].interiors] == [True]


def test_label_points_lie_inside_also_where_the_centroid_does_not():
    horseshoe = square(0, 0).difference(shapely.box(2 * KM, -1, 8 * KM, 8 * KM))
    shapes = SQUARES | {"GM0001": horseshoe}
    made = build_shapes({"gemeente": boundaries(shapes)}, register(), inside_of(register()))
    region = made.paths["regions"]["GM0001"]
    assert not horseshoe.contains(horseshoe.centroid)
    assert draws(region["d"], region["at"])


def test_the_order_of_the_boundary_file_makes_no_difference(small, tmp_path):
    again = build_shapes({"gemeente": boundaries(dict(reversed(SQUARES.items())))}, register(), inside_of(register()))
    places = [BuildDir(tmp_path / name) for name in ("one", "two")]
    for made, place in zip((small, again), places, strict=True):
        write_shapes(made, place)
    assert places[0].paths.read_bytes() == places[1].paths.read_bytes()
    assert places[0].shapes.read_bytes() == places[1].shapes.read_bytes()


def test_what_is_written_is_read_back(small, tmp_path):
    build = BuildDir(tmp_path / "new" / "edition")
    write_shapes(small, build)
    shapes = gpd.read_parquet(build.shapes)
    assert json.loads(build.paths.read_text("utf-8")) == small.paths
    assert shapes.geom_equals_exact(small.shapes, 0).all()
    assert shapes.crs.to_epsg() == 28992


def test_tiles_are_taken_as_they_are_and_have_no_coordinate_system():
    tiny = {code: shapely.affinity.scale(shape, 1e-3, 1e-3, origin=(0, 0)) for code, shape in SQUARES.items()}
    made = build_shapes({"gemeente": boundaries(tiny, crs=None)}, register(), inside_of(register()), tiles=True)
    assert made.shapes.crs is None
    assert made.shapes.set_index("code").geometry["GM0004"].equals(tiny["GM0004"])


def outlines(path: str) -> list[tuple[tuple[float, ...], ...]]:
    """The steps of closed rings, each with its ends in order: a step is the same from either side."""
    return [tuple(sorted(step)) for ring in rings_of(path) for step in pairwise(ring.exterior.coords)]


def test_the_overview_draws_gemeenten_and_the_borders_of_provincies(small):
    overview = small.paths["overview"]
    assert (overview["width"], overview["height"]) == (2000, 909)
    assert list(overview["gemeenten"]) == list(SQUARES)
    assert rings_of(overview["gemeenten"]["GM0001"])[0].bounds == (0, 455, 455, 909)
    length = sum(shapely.LineString(line_of(f"M{line}")).length for line in overview["borders"].split("M")[1:])
    assert length == pytest.approx((4 * 20 + 20 + 4 * 4) / 44 * 2000, rel=0.01)


def test_an_overview_of_one_provincie_has_no_borders():
    one = register(dict.fromkeys(PROVINCIE, "PV20"))
    assert build_shapes({"gemeente": boundaries()}, one, inside_of(one)).paths["overview"]["borders"] == ""


@pytest.mark.realdata
def test_neighbours_share_their_border_on_the_overview(real):
    """No slivers, no overlap: a step belongs to two gemeenten at most, and together they cover what they cover once."""
    paths = real.paths["overview"]["gemeenten"]
    owners = Counter(step for path in paths.values() for step in outlines(path))
    assert set(owners.values()) == {1, 2}
    areas = [shapely.make_valid(shapely.build_area(shapely.multilinestrings([r.exterior for r in rings_of(path)])))
             for path in paths.values()]  # fmt: skip
    assert shapely.union_all(areas).area == pytest.approx(sum(area.area for area in areas), rel=1e-4)


@pytest.mark.realdata
def test_borders_of_provincies_are_on_the_overview_once(real, real_register):
    """Every step of a gemeente that no other of its provincie shares, and no other; a sliver thinner than the drawing
    can show is drawn there and back."""
    overview = real.paths["overview"]
    provincie = real_register.set_index("code")["provincie"]
    steps: dict[str, Counter] = {}
    for code, path in overview["gemeenten"].items():
        steps.setdefault(provincie[code], Counter()).update(outlines(path))
    expected = {step for counted in steps.values() for step, n in counted.items() if n == 1}
    drawn = Counter()
    for line in overview["borders"].split("M")[1:]:
        drawn.update(tuple(sorted(step)) for step in pairwise(line_of(f"M{line}")))
    assert {step for step, n in drawn.items() if n == 1} == expected
    assert len(set(drawn) - expected) <= 5


@pytest.mark.realdata
def test_real_shapes_stay_a_coverage_in_which_borders_are_one_line(real):
    gemeenten = real.shapes.loc[real.shapes["level"] == "gemeente"].geometry
    assert shapely.coverage_is_valid(gemeenten.to_numpy())
    assert real.shapes.geometry.is_valid.all()


@pytest.mark.realdata
@pytest.mark.parametrize("level", ["land", "provincie", "corop"])
def test_every_real_border_line_of_a_larger_region_is_one_of_its_gemeenten(real, level):
    def lines(of: str) -> set[tuple[float, ...]]:
        polygons = real.shapes.loc[real.shapes["level"] == of].geometry.to_numpy()
        rings = shapely.get_rings(shapely.get_parts(polygons))
        steps = [np.hstack([xy[:-1], xy[1:]]) for xy in map(shapely.get_coordinates, rings)]
        return {min((a, b, c, d), (c, d, a, b)) for a, b, c, d in np.vstack(steps).tolist()}

    assert lines(level) <= lines("gemeente")


@pytest.mark.realdata
def test_no_real_gemeente_gains_or_loses_three_percent_of_its_area(real, real_boundaries):
    before = real_boundaries["gemeente"].set_index("code").geometry.area
    after = real.shapes.set_index("code").geometry.area.loc[before.index]
    assert ((after - before).abs() / before).max() < 0.03


@pytest.mark.realdata
def test_real_neighbours_are_mutual_and_those_of_the_unsimplified_borders(real, real_boundaries):
    regions = real.paths["regions"]
    table = real_boundaries["gemeente"].reset_index(drop=True)
    shapes, codes = table.geometry.to_numpy(), table["code"].tolist()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapes[one], shapes[other]))
    expected = {(codes[i], codes[j]) for i, j, m in zip(one, other, shared, strict=True) if i != j and m > 0}
    found = {(code, other) for code in codes for other in regions[code]["neighbours"]}
    assert found == expected


@pytest.mark.realdata
def test_real_label_points_lie_in_their_region(real):
    assert [code for code, region in real.paths["regions"].items() if not draws(region["d"], region["at"])] == []


@pytest.mark.realdata
def test_the_paths_of_all_real_gemeenten_together_stay_below_100_kilobytes(real):
    paths = [r["d"] for r in real.paths["regions"].values() if r["level"] == "gemeente"]
    assert len(paths) == 342
    assert sum(map(len, paths)) < 100_000


@pytest.mark.realdata
def test_two_runs_over_real_boundaries_give_the_same_bytes(real, real_boundaries, real_register, tmp_path: Path):
    places = [BuildDir(tmp_path / name) for name in ("one", "two")]
    for made, place in zip(
        (real, build_shapes(real_boundaries, real_register, inside_of(real_register))), places, strict=True
    ):
        write_shapes(made, place)
    assert [p.shapes.read_bytes() for p in places[:1]] == [p.shapes.read_bytes() for p in places[1:]]
    assert places[0].paths.read_text() == places[1].paths.read_text()
