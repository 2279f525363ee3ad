"""The errors regioboek raises, and the one shape in which a problem with input is reported.

Every message says what was found, where, and what to do. A reader of files collects *all* problems of a file
as :class:`Problem` rows and raises once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: A code of letters and digits, such as that of a region.
_CODE = re.compile(r"[A-Za-z]{1,3}[0-9]{2,}")


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


def nearest(found: str, known: Iterable[str] | Mapping[str, str], n: int = 1) -> str:
    """` (did you mean GM0014?)` with the `n` nearest known words, or nothing; a mapping says how each is shown."""
    close = closest(found, known, n)
    return meant([known[word] for word in close] if isinstance(known, Mapping) else close)


def meant(words: Iterable[str]) -> str:
    """` (did you mean this or that?)`, or nothing."""
    told = " or ".join(dict.fromkeys(words))
    return f" (did you mean {told}?)" if told else ""


def closest(found: str, known: Iterable[str], n: int = 1) -> list[str]:
    """The known words that come nearest, capitals apart; none when none is near.

    Of a code only those are near in which two signs are swapped, or one differs.
    """
    is_code = _CODE.fullmatch(found)
    by_lower = {word.lower(): word for word in known}
    close = difflib.get_close_matches(found.lower(), by_lower, n=40 if is_code else n)
    if is_code:
        slips = (word for word in close if _one_slip(found.lower(), word))
        close = sorted(slips, key=lambda word: sorted(word) != sorted(found.lower()))[:n]
    return [by_lower[word] for word in close]


def _one_slip(one: str, other: str) -> bool:
    """Whether two words of one length differ in one place, or in two neighbours that are swapped."""
    places = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    swapped = len(places) == 2 and places[1] == places[0] + 1 and one[places[0] :][:2] == other[places[0] :][1::-1]
    return len(one) == len(other) and (len(places) <= 1 or swapped)


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


class NoAnswerError(FetchError):
    """A host gave no answer that can be used, in all tries: that may pass."""


class UnreachableError(NoAnswerError):
    """A host could not be reached at all: there is no network, or the host is down."""


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
