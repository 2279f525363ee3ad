"""What programs write around a table in a file of text, as StatLine does: units, remarks, one more pair of quotes.

Rules
* A row directly below the header that repeats names of the header and holds no number tells units: it is passed over.
* Lines at the end of one field are remarks (`Bron: CBS`); so are lines of any width that begin as remarks do. One that
  begins with four digits or a code looks like data and is never a remark; nothing in the middle of a table is.
* When no line from the header on can be taken apart, and each can be without one level of quotes, all to the same
  number of fields, it is read so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TextIO

_NUMBER = re.compile(r"[+-]?[0-9]*[.,]?[0-9]+%?")
_DATA = re.compile(r"\s*([0-9]{4}|[A-Za-z]{2}[0-9]|[0-9.,+-]+\s*$)")
_REMARK = re.compile(r"\W*(©|\(c\)|bron(nen)?\b|source|noot\b|toelichting|let op\b|\*|¹|[0-9]\))", re.IGNORECASE)


def tells_units(row: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the first row below a header repeats names of it, beside units."""
    words = [field.strip() for field in row]
    if any(_NUMBER.fullmatch(word) for word in words):
        return False
    return any(word and word == name.strip() for word, name in zip(words, names, strict=True))


def is_remark(row: Sequence[str], width: int, *, ended: bool) -> bool:
    """Whether a row at the end of a table of `width` columns is no row of it; `ended`: its line has a line end.

    A row of all fields, of which only the first has anything, may be a region without figures: it must begin as remarks
    do. So must a line without line end, which may have been cut off.
    """
    text = row[0].strip()
    if _DATA.match(text):
        return False
    alone = len(row) == 1 and width > 1 and ended
    begins = _REMARK.match("".join(row).strip()) is not None
    return alone or (begins and (len(row) != width or not any(field.strip() for field in row[1:])))


def without_quotes(text: TextIO, header: int, separator: str) -> TextIO | None:
    """The text with one level of quotes less, when only so it is a table; None when it is one as it stands."""
    lines: list[str] = []
    widths: set[int] = set()
    for number, line in enumerate(text, start=1):
        body = line.rstrip("\r\n")
        fields = _fields(body, separator)
        if len(fields) > 1 and number >= header:
            return None
        less = [body.replace('""', '"'), *fields] if body.strip(' "') else [""]
        best = max(less, key=lambda one: len(_fields(one, separator)))
        widths |= {len(_fields(best, separator))} if number >= header else set()
        lines.append(best + line[len(body) :])
    return io.StringIO("".join(lines), newline="") if len(widths - {0, 1}) == 1 else None


def _fields(line: str, separator: str) -> list[str]:
    """The fields of one line; none when its quotes do not fit."""
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return []
