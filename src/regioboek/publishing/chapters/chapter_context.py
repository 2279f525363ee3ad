"""The words and numbers that chapters name as «name.with.dots», taken from the objects the code itself uses.

Keys are Dutch because writers of chapters use them; values are ready to stand in a sentence: "0,05", "een kwart",
"acht". Nothing here is typed twice: change alpha in the params, and every chapter says the new alpha.

| keys          | from                                                                     |
|---------------|--------------------------------------------------------------------------|
| `editie.*`    | the edition: id, title, year, division, date shown, counts, levels       |
| `venster.*`   | the window of the trend                                                  |
| `trend.*`     | the rule of the trend                                                    |
| `positie.*`   | the rule of the position, and the words of its three groups              |
| `aggregatie.*`| the rule of aggregation                                                  |
| `dekking.*`   | when a figure is called old                                              |
| `herindeling.*` | which border corrections are too small to count                        |
| `kleur.*`     | the names of the edition's colours                                       |
| `uitgever.*`, `licentie.*`, `software.*` | publisher, licence line, version of regioboek |
| `aantal.*`    | themes per dimension                                                     |
| `toets.*`     | evidence of the level with most regions: tests, colours, chance          |
| `voorbeeld.*` | the worked example of a trend, calculated by the rule of the edition     |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regioboek import __version__
from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, LEVELS
from regioboek.publishing.chapters.worked_example import worked_example
from regioboek.words import language as nl
from regioboek.words.parameter_words import (
    colour_name,
    levels_in_words,
    percentage,
    plain,
    share_in_words,
)
from regioboek.words.rule_words import METHOD_WORDS


def chapter_context(edition: Edition) -> dict[str, str]:
    """Every «name» that needs the edition only, with its text."""
    params, window = edition.params, edition.window
    trend, position, aggregation = edition.rules.trend, edition.rules.position, edition.rules.aggregation
    return {
        "editie.id": edition.id,
        "editie.titel": params.title,
        "editie.jaar": str(params.year),
        "editie.verschenen": nl.date(params.published),
        "editie.indeling": str(params.division_year),
        "editie.indicatoren": nl.in_words(len(edition.indicators)),
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


def _in_hundred(share: float) -> str:
    """0.05 → "vijf"; 0.001 → "0,1"."""
    whole = round(share * 100)
    return nl.in_words(whole) if abs(share * 100 - whole) < 1e-9 else plain(share * 100)


def evidence_context(edition: Edition, evidence: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """«toets.*»: the counts of gemeenten, the level that every edition has."""
    counts = evidence[BASE]
    return {
        "toets.niveau": LEVELS[BASE].words[1],
        "toets.aantal": nl.number(counts["tests"], 0),
        "toets.gekleurd": nl.number(counts["coloured"], 0),
        "toets.toeval": nl.number(counts["expected_by_chance"], 0),
        "toets.modelreeksen": nl.number(counts["coloured_small_area_model"], 0),
        "toets.overeind": nl.number(counts["survive_bh"], 0),
    }
