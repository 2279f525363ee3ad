"""Which pages there are, and the words of their headings."""

from __future__ import annotations

import pytest

from regioboek.params.levels import BASE, below, listed_levels
from regioboek.report.pages.kind import Words
from regioboek.report.pages.known_kinds import kind_of, kinds_of


def region_words(data, code: str) -> Words:
    return kind_of(data.edition, "regio").words(data, code)


def test_there_is_a_page_for_every_region_indicator_and_theme(data):
    found = {kind.name: len(set(map(kind.id, kind.keys(data)))) for kind in kinds_of(data.edition).values()}
    assert found == {
        "regio": 395 + sum(region.level in (*listed_levels(), *below(BASE)) for region in data.regions.values()),
        "indicator": len(data.edition.indicators),
        "thema": len(data.edition.themes),
    }


def test_a_page_is_addressed_by_code_and_called_by_name(data):
    kind = kind_of(data.edition, "regio")
    assert (kind.docname("GM0114"), kind.page_title(data, "GM0114"), kind.parameter) == (
        "regio/gm0114",
        "Emmen",
        "region",
    )


@pytest.mark.realdata
def test_below_the_name_stand_level_inhabitants_and_edition(real_data):
    words = region_words(real_data, "GM0114")
    assert words["naam"] == "Emmen"
    assert words["ondertitel"] == "gemeente · 108\u00a0765 inwoners (2023) · editie 2023"  # CBS, 1 January 2023


def test_every_level_is_named(data):
    words = {
        code: region_words(data, code)["ondertitel"].split(" · ")[0] for code in ("NL01", "PV22", "CR05", "GM0014")
    }
    assert words == {"NL01": "land", "PV22": "provincie", "CR05": "COROP-gebied", "GM0014": "gemeente"}


def test_a_region_has_a_section_for_every_theme_of_the_edition(data):
    themes = region_words(data, "GM0114")["theme"]
    assert [theme["id"] for theme in themes] == [t.id for t in data.edition.themes]
    assert all(data.edition.of_theme(theme["id"]) for theme in themes)


def test_no_page_has_an_empty_word(data):
    for kind in kinds_of(data.edition).values():
        for key in kind.keys(data):
            assert key
            assert all(kind.words(data, key).values())
