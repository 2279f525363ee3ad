"""A Dask worker is lost in the middle of a build: what happens, and that every notebook is the one of a local build.

    python benchmarks/lost_worker.py                      # 24 region pages of the demo edition
    python benchmarks/lost_worker.py --count 60 --after 20

Two workers on this machine (127.0.0.1) run the notebooks of some region pages. After so many pages one of them is
ended with SIGKILL, as when a machine goes down. Its pages go to the other worker. Then the same pages are run without
a cluster, and the notebooks are compared by sha256. Exit code 1 when a page is missing or differs.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from engine import edition_in, some_regions
from measuring import Goal, arguments, goal_table, machine, report, table

from regioboek.commands.page_choice import open_everything
from regioboek.execution.cluster.connecting import local_cluster
from regioboek.execution.cluster.handing_out import execute_on_cluster
from regioboek.execution.engine import fork
from regioboek.execution.page_spec import PageSpec
from regioboek.execution.plan import make_plan
from regioboek.execution.results import Event, PageFailure, PageRun, RunResult
from regioboek.execution.run import execute
from regioboek.layout import BuildDir, Project

WORKERS = 2


class Watcher:
    """Takes pages in, ends a worker after some of them, and remembers what happened when."""

    def __init__(self, workers: dict[str, int], after: int):
        self.workers = workers
        self.after = after
        self.began = time.monotonic()
        self.told: list[tuple[float, str]] = []
        self.done = 0
        self.lost = ""

    def tell(self, what: str) -> None:
        """Print it with the time since the start, and keep it."""
        at = time.monotonic() - self.began
        self.told.append((round(at, 1), what))
        print(f"{at:5.1f} s  {what}", flush=True)

    def hear(self, event: Event) -> None:
        """After so many pages, end the worker whose address comes last."""
        if not isinstance(event, PageRun | PageFailure):
            return
        self.done += 1
        if isinstance(event, PageFailure):
            self.tell(str(event))
        if self.done == 1:
            self.tell(f"first page: {event.name}")
        if self.done == self.after:
            self.lost = max(self.workers)
            os.kill(self.workers[self.lost], signal.SIGKILL)
            self.tell(f"{self.done} pages are in; worker {self.lost} is ended with SIGKILL")


def hashes(build: BuildDir, specs: Sequence[PageSpec]) -> dict[str, str | None]:
    """Page -> sha256 of its notebook, None when there is none."""
    paths = {spec.name: spec.notebook(build) for spec in specs}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None for name, path in paths.items()
    }


def on_workers(
    project: Project, build: BuildDir, specs: Sequence[PageSpec], after: int
) -> tuple[RunResult, Watcher, dict[str, int]]:
    """The plan on two workers, one of which is lost; the result, the story, and the workers there were at the end."""
    with local_cluster(WORKERS) as client:
        client.wait_for_workers(WORKERS, timeout=60)
        watcher = Watcher(dict(client.run(os.getpid)), after)
        watcher.tell(f"{WORKERS} workers: {', '.join(sorted(watcher.workers))}; {len(specs)} pages to run")
        plan = make_plan(specs, project, build, force=True)
        result = execute_on_cluster(plan, client_or_address=client, warm_up=open_everything, on_event=watcher.hear)
        watcher.tell(f"{len(result.succeeded)} of {len(specs)} pages are in")
        for worker, pages in sorted(result.workers.items()):
            new = "" if worker in watcher.workers else ", started by Dask in its place"
            watcher.tell(f"worker {worker}{' (lost)' if worker == watcher.lost else new}: {pages} pages")
        return result, watcher, dict(client.run(os.getpid))


def measure(edition_id: str, count: int, after: int, *, small: bool = False) -> dict[str, Any]:
    """The story, and both sets of hashes compared."""
    with tempfile.TemporaryDirectory(prefix="regioboek-bench-") as folder:
        project, _, build = edition_in(Path(folder), edition_id, small=small)
        specs = some_regions(build, count)
        local = apart(lambda: here(project, build, specs))  # Dask has threads, and a process with threads does not fork
        for spec in specs:
            spec.notebook(build).unlink()
            spec.key_file(build).unlink()
        result, watcher, _ = on_workers(project, build, specs, after)
        clustered = hashes(build, specs)
    equal = sum(clustered[name] == digest for name, digest in local.items() if digest)
    watcher.tell(f"notebooks equal to those of a build without cluster, by sha256: {equal} of {len(specs)}")
    return {
        "edition": edition_id,
        "pages": len(specs),
        **machine(),
        "workers": WORKERS,
        "lost_after_pages": after,
        "made": len(result.succeeded),
        "failed": len(result.failed),
        "equal": equal,
        "whole_digest": hashlib.sha256("".join(sorted(filter(None, clustered.values()))).encode()).hexdigest(),
        "story": [[at, what] for at, what in watcher.told],
    }


def here(project: Project, build: BuildDir, specs: Sequence[PageSpec]) -> dict[str, str | None]:
    """The same pages by a local build."""
    warm_up = partial(open_everything, build.root)
    result = execute(make_plan(specs, project, build, force=True), jobs=WORKERS, warm_up=warm_up)
    if not result.ok:
        raise SystemExit(f"not compared: {[str(failure) for failure in result.failed]}")
    return hashes(build, specs)


def apart(work: Callable[[], Any]) -> Any:
    """What `work` returns, in a process forked for it."""
    child = fork.start(lambda send: send(("made", work())))
    try:
        while True:
            for _, message in fork.wait([child], None):
                if isinstance(message, fork.Ended):
                    raise SystemExit(f"the local build {message}")
                return message[1]
    finally:
        child.reap()


def goals(result: dict[str, Any]) -> list[Goal]:
    """The edition comes out whole and identical."""
    pages = float(result["pages"])
    return [Goal("notebooks the same as a local build's, one worker lost", result["equal"], pages, at_least=True)]


def markdown(result: dict[str, Any]) -> str:
    """The tables of a result."""
    story = table(("what happened", "at s"), [(what, at) for at, what in result["story"]])
    return f"{story}\n\n{goal_table(goals(result))}"


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("edition", nargs="?", default="demo")
    parser.add_argument("--count", type=int, help="pages (default 24; small: 8)")
    parser.add_argument("--after", type=int, help="pages after which a worker is lost (default: a third)")
    given = parser.parse_args()
    count = given.count or (8 if given.small else 24)
    if fork.why_not_fork():
        sys.exit(f"not shown: {fork.why_not_fork()}")
    result = measure(given.edition, count, given.after or max(1, count // 3), small=given.small)
    report(result, f"\n{goal_table(goals(result))}", given.json, small=given.small)
    if result["equal"] != result["pages"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
