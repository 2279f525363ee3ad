"""Every kind of fault is found where it is planted in a made-up edition; a clean one has none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace

import pandas as pd
import pytest
from tool_loading import load_tool

YEARS = range(2015, 2023)
GEMEENTEN = [f"GM{n:04}" for n in range(1, 17)]
TELLS = "1 indicator ontwikkelt zich: 1 gunstig en 0 ongunstig."
SENTENCE = "Het aandeel werklozen daalde van 8,0 % (2015) naar 4,0 % (2022): gunstig, {place}e van 16 gemeenten."


@dataclass
class World:
    """One indicator in sixteen gemeenten and Nederland; every word and figure of its pages may be planted."""

    series: dict[str, list[float]]
    unit: str = "%"
    method: str = "weighted-mean"
    trend: str = "↘ gunstig"
    national: str = "5,5 % gelijk op"
    css: str = "t-favourable"
    notes: str = "grensgeval"
    places: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    positions: dict[str, str | None] = field(default_factory=dict)
    chapter: str = "Bij samenhang tussen jaren 5 tot 29 %."
    detail: str = "interval"
    wheel: str = '<i class="t-favourable"></i>'
    direction: str = "daalt"
    charts: int = 1
    division_year: int = 2099
    level: str = "gemeente"


def clean() -> World:
    falls = [0.0, -0.6, -1.1, -1.7, -2.3, -2.9, -3.5, -4.0]
    series = {code: [8 + 0.2 * n + fall for fall in falls] for n, code in enumerate(GEMEENTEN)}
    return World(series | {"NL01": [9.5 + fall for fall in falls]})


def publish(world: World, folder, plain):
    """The tables and pages of a world, as a build leaves them."""
    (folder / "html/regio").mkdir(parents=True)
    (folder / "html/methode").mkdir()
    (folder / "html/methode/trend.html").write_text(f"<main>{world.chapter}</main>")
    indicator = {
        "id": "werkloosheid", "name": "Werkloosheid", "short_name": None, "subject": "het aandeel werklozen",
        "decimals": 1, "unit_short": world.unit, "breaks": [], "direction": {"favourable": "lower"},
        "small_area_model": False, "aggregation": {"method": world.method},
    }  # fmt: skip
    rules = {"trend": {"alpha": 0.05}, "position": {"share": 0.25}}
    params = {
        "window": {"last": 2022, "years": 8},
        "rules": rules,
        "division_year": world.division_year,
        "example": False,
    }
    (folder / "edition.json").write_text(json.dumps({"params": params, "indicators": [indicator], "themes": []}))
    figures = {code: values[-1] for code, values in world.series.items() if code != "NL01"}
    ranks = plain.places(figures, decimals=1, higher_is_better=False)
    rows, found = [], []
    for code, values in world.series.items():
        for year, value in zip(YEARS, values, strict=True):
            rows.append(
                {"region": code, "indicator": "werkloosheid", "year": year, "value": value, "status": "definitive"}
            )
        place = ranks.get(code)
        position = world.positions.get(code, place.quarter(0.25, whole=True)) if place else None
        found.append({
            "region": code, "indicator": "werkloosheid", "latest_value": values[-1],
            "slope": plain.line(list(zip(YEARS, values, strict=True))).slope,
            "trend": "favourable" if world.css == "t-favourable" else "none",
            "rank": place.rank if place else None, "ranked": place.of if place else None, "position": position,
            "difference_national": values[-1] - world.series["NL01"][-1],
        })  # fmt: skip
        words = {"top": "bovenste kwart", "middle": "middengroep", "bottom": "onderste kwart", None: ""}[position]
        told = (
            f"{'gedeeld ' if place and place.equals > 1 else ''}{place.rank}e van {place.of} {words}" if place else ""
        )
        write_page(world, folder, code, world.places.get(code, told), place)
    pd.DataFrame(rows).to_parquet(folder / "observations.parquet")
    pd.DataFrame(found).to_parquet(folder / "findings.parquet")
    levels = ["land" if code == "NL01" else world.level for code in world.series]
    pd.DataFrame({"code": list(world.series), "level": levels}).to_parquet(folder / "regions.parquet")
    return folder


def write_page(world: World, folder, code: str, place: str, ranked) -> None:
    sentence = world.sentences.get(code, "")
    if not sentence and ranked and (ranked.rank == 1 or ranked.last > ranked.of - 1):
        sentence = SENTENCE.format(place=ranked.rank)
    dot = 5 + 110 * ((ranked.rank + ranked.last) / 2 - 0.5) / ranked.of if ranked else 0
    bands = '<path d="M5 8h110"/><path d="M5 8h27.5"/><path d="M115 8h-27.5"/>'
    strip = f'<svg class="rb-strip">{bands}<circle cx="{dot:.1f}"/></svg>' if ranked else ""
    chart = '<svg class="rb-chart" role="img"><title>Werkloosheid</title></svg>' * world.charts
    (folder / "html/regio" / f"{code.lower()}.html").write_text(
        f'<main id="inhoud"><section id="in-een-oogopslag"><div class="rb-glance-text"><p>{TELLS}</p></div>'
        f'<div class="rb-wiel-list"><ul>{world.wheel}</ul></div></section>'
        f'<section id="wat-valt-op"><ul><li>{sentence}</li></ul></section>'
        f'<section id="arbeid"><table><tr><th class="rb-name"><a href="../indicator/werkloosheid.html">W</a></th>'
        f'<td class="rb-national">{world.national}</td>'
        f'<td class="rb-trend"><span class="rb-mark {world.css}">{world.trend}</span></td>'
        f'<td class="rb-place">{place}{strip}</td><td class="rb-notes">{world.notes}</td></tr></table>'
        f"{chart}<p>{world.detail}</p></section></main>"
    )
    told = re.sub(r"^\W+", "", world.trend)
    (folder / "html/regio" / f"{code.lower()}.csv").write_text(
        f"regiocode;indicator;trend;richting\n{code};werkloosheid;{told};{world.direction}\n"
    )


@pytest.fixture
def tool(project_root):
    return load_tool(project_root, "count_faults")


@pytest.fixture
def counts(tool, project_root, tmp_path):
    """Fault -> how many cases, of a world; those without a case are left out."""
    plain = load_tool(project_root, "plain_statistics")

    def of(world: World) -> dict[str, int]:
        built = tool.Built(publish(world, tmp_path / "made", plain))
        return {tally.number: len(tally.cases) for tally in tool.count(built) if tally.cases}

    return of


def with_values(**latest: float) -> World:
    """The clean world with other last figures, moved along the whole series."""
    world = clean()
    for code, value in latest.items():
        values = world.series[code]
        world.series[code] = [v + value - values[-1] for v in values]
    return world


def told(code: str, sentence: str) -> World:
    return replace(clean(), sentences={code: sentence})


def step() -> World:
    world = told(
        "GM0005",
        "Het aandeel werklozen daalde tussen 2015 en 2022 met 0,6 punt per jaar (van 8,8 % naar 4,8 %): gunstig.",
    )
    world.series["GM0005"] = [8.8, 8.8, 8.7, 8.8, 4.8, 4.9, 4.8, 4.8]
    return world


def unseen(of: float) -> World:
    """All figures alike, or nearly: the last years are lower by `of`."""
    world = clean()
    world.series = {code: [values[0] - of * n / 7 for n in range(8)] for code, values in world.series.items()}
    return world


PLANTED = {
    "1": told("GM0016", "Het aandeel werklozen daalde van 11,0 % (2015) naar 7,0 % (2022): gunstig."),
    "2a": replace(told("GM0016", "Hierover is niets te zeggen."), level="provincie"),
    "2b": replace(told("GM0016", "Hierover is niets te zeggen."), level="provincie"),
    "2c": replace(clean(), series={c: [v + 20 for v in s[:-1]] + s[-1:] for c, s in clean().series.items()}),
    "2d": replace(clean(), series=clean().series | {"GM0008": [v + 20 for v in clean().series["GM0008"][:-1]] + [5.4]}),
    "3": replace(clean(), sentences={c: SENTENCE.format(place=n) for n, c in enumerate(GEMEENTEN, start=1)}),
    "4a": replace(clean(), positions=dict.fromkeys(GEMEENTEN[:5], "top")),
    "4b": replace(clean(), places={"GM0010": "10e van 16 onderste kwart"}),
    "4c": replace(clean(), places={"GM0001": "1e van 16 middengroep"}),
    "4d": replace(clean(), places={"GM0008": "8e van 16 bovenste kwart"}),
    "5a": replace(with_values(GM0002=4.0), sentences={"GM0001": SENTENCE.format(place=1)}),
    "5b": replace(with_values(GM0008=5.2), places={"GM0008": "7e van 16 middengroep"}),
    "6": step(),
    "7a": told("GM0008", "Het aandeel werklozen daalde tussen 2015 en 2022 met 0,9 per jaar (van 8,0 % naar 4,0 %)."),
    "7b": told("GM0008", "Het aandeel werklozen daalde tussen 2015 en 2022 gemiddeld met 1 per jaar (van 26 naar 22)."),
    "8a": unseen(0.08),
    "8b": told("GM0008", "Het aandeel werklozen daalde, al zijn de cijfers afgerond gelijk (0,7 %): gunstig."),
    "9a": replace(clean(), wheel='<i class="t-favourable"></i>' * 2),
    "9b": replace(clean(), charts=2),
    "10": replace(clean(), notes="modelschatting; grensgeval"),
    "11": replace(clean(), method="sum"),
    "12": replace(clean(), division_year=2023),
    "13a": replace(clean(), series={c: s for c, s in clean().series.items() if c == "NL01" or c < "GM0011"}),
    "13b": replace(clean(), series=clean().series | {"NL01": [12.0 - 0.6 * n for n in range(8)]}, level="provincie"),
    "13c": unseen(0.0001),
    "14a": replace(clean(), national="5,5 %"),
    "14b": replace(clean(), css="t-none", trend="→ geen trend"),
    "14c": replace(clean(), detail=""),
    "14d": replace(clean(), css="t-none", trend="→ geen trend", direction="gelijk"),
    "15a": replace(clean(), notes="", series=clean().series | {"GM0008": [8.0, 7.0, 8.4, 6.6, 7.6, 5.8, 6.9, 5.4]}),
    "15b": replace(clean(), chapter="Van elke honderd vlakke reeksen kleuren er vijf."),
}  # fmt: skip


def test_a_clean_edition_has_no_faults(counts):
    assert counts(clean()) == {}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(counts, fault):
    assert counts(PLANTED[fault]).get(fault, 0) > 0


def test_every_count_has_a_planted_fault(tool, project_root, tmp_path):
    built = tool.Built(publish(clean(), tmp_path / "made", load_tool(project_root, "plain_statistics")))
    assert [tally.number for tally in tool.count(built)] == sorted(PLANTED, key=lambda n: (int(n.strip("abcd")), n))


def test_a_line_per_fault_with_examples(tool, project_root, tmp_path, capsys):
    folder = publish(PLANTED["4c"], tmp_path / "made", load_tool(project_root, "plain_statistics"))
    assert tool.main([str(folder), "--list", "1"]) == 1
    lines = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("4c "))
    assert lines[at].split()[:4] == ["4c", "1", "of", "16"]
    assert lines[at + 1].split(":")[:2] == [" " * 18 + "gemeente", " GM0001 werkloosheid"]


def test_what_is_not_built_is_told(tool, tmp_path, capsys):
    assert tool.main([str(tmp_path)]) == 2
    assert "regioboek build" in capsys.readouterr().err
