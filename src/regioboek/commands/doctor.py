"""`regioboek doctor`: what this machine has, and what to mend before building."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from regioboek.layout import Project, packaged_defaults

PACKAGES = (
    "jupyter-book",
    "sphinx",
    "myst-nb",
    "papermill",
    "nbval",
    "pandas",
    "geopandas",
    "matplotlib",
    "seaborn",
    "cbsodata",
)

#: A full edition with its notebooks takes about half of this.
NEEDED_GB = 1.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do: it is not well then."""

    what: str
    found: str
    advice: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.advice


def diagnose(folder: Path | None) -> list[Finding]:
    """Python, packages, fonts, Chromium, cores, disk, project."""
    packages = [_package(name) for name in PACKAGES]
    return [_python(), *packages, _fonts(), _chromium(), _execution(), *_project(folder)]


def _python() -> Finding:
    advice = "" if (3, 11) <= sys.version_info < (3, 14) else "use 3.11 to 3.13"
    return Finding("Python", f"{platform.python_version()} on {platform.system()}", advice)


def _package(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, "not installed", "install requirements.lock (see README)")


def _fonts() -> Finding:
    import matplotlib  # noqa: PLC0415

    font = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    found = ("DejaVu Sans (with matplotlib)",) if font.is_file() else ("missing", "reinstall matplotlib")
    return Finding("font for national figures", *found)


def find_chromium() -> str | None:
    """A Chromium or Chrome to test and look with: $CHROMIUM, or the first on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next((found for name in names if (found := shutil.which(name))), None)


def _chromium() -> Finding:
    path = find_chromium()
    if path is None:
        return Finding("Chromium", "not found; only the browser tests need it: set CHROMIUM or install it")
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("Chromium", f"{path}: {error}; only the browser tests need it")
    return Finding("Chromium", told.strip() or path)


def _execution() -> Finding:
    way = "forked from one warm process" if hasattr(os, "fork") else "a pool of kernels (no fork on this system)"
    return Finding("notebooks run", f"{way}, {os.cpu_count()} cores")


def _project(folder: Path | None) -> list[Finding]:
    project = Project(folder) if folder else Project.find()
    free = shutil.disk_usage(project.root).free / 1e9
    room = "" if free >= NEEDED_GB else f"an edition needs up to {NEEDED_GB:.0f} GB"
    locked = "" if os.access(project.root, os.W_OK) else "read-only: nothing can be built"
    return [
        Finding("disk", f"{free:.1f} GB free", room),
        Finding("project", str(project.root), locked),
        Finding("what it leaves out comes from", str(packaged_defaults())),
    ]
