"""A file whose layout is known -> its columns by our names, as text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.sources.files.delimited import open_table
from regioboek.sources.files.layouts import PresetFile, Selection
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.mapping import find_names, report_lacking
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
    with open_table(path, file, problems, expected=needed.values()) as grid:
        if grid is None:
            return None
        places = find_names(needed | file.named(preset.optional), grid, problems)
        lacking = {ours: told for ours, told in needed.items() if ours not in places}
        report_lacking(lacking, places.values(), grid, problems, _ADVICE)
        lines, columns = grid.words(list(places.values()), problems)
    if lacking:
        return None
    table = pd.DataFrame(dict(zip(places, columns, strict=True)), index=lines, copy=False)
    if select:
        table = table[chosen({name: table.pop(f"select {name}") for name in select}, select, problems)]
    return table if as_categories else table.astype("str")
