"""The whole demo edition, built once from an empty cache: every page, every link, and a look with a real browser."""

from __future__ import annotations

import io
import json
import os
import re

import pytest
from browsing import served
from rich.console import Console

from regioboek.commands.build import build_edition
from regioboek.commands.build_report import BuildOptions
from regioboek.layout import Project
from regioboek.memory import recall
from regioboek.params.loading import load_edition

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(project_root, tmp_path_factory):
    """The build of the whole demo edition, in a folder that goes away."""
    folder = tmp_path_factory.mktemp("demo")
    project = Project(project_root, folder / "snapshots")
    before = os.environ.get("REGIOBOEK_BUILD_DIR")
    os.environ["REGIOBOEK_BUILD_DIR"] = str(folder / "build")
    try:
        out = io.StringIO()
        report = build_edition(project, "demo", BuildOptions(), Console(file=out, width=200))
        yield report, project.build("demo"), out.getvalue()
    finally:
        if before is None:
            del os.environ["REGIOBOEK_BUILD_DIR"]
        else:
            os.environ["REGIOBOEK_BUILD_DIR"] = before


def made(build, kind):
    """Ids of the pages of a kind; lists and redirects of old codes are not pages of their own."""
    pages = {p.stem: p for p in (build.html / kind).glob("*.html")}
    return {id_ for id_, p in pages.items() if id_ != "index" and "noindex" not in p.read_text("utf-8")}


def test_the_whole_edition_builds(demo):
    report, _, printed = demo
    assert report.ok, printed


def test_a_page_for_every_region_indicator_and_theme(demo, project_root):
    _, build, _ = demo
    edition = load_edition(project_root / "params", "demo")
    regions = made(build, "regio")
    kinds = [sum(code.startswith(prefix) for code in regions) for prefix in ("nl", "pv", "cr", "gm")]
    assert kinds == [1, 12, 40, 342]
    for folder, ids in (("indicator", edition.indicators), ("thema", edition.themes)):
        assert made(build, folder) == {i.id for i in ids}


def test_no_broken_link_no_foreign_request_no_english_on_the_whole_site(demo):
    """The build has read every page for this (publishing.checks); a site it has not read would have no mark."""
    report, build, _ = demo
    assert [str(p) for p in report.problems] == []
    assert recall(build, "sound").result == []


def test_every_page_offers_its_notebook_and_its_figures(demo):
    _, build, _ = demo
    for kind in ("regio", "indicator", "thema"):
        assert {p.stem for p in (build.html / kind).glob("*.zip")} == made(build, kind)
        assert {p.stem for p in (build.html / kind).glob("*.csv")} == made(build, kind)


def test_an_old_code_leads_to_its_successor(demo):
    _, build, _ = demo
    page = (build.html / "regio" / "gm0003.html").read_text("utf-8")
    assert "gm1979.html" in page and "noindex" in page


def test_voorbeeldcijfers_on_every_page_and_in_every_figure(demo):
    _, build, _ = demo
    bare = [p.name for p in build.html.rglob("*.html") if "Voorbeeldcijfers" not in p.read_text("utf-8")]
    assert bare == []
    page = (build.html / "regio" / "gm0114.html").read_text("utf-8")
    figures = [svg for svg in drawings(page) if re.match(r'<svg class="rb-(chart|wiel|map)', svg) and "<title" in svg]
    assert len(figures) > 20
    assert [svg[:200] for svg in figures if "Voorbeeldcijfers" not in svg] == []


def drawings(page):
    """Every outermost <svg> of a page, whole."""
    depth, start = 0, 0
    for tag in re.finditer(r"<svg\b|</svg>", page):
        if tag[0] == "<svg":
            start = tag.start() if depth == 0 else start
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                yield page[start : tag.end()]


def test_pages_are_within_their_budget_of_bytes(demo):
    _, build, _ = demo
    size = {p: p.stat().st_size for p in build.html.rglob("*.html")}
    regions = [n for p, n in size.items() if p.parent.name == "regio" and p.stem != "index"]
    assert max(regions) < 500_000
    assert max(n for p, n in size.items() if p.parent.name in ("indicator", "thema")) < 700_000


def test_a_limited_set_of_colours_is_all_of_the_rule(demo):
    """Every judged word on the national page is one of the five."""
    _, build, _ = demo
    evidence = json.loads(build.evidence.read_text("utf-8"))
    level = evidence["levels"]["gemeente"]
    judged = sum(level[k] for k in ("favourable", "unfavourable", "none", "undetermined", "missing"))
    assert judged == level["series"]
    assert all(level[k] > 0 for k in ("favourable", "unfavourable", "none", "undetermined", "missing"))


@pytest.fixture(scope="module")
def address(demo):
    """The site on a loopback server."""
    with served(demo[1].html) as address:
        yield address


PAGES = (
    "index.html",
    "regio/index.html",
    "regio/nl01.html",
    "regio/pv22.html",
    "regio/cr08.html",
    "regio/gm0114.html",
    "indicator/werkloosheid.html",
    "indicator/zwemwater-kustwateren.html",
    "thema/wonen.html",
    "methode/trend.html",
    "lezen.html",
    "zoeken.html",
)


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_opens_without_console_error_foreign_request_or_sideways_scroll(browser, address, page):
    view = browser.new_page(viewport={"width": 1280, "height": 900})
    messages: list[str] = []
    requests: list[str] = []
    view.on("console", lambda m: messages.append(m.text) if m.type in ("error", "warning") else None)
    view.on("pageerror", lambda e: messages.append(str(e)))
    view.on("request", lambda r: requests.append(r.url))
    view.goto(f"{address}/{page}")
    needed = {}
    for width in (1280, 375, 320):
        view.set_viewport_size({"width": width, "height": 900})
        needed[width] = view.evaluate("document.documentElement.scrollWidth")
    view.close()
    assert messages == []
    assert [u for u in requests if not u.startswith((address, "data:"))] == []
    assert {width: n for width, n in needed.items() if n > width} == {}


@pytest.mark.browser
def test_finder_reaches_a_region_by_keyboard_and_by_its_old_name(browser, address):
    view = browser.new_page()
    view.goto(f"{address}/index.html")
    box = view.get_by_role("combobox")
    box.focus()
    view.keyboard.type("haren")
    view.get_by_role("option").first.wait_for()
    assert any("Groningen" in text for text in view.get_by_role("option").all_inner_texts())
    box.fill("")
    view.keyboard.type("emmen")
    view.get_by_role("option").first.wait_for()
    view.keyboard.press("ArrowDown")
    view.keyboard.press("Enter")
    view.wait_for_url("**/regio/gm0114.html")
    view.close()
