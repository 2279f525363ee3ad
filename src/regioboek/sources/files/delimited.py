"""Reading delimited text (CSV) strictly: encoding, separator, header and the number of fields are checked.

Rules
* The file is in the declared encoding (see `encoding.py`).
* Every needed column is in the header; case and padding of a name are mended and noted; extra columns are ignored.
* Every row has as many fields as the header; blank lines are skipped. A file without rows, a row cut short and an
  unfinished quote are refused; a last line without line end is noted.
* Where it is clear what a file is (another separator, another encoding), it is refused *and* read on, so that the
  same report holds what is wrong inside it.

Line numbers are those an editor shows: the header is line 1.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from regioboek.sources.files.encoding import open_text
from regioboek.sources.files.layouts import PresetFile
from regioboek.sources.files.word_columns import replaced
from regioboek.sources.problems import ProblemList, nearest, some

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "vertical bar"}

#: Rows that are taken apart into columns together.
_BLOCK = 10_000


def read_delimited(
    path: Path,
    file: PresetFile,
    problems: ProblemList,
    *,
    required: Mapping[str, str],
    optional: Mapping[str, str] | None = None,
    as_categories: bool = False,
) -> pd.DataFrame | None:
    """The needed columns of `path` as text, exactly as written; the index is the line of each row.

    `required` and `optional` map our column names to the usual ones; `file` may call them otherwise. What is wrong
    goes to `problems`; None when nothing can be read. `as_categories`: for a file of millions of rows; every distinct
    word is kept once.
    """
    try:
        text = open_text(path, file.encoding, problems)
    except LookupError:
        problems.refuse("", f"declared encoding {file.encoding}", "an encoding that exists: utf-8, cp1252")
        return None
    if text is None:
        return None
    with text:
        read = _read(text, problems, file.named(required), file.named(optional or {}), file.separator)
    if read is None:
        return None
    lines, columns = read
    table = pd.DataFrame({name: column.categories() for name, column in columns.items()}, index=lines, copy=False)
    return table if as_categories else table.astype("str")


def _read(
    text: TextIO, problems: ProblemList, required: Mapping[str, str], optional: Mapping[str, str], separator: str
) -> tuple[pd.Index, dict[str, _Column]] | None:
    """Lines and needed columns of the rows; None when a column is missing or there are no rows."""
    header = text.readline().rstrip("\r\n")
    if not header.strip():
        problems.refuse("line 1", "an empty line", "a header with the names of the columns")
        return None
    separator = _separator(header, separator, required, problems)
    names = next(csv.reader([header], delimiter=separator), [])
    places = _columns(names, required, optional, problems)
    if not any(line.strip() for line in text):
        problems.refuse("", "a header and no rows", "rows of figures: is the file complete?")
        return None
    text.seek(0)
    columns = {ours: _Column(place) for ours, place in (places or {}).items()}

    def take(rows: list[list[str]]) -> None:
        for column in columns.values():
            column.add(rows)

    lines = _rows(text, separator, len(names), problems, take, above=0)
    return None if places is None else (_index(lines), columns)


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


def cleaned(
    text: pd.Series, problems: ProblemList, column: str, *, upper: bool = False, unit: str = "line"
) -> pd.Series:
    """`text` without spaces around it, in capitals when `upper`; what was mended is noted under `column`."""

    def better(word: str) -> str:
        return word.strip().upper() if upper else word.strip()

    changed = text[text.isin([w for w in text.unique() if better(w) != w])].astype("str")
    what = "a code without spaces, in capitals" if upper else "no spaces around it"
    problems.rows(
        "'" + changed + "'", lambda w: f"{what}: read as {better(w[1:-1])}", column=column, cleaned=True, unit=unit
    )
    return replaced(text, better)


def _separator(header: str, declared: str, required: Mapping[str, str], problems: ProblemList) -> str:
    """The declared separator, or the one the header really has (refused, but read on)."""

    def hits(separator: str) -> int:
        fields = {f.strip().strip('"').casefold() for f in header.split(separator)}
        return len(fields & {c.casefold() for c in required.values()})

    if hits(declared):
        return declared
    best = max(SEPARATORS, key=hits)
    if hits(best) > 1:
        problems.refuse(
            "line 1",
            f"columns separated by a {SEPARATORS[best]}",
            f'a {SEPARATORS.get(declared, repr(declared))}, as declared (separator: "{declared}")',
        )
        return best
    return declared


def _columns(
    names: list[str], required: Mapping[str, str], optional: Mapping[str, str], problems: ProblemList
) -> dict[str, int] | None:
    """Our name -> position in the row; None when a required column is missing."""
    folded: dict[str, int] = {}
    for place, name in enumerate(names):
        key = name.strip().casefold()
        if key in folded and key in {c.casefold() for c in (*required.values(), *optional.values())}:
            problems.refuse("line 1", f"column {name.strip()} twice", "it once")
        folded.setdefault(key, place)
    places = {
        ours: folded[theirs.casefold()]
        for ours, theirs in {**required, **optional}.items()
        if theirs.casefold() in folded
    }
    for ours, place in places.items():
        theirs = required.get(ours) or optional[ours]
        if names[place] != theirs:
            problems.note("line 1", f"column '{names[place]}'", f"'{theirs}': read as that")
    missing = {ours: theirs for ours, theirs in required.items() if ours not in places}
    taken = {names[p] for p in places.values()}
    spare = [n.strip() for n in names if n not in taken]
    for ours, theirs in missing.items():
        problems.refuse(
            "line 1",
            f"no column {theirs}{nearest(theirs, spare).replace('nearest known', 'nearest')}",
            f"a column {theirs}; the file has {some(names, 12)}. "
            f"Named otherwise? Declare it in the params, columns: {{{ours}: ...}}",
        )
    return None if missing else places


def whole_rows(
    text: str, separator: str, width: int, problems: ProblemList, *, above: int = 0
) -> tuple[list[int], list[list[str]]]:
    """Lines and fields of the whole rows below the header, with which `text` begins; rows of another width are refused.

    `above` is the number of lines of the file that come before `text`.
    """
    rows: list[list[str]] = []
    lines = _rows(io.StringIO(text, newline=""), separator, width, problems, rows.extend, above=above)
    return lines.tolist(), rows


def _rows(  # noqa: PLR0917
    text: TextIO, separator: str, width: int, problems: ProblemList, take: Callable[[list[list[str]]], None], above: int
) -> array[int]:
    """As `whole_rows`, for a text that is read as it comes; `take` is given some rows at a time."""
    last = ""

    def remembering() -> Iterator[str]:
        nonlocal last
        for read in text:
            last = read
            yield read

    reader = csv.reader(remembering(), delimiter=separator, strict=True)
    lines = array("q")
    rows: list[list[str]] = []
    odd: dict[int, int] = {}
    end = above
    try:
        next(reader)
        end = above + reader.line_num
        for row in reader:
            line, end = end + 1, above + reader.line_num
            if len(row) == width:
                lines.append(line)
                rows.append(row)
                if len(rows) == _BLOCK:
                    take(rows)
                    rows.clear()
            elif len(row) > 1 or (row and row[0].strip()):
                odd[line] = len(row)
    except csv.Error as error:
        problems.refuse(
            f"line {end + 1}", f"a quote that does not fit ({error})", 'paired quotes (a " inside a field is "")'
        )
        for rest in text:  # to its end
            last = rest
    take(rows)
    ends = last.endswith(("\n", "\r"))
    if odd and end in odd and not ends:
        problems.refuse(
            f"line {end}",
            f"a last line cut short ({odd.pop(end)} of {width} fields)",
            "a complete file: is it truncated?",
        )
    elif not ends:
        problems.note(f"line {end}", "a last line without line end", "a line end: is the file complete?")
    found = pd.Series({line: f"{count} fields" for line, count in odd.items()}, dtype="str")
    problems.rows(found, f"{width} fields, as in the header")
    return lines


def _index(lines: array[int]) -> pd.Index:
    if lines and lines[-1] - lines[0] == len(lines) - 1:
        return pd.RangeIndex(lines[0], lines[-1] + 1)
    return pd.Index(np.array(lines, dtype=np.int64))
