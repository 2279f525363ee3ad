"""A built edition as its tables and pages have it, read without the package: for counting what is wrong in it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from page_reading import Page, region_pages

NUMBER = r"(-?\d{1,3}(?: ?\d{3})*(?:,\d+)?)"
PACE = re.compile(rf"met {NUMBER}\b[^()]*?per jaar.*?van {NUMBER}[^()]*? naar {NUMBER}")
YEARS = re.compile(r"tussen (\d{4}) en (\d{4})")


@dataclass
class Tally:
    """Cases of a fault and what they are of, per level; `note` is printed behind it."""

    number: str
    what: str
    cases: list[tuple[str, str]] = field(default_factory=list)
    of: Counter[str] = field(default_factory=Counter)
    note: str = ""

    def saw(self, level: str, wrong: bool, example: str) -> None:
        """One more of what was looked at, and whether it is wrong."""
        self.of[level] += 1
        if wrong:
            self.cases.append((level, example))

    def lines(self, examples: int) -> Iterator[str]:
        """For people: "1   191 of 1 322  what (gemeente 191 of 1322; ...)"."""
        counts = Counter(level for level, _ in self.cases)
        levels = "; ".join(f"{level} {counts[level]} of {n}" for level, n in self.of.items() if counts[level])
        levels = f" ({levels})" if len(self.of) > 1 and levels else ""
        yield f"{self.number:<4}{len(self.cases):>6} of {self.of.total():<6} {self.what}{levels}{self.note}"
        for level, example in self.cases[:: max(1, len(self.cases) // examples)][:examples] if examples else ():
            yield f"{'':18}{level}: {example}"


@dataclass(frozen=True)
class Sentence:
    """One item under *Wat valt op*, *Sterk* or *Let op*; `names` are the indicators in it, the longest name first.

    `side` is that of the list an entry stands in.
    """

    page: Page
    level: str
    text: str
    names: tuple[str, ...] = ()
    side: str | None = None

    @property
    def indicator(self) -> str | None:
        """The indicator that it is about; None where it is about none, or about several."""
        return self.names[0] if len(self.names) == 1 else None

    @property
    def judged(self) -> str | None:
        """What it calls the trend, or the side of the list it stands in."""
        if self.side:
            return self.side
        found = re.search(r"\b(on)?gunstig\b", self.text)
        return None if found is None else "unfavourable" if found[1] else "favourable"

    @property
    def pace(self) -> tuple[float, float, int] | None:
        """(pace per year, change between the figures named, years between them), in the units printed."""
        found, years = PACE.search(self.text), YEARS.search(self.text)
        if found is None or years is None:
            return None
        pace, first, last = (number(part) for part in found.groups())
        return pace, last - first, int(years[2]) - int(years[1])

    def __str__(self) -> str:
        return f"{self.page.code}: {self.text}"


def number(printed: str) -> float:
    """ "1 880,5" as a number."""
    return float(printed.replace(" ", "").replace(",", "."))


class Built:
    """A built edition: its tables by (region, indicator), its pages, its sentences."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        edition = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
        self.params: dict[str, Any] = edition["params"]
        self.indicators: dict[str, dict[str, Any]] = {i["id"]: i for i in edition["indicators"]}
        regions = pd.read_parquet(folder / "regions.parquet")
        self.level: dict[str, str] = dict(zip(regions["code"], regions["level"], strict=True))
        found = pd.read_parquet(folder / "findings.parquet").astype(object)
        found = found.where(found.notna(), None)
        self.findings: dict[tuple[str, str], dict[str, Any]] = {}
        for row in found.to_dict("records"):
            row |= {name: int(row[name]) for name in ("rank", "ranked") if row[name] is not None}
            self.findings[row["region"], row["indicator"]] = row

    @cached_property
    def series(self) -> dict[tuple[str, str], list[tuple[int, float, str]]]:
        """The figures of the window after the last break, with their status."""
        table = pd.read_parquet(self.folder / "observations.parquet").dropna(subset="value")
        window = range(
            self.params["window"]["last"] - self.params["window"]["years"] + 1, self.params["window"]["last"] + 1
        )
        table = table[table["year"].isin(window)].sort_values("year")
        made: dict[tuple[str, str], list[tuple[int, float, str]]] = defaultdict(list)
        columns = (table[name].tolist() for name in ("region", "indicator", "year", "value", "status"))
        for region, indicator, year, value, status in zip(*columns, strict=True):
            breaks = [b["year"] for b in self.indicators[indicator]["breaks"] if b["year"] <= window[-1]]
            if year >= max(breaks, default=0):
                made[region, indicator].append((year, value, status))
        return made

    @cached_property
    def pages(self) -> list[Page]:
        """The pages of regions, as published."""
        return [page for page in region_pages(self.folder / "html") if page.code in self.level]

    @cached_property
    def shown(self) -> set[str]:
        """The regions that have a page."""
        return {page.code for page in self.pages}

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All that is told under *Wat valt op*, *Sterk* and *Let op*, with the indicators named in it."""
        keys = ("subject", "name", "short_name")
        names = [(i[key].casefold(), i["id"]) for i in self.indicators.values() for key in keys if i[key]]
        names.sort(key=lambda pair: -len(pair[0]))
        made = []
        for page in self.pages:
            for side, text in [*((None, sentence) for sentence in page.sentences), *page.entries]:
                told = text.casefold()
                named: dict[str, None] = {}
                if not (told.startswith("bij ") and "ontbreekt" in told):
                    for name, indicator in names:
                        if name in told:
                            told = told.replace(name, " ")  # a longer name may hold a shorter one
                            named[indicator] = None
                made.append(Sentence(page, self.level[page.code], text, tuple(named), side))
        return made

    def finding(self, said: Sentence) -> dict[str, Any]:
        """What the table holds for the indicator of a sentence."""
        return self.findings.get((said.page.code, said.indicator or ""), {})

    def coloured(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(level, finding) of every trend with a colour."""
        for (region, _), row in self.findings.items():
            if row["trend"] in ("favourable", "unfavourable"):
                yield self.level[region], row

    def unit(self, indicator: str) -> float:
        """One unit of the last decimal as published."""
        return float(10.0 ** -self.indicators[indicator]["decimals"])

    def group(self) -> dict[tuple[str, str, int], int]:
        """(level, indicator, rank) -> how many regions share it."""
        return Counter((self.level[r], i, f["rank"]) for (r, i), f in self.findings.items() if f["rank"] is not None)
