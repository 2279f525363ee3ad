"""What runs inside a Dask worker: the plugin that has what all pages of a run share, and the task of one page.

The plugin stays with the scheduler while the run lasts, so that workers that come later, or come back, get it too.
Nothing is prepared before a worker's first page: then it compares environments, finds or unpacks the tables, and
starts its warm process (one per thread).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker
from nbformat import NotebookNode

from regioboek.errors import ClusterError
from regioboek.execution.cluster.environment import Environment, this_environment
from regioboek.execution.cluster.shipped import Manifest, Store, holds
from regioboek.execution.cluster.warm import Setting, WarmProcess, WarmProcessLost
from regioboek.execution.one_page import Job
from regioboek.execution.plan import PlannedPage
from regioboek.execution.results import PageFailure, PageRun
from regioboek.layout import BuildDir


@dataclass(frozen=True)
class Work:
    """What all pages of a run share.

    `edition`: the client's folder of tables, read in place where it is `shared` and holds the same as `tables` says.
    `templates`: kind -> template. `warm_up`: pickled function of the edition's folder. `timeout`: seconds per cell.
    `memory_limit`: bytes per page.
    """

    run: str
    environment: Environment
    edition: Path
    shared: bool
    tables: Manifest
    templates: Mapping[str, NotebookNode]
    warm_up: bytes | None
    engine: str
    timeout: float | None
    memory_limit: int | None

    @property
    def name(self) -> str:
        """Of the plugin that has it."""
        return f"regioboek-{self.run}"


@dataclass(frozen=True)
class Made:
    """What became of a page; `notebook` is empty when it failed, `digest` the sha256 it had where it was made."""

    worker: str
    engine: str
    engine_reason: str
    outcome: PageRun | PageFailure
    notebook: bytes = b""
    digest: str = ""


@dataclass(frozen=True)
class Refused:
    """The worker cannot make any page, and a run must not go on with it: its environment differs, or another reason."""

    worker: str
    differences: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Unprepared:
    """The worker lacks the tables, or the plugin; the page is to be asked for again."""

    worker: str
    lacks_tables: bool


Answer = Made | Refused | Unprepared


@dataclass(frozen=True)
class Seen:
    """What a worker says of itself before a run."""

    environment: Environment
    missing: frozenset[str]  # digests of tables it cannot read and does not have


async def look(edition: Path, tables: Manifest, shared: bool, dask_worker: Any = None) -> Seen:
    """What this worker is, and which tables it lacks; Dask fills in `dask_worker`."""
    missing = Store(_home(dask_worker)).missing(tables)
    if missing and shared and await asyncio.to_thread(holds, edition, tables):
        missing = set()
    return Seen(await asyncio.to_thread(this_environment), frozenset(missing))


def make_on_worker(planned: PlannedPage, plugin: str) -> Answer:
    """The task of one page. Raises WarmProcessLost, so that Dask tries again, when the process that ran it died."""
    worker = get_worker()
    pages = worker.plugins.get(plugin)
    if not isinstance(pages, Pages):
        return Unprepared(worker.address, lacks_tables=False)
    return pages.make(planned)


class Tables(WorkerPlugin):
    """Brings tables to workers that do not have them."""

    def __init__(self, name: str, contents: Mapping[str, bytes]):
        self.name = name
        self._contents = contents  # sha256 -> bytes

    async def setup(self, worker: Worker) -> None:
        """Check what arrived and keep it."""
        store = Store(_home(worker))
        contents, self._contents = self._contents, {}
        for digest, content in contents.items():
            await asyncio.to_thread(store.put, digest, content)


class Pages(WorkerPlugin):
    """Makes the pages of one run on one worker."""

    def __init__(self, work: Work):
        self.name = work.name
        self._work = work

    def setup(self, worker: Worker) -> None:
        """Nothing is started before the first page."""
        self._worker = worker.address
        self._store = Store(_home(worker))
        self._results = BuildDir(_home(worker) / "results" / self._work.run)
        self._lock = threading.Lock()
        self._refusal: tuple[str, ...] = ()
        self._edition: Path | None = None
        self._processes: list[WarmProcess] = []
        self._idle: list[WarmProcess] = []
        self._closed = False

    async def teardown(self, worker: Worker) -> None:
        """End the warm processes, and with them what is running."""
        with self._lock:
            self._closed = True
            processes, self._processes = self._processes, []
        await asyncio.gather(*(asyncio.to_thread(process.close) for process in processes))
        shutil.rmtree(self._results.root, ignore_errors=True)

    def make(self, planned: PlannedPage) -> Answer:
        """Make one page; called by the worker's threads."""
        with self._lock:
            edition = self._prepared()
        if self._refusal:
            return Refused(self._worker, self._refusal)
        if edition is None:
            return Unprepared(self._worker, lacks_tables=True)
        kind = planned.page.kind
        folder = BuildDir(edition).notebooks(kind)
        folder.mkdir(parents=True, exist_ok=True)
        job = Job(planned, self._work.templates[kind], self._results, self._work.timeout, folder)
        process = self._take()
        try:
            if not process.engine:
                process.warm_up(self._setting(edition))
            outcome = process.make(job)
        except ClusterError as error:
            self._forget(process)
            return Refused(self._worker, reason=str(error))
        except WarmProcessLost as error:
            self._forget(process)
            raise WarmProcessLost(f"on worker {self._worker} {error}") from None
        with self._lock:
            self._idle.append(process)
        return self._answer(process, job, outcome)

    def _prepared(self) -> Path | None:
        """The folder of the edition, None when it must be sent first; notes why this worker is refused."""
        if self._edition is None and not self._refusal:
            work = self._work
            self._refusal = tuple(work.environment.differences(this_environment()))
            if not self._refusal:
                seen = work.shared and holds(work.edition, work.tables)
                self._edition = work.edition if seen else self._store.edition(work.tables)
        return self._edition

    def _take(self) -> WarmProcess:
        """A warm process nobody uses; a new one, still cold, when there is none: one per thread at most."""
        with self._lock:
            if self._closed:
                raise WarmProcessLost("the run is over")
            while self._idle:
                process = self._idle.pop()
                if process.is_alive():
                    return process
                self._processes.remove(process)
            self._processes.append(WarmProcess())
            return self._processes[-1]

    def _setting(self, edition: Path) -> Setting:
        work = self._work
        return Setting(tuple(sys.path), edition, work.warm_up, work.engine, work.memory_limit)

    def _forget(self, process: WarmProcess) -> None:
        with self._lock:
            if process in self._processes:
                self._processes.remove(process)
        process.close()

    def _answer(self, process: WarmProcess, job: Job, outcome: PageRun | PageFailure) -> Made:
        made = (self._worker, process.engine, process.engine_reason, outcome)
        if isinstance(outcome, PageFailure):
            return Made(*made)
        page = job.planned.page
        notebook, key = page.notebook(job.build), page.key_file(job.build)
        content, digest = notebook.read_bytes(), json.loads(key.read_bytes())["notebook"]
        notebook.unlink()
        key.unlink()
        return Made(*made, content, digest)


def is_whole(made: Made) -> bool:
    """Whether the notebook arrived as it was made."""
    return hashlib.sha256(made.notebook).hexdigest() == made.digest


def _home(worker: Any) -> Path:
    """The folder of a worker's own; Dask removes it with the worker."""
    return Path(worker.local_directory) / "regioboek"
