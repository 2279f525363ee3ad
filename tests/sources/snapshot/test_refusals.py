"""What a bureau's files are refused for, each with the message that says where and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from worlds.small_bureau import FIGURES, POPULATION, REGISTER, SOURCES, VALUES, Folder, declared, small_edition, spoiled

from regioboek.errors import SourceError

Refused = Callable[..., list[str]]


#: The same rows, all of one indicator together, as the monitor's own download has them.
BY_INDICATOR = "".join(
    [VALUES.splitlines(keepends=True)[0]]
    + [row for code in ("09_E", "02_HB") for row in VALUES.splitlines(keepends=True)[1:] if code in row]
)

IN_FIGURES = {
    "unknown region": (
        ("GM0088", "GM0888"),
        "line 11 and 2 more rows, column statcode: found GM0888; "
        "expected a code of the register (did you mean GM0088?)",
    ),
    "no region": (
        ("GM0034;Almere;09_E_V_13;Werkloosheid;2021", ";Almere;09_E_V_13;Werkloosheid;2021"),
        "line 5, column statcode: found an empty cell; expected a code of the register",
    ),
    "duplicate key": (
        ("2022;4,2", "2021;4,2"),
        "line 3: found GM0014 werkloosheid 2021, which is on line 2 already; "
        "expected each region, indicator and year once",
    ),
    "decimal point": (
        ("5,1", "5.1"),
        'line 2, column waarde: found 5.1; expected a decimal comma, as declared (decimal: ","), not a point',
    ),
    "ambiguous thousands": (
        ("5,1", "1.234"),
        "line 2, column waarde: found 1.234; expected no thousands separator and a decimal comma, as declared: "
        'is it 1234 or 1,234? Where thousands are written so, declare thousands: "."',
    ),
    "thousands": (
        ("5,1", "1.005.123,5"),
        "line 2, column waarde: found 1.005.123,5; expected no thousands separator, and a decimal comma, as declared"
        '; or declare it: thousands: "."',
    ),
    "thousands with a space": (
        ("5,1", "1 005"),
        "line 2, column waarde: found 1 005; expected no thousands separator, and a decimal comma, as declared"
        '; or declare it: thousands: " "',
    ),
    "words": (
        ("5,1", "n.b."),
        "line 2, column waarde: found 'n.b.'; expected a number, or an empty cell where there is no figure",
    ),
    "the symbol for no figure": (
        ("5,1", "."),
        "line 2, column waarde: found '.'; expected a number, or an empty cell where there is no figure",
    ),
    "too high": (
        ("5,1", "140"),
        "line 2, column waarde: found 140; expected Werkloosheid (%): at least 0 and at most 100",
    ),
    "too low": (
        ("5,1", "-0,1"),
        "line 2, column waarde: found -0,1; expected Werkloosheid (%): at least 0 and at most 100",
    ),
    "unknown indicator": (
        ("09_E_V_13", "09_E_V_31"),
        "line 2 and 7 more rows, column code: found 09_E_V_31; "
        "expected a code of an indicator of this edition (did you mean 09.E&V.13?)",
    ),
    "year of two digits": (
        ("2021;5,1", "21;5,1"),
        "line 2, column jaar: found 21; expected a year of four digits",
    ),
    "year with a mark": (
        ("2022;4,2", "2022*;4,2"),
        "line 3, column jaar: found 2022*; expected a year of four digits",
    ),
    "year too early": (
        ("2021;5,1", "1989;5,1"),
        "line 2, column jaar: found 1989; expected a year from 1990 to 2023",
    ),
    "year too late": (
        ("2021;5,1", "2024;5,1"),
        "line 2, column jaar: found 2024; expected a year from 1990 to 2023",
    ),
    "row too short": (
        ("GM0034;Almere;09_E_V_13;Werkloosheid;2021;4,8", "GM0034;09_E_V_13;Werkloosheid;2021;4,8"),
        "line 5: found 5 fields; expected 6 fields, as in the header",
    ),
    "row too long": (
        ("5,1", "5,1;*"),
        "line 2: found 7 fields; expected 6 fields, as in the header",
    ),
    "open quote": (
        ("GM0034;Almere", 'GM0034;"Almere'),
        "line 5: found a quote that does not fit (';' expected after '\"'); "
        'expected paired quotes (a " inside a field is "")',
    ),
    "column renamed": (
        ("waarde\n", "waarden\n"),
        "line 1: found no column waarde (did you mean waarden?); expected a column waarde; the file has statcode, "
        "statnaam, code, label, jaar, waarden. Named otherwise? Declare it in the params, columns: {value: ...}",
    ),
    "column twice": (
        ("statcode;statnaam", "statcode;statcode"),
        "line 1: found column statcode twice; expected it once",
    ),
    "gemeente left out": (
        (VALUES[VALUES.index("GM0088") :], ""),
        "found no row of GM0088; expected rows of all 4 gemeenten of the register (an empty value where there is no "
        "figure): is the file cut off, or of another year's division?",
    ),
    "last line cut short": (
        ("zwemwater kustwateren;2022;4,0\n", "zwemw"),
        "line 13: found a last line cut short (4 of 6 fields); expected a complete file: is it truncated?",
    ),
    "cut between lines": (
        (VALUES[VALUES.rindex("GM0088") :], ""),
        "line 12: found an end at GM0088, which lacks rows that all other regions have (1); expected as many rows for "
        "the last region (an empty value where there is no figure): is the file cut off?",
    ),
    "cut between lines of a file sorted by indicator": (
        (VALUES, BY_INDICATOR[: BY_INDICATOR.index("GM0037;Stadskanaal;02_HB")]),
        "line 11: found an end at GM0034, with too few rows of zwemwater-kustwateren for what comes after it (2): "
        "GM0037, GM0088; expected as many rows for the last regions (an empty value where there is no figure): "
        "is the file cut off?",
    ),
    "cut inside a number": (
        ("2022;4,0\n", "2022;4,"),
        "line 13, column waarde: found '4,'; expected a number, or an empty cell where there is no figure",
    ),
}


@pytest.mark.parametrize("case", IN_FIGURES)
def test_figures_are_refused_with_place_finding_and_advice(case: str, files: Folder, refused: Refused) -> None:
    (old, new), message = IN_FIGURES[case]
    assert refused(spoiled(files, FIGURES, old, new)) == [f"{FIGURES}: {message}"]


WHOLE_FILES = {
    "empty": (b"", "found an empty file; expected a header line and rows"),
    "a mark and nothing else": (b"\xef\xbb\xbf", "found an empty file; expected a header line and rows"),
    "blank first line": (
        "\n" + VALUES,
        "line 1: found an empty line; expected a header with the names of the columns",
    ),
    "header only": (
        VALUES.splitlines()[0] + "\n",
        "found a header and no rows; expected rows of figures: is the file complete?",
    ),
    "tabs": (
        VALUES.replace(";", "\t"),
        'line 1: found columns separated by a tab; expected a semicolon, as declared (separator: ";")',
    ),
    "UTF-16": (VALUES.encode("utf-16"), "line 1: found UTF-16 text; expected utf-8: save the file as 'CSV UTF-8'"),
    "UTF-16 without mark": (
        VALUES.encode("utf-16-le"),
        "line 1: found NUL bytes; expected text in utf-8: UTF-16 without its mark, or damaged?",
    ),
}


@pytest.mark.parametrize("case", WHOLE_FILES)
def test_files_in_another_form_are_refused(case: str, files: Folder, refused: Refused) -> None:
    content, message = WHOLE_FILES[case]
    place = f"{FIGURES}: " + message
    assert refused(files | {FIGURES: content}) == [place]


def test_latin_1_bytes_under_utf_8_are_refused_with_their_line(files: Folder, refused: Refused) -> None:
    assert refused(files | {"indeling.csv": REGISTER.encode("latin-1")}) == [
        "indeling/indeling.csv: line 5: found bytes that are no UTF-8 near 'd;PV21;Fryslân (PV)'; "
        "expected UTF-8: save as 'CSV UTF-8', or declare encoding: cp1252 (Windows) if it is that"
    ]


def test_utf_8_under_a_single_byte_encoding_is_refused(files: Folder, refused: Refused) -> None:
    assert refused(files, declared(1, encoding="cp1252")) == [
        "indeling/indeling.csv: found UTF-8 text; expected cp1252, as declared: declare encoding: utf-8"
    ]


def test_an_encoding_that_does_not_exist_is_refused(files: Folder, refused: Refused) -> None:
    assert refused(files, declared(1, encoding="utf9")) == [
        "indeling/indeling.csv: found declared encoding utf9; expected an encoding that exists: utf-8, cp1252"
    ]


def test_decimal_commas_under_a_declared_point_are_refused(files: Folder, refused: Refused) -> None:
    lines = refused(files, declared(0, decimal="."))
    assert lines[0] == (
        f"{FIGURES}: line 2, column waarde: found 5,1; "
        'expected a decimal point, as declared (decimal: "."), not a comma'
    )


def test_many_problems_of_a_kind_are_five_examples_and_a_count(files: Folder, refused: Refused) -> None:
    rows = [f"GM0014;Groningen;09_E_V_13;Werkloosheid;{year};{year}.5\n" for year in range(1990, 2024)]
    lines = refused(files | {FIGURES: VALUES.splitlines()[0] + "\n" + "".join(rows)})
    assert len(lines) == 6
    assert lines[-1] == (
        f"{FIGURES}: and 29 more rows (line 7 to 35), column waarde: found 29 more such findings; expected as above"
    )


def test_one_report_has_every_kind_of_problem_of_every_file(files: Folder, refused: Refused) -> None:
    files = spoiled(files, FIGURES, "5,1", "5.1")
    files = spoiled(files, FIGURES, "2022;4,2", "22;140")
    files = spoiled(files, "indeling.csv", "PV24;", ";")
    files = spoiled(files, "bevolking.csv", "32099", "veel")
    lines = refused(files | {"gemeenten.geojson": ""})
    assert [line.split(":")[0] for line in lines] == [
        "indeling/indeling.csv",
        "bevolking/bevolking.csv",
        FIGURES,
        FIGURES,
        FIGURES,
        "grenzen/gemeenten.geojson",
    ]


def test_a_wrong_separator_does_not_hide_what_is_wrong_inside(files: Folder, refused: Refused) -> None:
    tabs = VALUES.replace(";", "\t").replace("5,1", "140")
    assert [line.split("found ")[1].split(";")[0] for line in refused(files | {FIGURES: tabs})] == [
        "columns separated by a tab",
        "140",
    ]


IN_REGISTER = {
    "no COROP area": (
        ("CR03;Overig", ";Overig"),
        "line 2, column cr_code: found GM0014 without COROP-gebied; expected a COROP-gebied for each gemeente",
    ),
    "no provincie": (
        ("PV24;", ";"),
        "line 3, column pv_code: found GM0034 without provincie; expected a provincie for each gemeente",
    ),
    "COROP area in two provincies": (
        ("CR04;Noord-Friesland", "CR01;Oost-Groningen"),
        "lines 4, 5: found CR01 with 2 provincies: PV20, PV21; expected one provincie per code",
    ),
    "two names": (
        ("GM0037;Stadskanaal;CR01;Oost-Groningen;PV20;Groningen", "GM0037;Stadskanaal;CR01;Oost-Groningen;PV20;Stad"),
        "lines 2, 4: found PV20 with 2 names: Groningen, Stad; expected one name per code",
    ),
    "gemeente twice": (
        ("GM0088;Schier", "GM0034;Almere;CR40;Flevoland;PV24;Flevoland\nGM0088;Schier"),
        "line 5, column gm_code: found GM0034, which is on line 3 already; expected each gemeente once",
    ),
    "no name": (
        ("GM0034;Almere", "GM0034;"),
        "line 3, column gm_naam: found GM0034 without a name; expected a name",
    ),
    "codes of another level": (
        ("CR40", "LD02"),
        "line 3, column cr_code: found LD02; expected a code of a corop: CR and 2 digits",
    ),
}


@pytest.mark.parametrize("case", IN_REGISTER)
def test_a_register_is_refused(case: str, files: Folder, refused: Refused) -> None:
    (old, new), message = IN_REGISTER[case]
    assert refused(spoiled(files, "indeling.csv", old, new)) == [f"indeling/indeling.csv: {message}"]


IN_POPULATION = {
    "gemeente without inhabitants": (
        ("GM0037;2023;32099\n", "GM0037;2023;\n"),
        "found no inhabitants in 2023 for GM0037; expected a number for all 4 gemeenten",
    ),
    "nobody": (
        ("GM0088;2023;972\n", "GM0088;2023;0\n"),
        "found 0 inhabitants in 2023 for GM0088; expected inhabitants: they are the weight",
    ),
    "gemeente of another division": (
        ("GM0088;2023;972\n", "GM0088;2023;972\nGM0050;2023;22407\n"),
        "found inhabitants in 2023 for GM0050, which the register does not have; "
        "expected the gemeenten of the register: another year's division?",
    ),
    "other year": (
        ("2023", "2021"),
        "column jaar: found no number for 2023 (years: 2021, 2022); expected the weight year 2023",
    ),
    "thousands": (
        ("238147", "238.147"),
        "line 3, column inwoners: found 238.147; expected no thousands separator and a decimal comma, as declared: "
        'is it 238147 or 238,147? Where thousands are written so, declare thousands: "."',
    ),
    "half a person": (
        ("238147", "238147,5"),
        "line 3, column inwoners: found 238147,5; expected a whole number of people",
    ),
    "region twice": (
        ("GM0088;2023;972\n", "GM0088;2023;972\nGM0088;2023;973\n"),
        "line 7, column statcode: found GM0088 in 2023 again; expected each region once per year",
    ),
}


@pytest.mark.parametrize("case", IN_POPULATION)
def test_a_population_is_refused(case: str, files: Folder, refused: Refused) -> None:
    (old, new), message = IN_POPULATION[case]
    assert f"bevolking/bevolking.csv: {message}" in refused(spoiled(files, "bevolking.csv", old, new))


def test_a_provincie_that_is_not_the_sum_of_its_gemeenten_is_refused(files: Folder, refused: Refused) -> None:
    assert refused(spoiled(files, "bevolking.csv", "270246", "270247")) == [
        "bevolking/bevolking.csv: found PV20 with 270247 inhabitants in 2023; expected 270246, the sum of its gemeenten"
    ]


def test_a_selection_that_no_row_meets_is_refused(files: Folder, refused: Refused) -> None:
    header, *rows = POPULATION.splitlines()
    table = "\n".join([f"{header};onderwerp", *(f"{row};Bevolking op 1 januari" for row in rows)]) + "\n"
    assert refused(files | {"bevolking.csv": table}, declared(2, select={"onderwerp": "Bevolking"})) == [
        "bevolking/bevolking.csv: found no row with onderwerp: Bevolking (select); "
        "expected one of Bevolking op 1 januari"
    ]


def test_register_and_boundaries_that_disagree_are_refused_with_the_codes(files: Folder, refused: Refused) -> None:
    lines = refused(spoiled(files, "gemeenten.geojson", "GM0088", "GM0999"))
    advice = "expected the same codes in register and boundaries: are they of the same year?"
    assert lines == [
        "grenzen/gemeenten.geojson: found 1 of the gemeenten only in the register, with no polygon: GM0088; " + advice,
        "grenzen/gemeenten.geojson: found 1 of the gemeenten only in the boundaries, with no row in the register: "
        "GM0999; " + advice,
    ]


def test_an_indicator_without_rows_needs_a_reason_in_the_params(files: Folder, refused: Refused, read: Any) -> None:
    rest = "".join(line for line in VALUES.splitlines(keepends=True) if "NK_30" not in line)
    assert refused(files | {FIGURES: rest}) == [
        "params: not_in_source.zwemwater-kustwateren: found no row of Kwaliteit van zwemwater kustwateren; "
        "expected rows in a source, or the reason why there are none under not_in_source"
    ]
    told = small_edition(not_in_source={"zwemwater-kustwateren": "Niet in deze download."})
    assert set(read(files | {FIGURES: rest}, told).values["indicator"]) == {"werkloosheid"}


def test_a_key_in_two_files_of_figures_is_refused(files: Folder, refused: Refused) -> None:
    own = SOURCES[0].model_copy(update={"id": "eigen", "files": {"values": "eigen.csv"}})
    assert refused(files | {"eigen.csv": VALUES.replace("Werkloosheid", "")}, small_edition((*SOURCES, own)))[0] == (
        "eigen/eigen.csv: line 2: found GM0014 werkloosheid 2021, which another source has already; "
        "expected each region, indicator and year once"
    )


def test_the_report_counts_and_lists(files: Folder, read: Any) -> None:
    with pytest.raises(SourceError, match=r"^the sources of edition 2023 were refused \(1 problem\(s\)\)\n  - monitor"):
        read(spoiled(files, FIGURES, "5,1", "140"))
