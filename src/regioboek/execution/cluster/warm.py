"""The warm process beside a worker, and the worker's hold on it.

A Dask worker has threads, so it must not be forked, and may be a daemon, so `multiprocessing` gives it no children. It
starts `python -c "...; main()"` instead, which warms up once and then makes one page after the other as local runs do.
Both sides talk in pickles over the process's standard input and output: first a Setting, then a Job per page, until
the input ends; back come ("ready", engine, why) or ("failed", text), and per page a PageRun or PageFailure.

The process ends when its worker does: at once on Linux, elsewhere when the page it is at is finished.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from regioboek.errors import ClusterError
from regioboek.execution.engine import fork
from regioboek.execution.one_page import Job
from regioboek.execution.results import PageFailure, PageRun
from regioboek.execution.workers import CannotFork, make_as_asked

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
            case ("ready", engine, reason):
                self.engine, self.engine_reason = engine, reason
            case ("failed", text):
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
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
    try:
        warm_up = partial(pickle.loads(setting.warm_up), setting.edition) if setting.warm_up else None
        make_as_asked(next_job, send, engine_name=setting.engine, warm_up=warm_up, memory_limit=setting.memory_limit)
    except BrokenPipeError:
        return  # nobody is waiting any more
    except CannotFork as error:
        send(("failed", f"notebooks cannot be run in forked processes: {error}. Use --engine auto or kernel"))
    except Exception:
        send(("failed", traceback.format_exc()))


def _end(*_: Any) -> None:
    """End what runs the page, then this process. An exception would not do: inside a destructor or a callback of any
    library it is lost. Where the system does not tell the children, it is all there is."""
    pid = os.getpid()
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        sys.exit(0)
    for child in map(int, children):  # each leads a process group: a forked page, or a kernel
        for end in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                end(child, signal.SIGKILL)
    os._exit(0)


def _take_streams() -> tuple[IO[bytes], IO[bytes]]:
    """The streams to the worker, taken from the reach of libraries that print: these get nothing and standard error."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return questions, answers
