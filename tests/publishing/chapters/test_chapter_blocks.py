"""What chapters print is what the code uses: rules, colours, counts, indicators and sources, from the same objects."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from scipy import stats
from worlds.chapter_samples import COUNTS, EDITIONS, NBSP, changed, edition, facts_of
from worlds.places import ROOT
from worlds.registers import inside_of
from worlds.unjudged_bureau import REASON, unjudged

from regioboek.errors import Problem
from regioboek.params.edition import Edition
from regioboek.publishing.chapters.chapter_blocks import block, block_names
from regioboek.publishing.chapters.chapter_context import chapter_context, evidence_context
from regioboek.publishing.chapters.chapter_facts import ChapterFacts
from regioboek.publishing.chapters.filling import fill_chapter
from regioboek.publishing.chapters.worked_example import example_sums, worked_example
from regioboek.words.indicator_about import remarks
from regioboek.words.parameter_words import colour_name, percentage, plain, share_in_words, year_runs
from regioboek.words.rule_words import rule_rows


@pytest.fixture(scope="module")
def demo() -> Edition:
    return edition("demo")


@pytest.fixture(scope="module")
def real() -> Edition:
    return edition("2023")


def filled(chapter: str, facts: ChapterFacts) -> str:
    problems: list[Problem] = []
    text = fill_chapter((ROOT / "book" / chapter).read_text("utf-8"), chapter, facts, problems)
    assert problems == []
    return text


# -- what is printed is what is used ------------------------------------------------------------------------------


def test_another_alpha_changes_the_chapter_on_trends(real: Edition) -> None:
    before = filled("methode/trend.md", facts_of(real))
    after = filled("methode/trend.md", facts_of(changed(real, **{"rules.trend.alpha": 0.01})))
    assert "p kleiner dan 0,05" in before
    assert "p kleiner dan 0,01" in after
    assert "0,05" not in after
    assert f"99{NBSP}%" in after


def test_a_share_of_hundred_is_said_as_it_is(real: Edition) -> None:
    said = [chapter_context(changed(real, **{"rules.trend.alpha": a}))["trend.per_honderd"] for a in (0.05, 0.001)]
    assert said == ["vijf", "0,1"]


def test_another_alpha_changes_the_verdict_of_the_worked_example(real: Edition) -> None:
    strict = changed(real, **{"rules.trend.alpha": 0.01})
    assert "gunstig" in worked_example(real.rules.trend, 2015)["voorbeeld.oordeel"]
    assert "geen trend" in worked_example(strict.rules.trend, 2015)["voorbeeld.oordeel"]


def test_the_worked_example_agrees_with_another_implementation(real: Edition) -> None:
    sums, words = example_sums(2015), worked_example(real.rules.trend, 2015)
    other = stats.linregress(sums.years, sums.values)
    margin = stats.t.ppf(0.975, 3) * other.stderr
    expected = {
        "voorbeeld.helling": f"{other.slope:.4f}",
        "voorbeeld.se": f"{other.stderr:.4f}",
        "voorbeeld.p": f"{other.pvalue:.3f}",
        "voorbeeld.t": f"{other.slope / other.stderr:.2f}",
        "voorbeeld.onder": f"{other.slope - margin:.2f}",
        "voorbeeld.boven": f"{other.slope + margin:.2f}",
    }
    assert {k: words[k] for k in expected} == {k: v.replace(".", ",").replace("-", "−") for k, v in expected.items()}


def test_the_worked_example_can_be_too_short_for_the_rule(real: Edition) -> None:
    words = worked_example(changed(real, **{"rules.trend.min_years": 6}).rules.trend, 2015)
    assert "te weinig" in words["voorbeeld.genoeg"]
    assert "niet te bepalen" in words["voorbeeld.oordeel"]


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("rules.trend.alpha", 0.1, "0,1"),
        ("rules.trend.min_years", 5, "5 metingen"),
        ("rules.trend.min_span", 6, "6 kalenderjaren"),
        ("rules.trend.min_change", 1.5, "1,5 eenheden van de laatste decimaal"),
        ("rules.trend.stable_share", 0.2, f"20{NBSP}%"),
        ("rules.jump.explains", 0.85, f"85{NBSP}%"),
        ("rules.jump.times", 2.5, "2,5 keer"),
        ("rules.jump.min_years", 3, "3 metingen"),
        ("rules.jump.min_total", 7, "7 metingen"),
        ("rules.jump.min_change", 1, "1 eenheid van de laatste decimaal"),
        ("rules.robustness.windows", (6, 7, 10), "6 jaar, 7 jaar en 10 jaar"),
        ("rules.robustness.windows", (), "geen"),
        ("rules.robustness.min_years", 6, "6 metingen"),
        ("rules.position.min_quarters", 20, "20 regio’s"),
        ("rules.position.ties", "all", "ook als de groep erbuiten doorloopt"),
        ("rules.position.share", 0.2, f"20{NBSP}%"),
        ("rules.position.min_coverage", 0.925, f"92,5{NBSP}%"),
        ("rules.position.min_ranked", 1, "1 regio"),
        ("rules.aggregation.weight_year", 2020, "2020"),
        ("rules.aggregation.min_coverage", 0.5, f"50{NBSP}%"),
        ("window.years", 10, "10 jaar"),
        ("window.last", 2019, "2019"),
    ],
)
def test_the_table_of_rules_prints_the_params(real: Edition, key: str, value: object, shown: str) -> None:
    rows = {row.key: row.value for row in rule_rows(changed(real, **{key: value}))}
    assert rows[key] == shown
    assert f">{shown}<" in block("regels", facts_of(changed(real, **{key: value})), "../")


def test_every_rule_parameter_is_explained(real: Edition) -> None:
    rules = real.params.rules
    parts = {name: getattr(rules, name) for name in type(rules).model_fields}
    every = {f"rules.{part}.{name}" for part, rule in parts.items() for name in type(rule).model_fields}
    assert {row.key for row in rule_rows(real)} == every | {"window.years", "window.last"}


def test_colours_are_named_after_the_params(real: Edition) -> None:
    blue = changed(real, **{"colours.favourable": "#1f5fa8", "colours.unfavourable": "#b4530a"})
    words = chapter_context(blue)
    assert (words["kleur.gunstig"], words["kleur.ongunstig"]) == ("blauw", "oranje")
    assert "#1f5fa8" in filled("methode/kleuren.md", facts_of(blue))


def test_counts_come_from_the_level_with_most_regions(real: Edition) -> None:
    evidence = {level: COUNTS | {"tests": n} for n, level in enumerate(real.params.levels)}
    words = evidence_context(real, evidence, {"0": 0.05, "0.7": 0.29})
    last = str(real.params.levels.index("gemeente"))
    assert (words["toets.niveau"], words["toets.aantal"]) == ("gemeenten", last)


def test_counts_of_every_level_are_in_the_table(real: Edition) -> None:
    text = block("telling", facts_of(real), "../")
    assert text.count(f"8{NBSP}000") == len(real.params.levels)
    assert f"1{NBSP}111" in text


# -- blocks -------------------------------------------------------------------------------------------------------


def test_every_indicator_is_described_once_with_what_the_catalogue_says(real: Edition) -> None:
    text = block("indicatoren", facts_of(real), "../")
    for indicator in real.indicators:
        assert text.count(f"<p><strong>{indicator.name}.</strong> ") == 1
    health = real.indicator("overgewicht")
    assert "2015–2017, 2019, 2021" in text
    assert health.unit in text
    assert "lager (volgens een bron)" in text
    assert "hoger (eigen lezing)" in text


def test_remarks_tell_break_model_caveat_aggregation_and_absence(real: Edition) -> None:
    assert any(r.startswith("Breuk vanaf 2020") for r in remarks(real, real.indicator("overgewicht")))
    assert any("modelreeks" in r for r in remarks(real, real.indicator("vrijwilligerswerk")))
    assert any("geen cijfer te berekenen" in r for r in remarks(real, real.indicator("mediaan-besteedbaar-inkomen")))
    assert any("benadering" in r for r in remarks(real, real.indicator("werkloosheid")))
    assert any(r.startswith("Geen cijfers in deze editie") for r in remarks(real, real.indicator("vacaturegraad")))


def test_what_the_source_lacks_is_listed_with_its_reason(real: Edition) -> None:
    text = block("ontbreekt", facts_of(real), "../")
    for name in real.params.not_in_source:
        assert real.indicator(name).name in text
    assert ": niet in de gebruikte download" in text
    none = changed(real, not_in_source={})
    assert "voor elke indicator cijfers" in block("ontbreekt", facts_of(none), "../")


def test_sources_show_licence_size_and_a_fingerprint_that_copies_whole(real: Edition) -> None:
    text = block("bronnen", facts_of(real), "../")
    assert f"1{NBSP}234{NBSP}567{NBSP}bytes" in text
    assert "0123456789abcdef" * 4 in text.replace("<wbr>", "")
    for source in real.params.sources:
        assert source.licence in text
        assert source.citation in text


def locked_with(facts: ChapterFacts, **told: object) -> ChapterFacts:
    """The facts with more known of the first source."""
    first, *others = facts.lock.sources
    lock = facts.lock.model_copy(update={"sources": (first.model_copy(update=told), *others)})
    return dataclasses.replace(facts, lock=lock)


def test_sources_show_what_was_asked_and_when_as_far_as_it_is_known(real: Edition) -> None:
    facts = locked_with(
        facts_of(real),
        table="80137ned",
        url="https://opendata.cbs.nl/ODataFeed/odata/80137ned",
        query="$filter=RegioS eq 'GM0014'&$select=<script>",
        retrieved_at="2026-11-21T10:00:00+00:00",
        modified="2025-06-30T02:00:00",
        version_reason="Nieuwe cijfers",
        rows=87552,
    )
    text = block("bronnen", facts, "../").replace("<wbr>", "")
    for told in (
        "80137ned",
        '<a href="https://opendata.cbs.nl/ODataFeed/odata/80137ned">',
        "21 november 2026",
        "30 juni 2025",
        "Nieuwe cijfers",
        f"87{NBSP}552",
        "$select=&lt;script&gt;",
    ):
        assert told in text
    assert "Opgehaald op" not in block("bronnen", facts_of(real), "../")


def test_an_address_that_is_no_web_address_is_no_link(real: Edition) -> None:
    text = block("bronnen", locked_with(facts_of(real), url="javascript:alert(1)"), "../")
    assert "javascript:alert(1)" in text
    assert "<a " not in text


def test_a_stamp_that_is_no_date_is_shown_as_the_publisher_writes_it(real: Edition) -> None:
    assert "medio 2025" in block("bronnen", locked_with(facts_of(real), modified="medio 2025"), "../")


def test_only_pages_that_exist_are_linked(real: Edition) -> None:
    facts = facts_of(real, pages=frozenset({"regio/pv22"}))
    assert block("provincies", facts, "").count("<a ") == 1
    assert "Fryslân" not in block("provincies", facts, "")
    assert "<a " not in block("thema_overzicht", facts, "")


@pytest.mark.parametrize("name", block_names())
@pytest.mark.parametrize("edition_id", EDITIONS)
def test_blocks_are_well_formed_and_stay_one_block(name: str, edition_id: str) -> None:
    text = block(name, facts_of(edition(edition_id)), "../")
    for part in text.split("\n\n"):
        _Balance(part).check()
    assert "None" not in text
    assert "nan" not in re.findall(r"\w+", text)


class _Balance(HTMLParser):
    """Every element that opens closes, in order."""

    def __init__(self, markup: str):
        super().__init__()
        self.open: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("wbr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag

    def check(self) -> None:
        assert self.open == []


# -- words for parameters -----------------------------------------------------------------------------------------


def test_parameters_have_no_more_decimals_than_they_need() -> None:
    assert [plain(v) for v in (0.05, 0.001, 4, 0.1 + 0.2)] == ["0,05", "0,001", "4", "0,3"]
    assert [percentage(v) for v in (0.75, 0.125, 0.8)] == [f"75{NBSP}%", f"12,5{NBSP}%", f"80{NBSP}%"]
    assert [share_in_words(v) for v in (0.25, 0.3)] == ["een kwart", f"30{NBSP}%"]


def test_colours_have_names() -> None:
    found = [colour_name(c) for c in ("#1b7a3d", "#b3261e", "#6b7480", "#1f5fa8", "#b4530a", "#5cc98a", "#ff8a80")]
    assert found == ["groen", "rood", "grijs", "blauw", "oranje", "groen", "rood"]


def test_years_are_joined_from_three_in_a_row() -> None:
    assert year_runs([2021, 2015, 2016, 2017, 2019, 2020]) == "2015–2017, 2019–2021"
    assert year_runs([2015, 2016]) == "2015, 2016"
    assert year_runs([]) == ""


def test_areas_are_listed_with_their_gemeenten_parts_marked(demo: Edition) -> None:
    regions = pd.DataFrame(
        [
            ("PV20", "Groningen", "provincie", None),
            ("LD01", "Noord", "landsdeel", None),
            ("RD001", "Deal", "regiodeal", None),
            ("GM0001", "Aa", "gemeente", "PV20"),
            ("GM0002", "Bee", "gemeente", "PV20"),
        ],
        columns=["code", "name", "level", "provincie"],
    )
    members = pd.DataFrame(
        [("LD01", "GM0001", 0, None), ("LD01", "GM0002", 0, None), ("RD001", "GM0002", 1, "het oosten")],
        columns=["area", "gemeente", "partly", "note"],
    )
    shown = block("gebieden", facts_of(demo, regions=regions, inside=inside_of(regions), members=members), "../")
    assert "provincie Groningen" in shown
    assert "Bee (een deel: het oosten)" in shown
    assert "zoals op 1 januari 2023" in shown


def test_an_edition_without_areas_says_so(demo: Edition) -> None:
    assert "geen gebieden" in block("gebieden", facts_of(demo), "../")


def test_what_is_not_judged_is_explained_where_there_is_such_an_indicator(real: Edition) -> None:
    assert block("niet_beoordeeld", facts_of(real), "../") == ""
    price = unjudged("verkoopprijs")
    with_price = real.model_copy(update={"indicators": (*real.indicators, price)})
    facts = facts_of(with_price, years={"verkoopprijs": (2021, 2022)})
    said = " ".join(block("niet_beoordeeld", facts, "../").split())
    assert "noemt dat niet gunstig of ongunstig" in said and ">verkoopprijs</a>." in said
    assert "niet beoordeeld" in filled("methode/kleuren.md", facts)
    assert "niet beoordeeld" in block("kleuren_kort", facts, "") and "beoordeeld" not in block(
        "kleuren_kort", facts_of(real), ""
    )


def test_the_overview_of_indicators_says_why_one_is_not_judged(real: Edition) -> None:
    price = unjudged("verkoopprijs", themes=("wonen",))
    facts = facts_of(real.model_copy(update={"indicators": (*real.indicators, price)}))
    said = block("indicatoren", facts, "../")
    assert f"Waarom niet beoordeeld: {REASON[0].lower()}{REASON[1:]}" in said
    row = said[said.index(">Verkoopprijs</a></th>") :].partition("</tr>")[0]
    assert "niet beoordeeld" in row and "eigen lezing" not in row
