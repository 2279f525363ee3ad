"""A bureau's own project on disk, whose edition `eigen` reads files as bureaus have them; any of them can be changed.

Six gemeenten in two provincies and one indicator or two. What a file is and how it is declared is given per test, as a
bureau would write it in the params.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

EDITION = "eigen"
GDP, UNEMPLOYMENT = "bruto-binnenlands-product", "werkloosheid"

#: code -> name, provincie, place of a square in km RD, inhabitants
GEMEENTEN = {
    "GM0014": ("Groningen", "PV20", (230, 580), 238_147),
    "GM0037": ("Stadskanaal", "PV20", (260, 555), 32_099),
    "GM0034": ("Almere", "PV24", (140, 480), 222_825),
    "GM0050": ("Zeewolde", "PV24", (160, 480), 23_000),
    "GM0114": ("Emmen", "PV22", (255, 530), 108_000),
    "GM0118": ("Hoogeveen", "PV22", (225, 525), 56_000),
}
PROVINCIES = {"PV20": ("Groningen", "CR03"), "PV22": ("Drenthe", "CR08"), "PV24": ("Flevoland", "CR40")}

Files = dict[str, str | bytes]


def register() -> str:
    """Per gemeente its COROP area and provincie."""
    rows = [
        f"{code};{name};{PROVINCIES[pv][1]};Rond {PROVINCIES[pv][0]};{pv};{PROVINCIES[pv][0]}"
        for code, (name, pv, _, _) in GEMEENTEN.items()
    ]
    return "\n".join(["gm_code;gm_naam;cr_code;cr_naam;pv_code;pv_naam", *rows]) + "\n"


def population() -> str:
    """Inhabitants on 1 January 2023."""
    return "\n".join(["statcode;jaar;inwoners", *(f"{c};2023;{g[3]}" for c, g in GEMEENTEN.items())]) + "\n"


def boundaries() -> str:
    """A square of 10 km per gemeente, in RD."""
    features = []
    for code, (name, _, (x, y), _) in GEMEENTEN.items():
        ring = [[(x + dx) * 1000, (y + dy) * 1000] for dx, dy in ((0, 0), (10, 0), (10, 10), (0, 10), (0, 0))]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"statcode": code, "naam": name}, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features})


def figures(*, value: str = "1000{n}", separator: str = ";") -> str:
    """`code;2021;2022` with a figure per gemeente; `{n}` counts the gemeenten."""
    rows = [separator.join([code, *(value.format(n=n) for _ in (2021, 2022))]) for n, code in enumerate(GEMEENTEN)]
    return "\n".join([separator.join(["code", "2021", "2022"]), *rows]) + "\n"


#: How `figures()` is declared.
TABLE: dict[str, Any] = {"region": "code", "columns": {"{year}": GDP}}


def source(id: str, kind: str, files: dict[str, str], **more: Any) -> dict[str, Any]:
    """A source as the params write it."""
    words = {"title": id, "origin": "eigen", "licence": "CC BY 4.0", "citation": f"Bron: {id}."}
    return {"id": id, "kind": kind, **words, "files": files, **more}


def sources(table: dict[str, Any] | None = None, **more: Any) -> dict[str, dict[str, Any]]:
    """The sources of the edition by id; `table` and `more` are of the bureau's own table."""
    own = source("eigen", "table", {"table": "eigen.csv"}, table=TABLE if table is None else table) | more
    return {
        "indeling": source("indeling", "register", {"register": "indeling.csv"}),
        "bevolking": source("bevolking", "population", {"population": "bevolking.csv"}),
        "eigen": own,
        "grenzen": source("grenzen", "boundaries", {"boundaries": "gemeenten.geojson"}, level="gemeente"),
    }


def write_project(
    root: Path,
    files: Files | None = None,
    told: dict[str, dict[str, Any]] | None = None,
    *,
    indicators: tuple[str, ...] = (GDP,),
    **more: Any,
) -> Path:
    """The project in `root`: its files below `bron`, its edition with the sources `told`; `more` are keys of it."""
    everything: Files = {
        "indeling.csv": register(), "bevolking.csv": population(), "gemeenten.geojson": boundaries(),
        "eigen.csv": figures(), **(files or {}),
    }  # fmt: skip
    for name, content in everything.items():
        path = root / "bron" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    edition = {
        "id": EDITION, "title": "Eigen boek", "year": 2023, "division_year": 2023, "published": "2023-12-01",
        "publisher": {"name": "Bureau"}, "licence_line": "Eigen cijfers.", "base": "bron",
        "window": {"years": 8, "last": 2022},
        "rules": {"trend": {}, "position": {}, "aggregation": {"weight_year": 2023}},
        "levels": ["land", "gemeente"], "indicators": list(indicators),
        "sources": list((told or sources()).values()), **more,
    }  # fmt: skip
    file = root / "params" / "editions" / f"{EDITION}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(edition, sort_keys=False, allow_unicode=True), "utf-8")
    return root
