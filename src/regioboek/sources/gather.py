"""Bringing the files of an edition's sources together in one folder, and locking them.

Local files are copied byte for byte from the folder that `base_env` names, otherwise from `base` below the project;
invented sources (kind `demo`) are made there by their generator. Every missing file is in one report.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path, PurePath

from regioboek.edition import Edition, Source
from regioboek.errors import Problem, SnapshotError
from regioboek.layout import Project
from regioboek.sources.lock import Lock, LockedFile
from regioboek.sources.problems import nearest

_CHUNK = 1 << 20


def gather(folder: Path, project: Project, edition: Edition) -> Lock:
    """Copy or make all files of `edition` below `folder` and return their lock. Raises SnapshotError."""
    files: list[LockedFile] = []
    problems: list[Problem] = []
    base = (project.root, "") if only_made(edition) else _base(project, edition)
    for source in edition.params.sources:
        place = folder / source.id
        place.mkdir()
        names = _names(source, problems)
        if source.kind == "demo":
            _make(place, project, edition)
        else:
            _copy(place, names, source, base, problems)
        for key, name in names.items():
            path = place / name
            if not path.is_file():
                if source.kind == "demo":
                    problems.append(Problem(f"{source.id}/{name}", "", "not made", "a file the demo generator writes"))
                continue
            files.append(
                LockedFile(
                    source=source.id,
                    key=key,
                    kind=source.kind,
                    title=source.title,
                    name=name,
                    origin=source.files[key],
                    size=path.stat().st_size,
                    sha256=sha256(path),
                    licence=source.licence,
                    citation=source.citation,
                )
            )
    if problems:
        raise SnapshotError(f"the sources of edition {edition.id} are not complete", problems)
    made = {s.id: made_from(project, edition) for s in edition.params.sources if s.kind == "demo"}
    return Lock(edition=edition.id, made_from=made, files=tuple(files))


def made_from(project: Project, edition: Edition) -> str:
    """Sha256 of all that invented figures depend on: the edition, the regions and the generator itself."""
    from regioboek import demo  # noqa: PLC0415

    files = sorted(Path(demo.__file__).parent.rglob("*.py")) + sorted((project.params / "regions").glob("*.csv"))
    told = [edition.model_dump_json(), *(f"{p.name} {_text_sha256(p)}" for p in files)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def sha256(path: Path) -> str:
    """Of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _names(source: Source, problems: list[Problem]) -> dict[str, str]:
    """File key -> name in the snapshot; two files of one source cannot share a name."""
    names: dict[str, str] = {}
    for key, told in source.files.items():
        place = f"source {source.id}, files.{key}"
        if PurePath(told).is_absolute() or Path(told).is_absolute():
            problems.append(Problem("params", place, told, "a path relative to the edition's base"))
        elif PurePath(told).name in names.values():
            problems.append(Problem("params", place, f"a second file named {PurePath(told).name}", "other names"))
        else:
            names[key] = PurePath(told).name
    return names


def _copy(place: Path, names: dict[str, str], source: Source, base: tuple[Path, str], problems: list[Problem]) -> None:
    folder, told = base
    for key, name in names.items():
        origin = folder / source.files[key]
        try:
            shutil.copyfile(origin, place / name)
        except OSError as error:
            siblings = [p.name for p in origin.parent.iterdir()] if origin.parent.is_dir() else []
            problems.append(
                Problem(
                    source.files[key],
                    f"source {source.id}, files.{key}",
                    "no such file" if isinstance(error, FileNotFoundError) else f"an error: {error.strerror}",
                    f"the file in {told}{nearest(origin.name, siblings)}",
                )
            )


def _make(place: Path, project: Project, edition: Edition) -> None:
    from regioboek import demo  # noqa: PLC0415  (only this kind of source needs it)

    demo.write_sources(place, edition, project.params)


def _base(project: Project, edition: Edition) -> tuple[Path, str]:
    """The folder of local files, and how messages name it."""
    variable = edition.params.base_env
    told = os.environ.get(variable) if variable else None
    if not told:
        hint = f", or another folder: set {variable}" if variable else ""
        return project.root / edition.params.base, f"{edition.params.base} (below the project{hint})"
    if not Path(told).is_dir():
        raise SnapshotError(
            f"the sources of edition {edition.id} are not there",
            [Problem(f"environment variable {variable}", "", told, "a folder that exists")],
        )
    return Path(told), f"the folder {variable} names"


def _text_sha256(path: Path) -> str:
    """The same for both kinds of line end: a checkout may change them."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def only_made(edition: Edition) -> bool:
    """Whether all sources are invented: such a snapshot can be made again at any time."""
    return all(source.kind == "demo" for source in edition.params.sources)
