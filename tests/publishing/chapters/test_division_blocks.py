"""The chapter on herindelingen says who changed, what of and when, and what was recalculated."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from worlds.chapter_samples import NBSP, changed, edition, facts_of
from worlds.places import ROOT

from regioboek.errors import Problem
from regioboek.params.edition import Edition
from regioboek.params.regions import read_division, read_old_names
from regioboek.publishing.chapters.chapter_blocks import block
from regioboek.publishing.chapters.filling import fill_chapter

REGIONS = pd.DataFrame([vars(r) for r in read_division(ROOT / "params")])
FORMER = read_old_names(ROOT / "params")
LINEAGE = pd.DataFrame(
    [
        ("GM1979", "GM0003", "Appingedam", 1.0, 0.252, "2021-01-01", "2021-01-01", 2021),
        ("GM1979", "GM0010", "Delfzijl", 1.0, 0.748, "2021-01-01", "2021-01-01", 2021),
        ("GM0824", "GM0788", "Haaren", 0.407, 0.18, "2021-01-01", "2021-01-01", 2021),
        ("GM0824", "GM0824", "Oisterwijk", 1.0, 0.82, None, "2021-01-01", 2021),
        ("GM1940", "GM1921", "De Friese Meren", 1.0, 1.0, "2015-07-01", "2015-07-01", None),
    ],
    columns=["region", "from_region", "from_name", "share", "weight", "ended", "changed", "break_year"],
).astype({"break_year": "Int32"})


@pytest.fixture(scope="module")
def real() -> Edition:
    return edition("2023")


def text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup).replace(NBSP, " ")).strip()


def test_every_changed_gemeente_is_told_with_its_parts_largest_first(real: Edition):
    told = text(block("herindelingen", facts_of(real, lineage=LINEAGE, regions=REGIONS), "../"))
    assert "Eemsdelta 1 januari 2021 Delfzijl: 74,8 %; Appingedam: 25,2 %" in told
    assert "Oisterwijk 1 januari 2021 Oisterwijk: 82,0 %; een deel (40,7 %) van Haaren: 18,0 %" in told
    assert "De Fryske Marren 1 juli 2015 (andere naam of code) De Friese Meren" in told


def test_without_transfers_the_former_names_tell_what_became_of_them(real: Edition):
    told = text(block("herindelingen", facts_of(real, regions=REGIONS, former=FORMER), "../"))
    assert "Haaren 1 januari 2021 Oisterwijk, Vught, Boxtel en Tilburg" in told
    assert "Maasdonk" not in told  # on the first day of the window


def test_names_from_a_source_are_text_and_no_markup(real: Edition):
    evil = LINEAGE.assign(from_name="<script>alert(1)</script>")
    assert "<script" not in block("herindelingen", facts_of(real, lineage=evil, regions=REGIONS), "")


def test_every_indicator_has_one_rule_for_the_past(real: Edition):
    told = block("herindeling_regels", facts_of(real), "../")
    assert all(told.count(f">{i.name}</a>") == 1 for i in real.indicators)
    assert "gewogen naar woningen" in told
    assert "Niet: de reeks begint bij de herindeling" in told


def test_an_edition_in_which_nothing_was_recalculated_says_so(real: Edition):
    assert "geen enkel cijfer" in block("herindeling_omgerekend", facts_of(real), "")


def test_recalculated_figures_are_counted_once_and_empty_ones_apart(real: Edition):
    rows = [
        ("GM1979", "werkloosheid", 2016, "GM0003", "weighted-mean", None),
        ("GM1979", "werkloosheid", 2016, "GM0010", "weighted-mean", None),
        ("GM1979", "werkloosheid", 2017, "GM0003", "weighted-mean", "part-missing"),
        ("GM1940", "werkloosheid", 2015, "GM1921", "renamed", None),
    ]
    table = pd.DataFrame(rows, columns=["region", "indicator", "year", "from_region", "method", "reason"])
    told = text(block("herindeling_omgerekend", facts_of(real, backcast=table), ""))
    assert told.startswith("Door ons omgerekend: 1 cijfer van 1 gemeente, bij")
    assert told.endswith("Bij 1 cijfer kon dat niet: daar staat geen cijfer.")


def test_an_indicator_that_could_not_be_moved_is_not_named_among_those_that_were(real: Edition):
    rows = [
        ("GM1979", "werkloosheid", 2016, "GM0003", "weighted-mean", None),
        ("GM1979", "mediaan-besteedbaar-inkomen", 2016, "GM0003", "none", "not-recalculable"),
    ]
    columns = ["region", "indicator", "year", "from_region", "method", "reason"]
    told = text(block("herindeling_omgerekend", facts_of(real, backcast=pd.DataFrame(rows, columns=columns)), ""))
    assert told.startswith("Door ons omgerekend: 1 cijfer van 1 gemeente, bij Werkloosheid . Bij 1 cijfer kon dat niet")
    many = [("GM1979", i.id, 2016, "GM0003", "weighted-mean", None) for i in real.indicators[:30]]
    told = text(block("herindeling_omgerekend", facts_of(real, backcast=pd.DataFrame(many, columns=columns)), ""))
    assert told.endswith("van 1 gemeente, bij 30 indicatoren.")


def test_figures_that_could_not_be_moved_are_not_counted_as_moved(real: Edition):
    rows = [("GM1979", "werkloosheid", 2017, "GM0003", "weighted-mean", "part-missing")]
    table = pd.DataFrame(rows, columns=["region", "indicator", "year", "from_region", "method", "reason"])
    told = text(block("herindeling_omgerekend", facts_of(real, backcast=table), ""))
    assert told.startswith("In deze editie is geen enkel cijfer door ons omgerekend; er zijn wel oudere cijfers bij")
    assert told.endswith("Bij 1 cijfer kon dat niet: daar staat geen cijfer.")


@pytest.mark.parametrize("name", ["demo", "2023"])
def test_the_chapter_says_the_division_and_the_threshold(name: str):
    one = edition(name)
    facts = facts_of(changed(one, **{"rules.through_time.ignore_share": 0.002}), regions=REGIONS, former=FORMER)
    problems: list[Problem] = []
    chapter = (ROOT / "book/methode/herindelingen.md").read_text("utf-8")
    filled = fill_chapter(chapter, "methode/herindelingen.md", facts, problems)
    assert problems == []
    assert "indeling van 1 januari 2023." in filled
    assert f"kleiner is dan 0,2{NBSP}%" in filled
    assert "hoogstens 0,04 procentpunt" in filled


@pytest.mark.parametrize("chapter", ["index.md", "colofon.md", "methode/bronnen.md", "methode/herindelingen.md"])
def test_the_year_of_the_division_is_said_where_readers_look(chapter: str, real: Edition):
    other = changed(real, **{"division_year": 2022})
    said = [fill_chapter((ROOT / "book" / chapter).read_text("utf-8"), chapter, facts_of(e), []) for e in (real, other)]
    assert ["1 januari 2023" in said[0], "1 januari 2022" in said[1]] == [True, True]
