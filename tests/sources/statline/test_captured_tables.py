"""Captured tables of CBS, served on loopback and fetched as a source does, equal the captured figures cell by cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from loopback.server import Loopback
from loopback.statline_tables import fetch, statline

from regioboek.errors import FetchError
from regioboek.sources.kinds import kind_of
from regioboek.sources.network.client import Client
from regioboek.sources.problems import ProblemList
from regioboek.sources.statline.download import Download
from regioboek.sources.statline.pager import Intake
from regioboek.sources.statline.service import Values
from regioboek.sources.statline.stored import Stored, stored_rows

pytestmark = pytest.mark.realdata


def captured_rows(realdata: Path, *names: str) -> list[dict[str, Any]]:
    return [row for name in names for row in json.loads((realdata / "odata" / name).read_bytes())["value"]]


def whole_table(captured: Loopback, id: str, values: Values, folder: Path, client: Client) -> Stored:
    """All of a v3 table, without a filter, as it was stored."""
    intake = Intake(folder)
    download = Download(client, captured.url, "v3", id, intake)
    download.describe()
    download.download(values)
    return Stored("tabel", folder, intake.files)


def test_every_cell_of_80137ned_is_the_captured_one(
    captured: Loopback, realdata: Path, tmp_path: Path, patient: Client
) -> None:
    stored = whole_table(captured, "80137ned", "typed", tmp_path, patient)
    table = stored.table("v3")
    keys = [m.key for m in table.measures]
    found = ProblemList("tabel")
    rows = stored_rows("v3", stored, table, keys, found)
    dimensions = ["Persoonskenmerken", "BedrijfstakkenSBI93", "Perioden"]
    got = rows.set_index(["series", *dimensions])["value"].to_dict()
    wanted = {
        (key, *(row[d].strip() for d in dimensions)): row[key]
        for row in captured_rows(realdata, "v3/80137ned__TypedDataSet.json")
        for key in keys
    }
    assert not found.refused
    assert len(keys) == 12 and len(wanted) == 8100
    assert got == wanted


def test_what_is_stored_of_80137ned_is_what_was_received_byte_for_byte(
    captured: Loopback, realdata: Path, tmp_path: Path, patient: Client
) -> None:
    stored = whole_table(captured, "80137ned", "typed", tmp_path, patient)
    url = captured.url.encode()
    for key, name in {"page-0001": "TypedDataSet", "TableInfos": "TableInfos", "Perioden": "Perioden"}.items():
        sent = (realdata / "odata/v3" / f"80137ned__{name}.json").read_bytes()
        assert (tmp_path / stored.files[key]).read_bytes() == sent.replace(b"https://opendata.cbs.nl", url)


def test_80137ned_asked_branch_by_branch_as_a_source_does_gives_the_same_cells(
    captured: Loopback, realdata: Path, tmp_path: Path, patient: Client
) -> None:
    rows = captured_rows(realdata, "v3/80137ned__TypedDataSet.json")
    measures = [key for key in rows[0] if key.rpartition("_")[2].isdigit()]
    got: dict[tuple[str, ...], float] = {}
    branches = sorted({row["BedrijfstakkenSBI93"] for row in rows})
    for branch in branches:
        source = statline(
            "v3",
            captured.url,
            table="80137ned",
            region="Persoonskenmerken",
            measures={f"m{n}": key for n, key in enumerate(measures)},
            select={"BedrijfstakkenSBI93": branch.strip()},
        )
        fetched = fetch(source, tmp_path / branch.strip(), patient)
        cells = kind_of("statline-v3").cells(source, tmp_path / branch.strip(), fetched.files)
        got |= {
            (branch, s, r, p): v for s, r, p, v in cells[["series", "region", "period", "value"]].to_numpy().tolist()
        }
    wanted = {
        (row["BedrijfstakkenSBI93"], key, row["Persoonskenmerken"].strip(), row["Perioden"]): row[key]
        for row in rows
        for key in measures
    }
    assert len(branches) == 15
    assert got == wanted


def test_every_cell_of_both_pages_of_83599ned_is_the_captured_one(
    captured: Loopback, realdata: Path, tmp_path: Path, patient: Client
) -> None:
    stored = whole_table(captured, "83599NED", "untyped", tmp_path, patient)
    table = stored.table("v3")
    found = ProblemList("tabel")
    rows = stored_rows("v3", stored, table, ["OpenstaandeVacatures_1"], found)
    names = ("v3/83599NED__UntypedDataSet_page1_10000.json", "v3/83599NED__UntypedDataSet_page2_skip10000.json")
    wanted = captured_rows(realdata, *names)
    dimensions = ["BedrijfstakkenBranchesSBI2008", "RegioS", "Perioden"]
    assert not found.refused
    assert len(rows) == len(wanted) == 15_504
    assert rows[dimensions].to_numpy().tolist() == [[row[d].strip() for d in dimensions] for row in wanted]
    texts = [row["OpenstaandeVacatures_1"].strip() for row in wanted]
    figures = rows["value"].astype(object).where(rows["value"].notna(), None).tolist()
    assert figures == [float(text) if text else None for text in texts]
    assert rows["absence"].dropna().tolist() == ["impossible"] * texts.count("")
    assert texts.count("") == 1


def test_both_pages_of_83599ned_are_stored_as_received(
    captured: Loopback, realdata: Path, tmp_path: Path, patient: Client
) -> None:
    stored = whole_table(captured, "83599NED", "untyped", tmp_path, patient)
    pages = sorted((realdata / "odata/v3").glob("83599NED__UntypedDataSet_page*.json"))
    for key, path in zip(("page-0001", "page-0002"), pages, strict=True):
        sent = path.read_bytes().replace(b"https://opendata.cbs.nl", captured.url.encode())
        assert (tmp_path / stored.files[key]).read_bytes() == sent


def test_every_observation_of_03759ned_is_the_captured_one(
    captured: Loopback, realdata: Path, tmp_path: Path, patient: Client
) -> None:
    source = statline(
        "v4",
        captured.url_v4,
        table="03759ned",
        measures={"bevolking": "M000352", "gemiddelde-bevolking": "M000365"},
        select={"Geslacht": "T001038", "Leeftijd": "10000", "BurgerlijkeStaat": "T001019"},
        years=(2019, 2026),
    )
    fetched = fetch(source, tmp_path, patient)
    cells = kind_of("statline-v4").cells(source, tmp_path, fetched.files)
    told = {"None": None, "Impossible": "impossible"}
    wanted = {
        (row["Measure"], row["RegioS"], row["Perioden"]): (row["Value"], told[row["ValueAttribute"]])
        for row in captured_rows(realdata, "v4/03759ned/observations-page-1.json")
    }
    absent = cells[["value", "absence"]].astype(object).where(cells[["value", "absence"]].notna(), None)
    keys = cells[["series", "region", "period"]].itertuples(index=False, name=None)
    got = dict(zip(keys, absent.itertuples(index=False, name=None), strict=True))
    assert len(wanted) == fetched.rows == 13_568
    assert got == wanted
    assert set(cells.loc[cells["value"].notna(), "status"]) == {"definitive"}


def test_a_gemeente_that_no_longer_exists_is_impossible_from_its_merger_on(
    captured: Loopback, tmp_path: Path, patient: Client
) -> None:
    source = statline(
        "v4",
        captured.url_v4,
        table="03759ned",
        measures={"bevolking": "M000352"},
        select={"Geslacht": "T001038", "Leeftijd": "10000", "BurgerlijkeStaat": "T001019"},
        levels=("gemeente",),
        years=(2020, 2022),
    )
    fetched = fetch(source, tmp_path, patient)
    cells = kind_of("statline-v4").cells(source, tmp_path, fetched.files)
    appingedam = cells[cells["region"] == "GM0003"].set_index("period")
    assert appingedam["value"].dropna().index.tolist() == ["2020JJ00"]
    assert appingedam["absence"].dropna().to_dict() == {"2021JJ00": "impossible", "2022JJ00": "impossible"}


def test_a_table_of_quarters_only_is_refused_with_advice(captured: Loopback, tmp_path: Path, patient: Client) -> None:
    source = statline(
        "v3",
        captured.url,
        table="83599NED",
        measures={"vacatures": "OpenstaandeVacatures_1"},
        select={"BedrijfstakkenBranchesSBI2008": "T001081"},
    )
    with pytest.raises(FetchError, match="calendar years such as 2021JJ00"):
        fetch(source, tmp_path, patient)
    assert pd.Series(captured.requests).str.contains("DataSet").sum() == 0
