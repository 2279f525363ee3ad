"""Opening a file of boundaries, and knowing its coordinate system.

Formats: GeoJSON, TopoJSON, GeoPackage, GeoParquet (`.parquet`), FlatGeobuf (`.fgb`), GML, and a `.zip` with a whole
shapefile or one of the others in it.

Rules
* A file that names its system is believed; `crs:` in the params may repeat it, not contradict it.
* A GeoJSON or TopoJSON that does not name its system is longitude and latitude (WGS84, as the GeoJSON standard says).
  Numbers that cannot be that are refused, and `crs:` in the params says what they are.
* Any other file that does not name its system is refused, unless `crs:` does.
* A source declared `planar` (a tile map) is a drawing: its coordinates are kept and have no system.
* A file with several layers, or a zip with several files, needs `layer:` in the params.
* A shapefile is several files, and only the one that is named is kept: a `.shp` by itself is refused.
* A file that is cut short is refused: nothing is made of the features before the cut.
"""

from __future__ import annotations

import codecs
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import pyproj.exceptions
import shapely

from regioboek.errors import nearest
from regioboek.sources.files.archives import MAX_FILE
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.problems import ProblemList, some

RD = "EPSG:28992"
WGS84 = "EPSG:4326"
FORMATS = "GeoJSON, TopoJSON, GeoPackage, GeoParquet, FlatGeobuf, GML or a zipped shapefile"

_JSON = {".json", ".geojson", ".topojson"}
_PARQUET = {".parquet", ".geoparquet"}
#: What one shapefile consists of; the last of them names the coordinate system and may lack where `crs:` does.
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj")
_IN_ZIP = {".shp", ".gpkg", ".fgb", *_JSON}
#: Whatever GDAL, pyarrow and shapely make of a broken file.
_BROKEN = (RuntimeError, ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile, shapely.errors.GEOSException)


def open_features(path: Path, file: BoundaryFile, problems: ProblemList) -> gpd.GeoDataFrame | None:
    """All features with the coordinate system they really have (none when the source is planar).

    What is wrong goes to `problems`; None when nothing can be read.
    """
    suffix = path.suffix.lower()
    if wrong := _no_boundaries(path):
        problems.refuse("", *wrong)
        return None
    head = None
    try:
        inside = _in_zip(path, file, problems) if suffix == ".zip" else None
        if suffix == ".gml":
            _check_xml(path, problems)
        text = None if problems.refused else _json_text(path, inside)
        head = None if text is None else _json(text, problems)
        frame = None if problems.refused else _read(path, inside, file, problems)
    except _BROKEN as error:
        problems.refuse("", f"no readable boundaries ({error})", f"{FORMATS}: is it complete?")
        frame = None
    if frame is None:
        return None
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        problems.refuse("", "no features", "one feature per region: is it complete?")
        return None
    return _with_system(frame, file, head, problems)


def _no_boundaries(path: Path) -> tuple[str, str] | None:
    """What is seen without opening the file: (found, expected)."""
    if path.stat().st_size == 0:
        return "an empty file", FORMATS
    if path.suffix.lower() in _SHAPEFILE:
        found = f"one file ({path.suffix}) of a shapefile, which is several"
        return found, "all of them (.shp, .shx, .dbf, .prj) in one .zip, and that named under files:"
    return None


def _read(
    path: Path, inside: PurePosixPath | None, file: BoundaryFile, problems: ProblemList
) -> gpd.GeoDataFrame | pd.DataFrame | None:
    """The features of the one layer that is meant, of a file `inside` a zip or of `path`; None when it is not known."""
    source: str | bytes = str(path) if inside is None else f"/vsizip/{path}/{inside}"
    layer = file.layer if inside is None or inside.suffix.lower() == ".gpkg" else None
    if path.suffix.lower() in _PARQUET:
        return gpd.read_parquet(path) if _one_of([path.stem], layer, "layer", problems) else None
    if path.suffix.lower() == ".gml":
        source = path.read_bytes()  # beside a file GDAL would write another
    layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
    if not layers:
        return pd.DataFrame()
    chosen = _one_of(layers, layer, "layer", problems)
    return None if chosen is None else pyogrio.read_dataframe(source, layer=chosen)


def _in_zip(path: Path, file: BoundaryFile, problems: ProblemList) -> PurePosixPath | None:
    """The one file that is meant in an archive; `._` begins what a Mac adds to every file."""
    with zipfile.ZipFile(path) as archive:
        there = [PurePosixPath(p.filename) for p in archive.infolist() if not p.filename.startswith("__MACOSX")]
        parts = [part for part in there if not part.name.startswith("._")]
        size = sum(p.file_size for p in archive.infolist())
    if size > MAX_FILE:
        problems.refuse("", f"an archive that unpacks to {size / 1e6:.0f} MB", f"at most {MAX_FILE / 1e6:.0f} MB")
        return None
    readable = [part for part in parts if part.suffix.lower() in _IN_ZIP]
    alike = len({part.stem for part in readable}) < len(readable)  # in several folders: told by these
    files = {str(part if alike else part.stem): part for part in readable}
    if not files:
        problems.refuse("", f"an archive with {some(parts, 12) or 'nothing'}", "a whole shapefile, or a GeoPackage")
        return None
    alone = next(iter(files)) if len(files) == 1 else ""
    inside = alone and files[alone].suffix.lower() == ".gpkg"  # then `layer:` is one of its layers
    chosen = alone if inside else _one_of(list(files), file.layer, "file", problems)
    if chosen is None:
        return None
    beside = {part.suffix.lower() for part in parts if part.with_suffix("") == files[chosen].with_suffix("")}
    lacking = [s for s in _SHAPEFILE[:3] if files[chosen].suffix.lower() == ".shp" and s not in beside]
    if lacking:
        problems.refuse("", f"{files[chosen]} without {', '.join(lacking)}", "all files of the shapefile in the zip")
        return None
    return files[chosen]


def _one_of(there: list[str], told: str | None, what: str, problems: ProblemList) -> str | None:
    """The layer (or file) that is declared, or the only one; None when that is refused."""
    if told in there or (told is None and len(there) == 1):
        return told or there[0]
    if told is not None:
        problems.refuse("", f"no {what} {told}", f"one of {some(there, 12)}{nearest(told, there)}")
    else:
        problems.refuse("", f"{len(there)} {what}s: {some(there, 12)}", f"one {what}, or `layer:` in the params")
    return None


def _with_system(
    frame: gpd.GeoDataFrame, file: BoundaryFile, head: dict[str, Any] | None, problems: ProblemList
) -> gpd.GeoDataFrame | None:
    if file.planar:
        return frame.set_crs(None, allow_override=True)
    try:
        said = _said(frame, head)
        declared = pyproj.CRS.from_user_input(file.crs) if file.crs else None
    except pyproj.exceptions.CRSError as error:
        problems.refuse("", f"an unknown coordinate system ({error})", f"one with an EPSG code, such as {RD}")
        return None
    if said is not None and declared is not None and not said.equals(declared, ignore_axis_order=True):
        problems.refuse("", f"coordinates in {said.name}", f"{declared.name}, as declared (crs: {file.crs})")
        return None
    system = said or declared
    if system is None:
        west, south, east, north = frame.total_bounds
        bounds = f"coordinates from {west:.6g}, {south:.6g} to {east:.6g}, {north:.6g} and no coordinate system"
        if head is None:
            problems.refuse("", bounds, f"a coordinate system: declare it in the params (crs: {RD})")
            return None
        if frame.geometry.notna().any() and not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            problems.refuse("", bounds, f"longitude and latitude; if these are RD metres, declare crs: {RD}")
            return None
        system = pyproj.CRS(WGS84)
    return frame.set_crs(system, allow_override=True)


def _said(frame: gpd.GeoDataFrame, head: dict[str, Any] | None) -> pyproj.CRS | None:
    """The system the file itself names. GDAL calls any GeoJSON without one WGS84 and finds none in a TopoJSON."""
    if head is None:
        undefined = frame.crs is None or frame.crs.name.startswith("Undefined")  # GeoPackage srs_id -1 and 0
        return None if undefined else frame.crs
    crs = head.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return pyproj.CRS.from_user_input(name) if name else None


def _check_xml(path: Path, problems: ProblemList) -> None:
    """Refuse XML that is not complete: GDAL reads what stands before a cut as if that were all."""
    try:
        with path.open("rb") as opened:
            expat.ParserCreate().ParseFile(opened)
    except expat.ExpatError as error:
        problems.refuse(f"line {error.lineno}", f"no XML ({error})", "a complete GML file: is it truncated?")


def _json_text(path: Path, inside: PurePosixPath | None) -> bytes | None:
    """The text of a file that is JSON by its extension, or by its first character when it is called otherwise."""
    if inside is not None:
        return zipfile.ZipFile(path).read(str(inside)) if inside.suffix.lower() in _JSON else None
    with path.open("rb") as opened:
        begins = opened.read(64).lstrip(codecs.BOM_UTF8).lstrip()[:1] == b"{"
    return path.read_bytes() if begins or path.suffix.lower() in _JSON else None


def _json(text: bytes, problems: ProblemList) -> dict[str, Any] | None:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        problems.refuse(place, f"no JSON ({error.msg})", "a complete GeoJSON or TopoJSON: is it truncated?")
        return None
    except UnicodeDecodeError as error:
        problems.refuse("", f"bytes that are no UTF-8 ({error})", "JSON in UTF-8")
        return None
    if not isinstance(whole, dict) or whole.get("type") not in ("FeatureCollection", "Topology"):
        problems.refuse("", "other JSON", "a GeoJSON FeatureCollection or a TopoJSON Topology")
        return None
    if whole["type"] == "FeatureCollection" and not whole.get("features"):
        problems.refuse("", "no features", "one feature per region")
        return None
    return whole
