"""From the staged book to the site: Jupyter Book's own assembly, with nothing half done to be seen.

* Sphinx works in a folder beside the site; on success that folder takes the site's place in one move, on failure the
  site stays as it was. Warnings are errors; all of them are in one report.
* Incremental and correct: pages are known by what is in them (:mod:`builder`). When something changes that reaches
  every page (the code that renders, page templates, the charts' stylesheet, the settings, the libraries, the edition's
  own facts), everything is made anew. When nothing at all changed, nothing runs (:mod:`made_of`).
* Same input, same bytes: no dates, no paths, no counters; sets are ordered alike in every run (PYTHONHASHSEED).
* Beside each notebook page lie its notebook and its figures (:mod:`downloads`).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from regioboek.errors import BookError, Problem
from regioboek.layout import BuildDir, Project
from regioboek.memory import digest_of, forget, once, recall, remember
from regioboek.params.edition import Edition
from regioboek.publishing.made_of import DOWNLOADS, EVERY_PAGE, made_of
from regioboek.publishing.staging.mirror import link_or_copy, remove_others
from regioboek.words.labels import section

#: Called with the phase ("read" or "write"), pages done and pages in all.
Progress = Callable[[str, int, int], None]

#: Bytes: with less room than this on the disk, that is why a build failed.
FULL = 5_000_000

_WARNING = re.compile(r"^(?:(?P<file>[^\n]*?)(?::(?P<line>\d+))?: )?(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)$")


@dataclass(frozen=True)
class RenderResult:
    """The outcome of a render: pages in the site, pages written now, why, and the size of the site in bytes.

    `made_from`: one hash of everything the site is made of; `differs`: what of that is other than the last time.
    """

    pages: int
    written: int
    reason: str
    size: int
    made_from: str
    differs: tuple[str, ...] = ()


def render(
    project: Project,
    edition: Edition,
    build: BuildDir,
    *,
    jobs: int,
    progress: Progress | None = None,
    keep_open: tuple[int, ...] = (),
) -> RenderResult:
    """Render `build.book` to `build.html` with `jobs` processes; these inherit the descriptors of `keep_open`.

    Raises BookError with every warning of Sphinx; the site is then as it was before.
    """
    work, new = build.root / ".render", build.root / ".html-new"
    _settle(build.html)
    inputs = made_of(build)
    before = recall(build, "site") if build.html.is_dir() else None
    differs = before.differs(inputs) if before else ()
    if before and not differs:
        return RenderResult(before.result["pages"], 0, "nothing changed", _size(build.html), digest_of(inputs))
    from regioboek.publishing.downloads.csv_tables import write_downloads  # noqa: PLC0415  (brings pandas)

    shutil.rmtree(new, ignore_errors=True)
    same_kind = before is not None and not any(name.startswith(EVERY_PAGE) for name in differs)
    if same_kind:
        shutil.copytree(build.html, new, copy_function=link_or_copy)  # whatever is written goes into new files
    # documents that were read stay, also those of a build that failed, for as long as they are read the same way
    shared = {name: hash_ for name, hash_ in inputs.items() if name.startswith(EVERY_PAGE)}
    once(build, "read", shared, lambda: _emptied(work), holds=lambda _: work.is_dir())
    try:
        record = _run_sphinx(build.book, new, work, jobs, progress, update=same_kind, keep_open=keep_open)
        same_figures = before is not None and not any(name.startswith(DOWNLOADS) for name in differs)
        write_downloads(edition, build, new, reuse=same_figures, jobs=jobs)
        _tidy(new, record)
        forget(build, "site")  # killed from here on: nothing is known of the site
        _put_in_place(new, build.html)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    (work / "record-new.json").replace(work / "record.json")
    remember(build, "site", inputs, {"pages": len(record["pages"])})
    reason = (
        "sources changed" if same_kind else "first build" if before is None else "theme, settings or libraries changed"
    )
    counts = len(record["pages"]), len(record["written"])
    return RenderResult(*counts, reason, _size(build.html), digest_of(inputs), differs)


# -- the run ---------------------------------------------------------------------------------------------------------


def _emptied(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _run_sphinx(
    book: Path,
    html: Path,
    work: Path,
    jobs: int,
    progress: Progress | None,
    *,
    update: bool,
    keep_open: tuple[int, ...],
) -> dict[str, list[str]]:
    """`update`: `html` holds the site as it was, so that only pages whose key changed are written."""
    spec = {
        "book": str(book),
        "html": str(html),
        "doctrees": str(work / "doctrees"),
        "outputs": str(work / "outputs"),
        "record_in": str(work / "record.json") if update else "",
        "record_out": str(work / "record-new.json"),
        "jobs": max(1, jobs),
        "parent": os.getpid(),
    }
    spec_file, log = work / "spec.json", work / "sphinx.log"
    spec_file.write_text(json.dumps(spec), "utf-8")
    command = [sys.executable, "-m", "regioboek.publishing.sphinx.sphinx_run", str(spec_file)]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            text=True,
            encoding="utf-8",
            pass_fds=keep_open,
            start_new_session=os.name != "nt",
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                if progress and line.startswith('["'):
                    progress(*json.loads(line))
            code = process.wait()
        except BaseException:
            _end(process)
            raise
    if code:
        problems = warnings(log.read_text("utf-8", errors="replace"), book)
        free = shutil.disk_usage(work).free
        if free < FULL:
            room = Problem("disk", "", f"{free / 1e6:.1f} MB free", "room for the site: make room, then build again")
            problems.insert(0, room)
        raise BookError("the book was not rendered; the site is as it was", problems)
    record: dict[str, list[str]] = json.loads((work / "record-new.json").read_text("utf-8"))
    return record


def _end(process: subprocess.Popen[str]) -> None:
    """End Sphinx and the processes it shares its work with: they lead a session of their own."""
    if os.name == "nt":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def warnings(log: str, book: Path) -> list[Problem]:
    """Sphinx's warnings as problems, each once, with paths relative to the book; a crash as one problem."""
    problems: list[Problem] = []
    for line in log.replace(f"{book}{os.sep}", "").splitlines():
        match = _WARNING.match(line)
        if match:
            place = f"line {match['line']}" if match["line"] else ""
            problems.append(Problem(match["file"] or "book", place, match["text"], "no warning"))
    if not problems:
        tail = " / ".join(log.strip().splitlines()[-6:]) or "nothing"
        problems.append(Problem("sphinx", "", tail, "a finished build"))
    return list(dict.fromkeys(problems))


# -- the site --------------------------------------------------------------------------------------------------------


def _tidy(html: Path, record: dict[str, list[str]]) -> None:
    """Remove what no page of this build uses, and tell hosts not to process the site."""
    pages: dict[str, dict[str, list[str]]] = record["pages"]  # type: ignore[assignment]
    keep = {html / f"{name}.html" for name in (*pages, *record["own"])}
    keep |= {html / "_images" / image for entry in pages.values() for image in entry["images"]}
    keep |= {html / f"{name}.{suffix}" for name in pages for suffix in section("pages.download")}
    keep |= {p for p in (html / "_static").rglob("*") if p.is_file() and not p.name.startswith("mystnb.")}
    remove_others(html, keep)
    (html / ".nojekyll").write_bytes(b"")


def _put_in_place(new: Path, html: Path) -> None:
    old = html.with_name(f".{html.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if html.exists():
        html.rename(old)
    new.rename(html)
    shutil.rmtree(old, ignore_errors=True)


def _settle(html: Path) -> None:
    """Give the old site its place back when a build was killed after taking it away and before putting in the new."""
    old = html.with_name(f".{html.name}-old")
    if old.is_dir() and not html.exists():
        old.rename(html)


def _size(html: Path) -> int:
    """Bytes of the site."""
    return sum(p.stat().st_size for p in html.rglob("*") if p.is_file())
