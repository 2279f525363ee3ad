"""A figure from before a herindeling says so: in the chart, beside the figure, and in a block with the weights."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from worlds.factories import series
from worlds.page_reading import html

from regioboek import charts as svg
from regioboek.report.data.digests import Digests
from regioboek.report.data.edition_data import EditionData
from regioboek.report.pages.page_kinds.region_pages import KIND as REGIONS
from regioboek.schemas import write_table
from regioboek.words.language import NBSP
from regioboek.words.recalculated import Part, Recalculated, break_years, made_of, notes, recalculated_years

EEMSDELTA = "GM1979"
YEARS = (2017, 2018, 2019, 2020)
ROWS = [Recalculated(year, 2021, None) for year in YEARS]
PARTS = {"GM0010": ("Delfzijl", 0.54), "GM0003": ("Appingedam", 0.252), "GM0024": ("Loppersum", 0.208)}


def test_a_note_says_which_years_and_which_division():
    assert notes(ROWS, 2023) == ["2017–2020 omgerekend naar de gemeentelijke indeling van 2023"]


def test_a_figure_that_could_not_be_recalculated_says_why():
    lost = [Recalculated(2019, 2021, "part-confidential"), Recalculated(2018, 2021, "not-recalculable")]
    assert notes(lost, 2023) == [
        "geen cijfer over 2019: van een deel van de gemeente is het cijfer geheim",
        "geen cijfer over 2018: niet om te rekenen naar de gemeente van nu",
    ]
    assert recalculated_years(lost) == break_years(lost) == frozenset()


def test_what_a_gemeente_is_made_of_gives_weights_and_parts():
    parts = [
        Part("GM0824", "", 1.0, 0.82, "2022-03-24", 2023),
        Part("GM0788", "Haaren", 0.407, 0.18, "2022-03-24", 2023),
    ]
    assert made_of("Oisterwijk", parts, {"GM0824": "Oisterwijk"}).replace(NBSP, " ") == (
        "Oisterwijk bestaat in deze vorm sinds 24 maart 2022, uit Oisterwijk (82,0 % van de inwoners) "
        "en een deel van Haaren (18,0 % van de inwoners; 40,7 % van die gemeente)."
    )


def test_a_new_code_alone_is_the_same_gemeente():
    told = made_of("De Fryske Marren", [Part("GM1921", "De Friese Meren", 1.0, 1.0, "2015-07-01", None)], {})
    assert (
        told
        == "De Fryske Marren heette tot 1 juli 2015 De Friese Meren of had een andere code; het gebied is hetzelfde."
    )


def test_the_chart_is_dashed_up_to_the_change_and_names_it(make_indicator):
    years = list(range(2015, 2023))
    figures = series(years, [5.0] * 8)
    moved = svg.Line("Eemsdelta", figures, recalculated=frozenset(range(2015, 2021)))
    more = {"indicator": make_indicator(), "window": (2015, 2022), "trend": "none", "direction": "flat"}
    drawn = svg.line_chart([moved], **more, edition="2023", source="Bron: CBS.", changes={2021})
    plain = svg.line_chart([svg.Line("Eemsdelta", figures)], **more, edition="2023", source="Bron: CBS.")
    assert drawn.count('class="rb-before"') == 1
    assert drawn.count(">herindeling<") == 1
    assert "rb-before" not in plain and "herindeling" not in plain


# -- on a page -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def moved(demo_data: EditionData, tmp_path_factory) -> EditionData:
    """The demo edition as if figures of Eemsdelta had come from Appingedam, Delfzijl and Loppersum."""
    folder = tmp_path_factory.mktemp("moved") / "demo"
    shutil.copytree(demo_data.build.root, folder)
    lineage = [
        (EEMSDELTA, g, name, 1.0, weight, "2021-01-01", "2021-01-01", 2021) for g, (name, weight) in PARTS.items()
    ]
    columns = ["region", "from_region", "from_name", "share", "weight", "ended", "changed", "break_year"]
    data = EditionData.open(Path(folder))
    write_table(pd.DataFrame(lineage, columns=columns), "lineage", data.build.lineage)
    rows = [
        (EEMSDELTA, "werkloosheid", year, g, "weighted-mean", "inwoners", 1.0, weight, 2021, None)
        for year in YEARS
        for g, (_, weight) in PARTS.items()
    ]
    columns = ["region", "indicator", "year", "from_region", "method", "weight_by", "share", "weight", "break_year"]
    write_table(pd.DataFrame(rows, columns=[*columns, "reason"]), "backcast", data.build.backcast)
    return EditionData.open(Path(folder))


def test_the_page_of_a_merged_gemeente_says_it_in_table_chart_and_block(moved: EditionData):
    markup = html(moved, "regio", EEMSDELTA).replace(NBSP, " ")
    assert "2017–2020 omgerekend naar de gemeentelijke indeling van 2023" in markup
    assert "Omgerekend naar de indeling van 2023: 2017–2020." in " ".join(re.sub("<[^>]+>", " ", markup).split())
    assert "<summary>Herindeling</summary>" in markup
    assert "Delfzijl (54,0 % van de inwoners), Appingedam (25,2 % van de inwoners) en Loppersum" in markup
    assert "Cijfers van daarvoor zijn omgerekend bij werkloosheid." in markup
    assert 'class="rb-before"' in markup and ">herindeling<" in markup


def test_another_gemeente_says_only_its_division(moved: EditionData):
    markup = html(moved, "regio", "GM0034")
    assert "mgerekend" not in markup and "<summary>Herindeling" not in markup
    assert "Gemeentelijke indeling van 1 januari 2023." in markup


def test_only_pages_that_show_it_are_made_again(demo_data: EditionData, moved: EditionData):
    before, after = Digests(demo_data), Digests(moved)
    itself, another = (REGIONS.seen(demo_data, code) for code in (EEMSDELTA, "GM0034"))
    assert before.of(itself) != after.of(itself)
    assert before.of(another) == after.of(another)
