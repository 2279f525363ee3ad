"""A file whose layout is known -> its columns by our names, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from regioboek.sources.files.any_format import open_grid
from regioboek.sources.files.delimited import TextGrid
from regioboek.sources.files.grid import Cell, Dated, Grid, Strange, cell_text
from regioboek.sources.files.layouts import FigureFile, PresetFile, Selection
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.cell_figures import refuse_cells
from regioboek.sources.tables.mapping import better_header, find_names, report_lacking
from regioboek.sources.tables.presets import Preset
from regioboek.sources.tables.selecting import chosen

_ADVICE = "{what}; the file has {present}. Named otherwise? Declare it in the params, columns: {{{key}: ...}}"


def read_preset(
    preset: Preset,
    path: Path,
    file: PresetFile,
    problems: ProblemList,
    *,
    select: Selection | None = None,
    as_categories: bool = False,
) -> pd.DataFrame | None:
    """The columns of the preset exactly as written, of the rows that have what `select` says; index: the lines.

    Case and padding of a name are mended and noted; other columns are ignored. What is wrong goes to `problems`; None
    when nothing can be read. `select`: see :mod:`selecting`. `as_categories`: for a file of
    millions of rows.
    """
    needed = file.named(preset.required) | {f"select {name}": name for name in select or ()}
    with open_grid(
        path, file, problems, expected=needed.values(), header=file.header, sheet=file.sheet, format=file.format
    ) as grid:
        if grid is None:
            return None
        places = find_names(needed | file.named(preset.optional), grid, problems)
        lacking = {ours: told for ours, told in needed.items() if ours not in places}
        row = better_header(needed.values(), grid) if lacking else None
        advice = f"row {row} has the names: declare header: {row}" if row else _ADVICE
        report_lacking(lacking, places.values(), grid, problems, advice)
        lines, columns = _words(grid, places, file, problems) if places else ([], [])
    if lacking:
        return None
    table = pd.DataFrame(dict(zip(places, columns, strict=True)), index=lines, copy=False)
    if select:
        table = table[chosen({name: table.pop(f"select {name}") for name in select}, select, problems)]
    return table if as_categories else table.astype("str")


def _words(
    grid: Grid, places: Mapping[str, int], file: PresetFile, problems: ProblemList
) -> tuple[pd.Index | list[int], Sequence[pd.Categorical | list[str]]]:
    """The numbers of the rows, and per column what stands there as text.

    Numbers get the declared decimal mark, dates are `2021-01-01` in a column of dates; other strange cells are refused.
    """
    wanted = list(places.values())
    if isinstance(grid, TextGrid):
        return grid.words(wanted, problems)
    rows, columns = grid.read(wanted, problems)
    decimal = file.decimal if isinstance(file, FigureFile) else "."
    for (key, place), cells in zip(places.items(), columns, strict=True):
        if key == "date":
            cells[:] = [cell.iso if isinstance(cell, Dated) else cell for cell in cells]
        told = zip(rows, cells, strict=True)
        strange = {row: (cell.found, cell.advice) for row, cell in told if isinstance(cell, Strange)}
        refuse_cells(strange, problems, grid.label(place))
    return rows, [[_text(cell, decimal) for cell in cells] for cells in columns]


def _text(cell: Cell, decimal: str) -> str:
    return cell_text(cell).replace(".", decimal) if isinstance(cell, float) else cell_text(cell)
