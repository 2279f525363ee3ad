"""The picture and the table of rooms are what the code says now."""

from __future__ import annotations

import sys

from tool_loading import load_tool


def test_the_picture_and_the_table_of_rooms_are_fresh(project_root):
    draw = load_tool(project_root, "draw_rooms")
    for path, text in draw.wanted().items():
        assert path.read_text("utf-8") == text, f"{path.name}: run python tools/draw_rooms.py"


def test_every_room_has_its_line_and_every_line_its_room(project_root):
    draw = load_tool(project_root, "draw_rooms")
    lines = draw.PAPER.read_text("utf-8").partition(draw.BEGIN)[2].partition(draw.END)[0].splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| `")]
    assert [row[0].strip("| `") for row in rows] == [room.name for room in reversed(draw.ROOMS)]
    assert all(len(row[1]) > 8 for row in rows)


def test_a_stale_picture_is_told(project_root, tmp_path, monkeypatch, capsys):
    draw = load_tool(project_root, "draw_rooms")
    monkeypatch.setattr(draw, "PICTURE", tmp_path / "rooms.svg")
    monkeypatch.setattr(draw, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["draw_rooms.py", "--check"])
    assert draw.main() == 1
    assert "rooms.svg is not what the code says" in capsys.readouterr().out
