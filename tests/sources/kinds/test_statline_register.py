"""The register of regions from CBS's yearly table, found by titles, in v3 and v4."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from loopback.cbs_v3 import TableV3
from loopback.cbs_v4 import TableV4
from loopback.fixtures import Patient
from loopback.server import Loopback
from worlds.factories import source
from worlds.small_bureau import small_edition

from regioboek.layout import Project
from regioboek.params.source import Source
from regioboek.sources.files.layouts import PresetFile
from regioboek.sources.kinds.base import SnapshotFiles
from regioboek.sources.kinds.statline_register import StatlineRegister
from regioboek.sources.problems import ProblemList
from regioboek.sources.snapshot.fetching import Asking, FetchReport, fetch_edition
from regioboek.sources.snapshot.looking import look
from regioboek.sources.tables.reading import Reading
from regioboek.sources.tables.register import read_register

#: gemeente, name, COROP area, its name, provincie, its name; backwards, as a service may send them
ROWS: tuple[tuple[str, ...], ...] = (
    ("NL01", "Nederland", ".", ".", ".", "."),
    ("GM0088", "Schiermonnikoog", "CR04", "Noord-Friesland", "PV21", "Fryslân"),
    ("GM0998", "Buitenland", "", "", "", ""),
    ("GM0034", "Almere", "CR40", "Flevoland", "PV24", "Flevoland"),
    ("GM0014", "Groningen (gemeente)", "CR03", "Overig Groningen", "PV20", "Groningen"),
)
#: Groups as CBS's table of 2016 has them around and beside the ones that are wanted (83287NED).
BESIDE = ("Arbeidsmarktregio's", "COROP-subgebieden", "COROP-plusgebieden", "Landsdelen", "NUTS3-gebieden")


def groups_of(corop: str, provincie: str) -> list[tuple[str, int | None]]:
    """Title of a group, and which of the figures of a row its code is."""
    return [(BESIDE[0], None), (corop, 2), *((title, None) for title in BESIDE[1:]), (provincie, 4)]


def register_v3(
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    title: str = "Gebieden in Nederland 2023",
    corop: str = "COROP-gebieden",
    provincie: str = "Provincies",
    first: int = 4,
) -> TableV3:
    """The table with `first` as the number of its first topic; texts are padded as CBS pads them."""
    properties: list[dict[str, Any]] = [
        {"ID": 0, "ParentID": None, "Type": "GeoDimension", "Key": "RegioS", "Title": "Regio's"},
        {"ID": 1, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Codes en namen van gemeenten"},
        {"ID": 2, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Lokaliseringen van gemeenten"},
        topic(3, 1, "Code_1", "Code"),
        topic(4, 1, "Naam_2", "Naam"),
        topic(5, 1, "SorteringNaam_3", "Sortering naam"),
    ]
    texts: list[dict[str, Any]] = [
        {"ID": n, "RegioS": f"{code:10}", "Code_1": f"{code:10}", "Naam_2": f"{name:50}", "SorteringNaam_3": name}
        for n, (code, name, *_) in enumerate(rows)
    ]
    number = first
    for place, (group, column) in enumerate(groups_of(corop, provincie)):
        id = 100 + 10 * place
        properties += [
            {"ID": id, "ParentID": 2, "Type": "TopicGroup", "Key": "", "Title": group},
            topic(id + 1, id, f"Code_{number}", "Code"),
            topic(id + 2, id, f"Naam_{number + 1}", "Naam"),
        ]
        for row, told in zip(texts, rows, strict=True):
            code, name = ("XX01", "Elders") if column is None else (told[column], told[column + 1])
            row |= {f"Code_{number}": f"{code:10}", f"Naam_{number + 1}": f"{name:50}"}
        number += 2
    info = {"Identifier": "85385NED", "Title": title, "Modified": "2023-01-01T02:00:00", "Catalog": "CBS"}
    sets = {
        "TableInfos": [info],
        "UntypedDataSet": [],
        "TypedDataSet": texts,
        "DataProperties": properties,
        "RegioS": [{"Key": f"{r[0]:10}", "Title": r[1]} for r in rows],
    }
    return TableV3("85385NED", sets)


def topic(id: int, parent: int, key: str, title: str) -> dict[str, Any]:
    of = {"ID": id, "ParentID": parent, "Type": "Topic", "Key": key, "Title": title}
    return of | {"Unit": "", "Decimals": 0, "Datatype": "String"}


def register_v4(rows: Sequence[Sequence[str]] = ROWS) -> TableV4:
    """The same in v4: a text is the `StringValue` of an observation."""
    keys = {2: ("CR0001", "CR0002"), 4: ("PV0001", "PV0002")}
    groups = [{"Id": "1", "ParentId": None, "Title": "Lokaliseringen van gemeenten"}]
    groups += [{"Id": str(n), "ParentId": "1", "Title": t} for n, t in ((2, "COROP-gebieden"), (4, "Provincies"))]
    measures = [
        {"Identifier": key, "Title": title, "MeasureGroupId": str(n), "Unit": "", "DataType": "String"}
        for n, pair in keys.items()
        for key, title in zip(pair, ("Code", "Naam"), strict=True)
    ]
    measures.append({"Identifier": "GM000B", "Title": "Code", "MeasureGroupId": None, "Unit": "", "DataType": "String"})
    told = [
        {"Measure": key, "RegioS": row[0], "StringValue": row[column] or None, "Value": None, "ValueAttribute": "None"}
        for row in rows
        for column, key in ((0, "GM000B"), *((n + m, key) for n, pair in keys.items() for m, key in enumerate(pair)))
    ]
    sets = {
        "Dimensions": [{"Identifier": "RegioS", "Title": "Regio's", "Kind": "GeoDimension"}],
        "MeasureCodes": measures,
        "MeasureGroups": groups,
        "RegioSCodes": [{"Identifier": row[0], "Title": row[1]} for row in rows],
        "Observations": [{"Id": n} | one for n, one in enumerate(told)],
    }
    of = {"Identifier": "85385NED", "Title": "Gebieden in Nederland 2023", "Modified": "2023-01-01T00:00:00+01:00"}
    return TableV4("85385NED", of, sets)


def asked(server: Loopback, **more: Any) -> Source:
    url = server.url_v4 if more.get("version") == "v4" else server.url
    told = {"title": "Gebieden in Nederland 2024", "statline": {"table": "85385NED", "url": url} | more}
    return source("indeling", "statline-register", **told)


class Desk:
    """Fetching one source into the snapshot of a project, and reading what is frozen."""

    def __init__(self, server: Loopback, folder: Path, client: Patient):
        self.server, self.client, self.project = server, client, Project(folder)

    def fetch(self, update: bool = False, edition: dict[str, Any] | None = None, **more: Any) -> FetchReport:
        edition = {"sources": (asked(self.server, **more),)} | (edition or {})
        return fetch_edition(self.project, small_edition(**edition), Asking(self.client), update=update)

    def refused(self, edition: dict[str, Any] | None = None, **more: Any) -> str:
        """What is told when fetching is refused; nothing is locked then."""
        (report,) = self.fetch(edition=edition, **more).sources
        assert report.outcome == "failed"
        assert not list(self.project.snapshot("2023").glob("*/*"))
        return "\n".join(map(str, report.problems))

    def made(self, **more: Any) -> list[list[str]]:
        """The rows of the register that a fetch makes."""
        text = self.files(**more).path("register").read_text("utf-8")
        return list(csv.reader(text.splitlines()))

    def files(self, **more: Any) -> SnapshotFiles:
        """What is frozen after a fetch."""
        (report,) = self.fetch(**more).sources
        assert report.entry is not None, report.problems
        folder = self.project.snapshot("2023") / report.entry.folder
        return SnapshotFiles("indeling", folder, {f.key: f.name for f in report.entry.files})

    def read(self, files: SnapshotFiles, **edition: Any) -> Reading:
        reading = Reading(small_edition(**edition))
        StatlineRegister().read(asked(self.server), files, reading)  # type: ignore[arg-type]
        return reading


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, patient: Patient) -> Desk:
    loopback.v3["85385NED"] = register_v3()
    return Desk(loopback, tmp_path, patient)


EXPECTED = [
    ["gm_code", "gm_naam", "cr_code", "cr_naam", "pv_code", "pv_naam"],
    ["GM0014", "Groningen (gemeente)", "CR03", "Overig Groningen", "PV20", "Groningen"],
    ["GM0034", "Almere", "CR40", "Flevoland", "PV24", "Flevoland"],
    ["GM0088", "Schiermonnikoog", "CR04", "Noord-Friesland", "PV21", "Fryslân"],
]


@pytest.mark.parametrize("first", [4, 10, 28])
def test_codes_and_names_are_found_by_the_title_of_their_group_whatever_their_numbers(desk: Desk, first: int) -> None:
    desk.server.v3["85385NED"] = register_v3(first=first)
    assert desk.made() == EXPECTED


def test_only_the_columns_that_are_wanted_are_asked_for(desk: Desk) -> None:
    desk.fetch()
    (asked_for,) = [r for r in desk.server.requests if "TypedDataSet?" in r]
    assert "$select=RegioS,Code_6,Naam_7,Code_16,Naam_17" in asked_for.replace("%2C", ",").replace("%24", "$")


def test_v4_gives_the_same_register(desk: Desk) -> None:
    desk.server.v4["85385NED"] = register_v4()
    assert desk.made(version="v4") == EXPECTED
    (asked_for,) = [r for r in desk.server.requests if "/Observations?" in r]
    assert "GM000B" not in asked_for


def test_what_was_fetched_is_read_as_any_register(desk: Desk) -> None:
    reading = desk.read(desk.files())
    assert reading.problems == []
    assert reading.regions is not None
    assert reading.regions["code"].tolist() == [
        "NL01", "PV20", "PV21", "PV24", "CR03", "CR04", "CR40", "GM0014", "GM0034", "GM0088",
    ]  # fmt: skip
    assert reading.regions.set_index("code")["name"]["GM0014"] == "Groningen"
    inside = set(map(tuple, reading.inside[["child", "parent"]].to_numpy()))
    assert {("GM0088", "CR04"), ("CR04", "PV21"), ("GM0088", "PV21")} <= inside


def test_fetched_twice_nothing_changes(desk: Desk) -> None:
    first = desk.fetch().sources[0]
    again = desk.fetch(update=True).sources[0]
    assert (first.outcome, again.outcome) == ("fetched", "unchanged")
    assert again.entry == first.entry


def test_titles_are_compared_without_case_hyphens_and_accents(desk: Desk) -> None:
    desk.server.v3["85385NED"] = register_v3(corop="Corop gebieden", provincie="PROVINCIES")
    assert desk.made() == EXPECTED


def test_a_group_that_is_not_there_is_refused_with_those_that_are_near(desk: Desk) -> None:
    desk.server.v3["85385NED"] = register_v3(corop="COROP-indeling")
    told = desk.refused()
    assert 'statline.groups.corop: found no topics "Code" in a group "COROP-gebieden"' in told
    assert "COROP-plusgebieden" in told and "COROP-subgebieden" in told
    assert not any("TypedDataSet" in r for r in desk.server.requests)


def test_a_title_that_two_groups_have_is_refused_until_its_path_is_declared(desk: Desk) -> None:
    table = register_v3()
    more = {"ID": 300, "ParentID": 1, "Type": "TopicGroup", "Key": "", "Title": "Provincies"}
    table.sets["DataProperties"] = [
        *table.sets["DataProperties"], more, topic(301, 300, "Code_98", "Code"), topic(302, 300, "Naam_99", "Naam"),
    ]  # fmt: skip
    table.sets["TypedDataSet"] = [row | {"Code_98": "PV99", "Naam_99": "Elders"} for row in table.sets["TypedDataSet"]]
    desk.server.v3["85385NED"] = table
    told = desk.refused()
    assert 'found 2 topics "Code" in a group "Provincies"' in told
    assert "Lokaliseringen van gemeenten: Provincies, Codes en namen van gemeenten: Provincies" in told
    groups = {"corop": "COROP-gebieden", "provincie": "Lokaliseringen van gemeenten: Provincies"}
    assert desk.made(groups=groups) == EXPECTED


def test_a_level_of_the_edition_without_a_group_is_refused(desk: Desk) -> None:
    told = desk.refused(groups={"provincie": "Provincies"})
    assert "statline.groups: found no corop; expected the group of level corop" in told


def test_an_edition_without_corop_areas_needs_no_group_of_them(desk: Desk) -> None:
    levels = ("land", "provincie", "gemeente")
    made = desk.made(edition={"levels": levels}, groups={"provincie": "Provincies"})
    assert made == [row[:2] + row[4:] for row in EXPECTED]


def test_a_table_of_another_year_is_refused_when_it_is_fetched(desk: Desk) -> None:
    desk.server.v3["85385NED"] = register_v3(title="Gebieden in Nederland 2024")
    told = desk.refused()
    assert 'found 85385NED, "Gebieden in Nederland 2024", with division_year 2023' in told
    assert "expected the table of 2023" in told


def test_an_edition_of_another_division_has_the_table_of_that_year(desk: Desk) -> None:
    desk.server.v3["85385NED"] = register_v3(title="Gebieden in Nederland 2025", first=6)
    division = {"division_year": 2025, "year": 2025}
    files = desk.files(edition=division)
    assert desk.read(files, **division).problems == []
    assert "with division_year 2023" in str(desk.read(files).problems[0])


def test_a_gemeente_without_a_corop_area_is_refused_before_it_is_locked(desk: Desk) -> None:
    desk.server.v3["85385NED"] = register_v3([*ROWS[:3], ("GM0034", "Almere", ".", ".", "PV24", "Flevoland"), ROWS[4]])
    assert "found GM0034 without COROP-gebied; expected a COROP-gebied for each gemeente" in desk.refused()


@pytest.mark.parametrize("rows", [(), ROWS[:1]], ids=["no rows", "only the country"])
def test_a_table_without_a_row_of_a_gemeente_is_refused(desk: Desk, rows: Sequence[Sequence[str]]) -> None:
    desk.server.v3["85385NED"] = register_v3(rows)
    assert "no row of a gemeente; expected a row for each gemeente" in desk.refused()


def test_a_gemeente_that_the_list_of_regions_lacks_has_no_name_and_is_refused(desk: Desk) -> None:
    table = register_v3()
    table.sets["RegioS"] = [row for row in table.sets["RegioS"] if row["Key"].strip() != "GM0034"]
    desk.server.v3["85385NED"] = table
    assert "found GM0034 without a name" in desk.refused()


def test_a_register_of_a_past_year_has_ended_as_it_should(desk: Desk, patient: Patient) -> None:
    table = register_v3()
    table.sets["TableInfos"] = [table.sets["TableInfos"][0] | {"OutputStatus": "Gediscontinueerd"}]
    desk.server.v3["85385NED"] = table
    assert desk.made() == EXPECTED
    assert look(asked(desk.server), patient).problems == ()


def test_levels_that_are_told_by_their_members_have_no_group() -> None:
    told = source(
        "indeling", "statline-register", statline={"table": "85385NED", "groups": {"landsdeel": "Landsdelen"}}
    )
    ((place, found, expected),) = told.wrong()
    assert (place, found) == (("statline", "groups", "landsdeel"), "the level landsdeel")
    assert expected.startswith("corop, provincie")


def test_another_table_or_other_groups_are_another_question() -> None:
    questions = [
        source("indeling", "statline-register", statline=asked_for).asked
        for asked_for in (
            {"table": "85385NED"},
            {"table": "85755NED"},
            {"table": "85385NED", "version": "v4"},
            {"table": "85385NED", "groups": {"provincie": "Provincies"}},
        )
    ]
    assert all(questions.count(question) == 1 for question in questions)


def test_a_damaged_description_is_a_problem_and_no_exception(desk: Desk) -> None:
    files = desk.files()
    files.path("TableInfos").write_text("{")
    (problem,) = desk.read(files).problems
    assert "raw/TableInfos.json: found a file that cannot be read" in str(problem)


def test_a_table_that_is_not_there_is_refused_with_those_of_other_years(desk: Desk) -> None:
    rows = {"85385NED": "Gebieden in Nederland 2023", "03759ned": "Bevolking op 1 januari"}
    desk.server.catalogue_v3 = [{"Identifier": i, "Title": t, "OutputStatus": "Regulier"} for i, t in rows.items()]
    assert "of that title it has 85385NED (Gebieden in Nederland 2023)" in desk.refused(table="85386NED")


@pytest.mark.realdata
def test_all_gemeenten_of_2023_are_read_as_from_the_file_of_their_register(desk: Desk, realdata: Path) -> None:
    path = realdata / "regions/cbs2023_gebiedsindelingen_register.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[row[column] for column in EXPECTED[0]] for row in csv.DictReader(file)]
    desk.server.v3["85385NED"] = register_v3(rows)
    reading = desk.read(desk.files())
    by_file = read_register(path, PresetFile(separator=","), problems := ProblemList("register"))
    assert by_file is not None and reading.regions is not None
    assert (reading.problems, problems.refused) == ([], [])
    assert reading.regions.equals(by_file[0])
    assert len(reading.regions) == 1 + 12 + 40 + 342
