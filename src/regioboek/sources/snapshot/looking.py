"""Looking at what a source is at its publisher now, without fetching it: descriptions and stamps, never figures.

Rules
* A StatLine table: its description (`Modified`), whether it has ended, and whether measures moved or the query no
  longer fits.
* A collection of PDOK: its own description (`updated`). Files at an address: the head of the answer (`Last-Modified`).
* What is compared is the stamp that was locked; where a publisher gives none, it is not known whether anything changed.
* A host that cannot be reached is asked once (`reach.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from regioboek.errors import FetchError, NoAnswerError, Problem, UnreachableError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.source import Source
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.pdok import described
from regioboek.sources.kinds.pdok_params import PdokSource
from regioboek.sources.kinds.statline_moves import ended_told, locked_table
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.kinds.statline_regions_params import StatlineRegisterSource
from regioboek.sources.kinds.statline_register import topic_keys
from regioboek.sources.network.client import Client
from regioboek.sources.snapshot.asked import TablePlace, asked_of, table_of
from regioboek.sources.snapshot.fetch_plan import lock_of
from regioboek.sources.snapshot.lock import LockedSource
from regioboek.sources.snapshot.reach import Reach
from regioboek.sources.statline.download import Download
from regioboek.sources.statline.finding import find_moved
from regioboek.sources.statline.pager import Intake
from regioboek.sources.statline.query import plan_query
from regioboek.sources.statline.table import StatlineTable


@dataclass(frozen=True)
class Seen:
    """What a source is at its publisher now."""

    modified: str | None  # the publisher's stamp, as it is written there
    url: str | None
    problems: tuple[Problem, ...] = ()  # warnings: what a fetch would tell; the others: why it would be refused


@dataclass(frozen=True)
class Looked:
    """A source of an edition, what is locked of it, and what was seen of it."""

    source: Source
    entry: LockedSource | None
    seen: Seen | None  # None: its host cannot be reached, or it asks no network
    away: str | None = None  # why nothing was seen


def look(
    source: Source,
    client: Client,
    locked: SnapshotFiles | None = None,
    agreed: Mapping[str, str] | None = None,
    known: dict[TablePlace, StatlineTable] | None = None,
) -> Seen:
    """What a source that asks a network is now; `locked` and `agreed` are what is known of it from its snapshot.

    Tables in `known` were described already; one that is described now is added.

    Raises NoAnswerError when the host cannot be reached or gives no answer; all else that is wrong is in `problems`.
    """
    url = next((asked.url for asked in asked_of(source)), None)
    try:
        place = table_of(source)
        if place is not None:
            known = {} if known is None else known
            if place not in known:
                download = Download(client, place.root, place.version, place.id, Intake(), source.title)
                known[place] = download.describe()
            table = known[place]
            return Seen(table.modified, url, tuple(_problems(table, source, locked, agreed or {})))
        if isinstance(source, PdokSource):
            return Seen(described(client, source.pdok), url)
        stamps = [client.head(asked.url).get("Last-Modified") for asked in asked_of(source)]
        return Seen(next(filter(None, stamps), None), url)
    except NoAnswerError:
        raise
    except FetchError as error:
        return Seen(None, url, tuple(error.problems))


def look_at_all(project: Project, edition: Edition, client: Client) -> Iterator[Looked]:
    """Every source of an edition, in its order. Raises SnapshotError when the lock cannot be used."""
    sources = edition.params.sources
    lock, reach = lock_of(project, edition), Reach(client, sources)
    known: dict[TablePlace, StatlineTable] = {}
    for source in sources:
        entry = lock.source(source.id)
        if not source.asks_network:
            yield Looked(source, entry, None)
            continue
        if reach.skips(source):
            yield Looked(source, entry, None, f"not asked: {', '.join(reach.away)} cannot be reached")
            continue
        same = entry if entry is not None and entry.kind == source.kind else None
        locked = same.kept(project.snapshot(edition.id)) if same else None
        try:
            seen = look(source, client, locked, same.moved if same else {}, known)
        except NoAnswerError as error:
            if isinstance(error, UnreachableError):
                reach.lost(error)
            yield Looked(source, entry, None, str(error.problems[0]))
            continue
        reach.answered(source)
        yield Looked(source, entry, seen)


def _problems(
    table: StatlineTable, source: Source, locked: SnapshotFiles | None, agreed: Mapping[str, str]
) -> Iterator[Problem]:
    """What a fetch would tell of this table, or be refused for."""
    place = f"source {source.id}, statline"
    if table.ended and "register" not in source.given:  # a register is of one year: it ends when the next comes out
        yield Problem("params", f"{place}.table", *ended_told(table), warning=True)
    problems: list[Problem] = []
    if isinstance(source, StatlineRegisterSource):
        topic_keys(source, table, (), problems)
        yield from problems
    if not isinstance(source, StatlineSource):
        return
    before = locked_table(source, locked)
    moves = find_moved(table, source.statline, source.id, problems, locked=before, agreed=agreed)
    yield from problems
    for move in moves:
        expected = f"{move.now.key} in the params, or to agree when it is fetched"
        if agreed.get(move.declared) == move.now.key:
            expected = f"{move.now.key} in the params: it was agreed to when it was fetched"
        yield Problem("params", f"{place}.measures", str(move), expected, warning=True)
    if not problems:
        plan_query(
            table, source.following({m.declared: m.now.key for m in moves}).statline, f"source {source.id}", problems
        )
        yield from problems
