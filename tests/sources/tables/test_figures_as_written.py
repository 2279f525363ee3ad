"""Figures as bureaus write them: with thousands separators, a % or a mark behind them, and what stands for none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyreadstat
import pytest
from worlds.small_tables import delimited, workbook

CODES = ("GM0014", "GM0034", "GM0037", "GM0518", "GM1979")
WL = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}}


@pytest.fixture(params=["csv", "xlsx"])
def told(request, reads, tmp_path: Path) -> Callable[..., SimpleNamespace]:
    """Texts in a column of one indicator, in a CSV and in cells of a workbook, and what becomes of them."""

    def read(*texts: str, **table) -> SimpleNamespace:
        rows = [("gem", "wl"), *zip(CODES, texts, strict=False)]
        path = tmp_path / f"a.{request.param}"
        path = delimited(path, rows) if request.param == "csv" else workbook(path, Blad=rows)
        return reads(path, **WL | table)

    return read


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("20,5%", "table: {percent_sign: true}"),
        ("20 %", "table: {percent_sign: true}"),
        ("30,1*", "table: {marks: {'*': provisional}}"),
        ("30,1 **", "table: {marks: {'**': revised-provisional}}"),
        ("30,1¹⁾", "table: {marks: {'¹⁾': null}}"),
        ("30,1 2)", "table: {marks: {'2)': null}}"),
        ("30 euro", "table: {marks: {'euro': null}}"),
        ("20,5%*", "table: {percent_sign: true, marks: {'*': provisional}}"),
        ("(5)", "one below zero is written -5"),
        ("5-", "The minus stands before it: -5"),
        ("<5", "only a bound of one; declare that it is none: missing: {'<5': confidential}"),
        ("> 90", "only a bound of one"),
        ("minder dan 5", "only a bound of one"),
        ("1.234.567", 'thousands: "."'),
        ("1.234", 'is it 1234 or 1,234? Where thousands are written so, declare thousands: "."'),
        ("1\u00a0234", 'thousands: " "'),
        ("1’234,5", """thousands: "'\""""),
        ("1.5", 'a decimal comma, as declared (decimal: ","), not a point'),
        ("n.v.t.", "missing: ['n.v.t.'], or what it means: {'n.v.t.': not-applicable}"),
        ("geheim", "{'geheim': confidential}"),
        ("-", "Declare it: missing: ['-']"),
        ("1e3", "a number, or an empty cell"),
        ("12-3-2022", "a number, or an empty cell"),
    ],
)
def test_what_is_not_declared_is_refused_with_the_declaration(text, advice, told):
    found = told("5", text)
    assert len(found.refused) == 1, found.refused
    assert advice in found.refused[0]


def test_thousands_that_are_declared(reads, tmp_path):
    table = {"region": "gem", "year": 2021, "columns": {"wl": "leefbaarheid"}, "factor": {"leefbaarheid": 0.0001}}
    for number, (mark, texts) in enumerate(
        {".": ("1.234", "12.345,5"), " ": ("1\u202f234", "12 345,5"), "'": ("1'234", "12’345,5")}.items()
    ):
        rows = [("gem", "wl"), ("GM0014", texts[0]), ("GM0034", texts[1]), ("GM0037", "999")]
        found = reads(delimited(tmp_path / f"{number}.csv", rows), **table, thousands=mark)
        assert found.refused == []
        assert found.rows["value"].tolist() == [0.1234, 1.23455, 0.0999]


@pytest.mark.parametrize("text", ["1.23", "1.2345", "12.34.567", "1,234.5", ".123"])
def test_groups_that_are_no_thousands_are_refused_though_they_are_declared(text, told):
    assert len(told(text, thousands=".").refused) == 1


def test_percent_signs_and_marks_that_are_declared(told):
    found = told("20,5%", "0,4 %", "30,1%*", "7 ¹⁾", "8", percent_sign=True, marks={"*": "provisional", "¹⁾": None})
    assert found.refused == []
    assert found.rows["value"].tolist() == [20.5, 0.4, 30.1, 7, 8]
    assert found.rows["status"].tolist() == [None, None, "provisional", None, None]


def test_small_percentages_with_their_sign_are_no_fractions(reads, tmp_path):
    rows = [("gem", "jaar", "wl"), *[("GM0014", year, "0,5%") for year in range(2016, 2022)]]
    table = {"region": "gem", "year": "jaar", "columns": {"wl": "werkloosheid"}, "percent_sign": True}
    assert not any("fractions" in note for note in reads(delimited(tmp_path / "a.csv", rows), **table).notes)


def test_a_percentage_out_of_range_is_still_refused(told):
    assert (
        "found 120; expected Werkloosheid (%): at least 0 and at most 100" in told("120%", percent_sign=True).refused[0]
    )


def test_a_percent_sign_and_a_factor_are_refused(told):
    found = told("20,5%", "0,3", percent_sign=True, factor={"werkloosheid": 100.0})
    assert len(found.refused) == 1
    assert "found 20.5%; expected a figure in % already, so no factor (table.factor.werkloosheid)" in found.refused[0]


@pytest.mark.parametrize("margin", ["4%", "4"])
def test_a_percent_sign_at_an_indicator_of_something_else_is_refused(margin, reads, tmp_path):
    rows = [("gem", "lb", "van"), ("GM0014", "5%" if margin == "4" else "5", margin)]
    table = {"region": "gem", "year": 2021, "columns": {"lb": "leefbaarheid"}, "percent_sign": True, "lower": "van"}
    found = reads(delimited(tmp_path / "a.csv", rows), **table)
    assert len(found.refused) == 1
    assert "a figure without it: Leefbaarheid is in een cijfer tot 10" in found.refused[0]


@pytest.mark.parametrize("sign", ["\u2212", "\u2013", "\u2012"])
def test_a_dash_before_a_digit_is_a_minus_with_one_note(sign, reads, tmp_path):
    rows = [("gem", "lb"), ("GM0014", f"{sign}5"), ("GM0034", f"{sign} 0,5")]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", year=2021, columns={"lb": "leefbaarheid"})
    assert [line.split(": ")[2].split(";")[0] for line in found.refused] == ["found -5", "found -0.5"]
    assert sum("a minus: read as that" in note for note in found.notes) == 1


def test_a_word_in_every_cell_of_many_columns_is_one_line(reads, tmp_path):
    rows = [("gem", *range(2015, 2023)), *[(code, *["geheim"] * 8) for code in CODES]]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", columns={"{year}": "werkloosheid"})
    assert len(found.refused) == 1
    assert "line 2 and 39 more rows, column 2015 and 7 more columns: found 'geheim'" in found.refused[0]


def test_many_words_in_many_columns_are_few_lines(reads, tmp_path):
    rows = [("gem", *range(2015, 2023)), *[(code, *[f"{code} {y}?" for y in range(8)]) for code in CODES]]
    assert (
        len(reads(delimited(tmp_path / "a.csv", rows), region="gem", columns={"{year}": "werkloosheid"}).refused) <= 7
    )


def test_cells_of_indicators_that_are_not_asked_for_need_not_be_valid(reads, tmp_path):
    rows = [
        ("Gemeente", "Jaar", "Onderwerp", "Waarde"),
        ("GM0014", 2021, "werkloosheid", "5"),
        ("GM0014", 2021, "Huizenprijs", "3 ton"),
        ("elders", "vorig jaar", "werkloosheit", "?"),
    ]
    found = reads(delimited(tmp_path / "a.csv", rows), indicators={"*": None})
    assert (found.refused, len(found.rows)) == ([], 1)
    assert (
        "column Onderwerp: found 2 rows with other words: Huizenprijs, werkloosheit (did you mean werkloosheid?); "
        'expected passed over, as declared ("*": null)' in found.notes[0]
    )
    assert len(reads(delimited(tmp_path / "a.csv", rows[:3]), indicators={"Huizenprijs": None}).rows) == 1


def test_the_same_with_a_column_per_year(known, tmp_path):
    rows = [("gem", "wat", "2021", "2022*"), ("GM0014", "LB", "5", "6"), ("GM0014", "huizen", "duur", "-")]
    table = {"region": "gem", "indicator": "wat", "columns": {"{year}": ""}, "indicators": {"*": None}}
    assert known(delimited(tmp_path / "a.csv", rows), **table) == {
        ("GM0014", "leefbaarheid", 2021): 5.0,
        ("GM0014", "leefbaarheid", 2022): 6.0,
    }


def test_the_same_for_groups(known, tmp_path):
    rows = [("gem", "wie", "wl"), ("GM0014", "Totaal", "5"), ("GM0014", "Man", "?"), ("GM0014", "Vrouw", "?")]
    table = {**WL, "group": "wie", "groups": {"*": None}}
    assert known(delimited(tmp_path / "a.csv", rows), **table) == {("GM0014", "werkloosheid", 2021): 5.0}


def test_cells_of_other_levels_need_not_be_valid(known, tmp_path):
    rows = [("gem", "wl"), ("GM0014", "5"), ("WK001400", "?"), ("BU00140001", "n.b."), ("PV20", "zie NL")]
    assert list(known(delimited(tmp_path / "a.csv", rows), **WL, level="gemeente").values()) == [5.0]


@pytest.mark.parametrize("regions", [("GM0014",), CODES])
def test_rows_of_persons_are_one_message(regions, reads, tmp_path):
    rows = [("gem", "sekse", "wl"), *[(regions[n % len(regions)], n % 2, n % 5) for n in range(100)]]
    found = reads(delimited(tmp_path / "a.csv", rows), **WL)
    assert len(found.refused) == 1
    assert f"{100 // len(regions)} of {regions[0]} werkloosheid 2021" in found.refused[0]
    assert "answers of persons? Then count first" in found.refused[0]
    assert "this table has sekse too" in found.refused[0]


def test_a_column_of_texts_that_should_be_one_of_figures_is_one_message(reads, tmp_path):
    rows = [("gem", "naam"), *[(code, f"Plaats {'abcde'[n]}") for n, code in enumerate(CODES)]]
    found = reads(delimited(tmp_path / "a.csv", rows), region="gem", year=2021, columns={"naam": "werkloosheid"})
    assert len(found.refused) == 1
    assert "column naam: found 5 texts and no figure (Plaats a, Plaats b" in found.refused[0]


def test_answers_of_persons_with_labels_are_no_words_that_mean_no_figure(reads, tmp_path):
    answers = {"gem": [14.0, 34.0] * 30, "wl": [1.0, 2.0, 3.0] * 20}
    labels = {"wl": {1: "slecht", 2: "matig", 3: "goed"}}
    pyreadstat.write_sav(pd.DataFrame(answers), tmp_path / "a.sav", variable_value_labels=labels)
    found = reads(tmp_path / "a.sav", **WL, level="gemeente")
    assert len(found.refused) == 1
    assert "case 1, 3, 5, 7, 9 and 25 more: found 60 figures that are there several times" in found.refused[0]


@pytest.mark.parametrize("text", ["-99999999", "-99997", "-99995", "\u221299990"])
def test_a_number_that_says_that_there_is_no_figure_is_refused_until_it_is_declared(text, told):
    found = told("5", text)
    number = text.replace("\u2212", "-")
    assert f"found {number}; expected a figure: this number usually says that there is none" in found.refused[0]
    assert f"missing: ['{number}']" in found.refused[0]
    assert told("5", text, missing=[text]).refused == []


@pytest.mark.parametrize("text", ["-99", "-9999,5", "-100000"])
def test_other_numbers_below_zero_are_figures_or_impossible(text, told):
    assert "usually says" not in str(told("5", text).refused)


def test_margins_that_do_not_fit_their_figure_are_told(reads, tmp_path: Path):
    rows = [
        ("gem", "wl", "l", "h"),
        ("GM0014", 5, 4, 6),
        ("GM0034", 5, 6, 4),
        ("GM0037", 5, 6, 7),
        ("GM0518", 5, "", 4),
    ]
    found = reads(delimited(tmp_path / "a.csv", rows), **WL, lower="l", upper="h")
    assert len(found.refused) == 1
    assert "line 3, column wl: found 5, with margins 6 to 4; expected the lower margin first" in found.refused[0]
    assert [note.split("; ")[0].split("found ")[1] for note in found.notes] == [
        "5, with margins 6 to 7",
        "5, with margins nan to 4",
    ]


@pytest.mark.parametrize(("word", "meant"), [("D", "definitive"), ("def.", "definitive"), ("V", "provisional")])
def test_a_word_for_a_status_is_advised_as_what_it_probably_means(word, meant, reads, tmp_path: Path):
    found = reads(delimited(tmp_path / "a.csv", [("gem", "wl", "st"), ("GM0014", 5, word)]), **WL, status="st")
    assert f"statuses: {{'{word}': {meant}}}" in found.refused[0]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ([("GM0014", 2022, 5)], "in 2022 for 1 region, none for GM0034, which have figures of other years"),
        ([("GM0014", 2022, ""), ("GM0034", 2022, "")], "in 2022 for 0 regions, none for GM0014, GM0034"),
        ([("GM0014", 2022, 5), ("GM0034", 2022, "x")], None),
        ([("GM0014", 2022, 5), ("GM0034", 2022, 6)], None),
        ([], None),
    ],
)
def test_a_last_year_with_fewer_figures_is_told(last, told, reads, tmp_path: Path):
    rows = [("gem", "jaar", "wl"), ("GM0014", 2021, 4), ("GM0034", 2021, 4), *last]
    table = {"region": "gem", "year": "jaar", "columns": {"wl": "werkloosheid"}, "missing": ("x",)}
    notes = [n for n in reads(delimited(tmp_path / "a.csv", rows), **table).notes if "is the file complete" in n]
    assert len(notes) == (told is not None)
    assert all(str(told) in note for note in notes)


def test_an_indicator_without_any_figure_is_told(reads, tmp_path: Path):
    found = reads(
        delimited(tmp_path / "a.csv", [("gem", "wl"), ("GM0014", "."), ("GM0034", ".")]), **WL, missing=(".",)
    )
    assert "found figures of werkloosheid in 2021 for 0 regions; expected" in found.notes[0]
