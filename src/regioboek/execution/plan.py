"""Which pages must run and which can stay: decided before anything runs, with the reason of each.

A page is a function of five things, each hashed on its own so that a change can be named:

| part        | what is hashed                                                   | reason when it differs      |
|-------------|------------------------------------------------------------------|-----------------------------|
| template    | the bytes of `notebooks/<kind>.ipynb`                            | template changed            |
| parameters  | parameters and words for Markdown, and the page's title          | parameters or words changed |
| data        | `PageSpec.data_digest`: figures and findings the page may see    | figures changed             |
| library     | the code that can run when it is made (`memory.code_of`)         | library changed             |
| environment | requirements.lock, and the Python's major and minor version      | locked environment changed  |

The key of a page is these five. It is written beside the finished notebook (`<id>.key.json`), after it,
together with the notebook's own hash. So a page is reused only when its notebook is whole and was made from the same
things; a build that was interrupted anywhere goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regioboek.errors import PageError
from regioboek.execution.page_spec import PageSpec
from regioboek.layout import BuildDir, Project
from regioboek.memory import code_of, digest, digest_of, named_in, sha256
from regioboek.report.pages.known_kinds import code_of_kinds

#: Where the code of a page begins: what its notebook calls, and what renders and runs the notebook.
CODE = ("regioboek.report", "regioboek.execution.workers")

REASONS = {
    "template": "template changed",
    "parameters": "parameters or words changed",
    "data": "figures changed",
    "library": "library changed",
    "environment": "locked environment changed",
}


@dataclass(frozen=True)
class PlannedPage:
    """One page with its key; `reason` says why it must run, None that its result can stay.

    `earlier`: the parts its present result was made from; empty without one.
    """

    page: PageSpec
    parts: Mapping[str, str]
    reason: str | None
    earlier: Mapping[str, str] = field(default_factory=dict)

    @property
    def differs(self) -> tuple[str, ...]:
        """The parts that are other ones than those of its present result."""
        return tuple(part for part in REASONS if self.earlier and self.earlier.get(part) != self.parts[part])


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
    templates = {kind: read_template(project, kind) for kind in {p.kind for p in pages}}
    libraries = {kind: library_digest(template) for kind, template in templates.items()}
    environment = environment_digest(project)
    planned = []
    for page in pages:
        words = [page.title, dict(page.parameters), dict(page.context)]
        parts = {
            "template": digest(templates[page.kind]),
            "parameters": digest(json.dumps(words, sort_keys=True, default=repr)),
            "data": page.data_digest,
            "library": libraries[page.kind],
            "environment": environment,
        }
        earlier = _read_key(page.key_file(build))
        reason = "asked for" if force else _why_run(page.notebook(build), parts, earlier)
        planned.append(PlannedPage(page, parts, reason, earlier["parts"] if earlier else {}))
    return Plan(project, build, tuple(planned))


def _why_run(notebook: Path, parts: Mapping[str, str], earlier: dict[str, Any] | None) -> str | None:
    """Why the page cannot be reused, or None when it can."""
    if not notebook.is_file():
        return "no earlier result"
    if earlier is None:
        return "earlier result has no key"
    for part, reason in REASONS.items():
        if earlier["parts"].get(part) != parts[part]:
            return reason
    if earlier["notebook"] != sha256(notebook):
        return "earlier result was altered"
    return None


def key_record(planned: PlannedPage, notebook: bytes) -> str:
    """The text of `<id>.key.json` for a finished notebook."""
    record = {"parts": dict(planned.parts), "notebook": hashlib.sha256(notebook).hexdigest()}
    return json.dumps(record, indent=1, sort_keys=True) + "\n"


def page_code(template: str = "") -> dict[str, str]:
    """The code that can run when a page is made, as inputs, with what its template names or imports itself."""
    return {**code_of(*CODE, *named_in(template)), **code_of_kinds()}


def library_digest(template: str = "") -> str:
    """Hash of :func:`page_code`."""
    return digest_of(page_code(template))


def environment_digest(project: Project) -> str:
    """Hash of the lock file (its absence is a state too) and of the Python's major and minor version."""
    return digest(f"python {sys.version_info[0]}.{sys.version_info[1]}", sha256(project.file("requirements.lock")))


def read_template(project: Project, kind: str) -> str:
    """The text of a kind's template. Raises PageError when there is none."""
    path = project.templates.file(f"{kind}.ipynb")
    if not path.is_file():
        raise PageError(f"template {path} does not exist: pages of kind {kind!r} cannot be made")
    return path.read_text("utf-8")


def _read_key(path: Path) -> dict[str, Any] | None:
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(record, dict) and isinstance(record.get("parts"), dict) and "notebook" in record
    return record if whole else None
