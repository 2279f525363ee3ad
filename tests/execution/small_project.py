"""The small project that tests of this room execute: one template, pages of regions."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from regioboek.execution.pages import PageSpec


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
