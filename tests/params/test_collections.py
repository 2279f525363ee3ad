"""Collections: indicators in `params/indicators/<name>.yml`, beside those of the Monitor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from regioboek.errors import ParamsError, Problem
from regioboek.layout import Layers
from regioboek.params.catalogue import Catalogue, read_catalogue
from regioboek.params.loading import load_edition

THEMES = "themes:\n  - {id: wonen, name: Wonen, dimension: hier-en-nu, description: Hoe mensen wonen.}\n"

Reading = tuple[Catalogue, list[str]]


def entry(id: str, **more: object) -> dict[str, object]:
    return {
        "id": id,
        "name": id.capitalize(),
        "subject": f"het aantal {id}",
        "codes": [],
        "unit": "aantal",
        "unit_short": "",
        "decimals": 0,
        "themes": ["wonen"],
        "direction": {"favourable": "higher", "certainty": "source"},
        "measures": "Wat er is.",
        "population": "woningen",
        "source": "Bureau",
        "cadence": "jaarlijks",
        "aggregation": {"method": "none", "reason": "Te klein."},
        **more,
    }


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    """The catalogue of layers, the one that counts first; each is file -> entries; and what is wrong, as text."""

    def layered(*layers: dict[str, list[dict[str, object]]]) -> Reading:
        folders = []
        for number, files in enumerate(layers):
            params = tmp_path / str(number) / "params"
            (params / "indicators").mkdir(parents=True)
            for file, entries in files.items():
                (params / file).write_text(yaml.safe_dump({"indicators": entries}, sort_keys=False), "utf-8")
            folders.append(params)
        (folders[-1] / "themes.yml").write_text(THEMES, "utf-8")
        problems: list[Problem] = []
        catalogue = read_catalogue(Layers(tuple(folders)), problems)
        return catalogue, [str(problem) for problem in problems]

    return layered


MONITOR = {"indicators.yml": [entry("woningen")]}


def test_a_collection_comes_behind_the_list_and_is_not_in_all(read):
    catalogue, problems = read(MONITOR | {"indicators/b.yml": [entry("boten")], "indicators/a.yml": [entry("huizen")]})
    assert problems == []
    assert catalogue.indicator_ids == ("woningen", "huizen", "boten")
    assert [i.id for i in catalogue.asked("all")] == ["woningen"]
    assert [i.id for i in catalogue.asked(("boten", "woningen"))] == ["woningen", "boten"]


def test_an_id_is_one_of_all_files_of_a_folder(read):
    _, problems = read(MONITOR | {"indicators/eigen.yml": [entry("boten"), entry("woningen", name="Huizen")]})
    first = 'found the id "woningen" a second time (first in params/indicators.yml, line 2)'
    assert [p for p in problems if first in p and p.startswith("params/indicators/eigen.yml: line ")]


def test_a_name_is_one_of_its_own_list_only(read):
    others = {"indicators/eigen.yml": [entry("huizen", name="Woningen"), entry("flats", name="Woningen")]}
    _, problems = read(MONITOR | others)
    (problem,) = problems
    assert problem.startswith("params/indicators/eigen.yml: ") and '"Woningen", which huizen has too' in problem


def test_a_mistake_names_the_collection_it_stands_in(read):
    _, problems = read(MONITOR | {"indicators/eigen.yml": [entry("boten", cadense="jaarlijks")]})
    (problem,) = problems
    assert problem.startswith("params/indicators/eigen.yml: line ")
    assert 'indicators.boten.cadense: found the unknown key "cadense"' in problem


def test_an_empty_collection_is_a_mistake(read):
    _, problems = read(MONITOR | {"indicators/leeg.yml": []})
    assert problems == [
        "params/indicators/leeg.yml: line 1, indicators: found []; expected a list of indicators, each with an id"
    ]


def test_one_of_the_monitor_stays_so_wherever_a_user_mends_it(read):
    catalogue, problems = read({"indicators/mijn.yml": [entry("woningen", name="Huis")]}, MONITOR)
    assert problems == []
    assert [i.name for i in catalogue.asked("all")] == ["Huis"]
    assert catalogue.files["woningen"] == "params/indicators/mijn.yml"


def test_one_of_a_collection_that_a_user_has_too_is_where_the_user_has_it(read):
    defaults = MONITOR | {"indicators/kern.yml": [entry("boten"), entry("huizen")]}
    mine = {"indicators.yml": [entry("boten", name="Schepen")], "indicators/kern.yml": [entry("huizen", name="Huis")]}
    catalogue, problems = read(mine, defaults)
    assert problems == []
    assert [i.name for i in catalogue.indicators] == ["Woningen", "Schepen", "Huis"]
    assert [i.name for i in catalogue.asked("all")] == ["Woningen", "Schepen"]


def test_what_a_user_adds_to_the_list_is_in_all_and_not_of_the_monitor(read):
    catalogue, _ = read({"indicators.yml": [entry("boten")]}, MONITOR)
    assert [i.id for i in catalogue.asked("all")] == ["woningen", "boten"]
    assert catalogue.of_monitor == {"woningen"}


@pytest.mark.parametrize(
    ("link", "found", "expected"),
    [
        ({"indicator": "woning", "same": True}, 'the unknown indicator "woning"', "did you mean woningen?"),
        ({"indicator": "boten", "same": True}, 'the unknown indicator "boten"', "indicators.yml"),
        ({"indicator": "woningen", "same": False}, "same: false without a note", 'the key "note"'),
        ({"indicator": "woningen", "same": True, "name": "Huizen"}, "Huizen", "the id only"),
    ],
)
def test_what_an_indicator_is_in_the_monitor_is_checked(read, link, found, expected):
    _, problems = read(MONITOR | {"indicators/eigen.yml": [entry("boten", monitor=link)]})
    (problem,) = problems
    assert "indicators.boten.monitor" in problem and found in problem and expected in problem


def test_an_indicator_of_the_monitor_is_not_compared_with_it(read):
    _, problems = read({"indicators.yml": [entry("woningen", monitor={"indicator": "woningen", "same": True})]})
    (problem,) = problems
    assert "in its own list" in problem and "only in a collection" in problem


# -- editions that are not the Monitor ----------------------------------------------------------------------------


@pytest.fixture
def params(tmp_path: Path, project_root: Path) -> Callable[..., Layers]:
    """A layer with an edition `mijn`: the demo with other texts, over the params of the repository."""

    def made(*edits: tuple[str, str]) -> Layers:
        text = (project_root / "params" / "editions" / "demo.yml").read_text("utf-8")
        for before, after in (("id: demo", "id: mijn"), *edits):
            assert before in text
            text = text.replace(before, after, 1)
        (tmp_path / "params" / "editions").mkdir(parents=True)
        (tmp_path / "params" / "editions" / "mijn.yml").write_text(text, "utf-8")
        return Layers((tmp_path / "params", project_root / "params"))

    return made


ABOUT = ("year: 2024", "about: Dit boek is van ons.\nyear: 2024")


def test_an_edition_with_a_word_about_itself_has_its_own_order_and_says_what_is_the_monitors(params):
    named = ("indicators: all", "indicators: [gemiddelde-woz-waarde, werkloosheid, afstand-tot-groen]")
    edition = load_edition(params(ABOUT, named), "mijn")
    assert not edition.of_monitor
    links = {i.id: i.monitor and (i.monitor.name, i.monitor.same) for i in edition.indicators}
    assert list(links.items()) == [
        ("gemiddelde-woz-waarde", None),
        ("werkloosheid", ("Werkloosheid", True)),
        ("afstand-tot-groen", ("Afstand tot openbaar groen", True)),
    ]


def test_an_edition_cannot_show_two_indicators_of_one_name(params):
    layers = params(ABOUT, ("indicators: all", "indicators: [eenzaamheid, eenzaam-zijn]"))
    mine = entry("eenzaam-zijn", name="Eenzaamheid", themes=["samenleving"])
    (layers.own / "indicators.yml").write_text(yaml.safe_dump({"indicators": [mine]}), "utf-8")
    with pytest.raises(ParamsError) as caught:
        load_edition(layers, "mijn")
    (problem,) = map(str, caught.value.problems)
    assert 'the name "Eenzaamheid" of eenzaamheid and of eenzaam-zijn' in problem


def test_the_monitor_says_nothing_of_itself(project_root):
    edition = load_edition(project_root / "params", "2023")
    assert edition.of_monitor
    assert {i.monitor for i in edition.indicators} == {None}


def test_a_theme_may_have_words_of_the_edition(params):
    layers = params(("\nsources:", "\nthemes: {wonen: Wat huizen kosten.}\nsources:"))
    edition = load_edition(layers, "mijn")
    assert edition.theme("wonen").description == "Wat huizen kosten."
    assert edition.theme("milieu").description == load_edition(layers, "demo").theme("milieu").description


def test_words_of_an_unknown_theme_are_refused(params):
    layers = params(("\nsources:", "\nthemes: {wone: Wat huizen kosten.}\nsources:"))
    with pytest.raises(ParamsError) as caught:
        load_edition(layers, "mijn")
    (problem,) = map(str, caught.value.problems)
    assert "themes.wone" in problem and "did you mean wonen?" in problem
