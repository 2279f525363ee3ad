"""Headers of two and three rows, in workbooks and in text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from pydantic import ValidationError
from worlds.small_tables import delimited, workbook

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.headers import joined

ROWS: list[list[Any]] = [
    ["Export van de monitor"],
    [],
    ["Gemeente", "Zonder werk (%)", None, "Oordeel", None],
    [None, 2021, 2022, 2021, 2022],
    ["GM0014", 5.1, 5.4, 7.1, 7.2],
    ["GM0034", 4.8, 4.9, 6.9, 7],
]
COLUMNS = {"Zonder werk (%) {year}": "werkloosheid", "Oordeel {year}": "leefbaarheid"}
TOLD = {"region": "Gemeente", "columns": COLUMNS}


def merged(path: Path, *ranges: str, rows: list[list[Any]] | None = None) -> Path:
    book = openpyxl.load_workbook(workbook(path, Blad=rows or ROWS))
    for cells in ranges:
        book["Blad"].merge_cells(cells)
    book.save(path)
    return path


def test_names_of_two_rows_are_joined_and_merged_cells_count_to_the_right(known, tmp_path):
    found = known(merged(tmp_path / "a.xlsx", "A3:A4", "B3:C3", "D3:E3"), header=(3, 4), **TOLD)
    assert found["GM0014", "werkloosheid", 2022] == 5.4
    assert found["GM0034", "leefbaarheid", 2021] == 6.9


def test_rows_keep_the_number_of_the_sheet(reads, tmp_path):
    path = merged(tmp_path / "a.xlsx", "B3:C3", "D3:E3", rows=[*ROWS, ["GM0037", "veel"]])
    found = reads(path, header=(3, 4), **TOLD)
    assert "sheet Blad, row 7, column Zonder werk (%) 2021 (B): found 'veel'" in found.refused[0]


def test_a_sheet_without_merged_cells_is_filled_to_the_right(known, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Blad=[["", *ROWS[2][1:]], ["Gemeente", *ROWS[3][1:]], *ROWS[4:]])
    assert known(path, header=(1, 2), **TOLD)["GM0034", "leefbaarheid", 2022] == 7


@pytest.mark.parametrize("ranges", [("A3:A4",), ("A3:A4", "A1:E1")])
def test_cells_that_are_merged_downwards_say_nothing_of_the_names_beside_them(ranges, reads, tmp_path):
    found = reads(merged(tmp_path / "a.xlsx", *ranges), header=(3, 4), **TOLD)
    assert found.refused == []
    assert len(found.rows) == 8 and set(found.rows["year"]) == {2021, 2022}


def test_a_text_is_filled_to_the_right(known, tmp_path):
    rows = [["", "Zonder werk (%)", "", "Oordeel", ""], ["Gemeente", *ROWS[3][1:]], ["GM0014", "5,1", 5, 7, 8]]
    found = known(delimited(tmp_path / "a.csv", rows), header=(1, 2), **TOLD)
    assert (found["GM0014", "werkloosheid", 2021], found["GM0014", "leefbaarheid", 2022]) == (5.1, 8)


def test_three_rows(known, tmp_path):
    rows = [
        ["", "Werk", "", "", ""],
        ["", "Zonder (%)", "", "Met (%)", ""],
        ["Gemeente", 2021, 2022, 2021, 2022],
        ROWS[4],
    ]
    path = merged(tmp_path / "a.xlsx", "B1:E1", "B2:C2", "D2:E2", rows=rows)
    columns = {"Werk Zonder (%) {year}": "werkloosheid"}
    assert known(path, header=(1, 2, 3), region="Gemeente", columns=columns)["GM0014", "werkloosheid", 2022] == 5.4


@pytest.mark.parametrize(
    ("ranges", "header", "advice"),
    [
        (["B3:C3", "D3:E3"], 3, "[3, 4]"),
        (["A3:A4", "B3:C3"], 4, "[3, 4]"),
        (["B3:C4"], (3, 4), "[3, 4, 5]"),
    ],
)
def test_merged_cells_in_the_last_row_get_the_numbers_to_declare(ranges, header, advice, reads, tmp_path):
    (told,) = reads(merged(tmp_path / "a.xlsx", *ranges), header=header, **TOLD).refused
    assert f"or declare header: {advice}, these rows together" in told


def test_a_title_above_the_header_may_be_merged(known, tmp_path):
    path = merged(tmp_path / "a.xlsx", "A1:E1", "B3:C3", "D3:E3")
    assert known(path, header=(3, 4), **TOLD)["GM0014", "leefbaarheid", 2022] == 7.2


def test_two_columns_that_get_one_name_are_refused(reads, tmp_path):
    rows = [*ROWS[:3], [None, 2021, 2021, 2021, 2022], *ROWS[4:]]
    path = merged(tmp_path / "a.xlsx", "B3:C3", "D3:E3", rows=rows)
    told = reads(path, header=(3, 4), region="Gemeente", columns={"Zonder werk (%) 2021": "werkloosheid@2021"}).refused
    assert "found 2 columns named Zonder werk (%) 2021" in told[0]
    assert "row 3 to 4" in told[0]


@pytest.mark.parametrize("header", ["[3, 5]", "[4, 3]", "[3]", "[1, 2, 3, 4]", "[0, 1]", "0"])
def test_rows_that_make_no_header_are_refused(header):
    with pytest.raises(ValidationError):
        OwnTable.model_validate({"region": "r", "header": yaml.safe_load(header)})


def test_names_without_merging_next_to_merged_ones_stand_for_one_column():
    rows = [(1, ["x", "y", "", "z", ""]), (2, ["a", "b", "c", "d", "e"])]
    assert joined(rows, [(1, 2, 3)]) == ["x a", "y b", "y c", "z d", "e"]
    assert joined(rows) == ["x a", "y b", "y c", "z d", "z e"]
    assert joined([(2, [" a ", "b"])]) == [" a ", "b"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("above", [0, 2])
def test_names_in_a_text_may_have_line_breaks_within_quotes(end, above, reads, tmp_path):
    lines = [*["Titel"] * above, '"Code', '(CBS)";"Zonder', "werk", '2021";a', "GM0034;4;5", "GM0009;1;1"]
    path = tmp_path / "a.csv"
    path.write_bytes("".join(line + end for line in lines).encode())
    columns = {"Zonder werk {year}": "werkloosheid"}
    found = reads(path, header=above + 1, region="Code (CBS)", columns=columns)
    assert found.rows["value"].tolist() == [4]
    assert f"line {above + 6}, column Code (CBS): found 'GM0009'" in found.refused[0]
    assert found.notes == []


def test_names_of_several_rows_may_have_line_breaks_in_the_last(known, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(';Zonder werk;\ncode;"jaar\n2021";"jaar\n2022*"\nGM0034;4;5\n')
    told = {"region": "code", "columns": {"Zonder werk jaar {year}": "werkloosheid"}}
    assert list(known(path, header=(1, 2), **told).values()) == [4, 5]


def test_a_quote_that_is_not_closed_takes_one_line(reads, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('code;"2021;2022\nGM0034;4;5\n')
    found = reads(path, region="code", columns={"{year}": "werkloosheid"})
    assert found.refused[0].endswith("the header has code, 2021;2022")


def test_characters_that_nobody_sees_do_not_count(known, tmp_path):
    rows = [("\u200bcode", "2021\ufeff"), ("\u200bGM0034", 4), ("GM\u00ad0037", 5)]
    assert len(known(delimited(tmp_path / "a.csv", rows), region="code", columns={"{year}": "werkloosheid"})) == 2
