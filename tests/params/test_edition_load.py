"""Loading editions: those that are shipped, and what is refused with which words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from regioboek.errors import ParamsError
from regioboek.params.edition import Edition
from regioboek.params.edition_checks import contrast
from regioboek.params.loading import available_editions, load_edition

EDITION = "editions/2023.yml"
Refusal = Callable[..., list[str]]


@pytest.fixture
def refused(project_root: Path, tmp_path: Path) -> Refusal:
    """Problems, as text without line numbers, after replacing texts in a copy of the params."""
    params = tmp_path / "params"
    shutil.copytree(project_root / "params", params)

    def refuse(file: str, *edits: tuple[str, str], edition: str = "2023") -> list[str]:
        text = (params / file).read_text(encoding="utf-8")
        for before, after in edits:
            assert before in text
            text = text.replace(before, after, 1)
        (params / file).write_text(text, encoding="utf-8")
        with pytest.raises(ParamsError) as caught:
            load_edition(params, edition)
        return [re.sub(r": line \d+, ", ": ", str(problem)) for problem in caught.value.problems]

    return refuse


def test_both_editions_are_found_and_load(project_root):
    params = project_root / "params"
    assert {"2023", "demo"} <= set(available_editions(params)), "somebody's own editions may stand beside them"
    assert [load_edition(params, name).id for name in ("2023", "demo")] == ["2023", "demo"]


def test_2023_has_the_42_indicators_and_says_which_five_its_download_lacks(project_root):
    edition = load_edition(project_root / "params", "2023")
    assert len(edition.indicators) == 42
    assert len(edition.themes) == 12
    assert (edition.window.first, edition.window.last) == (2015, 2022)
    lacking = [i for i in edition.indicators if edition.not_in_source(i.id)]
    assert len(lacking) == 5
    assert all(i.codes == () for i in lacking)
    assert all(i.codes for i in edition.indicators if i not in lacking)


def test_the_demo_shows_the_newcomers_and_is_marked_as_an_example(project_root):
    edition = load_edition(project_root / "params", "demo")
    assert edition.params.example
    assert {"problematische-schulden", "tevredenheid-met-sociaal-leven", "startkwalificatie"} <= {
        i.id for i in edition.indicators
    }
    assert len(edition.indicators) == 44


def test_an_edition_loads_without_the_folder_of_its_sources(project_root, tmp_path):
    shutil.copytree(project_root / "params", tmp_path / "params")
    assert load_edition(tmp_path / "params", "2023").id == "2023"


def test_named_indicators_come_in_official_order_with_the_themes_they_need(project_root, tmp_path):
    params = tmp_path / "params"
    shutil.copytree(project_root / "params", params)
    file = params / EDITION
    text = file.read_text(encoding="utf-8").replace("indicators: all", "indicators: [werkloosheid, overgewicht]")
    before, _, rest = text.partition("not_in_source:")
    file.write_text(before + rest[rest.index("\ncolours:") :], encoding="utf-8")
    edition = load_edition(params, "2023")
    assert [i.id for i in edition.indicators] == ["overgewicht", "werkloosheid"]
    assert [t.id for t in edition.themes] == ["gezondheid", "arbeid-en-vrije-tijd"]


def test_an_indicator_or_theme_the_edition_does_not_have_is_named(project_root):
    edition = load_edition(project_root / "params", "2023")
    assert edition.indicator("werkloosheid").name == "Werkloosheid"
    assert edition.theme("wonen").name == "Wonen"
    with pytest.raises(KeyError, match='edition 2023 has no indicator "startkwalificatie"'):
        edition.indicator("startkwalificatie")
    with pytest.raises(KeyError, match='edition 2023 has no theme "geluk"'):
        edition.theme("geluk")


def test_an_edition_is_the_same_after_writing_it_as_json(project_root):
    edition = load_edition(project_root / "params", "2023")
    assert Edition.model_validate_json(edition.model_dump_json()) == edition


def test_an_edition_cannot_be_changed_after_loading(project_root):
    edition = load_edition(project_root / "params", "2023")
    with pytest.raises(ValidationError, match="frozen"):
        edition.rules.trend.alpha = 0.5


def test_an_unknown_edition_names_the_nearest(project_root):
    params = project_root / "params"
    with pytest.raises(ParamsError) as caught:
        load_edition(params, "2032")
    known = ", ".join(available_editions(params))
    assert str(caught.value.problems[0]) == (
        f'params/editions: found the edition "2032"; expected one of: {known} (did you mean 2023?)'
    )


def test_a_missing_edition_folder_says_where_an_edition_belongs(tmp_path):
    with pytest.raises(ParamsError, match=r"a file <edition>\.yml in that folder"):
        load_edition(tmp_path / "params", "2023")


ONE_PROBLEM = [
    pytest.param(
        ("alpha: 0.05", "alpha: 1.5"),
        "params/editions/2023.yml: rules.trend.alpha: found 1.5; expected a number above 0 and below 1",
        id="alpha above 1",
    ),
    pytest.param(
        ("alpha: 0.05", "alpha: 0,05"),
        'params/editions/2023.yml: rules.trend.alpha: found "0,05"; expected a number, with a point: 0.05',
        id="decimal comma",
    ),
    pytest.param(
        ("min_years: 4", "min_years: vier"),
        'params/editions/2023.yml: rules.trend.min_years: found "vier"; expected a whole number',
        id="wrong type",
    ),
    pytest.param(
        ("min_years: 4", "min_year: 4"),
        'params/editions/2023.yml: rules.trend.min_year: found the unknown key "min_year"; '
        "expected one of method, alpha, min_years, min_span, min_change, stable_share "
        "(did you mean min_years?)",
        id="typo in an optional key",
    ),
    pytest.param(
        ("licence_line:", "licence-line:"),
        'params/editions/2023.yml: licence-line: found the unknown key "licence-line"; expected one of id, '
        "title, about, year, division_year, example, published, publisher, licence_line, base, base_env, window, "
        "rules, levels, indicators, not_in_source, themes, colours, areas, pages, sources (did you mean licence_line?)",
        id="typo in a required key is one problem",
    ),
    pytest.param(
        ("  - id: rmbw\n    kind", "  - kind"),
        'params/editions/2023.yml: sources[0].id: found nothing: this key is missing; expected the key "id": '
        "lower-case letters, digits and single hyphens: it becomes part of a URL",
        id="missing key",
    ),
    pytest.param(
        ("last: 2022", "last: 2023"),
        "params/editions/2023.yml: window.last: found 2023; "
        "expected a year before the edition's own, 2023: usually 2022",
        id="window ends too late",
    ),
    pytest.param(
        ("min_span: 4", "min_span: 9"),
        "params/editions/2023.yml: rules.trend.min_span: found 9; "
        "expected at most 8, the years of the window; otherwise no trend is ever determined",
        id="rule that no series can meet",
    ),
    pytest.param(
        ("ties: whole", "ties: half"),
        'params/editions/2023.yml: rules.position.ties: found "half"; expected one of "whole" or "all"',
        id="ties by another rule",
    ),
    pytest.param(
        ("windows: [7, 9]", "windows: [7, 2]"),
        "params/editions/2023.yml: rules.robustness.windows[1]: found 2; expected a number at least 3",
        id="a window in which no trend is tested",
    ),
    pytest.param(
        ("  share: 0.25", "  share: 0.6"),
        "params/editions/2023.yml: rules.position.share: found 0.6; expected a number above 0 and below 0.5",
        id="top and bottom overlap",
    ),
    pytest.param(
        ("  share: 0.25", "  share: 0.2"),
        "params/editions/2023.yml: rules.position.share: found 0.2; "
        "expected 0.25: pages, legends and chapters speak of a quarter",
        id="a quarter that is no quarter",
    ),
    pytest.param(
        ("level: corop", "level: corp"),
        'params/editions/2023.yml: sources.grenzen-corop.level: found "corp"; '
        'expected one of "land", "landsdeel", "provincie", "corop", "regiodeal", "gebied", "gemeente", "wijk" '
        'or "buurt" (did you mean corop?)',
        id="unknown level",
    ),
    pytest.param(
        ("levels: [land, landsdeel, provincie, corop, regiodeal, gemeente]", "levels: [land, provincie, corop]"),
        'params/editions/2023.yml: levels: found ["land", "provincie", "corop"] without gemeente; '
        "expected the level gemeente too: larger areas are aggregated from it",
        id="aggregates without gemeenten",
    ),
    pytest.param(
        ("  vacaturegraad:", "  vacaturegraat:"),
        "params/editions/2023.yml: not_in_source.vacaturegraat: "
        'found the unknown indicator "vacaturegraat"; '
        "expected an id of indicators.yml (did you mean vacaturegraad?)",
        id="unknown indicator",
    ),
    pytest.param(
        ("  vacaturegraad:", "  startkwalificatie:"),
        "params/editions/2023.yml: not_in_source.startkwalificatie: "
        'found "startkwalificatie", which this edition does not ask for; '
        "expected an indicator of this edition that its sources lack",
        id="indicator of a later edition",
    ),
    pytest.param(
        ('none: "#6b7480"', 'none: "#c9d0d8"'),
        "params/editions/2023.yml: colours.none: found #c9d0d8, contrast 1.5:1 on #fbfaf7; "
        "expected a darker colour: at least 3:1",
        id="too light",
    ),
    pytest.param(
        ('none_dark: "#a7b0bb"', 'none_dark: "#334455"'),
        "params/editions/2023.yml: colours.none_dark: found #334455, contrast 1.8:1 on #14181d; "
        "expected a lighter colour: at least 3:1",
        id="too dark on dark",
    ),
    pytest.param(
        ('none: "#6b7480"', 'none: "grijs"'),
        'params/editions/2023.yml: colours.none: found "grijs"; expected a colour as #rrggbb, in quotes',
        id="no colour",
    ),
    pytest.param(
        ('published: "2026-11-21"', "published: 21-11-2026"),
        'params/editions/2023.yml: published: found "21-11-2026"; expected a date as "2023-12-04"',
        id="date in another order",
    ),
    pytest.param(
        ('id: "2023"', 'id: "2024"'),
        'params/editions/2023.yml: id: found "2024"; expected "2023", the name of the file',
        id="id is not the file's name",
    ),
    pytest.param(
        ("register: regions/", "register: /regions/"),
        "params/editions/2023.yml: sources.indeling.files.register: "
        'found "/regions/cbs2023_gebiedsindelingen_register.csv"; '
        "expected a path relative to the edition's base",
        id="absolute path",
    ),
    pytest.param(
        ("level: corop\n", "level: provincie\n"),
        "params/editions/2023.yml: sources: found no boundaries of level corop; "
        "expected one source that gives boundaries, with level: corop",
        id="boundaries that are not there",
    ),
    pytest.param(
        ("kind: population", "kind: populatie"),
        'params/editions/2023.yml: sources.bevolking.kind: found "populatie"; expected one of "boundaries", '
        '"dashboard", "demo", "pdok", "population", "register", "statline-register", '
        '"statline-transfers", "statline-v3", "statline-v4", "table" or "transfers" '
        "(did you mean population?)",
        id="unknown kind",
    ),
    pytest.param(
        ("    kind: population\n", ""),
        'params/editions/2023.yml: sources.bevolking.kind: found nothing: this key is missing; expected the key "kind"',
        id="no kind",
    ),
    pytest.param(
        ("    select: {onderwerp", "    selct: {onderwerp"),
        'params/editions/2023.yml: sources.bevolking.selct: found the unknown key "selct"; expected one of id, kind, '
        "title, origin, licence, citation, files, note, columns, select, separator, encoding, decimal, thousands, "
        "format, sheet, header (did you mean select?)",
        id="typo in a key of the kind",
    ),
    pytest.param(
        ("kind: register\n", "kind: register\n    decimal: '.'\n"),
        'params/editions/2023.yml: sources.indeling.decimal: found the unknown key "decimal"; expected one of '
        "id, kind, title, origin, licence, citation, files, note, columns, names, separator, encoding, format, sheet, "
        "header, level",
        id="a key of another kind",
    ),
    pytest.param(
        ("kind: register\n", "kind: register\n    level: corop\n"),
        "params/editions/2023.yml: sources.indeling.level: found a register of level corop; "
        "expected no level, or one inside gemeenten: wijk, buurt",
        id="a register of areas around gemeenten",
    ),
    pytest.param(
        ("register: regions/", "registr: regions/"),
        "params/editions/2023.yml: sources.indeling.files.registr: found an unknown file; "
        "expected only register (did you mean register?)",
        id="unknown file",
    ),
    pytest.param(
        ("      gemeente_name:", "      gemeente_nam:"),
        "params/editions/2023.yml: sources.indeling.columns.gemeente_nam: found an unknown column; expected one of "
        "provincie, provincie_name, corop, corop_name, gemeente, gemeente_name, wijk, wijk_name, buurt, buurt_name "
        "(did you mean gemeente_name?)",
        id="unknown column",
    ),
    pytest.param(
        ("  - id: indeling", "  - id: rmbw"),
        'params/editions/2023.yml: sources.rmbw.id: found the id "rmbw" a second time; expected an id of its own',
        id="two sources with one id",
    ),
]


@pytest.mark.parametrize(("edit", "message"), ONE_PROBLEM)
def test_a_problem_of_an_edition_names_file_key_and_what_was_expected(refused, edit, message):
    assert message in refused(EDITION, edit)


def test_an_edition_needs_inhabitants(refused):
    other_kind = (("kind: population", "kind: transfers"), ("      population: ", "      transfers: "))
    messages = refused(EDITION, *other_kind, ("    select: {onderwerp: Bevolking op 1 januari}\n", ""))
    assert messages[-1] == (
        "params/editions/2023.yml: sources: found no sources that give population; "
        "expected one source that gives population"
    )


def test_a_typo_in_the_set_of_indicators_gets_both_ways_to_write_it(refused):
    (message,) = refused(EDITION, ("indicators: all", "indicators: alle"))
    assert message.endswith('indicators: found "alle"; expected a list: [a, b] or one of "all" (did you mean all?)')


def test_named_indicators_are_known_once_and_of_that_year(refused):
    messages = refused(
        EDITION, ("indicators: all", "indicators: [overgewigt, werkloosheid, werkloosheid, startkwalificatie]")
    )
    words = [m.split("found ")[1] for m in messages if "indicators[" in m]
    assert words == [
        'the unknown indicator "overgewigt"; expected an id of indicators.yml (did you mean overgewicht?)',
        'the indicator "werkloosheid" twice; expected each indicator once',
        '"startkwalificatie", which the monitor of 2023 does not have; '
        "expected an indicator of that year (see editions_from, editions_until)",
    ]


def test_a_measure_that_no_indicator_of_the_edition_has_is_told_before_it_is_fetched(refused):
    edits = ("  - koopwoningen\n", ""), ("        afstand-tot-ziekenhuis:", "        afstand-tot-ziekenhuiz:")
    place = "params/editions/kerncijfers.yml: sources.kerncijfers.statline.measures"
    assert refused("editions/kerncijfers.yml", *edits, edition="kerncijfers") == [
        f'{place}.afstand-tot-ziekenhuiz: found the unknown indicator "afstand-tot-ziekenhuiz"; '
        "expected an id of indicators.yml (did you mean afstand-tot-ziekenhuis?)",
        f'{place}.koopwoningen: found "koopwoningen", which this edition does not ask for; '
        "expected indicators of this edition only: name it under indicators, or take it out here",
    ]


def test_invented_figures_must_be_marked_as_such(refused):
    (message,) = refused("editions/demo.yml", ("example: true", "example: false"), edition="demo")
    assert message.endswith("expected example: true, so that every page says Voorbeeldcijfers")


def test_problems_of_all_files_come_in_one_report(refused, tmp_path):
    themes = tmp_path / "params" / "themes.yml"
    themes.write_text(themes.read_text(encoding="utf-8").replace("name: Wonen", "nam: Wonen"), encoding="utf-8")
    catalogue = tmp_path / "params" / "indicators.yml"
    text = catalogue.read_text(encoding="utf-8").replace("decimals: 1", "decimals: -7", 1)
    catalogue.write_text(text, encoding="utf-8")
    messages = refused(EDITION, ("alpha: 0.05", "alpha: 1.5"))
    assert [m.split(":")[0] for m in messages] == [
        "params/themes.yml",
        "params/indicators.yml",
        "params/editions/2023.yml",
    ]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#1b7a3d", "#ffffff", 5.4)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    # 21:1 and #767676 = 4.54:1 are the values W3C gives in its explanation of the ratio.
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.05)


def test_a_day_of_areas_that_is_none_is_refused(refused):
    messages = refused(EDITION, ("levels: [land", "areas: {on: 1 januari}\nlevels: [land"))
    assert any('areas.on: found "1 januari"; expected a date as "2023-12-04"' in m for m in messages)


def _count(id: str, **more: object) -> dict[str, object]:
    words = {"name": id.capitalize(), "subject": f"het aantal {id}", "unit": "aantal", "unit_short": "", "decimals": 0}
    told = dict.fromkeys(("measures", "population", "source", "cadence"), "verzonnen")
    rules = {"aggregation": {"method": "sum"}, "direction": {"favourable": "lower", "certainty": "source"}}
    return {"id": id, **words, **told, **rules, "codes": [], "themes": ["wonen"], **more}


def test_a_rate_needs_the_count_it_is_divided_by(refused, tmp_path):
    rate = {"name": "Inbraken per woning", "subject": "het aantal per woning", "unit": "per woning", "unit_short": ""}
    per = {"what": "woningen", "decimals": 2, "measures": "Verzonnen.", **rate}
    path = tmp_path / "params" / "indicators.yml"
    known = yaml.safe_load(path.read_text("utf-8"))
    known["indicators"] += [_count("inbraken", per=per), _count("woningen", editions_until=2022)]
    path.write_text(yaml.safe_dump(known, allow_unicode=True), "utf-8")
    assert refused("indicators.yml") == [
        'params/editions/2023.yml: indicators: found "inbraken" without figures of "woningen", which its rate is '
        "divided by; expected an edition that has figures of both"
    ]
