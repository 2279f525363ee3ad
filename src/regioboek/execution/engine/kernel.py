"""A real IPython kernel in this process, without sockets and threads, driven by papermill's own nbclient.

nbclient talks to a kernel through two channels. Here the "channels" are lists (messages.py): `kc.execute` runs the
cell to its end in an ordinary `ipykernel` kernel whose sockets append their messages, and nbclient then reads them as
it always does. Shell, display hooks, tracebacks, magics, display ids, error tags: all are the code an ordinary run
uses.

This process has been made for the one notebook and is spoiled afterwards: `run_cells` replaces streams, `__main__`,
event loop and singletons.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import sys
import tempfile
import types
from contextlib import redirect_stderr, redirect_stdout
from contextvars import copy_context
from io import StringIO
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from papermill.clientwrap import PapermillNotebookClient
from traitlets.config import Config

from regioboek.execution.engine.fresh import fresh_process, fresh_singletons
from regioboek.execution.engine.messages import LocalSession, MessageList, checking_outputs_once
from regioboek.execution.engine.streams import CapturedStream

#: What the first cells of any notebook import anyway.
_NEEDED = (
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "bdb",
    "pygments.formatters.terminal256",
    "resource",
    "sqlite3",
    "stack_data",
)
_NEEDED_TO_DRAW = ("matplotlib.backends.backend_agg", "matplotlib.pyplot", "matplotlib_inline.config")


#: The kernel made by `prepare`, if any.
_prepared: list[LocalKernel] = []


def preload() -> None:
    """Import it here, so that no child has to; for drawing only where matplotlib is used already."""
    for name in (*_NEEDED, *(_NEEDED_TO_DRAW if "matplotlib" in sys.modules else ())):
        importlib.import_module(name)
    tempfile.gettempdir()  # tries by writing a file, and remembers


def prepare() -> None:
    """Make the kernel here, for the children to take over: for a process that is only there to be forked.

    Nothing has run in it, so that each child's is as new; what knows the process, its streams and its folder is set in
    the child.
    """
    main = sys.modules["__main__"]
    fresh_singletons()
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        _prepared.append(_make_kernel())
    sys.modules["__main__"] = main


def run_cells(nb_man: Any, kernel_name: str, **options: Any) -> None:
    """Execute `nb_man.nb` in this process and tell `nb_man` about every cell; `options` are nbclient's."""
    fresh_process(with_shell=not _prepared)
    kernel = _prepared.pop() if _prepared else _make_kernel()
    _settle(kernel)
    client = PapermillNotebookClient(nb_man, km=_Running(), kernel_name=kernel_name, log=kernel.log, **options)
    client.kc = LocalClient(kernel)
    with checking_outputs_once():
        client.execute()


class _Running:
    """The kernel manager nbclient is given: there is a kernel, and it is not nbclient's to stop."""

    has_kernel = True


class LocalKernel(IPythonKernel):
    """The ordinary kernel, minus what would need sockets."""

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing is queued: cells are sent one at a time."""


class LocalClient:
    """The part of jupyter_client's `KernelClient` that nbclient uses."""

    allow_stdin = False

    def __init__(self, kernel: LocalKernel):
        self.kernel = kernel
        self.session: Any = kernel.session
        self.iopub_channel: MessageList = kernel.iopub_socket
        self.shell_channel = MessageList()
        self._context = copy_context()  # context variables live as long as the notebook

    def is_alive(self) -> bool:
        """As long as this process lives."""
        return True

    def kernel_info(self) -> str:
        """Queue the reply to a kernel_info request; the id of the request."""
        request = self.session.msg("kernel_info_request", {})
        content = {"status": "ok", "language_info": self.kernel.language_info}
        self.session.send(self.shell_channel, "kernel_info_reply", content, parent=request)
        return request["header"]["msg_id"]

    async def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Run one cell to its end; its messages then wait in the channels; the id of the request."""
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        request = self.session.msg("execute_request", content)
        await asyncio.get_running_loop().create_task(self._handle(request), context=self._context)
        return request["header"]["msg_id"]

    async def _handle(self, request: dict[str, Any]) -> None:
        """What the kernel's dispatcher does around an execute request."""
        kernel = self.kernel
        kernel.set_parent([], request, channel="shell")
        kernel._publish_status("busy", "shell")
        await kernel.execute_request(self.shell_channel, [], request)
        sys.stdout.flush()
        sys.stderr.flush()
        kernel._publish_status("idle", "shell")


def _make_kernel() -> LocalKernel:
    log = logging.getLogger("regioboek.engine.child")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    _without_debugger()
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    config.Kernel._execute_sleep = 0.0
    app = IPKernelApp.instance(config=config, log=log)  # `%matplotlib` and others look for "the" kernel there
    session: Any = LocalSession(key=b"", username="kernel")
    kernel: Any = LocalKernel.instance(parent=app, session=session, iopub_socket=MessageList(), user_ns={}, log=log)
    app.kernel = kernel
    kernel.shell.configurables.append(app)
    # Async cells ask which thread belongs to the main shell; there is one thread, and no interrupt to watch for.
    kernel.shell_channel_thread = types.SimpleNamespace(parent_thread=None)
    kernel.shell.exit_now = False
    return kernel


def _settle(kernel: Any) -> None:
    """Make this process the kernel's: streams, folder, process id, `__main__`."""
    session, shell = kernel.session, kernel.shell
    session.pid = os.getpid()

    def publish(name: str, text: str, parent: dict[str, Any]) -> None:
        session.send(kernel.iopub_socket, "stream", {"name": name, "text": text}, parent=parent)

    sys.stdout = kernel._stdout = CapturedStream("stdout", 1, publish)
    sys.stderr = kernel._stderr = CapturedStream("stderr", 2, publish)
    sys.__stdout__ = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.__stderr__ = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    if "" not in sys.path:
        sys.path.insert(_before_site_packages(), "")
    sys.modules["__main__"] = shell.user_module
    shell.starting_dir = os.getcwd()  # noqa: PTH109 - as IPython
    shell.history_manager.dir_hist[:] = [Path.cwd()]


def _before_site_packages() -> int:
    """Where a kernel puts the working folder on `sys.path`: after the standard library."""
    places = (i for i, p in enumerate(sys.path) if os.path.basename(p) in {"site-packages", "dist-packages"})  # noqa: PTH119
    return next(places, 0)


def _without_debugger() -> None:
    """Hide debugpy: the kernel would import it and start its client, and no notebook here is debugged."""
    stub = types.ModuleType("ipykernel.debugger")
    stub._is_debugpy_available = False  # type: ignore[attr-defined]
    stub.Debugger = type("Debugger", (), {})  # type: ignore[attr-defined]
    sys.modules["ipykernel.debugger"] = stub
