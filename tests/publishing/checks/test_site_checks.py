"""Each thing the check of the whole site looks for is found, with page and place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regioboek.layout import BuildDir
from regioboek.publishing.checks import site_checks as checks
from regioboek.publishing.checks.site_checks import check_site

SOUND = '<!DOCTYPE html><html lang="nl"><head><link rel="stylesheet" href="s.css"></head><body>{}</body></html>'


@pytest.fixture
def problems(tmp_path):
    """A site of one page with `body`, and what is wrong with it."""

    def check(body: str = "", *, files: dict[str, str] | None = None, page: str = SOUND) -> list[str]:
        for name, text in {"s.css": "", "a.html": page.format(body), **(files or {})}.items():
            path = Path(tmp_path, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return [str(p) for p in check_site(tmp_path)]

    return check


def test_a_sound_page_has_no_problems(problems):
    body = (
        '<h1 id="a">Emmen</h1><a href="#a">zelf</a><a href="https://www.cbs.nl">CBS</a><a href="mailto:x@y.nl">mail</a>'
        '<img src="p.png" alt="kaart"><svg role="img"><title>Lijn</title></svg><pre>x = None</pre><code>«naam»</code>'
    )
    assert problems(body, files={"p.png": ""}) == []


ELSEWHERE = "expected nothing from another host"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="weg.html">x</a>', "link: found weg.html; expected a file of the site"),
        ('<a href="#weg">x</a>', "link: found a.html#weg; expected an id on a.html"),
        ('<a href="map/">x</a>', "link: found map/; expected a file of the site"),
        ('<a href="../buiten.html">x</a>', "link: found ../buiten.html; expected a file of the site"),
        ('<svg><a xlink:href="weg.html">x</a></svg>', "link: found weg.html; expected a file of the site"),
        ('<p id="a"></p><p id="a"></p>', "id a: found 2 times; expected once"),
        ('<img src="s.css">', "img: found s.css; expected alternative text"),
        (
            '<svg role="img"><path/></svg>',
            'svg: found no title (role="img"); expected a title that says what is seen',
        ),
        ('<script src="https://x.nl/a.js"></script>', f"script: found a request to https://x.nl/a.js; {ELSEWHERE}"),
        ('<img alt="" src="//x.nl/a.png">', f"img: found a request to //x.nl/a.png; {ELSEWHERE}"),
        ('<img alt="" srcset="s.css 1x, //x.nl/b.png 2x">', f"img: found a request to //x.nl/b.png; {ELSEWHERE}"),
        ('<p style="background:url(//x.nl/a.png)">', f"css: found a request to //x.nl/a.png; {ELSEWHERE}"),
        ("<style>@import '//x.nl/a.css'</style>", f"css: found a request to //x.nl/a.css; {ELSEWHERE}"),
        ("<p>waarde NaN</p>", "text: found 'NaN' in “waarde NaN”; expected a value, or a word for its absence"),
        ("<p>in «regio»</p>", "text: found '«regio»' in “in «regio»”; expected a word in its place"),
        ("<p>Skip to content</p>", "text: found 'Skip to' in “Skip to content”; expected Dutch"),
        ('<a href="#" title="Permalink">#</a>', "text: found 'Permalink' in “Permalink”; expected Dutch"),
    ],
)
def test_it_finds(problems, body, said):
    assert problems(body) == [f"a.html: {said}"]


def test_a_page_without_language(problems):
    assert problems(page="<html><body></body></html>") == ['a.html: html: found no lang; expected lang="nl"']


def test_a_stylesheet_that_asks_another_host(problems):
    found = problems(files={"s.css": "@font-face{src:url('https://x.nl/f.woff2')}"})
    assert found == ["s.css: css: found a request to https://x.nl/f.woff2; expected nothing from another host"]


def test_a_link_many_pages_share_is_one_problem(problems):
    other = SOUND.format('<a href="weg.html">x</a>')
    assert problems('<a href="weg.html">x</a>', files={"b.html": other}) == [
        "a.html and 1 more: link: found weg.html; expected a file of the site"
    ]


def test_a_canonical_address_is_no_request(problems):
    page = SOUND.replace("<body>", '<link rel="canonical" href="https://boek.nl/a.html"><body>')
    assert problems(page=page) == []


def test_an_example_edition_is_known_by_its_front_page(problems):
    front = SOUND.replace("<body>", '<body class="rb-has-example">').format("Voorbeeldcijfers")
    assert problems("<p>Emmen</p>", files={"index.html": front}) == [
        "a.html: text: found no Voorbeeldcijfers; expected the mark of an example edition on every page"
    ]


def test_an_id_in_the_text_is_no_id(problems):
    assert problems('<p id="a" data-id="b">id="a" en <b\nid="c">id="a"</b></p><a href="#c">c</a>') == []


def test_code_and_scripts_are_not_text(problems):
    assert problems("<script>if (x === undefined) {}</script><!-- None --><pre>Search</pre>") == []


# -- with a memory of the pages --------------------------------------------------------------------------------------

TWO = {
    "index.html": SOUND.format('<a href="regio/a.html">A</a> <a href="regio/a.html#kop">kop</a>'),
    "regio/a.html": SOUND.replace("s.css", "../s.css").format(
        '<h2 id="kop">Emmen</h2><a href="../index.html">terug</a>'
    ),
    "regio/b.html": SOUND.replace("s.css", "../s.css").format('<a href="a.html#kop">kop</a> <p>Skip to content</p>'),
    "s.css": "",
}


@pytest.fixture
def site(tmp_path):
    """A site that was checked once, with the memory of it."""
    folder = Path(tmp_path, "html")
    for name, text in TWO.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    check_site(folder, memory=BuildDir(tmp_path))
    return folder


def _gone(site: Path) -> None:
    (site / "regio/a.html").unlink()


def _without_anchor(site: Path) -> None:
    (site / "regio/a.html").write_text(TWO["regio/a.html"].replace('id="kop"', 'id="anders"'), "utf-8")


def _new_page(site: Path) -> None:
    (site / "regio/c.html").write_text(SOUND.format('<a href="weg.html">x</a>'), "utf-8")


def _an_example(site: Path) -> None:
    front = TWO["index.html"].replace("<body>", '<body class="rb-has-example">')
    (site / "index.html").write_text(front, "utf-8")


def _stylesheet_gone(site: Path) -> None:
    (site / "s.css").unlink()


def _mended(site: Path) -> None:
    (site / "regio/b.html").write_text(TWO["regio/b.html"].replace("Skip to content", "Emmen"), "utf-8")


def _nothing(site: Path) -> None:
    pass


CHANGES = {
    _nothing: ["regio/b.html: text: found 'Skip to' in “kop Skip to content”; expected Dutch"],
    _mended: [],
    _gone: [
        "index.html: link: found regio/a.html; expected a file of the site",
        "index.html and 1 more: link: found regio/a.html; expected a file of the site",
    ],
    _without_anchor: ["index.html and 1 more: link: found regio/a.html#kop; expected an id on regio/a.html"],
    _new_page: ["regio/c.html: link: found regio/weg.html; expected a file of the site"],
    _an_example: [
        "regio/a.html: text: found no Voorbeeldcijfers; expected the mark of an example edition on every page"
    ],
    _stylesheet_gone: ["index.html and 2 more: link: found s.css; expected a file of the site"],
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
def test_a_check_that_remembers_finds_what_a_check_of_everything_finds(site, tmp_path, change):
    change(site)
    found = [str(p) for p in check_site(site, memory=BuildDir(tmp_path))]
    assert found == [str(p) for p in check_site(site)]
    assert set(CHANGES[change]) <= set(found)


def test_only_pages_that_changed_are_taken_apart(site, tmp_path, monkeypatch):
    taken: list[str] = []
    facts = checks.page_facts
    monkeypatch.setattr(checks, "page_facts", lambda page, html: taken.append(page) or facts(page, html))
    _without_anchor(site)
    check_site(site, memory=BuildDir(tmp_path))
    assert taken == ["regio/a.html"]


@pytest.mark.parametrize("spoiled", ["", "{}", "[]", '{"inputs": {"a": "another"}, "result": {"a.html": ["", {}]}}'])
def test_a_memory_that_says_nothing_is_no_memory(site, tmp_path, spoiled):
    record = tmp_path / ".remembered" / "checked.json"
    record.write_text(spoiled, "utf-8")
    assert check_site(site, memory=BuildDir(tmp_path)) == check_site(site)
    assert set(json.loads(record.read_text("utf-8"))["result"]) == {"index.html", "regio/a.html", "regio/b.html"}
