"""A table is written only when it is what its schema says, whole or not at all, the same table as the same bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regioboek.errors import TableError
from regioboek.schemas import SCHEMAS, read_parts, read_table, stacked, write_table


def observations(**changed: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region": ["GM0034", "GM0014", "GM0014"],
            "indicator": "werkloosheid",
            "year": [2022, 2022, 2021],
            "value": [np.nan, 4.2, 5.1],
            "status": [None, "provisional", "definitive"],
            "absence": ["missing", None, None],
            "lower": np.nan,
            "upper": np.nan,
        }
        | changed
    )


def regions() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": ["GM0014", "CR03", "NL01", "PV20"],
            "name": ["Groningen", "Overig Groningen", "Nederland", "Groningen"],
            "level": ["gemeente", "corop", "land", "provincie"],
            "inhabitants": [238147, np.nan, 17811291, pd.NA],
            "inhabitants_year": [2023, None, 2023, 2023],
        }
    )


def refusal(df: pd.DataFrame, path: Path, name: str = "observations") -> list[str]:
    with pytest.raises(TableError) as error:
        write_table(df, name, path)
    return [str(problem) for problem in error.value.problems]


def test_a_table_comes_back_sorted_by_its_key_with_nulls_as_nulls(tmp_path: Path) -> None:
    write_table(observations(), "observations", tmp_path / "o.parquet")
    back = read_table("observations", tmp_path / "o.parquet")
    assert back[["region", "year"]].to_numpy().tolist() == [["GM0014", 2021], ["GM0014", 2022], ["GM0034", 2022]]
    np.testing.assert_array_equal(back["value"], [5.1, 4.2, np.nan])
    assert back["absence"].isna().tolist() == [True, True, False]
    assert [str(t) for t in back.dtypes] == [
        *("category", "category", "int32", "float64", "category", "category", "float64", "float64")
    ]


def test_regions_are_sorted_from_large_to_small_and_keep_whole_numbers(tmp_path: Path) -> None:
    write_table(regions(), "regions", tmp_path / "r.parquet")
    back = read_table("regions", tmp_path / "r.parquet")
    assert back["code"].tolist() == ["NL01", "PV20", "CR03", "GM0014"]
    assert back["inhabitants"].tolist() == [17811291, pd.NA, pd.NA, 238147]
    assert str(back["inhabitants"].dtype) == "Int64"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_makes_the_round_trip_when_empty(name: str, tmp_path: Path) -> None:
    columns = SCHEMAS[name].columns
    write_table(pd.DataFrame({c: [] for c in columns.names}), name, tmp_path / "t.parquet")
    assert list(read_table(name, tmp_path / "t.parquet").columns) == columns.names


def test_the_same_rows_in_any_order_are_the_same_bytes(tmp_path: Path) -> None:
    table = observations()
    write_table(table, "observations", tmp_path / "a.parquet")
    other = table.sample(frac=1, random_state=1)[table.columns[::-1]].astype({"year": "int64"})
    other.attrs["made"] = "elsewhere"
    write_table(other, "observations", tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_the_file_has_no_pandas_metadata(tmp_path: Path) -> None:
    write_table(observations(), "observations", tmp_path / "o.parquet")
    assert pq.read_schema(tmp_path / "o.parquet").metadata is None


def test_columns_missing_and_unknown_are_all_named(tmp_path: Path) -> None:
    lines = refusal(observations().drop(columns="year").assign(jaar=2022), tmp_path / "o.parquet")
    assert lines[0] == "observations: column year: found no such column; expected the column"
    assert lines[1].startswith("observations: column jaar: found an unknown column; expected only region, indicator")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"year": 2021.5}, "observations: column year: found Float value 2021.5"),
        ({"value": "4,2"}, "observations: column value: found "),
    ],
)
def test_values_of_another_type_are_refused(changed: dict[str, object], message: str, tmp_path: Path) -> None:
    (line,) = refusal(observations(**changed), tmp_path / "o.parquet")
    assert line.startswith(message)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"status": [None, "voorlopig", "definitive"]},
            "column status: found 1 row(s): GM0014/werkloosheid/2022; "
            "expected one of definitive, provisional, revised-provisional, not voorlopig",
        ),
        (
            {"year": [2022, 2022, 2022]},
            "key region x indicator x year: found 2 row(s): GM0014/werkloosheid/2022, GM0014/werkloosheid/2022; "
            "expected each key once",
        ),
        (
            {"value": [np.nan, np.inf, 5.1]},
            "column value: found 1 row(s): GM0014/werkloosheid/2022; expected finite numbers",
        ),
        (
            {"absence": ["missing", None, "missing"]},
            "row: found 1 row(s): GM0014/werkloosheid/2021; expected a value or an absence, one of the two",
        ),
        (
            {"status": [None, None, "definitive"]},
            "row: found 1 row(s): GM0014/werkloosheid/2022; expected a status exactly where there is a value",
        ),
        (
            {"lower": [np.nan, 4.5, np.nan], "upper": [np.nan, 4.0, np.nan]},
            "row: found 1 row(s): GM0014/werkloosheid/2022; expected lower at most upper",
        ),
        ({"indicator": [None, "a", "a"]}, "column indicator: found 1 row(s): GM0034/nan/2022; expected no null"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named_by_its_key(changed: dict[str, object], message: str, tmp_path: Path) -> None:
    assert refusal(observations(**changed), tmp_path / "o.parquet") == [f"observations: {message}"]


def test_a_refused_table_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    write_table(observations(), "observations", path)
    before = path.read_bytes()
    refusal(observations(status="?"), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["o.parquet"]


def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "o.parquet"
    write_table(observations(), "observations", path)
    before = path.read_bytes()

    def half(writer: pq.ParquetWriter, table: pa.Table) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pq.ParquetWriter, "write_table", half)
    with pytest.raises(KeyboardInterrupt):
        write_table(observations(value=[np.nan, 1.0, 2.0]), "observations", path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["o.parquet"]


def test_a_table_that_is_not_there_or_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"o\.parquet: found no such file; expected table observations: build the"):
        read_table("observations", tmp_path / "o.parquet")
    write_table(regions(), "regions", tmp_path / "r.parquet")
    with pytest.raises(TableError, match="differ; expected table observations of this version of regioboek"):
        read_table("observations", tmp_path / "r.parquet")
    (tmp_path / "t.parquet").write_text("no table")
    with pytest.raises(TableError, match="no Parquet"):
        read_table("observations", tmp_path / "t.parquet")


def test_some_columns_are_read_as_they_are_in_the_whole_table(tmp_path: Path) -> None:
    write_table(observations(), "observations", tmp_path / "o.parquet")
    whole = read_table("observations", tmp_path / "o.parquet")
    wanted = ["indicator", "year", "absence"]
    pd.testing.assert_frame_equal(read_table("observations", tmp_path / "o.parquet", wanted), whole[wanted])
    parts = list(read_parts("observations", tmp_path / "o.parquet", wanted))
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole[wanted])


def test_tables_below_each_other_keep_their_words_whether_plain_or_in_categories(tmp_path: Path) -> None:
    write_table(observations(), "observations", tmp_path / "o.parquet")
    kept = read_table("observations", tmp_path / "o.parquet")
    together = stacked([kept, observations(region="GM0001")], "observations")
    assert together["region"].tolist() == ["GM0014", "GM0014", "GM0034", *["GM0001"] * 3]
    assert together["region"].sort_values().tolist() == sorted(together["region"])
    assert together["absence"].isna().tolist() == [True, True, False, False, True, True]
