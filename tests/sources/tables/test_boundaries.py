"""Boundaries from GeoJSON, TopoJSON and GeoPackage, in any coordinate system, repaired or refused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from worlds.small_bureau import Folder, collection, declared, named_crs, rd_squares, square

from regioboek.sources.files.features import FORMATS
from regioboek.sources.snapshot.inputs import Inputs

GEOJSON = "gemeenten.geojson"
BOWTIE = [[[140_000, 480_000], [150_000, 490_000], [150_000, 480_000], [140_000, 490_000], [140_000, 480_000]]]

Read = Callable[..., Inputs]
Refused = Callable[..., list[str]]


def frame(crs: str | None = "EPSG:28992") -> gpd.GeoDataFrame:
    polygons = [shapely.Polygon(rings[0]) for rings in rd_squares().values()]
    return gpd.GeoDataFrame({"statcode": list(rd_squares())}, geometry=polygons, crs=crs)


def in_rd(**changed: Any) -> str:
    return collection(rd_squares() | changed, crs=named_crs(28992))


def test_polygons_are_in_rd_metres_sorted_by_code(files: Folder, read: Read) -> None:
    gemeenten = read(files).boundaries["gemeente"]
    assert list(gemeenten.columns) == ["code", "geometry"]
    assert gemeenten.crs.to_epsg() == 28992
    assert gemeenten["code"].tolist() == ["GM0014", "GM0034", "GM0037", "GM0088"]
    assert gemeenten.geometry.iloc[1].bounds == (140_000, 480_000, 150_000, 490_000)


def test_geojson_without_a_system_is_longitude_and_latitude(files: Folder, read: Read) -> None:
    lonlat = frame().to_crs("EPSG:4326")
    shapes = {code: shapely.geometry.mapping(g) for code, g in zip(lonlat["statcode"], lonlat.geometry, strict=True)}
    gemeenten = read(files | {GEOJSON: collection(shapes)}).boundaries["gemeente"]
    assert gemeenten.crs.to_epsg() == 28992
    assert shapely.hausdorff_distance(gemeenten.geometry.iloc[1], frame().geometry.iloc[1]) < 0.01


def test_rd_metres_without_a_system_are_refused_unless_declared(files: Folder, read: Read, refused: Refused) -> None:
    files = files | {GEOJSON: collection(rd_squares())}
    assert refused(files) == [
        "grenzen/gemeenten.geojson: found coordinates from 140000, 480000 to 270000, 620000 and no coordinate system; "
        "expected longitude and latitude; if these are RD metres, declare crs: EPSG:28992"
    ]
    gemeenten = read(files, declared(3, crs="EPSG:28992")).boundaries["gemeente"]
    assert gemeenten.geometry.iloc[1].bounds == (140_000, 480_000, 150_000, 490_000)


def test_a_declared_system_that_the_file_contradicts_is_refused(files: Folder, refused: Refused) -> None:
    assert refused(files, declared(3, crs="EPSG:4326")) == [
        "grenzen/gemeenten.geojson: found coordinates in Amersfoort / RD New; "
        "expected WGS 84, as declared (crs: EPSG:4326)"
    ]


def test_an_unknown_system_is_refused(files: Folder, refused: Refused) -> None:
    (line,) = refused(files | {GEOJSON: collection(rd_squares(), crs=named_crs(99_999_9))})
    assert "found an unknown coordinate system" in line


def test_longitude_and_latitude_swapped_are_refused(files: Folder, refused: Refused) -> None:
    swapped = {code: square(52 + n / 10, 5, 0.05) for n, code in enumerate(rd_squares())}
    (line,) = refused(files | {GEOJSON: collection(swapped)})
    assert line.endswith(
        "expected polygons in the Netherlands: are longitude and latitude swapped, or is the system another one?"
    )


def gpkg(tmp_path: Path, *layers: str, crs: str | None = "EPSG:4326") -> bytes:
    path = tmp_path / "made.gpkg"
    shapes = frame() if crs == "EPSG:28992" or crs is None else frame().to_crs(crs)
    for layer in layers:
        shapes.to_file(path, layer=layer, driver="GPKG")
    if crs is None:  # what GeoPackage calls an undefined Cartesian system
        with sqlite3.connect(path) as tables:
            tables.execute("update gpkg_contents set srs_id = -1")
            tables.execute("update gpkg_geometry_columns set srs_id = -1")
    return path.read_bytes()


def as_gpkg(files: Folder, content: bytes) -> Folder:
    return {name: text for name, text in files.items() if name != GEOJSON} | {"g.gpkg": content}


def test_a_geopackage_in_another_system_makes_the_round_trip(files: Folder, read: Read, tmp_path: Path) -> None:
    edition = declared(3, files={"boundaries": "g.gpkg"})
    gemeenten = read(as_gpkg(files, gpkg(tmp_path, "gemeenten")), edition).boundaries["gemeente"]
    assert shapely.hausdorff_distance(gemeenten.geometry.iloc[1], frame().geometry.iloc[1]) < 0.01


def test_a_geopackage_with_several_layers_needs_the_layer(
    files: Folder, read: Read, refused: Refused, tmp_path: Path
) -> None:
    files = as_gpkg(files, gpkg(tmp_path, "gemeenten", "wijken"))
    edition = declared(3, files={"boundaries": "g.gpkg"})
    assert refused(files, edition) == [
        "grenzen/g.gpkg: found 2 layers: gemeenten, wijken; expected one layer, or `layer:` in the params"
    ]
    assert refused(files, declared(3, files={"boundaries": "g.gpkg"}, layer="gemeente")) == [
        "grenzen/g.gpkg: found no layer gemeente; expected one of gemeenten, wijken (did you mean gemeenten?)"
    ]
    assert len(read(files, declared(3, files={"boundaries": "g.gpkg"}, layer="gemeenten")).boundaries["gemeente"]) == 4


def test_a_geopackage_without_a_system_is_refused(files: Folder, refused: Refused, tmp_path: Path) -> None:
    content = gpkg(tmp_path, "gemeenten", crs=None)
    assert refused(as_gpkg(files, content), declared(3, files={"boundaries": "g.gpkg"})) == [
        "grenzen/g.gpkg: found coordinates from 140000, 480000 to 270000, 620000 and no coordinate system; "
        "expected a coordinate system: declare it in the params (crs: EPSG:28992)"
    ]


def test_a_geopackage_cut_short_is_refused(files: Folder, refused: Refused, tmp_path: Path) -> None:
    content = gpkg(tmp_path, "gemeenten")[:5000]
    (line,) = refused(as_gpkg(files, content), declared(3, files={"boundaries": "g.gpkg"}))
    assert line.startswith("grenzen/g.gpkg: found no readable boundaries")


def topology() -> str:
    """The four squares in longitude and latitude as TopoJSON: whole numbers, each point the step from the last."""
    shapes = frame().to_crs("EPSG:4326")
    arcs, geometries = [], []
    for number, (code, polygon) in enumerate(zip(shapes["statcode"], shapes.geometry, strict=True)):
        points = [[round(x * 1e6), round(y * 1e6)] for x, y in polygon.exterior.coords]
        arcs.append([points[0], *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(points))])
        geometries.append({"type": "Polygon", "arcs": [[number]], "properties": {"statcode": code}})
    objects = {"gemeenten": {"type": "GeometryCollection", "geometries": geometries}}
    transform = {"scale": [1e-6, 1e-6], "translate": [0, 0]}
    return json.dumps({"type": "Topology", "transform": transform, "objects": objects, "arcs": arcs})


@pytest.mark.parametrize("name", ["g.topojson", "g.json"])
def test_a_quantised_topojson_makes_the_round_trip(name: str, files: Folder, read: Read) -> None:
    edition = declared(3, files={"boundaries": name})
    gemeenten = read(files | {name: topology()}, edition).boundaries["gemeente"]
    assert gemeenten.crs.to_epsg() == 28992
    assert shapely.hausdorff_distance(gemeenten.geometry.iloc[1], frame().geometry.iloc[1]) < 0.2


def test_a_tile_map_keeps_its_coordinates_and_has_no_system(files: Folder, read: Read) -> None:
    tiles = {code: square(n, 0, 1) for n, code in enumerate(rd_squares())}
    gemeenten = read(files | {GEOJSON: collection(tiles)}, declared(3, planar=True)).boundaries["gemeente"]
    assert gemeenten.crs is None
    assert gemeenten.total_bounds.tolist() == [0, 0, 4, 1]


def test_an_invalid_polygon_is_repaired_and_noted_with_its_area(files: Folder, read: Read) -> None:
    inputs = read(files | {GEOJSON: in_rd(GM0034=BOWTIE)})
    assert [str(note) for note in inputs.notes] == [
        "grenzen/gemeenten.geojson: feature 2: found GM0034 is no valid polygon (Self-intersection[145000 485000]); "
        "expected a valid one: repaired, area 0 became 5e+07"
    ]
    repaired = inputs.boundaries["gemeente"].geometry.iloc[1]
    assert repaired.is_valid and repaired.geom_type == "MultiPolygon" and repaired.area == 50_000_000


def test_of_a_repaired_polygon_only_what_is_polygonal_is_kept(files: Folder, read: Read) -> None:
    spike = [
        [
            [140_000, 480_000],
            [150_000, 480_000],
            [150_000, 490_000],
            [150_000, 480_000],
            [140_000, 490_000],
            [140_000, 480_000],
        ]
    ]
    repaired = read(files | {GEOJSON: in_rd(GM0034=spike)}).boundaries["gemeente"].geometry.iloc[1]
    assert repaired.geom_type == "Polygon" and repaired.area == 50_000_000


def test_heights_are_left_out(files: Folder, read: Read) -> None:
    high = [[[*point, 12.5] for point in square(140_000, 480_000, 10_000)[0]]]
    assert not read(files | {GEOJSON: in_rd(GM0034=high)}).boundaries["gemeente"].has_z.any()


IN_BOUNDARIES = {
    "no geometry": (None, "feature 2: found GM0034 without a geometry; expected a polygon"),
    "empty geometry": ([], "feature 2: found GM0034 without a geometry; expected a polygon"),
    "a point": (
        {"type": "Point", "coordinates": [140_000, 480_000]},
        "feature 2: found GM0034 as Point; expected a polygon or multipolygon",
    ),
    "an infinite coordinate": (
        [[[140_000, 480_000], [1e400, 480_000], [150_000, 490_000], [140_000, 480_000]]],
        "feature 2: found GM0034 with a coordinate that is no finite number; expected finite numbers",
    ),
    "a line as polygon": (
        [[[140_000, 480_000], [150_000, 480_000], [140_000, 480_000], [140_000, 480_000]]],
        "feature 2: found GM0034 is no valid polygon (Too few points in geometry component[140000 480000]) and "
        "nothing is left of it; expected a polygon",
    ),
    "the polygon of another": (
        rd_squares()["GM0014"],
        "feature 2: found GM0034 with the polygon of GM0014; expected a polygon of its own",
    ),
}


@pytest.mark.parametrize("case", IN_BOUNDARIES)
def test_a_feature_is_refused(case: str, files: Folder, refused: Refused) -> None:
    shape, message = IN_BOUNDARIES[case]
    assert refused(files | {GEOJSON: in_rd(GM0034=shape)}) == [f"grenzen/gemeenten.geojson: {message}"]


def test_codes_of_another_level_are_passed_over_and_counted(files: Folder, read: Read, refused: Refused) -> None:
    more = {"PV24": square(0, 480_000, 10), "WK003401": square(20, 480_000, 10), "WK003402": square(40, 480_000, 10)}
    inputs = read(files | {GEOJSON: in_rd(**more)})
    assert [str(note) for note in inputs.notes] == [
        "grenzen/gemeenten.geojson: column statcode: found features of other levels: 1 of PV, 2 of WK; "
        "expected passed over (level: gemeente)"
    ]
    assert len(inputs.boundaries["gemeente"]) == 4
    assert refused(files | {GEOJSON: in_rd().replace("GM", "WK")}) == [
        "grenzen/gemeenten.geojson: column statcode: found codes such as WK0014, none of a gemeente; "
        "expected GM and 4 digits"
    ]


def test_padded_and_lower_case_codes_are_mended_and_noted(files: Folder, read: Read) -> None:
    inputs = read(files | {GEOJSON: in_rd().replace("GM0034", "gm0034 ")})
    assert [str(note) for note in inputs.notes] == [
        "grenzen/gemeenten.geojson: feature 2, column statcode: found 'gm0034 '; expected a whole code: read as GM0034"
    ]


def test_the_column_of_codes_is_declared_where_it_has_another_name(files: Folder, read: Read, refused: Refused) -> None:
    files = files | {GEOJSON: in_rd().replace("statcode", "gm_code")}
    assert refused(files) == [
        "grenzen/gemeenten.geojson: found no column statcode; expected a column statcode with codes; the file has "
        "gm_code. Named otherwise? Declare it in the params, columns: {region: ...}"
    ]
    assert len(read(files, declared(3, columns={"region": "gm_code"})).boundaries["gemeente"]) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", f"found an empty file; expected {FORMATS}"),
        (
            in_rd()[:300],
            "line 1, character 301: found no JSON (Expecting ',' delimiter); "
            "expected a complete GeoJSON or TopoJSON: is it truncated?",
        ),
        (collection({}), "found no features; expected one feature per region"),
        (
            collection({}).replace("[]", "null"),
            "found no features; expected one feature per region",
        ),
        ("[]", "found other JSON; expected a GeoJSON FeatureCollection or a TopoJSON Topology"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(content: str, message: str, files: Folder, refused: Refused) -> None:
    assert refused(files | {GEOJSON: content}) == [f"grenzen/gemeenten.geojson: {message}"]


def test_features_without_any_geometry_are_all_counted(files: Folder, refused: Refused) -> None:
    lines = refused(files | {GEOJSON: collection(dict.fromkeys(rd_squares()))})
    assert [line.split("found ")[1] for line in lines] == [
        f"{code} without a geometry; expected a polygon" for code in rd_squares()
    ]


def test_two_sources_of_one_level_are_refused(files: Folder, refused: Refused) -> None:
    edition = declared(3)
    second = edition.params.sources[3].model_copy(update={"id": "meer"})
    params = edition.params.model_copy(update={"sources": (*edition.params.sources, second)})
    assert refused(files, edition.model_copy(update={"params": params})) == [
        "meer/gemeenten.geojson: found a second source of boundaries of level gemeente; expected one per level"
    ]
