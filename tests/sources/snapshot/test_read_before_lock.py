"""Every kind is read before it is locked: a file that is cut short or broken never replaces a good snapshot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from worlds.factories import source
from worlds.small_bureau import REGISTER, SOURCES, VALUES, Folder, collection, named_crs, rd_squares, small_edition

from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.sources.kinds.preset_kinds import Dashboard
from regioboek.sources.snapshot.fetching import Asking, FetchReport, fetch_edition
from regioboek.sources.snapshot.inputs import read_inputs
from regioboek.sources.snapshot.opening import open_snapshot

Lay = Callable[[Folder], Project]

TRANSFERS = """\
statcode;naam;wijziging;datum;richting;tegen_code;tegen_naam;hectare;woningen;inwoners
GM0037;Stadskanaal;Grenswijziging;2018-01-01;ontvangen van;GM0014;Groningen;6,5;1;2
GM0014;Groningen;Grenswijziging;2018-01-01;overgegaan naar;GM0037;Stadskanaal;6,5;1;2
"""
WIJKEN = """\
wk_code;wk_naam;gm_code
WK001400;Centrum;GM0014
WK003400;Almere Stad;GM0034
"""
EDITION = small_edition(
    (
        *SOURCES,
        source("overdrachten", "transfers", {"transfers": "overdrachten.csv"}),
        source("wijken", "register", {"register": "wijken.csv"}, level="wijk"),
    )
)
SQUARES = collection(rd_squares(), crs=named_crs(28992))


@pytest.fixture
def locked(lay: Lay, files: Folder) -> Project:
    project = lay(files | {"overdrachten.csv": TRANSFERS, "wijken.csv": WIJKEN})
    assert not fetch(project).failed
    return project


def fetch(project: Project, edition: Edition = EDITION, *, update: bool = False) -> FetchReport:
    return fetch_edition(project, edition, Asking(confirm=lambda _: True), update=update)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("gemeenten.geojson", SQUARES[: len(SQUARES) // 2], "is it truncated?"),
        ("gemeenten.geojson", SQUARES.replace("GM0034", "Almere"), "a code of a gemeente"),
        ("indeling.csv", REGISTER[:-20], "fields"),
        ("indeling.csv", REGISTER + REGISTER.splitlines(keepends=True)[1], "GM0014, which is on line 2 already"),
        ("indeling.csv", REGISTER.replace("CR01;Oost-Groningen", "CR40;Flevoland"), "CR40 with 2 provincies"),
        ("overdrachten.csv", TRANSFERS.replace("2018-01-01;over", "1 januari 2018;over"), "1 januari 2018"),
        ("overdrachten.csv", TRANSFERS.replace("6,5;1;2\nGM0014", "6,5;1;3\nGM0014"), "3 and 2 inwoners"),
        ("wijken.csv", WIJKEN.replace("WK003400", "WK001400"), "WK001400, which is on line 2 already"),
        ("wijken.csv", WIJKEN.replace("GM0034", "Almere"), "a code of a gemeente"),
    ],
)
def test_what_its_kind_refuses_is_not_locked(locked: Project, lay: Lay, name: str, text: str, found: str) -> None:
    before = contents(locked.snapshot("2023"))
    lay({name: text})
    (failed,) = fetch(locked, update=True).failed
    told = "\n".join(str(problem) for problem in failed.problems)
    assert found in told and name in told
    assert contents(locked.snapshot("2023")) == before
    assert read_inputs(EDITION, open_snapshot(locked, EDITION)).boundaries


def test_a_first_fetch_locks_no_boundaries_that_cannot_be_read(lay: Lay, files: Folder) -> None:
    project = lay(files | {"gemeenten.geojson": SQUARES[:100]})
    report = fetch(project, small_edition())
    assert {s.id: s.outcome for s in report.sources} | {"grenzen": "failed"} == {
        "monitor": "fetched",
        "indeling": "fetched",
        "bevolking": "fetched",
        "grenzen": "failed",
    }


def test_a_kind_that_has_no_cells_is_read_too(lay: Lay, files: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dashboard, "cells", lambda *_: None)
    project = lay(files)
    fetch(project, small_edition())
    before = contents(project.snapshot("2023"))
    lay({"monitor/indicatoren.csv": VALUES.replace("5,1", "vijf")})
    (failed,) = fetch(project, small_edition(), update=True).failed
    assert "vijf" in str(failed.problems[0])
    assert contents(project.snapshot("2023")) == before


def test_an_update_of_boundaries_shows_which_region_has_another_size(locked: Project, lay: Lay) -> None:
    larger = rd_squares() | {"GM0034": [[[0, 4e5], [2e4, 4e5], [2e4, 4.1e5], [0, 4.1e5], [0, 4e5]]]}
    lay({"gemeenten.geojson": collection(larger, crs=named_crs(28992))})
    (report,) = [s for s in fetch(locked, update=True).sources if s.id == "grenzen"]
    assert report.changes is not None
    (row,) = report.changes.changed.itertuples()
    assert (row.series, row.region, row.old, row.new) == ("oppervlakte", "GM0034", 10_000.0, 20_000.0)


def test_a_drawing_has_no_sizes(lay: Lay, files: Folder) -> None:
    tiles = SOURCES[3].model_copy(update={"planar": True})
    edition = small_edition((*SOURCES[:3], tiles))
    project = lay(files)
    (report,) = [s for s in fetch(project, edition).sources if s.id == "grenzen"]
    assert report.entry is not None and [f.key for f in report.entry.files] == ["boundaries"]
