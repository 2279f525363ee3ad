"""What an indicator is, in words made from its entry in the catalogue: for its page and the chapter on indicators."""

from __future__ import annotations

from collections.abc import Collection

from regioboek.params.edition import Edition
from regioboek.params.indicators import PEOPLE, Indicator
from regioboek.params.levels import BASE, Level, around
from regioboek.params.source_params import StatlineQuery
from regioboek.words import language as nl
from regioboek.words.labels import text
from regioboek.words.parameter_words import after_colon, levels_in_words, year_runs
from regioboek.words.states import reason_inside

CERTAINTY = {
    "source": "zo staat het in een bron over de monitor",
    "common-sense": "onze lezing; een gepubliceerde richting kennen wij niet",
}


def facts_of(edition: Edition, indicator: Indicator, given: Collection[Level] = ()) -> list[tuple[str, str]]:
    """What it measures, unit, source, direction, how it aggregates: pairs of term and description.

    `given` are the levels above gemeenten of which the source has figures itself.
    """
    i = indicator
    direction = favourable_word(i)
    direction += f" is gunstig ({CERTAINTY[i.direction.certainty]})" if i.is_judged else ""
    reason = text("count.why") if i.is_count else i.direction.reason
    direction += f". {reason}" if reason else ""
    rows = [
        ("Wat het meet", i.measures),
        ("Eenheid", i.unit),
        ("Over wie of wat", i.population),
        ("Bron", i.source),
        ("Hoe vaak", i.cadence),
        ("Gunstige richting", direction),
        ("Hoe berekend" if i.ratio else "Cijfers voor gebieden", _aggregation(edition, indicator, given)),
    ]
    return [*rows, ("Code bij CBS", ", ".join(i.codes))] if i.codes else rows


def favourable_word(indicator: Indicator) -> str:
    """Which side is favourable, in one word; of a count neither, also where it is of its rate."""
    return nl.FAVOURABLE_WORDS["undetermined" if indicator.is_count else indicator.direction.favourable]


def in_monitor(edition: Edition, indicator: Indicator) -> list[tuple[str, str]]:
    """What it is in the Regionale Monitor, as a pair of term and sentence; nothing where the edition is the Monitor."""
    if edition.of_monitor:
        return []
    link = indicator.monitor
    told = text("monitor.none")
    if link:
        told = text("monitor.same" if link.same else "monitor.other", name=link.name)
        told = f"{told} {nl.sentence(link.note)}" if link.note else told
    return [(text("monitor.term"), told)]


def _aggregation(edition: Edition, indicator: Indicator, given: Collection[Level]) -> str:
    rule = indicator.aggregation
    if rule.ratio:
        return f"eigen berekening: {ratio_words(edition, indicator)}"
    made = f"{nl.ABSENCE_WORDS['not-aggregable']}: {reason_inside(rule.reason or '')}"
    if rule.method == "sum":
        made = "eigen berekening: de gemeenten bij elkaar opgeteld, alleen als elke gemeente een cijfer heeft"
    elif rule.method != "none":
        made = f"eigen berekening: gemiddelde van gemeenten, gewogen met {rule.weight}"
        made += "" if rule.exact else f" als benadering van de juiste noemer ({rule.denominator})"
    return text("areas.given", levels=levels_in_words(given), made=made) if given else made


def ratio_words(edition: Edition, indicator: Indicator) -> str:
    """What a rate is divided by, also of areas; and of which years the inhabitants are those of another."""
    ratio = indicator.ratio
    assert ratio is not None, "only of rates"
    if ratio.base == PEOPLE:
        below = text("ratio.people")
        years = year_runs(ratio.other_people)
        said = text("ratio.other_people", years=years, year=ratio.people_year)
        below += f" ({said})" if ratio.other_people else ""
    else:
        below = edition.indicator(ratio.base).subject
    return text("ratio.made", above=edition.indicator(ratio.count).subject, below=below)


def caveats(indicator: Indicator) -> list[str]:
    """What a reader must know before comparing, as sentences; the catalogue's own words go before general ones."""
    i = indicator
    notes = [text("pages.unjudged.one")] if i.is_unjudged else []
    notes += [i.caveat] if i.caveat else []
    if i.small_area_model:
        notes += [] if i.caveat else ["De cijfers per gemeente zijn schattingen met een model."]
        notes.append("Het model maakt reeksen gladder; een trend lijkt daardoor sneller duidelijk dan hij is.")
    if i.multi_year_mean and not i.caveat:
        notes.append("Het cijfer is een gemiddelde over meer jaren. Daarom wordt er geen trend over bepaald.")
    if i.corop_value and not i.caveat:
        notes.append("Bij een gemeente staat het cijfer van het COROP-gebied waarin die ligt.")
    if i.structurally_absent and not i.caveat:
        notes.append("Niet elke gemeente kan een cijfer hebben; waar het niet kan voorkomen, staat dat erbij.")
    notes.extend(f"Breuk in de reeks in {b.year}: {reason_inside(b.reason)}" for b in i.breaks)
    if i.provisional_years and "voorlopig" not in (i.caveat or ""):
        notes.append(f"{_last_years(i.provisional_years)} voorlopig.")
    return [nl.sentence(note) for note in notes]


def _last_years(count: int) -> str:
    return "Het laatste jaar is" if count == 1 else f"De laatste {nl.in_words(count)} jaren zijn"


def remarks(edition: Edition, indicator: Indicator) -> list[str]:
    """What the catalogue says of an indicator, as Dutch sentences in a fixed order."""
    told = [nl.sentence(indicator.measures), f"Gemeten: {indicator.cadence}, bij {indicator.population}."]
    if indicator.direction.reason and not indicator.is_count:
        way = favourable_word(indicator) + (" gunstig is" if indicator.direction.sign else "")
        told.append(f"Waarom {way}: {after_colon(indicator.direction.reason)}")
    told += [f"Breuk vanaf {b.year}: {after_colon(b.reason)}" for b in indicator.breaks]
    caveat = indicator.caveat or ""
    if caveat:
        told.append(nl.sentence(caveat))
    if indicator.small_area_model:
        told.append("Een trend in een modelreeks is minder zeker dan de p-waarde zegt.")
    if indicator.multi_year_mean and "trend" not in caveat:
        told.append("Het cijfer is een gemiddelde over meer jaren: er wordt geen trend bepaald.")
    if indicator.provisional_years and "voorlopig" not in caveat:
        told.append(f"{_last_years(indicator.provisional_years)} in de bron voorlopig.")
    told.append(_remark_on_areas(edition, indicator))
    others = [edition.theme(t).name for t in indicator.themes[1:]]
    if others:
        told.append(f"Staat ook bij {nl.listing(others)}.")
    lacking = edition.not_in_source(indicator.id)
    if lacking:
        told.append(f"Geen cijfers in deze editie: {after_colon(lacking)}")
    return told


def _remark_on_areas(edition: Edition, indicator: Indicator) -> str:
    rule = indicator.aggregation
    if rule.ratio:
        return nl.sentence(nl.sentence_case(ratio_words(edition, indicator)))
    queries = (getattr(source, "statline", None) for source in edition.params.sources)
    asked = {level for q in queries if isinstance(q, StatlineQuery) and indicator.id in q.keys for level in q.levels}
    areas = text("areas.of_others" if asked & set(around(BASE)) else "areas.of")
    if rule.method == "sum":
        return f"{areas}: opgeteld. Een aantal wordt getoond, niet beoordeeld."
    if rule.method == "none":
        return f"{areas} is geen cijfer te berekenen: {after_colon(rule.reason or '')}"
    weight = rule.weight or "inwoners"
    if rule.exact:
        return f"{areas}: gemiddelde met {weight} als gewicht, en dat is exact."
    return (
        f"{areas}: gemiddelde met {weight} als gewicht, als benadering. "
        f"Het juiste gewicht zou zijn: {rule.denominator}."
    )
