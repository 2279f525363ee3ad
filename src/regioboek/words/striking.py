"""Which facts of a region strike: the choice behind "Sterk", "Let op" and the sentences of "Wat valt op".

Rules

* Of an indicator one thing can strike, the first of these that holds (`strike`):

  1. *apart*: trend and place pull apart: favourable in the bottom quarter, or unfavourable in the top quarter.
  2. *together*: trend and place say the same: unfavourable in the bottom quarter, favourable in the top quarter.
  3. *extreme*: one of the first or last `EXTREME` of at least `MANY` ranked regions, the first or the last of at
     least `FEW` (provincies), with or without a trend. A group of equals is extreme when all of it is.
  4. *beside*: the difference with the country has a trend: faster, slower, or against it. Who did not lose and is
     not behind the country is not told to gain less: what is low already cannot fall as far.
  5. *recent*: between the last two measurements the figure rose or fell more than among nearly all peers (beyond
     their 5th or 95th percentile) and by at least `CLEAR` of the spread among them and `VISIBLE` units of the last
     decimal; the latest is at most `FRESH` years before the last year of the window. Of the country: by the whole
     spread among gemeenten. Two measurements are no trend.
  6. *moved*: another trend.
  7. *placed*: a place in the top or bottom quarter.

* A trend is told only where the first and the last figure, as shown, went its way, and clearly: at least `CLEAR` of
  the spread among peers. A trend that at least `SHARED` of the peers have too is told as shared, and beside a place
  only.
* Strong is what is favourable in all that is told of it. Where anything in it is unfavourable, it is for "Let op".
* What is not judged, a count or an indicator of which nobody can say which direction is favourable, never strikes.
* Nothing strikes on more than a third of the pages of a level: of an indicator the weightiest third does (`rare`).
  What weighs is the rule (`WEIGHTS`; an extreme place weighs as such by rules 1 and 2 too, and a shared trend as one
  that moved), and within a rule how far out place, trend or change are; a colour that is a grensgeval counts for half.
  The country has no peers: there everything can strike.
* "Sterk" and "Let op" hold the `LISTED` weightiest on each side, with their figures. Sentences tell what a list
  cannot: at most `TOLD` of what strikes by another rule than a place, the two sides in turn, of each theme one first; a
  place alone only when there are fewer than `FEWEST` of them. Extreme places that no list has room for are told by
  their names. What is missing comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from regioboek.params.levels import COUNTRY, Level
from regioboek.words import language as nl
from regioboek.words.facts import JUDGED, IndicatorFacts

#: Places from either end that are extreme among at least MANY ranked regions; among at least FEW only the very ends.
EXTREME, MANY, FEW = 5, 50, 10
#: Part of the spread among peers that a change must have to be worth telling.
CLEAR = 0.25
#: Part of the peers with the same colour from which a trend is theirs too.
SHARED = 0.9
#: A last change is at least so many units of the last decimal, and its year at most so far before the window's last.
VISIBLE, FRESH = 2, 2
#: Pages of a level on which an indicator may strike: one in so many.
ONE_IN = 3
#: Entries of each list; sentences about one indicator at most, and at least where there are places to tell.
LISTED, TOLD, FEWEST = 3, 3, 2
#: The rules from the weightiest to the lightest.
WEIGHTS = {"extreme": 6, "apart": 5, "together": 4, "beside": 3, "recent": 2, "moved": 1, "placed": 0}

STRONG, WEAK = "strong", "weak"
FAVOURABLE, UNFAVOURABLE = JUDGED


@dataclass(frozen=True)
class Strike:
    """One indicator that strikes: by which rule, on which side, how much it weighs, and at which end its place is."""

    facts: IndicatorFacts
    kind: str
    side: str
    weight: float
    end: str | None = None


def shown_change(first: float, last: float, facts: IndicatorFacts) -> float:
    """The difference of two figures as they are shown, in the indicator's unit."""
    decimals = facts.indicator.decimals
    return float(nl.rounded(last, decimals) - nl.rounded(first, decimals))


def end(facts: IndicatorFacts, level: Level) -> str | None:
    """Whether an extreme place is the "top" or the "bottom"; None elsewhere, and for the figure of a larger area."""
    rank, ranked = facts.rank, facts.ranked
    if rank is None or ranked is None or ranked < FEW or facts.indicator.figure_level(level) != level:
        return None
    most = EXTREME if ranked >= MANY else 1
    if rank + facts.tied <= most:
        return "top"
    return "bottom" if rank > ranked - most else None


def shared(facts: IndicatorFacts) -> bool:
    """Whether nearly all peers have the same coloured trend."""
    peers = facts.peers
    if facts.trend not in JUDGED or peers is None or peers.n < 2:
        return False
    same = peers.favourable if facts.trend == FAVOURABLE else peers.unfavourable
    return same >= SHARED * peers.n


def moved(facts: IndicatorFacts) -> bool:
    """Whether there is a trend to tell: coloured, and first and last figure as shown went its way, clearly."""
    first, last = facts.first_value, facts.latest_value
    if facts.trend not in JUDGED or first is None or last is None or facts.slope is None:
        return False
    change = shown_change(first, last, facts)
    return change != 0 and (change > 0) == (facts.slope > 0) and _clear(change, facts)


def beside(facts: IndicatorFacts) -> bool:
    """Whether the difference with the country has a trend to tell: first and last figures as shown agree with it."""
    first, last, national = facts.first_value, facts.latest_value, facts.national
    if facts.relative not in JUDGED or national is None or first is None or last is None:
        return False
    own = shown_change(first, last, facts)
    better = facts.indicator.direction.sign
    difference = better * (own - shown_change(*national, facts))
    behind = better * shown_change(national[1], last, facts) < 0 or better * own < 0
    told = difference > 0 if facts.relative == FAVOURABLE else difference < 0 and behind
    return told and _clear(difference, facts)


def recent(facts: IndicatorFacts) -> str | None:
    """Whether the last change is large among peers: "favourable" or "unfavourable"; None where it is not."""
    peers, before, after = facts.peers, facts.previous_value, facts.latest_value
    if peers is None or before is None or after is None or peers.change_low is None or peers.change_high is None:
        return None
    years, change = (facts.previous_value_year, facts.latest_year), shown_change(before, after, facts)
    if years != peers.change_years or years[1] < facts.window[1] - FRESH:
        return None
    if peers.n == 1 and peers.spread:  # the country: nothing to be beyond but how far gemeenten lie apart
        large = abs(change) >= peers.spread
    else:
        large = not min(peers.change_low, 0) <= change <= max(peers.change_high, 0) and _clear(change, facts)
    if not large or abs(change) < VISIBLE * 10.0**-facts.indicator.decimals - 1e-9:
        return None
    return FAVOURABLE if change * facts.indicator.direction.sign > 0 else UNFAVOURABLE


def _clear(change: float, facts: IndicatorFacts) -> bool:
    spread = facts.peers.spread if facts.peers else None
    return spread is None or abs(change) >= CLEAR * spread


def strike(facts: IndicatorFacts, level: Level) -> Strike | None:
    """What strikes of an indicator in a region of `level`, beside the others on its page; None when nothing does."""
    if facts.latest_value is None or not facts.indicator.is_judged:
        return None
    at_end = end(facts, level)
    place = at_end or facts.position
    place_side = {"top": STRONG, "bottom": WEAK}.get(place or "")
    kind, side = next(_holds(facts, place_side, at_end is not None), (None, None))
    return _strike(facts, kind, side, at_end) if kind and side else None


def _holds(facts: IndicatorFacts, place: str | None, at_end: bool) -> Iterator[tuple[str, str]]:
    """The rules that hold, in their order, and the side by each; `place` is the side of a coloured place."""
    trend = _side(facts.trend) if moved(facts) else None
    known = {_side(facts.trend), place} - {None}  # what the table beside it says
    if place and trend and place != trend:
        yield "apart", WEAK
    if place and trend and not shared(facts):
        yield "together", place
    if place and at_end:
        yield "extreme", place
    if beside(facts) and (trend or facts.trend not in JUDGED):
        side = STRONG if {trend, _side(facts.relative)} <= {STRONG, None} else WEAK
        if place in (None, side):
            yield "beside", side
    last = _side(recent(facts))
    if last and trend is None and known <= {last}:
        yield "recent", last
    if trend and place is None and not shared(facts):
        yield "moved", trend
    if place and known == {place}:
        yield "placed", place


def _side(judgement: str | None) -> str | None:
    return {FAVOURABLE: STRONG, UNFAVOURABLE: WEAK}.get(judgement or "")


def _strike(facts: IndicatorFacts, kind: str, side: str, at_end: str | None = None) -> Strike:
    light = kind == "apart" and shared(facts)
    weight = WEIGHTS["extreme" if at_end else "moved" if light else kind] + 0.999 * _far_out(facts, kind)
    return Strike(facts, kind, side, weight, at_end)


def _far_out(facts: IndicatorFacts, kind: str) -> float:
    """How far out a fact is by what its rule looks at, 0 to 1."""
    far = []
    if kind in ("extreme", "apart", "together", "placed") and facts.rank and facts.ranked:
        better, worse = facts.rank - 1, facts.ranked - facts.rank - facts.tied
        far.append(1 - 2 * min(better, worse) / facts.ranked)
    certain = 0.5 if facts.robust == "borderline" else 1.0
    if kind in ("apart", "together", "moved"):
        far.append(certain * min(facts.strength or 0.0, 4.0) / 4)
    if kind == "beside":
        far.append(certain * min(facts.relative_strength or 0.0, 4.0) / 4)
    if kind == "recent" and facts.peers and facts.peers.spread:
        change = abs((facts.latest_value or 0.0) - (facts.previous_value or 0.0))
        far.append(min(change / facts.peers.spread, 4.0) / 4)
    return sum(far) / len(far) if far else 0.0


def rare(facts: Mapping[str, IndicatorFacts], level: Level) -> set[str]:
    """Of the facts of one indicator, by region of `level`: where it strikes, in a third of them at the most."""
    found = {code: s.weight for code, f in facts.items() if (s := strike(f, level))}
    room = len(facts) if level == COUNTRY else len(facts) // ONE_IN
    if len(found) <= room:
        return set(found)
    bound = sorted(found.values(), reverse=True)[room]  # the weight of the first that has no room: nor have its equals
    return {code for code, weight in found.items() if weight > bound}


@dataclass(frozen=True)
class Choice:
    """What a page tells: the two lists; what a sentence each is about; extreme places, last and first, in neither."""

    strong: tuple[Strike, ...]
    weak: tuple[Strike, ...]
    told: tuple[Strike, ...]
    bottom: tuple[Strike, ...]
    top: tuple[Strike, ...]


def choose(facts: Iterable[IndicatorFacts], level: Level) -> Choice:
    """The choice among the facts of one region that may strike beside its peers; see the rules above."""
    strikes = [s for f in facts if (s := strike(f, level))]
    by_weight = sorted(strikes, key=lambda s: -s.weight)
    weak, strong = ([s for s in by_weight if s.side == side] for side in (WEAK, STRONG))
    listed = (*strong[:LISTED], *weak[:LISTED])
    in_turn = [s for turn in zip_longest(weak, strong) for s in turn if s]
    told = _themes_first([s for s in in_turn if s.kind not in ("extreme", "placed")])[:TOLD]
    told += [s for s in in_turn if s.kind == "placed"][: max(FEWEST - len(told), 0)]
    rest = [s for s in by_weight if s not in listed and s not in told]
    bottom, top = (tuple(s for s in rest if s.end == at) for at in ("bottom", "top"))
    return Choice(tuple(strong[:LISTED]), tuple(weak[:LISTED]), tuple(told), bottom, top)


def _themes_first(strikes: Sequence[Strike]) -> list[Strike]:
    """In the order given, but led by the first of each theme: two of one theme often say the same."""
    first = {s.facts.indicator.themes[0]: s for s in reversed(strikes)}
    return sorted(strikes, key=lambda s: s is not first[s.facts.indicator.themes[0]])
