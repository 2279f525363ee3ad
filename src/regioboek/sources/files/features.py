"""Opening a file of boundaries: GeoJSON, TopoJSON or GeoPackage, and knowing its coordinate system.

Rules
* A file that names its system is believed; `crs:` in the params may repeat it, not contradict it.
* A GeoJSON or TopoJSON that does not name its system is longitude and latitude (WGS84, as the GeoJSON standard says).
  Numbers that cannot be that are refused, and `crs:` in the params says what they are.
* A GeoPackage that does not name its system is refused, unless `crs:` does.
* A source declared `planar` (a tile map) is a drawing: its coordinates are kept and have no system.
* A file with several layers needs `layer:` in the params.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pyproj
import pyproj.exceptions
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from regioboek.errors import nearest
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.problems import ProblemList, some

RD = "EPSG:28992"
WGS84 = "EPSG:4326"

_JSON = {".json", ".geojson", ".topojson"}


def open_features(path: Path, file: BoundaryFile, problems: ProblemList) -> gpd.GeoDataFrame | None:
    """All features with the coordinate system they really have (none when the source is planar).

    What is wrong goes to `problems`; None when nothing can be read.
    """
    if path.stat().st_size == 0:
        problems.refuse("", "an empty file", "GeoJSON, GeoPackage or TopoJSON")
        return None
    text = path.suffix.lower() in _JSON
    head = _json(path, problems) if text else None
    if text and head is None:
        return None
    try:
        layer = _layer(path, file, problems)
        if layer is None:
            return None
        frame = gpd.read_file(path, layer=layer, engine="pyogrio")
    except (DataSourceError, DataLayerError, shapely.errors.GEOSException) as error:
        problems.refuse("", f"no readable boundaries ({error})", "GeoJSON, GeoPackage or TopoJSON: is it complete?")
        return None
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        problems.refuse("", "no features", "one feature per region")
        return None
    return _with_system(frame, file, head, problems)


def _layer(path: Path, file: BoundaryFile, problems: ProblemList) -> str | None:
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if file.layer is not None and file.layer in layers:
        return file.layer
    if file.layer is None and len(layers) == 1:
        return layers[0]
    if file.layer is not None:
        problems.refuse("", f"no layer {file.layer}", f"one of {some(layers, 12)}{nearest(file.layer, layers)}")
    else:
        problems.refuse("", f"{len(layers)} layers: {some(layers, 12)}", "one layer, or `layer:` in the params")
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
    if said is not None and declared is not None and said.to_epsg() != declared.to_epsg():
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


def _json(path: Path, problems: ProblemList) -> dict[str, Any] | None:
    try:
        whole = json.loads(path.read_bytes())
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
