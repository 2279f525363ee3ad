"""`regioboek fetch`: say what a fetch is doing, what an update would change, and what became of every source.

Exit codes: 0 all is as asked; 1 a source failed (the others are done, the old snapshot of it is untouched);
3 changes were found and nobody agreed to them: nothing of them was written.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.filesize import decimal
from rich.markup import escape

from regioboek.commands.consent import agree_to_changes, agree_to_moves
from regioboek.commands.fetch_changes import show_changes, spaced
from regioboek.commands.proposal import proposal
from regioboek.errors import InputError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.params.regions import region_names
from regioboek.params.source import Source
from regioboek.sources.kinds.base import Progress
from regioboek.sources.problems import some
from regioboek.sources.snapshot.fetch_plan import PlannedSource, plan_fetch
from regioboek.sources.snapshot.fetching import Asking, FetchReport, SourceReport, fetch_edition
from regioboek.sources.statline.finding import Moved

#: Exit code when changes wait for someone to agree to them.
WAITING = 3

#: What became of a source, as its own line says it and as the last line counts it.
_WORDS = {
    "fetched": ("fetched", "fetched"),
    "kept": ("locked, not touched", "locked already"),
    "unchanged": ("unchanged, not touched", "unchanged"),
    "updated": ("updated", "updated"),
    "declined": ("changed, not written", "changed but not written"),
    "removed": ("left out: the params do not have it", "left out"),
    "failed": ("FAILED", "failed"),
    "skipped": ("not asked", "not asked"),
}
_STEPS = {
    "fetch": "would be fetched",
    "keep": "is locked, would not be touched",
    "compare": "would be fetched and compared with what is locked",
    "make": "would be invented",
    "refuse": "is locked, and is not what it should be",
}


@dataclass(frozen=True)
class FetchOptions:
    """What was asked for on the command line."""

    only: tuple[str, ...] = ()
    update: bool = False
    dry_run: bool = False
    yes: bool = False
    json: Path | None = None
    report: Path | None = None


def fetch_command(project: Project, edition_id: str, options: FetchOptions, out: Console, err: Console) -> int:
    """Fetch, or say what would be fetched; returns the exit code.

    Raises RegioboekError when nothing could be begun, OSError when the disk is full or may not be written; what such an
    error means for the snapshot is in a note of it.
    """
    try:
        return _run(project, edition_id, options, out, err)
    except InputError as error:
        error.add_note("nothing was fetched; the old snapshot is untouched")
        raise
    except OSError as error:
        again = f"then run the same regioboek fetch {edition_id} again"
        error.add_note(f"of every source the old snapshot is untouched, or the new one is locked whole; {again}")
        raise


def _run(project: Project, edition_id: str, options: FetchOptions, out: Console, err: Console) -> int:
    edition = load_edition(project.params, edition_id)
    if options.json is not None and str(options.json) == "-":
        out = err  # stdout is for the machine
    if options.dry_run:
        planned = plan_fetch(project, edition, only=options.only, update=options.update)
        _show_plan(planned, out)
        write_json(options.json, {"edition": edition.id, "plan": [p.as_json() for p in planned]})
        return 1 if any(p.step == "refuse" for p in planned) else 0
    report = _fetch(project, edition, options, out, err)
    write_json(options.json, report.as_json())
    if options.report is not None:
        names = region_names(project.params, edition.params.division_year)
        options.report.write_text(proposal(edition, report, names), encoding="utf-8")
    for failed in report.failed:
        err.print(f"[bold red]error[/bold red] {escape(failed.title)}")
        for problem in failed.problems:
            err.print(f"  - {problem}", markup=False)
    if report.away:
        who = "no host can be reached" if report.offline else "not to be reached"
        err.print(f"{who}: {', '.join(report.away)}{_not_asked(report)}", markup=False)
    _show_end(report, edition, out)
    if report.failed:
        return 1
    return WAITING if report.waiting else 0


def _fetch(project: Project, edition: Edition, options: FetchOptions, out: Console, err: Console) -> FetchReport:
    from regioboek.sources.network.client import Client  # noqa: PLC0415  (only a fetch needs a network)

    asked = any(s.asks_network for s in edition.params.sources if not options.only or s.id in options.only)
    client = Client(log=lambda line: err.print(line, markup=False)) if asked else None
    with closing(_Shown(out)) as shown:

        def confirm(changes: Sequence[Any]) -> bool:
            shown.close()
            show_changes(changes, out)
            return agree_to_changes(options.yes, out)

        def agree(moves: Sequence[Moved]) -> bool:
            shown.close()
            return agree_to_moves(moves, options.yes, out)

        asking = Asking(client, confirm, agree, shown.progress, shown.started, shown.done)
        return fetch_edition(project, edition, asking, only=options.only, update=options.update)


def _not_asked(report: FetchReport) -> str:
    skipped = [s.id for s in report.sources if s.outcome == "skipped"]
    return f"; not asked after that: {some(skipped)}" if skipped else ""


class _Shown:
    """Progress: a line that moves on a terminal, one line per source when it is done elsewhere."""

    def __init__(self, out: Console):
        self.out = out
        self.status = out.status("") if out.is_terminal else None
        self.title = ""
        self.expected: int | None = None

    def close(self) -> None:
        """Take the moving line away."""
        if self.status is not None:
            self.status.stop()

    def started(self, source: Source) -> None:
        """A source is asked for."""
        self.title, self.expected = f"{source.id} ({source.kind})", None
        if self.status is not None:
            self.status.update(escape(self.title))
            self.status.start()

    def progress(self, progress: Progress) -> None:
        """More of it has come; how much there is at most is told as soon as it is known."""
        if progress.expected is not None and self.expected is None:
            self.expected = progress.expected
            self.out.print(f"{self.title}: at most {spaced(progress.expected)} rows", markup=False)
        if self.status is not None:
            told = amounts(progress.rows, progress.bytes, progress.pages)
            if self.expected:
                told += f", {min(progress.rows / self.expected, 1):.0%} of what there may be"
            file = f" · {progress.file}" if progress.file else ""
            self.status.update(escape(f"{self.title}: {told}{file}"))

    def done(self, report: SourceReport) -> None:
        """What became of it; what was not asked is told at the end, in one line."""
        self.close()
        if report.outcome == "skipped":
            return
        entry = report.entry
        told = f": {amounts(entry.rows, entry.size, entry.pages)}" if entry is not None else ""
        style = {"failed": "bold red", "declined": "yellow"}.get(report.outcome)
        line = f"{report.id} ({report.kind}) {_WORDS[report.outcome][0]}{'' if report.outcome == 'failed' else told}"
        self.out.print(line, markup=False, style=style)


def amounts(rows: int | None, size: int, pages: int | None) -> str:
    """`12 345 rows, 1.2 MB, 3 pages`: what is known of them."""
    told = [f"{spaced(rows)} row{'' if rows == 1 else 's'}"] if rows else []
    told += [decimal(size)]
    told += [f"{pages} page{'' if pages == 1 else 's'}"] if pages else []
    return ", ".join(told)


def _show_plan(planned: Sequence[PlannedSource], out: Console) -> None:
    for source in planned:
        out.print(f"{source.id} ({source.kind}) {_STEPS[source.step]}", markup=False)
        for origin in source.origin:
            out.print(f"    from {origin}", markup=False)
        for problem in source.problems:
            out.print(f"    - {problem}", markup=False)
    out.print("dry run: nobody was asked anything and nothing was written")


def _show_end(report: FetchReport, edition: Edition, out: Console) -> None:
    counts = {word: sum(s.outcome == word for s in report.sources) for word in _WORDS}
    told = ", ".join(f"{n} {_WORDS[word][1]}" for word, n in counts.items() if n)
    out.print(f"snapshot of edition {edition.id}: {told}", markup=False)
    if counts["kept"] == len(report.sources):
        out.print("nothing was fetched: --update compares what is locked with what there is now", markup=False)
    for line in what_next(report):
        out.print(line, markup=False)
    if report.offline:
        out.print("without a network: regioboek build demo")


def what_next(report: FetchReport) -> list[str]:
    """After a source failed: what there is of it now, and what to do."""
    again = f"regioboek fetch {report.edition}"
    not_had = [s for s in report.sources if s.outcome in ("failed", "skipped")]
    untouched = [s.id for s in not_had if s.entry is not None and not s.as_locked]
    lacking = [s.id for s in not_had if s.entry is None]
    wrong = [s.id for s in report.failed if s.as_locked]
    lines = []
    if untouched:
        lines.append(f"the old snapshot of {', '.join(untouched)} is untouched")
    if lacking:
        lines.append(f"nothing of {some(lacking, 12)} is locked yet: a build needs it")
    if untouched or lacking:
        lines.append(f"next: mend what is said above, or wait, then run {again}{' --update' * bool(untouched)} again")
    if wrong:
        only = "".join(f" --only {id}" for id in wrong)
        lines.append(f"next: mend the params, or run {again} --update{only} to replace what is locked")
    return lines


def write_json(path: Path | None, told: dict[str, Any]) -> None:
    """Write plain data to a file, or to stdout for `-`; nothing without a path."""
    if path is None:
        return
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    if str(path) == "-":
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
