"""Regions: levels, codes and the register that says which gemeente lies in which COROP area and provincie.

Codes are joined on, never names: GM + 4 digits, CR + 2, PV + 2, LD + 2, NL01 (Gebieden in Nederland, CBS); RD + 3 and
GB + 3 for Regio Deals and a bureau's own areas, which have no official code (`areas.py`).

`params/regions/` carries the division the project ships with (342 gemeenten, valid 2023-2025) and two tables
of its own: former and alternative names, and one hexagon per gemeente. The readers here report every problem
of a file at once as :class:`~regioboek.errors.ParamsError`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from regioboek.errors import ParamsError, Problem
from regioboek.layout import Layers

Level = Literal["land", "landsdeel", "provincie", "corop", "regiodeal", "gebied", "gemeente"]

#: From large to small: the order of breadcrumbs, menus and builds.
LEVELS: tuple[Level, ...] = ("land", "landsdeel", "provincie", "corop", "regiodeal", "gebied", "gemeente")

#: Levels of areas that are defined by their gemeenten; those of `OVERLAPPING` may share gemeenten and leave others out.
AREA_LEVELS: tuple[Level, ...] = ("landsdeel", "regiodeal", "gebied")
OVERLAPPING: tuple[Level, ...] = ("regiodeal", "gebied")

#: Levels without a ranking: there is one of it, or its regions overlap.
UNPLACED: tuple[Level, ...] = ("land", *OVERLAPPING)

NATIONAL = "NL01"

CODE_PATTERNS: dict[Level, re.Pattern[str]] = {
    "land": re.compile(r"NL01"),
    "landsdeel": re.compile(r"LD\d{2}"),
    "provincie": re.compile(r"PV\d{2}"),
    "corop": re.compile(r"CR\d{2}"),
    "regiodeal": re.compile(r"RD\d{3}"),
    "gebied": re.compile(r"GB\d{3}"),
    "gemeente": re.compile(r"GM\d{4}"),
}

#: Dutch words for one and for many regions of a level.
LEVEL_WORDS: dict[Level, tuple[str, str]] = {
    "land": ("land", "landen"),
    "landsdeel": ("landsdeel", "landsdelen"),
    "provincie": ("provincie", "provincies"),
    "corop": ("COROP-gebied", "COROP-gebieden"),
    "regiodeal": ("Regio Deal", "Regio Deals"),
    "gebied": ("gebied", "gebieden"),
    "gemeente": ("gemeente", "gemeenten"),
}


def level_of(code: str) -> Level | None:
    """The level a region code belongs to, or None when it is no code of ours."""
    return next((level for level, pattern in CODE_PATTERNS.items() if pattern.fullmatch(code)), None)


#: Why somebody types a name that the register does not have.
OldNameKind = Literal["opgeheven", "hernoemd", "schrijfwijze"]
OLD_NAME_KINDS: tuple[OldNameKind, ...] = ("opgeheven", "hernoemd", "schrijfwijze")


@dataclass(frozen=True)
class Region:
    """One region of the division; `corop` and `provincie` are the codes of the areas it lies in."""

    code: str
    name: str
    level: Level
    corop: str | None = None
    provincie: str | None = None


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
    provincies = read_rows(folder.file("provincies.csv"), ("code", "naam"))
    corop = read_rows(folder.file("corop.csv"), ("code", "naam", "provincie"))
    gemeenten = read_rows(folder.file(f"gemeenten-{year}.csv"), ("code", "naam", "corop", "provincie"))
    of_corop = {row["code"]: row["provincie"] for _, row in corop}
    problems = [
        *_check_codes("provincies.csv", provincies, "provincie"),
        *_check_codes("corop.csv", corop, "corop"),
        *_check_codes(f"gemeenten-{year}.csv", gemeenten, "gemeente"),
        *_check_parents("corop.csv", corop, "provincie", {row["code"] for _, row in provincies}),
        *_check_parents(f"gemeenten-{year}.csv", gemeenten, "corop", set(of_corop)),
    ]
    problems += [
        Problem(
            f"gemeenten-{year}.csv",
            f"line {line}, {row['code']}",
            f"provincie {row['provincie']}",
            f"{expected}",
        )
        for line, row in gemeenten
        if (expected := of_corop.get(row["corop"], row["provincie"])) != row["provincie"]
    ]
    if problems:
        raise ParamsError("The division of regions is not consistent", problems)
    return (
        Region(NATIONAL, "Nederland", "land"),
        *sorted((Region(r["code"], r["naam"], "provincie") for _, r in provincies), key=lambda r: r.code),
        *sorted(
            (Region(r["code"], r["naam"], "corop", None, r["provincie"]) for _, r in corop),
            key=lambda r: r.code,
        ),
        *sorted(
            (Region(r["code"], r["naam"], "gemeente", r["corop"], r["provincie"]) for _, r in gemeenten),
            key=lambda r: r.code,
        ),
    )


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
        if row["soort"] != "schrijfwijze" and not CODE_PATTERNS["gemeente"].fullmatch(row["oude_code"]):
            problems.append(Problem(path.name, f"line {line}, oude_code", repr(row["oude_code"]), "GM and 4 digits"))
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
    gemeenten = {region.code for region in read_division(params_dir, year) if region.level == "gemeente"}
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
        if not CODE_PATTERNS[level].fullmatch(row["code"]):
            expected = f"a {level} code ({CODE_PATTERNS[level].pattern})"
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
