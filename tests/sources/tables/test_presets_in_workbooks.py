"""Register, inhabitants, transfers and dashboard from workbooks and Parquet: as from text, or refused with why."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from worlds.factories import source
from worlds.office_files import Fault, old_excel, opendocument
from worlds.small_tables import delimited, parquet, workbook

from regioboek.sources.files.layouts import PresetFigures, PresetFile
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.population import read_population
from regioboek.sources.tables.preset_rows import read_preset
from regioboek.sources.tables.presets import DASHBOARD
from regioboek.sources.tables.register import read_register
from regioboek.sources.tables.transfers import read_transfers

HEAD = ["gm_code", "gm_naam", "cr_code", "cr_naam", "pv_code", "pv_naam"]
REGISTER: list[list[Any]] = [
    HEAD,
    ["GM0014", "Groningen", "CR03", "Overig Groningen", "PV20", "Groningen"],
    ["GM0034", "Almere", "CR40", "Flevoland", "PV24", "Flevoland"],
]
PEOPLE: list[list[Any]] = [["statcode", "jaar", "inwoners"], ["GM0014", 2023, 238147], ["GM0034", 2023, 222825]]

MAKERS = {
    "a.csv": delimited,
    "a.xlsx": lambda path, rows: workbook(path, Blad=rows),
    "a.xls": lambda path, rows: old_excel(path, Blad=rows),
    "a.ods": lambda path, rows: opendocument(path, Blad=rows),
    "a.parquet": parquet,
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_register_of_every_format_is_the_same(name, tmp_path):
    problems = ProblemList(name)
    regions, inside = read_register(MAKERS[name](tmp_path / name, REGISTER), PresetFile(), problems)
    assert problems.refused == []
    assert regions.set_index("code")["name"].to_dict() == {
        "NL01": "Nederland",
        "PV20": "Groningen",
        "PV24": "Flevoland",
        "CR03": "Overig Groningen",
        "CR40": "Flevoland",
        "GM0014": "Groningen",
        "GM0034": "Almere",
    }
    assert ["GM0034", "CR40"] in inside.to_numpy().tolist()


@pytest.mark.parametrize("name", MAKERS)
def test_inhabitants_of_every_format_are_the_same(name, tmp_path):
    problems = ProblemList(name)
    people = read_population(MAKERS[name](tmp_path / name, PEOPLE), PresetFigures(), 2023, problems)
    assert (problems.refused, people.to_dict()) == ([], {"GM0014": 238147, "GM0034": 222825})


@pytest.mark.parametrize("written", [int, str, "{:04}".format])
def test_numbers_for_codes_are_gemeenten_where_no_code_has_letters(written, tmp_path):
    rows = [PEOPLE[0], *([written(int(row[0][2:])), *row[1:]] for row in PEOPLE[1:])]
    problems = ProblemList("a.xlsx")
    people = read_population(workbook(tmp_path / "a.xlsx", Blad=rows), PresetFigures(), 2023, problems)
    assert (problems.refused, people.to_dict()) == ([], {"GM0014": 238147, "GM0034": 222825})


def test_names_in_the_place_of_codes_of_inhabitants_are_told(tmp_path):
    rows = [PEOPLE[0], *(["Groningen", *row[1:]] for row in PEOPLE[1:])]
    problems = ProblemList("a.xlsx")
    assert read_population(workbook(tmp_path / "a.xlsx", Blad=rows), PresetFigures(), 2023, problems) is None
    expected = "column statcode: found no code of a region, but GRONINGEN; expected codes of gemeenten: GM and 4 digits"
    assert [str(p) for p in problems.refused] == [f"a.xlsx: {expected}"]


def test_the_sheet_and_the_header_are_declared(tmp_path):
    path = workbook(tmp_path / "a.xlsx", Lees=[["tekst"]], Indeling=[["Indeling 2024"], *REGISTER])
    problems = ProblemList("a.xlsx")
    assert read_register(path, PresetFile(), problems) is None
    assert "found 2 sheets: Lees, Indeling; expected one of them declared, under the key sheet" in str(
        problems.refused[0]
    )
    problems = ProblemList("a.xlsx")
    assert read_register(path, PresetFile(sheet="Indeling"), problems) is None
    assert (
        "a.xlsx: sheet Indeling, row 1: found no column gm_code; expected row 2 has the names: declare header: 2"
        in (str(problems.refused[0]))
    )
    problems = ProblemList("a.xlsx")
    regions, _ = read_register(path, PresetFile(sheet="Indeling", header=2), problems)
    assert (problems.refused, len(regions)) == ([], 7)


def test_a_workbook_with_other_columns_is_refused_by_sheet_and_columns(tmp_path):
    rows = [["Gemeentecode", "Gemeentenaam"], ["14", "Groningen"]]
    problems = ProblemList("a.xlsx")
    assert read_register(workbook(tmp_path / "a.xlsx", Gemeenten=rows), PresetFile(), problems) is None
    told = str(problems.refused[0])
    assert "a.xlsx: sheet Gemeenten, row 1: found no column gm_code" in told
    assert "the file has Gemeentecode, Gemeentenaam" in told
    assert not [str(p) for p in problems.refused[1:] if "the file has" in str(p)]  # it is told once


def test_an_error_in_a_register_is_refused_where_it_stands(tmp_path):
    rows = [*REGISTER, ["GM0037", Fault(), "CR03", "Overig Groningen", "PV20", "Groningen"]]
    problems = ProblemList("a.xls")
    read_register(old_excel(tmp_path / "a.xls", Blad=rows), PresetFile(), problems)
    assert "sheet Blad, row 4, column gm_naam (B): found #N/A, the error of a formula" in str(problems.refused[0])


def test_numbers_of_a_workbook_get_the_declared_mark(tmp_path):
    rows = [["statcode", "code", "jaar", "waarde"], ["GM0014", "X", 2023, 5.1], ["GM0034", "X", 2023, 1234567.0]]
    problems = ProblemList("a.xlsx")
    for file, written in ((PresetFigures(), "5,1"), (PresetFigures(decimal="."), "5.1")):
        table = read_preset(DASHBOARD, workbook(tmp_path / "a.xlsx", Blad=rows), file, problems)
        assert table["value"].tolist() == [written, "1234567"]
        assert table["year"].tolist() == ["2023", "2023"]


def test_transfers_of_a_workbook_have_dates_as_excel_keeps_them(tmp_path):
    day = datetime.date(2021, 1, 1)
    head = [
        "statcode",
        "naam",
        "wijziging",
        "datum",
        "richting",
        "tegen_code",
        "tegen_naam",
        "hectare",
        "woningen",
        "inwoners",
    ]
    rows = [
        head,
        ["GM1979", "Eemsdelta", "Ontstaan", day, "ontvangen van", "GM0003", "Appingedam", 2378.5, 6023, 11496],
        ["GM0003", "Appingedam", "Opgeheven", day, "overgegaan naar", "GM1979", "Eemsdelta", 2378.5, 6023, 11496],
    ]
    problems = ProblemList("a.xlsx")
    table = read_transfers(workbook(tmp_path / "a.xlsx", Blad=rows), source("t", "transfers", {}), problems)
    assert problems.refused == []
    assert table[["date", "from_code", "to_code", "hectare"]].to_numpy().tolist() == [
        ["2021-01-01", "GM0003", "GM1979", 2378.5]
    ]


def test_a_text_file_keeps_its_columns_as_categories(tmp_path: Path):
    path = delimited(tmp_path / "a.csv", [["statcode", "code", "jaar", "waarde"], ["GM0014", "X", 2023, 5]])
    table = read_preset(DASHBOARD, path, PresetFigures(), ProblemList("a.csv"), as_categories=True)
    assert all(isinstance(dtype, pd.CategoricalDtype) for dtype in table.dtypes)
