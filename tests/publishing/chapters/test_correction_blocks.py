"""The chapter on corrections: every corrected figure with its reason and who was told, or that there are none."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from worlds.chapter_samples import NBSP, edition, facts_of
from worlds.places import ROOT

from regioboek.params.edition import Edition
from regioboek.params.regions import read_division, read_old_names
from regioboek.publishing.chapters.chapter_blocks import block
from regioboek.words.corrected import Corrected

REGIONS = pd.DataFrame([vars(r) for r in read_division(ROOT / "params")])
ROW = Corrected("GM0014", 2021, "override", 48.0, 45.0, "reden")


@pytest.fixture(scope="module")
def demo() -> Edition:
    return edition("demo")


def text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup).replace(NBSP, " ")).strip()


def test_an_edition_without_corrections_says_so_plainly():
    assert block("correcties", facts_of(edition("2023")), "../") == (
        "**In deze editie is geen enkel cijfer gecorrigeerd.** De cijfers staan in dit boek zoals de bron ze geeft."
    )


def test_the_invented_correction_of_the_example_is_named_so(demo):
    told = text(block("correcties", facts_of(demo, regions=REGIONS, corrected={demo.corrections[0].id: [ROW]}), "../"))
    assert told.startswith("Deze editie heeft 1 correctie, van samen 1 cijfer. ### Geregistreerde misdrijven, 2021")
    assert "Voorbeeld van een correctie; de fout is even verzonnen als de cijfers." in told
    assert "1 cijfer vervangen. Gemeld aan niemand (de fout is verzonnen) op 21 november 2026." in told
    assert "Regio Jaar De bron In dit boek Groningen 2021 48 45" in told


def test_an_error_that_nobody_was_told_of_says_so(demo):
    untold = demo.model_copy(update={"corrections": (demo.corrections[0].model_copy(update={"told": None}),)})
    assert "Nog niet gemeld bij de bron." in text(block("correcties", facts_of(untold, regions=REGIONS), "../"))


def test_a_former_gemeente_is_told_by_its_name(demo):
    rows = {demo.corrections[0].id: [ROW._replace(region="GM0003", year=2019)]}
    facts = facts_of(demo, regions=REGIONS, corrected=rows, former=read_old_names(ROOT / "params"))
    assert "Appingedam (opgeheven) 2019 48 45" in text(block("correcties", facts, "../"))


def test_of_many_figures_the_number_is_told(demo):
    many = {demo.corrections[0].id: [ROW._replace(year=year) for year in range(1990, 2020)]}
    told = block("correcties", facts_of(demo, regions=REGIONS, corrected=many), "../")
    assert "30 cijfers vervangen." in text(told) and "<table" not in told


def test_markup_in_a_reason_is_text(demo):
    bad = demo.corrections[0].model_copy(update={"reason": "<script>alert(1)</script>"})
    told = block("correcties", facts_of(demo.model_copy(update={"corrections": (bad,)}), regions=REGIONS), "../")
    assert "<script>" not in told and "&lt;script&gt;" in told
