"""The figures beside a page: readable by a spreadsheet, complete, and never a zero for a missing figure."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from worlds import small_book as samples

from regioboek.publishing.downloads.csv_cells import outcome_cell, text_cell
from regioboek.publishing.downloads.csv_tables import CODED, Figures, write_downloads
from regioboek.publishing.made_of import of_downloads
from regioboek.publishing.staging.staged_pages import Pages
from regioboek.schemas import read_table, write_table
from regioboek.words import language as nl


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> Figures:
    book = samples.small_book(tmp_path_factory.mktemp("figures"))
    return Figures(Pages.read(book.edition, book.build), book.build)


def alone(figures: Figures, page: str) -> bytes:
    """The file of one page, made by itself: its lines one after the other."""
    wanted = figures.rows(page)
    margins = figures.has_margins(wanted)
    places = ((figures.pages.regions[code], indicator) for indicator in wanted.indicators for code in wanted.regions)
    lines = (figures.line(area, indicator, margins=margins) for area, indicator in places)
    return (figures.head(margins=margins) + "".join(lines)).encode(CODED)


def rows(figures: Figures, page: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(alone(figures, page).decode("utf-8-sig")), delimiter=";"))


def test_a_spreadsheet_with_dutch_settings_opens_it_as_a_table(figures):
    data = alone(figures, "regio/gm0114")
    assert data.startswith(b"\xef\xbb\xbfregiocode;regio;")
    assert data.count(b"\r\n") == data.count(b"\n") == 4


def test_columns_are_who_what_years_outcome_notes(figures):
    header = alone(figures, "regio/gm0114").decode("utf-8-sig").splitlines()[0].split(";")
    assert " ".join(header) == (
        "regiocode regio soort_regio indicator indicatornaam thema eenheid 2019 2020 2021 2022 laatste_jaar "
        "laatste_waarde laatste_waarde_getoond verschil_met_nederland trend geen_trend_omdat stevigheid "
        "grensgeval_omdat sprong_in richting verandering_per_jaar interval_onder interval_boven p_waarde "
        "tegenover_nederland aantal_metingen venster_van venster_tot plaats plaats_van gedeeld_met plaats_hoogst "
        "plaats_laagst plaats_groep vorige_plaats toelichting correcties bron"
    )


def test_numbers_have_a_decimal_comma_and_are_not_rounded_to_the_page(figures):
    row = rows(figures, "regio/nl01")[0]
    assert (row["2019"], row["2020"]) == ("4,25", "4,583333333")
    assert row["plaats"] == "1"


def test_figures_are_there_as_they_are_and_as_a_page_shows_them_and_what_follows_has_four_digits(figures):
    for row in rows(figures, "indicator/werkloosheid"):
        value = float(row["laatste_waarde"].replace(",", "."))
        assert row["laatste_waarde_getoond"] == nl.number(
            value, figures.pages.edition.indicator("werkloosheid").decimals
        )
        assert row["verandering_per_jaar"] == "-0,3333"


def test_judgements_are_words(figures):
    row = rows(figures, "regio/gm0114")[0]
    assert (row["trend"], row["richting"], row["plaats_groep"]) == ("gunstig", "daalt", "bovenste kwart")
    assert (row["stevigheid"], row["grensgeval_omdat"]) == ("grensgeval", "vier metingen")
    assert row["tegenover_nederland"] == "gelijk op"


def test_what_is_not_significant_has_no_direction_but_a_reason(tmp_path):
    book = samples.small_book(tmp_path)
    table = read_table("findings", book.build.findings).astype({"trend": str, "direction": str})
    table = table.assign(trend="none", direction="flat", no_trend="stable", robust=None, fragile=None)
    write_table(table, "findings", book.build.findings)
    for row in rows(Figures(Pages.read(book.edition, book.build), book.build), "indicator/werkloosheid"):
        assert (row["trend"], row["geen_trend_omdat"], row["richting"]) == ("geen trend", "stabiel", "")


def test_a_missing_figure_is_an_empty_cell_with_its_reason(figures):
    row = rows(figures, "regio/gm0109")[0]
    assert row["2021"] == ""
    assert row["toelichting"] == "geheim: 2021"


def test_provisional_years_and_own_calculations_are_named(figures):
    assert rows(figures, "regio/gm0114")[0]["toelichting"] == "voorlopig: 2022"
    assert rows(figures, "regio/pv22")[0]["toelichting"] == "eigen berekening: 2022"


def test_a_corrected_figure_is_named_with_its_reason(tmp_path):
    book = samples.small_book(tmp_path)
    key = {"region": "GM0114", "indicator": "werkloosheid", "year": 2021, "correction": "fout", "action": "override"}
    said = {"source_value": 51.0, "used_value": 5.1, "reason": "Een komma te weinig."}
    write_table(pd.DataFrame([key | said]), "corrections", book.build.corrections)
    found = rows(Figures(Pages.read(book.edition, book.build), book.build), "indicator/werkloosheid")
    told = {row["regiocode"]: row["correcties"] for row in found if row["correcties"]}
    assert told == {"GM0114": "cijfer over 2021 gecorrigeerd (bron: 51,0): een komma te weinig"}


def test_every_row_says_unit_and_source(figures):
    for row in rows(figures, "indicator/werkloosheid"):
        assert (row["eenheid"], row["bron"]) == ("% van de inwoners", "Bron: niemand; verzonnen.")


def test_a_region_has_all_indicators_an_indicator_all_regions_a_theme_the_larger_areas(figures):
    assert [r["indicator"] for r in rows(figures, "regio/gm0114")] == ["werkloosheid", "vacatures", "schuld"]
    assert [r["regiocode"] for r in rows(figures, "indicator/schuld")] == sorted(
        (code for code, *_ in samples.REGIONS), key=lambda code: (("NL", "PV", "CR", "GM").index(code[:2]), code)
    )
    theme = rows(figures, "thema/arbeid")
    assert {r["indicator"] for r in theme} == {"werkloosheid", "vacatures"}
    assert not [r for r in theme if r["soort_regio"] == "gemeente"]


def test_files_written_together_are_those_written_alone(book, tmp_path):
    write_downloads(book.edition, book.build, tmp_path, reuse=False)
    pages = Pages.read(book.edition, book.build)
    assert {name.partition("/")[0] for name in pages.built} == {"regio", "indicator", "thema"}
    for name in pages.built:
        assert (tmp_path / f"{name}.csv").read_bytes() == alone(Figures(pages, book.build), name)


def test_figures_that_did_not_change_are_left_and_lost_ones_are_made(book, tmp_path):
    write_downloads(book.edition, book.build, tmp_path, reuse=False)
    kept, lost = tmp_path / "regio" / "gm0114.csv", tmp_path / "regio" / "gm0014.csv"
    kept.write_bytes(b"kept")
    lost.unlink()
    write_downloads(book.edition, book.build, tmp_path, reuse=True)
    assert kept.read_bytes() == b"kept"
    assert lost.is_file()


def test_what_they_are_made_of_follows_the_tables(book):
    before = of_downloads(book.build)
    book.build.edition.write_text(book.build.edition.read_text("utf-8") + " ", "utf-8")
    assert of_downloads(book.build) != before


@pytest.mark.parametrize("text", ["=1+1", "+31 20", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_words_that_a_spreadsheet_would_calculate_are_words(text):
    assert text_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Groningen", "'s-Gravenhage", "−2,5", "a=b", ""])
def test_other_words_stay_as_they_are(text):
    assert text_cell(text) == text


def test_margins_have_columns_in_the_files_that_hold_one_and_in_no_other(tmp_path):
    book = samples.small_book(tmp_path)
    before = Figures(Pages.read(book.edition, book.build), book.build)
    names = list(before.pages.built)
    without = {name: alone(before, name) for name in names}
    table = read_table("observations", book.build.observations)
    here = (table["region"] == "GM0114") & (table["indicator"] == "werkloosheid") & (table["year"] == 2021)
    table.loc[here, ["lower", "upper"]] = [4.25, 5.5]
    write_table(table, "observations", book.build.observations)
    after = Figures(Pages.read(book.edition, book.build), book.build)
    assert {name for name in names if alone(after, name) != without[name]} == {"regio/gm0114", "indicator/werkloosheid"}
    for name in ("regio/gm0114", "indicator/werkloosheid"):
        found = rows(after, name)
        given = {(r["regiocode"], r["indicator"]): (r["marge_onder_2021"], r["marge_boven_2021"]) for r in found}
        assert given.pop(("GM0114", "werkloosheid")) == ("4,25", "5,5")
        assert set(given.values()) == {("", "")}
        assert all(r["bron"] for r in found)
    write_downloads(book.edition, book.build, tmp_path / "all", reuse=False)
    assert all((tmp_path / "all" / f"{name}.csv").read_bytes() == alone(after, name) for name in names)


@pytest.mark.parametrize(
    ("number", "written"),
    [(12345.678, "12346"), (-0.123456, "-0,1235"), (0.0000123456, "0,00001"), (-1e-9, "0"), (0.5, "0,5"), (0.0, "0")],
)
def test_what_follows_from_figures_is_never_written_as_a_power(number, written):
    assert outcome_cell("slope", {"slope": number}, None) == written
