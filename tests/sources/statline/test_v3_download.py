"""StatLine v3: what is asked, and what is refused on the way."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from loopback.fixtures import Patient
from loopback.reply import changed, good, html, instead, status
from loopback.server import Loopback
from loopback.statline_tables import MEASURE, REGIONS, cells, fetch, refused, statline, v3_table

from regioboek.sources.kinds import kind_of
from regioboek.sources.statline import service


@pytest.fixture
def cbs(loopback: Loopback) -> Loopback:
    """The server with the invented table in pages of four rows."""
    loopback.v3["70001ned"] = v3_table(page_rows=4)
    return loopback


def test_codes_lose_their_padding_and_numbers_are_numbers(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    table = cells(statline("v3", cbs.url), tmp_path, patient)
    assert sorted({region for region, _ in table.index}) == sorted(r.strip() for r in REGIONS)
    assert table.loc[("NL01", "2020JJ00"), "value"] == 0.0
    assert table.loc[("LD01", "2022JJ00"), "value"] == 16.0


def test_the_filter_asks_for_padded_keys_levels_and_years_and_all_pages_carry_it(
    cbs: Loopback, tmp_path: Path, patient: Patient
) -> None:
    source = statline("v3", cbs.url, levels=("gemeente", "land"), years=(2021, 2022))
    fetched = fetch(source, tmp_path, patient)
    asked = [r for r in cbs.requests if "/TypedDataSet?" in r or "/TypedDataSet/?" in r]
    assert fetched.query == (
        "Geslacht eq '1100 ' and (startswith(RegioS,'GM') or startswith(RegioS,'NL'))"
        " and (Perioden eq '2021JJ00' or Perioden eq '2022JJ00')"
    )
    assert (fetched.rows, fetched.pages) == (6, 2)
    assert all(fetched.query in request for request in asked)
    assert len(asked) == 2
    assert "$select=Geslacht,RegioS,Perioden,Totaal_1" in asked[0]


def test_a_measure_that_begins_with_a_digit_is_found_by_its_key(
    cbs: Loopback, tmp_path: Path, patient: Patient
) -> None:
    table = cells(statline("v3", cbs.url, measures={"jong": MEASURE}), tmp_path, patient)
    assert set(table["series"]) == {"k_0Tot15Jaar_2"}
    assert set(table["unit"]) == {"%"}


def test_the_status_of_a_period_is_the_status_of_its_figures(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    table = cells(statline("v3", cbs.url), tmp_path, patient).loc["GM0014"]
    assert table["status"].to_dict() == {
        "2020JJ00": "definitive",
        "2021JJ00": "revised-provisional",
        "2022JJ00": "provisional",
    }


def test_a_typed_null_is_missing_and_has_no_status(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    loopback.v3["70001ned"] = v3_table(values={("GM0014", "2021JJ00"): None})
    cell = cells(statline("v3", loopback.url), tmp_path, patient).loc[("GM0014", "2021JJ00")]
    assert (cell["absence"], cell["value"] != cell["value"], cell["status"] != cell["status"]) == (
        "missing",
        True,
        True,
    )


def test_untyped_values_tell_no_figure_from_impossible_and_confidential(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    table = v3_table()
    marks = {"2020JJ00": "       .", "2021JJ00": "        ", "2022JJ00": "       x"}
    untyped = []
    for row in table.sets["TypedDataSet"]:
        text = marks[row["Perioden"]] if row["RegioS"] == "GM0014" else f"{row['Totaal_1']:8.1f}"
        untyped.append({**row, "Totaal_1": text, MEASURE: text})
    table.sets["UntypedDataSet"] = untyped
    loopback.v3["70001ned"] = table
    got = cells(statline("v3", loopback.url, values="untyped"), tmp_path, patient)
    assert got.loc["GM0014", "absence"].tolist() == ["missing", "impossible", "confidential"]
    assert got.loc[("NL01", "2021JJ00"), "value"] == 2.0


def test_quarters_beside_years_are_refused_until_the_params_leave_them_out(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    periods = (("2020JJ00", "Definitief"), ("2021KW03", "Voorlopig"), ("2021MM07", "Voorlopig"))
    loopback.v3["70001ned"] = v3_table(periods=periods)
    told = refused(statline("v3", loopback.url), tmp_path / "a", patient)
    assert "2 periods that are no year (month, quarter: 2021KW03, 2021MM07)" in told
    assert "say other_periods: skip to use the 1 years" in told
    table = cells(statline("v3", loopback.url, other_periods="skip"), tmp_path / "b", patient)
    assert {period for _, period in table.index} == {"2020JJ00"}


def test_a_table_without_category_groups_is_read(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    assert "CategoryGroups" not in fetch(statline("v3", cbs.url), tmp_path, patient).files


def test_the_lock_gets_the_stamp_and_the_reason_of_the_version(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    fetched = fetch(statline("v3", cbs.url), tmp_path, patient)
    assert (fetched.modified, fetched.version_reason) == ("2023-01-01T02:00:00", "Nieuw")
    assert fetched.url == f"{cbs.url}/ODataFeed/odata/70001ned"


def test_a_code_list_in_several_pages_is_kept_and_read_whole(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    table = v3_table(page_rows=2)
    loopback.v3["70001ned"] = table
    source = statline("v3", loopback.url)
    fetched = fetch(source, tmp_path, patient)
    assert [k for k in fetched.files if k.startswith("RegioS")] == ["RegioS", "RegioS-2", "RegioS-3"]
    assert kind_of("statline-v3").cells(source, tmp_path, fetched.files)["region"].nunique() == len(REGIONS)


def test_page_2_identical_to_page_1_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    source = statline("v3", cbs.url)
    fetch(source, tmp_path / "good", patient)
    first = next(r for r in cbs.requests if "/TypedDataSet?" in r)
    cbs.misbehave("'1100 '&$skip=4", instead(first))
    assert "page 2, identical to page 1" in refused(source, tmp_path / "bad", patient)


def test_a_server_that_goes_round_in_circles_is_left(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("'1100 '&$skip=4", changed("$skip=8", "$skip=4"))
    assert "goes round in circles" in refused(statline("v3", cbs.url), tmp_path, patient)


def test_a_page_that_is_too_short_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    def shorter(reply: Any) -> Any:
        document = json.loads(reply.body)
        document["value"].pop()
        return type(reply)(json.dumps(document).encode(), reply.kind)

    cbs.misbehave("'1100 '&$skip=4", shorter)
    told = refused(statline("v3", cbs.url), tmp_path, patient)
    assert "page 2 with 3 rows, after pages of 4" in told


def test_a_code_list_that_goes_round_in_circles_is_left(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("/RegioS/?$format=json&$skip=4", instead("/ODataFeed/odata/70001ned/RegioS?$format=json"))
    assert "goes round in circles" in refused(statline("v3", cbs.url), tmp_path, patient)


def test_a_code_that_a_code_list_has_twice_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    sets = cbs.v3["70001ned"].sets
    sets["RegioS"] = [*sets["RegioS"], sets["RegioS"][2]]
    assert "found RegioS: GM0014 twice" in refused(statline("v3", cbs.url), tmp_path, patient)


def test_a_region_that_is_in_no_code_list_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("/RegioS?", changed("GM0014", "GM0015"))
    cbs.v3["70001ned"].page_rows = 10_000
    told = refused(statline("v3", cbs.url), tmp_path, patient)
    assert "column RegioS: found GM0014; expected a code of dimension RegioS" in told


def test_a_count_that_does_not_match_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("$count", changed("15", "16"))
    assert "15 rows in 4 pages, while the service counts 16" in refused(statline("v3", cbs.url), tmp_path, patient)


def test_without_a_count_the_catalogue_says_how_many_rows_a_whole_table_has(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    table = v3_table()
    table.sets["Geslacht"] = table.sets["Geslacht"][:1]
    table.sets["TypedDataSet"] = [r for r in table.sets["TypedDataSet"] if r["Geslacht"] == "1100 "]
    loopback.v3["70001ned"] = table
    loopback.catalogue_v3 = [{"Identifier": "70001ned", "RecordCount": 99}]
    loopback.misbehave("$count", status(404), forever=True)
    told = refused(statline("v3", loopback.url, select={}), tmp_path, patient)
    assert "15 rows in 1 pages, while the service counts 99" in told


def test_a_service_that_does_not_count_is_told_of(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("$count", status(404), forever=True)
    assert fetch(statline("v3", cbs.url), tmp_path, patient).rows == 15
    assert any("no count" in line for line in patient.told)


def test_a_stamp_that_changes_between_the_pages_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    source = statline("v3", cbs.url)
    fetch(source, tmp_path / "good", patient)
    times = sum("TableInfos" in request for request in cbs.requests)
    same = changed("2023-01-01", "2023-01-01")
    cbs.misbehave("TableInfos", *[same] * (times - 1), changed("2023-01-01", "2023-02-02"))
    told = refused(source, tmp_path / "bad", patient)
    assert "Modified 2023-02-02T02:00:00 after the last page, and 2023-01-01T02:00:00 before the first" in told


def test_rows_that_were_not_asked_for_are_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.v3["70001ned"].page_rows = 10_000
    everything = instead("/ODataFeed/odata/70001ned/TypedDataSet?$format=json")
    cbs.misbehave("/TypedDataSet?", everything)
    cbs.misbehave("$count", instead("/ODataFeed/odata/70001ned/TypedDataSet/$count"))
    told = refused(statline("v3", cbs.url), tmp_path, patient)
    assert "column Geslacht: found 3000; expected only what was asked for: did the server leave out the filter?" in told


def test_a_figure_that_comes_twice_is_refused(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    table = v3_table()
    table.sets["TypedDataSet"] = [*table.sets["TypedDataSet"], {**table.sets["TypedDataSet"][0], "Totaal_1": 5.0}]
    loopback.v3["70001ned"] = table
    assert "Totaal_1 NL01 2020JJ00 a second time" in refused(statline("v3", loopback.url), tmp_path, patient)


def test_a_next_page_on_another_server_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave(
        "/TypedDataSet?", changed(f"{cbs.url}/ODataFeed/odata/70001ned/TypedDataSet/?", "http://elders.example/?")
    )
    assert "a next page on another server, http://elders.example/" in refused(
        statline("v3", cbs.url), tmp_path, patient
    )


def test_a_page_for_people_with_status_200_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("'1100 '&$skip=8", html, forever=True)
    assert "an HTML page" in refused(statline("v3", cbs.url), tmp_path, patient)


def test_a_server_that_fails_twice_is_asked_again(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("'1100 '&$skip=8", status(500), status(500))
    assert fetch(statline("v3", cbs.url), tmp_path, patient).rows == 15
    assert patient.pauses == [1.0, 2.0]


def test_json_without_rows_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("DataProperties", changed('"value"', '"waarde"'))
    assert "JSON without a list of rows" in refused(statline("v3", cbs.url), tmp_path, patient)


def test_a_table_that_is_not_there_gets_the_nearest_id(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.catalogue_v3 = [
        {"Identifier": id, "Title": "Banen", "OutputStatus": "Regulier"} for id in ("70001ned", "80137ned")
    ]
    told = refused(statline("v3", cbs.url, table="70001NED"), tmp_path, patient)
    assert "HTTP 404" in told
    assert "(did you mean 70001ned?); capitals count" in told


def test_a_table_that_is_only_in_the_catalogue_is_for_later(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.catalogue_v3 = [{"Identifier": "70009ned", "Title": "Banen", "OutputStatus": "Regulier"}]
    told = refused(statline("v3", cbs.url, table="70009ned"), tmp_path, patient)
    assert 'nothing of the table "70009ned", which the catalogue has' in told and "did you mean" not in told


def test_a_query_that_does_not_fit_costs_no_page(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    told = refused(statline("v3", cbs.url, measures={"banen": "totaal_1"}, select={}), tmp_path, patient)
    assert 'no measure "totaal_1"; expected a measure of table 70001ned (did you mean Totaal_1?)' in told
    assert 'no code of dimension Geslacht; expected one of its 2 codes; the total is "1100"' in told
    assert not any("DataSet" in request for request in cbs.requests)


def test_without_a_stamp_after_the_last_page_nothing_is_fetched(
    cbs: Loopback, tmp_path: Path, patient: Patient
) -> None:
    cbs.misbehave("TableInfos", good, html)
    assert "an HTML page" in refused(statline("v3", cbs.url), tmp_path, patient)
    assert "TableInfos" in cbs.requests[-1]


def test_a_table_that_is_not_there_is_told_of_without_a_catalogue_too(
    cbs: Loopback, tmp_path: Path, patient: Patient
) -> None:
    cbs.misbehave("ODataCatalog", status(403))
    told = refused(statline("v3", cbs.url, table="70001NED"), tmp_path, patient)
    assert "HTTP 404" in told
    assert "403" not in told


def test_the_snapshot_keeps_every_part_that_describes_the_table(
    cbs: Loopback, tmp_path: Path, patient: Patient
) -> None:
    cbs.v3["70001ned"].sets["CategoryGroups"] = [{"ID": 1, "Title": "Groep"}]
    cbs.v3["70001ned"].page_rows = 10_000
    kept = set(fetch(statline("v3", cbs.url), tmp_path, patient).files)
    described = {"service", "TableInfos", "DataProperties", "CategoryGroups", "Geslacht", "RegioS", "Perioden"}
    assert kept == {*described, "page-0001"}


def test_two_tables_of_two_servers_are_fetched_at_the_same_time(cbs: Loopback, tmp_path: Path) -> None:
    results: dict[str, int | None] = {}
    with Loopback() as other:
        other.v3["70001ned"] = v3_table(periods=(("2020JJ00", "Definitief"),), page_rows=2)

        def one(name: str, url: str) -> None:
            results[name] = fetch(statline("v3", url), tmp_path / name, Patient()).rows

        threads = [
            threading.Thread(target=one, args=("a", cbs.url)),
            threading.Thread(target=one, args=("b", other.url)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == {"a": 15, "b": 5}


def test_a_table_of_third_parties_is_fetched_from_their_catalogue_alone(
    cbs: Loopback, tmp_path: Path, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(service.V3_ROOTS, "dataderden", cbs.url)
    monkeypatch.setitem(service.V3_ROOTS, "CBS", "http://cbs.invalid")
    fetched = fetch(statline("v3", "", url=None, catalogue="dataderden"), tmp_path, patient)
    assert (fetched.rows, fetched.pages) == (15, 4)
    assert fetched.url == f"{cbs.url}/ODataFeed/odata/70001ned"
    assert patient.told == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (("TableInfos", {"Identifier": "70009ned"}), "the description of table 70009ned; expected that of 70001ned"),
        (("Perioden", {"Key": None}), "a description without a text as Key"),
        (("RegioS", {"Key": 14}), "a description without a text as Key"),
        (("DataProperties", {"Key": " "}), "a description without a text as Key"),
    ],
)
def test_a_description_of_another_table_or_without_its_keys_is_refused(
    harm: tuple[str, dict[str, Any]], said: str, cbs: Loopback, tmp_path: Path, patient: Patient
) -> None:
    part, row = harm
    cbs.v3["70001ned"].sets[part][-1] |= row
    assert said in refused(statline("v3", cbs.url), tmp_path, patient)


def test_a_status_that_is_no_word_is_not_known(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.v3["70001ned"].sets["Perioden"][-1]["Status"] = 5
    status = cells(statline("v3", cbs.url), tmp_path, patient).loc["GM0014", "status"]
    assert (status["2020JJ00"], status.isna().to_list()) == ("definitive", [False, False, True])
