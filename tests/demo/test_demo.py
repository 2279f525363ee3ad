"""The demo edition: invented figures in a bureau's formats, the same everywhere, with every state of a page."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from regioboek.demo import write_sources
from regioboek.demo.invented import Stream, invent_figures, invent_inhabitants
from regioboek.demo.source_files import code_of
from regioboek.demo.typical import COAST, LEVELS, SURVEYS, THOUSANDS, level_of_indicator
from regioboek.layout import Project
from regioboek.params.levels import NATIONAL
from regioboek.params.loading import load_edition
from regioboek.params.regions import read_division
from regioboek.sources.snapshot.inputs import read_inputs
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot
from regioboek.statistics.aggregation import aggregate
from regioboek.tables.findings import build_findings
from regioboek.tables.observations import build_observations


@pytest.fixture(scope="module")
def edition(project_root):
    return load_edition(project_root / "params", "demo")


@pytest.fixture(scope="module")
def gemeenten(project_root):
    return [region for region in read_division(project_root / "params") if region.level == "gemeente"]


@pytest.fixture(scope="module")
def folder(edition, project_root, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    write_sources(place, edition, project_root / "params")
    return place


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def people_of_gemeenten(folder: Path) -> list[dict[str, str]]:
    return [row for row in rows(folder / "bevolking.csv") if row["statcode"].startswith("GM")]


@pytest.fixture(scope="module")
def values(folder, edition) -> pd.DataFrame:
    """The rows of gemeenten in indicatoren.csv as text, with the indicator's id."""
    ids = {code_of(i): i.id for i in edition.indicators}
    table = pd.DataFrame(rows(folder / "indicatoren.csv"))
    table = table[table["statcode"].str.startswith("GM")]
    return table.assign(indicator=table["code"].map(ids))


@pytest.fixture(scope="module")
def numbers(values) -> pd.DataFrame:
    """The rows that have a figure, as numbers."""
    some = values[values["waarde"] != ""]
    return some.assign(waarde=some["waarde"].str.replace(",", ".").astype(float), jaar=some["jaar"].astype(int))


def with_source(edition, **change):
    (source,) = edition.params.sources
    params = edition.params.model_copy(update={"sources": (source.model_copy(update=change),)})
    return edition.model_copy(update={"params": params})


def test_random_numbers_are_these_on_every_machine():
    stream = Stream(20240101, "overgewicht")
    assert stream.uniform(3).tolist() == [0.0580461562465413, 0.681726458968573, 0.9733290133524861]
    assert stream.normal(3).tolist() == [-1.6283493713019173, 1.091237875173511, -1.2496873351136815]


def test_two_runs_give_the_same_bytes(folder, edition, project_root, tmp_path):
    write_sources(tmp_path, edition, project_root / "params")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in folder.iterdir()}


def test_another_seed_gives_other_figures_in_the_same_form(folder, edition, project_root, tmp_path):
    write_sources(tmp_path, with_source(edition, seed=7), project_root / "params")
    one, two = (pd.DataFrame(rows(place / "indicatoren.csv")) for place in (folder, tmp_path))
    invented = ["waarde", "ondergrens", "bovengrens"]
    assert one.drop(columns=invented).equals(two.drop(columns=invented))
    assert (one["waarde"] != two["waarde"]).mean() > 0.5


def test_without_one_indicator_the_others_keep_their_figures(edition, gemeenten):
    inhabitants = invent_inhabitants(gemeenten, 1)
    fewer = edition.model_copy(update={"indicators": edition.indicators[3:]})
    all_of_them = {f.indicator.id: f.values for f in invent_figures(edition, gemeenten, inhabitants, 1)}
    for figures in invent_figures(fewer, gemeenten, inhabitants, 1):
        np.testing.assert_array_equal(figures.values, all_of_them[figures.indicator.id])


def test_the_source_says_which_files_are_made(folder, edition):
    (source,) = edition.params.sources
    assert {path.name for path in folder.iterdir()} == set(source.files.values())


def test_a_file_that_nobody_makes_is_refused_by_its_key(edition):
    strange = with_source(edition, files={"values": "a.csv", "straten": "b.csv"})
    told = {place: expected for place, _, expected in strange.params.sources[0].wrong()}
    assert told["files", "straten"].startswith("only values, register, population, gemeente, meta")


def test_separator_and_decimal_mark_are_those_of_the_source(edition, project_root, tmp_path):
    write_sources(tmp_path, with_source(edition, separator="|", decimal="."), project_root / "params")
    head, first, *_ = (tmp_path / "indicatoren.csv").read_text(encoding="utf-8").splitlines()
    assert head == "statcode|statnaam|code|label|jaar|waarde|ondergrens|bovengrens"
    assert first.split("|")[-1].replace(".", "").isdigit() and "," not in first


def test_every_indicator_of_the_edition_has_a_level_of_its_own(edition):
    assert [i.id for i in edition.indicators if i.id not in LEVELS] == []


def test_an_indicator_that_the_table_does_not_have_gets_figures_in_its_range(edition, gemeenten):
    own = edition.indicators[0].model_copy(update={"id": "iets-eigens", "minimum": 10, "maximum": 20})
    (figures,) = invent_figures(
        edition.model_copy(update={"indicators": (own,)}), gemeenten, invent_inhabitants(gemeenten, 1), 1
    )
    assert figures.values.min() >= 10 and figures.values.max() <= 20
    assert len(np.unique(figures.values)) > 20


def test_every_indicator_has_a_row_for_every_gemeente_and_year(values, edition):
    counts = values.groupby("indicator")[["statcode", "jaar"]].nunique()
    assert set(counts.index) == {i.id for i in edition.indicators}
    assert (counts["statcode"] == 342).all()
    assert len(values) == (counts["statcode"] * counts["jaar"]).sum()


def test_no_year_lies_after_the_window(numbers, edition):
    assert numbers["jaar"].max() == edition.window.last


def test_figures_have_the_decimals_of_their_indicator(values, edition):
    some = values[values["waarde"] != ""]
    decimals = some["waarde"].str.partition(",")[2].str.len()
    found = decimals.groupby(some["indicator"]).agg(["min", "max"])
    assert {i.id: (max(i.decimals, 0),) * 2 for i in edition.indicators} == {
        id: (row["min"], row["max"]) for id, row in found.iterrows()
    }
    for i in (i for i in edition.indicators if i.decimals < 0):
        assert some.loc[some["indicator"] == i.id, "waarde"].str.endswith("0" * -i.decimals).all(), i.id


def test_figures_are_possible_and_plausible(numbers, edition):
    for indicator in edition.indicators:
        level, mine = level_of_indicator(indicator), numbers.loc[numbers["indicator"] == indicator.id, "waarde"]
        assert mine.between(indicator.minimum, indicator.maximum).all(), indicator.id
        assert mine.between(level.low, level.high).all(), indicator.id
        assert abs(mine.median() - level.centre) < 1.5 * level.spread, indicator.id


def test_bbp_is_one_figure_per_corop_area_and_year(numbers, gemeenten):
    corop = {region.code: region.parent("corop") for region in gemeenten}
    bbp = numbers[numbers["indicator"] == "bruto-binnenlands-product"]
    per_area = bbp.groupby([bbp["statcode"].map(corop), "jaar"])["waarde"].nunique()
    assert (per_area == 1).all()
    assert bbp.groupby("jaar")["waarde"].nunique().min() > 30


def test_only_places_on_the_coast_have_sea_water_to_judge(numbers, gemeenten):
    assert {region.code for region in gemeenten} >= COAST
    sea = numbers[numbers["indicator"] == "zwemwater-kustwateren"]
    assert set(sea["statcode"]) == COAST


def test_inland_bathing_water_is_absent_for_good_in_some_gemeenten_and_now_and_then_in_others(numbers):
    years = numbers[numbers["indicator"] == "zwemwater-binnenwateren"].groupby("statcode")["jaar"].nunique()
    assert 150 < len(years) < 250
    assert 0 < (years < 10).sum() < len(years)


def test_small_gemeenten_lack_survey_figures_and_large_ones_do_not(numbers, folder):
    people = {row["statcode"]: int(row["inwoners"]) for row in people_of_gemeenten(folder)}
    surveys = {id: SURVEYS[level.survey] for id, level in LEVELS.items() if level.survey}
    for id, least in surveys.items():
        have = numbers.loc[numbers["indicator"] == id]
        if have.empty:
            continue
        years = have.groupby("statcode")["jaar"].nunique()
        full = have["jaar"].nunique()
        assert not set(years.index) & {code for code, n in people.items() if n < least}, id
        assert all(years[code] == full for code, n in people.items() if n >= 2 * least), id


def test_nobody_has_more_people_at_work_than_people_who_want_to(numbers):
    table = numbers.pivot(index=["statcode", "jaar"], columns="indicator", values="waarde")
    both = table[["nettoarbeidsparticipatie", "brutoarbeidsparticipatie"]].dropna()
    assert len(both) == 342 * 10
    assert (both["nettoarbeidsparticipatie"] < both["brutoarbeidsparticipatie"]).all()


def test_gemeenten_of_one_corop_area_resemble_each_other(numbers, gemeenten):
    """Between COROP areas lies more of the spread than the 11 % that chance alone would put there."""
    corop = {region.code: region.parent("corop") for region in gemeenten}
    table = numbers[(numbers["jaar"] == 2023) & (numbers["indicator"] == "vertrouwen-in-anderen")]
    means = table.groupby(table["statcode"].map(corop))["waarde"].transform("mean")
    assert means.var() / table["waarde"].var() > 0.35


def test_inhabitants_are_hundreds_that_add_up_to_a_country(folder):
    people = [int(row["inwoners"]) for row in people_of_gemeenten(folder)]
    assert len(people) == 342
    assert all(n > 0 and n % 100 == 0 for n in people)
    assert 17_000_000 < sum(people) < 18_000_000


def test_places_with_a_given_size_are_gemeenten(gemeenten):
    assert {region.code for region in gemeenten} >= set(THOUSANDS)


def test_the_register_names_342_gemeenten_in_40_areas_in_12_provincies(folder):
    table = pd.DataFrame(rows(folder / "indeling.csv"))
    assert table[["gm_code", "cr_code", "pv_code"]].nunique().tolist() == [342, 40, 12]


def test_every_row_of_the_list_of_indicators_says_that_figures_are_invented(folder, edition):
    told = rows(folder / "meta.csv")
    assert len(told) == len(edition.indicators)
    assert all(row["opmerking"].startswith("Voorbeeldcijfers: verzonnen") for row in told)


@pytest.mark.parametrize(
    ("name", "n"), [("gemeenten.geojson", 342), ("coropgebieden.geojson", 40), ("provincies.geojson", 12)]
)
def test_tiles_fill_every_area_without_overlap_and_without_coordinate_system(folder, name, n):
    told = json.loads((folder / name).read_text(encoding="utf-8"))
    shapes = np.array([shapely.geometry.shape(feature["geometry"]) for feature in told["features"]])
    assert "crs" not in told and len(shapes) == n
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == 342 * 104 * 90


@pytest.fixture(scope="module")
def findings(edition, project_root, tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(project_root / "params", root / "params")
    take_snapshot(Project(root), edition)
    inputs = read_inputs(edition, open_snapshot(Project(root), edition))
    own = build_observations(edition, inputs)
    weights = inputs.regions[inputs.regions["level"] == "gemeente"].set_index("code")["inhabitants"]
    levels = ("land", "provincie", "corop")
    more, told = aggregate(
        own, inputs.regions, inputs.inside, edition.indicators, weights, edition.rules.aggregation, levels
    )
    found = build_findings(edition, pd.concat([own, more], ignore_index=True), inputs.regions, inputs.inside)
    return inputs, own, told, found.findings


def test_the_readers_have_nothing_to_remark_on_the_files(findings):
    inputs, _, _, _ = findings
    assert [str(note) for note in inputs.notes] == []


def test_every_trend_and_direction_occurs_often_enough_to_be_seen(findings):
    _, _, _, table = findings
    gemeenten = table[table["region"].str.startswith("GM")]
    trends = Counter(gemeenten["trend"])
    assert set(trends) == {"favourable", "unfavourable", "none", "undetermined", "missing"}
    assert min(trends.values()) > 400
    assert {"rising", "falling", "flat"} <= set(gemeenten["direction"].dropna())


def test_both_directions_are_favourable_somewhere_and_unfavourable_somewhere(findings):
    _, _, _, table = findings
    coloured = table[table["trend"].isin(["favourable", "unfavourable"])]
    assert len(coloured[["trend", "direction"]].drop_duplicates()) == 4


def test_the_country_itself_has_all_trends(findings):
    _, _, _, table = findings
    assert set(table.loc[table["region"] == NATIONAL, "trend"]) == {
        "favourable",
        "unfavourable",
        "none",
        "undetermined",
        "missing",
    }


def test_provisional_missing_and_impossible_figures_occur(findings):
    _, own, _, _ = findings
    assert {"provisional", "definitive"} <= set(own["status"].dropna())
    assert {"missing", "impossible"} <= set(own["absence"].dropna())


def test_every_reason_not_to_aggregate_occurs(findings):
    _, _, told, _ = findings
    assert {"not-aggregable", "low-coverage", "no-figures"} <= set(told["reason"].dropna())


def test_figures_lie_on_both_sides_of_a_break(numbers, edition):
    for indicator in (i for i in edition.indicators if i.breaks):
        years = numbers.loc[numbers["indicator"] == indicator.id, "jaar"]
        assert (years < indicator.breaks[0].year).any() and (years >= indicator.breaks[0].year).any(), indicator.id


def test_two_surveys_have_margins_around_their_figures_the_wider_the_fewer_people_live_there(values, folder):
    names = ("waarde", "ondergrens", "bovengrens")
    number = {name: values[name].str.replace(",", ".").replace("", "nan").astype(float) for name in names}
    ends = values["indicator"][number["ondergrens"].notna()].unique()
    assert sorted(ends) == ["sociale-cohesie", "tevredenheid-met-het-leven"]
    figure, low, high = (number[name][number["ondergrens"].notna()] for name in names)
    assert (low < figure).all()
    assert (figure < high).all()
    assert number["bovengrens"].isna().equals(number["ondergrens"].isna())
    mine = values[values["indicator"] == "tevredenheid-met-het-leven"]
    width = (number["bovengrens"] - number["ondergrens"])[mine.index].groupby(mine["statcode"]).mean().dropna()
    people = pd.DataFrame(rows(folder / "bevolking.csv")).set_index("statcode")["inwoners"].astype(int)[width.index]
    assert width.corr(people, method="spearman") < -0.95
    assert width.max() > 3 * width.min()
