"""How a document becomes HTML: Dutch heading links, table headers with a scope, formulas as MathML, code in colour.

Formulas are turned into MathML while the page is built: no script, no request to another host.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.highlighting import PygmentsBridge
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator
from sphinx.writers.html5 import HTML5Translator

from regioboek.markup import Markup, html
from regioboek.words import labels

logger = logging.getLogger(__name__)


class BookTranslator(HTML5Translator):
    """Sphinx's HTML with our own heading links and tables."""

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """A link to this place, in Dutch; only headings have one."""
        if node["ids"] and isinstance(node, nodes.section):
            told = labels.text("page.heading_link")
            self.body.append(html('<a class="rb-permalink" href="#{}" aria-label="{}">#</a>', node["ids"][0], told))

    def visit_table(self, node: nodes.Element) -> None:
        """A table of Markdown scrolls inside its own box when it is wider than the screen."""
        told = labels.text("page.table")
        self.body.append(html('<div class="rb-md-table" role="group" aria-label="{}" tabindex="0">', told))
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        """Close the box."""
        super().depart_table(node)
        self.body.append(html("</div>\n"))

    def visit_entry(self, node: nodes.Element) -> None:
        """Header cells say what they are the header of."""
        start = len(self.body)
        super().visit_entry(node)
        scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
        self.body[start:] = [s.replace(html("<th"), html('<th scope="{}"', scope), 1) for s in self.body[start:]]


class RememberingHighlighter(PygmentsBridge):
    """Colours equal code once: the cells of 400 region pages differ in one line."""

    def __init__(self, dest: str, stylename: str):
        super().__init__(dest, stylename)
        self._done: dict[tuple[Any, ...], str] = {}

    def highlight_block(self, source: str, lang: str, *args: Any, **options: Any) -> str:
        """As Sphinx's, from memory where the same code was coloured before; `location` is for a warning only."""
        key = (source, lang, repr(args), repr(sorted((k, v) for k, v in options.items() if k != "location")))
        if key not in self._done:
            self._done[key] = super().highlight_block(source, lang, *args, **options)
        return self._done[key]


def visit_math(self: SphinxTranslator, node: nodes.Element, *, block: bool) -> None:
    """`$a$`, or as a `block` `$$a$$`, as MathML."""
    try:
        formula = Markup(tex2mathml(node.astext(), as_block=block))
    except (MathError, SyntaxError) as error:
        logger.warning("formula not understood: %s (%s)", node.astext(), error, location=node)
        formula = html("<code>{}</code>", node.astext())
    self.body.append(html('<div class="rb-math">{}</div>', formula) if block else formula)
    raise nodes.SkipNode
