"""What the benchmarks reckon with: growth, straight lines, countries of any size."""

from __future__ import annotations

from pathlib import Path

import pytest

from regioboek.execution.files import write_text
from regioboek.execution.pages import PageSpec
from regioboek.layout import BuildDir
from regioboek.regions import read_division, read_tiles

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


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


@pytest.mark.parametrize("regions", [93, 400, 10_052])
def test_a_country_has_the_regions_asked_for_and_a_tile_for_each_gemeente(tmp_path, regions):
    from country import make_country

    project = make_country(tmp_path / "country", regions)
    division = read_division(project.params)
    assert len(division) == regions
    assert {r.corop for r in division if r.level == "gemeente"} == {r.code for r in division if r.level == "corop"}
    assert len(read_tiles(project.params)) == regions - 53


@pytest.mark.parametrize("regions", [92, 10_053])
def test_a_country_without_room_for_its_levels_or_codes_is_refused(tmp_path, regions):
    from country import make_country

    with pytest.raises(ValueError, match="93 to 10052 regions"):
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
