"""A project whose edition `klein` has two sources on the network: a dashboard download and PDOK's boundaries.

Four gemeenten, two real indicators; register and inhabitants are local files. Small enough to fetch in every test.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml
from loopback.pdok import Collection, features_of
from loopback.server import Loopback
from small_bureau import META, POPULATION, REGISTER, SQUARES, VALUES, square

LAYER = "gemeente_gegeneraliseerd"
EDITION = "klein"
INDICATORS = ["werkloosheid", "zwemwater-kustwateren"]


def serve(server: Loopback) -> None:
    """Put the sources on the server: figures as files, boundaries on two pages."""
    server.file("/download/indicatoren.csv", VALUES.encode())
    server.file("/download/meta.csv", META.encode())
    features = [
        {
            "properties": {"statcode": code, "statnaam": code},
            "geometry": {"type": "Polygon", "coordinates": square(x * 1000, y * 1000, 10_000)},
        }
        for code, (x, y) in SQUARES.items()
    ]
    server.collections = {LAYER: Collection(LAYER, features_of({"features": features}, "gemeente", 2023), 3)}


def write_project(folder: Path, project_root: Path, url: str, url_pdok: str) -> Path:
    """Params and local files of the edition below `folder`; its project."""
    root = folder / "project"
    (root / "params" / "editions").mkdir(parents=True)
    (root / "bron").mkdir()
    shutil.copy(project_root / "params" / "themes.yml", root / "params" / "themes.yml")
    head, *entries = (project_root / "params" / "indicators.yml").read_text("utf-8").split("\n  - id: ")
    kept = [e for e in entries if e.startswith(("werkloosheid", "zwemwater"))]  # all of them take long to read
    (root / "params" / "indicators.yml").write_text("\n  - id: ".join([head, *kept]) + "\n", "utf-8")
    (root / "bron" / "indeling.csv").write_text(REGISTER, "utf-8")
    (root / "bron" / "bevolking.csv").write_text(POPULATION, "utf-8")
    rules = yaml.safe_load((project_root / "params" / "editions" / "2023.yml").read_text("utf-8"))["rules"]
    told = {"origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS."}
    edition: dict[str, Any] = {
        "id": EDITION,
        "title": "Klein",
        "year": 2023,
        "division_year": 2023,
        "published": "2024-01-01",
        "publisher": {"name": "Bureau"},
        "licence_line": "Bron: CBS.",
        "base": "bron",
        "window": {"years": 8, "last": 2022},
        "rules": rules,
        "levels": ["land", "gemeente"],
        "indicators": INDICATORS,
        "sources": [
            {
                "id": "monitor",
                "kind": "dashboard",
                "title": "Monitor",
                "files": {"values": f"{url}/download/indicatoren.csv", "meta": f"{url}/download/meta.csv"},
            },
            {"id": "indeling", "kind": "register", "title": "Indeling", "files": {"register": "indeling.csv"}},
            {"id": "bevolking", "kind": "population", "title": "Bevolking", "files": {"population": "bevolking.csv"}},
            {
                "id": "grenzen",
                "kind": "pdok",
                "title": "Grenzen",
                "level": "gemeente",
                "pdok": {"url": url_pdok, "collection": LAYER, "year": 2023},
            },
        ],
    }
    edition["sources"] = [source | told for source in edition["sources"]]
    path = root / "params" / "editions" / f"{EDITION}.yml"
    path.write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False), "utf-8")
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the snapshot, byte for byte; files that only keep others out do not count."""
    folder = root / "data" / "snapshots" / EDITION
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}
