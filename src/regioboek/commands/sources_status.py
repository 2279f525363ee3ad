"""`regioboek sources status`: per source when it was fetched, and whether it changed at its publisher since.

Exit codes, for a scheduler: 0 nothing changed, 3 something did (or was never fetched), 1 something could not be asked
or is no longer there. Nothing is fetched and nothing is written; of figures nobody is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console

from regioboek.commands.fetch import WAITING, write_json
from regioboek.layout import Project
from regioboek.params.loading import load_edition
from regioboek.sources.network.client import Client
from regioboek.sources.snapshot.looking import Looked, look_at_all

State = Literal["unchanged", "changed", "unknown", "never", "local", "wrong", "unreachable"]

_WORDS: dict[State, str] = {
    "unchanged": "unchanged",
    "changed": "CHANGED",
    "unknown": "not known whether it changed",
    "never": "not fetched yet",
    "local": "from this machine, nobody to ask",
    "wrong": "NOT AS ASKED",
    "unreachable": "NO ANSWER",
}


@dataclass(frozen=True)
class SourceStatus:
    """What is known of one source."""

    of: Looked

    @property
    def state(self) -> State:
        """In one word."""
        entry, seen = self.of.entry, self.of.seen
        if not self.of.source.asks_network:
            return "local"
        if seen is None:
            return "unreachable"
        if any(not problem.warning for problem in seen.problems):
            return "wrong"
        if entry is None:
            return "never"
        if not (seen.modified and entry.modified):
            return "unknown"
        return "unchanged" if seen.modified == entry.modified else "changed"

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        of = self.of
        told: dict[str, Any] = {"source": of.source.id, "kind": of.source.kind, "state": self.state}
        told |= {"retrieved_at": of.entry.retrieved_at, "locked": of.entry.modified} if of.entry else {}
        if of.seen is not None:
            told |= {"modified": of.seen.modified, "url": of.seen.url}
            told["problems"] = [str(problem) for problem in of.seen.problems]
        return told | ({"reason": of.away} if of.away else {})

    def lines(self) -> Iterator[str]:
        """For people: what it is, when it was fetched, the publisher's stamps, what is wrong."""
        of, entry, seen = self.of, self.of.entry, self.of.seen
        told = [f"fetched {entry.retrieved_at or 'without a network'}"] if entry and self.state != "local" else []
        if entry and entry.modified:
            told.append(f"modified {entry.modified}{' then' * (self.state != 'unchanged')}")
        if seen is not None and self.state != "unchanged" and seen.modified:
            told.append(f"modified {seen.modified} now")
        elif self.state == "unknown":
            told.append("no stamp of the publisher now")
        yield f"{of.source.id} ({of.source.kind}) {_WORDS[self.state]}{': ' * bool(told)}{', '.join(told)}"
        if of.away:
            yield f"    - {of.away}"
        for problem in seen.problems if seen else ():
            yield f"    - {'warning: ' * problem.warning}{problem}"


def sources_status(project: Project, edition_id: str, client: Client, json: Path | None, out: Console) -> int:
    """Look at every source, say what was seen, and return the exit code. Raises RegioboekError."""
    edition = load_edition(project.params, edition_id)
    statuses = []
    for looked in look_at_all(project, edition, client):
        status = SourceStatus(looked)
        statuses.append(status)
        for line in status.lines():
            out.print(line, markup=False, soft_wrap=True)
    write_json(json, {"edition": edition.id, "sources": [status.as_json() for status in statuses]})
    return _end(edition.id, statuses, out)


def _end(edition: str, statuses: Sequence[SourceStatus], out: Console) -> int:
    states = Counter(status.state for status in statuses)
    told = ", ".join(f"{states[state]} {word.lower()}" for state, word in _WORDS.items() if states[state])
    out.print(f"edition {edition}: {told}", markup=False)
    if states["changed"]:
        out.print(f"next: regioboek fetch {edition} --update shows which figures changed", markup=False)
    if states["never"]:
        out.print(f"next: regioboek fetch {edition}, or build it: that fetches first", markup=False)
    if states["wrong"] or states["unreachable"]:
        return 1
    return WAITING if states["changed"] or states["never"] else 0
