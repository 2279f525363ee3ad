"""What making an edition may cost, counted in operations, bytes and files: the same on every machine, slow or fast.

Seconds are measured by `benchmarks/`; these budgets are what keeps them small. A few pages of the demo edition are made
and rendered once, in a process that listens to itself (budget_probe.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from regioboek.commands.page_choice import page_specs
from regioboek.layout import BuildDir, Project
from regioboek.params.loading import load_edition
from regioboek.report.data.edition_data import EditionData
from regioboek.report.pages.indicator_page import IndicatorPage
from regioboek.report.pages.region_page import RegionPage
from regioboek.report.pages.styles import stylesheet
from regioboek.report.pages.theme_page import ThemePage
from regioboek.schemas import read_table
from regioboek.tables.findings import build_findings
from regioboek.tables.making import make_tables

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
REGIONS = ("regio/gm0014", "regio/gm0114", "regio/pv22")
NATIONAL = ("indicator/werkloosheid", "thema/wonen")
PAGES = (*REGIONS, *NATIONAL)

forks = pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="runs in forked children")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pages were made."""
    return tmp_path_factory.mktemp("budgets")


@pytest.fixture(scope="module")
def counted(folder):
    """What making five pages and their book came to."""
    script = Path(__file__).with_name("budget_probe.py")
    done = subprocess.run([sys.executable, str(script), str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@forks
def test_no_kernel_and_no_other_program_is_started(counted):
    assert counted["programs started"] == 0


@forks
def test_one_fork_per_page_and_one_for_the_warm_process(counted):
    assert counted["forks"] == len(PAGES) + 1


@forks
def test_the_edition_is_opened_once_for_all_pages(counted):
    assert counted["editions opened"] == 1


@forks
def test_a_template_is_parsed_once_for_all_its_pages(counted):
    assert counted["templates parsed"] == len({name.split("/")[0] for name in PAGES})


@forks
def test_a_template_is_read_by_the_plan_and_by_the_run_and_by_no_page(counted):
    assert counted["templates read"] == 2 * counted["templates parsed"]
    assert not [path for path in counted["read by pages"] if path.endswith(".ipynb")]


@forks
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_rendered_and_serialised_once_and_checked_by_papermill_twice_and_by_us(counted, name):
    inside = counted["in pages"][name]
    expected = {"template rendered": 1, "notebook to JSON": 1, "notebook held against the schema": 3}
    assert {event: inside.get(event, 0) for event in expected} == expected


@forks
@pytest.mark.parametrize("name", REGIONS)
def test_a_region_page_imports_nothing_and_draws_with_nothing_but_text(counted, name):
    inside = counted["in pages"][name]
    assert (inside.get("import", 0), inside.get("figure drawn", 0)) == (0, 0)


@forks
@pytest.mark.parametrize(("name", "most"), [("indicator/werkloosheid", 2), ("thema/wonen", 1)])
def test_a_national_page_draws_each_of_its_statistical_pictures_once(counted, name, most):
    assert 0 < counted["in pages"][name]["figure drawn"] <= most


@forks
def test_pages_read_no_tables_and_no_files_of_ours(counted):
    ours = [path for path in counted["read by pages"] if Path(path).is_relative_to(ROOT / "src")]
    assert ours == []
    assert not [path for path in counted["read by pages"] if path.endswith((".parquet", ".json"))]


@forks
@pytest.mark.parametrize("name", PAGES)
def test_a_page_writes_its_notebook_and_its_key_and_nothing_else(counted, name, folder):
    written = [Path(path).name for path in counted["written by pages"][name] if Path(path).is_relative_to(folder)]
    stem = name.split("/")[1]
    assert sorted(".".join(w.strip(".").split(".")[:-2]) for w in written) == [f"{stem}.ipynb", f"{stem}.key.json"]


@forks
def test_beside_the_notebooks_lie_their_keys_and_nothing_else(counted):
    assert counted["files beside notebooks"] == sorted(f"{n}{end}" for n in PAGES for end in (".ipynb", ".key.json"))


#: Bytes: some tenth above what a page has; 408 region pages, 45 indicators and 12 themes then stay below 150 MB. The
#: notebook is not on the site itself, only in the ZIP, but all pages of a build lie on the disk.
BYTES = {
    "regio": {"html": 232_000, "zip": 43_000, "csv": 20_000, "ipynb": 275_000},
    "indicator": {"html": 240_000, "zip": 62_000, "csv": 165_000, "ipynb": 300_000},
    "thema": {"html": 172_000, "zip": 46_000, "csv": 145_000, "ipynb": 226_000},
}


def test_an_edition_within_these_budgets_is_a_site_within_its_own():
    pages = {"regio": 408, "indicator": 45, "thema": 12}
    on_site = {kind: sum(BYTES[kind][suffix] for suffix in ("html", "zip", "csv")) for kind in pages}
    assert sum(n * on_site[kind] for kind, n in pages.items()) + 3_000_000 <= 150_000_000, "with chapters and lists"


@pytest.mark.parametrize("name", PAGES)
def test_bytes_of_a_page(counted, name):
    budget = BYTES[name.split("/")[0]]
    found = counted["bytes"][name]
    assert set(found) == set(budget)
    assert {suffix: size for suffix, size in found.items() if size > budget[suffix]} == {}


def test_the_stylesheet_is_in_a_notebook_once_and_not_in_the_site_s_pages(counted, folder):
    for name in PAGES:
        notebook = nbformat.read(folder / "_build" / "demo" / "notebooks" / f"{name}.ipynb", as_version=4)
        html = [o.data.get("text/html", "") for c in notebook.cells for o in c.get("outputs", []) if "data" in o]
        assert sum(text.count(stylesheet()) for text in html) == 1, name
        page = (folder / "_build" / "demo" / "html" / f"{name}.html").read_text("utf-8")
        assert stylesheet() not in page, name


def test_a_page_of_the_site_is_three_files(counted):
    of_pages = [f for f in counted["site files"] if f.rpartition(".")[0] in PAGES]
    assert len(of_pages) == 3 * len(PAGES)
    assert not [f for f in counted["site files"] if f.startswith(("_sources/", "_images/", ".doctrees/"))]


def test_beside_its_pages_a_site_has_a_fixed_number_of_files_and_bytes(counted, folder):
    """Chapters, lists, forwards from old codes, the theme's files: what every edition has, however many pages."""
    site = folder / "_build" / "demo" / "html"
    others = [f for f in counted["site files"] if f.rpartition(".")[0] not in PAGES]
    forwards = [f for f in others if f.startswith("regio/gm")]
    assert all((site / f).stat().st_size <= 4_000 for f in forwards)
    assert len(others) - len(forwards) <= 45
    assert sum((site / f).stat().st_size for f in set(others) - set(forwards)) <= 700_000


def test_the_search_index_holds_no_tables_of_pages(counted, folder):
    index = (folder / "_build" / "demo" / "html" / "_static" / "zoekindex.js").stat().st_size
    assert index <= 70_000, "the chapters have some 50 kB"


@forks
def test_building_again_with_nothing_changed_runs_nothing_and_writes_nothing(counted):
    again = counted["again"]
    assert (again["ran"], again["rendered"], again["forks"], again["programs started"]) == (0, 0, 0, 0)
    assert again["files touched"] == ["run.json"]


# -- growth, in calls ------------------------------------------------------------------------------------------------


def calls(work) -> int:
    """How many functions written in Python `work` calls: the same on every machine with this Python."""
    number = 0

    def count(frame, event, argument):
        nonlocal number
        number += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


@pytest.fixture(scope="module")
def countries(tmp_path_factory):
    """The build folders of a country of 120 regions and of one of 240."""
    found: dict[int, BuildDir] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        patch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
        from country import make_country

        for regions in (120, 240):
            project: Project = make_country(tmp_path_factory.mktemp("country") / "country", regions)
            make_tables(project, load_edition(project.params, "demo"))
            found[regions] = project.build("demo")
    return found


def page_calls(build: BuildDir, kind: str, id_: str) -> int:
    """Calls of all cells of a page, when another page of its kind has been made in the process."""
    data = EditionData.open(build.root)
    data.warm()
    cells = {
        "regio": ("at_a_glance", "striking", "surroundings", "accountability"),
        "indicator": ("about", "maps", "counts", "development", "distribution", "ranking", "accountability"),
        "thema": ("about", "provinces", "maps", "accountability"),
    }
    kinds = {"regio": RegionPage, "indicator": IndicatorPage, "thema": ThemePage}

    def make(id_: str) -> None:
        page = kinds[kind](data, id_)
        shown = [getattr(page, name)() for name in cells[kind]]
        shown += [page.theme(theme.id) for theme in data.edition.themes] if kind == "regio" else []
        for cell in shown:
            cell._repr_mimebundle_()

    make({"regio": "PV20", "indicator": "overgewicht", "thema": "milieu"}[kind])
    return calls(lambda: make(id_))


#: Calls: some 15 % above what a page of each kind needs in a country of 120 regions.
CALLS = {("regio", "GM0030"): 150_000, ("indicator", "werkloosheid"): 240_000, ("thema", "wonen"): 131_000}


@pytest.mark.parametrize(("kind", "id_"), CALLS)
def test_a_page_stays_within_its_calls(countries, kind, id_):
    assert page_calls(countries[120], kind, id_) <= CALLS[kind, id_]


def test_a_region_page_costs_no_more_in_a_country_twice_as_large(countries):
    small, large = (page_calls(countries[size], "regio", "GM0030") for size in (120, 240))
    assert large <= 1.1 * small


@pytest.mark.parametrize(("kind", "id_"), [("indicator", "werkloosheid"), ("thema", "wonen")])
def test_a_national_page_grows_with_the_country_and_no_faster(countries, kind, id_):
    small, large = (page_calls(countries[size], kind, id_) for size in (120, 240))
    assert large <= 1.6 * small


@pytest.mark.parametrize(("kinds", "drawn_with"), [({"regio"}, []), ({"regio", "thema"}, ["matplotlib", "seaborn"])])
def test_region_pages_alone_are_made_without_what_draws(countries, kinds, drawn_with):
    code = (
        f"import pathlib, sys; from regioboek.commands.page_choice import open_everything as o; "
        f"o(pathlib.Path({str(countries[120].root)!r}), {kinds!r}); "
        f"from regioboek import report; report.region('GM0030').theme('wonen'); "
        f"print(*sorted({{'geopandas', 'matplotlib', 'seaborn'}} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == drawn_with


def test_findings_are_made_for_all_series_at_once(countries):
    """Twice as many regions are larger columns, not more calls."""
    numbers = []
    for build in countries.values():
        edition = EditionData.open(build.root).edition
        tables = [read_table(n, getattr(build, n)) for n in ("observations", "regions", "inside")]
        numbers.append(calls(lambda e=edition, t=tables: build_findings(e, *t)))
    small, large = numbers
    assert large <= 1.1 * small
    # seven levels, of which four are ranked; every colour is recomputed in some fifteen ways of a fixed number of calls
    assert large <= 12_500


def test_planning_grows_with_the_number_of_pages_and_no_faster(countries):
    small, large = (calls(lambda size=size: page_specs(countries[size])) for size in (120, 240))
    assert large <= 2.1 * small
