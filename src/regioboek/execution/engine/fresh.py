"""What a forked child makes anew, so that a notebook starts as it would in a new kernel.

Libraries and data of the warm process stay: they are the gain. State that belongs to one notebook does not: the inline
backend of matplotlib keeps its shell, its figures and "have I been set up" in module globals, and a second notebook in
the same process then silently draws nothing; random generators would give every child the same numbers; logging
handlers, event loops and child processes belong to the parent.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing.process
import os
import random
import sys
import warnings
from typing import Any

_INLINE = "module://matplotlib_inline.backend_inline"


def fresh_process(*, with_shell: bool) -> None:
    """Everything below; to be called once, in the child. `with_shell`: before the shell is made; else there is one."""
    _fresh_streams()
    _fresh_event_loop()
    _fresh_logging()
    if with_shell:
        fresh_singletons()
    _fresh_multiprocessing()
    _fresh_random_state()
    _fresh_matplotlib()


def _fresh_streams() -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["ipykernel_launcher.py"]


def _fresh_event_loop() -> None:
    asyncio.events._set_running_loop(None)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    import jupyter_core.utils  # noqa: PLC0415

    jupyter_core.utils._loop.set(loop)


def _fresh_logging() -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    root.setLevel(logging.WARNING)
    logging.captureWarnings(False)
    if getattr(warnings._showwarnmsg_impl, "__module__", None) != "warnings":  # type: ignore[attr-defined]
        warnings.showwarning = _show_warning  # somebody records warnings (pytest): a notebook shows them


def _show_warning(message, category, filename, lineno, file=None, line=None):  # noqa: PLR0917 - warnings' own
    stream = file if file is not None else sys.stderr
    stream.write(warnings.formatwarning(message, category, filename, lineno, line))


def fresh_singletons() -> None:
    """There is no kernel, shell or application yet."""
    from ipykernel.kernelbase import Kernel  # noqa: PLC0415
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415
    from traitlets.config import Application  # noqa: PLC0415

    for singleton in (InteractiveShell, Kernel, Application):
        for cls in _family(singleton):
            cls._instance = None


def _family(cls: type) -> list:
    subclasses: list[type] = cls.__subclasses__()
    return [cls, *(c for sub in subclasses for c in _family(sub))]


def _fresh_multiprocessing() -> None:
    """A notebook is nobody's worker: it may have children of its own, and none of its parent's."""
    this: Any = multiprocessing.process.current_process()
    this.name = "MainProcess"
    this._config.pop("daemon", None)
    multiprocessing.process._parent_process = None  # type: ignore[attr-defined]
    multiprocessing.process._children = set()  # type: ignore[attr-defined]


def _fresh_random_state() -> None:
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _fresh_matplotlib() -> None:
    """As in a new kernel: the inline backend is asked for, and set up when the notebook first draws."""
    if not os.environ.get("MPLBACKEND"):
        os.environ["MPLBACKEND"] = _INLINE
    config = sys.modules.get("matplotlib_inline.config")
    if config is not None:
        config.InlineBackend.clear_instance()
    if "matplotlib" not in sys.modules:
        return
    import matplotlib  # noqa: PLC0415

    if sys.modules.pop("matplotlib_inline.backend_inline", None) is not None:
        del sys.modules["matplotlib_inline"].backend_inline
    matplotlib.rcParams._set("backend", os.environ["MPLBACKEND"])
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot._backend_mod = None  # type: ignore[attr-defined]
        pyplot._REPL_DISPLAYHOOK = pyplot._ReplDisplayHook.NONE  # type: ignore[attr-defined]
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    if helpers is not None:
        helpers.Gcf.figs.clear()
