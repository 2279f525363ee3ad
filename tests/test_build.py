"""A build from snapshot to site: what fails, what stays, what is the same the second time.

Real templates and chapters, the small edition; the whole demo edition is built once in test_site.py.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from rich.console import Console
from worlds.small_edition import small_project

from regioboek.commands.build import build_edition
from regioboek.commands.build_report import BuildOptions
from regioboek.commands.one_build import one_build_at_a_time
from regioboek.commands.page_choice import choose
from regioboek.errors import RegioboekError
from regioboek.execution.page_spec import PageSpec
from regioboek.layout import BuildDir

pytestmark = pytest.mark.slow

TEN = ("NL01", "PV22", "CR08", "GM0114", "GM0014", "GM0037", "werkloosheid", "zwemwater-kustwateren", "wonen", "milieu")


@pytest.fixture(scope="module")
def make_project(tmp_path_factory):
    """A project of its own with the small edition; snapshots are shared by all of this module."""
    snapshots = tmp_path_factory.mktemp("snapshots")
    return lambda name: small_project(tmp_path_factory.mktemp(name), snapshots)


def build(project, **options):
    """The report and what was printed."""
    out = io.StringIO()
    report = build_edition(project, "demo", BuildOptions(**options), Console(file=out, width=200))
    return report, out.getvalue()


@pytest.fixture(scope="module")
def ten(make_project):
    """Ten pages of the demo edition, built once."""
    project = make_project("ten")
    report, printed = build(project, only=TEN)
    assert report.ok, printed
    return project


def contents(folder, pattern):
    """Relative path -> bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob(pattern)) if p.is_file()}


def test_two_builds_of_the_same_ten_pages_are_identical(ten, make_project):
    other = make_project("again")
    report, _ = build(other, only=TEN, jobs=1)
    assert report.ok
    first, second = ten.build("demo"), other.build("demo")
    for folder, pattern in (("notebooks", "*.ipynb"), ("html", "*")):
        ours, theirs = contents(first.root / folder, pattern), contents(second.root / folder, pattern)
        assert list(ours) == list(theirs)
        assert [name for name in ours if ours[name] != theirs[name]] == []
    for table in ("observations", "findings", "aggregation", "rankings", "regions", "shapes", "paths", "edition"):
        assert getattr(first, table).read_bytes() == getattr(second, table).read_bytes(), table


def test_a_second_build_runs_nothing_and_leaves_the_site_alone(ten):
    before = {p: p.stat().st_mtime_ns for p in ten.build("demo").html.rglob("*.html")}
    report, printed = build(ten, only=TEN)
    assert report.ok
    assert (len(report.run.succeeded), len(report.run.reused), report.rendered.written) == (0, 10, 0)
    assert "0 notebooks to run" in printed
    assert {p: p.stat().st_mtime_ns for p in ten.build("demo").html.rglob("*.html")} == before


def test_headings_come_from_the_parameters_and_code_stays_on_the_page(ten):
    html = (ten.build("demo").html / "regio" / "gm0114.html").read_text("utf-8")
    assert "<h1>Emmen" in html
    assert "page.theme(&quot;wonen&quot;)" in html or "wonen" in html.split("<details", 1)[1]
    assert "«" not in html


def test_run_json_says_what_ran_why_and_how_long(ten, make_project):
    record = json.loads(ten.build("demo").run.read_text("utf-8"))
    assert [s["name"] for s in record["stages"]] == ["tables", "plan", "notebooks", "stage", "render", "check"]
    assert record["pages"]["site"] >= 10


#: When to end a build, and how: as a full memory does, as a terminal does, as the service manager of a server does.
MOMENTS = (
    ("a table is there", signal.SIGTERM, lambda root: (root / "observations.parquet").is_file()),
    ("a page is there", signal.SIGKILL, lambda root: any((root / "notebooks" / "regio").glob("*.ipynb"))),
    ("Sphinx is at work", signal.SIGINT, lambda root: any((root / ".html-new").rglob("*.html"))),
)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_build_ended_in_every_stage_goes_on_and_comes_out_as_one_never_ended(ten, make_project, interruptible):
    project = make_project("ended")
    (project.root / "data").mkdir()
    (project.root / "data" / "snapshots").symlink_to(project.snapshots, target_is_directory=True)
    root = project.build("demo").root
    command = [sys.executable, "-m", "regioboek", "build", "demo", "--only", ",".join(TEN)]
    for when, how, reached in MOMENTS:
        process = subprocess.Popen(
            [*command, "--project", str(project.root)],
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        while process.poll() is None and not reached(root):
            time.sleep(0.02)
        process.send_signal(how)
        said, _ = process.communicate(timeout=300)
        assert process.returncode in (-how, 130), f"{when}: {said}"
    waited = time.monotonic() + 120
    while time.monotonic() < waited:  # the helpers of a killed build notice within a moment
        with contextlib.suppress(RegioboekError), one_build_at_a_time(project.build("demo")):
            break
        time.sleep(0.1)
    report, printed = build(project, only=TEN)
    assert report.ok, printed
    assert report.tables.reused
    assert report.run.reused
    ours, theirs = contents(root / "html", "*"), contents(ten.build("demo").root / "html", "*")
    assert list(ours) == list(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_a_broken_cell_is_reported_the_others_are_built_and_nothing_half_is_published(ten, make_project):
    project = make_project("broken")
    for table in ten.build("demo").root.glob("*.*"):  # its tables are the same
        if table.is_file() and table.name != "run.json":
            project.build("demo").root.mkdir(parents=True, exist_ok=True)
            shutil.copy(table, project.build("demo").root / table.name)
    path = project.templates.own / "regio.ipynb"
    template = nbformat.read(path, as_version=4)
    (cell,) = [c for c in template.cells if c.id == "opvallend"]
    cell.source = 'if region == "GM0114":\n    raise ValueError("deze cel is stuk")\n' + cell.source
    nbformat.write(template, path)
    report, printed = build(project, only=("GM0114", "GM0014", "NL01"))
    site = project.build("demo").html
    assert not report.ok
    (failure,) = report.run.failed
    assert (failure.name, failure.exception, failure.message) == ("regio/gm0114", "ValueError", "deze cel is stuk")
    assert template.cells[failure.cell - 2].id == "opvallend" or "deze cel is stuk" in failure.source
    assert "Traceback" in failure.traceback or "ValueError" in failure.traceback
    assert "regio/gm0114 (Emmen)" in printed and "deze cel is stuk" in printed
    assert (site / "regio" / "gm0014.html").is_file() and (site / "regio" / "nl01.html").is_file()
    assert not list(site.rglob("gm0114*"))
    assert not (project.build("demo").notebooks("regio") / "gm0114.ipynb").exists()
    assert 'href="gm0114.html"' not in (site / "regio" / "nl01.html").read_text("utf-8")


def test_a_changed_template_runs_its_pages_again_and_says_why(ten, make_project):
    project = make_project("changed")
    shutil.copytree(ten.build("demo").root, project.build("demo").root)
    path = project.templates.own / "thema.ipynb"
    path.write_text(path.read_text("utf-8").replace("Waar dit thema over gaat", "Wat dit thema is"), "utf-8")
    report, printed = build(project, only=TEN, explain=True)
    assert report.ok
    assert sorted(p.name for p in report.run.succeeded) == ["thema/milieu", "thema/wonen"]
    assert "thema/milieu: template changed" in printed
    assert "Wat dit thema is" in (project.build("demo").html / "thema" / "wonen.html").read_text("utf-8")


def test_pages_out_of_date_and_not_asked_for_are_left_out(ten, make_project):
    project = make_project("stale")
    shutil.copytree(ten.build("demo").root, project.build("demo").root)
    path = project.templates.own / "thema.ipynb"
    path.write_text(path.read_text("utf-8").replace("Waar dit thema over gaat", "Wat dit thema is"), "utf-8")
    report, _ = build(project, only=("wonen",))
    assert report.ok
    assert not (project.build("demo").html / "thema" / "milieu.html").exists()
    assert (project.build("demo").html / "regio" / "gm0114.html").is_file()


def test_a_second_build_at_the_same_time_is_refused(ten):
    with (
        one_build_at_a_time(ten.build("demo")),
        pytest.raises(RegioboekError, match=rf"another build of this edition is running \(process {os.getpid()}\)"),
    ):
        build(ten)


def test_a_lock_of_a_process_that_is_gone_is_taken_over(tmp_path):
    here = BuildDir(tmp_path / "demo")
    here.root.mkdir()
    (here.root / ".building").write_text("1", "ascii")  # there is a process 1, but it holds nothing
    with one_build_at_a_time(here):
        assert (here.root / ".building").read_text("ascii") == str(os.getpid())


@pytest.mark.skipif(os.name == "nt", reason="Windows hands no descriptors to a started process")
def test_what_a_killed_build_has_started_still_keeps_the_next_one_out(tmp_path):
    here = BuildDir(tmp_path / "demo")
    with one_build_at_a_time(here) as held:
        left = subprocess.Popen(["sleep", "60"], pass_fds=held)
    try:
        with pytest.raises(RegioboekError, match="its last processes are still at work"), one_build_at_a_time(here):
            pass
    finally:
        left.kill()
        left.wait()
    with one_build_at_a_time(here):
        pass


def test_what_is_wrong_with_the_site_is_said_by_every_build_until_it_is_mended(ten):
    page = ten.build("demo").html / "methode" / "trend.html"
    whole = page.read_bytes()
    page.unlink()
    for _ in range(2):  # the second time nothing is written, and nothing is well either
        report, printed = build(ten, only=TEN)
        assert (report.rendered.written, report.ok) == (0, False)
        assert "methode/trend.html" in printed
    page.write_bytes(whole)
    assert build(ten, only=TEN)[0].ok


SPECS = [
    PageSpec("regio", "nl01", "Nederland", {"region": "NL01"}),
    PageSpec("regio", "pv22", "Drenthe", {"region": "PV22"}),
    PageSpec("regio", "gm0114", "Emmen", {"region": "GM0114"}),
    PageSpec("regio", "gm0109", "Coevorden", {"region": "GM0109"}),
    PageSpec("indicator", "werkloosheid", "Werkloosheid"),
]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"only": ("GM0114", "werkloosheid")}, ["gm0114", "werkloosheid"]),
        ({"only": ("gm0114",)}, ["gm0114"]),
        ({"levels": ("gemeente",)}, ["gm0114", "gm0109"]),
        ({"limit": 1}, ["nl01", "werkloosheid"]),
        ({"levels": ("gemeente",), "limit": 1}, ["gm0114"]),
        ({}, ["nl01", "pv22", "gm0114", "gm0109", "werkloosheid"]),
    ],
)
def test_which_pages_the_options_choose(options, ids):
    assert [s.id for s in choose(SPECS, BuildOptions(**options))] == ids


def test_a_page_that_does_not_exist_names_the_nearest():
    with pytest.raises(
        RegioboekError, match=r"no region, indicator or theme 'GM0115' \(did you mean GM0114 \(Emmen\)\?\)"
    ):
        choose(SPECS, BuildOptions(only=("GM0115",)))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Coevorden", r"\(did you mean GM0109 \(Coevorden\)\?\)"),
        ("GB001", "it has no pages of level gebied"),
    ],
)
def test_a_name_is_told_with_its_code_and_a_level_that_is_not_there_as_such(name, told):
    with pytest.raises(RegioboekError, match=told):
        choose(SPECS, BuildOptions(only=(name,)))


def test_options_that_leave_no_page_are_refused_instead_of_emptying_the_site():
    with pytest.raises(RegioboekError, match="--level gemeente together with --only werkloosheid"):
        choose(SPECS, BuildOptions(only=("werkloosheid",), levels=("gemeente",)))
    with pytest.raises(RegioboekError, match="--level corop"):
        choose(SPECS, BuildOptions(levels=("corop",)))
