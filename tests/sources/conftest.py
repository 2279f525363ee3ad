"""Fixtures: a table of a bureau read for an edition and its register, or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from worlds.factories import edition, indicator, table_source

from regioboek.params.regions import OldName
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables.own_figures import read_figures
from regioboek.sources.tables.reading import Reading

REGIONS = pd.DataFrame(
    [
        ("NL01", "Nederland", "land"),
        ("PV20", "Groningen", "provincie"),
        ("PV24", "Flevoland", "provincie"),
        ("CR01", "Oost-Groningen", "corop"),
        ("GM0014", "Groningen", "gemeente"),
        ("GM0034", "Almere", "gemeente"),
        ("GM0037", "Stadskanaal", "gemeente"),
        ("GM0518", "'s-Gravenhage", "gemeente"),
        ("GM1979", "Eemsdelta", "gemeente"),
    ],
    columns=["code", "name", "level"],
)
OLD = (
    OldName("opgeheven", "GM0003", "Appingedam", "GM1979", "2021-01-01"),
    OldName("schrijfwijze", None, "Den Haag", "GM0518", None),
    OldName("opgeheven", "GM0009", "Ten Boer", "GM0014", "2019-01-01"),
)
EDITION = edition(
    indicator("werkloosheid", codes=("09.E&V.13",), minimum=0, maximum=100),
    indicator("leefbaarheid", codes=("LB",), unit="een cijfer tot 10", unit_short="", minimum=0, maximum=10),
    levels=("gemeente",),
)


@pytest.fixture
def reads() -> Callable[..., SimpleNamespace]:
    """A file and its declaration -> figures, lines that refuse, lines that note."""

    def figures(path: Path, **table: Any) -> SimpleNamespace:
        source = table_source(path.name, **table)
        assert not list(source.wrong())
        problems = ProblemList(f"eigen/{path.name}")
        so_far = Reading(EDITION)
        so_far.regions, so_far.old_names = REGIONS, OLD
        rows = read_figures(path, source, source.table, so_far, problems)
        return SimpleNamespace(
            rows=rows, refused=[str(p) for p in problems.refused], notes=[str(p) for p in problems.notes]
        )

    return figures


@pytest.fixture
def known(reads: Callable[..., SimpleNamespace]) -> Callable[..., dict[tuple[str, str, int], Any]]:
    """The figures of a file that must not be refused: (region, indicator, year) -> value, None or the absence."""

    def values(path: Path, **table: Any) -> dict[tuple[str, str, int], Any]:
        found = reads(path, **table)
        assert found.refused == []
        return {
            (r.region, r.indicator, r.year): (r.absence if pd.isna(r.value) else r.value)
            for r in found.rows.itertuples()
        }

    return values
