"""What lies beside a notebook page: its figures as CSV, and these with the executed notebook as ZIP (:mod:`archive`).

A CSV has one row per region and indicator, so that it opens as a table in a spreadsheet and joins on codes:
who, what, unit; one column per year; then the outcome (trend, change per year, place) as the page shows it; then
what is to be known about the years (provisional, absent, own calculation) and the source line. Rules

* `;` between columns, decimal comma, UTF-8 with a byte order mark (spreadsheets of Dutch settings need both),
  lines end as in RFC 4180.
* A missing figure is an empty cell; the column `toelichting` says why. Never 0.
* A figure that is not the source's, or that a remark goes with: the column `correcties` says which, and why.
* Numbers are not rounded to what a page shows, so that they can be recomputed with; a minus is an ordinary `-`.
* A region's file has all indicators, an indicator's file all regions, a theme's file its indicators for
  Nederland, provincies and COROP areas (the gemeenten are in the indicators' files).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

from regioboek.edition import Edition
from regioboek.layout import BuildDir
from regioboek.publishing.archive import put_archive
from regioboek.publishing.pages import Area, Pages
from regioboek.report import corrected
from regioboek.report import language as nl
from regioboek.schemas import read_table

HEAD = ("regiocode", "regio", "soort_regio", "indicator", "indicatornaam", "thema", "eenheid")
OUTCOME = (
    "laatste_jaar", "laatste_waarde", "verschil_met_nederland", "trend", "richting", "verandering_per_jaar",
    "interval_onder", "interval_boven", "p_waarde", "aantal_metingen", "venster_van", "venster_tot",
    "plaats", "plaats_van", "plaats_groep",
)  # fmt: skip
TAIL = ("toelichting", "correcties", "bron")
FINDINGS = (
    "latest_year", "latest_value", "difference_national", "trend", "direction", "slope", "slope_lower", "slope_upper",
    "p_value", "n_years", "window_start", "window_end", "rank", "ranked", "position",
)  # fmt: skip
WORDS: dict[str, dict[str, str]] = {
    "trend": nl.TREND_WORDS,
    "direction": nl.DIRECTION_WORDS,
    "position": nl.POSITION_WORDS,
}


def downloads_key(build: BuildDir) -> str:
    """Hash of everything the figures are made of."""
    found = hashlib.sha256()
    for path in (
        build.observations,
        build.findings,
        build.aggregation,
        build.regions,
        build.edition,
        build.corrections,
        build.given_by,
    ):
        found.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"-")
    return found.hexdigest()


def write_downloads(edition: Edition, build: BuildDir, html: Path, *, reuse: bool, jobs: int = 1) -> None:
    """Put `<page>.csv` and `<page>.zip` beside every notebook page of the site below `html`, with `jobs` threads.

    With `reuse` a CSV that is there is left as it is (the caller knows its figures did not change).
    """
    pages = Pages.read(edition, build)
    missing = [docname for docname in pages.built if not (reuse and (html / f"{docname}.csv").is_file())]
    if missing:
        figures = Figures(pages, build)
        for docname in missing:
            target = html / f"{docname}.csv"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)  # it may be shared with the site being replaced
            target.write_bytes(figures.csv(docname))

    def pack(docname: str) -> None:
        name = docname.rpartition("/")[2]
        members = {f"{name}.ipynb": pages.built[docname], f"{name}.csv": html / f"{docname}.csv"}
        put_archive(html / f"{docname}.zip", members)

    with ThreadPoolExecutor(max(1, jobs)) as pool:  # compressing is not Python's work: threads share it
        list(pool.map(pack, pages.built))


class Figures:
    """The figures of an edition, cut by region, indicator or theme."""

    def __init__(self, pages: Pages, build: BuildDir):
        self.pages = pages
        observations = read_table("observations", build.observations)
        self.years = sorted(int(y) for y in observations["year"].unique())
        self.values: dict[tuple[str, str], dict[int, float]] = {}
        self.notes: dict[tuple[str, str], dict[str, list[int]]] = {}
        for region, indicator, year, value, status, absence in _rows(
            observations, "region", "indicator", "year", "value", "status", "absence"
        ):
            key = (region, indicator)
            if _nothing(value):
                self._note(key, nl.ABSENCE_WORDS[absence], year)
                continue
            self.values.setdefault(key, {})[year] = value
            if status != "definitive":
                self._note(key, nl.STATUS_WORDS[status], year)
        if build.aggregation.is_file():
            own = read_table("aggregation", build.aggregation)
            for region, indicator, year in _rows(own[own["reason"].isna()], "region", "indicator", "year"):
                self._note((region, indicator), "eigen berekening", year)
        findings = read_table("findings", build.findings)
        self.findings: dict[tuple[str, str], dict[str, Any]] = {
            (f["region"], f["indicator"]): {str(k): v for k, v in f.items()} for f in findings.to_dict("records")
        }
        self.corrections = corrected.read_corrected(build.corrections)
        self.given_by = json.loads(build.given_by.read_text("utf-8")) if build.given_by.is_file() else {}
        self._rows: dict[tuple[str, str], list[str]] = {}

    def _note(self, key: tuple[str, str], word: str, year: int) -> None:
        self.notes.setdefault(key, {}).setdefault(word, []).append(year)

    def csv(self, docname: str) -> bytes:
        """The file of one page."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([*HEAD, *self.years, *OUTCOME, *TAIL])
        writer.writerows(self._row(area, indicator) for area, indicator in self._of(docname))
        return out.getvalue().encode("utf-8-sig")

    def _of(self, docname: str) -> Iterator[tuple[Area, str]]:
        kind, _, name = docname.partition("/")
        areas: Iterable[Area] = self.pages.areas.values()
        if kind == "regio":
            areas, indicators = [self.pages.areas[name.upper()]], [i.id for i in self.pages.edition.indicators]
        elif kind == "indicator":
            indicators = [name]
        else:
            areas = [a for a in areas if a.level != "gemeente"]
            indicators = [i.id for i in self.pages.edition.of_theme(name)]
        return ((area, indicator) for indicator in indicators for area in areas)

    def _row(self, area: Area, indicator_id: str) -> list[str]:
        """The row of one region and indicator; it stands in the file of either."""
        key = (area.code, indicator_id)
        if key not in self._rows:
            self._rows[key] = self._made(area, indicator_id)
        return self._rows[key]

    def _source(self, indicator: str) -> str:
        """The citations of the sources that have figures of an indicator; of all that give figures, when unknown."""
        given = self.given_by.get(indicator, ())
        sources = [s for s in self.pages.edition.params.sources if "figures" in s.given]
        return " ".join(dict.fromkeys(s.citation for s in sources if not given or s.id in given))

    def _made(self, area: Area, indicator_id: str) -> list[str]:
        indicator = self.pages.edition.indicator(indicator_id)
        themes = ", ".join(self.pages.edition.theme(t).name for t in indicator.themes)
        key = (area.code, indicator_id)
        values = self.values.get(key, {})
        finding = self.findings.get(key, {})
        notes = "; ".join(f"{word}: {nl.years_listing(years)}" for word, years in self.notes.get(key, {}).items())
        return [
            *(area.code, area.name, area.level_word, indicator_id, indicator.name, themes, indicator.unit),
            *(_cell(values.get(year)) for year in self.years),
            *(WORDS.get(name, {}).get(str(finding.get(name)), _cell(finding.get(name))) for name in FINDINGS),
            *(notes, "; ".join(corrected.notes(self.corrections.get(key, []), indicator)), self._source(indicator_id)),
        ]


def _rows(table: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].tolist() for name in columns), strict=True)


def _nothing(value: Any) -> bool:
    """None, pd.NA or NaN; ten times as fast as asking pandas."""
    return value is None or value is pd.NA or value != value  # noqa: PLR0124


def _cell(value: Any) -> str:
    """A number with a decimal comma, at most ten significant digits; nothing for nothing."""
    if _nothing(value):
        return ""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.10g}".replace(".", ",")
    return str(int(value)) if isinstance(value, float | int) else str(value)
