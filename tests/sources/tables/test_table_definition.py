"""A declaration that says of a figure nothing, or two things, is refused before any file is opened."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from worlds.factories import LONG_COLUMNS, table_source
from worlds.small_tables import workbook

from regioboek.sources.kinds.own_table_params import TableSource

WIDE: dict[str, Any] = {"region": "gem", "columns": {"wl": "werkloosheid@2021"}}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no figures": ({"region": "gem"}, "found neither value nor columns"),
    "figures twice": (
        {"region": "gem", "value": "w", "indicator": "i", "year": "j", "columns": {"wl": ""}},
        "found both value and columns",
    ),
    "no indicator": (
        {"region": "gem", "year": "jaar", "value": "w"},
        "found value without indicator; expected indicator: the column with it; or columns: {w: <id of the indicator>}",
    ),
    "no year": ({"region": "gem", "indicator": "i", "value": "w"}, "found value without year"),
    "no year of a column": (
        {"region": "gem", "columns": {"wl": "werkloosheid"}},
        "table.columns.wl: found werkloosheid; expected a year: werkloosheid@2022, {year} in the name of the column",
    ),
    "a year twice": (WIDE | {"year": "jaar"}, "expected no @: year (jaar) says the year already"),
    "an indicator twice": (WIDE | {"indicator": "wat"}, "only the year (@2022): column wat says the indicator already"),
    "no indicator of a column": (WIDE | {"columns": {"wl": "@2021"}}, "expected the id of an indicator, or a column"),
    "what is no year": (
        WIDE | {"columns": {"wl": "werkloosheid@21"}},
        'an indicator and its year: "werkloosheid@2022"',
    ),
    "names without a level": (WIDE | {"region_by": "name"}, "found names without a level"),
    "words without their column": (WIDE | {"statuses": {"v": "provisional"}}, "table.statuses: found words without a"),
    "groups without their column": (WIDE | {"groups": {"V": "vrouw"}}, "table.groups: found words without a column"),
    "the rest as an indicator": (
        {"region": "gem", "year": 2021, "indicator": "i", "value": "w", "indicators": {"*": "werkloosheid"}},
        'table.indicators.*: found werkloosheid; expected null: "*" passes over all other words',
    ),
    "the rest as a group": (
        WIDE | {"group": "g", "groups": {"*": "vrouw"}},
        'table.groups.*: found vrouw; expected null: "*" passes over all other words',
    ),
    "a minus as a mark": (WIDE | {"marks": {"-": None}}, 'table.marks.-: found "-"; expected what stands behind'),
    "a % as a mark": (WIDE | {"marks": {"%*": "provisional"}}, "(a %: percent_sign)"),
    "digits as a mark": (WIDE | {"marks": {"00": None}}, 'table.marks.00: found "00"'),
    "one mark for two things": (
        WIDE | {"thousands": ","},
        'thousands: found ","; expected another mark than decimal, which is "," where nothing is declared',
    ),
    "margins of several": (
        {"region": "gem", "columns": {"a": "x@2021", "b": "x@2022"}, "lower": "l"},
        "found margins (l) with several columns of figures; expected one column of figures",
    ),
    "a sheet of a csv": (WIDE | {"format": "csv", "sheet": "Blad1"}, "found a sheet with format csv"),
}


def told(source: TableSource) -> list[str]:
    """What the source says is wrong with it, as a message says it."""
    return [f"{'.'.join(map(str, key))}: found {found}; expected {expected}" for key, found, expected in source.wrong()]


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said(what):
    table, expected = WRONG[what]
    problems = told(table_source("a.xlsx", **table))
    assert len(problems) == 1 and expected in problems[0], problems


def test_the_note_of_an_open_file_is_no_file_of_figures():
    problems = told(table_source("map/~$a.xlsx", **LONG_COLUMNS))
    assert problems == [
        "files.table: found map/~$a.xlsx; expected a.xlsx: a name with ~$ is the note Excel "
        "leaves beside a file that is open"
    ]


def test_an_unknown_extension_needs_a_declared_format():
    assert told(table_source("a.dat", **WIDE))
    assert not told(table_source("a.dat", **WIDE, format="xlsx"))


def test_a_table_gives_figures_or_inhabitants():
    with pytest.raises(ValidationError, match="'figures' or 'population'"):
        table_source("a.xlsx", gives="boundaries", **WIDE)


def test_people_are_no_percentage():
    people = {"region": "gem", "year": 2023, "value": "mensen", "percent_sign": True}
    assert told(table_source("a.csv", gives="population", **people)) == [
        "table.percent_sign: found true with gives: population; expected whole numbers of people, of rows that are "
        "chosen with select, beside kind"
    ]


@pytest.mark.parametrize("separator", ["tab", "\\t", "", "||", '"', "\n"])
def test_a_separator_is_one_character(separator):
    with pytest.raises(ValidationError, match="separator"):
        table_source("a.csv", separator=separator)


def test_two_tables_beside_each_other_are_told(reads, tmp_path):
    rows = [("gem", 2020, None, "regio", 2021), ("GM0034", 4, None, "GM0037", 5)]
    table = {"region": "gem", "columns": {"{year}": "werkloosheid"}}
    note = reads(workbook(tmp_path / "a.xlsx", Blad=rows), **table).notes[0]
    assert "row 1: found figures before and behind regio (D)" in note


@pytest.mark.parametrize("names", [("gem", 2020, None, 2021), ("gem", None, "naam", 2020, 2021), ("gem", 2020, 2021)])
def test_a_column_without_a_name_is_no_second_table(names, reads, tmp_path):
    rows = [names, ("GM0034", *[4] * (len(names) - 1))]
    table = {"region": "gem", "columns": {"{year}": "werkloosheid"}}
    notes = reads(workbook(tmp_path / "a.xlsx", Blad=rows), **table).notes
    assert not any("before and behind" in note for note in notes)
