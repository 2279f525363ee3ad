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
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from regioboek.publishing.staging.site import Site

#: docname -> [[anchor, heading, text], ...]; the first section is the page itself.
Sections = list[tuple[str, str, str]]

_SILENT = (nodes.raw, nodes.literal_block, nodes.table, nodes.comment, nodes.title)
_SPACE = re.compile(r"[ \t\r\n]+")


class SearchText(EnvironmentCollector):
    """Collects the sections of each searchable document while it is read; merges parallel readers."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Called for every document that is read."""
        docname = app.env.docname
        site: Site = app.regioboek_site  # type: ignore[attr-defined]
        kind = site.kind(docname)
        if kind is None or (kind.searched and site.is_notebook(docname)):
            _store(app.env)[docname] = sections(doctree)

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a document that changed or went."""
        _store(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        """Take over what a parallel reader found."""
        mine, theirs = _store(env), _store(other)
        mine.update({name: theirs[name] for name in docnames if name in theirs})


def _store(env: Any) -> dict[str, Sections]:
    if not hasattr(env, "regioboek_search"):
        env.regioboek_search = {}
    store: dict[str, Sections] = env.regioboek_search
    return store


def sections(doctree: nodes.document) -> Sections:
    """Anchor, heading and own text of every section of a document."""
    found: Sections = []
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        heading = title.astext() if title is not None else ""
        anchor = str(section["ids"][0]) if found and section["ids"] else ""
        found.append((anchor, heading, _own_text(section)))
    return found


def _own_text(section: nodes.Element) -> str:
    parts: list[str] = []
    for child in section.children:
        if isinstance(child, nodes.section | nodes.title):
            continue
        parts += _texts(child)
    return _SPACE.sub(" ", " ".join(parts)).strip()


def _texts(node: nodes.Node) -> list[str]:
    if isinstance(node, _SILENT) or (isinstance(node, nodes.container) and node.get("nb_element")):
        return []
    if isinstance(node, nodes.TextElement):
        return [node.astext()]
    return [text for child in node.children for text in _texts(child)]


def index_script(env: Any, site: Site, order: list[str]) -> str:
    """The index as a script the search page loads (a script, not JSON: it also works from a file)."""
    store = _store(env)
    known = {name: n for n, name in enumerate(order)}
    names = sorted(store, key=lambda name: (known.get(name, len(known)), name))
    rows = [[name, site.kind_word(name), store[name]] for name in names if store[name]]
    return f"window.rbSearchIndex={json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n"
