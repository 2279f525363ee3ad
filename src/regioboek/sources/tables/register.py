"""The register of regions: per gemeente its COROP area and provincie; of a smaller level, what each region lies in.

Rules
* One row per gemeente, each with one region of every level around it that the edition has (COROP area, provincie); the
  columns of other levels are read where they are there. A COROP area lies in exactly one provincie.
* A register of a level inside gemeenten (`level: wijk`) has one row per region: its code, its name, and the code of the
  region it lies in (`wk_code`, `wk_naam`, `gm_code`), which an earlier register has.
* A code has one name wherever it occurs, apart from accents, capitals and marks; the first one holds. Suffixes that say
  the level, `(PV)`, `(CR)` and `(gemeente)`, are left out. `names:` says what other words in a column of codes are.
* Nederland (`NL01`) is not in the file: it is all of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATION, NATIONAL, Level, around
from regioboek.sources.files.layouts import PresetFile
from regioboek.sources.files.word_columns import cleaned
from regioboek.sources.problems import ProblemList, some
from regioboek.sources.tables.codes import of_level, shown
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import REGISTER, Preset
from regioboek.sources.tables.region_names import name_key

_SUFFIX = re.compile(r"\s*\((PV|CR|LD|GM|gemeente|provincie|COROP(-gebied)?)\)$", re.IGNORECASE)


def read_register(
    path: Path,
    file: PresetFile,
    problems: ProblemList,
    inner: Level | None = None,
    known: Collection[str] | None = None,
    *,
    levels: Collection[Level] | None = None,
    names: Mapping[str, str | None] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """All regions (code, name, level; land first, then by level and code), and their direct parents (child, parent).

    With an `inner` level the file has regions of that level only; `known` are the codes they may lie in (None: no
    register was read, their form is checked). `levels` are those that an edition needs (None: all around). `names`: a
    text in a column of codes -> the code, None for a row that is left out. What is wrong goes to `problems`; None when
    nothing can be read.
    """
    level = inner or BASE
    parts = (level,) if inner else (level, *around(level))
    preset = _columns(file, level, parts, inner, levels)
    rows = read_preset(preset, path, file, problems)
    if rows is None:
        return None
    column = file.named(preset.columns)
    parts = tuple(part for part in parts if part in rows and f"{part}_name" in rows)
    rows = _declared(rows, [*parts, *[LEVELS[level].parent] * bool(inner)], names or {})
    for part in parts:
        codes = of_level(rows[part], part, problems, column[part], named=part == level)
        rows[f"{part}_code"] = codes.where(codes != "")
        called = cleaned(rows[f"{part}_name"], problems, column[f"{part}_name"])
        rows[f"{part}_name"] = called.str.replace(_SUFFIX, "", regex=True)
    _check_rows(rows, parts, problems, column)
    chain = list(parts)
    if inner:
        rows[f"{LEVELS[level].parent}_code"] = _known(rows, level, known, problems, column)
        chain.append(LEVELS[level].parent)
    for part, parent in pairwise(parts[1:]):
        _check_one(rows, part, f"{parent}_code", parent, problems)
    tables = [] if inner else [pd.DataFrame({"code": [NATIONAL], "name": [NATION], "level": [COUNTRY]})]
    for part in reversed(parts):
        if part != level:
            _check_one(rows, part, f"{part}_name", "name", problems)
        one = rows.dropna(subset=[f"{part}_code"]).drop_duplicates(f"{part}_code")
        table = pd.DataFrame({"code": one[f"{part}_code"], "name": one[f"{part}_name"], "level": part})
        tables.append(table.sort_values("code"))
    pairs = [
        rows[[f"{child}_code", f"{parent}_code"]].set_axis(["child", "parent"], axis=1)
        for child, parent in pairwise(chain)
    ]
    none = pd.DataFrame({"child": [], "parent": []}, dtype="str")  # gemeenten only: nothing is around them
    inside = pd.concat([none, *pairs], ignore_index=True).dropna().drop_duplicates(ignore_index=True)
    return pd.concat(tables, ignore_index=True).astype("str"), inside


def _columns(
    file: PresetFile, level: Level, parts: Sequence[Level], inner: Level | None, levels: Collection[Level] | None
) -> Preset:
    """A code and a name for every level; only what is needed, or declared, must be there."""
    pairs = {part: {key: REGISTER.columns[key] for key in (part, f"{part}_name")} for part in parts}
    needed = {p for p in parts if p == level or levels is None or p in levels or file.columns.keys() & pairs[p].keys()}
    required = {key: told for part in parts if part in needed for key, told in pairs[part].items()}
    if inner:
        required[LEVELS[level].parent] = REGISTER.columns[LEVELS[level].parent]
    return Preset(required, {k: told for part in parts if part not in needed for k, told in pairs[part].items()})


def _declared(rows: pd.DataFrame, keys: Sequence[str], names: Mapping[str, str | None]) -> pd.DataFrame:
    """The rows with the declared codes in the place of words; without those that are declared to be no region."""
    told = {name_key(word): code for word, code in names.items()}
    for key in keys if told else ():
        words = rows[key].map({word: told.get(name_key(word), word) for word in rows[key].unique()})
        rows = rows.assign(**{key: words})[words.notna()]
    return rows


def _known(
    rows: pd.DataFrame, level: Level, known: Collection[str] | None, problems: ProblemList, column: dict[str, str]
) -> pd.Series:
    """The code of the region that each row lies in; one that the register does not have is refused and null."""
    parent = LEVELS[level].parent
    codes = of_level(rows[parent], parent, problems, column[parent])
    right = codes.isna() | (codes.isin(known) if known is not None else codes != "")
    found = rows[f"{level}_code"].fillna("a row")[~right] + " in " + codes[~right].map(shown)
    expected = f"the code of a {LEVELS[parent].words[0]} of the register"
    problems.rows(found, expected, column=column[parent])
    return codes.where(right)


def _check_rows(rows: pd.DataFrame, parts: Sequence[Level], problems: ProblemList, column: dict[str, str]) -> None:
    """Every row has the codes of `parts` with names, and every region of the first of them one row."""
    of = parts[0]
    region = rows[f"{of}_code"].fillna("a row")
    for level in parts:
        empty = rows[level].str.strip() == ""
        expected = "a code" if level == of else f"a {LEVELS[level].words[0]} for each {of}"
        problems.rows(region[empty] + f" without {LEVELS[level].words[0]}", expected, column=column[level])
        nameless = rows[f"{level}_code"].notna() & (rows[f"{level}_name"] == "")
        found = rows.loc[nameless, f"{level}_code"] + " without a name"
        problems.rows(found, "a name", column=column[f"{level}_name"])
    known = rows[f"{of}_code"].dropna()
    twice = known[known.duplicated()]
    first = pd.Series(known.index, index=known.to_numpy()).groupby(level=0).first()
    lines = twice.map(first).astype("str")
    problems.rows(twice + ", which is on line " + lines + " already", f"each {of} once", column=column[of])


def _check_one(rows: pd.DataFrame, level: Level, other: str, word: str, problems: ProblemList) -> None:
    """Each code of `level` goes with one value of `other`."""
    pairs = rows.dropna(subset=[f"{level}_code", other])[[f"{level}_code", other]]
    alike = pairs[other].map(name_key) if word == "name" else pairs[other]
    pairs = pairs[~pairs.assign(**{other: alike}).duplicated()]
    differ = pairs[pairs.duplicated(f"{level}_code", keep=False)]
    problems.refuse_each(
        (
            f"lines {some([str(n) for n in group.index])}",
            f"{code} with {len(group)} {word}s: {some(group[other].tolist())}",
            f"one {word} per code",
        )
        for code, group in differ.groupby(f"{level}_code")
    )
