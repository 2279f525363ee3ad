"""A papermill engine that runs each notebook in a forked child of a warm process.

    papermill --engine regioboek page.ipynb result.ipynb -p region GM0014
    papermill.execute_notebook("page.ipynb", "result.ipynb", {"region": "GM0014"}, engine_name="regioboek")

What it is for: most of the time of a short notebook goes into starting a kernel, importing libraries and shutting the
kernel down. A process that calls papermill many times over has those libraries already; this engine forks it, runs the
notebook in the child, and takes the cells back. It knows nothing of the rest of this package and can be used alone.
A caller that forks by itself gives papermill `HereEngine` in the child instead.

Rules:

* Outputs equal those of papermill's own engine (nbclient and a kernel), because the same code makes them: the child
  holds a real `ipykernel` kernel and shell, and papermill's own nbclient turns its messages into outputs (kernel.py).
* A child starts with what the calling process has imported and set (that is the gain), and leaves nothing behind.
  Made anew per notebook: shell, `__main__`, matplotlib's inline state, random state, streams, root logging handlers
  (fresh.py).
* Streams come out whole: one stdout and one stderr text per stretch between other outputs, where a kernel splits them
  by the clock. Cell times are papermill's (`metadata.papermill`); the file is written once, at the end.
* As in a kernel, a warning shows `/tmp/ipykernel_<pid>/…`: the number is the child's.
* A child that dies raises nbclient's `DeadKernelError` with the cell and the signal. A cell that takes longer than
  `execution_timeout` seconds is ended and raises nbclient's `CellTimeoutError`. `memory_limit` (bytes a notebook may
  use on top of what the process has; Linux) makes allocations fail with `MemoryError`.
* The ordinary kernel engine is used instead, and the log says why, where forking is impossible (Windows) or unsafe
  (macOS; other Python threads are alive), where the notebook asks for another kernel than this Python, and where
  options are given that only a kernel can follow.
* Not there: debugger, subshells, `input()`, atexit handlers of the notebook, the user's IPython profile (config,
  startup files): a page does not depend on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regioboek.execution.engine.papermill_engine import ForkEngine, HereEngine, needs_kernel, why_not_this_python


def __getattr__(name: str) -> Any:
    """What papermill_engine.py has, for papermill, which asks for ForkEngine while it is imported itself: so papermill
    is imported first, and only for those who ask."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import papermill.engines  # noqa: F401, PLC0415

    from regioboek.execution.engine import papermill_engine  # noqa: PLC0415

    return getattr(papermill_engine, name)


__all__ = ["ForkEngine", "HereEngine", "needs_kernel", "why_not_this_python"]
