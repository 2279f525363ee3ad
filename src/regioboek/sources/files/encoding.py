"""Bytes to text, in the declared encoding and no other.

UTF-16, single-byte text (Latin-1, Windows-1252) under UTF-8, and UTF-8 under a single-byte encoding are refused, with
the lines where it shows; where it is clear what the text is, it is read on, so that the same report holds what is wrong
inside it. A UTF-8 byte order mark is tolerated and noted.

A file that is what it is declared as is read piece by piece; only one that something must be told of is read whole.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pandas as pd

from regioboek.sources.problems import ProblemList

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

#: Encodings (as `codecs` names them) in which a file may be read piece by piece.
_IN_PIECES = ("utf-8", "cp1252", "iso8859-1", "iso8859-15")

_PIECE = 1 << 20


def open_text(path: Path, encoding: str, problems: ProblemList) -> TextIO | None:
    """The text of a file, line ends as they are; what is wrong goes to `problems`; None when there is nothing to read.

    Raises LookupError when no encoding is called `encoding`.
    """
    declared = codecs.lookup(encoding).name
    if declared in _IN_PIECES and _as_declared(path, declared):
        return path.open(encoding=declared, newline="")
    text = decode(path.read_bytes(), encoding, problems)
    return None if text is None else io.StringIO(text, newline="")


def _as_declared(path: Path, declared: str) -> bool:
    """Whether nothing about the encoding of a file must be told; False also for an empty one."""
    with path.open("rb") as file:
        if file.read(3).startswith((*_UTF16_MARKS, codecs.BOM_UTF8)):
            return False
    is_ascii = is_empty = True
    try:
        for piece in _pieces(path, declared):
            if "\x00" in piece:
                return False
            is_empty = is_empty and not piece.strip(" \t\r\n")
            is_ascii = is_ascii and piece.isascii()
    except UnicodeDecodeError:
        return False
    return not is_empty and (declared == "utf-8" or is_ascii or not _is_utf8(path))


def _is_utf8(path: Path) -> bool:
    try:
        return all(True for _ in _pieces(path, "utf-8"))
    except UnicodeDecodeError:
        return False


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as text:
        while piece := text.read(_PIECE):
            yield piece


def decode(raw: bytes, encoding: str, problems: ProblemList) -> str | None:
    """`raw` as text; what is wrong goes to `problems`; None when there is nothing to read on.

    Raises LookupError when no encoding is called `encoding`.
    """
    if not raw.removeprefix(codecs.BOM_UTF8).strip(b" \t\r\n\x00"):
        problems.refuse("", "an empty file", "a header line and rows")
        return None
    declared = codecs.lookup(encoding).name
    if declared.startswith("utf-16"):
        return raw.decode(encoding, errors="replace").removeprefix("\ufeff")
    if raw.startswith(_UTF16_MARKS):
        problems.refuse("line 1", "UTF-16 text", f"{encoding}: save the file as 'CSV UTF-8'")
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        problems.refuse(f"line {line}", "NUL bytes", f"text in {encoding}: UTF-16 without its mark, or damaged?")
        return None
    if declared == "utf-8":
        return _utf8(raw, problems)
    return _single_byte(raw, encoding, problems)


def _utf8(raw: bytes, problems: ProblemList) -> str:
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[len(codecs.BOM_UTF8) :]
        problems.note("line 1", "a byte order mark", "none: left out")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    wrong: dict[int, str] = {}
    for number, line in enumerate(raw.splitlines(), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            around = line[max(error.start - 12, 0) : error.start + 12].decode("cp1252", errors="replace")
            wrong[number] = f"bytes that are no UTF-8 near '{around}'"
    advice = "UTF-8: save as 'CSV UTF-8', or declare encoding: cp1252 (Windows) if it is that"
    problems.rows(pd.Series(wrong, dtype="str"), advice)
    return raw.decode("cp1252", errors="replace")


def _single_byte(raw: bytes, encoding: str, problems: ProblemList) -> str:
    marked = raw.startswith(codecs.BOM_UTF8)
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(encoding, errors="replace")
    if marked or not text.isascii():
        problems.refuse("", "UTF-8 text", f"{encoding}, as declared: declare encoding: utf-8")
    return text
