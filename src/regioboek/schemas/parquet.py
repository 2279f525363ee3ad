"""Tables as Parquet files: written checked and whole, read column by column or in parts."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from regioboek.errors import Problem, TableError
from regioboek.schemas.checking import checked
from regioboek.schemas.columns import for_file, in_memory, is_encoded
from regioboek.schemas.definitions import SCHEMAS, TableName

#: Rows written at a time: one group of rows of a Parquet file.
_ROWS = 1 << 20


def write_table(df: pd.DataFrame, name: TableName, path: Path) -> None:
    """Check `df` against schema `name` and write it to `path` as Parquet, whole or not at all.

    Raises :class:`~regioboek.errors.TableError` as :func:`checked`; then nothing is written.
    """
    table, columns = checked(df, name), SCHEMAS[name].columns
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    try:
        with pq.ParquetWriter(beside, columns, compression="zstd", version="2.6", store_schema=False) as writer:
            for start in range(0, max(len(table), 1), _ROWS):
                part = table.iloc[start : start + _ROWS]
                arrays = [for_file(part[c.name], c.type) for c in columns]
                writer.write_table(pa.Table.from_arrays(arrays, schema=columns))
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def read_table(name: TableName, path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The table at `path`, or some of its `columns`, in the order of its key.

    Text columns are categories or have pandas' `str` type (see this module's docstring), integers that may be null are
    `Int32`/`Int64`, others `int32`/`int64`; a null is NaN (text, floats) or pd.NA (integers). Columns are read one
    after the other, so that little more than the result is in memory.

    Raises :class:`~regioboek.errors.TableError` when there is no such file or its columns are not the
    schema's.
    """
    schema = SCHEMAS[name]
    with _opened(name, path) as file:
        wanted = [c for c in schema.columns if columns is None or c.name in columns]
        return pd.DataFrame({c.name: in_memory(file.read([c.name]).column(0), c, schema) for c in wanted}, copy=False)


def read_parts(name: TableName, path: Path, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Some columns of the table at `path`, some ten thousands of rows at a time, so that few of them are in memory.

    As :func:`read_table`; the categories of a part are its own.
    """
    schema = SCHEMAS[name]
    with _opened(name, path) as file:
        for batch in file.iter_batches(columns=list(columns)):
            part = pa.Table.from_batches([batch])
            yield pd.DataFrame({c: in_memory(part.column(c), schema.columns.field(c), schema) for c in columns})


@contextlib.contextmanager
def _opened(name: TableName, path: Path) -> Iterator[pq.ParquetFile]:
    """The file, its columns checked."""
    schema = SCHEMAS[name]
    try:
        found = {f.name: f.type for f in pq.read_schema(path)}
    except FileNotFoundError as error:
        problem = Problem(str(path.name), "", "no such file", f"table {name}: build the edition first")
        raise TableError(f"table {name} cannot be read", [problem]) from error
    except pa.ArrowInvalid as error:
        problem = Problem(str(path.name), "", f"no Parquet file ({error})", f"table {name}: build the edition again")
        raise TableError(f"table {name} cannot be read", [problem]) from error
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
    with pq.ParquetFile(path, read_dictionary=[c.name for c in schema.columns if is_encoded(c, schema)]) as file:
        yield file
