"""`select`: which rows of a table are read; of the others nothing needs to be valid."""

from __future__ import annotations

import pandas as pd
import pytest
from worlds.small_tables import delimited, parquet, workbook

from regioboek.params.validation import validated
from regioboek.params.yaml_file import read_yaml
from regioboek.sources.files.layouts import Not, SelectedRows
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.selecting import chosen

WL = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}}
ROWS = [
    ("gem", "soort", "peil", "wl"),
    ("GM0014", "Gemeente", 1, "5"),
    ("BU00140000", "Buurt", 1, "zie boven"),
    ("GM0034", " gemeente", 2, "6"),
    ("elders", "Stadsdeel", 3, "n.b."),
]
WORDS = pd.DataFrame({"soort": ["Gemeente", "Buurt", "gemeente ", ""], "peil": ["1", "1.0", "2", "1"]})


@pytest.mark.parametrize(
    ("select", "kept"),
    [
        ({"soort": "Gemeente"}, [0, 2]),
        ({"soort": ("buurt", "GEMEENTE")}, [0, 1, 2]),
        ({"soort": Not(**{"not": "Buurt"})}, [0, 2, 3]),
        ({"soort": Not(**{"not": ("Buurt", "")})}, [0, 2]),
        ({"soort": "gemeente", "peil": "1"}, [0]),
        ({"peil": "1"}, [0, 1, 3]),
        ({"soort": ""}, [3]),
    ],
)
def test_a_row_is_read_when_all_that_is_declared_fits(select, kept):
    problems = ProblemList("a.csv")
    found = chosen({name: WORDS[name] for name in select}, select, problems)
    assert found[found].index.tolist() == kept
    assert problems.refused == []
    assert str(problems.notes[0]).startswith(f"a.csv: found {4 - len(kept)} of 4 rows without ")


def test_a_word_that_no_row_has_is_refused_with_those_there_are():
    problems = ProblemList("a.csv")
    assert not chosen({"soort": WORDS["soort"]}, {"soort": "Wijk"}, problems).any()
    assert str(problems.refused[0]) == (
        "a.csv: found no row with soort: Wijk (select); expected one of Buurt, Gemeente, an empty cell, gemeente"
    )


@pytest.mark.parametrize("told", [("Gemeente", "Burt"), Not(**{"not": "Burt"}), Not(**{"not": ("Gemeente", "Burt")})])
def test_one_word_of_several_that_no_row_has_is_a_warning(told):
    problems = ProblemList("a.csv")
    assert chosen({"soort": WORDS["soort"]}, {"soort": told}, problems).any()
    assert problems.refused == []
    warned = [str(n) for n in problems.notes if n.warning]
    assert warned == [
        "a.csv: select: found no row with soort: Burt (did you mean Buurt?); expected words that rows have"
    ]


def test_words_that_no_row_has_together_are_refused():
    problems = ProblemList("a.csv")
    chosen({name: WORDS[name] for name in WORDS}, {"soort": "Gemeente", "peil": "3"}, problems)
    assert "peil: 3" in str(problems.refused[0])
    problems = ProblemList("a.csv")
    chosen({name: WORDS[name] for name in WORDS}, {"soort": "Buurt", "peil": "2"}, problems)
    assert "no row with all of select (soort: Buurt, peil: 2)" in str(problems.refused[0])


def test_every_row_that_fits_is_no_note():
    problems = ProblemList("a.csv")
    assert chosen({"peil": WORDS["peil"]}, {"peil": ("1", "2")}, problems).all()
    assert (problems.refused, problems.notes) == ([], [])


@pytest.mark.parametrize("make", [delimited, parquet, lambda p, rows: workbook(p, Blad=rows)])
def test_rows_that_are_not_chosen_need_not_be_valid(make, known, tmp_path):
    name = {delimited: "a.csv", parquet: "a.parquet"}.get(make, "a.xlsx")
    found = known(make(tmp_path / name, ROWS), **WL, select={"soort": "gemeente"})
    assert found == {("GM0014", "werkloosheid", 2021): 5.0, ("GM0034", "werkloosheid", 2021): 6.0}


def test_a_column_of_select_is_looked_for_as_others_are(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", ROWS), **WL, select={"sort": "Gemeente"})
    assert found.refused[0].startswith("eigen/a.csv: line 1: found no column sort (did you mean soort?); expected ")
    assert "declared as select.sort" in found.refused[0]


def test_the_column_of_select_may_be_one_that_is_read(known, tmp_path):
    found = known(delimited(tmp_path / "a.csv", ROWS), **WL, select={"gem": ["GM0014", "GM0037"]})
    assert found == {("GM0014", "werkloosheid", 2021): 5.0}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{jaar: 2022}", "text (in quotes when it looks like a number)"),
        ("{jaar: {niet: 2022}}", 'the unknown key "niet"; expected one of not'),
        ("{jaar: {not: [2022]}}", "text (in quotes when it looks like a number)"),
    ],
)
def test_a_selection_of_another_form_is_refused_in_words(told, said, tmp_path):
    (tmp_path / "p.yml").write_text(f"select: {told}\n", encoding="utf-8")
    problems = []
    document = read_yaml(tmp_path / "p.yml", "p.yml", problems)
    assert validated(SelectedRows, document, (), problems) is None
    assert said in "\n".join(map(str, problems))


def test_a_selection_is_the_same_when_it_is_written_and_read_again():
    told = SelectedRows(select={"a": "x", "b": ("y", "z"), "c": Not(**{"not": "w"})})
    assert SelectedRows.model_validate_json(told.model_dump_json(), strict=True) == told
