"""An SPSS file (`.sav`, `.zsav`) as a :class:`~regioboek.sources.files.grid.Grid`: one row per case.

Rules
* A system-missing value, and a value that is declared as user-missing in SPSS, is no figure.
* A number that has a value label is a :class:`Labelled`: the number counts as a code of a region and as a year, the
  label as its name, its indicator or its status; as a figure it is refused, as 9 may stand for `weet niet`.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyreadstat

from regioboek.sources.files.grid import MAX_CELLS, Cell, Grid, Labelled, Strange, TableProblems
from regioboek.sources.problems import ProblemList


class SpssTable(Grid):
    """The cases of one file."""

    def __init__(self, path: Path, encoding: str | None, metadata: Any):
        super().__init__(metadata.column_names, "case", "the variables")
        self._path, self._encoding = path, encoding
        self._labels: dict[str, dict[Any, str]] = metadata.variable_value_labels
        self._cases = metadata.number_rows

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`."""
        nothing: tuple[list[int], list[list[Cell]]] = ([], [[] for _ in wanted])
        if (self._cases or 0) * len(wanted) > MAX_CELLS:
            most = MAX_CELLS // len(wanted)
            problems.refuse("", f"{self._cases} cases", f"at most {most}: a table of figures per region, no microdata")
            return nothing
        names = [self.names[w] for w in wanted]
        try:
            data, _ = pyreadstat.read_sav(self._path, usecols=names, encoding=self._encoding, output_format="dict")
        except Exception as error:  # the library raises its own, and those of Python
            problems.refuse("", f"an SPSS file that cannot be read ({error})", _WHOLE)
            return nothing
        columns = [[_cell(v, self._labels.get(name, {})) for v in data[name]] for name in names]
        count = len(columns[0])
        kept = [n for n in range(count) if any(c[n] is not None and c[n] != "" for c in columns)]
        return [n + 1 for n in kept], [[c[n] for n in kept] for c in columns]


_WHOLE = "a whole file: save it again in SPSS"


@contextmanager
def open_spss(path: Path, problems: TableProblems, encoding: str = "utf-8") -> Iterator[SpssTable | None]:
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


def _cell(value: Any, labels: dict[Any, str]) -> Cell:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Strange(f"a date ({value})", "a number: change the type of the variable in SPSS", str(value))
    if isinstance(value, str):
        return value.strip() or None
    number = float(value)
    label = labels.get(value, labels.get(number))
    return number if label is None else Labelled(number, label)
