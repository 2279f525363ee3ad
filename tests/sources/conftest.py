"""Fixtures over the small bureau: its files, laid out, taken as a snapshot, read or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_bureau import (
    META,
    POPULATION,
    REGISTER,
    VALUES,
    Folder,
    collection,
    named_crs,
    rd_squares,
    small_edition,
)

from regioboek.errors import SourceError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.sources.snapshot.inputs import Inputs, read_inputs
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot


@pytest.fixture
def files() -> Folder:
    """The bureau's files; a test changes what it is about."""
    return {
        "monitor/indicatoren.csv": VALUES,
        "monitor/meta.csv": META,
        "indeling.csv": REGISTER,
        "bevolking.csv": POPULATION,
        "gemeenten.geojson": collection(rd_squares(), crs=named_crs(28992)),
    }


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def lay(project: Project) -> Callable[[Folder], Project]:
    """Write files below the project's folder of sources."""

    def write(files: Folder) -> Project:
        for name, content in files.items():
            path = project.root / "bron" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return project

    return write


@pytest.fixture
def read(lay: Callable[[Folder], Project]) -> Callable[..., Inputs]:
    """Files to inputs, through a snapshot."""

    def inputs(files: Folder, edition: Edition | None = None) -> Inputs:
        edition = edition or small_edition()
        project = lay(files)
        take_snapshot(project, edition, replace=True)
        return read_inputs(edition, open_snapshot(project, edition))

    return inputs


@pytest.fixture
def refused(read: Callable[..., Inputs]) -> Callable[..., list[str]]:
    """The lines of the report with which files are refused."""

    def lines(files: Folder, edition: Edition | None = None) -> list[str]:
        with pytest.raises(SourceError) as error:
            read(files, edition)
        return [str(problem) for problem in error.value.problems]

    return lines
