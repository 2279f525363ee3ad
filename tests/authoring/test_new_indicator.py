"""`regioboek indicator new` writes an indicator and its source: complete, valid, nothing else changed."""

from __future__ import annotations

import difflib
import shutil

import pytest
from loopback.server import Loopback
from loopback.statline_tables import CARS, PERIODS, districts_v3, districts_v4, v3_table, v4_table

from regioboek.cli.app import main
from regioboek.params.loading import load_edition


@pytest.fixture
def params(project_root, tmp_path):
    """A copy of the project's params, with one edition that has real sources."""
    shutil.copytree(project_root / "params", tmp_path / "params", ignore=shutil.ignore_patterns("kerncijfers.yml"))
    return tmp_path / "params"


@pytest.fixture
def cbs(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The server that the environment names, with invented tables."""
    monkeypatch.setenv("REGIOBOEK_CBS_URL", loopback.url)
    loopback.v3["70001ned"] = v3_table(Frequency="Perjaar")
    loopback.v4["70002NED"] = v4_table()
    return loopback


@pytest.fixture
def new(capsys, params):
    """The command, on the copy: exit code, stdout, stderr."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(["indicator", "new", *arguments, "--project", str(params.parent)])
        out, err = capsys.readouterr()
        return stop.value.code or 0, out, " ".join(err.split())

    return run


V3 = ("--table", "70001ned", "--measure", "k_0Tot15Jaar_2")


def texts(params):
    return {p.relative_to(params).as_posix(): p.read_text("utf-8") for p in params.rglob("*.yml")}


def test_only_lines_are_added_and_only_to_two_files(new, params, cbs):
    before = texts(params)
    assert new(*V3)[0] == 0
    after = texts(params)
    assert {f for f in after if after[f] != before[f]} == {"indicators.yml", "editions/2023.yml"}
    for file in before:
        changes = list(difflib.ndiff(before[file].splitlines(), after[file].splitlines()))
        assert [line for line in changes if line.startswith("-")] == []


def test_an_edition_that_is_not_the_monitor_gets_it_in_its_own_collection(new, params, cbs, project_root):
    for file in ("editions/kerncijfers.yml", "indicators/kerncijfers.yml"):
        shutil.copy(project_root / "params" / file, params / file)
    before = texts(params)
    code, out, _ = new(*V3, "--id", "jongeren", "--edition", "kerncijfers")
    assert code == 0 and "params/indicators/kerncijfers.yml: jongeren" in out
    after = texts(params)
    assert {f for f in after if after[f] != before[f]} == {"indicators/kerncijfers.yml", "editions/kerncijfers.yml"}
    edition = load_edition(params, "kerncijfers")
    assert edition.indicators[-1].id == "jongeren" and edition.indicators[-1].monitor is None


def test_which_edition_is_asked_for_where_several_have_real_sources(new, params, cbs, project_root):
    for file in ("editions/kerncijfers.yml", "indicators/kerncijfers.yml"):
        shutil.copy(project_root / "params" / file, params / file)
    code, _, told = new(*V3)
    assert code and "2023, kerncijfers; say which one with --edition" in told


def test_the_edition_has_the_indicator_and_its_source(new, params, cbs):
    new(*V3)
    edition = load_edition(params, "2023")
    indicator = edition.indicator("naar-leeftijd-jong-0-tot-15-jaar")
    assert (indicator.name, indicator.unit, indicator.unit_short) == ("Naar leeftijd: Jong: 0 tot 15 jaar", "%", "%")
    assert (indicator.minimum, indicator.maximum, indicator.cadence) == (0, 100, "jaarlijks")
    source = edition.params.sources[-1]
    assert (source.id, source.kind) == ("statline-70001ned", "statline-v3")
    query = source.statline
    assert query is not None
    assert query.keys == {"naar-leeftijd-jong-0-tot-15-jaar": "k_0Tot15Jaar_2"}
    (told,) = query.described.values()
    assert (told.title, told.group, told.unit) == ("0 tot 15 jaar", "Naar leeftijd: Jong", "%")
    assert query.select == {"Geslacht": "1100"}
    assert query.levels == ("land", "provincie", "gemeente")
    assert query.years == (edition.window.first, edition.window.last)
    assert query.url is None  # that the environment names a server is not written down
    assert query.other_periods == "refuse"


def test_what_a_person_must_decide_is_marked(new, params, cbs):
    new(*V3)
    marked = [line.split(":")[0].strip() for line in texts(params)["indicators.yml"].splitlines() if "DECIDE:" in line]
    assert {"subject", "unit", "themes", "direction", "aggregation"} <= set(marked)
    assert "select:  # DECIDE" in texts(params)["editions/2023.yml"]


def test_a_direction_that_nobody_can_say_is_decided_too(new, params, cbs):
    new(*V3, "--id", "jongeren", "--favourable", "undetermined", "--reason", "Jong of oud is geen oordeel.")
    direction = load_edition(params, "2023").indicator("jongeren").direction
    assert (direction.favourable, direction.reason) == ("undetermined", "Jong of oud is geen oordeel.")
    assert "  direction:\n" in texts(params)["indicators.yml"].split("- id: jongeren")[1]


def test_a_direction_that_nobody_decided_yet_judges_nothing(new, params, cbs):
    new(*V3, "--id", "jongeren")
    assert not load_edition(params, "2023").indicator("jongeren").is_judged
    assert "direction:  # DECIDE" in texts(params)["indicators.yml"].split("- id: jongeren")[1]


def test_what_is_decided_on_the_command_line_is_not_asked_again(new, params, cbs):
    why = "Meer jongeren is leuker."
    decided = ("--theme", "wonen", "--favourable", "lower", "--reason", why)
    new(*V3, "--id", "jongeren", *decided, "--select", "Geslacht=3000", "--level", "gemeente")
    edition = load_edition(params, "2023")
    indicator = edition.indicator("jongeren")
    assert (indicator.themes, indicator.direction.favourable, indicator.direction.reason) == (("wonen",), "lower", why)
    query = edition.params.sources[-1].statline
    assert query is not None
    assert (query.select, query.levels) == ({"Geslacht": "3000"}, ("gemeente",))
    added = texts(params)["indicators.yml"].split("- id: jongeren")[1]
    assert "themes: [wonen]\n" in added and "direction:\n" in added


def test_v4_works_the_same_way(new, params, cbs):
    code, out, _ = new("--service", "v4", "--table", "70002NED", "--measure", "M001")
    assert code == 0
    edition = load_edition(params, "2023")
    assert edition.params.sources[-1].kind == "statline-v4"
    assert edition.params.sources[-1].statline.url is None
    assert edition.params.sources[-1].statline.described["M001"].group == "Banen"
    assert "next: regioboek fetch 2023, regioboek check 2023, regioboek build 2023 --only banen-totaal" in out


def test_a_second_measure_of_a_table_gets_a_source_of_its_own(new, params, cbs):
    new(*V3)
    new("--table", "70001ned", "--measure", "Totaal_1", "--id", "aantal-banen")
    assert [s.id for s in load_edition(params, "2023").params.sources[-2:]] == [
        "statline-70001ned",
        "statline-70001ned-2",
    ]


def test_an_edition_that_names_its_indicators_gets_the_new_one_named(new, params, cbs):
    path = params / "editions" / "2023.yml"
    text = path.read_text("utf-8").replace("indicators: all", "indicators: [werkloosheid, nettoarbeidsparticipatie]")
    before, _, rest = text.partition("not_in_source:")
    path.write_text(before + rest[rest.index("\n\n") :], "utf-8")
    new(*V3, "--id", "jongeren")
    assert "indicators: [werkloosheid, nettoarbeidsparticipatie, jongeren]" in path.read_text("utf-8")


def test_quarters_beside_years_are_left_out_and_the_source_says_so(new, params, cbs):
    cbs.v3["70001ned"] = v3_table(periods=(*PERIODS, ("2022KW01", "Voorlopig")))
    new(*V3)
    assert load_edition(params, "2023").params.sources[-1].statline.other_periods == "skip"


@pytest.mark.parametrize(("transfers", "former"), [(True, "keep"), (False, "leave-out")])
def test_former_gemeenten_are_kept_where_transfers_can_place_them(new, params, cbs, transfers, former):
    path = params / "editions" / "2023.yml"
    blocks = path.read_text("utf-8").split("\n  - id: ")
    text = "\n  - id: ".join(block for block in blocks if "kind: transfers" not in block).rstrip() + "\n"
    if transfers:
        told = "title: T\n    origin: CBS\n    licence: L\n    citation: C\n    files: {transfers: t.csv}\n"
        text += f"  - id: overgangen\n    kind: transfers\n    {told}"
    path.write_text(text, "utf-8")
    new(*V3)
    assert load_edition(params, "2023").params.sources[-1].statline.former == former


@pytest.mark.parametrize(
    ("infos", "told", "year"),
    [
        ({}, (), 2021),
        ({"Period": None}, (), 2021),
        ({"Period": "2020"}, (), 2020),
        ({"Period": "2019"}, ("--year", "2018"), 2018),
        ({"Period": "2015 - 2019", "Title": "Kerncijfers"}, ("--year", "2017"), 2017),
    ],
)
def test_a_table_without_periods_is_of_the_year_it_names_or_that_is_told(new, params, cbs, *, infos, told, year):
    cbs.v3["70005NED"] = districts_v3(**infos)
    code, _, err = new("--table", "70005NED", "--measure", CARS, "--id", "autos", *told)
    assert code == 0, err
    query = load_edition(params, "2023").params.sources[-1].statline
    assert (query.period, query.year, query.years, query.region) == (None, year, None, "WijkenEnBuurten")
    assert query.levels == ("gemeente",)
    assert f"year: {year}  # DECIDE" in texts(params)["editions/2023.yml"]


def test_a_table_of_v4_without_periods_too(new, params, cbs):
    cbs.v4["70006NED"] = districts_v4()
    asked = ("--service", "v4", "--table", "70006NED", "--measure", "M7", "--id", "autos")
    assert "say --year, the one year that its figures are of" in new(*asked)[2]
    assert new(*asked, "--year", "2022")[0] == 0
    assert load_edition(params, "2023").params.sources[-1].statline.year == 2022


def test_a_year_for_a_table_that_has_periods_is_refused(new, params, cbs):
    code, _, err = new(*V3, "--year", "2021")
    assert (code, "period: Perioden and years: [2021, 2021] in its place" in err) == (1, True)


def test_dry_run_prints_and_writes_nothing(new, params, cbs):
    before = texts(params)
    code, out, _ = new(*V3, "--dry-run")
    assert code == 0
    assert "- id: naar-leeftijd-jong-0-tot-15-jaar" in out and "kind: statline-v3" in out
    assert texts(params) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--table", "70001ned", "--measure", "totaal_1"), "(did you mean Totaal_1?)"),
        ((*V3, "--select", "Geslacht=1200"), "(did you mean 1100?)"),
        ((*V3, "--select", "Geslacht"), "say DIMENSION=CODE"),
        ((*V3, "--level", "corop"), "no corop in dimension RegioS"),
        ((*V3, "--level", "straat"), "no level straat"),
        ((*V3, "--theme", "woning"), "(did you mean wonen?)"),
        ((*V3, "--id", "Jongeren!"), "the id 'Jongeren!' cannot be used"),
        ((*V3, "--id", "werkloosheid"), "there is an indicator werkloosheid already"),
        ((*V3, "--edition", "demo"), "edition demo is invented"),
        ((*V3, "--edition", "2024"), 'the edition "2024"'),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(new, params, cbs, arguments, message):
    before = texts(params)
    code, _, err = new(*arguments)
    assert code == 1
    assert message in err
    assert texts(params) == before


def test_a_title_with_marks_stays_text(new, params, cbs):
    cbs.v3["70001ned"] = v3_table(Title='<script>alert("x")</script>: #1\n- id: y')
    assert new(*V3)[0] == 0
    source = load_edition(params, "2023").params.sources[-1]
    assert source.title.startswith('<script>alert("x")</script>: #1')
