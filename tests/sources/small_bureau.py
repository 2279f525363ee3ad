"""A bureau of four gemeenten: its files are small enough to read in a test, and any of them can be spoiled."""

from __future__ import annotations

import json
from typing import Any

from regioboek.params.edition import (
    AggregationRule,
    Edition,
    EditionParams,
    PositionRule,
    Publisher,
    Rules,
    TrendRule,
    Window,
)
from regioboek.params.indicators import Aggregation, Direction, Indicator
from regioboek.params.source import Source, source_of

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


def indicator(id: str, name: str, code: str, **more: Any) -> Indicator:
    return Indicator(
        id=id,
        name=name,
        subject=f"de {name.lower()}",
        codes=(code,),
        themes=("milieu",),
        measures="Wat er gemeten wordt.",
        population="inwoners",
        source="CBS",
        cadence="jaarlijks",
        direction=Direction(favourable="lower", certainty="source"),
        aggregation=Aggregation(method="none", reason="voorbeeld"),
        **({"unit": "% van iets", "unit_short": "%", "decimals": 1} | more),
    )


UNEMPLOYMENT = indicator("werkloosheid", "Werkloosheid", "09.E&V.13", minimum=0, maximum=100, provisional_years=1)
BATHING = indicator(
    "zwemwater-kustwateren",
    "Kwaliteit van zwemwater kustwateren",
    "02_HB_NK_30",
    minimum=1,
    maximum=4,
    structurally_absent=True,
)


def source(id: str, kind: str, files: dict[str, str], **more: Any) -> Source:
    told = {"title": id.capitalize(), "origin": "CBS", "licence": "CC BY 4.0", "citation": f"Bron: CBS, {id}."}
    return source_of({"id": id, "kind": kind, "files": files, **told, **more})


SOURCES = (
    source("monitor", "dashboard", {"values": "monitor/indicatoren.csv", "meta": "monitor/meta.csv"}),
    source("indeling", "register", {"register": "indeling.csv"}),
    source("bevolking", "population", {"population": "bevolking.csv"}),
    source("grenzen", "boundaries", {"boundaries": "gemeenten.geojson"}, level="gemeente"),
)


def small_edition(sources: tuple[Source, ...] = SOURCES, **more: Any) -> Edition:
    params = EditionParams(
        id="2023",
        title="Proef",
        year=2023,
        division_year=2023,
        published="2024-01-01",
        publisher=Publisher(name="Bureau"),
        licence_line="Bron: CBS.",
        base="bron",
        window=Window(last=2022),
        rules=Rules(trend=TrendRule(), position=PositionRule(), aggregation=AggregationRule(weight_year=2023)),
        levels=("land", "provincie", "corop", "gemeente"),
        sources=sources,
        **({"indicators": "all"} | more),
    )
    return Edition(params=params, indicators=(UNEMPLOYMENT, BATHING), themes=())


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
