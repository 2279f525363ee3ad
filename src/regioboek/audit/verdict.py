"""What an audit says: per notebook what was compared and what went wrong, and whether all of it is good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

#: Characters of a difference that a report shows.
_SHOWN = 1200


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell (`cell`: all cells counted from 1; None for the whole notebook)."""

    cell: int | None
    message: str

    def __str__(self) -> str:
        text = self.message if len(self.message) <= _SHOWN else self.message[:_SHOWN] + " …"
        return f"cell {self.cell}: {text}" if self.cell else text


@dataclass
class NotebookVerdict:
    """One audited notebook.

    `name`: `regio/gm0014`. `cells`: code cells run again. `compared`: those of them whose outputs were compared and are
    equal. `seconds`: time of the cells in the audit's kernel.
    """

    name: str
    cells: int = 0
    compared: int = 0
    problems: list[CellProblem] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Nothing is wrong, and something was compared."""
        return not self.problems and self.compared > 0


@dataclass
class Verdict:
    """An audit as a whole."""

    notebooks: list[NotebookVerdict] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """Code cells run again."""
        return sum(notebook.cells for notebook in self.notebooks)

    @property
    def compared(self) -> int:
        """Cells whose outputs were compared and are equal."""
        return sum(notebook.compared for notebook in self.notebooks)

    @property
    def ok(self) -> bool:
        """Every notebook is good, and there is at least one: an audit of nothing is not green."""
        return bool(self.notebooks) and all(notebook.ok for notebook in self.notebooks)

    def lines(self) -> Iterator[str]:
        """The report as lines of plain text: every problem, then the count."""
        for notebook in self.notebooks:
            for problem in notebook.problems:
                first, *more = str(problem).splitlines() or [""]
                yield f"{notebook.name}: {first}"
                yield from (f"    {line}" for line in more)
        wrong = sum(not notebook.ok for notebook in self.notebooks)
        word = "reproduced" if self.ok else f"NOT reproduced ({wrong} with problems)"
        yield (
            f"{word}: {len(self.notebooks)} notebook(s) run again by nbval in an ordinary kernel, {self.cells} cells, "
            f"the outputs of {self.compared} compared and equal"
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for a file."""
        return {"ok": self.ok, "cells": self.cells, "compared": self.compared, **asdict(self)}
