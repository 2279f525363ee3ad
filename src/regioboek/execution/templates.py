"""From template to the notebook of one page: parameters injected, words filled into Markdown, nothing executed yet.

Rules of a template (`load_template` refuses what breaks them, all problems in one report):

* It is a Python notebook without outputs and execution counts, and no code cell is empty.
* Exactly one code cell is tagged `parameters`; it holds only `name = literal` lines and comments. With these defaults
  the template runs by hand.
* No tag and no comment takes a cell out of the page (`remove-*`) or out of the audit (`nbval-*`, `raises-exception`,
  `skip-execution`).

Rules of rendering (`render_template`):

* Exactly the template's parameters are given: an unknown or a missing one is an error that names the nearest.
* They stand in a cell of their own after the `parameters` cell, tagged `injected-parameters`; the defaults stay above
  it, as with papermill, so that the page can be run by hand too.
* Every code cell is tagged `hide-input`: collapsed, never removed.
* Neighbouring cells whose metadata say `"regioboek": {"for": "theme"}` are repeated for each entry of that list of
  words, with `«theme.id»` and the like filled, in their code too. Where the id of such a cell says `theme`, the id of
  the entry stands. A list without entries leaves none of them.
* «name» in a Markdown cell becomes the word of that name: letters, digits, `_`, `-` and `.`, no space. MyST's
  `{directive}`, LaTeX and Python's braces mean nothing here. A name that is not known is an error.
* Same template, parameters and words give the same bytes: cell ids are the template's, metadata is written anew.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from regioboek.errors import PageError, closest, meant

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

#: As the kernel says it, without the Python's version: a page does not differ by it.
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}

INJECTED_ID = "injected-parameters"

_PLACEHOLDER = re.compile(r"«([^«»]*)»")
_NAME = re.compile(r"[\w-]+(\.[\w-]+)*")
_HIDDEN_FROM_AUDIT = {"raises-exception", "skip-execution"}
_AUDIT_COMMENT = re.compile(r"#\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)")


def load_template(path: Path) -> NotebookNode:
    """Read and check a template; PageError with every rule it breaks."""
    if not path.is_file():
        near = sorted(p.name for p in path.parent.glob("*.ipynb")) if path.parent.is_dir() else []
        raise PageError(f"template {path} does not exist; its folder has {', '.join(near) or 'no notebooks'}")
    try:
        nb = nbformat.read(path, as_version=4)
        nbformat.validate(nb)
    except Exception as error:
        raise PageError(f"template {path} cannot be read as a notebook: {str(error).splitlines()[0]}") from error
    problems = [*_notebook_problems(nb), *_cell_problems(nb)]
    if not problems:
        _, problems = _read_parameters(nb)
    _refuse(str(path), problems)
    nb.metadata["regioboek"] = {"template": path.name}
    return nb


def template_parameters(nb: NotebookNode) -> dict[str, Any]:
    """Name -> default, in the order of the `parameters` cell; PageError when the cell holds anything else."""
    values, problems = _read_parameters(nb)
    _refuse(_name(nb), problems)
    return values


def render_template(nb: NotebookNode, parameters: Mapping[str, Any], context: Mapping[str, Any]) -> NotebookNode:
    """The notebook of one page, ready to run; `nb` is left as it is.

    `parameters`: exactly the template's, values that Python can write down (str, int, float, bool, None, lists, dicts).
    `context`: the words for «name» in Markdown cells, and lists of them for cells that are repeated; more than the
    template uses do no harm.
    Raises PageError with every problem: template, cell number (all cells counted from 1), nearest known name.
    """
    problems = [*_parameter_problems(template_parameters(nb), parameters)]
    cells = []
    for number, cell, words, repeated in _repeated(nb, context):
        copy = NotebookNode(cell)
        copy.metadata = NotebookNode(cell.metadata)
        if repeated:
            copy.id = cell.id.replace(repeated, words[f"{repeated}.id"])
            del copy.metadata["regioboek"]
        if repeated or cell.cell_type == "markdown":
            copy.source, wrong = fill(cell.source, words)
            problems += [f"cell {number}: {problem}" for problem in wrong]
        if cell.cell_type == "code":
            copy.metadata.tags = [*dict.fromkeys([*cell.metadata.get("tags", []), "hide-input"])]
            copy.outputs, copy.execution_count = [], None
        cells.append(copy)
        if "parameters" in cell.metadata.get("tags", []) and not problems:
            cells.append(_injected(parameters))
    _refuse(_name(nb), problems)
    page = {"template": _name(nb), "parameters": dict(parameters)}
    metadata = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO, "regioboek": page}
    rendered = nbformat.from_dict({"metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    rendered.cells = cells  # valid, as the template was checked: no need to hold each page against the schema
    return rendered


def _repeated(nb: NotebookNode, context: Mapping[str, Any]) -> Iterator[tuple[int, NotebookNode, dict[str, str], str]]:
    """The cells of a page in order: number in the template, cell, its words, and the list it is repeated for or ""."""
    plain = {name: words for name, words in context.items() if isinstance(words, str)}
    numbered = enumerate(nb.cells, 1)
    for name, group in groupby(numbered, key=lambda pair: _for(pair[1])):
        cells = list(group)
        if not name:
            yield from ((number, cell, plain, "") for number, cell in cells)
            continue
        lists = {known: words for known, words in context.items() if isinstance(words, list)}
        if name not in lists:
            _refuse(_name(nb), [f"cell {cells[0][0]}: a list {name!r} is not known{_nearest(name, lists)}"])
        for entry in lists.get(name, ()):
            words = plain | {f"{name}.{key}": word for key, word in entry.items()}
            yield from ((number, cell, words, name) for number, cell in cells)


def _for(cell: NotebookNode) -> str:
    """The list a cell is repeated for; "" for a cell that is not."""
    name: str = cell.metadata.get("regioboek", {}).get("for", "")
    return name


def fill(text: str, context: Mapping[str, str]) -> tuple[str, list[str]]:
    """`text` with every «name» replaced, and what is wrong with it (empty when nothing is).

    What is filled in is not looked at again: a word may hold guillemets itself.
    """
    problems = []

    def word(match: re.Match[str]) -> str:
        name = match[1]
        if name in context:
            return context[name]
        if not _NAME.fullmatch(name):
            problems.append(f"«{name}» is no name: letters, digits, _, - and . only, no spaces")
        else:
            problems.append(f"«{name}» is not known{_nearest(name, context)}")
        return match[0]

    filled = _PLACEHOLDER.sub(word, text)
    if re.search("[«»]", _PLACEHOLDER.sub("", text)):
        problems.append("a « or » stands alone: a name is written «name»")
    return filled, problems


def _injected(parameters: Mapping[str, Any]) -> NotebookNode:
    lines = ["# Parameters", *(f"{name} = {value!r}" for name, value in parameters.items())]
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": INJECTED_ID,
        "source": "\n".join(lines),
        "execution_count": None,
        "outputs": [],
    }
    return nbformat.from_dict({**cell, "metadata": {"tags": [INJECTED_ID, "hide-input"]}})


def _parameter_problems(known: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    problems = [f"parameter {n!r} is not known{_nearest(n, known)}" for n in given if n not in known]
    problems += [f"parameter {n!r} is missing{_nearest(n, given, 'given')}" for n in known if n not in given]
    for name, value in given.items():
        try:
            same = ast.literal_eval(repr(value)) == value
        except (ValueError, SyntaxError):
            same = False
        if not same:
            problems.append(f"parameter {name!r}: {value!r} cannot be written as Python text and number literals")
    return problems


def _nearest(name: str, known: Mapping[str, Any] | Sequence[str], what: str = "known") -> str:
    near = closest(name, known)
    if near:
        return meant(near) if what == "known" else f"; {what} is {near[0]!r}"
    return f"; {what}: {', '.join(known) or 'none'}"


def _name(nb: NotebookNode) -> str:
    return nb.metadata.get("regioboek", {}).get("template", "template")


def _refuse(name: str, problems: Sequence[str]) -> None:
    if problems:
        raise PageError("\n".join([f"{name} ({len(problems)} problem(s))", *(f"  - {p}" for p in problems)]))


def _notebook_problems(nb: NotebookNode) -> list[str]:
    problems = []
    kernel = nb.metadata.get("kernelspec", {})
    if kernel.get("name") != "python3":
        problems.append(f"kernel {kernel.get('name')!r}; a template is for 'python3' (metadata.kernelspec.name)")
    marked = [n for n, cell in enumerate(nb.cells, 1) if "parameters" in cell.metadata.get("tags", [])]
    if len(marked) != 1:
        found = f"cells {', '.join(map(str, marked))} are" if marked else "no cell is"
        problems.append(f"{found} tagged 'parameters'; exactly one code cell must be")
    elif nb.cells[marked[0] - 1].cell_type != "code":
        problems.append(f"cell {marked[0]} is tagged 'parameters' and is no code cell")
    ids = [cell.get("id") for cell in nb.cells]
    if None in ids or len(set(ids)) != len(ids):
        problems.append("cells have no ids of their own; save the template as notebook format 4.5 or later")
    return problems


def _cell_problems(nb: NotebookNode) -> list[str]:
    problems = []
    for number, cell in enumerate(nb.cells, 1):
        tags = set(cell.metadata.get("tags", []))
        for tag in sorted(tags):
            if tag.startswith("remove-"):
                problems.append(f"cell {number}: tag {tag!r} removes it from the page; use 'hide-input' to collapse it")
            if tag.startswith("nbval-") or tag in _HIDDEN_FROM_AUDIT:
                problems.append(
                    f"cell {number}: tag {tag!r} takes it out of the audit; a page has only cells that can be compared"
                )
            if tag == INJECTED_ID:
                problems.append(f"cell {number} is tagged {tag!r}: this is a rendered page, not a template")
        if (name := _for(cell)) and (name not in str(cell.get("id")) or "parameters" in tags):
            problems.append(f"cell {number} is repeated for {name!r}: its id must say {name!r}; it holds no parameters")
        if cell.cell_type != "code":
            continue
        if not cell.source.strip():
            problems.append(f"cell {number} is a code cell without code; remove it")
        if cell.outputs or cell.execution_count is not None:
            problems.append(f"cell {number} holds outputs or an execution count; clear all outputs before saving")
        if found := _AUDIT_COMMENT.search(cell.source):
            problems.append(f"cell {number}: the comment {found[0]!r} takes it out of the audit; remove it")
    return problems


def _read_parameters(nb: NotebookNode) -> tuple[dict[str, Any], list[str]]:
    """The assignments of the parameters cell, and every line of it that is something else."""
    number, cell = next((n, c) for n, c in enumerate(nb.cells, 1) if "parameters" in c.metadata.get("tags", []))
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError as error:
        return {}, [f"cell {number}, line {error.lineno}: {error.msg}"]
    values: dict[str, Any] = {}
    problems = []
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        try:
            (target,) = targets
            if not isinstance(target, ast.Name) or value is None:
                raise ValueError
            default = ast.literal_eval(value)
        except ValueError:
            line = ast.get_source_segment(cell.source, statement) or ""
            problems.append(f"cell {number}, line {statement.lineno}: {line!r} is no `name = literal`")
            continue
        if target.id in values:
            problems.append(f"cell {number}, line {statement.lineno}: {target.id!r} is assigned twice")
        values[target.id] = default
    if not problems and not values:
        problems.append(f"cell {number} is tagged 'parameters' and assigns none")
    return values, problems
