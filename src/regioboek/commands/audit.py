"""`regioboek audit`: a seeded sample of pages, re-run by nbval and compared; the verdict is printed and kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from regioboek import audit
from regioboek.errors import RegioboekError
from regioboek.execution.plan import REASONS, environment_digest, library_digest
from regioboek.files import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from regioboek.layout import Project


def audit_edition(project: Project, edition: str, n: int, seed: int, console: Console) -> bool:
    """Audit `n` pages of a built edition: True when all came out the same. Writes `audit.json` beside run.json."""
    build = project.build(edition)
    if not build.edition.is_file():
        raise RegioboekError(f"edition {edition} is not built: run `regioboek build {edition}` first")
    pages = audit.sample(build, n, seed)
    names = ", ".join(f"{p.parent.name}/{p.stem}" for p in pages)
    console.print(f"audit of edition {edition}, seed {seed}: {names}", markup=False)
    changed = _changed_since(project, pages)
    if changed:
        console.print(
            f"note: {' and '.join(changed)} since these pages were made; differences may come from that. "
            f"`regioboek build {edition}` makes them anew",
            markup=False,
        )
    verdict = audit.run(pages, build)
    for line in verdict.lines():
        console.print(line, markup=False)
    record = {"edition": edition, "seed": seed, **verdict.as_dict()}
    write_text(build.root / "audit.json", json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return verdict.ok


def _changed_since(project: Project, pages: list[Path]) -> list[str]:
    """What is no longer as it was when the pages were made, other than their figures: library, locked environment."""
    now = {"library": library_digest(), "environment": environment_digest(project)}
    keys = [path.with_name(f"{path.stem}.key.json") for path in pages]
    then = [json.loads(key.read_text("utf-8"))["parts"] for key in keys if key.is_file()]
    return [REASONS[part] for part, digest in now.items() if any(parts.get(part) != digest for parts in then)]
