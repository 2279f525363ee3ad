"""The chapters' navigation is rendered once per folder and marks the page it stands on."""

from __future__ import annotations

import pytest

from regioboek.publishing.sphinx import chapter_nav
from regioboek.publishing.sphinx.chapter_nav import ChapterNav, Entry
from regioboek.publishing.sphinx.notebook_cells import unlink
from regioboek.publishing.staging.site import EditionFacts, KindFacts, Site, root_of

NAV = ChapterNav(
    (
        ("Om te beginnen", (Entry("lezen", "Lezen"),)),
        ("Cijfers", (Entry("regio/index", "Regio’s"),)),
        ("Methode", (Entry("methode/index", "Methode", (Entry("methode/trend", "Trend & toets"),)),)),
    ),
    lists=frozenset({"regio/index"}),
)
SITE = Site(
    EditionFacts("x", "x", "x", False, "x", "x", "x", None, None),
    kinds=(KindFacts("regio", "{title}.", "Regio’s", "regio/index", False, ()),),
)


def test_it_is_rendered_once_per_folder(monkeypatch):
    nav, calls = ChapterNav(NAV.groups), []
    original = chapter_nav._list
    monkeypatch.setattr(chapter_nav, "_list", lambda *a: calls.append(a) or original(*a))
    for name in ("lezen", "colofon", "narekenen", "index"):
        nav.html(name)
    assert len([root for _, root in calls if root == "./"]) == 4  # three groups and one list inside
    nav.html("methode/trend")
    assert {root for _, root in calls} == {"./", "../"}


def test_links_are_relative_to_the_page_and_the_current_one_is_marked():
    html = NAV.html("methode/trend")
    assert '<a href="../methode/trend.html" aria-current="page">Trend &amp; toets</a>' in html
    assert '<a href="../lezen.html">Lezen</a>' in html
    assert NAV.html("index").count("aria-current") == 0


def test_leafing_goes_through_chapters_and_skips_lists_of_pages():
    before, after = NAV.neighbours("methode/index")
    assert (before.docname, after.docname) == ("lezen", "methode/trend")
    assert NAV.neighbours("lezen")[0] is None
    assert NAV.neighbours("regio/index") == (None, None)


@pytest.mark.parametrize(
    ("docname", "kind", "root"),
    [
        ("index", "home", "./"),
        ("lezen", "hoofdstuk", "./"),
        ("methode/trend", "methode", "../"),
        ("regio/gm0014", "regio", "../"),
        ("regio/index", "overzicht", "../"),
        ("zoeken", "zoeken", "./"),
    ],
)
def test_the_kind_of_a_page_follows_from_its_place(docname, kind, root):
    assert (SITE.kind_word(docname), root_of(docname)) == (kind, root)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="gm0001.html">A</a>', "<a>A</a>"),
        ('<a class="x" href="../indicator/weg.html#kaart">A</a>', '<a class="x">A</a>'),
        ('<a xlink:href="gm0001.html"><path/></a>', "<a><path/></a>"),
        ('<a href="gm0014.html">A</a>', '<a href="gm0014.html">A</a>'),
        ('<a href="https://x.nl/gm0001.html">A</a>', '<a href="https://x.nl/gm0001.html">A</a>'),
    ],
)
def test_links_to_pages_that_are_not_built_become_text(html, expected):
    assert unlink(html, "regio/gm0114", frozenset({"regio/gm0001", "indicator/weg"})) == expected
