"""Boundaries: a file of any format of `features.py` with a code or a name per polygon, in any coordinate system.

Rules
* Coordinates end up in EPSG:28992 (RD New, metres); which system they come from: see `features.py`. The result must
  lie in the Netherlands.
* A source declared `planar` (a tile map) is a drawing: its coordinates are kept and have no system.
* A column `statcode` (or the one declared under `columns: region`) gives the code; with `region_by: name` a column
  `statnaam` (or that one) gives the name as the register has it. `names:` says what other texts are.
* Features are those that have what `select:` says. Codes of other levels are passed over, counted in one note.
* Features of one code are one region: joined and noted (islands, enclaves, water), unless their names disagree.
* Every feature is a polygon or multipolygon. Empty geometries, other kinds and one polygon under two codes are refused.
  Invalid polygons are repaired and noted, with their area before and after; only what is polygonal is kept.
* Codes that only the register or only the boundaries have are refused, all of them named.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj.network
import shapely

from regioboek.params.levels import LEVELS, Level, level_of
from regioboek.sources.files.features import RD, open_features
from regioboek.sources.files.layouts import BoundaryFile
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.boundary_regions import (
    as_text,
    names_of,
    read_codes,
    read_names,
    region_column,
    selected,
)
from regioboek.sources.tables.codes import shown
from regioboek.sources.tables.name_parts import name_key
from regioboek.sources.tables.region_names import RegionNames

#: West, south, east, north in RD metres: the Netherlands with its sea, with room to spare.
NETHERLANDS = (-60_000.0, 280_000.0, 340_000.0, 720_000.0)


def read_boundaries(
    path: Path, file: BoundaryFile, problems: ProblemList, known: RegionNames | None = None
) -> tuple[Level, gpd.GeoDataFrame] | None:
    """The level and its polygons: columns code, geometry; sorted by code; EPSG:28992, or no system when planar.

    The level is the source's, or else what the codes say. With `region_by: name` the names are those of `known`; None
    (no register was read): they stand for themselves. What is wrong goes to `problems`; None when nothing can be read.
    """
    problems.unit = "feature"
    frame = open_features(path, file, problems)
    if frame is None:
        return None
    frame = frame.set_index(pd.RangeIndex(1, len(frame) + 1))
    column = region_column(frame, file, problems)
    if column is None:
        return None
    frame = selected(frame, file, problems)
    text = as_text(frame, column)
    level = file.level or _level(text)
    if level is None:
        problems.refuse("", f"codes such as {shown(text.iloc[0])}", "codes of one level, or `level:` in the params")
        return None
    word = "a code" if file.region_by == "code" else f"the name of a {LEVELS[level].words[0]}"
    problems.rows(text[text.str.strip() == ""].map(shown), word, column=column)
    if file.region_by == "name":
        codes = read_names(text, level, known, problems, column)
    else:
        codes = read_codes(text, level, file.names, problems, column)
    frame, codes = frame.loc[codes.index], codes[codes != ""]
    shapes = _polygons(gpd.GeoSeries(frame.geometry, index=frame.index), codes.reindex(frame.index), problems)
    names = names_of(frame, column, file)
    result = gpd.GeoDataFrame({"code": codes.reindex(frame.index), "name": names}, geometry=shapes, crs=frame.crs)
    result = _joined(result[result["code"].notna()], problems)
    _check_copies(result, problems)
    if problems.refused:
        return None
    if not file.planar:
        result = _to_rd(result, problems)
    return level, result[["code", "geometry"]].sort_values("code", ignore_index=True)


def _joined(frame: gpd.GeoDataFrame, problems: ProblemList) -> gpd.GeoDataFrame:
    """One row per code: features of one code are joined, unless they have several names."""
    twice = frame["code"].duplicated(keep=False)
    if not twice.any():
        return frame
    expected = "one name per code: is one of the codes wrong? Rows that are something else: select"
    problems.refuse_each(
        (
            f"features {some([str(n) for n in names.index])}",
            f"{code} with {len(several)} names: {some(list(several.values()))}",
            expected,
        )
        for code, names in frame[twice].groupby("code")["name"]
        if len(several := {name_key(name): name for name in names if name}) > 1
    )
    parts = frame[twice & frame.geometry.notna()]
    codes = parts["code"].unique()
    found = f"{twice.sum()} features of {len(codes)} codes: {some(list(codes))}"
    problems.note("", found, "one per region: those of one code are joined")
    union = parts.groupby("code").geometry.agg(lambda shapes: shapely.union_all(shapes.to_numpy()))
    once = frame[~frame["code"].duplicated()]
    return once.set_geometry(once["code"].map(union).fillna(once.geometry).array, crs=frame.crs)


def sizes(shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """The hectares of every polygon (code, geometry in metres) as cells, for comparing two vintages."""
    cells = pd.DataFrame({"series": "oppervlakte", "region": shapes["code"], "period": "", "unit": "hectare"})
    return cells.assign(value=(shapes.geometry.area / 10_000).round(2))


def compare_with_register(codes: pd.Series, level: Level, regions: pd.DataFrame, problems: ProblemList) -> None:
    """Refuse codes that only one of the two has."""
    register = set(regions.loc[regions["level"] == level, "code"])
    drawn = set(codes)
    many = LEVELS[level].words[1]
    for only, where, lacks in (
        (sorted(register - drawn), "the register", "no polygon"),
        (sorted(drawn - register), "the boundaries", "no row in the register"),
    ):
        if only:
            problems.refuse(
                "",
                f"{len(only)} of the {many} only in {where}, with {lacks}: {some(only, 12)}",
                "the same codes in register and boundaries: are they of the same year?",
            )


def _level(codes: pd.Series) -> Level | None:
    levels = {level_of(c.strip().upper()) for c in codes.unique()} - {None}
    return levels.pop() if len(levels) == 1 else None


def _polygons(shapes: gpd.GeoSeries, codes: pd.Series, problems: ProblemList) -> gpd.GeoSeries:
    """Valid polygons in two dimensions; what was repaired is noted, what is none is refused and becomes None."""
    label = codes.fillna("").where(codes.notna(), "a feature")
    geometry = shapely.force_2d(shapes.to_numpy())
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    problems.rows(label[empty] + " without a geometry", "a polygon")
    kinds = shapely.get_type_id(geometry)
    other = ~empty & ~np.isin(kinds, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    names = pd.Series(
        [g.geom_type if o else "" for g, o in zip(geometry, other, strict=True)], index=codes.index, dtype="str"
    )
    problems.rows(label[other] + " as " + names[other], "a polygon or multipolygon")
    points, owners = shapely.get_coordinates(geometry, return_index=True)
    endless = np.isin(np.arange(len(geometry)), owners[~np.isfinite(points).all(axis=1)])
    problems.rows(label[endless] + " with a coordinate that is no finite number", "finite numbers")
    usable = ~(empty | other | endless)
    geometry[~usable] = None
    broken, repaired = [], []
    for place in np.flatnonzero(usable & ~shapely.is_valid(geometry)):
        before, reason = geometry[place], shapely.is_valid_reason(geometry[place])
        after = _polygonal(shapely.make_valid(before))
        feature, code = f"feature {codes.index[int(place)]}", label.iloc[place]
        if after is None:
            broken.append((feature, f"{code} is no valid polygon ({reason}) and nothing is left of it", "a polygon"))
        else:
            areas = f"area {before.area:.6g} became {after.area:.6g}"
            repaired.append((feature, f"{code} is no valid polygon ({reason})", f"a valid one: repaired, {areas}"))
        geometry[place] = after
    problems.refuse_each(broken)
    problems.refuse_each(repaired, cleaned=True)
    return gpd.GeoSeries(geometry, index=shapes.index)


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The polygons in a geometry, as one geometry; None when there are none."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = [p for p in parts if p.geom_type == "Polygon" and p.area > 0]
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _check_copies(frame: gpd.GeoDataFrame, problems: ProblemList) -> None:
    """No polygon stands under two codes."""
    drawn = frame[frame.geometry.notna()]
    same = pd.Series(shapely.to_wkb(shapely.normalize(drawn.geometry.to_numpy())), index=drawn.index)
    owner = drawn["code"].groupby(same).transform("first")
    copies = same.duplicated()
    problems.rows(drawn.loc[copies, "code"] + " with the polygon of " + owner[copies], "a polygon of its own")


def _to_rd(frame: gpd.GeoDataFrame, problems: ProblemList) -> gpd.GeoDataFrame:
    if frame.crs.to_epsg() != 28992:
        pyproj.network.set_network_enabled(active=False)  # no grids from elsewhere: same result on every machine
        frame = frame.to_crs(RD)
        shapes = frame.geometry.to_numpy()
        if not shapely.is_valid(shapes).all():
            frame = frame.set_geometry(shapely.make_valid(shapes), crs=RD)
    else:
        frame = frame.set_crs(RD, allow_override=True)
    west, south, east, north = frame.total_bounds
    inside = west >= NETHERLANDS[0] and south >= NETHERLANDS[1] and east <= NETHERLANDS[2] and north <= NETHERLANDS[3]
    if not inside:  # also when a coordinate is infinite or not a number
        problems.refuse(
            "",
            f"polygons from {west:.0f}, {south:.0f} to {east:.0f}, {north:.0f} in RD metres",
            "polygons in the Netherlands: are longitude and latitude swapped, or is the system another one?",
        )
    return frame
