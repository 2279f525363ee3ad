"""A bureau's folder over the packaged defaults: what an installed regioboek does where no clone is near."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from regioboek.commands.check import check_edition
from regioboek.errors import ParamsError
from regioboek.layout import Layers, Project
from regioboek.params.catalogue import read_catalogue
from regioboek.params.loading import available_editions, load_edition

CHAPTER = "# Onze provincie\n\nDit boek gaat over Drenthe en heeft de indeling van «editie.indeling».\n"


@pytest.fixture(scope="module")
def installed(project_root, tmp_path_factory):
    """Call it with a folder and arguments: the command of the package as its wheel holds it; returns what it prints."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder]
    subprocess.run([*map(str, command), str(project_root)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "packages")

    def run(place: Path, *arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(folder / "packages")}
        environment.pop("REGIOBOEK_BUILD_DIR", None)
        done = subprocess.run(
            [sys.executable, "-m", "regioboek", *arguments],
            cwd=place, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.slow
def test_an_installed_regioboek_builds_the_demo_in_an_empty_folder(installed, tmp_path):
    installed(tmp_path, "build", "demo", "--only", "GM0114")
    assert "Emmen" in (tmp_path / "_build" / "demo" / "html" / "regio" / "gm0114.html").read_text("utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["_build", "data"]


@pytest.mark.slow
def test_a_folder_with_one_edition_and_one_chapter_is_a_book(installed, tmp_path, project_root):
    demo = (project_root / "params" / "editions" / "demo.yml").read_text("utf-8")
    (tmp_path / "params" / "editions").mkdir(parents=True)
    own = demo.replace("id: demo", "id: drenthe").replace("Brede welvaart per regio, voorbeeld", "Drenthe in cijfers")
    (tmp_path / "params" / "editions" / "drenthe.yml").write_text(own, "utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "onze-provincie.md").write_text(CHAPTER, "utf-8")
    installed(tmp_path, "build", "drenthe", "--only", "PV22")
    html = tmp_path / "_build" / "drenthe" / "html"
    assert "indeling van 2023" in (html / "onze-provincie.html").read_text("utf-8")
    assert "onze-provincie.html" in (html / "lezen.html").read_text("utf-8"), "the chapter is in the menu"
    assert "<h1>Drenthe" in (html / "regio" / "pv22.html").read_text("utf-8")


@pytest.mark.slow
def test_an_installed_regioboek_has_the_collections_that_its_editions_name(installed, tmp_path):
    assert "gemiddelde-woz-waarde" in installed(tmp_path, "list", "indicators", "--edition", "kerncijfers")


INDICATOR = """\
indicators:
  - id: bezoek-aan-de-schouwburg
    name: Bezoek aan de schouwburg
    subject: het aandeel inwoners dat de schouwburg bezoekt
    codes: []
    unit: "% van de inwoners"
    unit_short: "%"
    decimals: 1
    themes: [samenleving]
    direction: {favourable: higher, certainty: source}
    measures: Wie er naar de schouwburg gaat.
    population: inwoners
    source: bureau
    cadence: jaarlijks
    aggregation: {method: none, reason: Te klein.}
"""


@pytest.fixture
def layers(tmp_path, project_root) -> Layers:
    """An empty `params` over those of the repository."""
    (tmp_path / "params").mkdir()
    return Layers((tmp_path / "params", project_root / "params"))


def test_an_entry_of_ones_own_comes_behind_the_defaults_and_says_where_it_stands(layers):
    (layers.own / "indicators.yml").write_text(INDICATOR, "utf-8")
    problems: list = []
    catalogue = read_catalogue(layers, problems)
    assert problems == []
    assert catalogue.indicators[-1].id == "bezoek-aan-de-schouwburg"
    assert catalogue.files["bezoek-aan-de-schouwburg"] == "params/indicators.yml"
    assert catalogue.files["werkloosheid"] == "params/indicators.yml (of regioboek)"


def test_an_entry_with_the_id_of_a_default_stands_in_its_place(layers):
    text = INDICATOR.replace("bezoek-aan-de-schouwburg", "werkloosheid").replace("Bezoek aan de schouwburg", "Werkloos")
    (layers.own / "indicators.yml").write_text(text, "utf-8")
    before = read_catalogue(Layers(layers.folders[1:]), [])
    after = read_catalogue(layers, [])
    assert after.indicator_ids == before.indicator_ids
    assert next(i for i in after.indicators if i.id == "werkloosheid").name == "Werkloos"


def test_a_mistake_names_the_file_it_stands_in(layers):
    (layers.own / "indicators.yml").write_text(INDICATOR.replace("[samenleving]", "[samenlevingen]"), "utf-8")
    with pytest.raises(ParamsError) as caught:
        load_edition(layers, "demo")
    (problem,) = caught.value.problems
    assert problem.file == "params/indicators.yml" and "did you mean samenleving" in problem.expected


def test_check_says_which_indicators_stand_in_a_collection_of_ones_own(tmp_path, project_root):
    own = tmp_path / "params"
    (own / "indicators").mkdir(parents=True)
    (own / "editions").mkdir()
    (own / "indicators" / "theater.yml").write_text(INDICATOR + "# DECIDE\n", "utf-8")
    demo = (project_root / "params" / "editions" / "demo.yml").read_text("utf-8").replace("id: demo", "id: mijn")
    named = demo.replace("indicators: all", "indicators: [werkloosheid, bezoek-aan-de-schouwburg]")
    (own / "editions" / "mijn.yml").write_text(named, "utf-8")
    told = list(check_edition(Project(tmp_path), "mijn"))
    theirs = "the others are those of regioboek"
    assert f"indicators of params/indicators/theater.yml: bezoek-aan-de-schouwburg; {theirs}" in told
    assert [line for line in told if "theater.yml" in line and "DECIDE" in line]


def test_an_edition_of_ones_own_stands_beside_the_packaged_ones(layers):
    (layers.own / "editions").mkdir()
    text = layers.file("editions/demo.yml").read_text("utf-8").replace("id: demo", "id: mijn")
    (layers.own / "editions" / "mijn.yml").write_text(text, "utf-8")
    assert {"2023", "demo", "mijn"} <= set(available_editions(layers))
    assert load_edition(layers, "mijn").id == "mijn"


def test_a_file_of_ones_own_is_used_in_the_place_of_the_default(tmp_path, project_root):
    project = Project(tmp_path)
    assert project.file("notebooks/regio.ipynb") == project_root / "notebooks" / "regio.ipynb"
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "regio.ipynb").write_text("{}", "utf-8")
    assert project.file("notebooks/regio.ipynb") == tmp_path / "notebooks" / "regio.ipynb"
    assert project.templates.file("thema.ipynb") == project_root / "notebooks" / "thema.ipynb"
