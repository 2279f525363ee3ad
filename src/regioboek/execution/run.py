"""Carry out a plan: make the pages that must be made, keep the others, say what became of each.

One page's failure never stops another (unless `fail_fast`). A page is at its place either whole or not at all: results
are moved there when they are complete, a failed page's older result is removed, and an interrupted run leaves finished
pages with their keys, so that the next plan goes on from there.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Literal

from regioboek.errors import RegioboekError
from regioboek.execution.page_spec import PageSpec
from regioboek.execution.plan import Plan
from regioboek.execution.results import Event, PageFailure, PageReuse, PageRun, PageStarted, RunResult
from regioboek.files import remove_leftovers
from regioboek.layout import BuildDir

if TYPE_CHECKING:
    from regioboek.execution.one_page import Job
    from regioboek.execution.workers import WarmUp

logger = logging.getLogger("regioboek.execution")

EngineName = Literal["auto", "fork", "kernel"]

#: Makes pages: jobs in, events out.
Maker = Callable[["list[Job]"], Generator[Event, None, None]]

#: Seconds one cell may take.
TIMEOUT = 120.0

#: Bytes a page may take on top of what it shares with the others.
MEMORY_LIMIT = 4 * 1024**3


def execute(
    plan: Plan,
    *,
    jobs: int | None = None,
    warm_up: WarmUp | None = None,
    on_event: Callable[[Event], None] | None = None,
    fail_fast: bool = False,
    engine: EngineName = "auto",
    timeout: float | None = TIMEOUT,
    memory_limit: int | None = MEMORY_LIMIT,
) -> RunResult:
    """Make the plan's pages and write run.json.

    `jobs`: pages at a time (default: the processors this process may use). `warm_up`: called once in the process whose
    children run the notebooks: imports, opened tables; not used with kernels. `on_event` is called in this process.
    `engine`: fork, kernel, or auto (fork where it is safe; what was chosen and why is in the result and in the log).
    `timeout`: seconds per cell. `memory_limit`: bytes per page (fork engine on Linux).

    Raises PageError for unusable templates and when the warm process fails as a whole; failures of single pages are
    in the result. On KeyboardInterrupt all children are ended, run.json is written and the interrupt goes on.
    """
    result = RunResult(jobs=max(1, jobs or _processors()))
    make = partial(_make, result=result, engine=engine, warm_up=warm_up, memory_limit=memory_limit)
    return carry_out(plan, result, make, on_event=on_event, fail_fast=fail_fast, timeout=timeout)


def carry_out(
    plan: Plan,
    result: RunResult,
    make: Maker,
    *,
    on_event: Callable[[Event], None] | None,
    fail_fast: bool,
    timeout: float | None,
) -> RunResult:
    """Keep what can stay, have the others made, take down in `result` what became of each page, write run.json.

    `make` is given the jobs that must run, writes each page that comes out, and yields events; it is closed when the
    run ends early, and then ends what it has started. What else it says in `result` (who made the pages) is its own.
    """
    began = time.monotonic()
    tell = on_event or (lambda event: None)
    todo = _jobs(plan, timeout)
    folders = [plan.build.notebooks(kind) for kind in dict.fromkeys(p.page.kind for p in plan.pages)]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folders)
    for planned in plan.to_reuse:
        reused = PageReuse(planned.page.name, planned.page.title)
        result.reused.append(reused)
        tell(reused)
    open_ = {job.name: job.planned.page for job in todo}
    try:
        with closing(make(todo)) as events:
            for event in events:
                if isinstance(event, PageRun):
                    result.succeeded.append(event)
                elif isinstance(event, PageFailure):
                    result.failed.append(event)
                    discard(plan.build, open_[event.name])
                if not isinstance(event, PageStarted):
                    open_.pop(event.name)
                tell(event)
                if fail_fast and result.failed:
                    break
    finally:
        result.skipped = list(open_)
        result.seconds = time.monotonic() - began
        remove_leftovers(folders)
        result.write(plan.build.run)
    return result


def _jobs(plan: Plan, timeout: float | None) -> list[Job]:
    """What must run; the libraries for it are imported when there is anything."""
    if not plan.to_run:
        return []
    from regioboek.execution.one_page import Job  # noqa: PLC0415
    from regioboek.execution.templates import load_template  # noqa: PLC0415

    kinds = {planned.page.kind for planned in plan.to_run}
    templates = {kind: load_template(plan.project.templates.file(f"{kind}.ipynb")) for kind in kinds}
    return [Job(planned, templates[planned.page.kind], plan.build, timeout) for planned in plan.to_run]


def discard(build: BuildDir, page: PageSpec) -> None:
    """Remove a page's result and its key, if they are there."""
    page.key_file(build).unlink(missing_ok=True)
    page.notebook(build).unlink(missing_ok=True)


def discard_others(build: BuildDir, pages: Iterable[PageSpec]) -> list[str]:
    """Remove the results of pages the edition no longer has; `pages`: all that it has. Returns the names removed."""
    wanted = {page.name for page in pages}
    removed = []
    for path in sorted(build.notebooks("").glob("*/*.ipynb")):
        page = PageSpec(path.parent.name, path.stem, path.stem)
        if page.name not in wanted:
            discard(build, page)
            removed.append(page.name)
    return removed


def _make(
    todo: list[Job], *, result: RunResult, engine: EngineName, warm_up: WarmUp | None, memory_limit: int | None
) -> Generator[Event, None, None]:
    """Choose the engine, note the choice in `result`, and make the pages."""
    if not todo:
        result.engine_reason = "nothing to run"
        return
    from regioboek.execution.engine.fork import why_never_fork  # noqa: PLC0415
    from regioboek.execution.workers import CannotFork, make_by_forking, make_with_kernels  # noqa: PLC0415

    refusal = "asked for" if engine == "kernel" else why_never_fork()
    if not refusal:
        result.engine, result.engine_reason = "fork", "asked for" if engine == "fork" else "this system can fork safely"
        try:
            yield from make_by_forking(todo, at_once=result.jobs, warm_up=warm_up, memory_limit=memory_limit)
            return
        except CannotFork as error:
            refusal = str(error)
    if engine == "fork":
        raise RegioboekError(f"notebooks cannot be run in forked processes: {refusal}. Use --engine auto or kernel")
    result.engine, result.engine_reason = "kernel", refusal
    if engine != "kernel":
        logger.warning("notebooks run in ordinary kernels, slower: %s", refusal)
    yield from make_with_kernels(todo, at_once=result.jobs)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
