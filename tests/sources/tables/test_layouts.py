"""How tables are laid out: long and wide, in every format; missing texts, statuses, margins, factors."""

from __future__ import annotations

import pytest
from worlds.small_tables import LONG, delimited, parquet, workbook

WIDE = {
    ("GM0014", "werkloosheid", 2021): 5.1,
    ("GM0014", "werkloosheid", 2022): 4.2,
    ("GM0014", "leefbaarheid", 2022): 7.5,
}


def test_a_column_per_year_and_indicator(known, tmp_path):
    rows = [("gem", "wl 2021", "wl 2022", "lb"), ("GM0014", 5.1, 4.2, 7.5)]
    columns = {"wl 2021": "werkloosheid@2021", "wl 2022": "werkloosheid@2022", "lb": "leefbaarheid@2022"}
    assert known(workbook(tmp_path / "a.xlsx", Blad=rows), region="gem", columns=columns) == WIDE


def test_a_column_per_year_by_its_name(known, tmp_path):
    rows = [("gem", 2021, 2022), ("GM0014", 5.1, 4.2)]
    found = known(workbook(tmp_path / "a.xlsx", Blad=rows), region="gem", columns={"{year}": "werkloosheid"})
    assert found == {key: value for key, value in WIDE.items() if key[1] == "werkloosheid"}


def test_a_column_per_indicator_with_a_column_for_the_year(known, tmp_path):
    rows = [("gem", "jaar", "wl", "lb"), ("GM0014", 2021, 5.1, ""), ("GM0014", 2022, 4.2, 7.5)]
    columns = {"wl": "werkloosheid", "lb": "leefbaarheid"}
    found = known(delimited(tmp_path / "a.csv", rows), region="gem", year="jaar", columns=columns, decimal=".")
    assert found.pop(("GM0014", "leefbaarheid", 2021)) is None
    assert found == WIDE


@pytest.mark.parametrize("columns", [{"j2021": "@2021", "j2022": "@2022"}, {"j{year}": ""}])
def test_a_row_per_indicator_and_a_column_per_year(columns, known, tmp_path):
    rows = [("gem", "wat", "j2021", "j2022"), ("GM0014", "werkloosheid", 5.1, 4.2), ("GM0014", "LB", "", 7.5)]
    table = {"region": "gem", "indicator": "wat", "columns": columns}
    found = known(delimited(tmp_path / "a.csv", rows), decimal=".", **table)
    assert found.pop(("GM0014", "leefbaarheid", 2021)) is None
    assert found == WIDE


def test_one_year_for_the_whole_table(known, tmp_path):
    rows = [("gem", "wl"), ("GM0014", "5,1")]
    table = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}}
    assert known(delimited(tmp_path / "a.csv", rows), **table) == {("GM0014", "werkloosheid", 2021): 5.1}


@pytest.mark.parametrize("make", [delimited, parquet, lambda p, rows: workbook(p, Blad=rows)])
def test_the_same_rows_give_the_same_figures_in_every_format(make, known, tmp_path):
    name = {delimited: "a.csv", parquet: "a.parquet"}.get(make, "a.xlsx")
    assert known(make(tmp_path / name, LONG), decimal=".") == {
        ("GM0014", "werkloosheid", 2021): 5.1,
        ("GM0034", "werkloosheid", 2021): 4.8,
    }


def test_a_text_that_is_no_number_is_refused_with_the_declaration_that_mends_it(reads, tmp_path):
    rows = [("gem", "wl"), ("GM0014", "n.b.")]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", year=2021, columns={"wl": "werkloosheid"})
    assert found.refused == [
        "eigen/a.csv: line 2, column wl: found 'n.b.'; expected a number; does it mean that there is no figure? "
        "Declare it: missing: ['n.b.']"
    ]


def test_declared_texts_are_no_figure_each_with_its_own_reason(known, tmp_path):
    rows = [("gem", "wl"), ("GM0014", "X"), ("GM0034", "."), ("GM0037", -99)]
    missing = {"x": "confidential", ".": "missing", "-99": "impossible"}
    found = known(
        workbook(tmp_path / "a.xlsx", Blad=rows),
        region="gem",
        year=2021,
        columns={"wl": "werkloosheid"},
        missing=missing,
    )
    assert list(found.values()) == ["confidential", "missing", "impossible"]


def test_statuses_in_dutch_and_in_declared_words(reads, tmp_path):
    rows = [("gem", "wl", "st"), ("GM0014", 1, "Definitief"), ("GM0034", 2, "*"), ("GM0037", 3, "eerste raming")]
    table = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}, "status": "st"}
    path = delimited(tmp_path / "a.csv", rows)
    assert reads(path, **table).refused == [
        "eigen/a.csv: line 4, column st: found 'eerste raming'; expected definitief, voorlopig or nader voorlopig; "
        "or declare what it is: statuses: {'eerste raming': provisional}"
    ]
    found = reads(path, **table, statuses={"Eerste raming": "provisional"})
    assert found.rows["status"].tolist() == ["definitive", "provisional", "provisional"]


def test_margins_stand_beside_their_figure(reads, tmp_path):
    rows = [("gem", "wl", "van", "tot"), ("GM0014", "5,1", "4,9", "5,3")]
    table = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}, "lower": "van", "upper": "tot"}
    found = reads(delimited(tmp_path / "a.csv", rows), **table).rows.iloc[0]
    assert (found["lower"], found["value"], found["upper"]) == (4.9, 5.1, 5.3)


def test_a_factor_is_applied_without_noise(known, tmp_path):
    rows = [("gem", "wl"), ("GM0014", "0,831")]
    table = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}, "factor": {"werkloosheid": 100.0}}
    assert list(known(delimited(tmp_path / "a.csv", rows), **table).values()) == [83.1]


def test_percentages_that_look_like_fractions_are_noted(reads, tmp_path):
    rows = [("gem", "jaar", "wl"), *[("GM0014", year, 0.05) for year in range(2016, 2022)]]
    found = reads(workbook(tmp_path / "a.xlsx", Blad=rows), region="gem", year="jaar", columns={"wl": "werkloosheid"})
    assert found.notes[0] == (
        "eigen/a.xlsx: column wl (C): found 6 figures of Werkloosheid from 0.05 to 0.05; expected percentages: are "
        "these fractions? Then declare what figures are times: table: {factor: {werkloosheid: 100}}"
    )


def test_a_value_out_of_range_is_refused_by_the_indicators_bounds(reads, tmp_path):
    rows = [("gem", "lb"), ("GM0014", 75)]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", year=2021, columns={"lb": "leefbaarheid"})
    assert found.refused == [
        "eigen/a.csv: line 2, column lb: found 75; expected Leefbaarheid (een cijfer tot 10): at least 0 and at most 10"
    ]


def test_a_second_row_for_the_same_figure_names_the_first(reads, tmp_path):
    path = workbook(tmp_path / "a.xlsx", Cijfers=[*LONG, LONG[1]])
    assert reads(path).refused == [
        "eigen/a.xlsx: sheet Cijfers, row 4: found GM0014 werkloosheid 2021, which is on row 2 already; "
        "expected each region, indicator and year once"
    ]


def test_an_unknown_indicator_is_refused_with_the_nearest(reads, tmp_path):
    path = delimited(tmp_path / "a.csv", [LONG[0], ("GM0014", 2021, "werkloosheit", 5)])
    assert reads(path).refused == [
        "eigen/a.csv: line 2, column Onderwerp: found 'werkloosheit'; expected an indicator of this edition: its id or "
        "a code (did you mean werkloosheid?); or a word declared under table: {indicators: ...} (null: passed over)"
    ]


def test_words_of_its_own_for_indicators_and_ones_that_are_passed_over(known, tmp_path):
    rows = [LONG[0], ("GM0014", 2021, "Werkloos", 5), ("GM0014", 2021, "Anders", 9)]
    found = known(delimited(tmp_path / "a.csv", rows), indicators={"werkloos": "werkloosheid", "Anders": None})
    assert found == {("GM0014", "werkloosheid", 2021): 5}


def test_an_indicator_that_a_column_declares_and_the_edition_lacks(reads, tmp_path):
    rows = [("gem", "wl"), ("GM0014", 5), ("GM0034", 6)]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", year=2021, columns={"wl": "werkloos"})
    assert len(found.refused) == 1 and "found 'werkloos'" in found.refused[0]


LATE = "a year from 1990 to 2023; rows of others are left out with select: {Jaar: {not: ...}}"


def test_columns_of_years_after_the_window_are_passed_over_with_a_note(reads, tmp_path):
    rows = [("gem", "2022", "2023*", "2024", "2025*"), ("GM0014", 5, 6, 7, 8), ("GM0034", 5, 6, 7, "n.b.")]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", columns={"{year}": "werkloosheid"})
    assert found.refused == []
    assert sorted(set(found.rows["year"])) == [2022, 2023]
    assert any("columns of later years: 2024, 2025*" in note for note in found.notes)


@pytest.mark.parametrize(("year", "expected"), [(1989, LATE), (2024, LATE), ("21", "a year of four digits")])
def test_a_year_that_cannot_be_is_refused(year, expected, reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", [LONG[0], ("GM0014", year, "werkloosheid", 5)]))
    assert found.refused == [f"eigen/a.csv: line 2, column Jaar: found {year}; expected {expected}"]


def test_the_separator_is_the_declared_one(reads, tmp_path):
    assert reads(delimited(tmp_path / "a.csv", LONG, ","), decimal=".").refused == [
        'eigen/a.csv: line 1: found columns separated by a comma; expected a semicolon, as declared (separator: ";")'
    ]


def test_a_csv_with_lines_above_its_header_keeps_the_lines_of_the_file(reads, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Eigen "cijfers\n\ngem;wl\nGM0014;x\n', encoding="utf-8")
    found = reads(path, header=3, region="gem", year=2021, columns={"wl": "werkloosheid"})
    assert [line.split(": ")[1] for line in found.refused] == ["line 4, column wl"]


def test_columns_that_are_not_there_are_all_named(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", [("gemeente", "j"), ("GM0014", 1)]))
    assert [line.partition("; ")[0] for line in found.refused] == [
        "eigen/a.csv: line 1: found no column Jaar",
        "eigen/a.csv: line 1: found no column Onderwerp",
        "eigen/a.csv: line 1: found no column Waarde",
    ]


def test_two_columns_of_one_name_are_refused(reads, tmp_path):
    rows = [("gem", "wl", "wl"), ("GM0014", 5, 6)]
    found = reads(workbook(tmp_path / "a.xlsx", Blad=rows), region="gem", year=2021, columns={"wl": "werkloosheid"})
    assert "found 2 columns named wl: wl (B), wl (C); expected one" in found.refused[0]


def test_total_rows_are_declared_and_source_lines_passed_over(reads, tmp_path):
    rows = [("gem", "wl"), ("GM0014", 5), ("Totaal", 11), ("Bron: bureau", "")]
    found = reads(
        delimited(tmp_path / "a.csv", rows), region="gem", year=2021, columns={"wl": "werkloosheid"}, skip=("totaal",)
    )
    assert (found.refused, len(found.rows)) == ([], 1)
    assert "line 4: found 'Bron: bureau'; expected a row: passed over as a remark" in found.notes[0]
