"""What tables call regions: codes with and without letters, and names, of which nothing is guessed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from worlds.small_tables import delimited, workbook

from regioboek.params.regions import OldName
from regioboek.params.source_params import OwnTable
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables import region_names
from regioboek.sources.tables.region_words import Regions

DECLARED: dict[str, Any] = {"region": "gem", "year": 2021, "columns": {"wl": "werkloosheid"}}


def table(*regions: object) -> list[tuple[object, object]]:
    return [("gem", "wl"), *((region, 5) for region in regions)]


@pytest.mark.parametrize("written", [14, "0014", 14.0, "14", "GM0014", "gm0014"])
def test_a_code_is_the_same_however_it_is_written(written, known, tmp_path):
    found = known(workbook(tmp_path / "a.xlsx", Blad=table(written)), level="gemeente", **DECLARED)
    assert list(found) == [("GM0014", "werkloosheid", 2021)]


def test_digits_need_a_level(reads, tmp_path):
    assert reads(workbook(tmp_path / "a.xlsx", Blad=table(34)), **DECLARED).refused == [
        "eigen/a.xlsx: sheet Blad, row 2, column gem (A): found '34'; expected a code such as GM0014; "
        "or declare of which level the digits are: table: {level: gemeente}"
    ]


def test_digits_of_a_corop_area(known, tmp_path):
    found = known(delimited(tmp_path / "a.csv", table(1)), level="corop", **DECLARED)
    assert list(found) == [("CR01", "werkloosheid", 2021)]


def test_a_provincie_by_its_cbs_digits(known, tmp_path):
    found = known(delimited(tmp_path / "a.csv", table(24)), level="provincie", **DECLARED)
    assert list(found) == [("PV24", "werkloosheid", 2021)]


def test_the_numbers_1_to_12_of_provincies_are_refused_as_they_exist_in_two_orders(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table(5)), level="provincie", **DECLARED)
    assert "the numbers 1 to 12 exist in two orders, Flevoland is 5 in one and 12 in the other" in found.refused[0]


OTHERS = ["NL00", "WK001400", "BU00140000", "BU00140001", "LD01", "PV20", "GG0111", "GM0000", "GM0998", "wk003401"]


def test_rows_of_other_levels_than_declared_are_passed_over_and_counted_in_one_note(reads, tmp_path):
    found = reads(
        delimited(tmp_path / "a.csv", table(OTHERS[0], "GM0014", *OTHERS[1:], "0034")), level="gemeente", **DECLARED
    )
    assert found.refused == [] and list(found.rows["region"]) == ["GM0014", "GM0034"]
    assert [note for note in found.notes if "passed over" in note] == [
        "eigen/a.csv: column gem: found 10 rows of NL00, 2 wijken, 2 buurten, 1 landsdeel, 1 provincie, 1 area GG, "
        "GM0000, GM0998; expected gemeenten: passed over (level: gemeente)"
    ]


def test_so_are_names_that_say_another_level(reads, tmp_path):
    rows = table("Nederland", "Noord-Nederland (LD)", "Groningen (PV)", "Flevoland (PV)", "Groningen (gemeente)")
    found = reads(delimited(tmp_path / "a.csv", rows), level="gemeente", region_by="name", **DECLARED)
    assert found.refused == [] and list(found.rows["region"]) == ["GM0014"]
    assert "4 rows of 1 land, 1 landsdeel, 2 provincies" in found.notes[0]


def test_gemeenten_beside_provincies_are_passed_over_as_well(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("PV20", "GM0014", "GM0999")), level="provincie", **DECLARED)
    assert list(found.rows["region"]) == ["PV20"] and "2 rows of 1 gemeente, GM0999" in found.notes[0]


def test_a_table_without_any_row_of_the_declared_level_is_refused(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("WK001400", "WK001401")), level="gemeente", **DECLARED)
    assert found.refused == [
        "eigen/a.csv: column gem: found no row of a gemeente; expected rows of the level that is declared"
    ]


def test_without_a_level_a_level_that_the_book_does_not_have_is_refused_once(reads, tmp_path):
    rows = table("GM0014", *(f"WK0014{n:02}" for n in range(30)), "BU00140000", "NL01", "PV20")
    advice = (
        "expected regions of the levels that the book has; which are read is declared, table: {level: gemeente}, or "
        "chosen with select"
    )
    assert reads(delimited(tmp_path / "a.csv", rows), **DECLARED).refused == [
        f"eigen/a.csv: line 3 and 29 more rows, column gem: found 30 rows of 30 wijken; {advice}",
        f"eigen/a.csv: line 33, column gem: found 1 row of 1 buurt; {advice}",
    ]


def test_of_many_unknown_regions_twelve_are_listed_and_the_rest_is_counted(reads, tmp_path):
    rows = table("GM0014", *(f"GM9{n:03}" for n in range(500)))
    refused = reads(delimited(tmp_path / "a.csv", rows), level="gemeente", **DECLARED).refused
    assert len(refused) == 13 and "found 488 more such findings; expected as above" in refused[-1]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("GM00141", "a code of a gemeente: GM and 4 digits, not five"),
        ("gm 01410", "a code of a gemeente: GM and 4 digits, not five"),
        ("00141", "a code of a gemeente: GM and 4 digits, not five"),
        ("GM1141", "expected a code of the register"),
        ("115", "expected a code of the register"),
        ("GM0043", "expected a code of the register (did you mean GM0034 Almere?)"),
        ("Totaal", "a row that is no region is declared under skip: ['Totaal']"),
        ("Niet in te delen", "a row that is no region is declared under skip: ['Niet in te delen']"),
        ("Almere", "expected a code of the register: that of GM0034 Almere"),
    ],
)
def test_what_is_no_code_says_what_is_wrong_with_it_and_no_nonsense(written, told, reads, tmp_path):
    (refused,) = reads(
        delimited(tmp_path / "a.csv", table("GM0014", "GM0037", written)), level="gemeente", **DECLARED
    ).refused
    assert refused.endswith(told)


@pytest.mark.parametrize("written", ["gm14", "GM 0014", " 0014", "'0014", "14.00", "GM\u00a014"])
def test_a_code_has_spaces_and_lacks_zeros_and_is_noted(written, reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table(written, "GM0034")), level="gemeente", **DECLARED)
    assert list(found.rows["region"]) == ["GM0014", "GM0034"]
    assert "as GM0014" in found.notes[0]


def test_names_in_a_column_of_codes_are_told_once(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("Groningen", "Almere", "Den Haag", "Xyz")), **DECLARED)
    assert found.refused == [
        "eigen/a.csv: line 2 and 3 more rows, column gem: found names such as 'Groningen', 'Almere', 'Den Haag'; "
        "expected codes, or what these are declared: table: {region_by: name, level: gemeente}"
    ]


def test_so_are_codes_in_a_column_of_names(reads, tmp_path):
    found = reads(
        delimited(tmp_path / "a.csv", table("0014", "34", "GM0037")), region_by="name", level="gemeente", **DECLARED
    )
    assert found.refused == [
        "eigen/a.csv: line 2 and 2 more rows, column gem: found codes such as '0014', '34', 'GM0037'; "
        "expected names, or what these are declared: table: {region_by: code, level: gemeente}"
    ]


def regions(
    old: tuple[OldName, ...], names: dict[str, str | None], **declared: Any
) -> tuple[list[str | None], list[str]]:
    """What codes and names of a register of three are read as, and what is said of them."""
    register = pd.DataFrame(
        {
            "code": ["GM1940", "GM1945", "GM0034"],
            "name": ["De Fryske Marren", "Berg en Dal", "Almere"],
            "level": "gemeente",
        }
    )
    texts = pd.Series(declared.pop("texts"))
    found = ProblemList("a.csv", "line")
    given = OwnTable(region="gem", level="gemeente", year=2021, columns={"wl": "werkloosheid"}, **declared)
    codes = Regions(register, given, old, names=names).codes(texts, texts == "", found, "gem")
    return [None if pd.isna(c) else c for c in codes], [str(p) for p in (*found.refused, *found.notes)]


RENAMED = (
    OldName("opgeheven", "GM0265", "Millingen aan de Rijn", "GM1945", "2015-01-01"),
    OldName("hernoemd", "GM1921", "De Friese Meren", "GM1940", "2015-07-01"),
    OldName("hernoemd", "GM0241", "Groesbeek", "GM1945", "2016-01-01"),
)


def test_a_code_that_was_only_replaced_is_read_and_one_that_others_were_merged_into_is_not():
    codes, told = regions(RENAMED, {}, texts=["GM1921", "GM0241", "GM0034"])
    assert codes == ["GM1940", None, "GM0034"]
    assert "now GM1945 Berg en Dal, into which others were merged: figures may be of before" in told[0]
    assert "'GM1921' as GM1940 De Fryske Marren, its code since 2015-07-01" in told[1]


def test_names_of_the_params_say_what_no_rule_knows_by_name_and_by_code():
    names = {"Skarsterlân": "GM1940", "Overig": None, "99": None}
    by_name = regions(RENAMED, names, texts=["Skarsterlan", "overig", "Almere"], region_by="name")
    by_code = regions(RENAMED, names, texts=["99", "34", "SKARSTERLÂN"])
    assert by_name[0] == ["GM1940", None, "GM0034"] and by_code[0] == [None, "GM0034", "GM1940"]
    assert not [line for line in by_name[1] + by_code[1] if "Overig" in line or "99" in line]


def test_an_abolished_code_says_what_it_is_now(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("GM0003")), **DECLARED)
    assert found.refused == [
        "eigen/a.csv: line 2, column gem: found 'GM0003'; expected a code of the register: Appingedam was abolished on "
        "2021-01-01, now GM1979 Eemsdelta; a source of kind transfers moves its figures there"
    ]


def test_names_are_matched_whole_apart_from_capitals_and_white_space(known, tmp_path):
    rows = table("  groningen ", "'S-GRAVENHAGE", "Almere")
    found = known(workbook(tmp_path / "a.xlsx", Blad=rows), region_by="name", level="gemeente", **DECLARED)
    assert [region for region, _, _ in found] == ["GM0014", "GM0518", "GM0034"]


def test_the_level_decides_between_two_regions_of_one_name(known, tmp_path):
    found = known(delimited(tmp_path / "a.csv", table("Groningen")), region_by="name", level="provincie", **DECLARED)
    assert list(found) == [("PV20", "werkloosheid", 2021)]


def test_all_names_that_are_not_known_are_listed_with_what_is_meant(reads, tmp_path):
    rows = table("Den Haag", "Appingedam", "Almeer", "Xyz", "Ten Boer", "Xyz")
    found = reads(delimited(tmp_path / "a.csv", rows), region_by="name", level="gemeente", **DECLARED)
    word = "expected the name of a gemeente"
    assert found.refused == [
        f"eigen/a.csv: line 3, column gem: found 'Appingedam'; {word}: "
        "Appingedam was abolished on 2021-01-01, now GM1979 Eemsdelta",
        f"eigen/a.csv: line 4, column gem: found 'Almeer'; {word} (did you mean GM0034 Almere?); "
        "or declare what it is: names: {'Almeer': <code>}",
        f"eigen/a.csv: line 5 and 1 more row, column gem: found 'Xyz'; {word}; "
        "a row that is no gemeente is declared under skip: ['Xyz']",
        f"eigen/a.csv: line 6, column gem: found 'Ten Boer'; {word}: "
        "Ten Boer was abolished on 2019-01-01, now GM0014 Groningen",
    ]
    assert found.notes[0] == (
        "eigen/a.csv: column gem: found regions written otherwise: read 'Den Haag' as GM0518 's-Gravenhage; "
        "expected codes and names as they are"
    )


def test_a_row_with_a_figure_and_no_region_is_refused(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("GM0014", "")), **DECLARED)
    assert found.refused == [
        "eigen/a.csv: line 3, column gem: found an empty cell; expected a region (of merged cells only the first has "
        "it); rows that are no region are declared under skip: ['']"
    ]


def test_a_name_that_two_gemeenten_have_but_for_their_suffix_is_told_with_both():
    codes, names = ["GM0183", "GM0373", "GM0893"], ["Tubbergen", "Bergen (NH.)", "Bergen (L.)"]
    register = pd.DataFrame({"code": codes, "name": names, "level": "gemeente"})
    regions = Regions(
        register, OwnTable(region="gem", region_by="name", level="gemeente", year=2021, columns={"wl": "werkloosheid"})
    )
    texts, found = pd.Series(["Bergen"], index=[2]), ProblemList("a.csv", "line")
    regions.codes(texts, texts == "", found, "gem")
    assert str(found.refused[0]).endswith(
        "expected one region: GM0373 Bergen (NH.) and GM0893 Bergen (L.) have this name; give codes "
        "(region_by: code), or declare names"
    )


@pytest.mark.parametrize(
    ("region", "level", "word"),
    [("LD01", None, "landsdeel"), ("GB001", None, "gebied"), (1, "gebied", "gebied"), ("1", "regiodeal", "Regio Deal")],
)
def test_figures_of_an_area_that_is_made_of_gemeenten_are_refused(region, level, word, reads, tmp_path):
    declared = DECLARED if level is None else {**DECLARED, "level": level}
    (told,) = reads(delimited(tmp_path / "a.csv", table(region)), **declared).refused
    assert f"figures of a {word} are made from those of its gemeenten, never read" in told


def test_a_name_that_two_regions_of_a_level_have_is_refused_with_both_codes():
    register = pd.DataFrame({"code": ["GB001", "GB002"], "name": ["Noord", "Noord"], "level": "gebied"})
    table = OwnTable(region="gem", region_by="name", level="gebied", year=2021, columns={"wl": "werkloosheid"})
    texts, found = pd.Series(["Noord"], index=[2]), ProblemList("a.csv", "line")
    Regions(register, table).codes(texts, texts == "", found, "gem")
    assert str(found.refused[0]).endswith(
        "found 'Noord'; expected one region: GB001 Noord and GB002 Noord have this name; give codes "
        "(region_by: code), or declare names"
    )


def test_thousands_of_unknown_names_are_not_each_compared_with_all_regions(reads, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(region_names, "nearest", lambda *found: asked.append(found) or "")
    rows = table("Groningen", *(f"Straat {n}" for n in range(3000)))
    found = reads(delimited(tmp_path / "a.csv", rows), region_by="name", level="gemeente", **DECLARED)
    assert len(found.refused) == 13 and len(asked) <= 12


def test_a_name_of_two_levels_is_told_where_rows_of_both_are(reads, tmp_path):
    path = delimited(tmp_path / "a.csv", [("gem", "wl"), ("Almere", 4), ("Groningen", 5), ("Flevoland", 6)])
    named = {"region": "gem", "region_by": "name", "level": "gemeente", "year": 2021, "columns": {"wl": "werkloosheid"}}
    (note, *_) = reads(path, **named, skip=("Flevoland",)).notes
    assert "line 3, column gem: found Groningen, as other rows are of a provincie: Flevoland" in note
    told = reads(path, **named, skip=("Flevoland",), names={"Groningen": "GM0014"}).notes
    assert not any("other rows are" in note for note in told)


def test_a_name_of_two_levels_is_not_told_where_all_rows_are_of_one(reads, tmp_path):
    rows = [("gem", "wl"), ("Almere", 4), ("Groningen (gemeente)", 5), ("Groningen (PV)", 5), ("Totaal", 6)]
    named = {"region": "gem", "region_by": "name", "level": "gemeente", "year": 2021, "columns": {"wl": "werkloosheid"}}
    found = reads(delimited(tmp_path / "a.csv", rows), **named, skip=("Totaal",))
    assert found.refused == [] and not any("other rows are" in note for note in found.notes)
