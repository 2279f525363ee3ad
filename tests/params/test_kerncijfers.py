"""The edition `kerncijfers`: that it is whole, and that what its indicators say agrees with what its sources ask."""

from __future__ import annotations

import re

import pytest

from regioboek.commands.check import check_edition
from regioboek.errors import RegioboekError
from regioboek.layout import Project
from regioboek.params.catalogue import read_catalogue
from regioboek.params.edition import Edition
from regioboek.params.loading import load_edition
from regioboek.params.source_params import INHABITANTS, StatlineQuery


@pytest.fixture(scope="module")
def edition(project_root) -> Edition:
    return load_edition(project_root / "params", "kerncijfers")


@pytest.fixture(scope="module")
def queries(edition) -> list[StatlineQuery]:
    """What is asked of the sources that give figures."""
    asked = [getattr(source, "statline", None) for source in edition.params.sources]
    return [query for query in asked if isinstance(query, StatlineQuery)]


def shown(edition: Edition) -> list[str]:
    """Indicators with figures, a count with a rate as the rate, without the counts that only stand below a line."""
    ratios = [i.ratio for i in edition.indicators if i.ratio]
    behind = {r.count for r in ratios} | {r.base for r in ratios}
    return [i.id for i in edition.indicators if i.id not in behind and not edition.not_in_source(i.id)]


def test_it_checks_well_but_for_the_figures_that_nobody_fetched(project_root, tmp_path):
    lines = []
    with pytest.raises(RegioboekError) as caught:
        lines += check_edition(Project(project_root, tmp_path), "kerncijfers")
    assert "no snapshot yet" in str(caught.value)
    assert [problem.place for problem in caught.value.problems] == [""]
    assert [line for line in lines if "warning" in line] == []


def test_it_has_twenty_five_to_thirty_five_indicators_over_all_themes(edition):
    assert 25 <= len(shown(edition)) <= 35
    with_figures = {theme for id in shown(edition) for theme in edition.indicator(id).themes}
    assert {t.id for t in edition.themes} - with_figures == {"subjectief-welzijn"}
    assert len(edition.themes) == 12


def test_a_theme_without_a_public_table_says_where_its_figures_are(edition):
    for indicator in edition.of_theme("subjectief-welzijn"):
        assert "Regionale Monitor Brede Welvaart" in (edition.not_in_source(indicator.id) or "")


def test_every_indicator_is_asked_of_one_source_and_names_its_table(edition, queries):
    tables: dict[str, list[str]] = {}
    for query in queries:
        for id in query.keys:
            tables.setdefault(id, []).append(query.table)
    measured = [i for i in edition.measured.indicators if not edition.not_in_source(i.id)]
    assert sorted(tables.keys() - {INHABITANTS}) == sorted(i.id for i in measured)
    for indicator in measured:
        (table,) = tables[indicator.id]
        assert f"StatLine {table}" in indicator.source


def test_every_citation_names_the_table_that_is_asked(edition):
    for source in edition.params.sources:
        told = getattr(source, "statline", None)
        assert source.licence == "CC BY 4.0"
        assert told is None or f"StatLine {told.table}" in source.citation, source.id


def test_measures_of_the_table_whose_keys_move_are_told_by_their_title_and_unit(queries):
    (query,) = [q for q in queries if q.table == "70072ned"]
    assert {ref.key for ref in query.described.values() if ref.unit} == set(query.keys.values())
    titles = [ref.title for ref in query.described.values()]
    assert {ref.group for ref in query.described.values() if titles.count(ref.title) > 1} == {
        "Gemiddeld besteedbaar inkomen",
        "Gemiddeld gestandaardiseerd inkomen",
    }
    for key, ref in query.described.items():  # the key of v3 is made of the title
        letters = re.sub(r"[^a-z0-9]", "", ref.title.lower())
        assert re.sub(r"_\d+$", "", key).lower() == letters.replace("km²", "km2"), key


def test_a_rate_that_divides_figures_of_two_dates_says_so(edition):
    for id in ("bijstand-per-inwoners", "ww-uitkeringen-per-inwoners", "banen-per-inwoners"):
        assert "januari" in (edition.indicator(id).caveat or "")


def test_no_count_goes_further_back_than_the_inhabitants_it_is_divided_by(edition, queries):
    people = {i.ratio.count for i in edition.indicators if i.ratio and i.ratio.base == INHABITANTS}
    (of_people,) = [q for q in queries if INHABITANTS in q.keys]
    assert of_people.latest is not None
    for query in queries:
        if query is not of_people and people & query.keys.keys():  # its newest year is the one before this
            assert query.latest is not None and query.latest < of_people.latest


def test_every_indicator_says_what_it_is_in_the_monitor(project_root, edition):
    monitor = read_catalogue(project_root / "params", []).of_monitor
    same = {i.id for i in edition.indicators if i.monitor and i.monitor.same} - monitor
    assert same == {"afstand-tot-school-basisonderwijs", "afstand-tot-groen"}
    assert edition.indicator("gemiddelde-woz-waarde").monitor is None
    for id in same:
        of_monitor = next(i for i in read_catalogue(project_root / "params", []).indicators
                          if i.id == edition.indicator(id).monitor.indicator)  # fmt: skip
        assert (of_monitor.unit, of_monitor.decimals) == (edition.indicator(id).unit, edition.indicator(id).decimals)


def test_of_prices_and_ownership_no_side_is_called_favourable(edition):
    unjudged = {i.id for i in edition.indicators if not i.direction.sign and not i.is_count}
    assert {"gemiddelde-woz-waarde", "gemiddelde-verkoopprijs", "koopwoningen"} <= unjudged
    assert all(i.direction.reason for i in edition.indicators if i.direction.certainty == "common-sense")
