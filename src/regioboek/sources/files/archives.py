"""What a file really is, whatever its name says: checked before anything reads it.

Rules
* The format is the declared one, otherwise the one of the extension.
* A file that is something else is refused with what it is and what to do: declare the format it has, or save it
  otherwise (a workbook with a password, a web page that was named .xls).
* `~$name.xlsx` is the note that Excel leaves beside a file that is open; it holds no figures.
* Archives (XLSX, XLSB and ODS are) are bounded: what they would unpack to is looked at before anything is unpacked.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePath
from typing import get_args

from regioboek.params.source_params import Format
from regioboek.sources.problems import ProblemList

EXTENSIONS: dict[str, Format] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".xlsb": "xlsb",
    ".ods": "ods",
    ".parquet": "parquet",
    ".sav": "sav",
    ".zsav": "sav",
}

#: Bytes that all parts of a workbook, and any one part, may unpack to. A full sheet of 100 000 rows takes some 50 MB.
MAX_UNPACKED = 512 << 20
MAX_PART = 256 << 20
MAX_TEXTS = 64 << 20  # the texts of all sheets are kept in memory
MAX_PARTS = 5_000
#: Bytes of a file of any other format.
MAX_FILE = 1 << 30

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_SAVE = "an Excel workbook: open it in Excel, Save as, 'Excel-werkmap (.xlsx)'"


def format_of(name: str, declared: Format | None) -> Format | None:
    """The format a file of this name is read as; None when its extension says nothing."""
    return declared or EXTENSIONS.get(PurePath(name).suffix.lower())


def name_problem(name: str, declared: Format | None) -> tuple[str, str] | None:
    """What is wrong with the name of a file of figures: (found, expected); None when nothing is."""
    if PurePath(name).name.startswith("~$"):
        expected = f"{PurePath(name).name[2:]}: a name with ~$ is the note Excel leaves beside a file that is open"
        return name, expected
    if format_of(name, declared) is None:
        formats = ", ".join(get_args(Format))
        return name, f"a file ending in {', '.join(EXTENSIONS)}, or a declared format: {formats}"
    return None


def is_what_it_says(path: Path, declared: Format, problems: ProblemList) -> bool:
    """Whether the file can be read as `declared`; what it is otherwise goes to `problems`."""
    size = path.stat().st_size
    if size == 0:
        problems.refuse("", "an empty file", "a header line and rows")
        return False
    if size > MAX_FILE:
        problems.refuse("", f"a file of {size / 1e6:.0f} MB", f"at most {MAX_FILE / 1e6:.0f} MB")
        return False
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(max(size - 4, 0))
        end = file.read(4)
    found = _looks_like(start, path)
    right = found in (_TEXTS if declared == "csv" else (declared,)) and (declared != "parquet" or end == b"PAR1")
    if right:
        return found not in _ARCHIVES or _bounded(path, problems)
    what, expected = _LOOKS[found]
    if declared not in _SHEETS and found != "encrypted":
        expected = _EXPECTED[declared]
    other = "csv" if found == "text" else found
    if other in get_args(Format) and other != declared:
        expected = f"{_EXPECTED[declared]}, or the declaration format: {other}"
    problems.refuse("", what, expected)
    return False


_SHEETS = ("xlsx", "xls", "xlsb", "ods")
_ARCHIVES = ("xlsx", "xlsb", "ods")
#: What is read as text; what is wrong with it is told there.
_TEXTS = ("text", "binary", "xml")
_EXPECTED: dict[Format, str] = {
    "csv": "text with one row per line",
    "xlsx": "an Excel workbook",
    "xls": "an old Excel file (.xls)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "ods": "an OpenDocument spreadsheet (.ods)",
    "parquet": "a whole Parquet file",
    "sav": "an SPSS file (.sav)",
}
#: What a file looks like -> what that is called, and what is expected where a workbook is declared.
_LOOKS = {
    "xlsx": ("an Excel workbook", _SAVE),
    "xls": ("an old Excel file (.xls)", _SAVE),
    "encrypted": (
        "an Excel workbook with a password",
        "one without: open it in Excel, remove the password under Info, and save",
    ),
    "ods": ("an OpenDocument spreadsheet", _SAVE),
    "xlsb": ("a binary Excel workbook (.xlsb)", _SAVE),
    "zip": ("a zip archive that is no workbook", _SAVE),
    "html": ("a web page (HTML), as some systems export under the name of Excel", _SAVE),
    "xml": ("an XML file, as Excel 2003 wrote them", _SAVE),
    "parquet": ("a Parquet file", _SAVE),
    "sav": ("an SPSS file", _SAVE),
    "text": ("plain text", _SAVE),
    "cut": ("a workbook that is cut off or damaged", "a whole file: copy or export it again"),
    "binary": ("bytes that are no text", _SAVE),
}


def _looks_like(start: bytes, path: Path) -> str:
    if start.startswith(_OLE):
        with path.open("rb") as file:
            head = file.read(1 << 20)
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in head else "xls"
    if start.startswith(_ZIP):
        return _kind_of_archive(path)
    for mark, found in ((b"PAR1", "parquet"), (b"$FL2", "sav"), (b"$FL3", "sav")):
        if start.startswith(mark):
            return found
    return _kind_of_text(start)


def _kind_of_text(start: bytes) -> str:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<div")):
        return "html"
    if text.startswith(b"<?xml"):
        return "html" if b"<html" in text else "xml"
    return "binary" if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")) else "text"


def _kind_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(80) if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError):  # RuntimeError: encrypted, or packed in a way Python cannot
        return "cut"
    if b"opendocument" in kind:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "xlsx" if "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names) else "zip"


def _bounded(path: Path, problems: ProblemList) -> bool:
    """Whether the parts of a workbook stay within what is unpacked; an archive never gives more than it declares."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    total, largest = sum(p.file_size for p in parts), max(parts, key=lambda p: p.file_size)
    texts = sum(p.file_size for p in parts if PurePath(p.filename).stem == "sharedStrings")
    if len(parts) > MAX_PARTS or total > MAX_UNPACKED or largest.file_size > MAX_PART or texts > MAX_TEXTS:
        found = (
            f"{len(parts)} parts that unpack to {total / 1e6:.0f} MB ({largest.filename}: "
            f"{largest.file_size / 1e6:.0f} MB) from {path.stat().st_size / 1e6:.1f} MB"
        )
        expected = (
            f"at most {MAX_PARTS} parts and {MAX_UNPACKED / 1e6:.0f} MB, no part over {MAX_PART / 1e6:.0f} MB and "
            f"{MAX_TEXTS / 1e6:.0f} MB of texts: copy only the cells with figures to a new workbook"
        )
        problems.refuse("", found, expected)
        return False
    return True
