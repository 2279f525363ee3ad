"""The engines that papermill is given. ForkEngine forks, listens to the child, and applies what it says to papermill's
manager; HereEngine runs the cells in the process that it finds itself in.

To be had from `regioboek.execution.engine`, which sees to it that papermill is imported first.
"""

from __future__ import annotations

import logging
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine
from papermill.log import logger as papermill_log

from regioboek.execution.engine import fork, kernel

logger = logging.getLogger("regioboek.engine")

#: Options of nbclient that only make sense with a kernel in another process.
_NEEDS_KERNEL = frozenset(
    {"km", "kernel_manager_class", "interrupt_on_timeout", "error_on_timeout", "extra_arguments", "resources"}
)


def why_not_this_python(kernel_name: str) -> str | None:
    """Why a notebook for this kernel cannot run in this Python, or None when it can."""
    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return f"no kernel named {kernel_name!r} is installed"
    command = spec.argv[0] if spec.argv else ""
    if "ipykernel_launcher" not in spec.argv:
        return f"kernel {kernel_name!r} is not the IPython kernel"
    if command in {"python", "python3", f"python3.{sys.version_info[1]}"}:  # jupyter_client: this interpreter
        return None
    found = shutil.which(command)
    if found is None or Path(found).absolute().parent != Path(sys.executable).absolute().parent:
        return f"kernel {kernel_name!r} belongs to another Python ({command})"
    return None


def needs_kernel(options: dict[str, Any]) -> str | None:
    """Which of nbclient's options cannot be followed without a kernel in another process, if any."""
    given = [k for k, v in options.items() if v is not None and (k in _NEEDS_KERNEL or callable(v))]
    return f"of the option(s) {', '.join(given)}" if given else None


class ForkEngine(Engine):
    """Papermill's engine `regioboek`; see the module for its rules."""

    @classmethod
    def execute_notebook(cls, nb, kernel_name, output_path=None, autosave_cell_every=30, **kwargs):
        """As papermill's, without saving per cell: `papermill.execute_notebook` writes the result once."""
        return super().execute_notebook(nb, kernel_name, output_path=None, autosave_cell_every=0, **kwargs)

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, memory_limit: int | None = None, **options):
        """Run the cells of `nb_man.nb`; keywords are those of papermill's `NBClientEngine`."""
        reason = fork.why_not_fork() or why_not_this_python(kernel_name) or needs_kernel(options)
        if reason:
            logger.warning("regioboek engine: using an ordinary kernel, because %s", reason)
            return NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **options)
        for name in ("input_path", "start_timeout"):
            options.pop(name, None)
        log = {name: options.pop(name, None) for name in ("log_output", "stdout_file", "stderr_file")}
        timeout = options.pop("execution_timeout", None) or options.pop("timeout", None)
        return _run_in_child(
            nb_man,
            kernel_name,
            timeout=timeout if timeout and timeout > 0 else None,
            memory_limit=memory_limit,
            output_log=_output_log(nb_man, **log),
            options=options,
        )


class HereEngine(Engine):
    """For a caller that has forked already: this process runs this one notebook and ends.

    Other options than papermill's own are nbclient's.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, input_path=None, start_timeout=60, **options):
        """Run the cells of `nb_man.nb`, right here."""
        kernel.run_cells(nb_man, kernel_name, **options)


class _Reporter:
    """Papermill's execution manager inside a child of ForkEngine: tells the parent's own what the cells do."""

    def __init__(self, nb, send):
        self.nb = nb
        self.send = send

    def autosave_cell(self):
        """The parent does, at the end."""

    def cell_start(self, cell, cell_index=None, **kwargs):
        self.send(("start", cell_index))

    def cell_exception(self, cell, cell_index=None, **kwargs):
        self.send(("exception", cell_index))

    def cell_complete(self, cell, cell_index=None, **kwargs):
        self.send(("complete", cell_index, cell))


def _output_log(nb_man, log_output, stdout_file, stderr_file):
    """What writes a finished cell's outputs to the log and to the given files: papermill's own client, or None."""
    if not (log_output or stdout_file or stderr_file):
        return None
    client = PapermillNotebookClient(
        nb_man, log=papermill_log, log_output=bool(log_output), stdout_file=stdout_file, stderr_file=stderr_file
    )
    return client.log_output_message


def _run_in_child(nb_man, kernel_name, *, timeout, memory_limit, output_log, options: dict[str, Any]):
    """Fork, run, and apply to `nb_man` what the child says; raises when the child dies or a cell takes too long."""
    kernel.preload()

    def work(send):
        nb = nb_man.nb
        kernel.run_cells(_Reporter(nb, send), kernel_name, **options)
        send(("done", [cell.get("outputs") for cell in nb.cells], nb.metadata))

    listener = _Listener(nb_man, output_log)
    child = fork.start(work, memory_limit=memory_limit)
    try:
        while not listener.done:
            left = listener.time_left(timeout)
            if left is not None and left <= 0:
                cell = nb_man.nb.cells[listener.current]
                raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", timeout, cell)
            for _, message in fork.wait([child], left):
                listener.hear(message)
    finally:
        child.end()
    return nb_man.nb


class _Listener:
    """In the parent: applies to papermill's execution manager what the child says."""

    def __init__(self, nb_man, output_log):
        self.nb_man = nb_man
        self.output_log = output_log
        self.current: int | None = None
        self.began = 0.0
        self.done = False

    def time_left(self, timeout: float | None) -> float | None:
        """Seconds the running cell still has, None when there is no limit or no cell."""
        if timeout is None or self.current is None:
            return None
        return self.began + timeout - time.monotonic()

    def hear(self, message: Any) -> None:
        """Take in one message; DeadKernelError when it says that the child is gone."""
        nb = self.nb_man.nb
        match message:
            case ("start", index):
                self.current, self.began = index, time.monotonic()
                self.nb_man.cell_start(nb.cells[index], index)
            case ("exception", index):
                self.nb_man.cell_exception(nb.cells[index], cell_index=index)
            case ("complete", index, cell):
                cell.metadata.papermill = nb.cells[index].metadata.papermill
                nb.cells[index] = cell
                self.nb_man.cell_complete(cell, cell_index=index)
                for output in cell.get("outputs", []) if self.output_log else []:
                    self.output_log(output)
            case ("done", outputs, metadata):
                self._finish(outputs, metadata)
            case fork.Ended():
                where = "before its first cell" if self.current is None else f"in cell {self.current + 1}"
                raise DeadKernelError(f"Kernel died: the notebook's process {message} {where}")

    def _finish(self, outputs, metadata) -> None:
        nb = self.nb_man.nb
        for cell, final in zip(nb.cells, outputs, strict=True):
            if final is not None:
                cell.outputs = final  # a later cell may have updated an earlier cell's display
        for key in ("language_info", "widgets"):
            if key in metadata:
                nb.metadata[key] = metadata[key]
        self.done = True
