"""Excel workbooks as bureaus really have them: what is reads, and what is refused with which advice."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from worlds.small_tables import LONG, by_hand, row_xml, workbook

from regioboek.sources.files import archives as opening
from regioboek.sources.files import xlsx
from regioboek.sources.files.xlsx import open_sheet
from regioboek.sources.problems import ProblemList

KEY = ("GM0014", "werkloosheid", 2021)


def changed(path: Path, **cells: object) -> Path:
    """The workbook of LONG with some cells changed: `D2=...`; `merge="A1:B1"` merges."""
    book = openpyxl.load_workbook(workbook(path, Cijfers=LONG))
    for place, value in cells.items():
        if place == "merge":
            book["Cijfers"].merge_cells(str(value))
        else:
            book["Cijfers"][place] = value
    book.save(path)
    return path


def test_numbers_are_numbers(known, tmp_path):
    assert known(workbook(tmp_path / "a.xlsx", Cijfers=LONG))[KEY] == 5.1


def test_a_text_with_a_decimal_comma_is_the_same_number(known, tmp_path):
    assert known(changed(tmp_path / "a.xlsx", D2="5,1"))[KEY] == 5.1


def test_a_text_with_the_other_decimal_mark_is_refused_where_it_stands(reads, tmp_path):
    assert reads(changed(tmp_path / "a.xlsx", D2="5.1")).refused == [
        "eigen/a.xlsx: sheet Cijfers, row 2, column Waarde (D): found 5.1; "
        'expected a decimal comma, as declared (decimal: ","), not a point'
    ]


def test_several_sheets_are_listed_and_none_is_guessed(reads, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Toelichting=[("tekst",)], Cijfers=LONG)
    assert reads(path).refused == [
        "eigen/a.xlsx: found 2 sheets: Toelichting, Cijfers; expected one of them declared, under the key sheet"
    ]


def test_the_declared_sheet_is_read(known, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Toelichting=[("tekst",)], Cijfers=LONG)
    assert known(path, sheet="Cijfers")[KEY] == 5.1


def test_an_unknown_sheet_is_refused_with_the_nearest_and_all_others(reads, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Toelichting=[("tekst",)], Cijfers=LONG)
    assert reads(path, sheet="Cijfer").refused == [
        "eigen/a.xlsx: found no sheet Cijfer; expected one of its sheets: Toelichting, Cijfers (did you mean Cijfers?)"
    ]


def test_a_hidden_sheet_is_no_candidate_and_is_noted(reads, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=LONG, Oud=LONG)
    book = openpyxl.load_workbook(path)
    book["Oud"].sheet_state = "hidden"
    book.save(path)
    found = reads(path)
    assert found.refused == []
    assert found.notes[0] == "eigen/a.xlsx: found hidden sheets: Oud; expected not read; only Cijfers is"


def test_hidden_rows_and_columns_are_read_and_noted(reads, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=LONG)
    book = openpyxl.load_workbook(path)
    book["Cijfers"].row_dimensions[3].hidden = True
    book["Cijfers"].column_dimensions["B"].hidden = True
    book.save(path)
    found = reads(path)
    assert len(found.rows) == 2
    assert found.notes[:2] == [
        "eigen/a.xlsx: sheet Cijfers: found 1 hidden rows: 3; "
        "expected shown: read like the others (a filter removes nothing)",
        "eigen/a.xlsx: sheet Cijfers: found hidden columns: Jaar (B); "
        "expected shown: read like the others (a filter removes nothing)",
    ]


def test_a_header_on_another_row_is_found_and_its_number_advised(reads, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=[("Eigen cijfers",), (), *LONG])
    assert reads(path).refused[0] == (
        "eigen/a.xlsx: sheet Cijfers, row 1: found no column Gemeente; expected row 3 has the names: declare header: 3"
    )


def test_a_declared_header_is_used_and_rows_keep_the_number_excel_shows(reads, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=[("Eigen cijfers",), (), *LONG])
    assert list(reads(path, header=3).rows.index) == [4, 5]


def test_merged_header_cells_are_refused_with_advice(reads, tmp_path):
    assert reads(changed(tmp_path / "a.xlsx", merge="C1:D1")).refused == [
        "eigen/a.xlsx: sheet Cijfers, row 1: found a header of merged cells: C1:D1; expected one row with a name of "
        "its own in every column: unmerge the cells in Excel, or declare header: [1, 2], these rows "
        "together"
    ]


def test_merged_cells_among_the_figures_are_refused(reads, tmp_path):
    assert reads(changed(tmp_path / "a.xlsx", merge="A2:A3")).refused[0] == (
        "eigen/a.xlsx: sheet Cijfers: found merged cells: A2:A3; expected a value in every cell: unmerge them in Excel "
        "and fill in what each row stands for"
    )


def test_merged_cells_above_the_header_are_a_title(known, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=[("Eigen cijfers",), *LONG])
    book = openpyxl.load_workbook(path)
    book["Cijfers"].merge_cells("A1:D1")
    book.save(path)
    assert known(path, header=2)[KEY] == 5.1


def test_a_formula_that_was_never_calculated_is_refused(reads, tmp_path):
    assert reads(changed(tmp_path / "a.xlsx", D2="=2+3.1")).refused == [
        "eigen/a.xlsx: sheet Cijfers, row 2, column Waarde (D): found a formula that was never calculated; expected a "
        "value: open the workbook in Excel and save it, or copy the cells and paste them as values"
    ]


def test_a_formula_counts_with_the_value_excel_calculated(known, tmp_path):
    formula = '<row r="2"><c r="A2" t="str"><f>"GM0014"</f><v>GM0014</v></c><c r="B2"><f>2020+1</f><v>2021</v></c>'
    path = by_hand(
        tmp_path / "a.xlsx",
        row_xml(1, "Gemeente", "Jaar", "Waarde") + formula + '<c r="C2"><f>2+3.1</f><v>5.1</v></c></row>',
    )
    table = {"region": "Gemeente", "year": "Jaar", "columns": {"Waarde": "werkloosheid"}}
    assert known(path, **table) == {KEY: 5.1}


def test_the_error_of_a_formula_is_refused_or_declared_as_no_figure(reads, known, tmp_path):
    path = changed(tmp_path / "a.xlsx", D2="#N/A")
    assert reads(path).refused == [
        "eigen/a.xlsx: sheet Cijfers, row 2, column Waarde (D): found #N/A, the error of a formula; "
        "expected a number: mend the formula, or declare what it means: missing: ['#N/A']"
    ]
    assert known(path, missing=("#N/A",))[KEY] == "missing"


def test_a_date_for_a_year_is_refused_with_the_number_it_hides(reads, tmp_path):
    path = changed(tmp_path / "a.xlsx", B2=datetime.date(1905, 7, 13))
    assert reads(path).refused == [
        "eigen/a.xlsx: sheet Cijfers, row 2, column Jaar (B): found a date (13-07-1905); expected a year of four "
        "digits: a number: format the cell as a number in Excel (it then reads 2021), or type it again"
    ]


def test_a_date_for_a_figure_is_refused(reads, tmp_path):
    assert "found a date (05-01-2024)" in reads(changed(tmp_path / "a.xlsx", D2=datetime.date(2024, 1, 5))).refused[0]


def test_true_or_false_is_no_figure(reads, tmp_path):
    assert "column Waarde (D): found true; expected a number" in reads(changed(tmp_path / "a.xlsx", D2=True)).refused[0]


def test_a_fraction_shown_as_a_percentage_is_refused_until_a_factor_is_declared(reads, known, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=[*LONG[:2]])
    book = openpyxl.load_workbook(path)
    book["Cijfers"]["D2"] = 0.051
    book["Cijfers"]["D2"].number_format = "0.0%"
    book.save(path)
    assert reads(path).refused == [
        "eigen/a.xlsx: sheet Cijfers, row 2, column Waarde (D): found 0.051, which Excel shows as 5.1 %; expected "
        "Werkloosheid in %: declare what figures are times: table: {factor: {werkloosheid: 100}}"
    ]
    assert known(path, factor={"werkloosheid": 100.0})[KEY] == 5.1


@pytest.fixture
def looked_at(monkeypatch) -> list[Any]:
    """The cells of a sheet that are looked at, empty ones too."""
    cells, cell = [], xlsx._cell
    monkeypatch.setattr(xlsx, "_cell", lambda *told: cells.append(told) or cell(*told))
    return cells


def test_of_a_million_empty_rows_none_is_read(tmp_path, looked_at):
    rows = row_xml(1, "Gemeente", "Jaar", "Onderwerp", "Waarde") + row_xml(2, "GM0014", 2021, "werkloosheid", 5.1)
    path = by_hand(
        tmp_path / "a.xlsx", rows + "".join(f'<row r="{n}" s="1"/>' for n in range(3, 1_000_001)), "A1:XFD1000000"
    )
    problems = ProblemList("a.xlsx")
    with open_sheet(path, None, 1, problems) as sheet:
        found, columns = sheet.read([0, 1, 2, 3], problems)
        assert (found, [c[0] for c in columns]) == ([2], ["GM0014", 2021, "werkloosheid", 5.1])
    assert len(looked_at) <= 12


def test_cells_far_to_the_right_are_not_read(tmp_path, looked_at):
    path = changed(tmp_path / "a.xlsx", XFD2="ver weg")
    problems = ProblemList("a.xlsx")
    with open_sheet(path, None, 1, problems) as sheet:
        looked_at.clear()
        sheet.read([0, 1, 2, 3], problems)
    assert len(looked_at) == 8


def test_a_figure_below_a_gap_of_empty_rows_is_not_lost(known, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=[*LONG, *[()] * 50, ("GM0037", 2021, "werkloosheid", 6)])
    assert known(path)["GM0037", "werkloosheid", 2021] == 6


DISGUISED = {
    "a web page": (b"<html><table><tr><td>1</td></tr></table></html>", "a web page (HTML)"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel file (.xls)"),
    "a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "an Excel workbook with a password; expected one without",
    ),
    "text": (b"Gemeente;Jaar\nGM0014;2021\n", "plain text; expected an Excel workbook, or the declaration format: csv"),
    "XML of Excel 2003": (b'<?xml version="1.0"?><Workbook/>', "an XML file, as Excel 2003 wrote them"),
    "nothing": (b"", "an empty file"),
    "a cut off workbook": (b"PK\x03\x04" + bytes(50), "a workbook that is cut off or damaged; expected a whole file"),
}


@pytest.mark.parametrize("what", DISGUISED)
def test_what_is_only_named_xlsx_is_refused_by_what_it_is(what, reads, tmp_path):
    content, expected = DISGUISED[what]
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert [expected in line for line in reads(path).refused] == [True]


def test_opendocument_is_refused_with_the_format_to_declare(reads, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert reads(tmp_path / "a.xlsx").refused == [
        "eigen/a.xlsx: found an OpenDocument spreadsheet; expected an Excel workbook, or the declaration format: ods"
    ]


def test_a_workbook_that_would_unpack_beyond_bounds_is_not_unpacked(reads, tmp_path, monkeypatch):
    path = by_hand(tmp_path / "a.xlsx", row_xml(1, "Gemeente"), **{"xl/media/groot.bin": "0" * 2_000_000})
    monkeypatch.setattr(opening, "MAX_PART", 1_000_000)
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    assert "parts that unpack to 2 MB (xl/media/groot.bin: 2 MB)" in reads(path).refused[0]


def test_damaged_xml_inside_a_workbook_is_one_message(reads, tmp_path):
    path = by_hand(tmp_path / "a.xlsx", row_xml(1, "Gemeente") + "<row r=")
    assert ["that cannot be read" in line for line in reads(path).refused] == [True]


def test_a_sheet_without_figures_is_refused(reads, tmp_path):
    assert reads(workbook(tmp_path / "a.xlsx", Cijfers=LONG[:1])).refused == [
        "eigen/a.xlsx: sheet Cijfers: found nothing below row 1; expected a header in row 1 and figures below it"
    ]


@pytest.mark.parametrize("cells", ["A4:B4", "A4:C4", "A4:B5", "A2:D2"])
def test_a_line_of_text_may_be_merged(cells, reads, tmp_path):
    rows = [("gem", 2021), ("GM0034", 4), ("GM0037", 5)]
    row = int(cells[1])
    rows.insert(row - 1, ("Cijfers van Drenthe", None))
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", Blad=rows))
    book["Blad"].merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    found = reads(tmp_path / "a.xlsx", region="gem", columns={"{year}": "werkloosheid"})
    assert found.refused == []
    assert found.rows["value"].tolist() == [4, 5]
    assert f"row {row}, column gem (A): found 'Cijfers van Drenthe'" in found.notes[0]


@pytest.mark.parametrize(
    ("cells", "values"), [("A2:A3", ("GM0034", 4, 5)), ("B2:C2", ("GM0034", 4, None)), ("C2:C3", ("GM0034", 4, 5))]
)
def test_cells_with_figures_may_not(cells, values, reads, tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", Blad=[("gem", 2020, 2021), values, ("GM0037", 5, 6)]))
    book["Blad"].merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    found = reads(tmp_path / "a.xlsx", region="gem", columns={"{year}": "werkloosheid"})
    assert f"sheet Blad: found merged cells: {cells}" in found.refused[0]


@pytest.mark.parametrize(
    ("shown", "refused"), [("0.0%", True), ("0%;[Red]-0%", True), ('0.0"%"', False), ("0.0\\%", False), ("0", False)]
)
def test_a_percent_sign_that_is_only_put_behind_a_number_says_nothing_of_it(shown, refused, reads, tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", Blad=[("gem", 2021), ("GM0034", 0.5)]))
    book["Blad"]["B2"].number_format = shown
    book.save(tmp_path / "a.xlsx")
    assert bool(reads(tmp_path / "a.xlsx", region="gem", columns={"{year}": "werkloosheid"}).refused) == refused
