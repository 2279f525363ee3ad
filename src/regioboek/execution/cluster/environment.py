"""What must be equal on client and workers for pages to be the same bytes, and how a difference is told.

Compared are Python's major and minor version, the source of this library (as in the key of a page), and the installed
version of every package this library needs, directly or through others, on this platform. The lock file is what makes
them equal; a worker need not have the file itself.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from regioboek.execution import plan

#: Packages that a message names before it says "and n more".
_NAMED = 4


@dataclass(frozen=True)
class Environment:
    """`python`: "3.11". `library`: digest of the source a page can see. `packages`: name -> installed version."""

    python: str
    library: str
    packages: Mapping[str, str]

    def differences(self, there: Environment) -> list[str]:
        """How the environment `there` (a worker's) differs from this one, in words; empty when pages come out equal."""
        found = []
        if there.python != self.python:
            found.append(f"Python {there.python} instead of {self.python}")
        if there.library != self.library:
            found.append(f"another source of regioboek ({there.library[:12]} instead of {self.library[:12]})")
        packages = [
            f"{name} {there.packages.get(name, 'absent')} instead of {self.packages.get(name, 'absent')}"
            for name in sorted(self.packages.keys() | there.packages.keys())
            if there.packages.get(name) != self.packages.get(name)
        ]
        if len(packages) > _NAMED:
            packages[_NAMED:] = [f"and {len(packages) - _NAMED} more packages"]
        return found + packages


@lru_cache(maxsize=1)
def this_environment() -> Environment:
    """That of this process, looked up once."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Environment(python, plan.library_digest(), installed("regioboek"))


def installed(root: str) -> dict[str, str]:
    """Name -> installed version of everything the distribution `root` requires, and what that requires, without extras
    nobody asked for; packages that are not installed are left out.
    """
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(root, "")]
    while todo:
        name, extra = todo.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if name != root:
            found[name] = distribution.version
        for line in distribution.requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                todo += [(canonicalize_name(needed.name), e) for e in ("", *needed.extras)]
    return found
