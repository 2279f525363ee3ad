"""What must be known of an indicator before its figure is used, as the chapter on indicators says it."""

from __future__ import annotations

from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.words import language as nl
from regioboek.words.parameter_words import after_colon

_FAVOURABLE = {"higher": "hoger", "lower": "lager"}


def remarks(edition: Edition, indicator: Indicator) -> list[str]:
    """What the catalogue says of an indicator, as Dutch sentences in a fixed order."""
    told = [nl.sentence(indicator.measures), f"Gemeten: {indicator.cadence}, bij {indicator.population}."]
    if indicator.direction.reason:
        way = _FAVOURABLE[indicator.direction.favourable]
        told.append(f"Waarom {way} gunstig is: {after_colon(indicator.direction.reason)}")
    told += [f"Breuk vanaf {b.year}: {after_colon(b.reason)}" for b in indicator.breaks]
    caveat = indicator.caveat or ""
    if caveat:
        told.append(nl.sentence(caveat))
    if indicator.small_area_model:
        told.append("Een trend in een modelreeks is minder zeker dan de p-waarde zegt.")
    if indicator.multi_year_mean and "trend" not in caveat:
        told.append("Het cijfer is een gemiddelde over meer jaren: er wordt geen trend bepaald.")
    if indicator.provisional_years and "voorlopig" not in caveat:
        told.append(_provisional(indicator.provisional_years))
    told.append(_aggregated(indicator))
    others = [edition.theme(t).name for t in indicator.themes[1:]]
    if others:
        told.append(f"Staat ook bij {nl.listing(others)}.")
    lacking = edition.not_in_source(indicator.id)
    if lacking:
        told.append(f"Geen cijfers in deze editie: {after_colon(lacking)}")
    return told


def _provisional(years: int) -> str:
    if years == 1:
        return "Het laatste jaar is in de bron voorlopig."
    return f"De laatste {nl.in_words(years)} jaren zijn in de bron voorlopig."


def _aggregated(indicator: Indicator) -> str:
    rule = indicator.aggregation
    if rule.method == "none":
        return f"Voor grotere gebieden niet te aggregeren: {after_colon(rule.reason or '')}"
    weight = rule.weight or "inwoners"
    if rule.exact:
        return f"Voor grotere gebieden: gemiddelde met {weight} als gewicht, en dat is exact."
    return (
        f"Voor grotere gebieden: gemiddelde met {weight} als gewicht, als benadering. "
        f"Het juiste gewicht zou zijn: {rule.denominator}."
    )
