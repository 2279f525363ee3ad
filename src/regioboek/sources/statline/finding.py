"""A measure found in its table by what it is called, when its key moved: tables are numbered anew at times.

Rules
* What a measure is called is declared (title, group, unit); what is not, the description in the locked snapshot says.
  Texts are compared apart from case, white space, hyphens, apostrophes, accents and final points; `²` is `2`.
* A key that is there with its title and unit is the measure; with another group than declared only when nothing with
  that title and unit is in that group.
* Otherwise the one measure of that title and unit, narrowed by the group, is it: the key moved. Of several none is.
* A measure of that title and group in another unit is never taken: the figures would be others.
* The same key and unit under another title may be the same measure in other words: only a person can say so.
* Without anything to go by, only the key counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from regioboek.errors import Problem, closest
from regioboek.params.source_params import MeasureRef, StatlineQuery
from regioboek.sources.problems import some
from regioboek.sources.statline.table import Measure, StatlineTable

#: What is passed over between words: spaces, hyphens, apostrophes and quotes.
_BETWEEN = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212'\"\u2018-\u201f\u00b4`]+")


@dataclass(frozen=True)
class Moved:
    """A declared measure that is in the table under another key, or under its key in other words."""

    source: str  # id of the source
    declared: str  # its key in the params
    was: str  # its title as declared, or as it was locked
    now: Measure

    @property
    def certain(self) -> bool:
        """Whether title and unit are those that were declared; if not, only a person can agree."""
        return plain(self.was) == plain(self.now.title)

    def __str__(self) -> str:
        now = f"{self.now.title}, {self.now.unit or 'no unit'}"
        if self.certain:
            return f"{self.declared} -> {self.now.key} ({now})"
        return f'{self.declared}: "{self.was}" is now called "{self.now.title}" ({self.now.unit or "no unit"})'


def plain(text: str | None) -> str:
    """A title, unit or line as it is compared: see the rules above."""
    told = unicodedata.normalize("NFKD", text or "")
    return _BETWEEN.sub("", "".join(c for c in told if not unicodedata.combining(c)).casefold()).rstrip(".")


def find_moved(
    table: StatlineTable,
    query: StatlineQuery,
    source: str,
    problems: list[Problem],
    *,
    locked: StatlineTable | None = None,
    agreed: Mapping[str, str] | None = None,
) -> list[Moved]:
    """Every measure of the query that is in the table under another key or title; `source` is the id of the source.

    `locked` is the description that the snapshot has, `agreed` what was agreed to when it was taken. What cannot be
    decided is added to `problems`. A key that is nowhere called anything is left to `plan_query`.
    """
    moved = []
    then = query.following(agreed or {})  # what was written into the params since is asked for by that key
    for key, indicators in _asked(query).items():
        before = locked.measure(then.real(key)) if locked else None
        wanted = _wanted(key, query.described.get(key), before)
        if wanted is None:
            continue
        place = f"source {source}, statline.measures.{indicators[0]}"
        now = _find(table, wanted, place, problems)
        if now is not None and (now.key != key or plain(now.title) != plain(wanted.title)):
            moved.append(Moved(source, key, wanted.title, now))
    return moved


def is_agreed(moved: Moved, agreed: Mapping[str, str], locked: StatlineTable | None) -> bool:
    """Whether a move was agreed to before, and the measure is still what the snapshot calls it."""
    before = locked.measure(moved.now.key) if locked else None
    same = before is not None and (plain(before.name), plain(before.unit)) == (
        plain(moved.now.name),
        plain(moved.now.unit),
    )
    return agreed.get(moved.declared) == moved.now.key and same


def in_group(measure: Measure, group: str) -> bool:
    """Whether the last titles of the groups of a measure are these, joined by ": "; nothing: it is in no group."""
    titles = measure.path[:-1]
    return (not group and not titles) or any(plain(": ".join(titles[n:])) == plain(group) for n in range(len(titles)))


def _asked(query: StatlineQuery) -> dict[str, list[str]]:
    """Declared key -> the indicators it is for."""
    asked: dict[str, list[str]] = {}
    for indicator, key in query.keys.items():
        asked.setdefault(key, []).append(indicator)
    return asked


def _wanted(key: str, told: MeasureRef | None, before: Measure | None) -> MeasureRef | None:
    """What is declared of a measure, completed by what the snapshot says of it where its title is the same."""
    if before is None or (told is not None and plain(told.title) != plain(before.title)):
        return told
    locked = MeasureRef(key=key, title=before.title, group=before.groups, unit=before.unit)
    return locked.model_copy(update=told.model_dump(exclude_none=True)) if told else locked


def _find(table: StatlineTable, wanted: MeasureRef, place: str, problems: list[Problem]) -> Measure | None:
    """The measure; None when there is none, or it cannot be said which, with the reason in `problems`."""

    def wrong(found: str, expected: str) -> None:
        problems.append(Problem("params", place, found, expected))

    def fits(measure: Measure) -> bool:
        return wanted.unit is None or plain(measure.unit) == plain(wanted.unit)

    there = table.measure(wanted.key)
    titled = [m for m in table.measures if plain(m.title) == plain(wanted.title)]
    grouped = [m for m in titled if wanted.group is None or in_group(m, wanted.group)]
    found = [m for m in grouped if fits(m)]
    if there is not None and (there in found or (not found and there in titled and fits(there))):
        return there
    if len(found) == 1:
        return found[0]
    called = f'"{wanted.title}"' + (f' in group "{wanted.group}"' if wanted.group else "")
    gone = f"{wanted.key} {'is another measure' if there else 'is gone'}"
    if found:
        longer = "a longer group" if wanted.group else "group"
        expected = f"one: declare {longer}, as `regioboek tables show {table.id}` lists them, or the key that is meant"
        wrong(f"{gone}, and {len(found)} measures are called {called}: {some([_told(m) for m in found], 12)}", expected)
    elif grouped:
        units = [f"{m.unit or 'none'} ({m.key})" for m in grouped]
        group = f', group: "{wanted.group}"' if wanted.group else ""
        block = f'{{key: {grouped[0].key}, title: "{wanted.title}", unit: "{grouped[0].unit}"{group}}}'
        expected = (
            f"a decision: if these figures are wanted, write {block} into the params, and the unit at the indicator"
        )
        wrong(f"the unit of {called} changed from {wanted.unit or 'none'} to {some(units)}", expected)
    elif there is not None and not there.text and fits(there):
        return there
    else:
        expected = (
            f"a measure of table {table.id}{_nearest(table, wanted, titled)}; write its key and title into the params"
        )
        wrong(f"{gone}, and no measure is called {called}{f' ({wanted.unit})' if wanted.unit else ''}", expected)
    return None


def _nearest(table: StatlineTable, wanted: MeasureRef, titled: list[Measure]) -> str:
    """The measures of the same title, or those with the nearest titles."""
    by_title: dict[str, list[Measure]] = {}
    for measure in table.measures:
        by_title.setdefault(measure.title, []).append(measure)
    near = titled or [m for title in closest(wanted.title, by_title, 3) for m in by_title[title]]
    return f"; the nearest: {some([_told(m) for m in near])}" if near else ""


def _told(measure: Measure) -> str:
    return f"{measure.key} ({measure.name}, {measure.unit or 'no unit'})"
