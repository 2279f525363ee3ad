"""`regioboek build`: snapshot -> tables -> notebooks -> book -> site, with one progress display and one summary.

A page that fails never blocks the others: it is reported with its cell and message, left out of the site together
with the links to it, and the exit code is 1. Every stage's time goes to `run.json`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

from rich.console import Console

from regioboek.commands.build_report import BuildOptions, BuildReport, Stage
from regioboek.commands.cluster import check_workers, execute_on_workers
from regioboek.commands.one_build import one_build_at_a_time
from regioboek.commands.page_choice import open_everything, plan_pages
from regioboek.commands.progress import phases, steps
from regioboek.commands.summary import summarise
from regioboek.commands.template_checks import check_templates
from regioboek.errors import Problem, RegioboekError
from regioboek.execution.plan import Plan, environment_digest
from regioboek.execution.results import Event, PageFailure, PageRun, RunResult
from regioboek.execution.run import execute
from regioboek.files import write_text
from regioboek.layout import BuildDir, Project
from regioboek.memory import one_hash, recall, remember
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.params.regions import LEVELS
from regioboek.publishing.checks.site_checks import check_site
from regioboek.publishing.render import RenderResult, render
from regioboek.publishing.staging.changes import stage_changes
from regioboek.report.pages.known_kinds import code_from_outside, kinds_of
from regioboek.tables.making import Tables, make_tables, source_digest


def build_edition(project: Project, edition_id: str, options: BuildOptions, console: Console) -> BuildReport:
    """Build an edition and print what happened; raises a RegioboekError for what stops a whole build."""
    edition = load_edition(project.params, edition_id)
    _check_choice(options)
    build = project.build(edition.id)
    code = one_hash(source_digest(), environment_digest(project))
    _check_templates(project, edition, build, code)
    jobs = options.jobs or os.cpu_count() or 1
    stages: list[Stage] = []
    with one_build_at_a_time(build) as held:
        with _timed(stages, "tables"):
            tables = make_tables(project, edition)
        _told_tables(console, tables, stages[-1].seconds)
        made_from = one_hash(code, tables.digest)
        with _timed(stages, "plan"):
            plan, left_out = plan_pages(project, build, options, made_from)
        _told_plan(console, plan, options)
        with _timed(stages, "notebooks"):
            run = _run(build, plan, options, jobs, console)
        if run.engine == "cluster":
            console.print(f"notebooks: made by {run.engine_reason}", markup=False)
        with _timed(stages, "stage"):
            staged = stage_changes(project, edition, build, made_from)
        with _timed(stages, "render"):
            rendered = _render(project, edition, build, jobs, console, held)
        with _timed(stages, "check"):
            problems = _check(build, rendered)
        report = BuildReport(edition.id, run, stages, tables, left_out, staged, rendered, problems)
        write_text(build.run, json.dumps(_record(report), indent=1, ensure_ascii=False) + "\n")
    summarise(console, report, build)
    return report


def _check_templates(project: Project, edition: Edition, build: BuildDir, code: str) -> None:
    """Refuse unusable templates; those that the same `code` found usable are not read again."""
    templates = [project.templates / f"{kind}.ipynb" for kind in kinds_of(edition)]
    made_from = one_hash(
        code,
        code_from_outside(),
        *kinds_of(edition),
        *(p.read_bytes() if p.is_file() else "not there" for p in templates),
    )
    if recall(build, "templates", made_from) is None:
        check_templates(project, edition)
        remember(build, "templates", made_from, "usable")


def _check_choice(options: BuildOptions) -> None:
    unknown = [level for level in options.levels if level not in LEVELS]
    if unknown:
        raise RegioboekError(f"unknown level {unknown[0]!r}; choose from {', '.join(LEVELS)}")
    if options.engine not in ("auto", "fork", "kernel"):
        raise RegioboekError(f"unknown engine {options.engine!r}; choose from auto, fork, kernel")
    check_workers(options.scheduler, options.cluster)


@contextmanager
def _timed(stages: list[Stage], name: str) -> Iterator[None]:
    start, cpu = time.perf_counter(), _cpu()
    try:
        yield
    finally:
        seconds = time.perf_counter() - start
        stages.append(Stage(name, round(seconds, 3), round(_cpu() - cpu, 3), round(start, 3)))


def _cpu() -> float:
    """Processor seconds of this process and its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _told_tables(console: Console, tables: Tables, seconds: float) -> None:
    how = "up to date" if tables.reused else f"made in {seconds:.1f} s"
    console.print(f"tables: {how}", markup=False)
    for note in tables.notes[:10]:
        console.print(f"  note: {note}", markup=False)
    if len(tables.notes) > 10:
        console.print(f"  and {len(tables.notes) - 10} more notes; `regioboek check` lists them all", markup=False)


def _told_plan(console: Console, plan: Plan, options: BuildOptions) -> None:
    why = "; ".join(f"{reason}: {n}" for reason, n in plan.reasons().items())
    console.print(
        f"plan: {len(plan.to_run)} notebooks to run{f' ({why})' if why else ''}, {len(plan.to_reuse)} up to date",
        markup=False,
    )
    if options.explain:
        for item in plan.to_run:
            console.print(f"  {item.page.name}: {item.reason}", markup=False)


def _run(build: BuildDir, plan: Plan, options: BuildOptions, jobs: int, console: Console) -> RunResult:
    """Execute the plan under one progress display."""
    os.environ["REGIOBOEK_EDITION_DIR"] = str(build.root.resolve())
    if plan.to_run:  # the warm process is forked from this one: what both need is imported once
        import regioboek.report.data.edition_data  # noqa: F401, PLC0415
    with steps(console, "notebooks", len(plan.to_run)) as shown:

        def tell(event: Event) -> None:
            if isinstance(event, PageRun | PageFailure):
                shown.advance(failed=isinstance(event, PageFailure))

        if options.scheduler or options.cluster:
            return execute_on_workers(
                plan,
                options.scheduler,
                options.cluster,
                warm_up=open_everything,
                on_event=tell,
                fail_fast=options.fail_fast,
                engine=options.engine,
            )
        return execute(
            plan,
            jobs=jobs,
            warm_up=partial(open_everything, build.root.resolve(), {p.page.kind for p in plan.to_run}),
            on_event=tell,
            fail_fast=options.fail_fast,
            engine=options.engine,
        )


def _render(  # noqa: PLR0917
    project: Project, edition: Edition, build: BuildDir, jobs: int, console: Console, held: tuple[int, ...]
) -> RenderResult:
    """Render the book under one progress display: pages read, then pages written."""
    with phases(console, {"read": "book: reading", "write": "book: writing"}) as tell:
        return render(project, edition, build, jobs=jobs, progress=tell, keep_open=held)


def _check(build: BuildDir, rendered: RenderResult) -> list[Problem]:
    """What is wrong with the site. Only a site that was found sound, and is still that site, is not read again."""
    sound = build.root / ".sound"
    this = f"{rendered.pages} pages, {rendered.size} bytes\n"
    if not rendered.written and sound.is_file() and sound.read_text("ascii") == this:
        return []
    sound.unlink(missing_ok=True)
    problems = check_site(build.html, memory=build.root / ".checked.json")
    if not problems:
        write_text(sound, this)
    return problems


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
            "staged": report.staged.pages,
            "site": report.rendered.pages,
            "rendered": report.rendered.written,
        },
        "site_bytes": report.rendered.size,
        "problems": [asdict(p) for p in report.problems],
        "notebooks": run.as_dict(),
    }
