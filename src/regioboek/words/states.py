"""Words of every state a cell of a page can have, and of whose calculation a figure is."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from regioboek.words import language as nl
from regioboek.words.labels import section, text

#: States beside the trends of findings, for two kinds of missing figures that will never come: an area's figure
#: cannot be calculated; the thing does not exist there.
NOT_AGGREGABLE = "not-aggregable"
IMPOSSIBLE = "impossible"
NEVER = (NOT_AGGREGABLE, IMPOSSIBLE)

#: The trend of an indicator of which nobody can say which direction is favourable.
UNJUDGED = "unjudged"

#: Behind a figure that may still change, by its status; and in the place of one that is not there.
STARS = {"provisional": "*", "revised-provisional": "**"}
GAP = "."

#: Words of every state a cell of a page can have.
STATE_WORDS = {**nl.TREND_WORDS, **{state: nl.ABSENCE_WORDS[state] for state in NEVER}}

#: The same where nothing is judged: which way the number goes.
MOVES = ("rising", "falling")
MOVEMENT_WORDS = {**{way: nl.DIRECTION_WORDS[way] for way in MOVES}, **STATE_WORDS}

#: Why a trend is none, in the place of the word for that.
NO_TREND_WORDS = section("no_trend")


#: How firm a colour is; only the word for a grensgeval is shown.
ROBUST_WORDS = section("robust")


def trend_said(trend: str, no_trend: str | None, robust: str | None = None, direction: str | None = None) -> str:
    """The word for a trend, or for one of `NEVER`; where it is none, the word for why. With "(grensgeval)".

    What is not judged says which way the number goes, and that: "stijgt (niet beoordeeld)".
    """
    unjudged = trend == UNJUDGED
    moved = "none" if direction == "flat" else direction or trend
    said = NO_TREND_WORDS[no_trend] if no_trend else MOVEMENT_WORDS[moved if unjudged else trend]
    notes = [STATE_WORDS[UNJUDGED]] * unjudged + [ROBUST_WORDS["borderline"]] * (robust == "borderline")
    return f"{said} ({', '.join(notes)})" if notes else said


def own_words(own: Iterable[bool]) -> str:
    """What a caption says of figures of which each is our own aggregate or not: all, some (`deels`), or nothing."""
    flags = list(own)
    if not any(flags):
        return ""
    return text("pages.own") if all(flags) else text("pages.own_partly")


def keys_of(statuses: Collection[str], *, gaps: bool = False) -> list[str]:
    """What the marks in a table of figures stand for, of those that occur: "* voorlopig", ". geen cijfer"."""
    keys = [f"{star} {nl.STATUS_WORDS[status]}" for status, star in STARS.items() if status in statuses]
    return [*keys, f"{GAP} {text('pages.no_figure')}"] if gaps else keys


def lower_first(text: str) -> str:
    """As it stands inside a sentence: no capital, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def reason_inside(reason: str) -> str:
    """A reason as it stands after a colon or between brackets: no capital, no full stop."""
    return lower_first(reason.strip().rstrip("."))
