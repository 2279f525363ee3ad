"""What tables call regions: codes with and without letters, and names, of which nothing is guessed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from worlds.small_tables import delimited, workbook

from regioboek.params.source_params import OwnTable
from regioboek.sources.problems import ProblemList
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


def test_a_code_of_another_level_than_declared_is_refused(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("PV20")), level="gemeente", **DECLARED)
    assert found.refused == [
        "eigen/a.csv: line 2, column gem: found 'PV20'; expected a gemeente, as declared (level: gemeente)"
    ]


def test_an_abolished_code_says_what_it_is_now(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("GM0003")), **DECLARED)
    assert found.refused == [
        "eigen/a.csv: line 2, column gem: found 'GM0003'; expected a code of the register: Appingedam was abolished on "
        "2021-01-01, now Eemsdelta (GM1979); a source of kind transfers moves its figures there"
    ]


def test_names_are_matched_whole_apart_from_capitals_and_white_space(known, tmp_path):
    rows = table("  groningen ", "'S-GRAVENHAGE", "Almere")
    found = known(workbook(tmp_path / "a.xlsx", Blad=rows), region_by="name", level="gemeente", **DECLARED)
    assert [region for region, _, _ in found] == ["GM0014", "GM0518", "GM0034"]


def test_the_level_decides_between_two_regions_of_one_name(known, tmp_path):
    found = known(delimited(tmp_path / "a.csv", table("Groningen")), region_by="name", level="provincie", **DECLARED)
    assert list(found) == [("PV20", "werkloosheid", 2021)]


def test_all_names_that_are_not_known_are_listed_with_what_is_meant(reads, tmp_path):
    rows = table("Den Haag", "Appingedam", "Almeer", "Xyz", "Ten Boer", "Aa", "Bb", "Cc", "Xyz")
    found = reads(delimited(tmp_path / "a.csv", rows), region_by="name", level="gemeente", **DECLARED)
    word, skip = "expected the name of a gemeente", "; a row that is no region is declared under skip"
    assert found.refused == [
        f"eigen/a.csv: line 2, column gem: found 'Den Haag'; {word}, as the register has it: "
        "Den Haag is another way to write 's-Gravenhage (GM0518)",
        f"eigen/a.csv: line 3, column gem: found 'Appingedam'; {word}, as the register has it: "
        "Appingedam was abolished on 2021-01-01, now Eemsdelta (GM1979)",
        f"eigen/a.csv: line 4, column gem: found 'Almeer'; {word}, exactly as the register has it; "
        "nearest: Almere (GM0034)",
        f"eigen/a.csv: line 5 and 1 more row, column gem: found 'Xyz'; {word}, exactly as the register has it{skip}",
        f"eigen/a.csv: line 6, column gem: found 'Ten Boer'; {word}, as the register has it: "
        "Ten Boer was abolished on 2019-01-01, now Groningen (GM0014)",
        *[
            f"eigen/a.csv: line {n}, column gem: found '{name}'; {word}, exactly as the register has it{skip}"
            for n, name in ((7, "Aa"), (8, "Bb"), (9, "Cc"))
        ],
    ]


def test_a_row_with_a_figure_and_no_region_is_refused(reads, tmp_path):
    found = reads(delimited(tmp_path / "a.csv", table("GM0014", "")), **DECLARED)
    assert found.refused == ["eigen/a.csv: line 3, column gem: found an empty cell; expected a code of the register"]


def test_a_name_that_two_gemeenten_have_but_for_their_suffix_is_told_with_both():
    codes, names = ["GM0183", "GM0373", "GM0893"], ["Tubbergen", "Bergen (NH.)", "Bergen (L.)"]
    register = pd.DataFrame({"code": codes, "name": names, "level": "gemeente"})
    regions = Regions(
        register, OwnTable(region="gem", region_by="name", level="gemeente", year=2021, columns={"wl": "werkloosheid"})
    )
    texts, found = pd.Series(["Bergen"], index=[2]), ProblemList("a.csv", "line")
    regions.codes(texts, texts == "", found, "gem")
    assert str(found.refused[0]).endswith("; nearest: Bergen (NH.) (GM0373), Bergen (L.) (GM0893)")


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
        "found 'Noord'; expected one region: GB001 and GB002 have this name; give codes instead (region_by: code)"
    )
