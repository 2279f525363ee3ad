"""Which executed notebooks lie in a build, and what staging them came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from regioboek.layout import BuildDir
from regioboek.publishing.staging.mirror import Mirrored


@dataclass(frozen=True)
class Staged:
    """What was staged: pages by kind, pages promised but not made, and what changed on disk."""

    pages: dict[str, int]
    unbuilt: int
    files: Mirrored


def notebooks_of(build: BuildDir) -> dict[str, Path]:
    """Docname -> executed notebook, of all that lie in the build."""
    folders = sorted(p for p in build.notebooks("").glob("*") if p.is_dir())
    return {f"{folder.name}/{p.stem.lower()}": p for folder in folders for p in sorted(folder.glob("*.ipynb"))}


def count_pages(docnames: list[str]) -> dict[str, int]:
    """Kind -> number of pages."""
    return dict(Counter(name.partition("/")[0] for name in docnames))
