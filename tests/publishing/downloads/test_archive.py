"""What a reader downloads: the notebook and its figures in a ZIP that is the same each time."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from regioboek.publishing.downloads.archive import NO_DATE, put_archive


@pytest.fixture
def members(tmp_path) -> dict[str, Path]:
    """A notebook and its figures."""
    notebook, figures = tmp_path / "a.ipynb", tmp_path / "b.csv"
    notebook.write_text('{"cells": []}' * 1000)
    figures.write_bytes("\ufeffregio;waarde\r\nSúdwest-Fryslân;1,5\r\n".encode())
    return {"gm1900.ipynb": notebook, "gm1900.csv": figures}


def test_it_holds_the_files_under_their_names(tmp_path, members):
    put_archive(tmp_path / "x.zip", members)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        assert {i.filename: archive.read(i) for i in archive.infolist()} == {
            name: path.read_bytes() for name, path in members.items()
        }


def test_the_same_files_give_the_same_bytes_whenever_and_wherever_they_were_written(tmp_path, members):
    put_archive(tmp_path / "x.zip", members)
    for path in members.values():
        os.utime(path, (2e9, 2e9))
        path.chmod(0o600)
    put_archive(tmp_path / "elsewhere" / "y.zip", members)
    assert (tmp_path / "x.zip").read_bytes() == (tmp_path / "elsewhere" / "y.zip").read_bytes()


def test_no_date_and_no_rights_of_a_machine_are_in_it(tmp_path, members):
    put_archive(tmp_path / "x.zip", members)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert {(i.date_time, i.create_system, i.external_attr) for i in archive.infolist()} == {
            (NO_DATE, 3, 0o644 << 16)
        }


def test_it_is_smaller_than_what_it_holds(tmp_path, members):
    put_archive(tmp_path / "x.zip", members)
    assert (tmp_path / "x.zip").stat().st_size < 1000


def test_one_that_holds_the_files_already_is_not_touched(tmp_path, members):
    target = tmp_path / "x.zip"
    assert put_archive(target, members)
    before = target.stat()
    assert not put_archive(target, members)
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("spoil", [b"", b"no zip", b"PK\x03\x04"])
def test_a_damaged_one_is_made_anew(tmp_path, members, spoil):
    target = tmp_path / "x.zip"
    target.write_bytes(spoil)
    assert put_archive(target, members)
    assert zipfile.is_zipfile(target)


def test_a_changed_file_gives_a_new_archive_and_leaves_the_one_shared_with_another_site(tmp_path, members):
    target, shared = tmp_path / "x.zip", tmp_path / "old-site.zip"
    put_archive(target, members)
    os.link(target, shared)
    old = shared.read_bytes()
    members["gm1900.csv"].write_bytes(b"anders")
    assert put_archive(target, members)
    assert shared.read_bytes() == old
    with zipfile.ZipFile(target) as archive:
        assert archive.read("gm1900.csv") == b"anders"
