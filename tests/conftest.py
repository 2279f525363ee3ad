"""Shared fixtures: where the project and the real data lie, the worlds, a server on loopback; and who runs what."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browser  # noqa: F401
from loopback.fixtures import captured, loopback, nobody, patient  # noqa: F401
from worlds.fixtures import *  # noqa: F403
from worlds.places import ROOT

#: The files that take longest, longest first: two workers end together when no long one begins last.
LONGEST = (
    "test_site.py", "test_weekly_job.py", "test_rehearsal.py", "test_benchmarks.py", "test_build.py", "test_cluster.py",
    "test_five_kinds.py", "test_render.py", "test_how_to.py", "test_run.py", "test_shell.py", "test_hostile_texts.py",
    "test_engine_equality.py", "test_page_kinds.py", "test_budgets.py", "test_templates_both_engines.py",
    "test_pages_come_and_go.py",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Files are handed out in the order of `pytest_collection_modifyitems`, not by their number of tests."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files first, where several workers share them (`--dist loadfile`)."""
    if hasattr(config, "workerinput"):
        place = {name: n for n, name in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session")
def project_root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder with real CBS figures, or a skip that says how to provide it."""
    folder = Path(os.environ.get("REGIOBOEK_TESTDATA", ROOT / ".." / "shared" / "data")).resolve()
    if not (folder / "rmbw2023" / "download" / "indicatoren.csv").is_file():
        pytest.skip(f"real data not found in {folder}; set REGIOBOEK_TESTDATA to the folder that holds rmbw2023/")
    return folder


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What the test starts hears SIGINT, also when the tests were started with `&` by a script: shells have it ignored
    then, and who is started inherits that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
