"""Delimited text (CSV) as a :class:`~regioboek.sources.files.grid.Grid`: every cell is a text.

Encoding, separator and the number of fields are checked as for every other file of text: see `sources/delimited.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from regioboek.params.source_params import OwnTable
from regioboek.sources.files.delimited import SEPARATORS, whole_rows
from regioboek.sources.files.encoding import decode
from regioboek.sources.files.grid import MAX_CELLS, Cell, Grid, TableProblems
from regioboek.sources.files.layouts import TextFile
from regioboek.sources.problems import ProblemList

#: Lines at the top among which the header is looked for, when it is not where it was declared.
TOP = 30


class TextTable(Grid):
    """The rows below the header of one file."""

    def __init__(self, lines: list[str], header: int, separator: str):
        self._lines, self._header, self._separator = lines, header, separator
        super().__init__(_fields(lines[header - 1], separator), "line", f"line {header}")
        self.candidates = [
            (n, _fields(line, separator)) for n, line in enumerate(lines[:TOP], start=1) if n != header and line.strip()
        ]

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`; rows of another width than the header go to `problems`."""
        text = "".join(self._lines[self._header - 1 :])
        lines, rows = whole_rows(text, self._separator, len(self.names), problems, above=self._header - 1)
        if len(rows) * len(wanted) > MAX_CELLS:
            most = MAX_CELLS // len(wanted)
            problems.refuse("", f"{len(rows)} rows", f"at most {most}: a table of figures per region")
            return [], [[] for _ in wanted]
        kept = [n for n, row in enumerate(rows) if any(row[w].strip() for w in wanted)]
        return [lines[n] for n in kept], [[rows[n][w].strip() or None for n in kept] for w in wanted]


@contextmanager
def open_text(path: Path, file: TextFile, table: OwnTable, problems: TableProblems) -> Iterator[TextTable | None]:
    """The table in a file of text; None when there is nothing to read, see `problems`."""
    problems.unit = "line"
    try:
        text = decode(path.read_bytes(), file.encoding, problems)
    except LookupError:
        problems.refuse("", f"declared encoding {file.encoding}", "an encoding that exists: utf-8, cp1252")
        text = None
    lines = [] if text is None else io.StringIO(text, newline="").readlines()
    if text is not None and len(lines) <= table.header:
        found = f"{len(lines)} lines"
        problems.refuse("", found, f"a header on line {table.header} and figures below it: is the file complete?")
    yield (
        TextTable(lines, table.header, _separator(lines, file, table, problems)) if len(lines) > table.header else None
    )


def _fields(line: str, separator: str) -> list[str]:
    return [f.strip() for f in next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])]


def _separator(lines: list[str], file: TextFile, table: OwnTable, problems: TableProblems) -> str:
    """The declared separator, or the one that the header really has (refused, but read on)."""
    header, declared = lines[table.header - 1], file.separator
    fields = {name: len(_fields(header, name)) for name in SEPARATORS}
    best = max(fields, key=lambda name: fields[name])
    names = {table.region.casefold()}
    found = {s for s in SEPARATORS if names <= {f.casefold() for f in _fields(header, s)}}
    if fields.get(declared, 1) > 1 or declared in found or best not in found:
        return declared
    problems.refuse(
        f"line {table.header}",
        f"columns separated by a {SEPARATORS[best]}",
        f'a {SEPARATORS.get(declared, repr(declared))}, as declared (separator: "{declared}")',
    )
    return best
