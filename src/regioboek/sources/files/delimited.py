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
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from regioboek.params.source_params import Header
from regioboek.sources.files.around_table import is_remark, tells_units, without_quotes
from regioboek.sources.files.encoding import open_text
from regioboek.sources.files.grid import Cell, Grid
from regioboek.sources.files.headers import joined, place_of, rows_of
from regioboek.sources.files.layouts import TextFile
from regioboek.sources.problems import ProblemList, some

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "vertical bar"}

#: Lines at the top among which the header is looked for, when it is not where it was declared.
TOP = 30

#: Rows that are taken apart into columns together.
_BLOCK = 10_000


class TextGrid(Grid):
    """The rows below the header of one file, which is open while they are read. `names` are as the file writes them."""

    def __init__(self, text: TextIO, top: Sequence[str], header: Header, separator: str):
        rows = rows_of(header)
        self._text, self._above, self._separator = text, rows[-1] - 1, separator
        names = joined([(row, _fields(top[row - 1], separator)) for row in rows])
        super().__init__(names, "line", f"line {place_of(header)}")
        self.candidates = [
            (n, _fields(line, separator)) for n, line in enumerate(top[:TOP], start=1) if (n,) != rows and line.strip()
        ]

    def label(self, place: int) -> str:
        """The name without the spaces around it."""
        return self.names[place].strip()

    def words(self, wanted: Sequence[int], problems: ProblemList) -> tuple[pd.Index, list[pd.Categorical]]:
        """The lines of the rows, and per column the fields as written; every distinct word is kept once."""
        columns = [_Column(place) for place in wanted]

        def take(rows: list[list[str]]) -> None:
            for column in columns:
                column.add(rows)

        self._text.seek(0)
        for _ in islice(self._text, self._above):
            pass
        lines = _rows(self._text, self._separator, self.names, problems, take, self._above)
        return _index(lines), [column.categories() for column in columns]

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
        top = list(islice(text, max(TOP, last)))
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


class _Column:
    """The fields of one column: each distinct word once, and per row which."""

    def __init__(self, place: int):
        self.place = place
        self._words: defaultdict[str, int] = defaultdict()
        self._words.default_factory = self._words.__len__
        self._fields = array("i")

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Take this column out of some rows."""
        place = self.place
        self._fields.extend(map(self._words.__getitem__, [row[place] for row in rows]))

    def categories(self) -> pd.Categorical:
        """All fields; the categories are the words as they first occur."""
        codes = np.frombuffer(self._fields, dtype=np.intc) if self._fields else np.empty(0, dtype=np.intc)
        return pd.Categorical.from_codes(codes, categories=pd.Index(list(self._words), dtype="str"))


def _fields(line: str, separator: str) -> list[str]:
    return next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])


def _separator(line: str, number: int, declared: str, expected: Collection[str], problems: ProblemList) -> str:
    """The declared separator, or the one the header really has (refused, but read on)."""
    names = {name.casefold() for name in expected}

    def hits(separator: str) -> int:
        return len(names & {field.strip().casefold() for field in _fields(line, separator)})

    best = max(SEPARATORS, key=hits)
    alone = len(_fields(line, declared)) == 1
    if hits(declared) or hits(best) <= (not alone):
        return declared
    told = SEPARATORS.get(declared, repr(declared))
    expectation = f'a {told}, as declared (separator: "{declared}")'
    problems.refuse(f"line {number}", f"columns separated by a {SEPARATORS[best]}", expectation)
    return best


def _rows(  # noqa: PLR0917
    text: TextIO,
    separator: str,
    names: Sequence[str],
    problems: ProblemList,
    take: Callable[[list[list[str]]], None],
    above: int,
) -> array[int]:
    """The lines of the whole rows below the header, with which `text` begins; rows of another width are refused.

    `take` is given some rows at a time. `above` is the number of lines of the file that come before `text`.
    """
    last, width = "", len(names)

    def remembering() -> Iterator[str]:
        nonlocal last
        for read in text:
            last = read
            yield read

    reader = csv.reader(remembering(), delimiter=separator, strict=True)
    lines = array("q")
    rows: list[list[str]] = []
    odd: dict[int, list[str]] = {}
    short: dict[int, list[str]] = {}  # rows since the last one with more than its first field
    end = above
    try:
        next(reader)
        end = above + reader.line_num
        for row in reader:
            line, end = end + 1, above + reader.line_num
            if len(row) != width or (width > 1 and not row[-1] and not any(row[1:])):
                if len(row) > 1 or (row and row[0].strip()):
                    short[line] = row
                continue
            if not lines and not rows and not short and tells_units(row, names):
                problems.note(f"line {line}", f"{some(row)}: units, as names of columns are repeated", "passed over")
                continue
            if short:
                _settle(short, width, lines, rows, odd)
            lines.append(line)
            rows.append(row)
            if len(rows) >= _BLOCK:
                take(rows)
                rows.clear()
    except csv.Error as error:
        problems.refuse(
            f"line {end + 1}", f"a quote that does not fit ({error})", 'paired quotes (a " inside a field is "")'
        )
        for rest in text:  # to its end
            last = rest
    ends = last.endswith(("\n", "\r"))
    remarks = _remarks(short, width, end, ends=ends)
    for line, row in remarks.items():
        problems.note(f"line {line}", f"'{separator.join(row).strip(separator)}'", "a row: passed over as a remark")
    _settle({line: row for line, row in short.items() if line not in remarks}, width, lines, rows, odd)
    take(rows)
    if odd and end in odd and not ends:
        problems.refuse(
            f"line {end}",
            f"a last line cut short ({len(odd.pop(end))} of {width} fields)",
            "a complete file: is it truncated?",
        )
    elif not ends and not remarks:
        problems.note(f"line {end}", "a last line without line end", "a line end: is the file complete?")
    found = pd.Series({line: f"{len(row)} fields" for line, row in odd.items()}, dtype="str")
    problems.rows(found, f"{width} fields, as in the header")
    return lines


def _settle(
    short: dict[int, list[str]], width: int, lines: array[int], rows: list[list[str]], odd: dict[int, list[str]]
) -> None:
    """What is no remark is a row of the table, or one of another width."""
    for line, row in short.items():
        if len(row) == width:
            lines.append(line)
            rows.append(row)
        else:
            odd[line] = row
    short.clear()


def _remarks(short: dict[int, list[str]], width: int, end: int, *, ends: bool) -> dict[int, list[str]]:
    """The remarks with which a file ends, of the rows that have at most a first field."""
    found: dict[int, list[str]] = {}
    for line in reversed(short):
        if not is_remark(short[line], width, ended=ends or line != end):
            break
        found[line] = short[line]
    return dict(reversed(found.items()))


def _index(lines: array[int]) -> pd.Index:
    if lines and lines[-1] - lines[0] == len(lines) - 1:
        return pd.RangeIndex(lines[0], lines[-1] + 1)
    return pd.Index(np.array(lines, dtype=np.int64))
