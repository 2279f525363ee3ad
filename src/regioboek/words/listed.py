"""The entries of "Sterk" and "Let op": a figure and, in a few words, why it stands there."""

from __future__ import annotations

from regioboek.params.levels import Level
from regioboek.words import language as nl
from regioboek.words import striking
from regioboek.words.absent import provisional
from regioboek.words.facts import IndicatorFacts
from regioboek.words.sentences import rank_of
from regioboek.words.striking import Strike


def figure(strike: Strike) -> str:
    """The latest figure, with its year where that is not the window's last: "66,7 %", "0,4 km (2017)"."""
    facts = strike.facts
    if facts.latest_value is None:
        raise ValueError(f"{facts.indicator.id}: nothing strikes without a figure")
    said = nl.value_with_unit(facts.latest_value, facts.indicator)
    return said if facts.latest_year == facts.window[1] else f"{said} ({facts.latest_year})"


def why(strike: Strike, level: Level) -> str:
    """Behind the figure: "339e van 340", "daalt, maar gedeeld 257e van 342", "+9,8 procentpunt sinds 2020"."""
    facts, kind = strike.facts, strike.kind
    verb = nl.DIRECTION_WORDS[facts.direction or "flat"]
    parts = []
    if kind in ("apart", "together", "moved") or (kind == "beside" and striking.moved(facts)):
        parts.append(f"sprong in {facts.jump_year}" if facts.jump_year else verb)
    if kind == "beside":
        parts.append(_than_the_country(facts))
    if kind == "recent" or (kind == "extreme" and _same_side(strike)):
        change = striking.shown_change(facts.previous_value or 0.0, facts.latest_value or 0.0, facts)
        said = nl.number(change, facts.indicator.decimals, sign=True)
        unit = nl.difference_unit(facts.indicator) if nl.is_percentage(facts.indicator) else ""
        parts.append(f"{nl.with_unit(said, unit)} sinds {facts.previous_value_year}")
    if kind in ("extreme", "apart", "together", "placed"):
        parts.insert(0 if kind == "extreme" else len(parts), rank_of(facts, level, brief=True))
    said = (", maar " if kind == "apart" else ", ").join(parts) + provisional(facts)
    note = facts.indicator.table_note
    return f"{said} ({note})" if note else said


def entry(strike: Strike, level: Level) -> str:
    """The whole entry as text."""
    return f"{strike.facts.indicator.display_name} {figure(strike)}, {why(strike, level)}"


def _than_the_country(facts: IndicatorFacts) -> str:
    """Behind the verb of a trend "sneller dan Nederland" or "maar minder …"; without a trend "ongunstiger …"."""
    if striking.moved(facts):
        return f"{'sneller' if facts.trend == facts.relative else 'maar minder'} dan {facts.country}"
    return f"{nl.TREND_WORDS[facts.relative or 'none']}er dan {facts.country}"


def _same_side(strike: Strike) -> bool:
    """Whether the last change is large too, and to the same side."""
    return {striking.FAVOURABLE: striking.STRONG, striking.UNFAVOURABLE: striking.WEAK}.get(
        striking.recent(strike.facts) or ""
    ) == strike.side
