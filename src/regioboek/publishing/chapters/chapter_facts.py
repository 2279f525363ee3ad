"""What the written chapters may say of an edition: its params, and what a build of it found.

Read here, once, from the build and the snapshot's lock; everything that makes text of it is a pure function.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from regioboek.errors import InputError, Problem
from regioboek.layout import BuildDir, Project
from regioboek.params.edition import Edition
from regioboek.params.regions import OldName, read_old_names
from regioboek.publishing.chapters.trend_examples import TrendExample, trend_examples
from regioboek.schemas import read_table
from regioboek.sources.snapshot.lock import Lock, read_lock
from regioboek.statistics.coverage import coverage
from regioboek.words.corrected import Corrected, corrected_of


@dataclass(frozen=True)
class ChapterFacts:
    """Everything chapters show.

    `evidence` has per level the counts of tests and colours that evidence.json holds; `chance` per autocorrelation the
    share of flat series that get a colour. `years` are per indicator the
    calendar years with at least one figure. `provincies` are (code, name). `pages` are the generated pages there are,
    as `regio/pv20`: only these are linked to, so that a part of an edition has no broken links.
    """

    edition: Edition
    evidence: Mapping[str, Mapping[str, Any]]
    lock: Lock
    years: Mapping[str, tuple[int, ...]]
    provincies: tuple[tuple[str, str], ...]
    pages: frozenset[str]
    chance: Mapping[str, float] = field(default_factory=dict)
    #: real series that show what a rule does
    examples: tuple[TrendExample, ...] = ()
    #: region, indicator, rank, tied, ranked, position of every series with a place
    placed: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["region", "indicator", "rank", "tied", "ranked", "position"])
    )
    #: code, name, level, corop, provincie of every region
    regions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["code", "name", "level"]))
    inside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["child", "parent"]))
    #: what gemeenten that changed since the window's first year are made of, as lineage.parquet
    lineage: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["region", "from_region"]))
    #: figures recalculated from those of former gemeenten, as backcast.parquet
    backcast: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["region", "indicator", "year"]))
    #: figures that differ from their source, or have a remark, by id of the correction
    corrected: Mapping[str, list[Corrected]] = field(default_factory=dict)
    #: former and alternative names
    former: tuple[OldName, ...] = ()
    #: area, gemeente, share, partly, note of the areas that are made of gemeenten
    members: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["area", "gemeente", "partly", "note"]))
    #: statistics.coverage of the edition, without counts: they have no trends, however many figures there are
    coverage: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["region", "indicator", "state"]))

    @cached_property
    def names(self) -> dict[str, str]:
        """Every region's name by its code."""
        return {str(c): str(n) for c, n in zip(self.regions["code"], self.regions["name"], strict=True)}


def read_facts(project: Project, edition: Edition, build: BuildDir) -> ChapterFacts:
    """The facts of a finished build.

    Raises InputError when evidence.json is not there or unreadable, TableError for observations and regions,
    SnapshotError for the lock.
    """
    regions = read_table("regions", build.regions)
    provincies = regions.loc[regions["level"] == "provincie", ["code", "name"]].sort_values("name")
    observations = read_table("observations", build.observations, ("region", "indicator", "year", "value", "absence"))
    findings = read_table("findings", build.findings)
    findings = findings[findings["indicator"].isin([i.id for i in edition.indicators])]  # groups are counted nowhere
    evidence = _read_evidence(build)
    return ChapterFacts(
        edition=edition,
        evidence=evidence["levels"],
        chance=evidence["chance"],
        examples=trend_examples(edition, findings, observations, regions),
        placed=findings.loc[findings["rank"].notna(), ["region", "indicator", "rank", "tied", "ranked", "position"]],
        lock=read_lock(project.snapshot(edition.id)),
        years=observed_years(observations),
        provincies=tuple((str(code), str(name)) for code, name in provincies.itertuples(index=False)),
        pages=frozenset(f"{path.parent.name}/{path.stem}" for path in build.notebooks("").glob("*/*.ipynb")),
        regions=regions,
        inside=read_table("inside", build.inside),
        members=read_table("members", build.members),
        lineage=read_table("lineage", build.lineage),
        backcast=read_table("backcast", build.backcast),
        corrected=_by_correction(build),
        former=read_old_names(project.params, edition.params.division_year),
        coverage=coverage(
            findings[~findings["indicator"].isin([i.id for i in edition.indicators if i.is_count])],
            observations,
            read_table("aggregation", build.aggregation),
            stale_after=edition.rules.coverage.stale_after,
        ),
    )


def _by_correction(build: BuildDir) -> dict[str, list[Corrected]]:
    """Figures that were corrected, by id of the correction; in the order of the table."""
    found: dict[str, list[Corrected]] = {}
    if not build.corrections.is_file():
        return found
    for row in read_table("corrections", build.corrections).to_dict("records"):
        found.setdefault(row["correction"], []).append(corrected_of(row))
    return found


def observed_years(observations: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """Per indicator the calendar years in which at least one region has a figure, ascending."""
    seen = observations.loc[observations["value"].notna(), ["indicator", "year"]].drop_duplicates()
    return {str(name): tuple(sorted(int(y) for y in years)) for name, years in seen.groupby("indicator")["year"]}


def _read_evidence(build: BuildDir) -> dict[str, dict[str, Any]]:
    try:
        evidence: dict[str, dict[str, Any]] = json.loads(build.evidence.read_text("utf-8"))
        return {name: evidence[name] for name in ("levels", "chance")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = "no such file" if isinstance(error, FileNotFoundError) else f"no counts per level ({error!r})"
        expected = "the counts of tests and colours per level: make the findings of this edition first"
        raise InputError(
            "the chapters cannot tell how far to believe the colours",
            [Problem(build.evidence.name, "", found, expected)],
        ) from None
