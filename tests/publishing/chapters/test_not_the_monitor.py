"""What the book says of an edition that is not the Regionale Monitor: in its chapters, and at each indicator."""

from __future__ import annotations

import pytest
from worlds.chapter_samples import changed, edition, facts_of
from worlds.places import ROOT

from regioboek.publishing.chapters.chapter_blocks import block
from regioboek.publishing.chapters.filling import fill_chapter
from regioboek.words.indicator_about import facts_of as facts_of_indicator
from regioboek.words.indicator_about import in_monitor, remarks

#: Of the Monitor only: sentences that would be false of another choice of figures.
CLAIMS = (
    "De indicatoren en thema’s in dit boek volgen",
    "Van het CBS komen de indeling in thema’s, de indicatoren",
    "in de officiële volgorde",
    "Die aantallen zitten niet in de gebruikte bronnen",
)
DENIALS = {
    "index.md": "Het is niet de Regionale Monitor Brede Welvaart",
    "colofon.md": "Het is niet de Regionale Monitor Brede Welvaart",
    "brede-welvaart.md": "Dit boek is niet die monitor",
    "methode/index.md": "Die monitor is het niet",
    "methode/bronnen.md": "Het is niet die monitor",
}


def book(edition_id: str) -> dict[str, str]:
    facts, problems = facts_of(edition(edition_id)), []
    folder = ROOT / "book"
    texts = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in sorted(folder.rglob("*.md"))}
    filled = {name: fill_chapter(text, name, facts, problems) for name, text in texts.items()}
    assert problems == []
    return filled


def test_no_chapter_claims_that_it_is_the_monitor() -> None:
    chapters = book("kerncijfers")
    assert [(name, claim) for name, text in chapters.items() for claim in CLAIMS if claim in text] == []
    for name, denial in DENIALS.items():
        assert denial in chapters[name]
        assert "kerncijfers uit openbare tabellen van StatLine" in chapters[name]


def test_the_monitor_is_still_told_to_be_the_monitor() -> None:
    chapters = book("2023")
    assert {claim for text in chapters.values() for claim in CLAIMS if claim in text} == set(CLAIMS)
    assert [name for name, denial in DENIALS.items() if denial in chapters[name]] == []


def test_a_side_that_nobody_can_name_is_told_where_favourable_is_explained() -> None:
    told = "Van sommige indicatoren is niet te zeggen welke kant gunstig is"
    assert told in book("kerncijfers")["brede-welvaart.md"]
    assert told not in book("2023")["brede-welvaart.md"]


def test_who_redoes_a_book_of_a_service_is_told_that_it_asks_again() -> None:
    assert "dan vraagt de bouw ze op bij de bron" in book("kerncijfers")["narekenen.md"]
    assert "bronnen.md). Zonder deze bestanden, of met andere, stopt de bouw" in book("2023")["narekenen.md"]


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("afstand-tot-groen", "Dit is dezelfde indicator als Afstand tot openbaar groen in de Regionale Monitor"),
        ("bedrijfsvestigingen-per-inwoners", "Deze indicator staat niet in de Regionale Monitor"),
        ("afstand-tot-treinstation", "Verwant aan Afstand tot ov in de Regionale Monitor"),
        ("zonnepanelen-per-woning", "Verwant aan Particuliere zonne-energie in de Regionale"),
        ("tevredenheid-met-het-leven", "Dit is dezelfde indicator als Tevredenheid met het leven in de Regionale"),
    ],
)
def test_an_indicator_says_what_it_is_in_the_monitor(id: str, told: str) -> None:
    kerncijfers = edition("kerncijfers")
    ((term, said),) = in_monitor(kerncijfers, kerncijfers.indicator(id))
    assert term == "In de Regionale Monitor" and said.startswith(told)


def test_what_differs_is_told_behind_it() -> None:
    kerncijfers = edition("kerncijfers")
    ((_, said),) = in_monitor(kerncijfers, kerncijfers.indicator("afstand-tot-treinstation"))
    assert said.endswith(
        "niet hetzelfde cijfer. " + (kerncijfers.indicator("afstand-tot-treinstation").monitor.note or "")
    )


def test_of_the_monitor_itself_nothing_is_said() -> None:
    assert [
        in_monitor(edition(id), i)
        for id in ("demo", "2023")
        for i in edition(id).indicators
        if in_monitor(edition(id), i)
    ] == []


def test_the_overview_lists_what_is_the_same_what_is_like_it_and_what_is_neither() -> None:
    shown = block("monitor", facts_of(edition("kerncijfers")), "../")
    same, rest = shown.split("Verwant aan", 1)
    like, apart = rest.split("Niet in de Monitor", 1)
    assert "Afstand tot school voor basisonderwijs" in same and "Afstand tot groen" in same
    assert "Misdrijven per 1\u00a0000 inwoners" in like and "Geregistreerde misdrijven" in like
    assert "Gemiddelde WOZ-waarde" in apart and "Gewelds" in apart
    assert "Tevredenheid" not in shown, "it has no figures here"
    assert ">Misdrijven<" not in shown, "a count is told by its rate"


def test_an_own_word_about_an_edition_is_what_chapters_show() -> None:
    mine = changed(edition("2023"), about="Dit boek telt *fietsen* van Drenthe")
    problems: list = []
    text = fill_chapter("«editie.over»\n", "a.md", facts_of(mine), problems)
    assert problems == [] and text == "Dit boek telt \\*fietsen\\* van Drenthe.\n"


def test_the_front_page_counts_what_has_figures_and_no_counts() -> None:
    assert "met 35 indicatoren van" in book("kerncijfers")["index.md"]
    assert "met 37 indicatoren van" in book("2023")["index.md"], "five of the 42 have no figures"
    assert "Daarvan zijn er dertien een aantal:" in book("kerncijfers")["methode/indicatoren.md"]
    assert "een aantal" not in book("2023")["methode/indicatoren.md"].partition("## ")[0]


@pytest.mark.parametrize(
    ("chapter", "told"),
    [
        ("lezen.md", "Een indicator die niet wordt beoordeeld, heeft geen vakje"),
        ("lezen.md", "**Niet beoordeeld** is weer iets anders."),
        ("methode/positie.md", "zoals de gemiddelde WOZ-waarde van woningen. Daar is plaats 1 het hoogste cijfer"),
        ("methode/trend.md", "Is niet te zeggen welke richting gunstig is, dan blijft deze stap achterwege"),
        ("methode/kleuren.md", ">niet beoordeeld</span>"),
    ],
)
def test_chapters_tell_of_what_is_not_judged_where_there_is_any(chapter: str, told: str) -> None:
    assert told in book("kerncijfers")[chapter]
    assert told not in book("2023")[chapter] and told not in book("demo")[chapter]


def test_of_what_areas_have_of_the_source_the_rule_is_for_the_others() -> None:
    kerncijfers, real = edition("kerncijfers"), edition("2023")
    woz = kerncijfers.indicator("gemiddelde-woz-waarde")
    said = dict(facts_of_indicator(kerncijfers, woz, ["land", "provincie"]))["Cijfers voor gebieden"]
    assert said.startswith("van de bron zelf voor Nederland en provincies; van andere gebieden eigen berekening: gemid")
    assert any(
        r.startswith("Voor grotere gebieden waarvan de bron geen cijfer heeft: ") for r in remarks(kerncijfers, woz)
    )
    jobless = real.indicator("werkloosheid")
    assert dict(facts_of_indicator(real, jobless))["Cijfers voor gebieden"].startswith("eigen berekening: gemiddelde")
    assert any(r.startswith("Voor grotere gebieden: ") for r in remarks(real, jobless))


def test_a_count_has_no_favourable_side_and_its_rate_says_what_is_divided() -> None:
    kerncijfers = edition("kerncijfers")
    count, rate = (kerncijfers.indicator(id) for id in ("natuurlijk-terrein", "aandeel-natuurlijk-terrein"))
    assert dict(facts_of_indicator(kerncijfers, count))["Gunstige richting"].startswith("niet beoordeeld. Een aantal")
    assert not [r for r in remarks(kerncijfers, count) if r.startswith("Waarom")]
    assert [r for r in remarks(kerncijfers, rate) if r.startswith("Waarom hoger gunstig is")]
    made = dict(facts_of_indicator(kerncijfers, rate))["Hoe berekend"]
    assert "de oppervlakte natuurlijk terrein gedeeld door de oppervlakte aan land; van een gebied" in made
