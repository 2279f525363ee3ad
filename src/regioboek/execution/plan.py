"""Which pages must run and which can stay: decided before anything runs, with the reason of each.

A page is a function of five things, each hashed on its own so that a change can be named:

| part        | what is hashed                                                   | reason when it differs      |
|-------------|------------------------------------------------------------------|-----------------------------|
| template    | the bytes of `notebooks/<kind>.ipynb`                            | template changed            |
| parameters  | parameters and words for Markdown, and the page's title          | parameters or words changed |
| data        | `PageSpec.data_digest`: figures and findings the page may see    | figures changed             |
| library     | the code a page runs: this package less what no page can import  | library changed             |
| environment | requirements.lock, and the Python's major and minor version      | locked environment changed  |

The key of a page is the hash of the five. It is written beside the finished notebook (`<id>.key.json`), after it,
together with the notebook's own hash. So a page is reused only when its notebook is whole and was made from the same
things; a build that was interrupted anywhere goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regioboek
from regioboek.errors import PageError
from regioboek.execution.page_spec import PageSpec
from regioboek.layout import BuildDir, Project

#: Rooms and modules that a page cannot see: left of the tables (they are in the data), or right of the notebooks.
OUTSIDE = frozenset({"sources", "demo", "tables", "publishing", "audit", "authoring", "commands", "cli"})

REASONS = {
    "template": "template changed",
    "parameters": "parameters or words changed",
    "data": "figures changed",
    "library": "library changed",
    "environment": "locked environment changed",
}


@dataclass(frozen=True)
class PlannedPage:
    """One page with its key; `reason` says why it must run, None that its result can stay."""

    page: PageSpec
    parts: Mapping[str, str]
    reason: str | None

    @property
    def key(self) -> str:
        """Hash of the five parts."""
        return digest(json.dumps(dict(self.parts), sort_keys=True).encode())


@dataclass(frozen=True)
class Plan:
    """What a build of these pages comes to."""

    project: Project
    build: BuildDir
    pages: tuple[PlannedPage, ...]

    @property
    def to_run(self) -> tuple[PlannedPage, ...]:
        """Pages that must run, in the order given."""
        return tuple(p for p in self.pages if p.reason is not None)

    @property
    def to_reuse(self) -> tuple[PlannedPage, ...]:
        """Pages whose result can stay."""
        return tuple(p for p in self.pages if p.reason is None)

    def reasons(self) -> dict[str, int]:
        """Reason -> number of pages that run for it, most first."""
        return dict(Counter(p.reason for p in self.to_run if p.reason).most_common())


def make_plan(pages: Iterable[PageSpec], project: Project, build: BuildDir, *, force: bool = False) -> Plan:
    """Decide per page: run or reuse.

    `force`: run all of them. Raises PageError for a missing template or for two pages of one name.
    """
    pages = list(pages)
    twice = [name for name, n in Counter(p.name for p in pages).items() if n > 1]
    if twice:
        raise PageError(f"two pages have the same name: {', '.join(twice)}")
    templates = {kind: _template_digest(project, kind) for kind in {p.kind for p in pages}}
    common = {"library": library_digest(), "environment": environment_digest(project)}
    planned = []
    for page in pages:
        words = [page.title, dict(page.parameters), dict(page.context)]
        parts = {
            "template": templates[page.kind],
            "parameters": digest(json.dumps(words, sort_keys=True, default=repr).encode()),
            "data": page.data_digest,
            **common,
        }
        reason = "asked for" if force else why_run(page, parts, build)
        planned.append(PlannedPage(page, parts, reason))
    return Plan(project, build, tuple(planned))


def why_run(page: PageSpec, parts: Mapping[str, str], build: BuildDir) -> str | None:
    """Why the page cannot be reused, or None when it can."""
    notebook = page.notebook(build)
    if not notebook.is_file():
        return "no earlier result"
    earlier = _read_key(page.key_file(build))
    if earlier is None:
        return "earlier result has no key"
    for part, reason in REASONS.items():
        if earlier["parts"].get(part) != parts[part]:
            return reason
    if earlier["notebook"] != digest(notebook.read_bytes()):
        return "earlier result was altered"
    return None


def key_record(planned: PlannedPage, notebook: bytes) -> str:
    """The text of `<id>.key.json` for a finished notebook."""
    record = {"key": planned.key, "parts": dict(planned.parts), "notebook": digest(notebook)}
    return json.dumps(record, indent=1, sort_keys=True) + "\n"


def library_digest(package: Path | None = None) -> str:
    """Hash of every source file of the package a page can see (names and bytes)."""
    package = package or Path(regioboek.__file__).parent
    total = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package)
        if place.parts[0] in OUTSIDE or "__pycache__" in place.parts or not path.is_file():
            continue
        total.update(f"{place.as_posix()}\0{digest(path.read_bytes())}\n".encode())
    return total.hexdigest()


def environment_digest(project: Project) -> str:
    """Hash of the lock file (its absence is a state too) and of the Python's major and minor version."""
    lock = project.lock_file
    locked = lock.read_bytes() if lock.is_file() else b"no lock"
    return digest(f"python {sys.version_info[0]}.{sys.version_info[1]}\n".encode() + locked)


def digest(data: bytes) -> str:
    """sha256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _template_digest(project: Project, kind: str) -> str:
    path = project.templates.file(f"{kind}.ipynb")
    if not path.is_file():
        raise PageError(f"template {path} does not exist: pages of kind {kind!r} cannot be made")
    return digest(path.read_bytes())


def _read_key(path: Path) -> dict[str, Any] | None:
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(record, dict) and isinstance(record.get("parts"), dict) and "notebook" in record
    return record if whole else None
