from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from worlds.small_project import project_in

from regioboek.layout import BuildDir, Project


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., tuple[Project, BuildDir]]:
    """Call it with the sources of the template's cells; again to change the template."""
    return project_in(tmp_path)


@pytest.fixture
def other_thread() -> Iterator[None]:
    """A second thread, so that this process may not be forked."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name="busy elsewhere")
    thread.start()
    yield
    done.set()
    thread.join()
