"""Where the time of one region page goes: its ten dearest calls, and what the engine adds to them.

    python benchmarks/profile_page.py
    python benchmarks/profile_page.py --region GM0363

1. The page's own calls, in a warm process, under cProfile: the ten functions with the most time of their own.
2. The page as the build makes it: forked children of a warm process, with a clock around each step. Processor
   milliseconds per page, the mean of some pages; steps that are part of another step are indented.
"""

from __future__ import annotations

import cProfile
import functools
import gc
import importlib
import os
import pstats
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine import edition_in, some_regions
from measuring import arguments, machine, processor_seconds, report, table

import regioboek
from regioboek.commands.page_choice import open_everything
from regioboek.execution.engine import fork, kernel
from regioboek.execution.one_page import Job, make_page
from regioboek.execution.plan import make_plan
from regioboek.execution.results import PageRun
from regioboek.execution.templates import load_template
from regioboek.layout import BuildDir

PACKAGE = Path(regioboek.__file__).parent

#: Step -> (module, what is called); a dot in front of a step: part of the step above it.
STEPS = {
    "make the page": ("regioboek.execution.one_page", "_make"),
    ".render the template": ("regioboek.execution.one_page", "render_template"),
    ".papermill": ("papermill", "execute_notebook"),
    "..run the notebook": ("regioboek.execution.engine.kernel", "run_cells"),
    "...streams, random state, folder": ("regioboek.execution.engine.kernel", "fresh_process"),
    "...take over the shell": ("regioboek.execution.engine.kernel", "_settle"),
    "...run the cells' code and show it": ("IPython.core.interactiveshell", "InteractiveShell.run_code"),
    "...messages from kernel to nbclient": ("regioboek.execution.engine.messages", "LocalSession.send"),
    "..leave out what differs": ("regioboek.execution.one_page", "normalised"),
    "..to JSON": ("nbformat.v4", "writes_json"),
    ".look for what may not be published": ("regioboek.execution.one_page", "_problems_listed"),
    ".hold against the schema, papermill's two times too": ("nbformat", "validate"),
    ".write": ("regioboek.execution.one_page", "write_page"),
}


def dearest(build: BuildDir, region: str, count: int = 10) -> dict[str, list[dict[str, Any]]]:
    """The functions with the most time of their own, and ours with the most time in all, in one page, in a process that
    has made another page before."""
    from regioboek import report as pages  # noqa: PLC0415
    from regioboek.report.data.edition_data import open_edition  # noqa: PLC0415

    themes = [theme.id for theme in open_edition().edition.themes]

    def make(code: str) -> None:
        page = pages.region(code)
        for cell in (page.at_a_glance, page.striking, *(functools.partial(page.theme, t) for t in themes)):
            cell()._repr_mimebundle_()
        page.surroundings()._repr_mimebundle_()
        page.accountability()._repr_mimebundle_()

    make("NL01")
    profile = cProfile.Profile()
    profile.enable()
    make(region)
    profile.disable()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    rows = [
        {
            "call": f"{_short(file)}:{line} {name}" if line else name,
            "calls": calls,
            "own_ms": round(own * 1000, 2),
            "total_ms": round(total * 1000, 2),
        }
        for (file, line, name), (_, calls, own, total, _) in stats.items()
        if name not in ("make", "<method 'disable' of '_lsprof.Profiler' objects>")
    ]
    own = sorted(rows, key=lambda row: -row["own_ms"])
    ours = sorted((r for r in rows if r["call"].startswith("report/")), key=lambda row: -row["total_ms"])
    return {"own": own[:count], "total": ours[:count]}


def _short(file: str) -> str:
    """Of our own modules the path within the package, whatever the folder of the project is called."""
    path = Path(file)
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name


def steps(jobs: list[Job]) -> dict[str, Any]:
    """Mean processor milliseconds per step, of pages made in forked children of this process."""
    kernel.preload()
    kernel.prepare()
    gc.collect()
    gc.freeze()
    total: Counter[str] = Counter()
    before, forking = processor_seconds(), 0.0
    for job in jobs:

        def work(send: fork.Send, job: Job = job) -> None:
            clocks: Counter[str] = Counter()
            for step, (module, name) in STEPS.items():
                _clock(step, module, name, clocks)
            outcome = make_page(job, lambda cell: None, forked=True)
            clocks["page faults"] = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            send((dict(clocks), outcome))

        own = time.process_time()
        child = fork.start(work)
        forking += time.process_time() - own
        for _, message in fork.wait([child], None):
            if isinstance(message, tuple):
                clocks, outcome = message
                if not isinstance(outcome, PageRun):
                    raise SystemExit(f"not measured: {outcome}")
                total.update(clocks)
        child.reap()
    each = {step: total[step] * 1000 / len(jobs) for step in STEPS}
    whole = (processor_seconds() - before) * 1000 / len(jobs)
    own = forking * 1000 / len(jobs)
    return {
        "all": round(whole, 1),
        "fork, in the warm process": round(own, 1),
        "start and end of the child": round(whole - own - each["make the page"], 1),
        **{step: round(value, 1) for step, value in each.items()},
        "page_faults": round(total["page faults"] / len(jobs)),
    }


def _clock(step: str, module: str, name: str, clocks: Counter[str]) -> None:
    """Put a clock around a function or a coroutine function, in this process."""
    holder: Any = importlib.import_module(module)
    if name == "_problems_listed":  # a generator: what is timed is using it up
        inner = holder.problems
        holder.problems = _timed(step, lambda *a: list(inner(*a)), clocks)
        return
    *path, last = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    function = getattr(holder, last)
    setattr(holder, last, (_timed_coroutine if last == "run_code" else _timed)(step, function, clocks))


def _timed(step: str, function: Callable[..., Any], clocks: Counter[str]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*given, **named)
        finally:
            clocks[step] += time.process_time() - start  # type: ignore[assignment]

    return timed


def _timed_coroutine(step: str, function: Callable[..., Any], clocks: Counter[str]) -> Callable[..., Any]:
    @functools.wraps(function)
    async def timed(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return await function(*given, **named)
        finally:
            clocks[step] += time.process_time() - start  # type: ignore[assignment]

    return timed


def measure(edition_id: str, region: str | None, count: int, *, small: bool = False) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        project, _, build = edition_in(Path(folder), edition_id, small=small)
        specs = some_regions(build, count)
        open_everything(build.root)
        result: dict[str, Any] = {"edition": edition_id, "region": region or specs[0].id.upper(), "pages": len(specs)}
        result |= machine()
        template = load_template(project.templates.file("regio.ipynb"))
        plan = make_plan(specs, project, build, force=True)
        for spec in specs:
            spec.notebook(build).parent.mkdir(parents=True, exist_ok=True)
        jobs = [Job(planned, template, build, None) for planned in plan.to_run]
        result["steps_cpu_ms"] = steps(jobs)
        result["dearest_calls"] = dearest(build, result["region"])
        return result


def markdown(result: dict[str, Any]) -> str:
    """The tables of a result."""

    def calls(of: str) -> str:
        rows = [
            (c["call"].replace("|", "\\|"), c["calls"], c["own_ms"], c["total_ms"]) for c in result["dearest_calls"][of]
        ]
        return table(("call", "calls", "own ms", "with what it calls ms"), rows)

    made = dict(result["steps_cpu_ms"])
    faults = made.pop("page_faults")
    rows = [("\u2003" * (len(s) - len(s.lstrip("."))) + s.lstrip("."), ms) for s, ms in made.items()]
    return "\n".join(
        [
            f"One page ({result['region']}), its ten dearest calls under cProfile, which makes them dearer:\n",
            calls("own"),
            "\nThe ten of our own functions that take the most with all they call:\n",
            calls("total"),
            f"\nThe page as the build makes it, mean of {result['pages']}:\n",
            table(("step", "processor ms"), rows),
            f"\n{faults} page faults per page; {result['cores']} cores, load {result.get('load', '?')}.",
        ]
    )


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("edition", nargs="?", default="demo")
    parser.add_argument("--region", help="code of the region whose calls are shown")
    parser.add_argument("--count", type=int, help="pages made (default 12; small: 3)")
    given = parser.parse_args()
    if fork.why_not_fork():
        sys.exit(f"nothing to profile: {fork.why_not_fork()}")
    os.environ.setdefault("PYTHONHASHSEED", "0")
    result = measure(given.edition, given.region, given.count or (3 if given.small else 12), small=given.small)
    report(result, markdown(result), given.json, small=given.small)


if __name__ == "__main__":
    main()
