"""The tables of an edition, found from where a notebook lies and indexed for its pages."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from regioboek.errors import RegioboekError
from regioboek.report.data.edition_data import EditionData, find_edition_dir
from regioboek.report.data.edition_register import sort_name
from regioboek.report.data.region_facts import indicator_facts, used_points


def test_series_are_the_observations_by_year(data, values):
    for code, indicator in (("GM0014", "werkloosheid"), ("NL01", "overgewicht"), ("CR05", "zwemwater-kustwateren")):
        series = data.series(code, indicator)
        expected = {y: v for (r, i, y), v in values.items() if (r, i) == (code, indicator)}
        assert dict(zip(series.years.tolist(), series.values.tolist(), strict=True)) == pytest.approx(
            {y: np.nan if v is None else v for y, v in expected.items()}, nan_ok=True
        )


def test_an_absent_series_is_empty_and_not_zero(data):
    series = data.series("GM0014", "bestaat-niet")
    assert len(series.years) == len(series.values) == 0


def test_an_unknown_region_is_named_with_the_nearest_code(data):
    with pytest.raises(RegioboekError, match=r"no region 'GM0041' \(did you mean GM0014 Groningen\?\)"):
        data.region("GM0041")


def test_facts_of_every_region_fit_together(data):
    """IndicatorFacts refuses what contradicts itself."""
    for code in ("GM0014", "GM0096", "PV22", "CR05", "NL01"):
        for indicator in data.edition.indicators:
            assert indicator_facts(data, data.region(code), indicator).indicator == indicator


def test_the_years_a_trend_used_are_as_many_as_the_findings_say(data, findings):
    for indicator in data.edition.indicators:
        for code in ("GM0014", "NL01"):
            assert len(used_points(data, code, indicator)) == findings[code, indicator.id]["n_years"]


def test_an_edition_is_found_upwards_from_a_notebook(demo_data, monkeypatch):
    monkeypatch.delenv("REGIOBOEK_EDITION_DIR", raising=False)
    folder = demo_data.build.root / "notebooks" / "regio"
    folder.mkdir(parents=True, exist_ok=True)
    assert find_edition_dir(folder) == demo_data.build.root


def test_the_environment_names_an_edition_first(tmp_path, monkeypatch):
    monkeypatch.setenv("REGIOBOEK_EDITION_DIR", str(tmp_path))
    assert find_edition_dir() == tmp_path


def test_no_edition_is_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("REGIOBOEK_EDITION_DIR", raising=False)
    with pytest.raises(RegioboekError, match="regioboek build demo"):
        find_edition_dir(tmp_path)


def test_an_incomplete_edition_names_what_is_missing(demo_data, tmp_path):
    copy = tmp_path / "demo"
    shutil.copytree(demo_data.build.root, copy)
    (copy / "findings.parquet").unlink()
    with pytest.raises(RegioboekError, match=r"findings\.parquet missing"):
        EditionData.open(copy)


def test_names_sort_without_articles_and_accents():
    assert sorted(["Súdwest-Fryslân", "'s-Gravenhage", "Groningen", "Staphorst"], key=sort_name) == [
        "'s-Gravenhage",
        "Groningen",
        "Staphorst",
        "Súdwest-Fryslân",
    ]
