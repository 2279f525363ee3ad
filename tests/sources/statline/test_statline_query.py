"""What the params ask, held against a table: every mistake at once, each with the nearest known word."""

from __future__ import annotations

from typing import Any

import pytest
from loopback.statline_tables import MEASURE, statline, v3_table

from regioboek.errors import Problem
from regioboek.sources.statline.description import read_table
from regioboek.sources.statline.query import QueryPlan, columns, plan_query, row_filter
from regioboek.sources.statline.table import StatlineTable


def described(**table: Any) -> StatlineTable:
    return read_table("v3", v3_table(**table).sets.__getitem__)


def planned(table: StatlineTable | None = None, **query: Any) -> tuple[QueryPlan | None, list[str]]:
    problems: list[Problem] = []
    source = statline("v3", "http://127.0.0.1", **query)
    assert source.statline is not None
    plan = plan_query(table or described(), source.statline, "source banen", problems)
    return plan, [str(p) for p in problems]


def test_the_full_name_of_a_measure_has_the_titles_of_its_groups() -> None:
    names = {m.key: (m.name, m.unit, m.decimals) for m in described().measures}
    assert names == {
        "Totaal_1": ("Totaal", "x 1 000", 1),
        MEASURE: ("Naar leeftijd: Jong: 0 tot 15 jaar", "%", 1),
    }


@pytest.mark.parametrize(
    ("query", "key", "found", "expected"),
    [
        ({"measures": {"banen": "Totaal_2"}}, "measures.banen", 'no measure "Totaal_2"', "(did you mean Totaal_1?)"),
        ({"measures": {"jong": "0Tot15Jaar_2"}}, "measures.jong", "no measure", "(did you mean k_0Tot15Jaar_2?)"),
        ({"region": "Regio"}, "region", 'no dimension "Regio"', "(Geslacht, RegioS, Perioden): RegioS has the regions"),
        ({"period": "Periode"}, "period", 'no dimension "Periode"', "Perioden has the periods"),
        ({"select": {}}, "select", "no code of dimension Geslacht", 'the total is "1100" (Totaal mannen en vrouwen)'),
        ({"select": {"Geslacht": "1200"}}, "select.Geslacht", 'no code "1200"', "2 codes (did you mean 1100?)"),
        ({"select": {"Geslacht": "Mannen"}}, "select.Geslacht", 'no code "Mannen"', '"3000" is Mannen'),
        ({"select": {"Geslacht": "1100", "Leeftijd": "1"}}, "select.Leeftijd", "no dimension", "dimensions: Geslacht"),
        ({"levels": ("corop",)}, "levels", "no corop", "land (1), landsdeel (1), provincie (1), gemeente (2)"),
        (
            {"years": (2010, 2012)},
            "years",
            "periods 2010 to 2012, and the table has 2020JJ00 to 2022",
            "years that it has",
        ),
    ],
)
def test_a_mistake_is_told_with_what_would_be_right(query: dict[str, Any], key: str, found: str, expected: str) -> None:
    plan, told = planned(**query)
    assert plan is None
    assert len(told) == 1
    assert f"statline.{key}: found {found}" in told[0]
    assert expected in told[0].partition("; expected ")[2]


@pytest.mark.parametrize(("key", "role", "name"), [("Perioden", "period", "Jaren"), ("RegioS", "region", "Gemeenten")])
def test_a_plain_dimension_is_known_by_its_codes(key: str, role: str, name: str) -> None:
    sets = v3_table().sets
    sets[name] = sets.pop(key)
    of = {"Key": name, "Title": name, "Type": "Dimension"}
    sets["DataProperties"] = [p | of if p["Key"] == key else p for p in sets["DataProperties"]]
    table = read_table("v3", sets.__getitem__)
    plan, told = planned(table)
    found = None if plan is None else plan.region if role == "region" else plan.period
    assert told == [] and found is not None and found.key == name
    if role == "period":
        assert "has dimension Jaren (2020JJ00" in planned(table, year=2021, period=None)[1][0]


def test_all_mistakes_are_told_at_once() -> None:
    _, told = planned(measures={"a": "x", "b": "y"}, region="R", select={}, years=(2010, 2012))
    assert len(told) == 5


def test_a_measure_that_is_text_is_refused() -> None:
    table = v3_table()
    table.sets["DataProperties"][3]["Datatype"] = "String"  # type: ignore[index]
    _, told = planned(read_table("v3", table.sets.__getitem__))
    assert '"Totaal_1", which is text; expected a measure of numbers' in told[0]


def test_a_dimension_with_one_code_needs_no_choice_and_no_filter() -> None:
    table = v3_table()
    table.sets["Geslacht"] = table.sets["Geslacht"][:1]
    plan, _ = planned(read_table("v3", table.sets.__getitem__), select={})
    assert plan is not None
    assert row_filter(plan, "v3") is None


def test_many_years_are_asked_as_a_range_without_the_quarters_between_them() -> None:
    years = [(f"{y}JJ00", "Definitief") for y in range(1995, 2023)]
    quarters = [("2021KW01", "Definitief")]
    plan, _ = planned(described(periods=tuple(years + quarters)), other_periods="skip")
    assert plan is not None
    assert row_filter(plan, "v3") == (
        "Geslacht eq '1100 ' and Perioden ge '1995JJ00' and Perioden le '2022JJ00' and substringof('JJ',Perioden)"
    )
    assert "contains(Perioden,'JJ')" in (row_filter(plan, "v4") or "")


def test_a_list_of_columns_that_is_too_long_is_left_out() -> None:
    table = v3_table()
    measures = {}
    for number in range(60):
        key = f"EenMeetwaardeMetEenLangeNaam_{number}"
        measures[f"m{number}"] = key
        row = {"ID": 10 + number, "ParentID": None, "Type": "Topic", "Key": key, "Title": key}
        table.sets["DataProperties"].append(row)  # type: ignore[attr-defined]
    plan, _ = planned(read_table("v3", table.sets.__getitem__), measures=measures)
    assert plan is not None
    assert columns(plan, "v3") is None


@pytest.mark.parametrize(
    ("version", "query", "message"),
    [
        ("v3", {"select": {"RegioS": "GM0014"}}, "select.RegioS: found the dimension of regions or periods"),
        ("v3", {"region": "Perioden"}, "period: found Perioden, the dimension of regions too"),
        ("v4", {"catalogue": "dataderden", "url": None}, "catalogue: found dataderden"),
        ("v4", {"values": "untyped"}, "values: found untyped"),
    ],
)
def test_a_query_that_contradicts_itself_is_found_without_a_network(
    version: str, query: dict[str, Any], message: str
) -> None:
    source = statline(version, "http://127.0.0.1", **query)
    told = [f"{'.'.join(map(str, key))}: found {found}" for key, found, _ in source.wrong()]
    assert [message in line for line in told] == [True]


@pytest.mark.parametrize("table", ["../80137ned", "80137ned/x", "..", "80137ned?x", ""])
def test_a_table_id_is_never_a_path(table: str) -> None:
    with pytest.raises(ValueError, match="table"):
        statline("v3", "http://127.0.0.1", table=table)


@pytest.mark.parametrize(
    ("years", "periods", "expected"),
    [
        ("last 2", ("2019JJ00", "2020JJ00", "2022JJ00"), ["2020JJ00", "2022JJ00"]),
        ("last 10", ("2021JJ00", "2022JJ00"), ["2021JJ00", "2022JJ00"]),
        ("last 1", ("2022JJ00", "2022KW01", "2023KW01"), ["2022JJ00"]),
    ],
)
def test_the_latest_years_are_those_that_the_table_has(
    years: str, periods: tuple[str, ...], expected: list[str]
) -> None:
    table = described(periods=tuple((p, "Definitief") for p in periods))
    plan, told = planned(table, years=years, other_periods="skip")
    assert plan is not None, told
    assert [p.code for p in plan.periods] == expected


def test_a_moved_measure_is_asked_by_its_real_key() -> None:
    source = statline("v3", "http://127.0.0.1", measures={"banen": "Oud_9"}).following({"Oud_9": "Totaal_1"})
    plan = plan_query(described(), source.statline, "source banen", [])
    assert plan is not None
    assert (plan.series, columns(plan, "v3")) == ({"Totaal_1": "Oud_9"}, "Geslacht,RegioS,Perioden,Totaal_1")
    assert source.asked["statline.measures"] == "Oud_9"
