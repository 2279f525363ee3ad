"""Fetching the sources of an edition: the only thing in regioboek that brings figures over a network.

Rules
* Source by source, each all or nothing: it is gathered beside the snapshot and locked in one step after every check
  has passed. What is locked stays usable whatever happens to the others; the next run does what is left to do.
* A locked source is never touched without `update`: not when the params changed, not when a file was altered. It is
  said what is wrong with it.
* Measures of a table that moved are taken where they are now only when that is agreed to, and what was agreed to is
  locked: it is not asked again.
* With `update` everything asked for is fetched beside, compared with what is locked, shown, and replaced only when
  that is agreed to. What did not change in any byte is left as it is, with the moment it was retrieved.
* A host that cannot be reached is not asked again, and when none can be, none is (`reach.py`).
* Invented sources are made again whenever what they are made from has changed.
* One fetch of an edition at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from regioboek.errors import InputError, Problem, UnreachableError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.source import Source
from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.base import CELLS_KEY, CELLS_NAME, FetchJob, NotAgreedError, Progress
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.snapshot.fetch_plan import known_or_refuse, lock_of, next_step
from regioboek.sources.snapshot.gather import base_of, gather
from regioboek.sources.snapshot.lock import Lock, LockedSource
from regioboek.sources.snapshot.opening import file_problems
from regioboek.sources.snapshot.placing import one_at_a_time, part_folder, place_files, sweep, write_lock
from regioboek.sources.snapshot.reach import Reach
from regioboek.sources.snapshot.update import Changes, compare

if TYPE_CHECKING:
    from regioboek.sources.network.client import Client
    from regioboek.sources.statline.finding import Moved

#: What became of a source.
Outcome = Literal["fetched", "kept", "unchanged", "updated", "declined", "removed", "failed", "skipped"]


@dataclass(frozen=True)
class SourceReport:
    """What became of one source."""

    id: str
    kind: str
    outcome: Outcome
    entry: LockedSource | None = None  # what is locked now, or was fetched and declined
    changes: Changes | None = None
    problems: tuple[Problem, ...] = ()
    title: str = ""  # of the problems
    as_locked: bool = False  # the problems are about what is locked: nothing was asked for

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        told: dict[str, Any] = {"source": self.id, "kind": self.kind, "outcome": self.outcome}
        if self.entry is not None:
            told |= {"rows": self.entry.rows, "bytes": self.entry.size, "pages": self.entry.pages}
            told |= {"retrieved_at": self.entry.retrieved_at, "modified": self.entry.modified}
        if self.changes is not None:
            told["changes"] = self.changes.as_json()
        if self.problems:
            told["problems"] = [str(p) for p in self.problems]
        return told


@dataclass(frozen=True)
class FetchReport:
    """What became of every source that was asked for."""

    edition: str
    sources: tuple[SourceReport, ...]
    away: tuple[str, ...] = ()  # hosts that could not be reached
    offline: bool = False  # none could be

    @property
    def failed(self) -> list[SourceReport]:
        """The sources that could not be had, or are not what the params or the lock say."""
        return [s for s in self.sources if s.outcome == "failed"]

    @property
    def waiting(self) -> bool:
        """Whether there are changes that nobody agreed to."""
        return any(s.outcome == "declined" for s in self.sources)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        told = {"edition": self.edition, "sources": [s.as_json() for s in self.sources]}
        return told | ({"unreachable": list(self.away)} if self.away else {})


@dataclass
class Asking:
    """How a fetch talks to whoever started it."""

    client: Client | None = None
    confirm: Callable[[Sequence[Changes]], bool] = lambda _: False
    agree: Callable[[Sequence[Moved]], bool] = lambda _: False  # to measures that moved, of one source
    progress: Callable[[Progress], None] = lambda _: None
    started: Callable[[Source], None] = lambda _: None
    done: Callable[[SourceReport], None] = lambda _: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    #: told the name of every step that is about to change the disk: tests end the process there
    step: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True)
class _Pending:
    """A fetched state of a locked source, waiting to be agreed to."""

    entry: LockedSource
    part: Path
    changes: Changes


def fetch_edition(
    project: Project, edition: Edition, asking: Asking, *, only: Sequence[str] = (), update: bool = False
) -> FetchReport:
    """Fetch the sources of `edition` (those in `only`; none named: all) into its snapshot.

    A source that fails does not keep the others from being fetched; the report has its problems. Raises SnapshotError
    when the lock cannot be used, RegioboekError when another fetch is running or `only` names a source that is not
    there; then nothing was changed.
    """
    known_or_refuse(edition, only)
    with one_at_a_time(project.snapshot(edition.id)):
        return _Fetch(project, edition, asking).run(only, update)


class _Fetch:
    """One run over the sources, with the lock as it is now."""

    def __init__(self, project: Project, edition: Edition, asking: Asking):
        self.project = project
        self.edition = edition
        self.asking = asking
        self.folder = project.snapshot(edition.id)
        self.lock = self.before = lock_of(project, edition)

    def run(self, only: Sequence[str], update: bool) -> FetchReport:
        """Every source in the order of the params, then what waits to be agreed to."""
        sweep(self.folder, self.lock)
        self.reach = Reach(self.asking.client, [s for s in self.edition.params.sources if not only or s.id in only])
        reports: dict[str, SourceReport] = {}
        pending: list[_Pending] = []

        def tell(report: SourceReport) -> None:
            reports[report.id] = report
            self.asking.done(report)

        try:
            for source in self.edition.params.sources:
                if only and source.id not in only:
                    continue
                result = self._source(source, update)
                if isinstance(result, _Pending):
                    pending.append(result)
                else:
                    tell(result)
            if pending:
                agreed = self.asking.confirm([p.changes for p in pending])
                for waiting in pending:
                    tell(self._settle(waiting, agreed))
            for report in self._strangers(update and not only):
                tell(report)
        finally:
            self.asking.step("sweep")
            sweep(self.folder, self.lock, self.before)
        order = [s.id for s in self.edition.params.sources]
        ids = [i for i in order if i in reports] + [i for i in reports if i not in order]
        return FetchReport(self.edition.id, tuple(reports[i] for i in ids), tuple(self.reach.away), self.reach.offline)

    def _source(self, source: Source, update: bool) -> SourceReport | _Pending:
        entry = self.lock.source(source.id)
        made = source.kind == "demo"
        step, wrong = next_step(self.project, self.edition, source, entry, update=update)
        skipped = step != "refuse" and self.reach.skips(source)
        if step == "keep" or skipped:
            return SourceReport(source.id, source.kind, "skipped" if step != "keep" else "kept", entry)
        if step == "refuse":
            title = f"source {source.id} is locked, and not what it should be: without --update it is not touched"
            return SourceReport(source.id, source.kind, "failed", entry, None, tuple(wrong), title, as_locked=True)
        self.asking.started(source)
        self.asking.step(f"fetch {source.id}")
        part = part_folder(self.folder, source.id)
        asking, same = self.asking, entry if entry is not None and entry.kind == source.kind else None
        try:
            base = base_of(self.project, self.edition) if source.files and not made else None
            job = FetchJob(
                source,
                self.edition,
                self.project,
                part,
                base,
                asking.client,
                asking.progress,
                asking.agree,
                agreed=same.moved if same else {},
                locked=same.kept(self.folder) if same else None,
            )
            fetched = gather(job, strict=True, now=asking.now)
        except InputError as error:
            shutil.rmtree(part, ignore_errors=True)
            if isinstance(error, UnreachableError):
                self.reach.lost(error)
            problems = tuple(_of_source(p, source.id) for p in error.problems)
            outcome: Outcome = "declined" if isinstance(error, NotAgreedError) else "failed"
            return SourceReport(source.id, source.kind, outcome, entry, None, problems, error.title)
        self.reach.answered(source)
        if entry is None or made:
            return SourceReport(source.id, source.kind, "fetched", self._place(part, fetched))
        changes = self._changes(source, entry, fetched, part)
        damaged = {p.file: (p.found, p.expected.partition(":")[0]) for p in file_problems(self.folder, entry)}
        changes = replace(changes, told=changes.told | damaged)
        if not changes.any:
            shutil.rmtree(part, ignore_errors=True)
            return SourceReport(source.id, source.kind, "unchanged", entry)
        return _Pending(fetched, part, changes)

    def _changes(self, source: Source, before: LockedSource, after: LockedSource, part: Path) -> Changes:
        new = pd.read_parquet(part / CELLS_NAME) if any(f.key == CELLS_KEY for f in after.files) else None
        old = self._old_cells(source, before)
        return compare(old, new, before, after)

    def _old_cells(self, source: Source, before: LockedSource) -> pd.DataFrame | None:
        """What is frozen; read anew when it was never written, nothing when it is damaged."""
        locked, followed = before.kept(self.folder), source.following(before.moved)
        try:
            cells = locked.cells()
            if cells is not None and isinstance(followed, StatlineSource):
                return cells.assign(series=cells["series"].replace(followed.statline.formerly))
            if cells is not None or before.kind != source.kind:
                return cells
            return kind_of(before.kind).cells(followed, locked.folder, dict(locked.files))
        except (InputError, OSError, KeyError, ValueError):
            return None

    def _settle(self, waiting: _Pending, agreed: bool) -> SourceReport:
        entry = waiting.entry
        if agreed:
            entry = self._place(waiting.part, entry)
        outcome: Outcome = "updated" if agreed else "declined"
        return SourceReport(entry.id, entry.kind, outcome, entry, waiting.changes)

    def _place(self, part: Path, entry: LockedSource) -> LockedSource:
        self.asking.step(f"place {entry.id}")
        entry = place_files(self.folder, part, entry)
        self._write({s.id: s for s in self.lock.sources} | {entry.id: entry}, entry.id)
        return entry

    def _write(self, entries: dict[str, LockedSource], id: str) -> None:
        order = [s.id for s in self.edition.params.sources]
        order += sorted(set(entries) - set(order))  # what the params do not have comes last
        lock = Lock(edition=self.edition.id, sources=tuple(entries[i] for i in order if i in entries))
        self.asking.step(f"lock {id}")
        write_lock(self.folder, lock)
        self.lock = lock
        self.asking.step(f"locked {id}")

    def _strangers(self, update: bool) -> list[SourceReport]:
        """Locked sources that the params do not have any more: an update of everything leaves them out."""
        known = {s.id for s in self.edition.params.sources}
        strangers = [s for s in self.lock.sources if s.id not in known]
        if update:
            for stranger in strangers:
                self._write({s.id: s for s in self.lock.sources if s.id != stranger.id}, stranger.id)
        return [SourceReport(s.id, s.kind, "removed", s) for s in strangers if update]


def _of_source(problem: Problem, id: str) -> Problem:
    """The problem with the source it is of: addresses and pages do not say it."""
    if id in problem.place.replace(",", " ").split() or problem.file.partition("/")[0] == id:
        return problem
    return replace(problem, place=", ".join(filter(None, [f"source {id}", problem.place])))
