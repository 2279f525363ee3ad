"""The invented sources of edition demo pass through the same snapshot and readers as a bureau's files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regioboek.errors import SnapshotError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.sources.snapshot.inputs import read_inputs
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot


@pytest.fixture(scope="module")
def demo(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Edition]:
    project = Project(tmp_path_factory.mktemp("project"))
    shutil.copytree(project_root / "params", project.params.own)
    edition = load_edition(project.params, "demo")
    take_snapshot(project, edition)
    return project, edition


def test_invented_sources_are_read_without_a_note(demo: tuple[Project, Edition]) -> None:
    project, edition = demo
    inputs = read_inputs(edition, open_snapshot(project, edition))
    assert inputs.notes == []
    assert set(inputs.values["indicator"]) == {i.id for i in edition.indicators}
    assert {level: len(shapes) for level, shapes in inputs.boundaries.items()} == {
        "provincie": 12,
        "corop": 40,
        "gemeente": 342,
        "wijk": 4,
        "buurt": 12,
    }
    assert all(shapes.crs is None for shapes in inputs.boundaries.values())


def test_making_them_again_gives_the_same_lock(demo: tuple[Project, Edition]) -> None:
    project, edition = demo
    before = open_snapshot(project, edition).lock
    assert take_snapshot(project, edition, replace=True).lock == before


def test_invented_sources_are_made_again_when_the_params_changed(demo: tuple[Project, Edition]) -> None:
    project, edition = demo
    before = open_snapshot(project, edition).digest
    (source,) = edition.params.sources
    params = edition.params.model_copy(update={"sources": (source.model_copy(update={"seed": 7}),)})
    changed = edition.model_copy(update={"params": params})
    with pytest.raises(SnapshotError, match="source voorbeeld: found invented from other params, regions or code"):
        open_snapshot(project, changed)
    assert take_snapshot(project, changed).digest != before
    assert open_snapshot(project, changed).lock.edition == "demo"
    take_snapshot(project, edition, replace=True)
