"""What a cluster run is put together from, each alone: environments, tables by content, finding a scheduler."""

from __future__ import annotations

import hashlib
import pickle
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from regioboek.errors import ClusterError
from regioboek.execution.cluster import connecting
from regioboek.execution.cluster.connecting import connected
from regioboek.execution.cluster.environment import Environment, installed, this_environment
from regioboek.execution.cluster.shipped import holds, manifest, place, unpack
from regioboek.execution.cluster.warm import Setting, WarmProcess, WarmProcessLost

HERE = Environment("3.11", "a" * 64, {"numpy": "2.1", "pandas": "3.0"})


def test_equal_environments_have_no_differences():
    assert HERE.differences(replace(HERE)) == []


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (replace(HERE, python="3.12"), "Python 3.12 instead of 3.11"),
        (replace(HERE, library="b" * 64), "another source of regioboek (bbbbbbbbbbbb instead of aaaaaaaaaaaa)"),
        (replace(HERE, packages={"numpy": "2.0", "pandas": "3.0"}), "numpy 2.0 instead of 2.1"),
        (replace(HERE, packages={"pandas": "3.0"}), "numpy absent instead of 2.1"),
        (replace(HERE, packages={**HERE.packages, "zarr": "3"}), "zarr 3 instead of absent"),
    ],
)
def test_each_difference_is_named(there, said):
    assert HERE.differences(there) == [said]


def test_many_different_packages_are_counted():
    here = replace(HERE, packages={f"p{i}": "1" for i in range(9)})
    there = replace(HERE, packages={f"p{i}": "2" for i in range(9)})
    assert here.differences(there)[-1] == "and 5 more packages"


def test_this_environment_has_what_pages_import_and_no_tools():
    found = this_environment()
    assert found.python == f"3.{sys.version_info[1]}"
    assert {"numpy", "papermill", "nbclient", "traitlets"} <= set(found.packages)
    assert not {"ruff", "mypy", "distributed", "regioboek"} & set(found.packages)


def test_a_package_that_is_not_installed_requires_nothing():
    assert installed("there-is-no-such-package") == {}


@pytest.fixture
def edition(tmp_path):
    folder = tmp_path / "edition"
    (folder / "notebooks").mkdir(parents=True)
    for name, text in {"edition.json": "{}", "a.parquet": "A", "run.json": "{}", ".building": "1"}.items():
        (folder / name).write_text(text)
    return folder


def contents(edition) -> dict[str, bytes]:
    return {name: (edition / name).read_bytes() for name in manifest(edition)}


def test_a_manifest_names_the_tables_by_content_and_not_what_the_build_keeps_for_itself(edition):
    assert manifest(edition) == {
        "a.parquet": hashlib.sha256(b"A").hexdigest(),
        "edition.json": hashlib.sha256(b"{}").hexdigest(),
    }


def test_a_folder_holds_an_edition_only_with_every_file_as_it_is(edition):
    wanted = manifest(edition)
    assert holds(edition, wanted)
    (edition / "a.parquet").write_text("B")
    assert not holds(edition, wanted)
    (edition / "a.parquet").unlink()
    assert not holds(edition, wanted)


def test_what_was_sent_becomes_an_edition_that_is_found_again(edition, tmp_path):
    wanted = manifest(edition)
    folder = place(tmp_path / "home", wanted)
    assert not holds(folder, wanted)
    unpack(folder, wanted, contents(edition))
    assert holds(folder, wanted)
    assert sorted(p.name for p in folder.iterdir()) == ["a.parquet", "edition.json"]
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]
    assert place(tmp_path / "home", dict(reversed(wanted.items()))) == folder
    assert place(tmp_path / "home", wanted | {"a.parquet": "0" * 64}) != folder


def test_an_edition_that_a_page_has_altered_is_unpacked_anew(edition, tmp_path):
    wanted = manifest(edition)
    folder = tmp_path / "there"
    unpack(folder, wanted, contents(edition))
    (folder / "a.parquet").write_text("mine")
    (folder / "notebooks").mkdir()
    assert not holds(folder, wanted)
    unpack(folder, wanted, contents(edition))
    assert holds(folder, wanted)


def test_content_that_arrives_damaged_is_refused(edition, tmp_path):
    with pytest.raises(ClusterError, match=r"a\.parquet arrived damaged"):
        unpack(tmp_path / "there", manifest(edition), contents(edition) | {"a.parquet": b"B"})
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler can be reached at 'tcp://127.0.0.1:1' (OSError: Timed out"),
        ("127.0.0.1", "missing port number"),
        ("morse://127.0.0.1:1", "unknown address scheme 'morse'"),
        ("tls://127.0.0.1:1", "TLS configuration"),
    ],
)
def test_a_scheduler_that_cannot_be_reached_is_told_within_the_time(address, said, monkeypatch):
    monkeypatch.setattr(connecting, "CONNECT", 0.3)
    with pytest.raises(ClusterError) as told, connected(address):
        pass
    assert said in str(told.value)


def test_a_file_that_no_scheduler_wrote_is_told(tmp_path):
    (tmp_path / "scheduler.json").write_text('{"adres": 1}')
    with (
        pytest.raises(ClusterError, match="not one that a scheduler writes"),
        connected(str(tmp_path / "scheduler.json")),
    ):
        pass


class Deaf:
    """Loses every exception that comes up while it goes, as a destructor or a callback of any library may."""

    def __init__(self, here: Path):
        self.here = here

    def __del__(self):
        (self.here / "deaf").touch()
        time.sleep(60)


def deaf_warm_up(folder: Path) -> None:
    Deaf(folder)
    (folder / "went on").touch()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the page it is at is finished first")
def test_a_warm_process_ends_when_told_also_inside_a_destructor(tmp_path):
    process = WarmProcess()
    lost = []

    def ask():
        try:
            process.warm_up(Setting(tuple(sys.path), tmp_path, pickle.dumps(deaf_warm_up), "fork", None))
        except WarmProcessLost as error:
            lost.append(str(error))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        while not (tmp_path / "deaf").exists() and asking.is_alive():
            time.sleep(0.02)
    finally:
        process.close()
        asking.join()
    assert lost == ["the process that runs the notebooks ended with exit code 0"]
    assert not (tmp_path / "went on").exists()
