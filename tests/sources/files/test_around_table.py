"""Texts as StatLine and other programs write them: units, remarks, titles, quotes of quotes; nothing is lost by it."""

from __future__ import annotations

from pathlib import Path

import pytest

TOLD = {
    "region": "Regio's",
    "year": "Perioden",
    "columns": {"Werkloze beroepsbevolking": "werkloosheid"},
}
HEAD = '"Regio\'s";"Perioden";"Werkloze beroepsbevolking"\n'
ROWS = '"GM0014";"2021";"5,1"\n"GM0034";"2021";"4,8"\n'
BOTH = {("GM0014", "werkloosheid", 2021): 5.1, ("GM0034", "werkloosheid", 2021): 4.8}


def text(folder: Path, content: str) -> Path:
    path = folder / "a.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("units", ['"Regio\'s";"Perioden";"%"', '"";"Perioden";"% van alle"'])
def test_a_row_of_units_is_passed_over_with_a_note(units, reads, tmp_path):
    found = reads(text(tmp_path, HEAD + units + "\n" + ROWS), **TOLD)
    assert (found.refused, len(found.rows), list(found.rows.index)) == ([], 2, [3, 4])
    assert "line 2: found" in found.notes[0]
    assert "units, as names of columns are repeated; expected passed over" in found.notes[0]


def test_a_first_row_with_a_number_is_never_taken_for_units(reads, tmp_path):
    assert reads(text(tmp_path, HEAD + '"Regio\'s";"2021";"6,1"\n' + ROWS), **TOLD).refused


def test_a_row_of_units_further_down_is_a_row(reads, tmp_path):
    assert "line 4" in reads(text(tmp_path, HEAD + ROWS + '"Regio\'s";"Perioden";"%"\n'), **TOLD).refused[0]


@pytest.mark.parametrize(
    "end",
    [
        '"Bron: CBS"\n',
        '"Bron: CBS"',
        "© Centraal Bureau voor de Statistiek, Den Haag; 12-5-2024\n",
        '\n\n"Bron: CBS"\n\n',
        "Cijfers van de monitor\nBron: bureau\n",
        "* Voorlopig\n",
        "Bron: bureau;;\n",
        '"Noot: zonder ""nieuwe"" gemeenten; zie daar"\n',
    ],
)
def test_remarks_below_a_table_are_passed_over_with_a_note(end, reads, known, tmp_path):
    path = text(tmp_path, HEAD + ROWS + end)
    assert known(path, **TOLD) == BOTH
    remarks = [note for note in reads(path, **TOLD).notes if "passed over as a remark" in note]
    assert len(remarks) == len([line for line in end.splitlines() if line.strip()])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (ROWS + "2022 voorlopig\n", "line 4: found 1 fields; expected 3 fields"),
        (ROWS + "GM0037\n", "line 4: found 1 fields"),
        (ROWS + "7,5\n", "line 4: found 1 fields"),
        (ROWS + "GM0037;2021\n", "line 4: found 2 fields"),
        (ROWS + "Stadskan", "line 4: found a last line cut short (1 of 3 fields)"),
        ("Bron: CBS\n" + ROWS, "line 2: found 1 fields"),
        (ROWS + "GM0037\nBron: CBS\n", "line 4: found 1 fields"),
    ],
)
def test_what_looks_like_data_or_stands_in_the_middle_is_refused(rows, found, reads, tmp_path):
    assert found in reads(text(tmp_path, HEAD + rows), **TOLD).refused[0]


def test_a_region_without_figures_at_the_end_is_no_remark(known, tmp_path):
    path = text(tmp_path, "gem;2021\nGM0014;5,1\nGM0034;\n")
    found = known(path, region="gem", columns={"{year}": "werkloosheid"})
    assert found["GM0034", "werkloosheid", 2021] is None


def test_a_title_above_the_header_is_no_header_and_the_line_is_advised(reads, known, tmp_path):
    path = text(tmp_path, '"Arbeid; regio"\n\n' + HEAD + ROWS)
    assert "expected row 3 has the names: declare header: 3" in reads(path, **TOLD).refused[0]
    assert known(path, header=3, **TOLD) == BOTH


def once_more(line: str) -> str:
    return '"' + line.replace('"', '""') + '"'


@pytest.mark.parametrize(
    "lines",
    [
        [once_more(line) for line in (HEAD + ROWS).splitlines()],
        [once_more(line.replace('"', "")) for line in (HEAD + ROWS).splitlines()],
        [line.replace('"', '""') for line in (HEAD + ROWS).splitlines()],
        [line.replace('"', '""')[1:-1] for line in (HEAD + ROWS).splitlines()],
        [*(line.replace('"', '""')[1:] for line in (HEAD + ROWS).splitlines()), '"'],
    ],
)
def test_lines_that_are_quoted_once_more_are_read_with_one_note(lines, reads, known, tmp_path):
    path = text(tmp_path, "\n".join(lines) + "\n")
    assert known(path, **TOLD) == BOTH
    assert sum("quoted once more" in note for note in reads(path, **TOLD).notes) == 1


def test_one_line_that_can_be_taken_apart_means_the_quotes_are_meant(reads, tmp_path):
    lines = [once_more(line) for line in HEAD.splitlines()] + ROWS.splitlines()
    assert reads(text(tmp_path, "\n".join(lines) + "\n"), **TOLD).refused
