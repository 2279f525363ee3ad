"""An edition of a synthetic country of any size: time and memory of every stage at 400, 1 600 and 6 400 regions.

    python benchmarks/scale.py [REGIONS ...] [--sample PAGES]

Everything that sees the whole country is done for the whole country: reading the sources, findings, shapes, planning
all pages, the lists and the finder of the site. What is done page by page (notebooks, rendering, checks of the site)
is done for a sample of as many pages at every size, so that a page that gets dearer in a larger country shows: its
exponent should be 0, that of the other stages at most 1. `growth.py` measures the other half: more pages.

`findings` and `files` are parts of `tables` and `render` that are measured again on their own: trends and places of all
series; the figures and archives beside the pages, which are written after Sphinx.

Each stage runs in a process forked for it; its peak memory is that of the process tree, the some 150 MB of libraries
included that every process of ours has.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from country import copy_notebooks, make_country, region_pages
from measuring import Goal, arguments, exponent, fixed_and_each, goal_table, machine, measured, report, table

from regioboek.commands.page_choice import open_everything, page_specs
from regioboek.execution.engine import fork
from regioboek.execution.plan import make_plan
from regioboek.execution.run import execute
from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.publishing.checks.site_checks import check_site
from regioboek.publishing.downloads.csv_tables import write_downloads
from regioboek.publishing.render import render
from regioboek.publishing.staging.stage import stage
from regioboek.schemas import read_table
from regioboek.tables.findings import build_findings
from regioboek.tables.making import make_tables

SIZES, SMALL = (400, 1_600, 6_400), (93, 140)
SAMPLE, SMALL_SAMPLE = 60, 5
RUN = 4  # notebooks of the sample that are run; the others are copies

#: MB per 1 000 regions that the dearest stage may take: 14 000 neighbourhoods then fit in 2 GB.
MOST_MB = 100

#: Stages, and what they do: for the whole country, or for the sample.
STAGES = {
    "tables": "country",
    "findings": "country",
    "plan": "country",
    "notebooks": "sample",
    "stage": "sample and lists",
    "render": "sample",
    "files": "sample",
    "check": "sample",
}


def tables(project: Project, sample: int) -> dict[str, Any]:
    """From sources to findings and shapes."""
    made = make_tables(project, load_edition(project.params, "demo"))
    return {f"tables_{name}_s": round(seconds, 2) for name, seconds in made.seconds.items()}


def findings(project: Project, sample: int) -> dict[str, Any]:
    """Trends and places of all series, from the tables as they are kept."""
    build = project.build("demo")
    read = [read_table(name, getattr(build, name)) for name in ("observations", "regions", "inside")]
    made = build_findings(load_edition(project.params, "demo"), *read)
    return {"observations": len(read[0]), "findings": len(made.findings)}


def plan(project: Project, sample: int) -> dict[str, Any]:
    """Every page's key, and what must run."""
    build = project.build("demo")
    made = make_plan(page_specs(build), project, build)
    return {"pages_planned": len(made.pages)}


def notebooks(project: Project, sample: int) -> dict[str, Any]:
    """Open the edition, run a few pages."""
    build = project.build("demo")
    specs = region_pages(build)[-RUN:]
    result = execute(make_plan(specs, project, build), jobs=1, warm_up=partial(open_everything, build.root))
    if not result.ok:
        raise RuntimeError(str(result.failed[0]))
    return {}


def stage_(project: Project, sample: int) -> dict[str, Any]:
    """Lists and finder of all regions, sources of the sample."""
    staged = stage(project, load_edition(project.params, "demo"), project.build("demo"))
    return {"pages_staged": len(staged)}


def render_(project: Project, sample: int) -> dict[str, Any]:
    """The site of the sample."""
    made = render(project, load_edition(project.params, "demo"), project.build("demo"), jobs=1)
    return {"site_mb": round(made.size / 1e6, 1)}


def files(project: Project, sample: int) -> dict[str, Any]:
    """The figures and archives beside the pages of the sample."""
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        write_downloads(load_edition(project.params, "demo"), project.build("demo"), Path(folder), reuse=False)
    return {}


def check(project: Project, sample: int) -> dict[str, Any]:
    """Everything a reader could trip over."""
    problems = check_site(project.build("demo").html)
    if problems:
        raise RuntimeError(f"the site has {len(problems)} problems, such as {problems[0]}")
    return {}


def apart(work: Callable[[Project, int], dict[str, Any]], project: Project, sample: int) -> dict[str, Any]:
    """Run one stage in a child of this process: what it says, its processor time and its peak memory."""

    def measure(send: fork.Send) -> None:
        with measured() as used:
            told = work(project, sample)
        send({"told": told, "cpu": used.cpu, "seconds": used.seconds})

    with measured(sample=0.1) as seen:
        child = fork.start(measure)
        said: dict[str, Any] = {}
        ended: fork.Ended | None = None
        while ended is None:
            for _, message in fork.wait([child], None):
                if isinstance(message, fork.Ended):
                    ended = message
                else:
                    said = message
    if "told" not in said:
        raise SystemExit(f"{work.__name__}: {ended}")
    name = work.__name__.rstrip("_")
    return {**said["told"], f"{name}_cpu_s": round(said["cpu"], 2), f"{name}_peak_mb": seen.peak_mb}


def measure(regions: int, sample: int) -> dict[str, Any]:
    """All stages of a country of so many regions."""
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        project = make_country(Path(folder) / "country", regions)
        build = project.build("demo")
        os.environ["REGIOBOEK_EDITION_DIR"] = str(build.root)
        row: dict[str, Any] = {"regions": regions}
        for work in (tables, findings, plan, notebooks):
            row |= apart(work, project, sample)
        row |= apart(_copies, project, sample)
        for work in (stage_, render_, files, check):
            row |= apart(work, project, sample)
    return row


def _copies(project: Project, sample: int) -> dict[str, Any]:
    build = project.build("demo")
    specs = region_pages(build)
    copy_notebooks(build, specs[-RUN:], specs[-sample:])
    return {}


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("regions", nargs="*", type=int)
    parser.add_argument("--sample", type=int, help=f"pages rendered (default {SAMPLE}; small: {SMALL_SAMPLE})")
    given = parser.parse_args()
    if not hasattr(os, "fork"):
        sys.exit("not measured: this platform cannot fork")
    os.environ.pop("REGIOBOEK_BUILD_DIR", None)
    sizes = given.regions or list(SMALL if given.small else SIZES)
    sample = given.sample or (SMALL_SAMPLE if given.small else SAMPLE)
    result: dict[str, Any] = {"sample": sample, **machine()}
    rows = result["measured"] = [measure(regions, sample) for regions in sizes]
    growth = result["exponents"] = {}
    for name in STAGES:
        for what in ("cpu_s", "peak_mb"):
            b = exponent(sizes, [row[f"{name}_{what}"] or 0 for row in rows])
            growth[f"{name}_{what}"] = None if b is None else round(b, 2)
    if len(sizes) > 1 and all(row[f"{name}_peak_mb"] for name in STAGES for row in rows):
        slopes = {name: fixed_and_each(sizes, [row[f"{name}_peak_mb"] for row in rows])[1] for name in STAGES}
        result["mb_per_1000_regions"] = {name: round(1000 * each, 1) for name, each in slopes.items()}
    report(result, markdown(result), given.json, small=given.small)


def goals(result: dict[str, Any]) -> list[Goal]:
    """Nothing quadratic: no stage grows faster than the country, and a page costs what it costs; memory is bounded."""
    exponents = result["exponents"]
    found = [
        Goal(f"growth of {name}, processor time to the power of the regions", exponents[f"{name}_cpu_s"], 1.1)
        for name in STAGES
        if f"{name}_cpu_s" in exponents
    ]
    if slopes := result.get("mb_per_1000_regions"):
        dearest = max(slopes, key=lambda name: slopes[name])
        found.append(Goal(f"memory of {dearest}, the dearest stage, per 1,000 regions", slopes[dearest], MOST_MB, "MB"))
    return found


def markdown(result: dict[str, Any]) -> str:
    """The tables of a result."""
    rows, growth, slopes = result["measured"], result["exponents"], result.get("mb_per_1000_regions", {})
    sizes = [row["regions"] for row in rows]
    head = ["stage", "for", *(f"{n:,} s" for n in sizes), "exponent", *(f"{n:,} MB" for n in sizes), "exponent"]
    head += ["MB per 1,000"] * bool(slopes)
    lines = []
    for name, of in STAGES.items():
        if f"{name}_cpu_s" in growth:
            cpu, peak = ([row[f"{name}_{what}"] for row in rows] for what in ("cpu_s", "peak_mb"))
            line = [name, of, *map(float, cpu), growth[f"{name}_cpu_s"], *peak, growth[f"{name}_peak_mb"]]
            lines.append([*line, *([slopes[name]] if slopes else [])])
    told = f"Sample: {result['sample']} pages, of which {RUN} run; load before it {result.get('load', '?')}."
    return "\n".join([table(head, lines), "", told, "", goal_table(goals(result))])


if __name__ == "__main__":
    main()
