"""The register of regions: per gemeente its COROP area and provincie.

Rules
* One row per gemeente, each with one COROP area and one provincie; a COROP area lies in exactly one provincie.
* A code has one name wherever it occurs. CBS's suffixes `(PV)`, `(CR)` and `(gemeente)` are left out.
* Nederland (`NL01`) is not in the file: it is all of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from regioboek.params.regions import LEVEL_WORDS, NATIONAL, Level
from regioboek.sources.files.layouts import PresetFile
from regioboek.sources.files.word_columns import cleaned
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import of_level
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import REGISTER

_PARTS: tuple[Level, ...] = ("gemeente", "corop", "provincie")
_SUFFIX = re.compile(r"\s*\((PV|CR|LD|gemeente)\)$")


def read_register(path: Path, file: PresetFile, problems: ProblemList) -> pd.DataFrame | None:
    """All regions: code, name, level, corop, provincie; land first, then by level and code.

    `corop` is null above COROP level (a COROP area names itself nowhere), `provincie` above provincie level. What is
    wrong goes to `problems`; None when nothing can be read.
    """
    rows = read_preset(REGISTER, path, file, problems)
    if rows is None:
        return None
    column = file.named(REGISTER.required)
    for level in _PARTS:
        codes = of_level(rows[level], level, problems, column[level])
        rows[f"{level}_code"] = codes.where(codes != "")
        names = cleaned(rows[f"{level}_name"], problems, column[f"{level}_name"])
        rows[f"{level}_name"] = names.str.replace(_SUFFIX, "", regex=True)
    _check_rows(rows, problems, column)
    _check_one(rows, "corop", "provincie_code", "provincie", problems)
    tables = [pd.DataFrame({"code": [NATIONAL], "name": ["Nederland"], "level": ["land"]})]
    for level in reversed(_PARTS):
        _check_one(rows, level, f"{level}_name", "name", problems)
        one = rows.dropna(subset=[f"{level}_code"]).drop_duplicates(f"{level}_code")
        table = pd.DataFrame({"code": one[f"{level}_code"], "name": one[f"{level}_name"], "level": level})
        if level != "provincie":
            table["provincie"] = one["provincie_code"]
        if level == "gemeente":
            table["corop"] = one["corop_code"]
        tables.append(table.sort_values("code"))
    regions = pd.concat(tables, ignore_index=True)
    return regions[["code", "name", "level", "corop", "provincie"]].astype("str")


def _check_rows(rows: pd.DataFrame, problems: ProblemList, column: dict[str, str]) -> None:
    """Every row has three codes with names, and every gemeente one row."""
    gemeente = rows["gemeente_code"].fillna("a row")
    for level in _PARTS:
        empty = rows[level].str.strip() == ""
        expected = "a code" if level == "gemeente" else f"a {LEVEL_WORDS[level][0]} for each gemeente"
        problems.rows(gemeente[empty] + f" without {LEVEL_WORDS[level][0]}", expected, column=column[level])
        nameless = rows[f"{level}_code"].notna() & (rows[f"{level}_name"] == "")
        found = rows.loc[nameless, f"{level}_code"] + " without a name"
        problems.rows(found, "a name", column=column[f"{level}_name"])
    known = rows["gemeente_code"].dropna()
    twice = known[known.duplicated()]
    first = pd.Series(known.index, index=known.to_numpy()).groupby(level=0).first()
    lines = twice.map(first).astype("str")
    problems.rows(twice + ", which is on line " + lines + " already", "each gemeente once", column=column["gemeente"])


def _check_one(rows: pd.DataFrame, level: Level, other: str, word: str, problems: ProblemList) -> None:
    """Each code of `level` goes with one value of `other` (a gemeente on two rows is reported as such)."""
    if level == "gemeente":
        return
    pairs = rows.dropna(subset=[f"{level}_code", other])[[f"{level}_code", other]].drop_duplicates()
    for code, group in pairs[pairs.duplicated(f"{level}_code", keep=False)].groupby(f"{level}_code"):
        found = f"{code} with {len(group)} {word}s: {some(group[other].tolist())}"
        problems.refuse(f"lines {some([str(n) for n in group.index])}", found, f"one {word} per code")
