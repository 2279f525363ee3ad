"""`regioboek build`: snapshot -> tables -> notebooks -> book -> site, with one progress display and one summary.

A page that fails never blocks the others: it is reported with its cell and message, left out of the site together
with the links to it, and the exit code is 1. Every stage's time goes to `run.json`.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from rich.console import Console

from regioboek.commands.build_report import BuildOptions, BuildReport, Stage, summarise
from regioboek.commands.cluster import check_workers, execute_on_workers
from regioboek.commands.notes import grouped
from regioboek.commands.one_build import one_build_at_a_time
from regioboek.commands.page_choice import SPECS, explain, known_specs, open_everything, plan_pages
from regioboek.commands.progress import phases, steps
from regioboek.commands.template_checks import check_templates
from regioboek.errors import Problem, RegioboekError
from regioboek.execution.plan import Plan, environment_digest
from regioboek.execution.results import Event, PageFailure, PageRun, RunResult
from regioboek.execution.run import execute
from regioboek.files import write_text
from regioboek.layout import BuildDir, Project
from regioboek.memory import Record, code_of, digest, file_inputs, once, recall, recall_imports
from regioboek.params.edition import Edition
from regioboek.params.levels import LEVELS
from regioboek.params.loading import load_edition
from regioboek.publishing.checks.site_checks import check_site
from regioboek.publishing.render import RenderResult, render
from regioboek.publishing.staging.changes import check_book_once, stage_changes
from regioboek.report.pages.known_kinds import code_of_kinds, kinds_of
from regioboek.tables.making import Tables, make_tables

#: Inputs that `--explain` names before it says "and n more".
_MOST = 20


def build_edition(
    project: Project,
    edition_id: str,
    options: BuildOptions,
    console: Console,
    first: Callable[[Edition], None] = lambda _: None,
) -> BuildReport:
    """Build an edition and print what happened; raises a RegioboekError for what stops a whole build.

    `first` is told the edition when params and options are found well, before anything is written. Nothing here asks a
    network.
    """
    edition = load_edition(project.params, edition_id)
    _check_choice(options)
    first(edition)
    build = project.build(edition.id)
    if build.root.is_dir():
        recall_imports(build)
    _check_templates(project, edition, build)
    jobs = options.jobs or os.cpu_count() or 1
    stages: list[Stage] = []
    with one_build_at_a_time(build) as held:
        with _timed(stages, "tables"):
            tables = make_tables(project, edition)
        _told_tables(console, tables, stages[-1].seconds, options)
        made_from = {"tables": tables.digest, "environment": environment_digest(project)}
        with _timed(stages, "plan"):
            before = recall(build, SPECS)
            specs = known_specs(build, made_from)
            check_book_once(project, edition, build, made_from, [spec.name for spec in specs])
            plan, left_out = plan_pages(project, build, options, specs)
        _told_plan(console, plan, options, before)
        with _timed(stages, "notebooks"):
            run = _run(build, plan, options, jobs, console)
        if run.engine == "cluster":
            console.print(f"notebooks: made by {run.engine_reason}", markup=False)
        with _timed(stages, "stage"):
            staged = stage_changes(project, edition, build, made_from)
            if plan.to_run:
                _give_back_memory()
        names = {"read": "book: reading", "write": "book: writing"}
        with _timed(stages, "render"), phases(console, names) as tell:
            rendered = render(project, edition, build, jobs=jobs, progress=tell, keep_open=held)
        if options.explain:
            _told_differences(console, "site", rendered.differs)
        with _timed(stages, "check"):
            problems = _check(build, rendered)
        report = BuildReport(edition.id, run, stages, tables, left_out, staged, rendered, problems)
        write_text(build.run, json.dumps(_record(report), indent=1, ensure_ascii=False) + "\n")
    summarise(console, report, build)
    return report


def _check_templates(project: Project, edition: Edition, build: BuildDir) -> None:
    """Refuse unusable templates; those that the same code found usable are not read again."""
    kinds = kinds_of(edition)
    inputs = {
        **file_inputs([project.templates.file(f"{kind}.ipynb") for kind in kinds], project.layers),
        "kinds": digest(*kinds),
        **code_of(check_templates.__module__),
        **code_of_kinds(),
    }
    once(build, "templates", inputs, lambda: check_templates(project, edition))


def _check_choice(options: BuildOptions) -> None:
    unknown = [level for level in options.levels if level not in LEVELS]
    if unknown:
        raise RegioboekError(f"unknown level {unknown[0]!r}; choose from {', '.join(LEVELS)}")
    check_workers(options.scheduler, options.cluster)


@contextmanager
def _timed(stages: list[Stage], name: str) -> Iterator[None]:
    start, cpu = time.perf_counter(), sum(os.times()[:4])  # of this process and its children that have ended
    try:
        yield
    finally:
        seconds = time.perf_counter() - start
        stages.append(Stage(name, round(seconds, 3), round(sum(os.times()[:4]) - cpu, 3), round(start, 3)))


def _told_tables(console: Console, tables: Tables, seconds: float, options: BuildOptions) -> None:
    how = "up to date" if tables.reused else f"made in {seconds:.1f} s"
    console.print(f"tables: {how}", markup=False)
    if options.explain:
        _told_differences(console, "tables", tables.differs)
    for line in grouped(tables.notes):
        console.print(f"  {line}", markup=False)


def _told_differences(console: Console, what: str, differs: Sequence[str]) -> None:
    """Which inputs are other ones than the last time, some by name."""
    if differs:
        more = f" and {len(differs) - _MOST} more" if len(differs) > _MOST else ""
        console.print(f"  {what}, what differs: {', '.join(differs[:_MOST])}{more}", markup=False, soft_wrap=True)


def _told_plan(console: Console, plan: Plan, options: BuildOptions, before: Record | None) -> None:
    why = "; ".join(f"{reason}: {n}" for reason, n in plan.reasons().items())
    console.print(
        f"plan: {len(plan.to_run)} notebooks to run{f' ({why})' if why else ''}, {len(plan.to_reuse)} up to date",
        markup=False,
    )
    if options.explain:
        for line in explain(plan, before):
            console.print(f"  {line}", markup=False, soft_wrap=True)


def _run(build: BuildDir, plan: Plan, options: BuildOptions, jobs: int, console: Console) -> RunResult:
    """Execute the plan under one progress display."""
    os.environ["REGIOBOEK_EDITION_DIR"] = str(build.root.resolve())
    if plan.to_run:  # the warm process is forked from this one: what both need is imported once
        import regioboek.report.data.edition_data  # noqa: F401, PLC0415

        _give_back_memory()
    with steps(console, "notebooks", len(plan.to_run)) as shown:

        def tell(event: Event) -> None:
            if isinstance(event, PageRun | PageFailure):
                shown.advance(failed=isinstance(event, PageFailure))

        how: dict[str, Any] = {"on_event": tell, "fail_fast": options.fail_fast, "engine": options.engine}
        if options.scheduler or options.cluster:
            return execute_on_workers(plan, options.scheduler, options.cluster, warm_up=open_everything, **how)
        warm_up = partial(open_everything, build.root.resolve(), {p.page.kind for p in plan.to_run})
        return execute(plan, jobs=jobs, warm_up=warm_up, **how)


def _give_back_memory() -> None:
    """Give back to the system what earlier stages were made in, where it takes it (glibc): the next runs beside it."""
    gc.collect()
    if pyarrow := sys.modules.get("pyarrow"):
        pyarrow.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _check(build: BuildDir, rendered: RenderResult) -> list[Problem]:
    """What is wrong with the site. Only a site that was found sound, and is still that site, is not read again."""
    size = {"pages": str(rendered.pages), "bytes": str(rendered.size)}
    inputs = {"site": rendered.made_from, **size, **code_of(check_site.__module__)}
    rows = once(
        build,
        "sound",
        inputs,
        lambda: [asdict(problem) for problem in check_site(build.html, memory=build)],
        holds=lambda problems: not problems,
    ).result
    return [Problem(**row) for row in rows]


def _record(report: BuildReport) -> dict[str, Any]:
    """run.json: what ran and why, what was reused, what failed, and how long each stage took."""
    run = report.run
    return {
        "edition": report.edition,
        "stages": [asdict(s) for s in report.stages],
        "tables": {"reused": report.tables.reused, "seconds": report.tables.seconds},
        "pages": {
            "run": len(run.succeeded),
            "reused": len(run.reused),
            "failed": len(run.failed),
            "left_out": report.left_out,
            "staged": report.staged,
            "site": report.rendered.pages,
            "rendered": report.rendered.written,
        },
        "site_bytes": report.rendered.size,
        "problems": [asdict(p) for p in report.problems],
        "notebooks": run.as_dict(),
    }
