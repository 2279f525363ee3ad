"""Same inputs, same bytes: in another process, with other hash seeds, whatever was drawn before."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from worlds.page_reading import cells
from worlds.places import environment

SCRIPT = """
import hashlib, sys
from pathlib import Path
from worlds.page_reading import cells
from regioboek.report.data.edition_data import EditionData

data = EditionData.open(Path(sys.argv[1]))
for kind, id_ in (pair.split(":") for pair in sys.argv[2:]):
    made = cells(data, kind, id_)
    print(id_, hashlib.sha256("".join(c.html + c.text for c in made).encode()).hexdigest())
"""
PAGES = ("regio:GM0014", "indicator:overgewicht", "thema:sociaal-kapitaal")


def test_pages_are_the_same_bytes_in_another_process_and_another_order(demo_data, tmp_path):
    """Hash seeds of both processes differ: this one's is random unless PYTHONHASHSEED is set."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(demo_data.build.root), *PAGES[::-1]],
        env=environment(PYTHONHASHSEED=seed, MPLCONFIGDIR=str(tmp_path)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    own = {}
    for kind, id_ in (pair.split(":") for pair in PAGES):
        made = "".join(c.html + c.text for c in cells(demo_data, kind, id_))
        own[id_] = hashlib.sha256(made.encode()).hexdigest()
    assert dict(line.split() for line in run.stdout.splitlines()) == own
