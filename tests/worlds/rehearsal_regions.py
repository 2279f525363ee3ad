"""The regions of the rehearsed tables: which there are, what they lie in, and in which years they were.

They are those of CBS's own code lists, as captured: 83625NED has the same 728 gemeenten as 70072ned, 03759ned has the
COROP-gebieden and the descriptions from which the years are read.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

#: The years of 70072ned, and so of all that is rehearsed.
YEARS = range(1995, 2027)

_BEGINS = re.compile(r"(?:Begindatum|Ontstaan per|oude naam).{0,3}(\d\d)-(\d\d)-(\d{4})")
_ENDS = re.compile(
    r"(?:Opgeheven per|Naamswijziging per) (\d\d)-(\d\d)-(\d{4})[^:]{0,30}(?:nieuwe naam|overgegaan naar)"
)
_RENAMED = re.compile(r"nieuwe naam: [^(]*\((GM\d{4})\)")
_CLOSED = re.compile(r"Opgeheven per (\d\d)-(\d\d)-(\d{4})")


@dataclass(frozen=True)
class Place:
    """One code of a dimension of regions; it has figures of the years `first` to `last`."""

    code: str
    title: str
    description: str = ""
    group: str = ""  # as the code list of v4 has it: GMPV23
    first: int = YEARS[0]
    last: int = YEARS[-1] + 10
    heir: str = ""  # the gemeente of today that most of it became part of
    corop: str = ""

    @property
    def province(self) -> str:
        """The provincie a gemeente or COROP-gebied lies in."""
        return self.group[2:] if self.code[:2] in ("GM", "CR") else ""

    def there(self, first: int, last: int) -> bool:
        """Whether it had figures in any of these years."""
        return self.first <= last and self.last >= first


@cache
def places(data: Path) -> tuple[Place, ...]:
    """Nederland, landsdelen, provincies, COROP-gebieden and all gemeenten since 1995, in CBS's order."""
    listed = json.loads((data / "odata" / "v4" / "03759ned" / "codes-RegioS.json").read_bytes())["value"]
    prices = json.loads((data / "kerncijfers" / "83625NED" / "codes-RegioS.json").read_bytes())["value"]
    known = {row["Identifier"] for row in prices}
    heirs = _heirs(data, {row["Identifier"]: row["Description"] or "" for row in listed})
    corop = {row["gm_code"]: row["cr_code"] for row in register(data)}
    found = []
    for row in listed:
        code, told = row["Identifier"], row["Description"] or ""
        if code[:2] != "CR" and code not in known:
            continue
        place = Place(code, row["Title"], told, row["DimensionGroupId"], heir=heirs.get(code, code))
        place = replace(place, corop=corop.get(place.heir, ""))
        found.append(_with_years(place) if code.startswith("GM") else place)
    return tuple(found)


@cache
def landsdelen(data: Path) -> dict[str, str]:
    """Provincie -> the landsdeel it lies in."""
    return {row["pv_code"]: row["ld_code"] for row in register(data)}


@cache
def register(data: Path) -> tuple[dict[str, str], ...]:
    """CBS's register of 2023, which holds until 2025: a row a gemeente."""
    with (data / "regions" / "cbs2023_gebiedsindelingen_register.csv").open(encoding="utf-8-sig") as file:
        return tuple(csv.DictReader(file))


def _with_years(place: Place) -> Place:
    """Figures are of the boundaries on 1 January: a code that begins in July has its first figure a year later."""
    began, ended = (
        _BEGINS.search(place.description),
        _ENDS.search(place.description) or _CLOSED.search(place.description),
    )
    first = _january(began) if began else place.first
    return replace(place, first=max(first, YEARS[0]), last=_january(ended) - 1 if ended else place.last)


def _january(day: re.Match[str]) -> int:
    return int(day[3]) + (day[1] + day[2] != "0101")


def _heirs(data: Path, described: dict[str, str]) -> dict[str, str]:
    """Gemeente -> the one of today that most of it became part of; one of today -> itself."""
    today = {row["gm_code"] for row in register(data)}
    renamed = {code: match[1] for code, told in described.items() if (match := _RENAMED.search(told))}
    largest: dict[str, tuple[float, str]] = {code: (0.0, to) for code, to in renamed.items()}
    with (data / "statline" / "gemeente_wijzigingen_uit_03759ned_RegioS.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["richting"] == "overgegaan naar" and row["statcode"] not in today:
                went = (float(row["hectare"] or 0), row["tegen_code"])
                largest[row["statcode"]] = max(largest.get(row["statcode"], (0.0, "")), went)
    heirs = {code: code for code in today}
    for code in largest:
        seen, to = {code}, largest[code][1]
        while to not in today and to in largest and to not in seen:
            seen.add(to)
            to = largest[to][1]
        heirs[code] = to if to in today else code
    return heirs
