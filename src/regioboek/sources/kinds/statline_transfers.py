"""The kind `statline-transfers`: official transfers between gemeenten, read from what StatLine says of each.

Rules
* Only the description of the table is asked, no figures: its list of gemeenten says in prose what each handed over and
  received (`sources/statline/region_changes.py`).
* The answers are kept as received; from them `transfers.csv` is made, in the order of codes and dates, and read and
  checked as any file of transfers is (`sources/tables/transfers.py`).
* A line that is not understood is told with its gemeente whenever the snapshot is read: a warning when it looks like a
  change, as what it moves is then left out.
"""

from __future__ import annotations

from pathlib import Path

from regioboek.errors import FetchError, InputError, Problem
from regioboek.sources.files.layouts import PresetFigures
from regioboek.sources.kinds.base import Fetched, FetchJob, SnapshotFiles
from regioboek.sources.kinds.preset_kinds import read_transfers_file
from regioboek.sources.kinds.statline_fetch import begin, fetched, write_rows
from regioboek.sources.kinds.statline_moves import ended_told
from regioboek.sources.kinds.statline_regions_params import StatlineTransfersSource
from regioboek.sources.network.client import refused
from regioboek.sources.problems import ProblemList
from regioboek.sources.statline.region_changes import Changes, Transfer, read_changes
from regioboek.sources.statline.service import DIALECTS
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.tables.reading import Reading

KEY, NAME = "transfers", "transfers.csv"
LAYOUT = PresetFigures(separator=",", decimal=",")


class StatlineTransfers:
    """`statline-transfers`: what is asked for stands under `statline:`."""

    def fetch(self, job: FetchJob) -> Fetched:
        """The description of the table as received, and one file made of it. Raises FetchError."""
        source: StatlineTransfersSource = job.source
        download = begin(job, source.statline.version)
        table = download.describe()
        if table.ended:
            job.network.log(str(Problem("params", f"source {source.id}, statline.table", *ended_told(table))))
        changes = _changes(source, Stored(source.id, job.folder, download.intake.files), table)
        if not changes.transfers:
            expected = "a table whose gemeenten say what they handed over and received: 03759ned"
            raise refused(download.url, f"{table.title}: no change of a gemeente", expected)
        rows = sorted(changes.transfers, key=lambda row: (row.statcode, row.datum, row.richting, row.tegen_code))
        write_rows(job.folder / NAME, Transfer._fields, rows)
        return fetched(download, table, {KEY: NAME}, rows=len(rows))

    def cells(self, source: StatlineTransfersSource, folder: Path, files: dict[str, str]) -> None:
        """No figures."""

    def read(self, source: StatlineTransfersSource, files: SnapshotFiles, so_far: Reading) -> None:
        """Who handed over how much to whom, and the lines of the descriptions that nobody understands."""
        stored = Stored(source.id, files.folder, files.files)
        problems = ProblemList(f"{source.id}/{source.statline.table}")
        try:
            table = stored.table(source.statline.version)
            changes = _changes(source, stored, table)
        except InputError as error:
            so_far.problems += error.problems
            return
        if table.ended:
            problems.note("table", *ended_told(table), warning=True)
        for told in changes.strange:
            expected = "a change as CBS writes it (Opgeheven per 01-01-2022, overgegaan naar:), or nothing: passed over"
            problems.note(f"{told.code}, line {told.line}", f'"{told.text}"', expected, warning=told.tells_change)
        so_far.collect(problems)
        read_transfers_file(KEY, LAYOUT, files, so_far)


def _changes(source: StatlineTransfersSource, stored: Stored, table: StatlineTable) -> Changes:
    """What the list of regions tells. Raises FetchError when the table has none."""
    dialect = DIALECTS[source.statline.version]
    region = table.with_role("region")
    if region is None:
        found = f"no dimension of regions ({', '.join(d.key for d in table.dimensions)})"
        problem = Problem("params", f"source {source.id}, statline.table", found, "a table by gemeente: 03759ned")
        raise FetchError(f"the params of source {source.id} do not fit table {table.id}", [problem])
    return read_changes(stored.rows(dialect.codes(region.key)), dialect.code)
