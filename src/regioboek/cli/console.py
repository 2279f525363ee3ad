"""What all commands share: where they print, how errors look, the arguments they have in common."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from regioboek.errors import InputError, Problem, RegioboekError
from regioboek.layout import Project

#: So many problems are printed; the others are counted per file.
MOST = 40

EditionArgument = Annotated[str, typer.Argument(help="Name of an edition: a file params/editions/NAME.yml.")]
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="Folder of the project (default: the nearest one upwards).", show_default=False),
]


def consoles() -> tuple[Console, Console]:
    """For results (stdout) and for errors (stderr)."""

    def console(*, stderr: bool) -> Console:
        terminal = (sys.stderr if stderr else sys.stdout).isatty()
        return Console(stderr=stderr, highlight=False, soft_wrap=not terminal)  # a log has no width to fold at

    return console(stderr=False), console(stderr=True)


def project_at(folder: Path | None) -> Project:
    """The project in `folder`, or the nearest one upwards; RegioboekError for a folder that is not there."""
    if folder is not None and not folder.is_dir():
        raise RegioboekError(f"--project {folder}: there is no such folder")
    return Project(folder.resolve()) if folder else Project.find()


def show_error(console: Console, error: RegioboekError) -> None:
    """An error a user can mend, each problem on its own line."""
    title, problems = (error.title, error.problems) if isinstance(error, InputError) else (str(error), ())
    show_failure(console, title, error, _lines(problems))


def _lines(problems: Sequence[Problem]) -> list[str]:
    """Problems one per line; of many, the first of each file, and of each file how many more there are."""
    counts = Counter(problem.file for problem in problems)
    share = len(problems) if len(problems) <= MOST else max(MOST // len(counts), 1)
    lines: list[str] = []
    for file, count in list(counts.items())[:MOST]:
        lines += [f"  - {problem}" for problem in problems if problem.file == file][:share]
        lines += [f"  - {file}: and {count - share} more problems"] * (count > share)
    lines += [f"  - and problems of {len(counts) - MOST} more files"] * (len(counts) > MOST)
    return lines


def show_failure(console: Console, title: str, error: BaseException, lines: Sequence[str] = ()) -> None:
    """What went wrong, more about it, and what whoever passed the error on had to add."""
    console.print(f"[bold red]error[/bold red] {escape(title)}", soft_wrap=True)
    for line in [*lines, *getattr(error, "__notes__", ())]:
        console.print(line, markup=False)
