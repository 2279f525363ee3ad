"""Old Excel, binary Excel and OpenDocument: the same rules as for XLSX, in files written record by record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from worlds.office_files import Day, Fault, Percent, binary_excel, ods_cell, ods_row, old_excel, opendocument
from worlds.small_tables import LONG, delimited, workbook

from regioboek.sources.files.binary_excel import _short_number

KEY = ("GM0014", "werkloosheid", 2021)

Write = Callable[..., Path]


@pytest.fixture(params=["xls", "xlsb", "ods"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Write:
    """Sheets -> a file of each format."""

    def write(**sheets: Any) -> Path:
        writer = {"xls": old_excel, "xlsb": binary_excel, "ods": opendocument}[request.param]
        return writer(tmp_path / f"a.{request.param}", **sheets)

    return write


def changed(row: int, column: int, value: Any) -> list[list[Any]]:
    rows = [list(r) for r in LONG]
    rows[row][column] = value
    return rows


def test_numbers_are_numbers_and_texts_with_the_declared_mark_too(written, known):
    assert known(written(Cijfers=LONG))[KEY] == 5.1
    assert known(written(Cijfers=changed(1, 3, "5,1")))[KEY] == 5.1


def test_rows_have_the_number_that_the_program_shows(written, reads):
    assert list(reads(written(Cijfers=[["Titel"], [], *LONG]), header=3).rows.index) == [4, 5]


def test_a_better_header_is_advised(written, reads):
    assert "row 3 has the names: declare header: 3" in reads(written(Cijfers=[["Titel"], [], *LONG])).refused[0]


def test_a_sheet_is_declared_when_there_are_several(written, known, reads):
    path = written(Toelichting=[["tekst"]], Cijfers=LONG)
    assert (
        "found 2 sheets: Toelichting, Cijfers; expected one of them declared, under the key sheet"
        in reads(path).refused[0]
    )
    assert known(path, sheet="Cijfers")[KEY] == 5.1


def test_a_hidden_sheet_is_no_candidate(written, reads):
    found = reads(written(Cijfers=LONG, Oud=LONG, hidden=("Oud",)))
    assert found.refused == []
    assert "found hidden sheets: Oud; expected not read; only Cijfers is" in found.notes[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fault(), "found #N/A, the error of a formula"),
        (True, "found true; expected a number"),
        (Day(45296, "2024-01-05"), "found a date"),
        (Percent(0.051), "found 0.051, which Excel shows as 5.1 %"),
    ],
)
def test_what_is_no_figure_is_refused_where_it_stands(value, expected, written, reads):
    (told,) = reads(written(Cijfers=changed(1, 3, value))).refused
    assert "sheet Cijfers, row 2, column Waarde (D)" in told
    assert expected in told


def test_an_error_can_be_declared_as_no_figure(written, known):
    assert known(written(Cijfers=changed(1, 3, Fault())), missing=("#N/A",))[KEY] == "missing"


def test_nothing_below_the_header_is_refused(written, reads):
    assert "found nothing below row 1; expected a header in row 1" in reads(written(Cijfers=LONG[:1])).refused[0]


WIDE = [[None, "Tevreden (%)", None], ["Gemeente", 2021, 2022], ["GM0014", 5.1, 6.2], ["GM0034", 4.8, 5]]
COLUMNS = {"region": "Gemeente", "columns": {"Tevreden (%) {year}": "werkloosheid"}}


@pytest.mark.parametrize("write", [old_excel, binary_excel])
def test_merged_cells_in_a_header_of_two_rows_in_excel(write, tmp_path, known, reads):
    path = write(tmp_path / ("a.xls" if write is old_excel else "a.xlsb"), merged=[(0, 0, 1, 2)], Blad=WIDE)
    assert known(path, header=(1, 2), **COLUMNS)["GM0014", "werkloosheid", 2022] == 6.2
    assert "found a header of merged cells: B1:C1" in reads(path, header=1, **COLUMNS).refused[0]


def test_merged_cells_in_a_header_of_two_rows_in_ods(tmp_path, known):
    spanned = (
        ods_cell(None) + ods_cell("Tevreden (%)", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    )
    rows = [f"<table:table-row>{spanned}</table:table-row>", *WIDE[1:]]
    path = opendocument(tmp_path / "a.ods", Blad=rows)
    assert known(path, header=(1, 2), **COLUMNS)["GM0014", "werkloosheid", 2022] == 6.2


def test_a_formula_without_a_value_in_ods_is_no_empty_cell(tmp_path, reads):
    cells = "".join(ods_cell(v) for v in LONG[1][:3]) + '<table:table-cell table:formula="of:=2+3"/>'
    path = opendocument(tmp_path / "a.ods", Cijfers=[LONG[0], f"<table:table-row>{cells}</table:table-row>", LONG[2]])
    assert "column Waarde (D): found a formula that was never calculated" in reads(path).refused[0]


def test_repeated_rows_and_cells_of_ods_count_and_empty_ones_cost_nothing(tmp_path, reads):
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    rows = [LONG[0], ods_row([], 'table:number-rows-repeated="3"'), *LONG[1:], empty]
    assert list(reads(opendocument(tmp_path / "a.ods", Cijfers=rows)).rows.index) == [5, 6]


def test_an_ods_that_would_unfold_beyond_bounds_is_refused(tmp_path, reads):
    row = '<table:table-row table:number-rows-repeated="1048576">' + ods_cell(1, 'table:number-columns-repeated="900"')
    told = reads(opendocument(tmp_path / "a.ods", Cijfers=[row + "</table:table-row>"])).refused
    assert ["more than 5000000 cells" in line for line in told] == [True]


def test_texts_of_notes_are_not_of_the_cell(tmp_path, known):
    note = "<office:annotation><text:p>let op</text:p></office:annotation><text:p>GM0014</text:p></table:table-cell>"
    cells = f'<table:table-cell office:value-type="string">{note}' + "".join(ods_cell(v) for v in LONG[1][1:])
    path = opendocument(tmp_path / "a.ods", Cijfers=[LONG[0], f"<table:table-row>{cells}</table:table-row>"])
    assert known(path)[KEY] == 5.1


def test_an_ods_with_a_password_is_refused_with_advice(tmp_path, reads):
    path = opendocument(tmp_path / "a.ods", manifest="<manifest:encryption-data/>", Cijfers=LONG)
    assert "found a spreadsheet with a password; expected one without" in reads(path).refused[0]


def test_what_a_file_really_is_can_be_declared(tmp_path, reads, known):
    xls = old_excel(tmp_path / "b.xls", Cijfers=LONG).rename(tmp_path / "a.xlsx")
    assert (
        "found an old Excel file (.xls); expected an Excel workbook, or the declaration format: xls"
        in (reads(xls).refused[0])
    )
    assert known(xls, format="xls")[KEY] == 5.1
    text = delimited(tmp_path / "c.csv", [(a, b, c, str(d).replace(".", ",")) for a, b, c, d in LONG])
    text = text.rename(tmp_path / "c.xls")
    assert (
        "found plain text; expected an old Excel file (.xls), or the declaration format: csv" in reads(text).refused[0]
    )
    assert known(text, format="csv")[KEY] == 5.1
    new = workbook(tmp_path / "d.xlsx", Cijfers=LONG).rename(tmp_path / "d.xls")
    assert "or the declaration format: xlsx" in reads(new).refused[0]


@pytest.mark.parametrize(
    ("told", "number"),
    [(0x3FF00000, 1.0), (0x3FF00001, 0.01), (5 << 2 | 2, 5.0), (511 << 2 | 3, 5.11), (-26 & 0xFFFFFFFF, -7.0)],
)
def test_numbers_in_four_bytes(told, number):
    assert _short_number(told.to_bytes(4, "little")) == number


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.xlsb"])
def test_a_web_page_under_another_name_is_refused_with_how_to_save_it(name, tmp_path, reads):
    (tmp_path / name).write_text("<html><table></table></html>", encoding="utf-8")
    assert "found a web page (HTML), as some systems export" in reads(tmp_path / name).refused[0]


def test_a_damaged_old_excel_file_is_one_message(tmp_path, reads):
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert ["a workbook that cannot be read" in line for line in reads(tmp_path / "a.xls").refused] == [True]
