"""Rendering keeps little of a page: its headings as words, and no more pages in a process than a batch has."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors.metadata import MetadataCollector

from regioboek.publishing.sphinx.builder import MOST, _batches
from regioboek.publishing.sphinx.page_context import headings, keep_headings


def contents(*titles: str) -> nodes.bullet_list:
    """A table of contents as Sphinx makes it: the page, and its headings below it."""
    below = nodes.bullet_list()
    for number, title in enumerate(titles):
        reference = nodes.reference("", title, anchorname=f"#id{number}", refuri="page")
        below += nodes.list_item("", addnodes.compact_paragraph("", "", reference))
    return nodes.bullet_list("", nodes.list_item("", addnodes.compact_paragraph(), below))


def read(docname: str) -> SimpleNamespace:
    """What is left of a document that was read."""
    env = SimpleNamespace(docname=docname, tocs={docname: contents("Wonen", "Werk")}, metadata={docname: {}})
    app = SimpleNamespace(env=env, regioboek_site=SimpleNamespace(is_notebook=lambda name: name.startswith("regio/")))
    keep_headings(app, nodes.document(None, None))  # type: ignore[arg-type]
    return env


SHOWN = [{"href": "#id0", "text": "Wonen"}, {"href": "#id1", "text": "Werk"}]


def test_of_a_notebook_page_the_headings_stay_and_not_the_tree():
    env = read("regio/gm0014")
    assert headings(env, "regio/gm0014") == SHOWN
    assert not env.tocs["regio/gm0014"].children


def test_a_chapter_keeps_its_tree_for_the_navigation():
    env = read("methode/trend")
    assert headings(env, "methode/trend") == SHOWN
    assert env.tocs["methode/trend"].children


def test_headings_come_along_from_another_process_and_go_with_their_page():
    mine, theirs = SimpleNamespace(tocs={}, metadata={}), pickle.loads(pickle.dumps(read("regio/gm0014")))
    MetadataCollector.merge_other(None, None, mine, {"regio/gm0014"}, theirs)  # type: ignore[arg-type]
    assert headings(mine, "regio/gm0014") == SHOWN
    MetadataCollector.clear_doc(None, None, mine, "regio/gm0014")  # type: ignore[arg-type]
    assert mine.metadata == {}


def test_more_pages_are_more_batches_and_no_larger_ones():
    for pages in (1, 7, 400, 14_000):
        names = [f"regio/{n}" for n in range(pages)]
        batches = _batches(names, 2)
        assert sorted(name for batch in batches for name in batch) == sorted(names)
        assert max(map(len, batches)) <= MOST
