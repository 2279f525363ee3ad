"""Tables that are no longer updated, or gone, and what goes on in their place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback.fixtures import Patient
from loopback.server import Loopback
from loopback.statline_tables import fetch, statline, v3_table, v4_table
from worlds.small_bureau import small_edition

from regioboek.errors import FetchError
from regioboek.sources.kinds import kind_of
from regioboek.sources.kinds.base import FetchJob, SnapshotFiles
from regioboek.sources.statline.ended import end_told
from regioboek.sources.tables.reading import Reading


@pytest.mark.parametrize(
    ("info", "ended", "successor"),
    [
        ({"Status": "Regulier", "Description": "Een tabel."}, False, None),
        ({"Status": "Gediscontinueerd"}, True, None),
        ({"OutputStatus": "Vervallen"}, True, None),
        ({"Frequency": "Stopgezet"}, True, None),
        ({"ShortDescription": "Wijzigingen per 1 mei:\nGeen, deze tabel is\nstopgezet."}, True, None),
        ({"Description": "Verschijningsfrequentie: Stop gezet."}, True, None),
        (
            {"Description": "Deze tabel wordt opgevolgd door Bijen; soort, regio (indeling 2026). Zie paragraaf 3."},
            True,
            "Bijen; soort, regio (indeling 2026)",
        ),
        (
            {"Description": "De tabel is stopgezet per 8-3 en wordt voortgezet als “Bijen; 2015 = 100”. Zie ook par."},
            True,
            "Bijen; 2015 = 100",
        ),
        (
            {"Description": "Deze tabel is stopgezet en wordt vervangen door de tabel Imkers, kasten, zie paragraaf."},
            True,
            "Imkers, kasten",
        ),
        ({"Description": "Deze tabel wordt opgevolgd door de nieuwe tabel Bijen (85123NED)."}, True, "85123NED"),
        ({"Description": "Deze tabel wordt opgevolgd door nieuwe tabellen over bijen."}, False, None),
        (
            {"Description": "De oude tabellen over bijen zijn stopgezet. De Bijenwet is vervangen door de WWB."},
            False,
            None,
        ),
        ({"Description": "De cijfers worden voorlopig voortgezet in een rapport."}, False, None),
    ],
)
def test_a_table_says_itself_that_it_ended_and_what_goes_on(
    info: dict[str, Any], ended: bool, successor: str | None
) -> None:
    assert end_told(info) == (ended, successor)


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_a_table_that_ended_is_fetched_with_a_warning(
    version: str, loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    end = "Deze tabel is stopgezet. Deze tabel wordt opgevolgd door Bijen; regio."
    loopback.v3["70001ned"] = v3_table(OutputStatus="Gediscontinueerd", ShortDescription=end)
    loopback.v4["70002NED"] = v4_table(Status="Gediscontinueerd", Description=end)
    asked = {"measures": {"werkloosheid": "Totaal_1" if version == "v3" else "M001"}}
    source = statline(version, loopback.url if version == "v3" else loopback.url_v4, **asked)
    fetched = fetch(source, tmp_path, patient)
    (line,) = patient.told if version == "v4" else [line for line in patient.told if "no count" not in line]
    assert "source banen, statline.table: found table 7000" in line
    assert "which is no longer updated; expected the table that goes on: Bijen; regio" in line
    reading = Reading(small_edition())
    kind_of(source.kind).read(source, SnapshotFiles("banen", tmp_path, fetched.files), reading)
    assert any(n.warning and "no longer updated" in n.found and "Bijen; regio" in n.expected for n in reading.notes)


def refused(source: Any, folder: Path, client: Patient, locked: SnapshotFiles | None = None) -> str:
    folder.mkdir()
    with pytest.raises(FetchError) as error:
        kind_of(source.kind).fetch(FetchJob(source, small_edition(), None, folder, None, client, locked=locked))  # type: ignore[arg-type]
    return "\n".join(map(str, error.value.problems))


def test_a_table_that_is_gone_gets_those_of_its_title(loopback: Loopback, tmp_path: Path, patient: Patient) -> None:
    titles = {
        "86200NED": ("Uitgaven aan bijen; regio (indeling 2026)", "Regulier"),
        "86100NED": ("Uitgaven aan bijen; regio (indeling 2024)", "Gediscontinueerd"),
        "86300NED": ("Uitgaven aan vlinders; regio (indeling 2026)", "Regulier"),
    }
    loopback.catalogue_v3 = [
        {"Identifier": id, "Title": title, "OutputStatus": status} for id, (title, status) in titles.items()
    ]
    loopback.catalogue_v4 = [
        {"Identifier": id, "Title": title, "Status": status} for id, (title, status) in titles.items()
    ]
    for version, url in (("v3", loopback.url), ("v4", loopback.url_v4)):
        source = statline(version, url, table="86150NED")
        named = source.model_copy(update={"title": "Uitgaven aan bijen; regio (indeling 2025)"})
        told = refused(named, tmp_path / version, patient)
        assert "HTTP 404" in told
        assert "; of that title it has 86200NED (Uitgaven aan bijen; regio (indeling 2026))" in told
        assert "86100NED" not in told and "86300NED" not in told


def test_a_table_that_is_gone_is_refused_with_the_successor_it_named(
    loopback: Loopback, tmp_path: Path, patient: Patient
) -> None:
    loopback.v3["70001ned"] = v3_table(ShortDescription="Deze tabel wordt opgevolgd door Bijen (85123NED).")
    source = statline("v3", loopback.url)
    fetched = fetch(source, tmp_path / "then", patient)
    del loopback.v3["70001ned"]
    locked = SnapshotFiles("banen", tmp_path / "then", fetched.files)
    assert "the table that goes on: 85123NED" in refused(source, tmp_path / "now", patient, locked)
    assert "goes on" not in refused(source, tmp_path / "first", patient)
    assert "goes on" not in refused(source, tmp_path / "lost", patient, replace(locked, folder=tmp_path / "nowhere"))
