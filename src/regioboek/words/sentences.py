"""Sentences about one region, generated from its findings and true by construction.

Rules

* Subject first, one fact, the year with every number, no adjectives of our own. Numbers are rounded by
  `language`, as in the table beside the sentence.
* A movement is told only when the trend is significant (favourable or unfavourable). Its verb follows the
  *slope*. "gemiddeld met … per jaar" is used only when first and last figure as shown, over the years between them,
  give the same rounded change per year; otherwise the slope is called what it is: "volgens de trendlijn".
* Where first and last figure contradict the slope (or are equal once rounded), the sentence says so.
* A place is told as a place ("staat in het onderste kwart (281e van 310 gemeenten in 2022)"), not as a mark.
* Absent and undetermined come with their reason in the same line.
* Series that a small-area model smooths are marked "modelschatting": a t-test overstates their certainty.

Which facts strike (`striking`), in this order until `MOST` sentences are there:

1. an unfavourable trend together with a place in the bottom quarter (at most two),
2. a favourable trend together with a place in the top quarter (at most one),
3. the strongest unfavourable and the strongest favourable movement, where 1 and 2 told none of that kind,
4. other movements, strongest first,
5. when fewer than three sentences are found: the most extreme places, bottom and top in turn;
6. one sentence on what is missing keeps the last place, whenever something is missing.

Strength makes movements of different units comparable: the change that the trend line shows over the years
measured, as a multiple of the spread among regions of the same kind (`facts.movement_strength`). Facts without
a strength come last; ties keep the official order of indicators.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from regioboek.params.indicators import Indicator
from regioboek.params.levels import Level
from regioboek.words import language as nl
from regioboek.words.absent import missing_sentence, name_in_text, provisional
from regioboek.words.facts import JUDGED, IndicatorFacts, each_once

#: Sentences of "Wat valt op", at the most.
MOST = 5


def counts_sentence(counts: Counter[str], name: str, level: Level) -> str:
    """Two or three sentences: movements, the rest, and (where there are places) quarters; of `facts.counts_of`.

    "Van de 37 indicatoren ontwikkelen 12 zich gunstig en 3 ongunstig. Bij 10 is geen trend te zien, bij 12 is
    die niet te bepalen. Emmen staat bij 4 indicatoren in het bovenste kwart van de gemeenten en bij 14 in het
    onderste."
    """
    total = sum(counts[trend] for trend in nl.TREND_WORDS)
    if total == 0:
        return "Over deze regio zijn geen indicatoren opgenomen."
    if counts["missing"] == total:
        if total == 1:
            return "Van de enige indicator is geen cijfer bekend."
        return f"Van geen van de {total} indicatoren is een cijfer bekend."
    trend = _trend_of_one(counts) if total == 1 else f"{_movements(counts, total)} {_rest(counts, total)}".strip()
    return f"{trend} {_quarters(counts, name, level)}".strip()


def _trend_of_one(c: Counter[str]) -> str:
    if c["undetermined"]:
        return "Van de enige indicator is de trend niet te bepalen."
    if c["none"]:
        return "De enige indicator laat geen trend zien."
    word = nl.TREND_WORDS["favourable" if c["favourable"] else "unfavourable"]
    return f"De enige indicator ontwikkelt zich {word}."


def _develop(n: int) -> str:
    return "ontwikkelt" if n == 1 else "ontwikkelen"


def _movements(c: Counter[str], total: int) -> str:
    fav, unfav = c["favourable"], c["unfavourable"]
    start = f"Van de {total} indicatoren"
    if fav + unfav == 0:
        if c["none"] == 0:
            return f"Van geen van de {total} indicatoren is een trend te bepalen."
        return f"Geen van de {total} indicatoren laat een gunstige of ongunstige trend zien."
    if unfav == 0:
        return f"{start} {_develop(fav)} {fav} zich gunstig; geen ontwikkelt zich ongunstig."
    if fav == 0:
        return f"{start} {_develop(unfav)} {unfav} zich ongunstig; geen ontwikkelt zich gunstig."
    if _develop(fav) == _develop(unfav):
        return f"{start} {_develop(fav)} {fav} zich gunstig en {unfav} ongunstig."
    return f"{start} {_develop(fav)} {fav} zich gunstig en {_develop(unfav)} {unfav} zich ongunstig."


def _rest(c: Counter[str], total: int) -> str:
    """What `_movements` did not say: no trend, undetermined, missing."""
    none, undetermined, missing = c["none"], c["undetermined"], c["missing"]
    if none == total:
        return ""
    if none + c["favourable"] + c["unfavourable"] == 0:
        return f"Bij {missing} ontbreekt ook het cijfer." if missing else ""
    parts = []
    if none:
        parts.append(f"bij {none} is geen trend te zien")
    if undetermined:
        parts.append(f"bij {undetermined} is {'die' if none else 'de trend'} niet te bepalen")
    if missing:
        parts.append(f"bij {missing} ontbreekt het cijfer")
    if not parts:
        return ""
    return nl.sentence(nl.listing(parts) if len(parts) == 3 else ", ".join(parts))


def _quarters(c: Counter[str], name: str, level: Level) -> str:
    if c["ranked"] == 0:
        return ""
    region, peers = nl.sentence_case(nl.place_name(name, level)), nl.level_word(level, 2)
    top, bottom = c["top"], c["bottom"]
    if top == bottom == 0:
        return f"{region} staat bij geen indicator in het bovenste of het onderste kwart van de {peers}."
    above = f"{top} indicatoren" if top > 1 else "1 indicator" if top else "geen indicator"
    return f"{region} staat bij {above} in het bovenste kwart van de {peers} en bij {bottom or 'geen'} in het onderste."


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


def movement_sentence(facts: IndicatorFacts) -> str:
    """How an indicator with a significant trend moved, with its judgement.

    "De werkloosheid daalde tussen 2015 en 2022 gemiddeld met 0,5 procentpunt per jaar (van 7,9 % naar 4,2 %):
    gunstig." Raises ValueError when the trend is not favourable or unfavourable.
    """
    first_year, first, slope = facts.first_year, facts.first_value, facts.slope
    last_year, last = facts.latest_year, facts.latest_value
    judged = facts.trend in JUDGED
    if not judged or first_year is None or first is None or last_year is None or last is None or slope is None:
        raise ValueError(f"{facts.indicator.id}: only a significant trend is a movement, found {facts.trend}")
    indicator = facts.indicator
    verb = "steeg" if facts.direction == "rising" else "daalde"
    opening = f"{nl.sentence_case(subject_of(indicator))} {verb} tussen {first_year} en {last_year}"
    said = nl.TREND_WORDS[facts.trend] + (" (modelschatting)" if indicator.small_area_model else "")
    pace = nl.slope_per_year(slope, indicator)
    at_first, at_last = nl.value_with_unit(first, indicator), nl.value_with_unit(last, indicator)
    change = nl.rounded(last, indicator.decimals) - nl.rounded(first, indicator.decimals)
    if change == 0:
        ends = f"zijn het eerste en het laatste cijfer afgerond gelijk ({at_first} in {first_year} en in {last_year}"
        how = f"volgens de trendlijn met {pace}, al {ends}{provisional(facts)})"
    elif (change > 0) != (verb == "steeg"):
        ends = f"({at_first} in {first_year}, {at_last} in {last_year}{provisional(facts)})"
        compared = "hoger" if change > 0 else "lager"
        how = f"volgens de trendlijn met {pace}, al is het laatste cijfer {compared} dan het eerste {ends}"
    else:
        mean_pace = nl.slope_per_year(float(change) / (last_year - first_year), indicator)
        measure = "gemiddeld" if mean_pace == pace else "volgens de trendlijn"
        how = f"{measure} met {pace} (van {at_first} naar {at_last}{provisional(facts)})"
    return f"{opening} {_said_once(how, indicator)}: {said}."


def position_sentence(facts: IndicatorFacts, name: str, level: Level, *, also: bool = False) -> str:
    """Where the region stands.

    "Emmen staat bij overgewicht in het onderste kwart (281e van 310 gemeenten in 2022)." A gemeente that shows the
    figure of its COROP area has that area's place: "(8e van 40 COROP-gebieden in 2022)". With `also` it follows
    a sentence about the same indicator: "Emmen staat hier ook in het onderste kwart (…)." ValueError without
    a place.
    """
    if facts.rank is None or facts.ranked is None or facts.position is None:
        raise ValueError(f"{facts.indicator.id}: no place to tell")
    region = nl.sentence_case(nl.place_name(name, level))
    what = "hier ook" if also else f"bij {name_in_text(facts.indicator)}"
    group = {"top": "in het bovenste kwart", "bottom": "in het onderste kwart", "middle": "in de middengroep"}
    among: Level = facts.indicator.figure_level(level)
    place = f"{nl.rank(facts.rank, facts.ranked, among)} in {facts.ranked_year}"
    return f"{region} staat {what} {group[facts.position]} ({place})."


def striking(facts: Sequence[IndicatorFacts], name: str, level: Level) -> list[str]:
    """The few sentences of "Wat valt op", by the rule in this module's docstring; at least one."""
    unique = each_once(facts)
    missing = missing_sentence(unique)
    if all(f.trend == "missing" for f in unique):
        return [missing or "Over deze regio zijn geen indicatoren opgenomen."]
    room = MOST - bool(missing)
    told: dict[str, str] = {}  # indicator id -> sentence
    kinds: set[str] = set()
    for trend, position, at_most in (("unfavourable", "bottom", 2), ("favourable", "top", 1)):
        both = _strongest([f for f in unique if (f.trend, f.position) == (trend, position)])
        for one in both[: min(at_most, room - len(told))]:
            place = position_sentence(one, name, level, also=True)
            told[one.indicator.id] = f"{movement_sentence(one)} {place}"
            kinds.add(trend)
    rest = _strongest([f for f in unique if f.trend in JUDGED and f.indicator.id not in told])
    for one in _one_of_each_kind_first(rest, kinds)[: room - len(told)]:
        told[one.indicator.id] = movement_sentence(one)
    if not told:
        told[""] = _nothing_moved(unique)
    places = _extremes([f for f in unique if f.indicator.id not in told])
    for one in places[: max(min(room, 3) - len(told), 0)]:
        told[one.indicator.id] = position_sentence(one, name, level)
    return [*told.values(), *([missing] if missing else [])]


def _one_of_each_kind_first(facts: list[IndicatorFacts], told: set[str]) -> list[IndicatorFacts]:
    """Strongest first, but led by the first of each judgement that was not told yet."""
    first = {f.trend: f for f in reversed(facts) if f.trend not in told}
    return sorted(facts, key=lambda f: f is not first.get(f.trend))


def _strongest(facts: list[IndicatorFacts]) -> list[IndicatorFacts]:
    return sorted(facts, key=lambda f: -(f.strength if f.strength is not None else -1.0))


def _nothing_moved(facts: list[IndicatorFacts]) -> str:
    if any(f.trend == "none" for f in facts):
        return "Geen enkele indicator laat een gunstige of ongunstige trend zien."
    return "Over de ontwikkeling is niets te zeggen: van geen enkele indicator is een trend te bepalen."


def _extremes(facts: list[IndicatorFacts]) -> list[IndicatorFacts]:
    """Bottom and top places in turn, the most extreme first."""

    def share(f: IndicatorFacts) -> float:
        return (f.rank or 0) / (f.ranked or 1)

    bottom = sorted((f for f in facts if f.position == "bottom"), key=share, reverse=True)
    top = sorted((f for f in facts if f.position == "top"), key=share)
    return [f for turn in zip_longest(bottom, top) for f in turn if f]
