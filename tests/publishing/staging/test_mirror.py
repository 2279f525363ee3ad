"""A mirrored folder holds exactly what was asked, and what did not change is not touched."""

from __future__ import annotations

import pytest

from regioboek.publishing.staging import mirror
from regioboek.publishing.staging.mirror import Mirror


def filled(folder, source):
    wanted = Mirror(folder)
    wanted.text("a/index.md", "# A\n")
    wanted.file("a/b.ipynb", source)
    return wanted


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.ipynb"
    path.write_text("{}")
    return path


def state(folder):
    return {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}


def test_it_writes_then_leaves_alone(tmp_path, source):
    folder = tmp_path / "book"
    filled(folder, source).apply()
    assert ((folder / "a/index.md").read_text(), (folder / "a/b.ipynb").read_text()) == ("# A\n", "{}")
    before = state(folder)
    filled(folder, source).apply()
    assert state(folder) == before


def test_it_removes_what_was_not_asked_with_its_folders(tmp_path, source):
    folder = tmp_path / "book"
    (folder / "old" / "deep").mkdir(parents=True)
    (folder / "old" / "deep" / "x.md").write_text("x")
    filled(folder, source).apply()
    assert not (folder / "old").exists()


def test_a_source_replaced_by_a_new_file_is_taken_over(tmp_path, source):
    folder = tmp_path / "book"
    filled(folder, source).apply()
    new = tmp_path / "new"
    new.write_text('{"cells": []}')
    new.replace(source)
    filled(folder, source).apply()
    assert (folder / "a/b.ipynb").read_text() == '{"cells": []}'


def test_it_copies_where_the_disk_has_no_links(tmp_path, source, monkeypatch):
    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr(mirror.os, "link", refuse)
    folder = tmp_path / "book"
    filled(folder, source).apply()
    assert not (folder / "a/b.ipynb").samefile(source)
    before = state(folder)
    filled(folder, source).apply()
    assert state(folder) == before
