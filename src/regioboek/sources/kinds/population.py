"""The kind `population`: one file with inhabitants per region and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.params.source_params import INHABITANTS
from regioboek.sources.files.numbers import parse_numbers
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_params import DemoSource, PopulationSource
from regioboek.sources.kinds.local import FileKind, cells_or_refuse
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables import population
from regioboek.sources.tables.presets import POPULATION
from regioboek.sources.tables.reading import Reading


class Population(FileKind[PopulationSource | DemoSource]):
    """`population`: a delimited file in long form, see `sources/population.py`."""

    def cells(self, source: PopulationSource | DemoSource, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every number of inhabitants in the file: all years, all regions that are selected."""
        found = ProblemList(f"{source.id}/{files['population']}")
        rows = population.read_rows(folder / files["population"], source, source.select, found)
        if rows is None:
            return cells_or_refuse(None, found)
        cells = pd.DataFrame({"region": rows["region"].str.strip(), "period": rows["year"].str.strip()})
        cells["series"], cells["unit"] = INHABITANTS, "inwoners"
        column = source.named(POPULATION.required)["value"]
        cells["value"] = parse_numbers(rows["value"].str.strip(), source.decimal, found, column)
        return cells_or_refuse(cells, found)

    def read(self, source: PopulationSource | DemoSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The inhabitants of the weight year."""
        found = files.problems("population")
        path, year = files.path("population"), so_far.weight_year
        people = population.read_population(path, source, year, found, select=source.select)
        so_far.add_inhabitants(people, found)
        so_far.collect(found)
