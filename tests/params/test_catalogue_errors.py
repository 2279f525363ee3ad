"""What is refused in themes.yml and indicators.yml, and the words for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from regioboek.errors import Problem
from regioboek.params.catalogue import read_catalogue

THEMES = """\
themes:
  - {id: wonen, name: Wonen, dimension: hier-en-nu, description: Hoe mensen wonen.}
  - {id: milieu, name: Milieu, dimension: hier-en-nu, description: Lucht en water.}
"""
INDICATORS = """\
indicators:
  - id: werkloosheid
    name: Werkloosheid
    subject: het aandeel werklozen
    codes: [W_1]
    unit: "% van de beroepsbevolking"
    unit_short: "%"
    decimals: 1
    themes: [wonen]
    direction: {favourable: lower, certainty: source}
    measures: Wie geen werk heeft.
    population: beroepsbevolking
    source: CBS
    cadence: jaarlijks
    minimum: 0
    maximum: 100
    aggregation:
      method: weighted-mean
      weight: inwoners
      denominator: beroepsbevolking
      exact: false
"""


def problems_of(folder: Path, indicators: str, themes: str = THEMES) -> list[str]:
    params = folder / "params"
    params.mkdir()
    (params / "themes.yml").write_text(themes, encoding="utf-8")
    (params / "indicators.yml").write_text(indicators, encoding="utf-8")
    problems: list[Problem] = []
    read_catalogue(params, problems)
    return [str(problem) for problem in problems]


def test_the_example_these_tests_break_is_right(tmp_path):
    assert problems_of(tmp_path, INDICATORS) == []


def test_a_text_may_be_written_per_language(tmp_path):
    both = INDICATORS.replace("name: Werkloosheid", "name: {nl: Werkloosheid, en: Unemployment}")
    assert problems_of(tmp_path, both) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param(
            "themes: [wonen]",
            "themes: [woonen]",
            'line 9, indicators.werkloosheid.themes[0]: found the unknown theme "woonen"; '
            "expected a theme of themes.yml (did you mean wonen?)",
            id="typo in a theme",
        ),
        pytest.param(
            "themes: [wonen]",
            "themes: []",
            "line 9, indicators.werkloosheid.themes: found no theme; expected at least one of: wonen, milieu",
            id="no theme",
        ),
        pytest.param(
            "themes: [wonen]",
            "themes: wonen",
            'line 9, indicators.werkloosheid.themes: found "wonen"; expected a list: [a, b]',
            id="text for a list",
        ),
        pytest.param(
            "favourable: lower",
            "favorable: lower",
            "line 10, indicators.werkloosheid.direction.favorable: "
            'found the unknown key "favorable"; '
            "expected one of favourable, certainty, reason (did you mean favourable?)",
            id="typo in a key",
        ),
        pytest.param(
            "favourable: lower",
            "favourable: lowest",
            'line 10, indicators.werkloosheid.direction.favourable: found "lowest"; '
            'expected one of "higher", "lower" or "undetermined" (did you mean lower?)',
            id="typo in a word of a fixed list",
        ),
        pytest.param(
            "decimals: 1",
            "decimals: 1\n    min_change: {at_least: 0.05, reason: te veel}",
            "line 9, indicators.werkloosheid.min_change.at_least: found 0.05; "
            "expected at least 0.1, one unit of the last decimal: less is never seen",
            id="a smallest change below the last decimal",
        ),
        pytest.param(
            "decimals: 1",
            "decimals: 1\n    min_change: {at_least: 0.5}",
            "line 9, indicators.werkloosheid.min_change.reason: found nothing: this key is missing; "
            'expected the key "reason"',
            id="a smallest change without a reason",
        ),
        pytest.param(
            "    cadence: jaarlijks\n",
            "",
            'line 2, indicators.werkloosheid.cadence: found nothing: this key is missing; expected the key "cadence"',
            id="missing key",
        ),
        pytest.param(
            "decimals: 1",
            'decimals: "1"',
            'line 8, indicators.werkloosheid.decimals: found "1"; expected a whole number',
            id="text for a number",
        ),
        pytest.param(
            "decimals: 1",
            "decimals: -7",
            "line 8, indicators.werkloosheid.decimals: found -7; expected a number at least -6 and at most 6",
            id="decimals beyond reason",
        ),
        pytest.param(
            "name: Werkloosheid",
            "name: {en: Unemployment}",
            'line 3, indicators.werkloosheid.name: found {"en": "Unemployment"}; '
            'expected text, or a text per language of two letters, with one for "nl"',
            id="no text in the edition's language",
        ),
        pytest.param(
            "codes: [W_1]",
            "codes: [1]",
            "line 5, indicators.werkloosheid.codes[0]: found 1; expected text (in quotes when it looks like a number)",
            id="number for a text",
        ),
        pytest.param(
            "codes: [W_1]",
            "codes: [W_1, W_1]",
            'line 5, indicators.werkloosheid.codes[1]: found the code "W_1", which werkloosheid has too; '
            "expected a code of one indicator only",
            id="code twice",
        ),
        pytest.param(
            "id: werkloosheid",
            "id: Werkloos_heid",
            'line 2, indicators.Werkloos_heid.id: found "Werkloos_heid"; '
            "expected lower-case letters, digits and single hyphens: it becomes part of a URL",
            id="no slug",
        ),
        pytest.param(
            "minimum: 0",
            "minimum: 200000",
            "line 15, indicators.werkloosheid.minimum: found 200000 with maximum 100; "
            "expected a minimum below the maximum",
            id="range upside down",
        ),
        pytest.param(
            "subject: het",
            "subject: Het",
            'line 4, indicators.werkloosheid.subject: found "Het aandeel werklozen"; '
            "expected a noun phrase in lower case, with its article: it stands inside sentences",
            id="subject with a capital",
        ),
        pytest.param(
            "certainty: source",
            "certainty: common-sense",
            "line 10, indicators.werkloosheid.direction: "
            "found our own reading of the direction (common-sense) without a reason; "
            'expected the key "reason": why this side is favourable',
            id="own reading without a reason",
        ),
        pytest.param(
            "favourable: lower",
            "favourable: undetermined",
            "line 10, indicators.werkloosheid.direction: "
            "found a direction that nobody can tell (undetermined) without a reason; "
            'expected the key "reason": why not',
            id="nobody can tell, and nobody says why",
        ),
        pytest.param(
            "weight: inwoners",
            "weight: inwonrs",
            'line 19, indicators.werkloosheid.aggregation.weight: found "inwonrs"; '
            'expected one of "inwoners" (did you mean inwoners?)',
            id="unknown weight",
        ),
        pytest.param(
            "      denominator: beroepsbevolking\n",
            "",
            "line 17, indicators.werkloosheid.aggregation: "
            'found method "weighted-mean" without "denominator"; expected the key "denominator"',
            id="mean without a denominator",
        ),
        pytest.param(
            "method: weighted-mean\n      weight: inwoners\n      denominator: beroepsbevolking\n      exact: false",
            "method: none",
            'line 17, indicators.werkloosheid.aggregation: found method "none" without a reason; '
            'expected the key "reason": why not',
            id="not aggregable without a reason",
        ),
        pytest.param(
            "method: weighted-mean\n      weight: inwoners\n      denominator: beroepsbevolking\n      exact: false",
            "method: none\n      reason: Dat kan niet.\n      weight: inwoners",
            'line 20, indicators.werkloosheid.aggregation.weight: found method "none" with a weight; '
            "expected only a reason, or method: weighted-mean",
            id="not aggregable with a weight",
        ),
        pytest.param(
            "minimum: 0",
            "breaks: [{year: 2020, reason: a}, {year: 2018, reason: b}]\n    minimum: 0",
            "line 15, indicators.werkloosheid.breaks: found [2020, 2018]; expected break years in order, each once",
            id="breaks out of order",
        ),
        pytest.param(
            "minimum: 0",
            "breaks: [{year: 202, reason: a}]\n    minimum: 0",
            "line 15, indicators.werkloosheid.breaks[0].year: found 202; expected a calendar year: 1900 to 2100",
            id="break in the year 202",
        ),
        pytest.param(
            "minimum: 0",
            "editions_from: 2024\n    editions_until: 2023\n    minimum: 0",
            "line 15, indicators.werkloosheid.editions_from: found 2024 with editions_until 2023; "
            "expected a first edition not after the last",
            id="gone before it came",
        ),
    ],
)
def test_a_problem_of_an_indicator_names_line_id_and_what_was_expected(tmp_path, before, after, message):
    assert before in INDICATORS
    found = problems_of(tmp_path, INDICATORS.replace(before, after, 1))
    assert found == [f"params/indicators.yml: {message}"]


COUNTS = """\
indicators:
  - id: inbraken
    name: Inbraken
    subject: het aantal inbraken
    codes: []
    unit: aantal
    unit_short: ""
    decimals: 0
    themes: [wonen]
    direction: {favourable: lower, certainty: source}
    measures: Hoe vaak er is ingebroken.
    population: woningen
    source: politie
    cadence: jaarlijks
    aggregation: {method: sum}
    per:
      what: inwoners
      of: 1000
      name: Inbraken per inwoner
      subject: het aantal inbraken per inwoner
      unit: per 1 000 inwoners
      unit_short: ""
      decimals: 1
      measures: Inbraken naar inwoners.
"""


def test_the_count_that_these_tests_break_is_right(tmp_path):
    assert problems_of(tmp_path, COUNTS) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param(
            "what: inwoners",
            "what: inwonrs",
            'line 17, indicators.inbraken.per.what: found the unknown indicator "inwonrs"; '
            "expected inwoners, or the id of a count (did you mean inwoners?)",
            id="an unknown base",
        ),
        pytest.param(
            "what: inwoners",
            "what: werkloosheid",
            'line 17, indicators.inbraken.per.what: found "werkloosheid", which is no other count (aggregation with '
            "method: sum); expected inwoners, or the id of a count",
            id="a base that is no count",
        ),
        pytest.param(
            "{method: sum}",
            "{method: none, reason: zo maar}",
            'line 16, indicators.inbraken.per: found per, in an indicator with method "none"; '
            "expected a count of each region: aggregation with method: sum",
            id="a rate of what is no count",
        ),
        pytest.param(
            "{method: sum}",
            "{method: ratio}",
            'line 15, indicators.inbraken.aggregation.method: found the method "ratio"; '
            "expected per, in the entry of a count: that makes a rate of it",
            id="a ratio by hand",
        ),
        pytest.param(
            "of: 1000",
            "id: werkloosheid",
            'line 16, indicators.inbraken.per: found the id "werkloosheid", which another indicator has; '
            "expected an id of its own",
            id="an id that is taken",
        ),
        pytest.param(
            "name: Inbraken per inwoner",
            "name: Werkloosheid",
            'line 26, indicators.werkloosheid.name: found the name "Werkloosheid", which inbraken has too; '
            "expected a name of its own",
            id="a name that is taken",
        ),
    ],
)
def test_what_is_wrong_with_a_rate_is_told_with_its_place(tmp_path, before, after, message):
    assert before in COUNTS
    told = COUNTS.replace(before, after, 1)
    other = INDICATORS.removeprefix("indicators:\n") if "werkloosheid" in message else ""
    assert f"params/indicators.yml: {message}" in problems_of(tmp_path, told + other)


def test_a_second_indicator_with_the_same_id_and_name_is_refused(tmp_path):
    second = INDICATORS.removeprefix("indicators:\n").replace("W_1", "W_2")
    assert problems_of(tmp_path, INDICATORS + second) == [
        'params/indicators.yml: line 22, indicators.werkloosheid.id: found the id "werkloosheid" a second time '
        "(first on line 2); expected an id of its own",
        'params/indicators.yml: line 23, indicators.werkloosheid.name: found the name "Werkloosheid", '
        "which werkloosheid has too; expected a name of its own",
    ]


def test_a_refused_theme_is_still_known_to_the_indicators(tmp_path):
    found = problems_of(tmp_path, INDICATORS, THEMES.replace("name: Wonen", "nam: Wonen"))
    assert found == [
        'params/themes.yml: line 2, themes.wonen.nam: found the unknown key "nam"; '
        "expected one of id, name, dimension, description (did you mean name?)"
    ]


def test_an_item_that_is_no_block_of_keys_is_named_by_its_number(tmp_path):
    assert problems_of(tmp_path, INDICATORS + "  - werkloosheid\n")[0].startswith(
        'params/indicators.yml: line 22, indicators[1]: found "werkloosheid"; expected a block of keys: id, name,'
    )


def test_a_typo_in_the_only_key_of_a_file_is_one_problem(tmp_path):
    found = problems_of(tmp_path, INDICATORS, THEMES.replace("themes:", "theme:", 1))
    assert found == [
        'params/themes.yml: line 1, theme: found the unknown key "theme"; '
        'expected the key "themes" only (did you mean themes?)'
    ]


def test_an_empty_list_is_refused(tmp_path):
    assert problems_of(tmp_path, "indicators: []\n") == [
        "params/indicators.yml: line 1, indicators: found []; expected a list of indicators, each with an id"
    ]
