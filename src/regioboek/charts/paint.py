"""Colours and patterns of the national figures, as a page shows them.

Rules

* A colour is a CSS variable with the edition's colour as fallback, so that the dark mode reaches every figure and a
  copy of a figure keeps its colours.
* A class of a map or strip is a colour *and* a pattern, never a colour alone: favourable plain, unfavourable dotted
  (in a strip, whose cells hold an arrow: framed), undetermined hatched, missing an outline only, impossible a faint
  outline, not aggregable one stroke. A legend is drawn from the same classes.
* What is not judged has none of the colours of a judgement: the accent, rising plain, falling dotted; in a strip, whose
  cells hold an arrow, an outline of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from regioboek.markup import Markup, html
from regioboek.params.edition import Colours
from regioboek.words import labels
from regioboek.words import language as nl

Pattern = Literal["dots", "frame", "hatch", "stroke"]


@dataclass(frozen=True)
class Palette:
    """The colours of an edition by role, as hex; and as CSS. The neutral ones are those of the design."""

    favourable: str
    unfavourable: str
    none: str
    ink: str = "#1c2430"
    muted: str = "#55606e"
    rule: str = "#c9d0d8"
    paper: str = "#fbfaf7"
    accent: str = "#0b5d6b"

    @classmethod
    def of(cls, colours: Colours) -> Palette:
        """The palette of an edition."""
        return cls(colours.favourable, colours.unfavourable, colours.none)

    def css(self, role: str) -> str:
        """A role as CSS: `var(--rb-ink,#1c2430)`."""
        return f"var(--rb-{role},{getattr(self, role)})"

    def mixed(self, role: str, percentage: int) -> str:
        """A role mixed with the paper it lies on."""
        return f"color-mix(in srgb,{self.css(role)} {percentage}%,{self.css('paper')})"

    def line(self, role: str, width: float, more: str = "") -> str:
        """The style of a line in a role, `width` pixels wide."""
        return f"fill:none;stroke:{self.css(role)};stroke-width:{width:g}{more}"


@dataclass(frozen=True)
class PaintedClass:
    """One class of a map or strip: its key, its words in the legend, and how it is painted.

    `fill` and `outline` are CSS colours; a pattern's own colour is `outline`.
    """

    key: str
    words: str
    fill: str
    outline: str
    pattern: Pattern | None = None

    def pattern_markup(self, uid: str, unit: float) -> Markup:
        """The `<pattern>` of this class in a figure `uid` with `unit` drawing units in a pixel; nothing without one."""
        if self.pattern is None:
            return html("")
        shape = {
            "stroke": html('<path d="M0 1L1 0" fill="none" style="stroke:{}" stroke-width=".05"/>', self.outline),
            "frame": html(
                '<path d="M0 0h1v1H0z" style="fill:{}"/>'
                '<path d="M.14 .14h.72v.72H.14z" fill="none" style="stroke:{}" stroke-width=".05"/>',
                self.fill,
                self.outline,
            ),
            "hatch": html('<path d="M0 0v4" style="stroke:{}" stroke-width="1.6"/>', self.outline),
            "dots": html(
                '<path d="M0 0h5v5H0z" style="fill:{}"/><circle cx="2.5" cy="2.5" r=".95" style="fill:{}"/>',
                self.fill,
                self.outline,
            ),
        }[self.pattern]
        name = self.pattern_id(uid)
        if self.pattern in ("stroke", "frame"):
            whole = html('width="1" height="1" patternContentUnits="objectBoundingBox"')
            return html('<pattern id="{}" {}>{}</pattern>', name, whole, shape)
        side = "4" if self.pattern == "hatch" else "5"
        return html(
            '<pattern id="{}" width="{}" height="{}" patternUnits="userSpaceOnUse" '
            'patternTransform="scale({})rotate(45)">{}</pattern>',
            name,
            side,
            side,
            f"{unit:g}",
            shape,
        )

    def pattern_id(self, uid: str) -> str:
        """The id of this class's pattern within the figure `uid`."""
        return f"{uid}-p-{self.key}"

    def fill_in(self, uid: str) -> str:
        """What `fill` is in the figure `uid`: the colour, or a reference to the pattern."""
        return f"url(#{self.pattern_id(uid)})" if self.pattern else self.fill

    def css(self, uid: str, width: float) -> str:
        """The style of a shape of this class with `width` between shapes; an outline is thinner than that."""
        width *= 0.6 if self.fill == "none" else 1
        return f"fill:{self.fill_in(uid)};stroke:{self.outline};stroke-width:{width:g}"


def trend_classes(palette: Palette, *, cells: bool = False) -> tuple[PaintedClass, ...]:
    """The five states of a trend and the two of `states.NEVER`; in `cells`, which hold an arrow, also "unjudged"."""
    words, never = nl.TREND_WORDS, nl.ABSENCE_WORDS
    paper, muted, rule = (palette.css(role) for role in ("paper", "muted", "rule"))
    return (
        PaintedClass("favourable", words["favourable"], palette.css("favourable"), paper),
        PaintedClass(
            "unfavourable", words["unfavourable"], palette.css("unfavourable"), paper, "frame" if cells else "dots"
        ),
        PaintedClass("none", words["none"], palette.mixed("none", 32), paper),
        PaintedClass("undetermined", words["undetermined"], "none", muted, "hatch"),
        PaintedClass("missing", words["missing"], "none", muted),
        PaintedClass("not-aggregable", never["not-aggregable"], "none", muted, "stroke"),
        PaintedClass("impossible", never["impossible"], "none", rule),
        *([PaintedClass("unjudged", words["unjudged"], paper, palette.css("accent"))] if cells else []),
    )


def movement_classes(palette: Palette) -> tuple[PaintedClass, ...]:
    """For a map of an indicator that is not judged: rising and falling, and the other states of a trend."""
    accent, paper = palette.css("accent"), palette.css("paper")
    return (
        PaintedClass("rising", nl.DIRECTION_WORDS["rising"], accent, paper),
        PaintedClass("falling", nl.DIRECTION_WORDS["falling"], palette.mixed("accent", 30), accent, "dots"),
        *(painted for painted in trend_classes(palette) if painted.key not in ("favourable", "unfavourable")),
    )


def position_classes(palette: Palette, *, judged: bool = True) -> tuple[PaintedClass, ...]:
    """The three parts of a ranking, and no place; where nothing is `judged`, of one from high to low."""
    words = nl.POSITION_WORDS
    paper, muted = palette.css("paper"), palette.css("muted")
    if not judged:
        accent, words = palette.css("accent"), labels.section("quarter")
        return (
            PaintedClass("top", words["top"], accent, paper),
            PaintedClass("middle", words["middle"], palette.mixed("accent", 45), paper),
            PaintedClass("bottom", words["bottom"], palette.mixed("accent", 12), muted),
            PaintedClass("none", labels.text("charts.no_place"), "none", muted),
        )
    return (
        PaintedClass("top", words["top"], palette.css("favourable"), paper),
        PaintedClass("middle", words["middle"], palette.mixed("none", 32), paper),
        PaintedClass("bottom", words["bottom"], palette.css("unfavourable"), paper, "dots"),
        PaintedClass("none", labels.text("charts.no_place"), "none", muted),
    )


def count_classes(palette: Palette, trend: Literal["favourable", "unfavourable"]) -> tuple[PaintedClass, ...]:
    """How many indicators have a trend: none, one, two, three or more in growing strength; and nothing determined."""
    word, paper, muted = nl.TREND_WORDS[trend], palette.css("paper"), palette.css("muted")
    numbers = labels.section("charts.counted")
    fills = (palette.mixed(trend, 10), palette.mixed(trend, 42), palette.mixed(trend, 70), palette.css(trend))
    counted = tuple(
        PaintedClass(n, f"{said} {word}", fill, muted if n == "0" else paper)
        for (n, said), fill in zip(numbers.items(), fills, strict=True)
    )
    return (*counted, PaintedClass("undetermined", labels.text("pages.theme.no_trend"), "none", muted, "hatch"))
