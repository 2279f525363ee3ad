"""The kind `statline-register`: which gemeente lies in which COROP area and provincie, from CBS's table of that year.

Rules
* The table is *Gebieden in Nederland* of the edition's division: the year in its title must be that year.
* Per level the topics *Code* and *Naam* are found by the title of the group that they stand in, case, white space,
  hyphens and accents apart: the number in their keys is another every year. A group that is not there is refused.
* A gemeente is a code of the list of regions, with the name it has there. Texts are padded: that is taken off; `.` is
  nothing. Larger regions, and codes that are no gemeente, are passed over.
* The answers are kept as received; from them `register.csv` is made, sorted by code, and read and checked as any
  register is (`sources/tables/register.py`): a gemeente without a COROP area is refused there, before it is locked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from regioboek.errors import FetchError, Problem, SourceError, nearest
from regioboek.params.levels import BASE, Level, around, level_of
from regioboek.sources.files.layouts import PresetFile
from regioboek.sources.kinds.base import Fetched, FetchJob, SnapshotFiles
from regioboek.sources.kinds.preset_kinds import read_register_file
from regioboek.sources.kinds.statline_fetch import begin, fetched, write_rows
from regioboek.sources.kinds.statline_regions_params import StatlineRegisterSource
from regioboek.sources.network.client import refused
from regioboek.sources.problems import some
from regioboek.sources.statline.finding import in_group, plain
from regioboek.sources.statline.service import Version
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable
from regioboek.sources.tables.codes import NO_GEMEENTE
from regioboek.sources.tables.presets import REGISTER
from regioboek.sources.tables.reading import Reading

KEY, NAME = "register", "register.csv"
#: What CBS calls the topics that hold the code and the name of a region.
CODE, CALLED = "Code", "Naam"

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class StatlineRegister:
    """`statline-register`: what is asked for stands under `statline:`."""

    def fetch(self, job: FetchJob) -> Fetched:
        """Description and rows as received, and one file made of them, which `read` checks. Raises FetchError."""
        source: StatlineRegisterSource = job.source
        query = source.statline

        download = begin(job, query.version)
        table = download.describe()
        problems = list(_other_year(source, table, job.edition.params.division_year))
        keys = topic_keys(source, table, job.edition.params.levels, problems)
        if problems:
            raise FetchError(f"the params of source {source.id} do not fit table {table.id}", problems)
        region = table.with_role("region")
        assert region is not None  # `topic_keys` refuses a table without one
        v4 = query.version == "v4"
        where = " or ".join(f"Measure eq '{key}'" for key in keys.values()) if v4 else None
        columns = None if v4 else ",".join([region.key, *keys.values()])
        download.download("typed", where=where, columns=columns)
        told = _texts(query.version, Stored(source.id, job.folder, download.intake.files), region.key)
        names = {c.code: c.title for c in region.codes}
        gemeenten = sorted({code for code, _ in told if level_of(code) == BASE and code not in NO_GEMEENTE})
        rows = [
            (code, names.get(code, ""), *(told.get((code, key), "") for key in keys.values())) for code in gemeenten
        ]
        if not rows:
            raise refused(download.url, f"{table.title}: no row of a gemeente", "a row for each gemeente")
        called = [REGISTER.columns[name] for name in (BASE, f"{BASE}_name", *keys)]
        write_rows(job.folder / NAME, called, rows)
        return fetched(download, table, {KEY: NAME}, query=where or columns, rows=len(rows))

    def cells(self, source: StatlineRegisterSource, folder: Path, files: dict[str, str]) -> None:
        """No figures."""

    def read(self, source: StatlineRegisterSource, files: SnapshotFiles, so_far: Reading) -> None:
        """The regions of the edition; a table of another year than its division is refused."""
        try:
            table = Stored(source.id, files.folder, files.files).table(source.statline.version)
        except SourceError as error:
            so_far.problems += error.problems
            return
        so_far.problems += _other_year(source, table, so_far.edition.params.division_year)
        read_register_file(KEY, PresetFile(separator=","), None, files, so_far)


def _other_year(source: StatlineRegisterSource, table: StatlineTable, division: int) -> Iterator[Problem]:
    """That the title of the table says other years than that of the edition's division."""
    years = _YEAR.findall(table.title)
    if years and str(division) not in years:
        found = f'{table.id}, "{table.title}", with division_year {division}'
        expected = f"the table of {division}: regioboek tables search gebieden in nederland {division}"
        yield Problem("params", f"source {source.id}, statline.table", found, expected)


def topic_keys(
    source: StatlineRegisterSource, table: StatlineTable, levels: tuple[Level, ...], problems: list[Problem]
) -> dict[str, str]:
    """Our name of a column (`corop`, `corop_name`) -> key of the topic; what is not there goes to `problems`."""
    place = f"source {source.id}, statline"
    groups = [m.groups for m in table.measures if plain(m.title) == plain(CODE) and m.groups]
    titles = {group.rpartition(": ")[2] for group in groups}
    if table.with_role("region") is None:
        found = f"no dimension of regions ({', '.join(d.key for d in table.dimensions)})"
        problems.append(Problem("params", f"{place}.table", found, "a table with a row per gemeente"))
    for level in around(BASE):
        if level in levels and level not in source.statline.groups:
            expected = f"the group of level {level}, which the edition has{nearest(level, titles)}"
            problems.append(Problem("params", f"{place}.groups", f"no {level}", expected))
    keys: dict[str, str] = {}
    for level, group in source.statline.groups.items():
        for column, topic in ((level, CODE), (f"{level}_name", CALLED)):
            fitting = [m for m in table.measures if plain(m.title) == plain(topic) and in_group(m, group)]
            if len(fitting) == 1:
                keys[column] = fitting[0].key
                continue
            found = f'{len(fitting) or "no"} topics "{topic}" in a group "{group}"'
            expected = f"a group of table {table.id} with {CODE} and {CALLED}{nearest(group, titles, 3)}"
            if fitting:
                expected = f"the group with the one around it before it: {some([m.groups for m in fitting])}"
            problems.append(Problem("params", f"{place}.groups.{level}", found, expected))
            break
    return keys


def _texts(version: Version, stored: Stored, region: str) -> dict[tuple[str, str], str]:
    """(code of a region, key of a topic) -> what stands there, without padding; `.` is nothing."""
    told: dict[tuple[str, str], Any] = {}
    for row in (row for page in stored.pages() for row in page):
        code = str(row[region]).strip()
        if version == "v4":
            told[code, row["Measure"]] = row.get("StringValue")
        else:
            told |= {(code, key): value for key, value in row.items() if key != region}
    texts = {key: str("" if value is None else value).strip() for key, value in told.items()}
    return {key: "" if text == "." else text for key, text in texts.items()}
