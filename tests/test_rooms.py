"""Rooms import only from rooms to their left, as the design has it: read from the imports themselves."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import regioboek

PACKAGE = Path(regioboek.__file__).parent

#: From left to right; rooms in one row do not know each other.
FLOW = (
    ("shared",),
    ("params",),
    ("demo",),
    ("sources",),
    ("schemas",),
    ("observations", "corrections"),
    ("statistics",),
    ("findings", "geography", "through_time"),
    ("report",),
    ("execution",),
    ("publishing",),
    ("audit",),
    ("commands",),
    ("cli",),
)

#: Modules that are not a room of their own name.
MODULES = {
    "errors": "shared",
    "layout": "shared",
    "areas": "params",
    "regions": "params",
    "indicators": "params",
    "catalogue": "params",
    "edition": "params",
    "source_params": "params",
    "correction_params": "params",
    "edition_checks": "params",
    "yaml_params": "params",
    "params_validation": "params",
    "__main__": "cli",
    "cli_catalogue": "cli",
    "cli_coverage": "cli",
}

#: What reads or writes files, runs processes, or makes pages: nothing for the arithmetic in the middle.
EDGES = {
    "io", "json", "os", "pathlib", "pickle", "shutil", "subprocess", "tempfile", "html", "xml", "socket", "urllib",
    "papermill", "nbformat", "nbclient", "IPython", "sphinx", "docutils", "jinja2", "bs4", "matplotlib", "seaborn",
    "geopandas", "shapely", "pyarrow",
}  # fmt: skip

PLACE = {room: number for number, rooms in enumerate(FLOW) for room in rooms}


def room_of(parts: tuple[str, ...]) -> str:
    """The room of a module, given by its path below the package: `("report", "svg", "wiel")` -> report."""
    return MODULES.get(parts[0], parts[0])


def imports(path: Path) -> set[str]:
    """Every module a file imports, anywhere in it, with full names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(name: str) -> tuple[str, ...]:
    """`regioboek.charts.wiel` -> ("report", "svg", "wiel"); nothing for other packages and for the top itself."""
    parts = tuple(name.split("."))
    rest = parts[1:] if parts[0] == "regioboek" else ()
    known = rest and ((PACKAGE / rest[0]).is_dir() or (PACKAGE / f"{rest[0]}.py").is_file())
    return rest if known else ()


FILES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_every_module_is_in_a_room():
    assert {room_of(p.relative_to(PACKAGE).with_suffix("").parts) for p in FILES} == set(PLACE)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_module_imports_from_its_own_room_and_rooms_to_its_left(path):
    here = room_of(path.relative_to(PACKAGE).with_suffix("").parts)
    others = {name: room_of(own(name)) for name in imports(path) if own(name)}
    wrong = [name for name, room in others.items() if room != here and PLACE[room] >= PLACE[here]]
    assert wrong == []


def test_statistics_know_no_files_no_processes_and_no_pages():
    for path in (PACKAGE / "statistics").glob("*.py"):
        assert {name.split(".")[0] for name in imports(path)} & EDGES == set(), named(path)


def test_the_engine_could_be_taken_out_of_the_package():
    for path in (PACKAGE / "execution" / "engine").glob("*.py"):
        outside = {name for name in imports(path) if own(name) and own(name)[:2] != ("execution", "engine")}
        assert outside - {"regioboek.execution.engine"} == set(), named(path)


def test_outside_the_standard_library_only_declared_packages_are_imported(project_root):
    locked = (project_root / "requirements.lock").read_text("utf-8").casefold().replace("-", "_")
    spelled = {"yaml": "pyyaml", "IPython": "ipython", "jupyter_book": "jupyter_book"}
    for path in FILES:
        for name in {full.split(".")[0] for full in imports(path)} - set(sys.stdlib_module_names) - {"regioboek"}:
            assert f"\n{spelled.get(name, name).casefold()}==" in locked, f"{named(path)} imports {name}"
