"""What a source publishes of provincies and Nederland goes before our own calculation, and the page says which."""

from __future__ import annotations

import pytest
from worlds.factories import indicator, table_source, theme
from worlds.page_reading import opened, rows, tree
from worlds.small_bureau import SOURCES, bureau_files, lay_files, small_edition

from regioboek.layout import BuildDir
from regioboek.params.edition import Edition
from regioboek.report.data.edition_data import EditionData
from regioboek.sources.snapshot.opening import open_snapshot, take_snapshot
from regioboek.tables.making import EditionTables, make, write

PROVINCIES = "Gebied;Jaar;Onderwerp;Waarde\nPV20;2022;werkloosheid;4,9\nPV24;2022;werkloosheid;\n"
MEAN = {"method": "weighted-mean", "weight": "inwoners", "denominator": "inwoners", "exact": True}


@pytest.fixture
def tables(project):
    """The tables of the small bureau with a second source, which has these lines more than provincies."""

    def made(more: str = "") -> EditionTables:
        columns = {"region": "Gebied", "year": "Jaar", "indicator": "Onderwerp", "value": "Waarde"}
        second = table_source("provincies.csv", separator=";", decimal=",", **columns)
        known = small_edition((*SOURCES, second))
        told = {"themes": (theme("arbeid-en-vrije-tijd"),), "indicators": known.indicators}
        told["indicators"] = tuple(
            i.model_copy(update={"aggregation": indicator(aggregation=MEAN).aggregation}) for i in known.indicators
        )
        known = Edition(params=known.params, **told)
        lay_files(project, bureau_files() | {"provincies.csv": PROVINCIES + more})
        take_snapshot(project, known)
        return make(known, open_snapshot(project, known), project.params)

    return made


def figures(made: EditionTables, region: str) -> dict[int, tuple[float, str | None]]:
    table = made.observations
    mine = table[(table["region"] == region) & (table["indicator"] == "werkloosheid")]
    absence = mine["absence"].astype(object).where(mine["absence"].notna(), None)
    return dict(zip(mine["year"].tolist(), zip(mine["value"], absence, strict=True), strict=True))


def test_a_series_of_a_source_is_whole_and_its_own(tables):
    made = tables()
    assert figures(made, "PV20") == {2022: (4.9, None)}
    assert figures(made, "PV24")[2022][1] == "missing"  # a row without a figure wins too
    assert figures(made, "PV24")[2021][0] == 4.8  # and the other year is made
    own = made.aggregation[made.aggregation["indicator"] == "werkloosheid"]
    assert "PV20" not in set(own["region"]) and {"PV21", "NL01"} <= set(own["region"])
    assert made.given_by["werkloosheid"] == ("eigen", "monitor")


def test_the_page_says_which(tables, tmp_path):
    build = BuildDir(tmp_path / "build")
    write(tables(), build)
    data = EditionData.open(build.root)

    def notes(code: str) -> str:
        page = opened(data, "regio", code)
        return str(rows(tree(page.theme("arbeid-en-vrije-tijd").html).find(".//table"))["Werkloosheid"])

    assert "cijfer van de bron zelf" in notes("PV20")
    assert "bron zelf" not in notes("PV21") + notes("GM0014")


def test_nederland_of_a_source_stays_nederland_where_gemeenten_lack(tables):
    made = tables("NL01;2022;werkloosheid;3,5\n")
    national = made.regions.set_index("code").loc["NL01"]
    assert national["name"] == "Nederland" and figures(made, "NL01") == {2022: (3.5, None)}
    assert "NL01" not in set(made.aggregation["region"])
    assert any("nothing is made of these gemeenten" in str(note) for note in made.notes)


def test_without_it_all_gemeenten_together_are_called_what_they_are(tables):
    made = tables()
    assert made.regions.set_index("code").loc["NL01", "name"] == "de 4 gemeenten in deze editie samen"
    (note,) = [str(note) for note in made.notes if "NL01" in str(note)]
    assert "found a register that lacks 338 regions of 2023" in note
