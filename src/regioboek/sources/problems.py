"""Collecting what is wrong with one file, so that a report stays readable.

Equal problems are one line with the number of rows; of one kind the first few different ones are shown and the
rest is counted. Every kind that occurs is in the report.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from regioboek.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

#: So many different findings of one kind are shown; the others are counted.
SHOWN = 5


def nearest(found: str, known: Iterable[str] | Mapping[str, str]) -> str:
    """` (nearest known: GM0014)`, or nothing when no known word comes near; a mapping says how each is shown."""
    close = difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)
    shown = [known[word] if isinstance(known, Mapping) else word for word in close]
    return f" (nearest known: {shown[0]})" if shown else ""


def some(items: Sequence[Any], shown: int = SHOWN) -> str:
    """`a, b, c and 12 more`."""
    more = f" and {len(items) - shown} more" if len(items) > shown else ""
    return ", ".join(str(i) for i in items[:shown]) + more


def shown_address(url: str) -> str:
    """An address as messages and locks show it: without name and password; anything else as it is."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


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

    def note(self, place: str, found: str, expected: str, *, warning: bool = False) -> None:
        """One thing that was mended, or that someone should know; `warning`: that may be wrong."""
        self.notes.append(Problem(self.file, place, found, expected, cleaned=True, warning=warning))

    def rows(
        self,
        found: pd.Series,
        expected: str | Callable[[str], str],
        *,
        column: str | None = None,
        cleaned: bool = False,
    ) -> None:
        """A kind of problem that occurs in many rows.

        `found` says per row what was found, its index is the row's line in the file. `expected` is a sentence, or a
        function from one finding to it (called only for what is shown).
        """
        if found.empty:
            return
        import numpy as np  # noqa: PLC0415
        import pandas as pd  # noqa: PLC0415

        target = self.notes if cleaned else self.refused
        where = f", column {column}" if column else ""
        numbers, texts = pd.factorize(found)
        lines = found.index.to_numpy()
        counts = np.bincount(numbers)
        expect = expected if callable(expected) else lambda _: expected
        for n, text in enumerate(texts[:SHOWN]):
            more = f" and {_rows(counts[n] - 1)}" if counts[n] > 1 else ""
            first = lines[numbers == n][0]
            target.append(
                Problem(self.file, f"{self.unit} {first}{more}{where}", str(text), expect(str(text)), cleaned)
            )
        rest = lines[numbers >= SHOWN]
        if len(rest):
            target.append(
                Problem(
                    self.file,
                    f"and {_rows(len(rest))} ({self.unit} {rest.min()} to {rest.max()}){where}",
                    f"{len(texts) - SHOWN} more such findings",
                    "as above",
                    cleaned,
                )
            )


def _rows(count: int) -> str:
    return f"{count} more row" if count == 1 else f"{count} more rows"
