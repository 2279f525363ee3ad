"""Snapshot -> every table an edition's pages see, made once and reused while nothing they depend on changed.

What they depend on: the snapshot's digest, the validated params, and the code of the rooms up to findings. That is
one key; it stands beside the tables in `tables.json`, with the hash of each table, and is written last: a build
that was interrupted starts the tables anew, and so does one that finds a table other than it was made.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regioboek
from regioboek.errors import Problem
from regioboek.files import write_text
from regioboek.layout import BuildDir, Project
from regioboek.params.areas import read_areas
from regioboek.params.edition import Edition
from regioboek.params.regions import AREA_LEVELS, LEVELS, NATIONAL, Region
from regioboek.sources.snapshot.opening import Snapshot, snapshot_of

if TYPE_CHECKING:
    import pandas as pd

#: Rooms to the right of findings: their code does not change a table.
LATER_ROOMS = (
    "words", "charts", "report", "execution", "publishing", "audit", "authoring", "commands", "cli", "__init__.py",
)  # fmt: skip


@dataclass
class Tables:
    """What making the tables came to: whether they were reused, seconds per stage, and what was mended on the way."""

    reused: bool
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    digest: str = ""  # of everything they were made of, and of their bytes


def source_digest(*, without: tuple[str, ...] = ()) -> str:
    """sha256 over the library's source, names and bytes, leaving out the files and folders named."""
    root = Path(regioboek.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*")):
        inside = file.relative_to(root)
        if file.is_file() and inside.parts[0] not in without and "__pycache__" not in inside.parts:
            digest.update(inside.as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def tables_key(project: Project, edition: Edition, snapshot_digest: str) -> str:
    """What the tables are a function of, as one hash."""
    regions = [f"{p.name} {_sha256(p)}" for p in project.params.below("regions").files("*.csv").values()]
    corrections = [correction.model_dump_json() for correction in edition.corrections]
    code = source_digest(without=LATER_ROOMS)
    text = "\n".join([snapshot_digest, edition.model_dump_json(), code, *regions, *corrections])
    return hashlib.sha256(text.encode()).hexdigest()


def make_tables(project: Project, edition: Edition, *, on_stage: Callable[[str], None] = lambda _name: None) -> Tables:
    """Check the snapshot (making one from local files when there is none) and write all tables of the edition.

    Raises SnapshotError, SourceError or TableError with every problem found.
    """
    build = project.build(edition.id)
    on_stage("snapshot")
    start = time.perf_counter()
    snapshot = snapshot_of(project, edition)  # what is locked; invented figures are renewed with the code that invents
    seconds = {"snapshot": time.perf_counter() - start}
    key = tables_key(project, edition, snapshot.digest)
    marker = build.root / "tables.json"
    recorded = _recorded(marker)
    if recorded.get("key") == key and recorded.get("files") == _hashes(build):
        notes = [Problem(**row) for row in recorded["notes"]]
        return Tables(reused=True, seconds=seconds, notes=notes, digest=_digest(recorded))
    marker.unlink(missing_ok=True)
    build.root.mkdir(parents=True, exist_ok=True)
    notes = _write_tables(project, edition, snapshot, seconds, on_stage)
    build.edition.write_text(edition.model_dump_json(indent=1) + "\n", "utf-8")
    record = {"key": key, "files": _hashes(build), "notes": [vars(note) for note in notes]}
    write_text(marker, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return Tables(reused=False, seconds=seconds, notes=notes, digest=_digest(record))


def _digest(record: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([record["key"], record["files"]], sort_keys=True).encode()).hexdigest()


def _recorded(marker: Path) -> dict[str, Any]:
    try:
        record = json.loads(marker.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _hashes(build: BuildDir) -> dict[str, str | None]:
    """Name -> sha256 of every table there must be; None for one that is not there."""
    needed = (
        build.observations,
        build.aggregation,
        build.findings,
        build.rankings,
        build.evidence,
        build.regions,
        build.members,
        build.backcast,
        build.lineage,
        build.corrections,
        build.given_by,
        build.shapes,
        build.paths,
        build.edition,
    )
    return {p.name: _sha256(p) if p.is_file() else None for p in needed}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_tables(
    project: Project, edition: Edition, snapshot: Snapshot, seconds: dict[str, float], on_stage: Callable[[str], None]
) -> list[Problem]:
    from regioboek.schemas import stacked, write_table  # noqa: PLC0415
    from regioboek.sources.snapshot.inputs import read_inputs  # noqa: PLC0415
    from regioboek.sources.snapshot.stocks import inhabitants_of_gemeenten  # noqa: PLC0415
    from regioboek.statistics.aggregation import aggregate  # noqa: PLC0415
    from regioboek.tables.correcting import apply_corrections  # noqa: PLC0415
    from regioboek.tables.findings import build_findings  # noqa: PLC0415
    from regioboek.tables.geography import build_shapes, write_shapes  # noqa: PLC0415
    from regioboek.tables.observations import build_observations  # noqa: PLC0415
    from regioboek.tables.through_time import on_one_division  # noqa: PLC0415

    build = project.build(edition.id)

    def timed(name: str) -> Callable[[], None]:
        on_stage(name)
        start = time.perf_counter()
        return lambda: seconds.__setitem__(name, time.perf_counter() - start)

    done = timed("read")
    inputs = read_inputs(edition, snapshot, project.params)
    done()
    done = timed("observations")
    inputs, corrected = apply_corrections(edition, inputs)
    write_table(corrected, "corrections", build.corrections)
    write_text(build.given_by, json.dumps(inputs.given_by, indent=1) + "\n")
    inputs, backcast, lineage = on_one_division(edition, inputs, inhabitants_of_gemeenten(edition, snapshot))
    write_table(backcast, "backcast", build.backcast)
    write_table(lineage, "lineage", build.lineage)
    own = build_observations(edition, inputs)
    inputs = replace(inputs, values=inputs.values.iloc[:0])  # they are in the observations now
    gemeenten = inputs.regions[inputs.regions["level"] == "gemeente"]
    weights = gemeenten.set_index("code")["inhabitants"]
    register, members = register_with_areas(project, edition, inputs.regions)
    levels = tuple(lv for lv in LEVELS if lv != "gemeente" and (lv in edition.params.levels or lv == "land"))
    rows, aggregation = aggregate(
        own, register, edition.indicators, weights, edition.rules.aggregation, levels, members
    )
    observations = stacked([own, rows], "observations") if len(rows) else own
    del own, rows
    regions = register[register["level"].isin(edition.params.levels) | (register["code"] == NATIONAL)]
    write_table(observations, "observations", build.observations)
    write_table(aggregation, "aggregation", build.aggregation)
    write_table(regions, "regions", build.regions)
    write_table(members, "members", build.members)
    done()
    done = timed("findings")
    found = build_findings(edition, observations, regions)
    write_table(found.findings, "findings", build.findings)
    write_table(found.rankings, "rankings", build.rankings)
    evidence = json.dumps(found.evidence, indent=1, ensure_ascii=False, sort_keys=True)
    build.evidence.write_text(evidence + "\n", "utf-8")
    done()
    done = timed("geography")
    tiles = any(s.kind == "demo" for s in edition.params.sources)
    write_shapes(build_shapes(inputs.boundaries, regions, members, tiles=tiles), build)
    done()
    return inputs.notes


def register_with_areas(
    project: Project, edition: Edition, register: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The register with the areas of the edition's levels, and their members on the edition's day.

    Raises ParamsError with every problem of the files of areas.
    """
    from regioboek.statistics.area_regions import with_areas  # noqa: PLC0415

    rule, rows = edition.params.areas, register[register["level"] == "gemeente"]
    division = [
        Region(str(code), str(name), "gemeente", str(corop), str(provincie))
        for code, name, corop, provincie in rows[["code", "name", "corop", "provincie"]].itertuples(index=False)
    ]
    asked = set(edition.params.levels) & set(AREA_LEVELS)
    areas = read_areas(project.params, division, day_of_areas(edition), edition.id) if asked else ()
    return tuple(with_areas(register, areas, edition.params.levels, refuse_parts=rule.parts == "refuse"))  # type: ignore[return-value]


def day_of_areas(edition: Edition) -> date:
    """The day on which the edition looks up which gemeenten are members of an area."""
    told = edition.params.areas.on
    return date.fromisoformat(told) if told else date(edition.params.division_year, 1, 1)
