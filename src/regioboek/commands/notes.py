"""Notes and warnings as commands print them: one line of each kind with a count, warnings last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from regioboek.errors import Problem

#: Characters of a line; the full text is there on request.
LONGEST = 240

#: What differs between notes of one kind: numbers, codes of regions, ids in quotes, what a word was read as.
_PARTICULAR = re.compile(r"(?<=read as ).+|\b[A-Z]{2}\d+\b|\d+([.,]\d+)*|'[^']*'|\"[^\"]*\"")


def grouped(notes: Iterable[Problem], *, verbose: bool = False) -> Iterator[str]:
    """`note: …` and then `warning: …`, one per kind with the number of its others; all in full when `verbose`."""
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for number, note in enumerate(notes):
        kind = number if verbose else _PARTICULAR.sub("#", f"{note.place.partition(' ')[0]} {note.expected}")
        kinds.setdefault((note.warning, kind), []).append(note)
    for (warning, _), same in sorted(kinds.items(), key=lambda item: bool(item[0][0])):
        text = str(same[0])
        if not verbose and len(text) > LONGEST:
            text = text[:LONGEST].rsplit(" ", 1)[0] + " …"
        more = f" (and {len(same) - 1} more of this kind, in {_files(same)})" if len(same) > 1 else ""
        yield f"{'warning' if warning else 'note'}: {text}{more}"


def _files(notes: list[Problem]) -> str:
    files = list(dict.fromkeys(note.file for note in notes))
    return files[0] if len(files) == 1 else f"{len(files)} files"
