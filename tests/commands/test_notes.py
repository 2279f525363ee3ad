"""What must be known, as commands print it: one line of each kind with a count, warnings apart and last."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from regioboek.cli.console import MOST, show_error
from regioboek.commands.notes import LONGEST, grouped
from regioboek.errors import Problem, SourceError


def note(number: int, file: str = "a/a.csv", *, warning: bool = False) -> Problem:
    found, expected = f"GM{number:04} in {number} rows", f"{number + 1} rows of 'Plaats {number}'"
    return Problem(file, f"line {number}", found, expected, cleaned=True, warning=warning)


def test_notes_that_differ_in_numbers_codes_and_names_only_are_one_line() -> None:
    (line,) = grouped([note(n) for n in range(29)])
    assert line.startswith("note: a/a.csv: line 0: found GM0000")
    assert line.endswith("(and 28 more of this kind, in a/a.csv)")


def test_what_a_word_was_read_as_makes_no_other_kind() -> None:
    mended = [Problem("a", "line 2", f"'{word} '", f"no spaces around it: read as {word}") for word in ("Ede", "Epe")]
    (line,) = grouped(mended)
    assert line.endswith("read as Ede (and 1 more of this kind, in a)")


def test_the_same_in_other_files_is_counted_by_files() -> None:
    (line,) = grouped([note(n, f"bron-{n % 3}/x.csv") for n in range(9)])
    assert line.endswith("(and 8 more of this kind, in 3 files)")


def test_another_kind_has_a_line_of_its_own_and_warnings_are_last() -> None:
    other = Problem("b", "period", "no status", "one per period")
    lines = list(grouped([note(1, warning=True), note(2), other, note(3)]))
    assert [line.partition(":")[0] for line in lines] == ["note", "note", "warning"]
    assert "more of this kind" in lines[0] and "more of this kind" not in lines[2]


def test_everything_is_there_in_full_on_request() -> None:
    notes = [note(n, warning=n > 20) for n in range(29)] + [Problem("b", "", "x " * 400, "y")]
    assert max(map(len, grouped(notes))) < LONGEST + 80
    lines = list(grouped(notes, verbose=True))
    assert len(lines) == 30 and sum(line.startswith("warning: ") for line in lines) == 8
    assert max(map(len, lines)) > 800


@pytest.mark.parametrize(
    ("counts", "rest"),
    [
        ({"a": 12}, []),
        ({"a": MOST}, []),
        ({"a": 500}, ["  - a: and 460 more problems"]),
        ({"a": 500, "b": 2}, ["  - a: and 480 more problems"]),
        ({f"f{n}": 3 for n in range(30)}, [f"  - f{n}: and 2 more problems" for n in range(30)]),
        ({f"f{n}": 1 for n in range(90)}, [f"  - and problems of {90 - MOST} more files"]),
    ],
)
def test_of_many_problems_the_first_of_each_file_are_printed_and_the_rest_counted(
    counts: dict[str, int], rest: list[str]
) -> None:
    problems = [Problem(f, f"line {n}", "a", "b") for f, count in counts.items() for n in range(count)]
    out = StringIO()
    show_error(Console(file=out, width=200), SourceError("refused", problems))
    lines = out.getvalue().splitlines()[1:]
    assert [line for line in lines if "more" in line] == rest
    assert len(lines) - len(rest) <= MOST
    assert {f for f in list(counts)[:MOST] if any(line.startswith(f"  - {f}: ") for line in lines)} == set(
        list(counts)[:MOST]
    )
