"""Where the repository and its tests lie: for tests, and for the processes that they start."""

from __future__ import annotations

import os
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent


def environment(**more: str) -> dict[str, str]:
    """What a child needs to import `worlds` and `loopback` as a test does."""
    return {**os.environ, "PYTHONPATH": str(TESTS), **more}
