"""Regions: the register that says which gemeente lies in which COROP area and provincie, and names of before.

Codes are joined on, never names (what they look like is said in `levels.py`).

`params/regions/` carries the division the project ships with (342 gemeenten, valid 2023-2025) and two tables
of its own: former and alternative names, and one hexagon per gemeente. The readers here report every problem
of a file at once as :class:`~regioboek.errors.ParamsError`.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from regioboek.errors import ParamsError, Problem
from regioboek.layout import Layers
from regioboek.params.levels import (
    BASE,
    COUNTRY,
    LEVELS,
    NATION,
    NATIONAL,
    TOGETHER_SHORT,
    Level,
    around,
    level_of,
)

#: Why somebody types a name that the register does not have.
OLD_NAME_KINDS = ("opgeheven", "hernoemd", "schrijfwijze")


@dataclass(frozen=True)
class Region:
    """A region; `inside` are the codes of the regions it lies in, nearest first, without the country."""

    code: str
    name: str
    level: Level
    inside: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """False for what stands in the place of the country where an edition has a part of it only."""
        return self.level != COUNTRY or self.name == NATION

    @property
    def short_name(self) -> str:
        """The name for narrow places, such as the head of a column."""
        return self.name if self.whole else TOGETHER_SHORT.format(n=self.name.split()[1])

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

    kind: str
    old_code: str | None
    old_name: str
    code: str
    date: str | None


class Row(NamedTuple):
    """A line of a table of regions, and how a message says so."""

    file: str
    line: int
    of: dict[str, str]

    def problem(self, column: str, expected: str, found: str | None = None) -> Problem:
        """What is wrong in one of its columns: what stands there, unless `found` says it otherwise."""
        return Problem(self.file, f"line {self.line}, {column}", found or repr(self.of[column]), expected)


def read_division(params_dir: Path | Layers, year: int = 2023) -> tuple[Region, ...]:
    """All regions of the shipped division on 1 January of `year`: land, provincies, COROP areas, gemeenten.

    Each level by code. Raises ParamsError naming every unknown code, every duplicate and every disagreement
    between the three files.
    """
    folder = Layers.of(params_dir).below("regions")
    files = {"provincie": "provincies.csv", "corop": "corop.csv", BASE: f"gemeenten-{year}.csv"}
    rows = {level: read_rows(folder.file(name), ("code", "naam", *around(level))) for level, name in files.items()}
    provincie_of = {row.of["code"]: row.of["provincie"] for row in rows["corop"]}
    problems: list[Problem] = []
    known: dict[Level, set[str]] = {}
    for level, found in rows.items():
        seen = known.setdefault(level, set())
        for row in found:
            code = row.of["code"]
            if not LEVELS[level].pattern.fullmatch(code):
                problems.append(row.problem("code", f"a {level} code ({LEVELS[level].pattern.pattern})"))
            if code in seen:
                problems.append(row.problem("code", "each code once", f"{code} again"))
            seen.add(code)
            for parent in around(level)[:1]:
                if row.of[parent] not in known[parent]:
                    problems.append(row.problem(parent, f"a code of {parent}"))
    for row in rows[BASE]:
        expected = provincie_of.get(row.of["corop"], row.of["provincie"])
        if expected != row.of["provincie"]:
            problems.append(row.problem(row.of["code"], expected, f"provincie {row.of['provincie']}"))
    if problems:
        raise ParamsError("The division of regions is not consistent", problems)
    regions = [Region(NATIONAL, NATION, COUNTRY)]
    for level, found in rows.items():
        made = [
            Region(r.of["code"], r.of["naam"], level, tuple(r.of[parent] for parent in around(level))) for r in found
        ]
        regions += sorted(made, key=lambda region: region.code)
    return tuple(regions)


def lacking(params_dir: Path | Layers, year: int, codes: Collection[str]) -> int:
    """How many regions a register with these `codes` lacks of the country on 1 January of `year`.

    Of the gemeenten on the list of that year; without such a list of the COROP areas. 0 when there is neither: then
    nothing tells. Raises ParamsError when a list cannot be read.
    """
    return len(_listed(params_dir, year).keys() - set(codes))


def misnamed(params_dir: Path | Layers, year: int, names: Mapping[str, str]) -> list[str]:
    """Regions that have the name of another one on that list: `GM0037 Emmen (which is GM0114)`.

    A column of names that was sorted apart from the codes. `names`: code -> name. Raises ParamsError as `lacking`.
    """
    listed = _listed(params_dir, year)
    others = {name.casefold(): code for code, name in listed.items()}
    owners = {code: others.get(names[code].casefold(), code) for code in listed.keys() & names.keys()}
    return [f"{code} {names[code]} (which is {owner})" for code, owner in sorted(owners.items()) if owner != code]


def region_names(params_dir: Path | Layers, year: int) -> dict[str, str]:
    """Code -> name of the country and of what the lists of provincies, COROP areas and gemeenten of `year` have.

    A list that is not there names nothing. Raises ParamsError when one cannot be read.
    """
    folder = Layers.of(params_dir).below("regions")
    names = {NATIONAL: NATION}
    for file, level in (("provincies.csv", "provincie"), ("corop.csv", "corop"), (f"gemeenten-{year}.csv", BASE)):
        path = folder.file(file)
        if path.is_file():
            names |= {row.of["code"]: row.of["naam"] for row in read_rows(path, ("code", "naam", *around(level)))}
    return names


def _listed(params_dir: Path | Layers, year: int) -> dict[str, str]:
    """Code -> name of the gemeenten on the list of a year; without such a list of the COROP areas."""
    folder = Layers.of(params_dir).below("regions")
    files = ((f"gemeenten-{year}.csv", BASE), ("corop.csv", "corop"))
    for path, level in ((folder.file(name), level) for name, level in files):
        if path.is_file():
            return {row.of["code"]: row.of["naam"] for row in read_rows(path, ("code", "naam", *around(level)))}
    return {}


def read_old_names(params_dir: Path | Layers, year: int = 2023) -> tuple[OldName, ...]:
    """Former and alternative names, in the order of the file (by date; successors by inhabitants).

    Raises ParamsError for an unknown kind, a code that is no region of `year`, or a row without a name.
    """
    path = Layers.of(params_dir).file("regions/oude-namen.csv")
    rows = read_rows(path, ("soort", "oude_code", "oude_naam", "code", "datum"))
    known = {region.code for region in read_division(params_dir, year)}
    problems = []
    for row in rows:
        kind, old_code, old_name, code, _ = row.of.values()
        if kind not in OLD_NAME_KINDS:
            problems.append(row.problem("soort", " or ".join(OLD_NAME_KINDS)))
        if code not in known:
            problems.append(row.problem("code", f"a region of {year}"))
        if not old_name:
            problems.append(row.problem("oude_naam", "a name", "nothing"))
        if kind != "schrijfwijze" and not LEVELS[BASE].pattern.fullmatch(old_code):
            problems.append(row.problem("oude_code", LEVELS[BASE].form))
    if problems:
        raise ParamsError("Former names cannot be used", problems)
    told = (row.of.values() for row in rows)
    return tuple(OldName(kind, old_code or None, name, code, date or None) for kind, old_code, name, code, date in told)


def read_tiles(params_dir: Path | Layers, year: int = 2023) -> dict[str, tuple[int, int]]:
    """One hexagon per gemeente: code -> axial (q, r) on a pointy-top lattice, r counting southwards.

    Raises ParamsError when a gemeente has no tile or two, or when two gemeenten share one.
    """
    path = Layers.of(params_dir).file("regions/tegels.csv")
    gemeenten = {region.code for region in read_division(params_dir, year) if region.level == BASE}
    problems: list[Problem] = []
    tiles: dict[str, tuple[int, int]] = {}
    taken: dict[tuple[int, int], str] = {}
    for row in read_rows(path, ("code", "q", "r")):
        code = row.of["code"]
        try:
            place = int(row.of["q"]), int(row.of["r"])
        except ValueError:
            problems.append(row.problem("q and r", "two whole numbers", f"q={row.of['q']!r} r={row.of['r']!r}"))
            continue
        if code not in gemeenten:
            problems.append(row.problem("code", f"a gemeente of {year}"))
        if code in tiles:
            problems.append(row.problem("code", "one tile per gemeente", f"{code} again"))
        if place in taken:
            problems.append(row.problem("q and r", "a free tile", f"tile {place} of {taken[place]}"))
        tiles[code] = place
        taken[place] = code
    problems += [Problem(path.name, code, "no tile", "one tile") for code in sorted(gemeenten - set(tiles))]
    if problems:
        raise ParamsError("The tile map is not one tile per gemeente", problems)
    return tiles


def read_rows(path: Path, columns: tuple[str, ...], file: str = "") -> list[Row]:
    """The rows of a comma-separated UTF-8 file, `file` in messages, with exactly these columns. Raises ParamsError."""
    file = file or f"params/regions/{path.name}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:  # Excel's "CSV UTF-8" begins with a mark
            reader = csv.reader(opened)
            head = tuple(next(reader, ()))
            lines = [(reader.line_num, values) for values in reader if values]
    except FileNotFoundError:
        expected = f"the columns {','.join(columns)}"
        if path.name.startswith("gemeenten-"):
            expected += "; when no gemeente changed since an earlier year, a copy of the file of that year"
        raise ParamsError("A table of regions is missing", [Problem(file, "", "no such file", expected)]) from None
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(file, "", str(error), "UTF-8 CSV")
        raise ParamsError("A table of regions cannot be read", [problem]) from None
    if head != columns:
        found, expected = ",".join(head) or "nothing", ",".join(columns)
        expected += ", with commas between" if ";" in found else ""
        raise ParamsError("A table of regions cannot be read", [Problem(file, "line 1", found, expected)])
    fields = f"{len(columns)} fields: {','.join(columns)}; a number has a point, a text with a comma stands in quotes"
    short = [
        Problem(file, f"line {line}", f"{len(values)} fields ({','.join(values)})", fields)
        for line, values in lines
        if len(values) != len(columns)
    ]
    if short:
        raise ParamsError("A table of regions cannot be read", short)
    return [Row(file, line, dict(zip(columns, values, strict=True))) for line, values in lines]
