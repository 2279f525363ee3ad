"""Sentences about one region, generated from its facts and true by construction; what they are about is chosen by
:mod:`striking`.

Rules

* Subject first, one fact, the year with every number, no adjectives of our own. Numbers are rounded by
  `language`, as in the table beside the sentence.
* First and last figure lead: "daalde van 7,9 % in 2015 naar 4,2 % in 2022". A pace per year is never told: it would add
  nothing to them, and where the trend line is steeper or flatter it contradicts them.
* A jump is told as one: "lag tot en met 2019 rond 0,5 km en is sinds 2020 rond 23,9 km".
* Where place and trend pull apart both are told, joined by "maar". A shared place is called shared.
* Country and region are compared by the same: first and last figure of the same years.
* What must be known stays with the sentence, between brackets at its end (`caveats`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regioboek.params.indicators import Indicator
from regioboek.params.levels import Level
from regioboek.words import language as nl
from regioboek.words import striking
from regioboek.words.absent import missing_sentence, name_in_text, provisional
from regioboek.words.facts import JUDGED, IndicatorFacts, each_once
from regioboek.words.striking import Choice, Strike

#: Fewer inhabitants than this, and the figures of a few of them move every rate.
SMALL = 1_000

_QUARTER = {"top": "het bovenste kwart", "bottom": "het onderste kwart", "middle": "de middengroep"}


@dataclass(frozen=True)
class Place:
    """The region a sentence is about."""

    name: str
    level: Level
    inhabitants: int | None = None

    @property
    def subject(self) -> str:
        """As it begins a sentence."""
        return nl.sentence_case(self.inside)

    @property
    def inside(self) -> str:
        """The same inside a sentence."""
        return nl.place_name(self.name, self.level)


def subject_of(indicator: Indicator) -> str:
    """The indicator's noun phrase with a comma where it ends in a clause ("…dat vrijwilligerswerk doet,")."""
    text = indicator.subject.strip()
    return f"{text}," if any(f" {word} " in text for word in ("dat", "die", "waar", "waarin")) else text


def _said_once(text: str, indicator: Indicator) -> str:
    """`text` without "per woning" in its units where the subject of the sentence says "per woning" already."""
    _, per, base = indicator.unit_short.partition("per ")
    if not per or f"{per}{base}" not in indicator.subject:
        return text
    return text.replace(nl.unbroken(f" {per}{base}"), "")


def caveats(facts: IndicatorFacts, place: Place, *, trend: bool) -> str:
    """What must be known beside a sentence, as it ends it: " (grensgeval: modelschatting)"; "" without anything."""
    said = []
    model = facts.indicator.small_area_model
    if trend and facts.robust == "borderline":
        said.append("grensgeval: modelschatting" if model else "grensgeval")
    elif model:
        said.append("modelschatting")
    if facts.indicator.table_note:
        said.append(facts.indicator.table_note)
    said += _few_inhabitants(place)
    return f" ({'; '.join(said)})" if said else ""


def _few_inhabitants(place: Place) -> list[str]:
    few = place.inhabitants is not None and place.inhabitants < SMALL
    return [f"minder dan {nl.number(SMALL, 0)} inwoners"] if few else []


def _ended(said: str, notes: str) -> str:
    """A sentence with its caveats, in the brackets of the place where it ends with one."""
    return f"{said}{notes}.".replace(") (", "; ")


def _from_to(first: float, last: float, indicator: Indicator) -> str:
    return f"van {nl.number(first, indicator.decimals)} naar {nl.value_with_unit(last, indicator)}"


def rank_of(facts: IndicatorFacts, level: Level, *, brief: bool = False) -> str:
    """The place as words: "gedeeld 257e van 342 gemeenten, met 3 andere"; `brief` "gedeeld 257e van 342"."""
    if facts.rank is None or facts.ranked is None:
        raise ValueError(f"{facts.indicator.id}: no place to tell")
    among: Level = facts.indicator.figure_level(level)
    said = nl.rank(facts.rank, facts.ranked, None if brief else among, facts.tied)
    return said.partition(",")[0] if brief else said


def movement(facts: IndicatorFacts) -> str:
    """How an indicator with a significant trend moved, without its judgement.

    "De werkloosheid daalde van 7,9 % in 2015 naar 4,2 % in 2022"; of a jump "De afstand tot een café lag tot en met
    2019 rond 0,5 km en is sinds 2020 rond 23,9 km". Raises ValueError when the trend is not favourable or unfavourable.
    """
    i, first_year, first, last = facts.indicator, facts.first_year, facts.first_value, facts.latest_value
    if facts.trend not in JUDGED or first is None or last is None:
        raise ValueError(f"{i.id}: only a significant trend is a movement, found {facts.trend}")
    subject = nl.sentence_case(subject_of(i))
    if facts.jump_levels and facts.jump_year:
        before, since = (nl.value_with_unit(level, i) for level in facts.jump_levels)
        until = max(year for year in facts.years if year < facts.jump_year)
        said = f"lag tot en met {until} rond {before} en ligt sinds {facts.jump_year} rond {since}{provisional(facts)}"
        return f"{subject} {_said_once(said, i)}"
    verb = nl.PAST["rising" if facts.direction == "rising" else "falling"]
    at_first, at_last = nl.value_with_unit(first, i), nl.value_with_unit(last, i)
    said = f"van {at_first} in {first_year} naar {at_last} in {facts.latest_year}{provisional(facts)}"
    return f"{subject} {verb} {_said_once(said, i)}"


def told(strike: Strike, place: Place) -> str:
    """The sentence about one indicator that strikes, by its rule."""
    facts = strike.facts
    if strike.kind in ("extreme", "placed"):
        return placed(facts, place)
    if strike.kind == "recent":
        return _recent(facts, place)
    if strike.kind == "beside":
        return _beside(facts, place)
    judged = nl.TREND_WORDS[facts.trend]
    beside = f", zoals in vrijwel alle {nl.level_word(place.level, 2)}" if striking.shared(facts) else ""
    stands = ""
    if strike.kind in ("apart", "together"):
        stands = f", {'maar' if strike.kind == 'apart' else 'en'} {_where(facts, place.level)}"
    return _ended(f"{movement(facts)}{beside}: {judged}{stands}", caveats(facts, place, trend=True))


def placed(facts: IndicatorFacts, place: Place) -> str:
    """Where the region stands: "Emmen staat bij overgewicht in het onderste kwart (281e van 310 gemeenten): …".

    A gemeente that shows the figure of its COROP area has that area's place. ValueError without a figure or a place.
    """
    value, i = facts.latest_value, facts.indicator
    if value is None:
        raise ValueError(f"{i.id}: no place to tell without a figure")
    figure = f"{nl.value_with_unit(value, i)} in {facts.latest_year}{provisional(facts)}"
    where = _where(facts, place.level)
    return _ended(f"{place.subject} staat bij {name_in_text(i)} {where}: {figure}", caveats(facts, place, trend=False))


def _where(facts: IndicatorFacts, level: Level) -> str:
    """ "in het onderste kwart (gedeeld 257e van 342 gemeenten, met 3 andere)", "op de laatste plaats van 12 …"."""
    at, ranked = striking.end(facts, level), facts.ranked or 0
    year = "" if facts.ranked_year == facts.latest_year else f", in {facts.ranked_year}"
    peers = nl.level_word(facts.indicator.figure_level(level), 2)
    side = "eerste" if at == "top" else "laatste"
    if at and not facts.tied and facts.rank in (1, ranked):
        return f"op de {side} plaats van {nl.number(ranked, 0)} {peers}{year}"
    group = f"in {_QUARTER[facts.position or 'middle']}"
    if at:
        group = f"bij de {side} {nl.in_words(striking.EXTREME)}" if ranked >= striking.MANY else f"op de {side} plaats"
    return f"{group} ({rank_of(facts, level)}{year})"


def _recent(facts: IndicatorFacts, place: Place) -> str:
    """A large last change, as what it is: "Tussen 2020 en 2022 daalde … met 10,2 procentpunt, naar 69,9 %; …"."""
    i, before, after = facts.indicator, facts.previous_value, facts.latest_value
    if before is None or after is None:
        raise ValueError(f"{i.id}: no two measurements")
    change = striking.shown_change(before, after, facts)
    verb = nl.PAST["rising" if change > 0 else "falling"]
    peers = nl.level_word(place.level, 2)
    more = f", meer dan in bijna alle andere {peers}" if facts.peers and facts.peers.n >= striking.FEW else ""
    size = f"met {nl.change(change, i)}, naar {nl.value_with_unit(after, i)}{provisional(facts)}"
    opening = f"Tussen {facts.previous_value_year} en {facts.latest_year} {verb} {subject_of(i)}"
    said = f"{opening} {_said_once(size, i)}{more}; twee metingen zijn geen trend"
    return f"{said}{caveats(facts, place, trend=False)}."


def _beside(facts: IndicatorFacts, place: Place) -> str:
    """A trend beside that of the country: faster, slower, against it, or where the country alone has one."""
    i, first, last, national = facts.indicator, facts.first_value, facts.latest_value, facts.national
    if national is None or first is None or last is None:
        raise ValueError(f"{i.id}: no country to compare with")
    own, theirs = (striking.shown_change(*ends, facts) for ends in ((first, last), national))
    there = _said_once(f"bleef {nl.value_with_unit(national[1], i)}" if theirs == 0 else _from_to(*national, i), i)
    judged = nl.TREND_WORDS[facts.relative or "none"]
    if not striking.moved(facts):
        at_first, at_last = nl.value_with_unit(first, i), nl.value_with_unit(last, i)
        ends = f"{at_first} in {facts.first_year}, {at_last} in {facts.latest_year}{provisional(facts)}"
        said = f"heeft geen trend ({ends}), maar ontwikkelt zich {judged}er dan in {facts.country}"
        opening = f"{nl.sentence_case(subject_of(i))} {_said_once(said, i)} ({there})"
    elif theirs == 0 or (own > 0) != (theirs > 0):
        opening = f"{movement(facts)}: {nl.TREND_WORDS[facts.trend]}, anders dan in {facts.country} ({there})"
    else:
        how = "sneller" if abs(own) > abs(theirs) else "minder"
        but = "maar " if facts.trend != facts.relative else ""
        opening = f"{movement(facts)}: {nl.TREND_WORDS[facts.trend]}, {but}{how} dan in {facts.country} ({there})"
    return f"{opening}{caveats(facts, place, trend=True)}."


def _also(choice: Choice, place: Place) -> str:
    """Extreme places by their names: "Emmen hoort ook tot de laatste vijf gemeenten bij a, en tot de eerste bij b."."""
    strikes = (*choice.bottom, *choice.top)
    peers = nl.level_word(place.level, 2)
    if any((s.facts.ranked or 0) >= striking.MANY for s in strikes):
        verb, which = "hoort", f"tot de {{side}} {nl.in_words(striking.EXTREME)} {peers}"
    else:
        verb, which = "is", f"de {{side}} van de {peers}"
    ends = []
    for side, own in (("laatste", choice.bottom), ("eerste", choice.top)):
        names = [name_in_text(s.facts.indicator) + (" (gedeeld)" if s.facts.tied else "") for s in own]
        ends += [f"{which.format(side=side)} bij {nl.listing(names)}"] if names else []
    partly = "" if len(strikes) == 1 else "deels "
    notes = [f"{partly}modelschatting"] if any(s.facts.indicator.small_area_model for s in strikes) else []
    notes += [f"{partly}voorlopig"] if any(provisional(s.facts) for s in strikes) else []
    notes += _few_inhabitants(place)
    beside = f" ({', '.join(notes)})" if notes else ""
    return f"{place.subject} {verb} ook {', en '.join(ends)}{beside}."


def sentences(facts: Sequence[IndicatorFacts], place: Place, choice: Choice) -> list[str]:
    """The few sentences of "Wat valt op", about what was chosen; at least one."""
    unique = each_once(facts)
    missing = missing_sentence(unique)
    if all(f.trend == "missing" for f in unique):
        return [missing or "Over deze regio zijn geen indicatoren opgenomen."]
    said = [told(s, place) for s in choice.told]
    said += [_also(choice, place)] if choice.bottom or choice.top else []
    if not (said or choice.strong or choice.weak):
        said = [_nothing(unique, place.level)]
    return [*said, *([missing] if missing else [])]


def _nothing(facts: Sequence[IndicatorFacts], level: Level) -> str:
    """What is said where nothing strikes."""
    if any(f.trend in JUDGED for f in facts):
        return f"Niets wijkt hier sterk af van de meeste {nl.level_word(level, 2)}."
    if any(f.trend in ("none", "unjudged") for f in facts):
        return "Geen enkele indicator laat een gunstige of ongunstige trend zien."
    return "Over de ontwikkeling is niets te zeggen: van geen enkele indicator is een trend te bepalen."
