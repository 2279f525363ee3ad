"""One column in its three forms: as it comes in, in memory (pandas), and on its way to a file (Arrow)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from regioboek.schemas.definitions import TableSchema

_NULLABLE = {pa.int32(): "Int32", pa.int64(): "Int64"}

#: Columns that are what they should be as they are; integers of this kind have no null.
_EXACT = {pa.float64(): np.dtype("float64"), pa.int32(): np.dtype("int32"), pa.int64(): np.dtype("int64")}


def is_encoded(column: pa.Field, schema: TableSchema) -> bool:
    """Whether the column is held as categories."""
    return schema.encoded and pa.types.is_string(column.type)


def typed(series: pd.Series, column: pa.Field, schema: TableSchema) -> pd.Series:
    """The series with exactly the column's type; pyarrow's errors for what has no place in it."""
    if column.type in _EXACT and series.dtype == _EXACT[column.type]:
        return series.reset_index(drop=True)
    if isinstance(series.dtype, pd.CategoricalDtype):
        words = pa.array(series.cat.categories, type=column.type)
        if is_encoded(column, schema):
            return encoded(series.reset_index(drop=True), column.name, schema)
        series = series.astype(words.to_pandas().dtype)
    return in_memory(pa.array(series, type=column.type, from_pandas=True), column, schema)


def in_memory(values: pa.Array | pa.ChunkedArray, column: pa.Field, schema: TableSchema) -> pd.Series:
    """A column of Arrow as the pandas type that this module gives it."""
    if is_encoded(column, schema):
        if not pa.types.is_dictionary(values.type):
            values = values.dictionary_encode()
        if isinstance(values, pa.ChunkedArray):
            values = values.unify_dictionaries()
        return encoded(values.to_pandas(), column.name, schema)
    if pa.types.is_string(column.type):
        return pd.Series(values.to_pandas(), dtype="str")
    if column.nullable and pa.types.is_integer(column.type):
        return pd.Series(values.to_pandas(integer_object_nulls=True), dtype=_NULLABLE[column.type])
    return values.to_pandas()


def encoded(series: pd.Series, column: str, schema: TableSchema) -> pd.Series:
    """Text as categories: the words of the schema, with any others behind them; or those that occur, sorted."""
    series = series if isinstance(series.dtype, pd.CategoricalDtype) else series.astype("category")
    found = [str(word) for word in series.cat.categories]
    occurs = np.zeros(len(found) + 1, dtype=bool)  # the last for null
    occurs[series.cat.codes.to_numpy()] = True
    words = sorted(word for word, used in zip(found, occurs, strict=False) if used)
    listed = schema.words.get(column, ())
    order = pd.Index([*listed, *(word for word in words if word not in listed)], dtype="str")
    return series.cat.set_categories(order)


def for_file(series: pd.Series, kind: pa.DataType) -> pa.Array:
    """A checked column as Arrow; categories as plain text."""
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return pa.array(series, type=kind, from_pandas=True)
    codes = pa.array(series.cat.codes.to_numpy(), mask=series.isna().to_numpy())
    return pa.DictionaryArray.from_arrays(codes, pa.array(series.cat.categories, type=kind)).dictionary_decode()
