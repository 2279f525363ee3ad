"""A plan on two Dask workers on loopback: same bytes as here, whatever happens to the workers."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from worlds.small_project import page, project_in

pytest.importorskip("distributed")

import dask
import distributed

from regioboek.errors import ClusterError
from regioboek.execution import plan as planning
from regioboek.execution.cluster import handing_out
from regioboek.execution.cluster.connecting import local_cluster
from regioboek.execution.cluster.environment import this_environment
from regioboek.execution.cluster.handing_out import execute_on_cluster
from regioboek.execution.plan import make_plan
from regioboek.execution.results import PageFailure, PageReuse, PageRun
from regioboek.execution.run import execute

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="runs in forked children"),
    pytest.mark.slow,
]

PAGES = [page(f"GM{i:04d}", f"Regio {i}") for i in range(12)]
BROKEN = "GM0005"

CELLS = (
    "import os, sys\nfrom pathlib import Path\nprint('uit', region); sys.stdout.write('meer')",
    "from IPython.display import HTML\ndisplay(HTML(f'<b>één {region}</b>'), {'a': 1}); [1.5, None]",
    "Path(os.environ['REGIOBOEK_EDITION_DIR'], 'figures.txt').read_text()",
    f"if region == '{BROKEN}':\n    {{}}['weg']",
)
MARK = f"REGIOBOEK_TEST_{os.getpid()}"


@pytest.fixture(scope="module", autouse=True)
def no_thread_left():
    """Other tests fork this process, and Dask keeps a thread for big messages."""
    yield
    distributed.utils._offload_executor.shutdown()
    distributed.utils._offload_executor = ThreadPoolExecutor(1, "Dask-Offload")
    others = set(threading.enumerate()) - {threading.current_thread()}
    assert wait_until(lambda: not any(thread.is_alive() for thread in others)), others


SAME = "from regioboek.execution import plan\nplan.library_digest = lambda *_: 'the library'\n"


@pytest.fixture(scope="module", autouse=True)
def library_that_stays_the_same(no_thread_left):
    """Here and on workers, neither keys nor environments depend on somebody editing the package meanwhile."""
    this_environment.cache_clear()
    with pytest.MonkeyPatch.context() as patch, dask.config.set({"distributed.worker.preload": [SAME]}):
        patch.setattr(planning, "library_digest", lambda *_: "the library")
        yield
    this_environment.cache_clear()


@pytest.fixture(scope="module")
def client(library_that_stays_the_same):
    """Two workers for the tests that leave them whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"{MARK}_SHARED", "1")
        stack = ExitStack()
        client = stack.enter_context(local_cluster(2))
    with stack:
        client.wait_for_workers(2, timeout=300)
        yield client


@pytest.fixture
def edition(project):
    """Call it with the template's cells: a project whose edition has one table."""

    def make(*cells: str, figures: str = "1,5"):
        place, build = project(*cells)
        build.root.mkdir(parents=True, exist_ok=True)
        (build.root / "edition.json").write_text("{}")
        (build.root / "figures.txt").write_text(figures)
        return place, build

    return make


@pytest.fixture(scope="module")
def local(tmp_path_factory, library_that_stays_the_same):
    """The same twelve pages run here: bytes of notebook and key by file name, and the result."""
    place, build = project_in(tmp_path_factory.mktemp("local"))(*CELLS)
    build.root.mkdir(parents=True)
    (build.root / "figures.txt").write_text("1,5")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_EDITION_DIR", str(build.root))
        result = execute(make_plan(PAGES, place, build), jobs=2)
    assert len(result.succeeded) == 11
    return files(build), result


def files(build) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in build.notebooks("regio").iterdir()}


def pages_of_each_worker(dask_scheduler) -> list[int]:
    return [len(worker.processing) for worker in dask_scheduler.workers.values()]


def test_pages_of_workers_are_the_bytes_of_a_local_run(client, edition, local):
    place, build = edition(*CELLS)
    events, had = [], []

    def hear(event):
        events.append(event)
        had.extend(client.run_on_scheduler(pages_of_each_worker))

    result = execute_on_cluster(make_plan(PAGES, place, build), client_or_address=client, on_event=hear)
    assert files(build) == local[0]
    assert result.engine == "cluster"
    assert "tables not sent" in result.engine_reason
    assert sum(result.workers.values()) == 12
    assert 1 <= max(had) <= 2  # not the whole edition at a time
    assert [e for e in events if isinstance(e, PageRun)] == result.succeeded
    assert all(run.seconds > 0 for run in result.succeeded)
    record = json.loads(build.run.read_text())
    assert record["workers"] == result.workers
    again = make_plan([p for p in PAGES if p.parameters["region"] != BROKEN], place, build)
    assert again.to_run == ()  # the cache is the one local runs use
    events.clear()
    execute_on_cluster(again, client_or_address="tcp://127.0.0.1:1", on_event=events.append)  # nobody is looked for
    assert {type(e) for e in events} == {PageReuse}


def test_without_a_shared_folder_tables_are_sent_and_a_broken_cell_is_reported_as_here(client, edition, local):
    place, build = edition(*CELLS)
    result = execute_on_cluster(make_plan(PAGES, place, build), client_or_address=client, shared=False)
    assert "tables sent" in result.engine_reason
    assert files(build) == local[0]
    (here,) = local[1].failed
    (there,) = result.failed
    assert replace(there, seconds=here.seconds) == here
    assert (there.cell, there.exception) == (7, "KeyError")


def warm(folder: Path) -> None:
    import decimal

    decimal.warmed = (folder / "figures.txt").read_text()


def cold(folder: Path) -> None:
    raise ValueError("no tables")


def test_a_worker_that_turns_out_to_lack_tables_gets_them_and_warms_up_with_them(client, edition):
    place, build = edition("import decimal\nprint(decimal.warmed, 'REGIOBOEK_EDITION_DIR')", figures="2,5")

    def see_the_folder_once() -> None:
        from regioboek.execution.cluster import worker

        seen = [False, True]
        worker.holds, plain = (lambda *_: seen.pop() if seen else plain(*_)), worker.holds

    client.run(see_the_folder_once)
    plan = make_plan(PAGES[:2], place, build)
    result = execute_on_cluster(plan, client_or_address=client, warm_up=warm)
    assert result.ok
    assert "tables not sent" in result.engine_reason  # as it seemed at first
    assert b"2,5" in files(build)["gm0000.ipynb"]


def damage_one_notebook() -> None:
    """On a worker: let its next notebook be another one than it says."""
    from types import SimpleNamespace

    from regioboek.execution.cluster import worker

    def wrong(content: bytes):
        worker.hashlib = plain
        return plain.sha256(content + b"!")

    worker.hashlib, plain = SimpleNamespace(sha256=wrong), worker.hashlib


def test_a_notebook_that_comes_damaged_is_made_again(client, edition, local, monkeypatch):
    place, build = edition(*CELLS)
    asked, plain = [], handing_out._Run._ask
    monkeypatch.setattr(handing_out._Run, "_ask", lambda run, jobs: asked.extend(jobs) or plain(run, jobs))
    client.run(damage_one_notebook)
    assert execute_on_cluster(make_plan(PAGES[:4], place, build), client_or_address=client).ok
    assert 4 < len(asked) <= 6
    assert files(build) == {n: b for n, b in local[0].items() if n < "gm0004"}


def test_a_warm_up_that_fails_is_told(client, edition):
    place, build = edition("1")
    with pytest.raises(
        ClusterError, match=r"^worker tcp://[\d.:]+: the notebooks could not be prepared(.|\n)*no tables"
    ):
        execute_on_cluster(make_plan(PAGES[:2], place, build), client_or_address=client, warm_up=cold)
    assert len(json.loads(build.run.read_text())["skipped"]) == 2


def test_pages_in_kernels_are_the_same_bytes(client, edition, local):
    place, build = edition(*CELLS)
    plan = make_plan(PAGES[:1], place, build)
    assert execute_on_cluster(plan, client_or_address=client, engine="kernel", shared=False).ok
    assert files(build) == {name: content for name, content in local[0].items() if name.startswith("gm0000")}


def other_environment(later: bool) -> None:
    """On a worker: let it say that it is another one; `later`: not when it is first asked."""
    from regioboek.execution.cluster import worker
    from regioboek.execution.cluster.environment import this_environment

    true = this_environment()
    false = replace(true, python="3.9", library="0" * 64, packages={**true.packages, "numpy": "1.0"})
    said = [true] if later else []
    worker.this_environment = lambda: said.pop() if said else false


def true_environment() -> None:
    from regioboek.execution.cluster import worker
    from regioboek.execution.cluster.environment import this_environment

    worker.this_environment = this_environment


@pytest.mark.parametrize("later", [False, True])
def test_a_worker_with_another_environment_is_refused_by_name(client, edition, later):
    place, build = edition("1")
    first, second = sorted(client.nthreads())
    client.run(other_environment, later, workers=[second])
    try:
        with pytest.raises(ClusterError) as refused:
            execute_on_cluster(make_plan(PAGES, place, build), client_or_address=client)
    finally:
        client.run(true_environment)
    message = str(refused.value)
    assert f"worker {second} has Python 3.9 instead of 3." in message
    assert "another source of regioboek (000000000000 instead of" in message
    assert "numpy 1.0 instead of 2" in message
    assert first not in message


def processes(mark: str) -> set[str]:
    """Processes that were started with the variable `mark`, less the nannies' own bookkeeping."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                command = (process / "cmdline").read_bytes()
                found.add(f"{process.name} {command.decode()}")
        except OSError:
            continue
    return {f for f in found if "resource_tracker" not in f}


def wait_until(true) -> bool:
    deadline = time.monotonic() + 120
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def warm_processes(mark: str) -> set[str]:
    return {p for p in processes(mark) if "cluster.warm" in p}


WAITS = """\
import pathlib, time
if region != "GM0000" and not pathlib.Path("../../../../go").exists():
    time.sleep(60)
"""


def test_an_interrupted_run_ends_what_runs_and_goes_on_later(client, edition):
    place, build = edition(WAITS)

    def interrupt(event):
        assert warm_processes(f"{MARK}_SHARED")
        raise KeyboardInterrupt

    plan = make_plan(PAGES[:4], place, build)
    with pytest.raises(KeyboardInterrupt):
        execute_on_cluster(plan, client_or_address=client, on_event=interrupt)
    assert warm_processes(f"{MARK}_SHARED") == set()
    assert len(json.loads(build.run.read_text())["skipped"]) == 3
    (place.root / "go").touch()
    again = make_plan(PAGES[:4], place, build)
    assert [p.page.id for p in again.to_reuse] == ["gm0000"]
    assert execute_on_cluster(again, client_or_address=client).ok


MURDERS = """\
import os, signal, time
from pathlib import Path
warm = os.getppid()
if region == "GM0001":
    os.kill(warm, signal.SIGKILL)
if region == "GM0002":
    worker = int(Path(f"/proc/{warm}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(worker, signal.SIGKILL)
    time.sleep(60)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_pages_that_take_their_process_or_worker_along_fail_and_no_other(edition, monkeypatch):
    monkeypatch.setattr(handing_out, "RETRIES", 0)
    place, build = edition(MURDERS)
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), local_cluster(2) as client:
        result = execute_on_cluster(make_plan(PAGES[:4], place, build), client_or_address=client)
    by_process, by_worker = sorted(result.failed, key=lambda failure: failure.name)
    assert (by_process.name, by_process.cell, by_process.exception) == ("regio/gm0001", None, "WarmProcessLost")
    assert "on worker tcp://127.0.0.1:" in by_process.message
    assert "was ended by signal 9, SIGKILL" in by_process.message
    assert (by_worker.name, by_worker.cell, by_worker.exception) == ("regio/gm0002", None, "KilledWorker")
    assert "1 worker(s) were lost that made this page and no other" in by_worker.message
    assert len(result.succeeded) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_a_worker_killed_in_mid_run_leaves_the_edition_whole_identical_and_no_process(edition, local, monkeypatch):
    mark = f"{MARK}_KILLED"
    monkeypatch.setenv(mark, "1")
    place, build = edition(*CELLS)
    killed = []
    with local_cluster(2) as client:
        client.wait_for_workers(2, timeout=300)
        pids = client.run(os.getpid)

        def kill(event):
            if not killed:
                killed.append(max(pids))
                os.kill(pids[max(pids)], signal.SIGKILL)

        result = execute_on_cluster(make_plan(PAGES, place, build), client_or_address=client, on_event=kill)
    assert killed
    assert files(build) == local[0]
    assert [f.name for f in result.failed] == [f"regio/{BROKEN.lower()}"]
    assert wait_until(lambda: not processes(mark)), processes(mark)


def test_a_scheduler_that_goes_away_ends_the_run_with_a_message(edition, monkeypatch):
    mark = f"{MARK}_LOST"
    monkeypatch.setenv(mark, "1")
    place, build = edition(WAITS)
    lost = pytest.raises(ClusterError, match=r"connection with the scheduler at tcp://127\.0\.0\.1.* was lost")
    with local_cluster(1) as client, lost:
        plan = make_plan(PAGES[:3], place, build)
        execute_on_cluster(plan, client_or_address=client, on_event=lambda event: client.cluster.close())
    client._loop_runner.stop()  # a client that has lost its scheduler forgets to
    assert wait_until(lambda: not warm_processes(mark))
    assert sorted(files(build)) == ["gm0000.ipynb", "gm0000.key.json"]


def test_a_scheduler_without_workers_is_not_waited_for_for_ever(edition, monkeypatch):
    monkeypatch.setattr(handing_out, "WAIT", 0.5)
    place, build = edition("1")
    with local_cluster(0) as client, pytest.raises(ClusterError, match=r"has had no worker for 0\.5 s"):
        execute_on_cluster(make_plan(PAGES, place, build), client_or_address=client)


def test_a_failure_is_a_result_unless_the_first_is_to_stop_the_run(client, edition):
    place, build = edition("1 / 0")
    result = execute_on_cluster(make_plan(PAGES, place, build), client_or_address=client, fail_fast=True)
    assert [type(f) for f in result.failed] == [PageFailure]
    assert len(result.skipped) == 11


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_scheduler_and_workers_listen_on_loopback_alone(client):
    def listening() -> set[str]:
        import os
        from pathlib import Path

        own = {os.readlink(f) for f in Path("/proc/self/fd").iterdir() if f.is_symlink()}  # noqa: PTH115
        rows = [line.split() for kind in ("tcp", "tcp6") for line in Path(f"/proc/net/{kind}").read_text().splitlines()]
        return {r[1].split(":")[0] for r in rows if r[3] == "0A" and f"socket:[{r[9]}]" in own}

    heard = [*client.run(listening).values(), client.run_on_scheduler(listening)]
    assert heard == [{"0100007F"}] * 3
