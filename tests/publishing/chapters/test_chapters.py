"""The written chapters say what the edition's objects say, and refuse marks they do not know."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from worlds.chapter_samples import COUNTS, EDITIONS, NBSP, changed, edition, facts_of
from worlds.places import ROOT

from regioboek.errors import ChapterError, InputError, Problem, SnapshotError
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.publishing.chapters.chapter_context import chapter_context
from regioboek.publishing.chapters.chapter_facts import ChapterFacts, read_facts
from regioboek.publishing.chapters.filling import fill_chapter, fill_chapters
from regioboek.schemas import empty_table, write_table
from regioboek.statistics.area_regions import members_table
from regioboek.tables.findings import build_findings

BOOK = ROOT / "book"
CHAPTERS = sorted(p.relative_to(BOOK).as_posix() for p in BOOK.rglob("*.md"))
GENERATED = {"regio/index.md", "indicator/index.md", "thema/index.md"}

MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"

#: Parameters whose value may not stand in a chapter as typed text.
NEVER_TYPED = (
    "venster.eerste",
    "venster.laatste",
    "venster.periode",
    "trend.alfa",
    "trend.betrouwbaarheid",
    "positie.procent",
    "positie.dekking",
    "aggregatie.dekking",
    "editie.titel",
    "editie.verschenen",
    "uitgever.naam",
)


@pytest.fixture(scope="module")
def demo() -> Edition:
    return edition("demo")


@pytest.fixture(scope="module")
def real() -> Edition:
    return edition("2023")


def written(chapter: str) -> str:
    return (BOOK / chapter).read_text("utf-8")


def filled(chapter: str, facts: ChapterFacts) -> str:
    problems: list[Problem] = []
    text = fill_chapter(written(chapter), chapter, facts, problems)
    assert problems == []
    return text


def refused(text: str, facts: ChapterFacts) -> str:
    problems: list[Problem] = []
    fill_chapter(text, "proef.md", facts, problems)
    return "\n".join(map(str, problems))


# -- the chapters as they stand -----------------------------------------------------------------------------------


@pytest.mark.parametrize("edition_id", EDITIONS)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_mark_of_every_chapter_is_filled(chapter: str, edition_id: str) -> None:
    text = filled(chapter, facts_of(edition(edition_id)))
    assert "«" not in text
    assert "»" not in text


def test_the_book_has_the_chapters_the_site_promises() -> None:
    method = ("index", "trend", "positie", "aggregatie", "ontbrekende-cijfers", "kleuren", "indicatoren", "bronnen")
    top = ("index", "lezen", "brede-welvaart", "narekenen", "colofon", "toegankelijkheid")
    assert set(CHAPTERS) >= {*(f"{n}.md" for n in top), *(f"methode/{n}.md" for n in method)}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_links_between_chapters_lead_somewhere(chapter: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", written(chapter)):
        place = ((BOOK / chapter).parent / target).resolve().relative_to(BOOK).as_posix()
        assert place in CHAPTERS or place in GENERATED, f"{chapter} links to {target}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_english_is_left(chapter: str, demo: Edition) -> None:
    prose = re.sub(r"```[^`]*```|`[^`]*`|<code>.*?</code>|<[^>]+>|\]\([^)]*\)", " ", filled(chapter, facts_of(demo)))
    prose = prose.replace("Web Content Accessibility Guidelines", "")
    stop = {"the", "and", "with", "from", "which", "year", "years", "missing", "value", "region", "trend-line", "rank"}
    assert stop & set(re.findall(r"[a-z-]+", prose.lower())) == set()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_one_title_on_top_and_skips_no_level(chapter: str, demo: Edition) -> None:
    text = re.sub(r"```.*?```", "", filled(chapter, facts_of(demo)), flags=re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]
    assert text.startswith("# ")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_parameter_is_typed_where_a_mark_should_be(chapter: str, demo: Edition, real: Edition) -> None:
    text = re.sub(rf"\d+ ({MONTHS}) \d{{4}}", "", written(chapter))
    for words in (chapter_context(demo), chapter_context(real)):
        for name in NEVER_TYPED:
            for typed in {words[name], words[name].replace(NBSP, " ")}:
                found = re.search(rf"(?<!\d){re.escape(typed)}(?!\d)", text)
                assert not found, f"{chapter}: {typed} instead of «{name}»"


def test_an_invented_edition_says_so_and_a_real_one_does_not(demo: Edition, real: Edition) -> None:
    assert "verzonnen" in filled("index.md", facts_of(demo))
    assert "verzonnen" not in filled("index.md", facts_of(real))
    assert "Voorbeeldcijfers" not in filled("index.md", facts_of(real))


def test_the_sources_of_an_invented_edition_claim_nothing_of_cbs(demo: Edition, real: Edition) -> None:
    claim = "De cijfers van het CBS mogen worden hergebruikt"
    assert claim in filled("methode/bronnen.md", facts_of(real))
    assert claim not in filled("methode/bronnen.md", facts_of(demo))


# -- marks --------------------------------------------------------------------------------------------------------


def test_an_unknown_name_is_refused_with_file_line_and_nearest(demo: Edition) -> None:
    message = refused("# Titel\n\nMet «trend.alpha» als grens.", facts_of(demo))
    assert "book/proef.md: line 3" in message
    assert "«trend.alpha»" in message
    assert "trend.alfa?" in message


def test_an_unknown_block_or_condition_names_the_nearest(demo: Edition) -> None:
    assert "blok.bronnen?" in refused("«blok.bron»", facts_of(demo))
    assert "editie.voorbeeld?" in refused("«% if editie.voorbeld %»\ntekst\n«% endif %»", facts_of(demo))
    assert "line 1" in refused("«blok:bronnen»", facts_of(demo))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Tekst met «blok.regels» erin.", 1),
        ("a\n\n«% if editie.voorbeeld %»\nb", 4),
        ("a\n«% endif %»", 2),
        ("a\n«editie.titel", 2),
        ("a\n\n«editie.titel|onbekend»", 3),
        ("a\n«editie.titel * editie.titel»", 2),
    ],
)
def test_marks_in_the_wrong_place_are_refused(demo: Edition, text: str, line: int) -> None:
    assert f"book/proef.md: line {line}" in refused(text, facts_of(demo))


def test_all_problems_are_told_at_once(demo: Edition) -> None:
    assert refused("«een.fout»\n«nog.een.fout»", facts_of(demo)).count("which is not known") == 2


def test_a_part_is_shown_only_where_its_condition_holds(demo: Edition, real: Edition) -> None:
    text = "a\n«% if editie.voorbeeld %»\nb\n«% endif %»\nc"
    assert fill_chapter(text, "proef.md", facts_of(demo), []) == "a\nb\nc\n"
    assert fill_chapter(text, "proef.md", facts_of(real), []) == "a\nc\n"


def test_words_are_safe_in_markdown_and_literal_in_code(demo: Edition) -> None:
    edition = changed(demo, title="A*B [c]")
    text = fill_chapter("«editie.titel»\n\n```\n«editie.titel»\n```", "proef.md", facts_of(edition), [])
    assert text == "A\\*B \\[c\\]\n\n```\nA*B [c]\n```\n"


def test_links_of_blocks_follow_the_depth_of_the_chapter(demo: Edition) -> None:
    facts = facts_of(demo)
    assert 'href="regio/pv22.html"' in fill_chapter("«blok.provincies»", "index.md", facts, [])
    assert 'href="../regio/pv22.html"' in fill_chapter("«blok.provincies»", "methode/x.md", facts, [])


# -- a whole project ----------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, demo: Edition) -> tuple[Project, BuildDir]:
    """A project with two chapters and an image, and a build with what chapters tell of."""
    project, build = Project(tmp_path), BuildDir(tmp_path / "_build" / "demo")
    (tmp_path / "book" / "methode").mkdir(parents=True)
    (tmp_path / "book" / "index.md").write_text("# «editie.titel»\n\n«blok.provincies»\n", "utf-8")
    (tmp_path / "book" / "methode" / "trend.md").write_text("# Trend\n\n«toets.aantal»\n", "utf-8")
    (tmp_path / "book" / "beeld.png").write_bytes(b"\x89PNG")
    regions = pd.DataFrame(
        {
            "code": ["NL01", "PV22"],
            "name": ["Nederland", "Drenthe"],
            "level": ["land", "provincie"],
            "inhabitants": [2, 1],
            "inhabitants_year": [2023, 2023],
        }
    )
    observations = pd.DataFrame(
        {
            "region": ["NL01", "NL01"],
            "indicator": ["overgewicht", "overgewicht"],
            "year": [2016, 2020],
            "value": [1.0, None],
            "status": ["definitive", None],
            "absence": [None, "missing"],
            "lower": [None, None],
            "upper": [None, None],
        }
    )
    write_table(regions, "regions", build.regions)
    write_table(empty_table("inside"), "inside", build.inside)
    write_table(members_table(()), "members", build.members)
    write_table(observations, "observations", build.observations)
    found = build_findings(demo, observations.astype({"value": "float64"}), regions, empty_table("inside"))
    write_table(found.findings, "findings", build.findings)
    key = {"region": ["NL01"], "indicator": ["overgewicht"], "year": [2020]}
    made_of = {"coverage": [0.5], "members": [2], "with_value": [1], "reason": ["low-coverage"]}
    write_table(pd.DataFrame(key | made_of), "aggregation", build.aggregation)
    write_table(empty_table("lineage"), "lineage", build.lineage)
    write_table(empty_table("backcast"), "backcast", build.backcast)
    evidence = {"levels": dict.fromkeys(demo.params.levels, COUNTS), "chance": {"0": 0.05, "0.7": 0.29}}
    build.evidence.write_text(json.dumps(evidence), "utf-8")
    build.notebooks("regio").mkdir(parents=True)
    (build.notebooks("regio") / "pv22.ipynb").write_text("{}", "utf-8")
    snapshot = project.snapshot("demo")
    snapshot.mkdir(parents=True)
    (snapshot / "lock.json").write_text(facts_of(demo).lock.to_json(), "utf-8")
    return project, build


def test_chapters_are_filled_and_other_files_taken_as_they_are(
    project: tuple[Project, BuildDir], demo: Edition
) -> None:
    made = fill_chapters(*_args(project, demo))
    assert {"beeld.png", "index.md", "methode/trend.md"} < set(made)
    assert "lezen.md" in made, "a chapter that the project has not changed is the default"
    assert 'href="regio/pv22.html">Drenthe' in made["index.md"].decode()
    assert f"8{NBSP}000" in made["methode/trend.md"].decode()
    assert made["beeld.png"] == b"\x89PNG"


def test_years_are_those_with_a_figure(project: tuple[Project, BuildDir], demo: Edition) -> None:
    assert read_facts(*_args(project, demo)).years == {"overgewicht": (2016,)}


def test_no_book_is_made_when_a_chapter_is_wrong(project: tuple[Project, BuildDir], demo: Edition) -> None:
    (project[0].chapters.own / "fout.md").write_text("«editie.titels»", "utf-8")
    with pytest.raises(ChapterError, match=r"book/fout\.md: line 1"):
        fill_chapters(*_args(project, demo))


def test_without_evidence_the_error_says_what_to_do(project: tuple[Project, BuildDir], demo: Edition) -> None:
    project[1].evidence.unlink()
    with pytest.raises(InputError, match=r"evidence\.json.*no such file.*make the findings"):
        fill_chapters(*_args(project, demo))


def test_without_a_lock_the_error_says_what_to_do(project: tuple[Project, BuildDir], demo: Edition) -> None:
    (project[0].snapshot("demo") / "lock.json").unlink()
    with pytest.raises(SnapshotError, match=r"lock\.json"):
        fill_chapters(*_args(project, demo))


def _args(project: tuple[Project, BuildDir], edition: Edition) -> tuple[Project, Edition, BuildDir]:
    return project[0], edition, project[1]
