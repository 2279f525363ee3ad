"""Texts of sources and params with markup and formulas in them: text on every page and in every file, nothing else.

They come from everywhere: register, transfers, StatLine's titles, units and reasons, areas, old names, indicators,
themes, corrections, sources, edition.
"""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from loopback.fixtures import without_proxy
from loopback.server import Loopback
from worlds import five_kinds as five

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

#: Every text that is planted has its place in it: where one goes wrong, the message says which.
EVIL = "<script>alert('{0}')</script><img src=x onerror=alert(1)> *{0}* [l](javascript:alert(1)) $x$ `y`"
FORMULA = "=cmd|' /C calc'!A0 "
PAGES = ("gm0014", "pv20", "gb001", five.PEOPLE, five.LIVEABLE, "wonen")


def evil(place: str) -> str:
    return EVIL.format(place)


def plant(root: Path, server: Loopback) -> None:
    """Put hostile texts wherever the params and the sources have text."""
    editions = root / "params" / "editions" / f"{five.EDITION}.yml"
    edition = yaml.safe_load(editions.read_text("utf-8"))
    edition["title"], edition["licence_line"] = evil("editie"), evil("licentieregel")
    edition["publisher"] = {"name": evil("uitgever")}
    edition["levels"] = [*edition["levels"], "gebied"]
    edition["indicators"] = [*edition["indicators"], "vacaturegraad"]
    edition["not_in_source"] = {"vacaturegraad": evil("niet in bron")}
    for source in edition["sources"]:
        for name in ("title", "origin", "licence", "citation", "note"):
            source[name] = evil(f"bron {name}")
    editions.write_text(yaml.safe_dump(edition, allow_unicode=True), "utf-8")

    path = root / "params" / "indicators.yml"
    indicators = yaml.safe_load(path.read_text("utf-8"))
    for one in indicators["indicators"]:
        if one["id"] == five.LIVEABLE:
            texts = ("subject", "unit", "unit_short", "measures", "population", "source", "caveat", "table_note")
            one.update({name: evil(f"indicator {name}") for name in texts}, name=FORMULA + evil("indicator name"))
            one["direction"]["reason"], one["aggregation"]["reason"] = evil("richting"), evil("optellen")
            one["breaks"] = [{"year": 2020, "reason": evil("breuk")}]
    path.write_text(yaml.safe_dump(indicators, allow_unicode=True), "utf-8")

    path = root / "params" / "themes.yml"
    themes = yaml.safe_load(path.read_text("utf-8"))
    for one in themes["themes"]:
        if one["id"] == "wonen":
            one.update(name=evil("thema"), description=evil("themabeschrijving"))
    path.write_text(yaml.safe_dump(themes, allow_unicode=True), "utf-8")

    correction = {"id": "proef", "editions": [five.EDITION], "indicator": five.PEOPLE, "regions": ["GM0014"]}
    correction |= {"years": [2022], "do": "flag", "expect": 234_950, "reason": FORMULA + evil("correctie")}
    correction |= {"told": {"who": evil("verteld"), "on": "2026-01-01"}}
    (root / "params" / "corrections.yml").write_text(yaml.safe_dump({"corrections": [correction]}), "utf-8")

    regions = root / "params" / "regions"
    _add(
        regions / "areas.csv",
        ["GB001", evil("gebied"), "gebied", "GM0014", "deels", "0.5", "", "", evil("toelichting")],
    )
    _add(regions / "oude-namen.csv", ["schrijfwijze", "", evil("oude naam"), "GM0014", ""])
    register = root / "bron" / "cbs2023_gebiedsindelingen_register.csv"
    _rename(register, "gm_code", "GM0014", "gm_naam", FORMULA + evil("gemeente"))
    _rename(register, "pv_code", "PV20", "pv_naam", evil("provincie"))
    transfers = root / "bron" / "gemeente_wijzigingen_uit_03759ned_RegioS.csv"
    _rename(transfers, "statcode", "GM0457", "naam", evil("oude gemeente"))
    _rename(transfers, "tegen_code", "GM0457", "tegen_naam", evil("oude gemeente"))

    table = server.v4["03759ned"]
    table.captured.clear()
    table.properties |= {"Title": evil("tabel"), "VersionReason": evil("reden"), "Description": evil("beschrijving")}
    for name in ("MeasureCodes", "RegioSCodes", "PeriodenCodes"):
        table.sets[name] = [row | {"Title": evil(name)} for row in table.sets[name]]
    table.sets["MeasureCodes"] = [row | {"Unit": evil("eenheid")} for row in table.sets["MeasureCodes"]]


#: The head of a file of own areas.
AREAS = "code,naam,niveau,lid,deel,aandeel,van,tot,toelichting\n"


def _add(path: Path, cells: list[str]) -> None:
    before = path.read_text("utf-8") if path.is_file() else AREAS
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    path.write_text(before + out.getvalue(), "utf-8")


def _rename(path: Path, key: str, code: str, column: str, name: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row[key] == code:
            row[column] = name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, project_root: Path, realdata: Path) -> Path:
    """The edition with all of that, fetched and built."""
    root = tmp_path_factory.mktemp("vijandig")
    with pytest.MonkeyPatch.context() as patch, Loopback() as server:
        without_proxy(patch)
        patch.delenv("REGIOBOEK_BUILD_DIR", raising=False)
        five.serve(server, realdata)
        five.write_project(root, project_root, realdata, server)
        plant(root, server)
        code, said = five.regioboek(root, "fetch", five.EDITION)
        assert code == 0, said
    code, said = five.regioboek(root, "build", five.EDITION, "--only", ",".join(PAGES))
    assert code == 0, said
    return root / "_build" / five.EDITION


class Hostile(HTMLParser):
    """What a browser would carry out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.script = tag == "script"
        asked = {n: (v or "").strip().lower() for n, v in attrs}
        self.found += [f"{tag} {n}={v}" for n, v in asked.items() if n.startswith("on") or v.startswith("javascript:")]

    def handle_endtag(self, tag: str) -> None:
        self.script = False

    def handle_data(self, data: str) -> None:
        if self.script and "alert" in data:
            self.found.append(data)


def carried_out(page: str) -> list[str]:
    reader = Hostile()
    reader.feed(page)
    return reader.found


def pages(built: Path) -> dict[str, str]:
    html = built / "html"
    return {p.relative_to(html).as_posix(): p.read_text("utf-8") for p in sorted(html.rglob("*.html"))}


def test_the_reader_of_these_tests_sees_what_a_browser_would() -> None:
    assert len(carried_out(f"<p>{evil('hier')}</p><a href='javascript:x()'>l</a>")) == 3


def test_nothing_of_it_is_carried_out_on_any_page(built: Path) -> None:
    assert {name: found for name, page in pages(built).items() if (found := carried_out(page))} == {}


#: Page -> places whose text must be on it, as text.
SHOWN: dict[str, tuple[str, ...]] = {
    "regio/gm0014": ("gemeente", "provincie", "indicator name", "indicator table_note", "thema", "correctie"),
    "regio/pv20": ("provincie", "gemeente"),
    "regio/gb001": ("gebied", "toelichting"),
    f"indicator/{five.LIVEABLE}": ("indicator name", "indicator measures", "richting", "breuk", "gemeente"),
    f"indicator/{five.PEOPLE}": ("gemeente", "bron citation", "correctie"),
    "thema/wonen": ("thema", "themabeschrijving", "indicator name"),
    "methode/bronnen": ("bron title", "bron licence", "bron citation", "bron note", "reden"),
    "methode/correcties": ("correctie", "verteld"),
    "methode/indicatoren": ("indicator name", "thema"),
    "methode/aggregatie": ("optellen",),
    "methode/dekking": ("indicator name",),
    "methode/herindelingen": ("oude gemeente",),
    "methode/ontbrekende-cijfers": ("niet in bron",),
    "colofon": ("uitgever", "licentieregel"),
    "index": ("editie",),
}


@pytest.mark.parametrize("page", SHOWN)
def test_it_is_shown_as_it_was_written(page: str, built: Path) -> None:
    html = pages(built)[f"{page}.html"]
    lacking = [place for place in SHOWN[page] if f"alert(&#x27;{place}&#x27;)" not in _same(html)]
    assert lacking == []
    assert "&lt;script&gt;" in html


def _same(html: str) -> str:
    """Quotes may be escaped or not."""
    return re.sub(r"&#39;|&apos;|'|&rsquo;|’|‘", "&#x27;", html)


def test_the_script_of_the_finder_is_data_only(built: Path) -> None:
    script = (built / "html" / "_static" / "regio-finder.js").read_text("utf-8")
    data = json.loads(script.removeprefix("window.rbFinder=").removesuffix(";\n"))
    assert FORMULA + evil("gemeente") in [row[0] for row in data["regions"]]
    assert evil("oude naam") in [row[0] for row in data["former"]]


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def test_no_cell_of_a_download_is_a_formula(built: Path) -> None:
    files = sorted((built / "html").rglob("*.csv"))
    assert len(files) == len(PAGES)
    number = re.compile(r"-?\d+(,\d+)?(e-\d+)?")
    wrong: list[tuple[str, str]] = []
    for file in files:
        rows = cells(file)
        assert len({len(row) for row in rows}) == 1, file.name
        wrong += [(file.name, c) for row in rows for c in row if c[:1] in "=+-@\t\r" and c and not number.fullmatch(c)]
    assert wrong == []


def test_names_in_a_download_are_whole(built: Path) -> None:
    (row, *_) = [r for r in cells(built / "html" / "regio" / "gm0014.csv") if r[0] == "GM0014"]
    assert row[1] == "'" + FORMULA + evil("gemeente")


def test_the_notebooks_are_notebooks(built: Path) -> None:
    for path in sorted((built / "notebooks").rglob("*.ipynb")):
        page: Any = nbformat.read(path, as_version=4)
        nbformat.validate(page)
        outputs = [o["data"]["text/html"] for c in page.cells for o in c.get("outputs", []) if "data" in o]
        assert [found for html in outputs for found in carried_out("".join(html))] == []
