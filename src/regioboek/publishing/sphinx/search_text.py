"""The text that can be searched: chapters, indicators and themes; regions are found by the finder.

Sphinx's own index holds every word of every table and loads on every page. This one holds headings and written
text only (no tables, charts or code), is loaded by the search page alone, and comes in reading order, so that it
does not grow with the number of regions.
"""

from __future__ import annotations

import json
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from regioboek.publishing.staging.site import Site

#: [[anchor, heading, text], ...]; the first section is the page itself.
Sections = list[tuple[str, str, str]]

#: Under which name Sphinx's metadata of a document has them.
SECTIONS = "regioboek_sections"

_SILENT = (nodes.raw, nodes.literal_block, nodes.table, nodes.comment, nodes.title, nodes.section)
_SPACE = re.compile(r"[ \t\r\n]+")


def keep_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Keep those of a document that can be searched; called for every document that is read."""
    docname = app.env.docname
    site: Site = app.regioboek_site  # type: ignore[attr-defined]
    kind = site.kind(docname)
    if kind is None or (kind.searched and site.is_notebook(docname)):
        app.env.metadata[docname][SECTIONS] = sections(doctree)


def sections(doctree: nodes.document) -> Sections:
    """Anchor, heading and own text of every section of a document."""
    found: Sections = []
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        heading = title.astext() if title is not None else ""
        anchor = str(section["ids"][0]) if found and section["ids"] else ""
        own = " ".join(text for child in section.children for text in _texts(child))
        found.append((anchor, heading, _SPACE.sub(" ", own).strip()))
    return found


def _texts(node: nodes.Node) -> list[str]:
    if isinstance(node, _SILENT) or (isinstance(node, nodes.container) and node.get("nb_element")):
        return []
    if isinstance(node, nodes.TextElement):
        return [node.astext()]
    return [text for child in node.children for text in _texts(child)]


def index_script(env: Any, site: Site, order: list[str]) -> str:
    """The index as a script the search page loads (a script, not JSON: it also works from a file)."""
    found = {name: kept[SECTIONS] for name, kept in env.metadata.items() if kept.get(SECTIONS)}
    known = {name: n for n, name in enumerate(order)}
    names = sorted(found, key=lambda name: (known.get(name, len(known)), name))
    rows = [[name, site.kind_word(name), found[name]] for name in names]
    return f"window.rbSearchIndex={json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n"
