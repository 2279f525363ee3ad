"""A fetch freezes source by source; what is locked changes only after someone has seen what would."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from worlds.small_bureau import POPULATION, SOURCES, VALUES, Folder, small_edition

from regioboek.errors import RegioboekError, SnapshotError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.sources.snapshot.fetch_plan import plan_fetch
from regioboek.sources.snapshot.fetching import Asking, FetchReport, fetch_edition
from regioboek.sources.snapshot.inputs import read_inputs
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot
from regioboek.sources.snapshot.placing import one_at_a_time
from regioboek.sources.snapshot.update import Changes

Lay = Callable[[Folder], Project]

CHANGED = VALUES.replace("GM0014;Groningen;09_E_V_13;Werkloosheid;2021;5,1", "GM0014;Groningen;09_E_V_13;W;2021;5,3")


class Person:
    """Who is asked to agree: remembers what was shown."""

    def __init__(self, answer: bool = True):
        self.answer = answer
        self.shown: list[Changes] = []

    def __call__(self, changes: Sequence[Changes]) -> bool:
        self.shown += changes
        return self.answer


def fetch(project: Project, person: Person | None = None, edition: Edition | None = None, **more: Any) -> FetchReport:
    return fetch_edition(project, edition or small_edition(), Asking(confirm=person or Person()), **more)


def outcomes(report: FetchReport) -> dict[str, str]:
    return {s.id: s.outcome for s in report.sources}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def locked(lay: Lay, files: Folder) -> Project:
    project = lay(files)
    fetch(project)
    return project


def test_a_first_fetch_freezes_every_source_and_the_snapshot_can_be_read(locked: Project) -> None:
    inputs = read_inputs(small_edition(), open_snapshot(locked, small_edition()))
    assert len(inputs.values) == 12


def test_it_is_the_same_snapshot_that_a_build_takes_of_local_files(locked: Project, tmp_path: Path) -> None:
    other = Project(locked.root, tmp_path / "elders")
    take_snapshot(other, small_edition())
    assert contents(other.snapshot("2023")) == contents(locked.snapshot("2023"))


def test_a_second_fetch_touches_nothing_and_says_so(locked: Project, lay: Lay, files: Folder) -> None:
    before = contents(locked.snapshot("2023"))
    lay(files | {"monitor/indicatoren.csv": CHANGED})
    assert set(outcomes(fetch(locked)).values()) == {"kept"}
    assert contents(locked.snapshot("2023")) == before


def test_an_update_without_any_change_leaves_everything_as_it_was(locked: Project) -> None:
    before, person = contents(locked.snapshot("2023")), Person()
    assert set(outcomes(fetch(locked, person, update=True)).values()) == {"unchanged"}
    assert person.shown == []
    assert contents(locked.snapshot("2023")) == before


def test_an_update_shows_exactly_the_changed_figure_and_writes_it_when_agreed_to(
    locked: Project, lay: Lay, files: Folder
) -> None:
    lay(files | {"monitor/indicatoren.csv": CHANGED})
    person = Person()
    report = fetch(locked, person, update=True)
    assert outcomes(report) == dict.fromkeys(("indeling", "bevolking", "grenzen"), "unchanged") | {"monitor": "updated"}
    (change,) = person.shown
    assert change.changed[["series", "region", "period", "old", "new"]].to_numpy().tolist() == [
        ["09_E_V_13", "GM0014", "2021", 5.1, 5.3]
    ]
    assert (len(change.added), len(change.gone)) == (0, 0)
    assert open_snapshot(locked, small_edition()).files("monitor").path("values").read_text() == CHANGED


def test_an_update_that_is_not_agreed_to_writes_nothing(locked: Project, lay: Lay, files: Folder) -> None:
    before = contents(locked.snapshot("2023"))
    lay(files | {"monitor/indicatoren.csv": CHANGED, "bevolking.csv": POPULATION.replace("972", "973")})
    report = fetch(locked, Person(answer=False), update=True)
    assert report.waiting
    assert outcomes(report)["monitor"] == outcomes(report)["bevolking"] == "declined"
    assert contents(locked.snapshot("2023")) == before


def test_several_changed_sources_are_shown_together_and_written_together(
    locked: Project, lay: Lay, files: Folder
) -> None:
    lay(files | {"monitor/indicatoren.csv": CHANGED, "bevolking.csv": POPULATION.replace("972", "973")})
    person = Person()
    fetch(locked, person, update=True)
    assert [c.source for c in person.shown] == ["monitor", "bevolking"]
    assert "973" in open_snapshot(locked, small_edition()).files("bevolking").path("population").read_text()


def test_only_named_sources_are_asked_for(locked: Project, lay: Lay, files: Folder) -> None:
    lay(files | {"monitor/indicatoren.csv": CHANGED, "bevolking.csv": POPULATION.replace("972", "973")})
    assert outcomes(fetch(locked, update=True, only=["bevolking"])) == {"bevolking": "updated"}
    assert open_snapshot(locked, small_edition()).files("monitor").path("values").read_text() == VALUES


def test_a_source_that_is_not_there_is_named_with_the_nearest(locked: Project) -> None:
    with pytest.raises(RegioboekError, match=r"no source montor \(did you mean monitor\?\); it has monitor, indeling"):
        fetch(locked, only=["montor"])


def test_one_source_that_fails_keeps_no_other_from_being_fetched(lay: Lay, files: Folder) -> None:
    project = lay({name: text for name, text in files.items() if name != "bevolking.csv"})
    report = fetch(project)
    assert outcomes(report) == {
        "monitor": "fetched",
        "indeling": "fetched",
        "bevolking": "failed",
        "grenzen": "fetched",
    }
    assert "bevolking.csv: source bevolking, files.population: found no such file" in str(report.failed[0].problems[0])
    with pytest.raises(SnapshotError, match=r"source bevolking: found not in the lock; .* run `regioboek fetch 2023`"):
        open_snapshot(project, small_edition())
    lay(files)
    assert outcomes(fetch(project)) == {
        "monitor": "kept",
        "indeling": "kept",
        "bevolking": "fetched",
        "grenzen": "kept",
    }
    assert open_snapshot(project, small_edition())


def test_figures_that_cannot_be_read_are_refused_before_they_are_locked(
    locked: Project, lay: Lay, files: Folder
) -> None:
    before = contents(locked.snapshot("2023"))
    lay(files | {"monitor/indicatoren.csv": VALUES.replace("5,1", "vijf")})
    report = fetch(locked, update=True)
    assert outcomes(report)["monitor"] == "failed"
    assert "found 'vijf'" in str(report.failed[0].problems[0])
    assert contents(locked.snapshot("2023")) == before


def test_a_source_that_came_into_the_params_is_fetched_beside_the_locked_ones(locked: Project, lay: Lay) -> None:
    lay({"extra.csv": "statcode;code;jaar;waarde\nGM0014;X;2021;1\n"})
    extra = SOURCES[0].model_copy(update={"id": "eigen", "files": {"values": "extra.csv"}})
    report = fetch(locked, edition=small_edition((*SOURCES, extra)))
    assert outcomes(report) == dict.fromkeys(("monitor", "indeling", "bevolking", "grenzen"), "kept") | {
        "eigen": "fetched"
    }


def test_a_source_that_left_the_params_goes_with_an_update_only(locked: Project) -> None:
    fewer = small_edition(SOURCES[:3])
    assert "grenzen" not in outcomes(fetch(locked, edition=fewer))
    with pytest.raises(SnapshotError, match="source grenzen: found a source the params do not have"):
        open_snapshot(locked, fewer)
    assert outcomes(fetch(locked, edition=fewer, update=True))["grenzen"] == "removed"
    assert open_snapshot(locked, fewer)
    assert not (locked.snapshot("2023") / "grenzen").exists()


def test_a_source_defined_otherwise_since_is_told_and_not_touched(locked: Project, lay: Lay) -> None:
    lay({"bevolking-2024.csv": POPULATION})
    other = SOURCES[2].model_copy(update={"files": {"population": "bevolking-2024.csv"}})
    edition = small_edition((*SOURCES[:2], other, SOURCES[3]))
    report = fetch(locked, edition=edition)
    assert outcomes(report)["bevolking"] == "failed"
    assert "regioboek fetch 2023 --update --only bevolking" in str(report.failed[0].problems[0])
    person = Person()
    fetch(locked, person, edition, update=True, only=["bevolking"])
    assert person.shown[0].told == {"files.population": ("bevolking.csv", "bevolking-2024.csv")}
    assert open_snapshot(locked, edition)


def test_an_altered_file_is_told_and_restored_by_an_update(locked: Project) -> None:
    before = contents(locked.snapshot("2023"))
    path = open_snapshot(locked, small_edition()).files("monitor").path("values")
    path.write_bytes(path.read_bytes().replace(b"5,1", b"5,2"))
    report = fetch(locked)
    assert outcomes(report)["monitor"] == "failed"
    assert report.failed[0].problems[0].file == "monitor/indicatoren.csv"
    person = Person()
    fetch(locked, person, update=True)
    assert list(person.shown[0].told) == ["monitor/indicatoren.csv"]
    assert contents(locked.snapshot("2023")) == before


def test_a_lock_of_the_first_format_stays_until_something_changes(locked: Project, lay: Lay, files: Folder) -> None:
    from test_snapshot import as_format_1

    as_format_1(locked)
    before = contents(locked.snapshot("2023"))
    assert set(outcomes(fetch(locked)).values()) == {"kept"}
    assert set(outcomes(fetch(locked, update=True)).values()) == {"unchanged"}
    assert contents(locked.snapshot("2023")) == before
    lay(files | {"monitor/indicatoren.csv": CHANGED})
    person = Person()
    fetch(locked, person, update=True)
    assert len(person.shown[0].changed) == 1
    assert json.loads((locked.snapshot("2023") / "lock.json").read_text("utf-8"))["format"] == 2
    assert not (locked.snapshot("2023") / "monitor" / "indicatoren.csv").exists()
    assert open_snapshot(locked, small_edition()).files("monitor").path("values").read_text() == CHANGED


def test_a_second_fetch_at_the_same_time_is_refused(locked: Project) -> None:
    before = contents(locked.snapshot("2023"))
    with (
        one_at_a_time(locked.snapshot("2023")),
        pytest.raises(RegioboekError, match=r"being changed by another fetch \(process \d+\)"),
    ):
        fetch(locked, update=True)
    assert contents(locked.snapshot("2023")) == before


def test_a_plan_says_where_sources_would_come_from_and_writes_nothing(lay: Lay, files: Folder) -> None:
    project = lay(files)
    elsewhere = SOURCES[1].model_copy(update={"files": {"register": "https://wie:geheim@example.org/indeling.csv"}})
    planned = plan_fetch(project, small_edition((SOURCES[0], elsewhere, *SOURCES[2:])))
    assert [(p.id, p.step) for p in planned] == [
        ("monitor", "fetch"),
        ("indeling", "fetch"),
        ("bevolking", "fetch"),
        ("grenzen", "fetch"),
    ]
    assert planned[0].origin == (
        "monitor/indicatoren.csv in bron (below the project)",
        "monitor/meta.csv in bron (below the project)",
    )
    assert planned[1].origin == ("https://example.org/indeling.csv",)
    assert not project.snapshot("2023").parent.exists()


def test_a_plan_says_what_is_locked_and_what_would_be_compared(locked: Project) -> None:
    assert {p.step for p in plan_fetch(locked, small_edition())} == {"keep"}
    assert {p.step for p in plan_fetch(locked, small_edition(), update=True)} == {"compare"}
    open_snapshot(locked, small_edition()).files("bevolking").path("population").write_text("anders")
    steps = {p.id: p.step for p in plan_fetch(locked, small_edition())}
    assert steps["bevolking"] == "refuse"
