"""The warm process beside a worker, and the worker's hold on it.

A Dask worker has threads, so it must not be forked, and may be a daemon, so `multiprocessing` gives it no children. It
starts `python -c "...; main()"` instead, which warms up once and then makes one page after the other: it is the warm
process of local runs, with a kernel per page where it may not fork. Both sides talk in pickles over the process's
standard input and output: first a Setting, then a Job per page, until the input ends; back comes what `Serve` sends.

The process ends when its worker does: at once on Linux, elsewhere when the page it is at is finished.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from regioboek.errors import ClusterError
from regioboek.execution.engine import fork
from regioboek.execution.one_page import Job
from regioboek.execution.results import PageFailure, PageRun
from regioboek.execution.workers import Serve, make_with_kernel

_MAIN = "from regioboek.execution.cluster.warm import main; main()"

#: Seconds a process gets to end its page's processes before it is killed itself.
_PATIENCE = 5.0


class WarmProcessLost(Exception):
    """The process died while it made a page, through no exception of the page's code."""


@dataclass(frozen=True)
class Setting:
    """What the process must know before its first page.

    `path`: the worker's `sys.path`. `edition`: folder of the tables. `warm_up`: pickled function of that folder.
    """

    path: tuple[str, ...]
    edition: Path
    warm_up: bytes | None
    engine: str
    memory_limit: int | None


class WarmProcess:
    """A running warm process: started, then warmed up, then asked for pages, by one thread at a time."""

    engine = engine_reason = ""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal is for the client
        )

    def warm_up(self, setting: Setting) -> None:
        """Wait until it is warm; ClusterError when that fails, WarmProcessLost when it dies of it."""
        match self._ask(setting):
            case ("ready",):
                self.engine = "fork"
            case ("refused", reason) if setting.engine == "fork":
                raise ClusterError(
                    f"notebooks cannot be run in forked processes: {reason}. Use --engine auto or kernel"
                )
            case ("refused", reason):
                self.engine, self.engine_reason = "kernel", reason
            case ("warm-up failed", text):
                raise ClusterError(f"the notebooks could not be prepared:\n{text}")

    def make(self, job: Job) -> PageRun | PageFailure:
        """What became of the page; WarmProcessLost when the process died of it."""
        answer = self._ask(job)
        while not isinstance(answer, PageRun | PageFailure):
            answer = self._hear()
        return answer

    def is_alive(self) -> bool:
        """Whether another page can be asked for."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process and what it has started; may be called twice, and by another thread than the user's."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                stream.close()  # type: ignore[union-attr]

    def _ask(self, question: Setting | Job) -> Any:
        stream: IO[bytes] = self._process.stdin  # type: ignore[assignment]
        try:
            pickle.dump(question, stream)
            stream.flush()
        except (OSError, ValueError):
            raise WarmProcessLost(self._how_it_ended()) from None
        return self._hear()

    def _hear(self) -> Any:
        try:
            return pickle.load(self._process.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            raise WarmProcessLost(self._how_it_ended()) from None

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return "the process that runs the notebooks no longer answers"
        return f"the process that runs the notebooks {fork.Ended(code)}"


def main() -> None:
    """The process itself; its argument is the worker's process id."""
    fork.die_with(int(sys.argv[1]), signal.SIGTERM)
    questions, answers = _take_streams()

    def send(message: Any) -> None:
        pickle.dump(message, answers)
        answers.flush()

    def next_job() -> Job | None:
        try:
            return pickle.load(questions)
        except EOFError:
            return None

    setting: Setting = pickle.load(questions)
    sys.path[:] = setting.path
    os.environ["REGIOBOEK_EDITION_DIR"] = str(setting.edition)
    jobs = iter(next_job, None)
    refusal = "asked for" if setting.engine == "kernel" else fork.why_not_fork()
    with contextlib.suppress(BrokenPipeError):  # nobody is waiting any more
        if refusal:
            send(("refused", refusal))
        else:
            Serve(jobs, 1, partial(_warm_up, setting), setting.memory_limit)(send)
        for job in jobs:  # left when this process may not be forked
            send(make_with_kernel(job))


def _warm_up(setting: Setting) -> None:
    if setting.warm_up:
        pickle.loads(setting.warm_up)(setting.edition)


def _take_streams() -> tuple[IO[bytes], IO[bytes]]:
    """The streams to the worker, taken from the reach of libraries that print: these get nothing and standard error."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return questions, answers
