"""`regioboek tables search` and `tables show`, against a server on loopback."""

from __future__ import annotations

import json

import pytest
import yaml
from loopback.fixtures import Patient
from loopback.server import Loopback
from loopback.statline_tables import PERIODS, cells, districts_v3, districts_v4, statline, v3_table, v4_table

from regioboek.authoring.table_search import Service, search_tables
from regioboek.cli.app import main
from regioboek.errors import FetchError


def run(capsys, *arguments):
    """Exit code, stdout and stderr of the command as a user sees them."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out, err = capsys.readouterr()
    return stop.value.code or 0, out, " ".join(err.split())


def listed(id: str, title: str, status: str = "Regulier") -> dict[str, object]:
    return {
        "Identifier": id, "Title": title, "Summary": "Aantallen per gemeente", "Period": "2015-2022",
        "Frequency": "Perjaar", "Modified": "2023-01-01T02:00:00", "RecordCount": 12, "OutputStatus": status,
        "Catalog": "CBS",
    }  # fmt: skip


@pytest.fixture
def cbs(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The server that the environment names, with invented tables and a catalogue."""
    monkeypatch.setenv("REGIOBOEK_CBS_URL", loopback.url)
    loopback.v3["70001ned"] = v3_table(periods=(*PERIODS, ("2022KW01", "Voorlopig")))
    loopback.v4["70002NED"] = v4_table()
    loopback.catalogue_v3 = [
        listed("1", "Cafés; gemeente"),
        listed("2", "Banen; gemeente"),
        listed("3", "Bezoek aan cafes", "Gediscontinueerd"),
    ]
    row = {
        "Identifier": "70002NED",
        "Title": "Banen",
        "Description": "",
        "Status": "Regulier",
        "Modified": "2023-01-01",
    }
    loopback.catalogue_v4 = [row]
    return loopback


def test_all_words_must_be_there_capitals_and_accents_apart(capsys, cbs):
    code, out, _ = run(capsys, "tables", "search", "CAFES", "gemeente")
    assert code == 0
    assert [line.split("\t")[:2] for line in out.splitlines()] == [["1", "Cafés; gemeente"]]


def test_tables_that_are_no_longer_updated_are_shown_on_request_and_last(capsys, cbs):
    _, out, _ = run(capsys, "tables", "search", "cafes", "--ended")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["1", "3"]


def test_a_search_without_result_is_exit_code_1(capsys, cbs):
    code, out, err = run(capsys, "tables", "search", "zebrapad")
    assert (code, out) == (1, "")
    assert "no table has all of: zebrapad" in err


def test_v4_has_a_catalogue_of_its_own(capsys, cbs):
    _, out, _ = run(capsys, "tables", "search", "banen", "--service", "v4")
    assert out.startswith("70002NED\tBanen")


@pytest.mark.parametrize("id", ["70001ned", "70002NED", "70005NED", "70006NED"])
def test_a_table_is_shown_with_a_source_that_works_as_it_stands(capsys, cbs, patient, tmp_path, id):
    cbs.v3["70005NED"], cbs.v4["70006NED"] = districts_v3(), districts_v4(Title="Kerncijfers 2021")
    version = "v4" if id in cbs.v4 else "v3"
    code, out, _ = run(capsys, "tables", "show", id, "--service", version, "--url", cbs.url)
    assert code == 0
    told = yaml.safe_load(out.partition("\nstatline:\n")[2])
    query = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    assert len(cells(statline(version, told["url"], **{"select": {}} | query), tmp_path / "a", patient)) > 1


def test_a_table_that_does_not_say_its_year_is_shown_with_the_year_left_open(capsys, cbs):
    cbs.v3["70005NED"] = districts_v3(Title="Kerncijfers", Period=None)
    _, out, _ = run(capsys, "tables", "show", "70005NED")
    assert "  year:   # DECIDE: the one year that its figures are of" in out.splitlines()


def test_a_table_that_no_source_can_ask_is_shown_without_one(capsys, cbs):
    cbs.v3["70001ned"] = v3_table(periods=(("2022KW01", None), ("2022KW02", None)))
    _, out, _ = run(capsys, "tables", "show", "70001ned")
    assert out.splitlines()[-1].startswith("no source of an edition:")


def test_a_table_is_shown_with_measures_units_dimensions_regions_and_periods(capsys, cbs):
    code, out, _ = run(capsys, "tables", "show", "70001ned")
    assert code == 0
    for line in (
        "70001ned  Banen; regio",
        "catalogue: CBS",
        "last modified: 2023-01-01T02:00:00",
        "  k_0Tot15Jaar_2 · % · 1 · Naar leeftijd: Jong: 0 tot 15 jaar",
        "    1100 · Totaal mannen en vrouwen",
        "  RegioS · Regio's · 5 codes: 1 land, 1 landsdeel, 1 provincie, 2 gemeenten",
        "  Perioden · Perioden · 4 codes: 2020JJ00 to 2022KW01, 3 years, 1 quarter; "
        "not definitive: 2021JJ00, 2022JJ00, 2022KW01",
    ):
        assert line in out.splitlines()


def test_all_codes_of_a_dimension_are_shown_on_request(capsys, cbs):
    _, out, _ = run(capsys, "tables", "show", "70001ned", "--codes", "Perioden")
    assert "    2021JJ00 · 2021 · Nader voorlopig" in out.splitlines()
    code, _, err = run(capsys, "tables", "show", "70001ned", "--codes", "Leeftijd")
    assert code == 1
    assert "no dimension Leeftijd; it has Geslacht, RegioS, Perioden" in err


def test_a_table_as_json(capsys, cbs):
    _, out, _ = run(capsys, "tables", "show", "70002NED", "--service", "v4", "--json")
    table = json.loads(out)
    assert table["measures"][0]["name"] == "Banen: Totaal"
    assert [d["role"] for d in table["dimensions"]] == ["dimension", "region", "period"]


def test_an_option_names_another_server_than_the_environment(capsys, cbs, nobody):
    code, _, err = run(capsys, "tables", "show", "70001ned", "--url", nobody)
    assert code == 1
    assert nobody in err


@pytest.mark.parametrize("id", ["../70001ned", "a/b", "70001ned?x"])
def test_an_id_is_never_a_path(capsys, cbs, id):
    code, _, err = run(capsys, "tables", "show", id)
    assert code == 1
    assert "is no id of a table" in err
    assert cbs.requests == []


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_a_search_without_a_network_says_where_it_asked(version, nobody):
    with pytest.raises(FetchError) as error:
        search_tables(Patient(tries=3), Service(version, url=nobody), ["banen"])
    (problem,) = error.value.problems
    assert problem.file.startswith(nobody)
    assert problem.found == f"no connection to {nobody[7:]} (3 tries)"
    assert problem.expected == "an answer: is there a network, and is the address right?"
