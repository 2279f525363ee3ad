"""report.css and the drawings belong together: each class has its rule, colours have contrast, bytes stay few."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from worlds.factories import series

from regioboek.charts import Cell, Line, Segment, legend, line_chart, sparkline, strip, wiel, wiel_list
from regioboek.charts.paint import Palette
from regioboek.params.edition import Colours
from regioboek.params.edition_checks import PAGE
from regioboek.words.language import POSITION_WORDS, TREND_WORDS

YEARS = list(range(2013, 2023))
VALUES = [7.9, 7.4, 7.1, 6.6, 6.0, 5.4, 4.9, 5.2, 4.6, 4.2]


@pytest.fixture(scope="module")
def css() -> str:
    return (files("regioboek.report.pages") / "report.css").read_text("utf-8")


@pytest.fixture(scope="module")
def drawings(make_indicator) -> dict[str, str]:
    indicator = make_indicator(breaks=(2018,))
    lines = [
        Line("Emmen", series(YEARS, VALUES, [2022])),
        Line("Drenthe", series(YEARS, [v + 1 for v in VALUES]), "parent"),
        Line("Nederland", series(YEARS, [v - 1 for v in VALUES]), "national"),
    ]
    cells = [Cell(f"i{n}", list(TREND_WORDS)[n % 5], [*POSITION_WORDS, None][n % 4]) for n in range(4)]
    wheel = [Segment(f"Thema {n}", "later", cells, f"#t{n}") for n in range(12)]
    return {
        "sparkline": sparkline(
            series(YEARS, VALUES, [2022]), indicator=indicator, window=(2015, 2022), trend="favourable"
        ),
        "strip": strip(12, 342, position="top", share=0.25),
        "chart": line_chart(
            lines,
            indicator=indicator,
            window=(2015, 2022),
            trend="favourable",
            direction="falling",
            edition="2023",
            source="Bron: CBS, Regionale Monitor Brede Welvaart 2023; bewerking regioboek.",
        ),
        "wiel": wiel(wheel, title="Wiel", uid="gm0114-wiel"),
        "wiel_list": wiel_list(wheel, title="Wiel"),
        "legend": legend("chart") + legend("wiel"),
    }


def test_every_class_that_is_drawn_has_a_rule(drawings, css):
    used = {c for svg in drawings.values() for names in re.findall(r'class="([^"]+)"', svg) for c in names.split()}
    without = sorted(c for c in used if f".{c}" not in css)
    assert not without


def test_every_judgement_has_a_colour(css):
    for name in (*(f"t-{t}" for t in TREND_WORDS if t != "unjudged"), *(f"p-{p}" for p in (*POSITION_WORDS, "none"))):
        assert f".{name}" in css
    assert "unjudged" not in css  # which is no judgement: the ink of the text around it


def test_drawings_carry_no_styles_of_their_own(drawings):
    assert not [name for name, svg in drawings.items() if "style" in svg]


@pytest.mark.parametrize(
    ("name", "most"), [("sparkline", 400), ("strip", 830), ("chart", 1900), ("wiel", 16_000), ("wiel_list", 7_000)]
)
def test_a_drawing_takes_few_bytes(drawings, name, most):
    assert len(drawings[name].encode()) <= most


def test_the_stylesheet_that_every_page_carries_stays_small(css):
    assert len(css.encode()) <= 12_288


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def palettes(css: str) -> list[dict[str, str]]:
    blocks = re.findall(r":where\([^{]*\)\{(--rb-ink[^}]*)\}", css)
    return [dict(re.findall(r"--rb-([a-z-]+):(#[0-9a-f]{6})", block)) for block in blocks]


def test_there_is_a_light_and_a_dark_palette_and_jupyterlab_gets_the_same_dark(css):
    light, dark, jupyter = palettes(css)
    assert dark == jupyter
    assert set(light) == set(dark)
    assert luminance(light["paper"]) > 0.9
    assert luminance(dark["paper"]) < 0.05


def test_what_params_and_drawings_take_for_a_colour_is_the_stylesheets(css):
    light, dark, _ = palettes(css)
    assert {"light": light["paper"], "dark": dark["paper"]} == PAGE
    drawn = Palette.of(Colours())
    assert vars(drawn).items() <= light.items()
    for page, palette in (("", light), ("_dark", dark)):
        for name in ("favourable", "unfavourable", "none"):
            assert getattr(Colours(), name + page) == palette[name]


def test_a_colour_stands_once(css):
    site = (files("regioboek.publishing") / "theme/static/regioboek.css").read_text("utf-8")
    screen = site.partition("@media print")[0]
    assert set(re.findall(r"(--rb-[a-z-]+): ", screen)) & set(re.findall(r"(--rb-[a-z-]+):", css)) == set()


@pytest.mark.parametrize("role", ["ink", "muted", "accent", "favourable", "unfavourable", "none"])
def test_text_in_every_role_is_readable_on_paper_and_on_the_shaded_window(css, role):
    for palette in palettes(css):
        assert contrast(palette[role], palette["paper"]) >= 4.5
        assert contrast(palette[role], palette["shade"]) >= (4.5 if role in ("ink", "muted", "accent") else 3)
