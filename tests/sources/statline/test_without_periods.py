"""Tables of one year without a dimension of periods: the params say the year, and both services read them alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from loopback.fixtures import Patient
from loopback.server import Loopback
from loopback.statline_tables import CARS, DISTRICTS, cells, districts_v3, districts_v4, refused, statline, v3_table

from regioboek.errors import Problem
from regioboek.params.levels import level_of
from regioboek.params.source import Source
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.query import plan_query, row_filter


@pytest.fixture
def server(loopback: Loopback) -> Loopback:
    loopback.v3["70005NED"], loopback.v4["70006NED"] = districts_v3(), districts_v4()
    loopback.v3["70001ned"] = v3_table()
    return loopback


def districts(version: str, server: Loopback, **query: Any) -> Source:
    """A source that asks for cars; nothing names its dimensions."""
    place, table, key = {"v3": (server.url, "70005NED", CARS), "v4": (server.url_v4, "70006NED", "M7")}[version]
    asked = {"table": table, "measures": {"autos": key}, "select": {}, "period": None, "year": 2021} | query
    return statline(version, place, **asked)


@pytest.mark.parametrize("version", ["v3", "v4"])
@pytest.mark.parametrize("levels", [("gemeente",), ("wijk",), ("gemeente", "wijk", "buurt"), ()])
def test_figures_are_of_the_year_told_and_of_the_levels_asked(
    server: Loopback, patient: Patient, tmp_path: Path, version: str, levels: tuple[str, ...]
) -> None:
    table = cells(districts(version, server, levels=levels), tmp_path / "a", patient)
    wanted = [code for code in DISTRICTS if not levels or level_of(code) in levels]
    assert list(table.index) == sorted((code, "2021JJ00") for code in wanted)
    for code in wanted:
        number, row = DISTRICTS.index(code), table.loc[(code, "2021JJ00")]
        assert row["absence"] == "missing" if number == 6 else row["value"] == number / 10
    assert table["status"].isna().all()


def test_a_point_in_the_untyped_set_is_no_figure(server: Loopback, patient: Patient, tmp_path: Path) -> None:
    table = cells(districts("v3", server, levels=("wijk",), values="untyped"), tmp_path / "a", patient)
    assert table.loc[("WK001400", "2021JJ00"), "value"] == 0.5
    assert table.loc[("WK001401", "2021JJ00"), "absence"] == "missing"


def test_the_description_says_the_status_of_all_figures(server: Loopback, patient: Patient, tmp_path: Path) -> None:
    told = "Status van de cijfers:\nAlle cijfers zijn voorlopig.\n\nWijzigingen:\ngeen"
    server.v3["70005NED"] = districts_v3(ShortDescription=told)
    table = cells(districts("v3", server), tmp_path / "a", patient)
    assert set(table.loc[table["value"].notna(), "status"]) == {"provisional"}


@pytest.mark.parametrize("query", [{"period": None, "year": 2019}, {"year": 2019}, {"region": "WijkenEnBuurten"}])
def test_the_year_alone_is_enough_and_dimensions_of_regions_are_found(query: dict[str, Any]) -> None:
    source = statline("v3", "http://127.0.0.1", measures={"autos": CARS}, select={}, **{"year": 2021} | query)
    problems: list[Problem] = []
    plan = plan_query(read_table("v3", districts_v3().sets.__getitem__), source.statline, "source autos", problems)
    assert plan is not None, problems
    assert plan.region.key == "WijkenEnBuurten"
    assert [c.code for c in plan.periods] == [f"{query.get('year', 2021)}JJ00"]
    assert row_filter(plan, "v3") is None
    assert list(source.wrong()) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": "Perioden", "year": None}, 'period: found no dimension "Perioden"; expected period: null and year'),
        ({"period": "Jaren", "year": None}, "the table has no periods (the table says: 2021)"),
        ({"region": "RegioS2"}, 'region: found no dimension "RegioS2"; expected a dimension of table 70005NED'),
        ({"measures": {"autos": "Codering_3"}}, '"Codering_3", which is text'),
        ({"levels": ("land",)}, "levels: found no land in dimension WijkenEnBuurten"),
    ],
)
def test_what_a_table_without_periods_needs_is_told(
    server: Loopback, patient: Patient, tmp_path: Path, query: dict[str, Any], said: str
) -> None:
    assert said in refused(districts("v3", server, **query), tmp_path / "a", patient)


@pytest.mark.parametrize("period", [None, "Perioden"])
def test_a_year_beside_periods_that_the_table_has_is_refused(
    server: Loopback, patient: Patient, tmp_path: Path, period: str | None
) -> None:
    told = refused(statline("v3", server.url, period=period, year=2021), tmp_path / "a", patient)
    assert "year: found 2021, and table 70001ned has dimension Perioden (2020JJ00, 2021JJ00, 2022JJ00)" in told
    assert "expected period: Perioden and years: [2021, 2021] in its place" in told


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": None}, "statline.period: null, and no year"),
        ({"period": None, "year": 2021, "years": (2020, 2021)}, "statline.year: 2021, and years 2020 to 2021"),
        ({"period": "Jaren", "year": 2021}, "statline.year: 2021, and period Jaren"),
    ],
)
def test_keys_that_contradict_each_other_are_found_without_a_network(query: dict[str, Any], said: str) -> None:
    source = statline("v4", "http://127.0.0.1", **query)
    assert [f"{'.'.join(map(str, key))}: {found}" for key, found, _ in source.wrong()] == [said]


def test_another_year_is_another_question(server: Loopback) -> None:
    asked = [districts("v3", server, year=year).asked for year in (2020, 2021)]
    assert [a["statline.year"] for a in asked] == ["2020", "2021"]
