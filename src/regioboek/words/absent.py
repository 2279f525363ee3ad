"""Why a figure or a trend is not there, and what else must be said beside a number.

Every text is a fragment that follows a colon or a bracket, or a whole sentence when its name says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from regioboek.params.edition import TrendRule
from regioboek.params.indicators import Indicator
from regioboek.schemas.rows import PROVISIONAL
from regioboek.words import language as nl
from regioboek.words.facts import IndicatorFacts, each_once
from regioboek.words.labels import text
from regioboek.words.states import lower_first

#: Reasons in the sentence on what is missing: of the most indicators. All stand at the end of the page.
REASONS = 2


def name_in_text(indicator: Indicator) -> str:
    """The indicator's short name inside a sentence: no capital, unless it is an abbreviation."""
    return lower_first(indicator.display_name)


def missing_reason(facts: IndicatorFacts) -> str:
    """Why there is no figure, as it follows a colon."""
    return facts.absence_text or nl.ABSENCE_REASONS[facts.absence or "missing"]


def missing_sentence(facts: Sequence[IndicatorFacts]) -> str:
    """One sentence on all indicators without a figure, grouped by reason; "" when there are none.

    "Bij 3 indicatoren ontbreekt het cijfer: a en b (de bron geeft geen cijfer); c (…)." A figure that is simply
    not there stands with others of the very same reason: what an edition did not take over is not for want of a
    source. Other kinds of absence stand together; where their reasons differ, in the general words for that kind. Only
    the `REASONS` of the most indicators are told, and behind several indicators none of one.
    """
    groups: dict[tuple[str, str], list[IndicatorFacts]] = {}
    for one in each_once(facts):
        if one.trend == "missing":
            code = one.absence or "missing"
            groups.setdefault((code, missing_reason(one) if code == "missing" else ""), []).append(one)
    if not groups:
        return ""
    told = []
    largest = sorted(groups.items(), key=lambda group: -len(group[1]))
    shown = 4 if len(groups) == 1 else 2
    alone = len(largest[0][1]) == 1
    named = [group for n, group in enumerate(largest[:REASONS]) if n == 0 or alone or len(group[1]) > 1]
    for (code, _), members in named:
        reasons = {missing_reason(one) for one in members}
        reason = reasons.pop() if len(reasons) == 1 else nl.ABSENCE_REASONS[code]
        told.append(f"{_some([name_in_text(one.indicator) for one in members], shown)} ({reason})")
    others = sum(len(members) for _, members in largest[len(named) :])
    told += [f"{others} om {'een andere reden' if others == 1 else 'andere redenen'}"] if others else []
    what = nl.count(sum(map(len, groups.values())), "indicator", "indicatoren")
    return f"Bij {what} ontbreekt het cijfer: {'; '.join(told)}."


def _some(names: list[str], most: int) -> str:
    """All names, or the first few and a count of the others."""
    if len(names) <= most:
        return nl.listing(names)
    shown = names[: most - 1]
    return nl.listing([*shown, f"nog {len(names) - len(shown)} andere"])


def undetermined_reason(facts: IndicatorFacts, rule: TrendRule) -> str:
    """Why no trend can be determined, as it follows a colon; of a count that it has neither trend nor place.

    Raises ValueError when the facts satisfy the rule: then findings and rule are not of one edition.
    """
    if facts.indicator.is_count:
        return text("count.neither")
    if facts.indicator.multi_year_mean:
        return "elk cijfer is een gemiddelde over meer jaren en geeft daarom geen trend"
    years = sorted(facts.years)
    since = f"sinds de breuk van {facts.break_year}" if facts.break_year else ""
    n = len(years)
    asked = f"en de regel vraagt er {nl.in_words(rule.min_years)}"
    if n < rule.min_years:
        verb = "is" if n == 1 else "zijn"
        there = f"{since} {verb} er" if since else f"er {verb}"
        if n == 0:
            return f"{there} geen metingen {asked}"
        return f"{there} {nl.in_words(n)} {'meting' if n == 1 else 'metingen'} ({nl.years_listing(years)}) {asked}"
    span = years[-1] - years[0] + 1
    if span < rule.min_span:
        cover = f"{since} beslaan de metingen" if since else "de metingen beslaan"
        asked = f"en de regel vraagt er {nl.in_words(rule.min_span)}"
        return f"{cover} {nl.in_words(span)} jaar ({nl.year_range(years[0], years[-1])}) {asked}"
    raise ValueError(
        f"{facts.indicator.id}: {n} years over {span} satisfy the rule (at least {rule.min_years} over "
        f"{rule.min_span}), yet its trend is undetermined; findings and rule are not of one edition"
    )


def provisional(facts: IndicatorFacts) -> str:
    """ ", voorlopig" behind the latest figure where it is; otherwise ""."""
    return f", {nl.STATUS_WORDS[facts.latest_status]}" if facts.latest_status in PROVISIONAL else ""


def notes(facts: IndicatorFacts, rule: TrendRule) -> list[str]:
    """What a reader must know beside the numbers of one table row, most important first; may be empty."""
    found = []
    if facts.trend == "missing":
        found.append(missing_reason(facts))
    if facts.trend == "undetermined" and not facts.indicator.is_count:
        found.append(undetermined_reason(facts, rule))
    if facts.latest_status in PROVISIONAL and facts.latest_year is not None:
        found.append(f"cijfer over {facts.latest_year} {nl.STATUS_WORDS[facts.latest_status]}")
    if facts.break_year and facts.trend not in ("missing", "undetermined"):
        found.append(f"breuk in {facts.break_year}: de trend telt vanaf dat jaar")
    if facts.indicator.small_area_model and facts.latest_value is not None:
        found.append("modelschatting")
    if facts.own_calculation and facts.latest_value is not None:
        found.append("eigen berekening")
    return found
