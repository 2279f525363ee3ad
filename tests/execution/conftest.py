from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from small_project import template

from regioboek.layout import BuildDir, Project


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., tuple[Project, BuildDir]]:
    """Call it with the sources of the template's cells; again to change the template."""

    def make(*sources: str) -> tuple[Project, BuildDir]:
        root = tmp_path / "project"
        (root / "notebooks").mkdir(parents=True, exist_ok=True)
        (root / "requirements.lock").write_text("numpy==1\n")
        nbformat.write(template(*sources), root / "notebooks" / "regio.ipynb")
        return Project(root), BuildDir(root / "_build" / "demo")

    return make


@pytest.fixture
def other_thread() -> Iterator[None]:
    """A second thread, so that this process may not be forked."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name="busy elsewhere")
    thread.start()
    yield
    done.set()
    thread.join()
