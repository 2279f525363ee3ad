"""A fetch of the small bureau in a process of its own, which ends itself with SIGKILL at a chosen step.

`python -m worlds.fetch_child PROJECT STEP [UPDATE] [SECONDS]`: with STEP `wait` it holds the edition for SECONDS.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from worlds.small_bureau import small_edition

from regioboek.layout import Project
from regioboek.sources.snapshot.fetching import Asking, fetch_edition


def main(root: str, step: str, update: str) -> None:
    def at(name: str) -> None:
        if step == "wait":
            print("holding", flush=True)
            time.sleep(600)
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    asking = Asking(confirm=lambda _: True, step=at)
    fetch_edition(Project(Path(root)), small_edition(), asking, update=update == "update")


if __name__ == "__main__":
    main(*sys.argv[1:])
