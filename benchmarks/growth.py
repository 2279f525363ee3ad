"""How rendering the book grows with its pages: staging, Sphinx and checks of 200, 400 and 800 region pages.

    python benchmarks/growth.py [PAGES ...]

The pages are those of a synthetic country (country.py): some of its notebooks are run, the others are copies under
their own names, so that their size is that of real pages. The exponent b of "processor time = a·pages^b" is a straight
line through the logarithms. Goal: at most 1.1, that is: linear.
"""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

from country import copy_notebooks, make_country, region_pages
from measuring import Used, arguments, exponent, fixed_and_each, machine, measured, report, table

from regioboek.commands.build import open_everything
from regioboek.commands.tables import make_tables
from regioboek.edition import load_edition
from regioboek.execution.plan import make_plan
from regioboek.execution.run import execute
from regioboek.publishing.checks import check_site
from regioboek.publishing.render import render
from regioboek.publishing.stage import stage

SIZES, SMALL = (200, 400, 800), (100, 150)
GOAL = 1.1
SAMPLE = 6


def measure(pages: int, jobs: int) -> dict:
    """Stage, render and check a book of `pages` region pages."""
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        project = make_country(Path(folder) / "country", pages)
        os.environ.pop("REGIOBOEK_BUILD_DIR", None)
        edition = load_edition(project.params, "demo")
        build = project.build(edition.id)
        make_tables(project, edition)
        specs = region_pages(build)
        sample = specs[-SAMPLE:]
        os.environ["REGIOBOEK_EDITION_DIR"] = str(build.root)
        result = execute(make_plan(sample, project, build), jobs=jobs, warm_up=partial(open_everything, build.root))
        if not result.ok:
            raise SystemExit(f"not measured: {[str(f) for f in result.failed]}")
        copy_notebooks(build, sample, specs)
        notebooks = sum(p.stat().st_size for p in build.notebooks("regio").glob("*.ipynb"))
        with measured(sample=0.2) as staging:
            stage(project, edition, build)
        with measured(sample=0.2) as rendering:
            rendered = render(project, edition, build, jobs=jobs)
        with measured(sample=0.2) as checking:
            problems = check_site(build.html)
        if problems:
            raise SystemExit(f"not measured: the site has {len(problems)} problems, such as {problems[0]}")
    return {
        "pages": pages,
        "notebook_kb": round(notebooks / pages / 1e3),
        "site_mb": round(rendered.size / 1e6, 1),
        "site_kb_per_page": round(rendered.size / pages / 1e3),
        **_used("stage", staging),
        **_used("render", rendering),
        **_used("check", checking),
    }


def _used(name: str, used: Used) -> dict:
    return {f"{name}_s": round(used.seconds, 2), f"{name}_cpu_s": round(used.cpu, 2), f"{name}_peak_mb": used.peak_mb}


def exponents(rows: list[dict]) -> dict:
    """Per stage: growth of processor time, and of memory where it was seen."""
    sizes = [row["pages"] for row in rows]
    found = {}
    for stage_ in ("stage", "render", "check"):
        for what in ("cpu_s", "peak_mb"):
            b = exponent(sizes, [row[f"{stage_}_{what}"] or 0 for row in rows])
            found[f"{stage_}_{what}"] = None if b is None else round(b, 2)
    return found


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("pages", nargs="*", type=int)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    sizes = given.pages or list(SMALL if given.small else SIZES)
    result: dict = {"jobs": given.jobs, "goal_exponent": GOAL, **machine()}
    result["measured"] = [measure(pages, given.jobs) for pages in sizes]
    result["exponents"] = exponents(result["measured"])
    fixed, each = fixed_and_each(sizes, [row["render_cpu_s"] for row in result["measured"]])
    result["render_cpu_s_fixed"], result["render_cpu_s_per_page"] = round(fixed, 2), round(each, 4)
    head = ("pages", "stage cpu s", "render cpu s", "render wall s", "render peak MB", "check cpu s", "site MB")
    keys = ("pages", "stage_cpu_s", "render_cpu_s", "render_s", "render_peak_mb", "check_cpu_s", "site_mb")
    shown = table(head, [[row[key] for key in keys] for row in result["measured"]])
    growth = ", ".join(f"{name} {b}" for name, b in result["exponents"].items() if b is not None)
    line = f"rendering ≈ {fixed:.1f} s + {each * 1000:.0f} ms per page" if len(sizes) > 1 else ""
    report(
        result, f"{shown}\n\nExponents: {growth or 'one size only'} (goal for render_cpu_s: {GOAL}). {line}", given.json
    )


if __name__ == "__main__":
    main()
