"""One thing that we assume of a service, and how it is asked: an entry in a list per service is all that adds one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from regioboek.sources.problems import some

Subject = TypeVar("Subject")


class BrokenError(Exception):
    """An assumption does not hold; says what came."""


@dataclass(frozen=True)
class Assumption(Generic[Subject]):
    """What we assume of a service; the first of a list is what all others of it need."""

    name: str
    assumed: str  # in plain words
    stands: str  # module that relies on it, below src/regioboek
    holds: Callable[[Subject], str]  # what came, in a few words; raises BrokenError, or as asking and reading do
    once: bool = False  # a question of the service: asked of its first table only
    kind: str | None = None  # asked only where a source of this kind is made of the table


def need(names: Iterable[str], there: Collection[str], what: str) -> None:
    """Raise BrokenError unless all these names are there."""
    lacking = [name for name in names if name not in there]
    if lacking:
        raise BrokenError(f"{what} without {', '.join(lacking)}; there is {some(sorted(there), 20) or 'nothing'}")


def need_in_all(names: Collection[str], rows: Iterable[Mapping[str, Any]], what: str) -> int:
    """The number of rows, each with all these names. Raises BrokenError for none, too."""
    number = 0
    for number, row in enumerate(rows, 1):
        need(names, row, f"{what}, row {number}")
    if not number:
        raise BrokenError(f"{what} without rows")
    return number
