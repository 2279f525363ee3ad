"""Which executed notebooks lie in a build, and what staging them came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from regioboek.layout import PAGE_KINDS, BuildDir
from regioboek.publishing.staging.mirror import Mirrored


@dataclass(frozen=True)
class Staged:
    """What was staged: pages by kind, pages promised but not made, and what changed on disk."""

    pages: dict[str, int]
    unbuilt: int
    files: Mirrored


def notebooks_of(build: BuildDir) -> dict[str, Path]:
    """Docname -> executed notebook, of all that lie in the build."""
    return {
        f"{kind}/{path.stem.lower()}": path
        for kind in PAGE_KINDS
        for path in sorted(build.notebooks(kind).glob("*.ipynb"))
    }


def count_pages(docnames: list[str]) -> dict[str, int]:
    """Kind -> number of pages."""
    return {kind: sum(name.startswith(f"{kind}/") for name in docnames) for kind in PAGE_KINDS}
