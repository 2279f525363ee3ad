"""The file of last year copied for the next edition: every year that it still declares is named, with what to do."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from regioboek.layout import Layers
from regioboek.params.loading import load_edition
from regioboek.params.outgrown import outgrown

_TOLD = {"origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS."}
FORWARD = {"id": "2024", "year": 2024, "division_year": 2024, "window": {"years": 8, "last": 2023}}
RENAMED = {"title": "Brede welvaart 2024", "published": "2024-12-05"}


@pytest.fixture
def copied(project_root: Path, tmp_path: Path) -> Any:
    """What is told of the edition of 2024: that of 2023 with these keys, its weight year, and these sources more."""

    def told(sources: tuple[dict[str, Any], ...] = (), weights: int = 2024, **keys: Any) -> list[str]:
        params = tmp_path / "params"
        shutil.copytree(project_root / "params", params, dirs_exist_ok=True)
        edition = yaml.safe_load((params / "editions" / "2023.yml").read_text("utf-8")) | FORWARD | RENAMED | keys
        edition["rules"]["aggregation"]["weight_year"] = weights
        edition["indicators"] = ["werkloosheid", "bruto-binnenlands-product"]
        edition["not_in_source"] = {"bruto-binnenlands-product": "Niet in de download."}
        edition["sources"] += [{"id": f"meer-{n}", "title": "Meer", **_TOLD, **s} for n, s in enumerate(sources)]
        text = yaml.safe_dump(edition, allow_unicode=True, sort_keys=False)
        (params / "editions" / "2024.yml").write_text(text, "utf-8")
        found = outgrown(Layers.of(params), load_edition(params, "2024"))
        assert all(problem.warning for problem in found)
        return [f"{p.place.partition(', ')[2]}: {p.found} | {p.expected}" for p in found]

    return told


def statline(**query: Any) -> dict[str, Any]:
    asked = {"table": "80137ned", "measures": {"werkloosheid": "X_1"}} | query
    return {"kind": "statline-v3", "statline": asked}


def table(**layout: Any) -> dict[str, Any]:
    return {"kind": "table", "files": {"table": "t.csv"}, "table": {"region": "gm"} | layout}


def test_an_edition_that_moved_on_is_told_nothing(copied: Any) -> None:
    assert copied() == []
    assert copied((statline(), statline(years=[2016, 2023]), statline(years=[2016, 2030]))) == []


@pytest.mark.parametrize(
    ("source", "place", "found", "expected"),
    [
        (statline(years=[2015, 2022]), "statline.years", "nothing after 2022", "[2015, 2023], or no years"),
        (statline(years=[2022, 2022]), "statline.years", "nothing after 2022", "[2022, 2023], or no years"),
        (statline(period=None, year=2021), "statline.year", "2021, and the window ends in 2023", "the table of 2023"),
        (table(value="n", indicator="i", year=2022), "table.year", "2022, and the window ends", "2023, if the file"),
        (table(columns={"a": "werkloosheid@2021", "b": "werkloosheid@2022"}), "table.columns", "after 2022", "{year}"),
        (
            {"kind": "pdok", "level": "landsdeel", "pdok": {"collection": "landsdeel_gegeneraliseerd", "year": 2023}},
            "pdok.year", "2023 with division_year 2024", "2024: boundaries",
        ),
    ],
)  # fmt: skip
def test_a_range_of_a_source_that_stops_is_named(
    copied: Any, source: dict[str, Any], place: str, found: str, expected: str
) -> None:
    (told,) = copied((source,))
    assert told.startswith(f"sources.meer-0.{place}: ")
    assert found in told.partition(" | ")[0] and expected in told.partition(" | ")[2]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"weights": 2023}, "rules.aggregation.weight_year: 2023 with the division of 2024"),
        ({"division_year": 2023}, "division_year: 2023 in the edition of 2024"),
        ({"window": {"years": 8, "last": 2022}}, "window.last: 2022 in the edition of 2024"),
        ({"published": "2022-12-04"}, "published: 2022-12-04 of the edition of 2024"),
        ({"areas": {"on": "2023-07-01"}}, "areas.on: 2023-07-01 with the division of 2024"),
        ({"title": "Brede welvaart 2022"}, "title: 2022, and figures up to 2023"),
    ],
)
def test_a_year_of_the_edition_itself_that_stayed_behind_is_named(copied: Any, keys: dict[str, Any], told: str) -> None:
    assert [line.partition(told)[1] for line in copied(**keys)] == [told]


def test_a_correction_of_the_edition_before_is_named_while_its_years_are_in_the_window(
    copied: Any, tmp_path: Path
) -> None:
    params = tmp_path / "params"
    params.mkdir()
    one = {"indicator": "werkloosheid", "regions": ["GM0014"], "do": "drop", "expect": 5, "reason": "Een fout."}
    entries = [
        one | {"id": "nog-daar", "editions": ["2023"], "years": [2022]},
        one | {"id": "voorbij", "editions": ["2023"], "years": [2015]},
        one | {"id": "ook-hier", "editions": ["2023", "2024"], "years": [2021]},
        one | {"id": "niet-gevraagd", "editions": ["2023"], "years": [2022], "indicator": "vertrouwen-in-anderen"},
    ]
    copied()
    (params / "corrections.yml").write_text(yaml.safe_dump({"corrections": entries}), "utf-8")
    told = outgrown(Layers.of(params), load_edition(params, "2024"))
    assert [(p.place.partition("corrections.")[2], p.found) for p in told] == [
        ("nog-daar.editions", "2023, of figures that edition 2024 has too")
    ]


def test_the_shipped_editions_have_outgrown_nothing(project_root: Path) -> None:
    params = Layers.of(project_root / "params")
    assert [outgrown(params, load_edition(params, name)) for name in ("2023", "demo")] == [[], []]
