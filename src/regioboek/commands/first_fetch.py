"""A build of an edition whose sources on a network are not locked yet: what will be asked of whom, then the fetch.

What is locked is not touched, and without a network nothing is written: the hosts are knocked at before anything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console

from regioboek.commands.fetch import WAITING, FetchOptions, fetch_command
from regioboek.errors import FetchError, Problem
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.source import Source
from regioboek.sources.problems import counted
from regioboek.sources.snapshot.asked import asked_of, hosts_of
from regioboek.sources.snapshot.fetch_plan import lock_of
from regioboek.sources.snapshot.gather import needing_network

_OFFLINE = "a network, for this once: what is fetched is frozen; without a network: regioboek build demo"


def fetch_first(project: Project, edition: Edition, out: Console, err: Console) -> int:
    """Fetch what is not locked of an edition that needs a network; the exit code, 0 when nothing stops a build.

    Raises FetchError when no host can be reached, and as `fetch_command` does.
    """
    from regioboek.sources.network.client import Client  # noqa: PLC0415

    needing = needing_network(edition)
    lock = lock_of(project, edition) if needing else None
    absent = [source for source in needing if lock and lock.source(source.id) is None]
    if not absent:
        return 0
    for line in announcement(edition, absent):
        out.print(line, markup=False)
    hosts, client = hosts_of(absent), Client()
    if hosts and not any(client.reaches(url) for url in hosts.values()):
        problem = Problem("network", "", f"nobody at {', '.join(hosts)}", _OFFLINE)
        raise FetchError("no host can be reached: nothing was fetched, and nothing was written", [problem])
    code = fetch_command(project, edition.id, FetchOptions(), out, err)
    if code == WAITING:
        again = f"regioboek fetch {edition.id}, or with --yes where no title changed"
        out.print(f"next: agree at a terminal: {again}; then build", markup=False)
    elif code:
        out.print("nothing was built: a build needs every source", markup=False)
    return code


def announcement(edition: Edition, sources: Sequence[Source]) -> Iterator[str]:
    """What will be asked of whom, and how much: a line per host."""
    asked = list(dict.fromkeys(a for source in sources for a in asked_of(source)))
    yield f"edition {edition.id}: {counted(len(sources), 'source')} to be fetched over the network first"
    for host in hosts_of(sources):
        names: dict[str, list[str]] = {}
        for a in asked:
            if a.host == host:
                names.setdefault(a.what, []).append(a.name)
        told = "; ".join(f"{what}{'s' * (len(n) > 1)} {', '.join(n)}" for what, n in names.items())
        yield f"  {host}: {told}"
    unknown = [source.id for source in sources if not asked_of(source)]
    if unknown:
        yield f"  elsewhere: {', '.join(unknown)}"
    amounts = Counter(a.what for a in asked)
    in_all = ", ".join(counted(n, what) for what, n in amounts.items())
    yield f"  in all {in_all or 'an unknown number'}; kept in data/snapshots/{edition.id}, and not asked again"
