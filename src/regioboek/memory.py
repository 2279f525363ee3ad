"""The one memory: what an earlier run made, kept with a hash of each thing that it was made of.

A record is `.remembered/<name>.json` in a build: the inputs, each by name with its hash, and the result. It holds as
long as every input is what it was; when one is not, the names tell what differs. A record is taken away before its
result is made anew and written after: what was interrupted, cannot be read, or is of other inputs, is made again.

Code is an input too: the files that can be imported from where the work begins (:func:`code_of`), no others, so that
another help text of the command line makes nothing anew.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from regioboek.files import write_text
from regioboek.layout import BuildDir, Layers

PACKAGE = Path(__file__).parent

#: What an input is called that is a file of this package.
CODE = "code: "

#: Name -> hash of each thing that a result was made of.
Inputs = Mapping[str, str]

_NAME = re.compile(rf"\b{PACKAGE.name}(?:\.\w+)*")
_FROM = re.compile(rf"from\s+({PACKAGE.name}[\w.]*)\s+import\s+([\w, ]+)")


@dataclass(frozen=True)
class Record:
    """What was made, and of what. `result`: lists, dicts with text keys, text, numbers, booleans, None."""

    inputs: Inputs
    result: Any

    def differs(self, now: Inputs) -> tuple[str, ...]:
        """The names of inputs that came, went, or are other ones now."""
        return tuple(n for n in sorted({*self.inputs, *now}) if self.inputs.get(n) != now.get(n))


@dataclass(frozen=True)
class Outcome:
    """A result, whether it was remembered, and which inputs are other ones than those of the last time.

    `differs` is empty for what was never made before, and for what was made again because it no longer lay there.
    """

    result: Any
    recalled: bool
    differs: tuple[str, ...] = ()


def once(
    build: BuildDir,
    name: str,
    inputs: Inputs,
    make: Callable[[], Any],
    *,
    holds: Callable[[Any], bool] = lambda _result: True,
) -> Outcome:
    """The result of `make`, a function of `inputs` and nothing else; made when it is not remembered.

    `holds`: whether what the remembered result tells of is still there as it was made.
    """
    before = recall(build, name)
    differs = before.differs(inputs) if before else ()
    if before and not differs and holds(before.result):
        return Outcome(before.result, recalled=True)
    forget(build, name)
    result = make()
    remember(build, name, inputs, result)
    return Outcome(result, recalled=False, differs=differs)


def each(
    build: BuildDir, name: str, inputs: Inputs, things: Mapping[str, str], make: Callable[[str], Any]
) -> dict[str, Any]:
    """Thing -> the result of `make` for it, a function of the thing's hash in `things` and of `inputs`.

    All are in one record; made are those that are new or other ones since.
    """
    before = recall(build, name)
    known = before.result if before and not before.differs(inputs) else {}
    kept = {t: known[t] if known.get(t, [None])[0] == hash_ else [hash_, make(t)] for t, hash_ in things.items()}
    if kept != known:
        remember(build, name, inputs, kept)
    return {thing: result for thing, (_, result) in kept.items()}


def recall(build: BuildDir, name: str) -> Record | None:
    """What was kept under that name; None when nothing was, or it cannot be read."""
    try:
        known = json.loads(_place(build, name).read_text("utf-8"))
        return Record(dict(known["inputs"]), known["result"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(build: BuildDir, name: str, inputs: Inputs, result: Any) -> None:
    """Keep a result with what it was made of."""
    record = {"inputs": dict(inputs), "result": result}
    write_text(_place(build, name), json.dumps(record, ensure_ascii=False) + "\n")


def forget(build: BuildDir, name: str) -> None:
    """From here on nothing is known under that name."""
    _place(build, name).unlink(missing_ok=True)


def _place(build: BuildDir, name: str) -> Path:
    return build.root / ".remembered" / f"{name}.json"


# -- hashes ----------------------------------------------------------------------------------------------------------


def digest(*parts: str | bytes) -> str:
    """One sha256 over the parts, each with its length."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


def digest_of(inputs: Inputs) -> str:
    """One hash over all inputs, names and hashes."""
    return digest(*(part for name in sorted(inputs) for part in (name, inputs[name])))


def sha256(path: Path) -> str:
    """Of a file's bytes; `absent` for a file that is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "absent"


def file_inputs(files: Iterable[Path], root: Path | Layers, kind: str = "") -> dict[str, str]:
    """Files as inputs, called by `kind` and their place below `root`."""
    layers = Layers.of(root)
    return {f"{kind}{layers.place(path)}": sha256(path) for path in files}


# -- code ------------------------------------------------------------------------------------------------------------


def code_of(*starts: str, package: Path = PACKAGE) -> dict[str, str]:
    """The code that can run from these modules on, as inputs: `code: report/pages/marks.py` -> hash.

    `starts`: full names, of modules or of what is in them. Theirs and what they import, anywhere in them, and so on;
    not what is imported for types only. A text that is the name of a module counts as an import, because it stands
    for one (`python -m …`). The packages around a module are run when it is imported, but nothing calls their
    functions. With a module go the files of its package that are not Python's (styles, page templates), also those in
    folders without Python. What the process reads first holds until it ends. Raises ValueError for no module.
    """
    source = _source(package)
    todo = [(source.module(start), True) for start in starts]
    seen: set[tuple[str, bool]] = set()
    while todo:
        module, called = todo.pop()
        if (module, called) not in seen:
            seen.add((module, called))
            todo += [(other, True) for other in source.imports(module, called=called)]
            todo += [(module.rpartition(".")[0], False)] if "." in module else []
    files = {place for module, called in seen for place in source.files(module, called=called)}
    return {f"{CODE}{place}": source.hashes[place] for place in sorted(files)}


def named_in(text: str) -> tuple[str, ...]:
    """What a text (settings, a notebook) names or imports of this package, as :func:`code_of` takes it."""
    parts = [f"{module}.{name.strip()}" for module, names in _FROM.findall(text) for name in names.split(",")]
    return tuple(sorted({*_NAME.findall(text), *parts}))


def recall_imports(build: BuildDir) -> None:
    """Take from the build's memory what each module imports, so that only changed ones are looked through again."""
    source = _source(PACKAGE)
    hashes = {module: source.hashes[place] for module, place in source.modules.items()}
    how = {f"{CODE}memory.py": source.hashes["memory.py"]}
    source.known = each(build, "imports", how, hashes, source.read_imports)


@cache
def _source(package: Path) -> _Source:
    return _Source(package)


class _Source:
    """The files of a package: their hashes, which module each belongs to, and what modules import.

    `known`: module -> the names it imports when it is imported, and those it may import when it is called.
    """

    def __init__(self, package: Path):
        self._package = package
        places = [p.relative_to(package) for p in sorted(package.rglob("*")) if p.is_file() and p.suffix != ".pyc"]
        self.hashes = {p.as_posix(): sha256(package / p) for p in places}
        self.modules = {self._name(p): p.as_posix() for p in places if p.suffix == ".py"}
        self.known: dict[str, list[list[str]]] = {}
        self._beside: dict[str, list[str]] = {}
        for place in places:
            if place.suffix != ".py":
                around = next(name for f in place.parents if (name := self._name(f / "__init__.py")) in self.modules)
                self._beside.setdefault(around, []).append(place.as_posix())

    def _name(self, place: Path) -> str:
        parts = [self._package.name, *place.with_suffix("").parts]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def module(self, name: str) -> str:
        """The module that `name` is, or is in."""
        within = name
        while within not in self.modules and "." in within:
            within = within.rpartition(".")[0]
        if within not in self.modules:
            raise ValueError(f"no module of {self._package.name} is called {name}")
        return within

    def files(self, module: str, *, called: bool) -> list[str]:
        """Its own file; `called`: also those of its package that are not Python's."""
        own = self.modules[module]
        package = module if own.endswith("__init__.py") else module.rpartition(".")[0]
        return [own, *(self._beside.get(package, ()) if called else ())]

    def imports(self, module: str, *, called: bool) -> list[str]:
        """The modules of this package that a module imports or names; `called`: its functions too."""
        if module not in self.known:
            self.known[module] = self.read_imports(module)
        return [self.module(name) for name in self.known[module][called]]

    def read_imports(self, module: str) -> list[list[str]]:
        """As in `known`, from the module's text."""
        tree = ast.parse((self._package / self.modules[module]).read_bytes())
        both = (set(_imported(tree, called=called)) for called in (False, True))
        return [sorted(n for n in names if n.partition(".")[0] == self._package.name) for names in both]


def _imported(tree: ast.AST, *, called: bool) -> Iterator[str]:
    """Full names that are imported below a node, and texts that may be names; not what is there for types only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant):
            yield from [node.value] if isinstance(node.value, str) and _NAME.fullmatch(node.value) else []
        elif isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            yield from (name for other in node.orelse for name in _imported(other, called=called))
        elif called or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _imported(node, called=called)
