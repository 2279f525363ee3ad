"""Reading a page as a reader does: its cells in order, its tables as rows of text, its drawings as trees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

from regioboek.report.data.edition_data import EditionData
from regioboek.report.data.edition_register import Nesting
from regioboek.report.data.page_data import PageData
from regioboek.report.pages.fragment import Fragment
from regioboek.report.pages.known_kinds import kind_of

SVG = "{http://www.w3.org/2000/svg}"

#: Elements that end a line for a reader.
APART = frozenset({"text", "td", "th", "tr", "caption", "li", "p", "dt", "dd", "h3", "summary", "table", "figcaption"})


def cells(data: EditionData, kind: str, id_: str) -> list[Fragment]:
    """What the notebook of a page shows, cell by cell, from the data that its kind declares."""
    page = opened(data, kind, id_)
    if kind == "regio":
        themes = [page.theme(theme.id) for theme in data.edition.themes]
        return [page.at_a_glance(), page.striking(), *themes, page.surroundings(), page.accountability()]
    if kind == "indicator":
        names = ("about", "maps", "counts", "development", "distribution", "ranking", "accountability")
        return [getattr(page, name)() for name in names]
    return [page.about(), page.provinces(), page.maps(), page.accountability()]


def without(data: EditionData, *levels: str) -> EditionData:
    """The same edition that leaves out the regions of some levels."""
    regions = {code: region for code, region in data.regions.items() if region.level not in levels}
    return replace(data, regions=regions, nesting=Nesting(regions, data.parts))


def opened(data: EditionData, kind: str, key: str) -> Any:
    """A page as its notebook opens it."""
    of = kind_of(data.edition, kind)
    return of.page(PageData.of(data, of.docname(key), of.seen(data, key)), key)


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


def points(path: str) -> list[tuple[str, float, float]]:
    """A path as a browser reads it: moves, steps and closings (M, l, z) with absolute coordinates."""
    tokens = re.findall(r"[MlhvzZ]|-?\d*\.?\d+", path)
    found, x, y, start, command = [], 0.0, 0.0, (0.0, 0.0), ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
            if command in "zZ":
                x, y = start
                found.append(("z", x, y))
                continue
        a = float(tokens.pop(0))
        b = float(tokens.pop(0)) if command in "Ml" else a
        if command == "M":
            x, y = start = a, b
        else:
            x, y = x + a * (command != "v"), y + b * (command != "h")
        found.append(("M" if command == "M" else "l", x, y))
        command = "l" if command == "M" else command
    return found
