"""Reading a page as a reader does: its cells in order, its tables as rows of text, its drawings as trees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree as ET

from regioboek.report.data.edition_data import EditionData
from regioboek.report.pages.fragment import Fragment
from regioboek.report.pages.indicator_page import IndicatorPage
from regioboek.report.pages.region_page import RegionPage
from regioboek.report.pages.theme_page import ThemePage

SVG = "{http://www.w3.org/2000/svg}"

#: Elements that end a line for a reader.
APART = frozenset({"text", "td", "th", "tr", "caption", "li", "p", "dt", "dd", "h3", "summary", "table", "figcaption"})


def cells(data: EditionData, kind: str, id_: str) -> list[Fragment]:
    """What the notebook of a page shows, cell by cell."""
    if kind == "regio":
        page = RegionPage(data, id_)
        themes = [page.theme(theme.id) for theme in data.edition.themes]
        return [page.at_a_glance(), page.striking(), *themes, page.surroundings(), page.accountability()]
    if kind == "indicator":
        indicator = IndicatorPage(data, id_)
        names = ("about", "maps", "counts", "development", "distribution", "ranking", "accountability")
        return [getattr(indicator, name)() for name in names]
    theme = ThemePage(data, id_)
    return [theme.about(), theme.provinces(), theme.maps(), theme.accountability()]


def html(data: EditionData, kind: str, id_: str) -> str:
    """A whole page without the stylesheet it carries."""
    return without_stylesheet("".join(cell.html for cell in cells(data, kind, id_)))


def without_stylesheet(markup: str) -> str:
    """`markup` without `report.css`; styles within a drawing stay."""
    return re.sub(r"<style>/\*.*?</style>", "", markup, flags=re.DOTALL)


@lru_cache(maxsize=128)
def tree(markup: str) -> ET.Element:
    """The markup as a tree, not to be changed; raises when it is not well-formed XML."""
    return ET.fromstring(f"<page>{without_stylesheet(markup)}</page>")


def text(element: ET.Element) -> str:
    """What a reader reads: all text in order, tooltips left out, spaces made one."""
    return re.sub(r"[ \n]+", " ", "".join(_texts(element))).strip()


def _texts(element: ET.Element) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    if tag in ("title", "desc", "style"):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    if tag in APART:
        yield " "


def rows(table: ET.Element) -> dict[str, list[str]]:
    """The body of a table by the text of its row headers: the other cells, as text."""
    found = {}
    for row in table.findall("tbody/tr"):
        header = row.find("th")
        if header is not None:
            found[text(header)] = [text(cell) for cell in row if cell is not header]
    return found


def drawings(markup: str) -> list[ET.Element]:
    """The national figures in `markup`, outermost elements."""
    return [el for el in tree(markup).iter(f"{SVG}svg") if el.get("class") == "rb-drawn"]
