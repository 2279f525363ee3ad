"""Margins on pages: those of the table on disk, none where we calculate, none in edition 2023."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
import pytest
from worlds.page_reading import cells, rows, text, tree

from regioboek.words import language as nl
from regioboek.words.margins import overlapping

SURVEY = "tevredenheid-met-het-leven"
RANKING = 5


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.fixture(scope="module")
def margins(demo_data) -> dict[tuple[str, str, int], tuple[float, float]]:
    """Both ends by region, indicator and year, straight from observations.parquet."""
    table = pq.read_table(demo_data.build.observations).to_pylist()
    return {(r["region"], r["indicator"], r["year"]): (r["lower"], r["upper"]) for r in table if r["lower"] is not None}


def theme_of(data, code: str, theme: str):
    place = [t.id for t in data.edition.themes].index(theme)
    return cells(data, "regio", code)[2 + place]


def test_a_gemeente_has_the_margin_in_its_notes_its_chart_and_its_table_of_years(demo_data, margins):
    (low, high), i = margins["GM0014", SURVEY, 2023], demo_data.edition.indicator(SURVEY)
    cell = theme_of(demo_data, "GM0014", "subjectief-welzijn")
    tables = tree(cell.html).findall(".//table")
    assert f"arge {nl.number(low, 1)} tot {nl.number(high, 1)}" in plain(rows(tables[0])[i.display_name][-1])
    years = rows(tables[1])
    line = next(name for name in years if name.endswith("Groningen: marge"))
    assert years[line][-3] == f"{nl.number(low, 1)} tot {nl.number(high, 1)}"
    assert len([name for name in years if name.endswith(": marge")]) == 1
    assert cell.html.count("<polygon") == 2  # sparkline and chart of one indicator
    assert "marge die de bron" in cells(demo_data, "regio", "GM0014")[0].html


@pytest.mark.parametrize("code", ["PV22", "CR05", "NL01"])
def test_our_own_calculation_has_none_and_says_so(demo_data, margins, code):
    assert not [key for key in margins if key[0] == code]
    cell = theme_of(demo_data, code, "subjectief-welzijn")
    shown = rows(tree(cell.html).find(".//table"))
    name = demo_data.edition.indicator(SURVEY).display_name
    assert "een marge, want die van gemeenten zijn niet op te tellen" in shown[name][-1]
    assert not [n for n, row in shown.items() if n != name and "marge" in " ".join(row)]
    assert "<polygon" not in cell.html


def test_the_ranking_shows_margins_and_says_what_they_mean_for_places(demo_data, margins):
    shown = tree(cells(demo_data, "indicator", SURVEY)[RANKING].html)
    gemeenten, *areas = shown.findall(".//table")
    ranked = [c for (c, i), f in _findings(demo_data).items() if i == SURVEY and c.startswith("GM") and f["rank"]]
    ends = [margins[code, SURVEY, 2023] for code in ranked if (code, SURVEY, 2023) in margins]
    met = np.median([sum(a <= d and c <= b for c, d in ends) - 1 for a, b in ends])
    caption = plain(text(gemeenten.find("caption")))
    assert caption.endswith(
        "waar de marges van twee gemeenten elkaar overlappen, kan het verschil tussen hun plaatsen toeval zijn; hier "
        f"overlapt een marge gewoonlijk met die van {round(met)} van de {len(ends) - 1} andere"
    )
    row = next(r for r in gemeenten.findall("tbody/tr") if r.find("th/a").get("href").endswith("gm0014.html"))
    low, high = (nl.number(end, 1) for end in margins["GM0014", SURVEY, 2023])
    assert f"({low} tot {high})" in plain(" ".join(text(cell) for cell in row))
    for table in areas[:2]:
        assert plain(text(table.find("caption"))).endswith("geen marges, want die van gemeenten zijn niet op te tellen")


def _findings(data):
    rows_of = pq.read_table(data.build.findings).to_pylist()
    return {(row["region"], row["indicator"]): row for row in rows_of}


def test_how_many_margins_overlap_is_counted_with_touching_ones():
    said = overlapping([(1.0, 2.0), (2.0, 3.0), (2.5, 4.0), (9.0, 9.5)], "gemeenten")
    assert said.endswith("met die van 1 van de 3 andere")  # 1, 2, 1 and 0 others


def test_an_edition_without_margins_has_no_word_of_them(real_data):
    assert not real_data.margins
    assert "lower" not in real_data.observations
    shown = [*cells(real_data, "regio", "GM0014"), *cells(real_data, "regio", "CR05")]
    shown.append(cells(real_data, "indicator", SURVEY)[RANKING])
    assert not [cell for cell in shown if "<polygon" in cell.html or "marge" in cell.html]
