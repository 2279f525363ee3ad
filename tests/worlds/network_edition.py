"""A project whose edition `klein` has two sources on the network: a dashboard download and PDOK's boundaries.

Four gemeenten, two real indicators; register and inhabitants are local files. Small enough to fetch in every test.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from loopback.fixtures import Impatient
from loopback.pdok import Collection, features_of
from loopback.server import Loopback
from worlds.small_bureau import META, POPULATION, REGISTER, SQUARES, VALUES, square

from regioboek.cli.app import main

LAYER = "gemeente_gegeneraliseerd"
EDITION = "klein"
INDICATORS = ["werkloosheid", "zwemwater-kustwateren"]


@dataclass
class Desk:
    """The command as a user gives it, in a project whose sources are on the server; the client does not really wait."""

    server: Loopback
    root: Path
    client: Impatient
    before: dict[str, bytes] = field(default_factory=dict)  # the snapshot as a fetch without faults made it

    def fetch(self, *options: str) -> tuple[int, str]:
        """Exit code and all that it says."""
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as stop:
            main(["fetch", EDITION, "--project", str(self.root), *options])
        return int(stop.value.code or 0), " ".join(out.getvalue().split())

    def locked(self) -> list[str]:
        """The sources that are in the lock."""
        return [source["id"] for source in json.loads(contents(self.root)["lock.json"])["sources"]]

    def asked(self, where: str) -> int:
        """How often the server was asked for it."""
        return sum(where in asked for asked in self.server.requests)

    def with_a_snapshot(self) -> Desk:
        """The same after a first fetch without faults."""
        code, said = self.fetch()
        assert code == 0, said
        self.at_ease()
        self.before = contents(self.root)
        return self

    def at_ease(self) -> None:
        """The server behaves, and the client is patient, again."""
        self.server.behave()
        self.client.pauses.clear()
        self.client.told.clear()
        self.client.where, self.client.clock = None, time.monotonic

    def refused(self, source: str, said: str, *options: str) -> None:
        """An update fails with exit code 1, says which source failed and why, and changes no byte of the snapshot."""
        code, told = self.fetch("--update", "--yes", *options)
        assert (code, said in told) == (1, True), told
        assert re.search(rf"{source} \([\w-]+\) FAILED", told)
        assert len(re.findall(r"\) FAILED", told)) == 1
        assert contents(self.root) == self.before
        assert f"source {source}" in told or f"- {source}/" in told
        assert told.index(f"the old snapshot of {source} is untouched") > told.index(f"{source} (")
        assert f"next: mend what is said above, or wait, then run regioboek fetch {EDITION} --update again" in told


def open_desk(
    server: Loopback,
    folder: Path,
    project_root: Path,
    monkeypatch: pytest.MonkeyPatch,
    sources: Sequence[dict[str, Any]] = (),
) -> Desk:
    """A project without a snapshot, its sources on the server; `sources` are more of them."""
    serve(server)
    client = Impatient()
    monkeypatch.setattr("regioboek.sources.network.client.Client", lambda **_: client)
    root = write_project(folder, project_root, server.url, server.url_pdok, sources)
    return Desk(server, root, client)


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


def write_project(
    folder: Path, project_root: Path, url: str, url_pdok: str, sources: Sequence[dict[str, Any]] = ()
) -> Path:
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
    edition["sources"] = [source | told for source in (*edition["sources"], *sources)]
    path = root / "params" / "editions" / f"{EDITION}.yml"
    path.write_text(yaml.safe_dump(edition, allow_unicode=True, sort_keys=False), "utf-8")
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the snapshot, byte for byte; files that only keep others out do not count."""
    folder = root / "data" / "snapshots" / EDITION
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}
