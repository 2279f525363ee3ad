"""Processes that end with the one that started them, however that ends.

A worker of Sphinx whose parent was killed waits for ever to hand in its pages, and keeps the next build out. (The
engine of the notebooks has the same few lines: it can be taken out of the package, and loading it costs a second.)
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Linux: this process, a child of `parent`, is ended as soon as `parent` is gone. Elsewhere nothing."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
