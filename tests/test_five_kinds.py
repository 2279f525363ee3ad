"""Seven kinds of source in one edition, from a server to pages: fetched, locked, built from, updated."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from loopback.fixtures import without_proxy
from loopback.server import Loopback
from worlds import five_kinds as five

from regioboek.commands.fetch import WAITING

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

PAGES = ("gm0014", "pv20", "rd004", five.PEOPLE, five.LIVEABLE, five.MEAN)
PLACE = {name: f"{'regio' if name[2:].isdigit() else 'indicator'}/{name}" for name in PAGES}
#: Source -> how what it is from is cited on pages.
CITED = {
    five.MONITOR[0]: "Bron: CBS, Regionale Monitor Brede Welvaart 2023.",
    five.PEOPLE: "Bron: CBS, StatLine-tabel 03759ned.",
    five.LIVEABLE: "Bron: Bureau Voorbeeld, Leefbaarheidsonderzoek 2022.",
    five.MEAN: "Bron: CBS, StatLine-tabel 70003NED, Gemiddelde bevolking; gemeente.",
}


@dataclass
class Bureau:
    """The project, the server, and what happened: output of the first fetch and how often the server was asked."""

    root: Path
    server: Loopback
    data: Path
    said: str
    asked: list[str]

    def run(self, *arguments: str) -> tuple[int, str, list[str]]:
        """Exit code of a command, what it says, and what the server was asked meanwhile."""
        self.server.requests.clear()
        code, said = five.regioboek(self.root, *arguments)
        return code, said, list(self.server.requests)

    def build(self) -> tuple[int, str, list[str]]:
        """Build the few pages."""
        return self.run("build", five.EDITION, "--only", ",".join(PAGES), "--explain")

    @property
    def snapshot(self) -> dict[str, bytes]:
        """Every file that is frozen."""
        return contents(self.root / "data" / "snapshots" / five.EDITION)

    @property
    def lock(self) -> dict[str, Any]:
        """The entries of the lock by source."""
        return {source["id"]: source for source in json.loads(self.snapshot["lock.json"])["sources"]}

    @property
    def site(self) -> dict[str, bytes]:
        """Every file of the site."""
        return contents(self.root / "_build" / five.EDITION / "html")


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def text(page: bytes) -> str:
    """What a reader of a page reads; breaks within words and no-break spaces are as ordinary ones."""
    shown = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page.decode(), flags=re.DOTALL).replace("<wbr>", "")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def table(file: bytes) -> list[dict[str, str]]:
    """The rows of a download."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))


def number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if cell else None


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory, project_root: Path, realdata: Path):
    """The edition after its first fetch; one of its indicators was made by `regioboek indicator new`."""
    root = tmp_path_factory.mktemp("vijf")
    with pytest.MonkeyPatch.context() as patch, Loopback() as server:
        without_proxy(patch)
        patch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
        five.serve(server, realdata)
        five.write_project(root, project_root, realdata, server)
        new = ["--table", five.V3_TABLE, "--measure", "GemiddeldeBevolking_1", "--id", five.MEAN, "--url", server.url]
        code, said = five.regioboek(root, "indicator", "new", *new, "--edition", five.EDITION, "--theme", "samenleving")
        assert code == 0, said
        server.requests.clear()
        code, said = five.regioboek(root, "fetch", five.EDITION)
        assert code == 0, said
        yield Bureau(root, server, realdata, said, list(server.requests))


@pytest.fixture(scope="module")
def locked(bureau: Bureau) -> dict[str, Any]:
    return bureau.lock


@pytest.fixture(scope="module")
def site(bureau: Bureau) -> dict[str, bytes]:
    """The site as first built; a build asks nobody anything."""
    code, said, asked = bureau.build()
    assert (code, asked) == (0, []), said
    return bureau.site


@dataclass
class Update:
    """What an update of one changed figure said and did, step by step."""

    before: dict[str, bytes]  # the snapshot
    shown: tuple[int, str]
    report: dict[str, Any]
    still: dict[str, bytes]  # the snapshot after changes were shown
    written: tuple[int, str]
    after: dict[str, bytes]
    built: tuple[int, str]
    site: dict[str, bytes]


@pytest.fixture(scope="module")
def update(bureau: Bureau, site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Update:
    """The server's number of inhabitants of Groningen in 2022 becomes 235 050."""
    told = tmp_path_factory.mktemp("json") / "changes.json"
    before = bureau.snapshot
    (row,) = [r for r in bureau.server.v4["03759ned"].sets["Observations"] if key(r) == ("M000352", "GM0014", 2022)]
    row["Value"] = 235_050
    shown = bureau.run("fetch", five.EDITION, "--update", "--json", str(told))[:2]
    still = bureau.snapshot
    written = bureau.run("fetch", five.EDITION, "--update", "--yes")[:2]
    after = bureau.snapshot
    built = bureau.build()[:2]
    return Update(before, shown, json.loads(told.read_text("utf-8")), still, written, after, built, bureau.site)


def key(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["Measure"], row["RegioS"], int(row["Perioden"][:4])


def test_every_kind_is_fetched_and_told_with_its_rows(bureau: Bureau) -> None:
    lines = [line.partition(", ")[0] for line in bureau.said.splitlines()]
    assert lines == [
        "monitor (dashboard) fetched: 87 552 rows",
        "bevolking (statline-v4): at most 4 460 rows",
        "bevolking (statline-v4) fetched: 4 240 rows",
        "grenzen-gemeente (pdok) fetched: 342 rows",
        "grenzen-corop (pdok) fetched: 40 rows",
        "grenzen-provincie (pdok) fetched: 12 rows",
        "indeling (register) fetched: 42.4 kB",
        "overgangen (transfers) fetched: 256.4 kB",
        "leefbaarheid (table) fetched: 1 368 rows",
        "statline-70003ned (statline-v3): at most 1 436 rows",
        "statline-70003ned (statline-v3) fetched: 1 407 rows",
        "snapshot of edition vijf: 9 fetched",
    ]


def test_the_lock_says_what_was_asked_where_and_what_came(bureau: Bureau, locked: dict[str, Any]) -> None:
    url = bureau.server.url
    names = ("kind", "table", "url", "modified", "version_reason", "rows", "pages")
    assert [tuple(locked[i].get(n) for n in names) for i in ("monitor", "bevolking", "statline-70003ned")] == [
        ("dashboard", None, f"{url}/files/rmbw2023/download/indicatoren.csv", None, None, 87_552, None),
        (
            "statline-v4",
            "03759ned",
            f"{url}/odata/v1/CBS/03759ned",
            "2026-06-23T00:00:00+02:00",
            "Actualisering",
            4240,
            1,
        ),
        (
            "statline-v3",
            "70003NED",
            f"{url}/ODataFeed/odata/70003NED",
            "2023-06-01T02:00:00",
            "Actualisering",
            1407,
            3,
        ),
    ]
    assert "Leeftijd eq '10000'" in locked["bevolking"]["query"]
    assert locked["statline-70003ned"]["query"] == "startswith(RegioS,'GM')"  # all its years are wanted
    for level, layer in (("gemeente", "gemeente"), ("corop", "coropgebied"), ("provincie", "provincie")):
        collection = f"{bureau.server.url_pdok}/collections/{layer}_gegeneraliseerd"
        assert locked[f"grenzen-{level}"]["url"].startswith(collection)
        assert "jaarcode=2023" in locked[f"grenzen-{level}"]["url"] + str(locked[f"grenzen-{level}"].get("query"))
    assert [locked[i]["kind"] for i in ("indeling", "overgangen", "leefbaarheid")] == ["register", "transfers", "table"]


def test_the_lock_has_licence_and_citation_and_the_moment_of_what_came_over_a_network(locked: dict[str, Any]) -> None:
    for source in locked.values():
        assert source["licence"] in ("CC BY 4.0", "CC0")
        assert source["citation"].startswith(("Bron: ", "Grenzen: "))
        if source["kind"] in ("register", "transfers", "table"):
            assert "retrieved_at" not in source
        else:
            assert datetime.fromisoformat(source["retrieved_at"]).utcoffset() is not None


def test_the_lock_has_size_and_hash_of_every_file_and_there_are_no_others(
    bureau: Bureau, locked: dict[str, Any]
) -> None:
    snapshot = {name: body for name, body in bureau.snapshot.items() if name != "lock.json"}
    told = {f"{s['folder']}/{f['name']}": (f["size"], f["sha256"]) for s in bureau.lock.values() for f in s["files"]}
    assert told == {name: (len(body), hashlib.sha256(body).hexdigest()) for name, body in snapshot.items()}
    for source in locked.values():
        figures = "cells.parquet" in {f["name"] for f in source["files"]}
        assert figures == (source["kind"] not in ("register", "transfers"))


def test_what_is_frozen_is_what_was_sent(bureau: Bureau, locked: dict[str, Any]) -> None:
    frozen = bureau.root / "data" / "snapshots" / five.EDITION / locked["monitor"]["folder"]
    for name in ("indicatoren.csv", "meta.csv"):
        assert (frozen / name).read_bytes() == (bureau.data / "rmbw2023" / "download" / name).read_bytes()
    raw = frozen.parents[1] / locked["bevolking"]["folder"] / "raw" / "RegioSCodes.json"
    captured = (bureau.data / "odata" / "v4" / "03759ned" / "codes-RegioS.json").read_bytes()
    assert raw.read_bytes() == captured.replace(b"https://datasets.cbs.nl", bureau.server.url.encode())


def test_a_second_fetch_asks_for_nothing_and_touches_nothing(bureau: Bureau) -> None:
    before = bureau.snapshot
    code, said, asked = bureau.run("fetch", five.EDITION)
    assert (code, asked, len(bureau.asked)) == (
        0,
        [],
        30,
    )  # three of them what collections of boundaries say of themselves
    assert "nothing was fetched" in said
    assert bureau.snapshot == before


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_locked_file_with_one_byte_altered_is_named_and_nothing_is_built(command: str, bureau: Bureau) -> None:
    frozen = bureau.root / "data" / "snapshots" / five.EDITION / bureau.lock["bevolking"]["folder"]
    path = frozen / "raw" / "page-0001.json"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"234950", b"234951", 1))
    try:
        code, said, _ = bureau.run(command, five.EDITION)
    finally:
        path.write_bytes(whole)
    assert code == 1
    assert re.search(r"bevolking/raw/page-0001.json: found a file that was changed in the snapshot", said), said
    assert "notebooks" not in said


def observations(data: Path) -> dict[tuple[str, str, int], float]:
    rows = json.loads((data / "odata" / "v4" / "03759ned" / "observations-page-1.json").read_bytes())["value"]
    return {key(row): row["Value"] for row in rows if row["Value"] is not None}


def test_figures_of_statline_v4_on_pages_are_the_captured_ones(site: dict[str, bytes], bureau: Bureau) -> None:
    captured = observations(bureau.data)
    rows = table(site[f"{PLACE[five.PEOPLE]}.csv"])
    shown = {r["regiocode"]: r for r in rows if r["soort_regio"] in ("gemeente", "provincie", "land")}
    assert len(shown) == 342 + 12 + 1
    for year in (2022, 2023):
        had = {code: captured.get(("M000352", code, year)) for code in shown}
        other = {c: number(r[str(year)]) for c, r in shown.items() if had[c] not in (None, number(r[str(year)]))}
        # Weesp became part of Amsterdam on 24 March 2022
        together = captured["M000352", "GM0363", 2022] + captured["M000352", "GM0457", 2022]
        assert other == ({"GM0363": together} if year == 2022 else {})
    page = text(site[f"{PLACE['gm0014']}.html"])
    assert captured["M000352", "GM0014", 2022] == 234_950
    assert "Bevolking op 1 januari 234 950 (2022) 17 590 672" in page
    assert "234 950" in text(site[f"{PLACE[five.PEOPLE]}.html"])


def test_inhabitants_from_the_same_table_weigh(site: dict[str, bytes], bureau: Bureau) -> None:
    captured = observations(bureau.data)
    download = pd.read_csv(bureau.data / "rmbw2023" / "download" / "indicatoren.csv", sep=";", decimal=",")
    mine = download[(download["label"] == "Werkloosheid") & (download["jaar"] == 2022)].set_index("statcode")["waarde"]
    register = pd.read_csv(bureau.data / "regions" / "cbs2023_gebiedsindelingen_register.csv").set_index("gm_code")
    mine = mine[register.loc[mine.index, "pv_code"] == "PV20"].dropna()
    people = [captured["M000352", str(code), 2023] for code in mine.index]
    mean = sum(v * n for v, n in zip(mine, people, strict=True)) / sum(people)
    (row,) = [r for r in table(site[f"{PLACE['pv20']}.csv"]) if r["indicator"] == "werkloosheid"]
    assert number(row["2022"]) == pytest.approx(mean, rel=1e-9)


def test_figures_of_statline_v3_on_pages_are_the_tables(site: dict[str, bytes], bureau: Bureau) -> None:
    figures = pd.read_csv(bureau.data / "statline" / "bevolking_gemeente_2012_2025.csv")
    told = {(code, int(year)): float(v) for code, year, v in figures.itertuples(index=False)}
    rows = [r for r in table(site[f"{PLACE[five.MEAN]}.csv"]) if r["soort_regio"] == "gemeente"]
    assert len(rows) == 342
    other = {r["regiocode"] for r in rows if number(r["2022"]) != told.get((r["regiocode"], 2022))}
    assert other == {"GM0363"}  # of Amsterdam as it became in 2022 the series starts later
    assert "236 548 (2022)" in text(site[f"{PLACE['gm0014']}.html"])


def test_figures_of_the_spreadsheet_on_pages_are_its_cells(site: dict[str, bytes]) -> None:
    rows = [r for r in table(site[f"{PLACE[five.LIVEABLE]}.csv"]) if r["soort_regio"] == "gemeente"]
    assert len(rows) == 342
    for row in rows:
        for year in five.YEARS:
            hidden = (row["regiocode"], year) == ("GM0034", five.YEARS[0])
            assert number(row[str(year)]) == (None if hidden else five.liveable(row["regiocode"], year))
    assert "7,7 (2022)" in text(site[f"{PLACE['gm0014']}.html"])
    assert "geheim: 2019" in next(r["toelichting"] for r in rows if r["regiocode"] == "GM0034")


def test_figures_of_the_dashboard_on_pages_are_the_downloads(site: dict[str, bytes], bureau: Bureau) -> None:
    download = pd.read_csv(bureau.data / "rmbw2023" / "download" / "indicatoren.csv", sep=";", decimal=",")
    mine = download[(download["statcode"] == "GM0014") & (download["label"] == "Werkloosheid")]
    (row,) = [r for r in table(site[f"{PLACE['gm0014']}.csv"]) if r["indicator"] == "werkloosheid"]
    assert len(mine) == 10
    assert [number(row[str(y)]) for y in mine["jaar"]] == list(mine["waarde"])


def test_the_regio_deal_is_the_mean_of_its_gemeenten(site: dict[str, bytes]) -> None:
    page = text(site[f"{PLACE['rd004']}.html"])
    assert "Oost-Groningen" in page
    assert "Werkloosheid" in page
    (row,) = [r for r in table(site[f"{PLACE['rd004']}.csv"]) if r["indicator"] == "werkloosheid"]
    assert 2 < (number(row["2022"]) or 0) < 8


@pytest.mark.parametrize("indicator", [five.PEOPLE, five.LIVEABLE, five.MEAN])
def test_the_page_of_an_indicator_names_its_own_source_and_no_other(indicator: str, site: dict[str, bytes]) -> None:
    page = text(site[f"{PLACE[indicator]}.html"])
    end = page[page.rindex("Verantwoording") :]
    assert {name for name, cited in CITED.items() if cited in end} == {indicator}
    assert "Grenzen: Kadaster / Centraal Bureau voor de Statistiek, 2023." in end
    assert {row["bron"] for row in table(site[f"{PLACE[indicator]}.csv"])} == {CITED[indicator]}


def test_the_page_of_a_region_names_every_source_it_shows_and_each_row_its_own(site: dict[str, bytes]) -> None:
    end = text(site[f"{PLACE['gm0014']}.html"]).rpartition("Verantwoording")[2]
    assert all(cited in end for cited in CITED.values())
    rows = {row["indicator"]: row["bron"] for row in table(site[f"{PLACE['gm0014']}.csv"])}
    assert {i: rows[i] for i in CITED} == CITED


def test_the_chapter_on_sources_has_each_with_licence_citation_address_and_stamp(
    site: dict[str, bytes], bureau: Bureau, locked: dict[str, Any]
) -> None:
    chapter = text(site["methode/bronnen.html"])
    for source in locked.values():
        assert source["title"] in chapter
        assert f"Licentie: {source['licence']}. {source['citation']}" in chapter
        assert source.get("url", "") in chapter.replace(" ", "").replace("&amp;", "&")
        for file in source["files"]:
            assert file["sha256"] in chapter
    assert "Tabel 03759ned" in chapter
    assert "Laatst gewijzigd door de bron 23 juni 2026" in chapter
    assert "Reden van die wijziging Actualisering" in chapter


def test_an_update_shows_exactly_the_figure_that_changed_and_waits(update: Update) -> None:
    code, said = update.shown
    assert code == WAITING == 3
    start = said.index("what would change in source")
    lines = said[start:].splitlines()
    assert lines[:2] == [
        "what would change in source bevolking",
        "  changed\tM000352 GM0014 2022JJ00\t234950\t235050",
    ]
    assert lines[2].startswith("nothing was written")
    assert said.count("what would change") == 1
    assert "8 unchanged, 1 changed but not written" in said


def test_the_json_of_an_update_has_that_figure_and_no_other(update: Update) -> None:
    assert [s["outcome"] for s in update.report["sources"]].count("unchanged") == 8
    (changes,) = [s["changes"] for s in update.report["sources"] if "changes" in s]
    (figure,) = changes.pop("changed")
    assert figure == {
        "series": "M000352",
        "region": "GM0014",
        "period": "2022JJ00",
        "old": 234_950.0,
        "new": 235_050.0,
        "old_absence": None,
        "new_absence": None,
    }
    assert changes.pop("source") == "bevolking"
    assert not any(changes.values()), changes


def test_nothing_is_written_until_somebody_agrees(update: Update) -> None:
    assert update.still == update.before


def test_with_yes_only_the_changed_source_is_replaced(update: Update) -> None:
    assert update.written[0] == 0, update.written[1]
    assert "8 unchanged, 1 updated" in update.written[1]
    came, went = update.after.keys() - update.before.keys(), update.before.keys() - update.after.keys()
    assert {name.partition("/")[0] for name in came | went} == {"bevolking"}
    assert {n for n in update.before.keys() & update.after.keys() if update.before[n] != update.after[n]} == {
        "lock.json"
    }


def test_the_next_build_makes_the_pages_that_show_it_and_only_those(update: Update, site: dict[str, bytes]) -> None:
    code, said = update.built
    assert code == 0, said
    assert "plan: 2 notebooks to run (figures changed: 2), 4 up to date" in said
    assert site.keys() == update.site.keys()
    changed = {name for name in site if site[name] != update.site[name]}
    mine = {f"{place}.{kind}" for place in (PLACE["gm0014"], PLACE[five.PEOPLE]) for kind in ("html", "csv", "zip")}
    assert changed == mine | {"methode/bronnen.html"}
    page = text(update.site[f"{PLACE['gm0014']}.html"])
    assert "235 050" in page
    assert "234 950" not in page
