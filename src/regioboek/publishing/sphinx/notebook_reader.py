"""How the book reads an executed notebook: only what a page shows of it.

myst-nb takes a reader per suffix (`nb_custom_formats` in `_config.yml`). Ours differs from its own in that

* of a result in several forms, the plain text is left out where there is HTML: the page would build both and show
  one;
* the stylesheet of charts and tables, which a notebook carries for JupyterLab, is taken out: the site links it;
* a line of text that begins with `%` is text ("% van de inwoners"), as in JupyterLab, and no MyST comment;
* the notebook is not validated again: it was when it was written.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nbformat

_PERCENT = re.compile(r"^%", re.M)


def read_notebook(text: str) -> nbformat.NotebookNode:
    """A notebook (format 4) from its JSON."""
    notebook = nbformat.v4.reads(text)  # joins texts that are stored as lists of lines
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _PERCENT.sub(r"\\%", cell.source)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/html" in data:
                data.pop("text/plain", None)
                data["text/html"] = carried_style().sub("", data["text/html"])
    return notebook


@lru_cache(maxsize=1)
def carried_style() -> re.Pattern[str]:
    """The `<style>` element of the charts as a page's first cell holds it, with or without an edition's own colours."""
    from regioboek.report.pages.styles import stylesheet  # noqa: PLC0415

    return re.compile(f"<style>{re.escape(stylesheet())}[^<]*</style>")
