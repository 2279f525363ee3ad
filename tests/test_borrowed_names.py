"""Names taken from other libraries: `docs/decisions/borrowed-names.md` lists them, and each is still what we need.

The page is the only list: its tables are the parameters of these tests.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import platform
import re
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import regioboek

PACKAGE = Path(regioboek.__file__).parent
ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "decisions" / "borrowed-names.md"

#: Begin with an underscore and are documented all the same.
DOCUMENTED = {"_asdict", "_exit", "_fields", "_make", "_replace"}

#: Modules whose attributes a program may set: that is what their manual says they are for.
MAY_BE_SET = {"sys", "warnings.showwarning"}

TICKED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Borrowed:
    """A row of the page: `name` is needed as `form` in `files`; `library` is a heading's."""

    library: str
    name: str
    form: str
    files: tuple[str, ...]
    seen_by: str


def read_page() -> tuple[dict[str, str], list[Borrowed]]:
    """Library -> version as in the headings, and all rows."""
    versions: dict[str, str] = {}
    rows: list[Borrowed] = []
    library = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if heading := re.fullmatch(r"## (\S+) (\d.*)", line):
            library, versions[heading[1]] = heading[1], heading[2]
        elif line.startswith("| `"):
            name, form, files, _, seen_by = (cell.strip() for cell in line.strip("|").split("|"))
            row = (TICKED.fullmatch(name), TICKED.fullmatch(form))
            assert all(row), f"{PAGE.name}: a row without name and form in backticks: {line}"
            rows.append(Borrowed(library, name.strip("`"), form.strip("`"), tuple(TICKED.findall(files)), seen_by))
    return versions, rows


VERSIONS, ROWS = read_page()


def installed(library: str) -> str:
    """`sphinx 7.4.7`, as it is installed here."""
    return f"{library} {platform.python_version() if library == 'Python' else metadata.version(library)}"


def found(name: str) -> tuple[Any, str]:
    """What holds the last part of a dotted name, and that part. Raises ImportError or AttributeError on the way."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            holder: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:-1]:
            holder = getattr(holder, part)
        if isinstance(holder, types.ModuleType) and not hasattr(holder, parts[-1]):
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(name)
        return holder, parts[-1]
    raise ImportError(f"no module {parts[0]}")


def sets_itself(holder: Any, name: str) -> bool:
    """Whether a class or module sets this attribute: in its body, as an annotation, or in one of its functions."""
    owners = holder.__mro__ if isinstance(holder, type) else (holder,)
    for owner in owners:
        if name in vars(owner) or name in getattr(owner, "__annotations__", {}):
            return True
        functions = [f for f in vars(owner).values() if isinstance(f, types.FunctionType)]
        if any(name in f.__code__.co_names for f in functions):
            return True
    return False


def difference(row: Borrowed) -> str:
    """What is not as the row needs it; empty when all is well."""
    try:
        holder, last = found(row.name)
    except (ImportError, AttributeError) as error:
        return str(error)
    if row.form == "kept":
        return "" if sets_itself(holder, last) else f"{holder.__name__} sets no {last}"
    if not hasattr(holder, last):
        return f"{getattr(holder, '__name__', holder)} has no {last}"
    value = inspect.getattr_static(holder, last) if isinstance(holder, type) else getattr(holder, last)
    if wanted := re.fullmatch(r"callable\((.*)\)", row.form):
        return _takes(getattr(holder, last), [name for name in wanted[1].split(", ") if name])
    kinds = {kind.__name__ for kind in type(value).__mro__}
    return "" if row.form in {*kinds, "anything"} else f"it is a {type(value).__name__}"


def _takes(value: Any, wanted: list[str]) -> str:
    """Empty when `value` has parameters of these names in this order, with nothing needed that we do not give."""
    if not callable(value):
        return f"it is a {type(value).__name__}, and cannot be called"
    parameters = inspect.signature(value).parameters
    names = iter(parameters)
    plain = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [n for n, p in parameters.items() if p.default is p.empty and p.kind not in plain and n != "self"]
    if all(name in names for name in wanted) and set(needed) <= set(wanted):
        return ""
    return f"it takes ({', '.join(parameters)})"


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_borrowed_name_is_still_what_we_need(row):
    wrong = difference(row)
    assert not wrong, (
        f"{installed(row.library)} no longer has {row.name} as {row.form}: {wrong}. Used by {', '.join(row.files)}; "
        f"when it changes: {row.seen_by}. See {PAGE.relative_to(ROOT)}"
    )


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("warnings._no_such_name", "anything", "warnings has no _no_such_name"),
        ("warnings.showwarning", "callable(message, colour)", "it takes (message, category, filename"),
        ("warnings.showwarning", "callable(message)", "it takes (message, category, filename"),
        ("warnings.filters", "dict", "it is a list"),
        ("warnings.catch_warnings._no_such_name", "kept", "catch_warnings sets no _no_such_name"),
        ("no_such_library.x", "anything", "no module no_such_library"),
    ],
)
def test_a_name_that_changed_is_told(name, form, said):
    assert said in difference(Borrowed("Python", name, form, (), ""))


def test_the_rows_were_read_with_the_locked_versions():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = {name: set(re.findall(rf"^{re.escape(name)}==([^\s;\\]+)", lock, re.M)) for name in VERSIONS}
    moved = {name: pins[name] for name, version in VERSIONS.items() if name != "Python" and {version} != pins[name]}
    assert moved == {}, f"read the rows of these again, run the tests they name, then change the heading: {moved}"


# -- what src borrows -------------------------------------------------------------------------------------------------


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def words(path: Path) -> frozenset[str]:
    """Every name in a file's code; comments do not count."""
    return frozenset(re.findall(r"\w+", ast.unparse(nodes_of(path)[0])))


def chain(node: ast.AST) -> list[str]:
    """`a.b.c` -> [a, b, c]; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []


def imported(nodes: Sequence[ast.AST]) -> dict[str, str]:
    """Local name -> dotted name, of everything a file imports from others; one more step for `base = module.part`."""
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {
                a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
            }
    names = {local: name for local, name in names.items() if name.split(".")[0] not in ("regioboek", "__future__")}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            first, *rest = chain(node.value) or [""]
            if first in names and rest:
                names.setdefault(node.targets[0].id, ".".join([names[first], *rest]))
    return names


def own(nodes: Sequence[ast.AST]) -> set[str]:
    """Names that a file gives itself: functions, classes, attributes it sets on self, variables."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and chain(node)[:1] == ["self"]:
            names.add(node.attr)
    return names


def borrowed(path: Path) -> Iterator[tuple[int, str]]:
    """(line, name) of every private name of others in a file, and of every name of theirs that it replaces."""
    nodes = nodes_of(path)
    foreign, ours = imported(nodes), own(nodes)
    for node in nodes:
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [f"{getattr(node, 'module', '')}.{alias.name}" for alias in node.names]
            yield from ((line, part) for name in names for part in name.split(".") if private(part))
        elif isinstance(node, ast.Attribute) and private(node.attr) and node.attr not in ours:
            yield line, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.fullmatch(r"[A-Za-z]\w*(\.\w+)+", node.value):  # sys.modules["matplotlib._pylab_helpers"]
                yield from ((line, part) for part in node.value.split(".") if private(part))
        elif isinstance(node, ast.Call):
            yield from ((line, name) for name in _said(node) if private(name) and name not in ours)
        elif isinstance(node, ast.Assign):
            yield from ((line, name) for target in node.targets for name in _replaced(target, foreign))
        elif isinstance(node, ast.ClassDef):
            yield from _overridden(node, foreign)


def _said(call: ast.Call) -> list[str]:
    """Names in a call that are no attributes: `getattr(x, "_y")` and `f(_y=1)`; a column for pandas is ours."""
    of = call.func.attr if isinstance(call.func, ast.Attribute) else chain(call.func)[-1:]
    if of in (["getattr"], ["setattr"], ["delattr"], ["hasattr"]):
        return [call.args[1].value] if isinstance(call.args[1], ast.Constant) else []
    return [] if of == "assign" else [keyword.arg for keyword in call.keywords if keyword.arg]


def _replaced(target: ast.expr, foreign: dict[str, str]) -> list[str]:
    first, *rest = chain(target) or [""]
    name = ".".join([foreign.get(first, ""), *rest])
    allowed = name in MAY_BE_SET or name.split(".")[0] in MAY_BE_SET
    return [rest[-1]] if first in foreign and rest and not allowed else []


def _overridden(node: ast.ClassDef, foreign: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Methods of a class of ours that take the place of private ones of a class of theirs."""
    names = [
        ".".join([foreign[first], *rest]) for first, *rest in (chain(b) or [""] for b in node.bases) if first in foreign
    ]
    methods = [m for m in node.body if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef) and private(m.name)]
    for base in names if methods else ():
        holder, last = found(base)
        yield from ((m.lineno, m.name) for m in methods if hasattr(getattr(holder, last), m.name))


FILES = sorted(PACKAGE.rglob("*.py"))
LISTED = {(file, part) for row in ROWS for file in row.files for part in row.name.split(".")}
LISTED |= {(file, part) for row in ROWS for file in row.files for part in re.findall(r"\w+", row.form)}


def named(path: Path) -> str:
    return path.relative_to(PACKAGE.parent.parent).as_posix()


def test_no_private_name_of_another_library_is_used_unlisted():
    missing = [
        f"{named(path)}, line {line}: {name}"
        for path in FILES
        for line, name in borrowed(path)
        if (named(path), name) not in LISTED
    ]
    assert missing == [], f"borrowed, and not listed in {PAGE.relative_to(ROOT)}"


def test_the_scan_sees_every_way_of_borrowing(tmp_path, monkeypatch):
    written = tmp_path / "borrower.py"
    written.write_text(
        "import ast, sys\nimport matplotlib._pylab_helpers\nfrom warnings import _one\nfrom logging import Handler\n"
        "import nbformat.v4.nbbase\nbase = nbformat.v4.nbbase\nbase.validate = print\nsys.stdout = None\n"
        "sys.modules['a._two']\nast._three\ngetattr(ast, '_four')\nprint(_five=1)\nHandler.emit = print\n"
        "class Mine(ast.NodeVisitor):\n    def _six(self): return self._six, self._seven\n"
        "from ipykernel.kernelbase import Kernel\nclass K(Kernel):\n    def _abort_queues(self): pass\n"
    )
    assert sorted(name for _, name in borrowed(written)) == sorted(
        ["_pylab_helpers", "_one", "validate", "_two", "_three", "_four", "_five", "emit", "_seven", "_abort_queues"]
    )


def test_every_listed_name_is_used_where_the_page_says():
    assert [row.name for row in ROWS if not row.files] == []
    unused = [
        f"{row.name} in {file}"
        for row in ROWS
        for file in row.files
        if not (ROOT / file).is_file() or row.name.rpartition(".")[2] not in words(ROOT / file)
    ]
    assert unused == [], f"take these out of {PAGE.relative_to(ROOT)}, or say where they are used now"
