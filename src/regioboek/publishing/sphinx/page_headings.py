"""The headings for "Op deze pagina", kept as a few words per notebook page.

Sphinx keeps the table of contents of every document as a tree of nodes for as long as it runs, some 0.1 MB a page.
Nobody but its own page looks at that of a notebook page (they are no part of any sidebar), so only what the page shows
is kept of it. Chapters keep theirs: navigation may need it.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from regioboek.publishing.sphinx.page_context import page_toc

Headings = list[dict[str, str]]


class PageHeadings(EnvironmentCollector):
    """Takes over from Sphinx's own collector, which has seen the document before."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Called for every document that is read."""
        docname = app.env.docname
        if app.regioboek_site.is_notebook(docname):  # type: ignore[attr-defined]
            _store(app.env)[docname] = page_toc(app.env.tocs[docname])
            app.env.tocs[docname] = nodes.bullet_list()

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a document that changed or went."""
        _store(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        """Take over what a parallel reader found."""
        mine, theirs = _store(env), _store(other)
        mine.update({name: theirs[name] for name in docnames if name in theirs})


def headings(env: Any, docname: str) -> Headings:
    """The headings of a page below its title: href and text."""
    found = _store(env).get(docname)
    return page_toc(env.tocs[docname]) if found is None else found


def _store(env: Any) -> dict[str, Headings]:
    if not hasattr(env, "regioboek_headings"):
        env.regioboek_headings = {}
    store: dict[str, Headings] = env.regioboek_headings
    return store
