"""A file of a table, opened as a :class:`~regioboek.sources.files.grid.Grid`, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from regioboek.params.source_params import Format, Header
from regioboek.sources.files.archives import format_of, is_what_it_says
from regioboek.sources.files.binary_excel import open_xlsb
from regioboek.sources.files.delimited import open_table
from regioboek.sources.files.grid import Grid
from regioboek.sources.files.layouts import TextFile
from regioboek.sources.files.old_excel import open_xls
from regioboek.sources.files.opendocument import open_ods
from regioboek.sources.files.typed_columns import open_parquet, open_spss
from regioboek.sources.files.xlsx import open_sheet
from regioboek.sources.problems import ProblemList

_SHEETS: dict[Format, Callable[..., AbstractContextManager[Grid | None]]] = {
    "xlsx": open_sheet,
    "xls": open_xls,
    "xlsb": open_xlsb,
    "ods": open_ods,
}


def open_grid(
    path: Path,
    file: TextFile,
    problems: ProblemList,
    *,
    expected: Collection[str] = (),
    header: Header = 1,
    sheet: str | None = None,
    format: Format | None = None,
) -> AbstractContextManager[Grid | None]:
    """The table in a file, open while the caller reads; None when it is refused, see `problems`.

    The format is the declared one, otherwise that of the file's extension, otherwise delimited text. `expected` are
    names that the header should have, `header` its row or rows (counted from 1), `sheet` the sheet of a workbook.
    """
    kind = format_of(path.name, format) or "csv"
    if not is_what_it_says(path, kind, problems):
        return nullcontext()
    if kind in _SHEETS:
        return _SHEETS[kind](path, sheet, header, problems)
    if sheet is not None:
        problems.refuse("", f"no sheet {sheet}: this file ({kind}) has none", "a workbook, or no sheet in the params")
    if kind == "parquet":
        return open_parquet(path, problems)
    if kind == "sav":
        return open_spss(path, problems, file.encoding)
    return open_table(path, file, problems, expected=expected, header=header)
