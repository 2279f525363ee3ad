"""`regioboek doctor --online`: whether the services are what we take them for, in words to paste into an issue.

Run once by somebody with a network. Each service of an edition is asked for its descriptions and a handful of single
rows; what is assumed stands in lists (`statline_assumptions.py`, `pdok_assumptions.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from regioboek import __version__
from regioboek.commands.asked_table import AskedTable
from regioboek.commands.assumptions import Assumption, BrokenError
from regioboek.commands.pdok_assumptions import FILES, PDOK, AskedCollection
from regioboek.commands.statline_assumptions import STATLINE
from regioboek.errors import FetchError, RegioboekError, UnreachableError
from regioboek.layout import Project
from regioboek.params.loading import available_editions, load_edition
from regioboek.params.source import Source
from regioboek.sources.kinds.pdok_params import PdokSource
from regioboek.sources.network.client import Client
from regioboek.sources.snapshot.asked import TablePlace, asked_of, table_of
from regioboek.sources.snapshot.reach import Reach

#: What an answer of another form than we read makes of our own code.
_OTHER_FORM = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True)
class _Subject:
    """What is asked, how it is called, and what is assumed of it."""

    name: str
    host: str
    source: Source
    asked: Any
    assumed: Sequence[Assumption[Any]]


def ask_contract(project: Project, edition_id: str | None, client: Client, tell: Callable[[str], None]) -> int:
    """Ask all that is assumed of the services of an edition (none named: of all); the exit code.

    `tell` gets a line each. Raises RegioboekError when no edition asks a network.
    """
    names = [edition_id] if edition_id else list(available_editions(project.params))
    sources = [s for name in names for s in load_edition(project.params, name).params.sources if s.asks_network]
    if not sources:
        raise RegioboekError(f"no source of edition {', '.join(names)} asks a network: there is no contract to check")
    tell(f"regioboek {__version__} on {datetime.now(UTC):%Y-%m-%d}, edition {', '.join(names)}: what we assume")
    reach = Reach(client, sources)
    told: set[str] = set()
    counts = {True: 0, False: 0}
    for subject in _subjects(client, sources):
        if subject.host not in reach.away:
            tell(subject.name)
            try:
                for line, holds in _lines(subject):
                    tell(line)
                    counts[holds] += 1
            except UnreachableError as error:
                reach.lost(error)
                told.add(subject.host)
                tell(f"{subject.host} cannot be asked: {error.problems[0].found}")
            else:
                reach.answered(subject.source)
    for host in dict.fromkeys(host for host in reach.away if host not in told):
        tell(f"{host} cannot be asked: nobody there")
    tell(f"{counts[True]} assumptions hold, {counts[False]} do not, {len(set(reach.away))} services cannot be asked")
    if counts[False]:
        tell("please paste all of this into an issue: where it says NOT, what stands on it must be mended")
    return 1 if counts[False] or reach.away else 0


def _lines(subject: _Subject) -> Iterator[tuple[str, bool]]:
    """A line per assumption, and whether it holds; when the first does not, the others are not asked."""
    for number, assumption in enumerate(subject.assumed):
        try:
            came, holds = assumption.holds(subject.asked), True
        except UnreachableError:
            raise
        except BrokenError as error:
            came, holds = str(error), False
        except FetchError as error:
            came, holds = "; ".join(f"{p.found} from {p.file}" for p in error.problems), False
        except _OTHER_FORM as error:
            came, holds = f"an answer in another form ({type(error).__name__}: {error})", False
        line = f"  {'ok ' if holds else 'NOT'} {assumption.name}: we assume that {assumption.assumed}; came {came}"
        yield f"{line} ({assumption.stands})", holds
        if not holds and number == 0:
            return


def _subjects(client: Client, sources: Sequence[Source]) -> Iterator[_Subject]:
    """Every table, collection and file once, in the order of the sources."""
    tables: dict[TablePlace, list[Source]] = {}
    for source in sources:
        if (place := table_of(source)) is not None:
            tables.setdefault(place, []).append(source)
    services: set[tuple[str, str]] = set()
    for place, of in tables.items():
        service = (place.root, place.version)
        kinds = {None, *(source.kind for source in of)}
        assumed = [a for a in STATLINE[place.version] if a.kind in kinds and (not a.once or service not in services)]
        services.add(service)
        host = urlsplit(place.url).netloc
        asked = AskedTable(client, place, of)
        yield _Subject(f"table {place.id} ({place.version}) at {host}", host, of[0], asked, assumed)
    others = {asked.url: (source, asked) for source in sources for asked in asked_of(source) if asked.what != "table"}
    for source, other in others.values():
        name = f"{other.what} {other.name} at {other.host}"
        if isinstance(source, PdokSource):
            yield _Subject(name, other.host, source, AskedCollection(client, source), PDOK)
        else:
            yield _Subject(name, other.host, source, (client, other), FILES)
