"""Invented indicators and facts for the report's tests, and two editions with their tables made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from page_reading import cells

from regioboek.layout import Project
from regioboek.params.indicators import Aggregation, Break, Direction, Indicator
from regioboek.params.loading import load_edition
from regioboek.report.data.edition_data import EditionData
from regioboek.report.pages.fragment import Fragment
from regioboek.tables.making import make_tables
from regioboek.words.facts import IndicatorFacts


@pytest.fixture(scope="session")
def make_indicator() -> Callable[..., Indicator]:
    def make(id: str = "werkloosheid", *, breaks: tuple[int, ...] = (), favourable: str = "lower", **changes: Any):
        known: dict[str, Any] = {
            "name": id.capitalize(),
            "subject": f"de {id}",
            "codes": ("X_1",),
            "unit": "% van de beroepsbevolking",
            "unit_short": "%",
            "decimals": 1,
            "themes": ("arbeid-en-vrije-tijd",),
            "direction": Direction(favourable=favourable, certainty="source"),
            "measures": "Een verzonnen indicator.",
            "population": "beroepsbevolking",
            "source": "verzonnen",
            "cadence": "jaarlijks",
            "breaks": tuple(Break(year=y, reason="nieuwe vraag") for y in breaks),
            "aggregation": Aggregation(method="none", reason="verzonnen"),
        }
        return Indicator(id=id, **{**known, **changes})

    return make


@pytest.fixture(scope="session")
def make_facts(make_indicator) -> Callable[..., IndicatorFacts]:
    """Facts of a falling, favourable series of eight years, unless told otherwise."""

    def make(indicator: Indicator | str = "werkloosheid", **changes: Any) -> IndicatorFacts:
        if isinstance(indicator, str):
            indicator = make_indicator(indicator)
        known: dict[str, Any] = {
            "trend": "favourable",
            "direction": "falling",
            "window": (2015, 2022),
            "years": tuple(range(2015, 2023)),
            "first_year": 2015,
            "first_value": 7.9,
            "latest_year": 2022,
            "latest_value": 4.2,
            "slope": -0.53,
        }
        return IndicatorFacts(indicator=indicator, **{**known, **changes})

    return make


@pytest.fixture(scope="session")
def without_figures(make_indicator) -> Callable[..., IndicatorFacts]:
    def make(id: str, **changes: Any) -> IndicatorFacts:
        return IndicatorFacts(indicator=make_indicator(id), trend="missing", window=(2015, 2022), **changes)

    return make


@pytest.fixture(scope="session")
def few_points(make_indicator) -> Callable[..., IndicatorFacts]:
    """Facts with an undetermined trend, measured in the given years."""

    def make(id: str, *years: int, **changes: Any) -> IndicatorFacts:
        indicator = changes.pop("indicator", None) or make_indicator(id)
        known: dict[str, Any] = {"latest_year": years[-1], "latest_value": 5.0} if years else {}
        return IndicatorFacts(
            indicator=indicator, trend="undetermined", window=(2015, 2022), years=years, **{**known, **changes}
        )

    return make


# -- editions: the tables of real and invented figures, made once -------------------------------------------------


def _made(edition_id: str, folder: Path) -> EditionData:
    """The tables of an edition in a folder of its own, opened."""
    project = Project(Path(__file__).resolve().parents[2], snapshots=folder / "snapshots")
    edition = load_edition(project.params, edition_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_BUILD_DIR", str(folder / "build"))
        make_tables(project, edition)
        build = project.build(edition_id)
    return EditionData.open(build.root)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory) -> EditionData:
    """Edition demo: invented figures, tiles, two indicators more than 2023; runs anywhere."""
    return _made("demo", tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def real_data(realdata, tmp_path_factory) -> EditionData:
    """Edition 2023 from the real figures; skips where they are not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGIOBOEK_TESTDATA", str(realdata))
        return _made("2023", tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="session", params=["demo_data", pytest.param("real_data", marks=pytest.mark.realdata)])
def data(request) -> EditionData:
    """Either edition: what a test says of pages holds for both."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def page(data) -> Callable[[str, str], list[Fragment]]:
    """The cells of a page ("regio", "indicator", "thema" and its id), made once per edition."""
    made: dict[tuple[str, str], list[Fragment]] = {}

    def of(kind: str, id_: str) -> list[Fragment]:
        if (kind, id_) not in made:
            made[kind, id_] = cells(data, kind, id_)
        return made[kind, id_]

    return of


@pytest.fixture(scope="session")
def findings(data) -> dict[tuple[str, str], dict[str, Any]]:
    """findings.parquet as it lies on disk, by region and indicator."""
    return {(row["region"], row["indicator"]): row for row in pq.read_table(data.build.findings).to_pylist()}


@pytest.fixture(scope="session")
def values(data) -> dict[tuple[str, str, int], float | None]:
    """The figures of observations.parquet as it lies on disk, by region, indicator and year."""
    table = pq.read_table(data.build.observations, columns=["region", "indicator", "year", "value"])
    columns = [table[name].to_pylist() for name in ("region", "indicator", "year", "value")]
    return {(r, i, y): v for r, i, y, v in zip(*columns, strict=True)}
