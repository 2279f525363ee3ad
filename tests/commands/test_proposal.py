"""What an update changed, as people read it before they agree."""

from __future__ import annotations

import pandas as pd
import pytest
from worlds.network_edition import open_desk

from regioboek.commands.proposal import proposal
from regioboek.params.loading import load_edition
from regioboek.params.regions import region_names
from regioboek.sources.snapshot.fetching import FetchReport, SourceReport
from regioboek.sources.snapshot.update import Changes


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
    assert "## Fetched for the first time\n\n* Monitor (`monitor`): " in text
    assert text.count("\n* ") == 4
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
    assert "1 row gone; nobody agreed to it yet." in text and "| row gone |" in text


def test_what_could_not_be_fetched_is_not_called_unchanged(desk):
    desk.with_a_snapshot()
    desk.server.file("/download/indicatoren.csv", b"no table at all")
    code, text = written(desk, "--update", "--yes")
    assert code == 1
    assert "## Not taken\n\n* Monitor (`monitor`): " in text
    assert text.splitlines()[-1] == "As they were: indeling, bevolking, grenzen."


FOUND = pd.DataFrame(
    {
        "series": ["Koopwoningen_64", "Koopwoningen_64", "Eigen"],
        "region": ["GM1680", "GM9999", "NL01"],
        "period": ["2024JJ00", "2024JJ00", "2023"],
        "old": [61.0, 1.0, 2.0],
        "new": [62.5, 1.5, 3.0],
        "old_absence": [None] * 3,
        "new_absence": [None] * 3,
    }
)


def test_keys_and_codes_are_told_by_their_names(project_root):
    edition = load_edition(project_root / "params", "kerncijfers")
    told = {"measure Koopwoningen_64": ("Koopwoningen_64", "Koopwoningen_71"), "modified": ("2026-07", "2026-09")}
    none, changed = FOUND[:0], pd.concat([FOUND] * 5, ignore_index=True)
    changes = Changes("kerncijfers", none, none, changed, none, told=told)
    report = FetchReport(edition.id, (SourceReport("kerncijfers", "statline-v3", "updated", None, changes),))
    lines = proposal(edition, report, region_names(project_root / "params", 2025)).splitlines()
    assert "## Regionale kerncijfers Nederland (`kerncijfers`)" in lines
    assert "| key of the measure | Koopwoningen | Koopwoningen_64 | Koopwoningen_71 |" in lines
    assert "| modified |  | 2026-07 | 2026-09 |" in lines
    assert "| changed | Koopwoningen, Aa en Hunze (GM1680), 2024 | 61 | 62.5 |" in lines
    assert "| changed | Koopwoningen, GM9999, 2024 | 1 | 1.5 |" in lines
    assert "| changed | Eigen, Nederland (NL01), 2023 | 2 | 3 |" in lines
    first = lines.index("| changed | and 3 more |  |  |") + 1
    assert [line.split(" | ")[0] for line in lines[first:]] == ["| key of the measure", "| modified"]
