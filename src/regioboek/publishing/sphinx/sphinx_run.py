"""One run of Jupyter Book's own assembly, by `python -m regioboek.publishing.sphinx.sphinx_run SPEC`.

A process of its own because Sphinx and docutils keep global state, because its memory is then given back, and
because the order of Python's sets must be the same in every build (PYTHONHASHSEED, set by :mod:`render`).

SPEC is a JSON file with book, html, doctrees, outputs, record_in, record_out, jobs, and parent: the process without
which neither it nor what it starts goes on (Linux). Progress goes to standard output as one JSON list a line,
[phase, done, total]; warnings go to standard error as Sphinx words them. Exit code 1 when there was any.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from pathlib import Path
from typing import Any

from jupyter_book.sphinx import build_sphinx
from sphinx.util.console import nocolor

from regioboek.execution.engine.fork import die_with

#: So many new objects before Python looks for cycles: it makes millions, and nearly all go by themselves.
OBJECTS = 50_000


def run(spec: dict[str, Any]) -> int:
    """Build the staged book; 0 when there was no warning."""
    die_with(spec["parent"], signal.SIGKILL)
    gc.set_threshold(OBJECTS)
    nocolor()
    outcome = build_sphinx(
        spec["book"],
        spec["html"],
        path_config=str(Path(spec["book"], "_config.yml")),
        noconfig=True,
        doctreedir=spec["doctrees"],
        confoverrides={
            "latex_individualpages": False,  # jupyter_book.config takes this out without looking whether it is there
            "regioboek_record_in": spec["record_in"],
            "regioboek_record_out": spec["record_out"],
            "regioboek_outputs": spec["outputs"],
        },
        jobs=spec["jobs"],
        quiet=True,
        warningiserror=True,
        keep_going=True,
    )
    return outcome if isinstance(outcome, int) else 2


if __name__ == "__main__":
    sys.exit(run(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
