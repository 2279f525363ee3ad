"""Rooms import only from rooms above them in `regioboek.rooms`, and no module imports itself by way of others."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

import regioboek
from regioboek.rooms import ROOMS

PACKAGE = Path(regioboek.__file__).parent

#: What reads or writes files, runs processes, or makes pages: nothing for the arithmetic in the middle.
EDGES = {
    "io", "json", "os", "pathlib", "pickle", "shutil", "subprocess", "tempfile", "html", "xml", "socket", "urllib",
    "papermill", "nbformat", "nbclient", "IPython", "sphinx", "docutils", "jinja2", "bs4", "matplotlib", "seaborn",
    "geopandas", "shapely", "pyarrow",
}  # fmt: skip

#: Modules of one name that mean the same thing, seen from two rooms.
SAME_THING = {"audit", "boundaries", "cluster", "dashboard", "demo", "population", "statline", "transfers"}
#: Rooms whose names the plan of the house gives twice: what passes between rooms, and what sources make it from.
ROOMS_ALIKE = {"files", "tables"}

FLOOR = {room.name: room.floor for room in ROOMS}
FILES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def module_of(path: Path) -> str:
    """`report.pages.marks`; a package by its own name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def room_of(module: str) -> str:
    """The innermost room of a module."""
    parts = ("cli" if module == "__main__" else module).split(".")
    rooms = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return next((room for room in rooms if room in FLOOR), parts[0])


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


def own(names: set[str]) -> set[str]:
    """The modules of the package among the names imported."""
    inside = {name.partition(".")[2] for name in names if name.partition(".")[0] == "regioboek"}
    return {m for name in inside if (m := name if name in MODULES else name.rpartition(".")[0]) in MODULES}


IMPORTED = {module: own(imports(path)) - {module} for module, path in MODULES.items()}


def test_every_module_is_in_a_room_and_every_room_has_modules():
    assert {room_of(module) for module in MODULES} == set(FLOOR)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_from_its_own_room_and_rooms_above(module):
    here = room_of(module)
    wrong = [m for m in IMPORTED[module] if room_of(m) != here and FLOOR[room_of(m)] >= FLOOR[here]]
    assert wrong == []


def test_no_module_imports_itself_by_way_of_others():
    left = dict(IMPORTED)
    while free := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in free:
            del left[module]
    assert left == {}, "these import each other, or stand on a circle"


def test_no_two_modules_have_one_name_and_different_meanings():
    names = Counter(module.rpartition(".")[2] for module in MODULES)
    assert {name for name, times in names.items() if times > 1} - SAME_THING - ROOMS_ALIKE == set()


def test_statistics_know_no_files_no_processes_and_no_pages():
    for path in (PACKAGE / "statistics").glob("*.py"):
        assert {name.split(".")[0] for name in imports(path)} & EDGES == set(), module_of(path)


def test_the_engine_could_be_taken_out_of_the_package():
    for module in MODULES:
        if module.startswith("execution.engine"):
            assert {m for m in IMPORTED[module] if not m.startswith("execution.engine")} == set(), module


def test_outside_the_standard_library_only_declared_packages_are_imported(project_root):
    locked = (project_root / "requirements.lock").read_text("utf-8").casefold().replace("-", "_")
    spelled = {"yaml": "pyyaml", "markdown_it": "markdown_it_py"}
    for path in FILES:
        for name in {full.split(".")[0] for full in imports(path)} - set(sys.stdlib_module_names) - {"regioboek"}:
            assert f"\n{spelled.get(name, name).casefold()}==" in locked, f"{module_of(path)} imports {name}"
