"""What lies beside a notebook page: its figures as CSV, and these with the executed notebook as ZIP (:mod:`archive`).

A CSV has one row per region and indicator, so that it opens as a table in a spreadsheet and joins on codes:
who, what, unit; one column per year; where a source gives margins of any of its figures, two more per year with their
ends; then the outcome (trend, change per year, place) as the page shows it; then
what is to be known about the years (provisional, absent, own calculation) and the source line. Rules

* `;` between columns, decimal comma, UTF-8 with a byte order mark (spreadsheets of Dutch settings need both),
  lines end as in RFC 4180.
* What stands in a cell, :mod:`csv_cells` says.
* Which rows a page's file has, its kind says; they go indicator by indicator.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TextIO

from regioboek.layout import BuildDir
from regioboek.params.edition import Edition
from regioboek.params.levels import LEVELS, NATION, NATIONAL
from regioboek.publishing.downloads.archive import put_archive
from regioboek.publishing.downloads.csv_cells import FINDINGS, nothing, number_cell, outcome_cell, text_cell
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.report.data.table_rows import RowPlaces, RowRecords, Words
from regioboek.report.pages.kind import Rows
from regioboek.schemas import read_table
from regioboek.schemas.rows import Region
from regioboek.words import corrected, labels, recalculated
from regioboek.words import language as nl

#: With a byte order mark.
CODED = "utf-8-sig"


def write_downloads(edition: Edition, build: BuildDir, html: Path, *, reuse: bool, jobs: int = 1) -> None:
    """Put `<page>.csv` and `<page>.zip` beside every notebook page of the site below `html`, with `jobs` threads.

    With `reuse` a CSV that is there is left as it is (the caller knows its figures did not change).
    """
    pages = Pages.read(edition, build)
    missing = [docname for docname in pages.built if not (reuse and (html / f"{docname}.csv").is_file())]
    if missing:
        write_files(Figures(pages, build), missing, html)

    def pack(docname: str) -> None:
        name = docname.rpartition("/")[2]
        members = {f"{name}.ipynb": pages.built[docname], f"{name}.csv": html / f"{docname}.csv"}
        put_archive(html / f"{docname}.zip", members)

    with ThreadPoolExecutor(max(1, jobs)) as pool:  # compressing is not Python's work: threads share it
        list(pool.map(pack, pages.built))


class Figures:
    """The figures of an edition, cut by page."""

    def __init__(self, pages: Pages, build: BuildDir):
        self.pages = pages
        table = read_table(
            "observations", build.observations, ("region", "indicator", "year", "value", "status", "absence")
        )
        self._places, self._year, self._value = RowPlaces(table), table["year"].to_numpy(), table["value"].to_numpy()
        ends = read_table("observations", build.observations, ("region", "indicator", "lower", "upper"))
        given = ends[ends["lower"].notna() | ends["upper"].notna()].astype("str").groupby("indicator")["region"]
        self._with_margin = given.agg(frozenset).to_dict()
        self._margins = [ends[name].to_numpy() for name in ("lower", "upper")] if self._with_margin else []
        self._status, self._absence = Words(table["status"]), Words(table["absence"])
        self.years = sorted(int(y) for y in table["year"].unique())
        self._own: dict[tuple[str, str], list[int]] = {}
        own = read_table("aggregation", build.aggregation)
        own = own[own["reason"].isna()]
        for region, indicator, year in zip(own["region"], own["indicator"], own["year"].tolist(), strict=True):
            self._own.setdefault((region, indicator), []).append(year)
        self._findings = RowRecords(
            read_table(
                "findings", build.findings, ("region", "indicator", *(name for name in FINDINGS if name != "shown"))
            )
        )
        self.corrections = corrected.read_corrected(build.corrections)
        self.given_by = json.loads(build.given_by.read_text("utf-8")) if build.given_by.is_file() else {}

    def head(self, *, margins: bool) -> str:
        """The first line of a file, with or without columns for margins."""
        head, ends, outcome, tail = (labels.section(f"csv.{part}") for part in ("head", "margin", "outcome", "tail"))
        of_margins = [f"{ends[name]}_{year}" for name in ends for year in self.years] if margins else []
        if not self.pages.regions[NATIONAL].whole:
            together = labels.text("csv.together")
            outcome = {name: said.replace(NATION.lower(), together) for name, said in outcome.items()}
        years, found = map(str, self.years), (outcome[name] for name in FINDINGS)
        return _line([*head.values(), *years, *of_margins, *found, *tail.values()])

    def has_margins(self, rows: Rows) -> bool:
        """Whether a source gives a margin of any figure in these rows."""
        given = (self._with_margin.get(indicator, frozenset()) for indicator in rows.indicators)
        return any(not regions.isdisjoint(rows.regions) for regions in given)

    def rows(self, docname: str) -> Rows:
        """The rows in the file of a page."""
        kind, key = self.pages.promised[docname]
        return kind.rows(self.pages, key)

    def _source(self, indicator: str) -> str:
        """The citations of the sources that have figures of an indicator; of all that give figures, when unknown."""
        given = self.given_by.get(indicator, ())
        sources = (s for s in self.pages.edition.params.sources if (s.id in given if given else "figures" in s.given))
        return " ".join(dict.fromkeys(s.citation for s in sources))

    def line(self, area: Region, indicator_id: str, *, margins: bool) -> str:
        """The line of one region and indicator, the same in every file with or without columns for `margins`."""
        indicator = self.pages.edition.indicator(indicator_id)
        themes = ", ".join(self.pages.edition.theme(t).name for t in indicator.themes)
        key = (area.code, indicator_id)
        values, told = self._figures(key)
        try:
            finding = self._findings.read(key)
        except KeyError:
            finding = {}
        notes = "; ".join(f"{word}: {recalculated.years_words(years)}" for word, years in told.items())
        row = [
            *(area.code, text_cell(area.name), LEVELS[area.level].words[0], indicator_id),
            *(text_cell(words) for words in (indicator.name, themes, indicator.unit.replace(nl.NBSP, " "))),
            *(number_cell(values.get(year)) for year in self.years),
            *(self._ends(key) if margins else ()),
            *(outcome_cell(name, finding, indicator) for name in FINDINGS),
            *(notes, text_cell("; ".join(corrected.notes(self.corrections.get(key, []), indicator)))),
            text_cell(self._source(indicator_id)),
        ]
        return _line(row)

    def _ends(self, key: tuple[str, str]) -> Iterator[str]:
        """The lower ends of all years, then the upper ones."""
        rows = self._places.of(*key)
        years = self._year[rows].tolist()
        for ends in self._margins:
            by_year = dict(zip(years, ends[rows].tolist(), strict=True))
            yield from (number_cell(by_year.get(year)) for year in self.years)

    def _figures(self, key: tuple[str, str]) -> tuple[dict[int, float], dict[str, list[int]]]:
        """Figures by year, and the years that something is to be known of, by what that is."""
        values: dict[int, float] = {}
        told: dict[str, list[int]] = {}
        rows = self._places.of(*key)
        for year, value, status, absence in zip(
            self._year[rows].tolist(), self._value[rows].tolist(), self._status[rows], self._absence[rows], strict=True
        ):
            if nothing(value):
                told.setdefault(nl.ABSENCE_WORDS[str(absence)], []).append(year)
                continue
            values[year] = value
            if status != "definitive":
                told.setdefault(nl.STATUS_WORDS[str(status)], []).append(year)
        own = list(values) if self.pages.edition.indicator(key[1]).ratio else self._own.get(key, [])
        if own:
            told.setdefault(labels.text("csv.own_calculation"), []).extend(own)
        return values, told


def write_files(figures: Figures, docnames: Iterable[str], html: Path) -> None:
    """Write the files of these pages below `html`, region by region.

    A line is made once for all files that it stands in. A file of one indicator grows line by line; of others the
    lines are kept until their last region, because they go indicator by indicator.
    """
    wanted = {docname: figures.rows(docname) for docname in docnames}
    margins = {docname: figures.has_margins(rows) for docname, rows in wanted.items()}
    at: dict[str, list[str]] = {}
    for docname, rows in wanted.items():
        for code in rows.regions:
            at.setdefault(code, []).append(docname)
    left = {docname: len(rows.regions) for docname, rows in wanted.items()}
    kept: dict[str, dict[str, list[str]]] = {}
    with ExitStack() as stack:
        growing: dict[str, TextIO] = {}
        for docname, rows in wanted.items():
            if len(rows.indicators) == 1 < len(rows.regions) or not rows.regions:
                growing[docname] = file = stack.enter_context(_new_file(html, docname))
                file.write(figures.head(margins=margins[docname]))
        for region in figures.pages.regions.values():
            lines: dict[tuple[str, bool], str] = {}
            for docname in at.get(region.code, ()):
                for indicator in wanted[docname].indicators:
                    key = (indicator, margins[docname])
                    if key not in lines:
                        lines[key] = figures.line(region, indicator, margins=margins[docname])
                    if docname in growing:
                        growing[docname].write(lines[key])
                    else:
                        kept.setdefault(docname, {}).setdefault(indicator, []).append(lines[key])
                left[docname] -= 1
                if not left[docname] and docname not in growing:
                    with _new_file(html, docname) as file:
                        file.write(figures.head(margins=margins[docname]))
                        file.writelines(chain(*kept.pop(docname, {}).values()))


def _new_file(html: Path, docname: str) -> TextIO:
    target = html / f"{docname}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # it may be shared with the site being replaced
    return target.open("w", encoding=CODED, newline="")


def _line(row: list[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(row)
    return out.getvalue()
