"""Figures of 70072ned and its neighbours that were captured from CBS, by today's key of their measure.

A cell is *known* when a capture tells it, also when it tells that there is no figure. Where a key has moved since the
capture, it is translated by the list of both (`measures_…tsv`), or found by its stem when only one has it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from worlds.rehearsal_regions import YEARS, places

PEOPLE, MEAN_PEOPLE = "TotaleBevolking", "GemiddeldAantalInwoners"

_TABLE = Path("kerncijfers") / "70072ned"
_PANEL = _TABLE / "gemeenten_2005-2023_21maten_v3keys-nov2023.csv"
_RAW = (
    _TABLE / "v3_TypedDataSet_NL01_PV23_1995-2025_2026-03.json",
    _TABLE / "v3_TypedDataSet_GM1700_1995-2025_2026-03.json",
)
_KEYS = _TABLE / "measures_v4_2026-09-28_and_v3keys.tsv"
_POPULATION = Path("statline") / "bevolking_regio_2019_2026.csv"
_MEANS = Path("statline") / "bevolking_gemeente_2012_2025.csv"
_OFFENCES = Path("kerncijfers") / "47018NED" / "misdrijven12soorten_en_bevolking70072ned_GM_2012-2025.json"

#: When each file was captured, as the folder's README says.
DATES = {
    _PANEL: "2023-11", _RAW[0]: "2026-03", _RAW[1]: "2026-03", _POPULATION: "2026-07-02", _MEANS: "2026",
    _OFFENCES: "2026",
}  # fmt: skip


@dataclass
class Captured:
    """Cells of one measure, by place and year; `files` says of which years each file gave figures."""

    values: np.ndarray
    known: np.ndarray
    files: dict[Path, list[int]] = field(default_factory=dict)

    def told(self) -> str:
        """Files with their dates, years and numbers of figures, for people."""
        parts = [
            f"{file} ({DATES[file]}): {len(years)} figures of {min(years)}-{max(years)}"
            for file, years in self.files.items()
        ]
        return "; ".join(parts)


def stem_of(key: str) -> str:
    """A v3 key without its number: what stays when the key moves."""
    return re.sub(r"_\d+$", "", key)


@cache
def listed(data: Path) -> tuple[dict[str, str], ...]:
    """The measures of 70072ned of which both keys are known."""
    with (data / _KEYS).open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file, delimiter="\t"))


def captured(data: Path, keys: Iterable[str]) -> dict[str, Captured]:
    """What was captured of these measures of 70072ned, by key; one of which nothing was is left out."""
    moved = {row["v3_key_2024_to_2026-07"]: row["v3_key_after_2026-07-31"] for row in listed(data)}
    stems: dict[str, set[str]] = {}
    for key in {*keys, *moved.values()}:
        stems.setdefault(stem_of(key), set()).add(key)
    wanted: set[str] = set(keys)
    found: dict[str, Captured] = {}
    for file, rows in _tables(data):
        for old in rows.columns[2:]:
            same = stems.get(stem_of(old), set())
            key = moved.get(old) if old in moved else next(iter(same)) if len(same) == 1 else None
            if key in wanted:
                one = found.setdefault(key, _nothing(data))
                _add(one, file, rows[["place", "column", old]])
    return found


def offences(data: Path) -> Captured:
    """Twelve kinds of registered offences of 47018NED together, per gemeente of today."""
    counts = json.loads((data / _OFFENCES).read_bytes())["counts"]
    told = [
        (code, int(year), count)
        for by_code in counts.values()
        for code, by_year in by_code.items()
        for year, count in by_year.items()
        if count is not None
    ]
    sums = pd.DataFrame(told, columns=["code", "year", "count"]).groupby(["code", "year"], as_index=False).sum()
    one = _nothing(data)
    _add(one, _OFFENCES, _placed(data, sums))
    return one


def _nothing(data: Path) -> Captured:
    shape = (len(places(data)), len(YEARS))
    return Captured(np.full(shape, np.nan), np.zeros(shape, bool))


def _add(one: Captured, file: Path, cells: pd.DataFrame) -> None:
    """Add the cells of a measure that no earlier capture tells, from its first to its last year with a figure."""
    place, column, value = (cells[name].to_numpy() for name in cells.columns)
    with_figure = column[~np.isnan(value)]
    if not with_figure.size:
        return
    new = ~one.known[place, column] & (column >= with_figure.min()) & (column <= with_figure.max())
    place, column = place[new], column[new]
    one.values[place, column], one.known[place, column] = value[new], True
    there = ~np.isnan(value[new])
    if there.any():
        one.files[file] = one.files.get(file, []) + (column[there] + YEARS[0]).tolist()


@cache
def _tables(data: Path) -> tuple[tuple[Path, pd.DataFrame], ...]:
    """Each capture as a table of place, column (of the year) and measures by the key they had: the nearest first."""
    found = []
    for file in _RAW:
        rows = pd.DataFrame(json.loads((data / file).read_bytes())["value"])
        found.append((file, rows))
    found.append((_PANEL, pd.read_csv(data / _PANEL, na_values=".").drop(columns=["Gemeentenaam", "Provincienaam"])))
    tables = [
        (file, rows.assign(code=rows["RegioS"].str.strip(), year=rows["Perioden"].str[:4].astype(int)))
        for file, rows in found
    ]
    population = pd.read_csv(data / _POPULATION)
    for words, stem in (("Bevolking op 1 januari", PEOPLE), ("Gemiddelde bevolking", MEAN_PEOPLE)):
        told = population[(population["onderwerp"].str.strip() == words) & population["waarde"].notna()]
        tables.append((_POPULATION, pd.DataFrame({"code": told["regio"], "year": told["jaar"], stem: told["waarde"]})))
    means = pd.read_csv(data / _MEANS).set_axis(["code", "year", MEAN_PEOPLE], axis="columns")
    tables.append((_MEANS, means))
    return tuple(
        (file, _placed(data, rows.drop(columns=["RegioS", "Perioden"], errors="ignore"))) for file, rows in tables
    )


def _placed(data: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """Codes and years as places in the arrays; rows of other regions and years are left out."""
    codes = {place.code: n for n, place in enumerate(places(data))}
    kept = rows[rows["code"].isin(codes) & rows["year"].isin(YEARS)]
    where = {"place": kept["code"].map(codes).astype(int), "column": kept["year"] - YEARS[0]}
    figures = kept.drop(columns=["code", "year"]).astype(float)
    return pd.concat([pd.DataFrame(where), figures], axis="columns")
