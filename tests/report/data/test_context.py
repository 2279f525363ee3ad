"""Which pages there are, and the words of their headings."""

from __future__ import annotations

from collections import Counter

import pytest

from regioboek.params.regions import AREA_LEVELS
from regioboek.report.data.context import pages, region_context


def test_there_is_a_page_for_every_region_indicator_and_theme(data):
    found = Counter(page.kind for page in pages(data))
    assert found == {
        "regio": 395 + sum(region.level in AREA_LEVELS for region in data.regions.values()),
        "indicator": len(data.edition.indicators),
        "thema": len(data.edition.themes),
    }
    assert len({(page.kind, page.id) for page in pages(data)}) == sum(found.values())


def test_a_page_is_addressed_by_code_and_called_by_name(data):
    emmen = next(page for page in pages(data) if page.id == "gm0114")
    assert (emmen.kind, emmen.title, emmen.parameters) == ("regio", "Emmen", {"region": "GM0114"})


@pytest.mark.realdata
def test_below_the_name_stand_level_inhabitants_and_edition(real_data):
    context = region_context(real_data, real_data.region("GM0114"))
    assert context["naam"] == "Emmen"
    assert context["ondertitel"] == "gemeente · 108\u00a0765 inwoners (2023) · editie 2023"  # CBS, 1 January 2023


def test_every_level_is_named(data):
    words = {
        code: region_context(data, data.region(code))["ondertitel"].split(" · ")[0]
        for code in ("NL01", "PV22", "CR05", "GM0014")
    }
    assert words == {"NL01": "land", "PV22": "provincie", "CR05": "COROP-gebied", "GM0014": "gemeente"}


def test_no_context_has_an_empty_word(data):
    for page in pages(data):
        assert all(page.context.values())
        assert all(page.parameters.values())
