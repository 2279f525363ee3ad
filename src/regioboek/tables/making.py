"""Snapshot -> every table an edition's pages see: the one pipeline, and its tables kept while nothing in it changed.

:func:`make` is pure: it gives all tables of an edition and writes nothing. A build writes them, `check` writes them to
where they are thrown away, so that what the one refuses the other refuses with the same words.

What the tables are made of: the files of the snapshot, the validated params, and the code that can run on the way.
With the hash of each table this is remembered (:mod:`regioboek.memory`), last: a build that was interrupted makes the
tables anew, and so does one that finds a table other than it was made.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regioboek.errors import Problem
from regioboek.files import write_text
from regioboek.layout import BuildDir, Layers, Project
from regioboek.memory import code_of, digest, file_inputs, once, recall_imports, sha256
from regioboek.params.areas import read_areas
from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, COUNTRY, LEVELS, NATIONAL, TOGETHER, around, listed_levels
from regioboek.params.regions import Region, lacking, misnamed
from regioboek.sources.problems import some
from regioboek.sources.snapshot.opening import Snapshot, take_snapshot

if TYPE_CHECKING:
    import pandas as pd

    from regioboek.schemas import TableName
    from regioboek.sources.snapshot.inputs import Inputs
    from regioboek.tables.geography import Shapes

#: The tables with a schema, and the files beside them, by the names that EditionTables and BuildDir give them.
TABLES: tuple[TableName, ...] = (
    "observations", "aggregation", "findings", "rankings", "regions", "inside", "members", "backcast", "lineage",
    "corrections",
)  # fmt: skip
FILES = ("evidence", "given_by", "shapes", "paths", "edition")


@dataclass(frozen=True)
class EditionTables:
    """Every table of an edition, as their schemas have them, and what was mended or is worth knowing of its sources.

    `figures`: how many the sources gave, before anything was reckoned with them.
    """

    edition: Edition
    figures: int
    notes: list[Problem]
    given_by: dict[str, tuple[str, ...]]
    corrections: pd.DataFrame
    backcast: pd.DataFrame
    lineage: pd.DataFrame
    observations: pd.DataFrame
    aggregation: pd.DataFrame
    regions: pd.DataFrame
    inside: pd.DataFrame
    members: pd.DataFrame
    findings: pd.DataFrame
    rankings: pd.DataFrame
    evidence: dict[str, Any]
    shapes: Shapes


@dataclass
class Tables:
    """What making the tables came to: whether they were reused, seconds per stage, and what was mended on the way."""

    reused: bool
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    digest: str = ""  # of everything they were made of, and of their bytes
    differs: tuple[str, ...] = ()  # inputs that are other ones than the last time


def make_tables(project: Project, edition: Edition) -> Tables:
    """Check the snapshot (making one from local files when there is none) and have all tables of the edition written.

    Raises SnapshotError, SourceError or TableError with every problem found.
    """
    build = project.build(edition.id)
    seconds: dict[str, float] = {}
    with _timed(seconds, "snapshot"):  # what is locked; invented figures are renewed with the code that invents
        snapshot = take_snapshot(project, edition)
    recall_imports(build)
    inputs = made_of(edition, snapshot, project.params)

    def anew() -> dict[str, Any]:
        tables = make(edition, snapshot, project.params, seconds)
        with _timed(seconds, "write"):
            write(tables, build)
        return {"files": _hashes(build), "notes": [asdict(note) for note in tables.notes]}

    outcome = once(build, "tables", inputs, anew, holds=lambda known: known["files"] == _hashes(build))
    return Tables(
        reused=outcome.recalled,
        seconds=seconds,
        notes=[Problem(**row) for row in outcome.result["notes"]],
        digest=digest(json.dumps([inputs, outcome.result["files"]], sort_keys=True)),
        differs=outcome.differs,
    )


def made_of(edition: Edition, snapshot: Snapshot, params: Path | Layers) -> dict[str, str]:
    """What the tables are a function of, each by name with its hash."""
    told = edition.model_dump(mode="json")
    parts: dict[str, Any] = {f"params: {key}": value for key, value in told.pop("params").items()}
    for kind, rows in told.items():
        parts |= {f"{kind}: {row['id']}": row for row in rows} | {f"{kind}: order": [row["id"] for row in rows]}
    parts |= {f"correction: {c.id}": c.model_dump(mode="json") for c in edition.corrections}
    for source in snapshot.lock.sources:
        parts[f"source: {source.id}"] = sorted((file.key, file.sha256) for file in source.files)
    files = Layers.of(params).below("regions").files("*.csv").values()
    return {
        **{name: digest(json.dumps(part, sort_keys=True)) for name, part in parts.items()},
        **file_inputs(files, params),
        **code_of(__name__),
    }


def make(
    edition: Edition,
    snapshot: Snapshot,
    params: Path | Layers,
    seconds: MutableMapping[str, float] | None = None,
    *,
    published: bool = True,
) -> EditionTables:
    """All tables of an edition, from its snapshot and the register and areas of `params`; nothing is written.

    `seconds`: takes the time of each stage. `published`: False leaves out what sources give of larger areas beside
    gemeenten: all of it is then made from these, as where a source gives nothing else. Raises SourceError,
    CorrectionError, ParamsError or TableError with every problem of the first stage that has one.
    """
    from regioboek.schemas import stacked  # noqa: PLC0415
    from regioboek.sources.snapshot.inputs import inhabitants_of_gemeenten, read_inputs  # noqa: PLC0415
    from regioboek.statistics.aggregation import aggregate  # noqa: PLC0415
    from regioboek.tables import rates  # noqa: PLC0415
    from regioboek.tables.correcting import apply_corrections  # noqa: PLC0415
    from regioboek.tables.findings import build_findings  # noqa: PLC0415
    from regioboek.tables.geography import build_shapes  # noqa: PLC0415
    from regioboek.tables.observations import build_observations  # noqa: PLC0415
    from regioboek.tables.through_time import on_one_division  # noqa: PLC0415

    seconds = {} if seconds is None else seconds
    with _timed(seconds, "read"):
        inputs = read_inputs(edition.measured, snapshot, params)
        figures = len(inputs.values)
        inputs, makes_country = named_for_what_it_is(edition, inputs, params)
    with _timed(seconds, "observations"):
        inputs, corrections = apply_corrections(edition, inputs)
        asked, people = rates.counted(edition), inhabitants_of_gemeenten(edition, snapshot)
        inputs, backcast, lineage = on_one_division(asked, rates.with_people(asked, inputs, people), people)
        backcast = rates.recalculated(edition, backcast)
        inputs, other_years = rates.with_other_years(asked, inputs)
        own = build_observations(asked, inputs)
        own = own if published else _of_members(own, inputs.regions)
        inputs = replace(inputs, values=inputs.values.iloc[:0])  # they are in the observations now
        gemeenten = inputs.regions[inputs.regions["level"] == BASE]
        weights = gemeenten.set_index("code")["inhabitants"]
        register, members = register_with_areas(params, edition, inputs.regions, inputs.inside)
        levels = [
            lv
            for lv, level in LEVELS.items()
            if level.base and (makes_country if lv == COUNTRY else lv in edition.params.levels)
        ]
        rows, aggregation = aggregate(
            own, register, inputs.inside, asked.series, weights, edition.rules.aggregation, levels, members
        )
        observations = stacked([own, rows], "observations") if len(rows) else own
        del own, rows
        observations, aggregation = rates.add_rates(edition, observations, aggregation)
        edition, given_by = rates.told_of_rates(edition, inputs.given_by, observations, other_years)
        regions = register[register["level"].isin(edition.params.levels) | (register["code"] == NATIONAL)]
        inside = inputs.inside[inputs.inside["child"].isin(regions["code"])]
        observations = _of_regions(observations, regions, register, inputs.notes)
    with _timed(seconds, "findings"):
        found = build_findings(edition, observations, regions, inside)
    with _timed(seconds, "geography"):
        tiles = any(s.kind == "demo" for s in edition.params.sources)
        shapes = build_shapes(inputs.boundaries, regions, inside, members, tiles=tiles)
    return EditionTables(
        edition, figures, inputs.notes, given_by, corrections, backcast, lineage,
        observations, aggregation, regions, inside, members, found.findings, found.rankings, found.evidence, shapes,
    )  # fmt: skip


def _of_members(observations: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """The observations without those of regions around gemeenten, of indicators that gemeenten have."""
    larger = observations["region"].isin(regions.loc[regions["level"].isin([COUNTRY, *around(BASE)]), "code"])
    of_gemeenten = observations.loc[
        observations["region"].isin(regions.loc[regions["level"] == BASE, "code"]), "indicator"
    ]
    return observations[~larger | ~observations["indicator"].isin(of_gemeenten.unique())].reset_index(drop=True)


def _of_regions(
    observations: pd.DataFrame, regions: pd.DataFrame, register: pd.DataFrame, notes: list[Problem]
) -> pd.DataFrame:
    """The observations of `regions`; those of levels that only the register has are counted in a note."""
    other = ~observations["region"].isin(regions["code"])
    if not other.any():
        return observations
    levels = register.set_index("code")["level"].reindex(observations.loc[other, "region"].unique()).unique()
    told = ", ".join(LEVELS[level].words[1] for level in LEVELS if level in levels)
    found = f"{other.sum()} figures of {told}, which the register has and the edition has not"
    notes.append(Problem("sources", "levels", found, "figures of levels of this edition: passed over", cleaned=True))
    kept = observations[~other].reset_index(drop=True)
    return kept.assign(region=kept["region"].cat.remove_unused_categories())


def write(tables: EditionTables, build: BuildDir) -> None:
    """Write all tables of an edition where a build has them. Raises TableError for one that breaks its schema."""
    from regioboek.schemas import write_table  # noqa: PLC0415
    from regioboek.tables.geography import write_shapes  # noqa: PLC0415

    for name in TABLES:
        write_table(getattr(tables, name), name, getattr(build, name))
    write_shapes(tables.shapes, build)
    write_text(build.given_by, json.dumps(tables.given_by, indent=1) + "\n")
    write_text(build.evidence, json.dumps(tables.evidence, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    write_text(build.edition, tables.edition.model_dump_json(indent=1) + "\n")


@contextmanager
def _timed(seconds: MutableMapping[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def _hashes(build: BuildDir) -> dict[str, str]:
    """Name -> sha256 of every table there must be."""
    return {path.name: sha256(path) for path in (getattr(build, name) for name in (*TABLES, *FILES))}


def named_for_what_it_is(edition: Edition, inputs: Inputs, params: Path | Layers) -> tuple[Inputs, bool]:
    """`inputs` with the right name for all gemeenten together, and whether figures of them are to be made.

    They are Nederland when the register has every gemeente on the list of that year (`params.regions.lacking`). When
    it has not: where a source has figures of Nederland, those are Nederland, and none are made; otherwise what is made
    is called what it is, the gemeenten of this edition together. Which of the two is told in the notes, and so are
    regions that the register gives the name of another one.
    """
    regions, year = inputs.regions, edition.params.division_year
    if wrong := misnamed(params, year, dict(zip(regions["code"], regions["name"], strict=True))):
        found, expected = some(wrong), "the name of each code: was one of the two columns sorted by itself?"
        inputs.notes.append(Problem("register", "names", found, expected, warning=True))
    missing = lacking(params, year, frozenset(regions["code"]))
    if not missing:
        return inputs, True
    values = inputs.values
    published = bool((values["value"].notna() & (values["region"] == NATIONAL)).any())
    here = regions["code"] == NATIONAL
    if published:
        regions = regions.assign(inhabitants=regions["inhabitants"].mask(here))
        expected = "every gemeente; of Nederland only what sources publish is shown, nothing is made of these gemeenten"
    else:
        name = TOGETHER.format(n=int((regions["level"] == BASE).sum()))
        regions = regions.assign(name=regions["name"].mask(here, name))
        expected = f'every gemeente; what is made of these is not called Nederland but "{name}"'
    found = f"a register that lacks {missing} regions of {year}"
    note = Problem("register", NATIONAL, found, expected, cleaned=True)
    return replace(inputs, regions=regions, notes=[*inputs.notes, note]), not published


def register_with_areas(
    params: Path | Layers, edition: Edition, register: pd.DataFrame, inside: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The register with the areas of the edition's levels, and their members on the edition's day.

    Raises ParamsError with every problem of the files of areas.
    """
    from regioboek.statistics.area_regions import with_areas  # noqa: PLC0415

    rule, rows = edition.params.areas, register[register["level"] == BASE]
    around_each = inside.groupby("child")["parent"].agg(tuple).to_dict()
    division = [
        Region(str(code), str(name), BASE, around_each.get(code, ()))
        for code, name in rows[["code", "name"]].itertuples(index=False)
    ]
    asked = set(edition.params.levels) & set(listed_levels())
    areas = read_areas(params, division, day_of_areas(edition), edition.id) if asked else ()
    return with_areas(register, areas, edition.params.levels, refuse_parts=rule.parts == "refuse")


def day_of_areas(edition: Edition) -> date:
    """The day on which the edition looks up which gemeenten are members of an area."""
    told = edition.params.areas.on
    return date.fromisoformat(told) if told else date(edition.params.division_year, 1, 1)
