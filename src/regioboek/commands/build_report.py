"""What a build is asked, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from regioboek.errors import Problem
from regioboek.execution.results import RunResult
from regioboek.publishing.render import RenderResult
from regioboek.tables.making import Tables


@dataclass(frozen=True)
class BuildOptions:
    """Which pages run, and how."""

    only: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    jobs: int | None = None
    limit: int | None = None
    fail_fast: bool = False
    explain: bool = False
    engine: Literal["auto", "fork", "kernel"] = "auto"
    scheduler: str | None = None
    cluster: str | None = None


@dataclass(frozen=True)
class Stage:
    """One stage: wall seconds, processor seconds of this process and its ended children, and when it began.

    `clock` is the system's monotonic clock, so that an observer outside can lay its own samples beside it.
    """

    name: str
    seconds: float
    cpu_seconds: float
    clock: float


@dataclass
class BuildReport:
    """What a build came to."""

    edition: str
    run: RunResult
    stages: list[Stage]
    tables: Tables
    left_out: int
    staged: dict[str, int]  # pages by kind
    rendered: RenderResult
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        """Whether every page is there and the site has no problem."""
        return self.run.ok and not self.problems
