"""A page's data shows what its kind declared, and refuses the rest with what to declare."""

from __future__ import annotations

import pytest

from regioboek.errors import RegioboekError
from regioboek.report.data.page_data import PageData
from regioboek.report.data.seen import Seen

EMMEN, WORK = "GM0114", "werkloosheid"


@pytest.fixture
def bare(demo_data) -> PageData:
    """A page that has declared nothing."""
    return PageData.of(demo_data, "kort/x", Seen())


READS = {
    "series": lambda d: d.series(EMMEN, WORK),
    "finding": lambda d: d.finding(EMMEN, WORK),
    "aggregated": lambda d: d.aggregated.get((EMMEN, WORK)),
    "whether aggregated": lambda d: (EMMEN, WORK) in d.aggregated,
    "corrections": lambda d: d.corrections(d.region(EMMEN), d.edition.indicator(WORK)),
    "corrections of all": lambda d: d.corrections_of(d.edition.indicator(WORK)),
    "recalculated": lambda d: d.recalculated(d.region(EMMEN), d.edition.indicator(WORK)),
    "lineage": lambda d: d.lineage(d.region(EMMEN)),
    "rankings": lambda d: d.rankings.get(("gemeente", WORK)),
    "peers": lambda d: d.peers.get(("gemeente", WORK)),
    "striking": lambda d: sorted(d.striking(d.region(EMMEN))),
    "told": lambda d: d.told[WORK],
}


@pytest.mark.parametrize("what", READS)
def test_what_is_not_declared_is_refused_with_what_to_add(bare, what):
    with pytest.raises(RegioboekError, match=r"page kort/x reads .* Add .* to the Seen of kind kort"):
        READS[what](bare)


@pytest.mark.parametrize("what", READS)
def test_what_is_declared_is_shown(demo_data, what):
    seen = Seen(
        regions=frozenset([EMMEN]),
        levels=frozenset(["gemeente"]),
        indicators=frozenset([WORK]),
        told=frozenset([WORK]),
    )
    shown, all_ = READS[what](PageData.of(demo_data, "kort/x", seen)), READS[what](demo_data)
    assert str(shown) == str(all_)


def test_corrections_of_some_regions_are_a_declaration_of_their_own(demo_data):
    indicator = demo_data.edition.indicator(WORK)
    data = PageData.of(demo_data, "kort/x", Seen(corrections=frozenset([EMMEN])))
    assert data.corrections_of(indicator, frozenset([EMMEN])) == demo_data.corrections_of(indicator, frozenset([EMMEN]))
    with pytest.raises(RegioboekError, match="GM0014 to `corrections`"):
        data.corrections_of(indicator, frozenset([EMMEN, "GM0014"]))


@pytest.mark.parametrize("name", ["observations", "findings_table", "build", "warm"])
def test_whole_tables_and_files_are_not_there_for_a_page(bare, name):
    assert not hasattr(bare, name)


def test_a_table_cannot_be_gone_through(bare):
    with pytest.raises(TypeError, match="asks this table for keys"):
        list(bare.rankings)
