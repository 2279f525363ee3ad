"""Pick notebooks and run them again: plain `pytest --nbval --nbval-current-env`, a process apart, an empty folder.

nbval runs each notebook in the notebook's own folder, so a page finds its edition as it does for anybody: upwards from
where it lies. Notebooks that were taken elsewhere are told where their build is.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from regioboek.audit.outputs import read
from regioboek.audit.verdict import CellProblem, NotebookVerdict, Verdict
from regioboek.errors import RegioboekError
from regioboek.layout import BuildDir

#: Seconds a cell may take in the audit.
CELL_TIMEOUT = 300

_NOT_OURS = ("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_CURRENT_TEST", "REGIOBOEK_EDITION_DIR")


def sample(build: BuildDir, n: int, seed: int) -> list[Path]:
    """Pick `n` executed notebooks of a build, or all when there are fewer; the same seed picks the same pages.

    One of each kind first, as far as `n` goes, the others from all that are left. In order of kind and name.
    Raises RegioboekError when there is nothing to pick from.
    """
    by_kind: dict[str, list[Path]] = {}
    for path in sorted(build.notebooks("").glob("*/*.ipynb")):
        by_kind.setdefault(path.parent.name, []).append(path)
    everything = [path for paths in by_kind.values() for path in paths]
    if not everything:
        raise RegioboekError(f"nothing to audit: no executed notebooks in {build.root / 'notebooks'}; build first")
    if n < 1:
        raise RegioboekError(f"nothing to audit: a sample of {n} was asked for")
    chance = random.Random(seed)
    picked = [chance.choice(paths) for paths in by_kind.values()][:n]
    rest = [path for path in everything if path not in picked]
    picked += chance.sample(rest, min(n - len(picked), len(rest)))
    return sorted(picked, key=everything.index)


def run(notebooks: Iterable[Path], build: BuildDir) -> Verdict:
    """Run the notebooks again and compare every output; see the package for what a green verdict means.

    `build`: where the tables of their edition are. Raises RegioboekError when nbval itself cannot be run.
    """
    verdict = Verdict()
    whole: dict[Path, tuple[NotebookVerdict, NotebookNode]] = {}
    for path in (path.resolve() for path in notebooks):
        nb, problems = read(path)
        one = NotebookVerdict(f"{path.parent.name}/{path.stem}", problems=problems)
        verdict.notebooks.append(one)
        if nb is not None:
            whole[path] = one, nb
    cases = _nbval(list(whole), build) if whole else {}
    for path, (one, nb) in whole.items():
        _judge(one, nb, cases[path])
    return verdict


def _judge(verdict: NotebookVerdict, nb: NotebookNode, cases: Sequence[ET.Element]) -> None:
    """Lay nbval's cases beside the code cells they stand for."""
    code = [(number, cell) for number, cell in enumerate(nb.cells, 1) if cell.cell_type == "code"]
    if len(cases) != len(code):
        text = f"nbval reported {len(cases)} cells of {len(code)}: the notebook was not run to its end"
        verdict.problems.append(CellProblem(None, text))
    for (number, cell), case in zip(code, cases, strict=False):
        verdict.seconds += float(case.get("time", 0))
        wrong = [child for child in case if child.tag in {"failure", "error", "skipped"}]
        verdict.problems += [CellProblem(number, _words(child)) for child in wrong]
        verdict.cells += not any(child.tag == "skipped" for child in wrong)
        verdict.compared += bool(cell.outputs) and cell.execution_count is not None and not wrong


def _words(outcome: ET.Element) -> str:
    """What nbval says, without the lines that repeat the source."""
    text = (outcome.text or outcome.get("message") or outcome.tag).strip()
    head, _, trace = text.partition("\nTraceback:")
    said = next(
        (line.split(": ", 1)[1] for line in head.splitlines() if line.startswith("Cell ") and ": " in line), head
    )
    return f"{said.strip()}\n{trace.strip()}".strip()


def _nbval(paths: Sequence[Path], build: BuildDir) -> Mapping[Path, list[ET.Element]]:
    """Path -> nbval's case per code cell, in order."""
    root = Path(os.path.commonpath([path.parent for path in paths]))
    with tempfile.TemporaryDirectory(prefix="regioboek-audit-") as folder:
        report = Path(folder) / "report.xml"
        empty = Path(folder) / "pytest.ini"  # no project's settings: the plain nbval anybody would run
        empty.write_text("[pytest]\n")
        command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "--color=no", "--noconftest"]
        command += [f"--nbval-cell-timeout={CELL_TIMEOUT}", "-p", "no:cacheprovider", f"--junitxml={report}"]
        command += ["-c", str(empty), f"--rootdir={root}", *map(str, paths)]
        done = subprocess.run(
            command, cwd=folder, env=_environment(paths, build), capture_output=True, text=True, check=False
        )
        if not report.is_file():
            raise RegioboekError(f"nbval could not be run (exit code {done.returncode}):\n{done.stdout}{done.stderr}")
        found: dict[str, list[ET.Element]] = defaultdict(list)
        for case in ET.parse(report).iter("testcase"):
            found[case.get("classname", "")].append(case)
    return {path: found[".".join(path.relative_to(root).parts)] for path in paths}


def _environment(paths: Sequence[Path], build: BuildDir) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if k not in _NOT_OURS}
    root = build.root.resolve()
    if not all(path.is_relative_to(root) for path in paths):
        environment["REGIOBOEK_EDITION_DIR"] = str(root)
    return environment
