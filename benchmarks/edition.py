"""A whole edition from nothing, by stage, and what building it again costs: time, memory, size; Linux only (/proc).

    python benchmarks/edition.py                 # the demo edition
    python benchmarks/edition.py 2023 --jobs 2 --json out.json

Four builds of a copy of the project, one after the other, each by the command a user types:

| build | before it |
|---|---|
| from nothing | no snapshot of the demo's figures, no tables, no pages, no site |
| nothing changed | – |
| one region's page | a gemeente's notebook is gone, and the site shows another: one page runs, one is rendered |
| one indicator's note | the `caveat` of one indicator in `params/indicators.yml` is another |

Wall time is the user's; processor time is of the command and every process it started. Memory is that of the whole
process tree, sampled: the sum of each process's proportional share (PSS), in which a page shared by forked children
counts once. Sphinx is seen from outside, as the process that it is. Ratios are of builds of one run: the same on a
fast and a slow machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from country import SMALLEST, make_country
from measuring import Goal, arguments, goal_table, machine, memory, processor_seconds, report, table, tree

ROOT = Path(__file__).resolve().parent.parent

SAMPLE = 0.2

NOTHING, AGAIN, REGION, NOTE = "from nothing", "nothing changed", "one region's page", "one indicator's note"

#: Seconds on 2 cores.
GOALS = {NOTHING: 90.0, AGAIN: 3.0, REGION: 6.0, NOTE: 20.0}
GOAL_SPHINX, GOAL_PEAK, GOAL_SITE = 25.0, 1000.0, 150.0

#: Stages of a build as they are told, in order: key -> words.
STAGES = {
    "observations": "observations (snapshot, reading, aggregation)",
    "findings": "findings",
    "geography": "maps",
    "write": "tables written",
    "plan": "plan",
    "notebooks": "notebooks",
    "stage": "staging",
    "render": "rendering, downloads",
    "check": "post-processing (every link and page checked)",
}


@dataclass
class Watched:
    """What was seen of a process tree: (when, bytes), and of Sphinx first, last, and its processor seconds."""

    memory: list[tuple[float, int]] = field(default_factory=list)
    sphinx: dict[int, list[float]] = field(default_factory=dict)

    def look(self, pid: int) -> None:
        """Take one sample."""
        now = time.perf_counter()
        self.memory.append((now, memory(pid)))
        for one in tree(pid):
            if one in self.sphinx or _is_sphinx(one):
                seen = self.sphinx.setdefault(one, [now, now, 0.0])
                seen[1], seen[2] = now, max(seen[2], _cpu_of(one))

    def peak_mb(self, start: float = 0.0, end: float = float("inf")) -> int:
        """Most memory within a stretch of time."""
        return round(max((used for at, used in self.memory if start <= at <= end), default=0) / 1e6)


def _is_sphinx(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        parent = int(Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[1])
        forked = Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0") == words
    except (OSError, ValueError):
        return False
    return b"regioboek.publishing.sphinx.sphinx_run" in words and not forked


def _cpu_of(pid: int) -> float:
    """Processor seconds of a process and its children that have ended."""
    try:
        times = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:15]
    except OSError:
        return 0.0
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def copy_project(folder: Path, edition: str, *, small: bool = False) -> Path:
    """A project in `folder` that may be changed. Snapshots of real editions are the project's own, not the demo's.
    `small`: the smallest synthetic country instead."""
    if small:
        return make_country(folder, SMALLEST).root
    for name in ("params", "notebooks", "book"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("_config.yml", "_toc.yml", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    if edition != "demo" and (ROOT / "data").is_dir():
        (folder / "data").symlink_to(ROOT / "data", target_is_directory=True)
    return folder


def build(project: Path, edition: str, jobs: int, limit: int | None) -> dict[str, Any]:
    """One build by the command, and what was seen of it."""
    place = project / "_build"
    environment = {
        "REGIOBOEK_TESTDATA": str(ROOT / ".." / "shared" / "data"),
        **os.environ,
        "REGIOBOEK_BUILD_DIR": str(place),
    }
    command = [sys.executable, "-m", "regioboek", "build", edition, "--jobs", str(jobs), "--project", str(project)]
    command += ["--limit", str(limit)] if limit else []
    seen, cpu, begin = Watched(), processor_seconds(), time.perf_counter()
    own = time.process_time()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    while process.poll() is None:
        seen.look(process.pid)
        time.sleep(SAMPLE)
    wall = time.perf_counter() - begin
    cpu = processor_seconds() - cpu - (time.process_time() - own)
    said = (process.stdout.read() if process.stdout else b"").decode(errors="replace")
    if process.returncode:
        raise SystemExit(f"not measured: the build ended with exit code {process.returncode}\n{said[-3000:]}")
    run = json.loads((place / edition / "run.json").read_text("utf-8"))
    sphinx = list(seen.sphinx.values())
    return {
        "wall_s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "peak_mb": seen.peak_mb(),
        "sphinx_s": round(sum(last - first for first, last, _ in sphinx), 1),
        "sphinx_cpu_s": round(sum(used for _, _, used in sphinx), 1),
        "notebooks_run": run["pages"]["run"],
        "pages_rendered": run["pages"]["rendered"],
        "pages": run["pages"]["site"],
        "stages": _stages(run, seen),
    }


def _stages(run: dict[str, Any], seen: Watched) -> dict[str, dict[str, Any]]:
    """Key of STAGES -> wall and processor seconds and peak memory. The parts of `tables` run one after the other in one
    process: their processor time is their share of it."""
    found: dict[str, dict[str, Any]] = {}
    for stage in run["stages"]:
        start, end = stage["clock"], stage["clock"] + stage["seconds"]
        if stage["name"] != "tables":
            peak = seen.peak_mb(start - SAMPLE / 2, end + SAMPLE / 2)
            found[stage["name"]] = {"wall_s": stage["seconds"], "cpu_s": stage["cpu_seconds"], "peak_mb": peak}
            continue
        parts = run["tables"]["seconds"]
        share = stage["cpu_seconds"] / stage["seconds"] if stage["seconds"] else 0.0
        split = {key: parts[key] for key in ("findings", "geography", "write") if key in parts}
        split = {"observations": stage["seconds"] - sum(split.values()), **split}
        at = start
        for key, seconds in split.items():
            peak = seen.peak_mb(at - SAMPLE / 2, at + seconds + SAMPLE / 2)
            found[key] = {"wall_s": round(seconds, 3), "cpu_s": round(seconds * share, 3), "peak_mb": peak}
            at += seconds
    return found


def folder_size(folder: Path) -> tuple[int, int]:
    """Bytes and files below a folder."""
    sizes = [p.stat().st_size for p in folder.rglob("*") if p.is_file()]
    return sum(sizes), len(sizes)


def one_region(notebooks: Path) -> Path:
    """The notebook of the last gemeente there is."""
    return max(notebooks.glob("gm*.ipynb"), default=max(notebooks.glob("*.ipynb")))


def alter(notebook: Path) -> None:
    """Make the notebook another one that the plan takes for good: its title says more, and its key knows."""
    record_file = notebook.with_name(f"{notebook.stem}.key.json")
    content = json.loads(notebook.read_text("utf-8"))
    heading = next(cell for cell in content["cells"] if cell["cell_type"] == "markdown")
    heading["source"] = [*heading["source"], "\n\nEen regel die er niet hoort."]
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    record = json.loads(record_file.read_text("utf-8"))
    record["notebook"] = hashlib.sha256(text.encode()).hexdigest()
    notebook.write_text(text, "utf-8")
    record_file.write_text(json.dumps(record), "utf-8")


def write_note(params: Path, built: Iterable[str]) -> str:
    """Change the note of the first indicator that has a page, or give it one; its id."""
    lines = (params / "indicators.yml").read_text("utf-8").splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("  - id: ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        name = lines[start].removeprefix("  - id: ").strip()
        notes = [n for n in range(start, end) if lines[n].startswith("    caveat:")]
        if name not in set(built) or (notes and not lines[notes[0]].endswith(">-")):
            continue
        text = "Een andere opmerking."
        lines.insert(notes[0] + 1 if notes else start + 1, f"      {text}" if notes else f"    caveat: {text}")
        (params / "indicators.yml").write_text("\n".join(lines) + "\n", "utf-8")
        return name
    raise SystemExit("not measured: no indicator has a note that can be changed")


def measure(edition: str, jobs: int, place: Path, limit: int | None = None, *, small: bool = False) -> dict[str, Any]:
    """The four builds below `place`."""
    project = copy_project(place / "project", edition, small=small)
    root = project / "_build" / edition
    result: dict[str, Any] = {"edition": edition, "jobs": jobs, **machine()}
    builds = result["builds"] = {NOTHING: build(project, edition, jobs, limit)}
    size, files = folder_size(root / "html")
    result |= {"site_mb": round(size / 1e6, 1), "site_files": files}
    builds[AGAIN] = build(project, edition, jobs, limit)
    region = one_region(root / "notebooks" / "regio")
    page = root / "html" / "regio" / f"{region.stem}.html"
    before = page.read_bytes()
    alter(region)
    build(project, edition, jobs, limit)
    if page.read_bytes() == before:
        raise SystemExit("not measured: an altered notebook did not reach its page")
    region.unlink()
    builds[REGION] = build(project, edition, jobs, limit)
    if page.read_bytes() != before:
        raise SystemExit(f"the page made again differs from the first: {page.name}")
    result["indicator"] = write_note(
        project / "params", [p.stem for p in (root / "notebooks/indicator").glob("*.ipynb")]
    )
    builds[NOTE] = build(project, edition, jobs, limit)
    whole = builds[NOTHING]["wall_s"]
    result["share_of_whole"] = {name: round(builds[name]["wall_s"] / whole, 3) for name in (AGAIN, REGION, NOTE)}
    return result


def goals(result: dict[str, Any]) -> list[Goal]:
    """What the edition must stay within on 2 cores."""
    builds = result["builds"]
    whole = builds[NOTHING]
    return [
        Goal(f"an edition of {whole['pages']} pages from nothing", whole["wall_s"], GOALS[NOTHING], "s", in_short=True),
        Goal("of which Sphinx", whole["sphinx_s"], GOAL_SPHINX, "s"),
        Goal("most memory at one time, all processes", whole["peak_mb"], GOAL_PEAK, "MB", in_short=True),
        Goal("size of the site", result["site_mb"], GOAL_SITE, "MB"),
        Goal("building again with nothing changed", builds[AGAIN]["wall_s"], GOALS[AGAIN], "s", in_short=True),
        Goal("one region's page made again", builds[REGION]["wall_s"], GOALS[REGION], "s", in_short=True),
        Goal("one indicator's note changed", builds[NOTE]["wall_s"], GOALS[NOTE], "s"),
    ]


def markdown(result: dict[str, Any]) -> str:
    """The tables of a result."""
    whole = result["builds"][NOTHING]
    rows = [
        (words, float(s["wall_s"]), float(s["cpu_s"]), s["peak_mb"])
        for key, words in STAGES.items()
        if (s := whole["stages"].get(key))
    ]
    at = next((n + 1 for n, row in enumerate(rows) if row[0] == STAGES["render"]), len(rows))
    rows.insert(at, ("\u2003of which Sphinx", whole["sphinx_s"], whole["sphinx_cpu_s"], None))
    rows.append(("**the whole command**", whole["wall_s"], whole["cpu_s"], whole["peak_mb"]))
    builds = [
        (
            name,
            b["wall_s"],
            b["cpu_s"],
            b["peak_mb"],
            b["notebooks_run"],
            b["pages_rendered"],
            f"{result['share_of_whole'].get(name, 1):.1%}",
        )
        for name, b in result["builds"].items()
    ]
    head = ("build", "wall s", "processor s", "peak MB", "notebooks run", "pages rendered", "share of the whole")
    return "\n".join(
        [
            f"Edition `{result['edition']}`, {whole['pages']} pages in {result['site_files']} files, "
            f"{result['jobs']} jobs on {result['cores']} cores, load before it {result.get('load', '?')}.\n",
            table(("stage, from nothing", "wall s", "processor s", "peak MB"), rows),
            "",
            table(head, builds),
            "",
            goal_table(goals(result)),
        ]
    )


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("edition", nargs="?", default="demo")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--limit", type=int, help="so many pages of each kind only (small: 1)")
    given = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("not measured: this system does not tell the memory of processes (/proc)")
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        limit = given.limit or (1 if given.small else None)
        edition = "demo" if given.small else given.edition
        result = measure(edition, given.jobs, Path(folder).resolve(), limit, small=given.small)
    report(result, markdown(result), given.json, small=given.small or bool(given.limit))


if __name__ == "__main__":
    main()
