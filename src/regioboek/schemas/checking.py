"""Whether a table is what its schema says; the same table in the schema's order of columns and rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from regioboek.errors import Problem, TableError
from regioboek.params.levels import LEVELS
from regioboek.schemas.columns import encoded, is_encoded, typed
from regioboek.schemas.definitions import SCHEMAS, TableName, TableSchema

_SHOWN = 5  # examples per kind of problem

_LEVEL_PLACE = pd.Index(list(LEVELS))


def checked(df: pd.DataFrame, name: TableName) -> pd.DataFrame:
    """`df` as a table of schema `name`: columns ordered, types exact, rows sorted by the key.

    Raises :class:`~regioboek.errors.TableError` with every kind of problem found.
    """
    schema = SCHEMAS[name]
    problems = _column_problems(df, schema, name)
    if problems:
        raise TableError(f"table {name} does not have the columns of its schema", problems)
    columns: dict[str, pd.Series] = {}
    for column in schema.columns:
        try:
            columns[column.name] = typed(df[column.name], column, schema)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            problems.append(Problem(name, f"column {column.name}", str(error), f"values of type {column.type}"))
    if problems:
        raise TableError(f"table {name} does not have the types of its schema", problems)
    table = _sorted(pd.DataFrame(columns, copy=False), name)
    problems += _value_problems(table, schema, name)
    if problems:
        raise TableError(f"table {name} breaks its schema", problems)
    return table


def empty_table(name: TableName) -> pd.DataFrame:
    """A table of that schema without rows."""
    columns = SCHEMAS[name].columns
    return checked(pd.DataFrame({column: [] for column in columns.names}), name)


def stacked(parts: Sequence[pd.DataFrame], name: TableName) -> pd.DataFrame:
    """Tables of schema `name`, or the same columns of them, below each other; text may be plain or in categories."""
    schema = SCHEMAS[name]
    columns: dict[str, pd.Series] = {}
    for column in [c for c in schema.columns if c.name in parts[0]]:
        found = [part[column.name] for part in parts]
        if is_encoded(column, schema):
            found = [encoded(series, column.name, schema) for series in found]
            words = sorted({word for series in found for word in series.cat.categories})
            if column.name not in schema.words:
                found = [series.cat.set_categories(words) for series in found]
        columns[column.name] = pd.concat(found, ignore_index=True)
    return pd.DataFrame(columns, copy=False)


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


def _value_problems(df: pd.DataFrame, schema: TableSchema, name: str) -> list[Problem]:
    """What is wrong in the rows of a sorted table."""
    problems: list[Problem] = []

    def report(mask: pd.Series | np.ndarray, place: str, expected: str) -> None:
        broken = np.asarray(mask, dtype=bool)
        if broken.any():
            rows = df.loc[broken]
            keys = ["/".join(str(v) for v in key) for key in rows[list(schema.key)].head(_SHOWN).to_numpy()]
            more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
            problems.append(Problem(name, place, f"{len(rows)} row(s): {', '.join(keys)}{more}", expected))

    for column in schema.columns:
        null = df[column.name].isna().to_numpy()
        if not column.nullable:
            report(null, f"column {column.name}", "no null")
        if column.name in schema.words:
            words = schema.words[column.name]
            outside = ~df[column.name].isin(words).to_numpy() & ~null
            strange = sorted(set(df.loc[outside, column.name].astype("str")))[:_SHOWN]
            report(outside, f"column {column.name}", f"one of {', '.join(words)}, not {', '.join(strange)}")
        if pa.types.is_floating(column.type):
            report(np.isinf(df[column.name].to_numpy()), f"column {column.name}", "finite numbers")
    report(_repeated(df, schema.key), f"key {' x '.join(schema.key)}", "each key once")
    for expected, broken in schema.rules:
        report(broken(df).fillna(False), "row", expected)
    return problems


def _sorted(df: pd.DataFrame, name: TableName) -> pd.DataFrame:
    """The rows in the order of the key; of regions large to small by level first. Equal keys keep their order."""
    place = _places(df, SCHEMAS[name].key)
    if name == "regions":
        place = place + _LEVEL_PLACE.get_indexer(pd.Index(df["level"])) * (len(df) + 1)
    if (place[1:] >= place[:-1]).all():
        return df
    return df.take(np.argsort(place, kind="stable")).reset_index(drop=True)


def _repeated(df: pd.DataFrame, key: Sequence[str]) -> np.ndarray:
    """Rows that have the same key as another."""
    place = _places(df, key)
    numbers = np.sort(place)
    twice = numbers[1:][numbers[1:] == numbers[:-1]]
    return np.isin(place, twice) if twice.size else np.zeros(len(df), dtype=bool)


def _places(df: pd.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    """One number a row that orders rows by `columns`, text by its letters, nulls last."""
    place = np.zeros(len(df), dtype=np.int64)
    for name in columns:
        if pd.api.types.is_integer_dtype(df[name].dtype):
            number = df[name].to_numpy()
            size = int(number.max(initial=0)) + 1
        else:
            words = df[name].astype("category").cat
            size = len(words.categories) + 1
            order = np.append(np.argsort(np.argsort(words.categories.to_numpy(dtype=object))), size - 1)
            number = order.astype(np.int32)[words.codes.to_numpy()]
        place *= size
        place += number
    return place
