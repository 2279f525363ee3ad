"""What a region is compared with is what the tables hold; nothing strikes on more than a third of a level."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from worlds.page_reading import without

from regioboek.report.data.digests import Digests
from regioboek.report.data.peers import ENOUGH
from regioboek.report.data.region_facts import indicator_facts
from regioboek.report.pages.known_kinds import kind_of

WORK = "werkloosheid"


def of_gemeenten(data, indicator=WORK):
    return [indicator_facts(data, region, data.edition.indicator(indicator)) for region in data.of_level("gemeente")]


def test_the_spread_is_the_distance_between_the_quarters(data, findings):
    latest = [f["latest_value"] for (r, i), f in findings.items() if i == WORK and r[:2] == "GM"]
    quarters = np.quantile([v for v in latest if v is not None], (0.25, 0.75))
    assert data.peers["gemeente", WORK].spread == pytest.approx(quarters[1] - quarters[0], rel=0.05)


def test_figures_and_coloured_trends_of_peers_are_counted(data, findings):
    rows = [f for (r, i), f in findings.items() if i == WORK and r[:2] == "GM"]
    trends = Counter(f["trend"] for f in rows)
    peers = data.peers["gemeente", WORK]
    assert peers.n == sum(f["latest_value"] is not None for f in rows)
    assert (peers.favourable, peers.unfavourable) == (trends["favourable"], trends["unfavourable"])


def test_nineteen_of_twenty_changes_lie_within_the_percentiles_on_each_side(data):
    facts = of_gemeenten(data)
    peers = data.peers["gemeente", WORK]
    changes = [
        f.latest_value - f.previous_value for f in facts if (f.previous_value_year, f.latest_year) == peers.change_years
    ]
    low, high = np.quantile(changes, (0.05, 0.95))
    assert (peers.change_low, peers.change_high) == (pytest.approx(low, rel=0.05), pytest.approx(high, rel=0.05))


def test_few_regions_have_the_distances_among_gemeenten(data):
    for level in ("land", "landsdeel"):
        assert 0 < data.peers[level, WORK].n < ENOUGH
        assert data.peers[level, WORK].spread == data.peers["gemeente", WORK].spread


def test_nothing_strikes_on_more_than_a_third_of_the_pages_of_a_level(data):
    for level, regions in data.nesting.by_level.items():
        if level == "land":
            continue
        told = Counter(indicator for region in regions for indicator in data.striking(region))
        assert not told or max(told.values()) <= len(regions) / 3, (level, told.most_common(1))


def test_a_page_is_made_anew_when_what_strikes_in_its_region_changes(demo_data):
    kind = kind_of(demo_data.edition, "regio")
    fewer = without(demo_data)  # the same edition, with tables of its own to change
    there = fewer.striking(fewer.region("GM0114"))
    before = Digests(fewer).of(kind.seen(fewer, "GM0114")), Digests(fewer).of(kind.seen(fewer, "GM0014"))
    fewer._striking["gemeente"]["GM0114"] = there - {sorted(there)[0]}
    after = Digests(fewer).of(kind.seen(fewer, "GM0114")), Digests(fewer).of(kind.seen(fewer, "GM0014"))
    assert before[0] != after[0]
    assert before[1] == after[1]
