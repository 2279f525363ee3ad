"""Formats of boundaries: each whole, each cut short, and files that are only a part of what they need."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from regioboek.sources.files.features import open_features
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.problems import ProblemList

DRIVERS = {"g.geojson": "GeoJSON", "g.gpkg": "GPKG", "g.fgb": "FlatGeobuf", "g.gml": "GML", "g.shp": "ESRI Shapefile"}
WHOLE = ["g.geojson", "g.gpkg", "g.fgb", "g.gml", "g.parquet", "shape.zip", "deep.zip", "gpkg.zip"]

Make = Callable[[str], Path]


def frame() -> gpd.GeoDataFrame:
    boxes = [shapely.box(150_000 + 100 * n, 450_000, 150_090 + 100 * n, 451_000).segmentize(20) for n in range(60)]
    return gpd.GeoDataFrame({"statcode": [f"GM{n:04}" for n in range(60)]}, geometry=boxes, crs="EPSG:28992")


def zipped(path: Path, parts: list[Path], folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.write(part, folder + part.name)
    return path


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A file by its name; a zip holds what its name says."""

    def made(name: str) -> Path:
        path = tmp_path / name
        if name == "g.parquet":
            frame().to_parquet(path)
        elif name in DRIVERS:
            frame().to_file(path, driver=DRIVERS[name])
        elif name == "gpkg.zip":
            zipped(path, [made("g.gpkg")])
        else:
            made("g.shp")
            parts = [p for p in sorted(tmp_path.glob("g.*")) if p.suffix in (".shp", ".shx", ".dbf", ".prj")]
            zipped(path, parts, "kaart/2023/" if name == "deep.zip" else "")
        return path

    return made


def opened(path: Path, **declared: object) -> tuple[gpd.GeoDataFrame | None, list[str]]:
    problems = ProblemList(path.name)
    read = open_features(path, BoundaryFile(**declared), problems)  # type: ignore[arg-type]
    return read, [str(p) for p in problems.refused]


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_read_with_its_system(name: str, make: Make) -> None:
    path = make(name)
    before = sorted(p.name for p in path.parent.iterdir())
    read, refused = opened(path, crs="EPSG:28992")
    assert refused == [] and read is not None
    read = read.sort_values("statcode", ignore_index=True)
    assert read["statcode"].tolist() == frame()["statcode"].tolist()
    assert read.crs.to_epsg() == 28992
    assert shapely.equals_exact(read.geometry.to_numpy(), frame().geometry.to_numpy(), normalize=True).all()
    assert sorted(p.name for p in path.parent.iterdir()) == before  # nothing is written beside it


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_cut_short_is_refused(name: str, share: float, make: Make) -> None:
    path = make(name)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    read, refused = opened(path)
    assert read is None and len(refused) == 1
    assert "truncated?" in refused[0] or "is it complete?" in refused[0]


@pytest.mark.parametrize("name", ["g.fgb", "g.gml", "g.gpkg", "g.parquet", "shape.zip", "g.geojson", "g.kml", "g"])
def test_something_else_under_the_name_of_boundaries_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes("statcode;waarde\nGM0014;één\n".encode("latin-1"))
    read, refused = opened(path)
    assert read is None and len(refused) == 1


@pytest.mark.parametrize("suffix", [".shp", ".dbf", ".shx"])
def test_one_file_of_a_shapefile_is_refused_with_what_to_do(suffix: str, make: Make) -> None:
    make("g.shp")
    _, refused = opened((make("g.shp")).with_suffix(suffix))
    assert refused == [
        f"g{suffix}: found one file ({suffix}) of a shapefile, which is several; "
        "expected all of them (.shp, .shx, .dbf, .prj) in one .zip, and that named under files:"
    ]


def test_a_zip_without_all_of_a_shapefile_is_refused(make: Make) -> None:
    path = make("shape.zip")
    zipped(path, [path.with_name("g.shp"), path.with_name("g.prj")])
    _, refused = opened(path)
    assert refused == ["shape.zip: found g.shp without .shx, .dbf; expected all files of the shapefile in the zip"]


def test_a_zipped_shapefile_without_a_system_needs_one_declared(make: Make) -> None:
    path = make("shape.zip")
    zipped(path, [path.with_name(f"g{suffix}") for suffix in (".shp", ".shx", ".dbf")])
    assert "declare it in the params (crs: EPSG:28992)" in opened(path)[1][0]
    read, refused = opened(path, crs="EPSG:28992")
    assert read is not None and refused == []


def test_a_zip_with_several_files_needs_the_layer(make: Make) -> None:
    path = make("shape.zip")
    parts = [path.with_name(f"g{suffix}") for suffix in (".shp", ".shx", ".dbf", ".prj")]
    with zipfile.ZipFile(path, "w") as archive:
        for stem in ("gemeenten", "wijken"):
            for part in parts:
                archive.write(part, f"kaart/{stem}{part.suffix}")
    assert opened(path)[1] == [
        "shape.zip: found 2 files: gemeenten, wijken; expected one file, or `layer:` in the params"
    ]
    assert opened(path, layer="gemeente")[1][0].startswith("shape.zip: found no file gemeente; expected one of")
    read, refused = opened(path, layer="wijken")
    assert read is not None and refused == [] and len(read) == 60


@pytest.mark.parametrize("name", ["g.parquet", "shape.zip", "gpkg.zip", "g.geojson", "g.fgb"])
def test_a_layer_that_is_not_there_is_refused_in_every_format(name: str, make: Make) -> None:
    read, refused = opened(make(name), layer="wijken")
    assert read is None and "wijken" in refused[0]
    assert opened(make(name), layer="g")[1] == []


def test_a_zip_without_boundaries_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lees.txt").write_text("niets")
    _, refused = opened(zipped(tmp_path / "a.zip", [tmp_path / "lees.txt"]))
    assert refused == ["a.zip: found an archive with lees.txt; expected a whole shapefile, or a GeoPackage"]


def test_a_table_without_polygons_is_refused(tmp_path: Path) -> None:
    frame().drop(columns="geometry").to_parquet(tmp_path / "t.parquet")
    read, refused = opened(tmp_path / "t.parquet")
    assert read is None and "no readable boundaries" in refused[0]


def test_files_of_one_name_in_several_folders_of_a_zip_are_told_apart(make: Make) -> None:
    path = make("shape.zip")
    parts = [path.with_name(f"g{suffix}") for suffix in (".shp", ".shx", ".dbf", ".prj")]
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.write(part, f"2022/{part.name}")
            archive.write(part, f"2023/{part.name}")
    read, refused = opened(path)
    expected = "expected one file, or `layer:` in the params"
    assert read is None and refused == [f"shape.zip: found 2 files: 2022/g.shp, 2023/g.shp; {expected}"]
    read, refused = opened(path, layer="2023/g.shp")
    assert refused == [] and read is not None and len(read) == 60


def test_what_a_mac_adds_to_a_zip_is_no_file_of_it(make: Make) -> None:
    path = make("shape.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("._g.shp", b"x")
        archive.writestr("__MACOSX/._g.dbf", b"x")
    assert opened(path)[1] == []


@pytest.mark.parametrize("name", ["g.zip", "items", "download.txt"])
def test_a_geojson_that_names_no_system_is_the_same_wherever_it_stands(name: str, make: Make) -> None:
    """GDAL calls every one of them WGS84."""
    text = make("g.geojson")
    whole = json.loads(text.read_bytes())
    del whole["crs"]
    text.write_text(json.dumps(whole), "utf-8")
    path = zipped(text.with_name(name), [text]) if name == "g.zip" else text.rename(text.with_name(name))
    read, refused = opened(path, crs="EPSG:28992")
    assert refused == [] and read is not None and read.crs.to_epsg() == 28992
    assert "declare crs: EPSG:28992" in opened(path)[1][0]
