"""A number and its unit stay on one line, and inside their cell, on every width a page is read at."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from worlds.page_reading import cells, without_stylesheet

from regioboek.report.pages.styles import stylesheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Pieces of text between two ordinary spaces that hold a no-break space and stand on more than one line.
BROKEN = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest('style, svg, summary')) continue;
    for (const piece of node.data.matchAll(/[^ \\n]*\\u00a0[^ \\n]*/g)) {
      const range = document.createRange();
      range.setStart(node, piece.index);
      range.setEnd(node, piece.index + piece[0].length);
      const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
      if (lines.size > 1) found.push(piece[0]);
    }
  }
  return found;
}"""

#: Cells of a theme's table whose words reach beyond them, into the next.
BEYOND = """() => [...document.querySelectorAll('.rb-table:not(.rb-compact) :is(td, th)')].filter(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return cell.offsetParent && range.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1;
}).map(cell => cell.innerText)"""


@pytest.fixture(scope="module")
def view(demo_data, browser, tmp_path_factory):
    """The themes of a gemeente, and the indicators of a theme, as the site shows them: with its letters and margins."""
    told = [*cells(demo_data, "regio", "GM0014")[2:-2], cells(demo_data, "thema", "natuurlijk-kapitaal")[0]]
    html = without_stylesheet("".join(cell.html for cell in told))
    static = Path(str(files("regioboek.publishing") / "theme/static"))
    theme = (static / "regioboek.css").read_text("utf-8").replace('url("', f'url("{static.as_uri()}/')
    shown = browser.new_context().new_page()
    page = f'<style>{stylesheet()}</style><style>{theme}</style><main style="margin:0 16px">{html}</main>'
    file = tmp_path_factory.mktemp("units") / "page.html"
    file.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body>{page}</body>', "utf-8")
    shown.goto(file.as_uri())
    yield shown
    shown.context.close()


@pytest.mark.parametrize("width", [320, 375, 900, 1280])
def test_a_number_and_its_unit_stand_on_one_line_inside_their_cell(view, width):
    view.set_viewport_size({"width": width, "height": 900})
    assert "per&nbsp;1&nbsp;000&nbsp;banen" in view.content()
    assert view.evaluate(BROKEN) == []
    assert view.evaluate(BEYOND) == []
