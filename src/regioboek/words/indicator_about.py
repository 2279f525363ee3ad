"""What an indicator is, in words made from its entry in the catalogue: for the head of its page."""

from __future__ import annotations

from regioboek.params.indicators import Indicator
from regioboek.words import language as nl
from regioboek.words.states import lower_first

CERTAINTY = {
    "source": "zo staat het in een bron over de monitor",
    "common-sense": "onze lezing; een gepubliceerde richting kennen wij niet",
}


def facts_of(indicator: Indicator) -> list[tuple[str, str]]:
    """What it measures, unit, source, direction, how it aggregates: pairs of term and description."""
    i = indicator
    direction = "hoger is gunstig" if i.direction.favourable == "higher" else "lager is gunstig"
    direction += f" ({CERTAINTY[i.direction.certainty]})"
    direction += f". {i.direction.reason}" if i.direction.reason else ""
    rows = [
        ("Wat het meet", i.measures),
        ("Eenheid", i.unit),
        ("Over wie of wat", i.population),
        ("Bron", i.source),
        ("Hoe vaak", i.cadence),
        ("Gunstige richting", direction),
        ("Cijfers voor gebieden", _aggregation(indicator)),
    ]
    return [*rows, ("Code bij CBS", ", ".join(i.codes))] if i.codes else rows


def _aggregation(indicator: Indicator) -> str:
    rule = indicator.aggregation
    if rule.method == "none":
        return f"niet te aggregeren: {lower_first(rule.reason or '')}"
    if rule.method == "sum":
        return "eigen berekening: de gemeenten bij elkaar opgeteld, alleen als elke gemeente een cijfer heeft"
    words = f"eigen berekening: gemiddelde van gemeenten, gewogen met {rule.weight}"
    return words if rule.exact else f"{words} als benadering van de juiste noemer ({rule.denominator})"


def caveats(indicator: Indicator) -> list[str]:
    """What a reader must know before comparing, as sentences; the catalogue's own words go before general ones."""
    i = indicator
    notes = [i.caveat] if i.caveat else []
    if i.small_area_model:
        notes += [] if i.caveat else ["De cijfers per gemeente zijn schattingen met een model."]
        notes.append("Het model maakt reeksen gladder; een trend lijkt daardoor sneller duidelijk dan hij is.")
    if i.multi_year_mean and not i.caveat:
        notes.append("Het cijfer is een gemiddelde over meer jaren. Daarom wordt er geen trend over bepaald.")
    if i.corop_value and not i.caveat:
        notes.append("Bij een gemeente staat het cijfer van het COROP-gebied waarin die ligt.")
    if i.structurally_absent and not i.caveat:
        notes.append("Niet elke gemeente kan een cijfer hebben; waar het niet kan voorkomen, staat dat erbij.")
    notes.extend(f"Breuk in de reeks in {b.year}: {lower_first(b.reason)}" for b in i.breaks)
    if i.provisional_years and "voorlopig" not in (i.caveat or ""):
        last = (
            "Het laatste jaar is"
            if i.provisional_years == 1
            else f"De laatste {nl.in_words(i.provisional_years)} jaren zijn"
        )
        notes.append(f"{last} voorlopig.")
    return [nl.sentence(note) for note in notes]
