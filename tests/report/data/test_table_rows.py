"""Rows of the packed tables are found by region and indicator, and become Python values when they are asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from regioboek.report.data.table_rows import RowPlaces, RowRecords, Words, records


def table(**columns: object) -> pd.DataFrame:
    """Three rows of two regions, sorted on region and indicator."""
    key = {"region": ["CR01", "GM0001", "GM0001"], "indicator": ["b", "a", "b"]}
    return pd.DataFrame(key | columns).astype({"region": "category", "indicator": "category"})


def test_rows_stand_where_their_region_and_indicator_are():
    places = RowPlaces(table())
    assert [places.of(*key) for key in (("CR01", "b"), ("GM0001", "a"), ("GM0001", "b"))] == [
        slice(0, 1),
        slice(1, 2),
        slice(2, 3),
    ]


@pytest.mark.parametrize("key", [("CR01", "a"), ("GM0001", "c"), ("GM0002", "a")])
def test_without_rows_the_slice_is_empty(key):
    rows = RowPlaces(table()).of(*key)
    assert rows.start == rows.stop


def test_an_empty_table_has_no_rows():
    rows = RowPlaces(table().iloc[:0]).of("GM0001", "a")
    assert rows.start == rows.stop


def test_a_record_has_plain_values_and_none_for_null():
    found = RowRecords(
        table(
            rank=pd.array([1, None, 3], dtype="Int32"),
            value=[0.5, float("nan"), 2.0],
            years=[8, 8, 7],
            trend=pd.Categorical(["none", None, "favourable"]),
        )
    )
    assert found["GM0001", "a"] == {
        "region": "GM0001",
        "indicator": "a",
        "rank": None,
        "value": None,
        "years": 8,
        "trend": None,
    }
    whole = found["GM0001", "b"]
    assert whole == {"region": "GM0001", "indicator": "b", "rank": 3, "value": 2.0, "years": 7, "trend": "favourable"}
    assert [type(v) for v in whole.values()] == [str, str, int, float, int, str]


def test_a_record_that_was_asked_for_is_kept_and_one_that_was_read_is_not():
    found = RowRecords(table())
    assert found["CR01", "b"] is found["CR01", "b"]
    assert found.read(("GM0001", "a")) is not found.read(("GM0001", "a"))


def test_a_record_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        RowRecords(table())["CR01", "a"]


def test_words_are_text_and_null_is_none():
    words = Words(pd.Series(["missing", None, "confidential"]))
    assert words[slice(0, 3)] == ["missing", None, "confidential"]
    assert (words.at(0), words.at(1)) == ("missing", None)


def test_small_tables_become_dictionaries():
    rows = records(pd.DataFrame({"code": ["NL01"], "inhabitants": pd.array([None], dtype="Int64")}))
    assert rows == [{"code": "NL01", "inhabitants": None}]
