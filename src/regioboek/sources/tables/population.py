"""Inhabitants per region and year: the weight of every aggregate.

Long form: one row per region x year, at least for every gemeente in the edition's weight year. Rows of other years, of
regions that are gone and of areas the book does not know (LD, wijken) are passed over; an empty number counts as no
row. With `select` in the params only the rows with those values are read (`{onderwerp: Bevolking op 1 januari}`).

Rules for the weight year
* Every gemeente of the register has a number, a whole one, above 0.
* No gemeente has a number that the register does not know: people would be left out.
* COROP areas are summed from gemeenten. Where the file has provincies or Nederland, they must equal the sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from regioboek.params.regions import NATIONAL, level_of
from regioboek.sources.files.delimited import cleaned, read_delimited
from regioboek.sources.files.layouts import PresetFigures
from regioboek.sources.files.numbers import parse_numbers
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import shown
from regioboek.sources.tables.presets import POPULATION


def read_rows(path: Path, file: PresetFigures, select: Mapping[str, str], problems: ProblemList) -> pd.DataFrame | None:
    """The rows of all years as written: region, year, value; only those that have what `select` says."""
    selected = {f"select {theirs}": theirs for theirs in select}
    rows = read_delimited(path, file, problems, required={**POPULATION.required, **selected})
    if rows is None:
        return None
    for theirs, word in select.items():
        values = rows[f"select {theirs}"].str.strip()
        if not (values == word.strip()).any():
            problems.refuse("", f"no row with {theirs} = {word}", f"one of {some(sorted(values.unique()))}")
        rows = rows[values == word.strip()]
    return rows


def read_population(
    path: Path, file: PresetFigures, year: int, problems: ProblemList, *, select: Mapping[str, str] | None = None
) -> pd.Series | None:
    """Inhabitants in `year` by region code (float64, whole numbers); what is wrong goes to `problems`."""
    rows = read_rows(path, file, select or {}, problems)
    if rows is None:
        return None
    column = file.named(POPULATION.required)
    codes = cleaned(rows["region"], problems, column["region"], upper=True)
    years = cleaned(rows["year"], problems, column["year"])
    problems.rows(
        years[~years.str.fullmatch("[0-9]{4}").astype(bool)].map(shown),
        "a year of four digits",
        column=column["year"],
    )
    mine = (years == str(year)).to_numpy()
    known = codes.map({c: level_of(c) is not None for c in codes.unique()}).astype(bool).to_numpy()
    strange = codes[mine & ~known]
    problems.rows(strange.map(shown), "a code of a land, provincie, COROP area or gemeente: passed over", cleaned=True)
    text = cleaned(rows["value"], problems, column["value"])[mine & known]
    numbers = parse_numbers(text, file.decimal, problems, column["value"])
    problems.rows(
        text[numbers.notna() & ((numbers < 0) | (numbers % 1 != 0))],
        "a whole number of people",
        column=column["value"],
    )
    present = pd.DataFrame({"code": codes[mine & known], "inhabitants": numbers}).dropna()
    twice = present["code"][present["code"].duplicated()]
    problems.rows(twice + f" in {year} again", "each region once per year", column=column["region"])
    if present.empty and not problems.refused:
        found = some(sorted(years.unique()), 12)
        problems.refuse(f"column {column['year']}", f"no number for {year} (years: {found})", f"the weight year {year}")
        return None
    return present.drop_duplicates("code").set_index("code")["inhabitants"]


def add_inhabitants(
    regions: pd.DataFrame, population: pd.Series | None, year: int, problems: ProblemList
) -> pd.DataFrame:
    """`regions` with `inhabitants` and `inhabitants_year` for every level; the module's rules are checked."""
    if population is None:
        nothing = pd.array([pd.NA] * len(regions), dtype="Int64")
        return regions.assign(inhabitants=nothing, inhabitants_year=nothing.astype("Int32"))
    gemeenten = regions[regions["level"] == "gemeente"]
    own = gemeenten.set_index("code").index.to_series().map(population)
    lacking = own[own.isna()].index.tolist()
    if lacking:
        problems.refuse(
            "", f"no inhabitants in {year} for {some(lacking)}", f"a number for all {len(gemeenten)} gemeenten"
        )
    nobody = own[own == 0].index.tolist()
    if nobody:
        problems.refuse("", f"0 inhabitants in {year} for {some(nobody)}", "inhabitants: they are the weight")
    strange = [c for c in population.index if level_of(c) == "gemeente" and c not in own.index]
    if strange:
        problems.refuse(
            "",
            f"inhabitants in {year} for {some(strange)}, which the register does not have",
            "the gemeenten of the register: another year's division?",
        )
    sums: dict[Any, float] = {NATIONAL: own.sum()}
    for parent in ("provincie", "corop"):
        sums |= own.groupby(gemeenten.set_index("code")[parent]).sum().to_dict()
    if not lacking and not strange:
        for code, total in sums.items():
            told = population.get(code)
            if told is not None and told != total:
                problems.refuse(
                    "", f"{code} with {told:.0f} inhabitants in {year}", f"{total:.0f}, the sum of its gemeenten"
                )
    everyone = own.to_dict() | sums
    return regions.assign(
        inhabitants=regions["code"].map(everyone).round().astype("Int64"),
        inhabitants_year=pd.array([year] * len(regions), dtype="Int32"),
    )
