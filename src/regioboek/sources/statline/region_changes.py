"""What the descriptions of gemeenten say in prose about their borders: rows of transfers, and lines not understood.

StatLine 03759ned tells with every gemeente that it has or had (`RegioS`) what it handed over and received:

    Opgeheven per 01-01-2022, overgegaan naar:
    - Land van Cuijk (GM1982),
    ... 2714 hectare met 5467 woningen en 12462 inwoners

Rules
* A heading says the change, the date, and whether the lines below it give or receive. Below it stand gemeenten, each
  with a line of amounts. A number that is not told is unknown, not 0: `... 13 inwoners` says nothing of hectares.
* Passed over, as they move nothing: new names of a gemeente, another provincie, when it began, or ended with nobody to
  go to, a single mark.
* Only lines of gemeenten are read: larger regions repeat what gemeenten tell. `NL98` (abroad) is no gemeente.
* Any other line is told as not understood. A heading of another form ends the one before it, so that what stands below
  it is never read under a wrong date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from regioboek.params.levels import BASE, level_of

_HEADING = re.compile(
    r"(?P<change>Opgeheven|Ontstaan|Gemeentelijke herindeling|Grenswijziging|Wijziging)"
    r" per (?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4}),? ?(?P<direction>overgegaan naar|ontvangen van|uit) ?:"
)
_OTHER = re.compile(r"- (?P<name>.+?) \((?P<code>GM\d{4})\) ?,?")
_AMOUNTS = re.compile(
    r"\.\.\.(?: (?P<hectare>[\d ]+(?:,\d+)?) hectare)?(?: met)?(?: (?P<woningen>[\d ]+) woning(?:en)?)?"
    r"(?: (?:met|en))?(?: (?P<inwoners>[\d ]+) inwoners?)?"
)
#: A change that hands nothing over, and the lines that belong to it.
_NOTHING = re.compile(
    r"(Naamswijziging|Provinciale wijziging) per \d\d-\d\d-\d{4} ?[,:]|(oude|nieuwe) naam: .+ \(GM\d{4}\) ?,?"
    r"|- overgegaan van provincie .+ naar provincie .+|(Begindatum|Opgeheven per) (voor \d{4}|\d\d-\d\d-\d{4})|[.,;:]?",
)


class Transfer(NamedTuple):
    """One row of `transfers.csv`; amounts as texts with a decimal comma, empty when they are not told."""

    statcode: str
    naam: str
    wijziging: str
    datum: str
    richting: str
    tegen_code: str
    tegen_naam: str
    hectare: str = ""
    woningen: str = ""
    inwoners: str = ""


class NotUnderstood(NamedTuple):
    """A line of a description that no rule reads; lines are counted from 1."""

    code: str
    line: int
    text: str

    @property
    def tells_change(self) -> bool:
        """Whether it looks like a part of a change: a date, a gemeente, or amounts."""
        return bool(re.match(r"-|\.\.\.", self.text) or re.search(r"\d\d-\d\d-\d{4}|GM\d{4}", self.text))


@dataclass
class Changes:
    """What a list of region codes tells."""

    transfers: list[Transfer]
    strange: list[NotUnderstood]


def read_changes(codes: Iterable[Mapping[str, Any]], key: str) -> Changes:
    """The transfers that the descriptions of region codes tell, by code, and the lines that are not understood.

    `codes` are the rows of a list of regions, `key` is what their code is called there (v3 `Key`, v4 `Identifier`).
    """
    found = Changes([], [])
    for row in sorted(codes, key=lambda row: str(row[key])):
        code = str(row[key]).strip()
        if level_of(code) == BASE:
            name = str(row.get("Title") or "").strip()
            for one in _lines(code, name, str(row.get("Description") or "")):
                (found.transfers if isinstance(one, Transfer) else found.strange).append(one)  # type: ignore[arg-type]
    return found


def _lines(code: str, name: str, description: str) -> Iterator[Transfer | NotUnderstood]:
    """What one description tells, line by line."""
    heading: re.Match[str] | None = None
    waiting: tuple[int, str, Transfer] | None = None  # a gemeente whose amounts are on the next line
    for number, line in enumerate(map(str.strip, description.splitlines()), 1):
        if waiting and (amounts := _AMOUNTS.fullmatch(line)) and any(amounts.groups()):
            told = {what: (amount or "").replace(" ", "") for what, amount in amounts.groupdict().items()}
            yield waiting[2]._replace(**told)
            waiting = None
            continue
        if waiting and line:  # the gemeente has no amounts of its own
            yield NotUnderstood(code, waiting[0], waiting[1])
            waiting = None
        other = _OTHER.fullmatch(line)
        if found := _HEADING.fullmatch(line):
            heading = found
        elif other and heading:
            date = "{year}-{month}-{day}".format(**heading.groupdict())
            told_by = Transfer(code, name, heading["change"], date, heading["direction"], other["code"], other["name"])
            waiting = number, line, told_by
        elif not _NOTHING.fullmatch(line):
            heading = heading if line.startswith("...") else None
            yield NotUnderstood(code, number, line)
        elif line.strip(".,;:"):  # what is passed over ends a heading, too
            heading = None
    if waiting:
        yield NotUnderstood(code, waiting[0], waiting[1])
