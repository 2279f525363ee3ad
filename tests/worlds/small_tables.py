"""Tables of a bureau made in a test: cells to CSV, XLSX, Parquet and SPSS; and a workbook written by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

Row = Sequence[Any]

LONG: list[Row] = [
    ("Gemeente", "Jaar", "Onderwerp", "Waarde"),
    ("GM0014", 2021, "werkloosheid", 5.1),
    ("GM0034", 2021, "werkloosheid", 4.8),
]


def workbook(path: Path, **sheets: Sequence[Row]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def delimited(path: Path, rows: Sequence[Row], separator: str = ";") -> Path:
    path.write_text("".join(separator.join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


def parquet(path: Path, rows: Sequence[Row]) -> Path:
    pd.DataFrame(list(rows[1:]), columns=list(rows[0])).to_parquet(path)
    return path


def by_hand(path: Path, sheet: str, size: str = "A1:D1000", **parts: str) -> Path:
    """A workbook with one sheet, `Blad1`, whose rows are given as XML; it says that they fill `size`."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    written = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets><sheet name="Blad1" sheetId="1" '
        f'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><dimension ref="{size}"/>'
        f"<sheetData>{sheet}</sheetData></worksheet>",
    } | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in written.items():
            archive.writestr(name, text)
    return path


def row_xml(number: int, *values: Any, **attributes: str) -> str:
    more = "".join(f' {k}="{v}"' for k, v in attributes.items())
    cells = "".join(
        f'<c r="{"ABCDEFGH"[n]}{number}" t="inlineStr"><is><t>{v}</t></is></c>'
        if isinstance(v, str)
        else f'<c r="{"ABCDEFGH"[n]}{number}"><v>{v}</v></c>'
        for n, v in enumerate(values)
    )
    return f'<row r="{number}"{more}>{cells}</row>'
