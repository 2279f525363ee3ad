"""The errors regioboek raises, and the one shape in which a problem with input is reported.

Every message says what was found, where, and what to do. A reader of files collects *all* problems of a file
as :class:`Problem` rows and raises once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RegioboekError(Exception):
    """Anything the user can mend: shown without a traceback, exit code 1."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place of an input file.

    `place` is `regel 12`, `rij 12, kolom waarde` or a key path such as `rules.trend.alpha`.
    `cleaned` marks what was mended on the way in (padded codes): reported, not refused. `warning` marks what is not
    refused but may be wrong: figures that are not there, years that an edition outgrew.
    """

    file: str
    place: str
    found: str
    expected: str
    cleaned: bool = False
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: found {self.found}; expected {self.expected}"


class InputError(RegioboekError):
    """Input was refused; carries every problem found, not the first only."""

    def __init__(self, title: str, problems: Sequence[Problem]):
        self.title = title
        self.problems = list(problems)
        super().__init__("\n".join([f"{title} ({len(self.problems)} problem(s))", *(f"  - {p}" for p in problems)]))

    def __reduce__(self) -> tuple[type[InputError], tuple[str, list[Problem]]]:
        """Two arguments made it, so two bring it back from another process."""
        return type(self), (self.title, self.problems)


class ParamsError(InputError):
    """Something in `params/` is not as it must be."""


class SourceError(InputError):
    """A source file was refused."""


class FetchError(InputError):
    """Something outside could not be fetched whole and checked; what was fetched before is untouched."""


class CorrectionError(InputError):
    """A correction of a known error no longer fits the source."""


class SnapshotError(InputError):
    """The snapshot is missing, or not the one that was locked."""


class TableError(InputError):
    """A table of a build breaks its schema, or is not there."""


class ChapterError(InputError):
    """A written chapter has a mark that cannot be filled."""


class PageError(RegioboekError):
    """A page could not be made; names template, parameters and cell."""


class ClusterError(RegioboekError):
    """A scheduler or its workers cannot make the pages; says which, and what it must have."""


class BookError(InputError):
    """The book could not be assembled: every warning of Sphinx."""
