"""The client's side: a plan carried out by the workers of a Dask scheduler. See the package for the rules."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import time
import uuid
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Client, Future, as_completed
from distributed.scheduler import KilledWorker

from regioboek.errors import ClusterError
from regioboek.execution.cluster.connecting import connected, said
from regioboek.execution.cluster.environment import this_environment
from regioboek.execution.cluster.shipped import manifest
from regioboek.execution.cluster.worker import (
    Answer,
    Made,
    Pages,
    Refused,
    Seen,
    Tables,
    Unprepared,
    Work,
    is_whole,
    look,
    make_on_worker,
)
from regioboek.execution.one_page import Attempt, Job, write_page
from regioboek.execution.plan import Plan
from regioboek.execution.results import Event, PageRun, RunResult
from regioboek.execution.run import MEMORY_LIMIT, TIMEOUT, EngineName, carry_out

logger = logging.getLogger("regioboek.execution")

#: Seconds without any worker, at the start or later, before a run gives up.
WAIT = 120.0

#: How often a page is tried again when the process that ran it died, Dask's moving of a lost worker's pages aside.
RETRIES = 2

#: How often a page is asked for again because a worker lacked something.
_ASK_AGAIN = 5

#: Pages under way per thread, and beside them: enough that no worker waits, few enough to hold in memory.
_AHEAD, _SPARE = 3, 4

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
    retries: int = RETRIES,
    wait: float = WAIT,
    shared: bool = True,
) -> RunResult:
    """Make the plan's pages on the workers of a scheduler and write run.json, as `run.execute` does here.

    `client_or_address`: a client (left open), or a scheduler's address. `warm_up`: a function of a module workers can
    import, called with the edition's folder there, once per warm process. `shared`: read tables in the client's folder
    where workers see it with the same content; otherwise they are always sent. `wait`: seconds without any worker
    before giving up. Others: as `run.execute`. `on_event` is called in this process and thread, when a page comes back;
    there is no PageStarted: when a page starts, its worker alone knows.

    Raises ClusterError when the scheduler cannot be reached or is lost, workers are refused, or none is there.
    Failures of single pages are in the result. On KeyboardInterrupt the tasks are cancelled and what runs is ended.
    """
    result = RunResult()

    def make(todo: list[Job]) -> Generator[Event, None, None]:
        if not todo:
            result.engine_reason = "nothing to run"
            return
        work = Work(
            run=uuid.uuid4().hex[:12],
            environment=this_environment(),
            edition=plan.build.root.resolve(),
            shared=shared,
            tables=manifest(plan.build.root),
            templates={job.planned.page.kind: job.template for job in todo},
            warm_up=pickle.dumps(warm_up) if warm_up else None,
            engine=engine,
            timeout=timeout,
            memory_limit=memory_limit,
        )
        with connected(client_or_address) as client:
            yield from _Run(client, work, result, retries, wait).make(todo)

    return carry_out(plan, result, make, on_event=on_event, fail_fast=fail_fast, timeout=timeout)


@dataclass
class _Asked:
    """A page under way; `times`: how often it was asked for."""

    job: Job
    future: Future


class _Run:
    """One run: prepares the workers, keeps a few pages under way, takes them in."""

    def __init__(self, client: Client, work: Work, result: RunResult, retries: int, wait: float):
        self._client = client
        self._place = f"the scheduler at {client.scheduler.address if client.scheduler else 'an unknown place'}"
        self._work = work
        self._result = result
        self._retries = retries
        self._wait = wait
        self._waiting: deque[Job] = deque()
        self._suspects: deque[Job] = deque()  # had by workers that were lost: they, or their neighbours, may be why
        self._alone: set[str] = set()
        self._under_way: dict[str, _Asked] = {}
        self._times: dict[str, int] = {}  # page -> how often it was asked for again
        self._sent: set[str] = set()
        self._plugins: list[str] = []
        self._threads = 0
        self._counted = self._seen_workers = time.monotonic()

    def make(self, jobs: list[Job]) -> Generator[Event, None, None]:
        """An event for each page that came back, its notebook written."""
        self._waiting.extend(jobs)
        completed = as_completed(loop=self._client.loop, with_results=True, raise_errors=False)
        try:
            self._prepare()
            while self._waiting or self._under_way or self._suspects:
                self._count_workers()
                while self._waiting and len(self._under_way) < self._threads * _AHEAD + _SPARE:
                    completed.add(self._ask(self._waiting.popleft()))
                if not self._under_way:
                    completed.add(self._ask(self._suspects.popleft()))
                if not completed.has_ready():
                    time.sleep(_LOOK_EVERY)
                    continue
                for future, answer in completed.next_batch(block=False):
                    job = self._under_way.pop(future.key).job
                    event = self._take_in(job, future.status, answer)
                    if event is not None:
                        yield event
        finally:
            self._leave()

    def _prepare(self) -> None:
        """Check every worker there is, bring the tables where they are missing, leave the plugin; ClusterError."""
        client, work = self._client, self._work
        try:
            client.wait_for_workers(1, timeout=self._wait)
        except TimeoutError:
            raise ClusterError(f"{self._place} has had no worker for {self._wait:g} s") from None
        seen = client.run(look, work.edition, work.tables, work.shared, on_error="return")
        problems = []
        missing: set[str] = set()
        for worker, answer in sorted(seen.items()):
            if isinstance(answer, Seen):
                missing |= answer.missing
                problems += [f"worker {worker} has {d}" for d in work.environment.differences(answer.environment)]
            else:
                problems.append(f"worker {worker} cannot load what it must run ({said(answer)})")
        try:
            client.run_on_scheduler(_here)
        except Exception as error:
            problems.append(f"the scheduler cannot load what it must pass on ({said(error)})")
        if problems:
            raise ClusterError(_refusal(problems))
        if missing:
            self._send_tables(missing)
        self._plugins.append(work.name)
        client.register_plugin(Pages(work))
        tables = "tables sent" if missing else "tables not sent, every worker has them"
        self._result.engine = "cluster"
        self._result.engine_reason = f"{len(seen)} worker(s) of {self._place}; {tables}"

    def _send_tables(self, digests: set[str]) -> None:
        """Bring these to every worker, and to those that come later."""
        if digests <= self._sent:
            return
        self._sent |= digests
        files = {digest: self._work.edition / name for name, digest in self._work.tables.items() if digest in digests}
        contents = {digest: path.read_bytes() for digest, path in files.items()}
        plugin = Tables(f"{self._work.name}-tables-{len(self._plugins)}", contents)
        self._plugins.append(plugin.name)
        self._client.register_plugin(plugin)

    def _ask(self, job: Job) -> Future:
        again = self._times.get(job.name, 0)
        key = f"regioboek-{job.planned.page.kind}-{job.planned.key}{f'-{again}' if again else ''}"
        future = self._client.submit(
            make_on_worker, job.planned, self._work.name, key=key, retries=self._retries, fifo_timeout=0
        )
        self._under_way[key] = _Asked(job, future)
        return future

    def _take_in(self, job: Job, status: str, answer: Any) -> Event | None:
        """The page's event, None when it will be asked for again."""
        if status == "error":
            error = answer[1]
            if isinstance(error, KilledWorker):
                return self._suspect(job, error)
            return Attempt(job).failed(type(error).__name__, str(error))
        if status != "finished" or isinstance(answer, asyncio.CancelledError):
            raise self._lost()
        return self._understand(job, answer)

    def _understand(self, job: Job, answer: Answer) -> Event | None:
        match answer:
            case Refused(worker, (), reason):
                raise ClusterError(f"worker {worker}: {reason}")
            case Refused(worker, differences):
                raise ClusterError(_refusal([f"worker {worker} has {d}" for d in differences]))
            case Unprepared(worker, lacks_tables):
                if lacks_tables:
                    self._send_tables(set(self._work.tables.values()))
                return self._again(job, f"worker {worker} lacks the {'tables' if lacks_tables else 'run'}")
            case Made(outcome=PageRun()) if not is_whole(answer):
                return self._again(job, f"its notebook came damaged from worker {answer.worker}")
        counts = self._result.workers
        if answer.worker not in counts and answer.engine == "kernel":
            logger.warning("%s runs notebooks in ordinary kernels, slower: %s", answer.worker, answer.engine_reason)
        counts[answer.worker] = counts.get(answer.worker, 0) + 1
        if isinstance(answer.outcome, PageRun):
            write_page(job.planned, job.build, answer.notebook.decode())
        return answer.outcome

    def _again(self, job: Job, reason: str) -> Event | None:
        self._times[job.name] = self._times.get(job.name, 0) + 1
        if self._times[job.name] > _ASK_AGAIN:
            return Attempt(job).failed("ClusterError", reason)
        self._waiting.appendleft(job)
        return None

    def _suspect(self, job: Job, error: KilledWorker) -> Event | None:
        """Dask blames every page a lost worker had. Each gets a last chance, alone: only the guilty fail."""
        if job.name in self._alone:
            lost = f"{error.allowed_failures + 1} worker(s) were lost that made this page and no other"
            return Attempt(job).failed("KilledWorker", f"{lost}, the last of them {error.last_worker.address}")
        self._alone.add(job.name)
        self._times[job.name] = self._times.get(job.name, 0) + 1
        self._suspects.append(job)
        return None

    def _count_workers(self) -> None:
        """How many threads there are, now and then; ClusterError when there has been none for too long."""
        now = time.monotonic()
        if self._threads and now - self._counted < _COUNT_EVERY:
            return
        try:
            threads = self._client.nthreads()
        except Exception:  # of many kinds, while a connection goes down
            raise self._lost() from None
        self._counted, self._threads = now, sum(threads.values())
        self._result.jobs = max(self._result.jobs, self._threads)
        if threads:
            self._seen_workers = now
        elif now - self._seen_workers > self._wait:
            raise ClusterError(
                f"{self._place} has had no worker for {self._wait:g} s. What was finished is kept: build again"
            )

    def _leave(self) -> None:
        """Take back what is under way, end the processes on the workers. Nothing to be done when nobody is there."""
        futures = [asked.future for asked in self._under_way.values()]
        with contextlib.suppress(Exception):
            self._client.cancel(futures)
        for plugin in self._plugins:
            with contextlib.suppress(Exception):
                self._client.unregister_worker_plugin(plugin)

    def _lost(self) -> ClusterError:
        return ClusterError(f"the connection with {self._place} was lost. What was finished is kept: build again")


def _here() -> None:
    """Loaded by the scheduler, to see whether it can load what it passes on."""


def _refusal(problems: list[str]) -> str:
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return (
        f"pages would not come out the same everywhere:\n{lines}\n"
        "Give workers and scheduler the client's environment (requirements.lock) and the client's regioboek"
    )
