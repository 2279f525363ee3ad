"""SPSS and Parquet files: types, value labels and user-missing values; damaged and too large ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyreadstat
from worlds.small_tables import LONG, parquet

from regioboek.sources.files import grid

COLUMNS: dict[str, Any] = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}}


def sav(path, data, **more):
    pyreadstat.write_sav(pd.DataFrame(data), str(path), **more)
    return path


def test_spss_numbers_codes_and_system_missing(known, tmp_path):
    path = sav(tmp_path / "a.sav", {"gem": [14.0, 34.0], "wl": [5.1, None]})
    assert known(path, level="gemeente", **COLUMNS) == {
        ("GM0014", "werkloosheid", 2021): 5.1,
        ("GM0034", "werkloosheid", 2021): None,
    }


def test_user_missing_values_are_no_figure(known, tmp_path):
    path = sav(tmp_path / "a.sav", {"gem": ["GM0014", "GM0034"], "wl": [5.1, 99.0]}, missing_ranges={"wl": [99.0]})
    assert list(known(path, **COLUMNS).values()) == [5.1, None]


def test_a_labelled_value_among_figures_is_refused_or_declared_as_no_figure(reads, known, tmp_path):
    path = sav(
        tmp_path / "a.sav",
        {"gem": ["GM0014", "GM0034"], "wl": [5.1, 9.0]},
        variable_value_labels={"wl": {9: "weet niet"}},
    )
    assert reads(path, **COLUMNS).refused == [
        "eigen/a.sav: case 2, column wl: found 9, labelled 'weet niet'; expected a figure; a label stands for no "
        "figure: declare missing: ['weet niet']"
    ]
    assert list(known(path, **COLUMNS, missing=("Weet niet",)).values()) == [5.1, "missing"]


def test_labels_are_names_of_regions_and_of_indicators(known, tmp_path):
    path = sav(
        tmp_path / "a.sav",
        {"gem": [1.0, 2.0], "wat": [1.0, 1.0], "wl": [5.1, 4.8]},
        variable_value_labels={"gem": {1: "Groningen", 2: "Almere"}, "wat": {1: "werkloosheid"}},
    )
    table = {"region": "gem", "region_by": "name", "level": "gemeente", "indicator": "wat", "year": 2021, "value": "wl"}
    assert [key[0] for key in known(path, **table)] == ["GM0014", "GM0034"]


def test_a_file_that_is_no_spss_file_is_refused(reads, tmp_path):
    (tmp_path / "a.sav").write_bytes(b"gem;wl\n")
    assert reads(tmp_path / "a.sav", **COLUMNS).refused == [
        "eigen/a.sav: found plain text; expected an SPSS file (.sav), or the declaration format: csv"
    ]


def test_a_damaged_spss_file_is_refused(reads, tmp_path):
    (tmp_path / "a.sav").write_bytes(b"$FL2" + bytes(200))
    assert "found an SPSS file that cannot be read" in reads(tmp_path / "a.sav", **COLUMNS).refused[0]


def test_microdata_are_too_large_for_a_table_of_regions(reads, tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 3)
    path = sav(tmp_path / "a.sav", {"gem": [14.0, 34.0], "wl": [5.1, 4.8]})
    assert (
        "found 2 cases; expected at most 1: a table of figures per region, no microdata"
        in reads(path, level="gemeente", **COLUMNS).refused[0]
    )


def test_parquet_nulls_and_nan_are_no_figure(known, tmp_path):
    rows = [("gem", "wl"), ("GM0014", 5.1), ("GM0034", float("nan")), ("GM0037", None)]
    assert list(known(parquet(tmp_path / "a.parquet", rows), **COLUMNS).values()) == [5.1, None, None]


def test_a_timestamp_in_parquet_is_no_year(reads, tmp_path):
    path = parquet(tmp_path / "a.parquet", [LONG[0], ("GM0014", pd.Timestamp("2021-01-01"), "werkloosheid", 5.0)])
    assert "row 1, column Jaar: found datetime 2021-01-01 00:00:00; expected a year" in reads(path).refused[0]


def test_a_parquet_file_that_is_cut_off_is_refused(reads, tmp_path):
    path = parquet(tmp_path / "a.parquet", LONG)
    path.write_bytes(path.read_bytes()[:-10])
    assert reads(path).refused == ["eigen/a.parquet: found a Parquet file; expected a whole Parquet file"]


def test_a_parquet_file_with_too_many_rows_is_refused_before_it_is_read(reads, tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 4)
    assert "found 2 rows; expected at most 1" in reads(parquet(tmp_path / "a.parquet", LONG)).refused[0]
