"""Areas made of gemeenten that lie beside provincies and COROP areas: landsdelen, Regio Deals, a bureau's own areas.

Files of one form in `params/regions/`, each optional: `landsdelen.csv`, `regiodeals.csv` and `areas.csv` for all
editions, `areas-<edition>.csv` for one, with one row per area and member:

    code,naam,niveau,lid,deel,aandeel,van,tot,toelichting

* `code`: LD and 2 digits (landsdeel, CBS's own), RD and 3 digits (Regio Deal) or GB and 3 digits (an own area). Regio
  Deals have no official code; those here are ours and permanent, as they are in URLs.
* `lid`: a gemeente of the division, or a provincie or COROP area that stands for all its gemeenten.
* `deel`: `geheel`, or `deels` when only a part of the gemeente belongs to the area; then `aandeel` may say which share
  of its inhabitants (above 0, below 1) and `toelichting` which part. Without `aandeel` the gemeente counts whole.
* `van`, `tot`: ISO dates between which the gemeente is a member, both included; empty: without an end. An edition
  looks at one day. A gemeente may be a member of any number of areas.

An area with a member of which only a part belongs to it is an approximation: an edition's rule says whether it is
labelled as such or refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from regioboek.errors import ParamsError, Problem, nearest
from regioboek.layout import Layers
from regioboek.params.levels import BASE, LEVELS, Level, listed_levels
from regioboek.params.regions import OldName, Region, Row, read_old_names, read_rows

#: The files, their columns, and how a member belongs.
FILES = ("landsdelen.csv", "regiodeals.csv", "areas.csv")
COLUMNS = ("code", "naam", "niveau", "lid", "deel", "aandeel", "van", "tot", "toelichting")
WHOLE, PART = "geheel", "deels"


@dataclass(frozen=True)
class Membership:
    """A gemeente that belongs to an area, whole (`share` 1.0) or for the share of its inhabitants that is known."""

    gemeente: str
    share: float = 1.0
    partly: bool = False
    note: str | None = None


@dataclass(frozen=True)
class Area:
    """An area with the gemeenten that are its members on the day that was asked for, by code."""

    code: str
    name: str
    level: Level
    members: tuple[Membership, ...]

    @property
    def approximate(self) -> bool:
        """Whether only a part of some member belongs to it."""
        return any(m.partly for m in self.members)


def area_rows(params_dir: Path | Layers, edition: str | None = None) -> list[Row]:
    """The rows of all files that count for an edition; an area of a user's own file is used in the place of a default.

    Raises ParamsError when a file cannot be read as such a table.
    """
    params = Layers.of(params_dir)
    names = [*FILES, *([f"areas-{edition}.csv"] if edition else [])]
    rows: list[Row] = []
    for layer in reversed(params.folders):
        paths = [path for name in names if (path := layer / "regions" / name).is_file()]
        mine = [row for path in paths for row in read_rows(path, COLUMNS, params.told(path))]
        codes = {row.of["code"] for row in mine}
        rows = [row for row in rows if row.of["code"] not in codes] + mine
    return rows


def read_areas(
    params_dir: Path | Layers, division: Sequence[Region], on: date, edition: str | None = None
) -> tuple[Area, ...]:
    """The areas of the files as they are on a day, by code; areas without members on that day are left out.

    `division` are the regions of the edition's division (gemeenten with what they lie in); `edition` has files
    of its own. Raises ParamsError with every problem of all files.
    """
    rows = area_rows(params_dir, edition)
    inside = _gemeenten_by_code(division)
    problems = [p for row in rows for p in _row_problems(row, inside)]
    problems += _member_problems(rows, inside, params_dir, {r.code: r.name for r in division})
    problems += _name_problems(rows)
    if problems:
        raise ParamsError("The areas cannot be used", problems)
    members: dict[str, dict[str, Membership]] = {}
    heads: dict[str, Row] = {}
    for row in rows:
        if not _valid(row, on):
            continue
        heads.setdefault(row.of["code"], row)
        taken = members.setdefault(row.of["code"], {})
        for gemeente in inside[row.of["lid"]]:
            if gemeente in taken:
                found = f"{gemeente} again" if gemeente == row.of["lid"] else f"{gemeente} again, in {row.of['lid']}"
                problems.append(row.problem("lid", f"each member of {row.of['code']} once on {on}", found))
            share = float(row.of["aandeel"] or 1)
            taken[gemeente] = Membership(gemeente, share, row.of["deel"] == PART, row.of["toelichting"] or None)
    if problems:
        raise ParamsError("The areas cannot be used", problems)
    return tuple(
        Area(code, head.of["naam"], head.of["niveau"], tuple(member for _, member in sorted(members[code].items())))
        for code, head in sorted(heads.items())
    )


def _gemeenten_by_code(division: Sequence[Region]) -> dict[str, tuple[str, ...]]:
    """Code of a gemeente, COROP area or provincie -> the gemeenten it stands for."""
    found: dict[str, list[str]] = {}
    for region in division:
        if region.level == BASE:
            for code in (region.code, *region.inside):
                found.setdefault(code, []).append(region.code)
    return {code: tuple(sorted(gemeenten)) for code, gemeenten in found.items()}


def _valid(row: Row, on: date) -> bool:
    first, last = row.of["van"], row.of["tot"]
    return (not first or date.fromisoformat(first) <= on) and (not last or on <= date.fromisoformat(last))


def _row_problems(row: Row, inside: Mapping[str, tuple[str, ...]]) -> list[Problem]:
    problems = []
    level, code = row.of["niveau"], row.of["code"]
    if level not in listed_levels():
        problems.append(row.problem("niveau", " or ".join(listed_levels())))
    elif not LEVELS[level].pattern.fullmatch(code):
        problems.append(row.problem("code", f"the code of a {level}: {LEVELS[level].form}"))
    if not row.of["naam"].strip():
        problems.append(row.problem("naam", "the name readers know the area by", "nothing"))
    if row.of["deel"] not in (WHOLE, PART):
        problems.append(row.problem("deel", f"{WHOLE} or {PART}"))
    elif row.of["deel"] == PART and len(inside.get(row.of["lid"], ())) > 1:
        problems.append(row.problem("deel", "one gemeente on a row of its own", f"{PART} with {row.of['lid']}"))
    if row.of["aandeel"]:
        problems += _share_problems(row)
    dates = {}
    for column in ("van", "tot"):
        try:
            dates[column] = date.fromisoformat(row.of[column]) if row.of[column] else None
        except ValueError:
            problems.append(row.problem(column, "a date as 2023-01-01, or nothing"))
    first, last = dates.get("van"), dates.get("tot")
    if first and last and last < first:
        problems.append(row.problem("tot", f"a day not before {first}", str(last)))
    return problems


def _share_problems(row: Row) -> list[Problem]:
    if row.of["deel"] == WHOLE:
        return [row.problem("aandeel", f"nothing: the gemeente is a member {WHOLE}")]
    try:
        share = float(row.of["aandeel"])
    except ValueError:
        share = -1.0
    expected = "a share above 0 and below 1, with a point: 0.35 for 35 %"
    return [] if 0 < share < 1 else [row.problem("aandeel", expected)]


def _member_problems(
    rows: Sequence[Row], inside: Mapping[str, object], params_dir: Path | Layers, names: Mapping[str, str]
) -> list[Problem]:
    """Every `lid` that is no code of the division, with what was probably meant."""
    unknown = [row for row in rows if row.of["lid"] not in inside]
    if not unknown:
        return []
    old = read_old_names(params_dir) if Layers.of(params_dir).file("regions/oude-namen.csv").is_file() else ()
    expected = "the code of a gemeente, COROP area or provincie of the division"
    return [row.problem("lid", expected + _meant(row.of["lid"], inside, names, old)) for row in unknown]


def _name_problems(rows: Sequence[Row]) -> list[Problem]:
    """One name and level per code, one code per name within a level."""
    problems: list[Problem] = []
    by_code: dict[str, tuple[str, str]] = {}
    by_name: dict[tuple[str, str], str] = {}
    for row in rows:
        told = (row.of["naam"], row.of["niveau"])
        first = by_code.setdefault(row.of["code"], told)
        if first != told:
            problems.append(row.problem("naam", f"{first[0]} ({first[1]}), as before", f"{told[0]} ({told[1]})"))
        elif by_name.setdefault(told, row.of["code"]) != row.of["code"]:
            problems.append(row.problem("naam", f"another name: {by_name[told]} has this one", f"{told[0]} again"))
    return problems


def _meant(found: str, inside: Mapping[str, object], names: Mapping[str, str], old: Sequence[OldName]) -> str:
    """What became of a former code or name, whose name it is, which code has these digits, or the nearest code."""

    def told(code: str) -> str:
        return f"{code} ({names[code]})" if code in names else code

    before = [o for o in old if o.old_code == found or _plain(o.old_name) == _plain(found)]
    same = [code for code, name in names.items() if _plain(found) in (_plain(name), _plain(name.split("(")[0]))]
    if same:
        return f": {' or '.join(told(code) for code in same)}"
    if before:
        since = f" since {before[0].date}" if before[0].date else ""
        return f": {before[0].old_name} is {' and '.join(told(o.code) for o in before)}{since}"
    digits = found.upper().removeprefix("GM")
    if digits.isdecimal() and f"GM{digits:0>4}" in inside:
        return f": {told(f'GM{digits:0>4}')}"
    return nearest(found, {code: told(code) for code in inside})


def _plain(name: str) -> str:
    """A name without regard to capitals and the amount of white space."""
    return " ".join(name.split()).casefold()
