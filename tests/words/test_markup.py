"""What is no markup is text: it is escaped wherever it goes, and no code of charts and pages puts tags together."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import regioboek
from regioboek.markup import Markup, escaped, html, inside, join

PACKAGE = Path(regioboek.__file__).parent

FILES = [path for room in ("charts", "report", "publishing") for path in sorted((PACKAGE / room).rglob("*.py"))]

#: What becomes markup without a pattern: the package's own stylesheet, markup without tags, a path that was looked at,
#: what Jinja2 and Docutils made, Markdown.
TAKEN_AS_MARKUP = {
    "stylesheet() + own_colours(colours)", "re.sub('<[^>]+>', '', escaped(caption))", "''", "d",
    "re.sub('\\\\s*\\\\n\\\\s*', ' ', joined)", "shown.strip('\\n')", "escape(str(value))",
    "tex2mathml(node.astext(), as_block=block)", "as_markdown(text)",
}  # fmt: skip


def test_text_is_escaped_and_markup_is_not():
    name = "<b>R&D's</b>"
    assert html("<p>{}</p>", name) == "<p>&lt;b&gt;R&amp;D&#x27;s&lt;/b&gt;</p>"
    assert html("<p>{}</p>", html("<b>{}</b>", "x")) == "<p><b>x</b></p>"
    assert join(["<", html("<br>"), "3"], " & ") == "&lt; &amp; <br> &amp; 3"
    assert join(["<", "'"], html("<br>")) == "&lt;<br>&#x27;"
    assert escaped(escaped("&")) == "&amp;"
    assert inside("'s & <") == "'s &amp; &lt;"


def test_an_attribute_cannot_be_left():
    assert html('<a href="{}">', '"><script>') == '<a href="&quot;&gt;&lt;script&gt;">'


def test_what_is_made_is_markup_and_stays_it():
    for made in (html("<p>"), join([]), escaped("x"), inside("x"), html("{}", "1")):
        assert type(made) is Markup
    assert html("<p>{}</p>", html("<b>") + "<") == "<p><b>&lt;</p>"


def docstrings(nodes: list[ast.AST]) -> set[int]:
    bodies = [node.body for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_tags_stand_in_patterns_that_are_written_out(path):
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    looked_for = [n for n in nodes if isinstance(n, ast.Compare | ast.Raise)]
    looked_for += [n for n in nodes if isinstance(n, ast.Call) and ast.unparse(n.func) == "re.compile"]
    known = docstrings(nodes) | {id(part) for n in looked_for for part in ast.walk(n)}
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        called = ast.unparse(call.func)
        if called in ("html", "markup.html"):
            assert isinstance(call.args[0], ast.Constant), f"{path.name}:{call.lineno}: a pattern put together"
            known.add(id(call.args[0]))
        elif called.endswith("Markup"):
            taken = ast.unparse(call.args[0])
            assert taken in TAKEN_AS_MARKUP, f"{path.name}:{call.lineno}: text taken as markup"
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    tags = [t for t in texts if re.search("</?[a-z]|/>", t.value) and id(t) not in known]
    assert [f"{path.name}:{t.lineno} {t.value!r}" for t in tags] == []
