"""Make a few pages and a small book, and count what was done: `python tests/budget_probe.py FOLDER` prints JSON.

A process of its own, because it listens to everything Python does (`sys.addaudithook` cannot be undone) and because the
pages' processes must be forked from it.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from regioboek.commands.page_choice import open_everything, page_specs
from regioboek.execution import one_page, plan, run, workers
from regioboek.execution import templates as rendering
from regioboek.execution.plan import make_plan
from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.publishing.render import render
from regioboek.publishing.staging.stage import stage
from regioboek.report.data.edition_data import EditionData
from regioboek.tables.making import make_tables

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("regio/gm0014", "regio/gm0114", "regio/pv22", "indicator/werkloosheid", "thema/wonen")


class Log:
    """What happened in which process, in a file that forked children share."""

    def __init__(self, path: Path):
        self.path = path
        self.on = False
        self._descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def note(self, event: str, what: str = "") -> None:
        if self.on:
            os.write(self._descriptor, f"{os.getpid()}\t{event}\t{what}\n".encode())

    def rows(self) -> list[tuple[int, str, str]]:
        lines = self.path.read_text("utf-8").splitlines()
        return [(int(pid), event, what) for pid, event, what in (line.split("\t") for line in lines)]

    def count(self, holder: Any, name: str, event: str) -> None:
        """Note every call of a function."""
        function = getattr(holder, name)

        def counted(*given: Any, **named: Any) -> Any:
            self.note(event)
            return function(*given, **named)

        setattr(holder, name, counted)


def listen(log: Log) -> None:
    """Note forks, started programs, imports and opened files; and calls that cost much."""

    def hear(event: str, given: tuple[Any, ...]) -> None:
        if event in ("os.fork", "subprocess.Popen"):
            log.note(event)
        elif event == "import":
            log.note("import", str(given[0]))
        elif event == "open" and isinstance(given[0], str):
            writes = bool((given[2] or 0) & (os.O_WRONLY | os.O_RDWR))
            log.note("write" if writes else "read", given[0].replace("\n", " "))

    sys.addaudithook(hear)
    opened = EditionData.open.__func__

    def noted(cls: type, folder: Path) -> EditionData:
        log.note("edition opened")
        return opened(cls, folder)

    EditionData.open = classmethod(noted)  # type: ignore[assignment, method-assign]
    log.count(rendering, "load_template", "template parsed")
    log.count(one_page, "render_template", "template rendered")
    log.count(nbformat, "validate", "notebook held against the schema")
    log.count(nbformat.v4, "writes_json", "notebook to JSON")
    made: Callable[..., Any] = workers.make_page

    def page(job: one_page.Job, *given: Any, **named: Any) -> Any:
        log.note("page", job.name)
        _count_figures(log)
        return made(job, *given, **named)

    workers.make_page = page


def _count_figures(log: Log) -> None:
    from matplotlib.figure import Figure

    begin = Figure.__init__

    def noted(self: Figure, *given: Any, **named: Any) -> None:
        log.note("figure drawn")
        begin(self, *given, **named)

    Figure.__init__ = noted  # type: ignore[method-assign]


def main(folder: Path) -> dict[str, Any]:
    os.environ["REGIOBOEK_BUILD_DIR"] = str(folder / "_build")
    plan.library_digest = lambda *_: "the library"  # also while somebody edits it
    project = Project(ROOT, folder / "snapshots")
    edition = load_edition(project.params, "demo")
    build = project.build("demo")
    make_tables(project, edition)
    os.environ["REGIOBOEK_EDITION_DIR"] = str(build.root)
    log = Log(folder / "log.txt")
    listen(log)
    specs = [spec for spec in page_specs(build) if spec.name in PAGES]
    log.on = True
    result = run.execute(
        make_plan(specs, project, build), jobs=1, warm_up=partial(open_everything, build.root), engine="fork"
    )
    log.on = False
    assert result.ok, [str(failure) for failure in result.failed]
    rows = log.rows()
    page_of = {pid: what for pid, event, what in rows if event == "page"}
    in_pages: dict[str, Counter[str]] = {name: Counter() for name in PAGES}
    for pid, event, _ in rows:
        if pid in page_of:
            in_pages[page_of[pid]][event] += 1
    stage(project, edition, build)
    rendered = render(project, edition, build, jobs=2)
    before = {str(p): p.stat().st_mtime_ns for p in build.root.rglob("*") if p.is_file()}
    log.on, start = True, len(log.rows())
    again = run.execute(make_plan(specs, project, build), jobs=1, engine="fork")
    stage(project, edition, build)
    rendered_again = render(project, edition, build, jobs=2)
    log.on = False
    after = {str(p): p.stat().st_mtime_ns for p in build.root.rglob("*") if p.is_file()}
    site = build.html
    return {
        "forks": sum(event == "os.fork" for _, event, _ in rows),
        "programs started": sum(event == "subprocess.Popen" for _, event, _ in rows),
        "templates parsed": sum(event == "template parsed" for _, event, _ in rows),
        "templates read": sum(
            event == "read" and Path(what).parent == project.templates.own for _, event, what in rows
        ),
        "editions opened": sum(event == "edition opened" for _, event, _ in rows),
        "in pages": {name: dict(counted) for name, counted in in_pages.items()},
        "imported by pages": sorted({what for pid, event, what in rows if pid in page_of and event == "import"}),
        "read by pages": sorted({what for pid, event, what in rows if pid in page_of and event == "read"}),
        "written by pages": {
            name: sorted(what for pid, event, what in rows if page_of.get(pid) == name and event == "write")
            for name in PAGES
        },
        "files beside notebooks": sorted(
            p.relative_to(build.root / "notebooks").as_posix() for p in (build.root / "notebooks").rglob("*.*")
        ),
        "bytes": {
            name: {
                suffix: (place / f"{name}.{suffix}").stat().st_size
                for suffix in ("html", "zip", "csv", "ipynb")
                for place in (build.root / "notebooks" if suffix == "ipynb" else site,)
                if (place / f"{name}.{suffix}").is_file()
            }
            for name in PAGES
        },
        "site files": sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()),
        "site pages": rendered.pages,
        "again": {
            "ran": len(again.succeeded),
            "rendered": rendered_again.written,
            "forks": sum(event == "os.fork" for _, event, _ in log.rows()[start:]),
            "programs started": sum(event == "subprocess.Popen" for _, event, _ in log.rows()[start:]),
            "files touched": sorted(
                Path(p).relative_to(build.root).as_posix() for p in {*before, *after} if before.get(p) != after.get(p)
            ),
        },
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]).resolve())))
