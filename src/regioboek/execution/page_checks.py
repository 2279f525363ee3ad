"""What an executed notebook must be before it is a page: about its subject, whole, and the same tomorrow.

`normalised` leaves out what differs from run to run and says nothing about the page: times, paths, papermill's and
nbclient's bookkeeping. `problems` names what must not be published at all:

* a code cell that did not run, or that holds an error;
* a page whose injected parameters did not run, or whose outputs mention neither its id, its title nor a parameter;
* a cell that writes to stderr: a warning is for who writes the page, and would stop the book after all pages have run;
* an output that cannot be equal next time: a memory address, a process id, a random id, a date of drawing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from regioboek.execution.page_spec import PageSpec
from regioboek.execution.templates import INJECTED_ID, KERNELSPEC, LANGUAGE_INFO

#: What differs from run to run: text that is always in it (a plain search is far cheaper), how it looks, what to do.
NOT_REPRODUCIBLE = (
    (
        "at 0x",
        r"\bat 0x[0-9a-fA-F]{4,}",
        "a memory address; give the object a __repr__ of its own or show something else",
    ),
    ("ipykernel_", r"ipykernel_\d+", "the id of the process, as warnings show it; mend what warns"),
    (
        'id="T_',
        r"\bid=\"T_[0-9a-f]{5}\"",
        "a random id of pandas' Styler; use DataFrame.to_html or Styler.set_uuid",
    ),
    ("<dc:date>", r"<dc:date>", "the date of drawing; save SVG with metadata={'Date': None}"),
)

_KEPT_METADATA = ("kernelspec", "language_info", "regioboek", "widgets")
_DROPPED_CELL_METADATA = ("papermill", "execution")


def normalised(nb: NotebookNode) -> NotebookNode:
    """A copy without anything that depends on the moment, the machine or the folder of the run."""
    nb = nbformat.from_dict(nb)
    nb.metadata = NotebookNode({k: nb.metadata[k] for k in _KEPT_METADATA if k in nb.metadata})
    nb.metadata.kernelspec = nbformat.from_dict(KERNELSPEC)
    nb.metadata.language_info = nbformat.from_dict(LANGUAGE_INFO)
    for cell in nb.cells:
        for key in _DROPPED_CELL_METADATA:
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]  # papermill adds empty ones
    nb.nbformat_minor = 5
    return nb


def problems(nb: NotebookNode, page: PageSpec) -> Iterator[tuple[int | None, str]]:
    """(cell number counted from 1, or None for the whole page; what is wrong); nothing when it can be published."""
    injected = False
    for number, cell in enumerate(nb.cells, 1):
        if cell.cell_type != "code":
            continue
        if cell.execution_count is None:
            yield number, "was not run: an earlier cell ended the notebook (sys.exit?)"
            return
        errors = [o.ename for o in cell.outputs if o.output_type == "error"]
        yield from ((number, f"holds an error ({name})") for name in errors)
        injected = injected or INJECTED_ID in cell.metadata.get("tags", [])
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr" and not errors:
                told = " ".join(output.text.split())[:120]
                yield number, f"writes to stderr ({told!r}), which readers would see: mend what warns, or catch it"
        for text in output_texts(cell):
            for sign, pattern, advice in NOT_REPRODUCIBLE:
                if sign in text and (found := re.search(pattern, text)):
                    around = text[max(0, found.start() - 60) : found.end() + 20].replace("\n", " ").strip()
                    yield number, f"shows what differs from run to run ({around!r}): {advice}"
    if page.parameters and not injected:
        yield None, "its parameters were not injected"
    names = dict.fromkeys([page.id, page.title, *map(str, page.parameters.values())])
    wanted = [name.casefold() for name in names if name]
    shown = (html.unescape(text).casefold() for cell in nb.cells for text in output_texts(cell))
    if not any(word in text for text in shown for word in wanted):
        yield None, f"no output mentions any of {', '.join(names)}: the page may be about something else"


def output_texts(cell: NotebookNode) -> Iterator[str]:
    """Every text in the outputs of a code cell, whatever its MIME type; no images."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            yield output.text
        elif output.output_type == "error":
            yield f"{output.ename}: {output.evalue}"
        for mime, data in output.get("data", {}).items():
            if isinstance(data, str) and (not mime.startswith("image/") or mime == "image/svg+xml"):
                yield data
