"""StatLine v4 through our own reader: pages, why there is no figure, status, ids that are case-sensitive."""

from __future__ import annotations

from pathlib import Path

import pytest
from loopback.fixtures import Patient
from loopback.reply import changed, instead
from loopback.server import Loopback
from loopback.statline_tables import cells, fetch, refused, statline, v4_table

from regioboek.sources.statline.stored import Stored


@pytest.fixture
def cbs(loopback: Loopback) -> Loopback:
    """The server with the invented table in pages of four observations."""
    loopback.v4["70002NED"] = v4_table(page_rows=4)
    return loopback


def test_all_pages_arrive_with_the_filter_of_the_first(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    source = statline("v4", cbs.url_v4, levels=("gemeente",), years=(2020, 2022))
    fetched = fetch(source, tmp_path, patient)
    assert (fetched.rows, fetched.pages) == (6, 2)
    assert fetched.query == "Measure eq 'M001' and Geslacht eq '1100' and startswith(RegioS,'GM')"


def test_a_value_attribute_says_why_there_is_no_figure(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    attributes = {
        ("GM0014", "2020JJ00"): "Impossible",
        ("GM0014", "2021JJ00"): "Confidential",
        ("GM0014", "2022JJ00"): "NotAvailable",
    }
    loopback.v4["70002NED"] = v4_table(attributes=attributes)
    table = cells(statline("v4", loopback.url_v4), tmp_path, patient)
    assert table.loc["GM0014", "absence"].tolist() == ["impossible", "confidential", "missing"]
    assert table.loc["GM0034", "absence"].isna().all()


def test_an_unknown_value_attribute_is_refused_with_the_known_ones(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v4["70002NED"] = v4_table(attributes={("GM0014", "2020JJ00"): "Confidentiall"})
    told = refused(statline("v4", loopback.url_v4), tmp_path, patient)
    assert "found Confidentiall; expected one of None, Impossible, Confidential" in told
    assert "(did you mean Confidential?)" in told


def test_a_reason_for_absence_beside_a_figure_is_refused(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    table = v4_table()
    table.sets["Observations"][0]["ValueAttribute"] = "Confidential"  # type: ignore[index]
    loopback.v4["70002NED"] = table
    assert "Confidential beside a figure" in refused(statline("v4", loopback.url_v4), tmp_path, patient)


def test_text_instead_of_a_number_is_refused(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    table = v4_table()
    table.sets["Observations"][0] |= {"Value": None, "StringValue": "veel"}  # type: ignore[index,operator]
    loopback.v4["70002NED"] = table
    told = refused(statline("v4", loopback.url_v4), tmp_path, patient)
    assert 'column StringValue: found "veel"; expected a number: this is text' in told


def test_a_status_of_null_is_taken_from_the_description_when_that_speaks_of_one(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    told = "Deze tabel.\r\n\r\nStatus van de cijfers:\r\nDe cijfers in deze tabel zijn voorlopig.\r\n\r\nMeer."
    loopback.v4["70002NED"] = v4_table(statuses=(None, None, None), Description=told)
    table = cells(statline("v4", loopback.url_v4), tmp_path, patient)
    assert set(table["status"]) == {"provisional"}


def test_a_status_of_null_stays_unknown_when_the_description_speaks_of_two(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    told = "Status van de cijfers:\r\nDe cijfers tot en met 2021 zijn definitief, die van 2022 voorlopig.\r\n\r\n"
    loopback.v4["70002NED"] = v4_table(statuses=(None, None, None), Description=told)
    table = cells(statline("v4", loopback.url_v4), tmp_path, patient)
    assert table["status"].isna().all()


def test_a_table_id_in_the_wrong_case_gets_the_right_one(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.catalogue_v4 = [{"Identifier": i, "Title": "Banen", "Status": "Regulier"} for i in ("70002NED", "03759ned")]
    told = refused(statline("v4", cbs.url_v4, table="70002ned"), tmp_path, patient)
    assert "(did you mean 70002NED?); capitals count" in told


def test_a_measure_in_the_wrong_case_gets_the_right_one(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    told = refused(statline("v4", cbs.url_v4, measures={"banen": "m001"}), tmp_path, patient)
    assert "(did you mean M001?)" in told


def test_the_name_of_a_measure_has_its_group_before_it_and_tables_without_groups_are_read(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    names = {}
    for groups in (True, False):
        loopback.v4["70002NED"] = v4_table(groups=groups)
        source = statline("v4", loopback.url_v4)
        fetched = fetch(source, tmp_path / str(groups), patient)
        stored = Stored("banen", tmp_path / str(groups), fetched.files)
        names[groups] = [m.name for m in stored.table("v4").measures]
    assert names == {True: ["Banen: Totaal", "Jong"], False: ["Totaal", "Jong"]}


def test_page_2_identical_to_page_1_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    source = statline("v4", cbs.url_v4)
    fetch(source, tmp_path / "good", patient)
    first = next(r for r in cbs.requests if "/Observations?" in r)
    cbs.misbehave("'1100'&$skip=4", instead(first))
    assert "page 2, identical to page 1" in refused(source, tmp_path / "bad", patient)


def test_a_count_that_does_not_match_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("$count", changed("15", "14"))
    assert "15 rows in 4 pages, while the service counts 14" in refused(statline("v4", cbs.url_v4), tmp_path, patient)


def test_a_stamp_that_changes_between_the_pages_is_refused(cbs: Loopback, tmp_path: Path, patient: Patient) -> None:
    cbs.misbehave("/Properties", changed("2023-01-01", "2023-01-01"), changed("2023-01-01", "2023-02-02"))
    told = refused(statline("v4", cbs.url_v4), tmp_path, patient)
    assert "Modified 2023-02-02T00:00:00+01:00 after the last page" in told


def test_an_observation_that_comes_twice_is_refused(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    table = v4_table()
    table.sets["Observations"] = [*table.sets["Observations"], dict(table.sets["Observations"][0])]
    loopback.v4["70002NED"] = table
    told = refused(statline("v4", loopback.url_v4), tmp_path, patient)
    assert "column Id: found 0 a second time" in told
