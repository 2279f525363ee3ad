"""The kind `dashboard`: the download of the Regionale Monitor Brede Welvaart, `indicatoren.csv` and `meta.csv`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.sources.files.delimited import read_delimited
from regioboek.sources.files.numbers import parse_numbers
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.file_params import DashboardSource, DemoSource
from regioboek.sources.kinds.local import FileKind, cells_or_refuse
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables import dashboard, meta
from regioboek.sources.tables.presets import DASHBOARD, META
from regioboek.sources.tables.reading import Reading


class Dashboard(FileKind[DashboardSource | DemoSource]):
    """`dashboard`: delimited files, see `sources/dashboard.py` and `sources/meta.py`."""

    def cells(self, source: DashboardSource | DemoSource, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every row of the download, by its own codes; an empty value is missing."""
        found = ProblemList(f"{source.id}/{files['values']}")
        rows = read_delimited(folder / files["values"], source, found, required=DASHBOARD.required)
        if rows is None:
            return cells_or_refuse(None, found)
        cells = pd.DataFrame({"series": rows["code"].str.strip(), "region": rows["region"].str.strip()})
        cells["period"] = rows["year"].str.strip()
        column = source.named(DASHBOARD.required)["value"]
        cells["value"] = parse_numbers(rows["value"].str.strip(), source.decimal, found, column)
        cells["absence"] = pd.Series("missing", index=cells.index, dtype="str").where(cells["value"].isna())
        cells["unit"] = cells["series"].map(self._units(source, folder, files)).astype("str")
        return cells_or_refuse(cells, found)

    def _units(self, source: DashboardSource | DemoSource, folder: Path, files: dict[str, str]) -> dict[str, str]:
        """Code -> unit as `meta.csv` has them; nothing when it cannot be read: that is not what cells are for."""
        if "meta" not in files:
            return {}
        rows = read_delimited(
            folder / files["meta"],
            source,
            ProblemList(files["meta"]),
            required=META.required,
            optional=META.optional,
        )
        if rows is None or "unit" not in rows:
            return {}
        return dict(zip(rows["code"].str.strip(), rows["unit"].str.strip(), strict=True))

    def read(self, source: DashboardSource | DemoSource, files: SnapshotFiles, so_far: Reading) -> None:
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
