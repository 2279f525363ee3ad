"""What every region's page calls strong, weak or striking holds beside its figures: all pages of both editions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from worlds.page_reading import opened, text, tree

from regioboek.report.pages.region_page import RegionPage
from regioboek.words import listed, sentences, striking
from regioboek.words.facts import JUDGED
from regioboek.words.striking import Choice, Strike

RANK = re.compile(r"\d+e van \d+")
OPPOSITE = {"favourable": "bottom", "unfavourable": "top"}


class Told(NamedTuple):
    """One region's page: what it chose, and what it says."""

    page: RegionPage
    choice: Choice
    lines: list[str]

    def sentences(self) -> list[tuple[Strike, str]]:
        return [(s, sentences.told(s, self.page._place)) for s in self.choice.told]

    def entries(self) -> list[tuple[Strike, str]]:
        level = self.page.region.level
        return [(s, listed.entry(s, level)) for s in (*self.choice.strong, *self.choice.weak)]


@pytest.fixture(scope="module")
def pages(data) -> list[Told]:
    """All pages of regions."""
    found = []
    for code in data.regions:
        page = opened(data, "regio", code)
        found.append(Told(page, page._choice, page.striking().text.split("\n")))
    return found


def every(pages: list[Told], wrong: Callable[[Told], list[str]]) -> None:
    found = [f"{told.page.region.name}: {line}" for told in pages for line in wrong(told)]
    assert not found, f"{len(found)} of which: {found[:3]}"


def test_what_is_chosen_is_what_is_said(pages):
    every(pages, lambda told: [line for _, line in told.sentences() if line not in told.lines])


def test_a_page_has_few_sentences_and_short_lists(pages):
    every(pages, lambda told: told.lines if not 1 <= len(told.lines) <= 5 else [])
    every(pages, lambda t: ["list"] if max(len(t.choice.strong), len(t.choice.weak)) > striking.LISTED else [])


def test_a_trend_against_the_place_is_told_with_maar(pages):
    def wrong(told: Told) -> list[str]:
        against = [(s, line) for s, line in (*told.sentences(), *told.entries()) if striking.moved(s.facts)]
        return [line for s, line in against if s.facts.position == OPPOSITE[s.facts.trend] and "maar" not in line]

    every(pages, wrong)


def test_a_shared_place_is_called_shared(pages):
    def wrong(told: Told) -> list[str]:
        said = (*told.sentences(), *told.entries())
        return [line for s, line in said if RANK.search(line) and ("gedeeld" in line) != (s.facts.tied > 0)]

    every(pages, wrong)


def test_a_movement_goes_the_way_of_its_first_and_last_figure(pages):
    def wrong(told: Told) -> list[str]:
        out = []
        for s, line in told.sentences():
            f = s.facts
            if f.jump_year or s.kind not in ("apart", "together", "moved"):
                continue
            change = striking.shown_change(f.first_value, f.latest_value, f)
            out += [line] if (" steeg van " in line, " daalde van " in line) != (change > 0, change < 0) else []
        return out

    every(pages, wrong)


def test_no_sentence_tells_a_pace_that_its_figures_could_contradict(pages):
    every(pages, lambda told: [line for line in told.lines if "per jaar" in line or "gemiddeld met" in line])


def test_what_must_be_known_stays_with_every_sentence(pages):
    def wrong(told: Told) -> list[str]:
        out = []
        for s, line in told.sentences():
            f, small = s.facts, (told.page.region.inhabitants or sentences.SMALL) < sentences.SMALL
            expected = {
                "modelschatting": f.indicator.small_area_model,
                "voorlopig": f.latest_status in ("provisional", "revised-provisional"),
                "grensgeval": f.robust == "borderline" and s.kind in ("apart", "together", "moved"),
                f.indicator.table_note or "eenheid": bool(f.indicator.table_note),
                "minder dan 1\u00a0000 inwoners": small,
            }
            out += [f"{line} [{word}]" for word, needed in expected.items() if needed and word not in line]
        return out

    every(pages, wrong)


def test_strong_has_nothing_unfavourable(pages):
    def wrong(told: Told) -> list[str]:
        return [
            s.facts.indicator.id
            for s in told.choice.strong
            if s.facts.position == "bottom" or (s.facts.trend == "unfavourable" and s.kind != "extreme")
        ]

    every(pages, wrong)


def test_let_op_has_a_reason(pages):
    def wrong(told: Told) -> list[str]:
        out = []
        for s in told.choice.weak:
            f = s.facts
            reasons = (f.position == "bottom", s.end == "bottom", f.trend == "unfavourable", f.relative == JUDGED[1])
            out += [] if any(reasons) or striking.recent(f) == JUDGED[1] else [f.indicator.id]
        return out

    every(pages, wrong)


def test_every_extreme_place_is_told(pages):
    def wrong(told: Told) -> list[str]:
        level, choice = told.page.region.level, told.choice
        shown = (*choice.strong, *choice.weak, *choice.told, *choice.bottom, *choice.top)
        named = {s.facts.indicator.id for s in shown}
        facts = [f for f in told.page.facts.values() if striking.end(f, level)]
        return [f.indicator.id for f in facts if not f.indicator.is_count and f.indicator.id not in named]

    every(pages, wrong)


def test_the_lists_lead_the_page_with_their_figures(pages, data):
    told = next(t for t in pages if t.choice.strong and t.choice.weak)
    brief = next(el for el in tree(told.page.at_a_glance().html).iter("div") if el.get("class") == "rb-brief")
    heads = [text(h) for h in brief.iter("h3")]
    assert heads == ["Sterk", "Let op"]
    shown = [text(li).replace("\u00a0", " ") for li in brief.iter("li")]
    assert shown == [line.replace("\u00a0", " ") for _, line in told.entries()]
