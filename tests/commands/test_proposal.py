"""What an update changed, as people read it before they agree."""

from __future__ import annotations

import pytest
from worlds.network_edition import open_desk


@pytest.fixture
def desk(loopback, tmp_path, project_root, monkeypatch):
    return open_desk(loopback, tmp_path, project_root, monkeypatch)


def written(desk, *options: str) -> tuple[int, str]:
    """Exit code of a fetch, and the proposal it wrote."""
    file = desk.root / "proposal.md"
    code, _ = desk.fetch(*options, "--report", str(file))
    return code, file.read_text("utf-8")


def test_a_first_fetch_says_what_was_fetched(desk):
    code, text = written(desk)
    assert code == 0
    assert text.startswith("# New figures for Klein (klein)\n")
    assert "## Monitor (`monitor`)\n\nFetched first: " in text
    assert "As they were" not in text


def test_a_changed_figure_is_shown_with_what_it_was(desk):
    desk.with_a_snapshot()
    body = desk.server.files["/download/indicatoren.csv"].body.decode()
    first = next(line for line in body.splitlines()[1:] if line.rpartition(";")[2] not in ("", '""'))
    old = first.rpartition(";")[2]
    desk.server.file("/download/indicatoren.csv", body.replace(first, f"{first.rpartition(';')[0]};77,7", 1).encode())
    code, text = written(desk, "--update", "--yes")
    assert code == 0
    assert "1 figure changed." in text
    row = next(line for line in text.splitlines() if line.startswith("| changed |"))
    assert row.endswith("| 77.7 |") and old.strip('"').replace(",", ".").rstrip("0").rstrip(".") in row
    assert text.splitlines()[-1].startswith("As they were: ") and "monitor" not in text.splitlines()[-1]


def test_nothing_changed_is_one_line(desk):
    desk.with_a_snapshot()
    code, text = written(desk, "--update", "--yes")
    assert code == 0
    assert text.splitlines()[2].startswith("As they were: monitor")


def test_what_nobody_agreed_to_is_a_proposal_too(desk):
    desk.with_a_snapshot()
    body = desk.server.files["/download/indicatoren.csv"].body.decode()
    lines = body.splitlines(keepends=True)
    desk.server.file("/download/indicatoren.csv", "".join(lines[:1] + lines[2:]).encode())
    code, text = written(desk, "--update")
    assert code == 3
    assert "1 row gone" in text and "| row gone |" in text
