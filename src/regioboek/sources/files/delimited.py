"""Delimited text (CSV), read strictly and as it comes: encoding, separator, header and fields are checked.

Rules
* The file is in the declared encoding (see `encoding.py`).
* Every row has as many fields as the header; blank lines are skipped. A file without rows, a row cut short and an
  unfinished quote are refused; a last line without line end is noted. What programs write around a table is passed over
  with a note, see `around_table.py`.
* Where it is clear what a file is (another separator, another encoding), it is refused *and* read on, so that the
  same report holds what is wrong inside it.

Line numbers are those an editor shows, counted from 1.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from regioboek.params.source_params import Header
from regioboek.sources.files.around_table import without_quotes
from regioboek.sources.files.encoding import open_text
from regioboek.sources.files.grid import Cell, Grid
from regioboek.sources.files.headers import joined, place_of, rows_of
from regioboek.sources.files.layouts import TextFile
from regioboek.sources.files.text_rows import Column, index_of, whole_rows
from regioboek.sources.problems import ProblemList

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "vertical bar"}

#: Lines that a header may take, as its names may have line breaks.
HEADER_LINES = 500
#: Lines at the top among which the header is looked for, when it is not where it was declared.
TOP = 30


class TextGrid(Grid):
    """The rows below the header of one file, which is open while they are read. `names` are as the file writes them."""

    def __init__(self, text: TextIO, top: Sequence[str], header: Header, separator: str):
        rows = rows_of(header)
        self._text, self._above, self._separator = text, rows[-1] - 1, separator
        parts = [(row, _fields(top[row - 1 :] if row == rows[-1] else top[row - 1 : row], separator)) for row in rows]
        names = joined(parts)
        super().__init__(names, "line", f"line {place_of(header)}")
        self.candidates = [
            (n, _fields([line], separator))
            for n, line in enumerate(top[:TOP], start=1)
            if (n,) != rows and line.strip()
        ]

    def label(self, place: int) -> str:
        """The name in one line, without the spaces around it."""
        return " ".join(self.names[place].split())

    def words(self, wanted: Sequence[int], problems: ProblemList) -> tuple[pd.Index, list[pd.Categorical]]:
        """The lines of the rows, and per column the fields as written; every distinct word is kept once."""
        columns = [Column(place) for place in wanted]

        def take(rows: list[list[str]]) -> None:
            for column in columns:
                column.add(rows)

        self._text.seek(0)
        for _ in islice(self._text, self._above):
            pass
        lines = whole_rows(self._text, self._separator, self.names, problems, take, self._above)
        return index_of(lines), [column.categories() for column in columns]

    def read(self, wanted: Sequence[int], problems: ProblemList) -> tuple[list[int], list[list[Cell]]]:
        """See :class:`Grid`; rows of another width than the header go to `problems`."""
        lines, columns = self.words(wanted, problems)
        if not self.fits(len(lines), wanted, problems):
            return [], [[] for _ in wanted]
        cells = [np.array([*(w.strip() or None for w in c.categories), None], object)[c.codes] for c in columns]
        kept = np.any([column != None for column in cells], axis=0)  # noqa: E711  (cell by cell)
        return lines[kept].tolist(), [column[kept].tolist() for column in cells]


@contextmanager
def open_table(
    path: Path, file: TextFile, problems: ProblemList, *, expected: Collection[str], header: Header = 1
) -> Iterator[TextGrid | None]:
    """The table in a file of text; None when there is nothing to read, see `problems`.

    `expected` are names that the header should have: by them another separator than the declared one is known.
    """
    problems.unit = "line"
    try:
        text = open_text(path, file.encoding, problems)
    except LookupError:
        problems.refuse("", f"declared encoding {file.encoding}", "an encoding that exists: utf-8, cp1252")
        text = None
    if text is None:
        yield None
        return
    with text:
        last = rows_of(header)[-1]
        text = _with_quotes_that_fit(text, last, file.separator, problems)
        top = list(islice(text, last - 1 + HEADER_LINES))
        if len(top) < last:
            found = f"{len(top)} lines"
            problems.refuse(
                "", found, f"a header on line {place_of(header)} and figures below it: is the file complete?"
            )
            yield None
        elif not top[last - 1].strip():
            problems.refuse(f"line {last}", "an empty line", "a header with the names of the columns")
            yield None
        elif not any(line.strip() for lines in (top[last:], text) for line in lines):
            problems.refuse("", "a header and no rows", "rows of figures: is the file complete?")
            yield None
        else:
            separator = _separator(top[last - 1], last, file.separator, expected, problems)
            yield TextGrid(text, top, header, separator)


def _with_quotes_that_fit(text: TextIO, header: int, separator: str, problems: ProblemList) -> TextIO:
    """`text`, or the same with one level of quotes less; it begins at its first line."""
    first = next(islice(text, header - 1, None), "").strip()
    text.seek(0)
    if not first.startswith('"') or separator not in first:
        return text
    less = without_quotes(text, header, separator)
    text.seek(0)
    if less is None:
        return text
    problems.note("", "lines that are quoted once more as a whole", "one level of quotes: the other is left out")
    return less


def _fields(lines: Sequence[str], separator: str) -> list[str]:
    """The fields of the first row in some lines: several lines when it has line breaks inside paired quotes."""
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True), [])
    except csv.Error:
        return next(csv.reader([lines[0].rstrip("\r\n")], delimiter=separator), [])


def _separator(line: str, number: int, declared: str, expected: Collection[str], problems: ProblemList) -> str:
    """The declared separator, or the one the header really has (refused, but read on)."""
    names = {name.casefold() for name in expected}

    def hits(separator: str) -> int:
        return len(names & {field.strip().casefold() for field in _fields([line], separator)})

    best = max(SEPARATORS, key=hits)
    alone = len(_fields([line], declared)) == 1
    if hits(declared) or hits(best) <= (not alone):
        return declared
    told = SEPARATORS.get(declared, repr(declared))
    expectation = f'a {told}, as declared (separator: "{declared}")'
    problems.refuse(f"line {number}", f"columns separated by a {SEPARATORS[best]}", expectation)
    return best
