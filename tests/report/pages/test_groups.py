"""Groups of an indicator, from a bureau's column to its pages: one key `werkloosheid/vrouw`, and no page of its own."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from worlds.page_reading import opened, rows, text, tree

from regioboek.demo import write_sources
from regioboek.errors import ParamsError, SourceError
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, below
from regioboek.params.loading import load_edition
from regioboek.params.regions import read_division
from regioboek.publishing.downloads.csv_tables import Figures
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.report.data.digests import Digests
from regioboek.report.data.edition_data import EditionData
from regioboek.report.pages.known_kinds import kinds_of
from regioboek.tables.making import make_tables

GROUPS = [{"id": "vrouw", "name": "vrouwen", "code": "4000"}, {"id": "man", "name": "mannen", "code": "3000"}]
SOURCE = {
    "id": "groepen",
    "kind": "table",
    "title": "Groepen",
    "origin": "Bureau",
    "licence": "CC BY 4.0",
    "citation": "Bron: bureau; verzonnen.",
    "files": {"table": "groepen.csv"},
    "separator": ";",
    "decimal": ",",
    "table": {
        "region": "gebied", "year": "jaar", "indicator": "indicator", "group": "geslacht", "value": "waarde",
        "groups": {"Mannen en vrouwen": None, "dames": "vrouw"},
    },
}  # fmt: skip
HEAD = "gebied;jaar;indicator;geslacht;waarde"
WOMEN = ("vrouwen", "4000", "Vrouw", "dames")  # a name, a code, an id and a word of the declaration
KEY = "werkloosheid/vrouw"


def bureau(folder: Path, root: Path, lines: list[str], groups: list[dict] = GROUPS) -> Edition:
    """A folder over the defaults: edition demo with a table of groups beside it."""
    (folder / "params" / "editions").mkdir(parents=True)
    known = yaml.safe_load((root / "params" / "indicators.yml").read_text("utf-8"))["indicators"]
    entry = next(i for i in known if i["id"] == "werkloosheid") | {"groups": groups}
    (folder / "params" / "indicators.yml").write_text(yaml.safe_dump({"indicators": [entry]}), "utf-8")
    demo = yaml.safe_load((root / "params" / "editions" / "demo.yml").read_text("utf-8"))
    write_sources(folder, load_edition(root / "params", "demo"), root / "params")
    sources = [*_separate(demo["sources"][0]), *([SOURCE] if lines else [])]
    demo = demo | {
        "id": "groepen",
        "sources": sources,
        "levels": [lv for lv in demo["levels"] if lv != "gebied"],
        "published": str(demo["published"]),
    }
    (folder / "params" / "editions" / "groepen.yml").write_text(yaml.safe_dump(demo), "utf-8")
    (folder / "groepen.csv").write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    return load_edition(Project(folder).params, "groepen")


def _separate(source: dict) -> list[dict]:
    """The parts of the demo source as sources of their own, beside which there may be others."""
    told = {key: source[key] for key in ("title", "origin", "licence", "citation")}
    files, levels = source["files"], ("gemeente", "corop", "provincie", *below(BASE))

    def part(kind: str, *keys: str) -> dict:
        return told | {"id": f"{kind}-{keys[0]}", "kind": kind, "files": {key: files[key] for key in keys}}

    figures = [part("dashboard", "values", "meta"), part("register", "register"), part("population", "population")]
    registers = [
        told
        | {
            "id": f"register-{level}",
            "kind": "register",
            "level": level,
            "files": {"register": files[f"register-{level}"]},
        }
        for level in below(BASE)
    ]
    shapes = [
        told
        | {"id": level, "kind": "boundaries", "level": level, "planar": True, "files": {"boundaries": files[level]}}
        for level in levels
    ]
    return [*figures, *registers, *shapes]


def lines_of(root: Path) -> list[str]:
    """Women in every gemeente, rising by half a point a year; men in Emmen only, level; a total that is passed over."""
    codes = [r.code for r in read_division(root / "params", 2023) if r.level == "gemeente"]
    women = [
        f"{code};{year};werkloosheid;{WOMEN[year % 4]};{4 + n % 3 + (year - 2016) / 2:.1f}".replace(".", ",")
        for n, code in enumerate(codes)
        for year in range(2016, 2024)
    ]
    men = [f"GM0114;{year};09_E_V_13;3000;5,0" for year in range(2016, 2024)]
    return [*women, *men, "GM0114;2016;werkloosheid;Mannen en vrouwen;99"]


@pytest.fixture(scope="module")
def made(tmp_path_factory, project_root) -> EditionData:
    return _tables(tmp_path_factory.mktemp("bureau"), project_root, lines_of(project_root))


@pytest.fixture(scope="module")
def plain(tmp_path_factory, project_root) -> EditionData:
    """The same edition without groups."""
    return _tables(tmp_path_factory.mktemp("plain"), project_root, [], [])


def _tables(folder: Path, root: Path, *declared: list) -> EditionData:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
        edition = bureau(folder, root, *declared)
        make_tables(Project(folder), edition)
        return EditionData.open(Project(folder).build("groepen").root)


def table(data: EditionData, name: str) -> list[dict]:
    return pq.read_table(getattr(data.build, name)).to_pylist()


def test_a_group_is_a_series_with_a_key_of_its_own_and_the_total_keeps_its_own(made, plain):
    assert [i.id for i in made.edition.series if "/" in i.id] == [KEY, "werkloosheid/man"]
    assert made.series("GM0114", KEY).values.tolist() == pytest.approx(
        [made.series("GM0114", KEY).values[0] + n / 2 for n in range(8)]
    )
    assert made.series("GM0114", "werkloosheid/man").values.tolist() == [5.0] * 8
    total, before = (d.series("GM0114", "werkloosheid") for d in (made, plain))
    assert np.array_equal(total.values, before.values, equal_nan=True)
    assert made.given_by[KEY] == ["groepen"]


def test_a_group_has_a_trend_a_place_and_an_aggregate_by_the_rules_of_its_indicator(made):
    finding = made.finding("GM0114", KEY)
    assert (finding["trend"], finding["direction"]) == ("unfavourable", "rising")
    assert finding["slope"] == pytest.approx(0.5)
    assert made.rankings["gemeente", KEY]["ranked"] == len(made.of_level("gemeente"))
    assert made.finding("GM0114", "werkloosheid/man")["trend"] == "none"
    assert made.finding("GM0014", "werkloosheid/man")["trend"] == "missing"
    national = made.finding("NL01", KEY)
    assert 4 + 3.5 <= national["latest_value"] <= 6 + 3.5
    assert made.finding("NL01", "werkloosheid/man")["latest_value"] is None  # one gemeente is no country


def test_everything_else_is_as_without_groups(made, plain):
    assert made.build.evidence.read_bytes() == plain.build.evidence.read_bytes()
    for name in ("findings", "rankings", "observations", "aggregation"):
        kept = [row for row in table(made, name) if "/" not in row["indicator"]]
        assert len(kept) < len(table(made, name))
        assert repr(kept) == repr(table(plain, name))


def test_pages_there_are_of_indicators_and_addresses_have_no_group(made):
    kind = kinds_of(made.edition)["indicator"]
    assert list(kind.keys(made)) == [i.id for i in made.edition.indicators]
    assert kind.seen(made, "werkloosheid").indicators == {"werkloosheid", KEY, "werkloosheid/man"}


@pytest.mark.parametrize(
    ("kind", "key", "region"), [("regio", "GM0114", "GM0114"), ("indicator", "werkloosheid", "NL01")]
)
def test_the_pages_show_groups_beside_the_total_with_a_trend_each(made, kind, key, region):
    page = opened(made, kind, key)
    cell = page.theme("arbeid-en-vrije-tijd") if kind == "regio" else page.development()
    folded = next(d for d in tree(cell.html).iter("details") if text(d.find("summary")) == "Werkloosheid naar groep")
    shown = rows(folded.find("table"))
    assert list(shown) == ["totaal", "vrouwen", "mannen"]
    value = made.finding(region, KEY)["latest_value"]
    assert shown["vrouwen"][0].replace("\u00a0", " ") == f"{value:.1f} % (2023)".replace(".", ",")
    assert "ongunstig" in shown["vrouwen"][-1]
    if region == "NL01":
        assert shown["mannen"][0].startswith("ontbreekt: te weinig gemeenten")
        assert len(shown["mannen"]) == 1
    assert "vrouwen" not in cell.text


def test_wheel_counts_and_sentences_are_those_without_groups(made, plain):
    for cell in ("at_a_glance", "striking"):
        mine, theirs = (getattr(opened(data, "regio", "GM0114"), cell)() for data in (made, plain))
        assert mine.html == theirs.html
    assert opened(made, "thema", "arbeid-en-vrije-tijd").data.edition.of_theme("arbeid-en-vrije-tijd")[0].groups == ()


def test_the_downloads_have_groups_behind_their_indicator(made, plain):
    figures = Figures(Pages.read(made.edition, made.build), made.build)
    line = figures.line(made.region("GM0114"), KEY, margins=False)
    cells = next(csv.reader(io.StringIO(line), delimiter=";"))
    assert cells[3:5] == [KEY, "Werkloosheid: vrouwen"]
    assert "ongunstig" in cells
    kinds = kinds_of(made.edition)
    order = list(kinds["regio"].rows(made, "GM0114").indicators)
    assert order[order.index("werkloosheid") :][:3] == ["werkloosheid", KEY, "werkloosheid/man"]
    assert list(kinds["indicator"].rows(made, "werkloosheid").indicators) == order[order.index("werkloosheid") :][:3]
    assert KEY in kinds["thema"].rows(made, "arbeid-en-vrije-tijd").indicators


def test_a_changed_figure_of_a_group_makes_the_pages_anew_that_show_it(made):
    kinds, before = kinds_of(made.edition), Digests(made)
    changed = made.observations.copy()
    here = (changed["region"] == "GM0114") & (changed["indicator"] == KEY) & (changed["year"] == 2020)
    changed.loc[here, "value"] += 1
    assert here.sum() == 1
    after = Digests(replace(made, observations=changed))

    def differs(kind: str, key: str) -> bool:
        seen = kinds[kind].seen(made, key)
        return before.of(seen) != after.of(seen)

    assert differs("regio", "GM0114")
    assert differs("indicator", "werkloosheid")
    assert not differs("regio", "GM0014")
    assert not differs("indicator", "vacaturegraad")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("GM0114;2016;werkloosheid;kinderen;4", "found kinderen at werkloosheid; expected totaal, or a group"),
        ("GM0114;2016;overgewicht;vrouw;40", "found vrouw at overgewicht; expected totaal, or a group"),
        ("GM0114;2016;werkloosheid;vrouw;140", "at least 0 and at most 100"),
        ("GM0114;2016;werkloosheid;totaal;4", "another source has already"),
    ],
)
def test_a_row_that_fits_no_group_is_refused_with_its_place(tmp_path, project_root, monkeypatch, line, said):
    monkeypatch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
    edition = bureau(tmp_path, project_root, ["GM0114;2017;werkloosheid;vrouw;4,1", line])
    with pytest.raises(SourceError) as refused:
        make_tables(Project(tmp_path), edition)
    assert said in str(refused.value)
    assert "line 3" in str(refused.value)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([{"id": "Vrouw", "name": "vrouwen"}], "slug"),
        ([{"id": "totaal", "name": "iedereen"}], '"totaal"'),
        ([{"id": "vrouw", "name": "vrouwen"}, {"id": "v", "name": "Vrouwen"}], 'the word "vrouwen"'),
    ],
)
def test_groups_that_cannot_be_told_apart_are_refused(tmp_path, project_root, groups, said):
    with pytest.raises(ParamsError) as refused:
        bureau(tmp_path, project_root, [], groups)
    assert said in str(refused.value).replace("lower-case letters, digits and single hyphens", "slug")
