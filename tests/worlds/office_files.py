"""Spreadsheets other than XLSX, written record by record: old Excel (BIFF8), binary Excel (BIFF12) and ODS."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr


@dataclass(frozen=True)
class Percent:
    """A fraction that is shown as a percentage."""

    number: float


@dataclass(frozen=True)
class Day:
    """A date, as a number of days since 1899-12-30."""

    number: int
    iso: str


@dataclass(frozen=True)
class Fault:
    """The error of a formula: `#N/A`."""

    code: int = 42
    text: str = "#N/A"


#: XF 0: general, 1: percentage, 2: date.
_FORMATS = (0, 9, 14)


def old_excel(
    path: Path, *, merged: Sequence[tuple[int, int, int, int]] = (), hidden: Sequence[str] = (), **sheets: Any
) -> Path:
    """An `.xls`. Merged: first row, last row, first column, last column, from 0, of the first sheet."""
    globals_ = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 0))
    globals_ += _record(0x42, struct.pack("<H", 1200)) + _record(
        0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 0, 400, 0, 0, 0, 0, 0, 1, 0) + b"A"
    )
    for number in _FORMATS:
        globals_ += _record(0xE0, struct.pack("<HHH14x", 0, number, 0))
    parts = [_sheet(rows, merged if n == 0 else ()) for n, rows in enumerate(sheets.values())]
    start = len(globals_) + sum(4 + 8 + 2 * len(name) for name in sheets) + 4
    for name, part in zip(sheets, parts, strict=True):
        told = struct.pack("<IBBBB", start, name in hidden, 0, len(name), 1) + name.encode("utf-16-le")
        globals_ += _record(0x85, told)
        start += len(part)
    path.write_bytes(_compound(globals_ + _record(0x0A) + b"".join(parts)))
    return path


def _record(kind: int, told: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(told)) + told


def _sheet(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    found = _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 1997, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, bool | Fault):
                code = value.code if isinstance(value, Fault) else int(value)
                found += _record(0x205, struct.pack("<HHHBB", r, c, 0, code, isinstance(value, Fault)))
            elif isinstance(value, str):
                found += _record(0x204, struct.pack("<HHHHB", r, c, 0, len(value), 1) + value.encode("utf-16-le"))
            elif value is not None:
                shown = 1 if isinstance(value, Percent) else 2 if isinstance(value, Day) else 0
                found += _record(0x203, struct.pack("<HHHd", r, c, shown, getattr(value, "number", value)))
    if merged:
        found += _record(0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *m) for m in merged))
    return found + _record(0x0A)


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream, Workbook."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % 512)
    count = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    assert len(chain) <= 128
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        told = (name + "\0").encode("utf-16-le")
        links = struct.pack("<HBBIII", len(told), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return told.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", first, size)

    entries = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return head + table + entries.ljust(512, b"\0") + stream


_SPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "style", "table", "text")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def opendocument(path: Path, *, hidden: Sequence[str] = (), manifest: str = "", **sheets: Any) -> Path:
    """An `.ods`; a row that is a text is XML."""
    tables = "".join(
        f'<table:table table:name={quoteattr(name)} table:style-name="{"off" if name in hidden else "on"}">'
        + "".join(row if isinstance(row, str) else ods_row(row) for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    style = '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{style}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr("content.xml", content)
    return path


def ods_row(values: Sequence[Any], more: str = "") -> str:
    """One row; `more` are attributes of it."""
    return f"<table:table-row {more}>{''.join(ods_cell(value) for value in values)}</table:table-row>"


def ods_cell(value: Any, more: str = "", kind: str | None = None) -> str:
    """One cell; `more` are attributes of it."""
    types = {bool: "boolean", str: "string", Percent: "percentage", Day: "date", Fault: "string"}
    kind = kind or types.get(type(value), "float")
    if value is None:
        return f"<table:table-cell {more}/>"
    key = {"date": "date-value", "boolean": "boolean-value"}.get(kind, "value")
    number = value.iso if isinstance(value, Day) else str(getattr(value, "number", value)).lower()
    told = "" if kind == "string" else f'office:{key}="{number}"'
    error = 'table:formula="of:=NA()" calcext:value-type="error"' if isinstance(value, Fault) else ""
    text = value.text if isinstance(value, Fault) else str(value).replace("&", "&amp;")
    return (
        f'<table:table-cell office:value-type="{kind}" {told} {error} {more}><text:p>{text}</text:p></table:table-cell>'
    )


def binary_excel(
    path: Path, *, merged: Sequence[tuple[int, int, int, int]] = (), hidden: Sequence[str] = (), **sheets: Any
) -> Path:
    """An `.xlsb`, with texts in the cells and (those of the first row) in the table of all texts."""
    texts: list[str] = []
    parts = {}
    book = _long(153, bytes(8)) + _long(143)
    rels = ""
    for n, (name, rows) in enumerate(sheets.items(), start=1):
        found = _long(129) + _long(148, struct.pack("<IIII", 0, len(rows), 0, 20)) + _long(145)
        for r, row in enumerate(rows):
            found += _long(0, struct.pack("<IIHBBB", r, 0, 300, 0, 0, 0))
            found += b"".join(_binary_cell(c, v, texts if r == 0 else None) for c, v in enumerate(row) if v is not None)
        found += _long(146)
        found += b"".join(_long(176, struct.pack("<IIII", *m)) for m in (merged if n == 1 else ()))
        parts[f"xl/worksheets/sheet{n}.bin"] = found + _long(130)
        book += _long(156, struct.pack("<II", name in hidden, n) + _wide(f"r{n}") + _wide(name))
        rels += f'<Relationship Id="r{n}" Type="t/worksheet" Target="worksheets/sheet{n}.bin"/>'
    xfs = b"".join(_long(47, struct.pack("<HH12x", 0, number)) for number in (0, 200, 14))
    formats = _long(615, struct.pack("<I", 1)) + _long(44, struct.pack("<H", 200) + _wide("0.0%")) + _long(616)
    parts["xl/styles.bin"] = (
        formats
        + _long(626, struct.pack("<I", 1))
        + _long(47, bytes(16))
        + _long(627)
        + _long(617, struct.pack("<I", 3))
        + xfs
        + _long(618)
    )
    parts["xl/sharedStrings.bin"] = _long(159, struct.pack("<II", len(texts), len(texts))) + b"".join(
        _long(19, b"\0" + _wide(t)) for t in texts
    )
    parts["xl/workbook.bin"] = _long(131) + book + _long(144) + _long(132)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{space}">{rels}</Relationships>')
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def _long(kind: int, told: bytes = b"") -> bytes:
    """A record of BIFF12: number and length in as many bytes as they need."""
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(told)
    while rest >= 0x80:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return number + size + bytes([rest]) + told


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary_cell(column: int, value: Any, texts: list[str] | None) -> bytes:
    style = 1 if isinstance(value, Percent) else 2 if isinstance(value, Day) else 0
    head = struct.pack("<II", column, style)
    if isinstance(value, bool | Fault):
        return _long(3 if isinstance(value, Fault) else 4, head + bytes([getattr(value, "code", value)]))
    if isinstance(value, str) and texts is not None:
        texts.append(value)
        return _long(7, head + struct.pack("<I", len(texts) - 1))
    if isinstance(value, str):
        return _long(6, head + _wide(value))
    number = getattr(value, "number", value)
    if isinstance(value, int):
        return _long(2, head + struct.pack("<i", value << 2 | 2))
    return _long(5, head + struct.pack("<d", number))
