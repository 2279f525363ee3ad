"""What a fetch would do: from the params and the lock alone. Nothing is written and nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from regioboek.errors import Problem, RegioboekError, SnapshotError, nearest
from regioboek.layout import Project
from regioboek.memory import sha256
from regioboek.params.edition import Edition
from regioboek.params.source import Source, is_url
from regioboek.sources.kinds.pdok_params import PdokSource
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.problems import shown_address
from regioboek.sources.snapshot.asked import table_of
from regioboek.sources.snapshot.gather import base_of
from regioboek.sources.snapshot.lock import LOCK_NAME, Lock, LockedSource, read_lock
from regioboek.sources.snapshot.opening import file_problems, source_problems

#: fetch: nothing is locked yet. keep: locked, not touched. compare: fetched beside what is locked. make: invented anew.
#: refuse: locked, but not what the params or the lock say.
Step = Literal["fetch", "keep", "compare", "make", "refuse"]


@dataclass(frozen=True)
class PlannedSource:
    """What would be done with one source, and where it would come from."""

    id: str
    kind: str
    step: Step
    origin: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        told = {"source": self.id, "kind": self.kind, "step": self.step, "origin": list(self.origin)}
        return told | ({"problems": [str(p) for p in self.problems]} if self.problems else {})


def known_or_refuse(edition: Edition, only: Sequence[str]) -> None:
    """Raise RegioboekError when `only` names a source that is not there."""
    known = [s.id for s in edition.params.sources]
    for name in only:
        if name not in known:
            raise RegioboekError(
                f"edition {edition.id} has no source {name}{nearest(name, known)}; it has {', '.join(known)}"
            )


def plan_fetch(
    project: Project, edition: Edition, *, only: Sequence[str] = (), update: bool = False
) -> list[PlannedSource]:
    """What a fetch would do with every source. Raises as `known_or_refuse`, and SnapshotError for the lock."""
    known_or_refuse(edition, only)
    lock = lock_of(project, edition)
    planned = []
    for source in edition.params.sources:
        if not only or source.id in only:
            step, wrong = next_step(project, edition, source, lock.source(source.id), update=update)
            origin = tuple(origins(source, project, edition))
            planned.append(PlannedSource(source.id, source.kind, step, origin, () if step == "make" else tuple(wrong)))
    return planned


def lock_of(project: Project, edition: Edition) -> Lock:
    """What is locked of an edition: nothing when it has no snapshot. Raises SnapshotError for an unusable lock."""
    folder = project.snapshot(edition.id)
    lock = read_lock(folder) if (folder / LOCK_NAME).exists() else Lock(edition=edition.id, sources=())
    if lock.edition != edition.id:
        problem = Problem(LOCK_NAME, "edition", lock.edition, f"{edition.id}: this is the lock of another edition")
        raise SnapshotError("the snapshot has no usable lock", [problem])
    return lock


def changed_since(project: Project, edition: Edition) -> list[Problem]:
    """Local files that are no longer what was locked of them: a build reads what is locked."""
    try:
        folder, where = base_of(project, edition)
    except SnapshotError:  # they are elsewhere: a snapshot needs none of them
        return []
    told = []
    for entry in lock_of(project, edition).sources:
        for file in entry.files:
            path = folder / file.origin if file.origin and not is_url(file.origin) else None
            if path and path.is_file() and (path.stat().st_size != file.size or sha256(path) != file.sha256):
                expected = f"the file that is locked, which is read: `regioboek fetch {edition.id} --update` compares"
                told.append(Problem(f"{entry.id}/{file.name}", "", f"another {file.origin} in {where}", expected))
    return [replace(problem, warning=True) for problem in told]


def next_step(
    project: Project, edition: Edition, source: Source, entry: LockedSource | None, *, update: bool
) -> tuple[Step, list[Problem]]:
    """What is to be done with a source of which `entry` is locked, and what is wrong with that."""
    made = source.kind == "demo"
    if entry is None:
        return ("make" if made else "fetch"), []
    wrong = source_problems(entry, source, project, edition)
    wrong += file_problems(project.snapshot(edition.id), entry)
    if made:
        return ("make" if wrong else "keep"), wrong
    return ("compare" if update else "refuse" if wrong else "keep"), wrong


def origins(source: Source, project: Project, edition: Edition) -> list[str]:
    """Where a source comes from, in words: addresses without passwords, files below the base."""
    if source.kind == "demo":
        return ["invented on this machine"]
    place = table_of(source)
    table = f"table {place.id} of {shown_address(place.root)}" if place else ""
    if isinstance(source, StatlineSource):
        query = source.statline
        asked = ", ".join(sorted(set(query.keys.values())))
        chosen = "".join(f", {key} {code}" for key, code in query.select.items())
        span = f"{query.span[0]} to {query.span[1]}" if query.span else query.years or query.year
        years = f", {span}" if span else ""
        return [f"{table}: {asked}{chosen}{years}"]
    if place:
        return [table]
    if isinstance(source, PdokSource):
        return [f"collection {source.pdok.collection} of {source.pdok.year} of {shown_address(source.pdok.root)}"]
    if all(is_url(told) for told in source.files.values()):
        return [shown_address(told) for told in source.files.values()]
    where = base_of(project, edition)[1]
    return [shown_address(t) if is_url(t) else f"{t} in {where}" for t in source.files.values()]
