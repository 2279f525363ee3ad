"""The catalogue that is shipped: complete, in order, with directions and rules as the field has them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from regioboek.params.catalogue import Catalogue, read_catalogue

HIER_EN_NU = [
    "Subjectief welzijn",
    "Materiële welvaart",
    "Gezondheid",
    "Arbeid en vrije tijd",
    "Wonen",
    "Samenleving",
    "Veiligheid",
    "Milieu",
]
LATER = ["Economisch kapitaal", "Natuurlijk kapitaal", "Menselijk kapitaal", "Sociaal kapitaal"]

# name, first theme, favourable, shown by a source: as in the reference of the field for the 2023 edition.
EDITION_2023 = [
    ("Tevredenheid met het leven", "Subjectief welzijn", "higher", True),
    ("Tevredenheid met vrije tijd", "Subjectief welzijn", "higher", False),
    ("Mediaan besteedbaar inkomen", "Materiële welvaart", "higher", True),
    ("Bruto binnenlands product", "Materiële welvaart", "higher", False),
    ("Overgewicht", "Gezondheid", "lower", True),
    ("Ervaren gezondheid", "Gezondheid", "higher", True),
    ("Levensverwachting bevolking", "Gezondheid", "higher", False),
    ("Personen met één of meer langdurige ziekten of aandoeningen", "Gezondheid", "lower", True),
    ("Nettoarbeidsparticipatie", "Arbeid en vrije tijd", "higher", True),
    ("Brutoarbeidsparticipatie", "Arbeid en vrije tijd", "higher", False),
    ("Hoogopgeleide bevolking", "Arbeid en vrije tijd", "higher", False),
    ("Werkloosheid", "Arbeid en vrije tijd", "lower", True),
    ("Vacaturegraad", "Arbeid en vrije tijd", "higher", False),
    ("Afstand tot ov", "Arbeid en vrije tijd", "lower", False),
    ("Tevredenheid met woning", "Wonen", "higher", True),
    ("Tevredenheid met woonomgeving", "Wonen", "higher", True),
    ("Afstand tot sportterrein", "Wonen", "lower", True),
    ("Afstand tot basisschool", "Wonen", "lower", True),
    ("Afstand tot café e.d.", "Wonen", "lower", True),
    ("Contact met familie, vrienden of buren", "Samenleving", "higher", False),
    ("Vertrouwen in instituties", "Samenleving", "higher", True),
    ("Vertrouwen in anderen", "Samenleving", "higher", True),
    ("Vrijwilligerswerk", "Samenleving", "higher", False),
    ("Vaak onveilig voelen in de buurt", "Veiligheid", "lower", False),
    ("Aantal ondervonden delicten", "Veiligheid", "lower", False),
    ("Geregistreerde misdrijven", "Veiligheid", "lower", True),
    ("Natuurgebied per inwoner", "Milieu", "higher", True),
    ("Emissies van fijnstof naar lucht", "Milieu", "lower", True),
    ("Afstand tot openbaar groen", "Milieu", "lower", True),
    ("Natuur- en bosgebieden", "Milieu", "higher", False),
    ("Broeikasgasemissies per inwoner", "Milieu", "lower", True),
    ("Kwaliteit van zwemwater binnenwateren", "Milieu", "higher", False),
    ("Kwaliteit van zwemwater kustwateren", "Milieu", "higher", False),
    ("Gemiddelde schuld per huishouden", "Economisch kapitaal", "lower", True),
    ("Mediaan vermogen van huishoudens", "Economisch kapitaal", "higher", True),
    ("Particuliere zonne-energie", "Natuurlijk kapitaal", "higher", False),
    ("Bebouwd terrein", "Natuurlijk kapitaal", "lower", False),
    ("Fosfaatuitscheiding landbouw", "Natuurlijk kapitaal", "lower", False),
    ("Groen-blauwe ruimte, exclusief reguliere landbouw", "Natuurlijk kapitaal", "higher", True),
    ("Stikstofuitscheiding landbouw", "Natuurlijk kapitaal", "lower", False),
    ("Arbeidsduur per week", "Menselijk kapitaal", "higher", False),
    ("Sociale cohesie", "Sociaal kapitaal", "higher", True),
]
NEW_IN_2024 = {"Problematische schulden", "Tevredenheid met sociaal leven", "Bevolking met een startkwalificatie"}


@pytest.fixture(scope="module")
def every(project_root: Path) -> Catalogue:
    """With the collections."""
    problems: list = []
    read = read_catalogue(project_root / "params", problems)
    assert problems == []
    return read


@pytest.fixture(scope="module")
def catalogue(every: Catalogue) -> Catalogue:
    """The Monitor's."""
    return replace(every, indicators=every.asked("all"))


def by_id(catalogue: Catalogue, **flags: object) -> set[str]:
    return {i.id for i in catalogue.indicators if all(getattr(i, k) == v for k, v in flags.items())}


def test_the_themes_stand_in_the_official_order(catalogue):
    assert [t.name for t in catalogue.themes if t.dimension == "hier-en-nu"] == HIER_EN_NU
    assert [t.name for t in catalogue.themes if t.dimension == "later"] == LATER
    assert [t.name for t in catalogue.themes] == HIER_EN_NU + LATER


def test_the_monitor_of_2023_has_its_42_indicators_with_theme_and_direction_in_official_order(catalogue):
    names = {t.id: t.name for t in catalogue.themes}
    found = [
        (i.name, names[i.themes[0]], i.direction.favourable, i.direction.certainty == "source")
        for i in catalogue.indicators
        if i.in_edition(2023)
    ]
    assert found == EDITION_2023


def test_three_names_came_in_2024_and_one_of_them_replaced_another(catalogue):
    in_2023 = {i.name for i in catalogue.indicators if i.in_edition(2023)}
    in_2024 = {i.name for i in catalogue.indicators if i.in_edition(2024)}
    assert in_2024 - in_2023 == NEW_IN_2024
    assert in_2023 - in_2024 == {"Hoogopgeleide bevolking"}


def test_an_indicator_under_two_themes_is_one_series(catalogue):
    assert {i.id: i.themes[1:] for i in catalogue.indicators if len(i.themes) > 1} == {
        "ervaren-gezondheid": ("menselijk-kapitaal",),
        "hoogopgeleide-bevolking": ("menselijk-kapitaal",),
        "startkwalificatie": ("menselijk-kapitaal",),
        "natuur-en-bosgebieden": ("natuurlijk-kapitaal",),
        "vertrouwen-in-instituties": ("sociaal-kapitaal",),
        "vertrouwen-in-anderen": ("sociaal-kapitaal",),
    }


def test_flags_stand_only_where_the_field_has_them(catalogue):
    assert by_id(catalogue, multi_year_mean=True) == {"levensverwachting"}
    assert by_id(catalogue, corop_value=True) == {"bruto-binnenlands-product"}
    assert by_id(catalogue, structurally_absent=True) == {"zwemwater-binnenwateren", "zwemwater-kustwateren"}
    assert by_id(catalogue, small_area_model=True) == {
        "tevredenheid-met-het-leven",
        "tevredenheid-met-vrije-tijd",
        "contact-met-familie-vrienden-of-buren",
        "vertrouwen-in-instituties",
        "vertrouwen-in-anderen",
        "vrijwilligerswerk",
    }


def test_only_the_health_survey_has_a_break_at_2020(catalogue):
    breaks = {i.id: [b.year for b in i.breaks] for i in catalogue.indicators if i.breaks}
    assert breaks == {
        "overgewicht": [2020],
        "ervaren-gezondheid": [2020],
        "langdurige-ziekten-of-aandoeningen": [2020],
    }


@pytest.mark.parametrize(
    "id",
    [
        "mediaan-besteedbaar-inkomen",
        "mediaan-vermogen-van-huishoudens",
        "levensverwachting",
        "bruto-binnenlands-product",
        "sociale-cohesie",
        "zwemwater-binnenwateren",
        "zwemwater-kustwateren",
        "natuur-en-bosgebieden",
        "bebouwd-terrein",
        "emissies-van-fijnstof",
    ],
)
def test_what_has_no_sum_is_not_aggregated_and_says_why(catalogue, id):
    rule = next(i for i in catalogue.indicators if i.id == id).aggregation
    assert rule.method == "none"
    assert rule.reason and rule.reason.endswith(".")


def test_a_weight_is_exact_only_where_the_denominator_is_all_inhabitants(every):
    exact = {i.aggregation.denominator for i in every.indicators if i.aggregation.exact}
    stand_in = {i.aggregation.denominator for i in every.indicators if i.aggregation.exact is False}
    assert exact == {"alle inwoners"}
    assert "alle inwoners" not in stand_in


def test_percentages_lie_between_0_and_100(every):
    assert {(i.minimum, i.maximum) for i in every.indicators if i.unit_short == "%"} == {(0, 100)}


def test_a_unit_in_percent_says_so_in_words_and_beside_the_number(every):
    assert [i.id for i in every.indicators if i.unit.startswith("%") != (i.unit_short == "%")] == []


def test_texts_for_readers_are_sentences_and_subjects_fit_inside_one(every):
    sentences = [s for i in every.indicators for s in (i.measures, i.caveat, i.direction.reason, i.aggregation.reason)]
    assert [s for s in sentences if s and not (s[0].isupper() or s[0].isdigit())] == []
    assert [s for s in sentences if s and not s.endswith(".")] == []
    assert [i.subject for i in every.indicators if i.subject.split()[0] not in ("de", "het")] == []


def test_thousands_are_kept_together(every):
    texts = [t for i in every.indicators for t in (i.unit, i.unit_short, i.subject, i.measures, i.caveat or "")]
    assert [t for t in texts if "1 000" in t] == []
    assert any("1\u00a0000" in t for t in texts)


def test_an_indicator_cannot_be_changed_after_loading(catalogue):
    with pytest.raises(ValidationError, match="frozen"):
        catalogue.indicators[0].name = "iets anders"


@pytest.mark.realdata
def test_every_code_of_the_download_belongs_to_exactly_one_indicator_with_that_name(catalogue, realdata):
    meta = realdata / "rmbw2023" / "download" / "meta.csv"
    with meta.open(encoding="utf-8", newline="") as file:
        labels = {row["code"]: row["label"] for row in csv.DictReader(file, delimiter=";")}
    ours = {code: [i.name for i in catalogue.indicators if code in i.codes] for code in labels}
    plain = str.maketrans("éë", "ee")
    assert {code: [n.translate(plain) for n in names] for code, names in ours.items()} == {
        code: [label] for code, label in labels.items()
    }
    assert {code for i in catalogue.indicators for code in i.codes} == set(labels)


@pytest.mark.realdata
def test_every_figure_of_the_download_is_possible_and_has_the_decimals_declared_or_is_shown_coarser(
    catalogue, realdata
):
    by_code = {code: i for i in catalogue.indicators for code in i.codes}
    refused, decimals = [], dict.fromkeys(by_code, -9)
    with (realdata / "rmbw2023" / "download" / "indicatoren.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if not row["waarde"]:
                continue
            indicator = by_code[row["code"]]
            whole, _, behind = row["waarde"].partition(",")
            zeros = len(whole) - len(whole.rstrip("0")) if whole.strip("0") else 9
            decimals[row["code"]] = max(decimals[row["code"]], len(behind) or -zeros)
            if not indicator.minimum <= float(row["waarde"].replace(",", ".")) <= indicator.maximum:
                refused.append(row)
    assert refused == []
    coarser = {code for code, i in by_code.items() if decimals[code] != i.decimals}
    assert coarser == {"15_15_NW"}  # of 730 m² green space an inhabitant a tenth says nothing
    assert decimals["15_15_NW"] == by_code["15_15_NW"].decimals + 1
