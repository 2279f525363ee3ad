"""What a reader sees stands in `words/`, where a translator finds it: charts, report and publishing hold none of it.

Every piece of text in their code must be made of names that the code itself knows: its own identifiers, keys of tables
and labels, or what has the shape of a key, a path or CSS. What is not among them is a word for a reader, or a new name
to be listed here. English for who builds (an error that is raised, a problem that is told, a line in the log) and
docstrings are not looked at. Scripts and pages of the site's theme, and stylesheets, are held to the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import regioboek
from regioboek.params.levels import LEVELS
from regioboek.publishing.chapters.chapter_blocks import block_names
from regioboek.schemas import SCHEMAS
from regioboek.words import labels

PACKAGE = Path(regioboek.__file__).parent
BOOK = Path(__file__).parents[2] / "book"

KEYS = labels.keys()

#: Rooms without a word for readers.
ROOMS = ("charts", "report", "publishing")

FILES = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
THEME = [p for p in sorted(PACKAGE.rglob("*")) if p.suffix in (".html", ".js", ".css") and "words" not in p.parts]

WORD = re.compile(r"[A-Za-zÀ-ÿ][\w-]+")

#: Calls whose first argument is a key or a part of one; calls that tell who builds, in English; patterns.
WITH_A_KEY = re.compile(
    r"(?:labels\.)?(?:text|section)|attribute|dict\.fromkeys|.*\.(?:get|attrGet|startswith|removeprefix|open)"
)
TOLD_TO_BUILDERS = re.compile(r"(?:\w+\.)*(?:_refuse|Problem|problem|warning|info|report|\w*Error)|re\.compile")

#: What has letters and is no text, by its shape: a key or a name of more than one part, a path, a pattern.
TECHNICAL = re.compile(r"""
    [\w.@-]*[_./:\#=*-][\w./:\#=*-]*[\w/*-]
    | .*\\.*
    | [.*]\w+ | [a-z]+-
    """, re.VERBOSE | re.DOTALL)  # fmt: skip
#: Marks of templates, classes, declarations of CSS, colours, commands of a path, ids of the country and its parts.
OUT_OF_SIGHT = re.compile(
    r"""«[^«»]*» | \{\{.*?\}\} | \{[%\#].*?[%\#]\} | \{[^{}]*\}
    | color-mix\(in\ srgb | \b(?:rb|t|p|i)-[\w-]* | [\w./]*\w\.(?:html|md)\b
    | [\w-]+:[-\w.\#]*(?:\([^()]*\))?(?:;|$) | ;[\w-]+:[\w.]* | \#[0-9a-f]{6}\b | \b[hv]-?\d*\b
    """,
    re.VERBOSE | re.DOTALL,
)

#: Names that no identifier has: of HTML and SVG, of drawings and their looks, of libraries, kinds of pages of a site.
NAMES = {
    "alt", "canonical", "alternate", "author", "col", "columnheader", "img", "license", "poster", "prev", "rel",
    "rowgroup", "rowheader", "src", "srcset", "viewBox", "media", "screen", "and", "prefers-color-scheme",
    "data-jp-theme-light", "DejaVu", "Sans", "bar", "center", "chart", "hatch", "rotate", "stroke", "var",
    "big", "stable", "NFD", "commonmark", "doctrees", "jinja2", "linux", "markdown", "mathml",
    "mystnb", "pygments", "PYTHONHASHSEED", "PYTHONUTF8", "rbFinder", "rbSearchIndex", "true", "false", "hoofdstuk",
    "overzicht", "blok", "plaats", "NL01",
}  # fmt: skip


#: Elements, events and keys that scripts name; and the two letters that are one capital.
OF_THE_BROWSER = {
    "ul", "li", "small", "option", "listbox", "combobox", "mousedown", "click", "focus", "blur", "keydown",
    "ArrowDown", "ArrowUp", "Escape", "Enter", "ij",
}  # fmt: skip


@cache
def names_of_the_code() -> frozenset[str]:
    """Identifiers of the package, columns, keys of labels, levels, chapters and their parts."""
    chapters = (p.relative_to(BOOK).with_suffix("") for p in BOOK.rglob("*.md"))
    found = {*NAMES, *LEVELS, *block_names(), *(part for chapter in chapters for part in chapter.parts)}
    found |= {path.stem for path in THEME}
    found |= {*(c.name for schema in SCHEMAS.values() for c in schema.columns)}
    found |= {part for key in KEYS if "." in key for part in key.split(".")[1:]}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for field in ("id", "arg", "attr", "name", "module"):
                found.update(str(getattr(node, field, "")).split("."))
    return frozenset(found)


def readable(text: str) -> str:
    """The words a reader might read in `text`: between the tags of markup, and read aloud."""
    aloud = re.findall(r'(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"', text)
    between = re.sub(r"<[a-z/!?][^>]*>|^[^<]*\"/?>|<[a-z][^>]*$| [\w-]+=\"[^\"]*\"", " ", text).strip()
    if TECHNICAL.fullmatch(between):
        between = ""
    words = WORD.findall(OUT_OF_SIGHT.sub(" ", " ".join([between, *aloud])))
    return " ".join(word for word in words if word not in names_of_the_code())


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module that is no docstring, key, message, nor compared with anything; with its line."""
    tree = ast.parse(path.read_text("utf-8"))
    passed_over = {id(part) for node in _not_shown(tree) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield node.lineno, node.value


def _not_shown(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Dict):
            yield from (k for k in node.keys if isinstance(k, ast.Constant) and re.fullmatch(r"[\w.-]+", str(k.value)))
        elif isinstance(node, ast.Subscript):
            yield node.slice
        elif isinstance(node, ast.Compare):
            yield from (part for part in (node.left, *node.comparators) if not isinstance(part, ast.Call))
        elif isinstance(node, ast.Call) and node.args and WITH_A_KEY.fullmatch(ast.unparse(node.func)):
            yield node.args[0]
        elif _is_message(node):
            yield node
        if isinstance(node, ast.Module | ast.FunctionDef):
            yield from _parts_of_messages(node)


def _is_message(node: ast.AST) -> bool:
    told = isinstance(node, ast.Call) and TOLD_TO_BUILDERS.fullmatch(ast.unparse(node.func))
    return isinstance(node, ast.Raise) or bool(told)


def _parts_of_messages(scope: ast.Module | ast.FunctionDef) -> Iterator[ast.AST]:
    """What a function, or the module for its constants, puts into the names that its messages are made of."""
    whole = isinstance(scope, ast.Module)
    used = {n.id for m in ast.walk(scope) if _is_message(m) for n in ast.walk(m) if isinstance(n, ast.Name)}
    for node in scope.body if whole else ast.walk(scope):
        if isinstance(node, ast.Assign | ast.For):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            if named & used and (not whole or all(name.isupper() for name in named)):
                yield node.value if isinstance(node, ast.Assign) else node.iter


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_holds_no_words_of_readers(path):
    assert [f"{line}: {words}" for line, text in literals(path) if (words := readable(text))] == []


@pytest.mark.parametrize("path", THEME, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_theme_holds_no_words_of_readers(path):
    text = re.sub(r"/\*.*?\*/|\{#.*?#\}|<script>.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL)
    if path.suffix == ".html":
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
        named = re.findall(r'(?:aria-label|placeholder|alt|title)="([^"]*)"', text)
        found = [part for part in [*named, *re.sub(r"<[^>]*>", "", text).splitlines()] if re.search(r"[^\W\d_]", part)]
    elif path.suffix == ".css":
        shown = re.findall(r'content: ?"([^"]*)"|%3Ctext[^/]*?%3E(.*?)%3C/text', text)
        found = [part for pair in shown for part in pair if readable(part)]
    else:
        strings = [re.sub(r"\[data-[^]]*\]|^\([\w-]+: \w+\)$", "", found) for found in re.findall(r'"([^"\n]*)"', text)]
        found = [words for words in map(readable, strings) if not set(words.split()) <= OF_THE_BROWSER]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "Alle regio’s", "<p>Uitgever: {}</p>", "geen cijfer", "Geen cijfers", "een kwart", "breuk", "<p>Let op</p>",
        'x<span aria-label="Zoek">', ' aria-label="x">Naar de inhoud</a>', "prov. ", " van ", "Wordt het",
    ],
)  # fmt: skip
def test_a_word_for_readers_is_found(text):
    assert readable(text)


@pytest.mark.parametrize(
    "text",
    ["regio/index", "rb-table rb-compact", "<p>", "</span></summary>", '<a href="', "gemeente", "utf-8", "fill:none;"],
)
def test_a_name_is_no_word_for_readers(text):
    assert not readable(text)
