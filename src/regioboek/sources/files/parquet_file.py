"""A Parquet file as a :class:`~regioboek.sources.files.grid.Grid`: columns have names and types already."""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from regioboek.sources.files.grid import MAX_CELLS, Cell, Grid, Strange, TableProblems
from regioboek.sources.problems import ProblemList


class ParquetTable(Grid):
    """The table of one file, open while it is read."""

    def __init__(self, file: pq.ParquetFile):
        super().__init__(file.schema_arrow.names, "row", "the schema")
        self._file = file

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`."""
        count = self._file.metadata.num_rows
        if count * len(wanted) > MAX_CELLS:
            problems.refuse("", f"{count} rows", f"at most {MAX_CELLS // len(wanted)}: a table of figures per region")
            return [], [[] for _ in wanted]
        table = self._file.read(columns=[self.names[w] for w in wanted])
        columns = [[_cell(v) for v in table.column(self.names[w]).to_pylist()] for w in wanted]
        kept = [n for n in range(count) if any(c[n] is not None and c[n] != "" for c in columns)]
        return [n + 1 for n in kept], [[c[n] for n in kept] for c in columns]


@contextmanager
def open_parquet(path: Path, problems: TableProblems) -> Iterator[ParquetTable | None]:
    """The table of a Parquet file; None when it cannot be read, see `problems`."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        first = next(iter(str(error).splitlines()), "")
        problems.refuse("", f"a Parquet file that cannot be read ({first})", "a whole file: write it again")
        yield None
        return
    with file:
        problems.unit = "row"
        yield ParquetTable(file)


def _cell(value: Any) -> Cell:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return Strange("true" if value else "false", "a number or a text", str(value))
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, str | int | float):
        return value
    return Strange(f"{type(value).__name__} {value}", "a number or a text", str(value))
