"""Years as bureaus write them, in the name of a column and in a cell; what is lost otherwise is said."""

from __future__ import annotations

import datetime

import pytest
from worlds.small_tables import LONG, delimited, workbook

from regioboek.sources.tables.years import no_year, period_of, year_in

WIDE = {"region": "gem", "columns": {"{year}": "werkloosheid"}}


@pytest.mark.parametrize(
    ("text", "year", "status"),
    [
        ("2022", 2022, None),
        ("2022.0", 2022, None),
        ("2022JJ00", 2022, None),
        ("2022JJ00*", 2022, "provisional"),
        ("2022*", 2022, "provisional"),
        ("2021 **", 2021, "revised-provisional"),
        ("2020 (voorlopig)", 2020, "provisional"),
        ("2020 Nader voorlopig", 2020, "revised-provisional"),
        ("2019 (definitief)", 2019, "definitive"),
        ("2018¹⁾", 2018, None),
        ("2018 v", 2018, "provisional"),
    ],
)
def test_a_year_with_its_status(text, year, status):
    assert year_in(text, {"¹⁾": None, "v": "provisional"}) == (year, status)


@pytest.mark.parametrize("text", ["", "22", "20221", "2022²⁾", "2022KW01", "1850", "2022JJ01", "2022.5", "jaar 2022"])
def test_what_is_no_year(text):
    assert year_in(text, {}) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2022KW01", "a quarter"),
        ("2022 1e kwartaal*", "a quarter"),
        ("2022 Q3", "a quarter"),
        ("2022MM03", "a month"),
        ("2022 maart", "a month"),
        ("2022HJ02", "a half-year"),
        ("2022 2e halfjaar", "a half-year"),
        ("2021SJ00", "a school year"),
        ("2022/'23", "a school year, a season or several years"),
        ("2021/2022", "a school year, a season or several years"),
        ("2018-2022", "several years"),
        ("2022 t/m 2023", "several years"),
        ("2022 en '23", "several years"),
        ("2022 tot en met 2024", "several years"),
        ("2022-I", "a part of a year"),
        ("2022/iv", "a part of a year"),
        ("2022 week 12", "a week"),
        ("2018G400", "a period of another kind"),
        ("2022", None),
        ("2022JJ00", None),
        ("2022 (%)", None),
    ],
)
def test_a_period_that_is_no_calendar_year_is_named(text, what):
    assert period_of(text) == what


@pytest.mark.parametrize(
    ("text", "found", "advice"),
    [
        ("1-1-2022", "1-1-2022, a date", "take the year of the date"),
        ("2022-12-31", "2022-12-31, a date", "take the year of the date"),
        ("31/12/2022", "31/12/2022, a date", "=JAAR("),
        ("2022-01-01T00:00:00", "a date", "take the year"),
        ("44562", "the number that Excel has for 2022-01-01", "=JAAR("),
        ("44926", "the number that Excel has for 2022-12-31", "=JAAR("),
        ("2022KW04", "2022KW04, a quarter", "select: {Jaar: {not: [2022KW04]}}"),
        ("2021.5", "2021.5", "a year of four digits"),
        ("2022 3)", "2022 3)", "marks: {'3)': null}"),
        ("", "an empty cell", "a year of four digits"),
    ],
)
def test_in_the_place_of_a_year_it_is_said_what_stands_there_and_what_to_do(text, found, advice):
    said, expected = no_year(text, "Jaar")
    assert found in said and advice in expected


def test_a_date_in_a_cell_of_a_workbook_is_told_from_a_year_that_is_only_shown_as_one(reads, tmp_path):
    rows = [
        LONG[0],
        ("GM0014", datetime.date(2021, 1, 1), "werkloosheid", 5),
        ("GM0034", datetime.datetime(1905, 7, 13), "werkloosheid", 5),
    ]
    found = reads(workbook(tmp_path / "a.xlsx", Blad=rows)).refused
    assert "row 2, column Jaar (B): found a date (01-01-2021); expected a year of four digits: take the" in found[0]
    assert "row 3, column Jaar (B): found a date (13-07-1905)" in found[1] and "it then reads 2021" in found[1]


def test_years_in_cells_give_their_status(reads, tmp_path):
    rows = [LONG[0], *[("GM0014", year, "werkloosheid", 5) for year in ("2020JJ00", "2021**", "2022*")]]
    found = reads(delimited(tmp_path / "a.csv", rows))
    assert found.refused == []
    assert found.rows["year"].tolist() == [2020, 2021, 2022]
    assert found.rows["status"].tolist() == [None, "revised-provisional", "provisional"]


def test_years_in_names_give_their_status_and_a_column_with_statuses_wins(reads, tmp_path):
    rows = [
        ("gem", "2020JJ00", "2021 **", "2022 (voorlopig)", "st"),
        ("GM0014", 1, 2, 3, ""),
        ("GM0034", 4, 5, 6, "definitief"),
    ]
    found = reads(delimited(tmp_path / "a.csv", rows), **WIDE, status="st")
    assert found.refused == []
    told = {(r.region, r.year): r.status for r in found.rows.itertuples()}
    assert told["GM0014", 2022] == "provisional" and told["GM0014", 2021] == "revised-provisional"
    assert told["GM0034", 2022] == told["GM0034", 2020] == "definitive"


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{year}: werkloosheid", "2022* : werkloosheid"),
        ("Werkloosheid {year} (%)", "Werkloosheid 2022* (%)"),
        ("j{year}", "J2022*"),
    ],
)
def test_a_mark_may_stand_behind_the_year_wherever_it_is_in_the_name(pattern, name, reads, tmp_path):
    found = reads(
        delimited(tmp_path / "a.csv", [("gem", name), ("GM0014", 5)]), region="gem", columns={pattern: "werkloosheid"}
    )
    assert (found.refused, found.rows["status"].tolist()) == ([], ["provisional"])


@pytest.mark.parametrize(("name", "mark"), [("2022¹⁾", "¹⁾"), ("2022 (%)", "(%)"), ("2022^", "^"), ("2022 p", "p")])
def test_a_year_with_an_unknown_mark_is_refused_until_the_mark_is_declared(name, mark, reads, tmp_path):
    path = delimited(tmp_path / "a.csv", [("gem", "2021", name), ("GM0014", 5, 6)])
    found = reads(path, **WIDE)
    assert len(found.refused) == 1
    assert f"found column {name}, which would not be read" in found.refused[0]
    assert f"marks: {{'{mark}': null}}" in found.refused[0]
    if "%" not in mark:
        assert reads(path, **WIDE, marks={mark: None}).rows["year"].tolist() == [2021, 2022]


def test_other_columns_of_a_year_are_named(reads, tmp_path):
    rows = [("gem", "2021", "2021 aantal", "2022KW01", "aantal"), ("GM0014", 5, 6, 7, 8)]
    found = reads(delimited(tmp_path / "a.csv", rows), **WIDE)
    assert found.refused == []
    assert "line 1: found columns of a year that are not read: 2021 aantal, 2022KW01; expected" in found.notes[0]


def test_columns_of_a_year_that_were_declared_one_by_one_leave_no_note_of_others(reads, tmp_path):
    rows = [("gem", "2021", "2022"), ("GM0014", 5, 6)]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", columns={"2021": "werkloosheid@2021"})
    assert not any("of a year" in note for note in found.notes)


@pytest.mark.parametrize("names", [("2022", "2022*"), ("2022*", "2022 (definitief)"), ("2022JJ00", "2022")])
def test_one_year_in_two_columns_is_refused(names, reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", [("gem", *names), ("GM0014", 5, 6)]), **WIDE)
    assert len(found.refused) == 1
    assert f"found 2 columns with werkloosheid 2022: {names[0]}, {names[1]}" in found.refused[0]


def test_a_year_in_quotes_that_is_no_column(reads, tmp_path):
    path = delimited(tmp_path / "a.csv", [("gem", "wl"), ("GM0014", 5)])
    found = reads(path, region="gem", year="2021", columns={"wl": "werkloosheid"})
    assert len(found.refused) == 1 and "Declare year: 2021, without quotes" in found.refused[0]


def test_a_row_with_a_year_but_no_region_and_no_figure_is_named(reads, tmp_path):
    found = reads(
        delimited(tmp_path / "a.csv", [*LONG, ("", 2022, "werkloosheid", ""), ("", 2023, "", "")]), decimal="."
    )
    assert found.refused == []
    assert found.notes[0].startswith("eigen/a.csv: line 4: found 2 rows with a year (2022, 2023) and no region")


@pytest.mark.parametrize("name", ["1-1-2022", datetime.date(2022, 1, 1), "Jaar 2022", "FY2022", "stand 2022*"])
def test_a_column_with_a_year_somewhere_in_its_name_is_named_when_it_is_not_read(name, reads, tmp_path):
    found = reads(workbook(tmp_path / "a.xlsx", Blad=[("gem", 2021, name), ("GM0034", 4, 5)]), **WIDE)
    assert "found columns of a year that are not read:" in found.notes[0] and "2022" in found.notes[0]


def test_columns_of_another_indicator_are_not_named(reads, tmp_path):
    names = ("gem", "wl 2021", "groei 2021", "wl per 1-1-2022")
    found = reads(
        delimited(tmp_path / "a.csv", [names, ("GM0034", 4, 5, 6)]),
        region="gem",
        columns={"wl {year}": "werkloosheid"},
    )
    assert "not read: wl per 1-1-2022; expected" in found.notes[0]


@pytest.mark.parametrize("make", [delimited, workbook])
def test_one_year_for_several_indicators_asks_for_two_header_rows(make, reads, tmp_path):
    rows = [("gem", "wonen", "", "werk", ""), ("gem", 2021, 2022, 2021, 2022), ("GM0014", 5, 6, 7, 8)]
    path = tmp_path / ("a.csv" if make is delimited else "a.xlsx")
    make(path, rows) if make is delimited else make(path, Blad=rows)
    found = reads(path, region="gem", header=2, columns={"{year}": "werkloosheid"})
    assert all("or two header rows: header: [1, 2]" in line for line in found.refused) and len(found.refused) == 2
    found = reads(path, region="gem gem", header=(1, 2), columns={"werk {year}": "werkloosheid"})
    assert found.refused == [] and found.rows["value"].tolist() == [7, 8]


def test_one_year_twice_below_a_title_asks_for_no_second_header_row(reads, tmp_path):
    rows = [("Werkloosheid per gemeente", "", ""), ("gem", "2022", "2022*"), ("GM0014", 5, 6)]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", header=2, columns={"{year}": "werkloosheid"})
    assert len(found.refused) == 1 and "two header rows" not in found.refused[0]
