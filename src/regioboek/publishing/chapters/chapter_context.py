"""The words and numbers that chapters name as «name.with.dots», taken from the objects the code itself uses.

Keys are Dutch because writers of chapters use them; values are ready to stand in a sentence: "0,05", "een kwart",
"acht". Nothing here is typed twice: change alpha in the params, and every chapter says the new alpha.

| keys          | from                                                                     |
|---------------|--------------------------------------------------------------------------|
| `editie.*`    | the edition: id, title, year, division, date shown, counts, levels       |
| `venster.*`   | the window of the trend                                                  |
| `trend.*`     | the rule of the trend                                                    |
| `sprong.*`, `stevig.*` | when a change is one step; what a firm colour is tried with     |
| `woord.*`     | what a reader sees beside a trend: kinds of no trend, firm or not        |
| `opvallend.*` | what is told under *Wat valt op*                                         |
| `positie.*`   | the rule of the position, and the words of its three groups              |
| `aggregatie.*`| the rule of aggregation                                                  |
| `dekking.*`   | when a figure is called old                                              |
| `herindeling.*` | which border corrections are too small to count                        |
| `kleur.*`     | the names of the edition's colours                                       |
| `uitgever.*`, `licentie.*`, `software.*` | publisher, licence line, version of regioboek |
| `aantal.*`    | themes per dimension                                                     |
| `toets.*`     | evidence of the level with most regions: tests, colours, what is firm    |
| `kans.*`      | false colours by chance, in a hundred flat series, by simulation         |
| `voorbeeld.*` | the worked example of a trend, calculated by the rule of the edition     |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regioboek import __version__
from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, LEVELS
from regioboek.publishing.chapters.worked_example import worked_example
from regioboek.words import labels, striking
from regioboek.words import language as nl
from regioboek.words.parameter_words import (
    colour_name,
    levels_in_words,
    percentage,
    plain,
    share_in_words,
)
from regioboek.words.rule_words import METHOD_WORDS
from regioboek.words.states import NO_TREND_WORDS, ROBUST_WORDS


def chapter_context(edition: Edition) -> dict[str, str]:
    """Every «name» that needs the edition only, with its text."""
    params, window = edition.params, edition.window
    trend, position, aggregation = edition.rules.trend, edition.rules.position, edition.rules.aggregation
    jump, robustness = edition.rules.jump, edition.rules.robustness
    with_figures = [i for i in edition.indicators if not edition.not_in_source(i.id)]
    counts = sum(i.is_count for i in with_figures)
    return {
        "editie.id": edition.id,
        "editie.titel": params.title,
        "editie.jaar": str(params.year),
        "editie.verschenen": nl.date(params.published),
        "editie.voorbeeld_onbepaald": next((i.subject for i in edition.indicators if i.is_unjudged), ""),
        "editie.indeling": str(params.division_year),
        "editie.over": nl.sentence(params.about) if params.about else "",
        "editie.indicatoren": nl.in_words(len(edition.indicators)),
        "editie.met_cijfers": nl.in_words(sum(not i.is_count for i in with_figures)),
        "editie.aantallen": nl.in_words(counts) if counts else "",
        "editie.niveaus": levels_in_words(params.levels),
        "uitgever.naam": params.publisher.name,
        "licentie.regel": nl.sentence(params.licence_line),
        "software.versie": __version__,
        "venster.eerste": str(window.first),
        "venster.laatste": str(window.last),
        "venster.jaren": nl.in_words(window.years),
        "venster.periode": nl.year_range(window.first, window.last),
        "trend.methode": METHOD_WORDS[trend.method],
        "trend.alfa": plain(trend.alpha),
        "trend.alfa_procent": percentage(trend.alpha),
        "trend.per_honderd": _in_hundred(trend.alpha),
        "trend.betrouwbaarheid": percentage(1 - trend.alpha),
        "trend.minimum_jaren": nl.in_words(trend.min_years),
        "trend.minimum_span": nl.in_words(trend.min_span),
        "trend.minste_verandering": _units(trend.min_change),
        "trend.stabiel_deel": share_in_words(trend.stable_share),
        "trend.stabiel_zekerheid": percentage(1 - 2 * trend.alpha),
        "sprong.verklaard": percentage(jump.explains),
        "sprong.maal": _in_words(jump.times),
        "sprong.metingen": nl.in_words(jump.min_years),
        "sprong.totaal": nl.in_words(jump.min_total),
        "sprong.minste_stap": _units(jump.min_change),
        "stevig.vensters": nl.listing(map(nl.in_words, robustness.windows)),
        "stevig.metingen": nl.in_words(robustness.min_years),
        "woord.klein": NO_TREND_WORDS["small"],
        "woord.grof": NO_TREND_WORDS["coarse"],
        "woord.stabiel": NO_TREND_WORDS["stable"],
        "woord.onduidelijk": NO_TREND_WORDS["unclear"],
        "woord.stevig": ROBUST_WORDS["firm"],
        "woord.grensgeval": ROBUST_WORDS["borderline"],
        "opvallend.uiterste": nl.in_words(striking.EXTREME),
        "opvallend.veel": nl.in_words(striking.MANY),
        "opvallend.weinig": nl.in_words(striking.FEW),
        "opvallend.duidelijk": share_in_words(striking.CLEAR),
        "opvallend.gedeeld": percentage(striking.SHARED),
        "opvallend.vers": nl.in_words(striking.FRESH),
        "opvallend.een_op": nl.in_words(striking.ONE_IN),
        "opvallend.lijst": nl.in_words(striking.LISTED),
        "opvallend.zinnen": nl.in_words(striking.TOLD),
        "positie.kwarten": nl.in_words(position.min_quarters),
        "positie.gelijken": position.ties,
        "positie.deel": share_in_words(position.share),
        "positie.procent": percentage(position.share),
        "positie.dekking": percentage(position.min_coverage),
        "positie.minimum": nl.in_words(position.min_ranked),
        "positie.bovenste": nl.POSITION_WORDS["top"],
        "positie.midden": nl.POSITION_WORDS["middle"],
        "positie.onderste": nl.POSITION_WORDS["bottom"],
        "aggregatie.dekking": percentage(aggregation.min_coverage),
        "aggregatie.gewichtsjaar": str(aggregation.weight_year),
        "herindeling.drempel": nl.percent(edition.rules.through_time.ignore_share, 1),
        "herindeling.verschuiving": plain(round(edition.rules.through_time.ignore_share * 20, 3)),
        "dekking.verouderd": nl.in_words(edition.rules.coverage.stale_after),
        "kleur.gunstig": colour_name(params.colours.favourable),
        "kleur.ongunstig": colour_name(params.colours.unfavourable),
        "kleur.geen": colour_name(params.colours.none),
        "aantal.themas": nl.in_words(len(edition.themes)),
        "aantal.hier_en_nu": nl.in_words(sum(t.dimension == "hier-en-nu" for t in edition.themes)),
        "aantal.later": nl.in_words(sum(t.dimension == "later" for t in edition.themes)),
        **worked_example(trend, window.first),
    }


def _in_hundred_about(share: float) -> str:
    """0.286 → "29"; 0.051 → "vijf"."""
    return nl.in_words(round(share * 100))


def _in_hundred(share: float) -> str:
    """0.05 → "vijf"; 0.001 → "0,1"."""
    whole = round(share * 100)
    return nl.in_words(whole) if abs(share * 100 - whole) < 1e-9 else plain(share * 100)


def _in_words(number: float) -> str:
    """4.0 → "vier"; 2.5 → "2,5"."""
    return nl.in_words(int(number)) if float(number).is_integer() else plain(number)


def _units(number: float) -> str:
    """1 → "één eenheid van de laatste decimaal"; 2 → "twee eenheden van de laatste decimaal"."""
    return labels.text("units.one") if number == 1 else labels.text("units.many", n=_in_words(number))


def evidence_context(
    edition: Edition, evidence: Mapping[str, Mapping[str, Any]], chance: Mapping[str, float]
) -> dict[str, str]:
    """«toets.*»: the counts of gemeenten, the level that every edition has; «kans.*»: the range of false colours."""
    counts = evidence[BASE]
    return {
        "toets.stevig": nl.number(counts["firm"], 0),
        "toets.grensgeval": nl.number(counts["borderline"], 0),
        "toets.klein": nl.number(counts["no_trend"].get("small", 0), 0),
        "toets.grof": nl.number(counts["no_trend"].get("coarse", 0), 0),
        "toets.stabiel": nl.number(counts["no_trend"].get("stable", 0), 0),
        "toets.onduidelijk": nl.number(counts["no_trend"].get("unclear", 0), 0),
        "toets.sprong": nl.number(counts["fragile"].get("jump", 0), 0),
        "toets.klein_alle": nl.number(sum(level["no_trend"].get("small", 0) for level in evidence.values()), 0),
        "toets.gekleurd_alle": nl.number(sum(level["coloured"] for level in evidence.values()), 0),
        "kans.los": _in_hundred_about(min(chance.values(), default=edition.rules.trend.alpha)),
        "kans.hoogste": _in_hundred_about(max(chance.values(), default=edition.rules.trend.alpha)),
        "toets.niveau": LEVELS[BASE].words[1],
        "toets.aantal": nl.number(counts["tests"], 0),
        "toets.gekleurd": nl.number(counts["coloured"], 0),
        "toets.toeval": nl.number(counts["expected_by_chance"], 0),
        "toets.modelreeksen": nl.number(counts["coloured_small_area_model"], 0),
        "toets.overeind": nl.number(counts["survive_bh"], 0),
    }
