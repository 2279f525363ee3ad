"""What a reader sees stands in `words/`: no other room holds Dutch in its string literals.

A literal is words of a reader when it has letters between tags, opens with a capital, has a Dutch word or a Dutch mark.
Keys, names of files and classes, attributes and messages for who builds (English, without a capital) are none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import regioboek

PACKAGE = Path(regioboek.__file__).parent

#: Rooms without a word for readers.
ROOMS = ("publishing/chapters", "publishing/sphinx", "publishing/downloads")
#: Pages and scripts of the site's theme.
THEME = sorted((PACKAGE / "publishing" / "theme").rglob("*.html")) + sorted(
    (PACKAGE / "publishing" / "theme").rglob("*.js")
)

DUTCH = re.compile(
    r"\b(aan|alle|als|bij|cijfers?|dan|dat|de|deze|dit|een|één|er|geen|gemeenten|gunstig|heeft|het|hoe|hoger|jaar|"
    r"jaren|kaart|kan|lager|maar|meer|meting|metingen|met|minder|naar|niet|niets|nog|onder|ongunstig|ontbreekt|ook|op|"
    r"over|plaats|regio’s|te|tot|uit|van|vanaf|voor|vroeger|wat|wel|werd|wordt|worden|zich|zijn|zo)\b|[’“”„é…·]",
    re.IGNORECASE,
)
CAPITAL = re.compile(r"^\W*[A-Z][a-z]+(\s|$)")
TAGS = re.compile(r"<[^<>]*>?|^[^<>]*/?>")
#: What has letters and is no text, by its shape.
TECHNICAL = re.compile(r"""
    [a-z]+                                   # a key of one word
    | [\w.-]*[_./:\#=*-][\w./:\#=*-]*[\w/*-]  # a key of more, a path, an attribute, a name of a class
    | .*\\.*                                 # a pattern
    | Escape | Enter                         # keys of a keyboard
    """, re.VERBOSE | re.DOTALL)  # fmt: skip


def of_readers(literal: str) -> bool:
    """Whether a literal holds words that a reader of the site sees."""
    text = re.sub(r"«[^«»]*»|\{\{.*?\}\}|\{[%#].*?[%#]\}|\{[^{}]*\}", "", literal, flags=re.DOTALL)
    between = TAGS.sub("", text).strip()
    if not re.search("[^\\W\\d_]", between) or TECHNICAL.fullmatch(between):
        return False
    return bool(between != text.strip() or CAPITAL.search(between) or DUTCH.search(between))


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module that is no docstring, with its line; of an f-string all its text together."""
    tree = ast.parse(path.read_text("utf-8"))
    parts, told = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts |= {part for part in ast.walk(node) if part is not node}
            texts = (part.value for part in node.values if isinstance(part, ast.Constant))
            yield node.lineno, "".join(map(str, texts))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told | parts:
            yield node.lineno, node.value


MODULES = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_holds_no_words_of_readers(path):
    assert [f"{line}: {text}" for line, text in literals(path) if of_readers(text)] == []


@pytest.mark.parametrize("path", THEME, ids=lambda path: path.name)
def test_the_theme_holds_no_words_of_readers(path):
    text = re.sub(r"/\*.*?\*/|\{#.*?#\}|<script>.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL)
    if path.suffix == ".js":
        found = [literal for literal in re.findall(r'"([^"\n]*)"', text) if of_readers(literal)]
    else:
        named = re.findall(r'(?:aria-label|placeholder|alt)="([^"]*)"', re.sub(r"\{\{.*?\}\}", "", text))
        bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "", text, flags=re.DOTALL)
        found = [part for part in [*named, *bare.splitlines()] if re.search("[^\\W\\d_]", part)]
    assert found == []


@pytest.mark.parametrize(
    "literal",
    [
        "Alle regio’s",
        "<p>Uitgever: {}</p>",
        "geen cijfer",
        "Gemeente",
        ' aria-label="x">Naar de inhoud</a>',
        "Wordt het",
    ],
)
def test_words_of_readers_are_known_by_their_shape(literal):
    assert of_readers(literal)


@pytest.mark.parametrize(
    "literal",
    [
        "regio/index",
        "rb-table rb-compact",
        "<p>",
        "</span></summary>",
        '<a href="',
        "no such file",
        "gemeente",
        "utf-8",
    ],
)
def test_names_and_messages_are_no_words_of_readers(literal):
    assert not of_readers(literal)
