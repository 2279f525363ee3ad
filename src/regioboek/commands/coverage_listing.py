"""`regioboek coverage`: which indicators have which region levels and years, of tables that are made when needed."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from regioboek.errors import RegioboekError, nearest
from regioboek.layout import Project
from regioboek.params.edition import Edition
from regioboek.params.levels import LEVELS
from regioboek.params.loading import load_edition
from regioboek.schemas import read_table
from regioboek.statistics.coverage import STATES, coverage
from regioboek.tables.making import make_tables

_HEAD = ("indicator", "level", "regions", "first_year", "last_year", "years")
#: The heads of the columns: who and when, then one column per state with the number of regions.
COLUMNS = (*_HEAD, *STATES)


def coverage_rows(project: Project, name: str, *, indicators: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """One row per indicator x level, official order: years with figures and the number of regions per state.

    `years` are the calendar years, also before the window, in which a region of the level has a figure. Raises
    RegioboekError for an indicator the edition does not have, and what making the tables raises.
    """
    edition = load_edition(project.params, name)
    asked = _asked(edition, indicators)
    make_tables(project, edition)
    build = project.build(edition.id)
    observations = read_table("observations", build.observations)
    table = coverage(
        read_table("findings", build.findings),
        observations,
        read_table("aggregation", build.aggregation),
        stale_after=edition.rules.coverage.stale_after,
    )
    regions = read_table("regions", build.regions).set_index("code")
    with_figure = observations.loc[observations["value"].notna(), ["region", "indicator", "year"]]
    levels = regions["level"]
    counted = table.groupby([table["region"].map(levels).rename("level"), "indicator", "state"]).size()
    seen = with_figure.groupby([with_figure["region"].map(levels).rename("level"), "indicator"])["year"].unique()
    rows: list[dict[str, Any]] = []
    for indicator in asked:
        for level in LEVELS:
            if not (levels == level).any():
                continue
            years = sorted(int(y) for y in seen.get((level, indicator), []))
            counts = {state: int(counted.get((level, indicator, state), 0)) for state in STATES}
            first, last = (years[0], years[-1]) if years else (None, None)
            head = (indicator, level, int((levels == level).sum()), first, last, years)
            rows.append(dict(zip(_HEAD, head, strict=True)) | counts)
    return rows


def as_text(rows: list[dict[str, Any]], form: str) -> str:
    """The rows as CSV or JSON; years as 2015-2017 2019 in CSV."""
    if form == "json":
        return json.dumps(rows, indent=1, ensure_ascii=False)
    table = pd.DataFrame([row | {"years": year_text(row["years"])} for row in rows], columns=COLUMNS, dtype=object)
    return table.to_csv(index=False, lineterminator="\n").rstrip("\n")


def year_text(years: list[int]) -> str:
    """2013, 2014, 2015, 2017 -> "2013-2015 2017"."""
    if not years:
        return ""
    runs = pd.Series(years).groupby((pd.Series(years).diff() != 1).cumsum())
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(runs.first(), runs.last(), strict=True))


def _asked(edition: Edition, indicators: tuple[str, ...]) -> tuple[str, ...]:
    known = tuple(i.id for i in edition.indicators)
    for name in indicators:
        if name not in known:
            raise RegioboekError(f"edition {edition.id} has no indicator {name!r}{nearest(name, known)}")
    return indicators or known
