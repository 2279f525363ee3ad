"""Equal code is coloured once, whatever the page it stands on."""

from __future__ import annotations

import pytest
from sphinx.highlighting import PygmentsBridge

from regioboek.publishing.sphinx.page_writer import RememberingHighlighter


@pytest.fixture
def coloured(monkeypatch):
    """The sources that Sphinx's own highlighter was given."""
    given = []
    plain = PygmentsBridge.highlight_block

    def noted(self, source, lang, *arguments, **options):
        given.append(source)
        return plain(self, source, lang, *arguments, **options)

    monkeypatch.setattr(PygmentsBridge, "highlight_block", noted)
    return given


def test_the_cells_of_many_pages_are_coloured_once_and_look_as_sphinx_colours_them(coloured):
    highlighter = RememberingHighlighter("html", "default")
    cells = ["page.at_a_glance()", "page.theme('wonen')"]
    pages = [[*cells, f"region = 'GM{n:04}'"] for n in range(20)]
    shown = [[highlighter.highlight_block(code, "ipython3") for code in page] for page in pages]
    assert sorted(coloured) == sorted([*cells, *(page[-1] for page in pages)])
    expected = [PygmentsBridge("html", "default").highlight_block(code, "ipython3") for code in pages[0]]
    assert shown[0] == expected
    assert {tuple(page[:2]) for page in shown} == {tuple(expected[:2])}


@pytest.mark.parametrize("other", [{"lang": "json"}, {"opts": {"stripnl": False}}, {"linenos": "inline"}])
def test_the_same_code_shown_otherwise_is_coloured_for_itself(coloured, other):
    highlighter = RememberingHighlighter("html", "default")
    highlighter.highlight_block("1", "python")
    highlighter.highlight_block("1", **{"lang": "python", **other})
    assert coloured == ["1", "1"]
