"""Time and peak memory of building a whole edition, stage by stage; Linux only (reads /proc).

    python benchmarks/edition.py demo            # from nothing, in a folder that goes away
    python benchmarks/edition.py 2023 --jobs 2 --json out.json

Memory is that of the whole process tree, sampled ten times a second: the sum of each process's proportional
share (PSS), in which a page shared by forked children counts once. Times are of one run on this machine; quote them
with its size.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import memory

SAMPLE = 0.1


def folder_size(folder: Path) -> tuple[int, int]:
    """Bytes and files below a folder."""
    sizes = [p.stat().st_size for p in folder.rglob("*") if p.is_file()]
    return sum(sizes), len(sizes)


def measure(edition: str, jobs: int, build_dir: Path, limit: int | None = None) -> dict:
    """Build the edition below `build_dir` and return what was seen."""
    environment = {**os.environ, "REGIOBOEK_BUILD_DIR": str(build_dir)}
    command = [sys.executable, "-m", "regioboek", "build", edition, "--jobs", str(jobs)]
    command += ["--limit", str(limit)] if limit else []
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    samples: list[tuple[float, int]] = []
    while process.poll() is None:
        samples.append((time.perf_counter(), memory(process.pid)))
        time.sleep(SAMPLE)
    wall = time.perf_counter() - begin
    if process.returncode:
        raise SystemExit(f"the build failed with exit code {process.returncode}")
    run = json.loads((build_dir / edition / "run.json").read_text("utf-8"))
    stages = []
    for stage in run["stages"]:
        start, end = stage["clock"], stage["clock"] + stage["seconds"]
        inside = [used for at, used in samples if start <= at <= end]
        stages.append({**stage, "peak_mb": round(max(inside, default=0) / 1e6)})
    size, files = folder_size(build_dir / edition / "html")
    return {
        "edition": edition,
        "jobs": jobs,
        "cores": os.cpu_count(),
        "wall_seconds": round(wall, 1),
        "peak_mb": round(max(used for _, used in samples) / 1e6),
        "site_mb": round(size / 1e6, 1),
        "site_files": files,
        "pages": run["pages"],
        "stages": stages,
    }


def markdown(result: dict) -> str:
    """The result as a table."""
    lines = ["| stage | wall s | peak MB |", "|---|---:|---:|"]
    lines += [f"| {s['name']} | {s['seconds']:.1f} | {s['peak_mb']} |" for s in result["stages"]]
    lines.append(f"| whole command | {result['wall_seconds']:.1f} | {result['peak_mb']} |")
    site = (
        f"site: {result['site_mb']} MB in {result['site_files']} files; {result['cores']} cores, {result['jobs']} jobs"
    )
    return "\n".join([*lines, "", site])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edition", nargs="?", default="demo")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="build below this folder and keep it (a second run measures reuse)")
    parser.add_argument("--limit", type=int, help="so many pages of each kind only")
    parser.add_argument("--small", action="store_true", help="the same as --limit 3")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        place, limit = (arguments.keep or Path(folder)).resolve(), arguments.limit or (3 if arguments.small else None)
        result = measure(arguments.edition, arguments.jobs, place, limit)
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(markdown(result))


if __name__ == "__main__":
    main()
