"""Words of a declaration that a file does not have are told; those that a message says can be written in the params."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from worlds.factories import table_source
from worlds.small_tables import delimited

from regioboek.params.source_params import OwnTable
from regioboek.sources.kinds.own_table import OwnTableKind
from regioboek.sources.problems import in_quotes

LONG = {"region": "gem", "year": 2021, "indicator": "wat", "value": "v"}
NAMED = {"region": "gem", "region_by": "name", "level": "gemeente", "year": 2021, "columns": {"v": "werkloosheid"}}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            {"indicators": {"wl": "werkloosheid", "rapportcijver": "leefbaarheid", "*": None}},
            "no row with rapportcijver",
        ),
        ({"indicators": {"wl": "werkloosheid", "lb": "leefbaarheid", "rapportcijfer": None}}, "no row with lb;"),
    ],
)
def test_a_declared_word_that_no_row_has_is_told(table, told, reads, tmp_path: Path):
    rows = [("gem", "wat", "v"), ("GM0034", "wl", 4), ("GM0034", "rapportcijfer", 7)]
    found = reads(delimited(tmp_path / "a.csv", rows), **LONG, **table)
    assert found.refused == []
    assert any(told in note for note in found.notes)


def test_so_is_one_of_groups(reads, tmp_path: Path):
    rows = [("gem", "leeftijd", "v"), ("GM0034", "", 4), ("GM0034", "65+", 7)]
    table = {"region": "gem", "year": 2021, "group": "leeftijd", "columns": {"v": "werkloosheid"}}
    found = reads(delimited(tmp_path / "a.csv", rows), **table, groups={"18 plus": "totaal", "*": None})
    assert "column leeftijd: found no row with 18 plus; expected words that rows have" in found.notes[0]


def test_words_that_are_passed_over_may_be_of_another_file(reads, tmp_path: Path):
    rows = [("gem", "wat", "v"), ("GM0034", "WL ", 4)]
    found = reads(delimited(tmp_path / "a.csv", rows), **LONG, indicators={"wl": "werkloosheid", "x": None, "*": None})
    assert not any("no row with" in note for note in found.notes)


def test_a_factor_of_an_indicator_without_figures_is_told(reads, tmp_path: Path):
    rows = [("gem", "v"), ("GM0034", 4)]
    table = {"region": "gem", "year": 2021, "columns": {"v": "werkloosheid"}, "factor": {"werkloosheit": 100}}
    assert (
        "werkloosheit, of which there are no figures (did you mean werkloosheid?)"
        in (reads(delimited(tmp_path / "a.csv", rows), **table).notes[0])
    )


@pytest.mark.parametrize("told", [{"group": "g"}, {"indicator": "i"}, {"factor": {"inwoners": 1000.0}}])
def test_a_population_has_rows_of_people_and_nothing_that_would_not_be_read(told):
    table = OwnTable(region="gem", year=2023, value="v", **told)
    wrong = list(table_source("a.csv", gives="population", **table.model_dump(exclude_unset=True)).wrong())
    assert [place for place, _, _ in wrong] == [("table", *told)]
    assert "chosen with select" in wrong[0][2]


@pytest.mark.parametrize("text", ["Regio's", "'t Hart", "totaal", "een: twee"])
def test_a_text_that_a_message_says_can_be_copied_to_the_params(text, reads, tmp_path: Path):
    found = reads(delimited(tmp_path / "a.csv", [("gem", "v"), (text, 4)]), **NAMED)
    assert f"skip: [{in_quotes(text)}]" in found.refused[0]
    assert yaml.safe_load(f"[{in_quotes(text)}]") == [text]


def test_an_empty_cell_in_the_place_of_a_region_says_what_to_do(reads, tmp_path: Path):
    rows = [("gem", "v"), ("Almere", 4), ("", 5), ("-", 6)]
    path = delimited(tmp_path / "a.csv", rows)
    (line,) = reads(path, **NAMED, names={"-": None}).refused
    assert "line 3, column gem: found an empty cell" in line and "skip: ['']" in line
    assert reads(path, **NAMED, names={"-": None}, skip=("",)).refused == []
    by_code = {"region": "gem", "year": 2021, "columns": {"v": "werkloosheid"}}
    assert "skip: ['']" in reads(delimited(path, [("gem", "v"), ("GM0034", 4), ("", 5)]), **by_code).refused[0]


@pytest.mark.parametrize("code", ["GM34", "34", "34.0", "34,0", "gm 0034"])
def test_cells_have_every_row_of_a_region_however_its_code_is_written(code, tmp_path: Path):
    delimited(tmp_path / "a.csv", [("gem", "v"), (code, 4), ("WK003400", 5), ("NL00", 6)])
    table = {"region": "gem", "level": "gemeente", "year": 2021, "columns": {"v": "werkloosheid"}}
    cells = OwnTableKind().cells(table_source("a.csv", **table), tmp_path, {"table": "a.csv"})
    assert cells["value"].tolist() == [4]
