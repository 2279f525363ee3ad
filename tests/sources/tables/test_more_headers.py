"""Headers below the header: of units, of a next page, and of a second table, which is never read as the first."""

from __future__ import annotations

from pathlib import Path

import pytest
from worlds.small_tables import delimited, workbook

NAMED = {"region": "Gemeente", "region_by": "name", "level": "gemeente", "columns": {"{year}": "werkloosheid"}}
FIRST = [("Gemeente", 2020, 2021), ("Almere", 4, 5), ("Groningen", 6, 7)]


@pytest.mark.parametrize("write", [workbook, delimited])
@pytest.mark.parametrize(
    ("header", "more"),
    [
        (("Gemeente", 2018, 2019), {}),
        (("Gemeente", 2018, 2019), {"skip": ("Gemeente",)}),
        (("GEMEENTE ", "2021*", "2020"), {"skip": ("gemeente",)}),
        (("Regio", 2018, 2019), {"skip": ("Regio",)}),
        (("", 2018, "2019**"), {"skip": ("",)}),
        (("Gemeente", "laag", "hoog"), {"skip": ("Gemeente",)}),
    ],
)
def test_a_second_table_is_refused_whatever_is_skipped(write, header, more, reads, tmp_path: Path):
    rows = [*FIRST, header, ("Stadskanaal", 1, 2)]
    path = workbook(tmp_path / "a.xlsx", Blad=rows) if write is workbook else delimited(tmp_path / "a.csv", rows)
    found = reads(path, **NAMED | more)
    assert len(found.refused) == 1, found.refused
    assert "a second header" in found.refused[0]
    assert ("row 4:" if write is workbook else "line 4:") in found.refused[0]


def test_a_second_table_is_seen_though_its_header_is_not_selected(reads, tmp_path: Path):
    rows = [("gem", "leeftijd", 2020), ("GM0034", "18+", 4), ("gem", "leeftijd", 2019), ("GM0037", "18+", 4)]
    path = workbook(tmp_path / "a.xlsx", Blad=rows)
    found = reads(path, select={"leeftijd": "18+"}, region="gem", columns={"{year}": "werkloosheid"})
    assert "row 3: found gem, leeftijd, 2019: a second header" in found.refused[0]


@pytest.mark.parametrize("write", [workbook, delimited])
def test_the_header_of_a_next_page_is_passed_over(write, reads, tmp_path: Path):
    rows = [*FIRST, FIRST[0], ("Stadskanaal", 1, 2)]
    path = workbook(tmp_path / "a.xlsx", Blad=rows) if write is workbook else delimited(tmp_path / "a.csv", rows)
    found = reads(path, **NAMED)
    assert found.refused == []
    assert found.rows["value"].tolist() == [4, 6, 1, 5, 7, 2]
    assert "found Gemeente, 2020, 2021: the header, repeated" in found.notes[0]


def test_units_in_a_workbook_are_passed_over_as_in_text(reads, tmp_path: Path):
    rows = [("Regio's", "Perioden", "wl"), ("Regio's", "Perioden", "% van beroepsbevolking"), ("Almere", "2021*", 5)]
    table = {"region": "Regio's", "year": "Perioden", "columns": {"wl": "werkloosheid"}}
    found = reads(workbook(tmp_path / "a.xlsx", Blad=rows), **NAMED | table)
    assert found.refused == []
    assert found.rows["value"].tolist() == [5]
    assert "row 2: found Regio's, Perioden, % van beroepsbevolking: units" in found.notes[0]


def test_a_total_that_is_skipped_may_have_one_figure_like_a_year(known, tmp_path: Path):
    rows = [*FIRST, ("Totaal", 2020, 2020)]
    assert len(known(workbook(tmp_path / "a.xlsx", Blad=rows), **NAMED, skip=("Totaal",))) == 4
