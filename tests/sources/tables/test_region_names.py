"""What people call a region is read as that region or refused, never as another one: over the whole real register."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regioboek.params.levels import level_of
from regioboek.params.regions import OldName, read_division, read_old_names
from regioboek.sources.tables.name_parts import name_key
from regioboek.sources.tables.region_names import RegionNames

PARAMS = Path(__file__).parents[3] / "params"
DIVISION = read_division(PARAMS)
OLD = read_old_names(PARAMS)


def names_of(*levels: str, old: tuple[OldName, ...] = OLD, **more: object) -> RegionNames:
    """The names of the shipped division, of some levels only."""
    mine = [r for r in DIVISION if not levels or r.level in levels]
    regions = pd.DataFrame([(r.code, r.name, r.level) for r in mine], columns=["code", "name", "level"])
    inside = pd.DataFrame([(r.code, p) for r in mine for p in r.inside], columns=["child", "parent"])
    return RegionNames(regions, inside, old, **more)


@pytest.fixture(scope="module")
def names() -> RegionNames:
    return names_of()


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("GM0014", ["Groningen", "groningen ", "Groningen (gemeente)", "Gemeente Groningen", "gem. Groningen"]),
        ("GM0344", ["Utrecht", "UTRECHT", "Utrecht, gemeente", "Utrecht (gem.)"]),
        ("GM0373", ["Bergen (NH.)", "Bergen (NH)", "Bergen NH", "Bergen, NH", "Bergen (Noord-Holland)"]),
        ("GM0373", ["bergen (n.h.)", "Bergen (N-H)"]),
        ("GM0893", ["Bergen (L.)", "Bergen L", "Bergen (Limburg)", "Bergen (Lb.)"]),
        ("GM0164", ["Hengelo", "Hengelo (O.)", "Hengelo O.", "Hengelo (Ov)", "Hengelo (Overijssel)"]),
        ("GM0888", ["Beek", "Beek (L.)"]),
        ("GM0417", ["Laren (NH.)", "Laren"]),
        ("GM0603", ["Rijswijk (ZH.)", "Rijswijk (Z-H)"]),
        ("GM0687", ["Middelburg (Z.)", "Middelburg (Zld.)"]),
        ("GM0971", ["Stein (L.)"]),
        ("GM0518", ["'s-Gravenhage", "’s-Gravenhage", "s-Gravenhage", "‘s Gravenhage"]),
        ("GM0518", ["'s-Gravenhage (gemeente)", "Den Haag", "Gemeente Den Haag"]),
        ("GM0796", ["Den Bosch", "'s Hertogenbosch", "`s-Hertogenbosch", "S-HERTOGENBOSCH"]),
        ("GM0820", ["Nuenen c.a.", "Nuenen ca", "Nuenen", "Nuenen, Gerwen & Nederwetten"]),
        ("GM0484", ["Alphen a/d Rijn", "Alphen aan de Rijn", "Alphen a.d. Rijn"]),
        ("GM0502", ["Capelle a.d. IJssel", "Capelle a/d IJssel", "Capelle aan den Ĳssel"]),
        ("GM0542", ["Krimpen ad IJssel", "Krimpen a d IJssel"]),
        ("GM1900", ["Sudwest Fryslan", "SÚDWEST-FRYSLÂN", unicodedata.normalize("NFD", "Súdwest-Fryslân")]),
        ("GM1900", ["Gemeente Zuidwest-Friesland"]),
        ("GM1982", ["Land van Cuijk", "Gemeente Land van Cuijk"]),
        ("GM0352", ["Wijk bij Duurstede"]),
        ("GM1970", ["Noardeast-Fryslan", "Noardeast Fryslân"]),
        ("GM1940", ["De Friese Meren", "De Fryske Marren"]),
        ("GM0080", ["Leeuwarden / Ljouwert", "Ljouwert", "Ljouwert/Leeuwarden"]),
        ("GM0737", ["Tietjerksteradeel"]),
        ("GM1891", ["Dantumadeel", "Dantumadiel"]),
        ("GM0093", ["Skylge", "Terschelling/Skylge"]),
        ("GM0845", ["St. Michielsgestel", "St Michielsgestel", "Sint Michielsgestel"]),
        ("GM0748", ["Bergen op Zoom", "Bergen\u00a0op  Zoom.", "Bergen-op-Zoom"]),
        ("GM1680", ["Aa & Hunze", "Aa en Hunze"]),
    ],
)  # fmt: skip
def test_a_gemeente_is_found_however_it_is_written(code, texts, names):
    assert {text: names.find(text, "gemeente").code for text in texts} == dict.fromkeys(texts, code)


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("Friesland", "provincie", "PV21"),
        ("Fryslan (PV)", "provincie", "PV21"),
        ("Provincie Drenthe", "provincie", "PV22"),
        ("prov. Noord Holland", "provincie", "PV27"),
        ("Utrecht (PV)", None, "PV26"),
        ("Utrecht (CR)", None, "CR17"),
        ("Zuidoost-Drenthe (CR)", "corop", "CR08"),
        ("Arnhem / Nijmegen", "corop", "CR15"),
        ("Delfzijl e.o.", "corop", "CR02"),
        ("Agglomeratie ’s-Gravenhage", "corop", "CR26"),
        ("nederland", "land", "NL01"),
        ("Nederland", None, "NL01"),
    ],
)
def test_so_are_regions_of_other_levels(text, level, code, names):
    assert names.find(text, level).code == code


@pytest.mark.parametrize(
    ("text", "level", "told"),
    [
        ("Bergen", "gemeente", "one region: GM0373 Bergen (NH.) and GM0893 Bergen (L.) have this name"),
        ("Utrecht", None, "CR17 Utrecht and GM0344 Utrecht and PV26 Utrecht have this name"),
        ("Hengelo (Gld.)", "gemeente", "GM0164 Hengelo does not lie in Gelderland"),
        ("Hengelo Gld", "gemeente", "GM0164 Hengelo"),
        ("Valkenburg (ZH.)", "gemeente", "GM0994 Valkenburg aan de Geul does not lie in Zuid-Holland"),
        ("Laren (Gld)", "gemeente", "GM0417 Laren does not lie in Gelderland"),
        ("Appingedam", "gemeente", "Appingedam was abolished on 2021-01-01, now GM1979 Eemsdelta"),
        ("Haaren", "gemeente", "now GM0824 Oisterwijk and GM0865 Vught and GM0757 Boxtel and GM0855 Tilburg"),
        ("Groesbeek", "gemeente", "now GM1945 Berg en Dal, into which others were merged: figures may be of before"),
        ("Drenthe", "gemeente", "PV22 Drenthe is a provincie: a row that is no gemeente is declared under skip"),
        (
            "Zuidwest-Friesland",
            "gemeente",
            "one region: CR05 Zuidwest-Friesland and GM1900 Súdwest-Fryslân have this name",
        ),
        ("Totaal", "gemeente", "a row that is no gemeente is declared under skip: ['Totaal']"),
        ("Niet in te delen", "gemeente", "declared under skip: ['Niet in te delen']"),
        ("Onbekend", "provincie", "declared under skip: ['Onbekend']"),
        ("Almeer", "gemeente", "GM0034 Almere"),
        ("Hardinxveld", "gemeente", "(did you mean GM0523 Hardinxveld-Giessendam?)"),
        ("Stad Emmen", "gemeente", "(did you mean GM0114 Emmen?)"),
        ("Loppersom", "gemeente", "(did you mean Loppersum, now GM1979 Eemsdelta?)"),
        ("Leeuwarden / Emmen", "gemeente", "(did you mean GM0080 Leeuwarden or GM0114 Emmen?)"),
        ("", "gemeente", "the name of a gemeente"),
    ],
)
def test_what_is_not_sure_is_refused_with_what_it_may_be(text, level, told, names):
    found = names.find(text, level)
    assert found.code is None and told in found.advice
    assert "skip" not in found.advice or text in ("Drenthe", "Totaal", "Niet in te delen", "Onbekend")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Groningen (PV)", "provincie"),
        ("Twente (CR)", "corop"),
        ("Oost-Nederland (LD)", "landsdeel"),
        ("Nederland", "land"),
    ],
)
def test_a_text_that_says_another_level_than_was_asked_for_says_so(text, level, names):
    assert names.find(text, "gemeente").level == level
    assert names.find(text, "gemeente").code is None


def test_a_name_that_is_not_the_register_s_is_told_with_what_it_was_read_as(names):
    assert names.find("Den Haag", "gemeente").how == "'Den Haag' as GM0518 's-Gravenhage"
    assert names.find("Sudwest Fryslan", "gemeente").how == "'Sudwest Fryslan' as GM1900 Súdwest-Fryslân"
    assert [names.find(t, "gemeente").how for t in ("emmen", " Emmen (gemeente)", "Bergen (NH.)")] == [None] * 3


def test_what_the_params_say_of_a_text_comes_first():
    names = names_of(names={"Bergen": "GM0373", "Buiten de provincie": None, "Verweg": "GM9999"})
    assert names.find("BERGEN", "gemeente").code == "GM0373"
    assert names.find("buiten de provincie ", "gemeente") == type(names.find("x", None))(None)
    assert "not GM9999" in names.find("Verweg", "gemeente").advice


def test_a_former_gemeente_that_the_transfers_know_keeps_its_own_code():
    names = names_of(former=frozenset({"GM0003", "GM0241"}))
    assert [names.find(t, "gemeente").code for t in ("Appingedam", "Groesbeek", "Delfzijl")] == [
        "GM0003",
        "GM0241",
        None,
    ]


def test_a_register_without_provincies_tells_twins_by_the_old_names():
    names = names_of("gemeente")
    assert [names.find(t, "gemeente").code for t in ("Rijswijk (ZH.)", "Bergen (L)", "Bergen")] == [
        "GM0603",
        "GM0893",
        None,
    ]


def test_of_twins_the_one_that_a_register_has_is_not_taken_for_the_other():
    one = pd.DataFrame([("GM0893", "Bergen (L.)", "gemeente")], columns=["code", "name", "level"])
    names = RegionNames(one, None, OLD)
    assert [names.find(t, "gemeente").code for t in ("Bergen", "Bergen (NH.)", "Bergen (L)")] == [None, None, "GM0893"]


def variants(name: str) -> set[str]:
    """Ways in which people write a name; some are too short or too plain to be sure."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    found = {name, plain, name.upper(), name.lower(), unicodedata.normalize("NFD", name), f" {name} ", f"{name}."}
    found |= {name.replace("-", " "), name.replace(" ", "-"), name.replace(" ", "\u00a0"), name.replace("'", "’")}
    found |= {name.replace("'", ""), name.replace(".", ""), name.partition(" (")[0]}
    found |= {name.partition(",")[0], name.partition(" ")[0]}
    found |= {f"{name} {suffix}" for suffix in ("(gemeente)", "(PV)", "(CR)", "(gem.)", "gemeente", "c.a.", "totaal")}
    found |= {
        f"{name} {suffix}" for suffix in ("(L.)", "(NH.)", "(Gld.)", "(O.)", "ZH", "L", "Fr", "(Z.)", "(U.)", "NB")
    }
    found |= {
        f"Gemeente {name}",
        f"gem. {name}",
        f"Provincie {name}",
        name[:-1],
        name[1:],
        name.replace("aan den", "a/d"),
    }
    return found | {name.replace("Sint", "St."), name.replace(" en ", " & "), name.partition("-")[0]}


def test_no_way_to_write_a_region_leads_to_another(names):
    """Of another level only to the one of the same name: Utrecht is a gemeente, a COROP area and a provincie."""
    for region in DIVISION:
        assert names.find(region.name, region.level).code == region.code
        for text in variants(region.name):
            for level in ("gemeente", "corop", "provincie"):
                found = names.find(text, level).code
                names_of_found = {names.names[found], *(o.old_name for o in OLD if o.code == found)} if found else ()
                namesake = level != region.level and {name_key(region.name), name_key(text)} & set(
                    map(name_key, names_of_found)
                )
                assert found in (None, region.code) or namesake, (text, level, found)


def test_no_way_to_write_a_former_name_leads_to_another_than_it_became(names):
    became = {o.old_name: {n.code for n in OLD if n.old_name == o.old_name} for o in OLD}
    for old, codes in became.items():
        level = level_of(min(codes)) or "gemeente"
        for text in variants(old):
            found = names.find(text, level).code
            assert found is None or found in codes, (text, found)
            if all(o.kind == "opgeheven" for o in OLD if o.old_name == old):
                assert found is None, (text, found)


@pytest.mark.realdata
def test_every_name_of_the_register_and_the_map_of_a_year_before_is_found_or_was_abolished(names, realdata):
    with (realdata / "regions" / "cbs2023_gebiedsindelingen_register.csv").open(encoding="utf-8") as file:
        told = {(row["gm_naam"], row["gm_code"], "gemeente") for row in csv.DictReader(file)}
    mapped = json.loads((realdata / "regions" / "cbs2022_gemeente_wgs84.geojson").read_text("utf-8"))["features"]
    told |= {(f["properties"]["statnaam"], f["properties"]["statcode"], "gemeente") for f in mapped}
    found = {(name, code): names.find(name, level).code for name, code, level in told}
    assert {name for (name, code), now in found.items() if now != code} == {
        "Brielle",
        "Hellevoetsluis",
        "Weesp",
        "Westvoorne",
    }


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    found = NAMES.find(text, "gemeente")
    assert found.code or found.advice or found.level


NAMES = names_of()
