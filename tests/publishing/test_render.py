"""The site of a small book: what is on a page, what is beside it, what is remade when something changes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from worlds import small_book as samples
from worlds.places import environment
from worlds.small_book import SmallBook

from regioboek.errors import BookError
from regioboek.layout import BuildDir
from regioboek.publishing.checks.site_checks import check_site
from regioboek.publishing.render import render, warnings

pytestmark = pytest.mark.slow


def page(book: SmallBook, name: str) -> str:
    return (book.build.html / f"{name}.html").read_text("utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def stamps(folder: Path) -> dict[str, int]:
    """Which file of the site is which: the inode changes when a page is written anew."""
    return {p.relative_to(folder).as_posix(): p.stat().st_ino for p in folder.rglob("*.html")}


def killed_at(name: str, move):
    """`Path.replace` that is interrupted when the file of this name is to be moved."""

    def replace(self: Path, target: Path) -> Path:
        if self.name == name:
            raise KeyboardInterrupt
        return move(self, target)

    return replace


# -- a page ----------------------------------------------------------------------------------------------------


def test_the_site_is_sound(finished):
    assert [str(p) for p in check_site(finished.build.html)] == []


def test_title_comes_from_the_page_and_language_is_dutch(finished):
    html = page(finished, "regio/gm0114")
    assert "<title>Emmen · Regioboek, voorbeeldeditie</title>" in html
    assert '<html lang="nl"' in html


def test_code_is_collapsed_below_what_it_shows_and_cells_without_result_are_gathered(finished):
    html = page(finished, "regio/gm0114")
    blocks = re.findall(r'<details class="rb-code">.*?</details>', html, re.S)
    assert len(blocks) == 2
    assert all(word in blocks[0] for word in ("Toon de code", "Verberg de code", "GM0114", "regioboek", "at_a_glance"))
    assert html.index("<svg") < html.index(blocks[0])
    assert html.index(">Meer.<") < html.index(blocks[1])


def test_the_stylesheet_a_notebook_carries_is_linked_instead(finished):
    html = page(finished, "regio/gm0114")
    assert "<style" not in html
    assert 'href="../_static/report.css"' in html
    assert (finished.build.html / "_static" / "report.css").is_file()


def test_breadcrumbs_of_a_region_go_from_large_to_small(finished):
    html = page(finished, "regio/gm0114")
    crumbs = re.search(r'aria-label="Kruimelpad">(.*?)</nav>', html, re.S)[1]
    assert re.findall(r">([^<\n]+)</a>", crumbs) == ["Regio’s", "Nederland", "Drenthe", "Zuidoost-Drenthe"]


def test_a_region_page_has_no_tree_of_pages(finished):
    html = page(finished, "regio/gm0114")
    assert "rb-chapters" not in html
    assert "Coevorden" not in html


def test_chapters_have_their_navigation_with_the_current_one_marked(finished):
    html = page(finished, "methode/trend")
    nav = re.search(r'aria-label="Hoofdstukken">(.*?)</nav>', html, re.S)[1]
    assert re.findall(r'aria-current="page">([^<]+)<', nav) == ["Trend"]
    assert 'rel="prev" href="../methode/index.html"' in html
    assert 'rel="next" href="../methode/positie.html"' in html


def test_formulas_are_mathml_and_markdown_tables_have_scopes(finished):
    html = page(finished, "methode/trend")
    assert "<mfrac>" in html
    assert "mathjax" not in html.lower()
    assert html.count('<th scope="col"') == 2


def test_headings_have_dutch_links_and_long_pages_a_list_of_them(finished):
    html = page(finished, "methode/trend")
    assert '<a class="rb-permalink" href="#toeval" aria-label="Link naar dit kopje">' in html
    toc = re.search(r'<nav aria-label="Op deze pagina">(.*?)</nav>', html, re.S)[1]
    assert re.findall(r'href="#([^"]+)"', toc) == ["de-regel", "toeval", "grenzen", "slot"]


def test_every_page_of_an_example_says_so_above_and_in_print(finished):
    for path in finished.build.html.rglob("*.html"):
        html = path.read_text("utf-8")
        assert '<p class="rb-example-band"><strong>Voorbeeldcijfers.' in html, path
        assert "· Voorbeeldcijfers</p>" in html, path


def test_an_edition_with_its_own_colours_hands_them_to_the_charts(book, made):
    edition = samples.small_edition(colours={"favourable": "#1f5fa8"}, example=False)
    own = SmallBook(book.project, edition, book.build)
    made(own)
    html = page(own, "index")
    assert "--rb-favourable:#1f5fa8;" in html
    assert "Voorbeeldcijfers" not in html
    assert "editie 2023" in html


def test_a_book_with_an_address_names_it_for_searchers_prints_and_lost_visitors(book, made):
    config = book.project.root / "_config.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace('baseurl: ""', 'baseurl: "https://boek.example.nl/2023"'), "utf-8")
    made(book)
    html = page(book, "regio/gm0114")
    assert '<link rel="canonical" href="https://boek.example.nl/2023/regio/gm0114.html">' in html
    assert "Pagina: <span data-rb-address>https://boek.example.nl/2023/regio/gm0114.html</span>" in html
    assert '<base href="https://boek.example.nl/2023/">' in page(book, "404")


# -- beside the pages ------------------------------------------------------------------------------------------


def test_notebook_and_figures_lie_beside_each_page(finished):
    html, notebooks = finished.build.html, finished.build.notebooks("regio")
    with zipfile.ZipFile(html / "regio/gm0114.zip") as archive:
        assert archive.namelist() == ["gm0114.ipynb", "gm0114.csv"]
        assert archive.read("gm0114.ipynb") == (notebooks / "gm0114.ipynb").read_bytes()
        assert archive.read("gm0114.csv") == (html / "regio/gm0114.csv").read_bytes()
    for kind, count in (("regio", 8), ("indicator", 3), ("thema", 2)):
        assert len(list((html / kind).glob("*.csv"))) == len(list((html / kind).glob("*.zip"))) == count
    assert not list(html.rglob("*.ipynb"))


def test_nothing_of_the_tools_is_left_in_the_site(finished):
    found = set(contents(finished.build.html))
    assert not [name for name in found if name.startswith(("_sources", "objects.inv", ".buildinfo", "search.html"))]
    assert {"404.html", ".nojekyll", "zoeken.html", "_static/regio-finder.js", "_static/zoekindex.js"} <= found
    scripts = {name for name in found if name.endswith((".js", ".css"))}
    assert {Path(name).name for name in scripts} == {
        "regioboek.css", "report.css", "regioboek.js", "zoeken.js", "regio-finder.js", "zoekindex.js",
    }  # fmt: skip


def test_text_of_chapters_and_indicators_can_be_searched_regions_are_found_by_name(finished):
    script = (finished.build.html / "_static" / "zoekindex.js").read_text("utf-8")
    rows = json.loads(script.removeprefix("window.rbSearchIndex=").removesuffix(";\n"))
    pages = {row[0] for row in rows}
    assert {"methode/trend", "lezen", "indicator/werkloosheid", "thema/arbeid"} <= pages
    assert not [name for name in pages if name.startswith("regio/")]
    trend = next(row for row in rows if row[0] == "methode/trend")
    assert ["toeval", "Toeval", "Veel toetsen."] in trend[2]


def test_the_old_page_of_a_gemeente_leads_to_the_new_one(finished):
    html = page(finished, "regio/gm0017")  # Haren, part of Groningen since 2019
    assert "<h1>Haren</h1>" in html
    assert '<meta http-equiv="refresh" content="0; url=gm0014.html">' in html
    assert "sinds 1 januari 2019" in html


# -- what is remade --------------------------------------------------------------------------------------------


def test_when_nothing_changed_nothing_runs(book, made):
    first = made(book)
    before = stamps(book.build.html)
    again = made(book)
    assert (first.reason, again.reason, again.written) == ("first build", "nothing changed", 0)
    assert first.pages == again.pages
    assert stamps(book.build.html) == before


def test_one_changed_notebook_rewrites_its_own_page_only(rendered, made):
    book = rendered
    before = stamps(book.build.html)
    samples.write_notebook(book.build, "regio", "GM0114", "Emmen", extra=" · nieuw")
    again = made(book)
    assert (again.written, again.differs) == (1, ("staged: regio/gm0114.ipynb",))
    after = stamps(book.build.html)
    changed = {name for name in after if after[name] != before[name]}
    assert "regio/gm0114.html" in changed
    assert not [n for n in changed if n.startswith(("indicator/", "thema/", "methode/", "regio/gm0014", "regio/index"))]
    assert "· nieuw" in page(book, "regio/gm0114")


def test_a_new_title_reaches_every_page_that_shows_it(rendered, made):
    book = rendered
    (book.project.chapters.own / "methode" / "trend.md").write_text("# Ontwikkeling\n\nAnders.\n", "utf-8")
    made(book)
    for name in ("methode/positie", "lezen", "colofon"):
        assert ">Ontwikkeling</a>" in page(book, name)
        assert ">Trend</a>" not in page(book, name)


def test_a_page_that_goes_leaves_no_trace_and_no_dead_link(rendered, made):
    book = rendered
    (book.build.notebooks("regio") / "gm0014.ipynb").unlink()
    made(book)
    assert not list((book.build.html / "regio").glob("gm0014.*"))
    assert 'href="gm0014.html"' not in page(book, "regio/gm0114")
    assert "<a>Groningen</a>" in page(book, "regio/gm0114")
    assert [str(p) for p in check_site(book.build.html)] == []


def test_an_incremental_site_equals_one_made_from_nothing(rendered, made, tmp_path):
    book = rendered
    samples.write_notebook(book.build, "regio", "GM0114", "Emmen", extra=" · nieuw")
    (book.project.chapters.own / "lezen.md").write_text("# Leeswijzer\n\nKort.\n", "utf-8")
    made(book)
    fresh = BuildDir(tmp_path / "fresh")
    fresh.root.mkdir()
    for name in ("regions", "inside", "observations", "findings", "aggregation", "backcast", "lineage", "edition"):
        getattr(fresh, name).write_bytes(getattr(book.build, name).read_bytes())
    for source in (book.build.root / "notebooks").rglob("*.ipynb"):
        target = fresh.root / "notebooks" / source.parent.name / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    made(SmallBook(book.project, book.edition, fresh))
    assert contents(book.build.html) == contents(fresh.html)


def test_two_processes_give_the_same_bytes_as_one(finished, tmp_path, made):
    other = samples.small_book(tmp_path)
    made(other, jobs=2)
    assert contents(other.build.html) == contents(finished.build.html)


# -- failures --------------------------------------------------------------------------------------------------


def test_a_warning_fails_the_build_with_its_place_and_leaves_the_old_site(rendered, made):
    book = rendered
    before = contents(book.build.html)
    chapter = book.project.chapters.own / "lezen.md"
    chapter.write_text("# Leeswijzer\n\nZie [dit](weg.md).\n\n## Wiel\n\n:::{bestaat-niet}\n:::\n", "utf-8")
    for _ in range(2):  # the second build must not take silence for success
        with pytest.raises(BookError) as error:
            made(book)
        text = str(error.value)
        assert "lezen.md: line 3: found 'myst' cross-reference target not found: 'weg.md'" in text
        assert "lezen.md: line 7: found Unknown directive type: 'bestaat-niet'" in text
        assert str(book.build.book) not in text
        assert contents(book.build.html) == before
    chapter.write_text("# Leeswijzer\n\nKlaar.\n", "utf-8")
    made(book)
    assert "Klaar." in page(book, "lezen")


def test_mending_one_chapter_after_a_failed_build_reads_that_chapter_only(book, made):
    chapter = book.project.chapters.own / "lezen.md"
    chapter.write_text("# Leeswijzer\n\nZie [dit](#weg).\n", "utf-8")
    with pytest.raises(BookError, match=r"lezen\.md"):
        made(book)
    assert not book.build.html.exists()
    chapter.write_text("# Leeswijzer\n\nKlaar.\n", "utf-8")
    samples.stage_small(book)
    steps: list[tuple[str, int, int]] = []
    render(book.project, book.edition, book.build, jobs=1, progress=lambda *step: steps.append(step))
    pages = 33
    assert [s for s in steps if s[0] == "read"] == [("read", 0, 1), ("read", 1, 1)]
    assert steps[-1] == ("write", pages, pages)


def test_a_notebook_that_ends_in_an_error_is_not_published(book, made):
    path = book.build.notebooks("regio") / "gm0114.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    failed = {"output_type": "error", "ename": "ValueError", "evalue": "geen cijfer", "traceback": ["geen cijfer"]}
    notebook["cells"][4]["outputs"] = [failed]
    path.unlink()
    path.write_text(json.dumps(notebook), "utf-8")
    with pytest.raises(BookError, match=r"regio/gm0114\.ipynb.*ends in an error: .*geen cijfer"):
        made(book)
    assert not book.build.html.exists()


def test_a_crash_is_one_problem_with_the_last_lines_of_what_was_said():
    problems = warnings("een\ntwee\nExtension error: no module\n", Path("/book"))
    assert len(problems) == 1
    assert "Extension error: no module" in problems[0].found


def test_a_site_that_was_put_in_place_by_a_killed_build_is_not_taken_for_the_one_before(rendered, made, monkeypatch):
    book = rendered
    chapter = book.project.chapters.own / "lezen.md"
    before = chapter.read_text("utf-8")
    chapter.write_text("# Leeswijzer\n\nNieuw.\n", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed_at("record-new.json", Path.replace))
        with pytest.raises(KeyboardInterrupt):
            made(book)
    assert "Nieuw." in page(book, "lezen")
    chapter.write_text(before, "utf-8")
    made(book)
    assert "Nieuw." not in page(book, "lezen")


def test_a_build_killed_between_the_old_site_and_the_new_leaves_the_old_one(rendered, made):
    book = rendered
    before = contents(book.build.html)
    book.build.html.rename(book.build.root / ".html-old")
    (book.project.chapters.own / "lezen.md").write_text("# Leeswijzer\n\nZie [dit](weg.md).\n", "utf-8")
    with pytest.raises(BookError):
        made(book)
    assert contents(book.build.html) == before


def test_a_full_disk_is_named_as_the_reason(book, made, monkeypatch):
    (book.project.chapters.own / "lezen.md").write_text("# Leeswijzer\n\nZie [dit](weg.md).\n", "utf-8")
    monkeypatch.setattr("regioboek.publishing.render.FULL", 10**18)
    with pytest.raises(BookError, match=r"disk: found .* MB free; expected room for the site: make room"):
        made(book)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups of this kind")
def test_an_interrupted_render_leaves_no_process_at_work(book, monkeypatch):
    started = []

    class Told(subprocess.Popen):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            started.append(self)

    def interrupt(phase: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    samples.stage_small(book)
    monkeypatch.setattr("regioboek.publishing.render.subprocess.Popen", Told)
    with pytest.raises(KeyboardInterrupt):
        render(book.project, book.edition, book.build, jobs=2, progress=interrupt)
    (sphinx,) = started
    assert sphinx.returncode == -signal.SIGKILL
    assert not running(sphinx.pid)


RENDERS = """\
import sys
from pathlib import Path
from worlds import small_book as samples
from regioboek.publishing.render import render

book = samples.small_book(Path(sys.argv[1]))
samples.stage_small(book)
render(book.project, book.edition, book.build, jobs=2, progress=lambda *step: print(*step, flush=True))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends processes with their parent")
def test_a_render_that_is_killed_leaves_no_process_at_work(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", RENDERS, str(tmp_path)],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert next(line for line in process.stdout if line.startswith("write"))
    (sphinx,) = [int(p) for p in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    process.send_signal(signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(sphinx, signal.SIGKILL)  # it would see for itself that nobody listens; its workers do not
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 60
    while running(sphinx) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running(sphinx) == []


def running(group: int) -> list[int]:
    """Processes of a group that are more than a name waiting to be taken down."""
    found = []
    for process in psutil.process_iter(["status"]):
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(process.pid) == group and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found
