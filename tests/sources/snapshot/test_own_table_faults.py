"""`regioboek fetch` of a bureau's own workbook: what is refused leaves the old snapshot, what is only odd is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from loopback.server import Loopback
from worlds.factories import LONG_COLUMNS
from worlds.network_edition import Desk, contents, open_desk
from worlds.small_tables import LONG, by_hand, row_xml, workbook

OWN = {"id": "eigen", "kind": "table", "title": "Eigen", "files": {"table": "eigen.xlsx"}, "table": LONG_COLUMNS}


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An edition with a workbook beside its other sources, fetched once."""
    desk = open_desk(loopback, tmp_path, project_root, monkeypatch, [OWN])
    workbook(desk.root / "bron" / "eigen.xlsx", Cijfers=LONG)
    return desk.with_a_snapshot()


def merged(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Cijfers"].merge_cells("A1:B1")
    book.save(path)


def two_sheets(path: Path) -> None:
    workbook(path, Cijfers=LONG, Ook=LONG)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:900])


def web_page(path: Path) -> None:
    path.write_bytes(b"<!doctype html><html><title>Log in</title></html>")


def password(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (merged, "merged"),
        (two_sheets, "Cijfers, Ook"),
        (cut, "eigen.xlsx"),
        (web_page, "a web page (HTML)"),
        (password, "an Excel workbook with a password"),
        (gone, "found no such file"),
    ],
)
def test_a_workbook_that_cannot_be_read_leaves_the_snapshot_as_it_was(spoil: Any, said: str, desk: Desk) -> None:
    spoil(desk.root / "bron" / "eigen.xlsx")
    desk.refused("eigen", said)


def test_a_million_empty_rows_are_no_figures(desk: Desk) -> None:
    rows = "".join(row_xml(n, *row) for n, row in enumerate(LONG, 1))
    empty = "".join(f'<row r="{n}" s="1"/>' for n in range(len(LONG) + 1, 1_000_001))
    by_hand(desk.root / "bron" / "eigen.xlsx", rows + empty, "A1:XFD1000000")
    code, said = desk.fetch("--update")
    assert code == 3, said
    assert "what would change in source eigen file eigen.xlsx other bytes nothing was written" in said
    assert "eigen (table) changed, not written: 2 rows" in said
    assert contents(desk.root) == desk.before
