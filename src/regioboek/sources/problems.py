"""Collecting what is wrong with one file, so that a report stays readable.

Equal problems are one line with the number of rows; of one kind the first few different ones are shown and the
rest is counted. Every kind that occurs is in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from regioboek.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

#: So many different findings of one kind are shown; the others are counted. Of things that each need a mend of their
#: own (a column, a region) more are.
SHOWN, LISTED = 5, 12


def some(items: Sequence[Any], shown: int = SHOWN) -> str:
    """`a, b, c and 12 more`."""
    more = f" and {len(items) - shown} more" if len(items) > shown else ""
    return ", ".join(str(i) for i in items[:shown]) + more


def in_quotes(text: str) -> str:
    """A text as it is written in the params: `'Regio''s'`."""
    return "'" + text.replace("'", "''") + "'"


def counted(count: int, word: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def and_more(count: int, word: str) -> str:
    """What stands behind the first of `count`: ` and 2 more rows`, or nothing."""
    return f" and {counted(count - 1, f'more {word}')}" if count > 1 else ""


def shown_address(url: str) -> str:
    """An address as messages and locks show it: without name and password; anything else as it is."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def at_most(problems: Sequence[Problem]) -> list[Problem]:
    """Problems of one kind: the first of them, and how many more there are."""
    rest = problems[LISTED:]
    if not rest:
        return list(problems)
    last = rest[-1]
    counted = Problem(
        last.file, f"{last.place} and before", f"{len(rest)} more such findings", "as above", last.cleaned
    )
    return [*problems[:LISTED], counted]


@dataclass
class ProblemList:
    """What was refused and what was mended in one file.

    `file` is how a message names the file: `<source id>/<file name>`; `unit` is the word for a row of it.
    """

    file: str
    unit: str = "line"
    refused: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def refuse(self, place: str, found: str, expected: str) -> None:
        """One thing that makes the file unusable."""
        self.refused.append(Problem(self.file, place, found, expected))

    def refuse_each(self, told: Iterable[tuple[str, str, str]], *, cleaned: bool = False) -> None:
        """Things of one kind, each with its place, what was found and what was expected; of many the rest is counted.

        `cleaned`: they were mended.
        """
        target = self.notes if cleaned else self.refused
        target += at_most([Problem(self.file, *one, cleaned) for one in told])

    def note(self, place: str, found: str, expected: str, *, warning: bool = False) -> None:
        """One thing that was mended, or that someone should know; `warning`: that may be wrong."""
        self.notes.append(Problem(self.file, place, found, expected, cleaned=True, warning=warning))

    def rows(
        self,
        found: pd.Series,
        expected: str | Callable[[str], str],
        *,
        column: str | pd.Series | None = None,
        cleaned: bool = False,
    ) -> None:
        """A kind of problem that occurs in many rows; in several columns when `column` says it per row.

        `found` says per row what was found, its index is the row's line in the file. `expected` is a sentence, or a
        function from one finding to it (called only for what is shown).
        """
        if found.empty:
            return
        import numpy as np  # noqa: PLC0415
        import pandas as pd  # noqa: PLC0415

        target = self.notes if cleaned else self.refused

        def where(mine: Any) -> str:
            names = [column] if isinstance(column, str) else [] if column is None else list(column[mine].unique())
            return f", column {names[0]}{and_more(len(names), 'column')}" if names else ""

        numbers, texts = pd.factorize(found)
        lines = found.index.to_numpy()
        counts = np.bincount(numbers)
        expect = expected if callable(expected) else lambda _: expected
        for n, text in enumerate(texts[:SHOWN]):
            more = and_more(int(counts[n]), "row")
            mine = numbers == n
            first = lines[mine][0]
            target.append(
                Problem(self.file, f"{self.unit} {first}{more}{where(mine)}", str(text), expect(str(text)), cleaned)
            )
        rest = lines[numbers >= SHOWN]
        if len(rest):
            lines_of_rest = f"({self.unit} {rest.min()} to {rest.max()})"
            target.append(
                Problem(
                    self.file,
                    f"and {counted(len(rest), 'more row')} {lines_of_rest}{where(numbers >= SHOWN)}",
                    f"{len(texts) - SHOWN} more such findings",
                    "as above",
                    cleaned,
                )
            )
