"""Files whose columns have names and types already, as a :class:`~regioboek.sources.files.grid.Grid`: Parquet and SPSS.

Rules of SPSS (`.sav`, `.zsav`)
* A row is a case. A system-missing value, and a value that is declared as user-missing in SPSS, is no figure.
* A number that has a value label is a :class:`Labelled`: the number counts as a code of a region and as a year, the
  label as its name, its indicator or its status; as a figure it is refused, as 9 may stand for `weet niet`.
"""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from regioboek.sources.files.grid import Cell, Grid, Labelled, Strange
from regioboek.sources.problems import ProblemList

_WHOLE = "a whole file: save it again in SPSS"


class ParquetTable(Grid):
    """The table of one Parquet file, open while it is read."""

    def __init__(self, file: pq.ParquetFile):
        super().__init__(file.schema_arrow.names, "row", "the schema")
        self._file = file

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`."""
        if not self.fits(self._file.metadata.num_rows, wanted, problems):
            return [], [[] for _ in wanted]
        table = self._file.read(columns=[self.names[w] for w in wanted])
        return _with_anything([[_cell(v) for v in table.column(self.names[w]).to_pylist()] for w in wanted])


class SpssTable(Grid):
    """The cases of one SPSS file."""

    def __init__(self, path: Path, encoding: str | None, metadata: Any):
        super().__init__(metadata.column_names, "case", "the variables")
        self._path, self._encoding = path, encoding
        self._labels: dict[str, dict[Any, str]] = metadata.variable_value_labels
        self._cases = metadata.number_rows or 0

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`."""
        nothing: tuple[list[int], list[list[Cell]]] = ([], [[] for _ in wanted])
        if not self.fits(self._cases, wanted, problems, word="cases", more=", no microdata"):
            return nothing
        names = [self.names[w] for w in wanted]
        try:
            data, _ = pyreadstat.read_sav(self._path, usecols=names, encoding=self._encoding, output_format="dict")
        except Exception as error:  # the library raises its own, and those of Python
            problems.refuse("", f"an SPSS file that cannot be read ({error})", _WHOLE)
            return nothing
        return _with_anything([[_value(v, self._labels.get(name, {})) for v in data[name]] for name in names])


@contextmanager
def open_parquet(path: Path, problems: ProblemList) -> Iterator[ParquetTable | None]:
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


@contextmanager
def open_spss(path: Path, problems: ProblemList, encoding: str = "utf-8") -> Iterator[SpssTable | None]:
    """The cases of an SPSS file; None when it cannot be read, see `problems`.

    A file says itself how its texts are written; `encoding` counts when it is declared as another one than UTF-8.
    """
    declared = None if encoding.lower().replace("-", "") == "utf8" else encoding
    try:
        _, metadata = pyreadstat.read_sav(path, metadataonly=True, encoding=declared)
    except Exception as error:
        problems.refuse("", f"an SPSS file that cannot be read ({error})", _WHOLE)
        yield None
        return
    problems.unit = "case"
    yield SpssTable(path, declared, metadata)


def _with_anything(columns: list[list[Cell]]) -> tuple[list[int], list[list[Cell]]]:
    """The rows that are not empty in all columns, counted from 1, and what they have."""
    kept = [n for n, row in enumerate(zip(*columns, strict=True)) if any(c is not None and c != "" for c in row)]
    return [n + 1 for n in kept], [[column[n] for n in kept] for column in columns]


def _cell(value: Any) -> Cell:
    """A value of Parquet."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return Strange("true" if value else "false", "a number or a text", str(value))
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, str | int | float):
        return value
    return Strange(f"{type(value).__name__} {value}", "a number or a text", str(value))


def _value(value: Any, labels: dict[Any, str]) -> Cell:
    """A value of SPSS."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Strange(f"a date ({value})", "a number: change the type of the variable in SPSS", str(value))
    if isinstance(value, str):
        return value.strip() or None
    number = float(value)
    label = labels.get(value, labels.get(number))
    return number if label is None else Labelled(number, label)
