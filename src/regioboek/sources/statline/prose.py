"""How final figures are where no period has a status of its own: read from what CBS writes at periods and measures.

Rules
* At a period: *Uitkomsten zijn (nader) voorlopig over:* and then lines, each of which names a group or a measure by its
  title, or by a path of titles with ` - ` between (*Wonen - Gemiddelde WOZ waarde van woningen*). Titles are compared
  as those of keys that moved (`finding.py`). On the line of the heading several may stand, with commas or *en* between.
  Without lines, *Uitkomsten zijn voorlopig* is said of all in the period that no line names.
* An empty line ends a list, unless a bullet or a title of the table comes after it. A list of what is definitive says
  nothing of the rest. What is said of another year than the period's is not understood.
* `status_topics` of the params says which title a line means that is no title; null: nothing that is asked here. What
  stands in brackets at its end is no part of a line, unless it leaves something out.
* At a measure or its groups: *De cijfers over 2023 en 2024 zijn voorlopig*.
* What is not named has the status that the table's description gives to all figures, *definitief tenzij …* too.
* A line that is not understood is told, and no figure that it could be of has a status: then the rules of the edition
  decide. A path whose first titles are known could only be of the measures in that group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from regioboek.sources.statline.finding import plain
from regioboek.sources.statline.periods import status_of, status_told, year_of
from regioboek.sources.statline.query import QueryPlan
from regioboek.sources.statline.table import Code, Measure

_YEAR = r"(?:19|20)\d\d"
_HEAD = re.compile(
    rf"(?:(?:de|deze|alle) )?(?:uitkomsten|cijfers|gegevens)(?: (?:over|van|voor)(?: het jaar)? (?P<year>{_YEAR}))?"
    r" zijn (?P<word>definitief|(?:nader )?voorlopig)(?:(?P<list> (?:over|voor)\b) ?:?(?P<rest>.*)|[:.]?)",
    re.IGNORECASE,
)
_OF_YEARS = re.compile(
    rf"(?:de )?(?:uitkomsten|cijfers|gegevens) (?:over|van|voor)(?: het jaar| de jaren)?"
    rf"(?P<years>(?:,? (?:en )?{_YEAR})+) zijn (?P<word>definitief|(?:nader )?voorlopig)",
    re.IGNORECASE,
)
#: Words about status: at a measure, where "definitief" may be said of other things, and at a period.
_AT_MEASURE, _AT_PERIOD = (
    re.compile(r"\bvoorlopig|\bniet definitief", re.I),
    re.compile(r"\bvoorlopig|\bdefinitie[fv]", re.I),
)
#: The status that a figure has first: named twice, it has this one.
_FIRST = "provisional"
#: Where a line of a list stands: on that of its heading, below it, or after an empty line.
_Place = Literal["heading", "list", "after"]
_SENTENCE = (".", ":", "?", "!")
_BULLET, _END = re.compile(r"^[-*•–]\s*"), " ;,.:"
_BRACKETS = re.compile(
    r"\s*\((?![^()]*\b(?:excl|exclusief|behalve|alleen|uitgezonderd|uitzondering|m\.u\.v|zonder|niet)\b)[^()]*\)$", re.I
)


@dataclass(frozen=True)
class Statuses:
    """Per period and measure (keys of the table) how final its figures are; None: that is not known.

    `unclear`: line that was not understood -> the periods or measures where it stands.
    """

    known: dict[tuple[str, str], str | None] = field(default_factory=dict)
    unclear: dict[str, list[str]] = field(default_factory=dict)


def statuses(plan: QueryPlan) -> Statuses:
    """The status of the figures of every period and measure that a plan asks."""
    told, result = status_told(plan.table.description), Statuses()
    own = {m.key: _of_measure(m) for m in plan.measures}
    for period in plan.periods:
        keys = [m.key for m in plan.measures]
        if (period.status or "").strip():
            result.known.update({(period.code, key): status_of(period.status) for key in keys})
            continue
        named, doubtful = _of_period(period, plan, result)
        for key in keys:
            years, line = own[key]
            status = named.get(key) or years.get(year_of(period.code) or 0)
            result.known[period.code, key] = status or (None if key in doubtful or line else told)
    if any(not (p.status or "").strip() for p in plan.periods):
        for key, (_, line) in own.items():
            if line:
                result.unclear.setdefault(line, []).append(key)
    return result


def _of_period(period: Code, plan: QueryPlan, result: Statuses) -> tuple[dict[str, str], set[str]]:
    """Measure -> the status that a period's description gives it, and the measures that it could be of."""
    named: dict[str, str] = {}
    whole: dict[str, str] = {}  # of all that no line names
    doubtful: set[str] = set()
    topics = {plain(line): title for line, title in plan.query.status_topics.items()}
    for word, line, place in _lines(period):
        understood, measures = (False, plan.measures) if word is None else _named(line, place, topics, plan)
        if understood and word is not None:
            told = named if line else whole
            told |= {m.key: word for m in measures if told.get(m.key) in (None, "definitive") or word == _FIRST}
            if word == "definitive" and line:
                doubtful |= {m.key for m in plan.measures}
        elif measures and not (place == "after" and line.endswith(_SENTENCE)):
            text = line.strip(_END) if word else line
            meant = topics.get(plain(text))
            result.unclear.setdefault(f"{text} = {meant}" if meant else text, []).append(period.title or period.code)
            doubtful |= {m.key for m in measures}
    return whole | named, doubtful


def _lines(period: Code) -> Iterator[tuple[str | None, str, _Place]]:
    """Status, line of a list, and where that stands: after an empty line only titles are sure to belong to it.

    An empty text: all that the period has. Status None: words about status that are no such list.
    """
    word, waiting = None, ""  # of the list that is open, and its heading until there is a line below it
    place: _Place = "list"
    for line in (" ".join(text.split()) for text in period.description.splitlines()):
        match = _HEAD.fullmatch(line)
        items = [line]
        if match and (match["year"] or period.code[:4]) == period.code[:4]:
            if waiting:
                yield None, waiting, "heading"
            word, items, place = status_of(match["word"]), (match["rest"] or "").split(";"), "list"
            waiting = line if match["list"] else ""
            if not waiting:
                yield word, "", "heading"
        elif _AT_PERIOD.search(line):
            word, waiting, items = None, "", []
            yield None, line, "list"
        elif not line and not waiting:
            place = "after"
        for item in filter(lambda text: text.strip(_END), (_BULLET.sub("", text.strip()) for text in items)):
            if word is not None:
                waiting = ""
                yield word, item, "heading" if match else place if item == line else "list"
    if waiting:
        yield None, waiting, "heading"


def _named(line: str, place: _Place, topics: dict[str, str | None], plan: QueryPlan) -> tuple[bool, list[Measure]]:
    """Whether a line is understood, and the measures asked for that it names, or could be of when it is not."""
    if not line:
        return True, list(plan.measures)
    several = [line.split(", "), re.split(r", (?:en )?| en ", line)] if place == "heading" else []
    for parts in ([line], *several):
        told = [_named_one(part.strip(_END), topics, plan) for part in parts]
        if all(understood for understood, _ in told):
            return True, [m for m in plan.measures if any(m in measures for _, measures in told)]
    return False, _named_one(line.strip(_END), topics, plan)[1] if "," not in line else list(plan.measures)


def _named_one(line: str, topics: dict[str, str | None], plan: QueryPlan) -> tuple[bool, list[Measure]]:
    """The same of a line that is one title, or a path of them."""
    for text in dict.fromkeys((line, _BRACKETS.sub("", line))):
        if plain(text) in topics:
            title = topics[plain(text)]
            if title is None:
                return True, []
            line = title
            break
    for text in dict.fromkeys((line, _BRACKETS.sub("", line))):
        paths = [[text], re.split(r" [-–] |: ", text)]
        for path in paths:
            if any(_on(m, path) for m in plan.table.measures):
                return True, [m for m in plan.measures if _on(m, path)]
    path = paths[-1]
    while path := path[:-1]:
        if any(_on(m, path) for m in plan.table.measures):
            return False, [m for m in plan.measures if _on(m, path)]
    return False, list(plan.measures)


def _on(measure: Measure, path: list[str]) -> bool:
    """Whether these titles are among those of a measure and its groups, in this order."""
    titles = iter([plain(title) for title in measure.path])
    return all(plain(title) in titles for title in path)


def _of_measure(measure: Measure) -> tuple[dict[int, str], str]:
    """Year -> the status that a measure's own description gives it, and a sentence about status that is none such."""
    years: dict[int, str] = {}
    for sentence in re.split(r"(?<=\.)\s+|\n", measure.description):
        line = " ".join(sentence.split()).strip(_END)
        match = _OF_YEARS.fullmatch(line)
        if match:
            word = status_of(match["word"])
            years |= {int(year): word for year in re.findall(_YEAR, match["years"]) if word}
        elif _AT_MEASURE.search(line):
            return years, line
    return years, ""
