"""Who makes the pages: one warm process that forks a child per page, or a pool of processes with kernels.

The warm process

* is forked from the caller, or started anew (spawn) when the caller has other threads alive: then `warm_up` must be a
  function of a module, or a partial of one;
* calls `warm_up` once: imports, opened tables; gives numerical libraries one thread each, for pages run side by side;
* keeps up to `jobs` children running, each for one page, with time and memory limits; a child's death is a page's
  failure.

It has no threads, draws nothing and ignores Ctrl-C: the caller ends it, and with it the children.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from regioboek.errors import PageError
from regioboek.execution.engine import fork, kernel
from regioboek.execution.one_page import Attempt, Job, make_page
from regioboek.execution.results import Event, PageFailure, PageRun, PageStarted
from regioboek.execution.threads import one_thread_each

WarmUp = Callable[[], object]


class CannotFork(Exception):
    """The warm process may not be forked; the reason is the message."""


@dataclass
class _Running(Attempt):
    cell_began: float = field(default_factory=time.monotonic)

    def time_left(self) -> float | None:
        """Seconds the running cell still has, None when there is no limit or no cell yet."""
        if self.job.timeout is None or self.cell is None:
            return None
        return self.cell_began + self.job.timeout - time.monotonic()


def make_by_forking(
    jobs: Sequence[Job], *, at_once: int, warm_up: WarmUp | None, memory_limit: int | None
) -> Iterator[Event]:
    """Make all pages in forked children of one warm process.

    Raises CannotFork before anything has run, PageError when the warm process dies or cannot warm up.
    """
    serve = Serve(jobs, at_once, warm_up, memory_limit)
    connection, stop = _start_forked(serve) if threading.active_count() == 1 else _start_apart(serve)
    try:
        while True:
            try:
                message = connection.recv()
            except (EOFError, OSError):
                raise PageError(
                    f"the process that runs the notebooks {stop()}. What was finished is kept: build again to go on, "
                    "with fewer --jobs if memory ran out"
                ) from None
            match message:
                case ("end",):
                    return
                case ("refused", reason):
                    raise CannotFork(reason)
                case ("crash", text) | ("warm-up failed", text):
                    raise PageError(f"the notebooks could not be prepared:\n{text}")
                case ("ready",):
                    continue
                case event:
                    yield event
    finally:
        stop()


def make_with_kernels(jobs: Sequence[Job], *, at_once: int) -> Iterator[Event]:
    """Make all pages with a kernel each, in a pool of processes (papermill changes folders: one process, one page)."""
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(min(at_once, len(jobs)), mp_context=multiprocessing.get_context("spawn"))
    try:
        futures = {executor.submit(make_with_kernel, job): job for job in jobs}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool as error:
                yield Attempt(futures[future]).failed("BrokenProcessPool", str(error))
        executor.shutdown()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()


def make_with_kernel(job: Job) -> PageRun | PageFailure:
    """Make one page with a kernel of its own."""
    return make_page(job, lambda cell: None, forked=False)


def _start_forked(serve: Serve) -> tuple[Connection, Callable[[], fork.Ended]]:
    child = fork.start(serve)

    def stop() -> fork.Ended:
        with contextlib.suppress(ProcessLookupError):
            if not child.has_ended():
                os.kill(child.pid, signal.SIGTERM)  # it ends its children itself
        return child.reap()

    return child.connection, stop


def _start_apart(serve: Serve) -> tuple[Connection, Callable[[], fork.Ended]]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(sender.send,))
    try:
        process.start()
    except Exception as error:
        raise CannotFork(f"other threads are alive, and a process apart cannot be started: {error}") from error
    finally:
        sender.close()

    def stop() -> fork.Ended:
        if process.is_alive():
            process.terminate()
        process.join()
        return fork.Ended(process.exitcode or 0)

    return receiver, stop


@dataclass
class Serve:
    """What the warm process does; called with the function that sends to the caller.

    It sends ("warm-up failed", text) or ("refused", why it may not be forked) and comes back, or ("ready",), then
    events, and ("end",) after the last of `jobs`: each is asked for when there is room for it.
    """

    jobs: Iterable[Job]
    at_once: int
    warm_up: WarmUp | None
    memory_limit: int | None

    def __call__(self, send: fork.Send) -> None:
        """Make the pages; ended by SIGTERM, with whatever is running."""
        running: dict[fork.Child, _Running] = {}

        def end(*_: Any) -> None:
            """An exception would not do: one that comes up inside a destructor or a callback is lost."""
            for child in list(running):
                with contextlib.suppress(OSError):
                    os.killpg(child.pid, signal.SIGKILL)
            os._exit(0)

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, end)
        try:
            try:
                self.warm()
            except Exception:
                send(("warm-up failed", traceback.format_exc()))
                return
            reason = fork.why_not_fork()
            if reason:
                send(("refused", reason))
                return
            send(("ready",))
            self._make_all(running, send)
            send(("end",))
        finally:
            for child in running:
                child.end()

    def warm(self) -> None:
        """Import and open what pages need, and make ready to be forked."""
        one_thread_each()
        if self.warm_up is not None:
            self.warm_up()
        kernel.preload()
        kernel.prepare()
        one_thread_each()
        gc.collect()
        gc.freeze()  # what is here stays: no child's collector looks at it, and so its pages stay shared

    def _make_all(self, running: dict[fork.Child, _Running], send: fork.Send) -> None:
        waiting = iter(self.jobs)
        while True:
            while len(running) < self.at_once and (job := next(waiting, None)):
                send(PageStarted(job.name))
                child = fork.start(partial(_make_in_child, job), memory_limit=self.memory_limit)
                running[child] = _Running(job)
            if not running:
                return
            left = [t for t in (page.time_left() for page in running.values()) if t is not None]
            for child, message in fork.wait(list(running), max(0.0, min(left)) if left else None):
                outcome = self._hear(running[child], message)
                if outcome is not None:
                    send(outcome)
                    del running[child]
                    child.end()
            for child, page in list(running.items()):
                if (page.time_left() or 1) <= 0:
                    del running[child]
                    child.end()
                    send(page.timed_out())

    @staticmethod
    def _hear(page: _Running, message: Any) -> PageRun | PageFailure | None:
        """Take in what a child says; the outcome when that was its last word."""
        match message:
            case ("cell", number):
                page.cell, page.cell_began = number, time.monotonic()
            case PageRun() | PageFailure():
                return message
            case fork.Ended():
                return page.failed("DeadKernelError", f"the notebook's process {message}")
        return None


def _make_in_child(job: Job, send: fork.Send) -> None:
    send(make_page(job, lambda cell: send(("cell", cell)), forked=True))
