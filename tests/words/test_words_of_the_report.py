"""Charts, pages and their data hold no word that a reader sees: these stand in words/, where a translator finds them.

Every piece of text in the code must be made of names that the code itself knows: keys of tables and labels, classes
of the stylesheet, roles, addresses. What is not among them is a word for a reader, or a new name to be listed here.
Messages to who calls a function wrongly (`raise`) and docstrings are English and not looked at.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import regioboek
from regioboek import charts
from regioboek.params.levels import LEVELS
from regioboek.schemas import SCHEMAS
from regioboek.words import labels

PACKAGE = Path(regioboek.__file__).parent

#: Modules whose words do not stand in words/ yet; and one of CSS.
NOT_YET = {
    "charts/paint.py", "charts/drawing.py", "report/pages/indicator_figures.py", "report/pages/theme_figures.py",
    "report/data/context.py", "report/data/digests.py", "report/data/edition_data.py",
    "charts/drawn_svg.py", "charts/maps.py", "report/pages/styles.py",
}  # fmt: skip
FILES = [
    path
    for room in ("charts", "report")
    for path in sorted((PACKAGE / room).rglob("*.py"))
    if path.relative_to(PACKAGE).as_posix() not in NOT_YET
]

WORD = re.compile(r"[A-Za-zÀ-ÿ][\w-]+")

#: Not seen by a reader: classes, addresses, files, and the commands of a path.
OUT_OF_SIGHT = re.compile(
    r"\b(?:rb|t|p|i)-[\w-]*|(?:\.\./)?[\w/]*\.html\b|\.\./\w+/|\b[hv]-?\d*\b|[\w.]*report[\w.]*|utf-8"
)

#: Names of the code in text: HTML and SVG, keys of `paths.json`, kinds of drawings, ids within a page.
NAMES = {
    "NL01", "img", "group", "row", "cell", "table", "rowgroup", "columnheader", "rowheader", "text", "plain", "html",
    "end", "middle", "category", "at", "box", "members", "neighbours", "regions", "chart", "legend", "wiel", "strip",
    "sparkline", "own", "parent", "national", "flag", "ontwikkeling", "plaats", "provincies", "verdeling",
}  # fmt: skip

#: Letters of one width, in `charts/parts.py`.
LETTERS = {"ijlI", "frt-", "cksvxyzFLPTY", "ABCDEGHKNOQRSUVXZ", "mwMW"}


@cache
def names_of_the_code() -> set[str]:
    columns = {column.name for schema in SCHEMAS.values() for column in schema.columns}
    every = labels.keys()
    keys = {part for key in every if "." in key for part in key.split(".")[1:]}
    return NAMES | LETTERS | columns | keys | set(LEVELS) | set(charts.__all__)


def shown(path: Path) -> list[str]:
    """What a reader might read in a module, with its line: between the tags of markup, and read aloud."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    passed_over = set()
    for node in nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr):
            passed_over.add(id(node.body[0].value))
        elif isinstance(node, ast.Raise):
            passed_over |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("text", "section", "attribute"):
            passed_over.add(id(node.args[0]))
    texts = [n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in passed_over]
    return [f"{path.name}:{node.lineno} {readable}" for node in texts if (readable := _readable(node.value))]


def _readable(text: str) -> str:
    read_aloud = re.findall(r'(?:aria-label|title|alt|data-label)="([^"]*)"', text)
    between = re.sub(r"<[a-z/][^>]*>|^[^<]*\">|<[a-z][^>]*$| [\w-]+=\"[^\"]*\"", " ", text)
    words = WORD.findall(OUT_OF_SIGHT.sub(" ", " ".join([between, *read_aloud])))
    return " ".join(word for word in words if word not in names_of_the_code())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_holds_a_word_for_readers(path):
    assert shown(path) == []


@pytest.mark.parametrize(
    "text",
    ["Geen cijfers", "een kwart", "breuk", "<p>Let op</p>", 'x<span aria-label="Zoek">', "prov. ", " van "],
)
def test_a_word_for_readers_is_found(text):
    assert _readable(text)
