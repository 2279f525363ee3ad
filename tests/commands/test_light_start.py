"""The build command begins without the libraries that only make something: with nothing to make they are not needed."""

from __future__ import annotations

import json
import subprocess
import sys

#: Each takes a noticeable part of a second to import.
HEAVY = (
    "IPython", "geopandas", "jupyter_book", "matplotlib", "nbformat", "numpy", "openpyxl", "pandas", "papermill",
    "pyarrow", "pyreadstat", "requests", "scipy", "seaborn", "shapely", "sphinx",
)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """Top packages in a new process after `code`."""
    told = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{told}"], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


def test_the_build_command_is_imported_without_them():
    assert loaded_by("import regioboek.cli.app, regioboek.commands.build") & set(HEAVY) == set()


def test_papermill_finds_the_engine_whichever_is_imported_first():
    first = "from regioboek.execution.engine import ForkEngine"
    second = "from papermill.engines import papermill_engines"
    known = "assert papermill_engines.get_engine('regioboek') is ForkEngine"
    for lines in ((first, second, known), (second, first, known)):
        assert "papermill" in loaded_by("\n".join(lines))
