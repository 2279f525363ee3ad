"""Errors carry all their problems, also from one process to another."""

from __future__ import annotations

import pickle

import pytest

from regioboek.errors import BookError, InputError, ParamsError, Problem, SnapshotError, SourceError, TableError

PROBLEMS = [Problem("a.csv", "row 3", "'x'", "a number"), Problem("a.csv", "row 9", "''", "a number")]


@pytest.mark.parametrize("kind", [InputError, ParamsError, SourceError, SnapshotError, TableError, BookError])
def test_an_error_survives_the_way_between_processes(kind):
    again = pickle.loads(pickle.dumps(kind("a.csv was refused", PROBLEMS)))
    assert type(again) is kind
    assert (again.title, again.problems) == ("a.csv was refused", PROBLEMS)


def test_the_message_names_file_place_and_what_to_do_for_every_problem():
    message = str(SourceError("a.csv was refused", PROBLEMS))
    assert message.splitlines() == [
        "a.csv was refused (2 problem(s))",
        "  - a.csv: row 3: found 'x'; expected a number",
        "  - a.csv: row 9: found ''; expected a number",
    ]
