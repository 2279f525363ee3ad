"""The kind `table`: a bureau's own table, CSV, XLSX, Parquet or SPSS, with its columns mapped in the params."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioboek.errors import Problem, SnapshotError
from regioboek.params.source import is_url
from regioboek.params.source_params import INHABITANTS, OwnTable
from regioboek.sources.kinds.base import Fetched, FetchJob, SnapshotFiles
from regioboek.sources.kinds.file_base import FileKind, cells_or_refuse
from regioboek.sources.kinds.own_table_params import TableSource
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.codes import code_of
from regioboek.sources.tables.figure_checks import refuse_many
from regioboek.sources.tables.mapping import REST, folded
from regioboek.sources.tables.own_figures import read_figures, read_inhabitants, read_tidy
from regioboek.sources.tables.reading import Reading
from regioboek.sources.tables.tidy import with_figures, with_years


class OwnTableKind(FileKind[TableSource]):
    """`table`: see `sources/tables/`."""

    def fetch(self, job: FetchJob) -> Fetched:
        """The file, byte for byte. Raises SnapshotError when it is open in Excel or LibreOffice: what is seen there may
        not have been saved yet.
        """
        problems = []
        for key, told in job.source.files.items():
            if job.base is None or is_url(told):
                continue
            path = job.base[0] / told
            for note in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
                if note.exists():
                    found = f"{note.name} beside it: the file is open in a spreadsheet program"
                    expected = f"a file that nobody is working in: save and close it (nobody is? remove {note.name})"
                    problems.append(Problem(told, f"source {job.source.id}, files.{key}", found, expected))
        if problems:
            raise SnapshotError(f"source {job.source.id} cannot be copied now", problems)
        return super().fetch(job)

    def cells(self, source: TableSource, folder: Path, files: dict[str, str]) -> pd.DataFrame:
        """Every figure, by the table's own words."""
        found = ProblemList(f"{source.id}/{files['table']}")
        read = read_tidy(folder / files["table"], source, source.table, found)
        if read is None:
            return cells_or_refuse(None, found)
        rows, table = _of_regions(read.rows, source.table), source.table
        told = pd.Series(True, index=range(len(rows)))
        for column, words in (("series", table.indicators), ("group", table.groups)):
            if REST in words:
                told &= rows[column].map(folded).isin([folded(word) for word in words]).to_numpy()
        parts = []
        for mine, problems in ((told, found), (~told, ProblemList(found.file))):
            part = with_years(rows[mine.to_numpy()], read, table, problems)
            if problems is found and refuse_many(part, ("region", "series", "group", "year"), read.unread, found):
                return cells_or_refuse(None, found)
            parts.append(with_figures(part[part["year"].notna()], read, table, source, problems))
        once = ~parts[1].duplicated(["series", "group", "region", "year"], keep=False)
        rows = pd.concat([parts[0], parts[1][once & parts[1]["value"].notna()]])  # "*": what is valid, and once
        if table.group is not None:
            rows["series"] = (rows["series"] + "/" + rows["group"]).where(rows["group"] != "", rows["series"])
        if source.gives == "population":
            rows["series"] = INHABITANTS
        cells = rows.assign(period=rows["year"].astype("str"), unit=None)
        absent = cells["value"].isna()
        cells["absence"] = cells["absence"].mask(absent & cells["absence"].isna(), "missing")
        return cells_or_refuse(cells, found)

    def read(self, source: TableSource, files: SnapshotFiles, so_far: Reading) -> None:
        """Figures of indicators, or inhabitants of the weight year."""
        found, path = files.problems("table"), files.path("table")
        if source.gives == "population":
            so_far.add_inhabitants(read_inhabitants(path, source, source.table, so_far, found), found)
        elif (figures := read_figures(path, source, source.table, so_far, found)) is not None:
            so_far.add_figures(figures, found, checked=True)
        so_far.collect(found)


def _of_regions(rows: pd.DataFrame, table: OwnTable) -> pd.DataFrame:
    """The rows that may be of a region that is read: no line of text below the table, no code of another level."""
    code = rows["region"].str.upper()
    mine = code != ""
    if table.region_by == "code":
        mine &= ~rows["blank"] | code.str.contains("[0-9]")
        if table.level is not None:
            of_level = [word for word in code.unique() if code_of(word, table.level)]
            mine &= code.isin(of_level) | ~code.str.fullmatch("[A-Z]{2}[0-9]+")
    return rows[mine]
