"""One thread per process: pages run side by side, and the libraries' own thread pools would get in each other's way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: What holds back the thread pools of numerical libraries that are not loaded yet.
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def one_thread_each() -> None:
    """Give numerical libraries one thread, those that are loaded and those that will be."""
    for name in _THREADS:
        os.environ[name] = "1"
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].set_cpu_count(1)
    if sys.platform.startswith("linux"):
        _one_blas_thread()


def _one_blas_thread() -> None:
    """Tell the OpenBLAS libraries that are loaded already; their names carry a prefix and a suffix per wheel."""
    import ctypes  # noqa: PLC0415

    maps = Path("/proc/self/maps").read_text().splitlines()
    paths = {line.split(maxsplit=5)[5] for line in maps if "openblas" in line and "/" in line}
    for path in paths:
        library = ctypes.CDLL(path)
        for prefix in ("", "scipy_"):
            for suffix in ("", "64_", "_64"):
                setter = getattr(library, f"{prefix}openblas_set_num_threads{suffix}", None)
                if setter is not None:
                    setter(1)
