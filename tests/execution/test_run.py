"""Carrying out a plan: what is written, what is not, and what is said about it."""

import ast
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import pytest
from worlds.places import environment
from worlds.small_project import page, project_in

from regioboek.errors import PageError, RegioboekError
from regioboek.execution import plan as planning
from regioboek.execution.engine import fork
from regioboek.execution.plan import make_plan
from regioboek.execution.results import PageFailure, PageReuse, PageRun, PageStarted
from regioboek.execution.run import discard_others, execute
from regioboek.execution.workers import Serve, _start_forked

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="runs in forked children"),
]

NAMES = {
    "GM0001": "Goed",
    "GM0002": "Kapot",
    "GM0004": "Dood",
    "GM0005": "Vraatzuchtig",
    "GM0006": "Vroegtijdig",
    "GM0007": "Wisselvallig",
    "GM0008": "Ook goed",
}

TROUBLE = """\
import os, signal, sys
print(region)
if region == "GM0002":
    figures = {"a": 1}
    figures["b"]
if region == "GM0004":
    os.kill(os.getpid(), signal.SIGKILL)
if region == "GM0005":
    hoard = bytearray(1 << 40)
if region == "GM0006":
    sys.exit()
if region == "GM0007":
    display(object())
"""


@pytest.fixture(scope="module", autouse=True)
def library_that_stays_the_same():
    """Keys do not depend on somebody editing the package while the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "library_digest", lambda *_: "the library")
        yield


def specs(*codes: str, data: str = "figures 1"):
    return [page(code, NAMES.get(code, code), data) for code in codes]


def files(build) -> list[str]:
    return sorted(path.name for path in build.notebooks("regio").iterdir())


@pytest.fixture(scope="module")
def troubled(tmp_path_factory, library_that_stays_the_same):
    """Seven pages, five of which go wrong in their own way, run two at a time where an older result of each lay."""
    place, build = project_in(tmp_path_factory.mktemp("troubled"))("'a first cell'", TROUBLE)
    build.notebooks("regio").mkdir(parents=True)
    for spec in specs(*NAMES):
        spec.notebook(build).write_text("an older result")
        spec.key_file(build).write_text("{}")
    events = []
    plan = make_plan(specs(*NAMES), place, build)
    result = execute(plan, jobs=2, on_event=events.append)
    return place, build, result, events


def failure(troubled, code: str) -> PageFailure:
    (found,) = [f for f in troubled[2].failed if f.name == f"regio/{code.lower()}"]
    return found


def test_failures_never_stop_other_pages(troubled):
    _, _, result, _ = troubled
    assert sorted(run.title for run in result.succeeded) == ["Goed", "Ook goed"]
    assert len(result.failed) == 5
    assert not result.ok


def test_a_failed_page_leaves_no_notebook_not_even_an_older_one(troubled):
    _, build, _, _ = troubled
    assert files(build) == ["gm0001.ipynb", "gm0001.key.json", "gm0008.ipynb", "gm0008.key.json"]


def test_a_broken_cell_is_reported_with_cell_source_and_traceback(troubled):
    found = failure(troubled, "GM0002")
    assert (found.cell, found.exception, found.message) == (5, "KeyError", "'b'")
    assert found.source.startswith("import os, signal, sys\nprint(region)")
    assert "----> 5     figures" in found.traceback
    assert "\x1b" not in found.traceback
    assert str(found) == "regio/gm0002 (Kapot): cell 5: KeyError: 'b'"


def test_a_long_source_is_shortened(troubled):
    assert failure(troubled, "GM0002").source.splitlines()[-1] == "…"


def test_a_process_that_is_killed_is_reported_with_signal_and_cell(troubled):
    found = failure(troubled, "GM0004")
    assert (found.cell, found.exception) == (5, "DeadKernelError")
    assert "ended by signal 9, SIGKILL" in found.message


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_a_cell_that_eats_memory_is_stopped_by_the_limit(troubled):
    found = failure(troubled, "GM0005")
    assert (found.cell, found.exception) == (5, "MemoryError")
    assert "more memory than it may have" in found.message


def test_a_notebook_that_ends_early_is_no_page(troubled):
    found = failure(troubled, "GM0006")
    assert found.cell == 5
    assert "holds an error (SystemExit); cell 6 was not run" in found.message


def test_an_output_that_differs_from_run_to_run_is_no_page(troubled):
    found = failure(troubled, "GM0007")
    assert found.cell == 5
    assert "memory address" in found.message


def test_every_page_is_announced_and_closed_by_an_event(troubled):
    _, _, _, events = troubled
    started = [event.name for event in events if isinstance(event, PageStarted)]
    ended = [event.name for event in events if isinstance(event, PageRun | PageFailure)]
    assert sorted(started) == sorted(ended) == sorted(f"regio/{code.lower()}" for code in NAMES)
    assert {e.reason for e in events if isinstance(e, PageRun)} == {"earlier result has no key"}


def test_run_json_tells_all(troubled):
    _, build, result, _ = troubled
    record = json.loads(build.run.read_text())
    assert record["engine"] == "fork"
    assert record["engine_reason"]
    assert [row["name"] for row in record["succeeded"]] == [row.name for row in result.succeeded]
    assert {row["exception"] for row in record["failed"]} >= {"KeyError", "MemoryError"}
    assert all(row["seconds"] >= 0 for row in record["succeeded"])


def test_only_failed_pages_run_again(troubled):
    place, build, _, _ = troubled
    plan = make_plan(specs(*NAMES), place, build)
    assert plan.reasons() == {"no earlier result": 5}
    assert sorted(p.page.title for p in plan.to_reuse) == ["Goed", "Ook goed"]


def test_a_finished_page_holds_outputs_counts_and_its_own_region(troubled):
    _, build, _, _ = troubled
    notebook = nbformat.read(build.notebooks("regio") / "gm0008.ipynb", 4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5]
    assert notebook.cells[0].source == "# Ook goed"
    assert code[3].outputs[0].text == "GM0008\n"
    assert code[4].outputs[0]["data"]["text/plain"] == "'GM0008'"


def test_a_cell_that_hangs_is_ended(project):
    place, build = project("1", "while True: pass")
    (found,) = execute(make_plan(specs("GM0001"), place, build), jobs=1, timeout=4).failed
    assert (found.cell, found.exception) == (5, "CellTimeoutError")
    assert found.message == "the cell took longer than 4 s and was ended"
    assert found.source == "while True: pass"


def warm() -> None:
    import decimal

    decimal.warmed = "warm"


def leave_a_thread() -> None:
    import threading

    threading.Thread(target=time.sleep, args=(60,), daemon=True, name="left behind").start()


SHOW_WARMTH = "import decimal\ngetattr(decimal, 'warmed', 'cold')"


def outputs(build, code: str) -> list:
    notebook = nbformat.read(build.notebooks("regio") / f"{code.lower()}.ipynb", 4)
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]


def test_pages_share_what_was_warmed_up(project):
    place, build = project(SHOW_WARMTH)
    result = execute(make_plan(specs("GM0001"), place, build), jobs=1, warm_up=warm)
    assert result.ok
    assert outputs(build, "GM0001")[2][0]["data"]["text/plain"] == "'warm'"


def test_with_other_threads_alive_the_warm_process_is_started_apart(project, other_thread):
    place, build = project(SHOW_WARMTH)
    result = execute(make_plan(specs("GM0001"), place, build), jobs=1, warm_up=warm)
    assert (result.engine, result.ok) == ("fork", True)
    assert outputs(build, "GM0001")[2][0]["data"]["text/plain"] == "'warm'"


def test_a_warm_up_that_fails_is_told_and_leaves_no_run_half_done(project):
    place, build = project("1")

    def fail():
        raise ValueError("no tables")

    with pytest.raises(PageError, match=r"could not be prepared(.|\n)*no tables"):
        execute(make_plan(specs("GM0001"), place, build), jobs=1, warm_up=fail)
    assert json.loads(build.run.read_text())["skipped"] == ["regio/gm0001"]


def test_forked_and_kernel_pages_are_the_same_bytes(project, caplog):
    place, build = project(
        "print('uit'); import sys; sys.stdout.write('meer')",
        "from IPython.display import HTML; display(HTML('<b>één</b>'), {'a': 1}); [1.5, None]",
        "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.gcf().set_size_inches(2, 1);",
    )
    wanted = specs("GM0001", "GM0008")
    written = []
    for jobs, warm_up, engine, pages in (
        (2, None, "fork", wanted),
        (1, warm_drawing, "fork", wanted),
        (1, leave_a_thread, "kernel", wanted[:1]),
    ):
        result = execute(make_plan(pages, place, build, force=True), jobs=jobs, warm_up=warm_up)
        assert (result.engine, result.ok) == (engine, True)
        written.append([spec.notebook(build).read_bytes() for spec in wanted])
    assert written[0] == written[1] == written[2]
    assert "other threads are alive that a fork would cut off: left behind" in caplog.text


def test_papermill_executes_the_pages_of_forked_children_too(project, monkeypatch):
    place, build = project("print(region)")
    plain, note = papermill.execute_notebook, place.root / "by papermill"

    def noted(*given, **named):
        with note.open("a") as file:
            file.write(f"{given[0]}\n")
        return plain(*given, **named)

    monkeypatch.setattr(papermill, "execute_notebook", noted)
    result = execute(make_plan(specs("GM0001", "GM0008"), place, build), jobs=1)
    assert (result.engine, len(result.succeeded)) == ("fork", 2)
    assert note.read_text().split() == ["page:regio/gm0001.ipynb", "page:regio/gm0008.ipynb"]


def test_fork_asked_for_and_impossible_is_an_error(project):
    place, build = project("1")
    with pytest.raises(RegioboekError, match="cannot be run in forked processes: other threads"):
        execute(make_plan(specs("GM0001"), place, build), warm_up=leave_a_thread, engine="fork")


def test_a_platform_without_fork_says_so(monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert fork.why_never_fork() == "this platform cannot fork"


MESS = """\
import builtins, os, random, sys
import decimal
import numpy as np, pandas as pd, matplotlib, matplotlib.pyplot as plt
if region == "GM0001":
    matplotlib.rcParams["lines.linewidth"] = 99
    pd.set_option("display.max_rows", 3)
    os.environ["LEAK"] = "yes"
    os.chdir("/")
    decimal.leak = builtins.leaked = leak = "yes"
    random.seed(1); np.random.seed(1)
    sys.path.insert(0, "/leak")
"""

LOOK = """\
[
    matplotlib.rcParams["lines.linewidth"] == 99,
    pd.get_option("display.max_rows") == 3,
    "LEAK" in os.environ,
    os.getcwd() == "/",
    hasattr(decimal, "leak"),
    hasattr(builtins, "leaked"),
    "leak" in globals(),
    random.random() == 0.13436424411240122,
    np.random.rand() == 0.417022004702574,
    sys.path[0] == "/leak",
]
"""


def test_nothing_leaks_from_page_to_page(project):
    place, build = project(MESS, LOOK)
    result = execute(make_plan(specs("GM0001", "GM0008"), place, build), jobs=1, warm_up=warm_drawing)
    assert [run.name for run in result.succeeded] == ["regio/gm0001", "regio/gm0008"]
    messed, clean = (outputs(build, code)[3][0]["data"]["text/plain"] for code in ("GM0001", "GM0008"))
    assert ast.literal_eval(messed) == [True] * 10
    assert ast.literal_eval(clean) == [False] * 10


def warm_drawing() -> None:
    """A warm process that has drawn, and left a figure open, with another backend."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    plt.plot([1, 2])


def test_pages_draw_although_the_warm_process_has_drawn(project):
    place, build = project("import matplotlib.pyplot as plt\nplt.plot([3, 1]);", "plt.plot([1, 1]);")
    assert execute(make_plan(specs("GM0001", "GM0008"), place, build), jobs=1, warm_up=warm_drawing).ok
    for code in ("GM0001", "GM0008"):
        drawn = outputs(build, code)[2:4]
        assert [[sorted(output["data"]) for output in cell] for cell in drawn] == [[["image/png", "text/plain"]]] * 2


def test_random_numbers_are_each_pages_own(project):
    place, build = project("import random, numpy as np\nrandom.random(), np.random.rand()")
    assert execute(make_plan(specs("GM0001", "GM0008"), place, build), jobs=1, warm_up=warm_drawing).ok
    assert outputs(build, "GM0001")[2] != outputs(build, "GM0008")[2]


def test_a_reused_page_is_told_and_not_touched(project):
    place, build = project("1")
    execute(make_plan(specs("GM0001"), place, build), jobs=1)
    before = (build.notebooks("regio") / "gm0001.ipynb").stat().st_mtime_ns
    events = []
    result = execute(make_plan(specs("GM0001"), place, build), jobs=1, on_event=events.append)
    assert result.reused == events == [PageReuse("regio/gm0001", "Goed")]
    assert (build.notebooks("regio") / "gm0001.ipynb").stat().st_mtime_ns == before
    assert (result.ok, result.engine) == (True, "none")


def test_fail_fast_stops_and_says_what_was_not_run(project):
    place, build = project("1 / 0")
    result = execute(make_plan(specs(*NAMES), place, build), jobs=1, fail_fast=True)
    assert len(result.failed) == 1
    assert len(result.skipped) == 6
    assert not result.ok


WAITS = """\
import pathlib, time
if region != "GM0001" and not pathlib.Path("../../../../go").exists():
    time.sleep(60)
"""


def test_an_interrupted_run_goes_on_where_it_stopped(project):
    place, build = project(WAITS)

    def interrupt(event):
        if isinstance(event, PageRun):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(make_plan(specs(*NAMES), place, build), jobs=2, on_event=interrupt)
    assert len(json.loads(build.run.read_text())["skipped"]) == 6
    plan = make_plan(specs(*NAMES), place, build)
    assert [p.page.id for p in plan.to_reuse] == ["gm0001"]
    (place.root / "go").touch()
    assert execute(plan, jobs=2).ok
    assert [p.reason for p in make_plan(specs(*NAMES), place, build).pages] == [None] * len(NAMES)


class Deaf:
    """Loses every exception that comes up while it goes, as a destructor or a callback of any library may."""

    def __init__(self, here: Path):
        self.here = here

    def __del__(self):
        (self.here / "deaf").touch()
        time.sleep(60)


def test_the_warm_process_ends_when_told_also_inside_a_destructor(tmp_path):
    def warm_up():
        Deaf(tmp_path)
        (tmp_path / "went on").touch()

    _, stop = _start_forked(Serve([], 1, warm_up, None))
    while not (tmp_path / "deaf").exists():
        time.sleep(0.02)
    assert stop().code == 0
    assert not (tmp_path / "went on").exists()


KILLED = """\
import sys
from pathlib import Path
from worlds.small_project import page
from regioboek.execution import plan as planning
from regioboek.execution.results import PageRun
from regioboek.execution.run import execute
from regioboek.layout import BuildDir, Project

planning.library_digest = lambda *_: "the library"
root = Path(sys.argv[1])
pages = [page(f"GM{i:04d}", f"Regio {i}") for i in range(1, 9)]
tell = lambda event: isinstance(event, PageRun) and print("done", flush=True)
execute(planning.make_plan(pages, Project(root), BuildDir(root / "_build" / "demo")), jobs=2, on_event=tell)
"""


def test_a_run_that_is_killed_leaves_whole_pages_and_no_processes(project):
    mark = f"RB_TEST_{os.getpid()}"
    place, build = project(WAITS)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(place.root)],
        env=environment(**{mark: "1"}),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 120
    while _processes_with(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _processes_with(mark) == []
    pages = [page(f"GM{i:04d}", f"Regio {i}") for i in range(1, 9)]
    plan = make_plan(pages, place, build)
    assert [p.page.id for p in plan.to_reuse] == ["gm0001"]
    assert [name for name in files(build) if not name.endswith(".tmp")] == ["gm0001.ipynb", "gm0001.key.json"]
    (place.root / "go").touch()
    assert execute(plan, jobs=2).ok
    assert not [name for name in files(build) if name.endswith(".tmp")]


def _processes_with(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


def test_results_of_pages_the_edition_no_longer_has_are_removed(project):
    place, build = project("1")
    execute(make_plan(specs("GM0001", "GM0008"), place, build), jobs=1)
    assert discard_others(build, specs("GM0001")) == ["regio/gm0008"]
    assert files(build) == ["gm0001.ipynb", "gm0001.key.json"]
