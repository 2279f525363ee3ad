"""Write the figures of the reference run into the documents, so that nobody types them.

    python benchmarks/report.py           # from benchmarks/results/*.json into README.md and docs/*.md
    python benchmarks/report.py --check   # exit code 1 when a document says something else

A document says where: between `<!-- benchmark: NAME -->` and `<!-- /benchmark -->` come the tables of
`benchmarks/NAME.py`, made by its own `markdown`; NAME may also be `goals` (all goals with verdicts), `goals-in-short`
(the few that say `in_short`, for the README), `before` (before and after) or `machine`. Results of `--small` runs, and
names without a result, are refused.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from measuring import RESULTS, Goal, goal_table, table

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/benchmarks.md", "docs/cluster.md")

#: The benchmarks, in the order in which their goals are told.
NAMES = ("edition", "engine", "findings", "growth", "scale", "profile_page", "lost_worker")

MARK = re.compile(r"(<!-- benchmark: (?P<name>[\w-]+) -->\n)(?P<text>.*?)(<!-- /benchmark -->)", re.DOTALL)

Results = dict[str, dict[str, Any]]


def read_results(folder: Path = RESULTS) -> Results:
    """Name -> result of every benchmark that has been run; ValueError for one of a small run."""
    found = {}
    for name in NAMES:
        path = folder / f"{name}.json"
        if path.is_file():
            found[name] = json.loads(path.read_text("utf-8"))
            if found[name].get("small"):
                raise ValueError(f"{path.name} is of a --small run, which says nothing about time: run it whole")
    return found


def goals_of(results: Results) -> list[Goal]:
    """The goals of every benchmark that has been run."""
    modules = {name: importlib.import_module(name) for name in NAMES if name in results}
    return [
        goal for name, module in modules.items() if hasattr(module, "goals") for goal in module.goals(results[name])
    ]


def machine_line(results: Results) -> str:
    """On what, and how busy it was."""
    of = [results[name] for name in NAMES if name in results]
    loads = [r["load"] for r in of if "load" in r]
    first = of[0]
    busy = f"load before each {min(loads)} to {max(loads)}" if loads else "load unknown"
    size = f"{first['cores']} cores, {first.get('memory_gb', '?')} GB"
    return f"{size}, {first['system']}, Python {first['python']}; {busy}."


def before_and_after(results: Results) -> str:
    """The usual way beside ours, as far as the engine and the edition were measured.

    The book of the usual way is not rendered again: its time is the fit of builds of up to 430 pages with Jupyter
    Book's own theme on 2 cores, processor seconds ≈ 0.9 + 0.0995 N + 0.000538 N².
    """
    each, made = results["engine"]["cpu_seconds_per_page"], results["edition"]["builds"]["from nothing"]
    usual, ours = each["usual template"], each["fork engine"]
    pages, run = made["pages"], made["notebooks_run"]
    book = 0.9 + 0.0995 * pages + 0.000538 * pages**2
    notebooks = made["stages"]["notebooks"]["cpu_s"]
    rows = [
        ("one region notebook", usual, ours, usual / ours),
        (f"all {run} notebooks", usual * run, notebooks, usual * run / notebooks),
        (f"the book of {pages} pages", book, made["sphinx_cpu_s"], book / made["sphinx_cpu_s"]),
    ]
    head = ("processor seconds", "the usual way", "regioboek", "times less")
    return table(head, [(name, *map(float, values)) for name, *values in rows])


def text_for(name: str, results: Results) -> str:
    """What belongs between the marks of this name; ValueError when there is no result for it."""
    made = {
        "goals": lambda: goal_table(goals_of(results)),
        "goals-in-short": lambda: goal_table([goal for goal in goals_of(results) if goal.in_short]),
        "before": lambda: before_and_after(results),
        "machine": lambda: machine_line(results),
    }
    try:
        if name in made:
            return made[name]()
        shown: str = importlib.import_module(name).markdown(results[name])
        return shown
    except KeyError as error:
        raise ValueError(f"there is no result for {error}: run benchmarks/{error.args[0]}.py --json …") from error


def filled(document: str, results: Results) -> str:
    """The document with the figures of these results between its marks."""
    return MARK.sub(lambda m: f"{m[1]}{text_for(m['name'], results).strip()}\n{m[4]}", document)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a document differs")
    given = parser.parse_args()
    results, stale = read_results(), []
    for name in DOCUMENTS:
        path = ROOT / name
        before = path.read_text("utf-8")
        after = filled(before, results)
        if after != before:
            stale.append(name)
            if not given.check:
                path.write_text(after, "utf-8")
    said = "differs from benchmarks/results" if given.check else "written"
    print(f"{said}: {', '.join(stale)}" if stale else "every document says what was measured")
    sys.exit(1 if stale and given.check else 0)


if __name__ == "__main__":
    main()
