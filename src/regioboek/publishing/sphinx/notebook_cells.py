"""How a notebook's cells become part of a page: results first, code collapsed below them, links that lead somewhere.

Rules

* Every code cell is kept and collapsed. The code stands *below* what it produced, behind one quiet line
  "Toon de code"; cells that show nothing (imports, parameters) are gathered into the next line.
* An error in a cell's output is an error of the build.
* In Markdown, a link to a page may end in `.html`, `.md` or `.ipynb`. A link to a page the edition promises but
  this build has not made becomes plain text (limited and failed builds).
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from regioboek.markup import html
from regioboek.publishing.staging.site import Site
from regioboek.words import labels

logger = logging.getLogger(__name__)

PAGE_SUFFIXES = (".html", ".ipynb", ".md")


class CollapsedCode(nodes.General, nodes.Element):
    """The code of one or more cells behind a summary line."""


def visit_collapsed_code(self: SphinxTranslator, node: CollapsedCode) -> None:
    """Open the `details`; both words are there and CSS shows the one that applies."""
    opened = html(
        '<details class="rb-code"><summary><span class="rb-code-show">{}</span>'
        '<span class="rb-code-hide">{}</span></summary>\n',
        labels.text("page.show_code"),
        labels.text("page.hide_code"),
    )
    self.body.append(opened)


def depart_collapsed_code(self: SphinxTranslator, node: CollapsedCode) -> None:
    """Close it."""
    self.body.append(html("</details>\n"))


class CollapseCode(SphinxPostTransform):
    """Put results first and gather code below them; runs after myst-nb chose what to show (priority 4)."""

    default_priority = 150
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace every cell container by its results and one collapsed block of code."""
        waiting: list[nodes.Node] = []
        last: nodes.Element | None = None
        for cell in list(self.document.findall(_is_cell)):
            shown = [n for c in cell.children if _element(c) == "cell_code_output" for n in c.children]
            waiting += [n for c in cell.children if _element(c) == "cell_code_source" for n in c.children]
            for node in shown:
                if isinstance(node, nodes.Element) and "traceback" in node.get("classes", ()):
                    logger.warning("a cell of this notebook ends in an error: %s", node.astext()[-200:], location=node)
                if isinstance(node, nodes.raw):
                    node["classes"] = []  # without myst-nb's wrappers: an HTML result is written as it is
            if not shown:
                last = cell.parent
                cell.parent.remove(cell)
                continue
            cell.replace_self([*shown, *([CollapsedCode("", *waiting)] if waiting else [])])
            waiting = []
        if waiting and last is not None:
            last.append(CollapsedCode("", *waiting))


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and _element(node) == "cell_code"


def _element(node: nodes.Node) -> str:
    return str(node.get("nb_element", "")) if isinstance(node, nodes.Element) else ""


class PageLinks(SphinxPostTransform):
    """Resolve Markdown links to pages by their address; runs just before myst-parser's own resolver (9)."""

    default_priority = 8
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Point links at documents; unlink what this build has not made."""
        site: Site = self.app.regioboek_site  # type: ignore[attr-defined]
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node["reftype"] != "myst" or node.get("refdomain"):
                continue
            path, _, anchor = node["reftarget"].partition("#")
            suffix = next((s for s in PAGE_SUFFIXES if path.endswith(s)), None)
            if suffix is None:
                continue
            docname, _ = self.env.relfn2path(path.removesuffix(suffix), node.get("refdoc", self.env.docname))
            if docname in self.env.all_docs:
                node["refdomain"], node["reftarget"] = "doc", docname
                node["reftargetid"] = anchor or None
            elif docname in site.unbuilt:
                node.replace_self(nodes.inline("", "", *node.children, classes=["rb-unbuilt"]))


#: A link inside a notebook's HTML or SVG to another page of the site.
HREF = re.compile(r'(<a\b[^>]*?)\s+(?:xlink:)?href="(?!#|[a-z][a-z0-9+.-]*:)([^"#?]+)\.html(?:#[^"]*)?"')


def unlink(html: str, docname: str, unbuilt: frozenset[str]) -> str:
    """`html` of page `docname` with links to `unbuilt` pages turned into bare `<a>` (valid, no link)."""
    folder = docname.rpartition("/")[0]

    def replace(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, match[2]))
        return match[1] if target in unbuilt else match[0]

    return HREF.sub(replace, html) if unbuilt else html
