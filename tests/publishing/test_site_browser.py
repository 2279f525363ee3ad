"""A small site in a real browser: finder, search, reflow, dark, print, keyboard."""

from __future__ import annotations

import itertools

import pytest
from browsing import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("index", "regio/gm0114", "regio/index", "indicator/index", "methode/trend", "zoeken", "404")


@pytest.fixture(scope="module")
def address(finished):
    with served(finished.build.html) as address:
        yield address


def watched(browser):
    """A page that remembers what went wrong and what it asked for."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.wrong, page.asked = [], []
    page.on("console", lambda m: page.wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: page.wrong.append(str(e)))
    page.on("request", lambda r: page.asked.append(r.url))
    return page


@pytest.fixture(scope="module", params=PAGES)
def opened(request, browser, address):
    """Each page, opened once; tests look at it."""
    page = watched(browser)
    page.goto(f"{address}/{request.param}.html")
    yield page
    page.context.close()


@pytest.fixture
def view(browser):
    page = watched(browser)
    yield page
    page.context.close()


def options(view) -> list[str]:
    return [" ".join(t.split()) for t in view.get_by_role("option").all_inner_texts()]


def type_in_finder(view, text: str) -> None:
    box = view.get_by_role("combobox")
    box.fill("")
    box.focus()
    view.keyboard.type(text)
    view.get_by_role("option").first.wait_for()


def test_a_page_opens_without_errors_and_asks_nobody_else(opened, address):
    assert opened.wrong == []
    assert [url for url in opened.asked if not url.startswith((f"{address}/", "data:"))] == []


@pytest.mark.parametrize("width", [320, 375])
def test_nothing_scrolls_sideways_on_a_phone(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") == width


def test_headings_go_down_one_step_at_a_time_from_one_h1(opened):
    levels = opened.eval_on_selector_all("h1,h2,h3,h4,h5,h6", "all => all.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [b for a, b in itertools.pairwise(levels) if b > a + 1] == []


def test_the_list_of_regions_is_loaded_when_somebody_comes_to_search(view, address):
    view.goto(f"{address}/index.html")
    assert not [url for url in view.asked if "regio-finder" in url]
    with view.expect_request("**/_static/regio-finder.js"):
        view.get_by_role("combobox").focus()


def test_finder_by_keyboard(view, address):
    view.goto(f"{address}/methode/trend.html")
    type_in_finder(view, "gron")
    assert options(view)[:2] == ["Groningen gemeente in Groningen", "Groningen provincie"]
    box = view.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "true"
    view.keyboard.press("ArrowDown")
    view.keyboard.press("ArrowDown")
    chosen = view.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert "provincie" in chosen.inner_text()
    view.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    type_in_finder(view, "gron")
    view.keyboard.press("ArrowUp")
    view.keyboard.press("ArrowUp")
    view.keyboard.press("Home")
    type_in_finder(view, "emm")
    view.keyboard.press("ArrowDown")
    view.keyboard.press("Enter")
    view.wait_for_url("**/regio/gm0114.html")


def test_finder_knows_old_names_topics_and_names_without_marks(view, address):
    view.goto(f"{address}/index.html")
    type_in_finder(view, "haren")
    assert "vroeger: Haren → Groningen gemeente in Groningen" in options(view)
    type_in_finder(view, "WERKL")
    assert options(view) == ["Werkloosheid indicator"]
    type_in_finder(view, "zuidoost drenthe")
    assert options(view) == ["Zuidoost-Drenthe COROP-gebied in Drenthe"]


def test_a_whole_name_and_enter_is_enough_when_it_is_one_place(view, address):
    view.goto(f"{address}/index.html")
    type_in_finder(view, "coevorden")
    view.keyboard.press("Enter")
    view.wait_for_url("**/regio/gm0109.html")


def test_finder_says_aloud_how_much_it_found(view, address):
    view.goto(f"{address}/index.html")
    type_in_finder(view, "gron")
    status = view.locator(".rb-finder [role=status]")
    status.get_by_text("resultaten").wait_for(state="attached")
    assert status.inner_text() == "3 resultaten. Kies met pijl omlaag en omhoog."


def test_finder_works_on_pages_opened_from_a_folder(view, finished):
    view.goto((finished.build.html / "regio" / "gm0114.html").as_uri())
    type_in_finder(view, "drenthe")
    view.keyboard.press("ArrowDown")
    view.keyboard.press("Enter")
    view.wait_for_url("**/regio/pv22.html")
    assert view.wrong == []


def test_without_javascript_the_finder_is_a_link_to_the_list(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/methode/trend.html")
    page.get_by_role("link", name="Zoek een regio in de lijst").click()
    assert page.url == f"{address}/regio/index.html"
    context.close()


def test_search_finds_words_in_the_text_with_their_surroundings(view, address):
    view.goto(f"{address}/zoeken.html?q=toeval")
    view.get_by_role("link", name="Trend: De regel").wait_for()
    assert view.locator("mark").first.inner_text().lower() == "toeval"
    view.get_by_role("link", name="Trend: Toeval").click()
    assert view.url == f"{address}/methode/trend.html#toeval"


def test_search_without_result_says_so(view, address):
    view.goto(f"{address}/zoeken.html?q=xyzzy")
    view.get_by_text("Niets gevonden voor “xyzzy”").wait_for()


def test_keyboard_meets_the_way_to_the_content_first(view, address):
    view.goto(f"{address}/regio/gm0114.html")
    view.keyboard.press("Tab")
    focused = view.evaluate_handle("document.activeElement").as_element()
    assert focused.inner_text() == "Naar de inhoud"
    assert focused.bounding_box()["y"] >= 0
    view.keyboard.press("Enter")
    assert view.evaluate("document.activeElement.id") == "inhoud"


def test_code_opens_and_says_what_it_will_do_next(view, address):
    view.goto(f"{address}/regio/gm0114.html")
    summary = view.locator(".rb-code summary").first
    assert summary.inner_text().endswith("Toon de code")
    summary.click()
    assert summary.inner_text().endswith("Verberg de code")
    assert view.get_by_text("at_a_glance").first.is_visible()


CONTRAST = """([selector, against]) => {
  const channel = c => { c /= 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const light = text => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number);
    return .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b); };
  const style = s => getComputedStyle(document.querySelector(s));
  const [a, b] = [light(style(selector).color), light(style(against).backgroundColor)].sort((x, y) => y - x);
  return (a + .05) / (b + .05);
}"""


READ_ON = {
    "main p": "body",
    ".rb-crumbs a": "body",
    ".rb-edition": "body",
    ".rb-menu a": "body",
    ".rb-code summary": "body",
    ".rb-footer a": "body",
    ".rb-example-band": ".rb-example-band",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_light_and_dark(view, address, scheme):
    view.emulate_media(color_scheme=scheme)
    view.goto(f"{address}/regio/gm0114.html")
    contrast = {selector: view.evaluate(CONTRAST, [selector, against]) for selector, against in READ_ON.items()}
    assert {selector: found for selector, found in contrast.items() if found < 4.5} == {}


def test_dark_is_dark(view, address):
    view.emulate_media(color_scheme="dark")
    view.goto(f"{address}/index.html")
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"


def test_print_keeps_the_mark_and_the_source_and_drops_the_controls(view, address):
    view.emulate_media(media="print", color_scheme="dark")
    view.goto(f"{address}/regio/gm0114.html")
    assert view.locator(".rb-example-band").is_visible()
    assert "Voorbeeldcijfers" in view.locator("main").evaluate("e => getComputedStyle(e).backgroundImage")
    assert view.locator("main").evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"
    address_line = view.locator(".rb-print-only")
    assert f"Pagina: {address}/regio/gm0114.html" in address_line.inner_text()
    assert view.get_by_text("Cijfers: verzonnen.").is_visible()
    for gone in (".rb-finder", ".rb-menu", ".rb-code", ".rb-toc", ".rb-skip"):
        assert not view.locator(gone).first.is_visible()
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_missing_page_helps_from_a_folder_too(view, address, finished):
    page = (finished.build.html / "404.html").read_text("utf-8")
    view.route("**/regio/gm9999.html", lambda route: route.fulfill(status=404, body=page, content_type="text/html"))
    view.goto(f"{address}/regio/gm9999.html")
    type_in_finder(view, "emmen")
    assert options(view) == ["Emmen gemeente in Drenthe"]
    view.get_by_role("link", name="alle regio’s").click()
    assert view.url == f"{address}/regio/index.html"
