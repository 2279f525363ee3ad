"""A snapshot holds exactly the locked bytes, appears whole or not at all, and is checked before it is used."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from worlds.small_bureau import SOURCES, VALUES, Folder, small_edition

from regioboek.errors import SnapshotError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.sources.kinds import file_base as local
from regioboek.sources.snapshot.inputs import inhabitants_of_gemeenten
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot

Lay = Callable[[Folder], Project]


@pytest.fixture
def taken(lay: Lay, files: Folder) -> Project:
    project = lay(files)
    take_snapshot(project, small_edition())
    return project


def problems(project: Project, edition: Edition | None = None) -> list[str]:
    with pytest.raises(SnapshotError) as error:
        open_snapshot(project, edition or small_edition())
    return [str(problem) for problem in error.value.problems]


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def beside(project: Project) -> list[str]:
    """What lies where snapshots lie; the file that fetches exclude each other with always stays."""
    return sorted(p.name for p in project.snapshot("2023").parent.iterdir() if p.name != ".2023.fetching")


def test_files_are_copied_byte_for_byte_below_their_source_with_its_figures_as_a_table(taken: Project) -> None:
    folder = taken.snapshot("2023")
    assert {re.sub("/[0-9a-f]{12}/", "/<version>/", name) for name in contents(folder)} == {
        "lock.json",
        "monitor/<version>/indicatoren.csv",
        "monitor/<version>/meta.csv",
        "monitor/<version>/cells.parquet",
        "indeling/<version>/indeling.csv",
        "bevolking/<version>/bevolking.csv",
        "bevolking/<version>/cells.parquet",
        "grenzen/<version>/gemeenten.geojson",
        "grenzen/<version>/cells.parquet",
    }
    assert open_snapshot(taken, small_edition()).files("monitor").path("values").read_bytes() == VALUES.encode()


def test_the_lock_says_what_each_file_is_and_names_no_folder_of_a_machine(taken: Project) -> None:
    text = (taken.snapshot("2023") / "lock.json").read_text(encoding="utf-8")
    source = json.loads(text)["sources"][0]
    files = source.pop("files")
    assert source.pop("folder").startswith("monitor/")
    assert source == {
        "id": "monitor",
        "kind": "dashboard",
        "title": "Monitor",
        "defined": {
            "kind": "dashboard",
            "files.values": "monitor/indicatoren.csv",
            "files.meta": "monitor/meta.csv",
        },
        "rows": 12,
        "licence": "CC BY 4.0",
        "citation": "Bron: CBS, monitor.",
    }
    assert files[0] == {
        "key": "values",
        "name": "indicatoren.csv",
        "origin": "monitor/indicatoren.csv",
        "size": len(VALUES.encode()),
        "sha256": hashlib.sha256(VALUES.encode()).hexdigest(),
    }
    assert str(taken.root) not in text


def test_the_same_sources_give_the_same_lock(taken: Project) -> None:
    folder = taken.snapshot("2023")
    before = contents(folder)
    take_snapshot(taken, small_edition(), replace=True)
    assert contents(folder) == before


def test_the_digest_changes_with_any_byte_of_any_file(taken: Project, lay: Lay, files: Folder) -> None:
    before = open_snapshot(taken, small_edition()).digest
    assert take_snapshot(lay(files | {"bevolking.csv": "x"}), small_edition(), replace=True).digest != before
    assert take_snapshot(lay(files), small_edition(), replace=True).digest == before


def test_an_existing_snapshot_is_kept_unless_replacing_is_asked_for(taken: Project, lay: Lay, files: Folder) -> None:
    project = lay(files | {"bevolking.csv": "other"})
    assert take_snapshot(project, small_edition()).digest == open_snapshot(project, small_edition()).digest
    assert open_snapshot(project, small_edition()).files("bevolking").path("population").read_text() != "other"
    take_snapshot(project, small_edition(), replace=True)
    assert open_snapshot(project, small_edition()).files("bevolking").path("population").read_text() == "other"


@pytest.mark.parametrize("altered", [VALUES.replace("5,1", "5,2").encode(), b"short", b""])
def test_a_changed_file_is_found_with_what_to_do(taken: Project, altered: bytes) -> None:
    open_snapshot(taken, small_edition()).files("monitor").path("values").write_bytes(altered)
    found, locked = (hashlib.sha256(b).hexdigest()[:8] for b in (altered, VALUES.encode()))
    assert problems(taken) == [
        f"monitor/indicatoren.csv: found a file that was changed in the snapshot ({len(altered)} bytes, sha256 "
        f"{found}…); expected the file as it was locked ({len(VALUES.encode())} bytes, sha256 {locked}…): put it back, "
        "or take the source again with `regioboek fetch 2023 --update --only monitor`, which shows what changed"
    ]


def test_missing_files_are_all_named(taken: Project) -> None:
    snapshot = open_snapshot(taken, small_edition())
    for source, key in (("monitor", "meta"), ("indeling", "register")):
        snapshot.files(source).path(key).unlink()
    assert [line.split("; ")[0] for line in problems(taken)] == [
        "monitor/meta.csv: found no such file in the snapshot",
        "indeling/indeling.csv: found no such file in the snapshot",
    ]


def test_without_a_snapshot_the_message_says_how_to_get_one(project: Project) -> None:
    assert problems(project) == [
        "data/snapshots/2023: found no snapshot; expected a snapshot: run `regioboek fetch 2023`, or build the edition"
    ]


def test_the_lock_of_another_edition_is_refused(taken: Project) -> None:
    lock = taken.snapshot("2023") / "lock.json"
    lock.write_text(lock.read_text(encoding="utf-8").replace('"edition": "2023"', '"edition": "2022"'))
    assert problems(taken) == ["lock.json: edition: found 2022; expected 2023: this is the lock of another edition"]


@pytest.mark.parametrize("text", ["{", "[]", '{"edition": "2023"}', ""])
def test_a_broken_lock_is_refused(text: str, taken: Project) -> None:
    (taken.snapshot("2023") / "lock.json").write_text(text)
    (line,) = problems(taken)
    assert line.startswith("lock.json: found ")
    assert "expected a lock as `regioboek fetch` writes it: restore it, or" in line


def test_a_missing_lock_is_refused(taken: Project) -> None:
    (taken.snapshot("2023") / "lock.json").unlink()
    (line,) = problems(taken)
    assert line.startswith("lock.json: found no such file")


def test_a_lock_that_leads_out_of_the_snapshot_is_refused(taken: Project) -> None:
    lock = taken.snapshot("2023") / "lock.json"
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text.replace('"name": "meta.csv"', '"name": "../../../meta.csv"'))
    assert any("a path that leaves the snapshot" in line for line in problems(taken))


def test_a_source_that_the_lock_does_not_list_is_refused(taken: Project) -> None:
    own = SOURCES[0].model_copy(update={"id": "eigen"})
    assert problems(taken, small_edition((*SOURCES, own))) == [
        "lock.json: source eigen: found not in the lock; expected every source of the params: "
        "run `regioboek fetch 2023`, or restore the params"
    ]


def test_a_source_that_consists_of_another_file_since_is_refused(taken: Project) -> None:
    changed = SOURCES[1].model_copy(update={"files": {"register": "indeling-2024.csv"}})
    assert problems(taken, small_edition((SOURCES[0], changed, *SOURCES[2:]))) == [
        "lock.json: source indeling, files.register: found indeling.csv; expected indeling-2024.csv, as the params "
        "have it now: run `regioboek fetch 2023 --update --only indeling`, or restore the params"
    ]


def test_how_a_file_is_read_may_change_without_a_new_snapshot(taken: Project) -> None:
    changed = SOURCES[0].model_copy(update={"separator": ",", "citation": "Bron: CBS, verbeterd."})
    assert open_snapshot(taken, small_edition((changed, *SOURCES[1:]))).lock.edition == "2023"


def test_a_source_that_the_snapshot_does_not_have_is_named_with_the_nearest(taken: Project) -> None:
    with pytest.raises(SnapshotError, match=r"no monitro; expected one of .* \(did you mean monitor\?\)"):
        open_snapshot(taken, small_edition()).files("monitro")


def test_all_missing_sources_are_reported_and_nothing_is_written(lay: Lay, files: Folder) -> None:
    project = lay({name: text for name, text in files.items() if name.startswith("monitor/ind")})
    (project.root / "bron" / "gemeente.geojson").write_text("{}")
    with pytest.raises(SnapshotError) as error:
        take_snapshot(project, small_edition())
    assert [str(p).split(";")[0] for p in error.value.problems] == [
        "monitor/meta.csv: source monitor, files.meta: found no such file",
        "indeling.csv: source indeling, files.register: found no such file",
        "bevolking.csv: source bevolking, files.population: found no such file",
        "gemeenten.geojson: source grenzen, files.boundaries: found no such file",
    ]
    assert str(error.value.problems[-1]).endswith(
        "expected the file in bron (below the project) (did you mean gemeente.geojson?)"
    )
    assert beside(project) == []


def test_the_folder_of_sources_may_be_named_by_an_environment_variable(
    lay: Lay, files: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = lay(files)
    (project.root / "bron").rename(tmp_path / "elders")
    edition = small_edition(base_env="BUREAU_FILES")
    monkeypatch.setenv("BUREAU_FILES", str(tmp_path / "elders"))
    assert take_snapshot(project, edition).lock.sources[0].files[0].origin == "monitor/indicatoren.csv"
    monkeypatch.setenv("BUREAU_FILES", str(tmp_path / "nowhere"))
    with pytest.raises(
        SnapshotError, match=r"environment variable BUREAU_FILES: found .*; expected a folder that exists"
    ):
        take_snapshot(project, edition, replace=True)


class KilledError(BaseException):
    """Stands for the end of the process: nothing that catches Exception sees it."""


def test_a_run_killed_while_copying_leaves_the_old_snapshot_usable(
    taken: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(taken.snapshot("2023"))
    copy, copied = shutil.copyfile, []

    def killed(source: Path, target: Path) -> None:
        if len(copied) == 2:
            raise KilledError
        copied.append(copy(source, target))

    monkeypatch.setattr(local.shutil, "copyfile", killed)
    with pytest.raises(KilledError):
        take_snapshot(taken, small_edition(), replace=True)
    assert len(copied) == 2
    assert contents(taken.snapshot("2023")) == before


def test_a_run_killed_before_its_lock_is_in_place_leaves_the_old_snapshot_usable(
    taken: Project, lay: Lay, files: Folder
) -> None:
    before = open_snapshot(taken, small_edition()).digest
    # what the disk looks like when the process ends there: new files in their place, the old lock
    folder = taken.snapshot("2023") / "bevolking" / "0123456789ab"
    folder.mkdir()
    (folder / "bevolking.csv").write_text("statcode;jaar;inwoners\n")
    (taken.snapshot("2023") / ".lock.json.part").write_text("{")
    assert open_snapshot(taken, small_edition()).digest == before
    take_snapshot(lay(files), small_edition(), replace=True)
    assert not folder.exists()
    assert not (taken.snapshot("2023") / ".lock.json.part").exists()


def test_what_a_killed_run_left_is_cleared_by_the_next_and_other_files_stay(taken: Project) -> None:
    folder = taken.snapshot("2023")
    (folder / ".monitor.part" / "half").mkdir(parents=True)
    (folder / "LEESMIJ.md").write_text("van het bureau")
    before = set(contents(folder))
    take_snapshot(taken, small_edition(), replace=True)
    assert set(contents(folder)) == before
    assert beside(taken) == ["2023"]


def test_a_replaced_version_is_cleared_away(taken: Project, lay: Lay, files: Folder) -> None:
    take_snapshot(lay(files | {"bevolking.csv": "x"}), small_edition(), replace=True)
    assert len(list((taken.snapshot("2023") / "bevolking").iterdir())) == 1


def as_format_1(project: Project) -> dict[str, object]:
    """Turn the snapshot into what the first format looked like: files in the source's folder, a flat list of them."""
    folder = project.snapshot("2023")
    lock = json.loads((folder / "lock.json").read_text("utf-8"))
    listed = []
    for source in lock["sources"]:
        for file in source["files"]:
            path = folder / source["folder"] / file["name"]
            if file["key"] == "cells":
                path.unlink()
                continue
            path.rename(folder / source["id"] / file["name"])
            told = {key: source[key] for key in ("kind", "title", "licence", "citation")}
            listed.append({"source": source["id"], **told, **file})
        (folder / source["folder"]).rmdir()
    first = {"format": 1, "edition": "2023", "made_from": {}, "files": listed}
    (folder / "lock.json").write_text(json.dumps(first), "utf-8")
    return first


def test_a_snapshot_of_the_first_format_is_understood(taken: Project) -> None:
    as_format_1(taken)
    snapshot = open_snapshot(taken, small_edition())
    assert snapshot.files("monitor").path("values") == taken.snapshot("2023") / "monitor" / "indicatoren.csv"
    assert snapshot.lock.format == 2


def test_inhabitants_of_all_years_are_those_of_the_files_in_the_first_format_too(taken: Project) -> None:
    cells = inhabitants_of_gemeenten(small_edition(), open_snapshot(taken, small_edition()))
    as_format_1(taken)
    files = inhabitants_of_gemeenten(small_edition(), open_snapshot(taken, small_edition()))
    assert len(files) == 5
    pd.testing.assert_frame_equal(files, cells)


def test_a_snapshot_of_the_first_format_is_replaced_whole(taken: Project) -> None:
    fresh = contents(taken.snapshot("2023"))
    as_format_1(taken)
    take_snapshot(taken, small_edition(), replace=True)
    assert contents(taken.snapshot("2023")) == fresh


def test_the_first_format_without_what_it_had_is_refused(taken: Project) -> None:
    first = as_format_1(taken)
    del first["files"][0]["sha256"]  # type: ignore[index]
    (taken.snapshot("2023") / "lock.json").write_text(json.dumps(first), "utf-8")
    (line,) = problems(taken)
    assert line.startswith("lock.json: found format 1 without 'sha256'; expected a lock as `regioboek fetch`")


def test_a_lock_of_a_later_format_is_refused(taken: Project) -> None:
    (taken.snapshot("2023") / "lock.json").write_text('{"format": 3, "edition": "2023", "sources": []}')
    (line,) = problems(taken)
    assert "found format 3; expected format 2: a later regioboek wrote this lock" in line


def test_sources_that_need_a_network_are_left_to_fetch(project: Project) -> None:
    elsewhere = SOURCES[1].model_copy(update={"files": {"register": "https://example.org/indeling.csv"}})
    with pytest.raises(SnapshotError) as error:
        take_snapshot(project, small_edition((SOURCES[0], elsewhere, *SOURCES[2:])))
    (problem,) = error.value.problems
    assert str(problem) == (
        "data/snapshots/2023: found 1 sources that need a network: indeling; expected a snapshot of them: "
        "run `regioboek fetch 2023`, or build without --no-fetch"
    )
    assert not project.snapshot("2023").exists()
