"""A page's digest changes when a figure it shows changes, and only then: that is what a rebuild goes by."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from regioboek.report.data.digests import Digests, row_sums
from regioboek.report.data.edition_data import EditionData
from regioboek.report.pages.known_kinds import kinds_of

EMMEN = "GM0114"


def emmen(data) -> set[tuple[str, str]]:
    """The pages of Emmen and of what lies in it, which it stands beside."""
    return {("regio", r.code.lower()) for r in data.regions.values() if EMMEN in (r.code, *r.inside)}


def all_digests(data: EditionData) -> dict[tuple[str, str], str]:
    digests = Digests(data)
    return {
        (kind.name, kind.id(key)): digests.of(kind.seen(data, key))
        for kind in kinds_of(data.edition).values()
        for key in kind.keys(data)
    }


def changed(data: EditionData, **tables: pd.DataFrame) -> set[tuple[str, str]]:
    """Pages whose digest differs once some tables are replaced."""
    before, after = all_digests(data), all_digests(replace(data, **tables))
    return {page for page, digest in before.items() if after[page] != digest}


def with_figure(data: EditionData, indicator: str, codes: tuple[str, ...], factor: float = 1.001) -> pd.DataFrame:
    """The observations with the latest figure of some regions changed."""
    table = data.observations.copy()
    for code in codes:
        year = data.finding(code, indicator)["latest_year"]
        row = (table["region"] == code) & (table["indicator"] == indicator) & (table["year"] == year)
        assert row.sum() == 1
        table.loc[row, "value"] *= factor
    return table


def themes_of(data: EditionData, indicator: str) -> set[tuple[str, str]]:
    return {("thema", theme) for theme in data.edition.indicator(indicator).themes}


def test_a_figure_nobody_aggregates_is_seen_by_its_own_page_its_indicator_and_its_themes(demo_data):
    indicator = "mediaan-besteedbaar-inkomen"
    table = with_figure(demo_data, indicator, (EMMEN,))
    assert changed(demo_data, observations=table) == {
        *emmen(demo_data),
        ("indicator", indicator),
        *themes_of(demo_data, indicator),
    }


def test_a_figure_of_a_provincie_is_seen_by_all_within_it(demo_data):
    indicator = "werkloosheid"
    table = with_figure(demo_data, indicator, ("PV22",))
    inside = {("regio", r.code.lower()) for r in demo_data.regions.values() if "PV22" in (r.code, *r.inside)}
    assert changed(demo_data, observations=table) == inside | {
        ("indicator", indicator),
        *themes_of(demo_data, indicator),
    }


def test_a_figure_of_nederland_is_seen_by_every_region(demo_data):
    table = with_figure(demo_data, "werkloosheid", ("NL01",))
    regions = {("regio", code.lower()) for code in demo_data.regions}
    assert changed(demo_data, observations=table) >= regions


def test_a_finding_is_seen_where_its_region_and_indicator_are(demo_data):
    """A rank that moves: the pages of the gemeente, not those of another."""
    table = demo_data.findings_table.copy()
    row = (table["region"] == EMMEN) & (table["indicator"] == "overgewicht")
    table.loc[row, "rank"] += 1
    assert changed(demo_data, findings_table=table) == {
        *emmen(demo_data),
        ("indicator", "overgewicht"),
        *themes_of(demo_data, "overgewicht"),
    }


def test_another_year_of_ranking_is_seen_by_all_it_ranks(demo_data):
    rankings = {key: dict(row) for key, row in demo_data.rankings.items()}
    rankings["gemeente", "overgewicht"]["ranked"] -= 1
    found = changed(demo_data, rankings=rankings)
    assert {page for page in found if page[0] == "regio"} == {
        ("regio", r.code.lower()) for r in demo_data.of_level("gemeente")
    }
    assert ("indicator", "overgewicht") in found
    assert ("indicator", "werkloosheid") not in found


def test_the_reason_of_a_correction_is_seen_by_the_gemeente_and_the_areas_it_lies_in(demo_data, tmp_path):
    """The demo corrects one figure of Groningen; pages of areas name the corrected figures they were made with."""
    import shutil

    from regioboek.schemas import read_table, write_table

    copy = tmp_path / "demo"
    shutil.copytree(demo_data.build.root, copy)
    file = replace(demo_data.build, root=copy).corrections
    write_table(read_table("corrections", file).assign(reason="Een andere reden."), "corrections", file)
    before, after = all_digests(demo_data), all_digests(EditionData.open(copy))
    seen = {page[1] for page in before if before[page] != after[page] and page[0] == "regio"}
    assert {"gm0014", "pv20", "cr03", "ld01", "nl01"} <= seen
    assert not {"pv21", "gb001", "rd001"} & seen


def test_the_order_of_rows_does_not_matter(demo_data):
    table = demo_data.observations
    shuffled = table.sample(frac=1, random_state=1).reset_index(drop=True)
    assert row_sums(shuffled, "region") == row_sums(table, "region")


def test_the_same_edition_has_the_same_digests_when_opened_again(demo_data):
    assert all_digests(EditionData.open(demo_data.build.root)) == all_digests(demo_data)


@pytest.mark.parametrize("name", ["regions", "paths"])
def test_register_areas_and_shapes_are_seen_by_every_page(demo_data, tmp_path, name):
    """A copy of the edition with one file a byte longer."""
    import shutil

    copy = tmp_path / "demo"
    shutil.copytree(demo_data.build.root, copy)
    file = getattr(replace(demo_data.build, root=copy), name)
    file.write_bytes(file.read_bytes() + b"\n")
    before = all_digests(demo_data)
    after = all_digests(replace(demo_data, build=replace(demo_data.build, root=copy)))
    assert not [page for page in before if before[page] == after[page]]


@pytest.mark.parametrize("told", ["caveat", "measures", "population", "source", "cadence"])
def test_a_note_on_an_indicator_is_seen_by_its_own_page_only(demo_data, told):
    indicator = demo_data.told["werkloosheid"].model_copy(update={told: "Iets anders dan het was."})
    assert changed(demo_data, told=demo_data.told | {"werkloosheid": indicator}) == {("indicator", "werkloosheid")}


def test_what_every_page_shows_of_an_indicator_is_seen_by_all(demo_data):
    named = tuple(
        i.model_copy(update={"name": "Iets anders"}) if i.id == "werkloosheid" else i
        for i in demo_data.edition.indicators
    )
    edition = demo_data.edition.model_copy(update={"indicators": named})
    assert changed(demo_data, edition=edition) == set(all_digests(demo_data))


def test_pages_of_regions_and_themes_cannot_show_what_is_told_on_the_indicators_own(demo_data):
    shown = demo_data.edition.indicator("werkloosheid")
    assert demo_data.told["werkloosheid"].measures
    assert (shown.caveat, shown.measures, shown.source, shown.direction.reason) == (None, "", "", None)
