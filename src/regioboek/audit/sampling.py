"""Which pages are audited: a seeded sample in which every kind of page has a place."""

from __future__ import annotations

import random
from pathlib import Path

from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir


def sample(build: BuildDir, n: int, seed: int) -> list[Path]:
    """`n` executed notebooks of a build, or all when there are fewer; the same seed picks the same pages.

    One of each kind first, as far as `n` goes, the others from all that are left. In order of kind and name.
    Raises RegioboekError when there is nothing to pick from.
    """
    by_kind: dict[str, list[Path]] = {}
    for path in sorted(build.notebooks("").glob("*/*.ipynb")):
        by_kind.setdefault(path.parent.name, []).append(path)
    everything = [path for paths in by_kind.values() for path in paths]
    if not everything:
        raise RegioboekError(f"nothing to audit: no executed notebooks in {build.root / 'notebooks'}; build first")
    if n < 1:
        raise RegioboekError(f"nothing to audit: a sample of {n} was asked for")
    chance = random.Random(seed)
    picked = [chance.choice(paths) for paths in by_kind.values()][:n]
    rest = [path for path in everything if path not in picked]
    picked += chance.sample(rest, min(n - len(picked), len(rest)))
    return sorted(picked, key=everything.index)
