"""The fixtures that every room may use: factories, editions with their tables, a bureau's files, small books."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from worlds import factories, small_book
from worlds.page_reading import cells
from worlds.places import ROOT
from worlds.sharing import once
from worlds.small_book import SmallBook
from worlds.small_bureau import Folder, bureau_files, lay_files, small_edition

from regioboek.errors import SourceError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.loading import load_edition
from regioboek.publishing.render import RenderResult, render
from regioboek.report.data.edition_data import EditionData
from regioboek.report.pages.fragment import Fragment
from regioboek.sources.snapshot.inputs import Inputs, read_inputs
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot
from regioboek.tables.making import make_tables
from regioboek.words.facts import IndicatorFacts


@pytest.fixture(scope="session")
def make_indicator() -> Callable[..., Indicator]:
    return partial(factories.indicator, codes=("X_1",), unit="% van de beroepsbevolking", population="beroepsbevolking")


@pytest.fixture(scope="session")
def make_facts() -> Callable[..., IndicatorFacts]:
    return factories.facts


@pytest.fixture(scope="session")
def without_figures() -> Callable[..., IndicatorFacts]:
    return factories.without_figures


@pytest.fixture(scope="session")
def few_points() -> Callable[..., IndicatorFacts]:
    return factories.few_points


# -- editions: the tables of real and invented figures, made once ----------------------------------------------------


def _tables(edition_id: str, folder: Path) -> None:
    """The snapshot and the tables of an edition."""
    project = Project(ROOT, snapshots=folder / "snapshots")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_BUILD_DIR", str(folder / "build"))
        make_tables(project, load_edition(project.params, edition_id))


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory) -> Path:
    """A folder with `snapshots` of edition demo and its tables in `build/demo`: to look at, or to copy."""
    return once(tmp_path_factory, "world-demo", partial(_tables, "demo"))


@pytest.fixture(scope="session")
def real_world(realdata, tmp_path_factory) -> Path:
    """The same of edition 2023; skips where the real figures are not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_TESTDATA", str(realdata))
        return once(tmp_path_factory, "world-2023", partial(_tables, "2023"))


@pytest.fixture(scope="session")
def demo_data(demo_world) -> EditionData:
    """Edition demo: invented figures, tiles, two indicators more than 2023; runs anywhere."""
    return EditionData.open(demo_world / "build" / "demo")


@pytest.fixture(scope="session")
def real_data(real_world) -> EditionData:
    """Edition 2023 from the real figures."""
    return EditionData.open(real_world / "build" / "2023")


@pytest.fixture(scope="session", params=["demo_data", pytest.param("real_data", marks=pytest.mark.realdata)])
def data(request) -> EditionData:
    """Either edition: what a test says of pages holds for both."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def page(data) -> Callable[[str, str], list[Fragment]]:
    """The cells of a page ("regio", "indicator", "thema" and its id), made once per edition."""
    made: dict[tuple[str, str], list[Fragment]] = {}

    def of(kind: str, id_: str) -> list[Fragment]:
        if (kind, id_) not in made:
            made[kind, id_] = cells(data, kind, id_)
        return made[kind, id_]

    return of


@pytest.fixture(scope="session")
def findings(data) -> dict[tuple[str, str], dict[str, Any]]:
    """findings.parquet as it lies on disk, by region and indicator."""
    return {(row["region"], row["indicator"]): row for row in pq.read_table(data.build.findings).to_pylist()}


@pytest.fixture(scope="session")
def values(data) -> dict[tuple[str, str, int], float | None]:
    """The figures of observations.parquet as it lies on disk, by region, indicator and year."""
    table = pq.read_table(data.build.observations, columns=["region", "indicator", "year", "value"])
    columns = [table[name].to_pylist() for name in ("region", "indicator", "year", "value")]
    return {(r, i, y): v for r, i, y, v in zip(*columns, strict=True)}


# -- a bureau's files: laid out, taken as a snapshot, read or refused ------------------------------------------------


@pytest.fixture
def files() -> Folder:
    """The bureau's files; a test changes what it is about."""
    return bureau_files()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def lay(project: Project) -> Callable[[Folder], Project]:
    """Write files below the project's folder of sources."""
    return partial(lay_files, project)


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


# -- books of a few pages, for everything that comes after the notebooks ---------------------------------------------


@pytest.fixture
def book(tmp_path) -> SmallBook:
    """A book of 13 pages, not staged."""
    return small_book.small_book(tmp_path)


@pytest.fixture(scope="session")
def made() -> Callable[..., RenderResult]:
    """Stage and render a small book."""

    def make(book: SmallBook, *, jobs: int = 1) -> RenderResult:
        small_book.stage_small(book)
        return render(book.project, book.edition, book.build, jobs=jobs)

    return make


@pytest.fixture(scope="session")
def finished(tmp_path_factory, made) -> SmallBook:
    """A small book with its site; tests only look at it."""
    folder = once(tmp_path_factory, "world-book", lambda folder: made(small_book.small_book(folder)))
    return SmallBook.at(folder)


@pytest.fixture(scope="session")
def rendered_once(tmp_path_factory, made) -> tuple[Path, Path]:
    """A small book with its site, and a copy of all of it."""
    place, copy = tmp_path_factory.mktemp("rendered") / "book", tmp_path_factory.mktemp("rendered") / "copy"
    made(small_book.small_book(place))
    shutil.copytree(place, copy, symlinks=True)
    return place, copy


@pytest.fixture
def rendered(rendered_once) -> SmallBook:
    """A book as its first render left it, at the one place where Sphinx knows it; a test changes it as it likes."""
    place, copy = rendered_once
    shutil.rmtree(place)
    shutil.copytree(copy, place, symlinks=True)
    return SmallBook.at(place)
