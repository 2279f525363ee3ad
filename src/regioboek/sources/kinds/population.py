"""The kind `population`: one file with inhabitants per region and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.params.edition import Source
from regioboek.params.source_params import INHABITANTS
from regioboek.sources.files.delimited import named, read_delimited
from regioboek.sources.files.numbers import parse_numbers
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_kind import FileKind, cells_or_refuse
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables import population
from regioboek.sources.tables.reading import Reading


class Population(FileKind):
    """`population`: a delimited file in long form, see `sources/population.py`."""

    name = "population"
    needed = ("population",)
    columns = population.COLUMNS

    def cells(self, source: Source, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every number of inhabitants in the file: all years, all regions that are selected."""
        found = ProblemList(f"{source.id}/{files['population']}")
        column = named(population.COLUMNS, source)
        rows = read_delimited(
            folder / files["population"],
            found,
            required=column | {f"select {theirs}": theirs for theirs in source.select},
            separator=source.separator,
            encoding=source.encoding,
        )
        if rows is None:
            return cells_or_refuse(None, found)
        for theirs, word in source.select.items():
            rows = rows[rows[f"select {theirs}"].str.strip() == word.strip()]
        cells = pd.DataFrame({"region": rows["region"].str.strip(), "period": rows["year"].str.strip()})
        cells["series"], cells["unit"] = INHABITANTS, "inwoners"
        cells["value"] = parse_numbers(rows["value"].str.strip(), source.decimal, found, column["value"])
        return cells_or_refuse(cells, found)

    def read(self, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
        """The inhabitants of the weight year."""
        found = files.problems("population")
        people = population.read_population(files.path("population"), source, so_far.weight_year, found)
        so_far.add_inhabitants(people, found)
        so_far.collect(found)
