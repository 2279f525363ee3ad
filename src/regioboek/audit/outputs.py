"""What nbval would pass over in silence: found by reading the notebook, before anything runs.

nbval compares nothing for a cell without execution count and outputs, skips cells by tag or comment, and never looks at
PNG or JPEG. Each of these would make a green check of nothing, so each is a problem here. So is a notebook that runs
well and is about another page than its file says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from regioboek.audit.verdict import CellProblem

_SKIPS = {"nbval-skip", "nbval-ignore-output", "raises-exception", "nbval-raises-exception"}
_COMMENT = re.compile(
    r"^\s*#\s*(NBVAL_SKIP|NBVAL_IGNORE_OUTPUT|PYTEST_VALIDATE_IGNORE_OUTPUT|NBVAL_RAISES_EXCEPTION)\s*$", re.M
)
_PICTURES = {"image/png", "image/jpeg"}


def read(path: Path) -> tuple[NotebookNode | None, list[CellProblem]]:
    """The notebook (None when it is none), and what nbval would not see."""
    try:
        nb = nbformat.read(path, as_version=4)
    except Exception as error:
        return None, [CellProblem(None, f"cannot be read as a notebook: {str(error).splitlines()[0]}")]
    return nb, [*unseen(nb), *_another_page(nb, path)]


def unseen(nb: NotebookNode) -> Iterator[CellProblem]:
    """Every reason why comparing this notebook would compare less than it seems."""
    code = [(number, cell) for number, cell in enumerate(nb.cells, 1) if cell.cell_type == "code"]
    if not any(cell.outputs for _, cell in code):
        yield CellProblem(None, "no code cell has an output: there is nothing to compare")
    for number, cell in code:
        if cell.execution_count is None:
            text = "has no execution count: never run, or emptied; nbval would not compare it"
            yield CellProblem(number, text)
        for tag in sorted(_SKIPS & set(cell.metadata.get("tags", []))):
            yield CellProblem(number, f"tag {tag!r} keeps its outputs from being compared")
        if found := _COMMENT.search(cell.source):
            yield CellProblem(number, f"the comment {found[0].strip()!r} keeps its outputs from being compared")
        for mime in sorted({m for o in cell.outputs for m in o.get("data", {})} & _PICTURES):
            yield CellProblem(number, f"shows {mime}, which nbval never compares; draw SVG")


def _another_page(nb: NotebookNode, path: Path) -> Iterator[CellProblem]:
    """The injected parameters name the page, and so does the file: `regio/gm0014.ipynb` has region GM0014."""
    for number, cell in enumerate(nb.cells, 1):
        tagged = "injected-parameters" in cell.metadata.get("tags", [])
        if tagged and not re.search(rf"(?i)['\"]{re.escape(path.stem)}['\"]", cell.source):
            yield CellProblem(number, f"its parameters do not name {path.stem!r}: the file holds another page")
