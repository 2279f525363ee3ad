"""Of whom a source asks what: hosts, tables, collections and files, without asking anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from regioboek.params.source import Source, is_url
from regioboek.sources.kinds.pdok_params import PdokSource
from regioboek.sources.problems import shown_address
from regioboek.sources.statline.service import DIALECTS, Version, root

What = Literal["table", "collection", "file"]


@dataclass(frozen=True)
class Asked:
    """One thing that a source asks for; `url` is where, without name and password."""

    what: What
    name: str
    url: str

    @property
    def host(self) -> str:
        """The host and its port."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True)
class TablePlace:
    """Where a StatLine table is asked for."""

    root: str
    version: Version
    id: str

    @property
    def url(self) -> str:
        """The address of the table."""
        return f"{self.root}{DIALECTS[self.version].table}{self.id}"


def table_of(source: Source) -> TablePlace | None:
    """The StatLine table that a source is made of, whatever its kind makes of it; None when it is of none."""
    query: Any = getattr(source, "statline", None)
    if query is None:
        return None
    version: Version = getattr(query, "version", None) or source.version  # type: ignore[attr-defined]
    return TablePlace(root(query, version), version, query.table)


def asked_of(source: Source) -> tuple[Asked, ...]:
    """What a source asks of a network: nothing when it is made of local files, or by a kind that does not say it."""
    table = table_of(source)
    if table is not None:
        return (Asked("table", table.id, shown_address(table.url)),)
    if isinstance(source, PdokSource):
        return (Asked("collection", source.pdok.collection, shown_address(source.pdok.address)),)
    files = ((key, told) for key, told in source.files.items() if is_url(told))
    return tuple(Asked("file", f"{source.id}/{key}", shown_address(told)) for key, told in files)


def hosts_of(sources: Iterable[Source]) -> dict[str, str]:
    """Host -> an address there, of all that these sources ask, in their order."""
    hosts: dict[str, str] = {}
    for asked in (asked for source in sources for asked in asked_of(source)):
        hosts.setdefault(asked.host, asked.url)
    return hosts
