"""Text of params and sources in Markdown is shown as it was written."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from regioboek.words.markdown import as_markdown


@pytest.mark.parametrize(
    "name",
    ["Groningen", "'s-Gravenhage", "Bergen (NH.)", "Súdwest-Fryslân", "% van de inwoners · 18+", "6,4\u00a0km", "−2,5"],
)
def test_ordinary_names_stay_as_they_are(name):
    assert as_markdown(name) == name


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "*ster* _streep_ `code` ~~weg~~",
    "[link](https://elders.nl) ![](x.png) <https://elders.nl>",
    "$x^2$ {math}`x` &lt;b&gt; \\ \\<b>",
    "# kop",
    "- punt",
    "::: note",
    "===",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("line", ["{}", "# {}", "Van {} en verder."])
def test_markup_is_text_for_common_mark_and_for_myst(text, line):
    made = line.format(as_markdown(text))
    myst = create_md_parser(
        MdParserConfig(enable_extensions={"dollarmath", "attrs_inline", "attrs_block"}), RendererHTML
    )
    for parser in (MarkdownIt(), myst):
        (inline,) = [token for token in parser.parse(made) if token.type == "inline"]
        assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
        shown = "".join(child.content for child in inline.children or ())
        assert shown.strip() == line.removeprefix("# ").format(text).strip()


def test_a_line_break_does_not_begin_another_block():
    assert as_markdown("een\n\n# twee\r\n  drie") == "een # twee drie"
