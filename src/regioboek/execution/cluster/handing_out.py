"""The client's side: a plan carried out by the workers of a Dask scheduler. See the package for the rules."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import pickle
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from distributed import Client, Future, as_completed
from distributed.scheduler import KilledWorker

from regioboek.errors import ClusterError
from regioboek.execution.cluster.connecting import connected, said
from regioboek.execution.cluster.environment import this_environment
from regioboek.execution.cluster.shipped import manifest
from regioboek.execution.cluster.warm import Setting
from regioboek.execution.cluster.worker import Lacking, Made, Pages, Refused, Tables, Work, look, make_on_worker
from regioboek.execution.one_page import Attempt, Job, write_page
from regioboek.execution.plan import Plan
from regioboek.execution.results import Event, PageRun, RunResult
from regioboek.execution.run import MEMORY_LIMIT, TIMEOUT, EngineName, carry_out

logger = logging.getLogger("regioboek.execution")

#: Seconds without any worker, at the start or later, before a run gives up.
WAIT = 120.0

#: How often a page is tried again when the process that ran it died, Dask's moving of a lost worker's pages aside.
RETRIES = 2

#: How often a page is asked for because a worker lacked something or a notebook came damaged.
_TIMES = 6

#: Pages that are told to the scheduler at a time.
_BATCH = 500

_LOOK_EVERY = 0.02  # seconds between looks at what came back
_COUNT_EVERY = 2.0  # seconds between counts of workers


def execute_on_cluster(
    plan: Plan,
    *,
    client_or_address: Client | str,
    warm_up: Callable[[Path], object] | None = None,
    on_event: Callable[[Event], None] | None = None,
    fail_fast: bool = False,
    engine: EngineName = "auto",
    timeout: float | None = TIMEOUT,
    memory_limit: int | None = MEMORY_LIMIT,
    shared: bool = True,
) -> RunResult:
    """Make the plan's pages on the workers of a scheduler and write run.json, as `run.execute` does here.

    `client_or_address`: a client (left open), or a scheduler's address. `warm_up`: a function of a module workers can
    import, called with the edition's folder there, once per warm process. `shared`: read tables in the client's folder
    where workers see it with the same content; otherwise they are always sent. Others: as `run.execute`.
    `on_event` is called in this process and thread, when a page comes back; there is no PageStarted: when a page
    starts, its worker alone knows.

    Raises ClusterError when the scheduler cannot be reached or is lost, workers are refused, or none is there.
    Failures of single pages are in the result. On KeyboardInterrupt the tasks are cancelled and what runs is ended.
    """
    result = RunResult()

    def make(todo: list[Job]) -> Generator[Event, None, None]:
        if not todo:
            result.engine_reason = "nothing to run"
            return
        started = pickle.dumps(warm_up) if warm_up else None
        work = Work(
            run=uuid.uuid4().hex[:12],
            environment=this_environment(),
            setting=Setting(tuple(sys.path), plan.build.root.resolve(), started, engine, memory_limit),
            shared=shared,
            tables=manifest(plan.build.root),
            templates={job.planned.page.kind: job.template for job in todo},
            timeout=timeout,
        )
        with connected(client_or_address) as client:
            yield from _Run(client, work, result).make(todo)

    return carry_out(plan, result, make, on_event=on_event, fail_fast=fail_fast, timeout=timeout)


class _Run:
    """One run: prepares the workers, maps the pages over them, takes in what comes back."""

    def __init__(self, client: Client, work: Work, result: RunResult):
        self._client = client
        self._place = f"the scheduler at {client.scheduler.address if client.scheduler else 'an unknown place'}"
        self._work = work
        self._result = result
        self._under_way: dict[Any, tuple[Job, Future]] = {}  # by the future's key
        self._times: Counter[str] = Counter()  # page -> how often it was asked for
        self._plugins: list[str] = []
        self._counted = -_COUNT_EVERY
        self._seen_workers = time.monotonic()

    def make(self, jobs: list[Job]) -> Generator[Event, None, None]:
        """An event for each page that came back, its notebook written.

        Dask blames every page a lost worker had. Each gets a last chance, alone: only the guilty fail.
        """
        try:
            self._prepare()
            blamed = yield from self._map(jobs)
            for job in blamed:
                yield from self._map([job], alone=True)
        finally:
            self._leave()

    def _map(self, jobs: list[Job], *, alone: bool = False) -> Generator[Event, None, list[Job]]:
        """Have these pages made. Those that are blamed for lost workers come back, unless they were made alone."""
        blamed = []
        completed = as_completed(self._ask(jobs), loop=self._client.loop, with_results=True, raise_errors=False)
        while not completed.is_empty():
            self._count_workers()
            if not completed.has_ready():
                time.sleep(_LOOK_EVERY)
                continue
            for future, answer in completed.next_batch(block=False):
                job, _ = self._under_way.pop(future.key)
                if future.status == "error" and isinstance(answer[1], KilledWorker) and not alone:
                    blamed.append(job)
                elif (lack := self._lack(answer)) and self._times[job.name] < _TIMES:
                    completed.update(self._ask([job]))
                else:
                    yield Attempt(job).failed("ClusterError", lack) if lack else self._outcome(job, future, answer)
        return blamed

    def _ask(self, jobs: list[Job]) -> list[Future]:
        self._times.update(job.name for job in jobs)
        keys = [
            (f"{self._work.name}-{job.planned.page.kind}", job.planned.page.id, self._times[job.name]) for job in jobs
        ]
        futures = self._client.map(
            make_on_worker,
            [job.planned for job in jobs],
            key=keys,
            plugin=self._work.name,
            retries=RETRIES,
            batch_size=_BATCH,
        )
        self._under_way.update(zip(keys, zip(jobs, futures, strict=True), strict=True))
        return futures

    def _prepare(self) -> None:
        """Check every worker there is, bring the tables where they are missing, leave the plugin; ClusterError."""
        client, work = self._client, self._work
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            raise ClusterError(f"{self._place} has had no worker for {WAIT:g} s") from None
        seen = client.run(look, work, on_error="return")
        problems = []
        for worker, answer in sorted(seen.items()):
            if isinstance(answer, Refused):
                problems += _differences(answer)
            elif isinstance(answer, BaseException):
                problems.append(f"worker {worker} cannot load what it must run ({said(answer)})")
        try:
            client.run_on_scheduler(_here)
        except Exception as error:
            problems.append(f"the scheduler cannot load what it must pass on ({said(error)})")
        if problems:
            raise ClusterError(_refusal(problems))
        missing = any(isinstance(answer, Lacking) for answer in seen.values())
        if missing:
            self._send_tables()
        self._register(Pages(work))
        tables = "tables sent" if missing else "tables not sent, every worker has them"
        self._result.engine = "cluster"
        self._result.engine_reason = f"{len(seen)} worker(s) of {self._place}; {tables}"

    def _send_tables(self) -> None:
        """Bring them to every worker, and to those that come later."""
        contents = {name: (self._work.setting.edition / name).read_bytes() for name in self._work.tables}
        plugin = Tables(self._work, contents)
        if plugin.name not in self._plugins:
            self._register(plugin)

    def _register(self, plugin: Pages | Tables) -> None:
        self._plugins.append(plugin.name)
        self._client.register_plugin(plugin)

    def _lack(self, answer: Any) -> str | None:
        """Why the page is to be asked for again, if it is; a worker without tables gets them."""
        match answer:
            case Lacking(worker):
                self._send_tables()
                return f"worker {worker} lacks the tables"
            case Made(outcome=PageRun()) if hashlib.sha256(answer.notebook).hexdigest() != answer.digest:
                return f"its notebook came damaged from worker {answer.worker}"
        return None

    def _outcome(self, job: Job, future: Future, answer: Any) -> Event:
        """What became of the page, its notebook written; ClusterError when the run cannot go on."""
        if future.status == "error":
            return Attempt(job).failed(type(answer[1]).__name__, _told(answer[1]))
        match answer:
            case Refused(worker, (), reason):
                raise ClusterError(f"worker {worker}: {reason}")
            case Refused():
                raise ClusterError(_refusal(_differences(answer)))
            case Made(worker, engine, engine_reason, outcome):
                counts = self._result.workers
                if worker not in counts and engine == "kernel":
                    logger.warning("%s runs notebooks in ordinary kernels, slower: %s", worker, engine_reason)
                counts[worker] = counts.get(worker, 0) + 1
                if isinstance(outcome, PageRun):
                    write_page(job.planned, job.build, answer.notebook.decode())
                return outcome
        raise self._lost()  # cancelled, by nobody here

    def _count_workers(self) -> None:
        """How many threads there are, now and then; ClusterError when there has been no worker for too long."""
        now = time.monotonic()
        if now - self._counted < _COUNT_EVERY:
            return
        try:
            threads = self._client.nthreads()
        except Exception:  # of many kinds, while a connection goes down
            raise self._lost() from None
        self._counted = now
        self._result.jobs = max(self._result.jobs, sum(threads.values()))
        if threads:
            self._seen_workers = now
        elif now - self._seen_workers > WAIT:
            raise ClusterError(
                f"{self._place} has had no worker for {WAIT:g} s. What was finished is kept: build again"
            )

    def _leave(self) -> None:
        """Take back what is under way, end the processes on the workers. Nothing to be done when nobody is there."""
        with contextlib.suppress(Exception):
            self._client.cancel([future for _, future in self._under_way.values()])
        for plugin in self._plugins:
            with contextlib.suppress(Exception):
                self._client.unregister_worker_plugin(plugin)

    def _lost(self) -> ClusterError:
        return ClusterError(f"the connection with {self._place} was lost. What was finished is kept: build again")


def _here() -> None:
    """Loaded by the scheduler, to see whether it can load what it passes on."""


def _differences(refused: Refused) -> list[str]:
    return [f"worker {refused.worker} has {difference}" for difference in refused.differences]


def _told(error: BaseException) -> str:
    if isinstance(error, KilledWorker):
        lost = f"{error.allowed_failures + 1} worker(s) were lost that made this page and no other"
        return f"{lost}, the last of them {error.last_worker.address}"
    return str(error)


def _refusal(problems: list[str]) -> str:
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return (
        f"pages would not come out the same everywhere:\n{lines}\n"
        "Give workers and scheduler the client's environment (requirements.lock) and the client's regioboek"
    )
