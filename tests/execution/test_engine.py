"""The engine by itself, through plain papermill: what happens when things go wrong, and when it cannot fork."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from regioboek.execution import engine
from regioboek.execution.engine import fork

needs_fork = pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="runs in forked children")


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    probe = Path(__file__).parent / "engine_probe.py"
    done = subprocess.run(
        [sys.executable, str(probe)],
        cwd=tmp_path_factory.mktemp("probe"),
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_fork
def test_a_notebook_runs_and_is_written(tried):
    assert tried["plain"]["texts"] == ["one\n", "two\n"]
    assert tried["plain"]["counts"] == [1, 2]
    assert tried["plain"]["status"] == ["completed", "completed"]


@needs_fork
def test_it_forks_although_papermill_shows_a_progress_bar(tried):
    assert tried["log"].count("using an ordinary kernel") == 1  # the experiment with a thread, and no other


@needs_fork
def test_the_calling_process_is_left_as_it_was(tried):
    assert tried["caller"]["texts"] == ["/\n"]
    assert tried["caller"]["unchanged"]


@needs_fork
@pytest.mark.parametrize(
    ("name", "how"), [("killed", "ended by signal 11, SIGSEGV in cell 2"), ("exits", "exit code 3 in cell 1")]
)
def test_a_child_that_dies_is_told_with_cell_and_cause(tried, name, how):
    assert tried[name]["exception"] == "DeadKernelError"
    assert how in tried[name]["message"]


@needs_fork
def test_a_cell_that_hangs_is_ended(tried):
    assert tried["hangs"]["exception"] == "CellTimeoutError"
    assert "while True: pass" in tried["hangs"]["message"]


@needs_fork
@pytest.mark.parametrize("name", ["killed", "exits", "hangs"])
def test_nothing_half_run_is_written(tried, name):
    assert not tried[name]["written"]


@needs_fork
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_a_cell_that_eats_memory_gets_an_exception(tried):
    assert tried["hungry"]["exception"] == "PapermillExecutionError"
    assert "MemoryError" in tried["hungry"]["message"]


@needs_fork
def test_an_exception_is_papermills_own_and_later_cells_do_not_run(tried):
    assert tried["broken"]["exception"] == "PapermillExecutionError"
    assert "ZeroDivisionError: division by zero" in tried["broken"]["message"]
    assert tried["broken"]["counts"] == [1, 2, None]
    assert tried["broken"]["status"] == ["completed", "failed", "pending"]


@needs_fork
def test_a_process_the_notebook_started_is_ended_with_it(tried):
    assert tried["left behind"]["gone"]


@needs_fork
def test_output_is_copied_to_a_file_when_asked(tried):
    assert tried["logged"]["file"] == "to the file\n"


@needs_fork
def test_the_engine_saves_nothing_per_cell(tried):
    assert tried["saves"]["saved by the engine"] == 0
    assert tried["saves"]["written"]


@needs_fork
def test_logging_handlers_of_the_caller_are_not_the_notebooks(tried):
    assert tried["warned"]["texts"] == ["WARNING:root:warning\n"]


def test_with_other_threads_an_ordinary_kernel_runs_it_and_the_log_says_why(tried):
    assert tried["threaded"]["texts"] == ["by a kernel\n"]
    assert (
        "using an ordinary kernel, because other threads are alive that a fork would cut off: busy elsewhere"
        in tried["log"]
    )


def test_a_platform_without_fork_is_told(monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert fork.why_not_fork() == "this platform cannot fork"


def test_this_pythons_kernel_runs_here():
    assert engine.why_not_this_python("python3") is None


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["/opt/other/bin/python", "-m", "ipykernel_launcher"], "belongs to another Python"),
        (["R", "--slave"], "is not the IPython kernel"),
    ],
)
def test_a_kernel_of_another_python_or_language_does_not_run_here(tmp_path, monkeypatch, argv, why):
    folder = tmp_path / "kernels" / "other"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "x", "language": "x"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert why in (engine.why_not_this_python("other") or "")


def test_a_kernel_that_is_not_installed_is_left_to_papermill_to_refuse():
    assert "no kernel named 'nope'" in (engine.why_not_this_python("nope") or "")


def test_options_that_need_a_kernel_are_told():
    assert (
        engine.needs_kernel({"interrupt_on_timeout": True, "allow_errors": True})
        == "of the option(s) interrupt_on_timeout"
    )
    assert engine.needs_kernel({"on_cell_start": print}) == "of the option(s) on_cell_start"
    assert engine.needs_kernel({"allow_errors": True, "km": None}) is None


def test_the_engine_imports_nothing_of_the_rest_of_the_package():
    code = (
        "import sys, regioboek.execution.engine.kernel\n"
        "print(*sorted(m for m in sys.modules if m.startswith('regioboek')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = {
        name.removeprefix("regioboek").removeprefix(".execution").removeprefix(".engine")
        for name in done.stdout.split()
    }
    assert names == {"", ".fork", ".fresh", ".kernel", ".messages", ".papermill_engine", ".streams"}
