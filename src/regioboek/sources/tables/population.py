"""Inhabitants per region and year: the weight of every aggregate.

Long form: one row per region x year, at least for every gemeente in the edition's weight year. Rows of other years, of
regions that are gone and of areas the book does not know (LD, wijken) are passed over; an empty number counts as no
row. With `select` in the params only the rows with those values are read (`{onderwerp: Bevolking op 1 januari}`).
Codes without letters are those of gemeenten, where no code of the file has letters.

Rules for the weight year
* Every gemeente of the register has a number, a whole one, above 0.
* No gemeente has a number that the register does not know: people would be left out.
* COROP areas are summed from gemeenten. Where the file has provincies or Nederland, they must equal the sum.
* Regions inside gemeenten have what the file says of them, if anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from regioboek.params.levels import BASE, NATIONAL, around, below, level_of
from regioboek.sources.files.layouts import PresetFigures, Selection
from regioboek.sources.files.word_columns import cleaned, parse_numbers
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import NO_GEMEENTE, code_of, mended, shown, years_of
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import POPULATION
from regioboek.statistics.inside import parent_of


def read_population(
    path: Path, file: PresetFigures, year: int, problems: ProblemList, *, select: Selection | None = None
) -> pd.Series | None:
    """Inhabitants in `year` by region code (float64, whole numbers); what is wrong goes to `problems`."""
    rows = read_preset(POPULATION, path, file, problems, select=select)
    if rows is None:
        return None
    column = file.named(POPULATION.required)
    letters = any(code_of(word, None) for word in rows["region"].unique())
    codes = mended(rows["region"], None if letters else BASE, problems, column["region"])
    years = years_of(rows["year"], problems, column["year"], any_status=True)
    mine = (years == year).to_numpy()
    known = (
        codes.map({c: level_of(c) is not None and c not in NO_GEMEENTE for c in codes.unique()}).astype(bool).to_numpy()
    )
    strange = codes[mine & ~known]
    problems.rows(strange.map(shown), "a region of the book: passed over", cleaned=True)
    text = cleaned(rows["value"], problems, column["value"])[mine & known]
    numbers = parse_numbers(text, file, problems, column["value"])
    people = people_of(codes[mine & known], numbers, text=text, year=year, problems=problems, column=column)
    if people.empty and not known.any() and not problems.refused:
        found = f"no code of a region, but {some(strange.map(shown).unique().tolist(), 3)}"
        problems.refuse(f"column {column['region']}", found, "codes of gemeenten: GM and 4 digits")
        return None
    if people.empty and not problems.refused:
        found = some([f"{y:.0f}" for y in sorted(years.unique())], 12)
        problems.refuse(f"column {column['year']}", f"no number for {year} (years: {found})", f"the weight year {year}")
        return None
    return people


def people_of(
    codes: pd.Series,
    numbers: pd.Series,
    *,
    text: pd.Series,
    year: int,
    problems: ProblemList,
    column: Mapping[str, str] | None = None,
) -> pd.Series:
    """The numbers of one year by code, each once and whole; `text` is how the source writes them."""
    told = column or {}
    broken = numbers.notna() & ((numbers < 0) | (numbers % 1 != 0))
    problems.rows(text[broken], "a whole number of people", column=told.get("value"))
    present = pd.DataFrame({"code": codes, "inhabitants": numbers}).dropna()
    twice = present["code"][present["code"].duplicated()]
    problems.rows(twice + f" in {year} again", "each region once per year", column=told.get("region"))
    return present.drop_duplicates("code").set_index("code")["inhabitants"]


def add_inhabitants(
    regions: pd.DataFrame, inside: pd.DataFrame, population: pd.Series | None, year: int, problems: ProblemList
) -> pd.DataFrame:
    """`regions` with `inhabitants` and `inhabitants_year` for every level; the module's rules are checked."""
    if population is None:
        nothing = pd.array([pd.NA] * len(regions), dtype="Int64")
        return regions.assign(inhabitants=nothing, inhabitants_year=nothing.astype("Int32"))
    gemeenten = regions[regions["level"] == BASE]
    own = gemeenten.set_index("code").index.to_series().map(population)
    lacking = own[own.isna()].index.tolist()
    if lacking:
        problems.refuse(
            "", f"no inhabitants in {year} for {some(lacking)}", f"a number for all {len(gemeenten)} gemeenten"
        )
    nobody = own[own == 0].index.tolist()
    if nobody:
        problems.refuse("", f"0 inhabitants in {year} for {some(nobody)}", "inhabitants: they are the weight")
    strange = [c for c in population.index if level_of(c) == BASE and c not in own.index]
    if strange:
        problems.refuse(
            "",
            f"inhabitants in {year} for {some(strange)}, which the register does not have",
            "the gemeenten of the register: another year's division?",
        )
    sums: dict[Any, float] = {NATIONAL: own.sum()}
    for parent in reversed(around(BASE)):
        sums |= own.groupby(parent_of(own.index.to_series(), inside, parent)).sum().to_dict()
    if not lacking and not strange:
        problems.refuse_each(
            ("", f"{code} with {told:.0f} inhabitants in {year}", f"{total:.0f}, the sum of its gemeenten")
            for code, total in sums.items()
            if (told := population.get(code)) is not None and told != total
        )
    finer = regions.loc[regions["level"].isin(below(BASE)), "code"]
    everyone = own.to_dict() | sums | population[population.index.isin(finer)].to_dict()
    return regions.assign(
        inhabitants=regions["code"].map(everyone).round().astype("Int64"),
        inhabitants_year=pd.array([year] * len(regions), dtype="Int32"),
    )
