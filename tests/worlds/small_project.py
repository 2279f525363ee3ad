"""The small project that tests of this room execute: one template, pages of regions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from regioboek.execution.page_spec import PageSpec
from regioboek.layout import BuildDir, Project


def project_in(folder: Path) -> Callable[..., tuple[Project, BuildDir]]:
    """Call the result with the sources of the template's cells; again to change the template."""

    def make(*sources: str) -> tuple[Project, BuildDir]:
        root = folder / "project"
        (root / "notebooks").mkdir(parents=True, exist_ok=True)
        (root / "requirements.lock").write_text("numpy==1\n")
        nbformat.write(template(*sources), root / "notebooks" / "regio.ipynb")
        return Project(root), BuildDir(root / "_build" / "demo")

    return make


def template(*sources: str) -> nbformat.NotebookNode:
    """A template with parameter `region` and one code cell per source; the last cell mentions the region."""
    cells = [
        new_markdown_cell("# «naam»"),
        new_code_cell('# Welke regio.\nregion = "GM0014"', metadata={"tags": ["parameters"]}),
        *(new_code_cell(source) for source in sources),
        new_code_cell("region"),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def page(code: str = "GM0014", name: str = "Groningen", data: str = "figures 1") -> PageSpec:
    return PageSpec("regio", code.lower(), name, {"region": code}, {"naam": name}, data)
