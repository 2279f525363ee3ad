"""What the benchmarks reckon with, and every one of them run small: what it made is held to budgets without a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from regioboek.execution.page_spec import PageSpec
from regioboek.files import write_text
from regioboek.layout import BuildDir
from regioboek.params.regions import read_division, read_tiles

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = ROOT / "benchmarks"


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.mark.parametrize("power", [0, 1, 1.1, 2])
def test_the_exponent_of_a_power_is_that_power(power):
    from measuring import exponent

    sizes = (200, 400, 800)
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)


def test_one_size_or_a_missing_measurement_has_no_exponent():
    from measuring import exponent

    assert exponent([200], [1.0]) is None
    assert exponent([200, 400, 800], [1.0, 0, 4.0]) is None


def test_what_is_fixed_and_what_comes_with_each_page():
    from measuring import fixed_and_each

    assert fixed_and_each([200, 400, 800], [10 + 0.05 * n for n in (200, 400, 800)]) == pytest.approx((10, 0.05))


@pytest.mark.parametrize("regions", [93, 400, 10_049])
def test_a_country_has_the_regions_asked_for_and_a_tile_for_each_gemeente(tmp_path, regions):
    from country import make_country

    project = make_country(tmp_path / "country", regions)
    division = read_division(project.params)
    assert len(division) == regions
    assert {r.parent("corop") for r in division if r.level == "gemeente"} == {
        r.code for r in division if r.level == "corop"
    }
    assert len(read_tiles(project.params)) == regions - 53


@pytest.mark.parametrize("regions", [92, 10_050])
def test_a_country_without_room_for_its_levels_or_codes_is_refused(tmp_path, regions):
    from country import make_country

    with pytest.raises(ValueError, match="93 to 10049 regions"):
        make_country(tmp_path / "country", regions)


def test_a_copied_notebook_is_about_its_own_page(tmp_path):
    from country import copy_notebooks

    build = BuildDir(tmp_path)
    model, other = PageSpec("regio", "gm0001", "Proefstad 1"), PageSpec("regio", "gm0002", "Proefstad 2")
    form = '{{"# Proefstad {0}\\n": "region = \'GM000{0}\' <a href=\\"gm000{0}.ipynb\\"> gm0010.html Proefstad 10"}}'
    write_text(model.notebook(build), form.format(1))
    assert copy_notebooks(build, [model], [model, other]) == 1
    assert other.notebook(build).read_text("utf-8") == form.format(2)
    assert other.key_file(build).is_file()


# -- goals, tables and what the documents quote -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "at_least", "verdict"),
    [
        (9.9, False, "met"),
        (10.1, False, "**not met**"),
        (9.9, True, "**not met**"),
        (10.0, True, "met"),
        (None, True, "–"),
    ],
)
def test_a_goal_says_whether_it_is_met(value, at_least, verdict):
    from measuring import Goal

    assert Goal("what", value, 10.0, "s", at_least=at_least).row()[3] == verdict


def test_figures_stand_between_the_marks_and_nothing_else_changes():
    from report import filled

    text = "Before.\n<!-- benchmark: machine -->\nold\n<!-- /benchmark -->\nAfter.\n"
    results = {"engine": {"cores": 2, "memory_gb": 25, "system": "Linux", "python": "3.11.7", "load": 0.1}}
    once = filled(text, results)
    assert once == (
        "Before.\n<!-- benchmark: machine -->\n2 cores, 25 GB, Linux, Python 3.11.7; load before each 0.1 to 0.1.\n"
        "<!-- /benchmark -->\nAfter.\n"
    )
    assert filled(once, results) == once


def test_a_mark_without_a_result_is_refused():
    from report import filled

    with pytest.raises(ValueError, match=r"no result for 'findings': run benchmarks/findings\.py"):
        filled("<!-- benchmark: findings -->\n<!-- /benchmark -->", {})


def test_a_small_run_is_never_quoted(tmp_path):
    from report import read_results

    (tmp_path / "growth.json").write_text('{"small": true}')
    with pytest.raises(ValueError, match=r"growth\.json is of a --small run"):
        read_results(tmp_path)


@pytest.mark.parametrize("name", ["README.md", "docs/benchmarks.md", "docs/cluster.md"])
def test_the_documents_say_what_was_measured(name):
    """Else: python benchmarks/report.py."""
    from report import MARK, filled, read_results

    text = (ROOT / name).read_text("utf-8")
    assert MARK.search(text)
    assert filled(text, read_results()) == text


def test_the_readme_shows_a_few_goals_and_the_page_of_benchmarks_all():
    from report import goals_of, read_results

    goals = goals_of(read_results())
    readme, page = ((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/benchmarks.md"))
    short = [goal.what for goal in goals if goal.in_short]
    assert 3 <= len(short) <= 6
    assert [goal.what for goal in goals if f"| {goal.what} |" in readme] == short
    assert [goal.what for goal in goals if f"| {goal.what} |" not in page] == []


def test_every_goal_of_the_reference_run_has_a_verdict():
    from report import goals_of, read_results

    goals = goals_of(read_results())
    assert len(goals) >= 20
    assert [goal.what for goal in goals if goal.met is None] == []


# -- every benchmark, small -------------------------------------------------------------------------------------------

#: Linux alone tells the memory of processes; macOS and Windows cannot fork.
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the benchmarks measure on Linux")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Call it with a benchmark's name: its result of `--small`, run once."""
    folder = tmp_path_factory.mktemp("small")

    def run(name):
        place = folder / f"{name}.json"
        if not place.is_file():
            command = [sys.executable, str(BENCHMARKS / f"{name}.py"), "--small", "--json", str(place)]
            environment = {k: v for k, v in os.environ.items() if not k.startswith(("REGIOBOEK_BUILD", "PYTEST"))}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
            assert "| " in done.stdout
        return json.loads(place.read_text("utf-8"))

    return run


@linux
@pytest.mark.slow
class TestSmall:
    def test_every_benchmark_is_run_small(self):
        from report import NAMES

        told = Path(__file__).read_text("utf-8")
        assert [name for name in NAMES if f'small("{name}")' not in told] == []

    def test_findings_of_every_region_and_indicator(self, small):
        (row,) = small("findings")["measured"]
        assert row["findings"] == (400 + 53) * 42
        assert 0 < row["tests"] <= row["findings"]

    def test_the_engine_is_compared_with_every_other_way(self, small):
        result = small("engine")
        assert set(result["ratios"]) >= {"plain papermill / fork engine", "usual template / fork engine"}
        assert set(result["cpu_seconds_per_national_page"]) == {"indicator", "thema"}

    def test_ten_calls_and_every_step_of_a_page(self, small):
        result = small("profile_page")
        assert [len(rows) for rows in result["dearest_calls"].values()] == [10, 10]
        assert sum(row["calls"] for row in result["dearest_calls"]["own"]) <= 250_000
        assert result["steps_cpu_ms"]["page_faults"] <= 9_000

    def test_a_page_of_a_larger_book_is_no_larger_and_the_site_has_three_files_for_each(self, small):
        first, second = small("growth")["measured"]
        more = second["pages"] - first["pages"]
        assert second["site_files"] - first["site_files"] == 3 * more
        assert second["site_kb_per_page"] <= 1.02 * first["site_kb_per_page"]

    def test_a_country_has_all_its_pages_planned_and_a_sample_rendered(self, small):
        rows = small("scale")["measured"]
        assert [row["pages_planned"] - row["regions"] for row in rows] == [
            rows[0]["pages_planned"] - rows[0]["regions"]
        ] * 2
        assert rows[1]["site_mb"] <= 1.1 * rows[0]["site_mb"]

    def test_what_an_edition_writes_and_what_a_change_costs_in_pages(self, small):
        result = small("edition")
        whole, again, region, note = result["builds"].values()
        assert whole["notebooks_run"] == 3
        assert (again["notebooks_run"], again["pages_rendered"]) == (0, 0)
        assert (region["notebooks_run"], region["pages_rendered"]) == (1, 1)
        assert note["pages_rendered"] < whole["pages_rendered"]
        assert result["site_files"] <= 3 * 3 + 45
        assert result["site_mb"] <= 2

    def test_a_lost_worker_costs_no_page_and_changes_no_byte(self, small):
        result = small("lost_worker")
        assert (result["made"], result["failed"], result["equal"]) == (8, 0, 8)
        assert any("SIGKILL" in what for _, what in result["story"])
