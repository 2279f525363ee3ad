"""Regions: the register that says which gemeente lies in which COROP area and provincie, and names of before.

Codes are joined on, never names (what they look like is said in `levels.py`).

`params/regions/` carries the division the project ships with (342 gemeenten, valid 2023-2025) and two tables
of its own: former and alternative names, and one hexagon per gemeente. The readers here report every problem
of a file at once as :class:`~regioboek.errors.ParamsError`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from regioboek.errors import ParamsError, Problem
from regioboek.layout import Layers
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, Level, around, level_of

#: Why somebody types a name that the register does not have.
OldNameKind = Literal["opgeheven", "hernoemd", "schrijfwijze"]
OLD_NAME_KINDS: tuple[OldNameKind, ...] = ("opgeheven", "hernoemd", "schrijfwijze")


@dataclass(frozen=True)
class Region:
    """A region; `inside` are the codes of the regions it lies in, nearest first, without the country."""

    code: str
    name: str
    level: Level
    inside: tuple[str, ...] = ()

    def parent(self, level: Level) -> str | None:
        """The code of the region of `level` that it lies in; None when it lies in none."""
        return next((code for code in self.inside if level_of(code) == level), None)


@dataclass(frozen=True)
class OldName:
    """A name or code that leads to a region of today.

    `kind`: `opgeheven` (merged or split; a split gemeente has one row per successor, the one with most
    inhabitants first), `hernoemd` (new name and code, same area) or `schrijfwijze` (another way to write it;
    no old code). `date` is the ISO date of the change, None for a spelling that has no date.
    """

    kind: OldNameKind
    old_code: str | None
    old_name: str
    code: str
    date: str | None


def read_division(params_dir: Path | Layers, year: int = 2023) -> tuple[Region, ...]:
    """All regions of the shipped division on 1 January of `year`: land, provincies, COROP areas, gemeenten.

    Each level by code. Raises ParamsError naming every unknown code, every duplicate and every disagreement
    between the three files.
    """
    folder = Layers.of(params_dir).below("regions")
    files = {BASE: f"gemeenten-{year}.csv", "corop": "corop.csv", "provincie": "provincies.csv"}
    rows = {level: read_rows(folder.file(name), ("code", "naam", *around(level))) for level, name in files.items()}
    codes = {level: {row["code"] for _, row in found} for level, found in rows.items()}
    problems: list[Problem] = []
    for level, found in reversed(rows.items()):
        problems += _check_codes(files[level], found, level)
    for level, found in reversed(rows.items()):
        problems += [
            p for parent in around(level)[:1] for p in _check_parents(files[level], found, parent, codes[parent])
        ]
    of_corop = {row["code"]: row["provincie"] for _, row in rows["corop"]}
    problems += [
        Problem(files[BASE], f"line {line}, {row['code']}", f"provincie {row['provincie']}", f"{expected}")
        for line, row in rows[BASE]
        if (expected := of_corop.get(row["corop"], row["provincie"])) != row["provincie"]
    ]
    if problems:
        raise ParamsError("The division of regions is not consistent", problems)
    regions = [Region(NATIONAL, "Nederland", COUNTRY)]
    for level, found in reversed(rows.items()):
        made = (Region(r["code"], r["naam"], level, tuple(r[parent] for parent in around(level))) for _, r in found)
        regions += sorted(made, key=lambda region: region.code)
    return tuple(regions)


def read_old_names(params_dir: Path | Layers, year: int = 2023) -> tuple[OldName, ...]:
    """Former and alternative names, in the order of the file (by date; successors by inhabitants).

    Raises ParamsError for an unknown kind, a code that is no region of `year`, or a row without a name.
    """
    path = Layers.of(params_dir).file("regions/oude-namen.csv")
    rows = read_rows(path, ("soort", "oude_code", "oude_naam", "code", "datum"))
    known = {region.code for region in read_division(params_dir, year)}
    problems = []
    for line, row in rows:
        if row["soort"] not in OLD_NAME_KINDS:
            problems.append(Problem(path.name, f"line {line}, soort", repr(row["soort"]), " or ".join(OLD_NAME_KINDS)))
        if row["code"] not in known:
            problems.append(Problem(path.name, f"line {line}, code", repr(row["code"]), f"a region of {year}"))
        if not row["oude_naam"]:
            problems.append(Problem(path.name, f"line {line}, oude_naam", "nothing", "a name"))
        if row["soort"] != "schrijfwijze" and not LEVELS[BASE].pattern.fullmatch(row["oude_code"]):
            problems.append(Problem(path.name, f"line {line}, oude_code", repr(row["oude_code"]), LEVELS[BASE].form))
    if problems:
        raise ParamsError("Former names cannot be used", problems)
    return tuple(
        OldName(
            cast(OldNameKind, row["soort"]),
            row["oude_code"] or None,
            row["oude_naam"],
            row["code"],
            row["datum"] or None,
        )
        for _, row in rows
    )


def read_tiles(params_dir: Path | Layers, year: int = 2023) -> dict[str, tuple[int, int]]:
    """One hexagon per gemeente: code -> axial (q, r) on a pointy-top lattice, r counting southwards.

    Raises ParamsError when a gemeente has no tile or two, or when two gemeenten share one.
    """
    path = Layers.of(params_dir).file("regions/tegels.csv")
    rows = read_rows(path, ("code", "q", "r"))
    gemeenten = {region.code for region in read_division(params_dir, year) if region.level == BASE}
    problems: list[Problem] = []
    tiles: dict[str, tuple[int, int]] = {}
    taken: dict[tuple[int, int], str] = {}
    for line, row in rows:
        try:
            place = int(row["q"]), int(row["r"])
        except ValueError:
            problems.append(Problem(path.name, f"line {line}", f"q={row['q']!r} r={row['r']!r}", "two whole numbers"))
            continue
        if row["code"] not in gemeenten:
            problems.append(Problem(path.name, f"line {line}, code", repr(row["code"]), f"a gemeente of {year}"))
        if row["code"] in tiles:
            problems.append(Problem(path.name, f"line {line}, code", f"{row['code']} again", "one tile per gemeente"))
        if place in taken:
            problems.append(Problem(path.name, f"line {line}", f"tile {place} of {taken[place]}", "a free tile"))
        tiles[row["code"]] = place
        taken[place] = row["code"]
    problems += [Problem(path.name, code, "no tile", "one tile") for code in sorted(gemeenten - set(tiles))]
    if problems:
        raise ParamsError("The tile map is not one tile per gemeente", problems)
    return tiles


def read_rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """(line number, row) of a comma-separated UTF-8 file with exactly these columns. Raises ParamsError."""
    file_name = f"params/regions/{path.name}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # Excel's "CSV UTF-8" begins with a mark
            reader = csv.reader(file)
            head = tuple(next(reader, ()))
            lines = [(reader.line_num, values) for values in reader if values]
    except FileNotFoundError:
        expected = f"the columns {','.join(columns)}"
        if path.name.startswith("gemeenten-"):
            expected += "; when no gemeente changed since an earlier year, a copy of the file of that year"
        raise ParamsError("A table of regions is missing", [Problem(file_name, "", "no such file", expected)]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ParamsError(
            "A table of regions cannot be read", [Problem(file_name, "", str(error), "UTF-8 CSV")]
        ) from None
    if head != columns:
        found, expected = ",".join(head) or "nothing", ",".join(columns)
        expected += ", with commas between" if ";" in found else ""
        raise ParamsError("A table of regions cannot be read", [Problem(file_name, "line 1", found, expected)])
    short = [
        Problem(
            file_name,
            f"line {line}",
            f"{len(values)} fields ({','.join(values)})",
            f"{len(columns)} fields: {','.join(columns)}; a number has a point, a text with a comma stands in quotes",
        )
        for line, values in lines
        if len(values) != len(columns)
    ]
    if short:
        raise ParamsError("A table of regions cannot be read", short)
    return [(line, dict(zip(columns, values, strict=True))) for line, values in lines]


def _check_codes(file: str, rows: list[tuple[int, dict[str, str]]], level: Level) -> list[Problem]:
    problems, seen = [], set()
    for line, row in rows:
        if not LEVELS[level].pattern.fullmatch(row["code"]):
            expected = f"a {level} code ({LEVELS[level].pattern.pattern})"
            problems.append(Problem(file, f"line {line}, code", repr(row["code"]), expected))
        if row["code"] in seen:
            problems.append(Problem(file, f"line {line}, code", f"{row['code']} again", "each code once"))
        seen.add(row["code"])
    return problems


def _check_parents(file: str, rows: list[tuple[int, dict[str, str]]], column: str, known: set[str]) -> list[Problem]:
    return [
        Problem(file, f"line {line}, {column}", repr(row[column]), f"a code of {column}")
        for line, row in rows
        if row[column] not in known
    ]
