"""What a build is asked and what it came to; its end: what was made, what failed where, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table

from regioboek.errors import Problem
from regioboek.execution.results import RunResult
from regioboek.layout import BuildDir
from regioboek.publishing.render import RenderResult
from regioboek.tables.making import Tables

#: Failures and problems printed in full; run.json has them all.
MOST = 20


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


def summarise(console: Console, report: BuildReport, build: BuildDir) -> None:
    """Print the summary of a build."""
    run, rendered = report.run, report.rendered
    for failure in run.failed[:MOST]:
        console.print(f"FAILED {failure}", markup=False, style="red")
        for line in [*(failure.source or "").splitlines(), *(failure.traceback or "").splitlines()]:
            console.print(f"    {line}", markup=False)
    _more(console, len(run.failed), "failed pages")
    for problem in report.problems[:MOST]:
        console.print(f"SITE {problem}", markup=False, style="red")
    _more(console, len(report.problems), "problems of the site")
    rows = [
        ("notebooks built", str(len(run.succeeded))),
        ("notebooks reused", str(len(run.reused))),
        ("notebooks failed", str(len(run.failed))),
    ]
    if run.skipped:
        rows.append(("notebooks not reached", str(len(run.skipped))))
    if report.left_out:
        rows.append(("out of date and not asked for, left out", str(report.left_out)))
    rows.append(("pages of the site", f"{rendered.pages} ({rendered.written} written, {rendered.size / 1e6:.0f} MB)"))
    rows += [(f"time: {s.name}", f"{s.seconds:.1f} s") for s in report.stages]
    rows.append(("time: in all", f"{sum(s.seconds for s in report.stages):.1f} s"))
    if console.is_terminal:
        table = Table("", "", title=f"edition {report.edition}", title_justify="left", show_header=False)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    else:
        for what, value in rows:
            console.print(f"{what}: {value}", markup=False)
    if rendered.pages:
        first = (build.html / "index.html").resolve().as_uri()  # as one can click it in a terminal
        console.print(f"site: {first}", markup=False, soft_wrap=True)


def _more(console: Console, n: int, what: str) -> None:
    if n > MOST:
        console.print(f"and {n - MOST} more {what}; run.json has them all", markup=False)
