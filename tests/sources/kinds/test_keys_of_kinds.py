"""A kind of source reads every key that it accepts, and accepts no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError
from worlds.factories import source
from worlds.small_bureau import Folder, small_edition

from regioboek.layout import Project
from regioboek.params.source import Source, kind_model, source_kinds
from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.base import FetchJob
from regioboek.sources.snapshot.gather import base_of, gather
from regioboek.sources.snapshot.opening import SnapshotFiles
from regioboek.sources.tables.reading import Reading

KINDS = sorted(source_kinds())
TRANSFERS = (
    "statcode;naam;wijziging;datum;richting;tegen_code;tegen_naam;hectare;woningen;inwoners\n"
    "GM0037;Stadskanaal;Grenswijziging;2018-01-01;ontvangen van;GM0014;Groningen;6,5;1;2\n"
)
#: What a source of each kind of file says at least.
SAID: dict[str, dict[str, Any]] = {
    "dashboard": {"files": {"values": "monitor/indicatoren.csv", "meta": "monitor/meta.csv"}},
    "register": {"files": {"register": "indeling.csv"}},
    "population": {"files": {"population": "bevolking.csv"}},
    "boundaries": {"files": {"boundaries": "gemeenten.geojson"}, "level": "gemeente"},
    "transfers": {"files": {"transfers": "overdrachten.csv"}},
    "table": {
        "files": {"table": "bevolking.csv"},
        "table": {"region": "statcode", "year": "jaar", "value": "inwoners"},
        "gives": "population",
    },
}


def own_keys(kind: str) -> set[str]:
    return set(kind_model(kind).model_fields) - set(Source.model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_keys_of_other_kinds_are_refused(kind: str) -> None:
    others = {key for other in KINDS for key in own_keys(other)} - own_keys(kind)
    assert others >= {"seed", "planar", "layer", "crs"} - own_keys(kind)
    for key in [*others, "kolommen"]:
        with pytest.raises(ValidationError) as error:
            source("bron", kind, **SAID.get(kind, {}), **{key: "x"})
        assert (key,) in [e["loc"] for e in error.value.errors() if e["type"] == "extra_forbidden"], key


@pytest.mark.parametrize("kind", SAID)
def test_every_key_of_a_kind_of_file_is_read(
    kind: str, files: Folder, lay: Callable[[Folder], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()

    def seen(self: Source, name: str) -> Any:
        asked.add(name)
        return object.__getattribute__(self, name)

    made = source("bron", kind, **SAID[kind])
    project, edition = lay(files | {"overdrachten.csv": TRANSFERS}), small_edition()
    folder = project.root / "los"
    folder.mkdir()
    monkeypatch.setattr(Source, "__getattribute__", seen, raising=False)
    job = FetchJob(made, edition, project, folder, base_of(project, edition), None)
    entry = gather(job, strict=True)
    kept = SnapshotFiles("bron", folder, {f.key: f.name for f in entry.files})
    kind_of(kind).read(made, kept, Reading(edition))
    assert own_keys(kind) - asked == set()


@pytest.mark.parametrize(
    ("kind", "told", "place"),
    [
        ("boundaries", {"planar": True, "crs": "EPSG:28992"}, ("crs",)),
        ("boundaries", {"region_by": "name", "columns": {"name": "naam"}}, ("columns", "name")),
        ("register", {"columns": {"wijk": "WK_CODE"}}, ("columns", "wijk")),
        ("register", {"level": "wijk", "columns": {"corop": "cr"}}, ("columns", "corop")),
        ("register", {"level": "buurt", "columns": {"wijk_name": "naam"}}, ("columns", "wijk_name")),
    ],
)
def test_keys_that_mean_nothing_beside_another_are_refused(
    kind: str, told: dict[str, Any], place: tuple[str, ...]
) -> None:
    assert place in [wrong[0] for wrong in source("bron", kind, **SAID[kind] | told).wrong()]


def test_a_register_of_wijken_may_call_its_columns_otherwise() -> None:
    told = {"level": "wijk", "columns": {"wijk": "WK_CODE", "wijk_name": "WK_NAAM", "gemeente": "GM_CODE"}}
    assert not list(source("bron", "register", **SAID["register"] | told).wrong())
