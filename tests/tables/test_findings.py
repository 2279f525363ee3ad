from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress
from tool_loading import load_tool
from worlds import factories
from worlds.factories import observed
from worlds.registers import inside_of

from regioboek.errors import TableError
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.loading import load_edition
from regioboek.schemas import checked
from regioboek.statistics.aggregation import aggregate
from regioboek.tables.findings import Findings, build_findings

pytestmark = pytest.mark.filterwarnings("error")

NAN = np.nan
THEMES = (factories.theme("wonen"), factories.theme("later", "later"))


def indicator(id: str, favourable: str = "higher", **more) -> Indicator:
    return factories.indicator(id, favourable=favourable, **{"themes": ("wonen",)} | more)


def edition(*indicators: Indicator) -> Edition:
    return factories.edition(*indicators, themes=THEMES)


def register(gemeenten: int = 8) -> pd.DataFrame:
    """NL01, one provincie, two COROP areas and gemeenten that lie in them by turns."""
    rows = [("NL01", "Nederland", "land", None, None), ("PV20", "Groningen", "provincie", None, None)]
    rows += [("CR01", "West", "corop", None, "PV20"), ("CR02", "Oost", "corop", None, "PV20")]
    rows += [(f"GM{n:04}", f"g{n}", "gemeente", f"CR{1 + n % 2:02}", "PV20") for n in range(1, gemeenten + 1)]
    return pd.DataFrame(rows, columns=["code", "name", "level", "corop", "provincie"])


def found_for(values: list[float], first: int = 2015, favourable: str = "higher", **more) -> dict:
    """The finding of one gemeente with these figures, None for null."""
    made = build_findings(
        edition(indicator("x", favourable, **more)),
        observed("GM0001", values, first=first),
        register(),
        inside_of(register()),
    )
    return finding(made, "GM0001")


def finding(made: Findings, region: str, indicator: str = "x") -> dict:
    table = made.findings
    (row,) = table[(table["region"] == region) & (table["indicator"] == indicator)].to_dict("records")
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def ranked_gemeenten(values: list[float], indicator: str = "x", year: int = 2022) -> pd.DataFrame:
    return pd.concat([observed(f"GM{n:04}", [v], indicator, year) for n, v in enumerate(values, 1)])


RISING = [1.0, 2.0, 2.9, 4.1, 5.0, 6.1, 6.9, 8.0]


# -- the table ----------------------------------------------------------------------------------------------------


def test_one_row_per_region_and_indicator_also_without_any_figure():
    regions = register()
    made = build_findings(
        edition(indicator("x"), indicator("y")), observed("GM0001", RISING), regions, inside_of(regions)
    )
    assert list(zip(made.findings["region"], made.findings["indicator"], strict=True)) == [
        (code, name) for code in regions["code"] for name in ("x", "y")
    ]
    checked(made.findings, "findings")
    checked(made.rankings, "rankings")


def test_a_finding_holds_the_numbers_of_linregress():
    found = found_for(RISING)
    expected = linregress(np.arange(2015, 2023), RISING)
    assert found["slope"] == pytest.approx(expected.slope, rel=1e-12)
    assert found["p_value"] == pytest.approx(expected.pvalue, rel=1e-9)
    assert (found["latest_year"], found["latest_value"], found["n_years"]) == (2022, 8.0, 8)
    assert (found["window_start"], found["window_end"]) == (2015, 2022)


@pytest.mark.parametrize(
    ("values", "favourable", "trend", "direction"),
    [
        (RISING, "higher", "favourable", "rising"),
        (RISING, "lower", "unfavourable", "rising"),
        (RISING[::-1], "higher", "unfavourable", "falling"),
        (RISING[::-1], "lower", "favourable", "falling"),
        ([5, 6, 5, 6, 5, 6, 5, 6], "higher", "none", "flat"),
        ([5, 5, 5, 5], "higher", "none", "flat"),
        ([1, 2, 3], "higher", "undetermined", None),
        ([NAN] * 8, "higher", "missing", None),
    ],
)
def test_trend_is_the_judgement_and_direction_that_of_the_number(values, favourable, trend, direction):
    found = found_for(values, favourable=favourable)
    assert (found["trend"], found["direction"]) == (trend, direction)


def test_an_undetermined_trend_publishes_no_numbers():
    found = found_for([1.0, 2.0, 3.0])
    assert [found[name] for name in ("slope", "slope_lower", "slope_upper", "p_value")] == [None] * 4
    assert (found["n_years"], found["latest_value"]) == (3, 3.0)


def test_only_the_window_counts():
    found = found_for([100.0, 90.0, *RISING], first=2013)
    assert found["n_years"] == 8
    assert found["slope"] == pytest.approx(linregress(np.arange(2015, 2023), RISING).slope)
    assert found_for(RISING, first=2007)["trend"] == "missing"
    assert found_for(RISING, first=2007)["latest_year"] is None
    assert found_for(RISING, first=2023)["trend"] == "missing"


def test_the_latest_figure_is_the_last_one_observed_in_the_window():
    found = found_for([1, 2, 3, 4, 5, NAN, NAN, NAN])
    assert (found["latest_year"], found["latest_value"]) == (2019, 5.0)


@pytest.mark.parametrize(
    ("breaks", "n_years"), [([2017], 6), ([2016, 2018], 5), ([2012], 8), ([2023], 8), ([2020], 3), ([], 8)]
)
def test_years_before_the_last_break_are_left_out(breaks, n_years):
    found = found_for(RISING, breaks=breaks)
    assert found["n_years"] == n_years
    assert (found["trend"] == "undetermined") == (n_years < 4)


def test_figures_only_before_the_break_are_undetermined_not_missing():
    found = found_for([1, 2, 3, 4, 5], breaks=(2021,))
    assert (found["trend"], found["n_years"], found["latest_year"]) == ("undetermined", 0, 2019)


def test_a_multi_year_mean_has_no_trend():
    found = found_for(RISING, multi_year_mean=True)
    assert (found["trend"], found["direction"], found["p_value"]) == ("undetermined", None, None)
    assert found["latest_value"] == 8.0


# -- why there is no trend, jumps, how firm a colour is ----------------------------------------------------------------


def test_a_change_smaller_than_a_last_decimal_has_no_colour():
    slow = [5.0 + 0.01 * k for k in range(8)]
    found = found_for(slow)
    assert (found["trend"], found["direction"], found["no_trend"]) == ("none", "flat", "small")
    assert found["p_value"] == 0
    assert found_for([10 * v for v in slow])["trend"] == "favourable"
    assert found_for(slow, decimals=2)["trend"] == "favourable"


def test_an_indicator_can_ask_for_a_larger_change():
    asked = {"at_least": 7.5, "reason": "Minder valt niet op."}
    assert found_for(RISING)["trend"] == "favourable"
    assert (found_for(RISING, min_change=asked)["trend"], found_for(RISING, min_change=asked)["no_trend"]) == (
        "none",
        "small",
    )


def test_a_change_of_exactly_the_smallest_that_counts_has_a_colour():
    # 0.1 a year over seven years is 0.7, which binary numbers have a little more or less of.
    tenths = [k / 10 for k in range(1, 9)]
    assert found_for(tenths, min_change={"at_least": 0.7, "reason": "-"})["trend"] == "favourable"
    assert found_for(tenths, min_change={"at_least": 0.71, "reason": "-"})["trend"] == "none"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (RISING, (None, None, "firm", None)),
        ([5, 5, 5, 5], ("coarse", None, None, None)),
        ([5, 6, 5, 6, 5, 6, 5, 6], ("unclear", None, None, None)),
        ([1, 2, 3], (None, None, None, None)),
        ([5, 5, 5.1, 5, 9, 9, 9, 9.1], (None, 2019, "borderline", "jump")),
        ([1, 2.1, 2.9, 4], (None, None, "borderline", "four-points;mann-kendall")),
    ],
)
def test_what_is_said_beside_a_trend(values, told):
    found = found_for(values)
    assert tuple(found[name] for name in ("no_trend", "jump_year", "robust", "fragile")) == told


def test_a_model_and_provisional_years_make_a_colour_borderline():
    assert found_for(RISING, small_area_model=True)["fragile"] == "model"
    late = observed("GM0001", [1.0, 1.0, 1.2, 1.1, 1.0, 1.2, 2.0, 2.2])
    late.loc[late["year"] >= 2021, "status"] = ["provisional", "revised-provisional"]
    made = build_findings(edition(indicator("x")), late, register(), inside_of(register()))
    assert "provisional" in finding(made, "GM0001")["fragile"].split(";")


def test_a_longer_window_looks_at_the_year_before_the_window():
    assert found_for([30.0, *RISING], first=2014)["fragile"] == "window-9"
    assert found_for([30.0, *RISING], first=2014, breaks=[2015])["fragile"] is None
    assert found_for([0.1, *RISING], first=2014)["fragile"] is None


def test_margins_of_a_source_can_hide_a_trend():
    rows = observed("GM0001", RISING)
    wide = rows.assign(lower=rows["value"] - 9, upper=rows["value"] + 9)
    made = build_findings(edition(indicator("x")), wide, register(), inside_of(register()))
    assert finding(made, "GM0001")["fragile"] == "margins"


def test_a_series_is_stable_within_a_share_of_what_lies_between_gemeenten():
    calm = [50.0, 50.4, 49.8, 50.3, 49.9, 50.2, 50.1, 50.0]
    rows = [observed("GM0001", calm)] + [observed(f"GM{n:04}", [v + 4 * n for v in calm]) for n in range(2, 13)]
    made = build_findings(edition(indicator("x")), pd.concat(rows), register(12), inside_of(register(12)))
    assert finding(made, "GM0001")["no_trend"] == "stable"
    made = build_findings(edition(indicator("x")), rows[0], register(12), inside_of(register(12)))
    assert finding(made, "GM0001")["no_trend"] == "unclear"


def test_a_test_that_does_not_survive_among_those_of_its_level_is_borderline():
    weak = [1.0, 1.3, 1.1, 1.6, 1.2, 1.4, 1.7, 1.5]
    noise = [5, 6, 5, 6, 5, 6, 5, 6]
    alone = found_for(weak)
    assert alone["trend"] == "favourable" and "benjamini-hochberg" not in (alone["fragile"] or "")
    rows = [observed("GM0001", weak)] + [observed(f"GM{n:04}", noise) for n in range(2, 9)]
    rows += [observed("PV20", RISING)]  # another level is another family
    made = build_findings(edition(indicator("x")), pd.concat(rows), register(), inside_of(register()))
    assert "benjamini-hochberg" in finding(made, "GM0001")["fragile"].split(";")
    assert finding(made, "PV20")["fragile"] is None


# -- beside Nederland -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("national", "relative"),
    [
        ([2 * v for v in RISING], "unfavourable"),  # both rise, Nederland faster
        ([5.0] * 8, "favourable"),
        (RISING, "none"),
        ([NAN, NAN, NAN, NAN, NAN, 5, 5, 5], "undetermined"),
    ],
)
def test_a_trend_beside_nederland_is_that_of_the_difference_in_the_years_both_have(national, relative):
    rows = pd.concat([observed("GM0001", RISING), observed("NL01", national)])
    made = build_findings(edition(indicator("x")), rows, register(), inside_of(register()))
    found = finding(made, "GM0001")
    assert (found["trend"], found["relative"]) == ("favourable", relative)
    if relative != "undetermined":
        difference = np.array(RISING) - national
        assert found["relative_slope"] == pytest.approx(linregress(np.arange(2015, 2023), difference).slope, abs=1e-12)
    else:
        assert found["relative_slope"] is None
    assert finding(made, "NL01")["relative"] is None
    assert finding(made, "GM0002")["relative"] is None


# -- counts ---------------------------------------------------------------------------------------------------------


def test_a_count_is_shown_and_nothing_is_said_of_it():
    rows = [observed(f"GM{n:04}", [n * v for v in RISING]) for n in range(1, 9)] + [
        observed("NL01", [36 * v for v in RISING])
    ]
    many = indicator("x", aggregation={"method": "sum"})
    made = build_findings(edition(many), pd.concat(rows), register(), inside_of(register()))
    found = finding(made, "GM0002")
    assert (found["trend"], found["latest_value"]) == ("undetermined", 16.0)
    silent = ("direction", "p_value", "no_trend", "robust", "relative", "rank", "ranked", "tied", "rank_best")
    silent += ("previous_rank", "position", "difference_national", "jump_year")
    assert [found[name] for name in silent] == [None] * len(silent)
    assert made.rankings["ranked"].sum() == 0
    assert finding(made, "GM0001")["trend"] == "undetermined"
    assert made.evidence["total"]["tests"] == 0


# -- the distance to Nederland --------------------------------------------------------------------------------------


def test_difference_is_with_nederland_in_the_regions_own_latest_year():
    rows = pd.concat([observed("GM0001", [5.0, 6.5]), observed("NL01", [4.0, 4.0, 100.0])])
    made = build_findings(edition(indicator("x")), rows, register(), inside_of(register()))
    assert finding(made, "GM0001")["difference_national"] == 2.5
    assert finding(made, "NL01")["difference_national"] == 0.0
    assert finding(made, "GM0002")["difference_national"] is None


def test_no_difference_where_nederland_has_no_figure_that_year():
    rows = pd.concat([observed("GM0001", [5.0, 6.5]), observed("NL01", [4.0, NAN, 4.0])])
    assert (
        finding(build_findings(edition(indicator("x")), rows, register(), inside_of(register())), "GM0001")[
            "difference_national"
        ]
        is None
    )


# -- position -----------------------------------------------------------------------------------------------------


def test_rank_ranked_and_position_go_together():
    made = build_findings(
        edition(indicator("x", "lower")), ranked_gemeenten([3, 1, 2, 4, 5, 6, 7]), register(), inside_of(register())
    )
    best, none = finding(made, "GM0002"), finding(made, "GM0008")
    assert (best["rank"], best["ranked"], best["position"]) == (1, 7, "top")
    assert (none["rank"], none["ranked"], none["position"]) == (None, None, None)


def test_a_place_says_who_shares_it_and_what_it_was():
    rows = pd.concat([ranked_gemeenten([5, 4, 4, 4, 3, 2], year=2020), ranked_gemeenten([1, 7, 7, 6, 5, 4])])
    found = finding(build_findings(edition(indicator("x")), rows, register(), inside_of(register())), "GM0003")
    assert (found["rank"], found["tied"], found["rank_best"], found["rank_worst"]) == (1, 1, 1, 2)
    assert (found["previous_rank"], found["previous_year"]) == (2, 2020)


def test_the_edition_says_from_how_many_regions_on_there_are_quarters():
    rules = {"trend": {}, "position": {"min_quarters": 9}, "aggregation": {"weight_year": 2023}}
    book = factories.edition(indicator("x"), themes=THEMES, rules=rules)
    made = build_findings(book, ranked_gemeenten([8, 7, 6, 5, 4, 3, 2, 1]), register(), inside_of(register()))
    assert (finding(made, "GM0001")["rank"], finding(made, "GM0001")["position"]) == (1, None)
    assert (
        made.evidence["levels"]["gemeente"] | {"ranked": 8, "top": 0, "unranked": 0}
        == (made.evidence["levels"]["gemeente"])
    )


def test_levels_are_ranked_apart_and_too_few_regions_not_at_all():
    rows = pd.concat([ranked_gemeenten([8, 7, 6, 5, 4, 3, 2, 1]), observed("CR01", [9.0], first=2022)])
    made = build_findings(edition(indicator("x")), rows, register(), inside_of(register()))
    assert finding(made, "GM0001")["rank"] == 1
    assert finding(made, "CR01")["rank"] is None
    table = made.rankings.set_index("level")
    assert table.loc["gemeente"].to_dict() == {
        "indicator": "x",
        "year": 2022,
        "ranked": 8,
        "top_cut": 2,
        "bottom_cut": 7,
    }
    assert pd.isna(table.loc["corop", "year"]) and table.loc["corop", "ranked"] == 0


def test_a_corop_figure_is_ranked_among_corop_areas_also_at_its_gemeenten():
    regions = register(6)
    more = [(f"CR{n:02}", "-", "corop", None, "PV20") for n in range(3, 9)]
    regions = pd.concat([regions, pd.DataFrame(more, columns=regions.columns)], ignore_index=True)
    rows = [observed(f"CR{n:02}", [v * n for v in RISING]) for n in range(1, 9)]
    rows += [observed(f"GM{n:04}", [v * (1 + n % 2) for v in RISING]) for n in range(1, 7)]
    made = build_findings(edition(indicator("x", corop_value=True)), pd.concat(rows), regions, inside_of(regions))
    corop, gemeente = finding(made, "CR02"), finding(made, "GM0001")
    assert (gemeente["rank"], gemeente["ranked"], gemeente["position"]) == (7, 8, "bottom")
    assert gemeente | {"region": "CR02"} == corop
    rankings = made.rankings.set_index("level")
    assert rankings.loc["gemeente"].to_dict() == rankings.loc["corop"].to_dict()
    assert rankings.loc["gemeente", "ranked"] == 8
    assert made.evidence["levels"]["gemeente"]["tests"] == 0
    assert made.evidence["levels"]["corop"]["tests"] == 8


# -- evidence -----------------------------------------------------------------------------------------------------


def an_edition_with_everything() -> Findings:
    noise = [5, 6, 5, 6, 5, 6, 5, 6]
    series = [RISING, RISING[::-1], noise, [1, 2, 3], [NAN] * 8]
    rows = [observed(f"GM{n:04}", values) for n, values in enumerate(series, 1)]
    rows += [observed(f"GM{n:04}", values, "y") for n, values in enumerate([RISING, RISING], 1)]
    return build_findings(
        edition(indicator("x"), indicator("y", small_area_model=True)),
        pd.concat(rows),
        register(),
        inside_of(register()),
    )


def test_evidence_counts_every_series_once():
    made = an_edition_with_everything()
    counts = made.evidence["levels"]["gemeente"]
    trends = made.findings.loc[made.findings["region"].str.startswith("GM"), "trend"].value_counts().drop("unjudged")
    assert {word: counts[word] for word in trends.index} == trends.to_dict()
    assert counts["series"] == 16 == counts["tests"] + counts["undetermined"] + counts["missing"]
    assert (counts["tests"], counts["coloured"], counts["none"]) == (5, 4, 1)
    assert counts["expected_by_chance"] == 0.25
    assert counts["survive_bh"] == 4
    assert (counts["coloured_small_area_model"], counts["tests_small_area_model"]) == (2, 2)
    assert made.evidence["total"]["tests"] == 5
    assert made.evidence["window"] == [2015, 2022]
    assert (counts["firm"], counts["borderline"], counts["fragile"]) == (2, 2, {"model": 2})
    assert counts["no_trend"] == {"small": 0, "coarse": 0, "stable": 0, "unclear": 1}
    assert list(made.evidence["chance"]) == ["0", "0.3", "0.5", "0.7"]
    assert made.evidence["chance"]["0"] == pytest.approx(0.05, abs=0.005)


def test_unfavourable_and_bottom_together_is_the_stronger_signal():
    rows = pd.concat([observed("GM0001", RISING[::-1])] + [observed(f"GM{n:04}", RISING) for n in range(2, 9)])
    made = build_findings(edition(indicator("x")), rows, register(), inside_of(register()))
    assert made.evidence["levels"]["gemeente"]["unfavourable_and_bottom"] == 1


def test_evidence_is_ready_for_json():
    evidence = an_edition_with_everything().evidence
    assert json.loads(json.dumps(evidence)) == evidence


# -- input --------------------------------------------------------------------------------------------------------


def test_observations_of_an_unknown_region_are_refused_by_name():
    with pytest.raises(TableError, match="found GM9999; expected codes that are in the table of regions"):
        build_findings(edition(indicator("x")), observed("GM9999", RISING), register(), inside_of(register()))


def test_indicators_outside_the_edition_are_not_used():
    rows = pd.concat([observed("GM0001", RISING), observed("GM0001", RISING, "z")])
    assert set(
        build_findings(edition(indicator("x")), rows, register(), inside_of(register())).findings["indicator"]
    ) == {"x"}


def test_an_edition_without_observations_is_all_missing():
    made = build_findings(
        edition(indicator("x")), observed("GM0001", RISING).iloc[:0], register(), inside_of(register())
    )
    assert set(made.findings["trend"]) == {"missing"}


figures = st.lists(st.one_of(st.just(NAN), st.integers(0, 500).map(lambda n: n / 10)), min_size=8, max_size=8)


@settings(deadline=None, max_examples=40)
@given(st.lists(figures, min_size=8, max_size=8), st.permutations(range(8)))
def test_permuting_regions_and_rows_changes_no_finding(series, order):
    rows = [observed(f"GM{n:04}", values) for n, values in enumerate(series, 1)]
    before = build_findings(edition(indicator("x")), pd.concat(rows), register(), inside_of(register()))
    shuffled = register().iloc[[0, 1, 2, 3, *(4 + k for k in order)]]
    after = build_findings(edition(indicator("x")), pd.concat([rows[k] for k in order]), shuffled, inside_of(shuffled))
    check = after.findings.sort_values("region", ignore_index=True)
    pd.testing.assert_frame_equal(check, before.findings.sort_values("region", ignore_index=True))
    assert after.evidence == before.evidence


# -- the real edition ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(realdata: Path, project_root: Path) -> tuple[Findings, pd.DataFrame, pd.DataFrame]:
    """Findings of edition 2023 from the download itself, with observations and regions."""
    book = load_edition(project_root / "params", "2023")
    names = {code: i.id for i in book.indicators for code in i.codes}
    rows = pd.read_csv(realdata / "rmbw2023" / "download" / "indicatoren.csv", sep=";", decimal=",")
    absent = rows["waarde"].isna()
    source = pd.DataFrame(
        {
            "region": rows["statcode"],
            "indicator": rows["code"].map(names),
            "year": rows["jaar"].astype("int32"),
            "value": rows["waarde"],
            "status": pd.array(np.where(absent, None, "definitive"), dtype="str"),
            "absence": pd.array(np.where(absent, "missing", None), dtype="str"),
            "lower": NAN,
            "upper": NAN,
        }
    )
    register = pd.read_csv(realdata / "regions" / "cbs2023_gebiedsindelingen_register.csv")
    parts = [pd.DataFrame({"code": ["NL01"], "name": ["Nederland"], "level": ["land"]})]
    for level, short in (("provincie", "pv"), ("corop", "cr"), ("gemeente", "gm")):
        around = {"corop": "cr_code", "provincie": "pv_code"} if level == "gemeente" else {}
        columns = {"code": f"{short}_code", "name": f"{short}_naam"} | around
        part = register[list(columns.values())].set_axis(list(columns), axis=1).drop_duplicates("code")
        parts.append(part.assign(level=level))
    regions = pd.concat(parts, ignore_index=True)
    people = pd.read_csv(realdata / "regions" / "samengesteld_inwoners_per_gemeente.csv")
    weights = people[people["jaar"] == 2023].set_index("gm_code")["inwoners"]
    made = aggregate(
        source, regions, inside_of(regions), book.indicators, weights, book.rules.aggregation, book.params.levels
    )
    observations = pd.concat([source, made.rows], ignore_index=True)
    return build_findings(book, observations, regions, inside_of(regions)), observations, regions


@pytest.mark.realdata
def test_the_real_edition_has_a_finding_for_all_395_regions_and_42_indicators(real):
    made, _, _ = real
    assert len(made.findings) == 395 * 42
    assert made.findings["region"].nunique() == 395
    checked(made.findings, "findings")
    checked(made.rankings, "rankings")
    assert made.evidence["total"]["series"] == 395 * 42


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("vacaturegraad", {"missing"}),  # not in the download
        ("tevredenheid-met-woning", {"undetermined", "missing"}),  # 2015, 2018, 2021
        ("overgewicht", {"undetermined", "missing"}),  # 2016, 2020, 2022, and a break
        ("levensverwachting", {"undetermined", "missing"}),  # a multi-year mean
        ("bebouwd-terrein", {"undetermined", "missing"}),  # 2015, 2017
        ("werkloosheid", {"favourable"}),  # fell in every single region
    ],
)
def test_what_the_rule_says_of_real_series(real, subject, words):
    table = real[0].findings
    assert set(table.loc[table["indicator"] == subject, "trend"]) == words


@pytest.mark.realdata
def test_real_latest_figures_are_those_of_the_observations(real):
    made, observations, _ = real
    inside = observations[observations["year"].between(2015, 2022) & observations["value"].notna()]
    last = inside.sort_values("year").groupby(["region", "indicator"]).last()
    found = made.findings.dropna(subset=["latest_value"]).set_index(["region", "indicator"]).sort_index()
    assert found["latest_year"].astype(int).equals(last["year"].astype(int))
    assert found["latest_value"].equals(last["value"])


@pytest.mark.realdata
def test_every_real_colour_has_a_test_behind_it(real):
    table = real[0].findings
    coloured = table["trend"].isin(["favourable", "unfavourable"])
    assert (table.loc[coloured, "p_value"] < 0.05).all()
    assert (table.loc[coloured, "n_years"] >= 4).all()
    assert table.loc[~table["trend"].isin(["favourable", "unfavourable", "none"]), "p_value"].isna().all()
    up = (table["slope_lower"] > 0) & coloured
    assert set(table.loc[up, "direction"]) == {"rising"}
    assert (table["robust"].notna() == coloured).all()
    assert (table["no_trend"].notna() == (table["trend"] == "none")).all()


@pytest.mark.realdata
def test_no_real_colour_is_of_a_change_that_nobody_can_see(real):
    made, observations, _ = real
    book = load_edition(Path(__file__).parents[2] / "params", "2023")
    table = made.findings[made.findings["trend"].isin(["favourable", "unfavourable"])]
    names = {i.id: i for i in book.series}
    rows = observations[observations["year"].between(2015, 2022) & observations["value"].notna()].sort_values("year")
    series = dict(iter(rows.groupby(["region", "indicator"])))
    for found in table.to_dict("records"):
        about = names[found["indicator"]]
        part = series[found["region"], found["indicator"]]
        part = part[part["year"] >= max([b.year for b in about.breaks], default=0)]
        first, last = (round(float(v), about.decimals) for v in part["value"].iloc[[0, -1]])
        assert first != last, found
        assert (last > first) == (found["direction"] == "rising"), found


@pytest.mark.realdata
def test_every_real_trend_beside_nederland_equals_linregress_on_the_difference(real):
    made, observations, _ = real
    rows = observations[observations["year"].between(2015, 2022)].astype({"region": str, "indicator": str})
    wide = rows.pivot(index=["indicator", "region"], columns="year", values="value").astype(float)
    book = load_edition(Path(__file__).parents[2] / "params", "2023")
    checked_series = 0
    for found in made.findings[made.findings["relative_slope"].notna()].to_dict("records"):
        about = book.indicator(found["indicator"])
        start = max([b.year for b in about.breaks], default=0)
        difference = (wide.loc[(about.id, found["region"])] - wide.loc[(about.id, "NL01")]).dropna()
        difference = difference[difference.index >= start]
        line = linregress(difference.index.to_numpy(), difference.to_numpy())
        assert found["relative_slope"] == pytest.approx(line.slope, rel=1e-7, abs=1e-9), found
        way = np.sign(line.slope) * (1 if about.direction.favourable == "higher" else -1)
        coloured = line.pvalue < 0.05 and abs(line.slope) * np.ptp(difference.index) >= 10.0**-about.decimals - 1e-9
        expected = "none" if not coloured else "favourable" if way > 0 else "unfavourable"
        assert found["relative"] == expected, found
        checked_series += 1
    assert checked_series > 5000


@pytest.mark.realdata
def test_schiermonnikoogs_distance_to_a_cafe_is_told_as_a_jump(real):
    found = finding(real[0], "GM0088", "afstand-tot-cafe")
    assert (found["trend"], found["jump_year"], found["robust"]) == ("unfavourable", 2020, "borderline")
    assert found["fragile"].split(";")[0] == "jump"


# -- the balance of the provincies ----------------------------------------------------------------------------------


def test_balance_counts_quarters_of_here_and_now_once_per_indicator(project_root):
    regions = pd.DataFrame(
        [("NL01", "Nederland", "land", None, None)]
        + [(f"PV{n}", f"p{n}", "provincie", None, None) for n in range(20, 24)],
        columns=["code", "name", "level", "corop", "provincie"],
    )
    both, later = indicator("x", themes=("wonen", "later")), indicator("y", themes=("later",))
    rows = [observed(f"PV{n}", [float(n)], name, 2022) for n in range(20, 24) for name in ("x", "y")]
    book = edition(both, later, indicator("z"))
    findings = build_findings(book, pd.concat(rows), regions, inside_of(regions)).findings
    balance = load_tool(project_root, "compare_balance").provincial_balance(findings, regions, book)
    assert balance.to_dict("list") == {
        "region": ["PV20", "PV21", "PV22", "PV23"],
        "name": ["p20", "p21", "p22", "p23"],
        "indicators": [2, 2, 2, 2],
        "top": [0, 0, 0, 1],
        "middle": [0, 1, 1, 0],
        "bottom": [1, 0, 0, 0],
        "unranked": [1, 1, 1, 1],
    }
