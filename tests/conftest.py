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

#: What takes longest, longest first: two workers end together when no long one begins last.
LONGEST = (
    "site", "benchmarks", "cluster", "build", "five-kinds", "tests/publishing/test_render.py",
    "tests/sources/snapshot/test_fetch_faults.py", "run", "shell", "hostile-texts", "engines", "budgets", "templates",
    "tests/tables/test_making.py", "tests/publishing/test_pages_come_and_go.py",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Groups are handed out in the order of `pytest_collection_modifyitems`, not by their number of tests."""
    config.option.loadscopereorder = False


def group(item: pytest.Item) -> str:
    """The tests that one worker runs, together: those of a group, or of a file."""
    mark = item.get_closest_marker("xdist_group")
    return mark.args[0] if mark else item.location[0]


def pytest_itemcollected(item: pytest.Item) -> None:
    """A file that is in no group is one, so that what it makes is made once."""
    if item.get_closest_marker("xdist_group") is None:
        item.add_marker(pytest.mark.xdist_group(group(item)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest groups first, where several workers share the tests."""
    if hasattr(config, "workerinput"):
        place = {name: n for n, name in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(group(item), len(place)))


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
