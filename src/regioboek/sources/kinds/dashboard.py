"""The kind `dashboard`: the download of the Regionale Monitor Brede Welvaart, `indicatoren.csv` and `meta.csv`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.params.edition import Source
from regioboek.sources.files.delimited import named, read_delimited
from regioboek.sources.files.numbers import parse_numbers
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_kind import FileKind, cells_or_refuse
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables import dashboard, meta
from regioboek.sources.tables.reading import Reading


class Dashboard(FileKind):
    """`dashboard`: delimited files, see `sources/dashboard.py` and `sources/meta.py`."""

    name = "dashboard"
    needed = ("values",)
    optional = ("meta",)
    columns = dashboard.COLUMNS | dashboard.OPTIONAL | meta.COLUMNS | meta.OPTIONAL

    def cells(self, source: Source, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every row of the download, by its own codes; an empty value is missing."""
        found = ProblemList(f"{source.id}/{files['values']}")
        column = named(dashboard.COLUMNS, source)
        rows = read_delimited(
            folder / files["values"], found, required=column, separator=source.separator, encoding=source.encoding
        )
        if rows is None:
            return cells_or_refuse(None, found)
        cells = pd.DataFrame({"series": rows["code"].str.strip(), "region": rows["region"].str.strip()})
        cells["period"] = rows["year"].str.strip()
        cells["value"] = parse_numbers(rows["value"].str.strip(), source.decimal, found, column["value"])
        cells["absence"] = pd.Series("missing", index=cells.index, dtype="str").where(cells["value"].isna())
        cells["unit"] = cells["series"].map(self._units(source, folder, files)).astype("str")
        return cells_or_refuse(cells, found)

    def _units(self, source: Source, folder: Path, files: dict[str, str]) -> dict[str, str]:
        """Code -> unit as `meta.csv` has them; nothing when it cannot be read: that is not what cells are for."""
        if "meta" not in files:
            return {}
        rows = read_delimited(
            folder / files["meta"],
            ProblemList(files["meta"]),
            required=named(meta.COLUMNS, source),
            optional=named(meta.OPTIONAL, source),
            separator=source.separator,
            encoding=source.encoding,
        )
        if rows is None or "unit" not in rows:
            return {}
        return dict(zip(rows["code"].str.strip(), rows["unit"].str.strip(), strict=True))

    def read(self, source: Source, files: SnapshotFiles, so_far: Reading) -> None:
        """The figures, with units as `meta.csv` has them."""
        listed = None
        if "meta" in source.files:
            found = files.problems("meta")
            listed = meta.read_meta(files.path("meta"), source, so_far.edition, found)
            so_far.collect(found)
        found = files.problems("values")
        read = dashboard.read_dashboard(
            files.path("values"),
            source,
            so_far.edition,
            so_far.regions,
            problems=found,
            meta=listed,
            former=so_far.former_gemeenten,
        )
        if read is not None:
            so_far.add_figures(read.values, found, units=read.units, checked=True)
        so_far.collect(found)
