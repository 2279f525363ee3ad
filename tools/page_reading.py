"""Region pages of a built edition as a reader sees them: text of the published HTML, without the package's own code.

A page is cut at its headings; of it are kept the sentences under *Wat valt op*, the entries of *Sterk* and *Let op*,
the sentence with counts and the wheel, the rows of the themes' tables, and the titles of the charts.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_CODE = re.compile(r'<details class="rb-code">.*?</details>', re.DOTALL)
_SECTION = re.compile(r'<section id="([^"]+)">(.*?)(?=<section id="|\Z)', re.DOTALL)
_INDICATOR = re.compile(r'href="\.\./indicator/([a-z0-9-]+)\.html')
_CELL = re.compile(r'<t[dh][^>]*class="(rb-[a-z]+)[^>]*>(.*?)</t[dh]>', re.DOTALL)
_WHEEL_ITEM = re.compile(r'<i class="([^"]+)"></i>')
_WHEEL_LIST = re.compile(r'<div class="rb-wiel-list">(.*?)</div>', re.DOTALL)
_CHART = re.compile(r'<svg class="rb-chart"[^>]*role="img"[^>]*><title>(.*?)</title>', re.DOTALL)
_STRIP = re.compile(r'<svg class="rb-strip[^>]*>.*?</svg>', re.DOTALL)
CELLS = ("rb-national", "rb-trend", "rb-place", "rb-notes")
_PLACE = re.compile(r"(\d+)e van (\d+)")


def text_of(markup: str) -> str:
    """What stands between the tags, with single spaces; drawings say nothing here."""
    plain = re.sub(r"<svg.*?</svg>", " ", markup, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain))).replace(" .", ".").strip()


@dataclass(frozen=True)
class Row:
    """A row of a theme's table: the text of its cells, its strip, and what is folded behind it beside the figures."""

    theme: str
    indicator: str
    national: str
    trend: str
    place: str
    notes: str
    classes: frozenset[str]
    strip: str
    behind: str

    @property
    def rank(self) -> tuple[int, int] | None:
        """The place and of how many, None where the cell names no place."""
        found = _PLACE.search(self.place)
        return (int(found[1]), int(found[2])) if found else None

    @property
    def words(self) -> str:
        """All that the row says beside its figures."""
        return f"{self.national} {self.trend} {self.place} {self.notes}".lower()

    @property
    def in_band(self) -> str | None:
        """The coloured band the dot of the strip lies in: "top", "bottom", or neither ("middle"); None: no strip."""
        dot = re.search(r'cx="([\d.]+)"', self.strip)
        if dot is None:
            return None
        at = float(dot[1])
        for start, width in re.findall(r'd="M([\d.]+) \d+h(-?[\d.]+)"', self.strip)[1:]:
            ends = sorted((float(start), float(start) + float(width)))
            if ends[0] - 0.06 <= at <= ends[1] + 0.06:
                return "top" if float(width) > 0 else "bottom"
        return "middle"


@dataclass(frozen=True)
class Page:
    """One published page of a region; `code` as in the tables."""

    code: str
    markup: str

    @cached_property
    def sections(self) -> dict[str, str]:
        """Markup under each heading, by its id."""
        return dict(_SECTION.findall(self.markup))

    @cached_property
    def sentences(self) -> list[str]:
        """What the page lists under *Wat valt op*."""
        return [
            text_of(item) for item in re.findall(r"<li>(.*?)</li>", self.sections.get("wat-valt-op", ""), re.DOTALL)
        ]

    @cached_property
    def entries(self) -> list[tuple[str, str]]:
        """What stands under *Sterk* ("favourable") and under *Let op* ("unfavourable"), as (side, text)."""
        lists = re.findall(r'<ul class="rb-(strong|weak)">(.*?)</ul>', self.markup, re.DOTALL)
        sides = {"strong": "favourable", "weak": "unfavourable"}
        return [
            (sides[name], text_of(entry))
            for name, entries in lists
            for entry in re.findall(r"<li>(.*?)</li>", entries, re.DOTALL)
        ]

    @cached_property
    def inhabitants(self) -> int | None:
        """How many inhabitants the head of the page names."""
        found = re.search(r"· ([\d\s]+) inwoners \(", text_of(self.markup[:2000]))
        return int(re.sub(r"\s", "", found[1])) if found else None

    @cached_property
    def glance(self) -> str:
        """The sentences with counts beside the wheel."""
        found = re.search(r'rb-glance-text">(.*?)</p>', self.markup, re.DOTALL)
        return text_of(found[1]) if found else ""

    @cached_property
    def wheel(self) -> Counter[str]:
        """How many parts of the wheel have which mark; a part that only repeats an indicator is not counted."""
        drawn = _WHEEL_LIST.search(self.markup)
        marks = _WHEEL_ITEM.findall(drawn[1]) if drawn else []
        return Counter(mark for mark in marks if " " not in mark)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The row of each indicator, at its first theme."""
        return {row.indicator: row for row in reversed(list(self._rows()))}

    def _rows(self) -> Iterator[Row]:
        for theme, markup in self.sections.items():
            for row in markup.split("<tr")[1:]:
                cells = dict(_CELL.findall(row.partition("</tr>")[0]))
                named = _INDICATOR.search(cells.get("rb-name", ""))
                if named is None or "rb-trend" not in cells:
                    continue
                marks = frozenset(re.findall(r"\b[tp]-[a-z]+", cells["rb-trend"] + cells.get("rb-place", "")))
                strip = _STRIP.search(cells.get("rb-place", ""))
                told = [text_of(cells.get(name, "")) for name in CELLS]
                folded = re.search(
                    rf'<th scope="row">{re.escape(_name(cells["rb-name"]))}(?: \([^<]*\))?, .*?</tr>', markup, re.DOTALL
                )
                behind = text_of(folded[0].rpartition("<td")[2].partition(">")[2]) if folded else ""
                yield Row(theme, named[1], *told, marks, strip[0] if strip else "", behind)

    @cached_property
    def charts(self) -> list[str]:
        """The titles of the line charts, in order."""
        return [text_of(title) for title in _CHART.findall(self.markup)]


def _name(cell: str) -> str:
    """The name that a cell links, as the markup has it."""
    return re.sub(r"<[^>]+>", "", cell.partition("</a>")[0]).strip()


def region_pages(html_folder: Path) -> Iterator[Page]:
    """Every page of a region there is, by code."""
    for file in sorted((html_folder / "regio").glob("*.html")):
        published = file.read_text(encoding="utf-8")
        main = re.search(r"<main\b.*</main>", published, re.DOTALL)
        if main:
            yield Page(file.stem.upper(), _CODE.sub("", main[0]))
