"""A bureau of four gemeenten: its files are small enough to read in a test, and any of them can be spoiled."""

from __future__ import annotations

import json
from typing import Any

from worlds.factories import edition, indicator, source

from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.source import Source

VALUES = """\
statcode;statnaam;code;label;jaar;waarde
GM0014;Groningen;09_E_V_13;Werkloosheid;2021;5,1
GM0014;Groningen;09_E_V_13;Werkloosheid;2022;4,2
GM0014;Groningen;02_HB_NK_30;Kwaliteit van zwemwater kustwateren;2022;
GM0034;Almere;09_E_V_13;Werkloosheid;2021;4,8
GM0034;Almere;09_E_V_13;Werkloosheid;2022;
GM0034;Almere;02_HB_NK_30;Kwaliteit van zwemwater kustwateren;2022;
GM0037;Stadskanaal;09_E_V_13;Werkloosheid;2021;6,0
GM0037;Stadskanaal;09_E_V_13;Werkloosheid;2022;5
GM0037;Stadskanaal;02_HB_NK_30;Kwaliteit van zwemwater kustwateren;2022;
GM0088;Schiermonnikoog;09_E_V_13;Werkloosheid;2021;3,0
GM0088;Schiermonnikoog;09_E_V_13;Werkloosheid;2022;2,9
GM0088;Schiermonnikoog;02_HB_NK_30;Kwaliteit van zwemwater kustwateren;2022;4,0
"""
META = """\
code;label;thema;eenheid
09_E_V_13;Werkloosheid;Arbeid en vrije tijd;% beroepsbevolking
02_HB_NK_30;Kwaliteit van zwemwater kustwateren;Milieu;score 1 (slecht) - 4 (uitstekend)
"""
REGISTER = """\
gm_code;gm_naam;cr_code;cr_naam;pv_code;pv_naam
GM0014;Groningen (gemeente);CR03;Overig Groningen;PV20;Groningen (PV)
GM0034;Almere;CR40;Flevoland;PV24;Flevoland (PV)
GM0037;Stadskanaal;CR01;Oost-Groningen;PV20;Groningen (PV)
GM0088;Schiermonnikoog;CR04;Noord-Friesland;PV21;Fryslân (PV)
"""
POPULATION = """\
statcode;jaar;inwoners
GM0014;2022;234950
GM0014;2023;238147
GM0034;2023;222825
GM0037;2023;32099
GM0088;2023;972
PV20;2023;270246
NL01;2023;494043
"""
SQUARES = {"GM0014": (230, 580), "GM0034": (140, 480), "GM0037": (260, 555), "GM0088": (205, 610)}

FIGURES = "monitor/indicatoren.csv"

Folder = dict[str, str | bytes]


def square(x: float, y: float, side: float) -> list[list[list[float]]]:
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]


def collection(polygons: dict[str, Any], **more: Any) -> str:
    """GeoJSON with one feature per code; a geometry is a ring list, a whole geometry or None."""
    features = []
    for code, shape in polygons.items():
        geometry = {"type": "Polygon", "coordinates": shape} if isinstance(shape, list) else shape
        features.append({"type": "Feature", "properties": {"statcode": code}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", **more, "features": features})


def named_crs(epsg: int) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}


def rd_squares() -> dict[str, Any]:
    return {code: square(x * 1000, y * 1000, 10_000) for code, (x, y) in SQUARES.items()}


UNEMPLOYMENT = indicator("werkloosheid", codes=("09.E&V.13",), minimum=0, maximum=100, provisional_years=1)
BATHING = indicator(
    "zwemwater-kustwateren",
    "Kwaliteit van zwemwater kustwateren",
    codes=("02_HB_NK_30",),
    minimum=1,
    maximum=4,
    structurally_absent=True,
)

SOURCES = (
    source("monitor", "dashboard", {"values": "monitor/indicatoren.csv", "meta": "monitor/meta.csv"}),
    source("indeling", "register", {"register": "indeling.csv"}),
    source("bevolking", "population", {"population": "bevolking.csv"}),
    source("grenzen", "boundaries", {"boundaries": "gemeenten.geojson"}, level="gemeente"),
)


def bureau_files() -> Folder:
    return {
        FIGURES: VALUES,
        "monitor/meta.csv": META,
        "indeling.csv": REGISTER,
        "bevolking.csv": POPULATION,
        "gemeenten.geojson": collection(rd_squares(), crs=named_crs(28992)),
    }


def lay_files(project: Project, files: Folder) -> Project:
    """Write files below the project's folder of sources."""
    for name, content in files.items():
        path = project.root / "bron" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return project


def small_edition(sources: tuple[Source, ...] = SOURCES, **more: Any) -> Edition:
    return edition(UNEMPLOYMENT, BATHING, sources=sources, **more)


def spoiled(files: Folder, name: str, old: str, new: str) -> Folder:
    """The files with one of them changed: `old` becomes `new`."""
    text = files[name]
    assert isinstance(text, str) and old in text, f"nothing to spoil in {name}"
    return files | {name: text.replace(old, new)}


def declared(number: int, **more: Any) -> Edition:
    """The small edition with one of its sources declared differently."""
    sources = list(SOURCES)
    sources[number] = sources[number].model_copy(update=more)
    return small_edition(tuple(sources))
