"""`regioboek doctor --online`: what we assume of services, asked of a server that keeps it and of ones that do not."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import yaml
from loopback.cbs_v3 import TableV3
from loopback.cbs_v4 import TableV4
from loopback.reply import Reply, changed, html, status
from loopback.server import Loopback
from loopback.statline_tables import v3_table, v4_table
from worlds.network_edition import EDITION, LAYER, Desk, open_desk

import regioboek
from regioboek.cli.app import main
from regioboek.commands.pdok_assumptions import FILES, PDOK
from regioboek.commands.statline_assumptions import STATLINE

V3, V4, PLACES = "70001ned", "70002NED", {"v3": "70003NED", "v4": "70004NED"}
CHANGE = "Opgeheven per 01-01-2019, overgegaan naar:\n- Elders (GM1801),\n... 12 hectare met 3 woningen en 7 inwoners\n"


@pytest.fixture
def desk(loopback: Loopback, tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An edition of a table of v3 and one of v4, boundaries and files, on a server that keeps the contract."""
    query = {"select": {"Geslacht": "1100"}}
    three = query | {"table": V3, "url": loopback.url, "measures": {"werkloosheid": "Totaal_1"}}
    four = query | {"table": V4, "url": loopback.url_v4, "measures": {"werkloosheid": "M001"}}
    three["measures"] = {"werkloosheid": {"key": "Totaal_1", "title": "Totaal", "unit": "x 1 000"}}
    sources = [
        {"id": "drie", "kind": "statline-v3", "title": "Banen", "statline": three},
        {"id": "vier", "kind": "statline-v4", "title": "Banen", "statline": four},
    ]
    desk = open_desk(loopback, tmp_path, project_root, monkeypatch, sources)
    with_places(desk, "v3")
    loopback.v3[V3], loopback.v4[V4] = as_cbs(v3_table(page_rows=10)), as_cbs(v4_table(page_rows=20))
    loopback.v3[PLACES["v3"]], loopback.v4[PLACES["v4"]] = as_cbs(places_v3()), as_cbs(places_v4())
    listed = {"Title": "Banen", "RecordCount": 30, "Status": "Regulier", "Modified": "2023-01-01"}
    loopback.catalogue_v3, loopback.catalogue_v4 = [{"Identifier": V3} | listed], [{"Identifier": V4} | listed]
    return desk


def places() -> list[dict[str, Any]]:
    """Topics, and the groups they stand in, of the regions that a gemeente lies in."""
    names = ("COROP-gebieden", "Provincies")
    groups = [{"ID": n, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": t} for n, t in enumerate(names, 1)]
    told = {"Unit": "", "Decimals": 0, "Datatype": "String", "Type": "Topic"}
    return groups + [
        told | {"ID": n, "ParentID": group, "Key": f"{title}_{n}", "Title": title}
        for n, (group, title) in enumerate([(g, t) for g in (1, 2) for t in ("Code", "Naam")], 3)
    ]


def places_v3() -> TableV3:
    """A table with a row per gemeente, whose codes tell their changes: in v3."""
    own = {"ID": 0, "ParentID": None, "Type": "GeoDimension", "Key": "RegioS", "Title": "Regio's"}
    topics = places()
    row = {"ID": 0, "RegioS": "GM0014"} | {t["Key"]: "x" for t in topics if t["Type"] == "Topic"}
    info = {"Identifier": PLACES["v3"], "Title": "Gebieden in Nederland 2023", "Modified": "2023-01-01T02:00:00"}
    codes = [{"Key": "GM0014", "Title": "Hier", "Description": CHANGE}]
    sets = {"TableInfos": [info], "UntypedDataSet": [], "TypedDataSet": [row], "DataProperties": [own, *topics]}
    return TableV3(PLACES["v3"], sets | {"RegioS": codes})


def places_v4() -> TableV4:
    """The same in v4."""
    rows = places()
    topics = [
        {"Identifier": t["Key"], "Title": t["Title"], "MeasureGroupId": str(t["ParentID"]), "Unit": "", "Decimals": 0}
        for t in rows
        if t["Type"] == "Topic"
    ]
    observation = {"Id": 0, "Measure": "Code_3", "ValueAttribute": "None", "Value": None, "StringValue": "CR01"}
    sets = {
        "Dimensions": [{"Identifier": "RegioS", "Title": "Regio's", "Kind": "GeoDimension"}],
        "MeasureCodes": topics,
        "MeasureGroups": [{"Id": str(g["ID"]), "ParentId": None, "Title": g["Title"]} for g in rows[:2]],
        "RegioSCodes": [{"Identifier": "GM0014", "Title": "Hier", "Description": CHANGE}],
        "Observations": [observation | {"RegioS": "GM0014"}],
    }
    told = {"Identifier": PLACES["v4"], "Title": "Gebieden in Nederland 2023", "Modified": "2023-01-01T00:00:00+01:00"}
    return TableV4(PLACES["v4"], told, sets)


def with_places(desk: Desk, version: str) -> None:
    """The edition has its regions and their changes from a table of this version."""
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    edition = yaml.safe_load(params.read_text("utf-8"))
    told = {"origin": "CBS", "licence": "CC BY 4.0", "citation": "Bron: CBS.", "title": "Gebieden"}
    url = desk.server.url if version == "v3" else desk.server.url_v4
    table = {"table": PLACES[version], "url": url, "version": version}
    kinds = {"indeling": "statline-register", "overgangen": "statline-transfers"}
    kept = [source for source in edition["sources"] if source["id"] not in kinds]
    edition["sources"] = [*kept, *({"id": id, "kind": kind, "statline": table} | told for id, kind in kinds.items())]
    params.write_text(yaml.safe_dump(edition, sort_keys=False), "utf-8")


def as_cbs(table: Any) -> Any:
    """The invented table with all that CBS itself says of each row."""
    for name, rows in table.sets.items():
        if name not in ("TypedDataSet", "UntypedDataSet", "Observations", "TableInfos", "DataProperties"):
            table.sets[name] = [{"Description": "", "DataType": "Long"} | row for row in rows]
    if "TableInfos" in table.sets:
        table.sets["TableInfos"][0].update(MetaDataModified="2023-01-01T02:00:00", OutputStatus="Regulier")
    else:
        table.properties.update(Version="1", Status="Regulier", ObservationsModified="2023-01-01T00:00:00+01:00")
    return table


def ask(desk: Desk, *more: str) -> tuple[int, list[str]]:
    """Exit code of `doctor --online`, and the lines it says."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()), pytest.raises(SystemExit) as stop:
        main(["doctor", EDITION, "--online", "--project", str(desk.root), *more])
    return int(stop.value.code or 0), out.getvalue().splitlines()


def broken(lines: list[str]) -> set[tuple[str, str]]:
    """Service and name of every assumption that does not hold."""
    found, service = set(), ""
    for line in lines:
        if line.startswith(("table", "collection", "file")):
            service = next((s for s in ("v3", "v4") if f"({s})" in line), line.partition(" ")[0])
        elif line.startswith("  NOT "):
            found.add((service, line.removeprefix("  NOT ").partition(":")[0]))
    return found


def test_a_server_that_keeps_it_is_exit_code_0_and_no_page_of_figures_is_asked(desk: Desk):
    code, lines = ask(desk)
    assert (code, broken(lines)) == (0, set()), "\n".join(lines)
    every, once = STATLINE["v3"], [a for a in STATLINE["v3"] if a.once]
    number = 2 * len(every) - len(once) + len(STATLINE["v4"]) + len(PDOK) + 2 * len(FILES) - 4  # 2 kinds in 2 tables
    assert lines[-1] == f"{number} assumptions hold, 0 do not, 0 services cannot be asked"
    figures = [a for a in desk.server.requests if ("DataSet" in a or "Observations" in a) and "$count" not in a]
    assert all("$top=1" in a or "$select=ID" in a or "$select=Id" in a for a in figures)
    assert len(figures) == 12  # six of each of two tables: single rows, and a page of ids
    assert [a.endswith("limit=1") for a in desk.server.requests if "/items" in a] == [True]
    assert "table 70001ned (v3) at " + desk.server.host in lines
    assert any(line.startswith("  ok  parts: we assume that a table lists its parts") for line in lines)
    assert any(line.endswith("(sources/statline/pager.py)") for line in lines)


MAIN = {"v3": V3, "v4": V4}


def rows(server: Loopback, version: str, part: str, of: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of a part of a table, to change them."""
    table: Any = {"v3": server.v3.get(of["v3"]), "v4": server.v4.get(of["v4"])}[version]
    table.sets[part] = [dict(row) for row in table.sets[part]]
    return list(table.sets[part])


def without(version: str, part: str, key: str, number: int = 0) -> Callable[[Loopback], None]:
    """One row of a part lacks a key."""
    return lambda server: rows(server, version, part, MAIN)[number].pop(key)


def having(version: str, part: str, number: int = 0, of: dict[str, str] | None = None, **told: Any) -> Any:
    """One row of a part says something else."""
    return lambda server: rows(server, version, part, of or MAIN)[number].update(told)


def fault(where: str, *faults: Any) -> Callable[[Loopback], None]:
    """Some addresses are answered otherwise."""
    return lambda server: server.misbehave(where, *faults, forever=True)


def feature(**told: Any) -> Callable[[Loopback], None]:
    """The one feature is another one."""

    def harm(server: Loopback) -> None:
        first = server.collections[LAYER].features[0]
        first["properties"].update({k: v for k, v in told.items() if v is not None})  # type: ignore[attr-defined]
        for key in [k for k, v in told.items() if v is None]:
            first["properties"].pop(key)

    return harm


def answered(reply: bytes) -> Callable[[Reply], Reply]:
    """Another answer than the good one."""
    return lambda _: Reply(reply)


def unpaged(name: str) -> Callable[[Reply], Reply]:
    """The link to the next page goes under another name."""
    return changed(name, "volgende")


FEW = b'{"value": []}'
HARMS: dict[tuple[str, str], Callable[[Loopback], None]] = {
    ("v3", "parts"): lambda server: server.v3[V3].sets.pop("DataProperties"),
    ("v3", "info"): without("v3", "TableInfos", "OutputStatus"),
    ("v3", "properties"): without("v3", "DataProperties", "Decimals", 3),
    ("v3", "groups"): having("v3", "DataProperties", 6, ParentID=99),
    ("v3", "codes"): without("v3", "RegioS", "Description", 2),
    ("v3", "measures"): having("v3", "DataProperties", 3, Key="Totaal_9"),
    ("v3", "periods"): having("v3", "Perioden", 1, Key="najaar 2021"),
    ("v3", "status"): having("v3", "Perioden", 1, Status="Nog even wachten"),
    ("v3", "regions"): having("v3", "RegioS", 3, Key="GM0014 "),
    ("v3", "row"): fault("TypedDataSet?$format=json&$top=1&$filter=startswith(RegioS", status(400)),
    ("v3", "question"): fault("TypedDataSet?$format=json&$top=1&$filter=Geslacht", answered(FEW)),
    ("v3", "value"): having("v3", "TypedDataSet", Totaal_1="veel"),
    ("v3", "register"): having("v3", "DataProperties", 3, of=PLACES, Title="Letters"),
    ("v3", "changes"): having("v3", "RegioS", of=PLACES, Description="Verhuisd per 01-01-2019 naar GM1801"),
    ("v3", "exact"): fault("RegioS eq 'NL01  '", answered(FEW)),
    ("v3", "count"): fault("/ODataApi/", status(404)),
    ("v3", "next"): fault("$select=ID", unpaged("odata.nextLink")),
    ("v3", "catalogue"): lambda server: server.catalogue_v3.clear(),
    ("v3", "cbsodata"): fault(f"{V3}/TableInfos", lambda r: r, changed("2023-01-01T02:00:00", "2024-01-01T02:00:00")),
    ("v4", "parts"): fault(f"{V4}", changed("RegioSCodes", "Regios")),
    ("v4", "info"): lambda server: server.v4[V4].properties.pop("Status"),
    ("v4", "properties"): without("v4", "MeasureCodes", "MeasureGroupId"),
    ("v4", "groups"): without("v4", "MeasureGroups", "ParentId"),
    ("v4", "codes"): without("v4", "RegioSCodes", "Description", 1),
    ("v4", "measures"): having("v4", "MeasureCodes", 0, Identifier="M999"),
    ("v4", "periods"): having("v4", "PeriodenCodes", 0, Identifier="2020XX00"),
    ("v4", "status"): having("v4", "PeriodenCodes", 2, Status=None, Description="Een deel is nog voorlopig, let op"),
    ("v4", "regions"): having("v4", "RegioSCodes", 0, Identifier="NL01  "),
    ("v4", "row"): fault("Observations?$top=1&$filter=startswith(RegioS", changed("StringValue", "Tekst")),
    ("v4", "question"): fault("Geslacht eq '1100'", status(414)),
    ("v4", "value"): having("v4", "Observations", ValueAttribute="Zomaar"),
    ("v4", "register"): having("v4", "MeasureGroups", of=PLACES, Title="Gebieden"),
    ("v4", "changes"): having("v4", "RegioSCodes", of=PLACES, Description=""),
    ("v4", "exact"): fault("Observations?$top=1&$filter=RegioS eq ", status(500)),
    ("v4", "count"): fault(f"{V4}/Observations/$count", answered(b"veel")),
    ("v4", "next"): fault("Observations?$select=Id", unpaged("@odata.nextLink")),
    ("v4", "catalogue"): lambda server: server.catalogue_v4.clear(),
    ("collection", "collection"): fault("/collections?", changed(LAYER, "gemeenten")),
    ("collection", "description"): fault(f"{LAYER}?", status(404)),
    ("collection", "limit"): fault("limit=1", changed('"features": [', '"features": [{}, ')),
    ("collection", "jaarcode"): fault("limit=1", changed('"jaarcode": 2023', '"jaarcode": 2019')),
    ("collection", "properties"): feature(statnaam=None),
    ("collection", "crs"): fault("limit=1", lambda r: Reply(r.body, r.kind, headers={"Content-Crs": "<CRS84>"})),
    ("collection", "next"): fault("limit=1", changed('"rel": "next"', '"rel": "more"')),
    ("file", "address"): fault("meta.csv", html),
}


def test_every_assumption_has_a_server_that_breaks_it():
    assumed = {(s, a.name) for s, told in {**STATLINE, "collection": PDOK, "file": FILES}.items() for a in told}
    assert set(HARMS) == assumed


def test_what_stands_on_an_assumption_is_a_module_of_ours():
    package = Path(regioboek.__file__).parent
    for assumption in (*STATLINE["v3"], *STATLINE["v4"], *PDOK, *FILES):
        assert (package / assumption.stands).is_file(), assumption


@pytest.mark.parametrize(("service", "name"), HARMS)
def test_an_assumption_that_does_not_hold_is_told_with_what_came(service: str, name: str, desk: Desk):
    if name in ("register", "changes"):
        with_places(desk, service)
    HARMS[service, name](desk.server)
    code, lines = ask(desk)
    assert code == 1
    assert (service, name) in broken(lines), lines
    assert {s for s, _ in broken(lines)} == {service}, lines
    assert lines[-1].startswith("please paste all of this into an issue")


def test_a_host_that_is_away_is_one_line_and_the_others_are_asked(desk: Desk, nobody: str):
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    params.write_text(params.read_text("utf-8").replace(desk.server.url_v4, f"{nobody}/odata/v1/CBS"), "utf-8")
    code, lines = ask(desk)
    assert (code, broken(lines)) == (1, set())
    assert sum("cannot be asked: no connection to" in line for line in lines) == 1
    assert lines[-1].endswith("0 do not, 1 services cannot be asked")


def test_without_a_network_there_is_a_line_per_service(desk: Desk, nobody: str):
    desk.server.stop()
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    params.write_text(params.read_text("utf-8").replace(desk.server.url_v4, f"{nobody}/odata/v1/CBS"), "utf-8")
    code, lines = ask(desk)
    assert code == 1
    away = [line for line in lines if "cannot be asked:" in line]
    assert [line.partition(" ")[0] for line in away] == [desk.server.host, nobody.removeprefix("http://")]
    assert lines[-1] == "0 assumptions hold, 0 do not, 2 services cannot be asked"


def test_captured_answers_of_cbs_keep_the_contract(captured: Loopback, desk: Desk):
    params = desk.root / "params" / "editions" / f"{EDITION}.yml"
    edition = yaml.safe_load(params.read_text("utf-8"))
    chosen = {"Geslacht": "T001038", "Leeftijd": "10000", "BurgerlijkeStaat": "T001019"}
    query = {"table": "03759ned", "select": chosen, "measures": {"werkloosheid": "M000352"}, "years": [2019, 2026]}
    sources = {source["id"]: source for source in edition["sources"]}
    captured.catalogue_v3 = [{"Identifier": PLACES["v3"], "Title": "Gebieden", "RecordCount": 1}]
    sources["vier"]["statline"].update(query)
    sources["overgangen"]["statline"] = {"table": "03759ned", "url": captured.url_v4}
    edition["sources"] = [source for id, source in sources.items() if id != "drie"]
    params.write_text(yaml.safe_dump(edition, sort_keys=False), "utf-8")
    code, lines = ask(desk)
    assert (code, broken(lines)) == (0, set()), "\n".join(lines)


def test_an_edition_without_a_network_has_no_contract(project_root: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stop:
        main(["doctor", "demo", "--online", "--project", str(project_root)])
    assert stop.value.code == 1
    assert "no source of edition demo asks a network" in capsys.readouterr().err
