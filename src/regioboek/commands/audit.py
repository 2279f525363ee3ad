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
    environment = environment_digest(project)
    changed = set()
    for page in pages:
        key, template = page.with_name(f"{page.stem}.key.json"), project.templates.file(f"{page.parent.name}.ipynb")
        if key.is_file():
            then = json.loads(key.read_text("utf-8"))["parts"]
            library = library_digest(template.read_text("utf-8") if template.is_file() else "")
            changed |= {part for part, now in (("library", library), ("environment", environment)) if then[part] != now}
    return [reason for part, reason in REASONS.items() if part in changed]
