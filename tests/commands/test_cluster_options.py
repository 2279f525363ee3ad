"""`build --scheduler` and `--cluster`: what cannot be meant is refused before anything is made."""

from __future__ import annotations

import importlib.util

import pytest

from regioboek.cli.app import main
from regioboek.commands import cluster
from regioboek.commands.cluster import check_workers, workers_asked
from regioboek.errors import RegioboekError


def test_neither_is_fine():
    check_workers(None, None)


def test_local_workers_are_counted():
    assert workers_asked("local:4") == 4


@pytest.mark.parametrize("asked", ["", "4", "local", "local:", "local:0", "local:-1", "local:x", "slurm:4", "local:2 "])
def test_another_form_is_refused_with_the_right_one(asked):
    with pytest.raises(RegioboekError, match=r"is not local:N with N workers on this machine, such as local:4"):
        check_workers(None, asked)


def test_an_empty_address_is_refused():
    with pytest.raises(RegioboekError, match="the address is empty"):
        check_workers(" ", None)


def test_without_distributed_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(
        cluster, "find_spec", lambda name: None if name == "distributed" else importlib.util.find_spec(name)
    )
    with pytest.raises(RegioboekError, match=r'pip install "regioboek\[cluster\]"'):
        check_workers("tcp://127.0.0.1:8786", None)


def test_both_at_once_are_refused_by_the_command(capsys, project_root):
    with pytest.raises(SystemExit) as stop:
        main(["build", "demo", "--scheduler", "tcp://h:1", "--cluster", "local:2", "--project", str(project_root)])
    assert stop.value.code == 1
    assert "--scheduler and --cluster exclude each other" in " ".join(capsys.readouterr().err.split())
