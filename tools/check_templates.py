"""Refuse notebook templates with outputs or execution counts; used by pre-commit and by hand.

python tools/check_templates.py notebooks/*.ipynb
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def dirty_cells(path: Path) -> list[int]:
    """Numbers (from 1) of code cells that carry outputs or an execution count."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [n for n, cell in enumerate(cells, 1) if cell.get("outputs") or cell.get("execution_count") is not None]


def main(paths: list[str]) -> int:
    """Exit code 1 and a line per dirty template."""
    found = {path: dirty_cells(Path(path)) for path in paths}
    for path, cells in found.items():
        if cells:
            numbers = ", ".join(map(str, cells))
            print(
                f"{path}: cells {numbers} carry outputs; clear them (jupyter nbconvert --clear-output --inplace {path})"
            )
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
