"""Measures of a StatLine source that moved: agreed to when it is fetched, told when it is read."""

from __future__ import annotations

from regioboek.errors import FetchError, Problem, SourceError
from regioboek.sources.kinds.base import FetchJob, NotAgreedError, SnapshotFiles
from regioboek.sources.kinds.statline_params import StatlineSource
from regioboek.sources.problems import ProblemList
from regioboek.sources.statline.finding import find_moved, in_group, is_agreed, plain
from regioboek.sources.statline.query import QueryPlan
from regioboek.sources.statline.stored import Stored
from regioboek.sources.statline.table import StatlineTable


def locked_table(source: StatlineSource, locked: SnapshotFiles | None) -> StatlineTable | None:
    """The description that a snapshot has of the table of a source; None when it has none that can be read."""
    if locked is None:
        return None
    try:
        table = Stored(source.id, locked.folder, locked.files).table(source.version)
    except SourceError:
        return None
    return table if table.id == source.statline.table else None


def agreed_moves(job: FetchJob, table: StatlineTable, before: StatlineTable | None) -> dict[str, str]:
    """Declared key -> real key of every measure that moved, all of them agreed to, now or when `before` was locked.

    Raises FetchError when it cannot be said which measure is meant, NotAgreedError when nobody agrees.
    """
    source: StatlineSource = job.source
    agreed = job.agreed if before is not None else {}
    problems: list[Problem] = []
    moves = find_moved(table, source.statline, source.id, problems, locked=before, agreed=agreed)
    if problems:
        raise FetchError(f"the params of source {source.id} do not fit table {table.id}", problems)
    asked = [move for move in moves if not is_agreed(move, agreed, before)]
    if asked and not job.agree(asked):
        place = f"source {source.id}, statline.measures"
        told = [Problem("params", place, str(m), "someone who agrees, or another key in the params") for m in asked]
        raise NotAgreedError(f"measures of source {source.id} moved in table {table.id}", told)
    return {move.declared: move.now.key for move in moves}


def note_moved(plan: QueryPlan, problems: ProblemList) -> None:
    """Note every measure that is called otherwise in the table than in the params, with what to write there.

    Refused is a key that means another measure than when it was fetched: two measures had each other's keys.
    """
    table, query = plan.table, plan.query
    for indicator, key in query.keys.items():
        measure, told = table.measure(query.real(key)), query.described.get(key)
        place = f"measures.{indicator}"
        if measure is None:
            continue
        if measure.key != key:
            now = f"{measure.key} in the params ({measure.title}, {measure.unit or 'no unit'})"
            problems.note("measures", f"{key} for {indicator}", f"{now}: it moved there, and is read there")
        if told is None:
            continue
        here = table.measure(key)
        if here is not measure and here is not None and plain(here.title) == plain(told.title) != plain(measure.title):
            found = f'{key} for "{told.title}", and {key} was declared for "{measure.title}" when this was fetched'
            problems.refuse(place, found, "a snapshot asked for by the keys of now: fetch it with --update")
            continue
        if plain(told.title) != plain(measure.title):
            problems.note(
                place,
                f'the title "{told.title}"',
                f'"{measure.title}", as table {table.id} calls {measure.key}: is that what is meant?',
                warning=True,
            )
        if told.unit is not None and plain(told.unit) != plain(measure.unit):
            problems.note(
                place,
                f'the unit "{told.unit}"',
                f'"{measure.unit}", as {measure.key} has it in table {table.id}',
                warning=True,
            )
        if told.group and not in_group(measure, told.group):
            problems.note(
                place, f'the group "{told.group}"', f'"{measure.groups}", as {measure.key} has it in table {table.id}'
            )


def ended_told(table: StatlineTable) -> tuple[str, str]:
    """That a table is no longer updated, and which one goes on."""
    found = f"table {table.id} ({table.title}), which is no longer updated"
    return found, f"the table that goes on: {table.successor or 'regioboek tables search finds it, if there is one'}"
