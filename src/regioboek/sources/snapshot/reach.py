"""Which hosts cannot be reached: they are asked once in a run, and when none can be, nobody is asked any more.

Rules
* A host that could not be reached, in as many tries as the client makes, is away for the rest of the run.
* When the first one is away, each other host is knocked at once; when nobody opens, there is no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from regioboek.errors import UnreachableError
from regioboek.params.source import Source
from regioboek.sources.network.client import Client
from regioboek.sources.snapshot.asked import asked_of, hosts_of


class Reach:
    """What a run over `sources` knows of the hosts that they ask."""

    def __init__(self, client: Client | None, sources: Sequence[Source]):
        self._client = client
        self._hosts = hosts_of(sources)
        self._answered = False
        self.away: list[str] = []  # hosts that could not be reached
        self.offline = False  # none could: there is no network

    def skips(self, source: Source) -> bool:
        """Whether a source is not asked any more."""
        return source.asks_network and (self.offline or any(a.host in self.away for a in asked_of(source)))

    def answered(self, source: Source) -> None:
        """A source came: where it asks a network, there is one."""
        self._answered |= source.asks_network

    def lost(self, error: UnreachableError) -> None:
        """A host could not be reached: are the others there?"""
        host = urlsplit(error.problems[0].file).netloc
        self.away.append(host)
        if self._answered or self._client is None:
            return
        others = {other: url for other, url in self._hosts.items() if other != host}
        self._answered = any(self._client.reaches(url) for url in others.values())
        self.offline = not self._answered
        self.away += list(others) * self.offline
