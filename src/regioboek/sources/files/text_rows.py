"""The rows of delimited text below its header, taken apart into columns; see :mod:`delimited` for the rules."""

from __future__ import annotations

import csv
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

import numpy as np
import pandas as pd

from regioboek.sources.files.around_table import is_remark, tells_units
from regioboek.sources.problems import ProblemList, some

#: Rows that are taken apart into columns together.
_BLOCK = 10_000


class Column:
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


def whole_rows(  # noqa: PLR0917
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


def index_of(lines: array[int]) -> pd.Index:
    """Numbers of lines as an index, without keeping them when they follow each other."""
    if lines and lines[-1] - lines[0] == len(lines) - 1:
        return pd.RangeIndex(lines[0], lines[-1] + 1)
    return pd.Index(np.array(lines, dtype=np.int64))
