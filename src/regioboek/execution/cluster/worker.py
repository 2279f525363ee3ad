"""What runs inside a Dask worker: the plugin that has what all pages of a run share, and the task of one page.

The plugins stay with the scheduler while the run lasts, so that workers that come later, or come back, get them too.
Nothing is prepared before a worker's first page: then it compares environments, finds the tables, and starts its warm
process (one per thread).
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker
from nbformat import NotebookNode

from regioboek.errors import ClusterError
from regioboek.execution.cluster.environment import Environment, this_environment
from regioboek.execution.cluster.shipped import holds, place, unpack
from regioboek.execution.cluster.warm import Setting, WarmProcess, WarmProcessLost
from regioboek.execution.one_page import Job
from regioboek.execution.plan import PlannedPage
from regioboek.execution.results import PageFailure, PageRun
from regioboek.layout import BuildDir
from regioboek.memory import Inputs


@dataclass(frozen=True)
class Work:
    """What all pages of a run share.

    `setting`: of a warm process on the client. Its folder of tables is read in place where it is `shared` and holds the
    same as `tables` says. `templates`: kind -> template. `timeout`: seconds per cell.
    """

    run: str
    environment: Environment
    setting: Setting
    shared: bool
    tables: Inputs
    templates: Mapping[str, NotebookNode]
    timeout: float | None

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
class Lacking:
    """The worker has not got the tables; the page is to be asked for again."""

    worker: str


def find_edition(work: Work, worker: Any) -> Path | Refused | Lacking:
    """The folder of the tables on this worker, or why it cannot make pages with them."""
    differences = work.environment.differences(this_environment())
    if differences:
        return Refused(worker.address, tuple(differences))
    folders = [*([work.setting.edition] if work.shared else []), place(_home(worker), work.tables)]
    return next((folder for folder in folders if holds(folder, work.tables)), Lacking(worker.address))


async def look(work: Work, dask_worker: Any = None) -> Path | Refused | Lacking:
    """The same before a run; Dask fills in `dask_worker`."""
    return await asyncio.to_thread(find_edition, work, dask_worker)


def make_on_worker(planned: PlannedPage, plugin: str) -> Made | Refused | Lacking:
    """The task of one page. Raises WarmProcessLost, so that Dask tries again, when the process that ran it died."""
    pages: Any = get_worker().plugins[plugin]
    return pages.make(planned)


class Tables(WorkerPlugin):
    """Brings the tables, bytes by file name, to workers that do not have them."""

    def __init__(self, work: Work, contents: Mapping[str, bytes]):
        self.name = f"{work.name}-tables"
        self._tables = work.tables
        self._contents = contents

    async def setup(self, worker: Worker) -> None:
        """Check what arrived and keep it."""
        contents, self._contents = self._contents, {}
        folder = place(_home(worker), self._tables)
        if not holds(folder, self._tables):
            await asyncio.to_thread(unpack, folder, self._tables, contents)


class Pages(WorkerPlugin):
    """Makes the pages of one run on one worker."""

    def __init__(self, work: Work):
        self.name = work.name
        self._work = work

    def setup(self, worker: Worker) -> None:
        """Nothing is started before the first page."""
        self._worker = worker
        self._results = BuildDir(_home(worker) / "results" / self._work.run)
        self._lock = threading.Lock()
        self._edition: Path | None = None
        self._processes: dict[int, WarmProcess] = {}  # of each of the worker's threads
        self._closed = False

    async def teardown(self, worker: Worker) -> None:
        """End the warm processes, and with them what is running."""
        with self._lock:
            self._closed = True
        await asyncio.gather(*(asyncio.to_thread(process.close) for process in self._processes.values()))
        shutil.rmtree(self._results.root, ignore_errors=True)

    def make(self, planned: PlannedPage) -> Made | Refused | Lacking:
        """Make one page; called by the worker's threads."""
        with self._lock:
            if self._edition is None:
                found = find_edition(self._work, self._worker)
                if not isinstance(found, Path):
                    return found
                self._edition = found
        kind = planned.page.kind
        folder = BuildDir(self._edition).notebooks(kind)
        folder.mkdir(parents=True, exist_ok=True)
        job = Job(planned, self._work.templates[kind], self._results, self._work.timeout, folder)
        process = self._process()
        try:
            if not process.engine:
                process.warm_up(replace(self._work.setting, path=tuple(sys.path), edition=self._edition))
            outcome = process.make(job)
        except ClusterError as error:
            process.close()
            return Refused(self._worker.address, reason=str(error))
        except WarmProcessLost as error:
            process.close()
            raise WarmProcessLost(f"on worker {self._worker.address} {error}") from None
        made = (self._worker.address, process.engine, process.engine_reason, outcome)
        if isinstance(outcome, PageFailure):
            return Made(*made)
        notebook = planned.page.notebook(self._results)
        content = notebook.read_bytes()
        notebook.unlink()
        planned.page.key_file(self._results).unlink()
        return Made(*made, content, hashlib.sha256(content).hexdigest())

    def _process(self) -> WarmProcess:
        """The warm process of this thread; a new one, still cold, when there is none or it died."""
        with self._lock:
            if self._closed:
                raise WarmProcessLost("the run is over")
            process = self._processes.get(threading.get_ident())
            if process is None or not process.is_alive():
                process = self._processes[threading.get_ident()] = WarmProcess()
            return process


def _home(worker: Any) -> Path:
    """The folder of a worker's own; Dask removes it with the worker."""
    return Path(worker.local_directory) / "regioboek"
