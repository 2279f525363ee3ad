"""An edition's own colours are the ones a reader sees, in every picture, on light and on dark."""

from __future__ import annotations

import dataclasses
from importlib.resources import files

import pytest
from worlds.page_reading import cells, without_stylesheet

from regioboek.params.edition import Colours
from regioboek.report.pages.styles import own_colours, stylesheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWN = Colours(
    favourable="#1f5fa8",
    unfavourable="#8a4b00",
    none="#555577",
    favourable_dark="#88bbff",
    unfavourable_dark="#ffc266",
    none_dark="#b9b9dd",
)
BOTH = ("favourable", "unfavourable")
#: Cells of a page with their pictures, and the judgements that occur in them.
PICTURES = {
    "wheel and marks": ("regio", "GM0014", slice(0, 1), BOTH),
    "tables with lines, line charts, strips": ("regio", "GM0014", slice(2, -2), BOTH),
    "maps": ("indicator", "werkloosheid", slice(1, 2), BOTH),
    "marks of a theme": ("thema", "arbeid-en-vrije-tijd", slice(0, 1), ("favourable",)),
    "ranking": ("indicator", "werkloosheid", slice(5, 6), BOTH),
}
#: Every colour that anything inside an element is shown in.
SHOWN = """id => [...new Set([...document.querySelectorAll(`#${id} *`)].flatMap(e => {
  const s = getComputedStyle(e);
  return [s.color, s.fill, s.stroke, s.backgroundColor];
}))]"""


def site(html: str) -> str:
    """A page as the site shows it: its stylesheets in their order, the edition's colours last."""
    theme = (files("regioboek.publishing") / "theme/static/regioboek.css").read_text("utf-8")
    return f"<style>{stylesheet()}</style><style>{theme}</style><style>{own_colours(OWN)}</style>{html}"


@pytest.fixture(scope="module")
def shown(demo_data, browser):
    """What is shown where ("site", "notebook"), on which page ("light", "dark"), of which picture."""
    params = demo_data.edition.params.model_copy(update={"colours": OWN})
    data = dataclasses.replace(demo_data, edition=demo_data.edition.model_copy(update={"params": params}))
    pages = {place[:2]: cells(data, *place[:2]) for place in PICTURES.values()}
    parts = ["".join(cell.html for cell in pages[kind, id_][cells_]) for kind, id_, cells_, _ in PICTURES.values()]
    html = "".join(f'<main id="part{n}">{part}</main>' for n, part in enumerate(parts))
    view = browser.new_context().new_page()
    found = {}
    for where, page in (("site", site(without_stylesheet(html))), ("notebook", html)):
        view.set_content(f"<!DOCTYPE html><html><body>{page}</body></html>")
        for scheme in ("light", "dark"):
            view.emulate_media(color_scheme=scheme)
            for n, picture in enumerate(PICTURES):
                found[where, scheme, picture] = set(view.evaluate(SHOWN, f"part{n}"))
    view.context.close()
    return found


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})"


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", ["site", "notebook"])
def test_a_picture_has_the_colours_of_its_edition_and_none_of_the_usual(shown, where, scheme, picture):
    colours = shown[where, scheme, picture]
    suffix = "_dark" if scheme == "dark" else ""
    assert colours >= {rgb(getattr(OWN, name + suffix)) for name in PICTURES[picture][3]}
    usual = {rgb(colour) for name, colour in Colours().model_dump().items() if not name.startswith("none")}
    assert colours & usual == set()
