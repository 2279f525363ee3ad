"""The tables that pass between rooms: columns, types, words and keys, and how they are written and read.

A table is a DataFrame in memory and a Parquet file on disk. Rules, checked on every write:

* exactly the columns of the schema (any order going in, the schema's order coming out), convertible to its
  types without loss; a float column of whole numbers may stand for a nullable integer column;
* no null where the schema forbids it; infinity is refused; NaN, None and pd.NA all mean null;
* a column of words holds only the words listed here;
* the key is unique; rows are sorted by it (`regions`: large to small by level, then by code);
* an observation has a value or an absence, never both, never neither; a status exactly when it has a value.

The same table gives the same bytes: no pandas metadata, no timestamps, one compression, one row order. A file
appears whole or not at all (written beside, then moved).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from regioboek.errors import Problem, TableError
from regioboek.regions import LEVELS

TableName = Literal[
    "observations", "aggregation", "findings", "rankings", "regions", "members", "backcast", "lineage", "corrections"
]

STATUSES = ("definitive", "provisional", "revised-provisional")
ABSENCES = ("missing", "confidential", "impossible", "not-applicable")
TRENDS = ("favourable", "unfavourable", "none", "undetermined", "missing")
DIRECTIONS = ("rising", "falling", "flat")
POSITIONS = ("top", "middle", "bottom")
BACKCAST_METHODS = ("renamed", "count", "weighted-mean", "none")
BACKCAST_REASONS = ("not-recalculable", "part-missing", "part-confidential", "part-impossible", "unknown-weight")
WEIGHTS = ("inwoners", "woningen", "hectare")
CORRECTION_ACTIONS = ("drop", "override", "scale", "flag")
AGGREGATION_REASONS = ("not-aggregable", "low-coverage", "no-figures")

RowRule = tuple[str, Callable[[pd.DataFrame], "pd.Series[bool]"]]


@dataclass(frozen=True)
class TableSchema:
    """Columns with types, the words each column of words allows, the key, and rules within a row.

    `rules` are (what is expected, function that marks the rows that break it).
    """

    columns: pa.Schema
    key: tuple[str, ...]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[RowRule, ...] = ()


def _columns(**types: str) -> pa.Schema:
    """`region="str", year="int32", value="float64 null"` as a pyarrow schema."""
    known = {"str": pa.string(), "int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64()}
    return pa.schema(
        [pa.field(name, known[spec.split()[0]], nullable=spec.endswith(" null")) for name, spec in types.items()]
    )


SCHEMAS: dict[TableName, TableSchema] = {
    "observations": TableSchema(
        _columns(
            region="str",
            indicator="str",
            year="int32",
            value="float64 null",
            status="str null",
            absence="str null",
            lower="float64 null",
            upper="float64 null",
        ),
        key=("region", "indicator", "year"),
        words={"status": STATUSES, "absence": ABSENCES},
        rules=(
            ("a value or an absence, one of the two", lambda t: t["value"].isna() == t["absence"].isna()),
            ("a status exactly where there is a value", lambda t: t["value"].isna() != t["status"].isna()),
            ("lower at most upper", lambda t: t["lower"] > t["upper"]),
        ),
    ),
    "aggregation": TableSchema(
        _columns(
            region="str",
            indicator="str",
            year="int32",
            coverage="float64 null",
            members="int32",
            with_value="int32",
            reason="str null",
        ),
        key=("region", "indicator", "year"),
        words={"reason": AGGREGATION_REASONS},
        rules=(
            (
                "a coverage from 0 to 1",
                lambda t: t["coverage"].notna() & ~t["coverage"].between(0, 1 + 1e-12),
            ),
            (
                "with_value from 0 to members",
                lambda t: (t["with_value"] < 0) | (t["with_value"] > t["members"]),
            ),
        ),
    ),
    "findings": TableSchema(
        _columns(
            region="str",
            indicator="str",
            latest_year="int32 null",
            latest_value="float64 null",
            n_years="int32",
            window_start="int32",
            window_end="int32",
            slope="float64 null",
            slope_lower="float64 null",
            slope_upper="float64 null",
            p_value="float64 null",
            trend="str",
            direction="str null",
            rank="int32 null",
            ranked="int32 null",
            position="str null",
            difference_national="float64 null",
        ),
        key=("region", "indicator"),
        words={"trend": TRENDS, "direction": DIRECTIONS, "position": POSITIONS},
    ),
    "rankings": TableSchema(
        _columns(
            level="str",
            indicator="str",
            year="int32 null",
            ranked="int32",
            top_cut="int32 null",
            bottom_cut="int32 null",
        ),
        key=("level", "indicator"),
        words={"level": LEVELS},
    ),
    # which gemeenten make the landsdelen, Regio Deals and own areas
    "members": TableSchema(
        _columns(area="str", gemeente="str", share="float64", partly="int32", note="str null"),
        key=("area", "gemeente"),
        rules=(("a share above 0, at most 1", lambda t: ~((t["share"] > 0) & (t["share"] <= 1))),),
    ),
    # figures of former gemeenten on the edition's division: one row per part each figure was made of
    "backcast": TableSchema(
        _columns(
            region="str",
            indicator="str",
            year="int32",
            from_region="str",
            method="str",
            weight_by="str",
            share="float64 null",  # of the old gemeente, that is in the region
            weight="float64 null",  # of the region, that came from the old gemeente
            break_year="int32 null",  # null: only its code or name changed
            reason="str null",  # why there is no figure
        ),
        key=("region", "indicator", "year", "from_region"),
        words={"method": BACKCAST_METHODS, "weight_by": WEIGHTS, "reason": BACKCAST_REASONS},
    ),
    # what gemeenten that changed since the window's first year are made of, by inhabitants
    "lineage": TableSchema(
        _columns(
            region="str",
            from_region="str",
            from_name="str",
            share="float64 null",
            weight="float64 null",
            ended="str null",
            break_year="int32 null",
        ),
        key=("region", "from_region"),
    ),
    # figures that differ from their source, or carry a remark
    "corrections": TableSchema(
        _columns(
            region="str",
            indicator="str",
            year="int32",
            correction="str",
            action="str",
            source_value="float64 null",
            used_value="float64 null",
            reason="str",
        ),
        key=("region", "indicator", "year"),
        words={"action": CORRECTION_ACTIONS},
    ),
    "regions": TableSchema(
        _columns(
            code="str",
            name="str",
            level="str",
            corop="str null",
            provincie="str null",
            inhabitants="int64 null",
            inhabitants_year="int32 null",
        ),
        key=("code",),
        words={"level": LEVELS},
    ),
}

_SHOWN = 5  # examples per kind of problem


def empty_table(name: TableName) -> pd.DataFrame:
    """A table of that schema without rows."""
    return SCHEMAS[name].columns.empty_table().to_pandas()


def check_table(df: pd.DataFrame, name: TableName) -> pa.Table:
    """`df` as the Arrow table of schema `name`: columns ordered, types exact, rows sorted by the key.

    Raises :class:`~regioboek.errors.TableError` with every kind of problem found.
    """
    schema = SCHEMAS[name]
    problems = _column_problems(df, schema, name)
    if problems:
        raise TableError(f"table {name} does not have the columns of its schema", problems)
    df = _sorted(df[list(schema.columns.names)].reset_index(drop=True), name)
    arrays: dict[str, pa.Array] = {}
    for column in schema.columns:
        try:
            arrays[column.name] = pa.array(df[column.name], type=column.type, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            problems.append(Problem(name, f"column {column.name}", str(error), f"values of type {column.type}"))
    if problems:
        raise TableError(f"table {name} does not have the types of its schema", problems)
    problems += _value_problems(df, arrays, schema, name)
    if problems:
        raise TableError(f"table {name} breaks its schema", problems)
    return pa.Table.from_arrays([arrays[n] for n in schema.columns.names], schema=schema.columns)


def write_table(df: pd.DataFrame, name: TableName, path: Path) -> None:
    """Check `df` against schema `name` and write it to `path` as Parquet, whole or not at all.

    Raises :class:`~regioboek.errors.TableError` as :func:`check_table`; then nothing is written.
    """
    table = check_table(df, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    try:
        pq.write_table(table, beside, compression="zstd", version="2.6", store_schema=False)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def read_table(name: TableName, path: Path) -> pd.DataFrame:
    """The table at `path`, in the order of its key.

    Text columns have pandas' `str` type, integers that may be null `Int32`/`Int64`, others `int32`/`int64`;
    a null is NaN (text, floats) or pd.NA (integers).

    Raises :class:`~regioboek.errors.TableError` when there is no such file or its columns are not the
    schema's.
    """
    schema = SCHEMAS[name]
    try:
        table = pq.read_table(path, partitioning=None)
    except FileNotFoundError as error:
        problem = Problem(str(path.name), "", "no such file", f"table {name}: build the edition first")
        raise TableError(f"table {name} cannot be read", [problem]) from error
    except pa.ArrowInvalid as error:
        problem = Problem(str(path.name), "", f"no Parquet file ({error})", f"table {name}: build the edition again")
        raise TableError(f"table {name} cannot be read", [problem]) from error
    found = {f.name: f.type for f in table.schema}
    wanted = {f.name: f.type for f in schema.columns}
    if found != wanted:
        differs = sorted(k for k in found.keys() | wanted.keys() if found.get(k) != wanted.get(k))
        problem = Problem(
            str(path.name),
            "",
            f"columns {', '.join(differs)} differ",
            f"table {name} of this version of regioboek: build the edition again",
        )
        raise TableError(f"table {name} cannot be read", [problem])
    df = table.select(schema.columns.names).to_pandas(types_mapper=None, integer_object_nulls=True)
    nullable = {pa.int32(): "Int32", pa.int64(): "Int64"}
    for column in schema.columns:
        if pa.types.is_string(column.type):
            df[column.name] = df[column.name].astype("str")
        elif column.nullable and column.type in nullable:
            df[column.name] = df[column.name].astype(nullable[column.type])
    return df


def _column_problems(df: pd.DataFrame, schema: TableSchema, name: str) -> list[Problem]:
    wanted, found = list(schema.columns.names), [str(c) for c in df.columns]
    problems = [Problem(name, f"column {c}", "no such column", "the column") for c in wanted if c not in found]
    problems += [
        Problem(name, f"column {c}", "an unknown column", f"only {', '.join(wanted)}") for c in found if c not in wanted
    ]
    problems += [
        Problem(name, f"column {c}", "the column twice", "it once") for c in sorted(set(found)) if found.count(c) > 1
    ]
    return problems


def _value_problems(df: pd.DataFrame, arrays: dict[str, pa.Array], schema: TableSchema, name: str) -> list[Problem]:
    problems: list[Problem] = []

    def report(mask: pd.Series | np.ndarray, place: str, expected: str) -> None:
        rows = df.loc[np.asarray(mask, dtype=bool)]
        if len(rows):
            keys = ["/".join(str(v) for v in key) for key in rows[list(schema.key)].head(_SHOWN).to_numpy()]
            more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
            problems.append(Problem(name, place, f"{len(rows)} row(s): {', '.join(keys)}{more}", expected))

    for column in schema.columns:
        null = np.asarray(arrays[column.name].is_null())
        if not column.nullable:
            report(null, f"column {column.name}", "no null")
        if column.name in schema.words:
            words = schema.words[column.name]
            outside = ~df[column.name].isin(words).to_numpy() & ~null
            strange = sorted(set(df.loc[outside, column.name].astype(str)))[:_SHOWN]
            report(outside, f"column {column.name}", f"one of {', '.join(words)}, not {', '.join(strange)}")
        if pa.types.is_floating(column.type):
            numbers = df[column.name].to_numpy(dtype=float, na_value=np.nan)
            report(np.isinf(numbers), f"column {column.name}", "finite numbers")
    report(df.duplicated(list(schema.key), keep=False), f"key {' x '.join(schema.key)}", "each key once")
    for expected, broken in schema.rules:
        report(broken(df).fillna(False), "row", expected)
    return problems


def _sorted(df: pd.DataFrame, name: str) -> pd.DataFrame:
    schema = SCHEMAS[name]  # type: ignore[index]
    if name != "regions":
        return df.sort_values(list(schema.key), kind="stable", ignore_index=True)
    order = df["level"].map({level: n for n, level in enumerate(LEVELS)})
    return (
        df.assign(_order=order).sort_values(["_order", "code"], kind="stable", ignore_index=True).drop(columns="_order")
    )
