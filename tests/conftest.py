"""Shared fixtures: where the project and the real data lie, and a server on loopback."""

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
