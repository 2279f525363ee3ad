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

from country import SMALLEST, copy_notebooks, make_country, region_pages
from measuring import Goal, Used, arguments, exponent, fixed_and_each, goal_table, machine, measured, report, table

from regioboek.commands.page_choice import open_everything
from regioboek.execution.plan import make_plan
from regioboek.execution.run import execute
from regioboek.params.loading import load_edition
from regioboek.publishing.checks.site_checks import check_site
from regioboek.publishing.render import render
from regioboek.publishing.staging.stage import stage
from regioboek.tables.making import make_tables

SIZES, SMALL = (200, 400, 800), (12, 24)
GOAL = 1.1
SAMPLE = 4


def measure(pages: int, jobs: int) -> dict:
    """Stage, render and check a book of `pages` region pages, of a country with no other or of the smallest."""
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        project = make_country(Path(folder) / "country", max(pages, SMALLEST))
        os.environ.pop("REGIOBOEK_BUILD_DIR", None)
        edition = load_edition(project.params, "demo")
        build = project.build(edition.id)
        make_tables(project, edition)
        specs = region_pages(build)[-pages:]
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
        files = sum(path.is_file() for path in build.html.rglob("*"))
        if problems:
            raise SystemExit(f"not measured: the site has {len(problems)} problems, such as {problems[0]}")
    return {
        "pages": pages,
        "notebook_kb": round(notebooks / pages / 1e3),
        "site_mb": round(rendered.size / 1e6, 1),
        "site_kb_per_page": round(rendered.size / pages / 1e3),
        "site_files": files,
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
    report(result, markdown(result), given.json, small=given.small)


def goals(result: dict) -> list[Goal]:
    """Linear, that is."""
    sizes = ", ".join(str(row["pages"]) for row in result["measured"])
    b = result["exponents"]["render_cpu_s"]
    return [Goal(f"rendering {sizes} pages grows with pages to the power", b, result["goal_exponent"])]


def markdown(result: dict) -> str:
    """The tables of a result."""
    head = ("pages", "staging s", "rendering s", "the same by the clock", "peak MB", "checks s", "site MB", "files")
    keys = (
        "pages",
        "stage_cpu_s",
        "render_cpu_s",
        "render_s",
        "render_peak_mb",
        "check_cpu_s",
        "site_mb",
        "site_files",
    )
    rows = [[row.get(key) for key in keys] for row in result["measured"]]
    b = result["exponents"]
    growth = ", ".join(f"{name.removesuffix('_cpu_s')} {b[name]}" for name in b if name.endswith("_cpu_s"))
    fixed, each = result["render_cpu_s_fixed"], result["render_cpu_s_per_page"]
    told = f"Exponents of processor time: {growth}. Rendering ≈ {fixed:.1f} s + {each * 1000:.0f} ms per page."
    return "\n".join([table(head, rows), "", told, "", goal_table(goals(result))])


if __name__ == "__main__":
    main()
