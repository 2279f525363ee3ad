"""The same region notebooks made five ways, and by the usual template: processor seconds per page, ratios of one run.

    python benchmarks/engine.py                      # 20 pages of the demo edition
    python benchmarks/engine.py --count 5 --usual 1

| way | what it is |
|---|---|
| plain papermill | `papermill.execute_notebook` per page: a kernel each, one after the other |
| pool of kernels | the build with `--engine kernel`, as many at a time as there are cores |
| fork engine | the build as it is, one page at a time; the warm-up (imports, tables) is measured apart, it is once |
| fork engine, N at a time | the same with as many pages at a time as there are cores: cores share caches |
| floor | the calls of the page's cells as plain Python, in one warm process |
| usual template | papermill with a template as usually written: each notebook reads the tables, seaborn per theme |

Goals: plain papermill at least 10 times the fork engine, the usual template at least 40 times, the fork engine at most
0.1 s above the floor; a region page within 0.25 s of processor time in all, a page of an indicator or a theme (whose
pictures of the whole country seaborn and geopandas draw) within 2 s. Processor time is compared, not the clock: it is
what a core can do, also on a busy machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import nbformat
import papermill
from country import SMALLEST, make_country
from measuring import Goal, Used, arguments, goal_table, machine, measured, processor_seconds, report, table
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from regioboek.commands.page_choice import open_everything, page_specs
from regioboek.execution import workers
from regioboek.execution.engine import fork
from regioboek.execution.one_page import Job
from regioboek.execution.page_spec import PageSpec
from regioboek.execution.plan import make_plan
from regioboek.execution.run import EngineName, execute
from regioboek.execution.templates import load_template
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.params.levels import level_of
from regioboek.params.loading import load_edition
from regioboek.tables.making import make_tables

ROOT = Path(__file__).resolve().parent.parent

#: Pages of indicators and of themes that are made to see what these cost.
NATIONAL = 3

#: Else every kernel warns that it talks over TCP.
QUIET = ["--log-level=ERROR"]

USUAL_START = """\
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from pathlib import Path

sns.set_theme(style="whitegrid")
tables = Path("{tables}")
figures = pd.read_parquet(tables / "observations.parquet")
findings = pd.read_parquet(tables / "findings.parquet")
own = figures[figures["region"].isin([region, "NL01"])]"""

USUAL_THEME = """\
data = own[own["indicator"].isin({indicators})]
grid = sns.relplot(data=data, x="year", y="value", hue="region", col="indicator", col_wrap=4, kind="line",
                   marker="o", height=2.4, facet_kws={{"sharey": False}})
plt.show()"""

USUAL_END = 'findings[findings["region"] == region].round(2)'


def edition_in(folder: Path, edition_id: str, *, small: bool = False) -> tuple[Project, Edition, BuildDir]:
    """The tables of an edition, made in `folder`; its snapshot too, unless the project has one. `small`: of the
    smallest synthetic country instead."""
    os.environ["REGIOBOEK_BUILD_DIR"] = str(folder / "_build")
    kept = ROOT / "data" / "snapshots"
    if small:
        project, edition_id = make_country(folder / "country", SMALLEST), "demo"
    else:
        project = Project(ROOT, kept if (kept / edition_id).is_dir() else folder / "snapshots")
    edition = load_edition(project.params, edition_id)
    build = project.build(edition.id)
    make_tables(project, edition)
    os.environ["REGIOBOEK_EDITION_DIR"] = str(build.root)
    return project, edition, build


def some_regions(build: BuildDir, count: int) -> list[PageSpec]:
    """`count` gemeenten, spread over the register."""
    specs = [s for s in page_specs(build) if s.kind == "regio" and level_of(s.id.upper()) == "gemeente"]
    step = max(1, len(specs) // count)
    return specs[::step][:count]


def national_pages(build: BuildDir, kind: str, count: int) -> list[PageSpec]:
    """`count` pages of indicators or themes, spread over the edition."""
    specs = [s for s in page_specs(build) if s.kind == kind]
    return specs[:: max(1, len(specs) // count)][:count]


def plainly(project: Project, build: BuildDir, specs: Sequence[PageSpec], folder: Path) -> Used:
    """Each page's notebook by papermill's own engine."""
    template = load_template(project.templates.file("regio.ipynb"))
    places = []
    for planned in make_plan(specs, project, build, force=True).to_run:
        places.append(folder / f"{planned.page.id}.ipynb")
        nbformat.write(Job(planned, template, build, None).rendered(), places[-1])
    with measured() as used:
        for place in places:
            papermill.execute_notebook(place, place, cwd=folder, progress_bar=False, extra_arguments=QUIET)
    return used


def by_fork(project: Project, build: BuildDir, specs: Sequence[PageSpec], jobs: int) -> tuple[Used, float]:
    """By our engine; also the processor seconds of the warm process until its first page."""
    note = build.root / "warm-up.txt"
    warm = workers.Serve.warm

    def noted(self: workers.Serve) -> None:
        begin = processor_seconds()
        warm(self)
        note.write_text(str(processor_seconds() - begin), "ascii")

    workers.Serve.warm = noted  # type: ignore[method-assign]
    try:
        return by_build(project, build, specs, "fork", jobs), float(note.read_text("ascii"))
    finally:
        workers.Serve.warm = warm  # type: ignore[method-assign]


def by_build(project: Project, build: BuildDir, specs: Sequence[PageSpec], engine: EngineName, jobs: int) -> Used:
    """The plan of these pages, carried out by the build's own code."""
    plan = make_plan(specs, project, build, force=True)
    with measured() as used:
        result = execute(plan, jobs=jobs, warm_up=partial(open_everything, build.root), engine=engine)
    if not result.ok or result.engine != engine:
        raise SystemExit(f"not measured: {result.engine} {result.engine_reason} {[str(f) for f in result.failed]}")
    return used


def in_one_process(build: BuildDir, specs: Sequence[PageSpec]) -> Used:
    """What the cells call, in one forked process that has opened everything; its own time only."""

    def work(send: fork.Send) -> None:
        from regioboek import report as pages  # noqa: PLC0415
        from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415

        open_everything(build.root)
        themes = [theme.id for theme in open_edition().edition.themes]
        with measured() as used:
            for spec in specs:
                page = pages.region(spec.id.upper())
                cells = [page.at_a_glance(), page.striking(), *map(page.theme, themes)]
                cells += [page.surroundings(), page.accountability()]
                for cell in cells:
                    cell._repr_mimebundle_()
        send(used)

    child = fork.start(work)
    try:
        for _, message in fork.wait([child], None):
            if isinstance(message, Used):
                return message
    finally:
        child.reap()
    raise SystemExit("the floor was not measured")


def usual_template(edition: Edition, build: BuildDir, themes: int | None = None) -> nbformat.NotebookNode:
    """A template as bureaus write it: everything imported, read and drawn by every page; of the first `themes` only."""
    cells = [
        new_markdown_cell("# Regio"),
        new_code_cell('region = "GM0014"', metadata={"tags": ["parameters"]}),
        new_code_cell(USUAL_START.format(tables=build.root)),
    ]
    for theme in edition.themes[:themes]:
        ids = [indicator.id for indicator in edition.of_theme(theme.id)]
        if ids:
            cells += [new_markdown_cell(f"## {theme.name}"), new_code_cell(USUAL_THEME.format(indicators=ids))]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=[*cells, new_code_cell(USUAL_END)], metadata={"kernelspec": kernel})


def usually(
    edition: Edition, build: BuildDir, specs: Sequence[PageSpec], folder: Path, themes: int | None = None
) -> Used:
    """The usual template per region, by papermill's own engine."""
    template, settings = folder / "usual.ipynb", {"cwd": folder, "progress_bar": False, "extra_arguments": QUIET}
    nbformat.write(usual_template(edition, build, themes), template)
    with measured() as used:
        for spec in specs:
            place = folder / f"usual-{spec.id}.ipynb"
            papermill.execute_notebook(template, place, {"region": spec.id.upper()}, **settings)
    return used


def measure(
    edition_id: str, count: int, usual: int, jobs: int, *, national: int = NATIONAL, small: bool = False
) -> dict:
    """Every way in one run; `small`: the usual template draws its first theme only."""
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as name:
        folder = Path(name)
        result: dict = {"edition": edition_id, "pages": count, "pages_usual": usual, "jobs": jobs, **machine()}
        project, edition, build = edition_in(folder, edition_id, small=small)
        specs = some_regions(build, count)
        scratch = folder / "scratch"
        scratch.mkdir()
        # The forks first: they need a process without other threads, and papermill leaves some.
        floor = in_one_process(build, specs)
        forked, warm_up = by_fork(project, build, specs, 1)
        beside, warm_up_beside = by_fork(project, build, specs, jobs)
        nationals = {}
        for kind in ("indicator", "thema"):
            some = national_pages(build, kind, national)
            used, warm_up_of_these = by_fork(project, build, some, 1)
            nationals[kind] = (used.cpu - warm_up_of_these) / len(some)
        pool = by_build(project, build, specs, "kernel", jobs)
        plain = plainly(project, build, specs, scratch)
        drawn = usually(edition, build, specs[:usual], scratch, 1 if small else None) if usual else None
    each = {
        "plain papermill": plain.cpu / count,
        "pool of kernels": pool.cpu / count,
        "fork engine": (forked.cpu - warm_up) / count,
        f"fork engine, {jobs} at a time": (beside.cpu - warm_up_beside) / count,
        "floor": floor.cpu / count,
    }
    if drawn:
        each["usual template"] = drawn.cpu / usual
    ours = each["fork engine"]
    wall = {
        "plain papermill": plain.seconds / count,
        "pool of kernels": pool.seconds / count,
        "fork engine": forked.seconds / count,
        f"fork engine, {jobs} at a time": beside.seconds / count,
        "floor": floor.seconds / count,
        **({"usual template": drawn.seconds / usual} if drawn else {}),
    }
    result |= {
        "cpu_seconds_per_page": {name: round(value, 4) for name, value in each.items()},
        "wall_seconds_per_page": {name: round(value, 4) for name, value in wall.items()},
        "warm_up_cpu_seconds": round(warm_up, 3),
        "fork_engine_with_warm_up_cpu_seconds_per_page": round(forked.cpu / count, 4),
        "ratios": {
            f"{name} / fork engine": round(value / ours, 1) for name, value in each.items() if name != "fork engine"
        },
        "overhead_over_the_floor": round(ours - each["floor"], 4),
        "cpu_seconds_per_national_page": {kind: round(value, 3) for kind, value in nationals.items()},
    }
    return result


def goals(result: dict) -> list[Goal]:
    """What the engine must be worth, and what a page may cost."""
    ratios, national = result["ratios"], result["cpu_seconds_per_national_page"]
    papermill_, usual = (ratios.get(f"{name} / fork engine") for name in ("plain papermill", "usual template"))
    same = "plain papermill against the fork engine, same notebooks"
    return [
        Goal(same, papermill_, 10.0, "times", at_least=True, in_short=True),
        Goal("the usual template against the fork engine", usual, 40.0, "times", at_least=True),
        Goal("fork engine above the floor, per page", result["overhead_over_the_floor"], 0.1, "s"),
        Goal("a region page, processor time", result["cpu_seconds_per_page"]["fork engine"], 0.25, "s"),
        Goal("an indicator page, processor time", national["indicator"], 2.0, "s"),
        Goal("a theme page, processor time", national["thema"], 2.0, "s"),
    ]


def markdown(result: dict) -> str:
    """The tables of a result."""
    each, wall = result["cpu_seconds_per_page"], result["wall_seconds_per_page"]
    names = sorted(each, key=each.__getitem__, reverse=True)
    ratios = {name: result["ratios"].get(f"{name} / fork engine", 1.0) for name in names}
    rows = [(name, float(each[name]), float(ratios[name]), float(wall[name])) for name in names]
    head = ("way", "processor s per page", "times the fork engine", "wall s per page")
    return "\n".join(
        [
            table(head, rows),
            "",
            f"{result['pages']} pages ({result['pages_usual']} of the usual template), {result['cores']} cores, load "
            f"{result.get('load', '?')}. Overhead over the floor {result['overhead_over_the_floor']:.3f} s per page; "
            f"warm-up {result['warm_up_cpu_seconds']:.1f} s once (in the fork engine's wall time, not in its "
            "processor time).",
            "",
            goal_table(goals(result)),
        ]
    )


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("edition", nargs="?", default="demo")
    parser.add_argument("--count", type=int, help="pages (default 20; small: 1)")
    parser.add_argument("--usual", type=int, help="pages of the usual template (default 3; small: 1; 0: none)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="pages at a time in the ways with N")
    given = parser.parse_args()
    count = given.count or (1 if given.small else 20)
    usual = given.usual if given.usual is not None else (1 if given.small else 3)
    if fork.why_not_fork():
        sys.exit(f"nothing to compare: {fork.why_not_fork()}")
    national = 1 if given.small else NATIONAL
    result = measure(given.edition, count, min(usual, count), given.jobs, national=national, small=given.small)
    report(result, markdown(result), given.json, small=given.small)


if __name__ == "__main__":
    main()
