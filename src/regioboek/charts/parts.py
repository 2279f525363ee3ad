"""What all drawings share: coordinates, text that must fit, runs of observations, the opening tag.

Coordinates keep one decimal, lines go in relative steps: a page holds a hundred drawings. Text is measured with the
width per kind of letter of a wide interface font (DejaVu Sans, Verdana), so that it fits in narrower ones too; what
does not fit is cut with an ellipsis, the full text standing in the title.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import sub

from regioboek.markup import Markup, attribute, escaped, html, inside, join
from regioboek.schemas.rows import Margin

#: Smallest text in any drawing, in CSS pixels.
SMALL = 10.5

#: Width of letters in em, by kind; the rest is `_USUAL`.
_WIDTHS = {
    **dict.fromkeys("ijlI'|", 0.29),
    **dict.fromkeys(" \u00a0.,:;/·", 0.33),
    **dict.fromkeys("frt-()²", 0.39),
    **dict.fromkeys("cksvxyzFLPTY–", 0.58),
    **dict.fromkeys("ABCDEGHKNOQRSUVXZ", 0.73),
    **dict.fromkeys("mwMW%…−↗↘→", 0.93),
}
_USUAL = 0.63
_BOLD = 1.11

Point = tuple[int, float]


def tenths(value: float) -> int:
    """A coordinate on the grid of a drawing: whole tenths. ValueError when not finite."""
    try:
        return round(value * 10)
    except (ValueError, OverflowError):
        raise ValueError(f"a drawing needs finite coordinates, found {value}") from None


def coordinate(value: float) -> Markup:
    """A coordinate with at most one decimal and no needless zero: "0", "-.5", "12.3"; ValueError when not finite."""
    try:
        return _written(round(value * 10))  # as `tenths`, which would be thousands of calls more on a page
    except (ValueError, OverflowError):
        raise ValueError(f"a drawing needs finite coordinates, found {value}") from None


def pair(x: float, y: float) -> str:
    """ "x y" for a path."""
    return f"{coordinate(x)} {coordinate(y)}"


def numbers(grid: Iterable[int]) -> str:
    """Whole tenths in a row, as a path takes them: a space between two unless a minus does that."""
    return "".join(map(_apart, grid)).removeprefix(" ")


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """A line through `points` as a piece of a path, in steps from one to the next; errors do not add up."""
    grid = [tenths(value) for point in points for value in point]
    steps = map(sub, grid[2:], grid)
    return f"M{numbers(grid[:2])}l{numbers(steps)}" if len(grid) > 2 else f"M{numbers(grid)}"


@lru_cache(maxsize=16_384)
def _written(n: int) -> Markup:
    whole, rest = divmod(abs(n), 10)
    sign = "-" if n < 0 else ""
    return escaped(f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}")


@lru_cache(maxsize=16_384)
def _apart(n: int) -> str:
    return _written(n) if n < 0 else f" {_written(n)}"


@lru_cache(maxsize=4_096)  # names of indicators stand on every page
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of `text` in pixels at font size `size`."""
    return sum(_WIDTHS.get(c, _USUAL) for c in text) * size * (_BOLD if bold else 1.0)


def cut(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """`text`, shortened with an ellipsis until it fits `width` pixels."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text + "…", size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip(" ,(-\u00a0") + "…"


def wrap(text: str, width: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """`text` in at most `lines` lines of `width` pixels; the last one is cut when there is more."""
    result: list[str] = []
    rest = text.split(" ")
    while rest and len(result) < lines - 1:
        n = len(rest)
        while n > 1 and text_width(" ".join(rest[:n]), size, bold=bold) > width:
            n -= 1
        result.append(cut(" ".join(rest[:n]), width, size, bold=bold))
        rest = rest[n:]
    return [*result, cut(" ".join(rest), width, size, bold=bold)] if rest else result


def margin_runs(
    points: Iterable[Point], margins: Mapping[int, Margin], breaks: Collection[int] = ()
) -> list[list[tuple[int, Margin]]]:
    """The margins of the points that have one, in runs as :func:`runs` makes them: a band does not cross a gap."""
    with_margin = [p for p in points if p[0] in margins]
    return [[(year, margins[year]) for year, _ in run] for run in runs(with_margin, breaks)]


def runs(points: Iterable[Point], breaks: Collection[int] = (), pace: int = 1) -> list[list[Point]]:
    """Points in runs of at most `pace` years from one to the next, none across a break (first year of the new method).

    A line is drawn within a run only: gaps stay open, and at a pace of one a survey of every third year shows as dots.
    """
    result: list[list[Point]] = []
    for point in points:
        last = result[-1][-1][0] if result else -math.inf
        if point[0] - last <= pace and not (breaks and any(last < year <= point[0] for year in breaks)):
            result[-1].append(point)
        else:
            result.append([point])
    return result


def opening(
    css: str,
    title: str,
    *,
    box: tuple[float, float] | None = None,
    size: tuple[float, float] | None = None,
    desc: str = "",
    role: str = "img",
) -> Markup:
    """`<svg role="img">` with its title, and a description where there is one; :func:`closed` ends it.

    `title` and `desc` as first children are name and description of the drawing (SVG accessibility API mappings);
    no ids are needed that could meet those of another notebook in one window. `box` is width and height in drawing
    units, `size` those in CSS pixels; what is left out is up to the stylesheet. A drawing with links is a `group`:
    the content of an `img` is hidden from assistive technology. Raises ValueError without a title.
    """
    if not title.strip():
        raise ValueError("a drawing needs a title: its alternative text")
    seen = attribute("viewBox", f"0 0 {coordinate(box[0])} {coordinate(box[1])}" if box else "")
    shown = html(' width="{}" height="{}"', coordinate(size[0]), coordinate(size[1])) if size else ""
    described = html("<desc>{}</desc>", inside(desc)) if desc else ""
    return html('<svg class="{}"{}{} role="{}"><title>{}</title>{}', css, seen, shown, role, inside(title), described)


def closed(parts: Iterable[Markup]) -> Markup:
    """A whole drawing: its opening and what follows, with the tag that ends it."""
    return html("{}</svg>", join(parts))


def linked(d: str, words: str, href: str, attributes: str = "") -> Markup:
    """A shape that leads to a page and says so when it is pointed at; `attributes` of the link, a space before each."""
    return html('<a href="{}"{}><title>{}</title>{}</a>', href, attributes, inside(words), path(d))


def label(x: float, y: float, text: str, css: str = "", *, anchor: str = "") -> Markup:
    """A `<text>` element; `anchor` is "", "middle" or "end" (of many in a row: :func:`labels`)."""
    form = _form(css, anchor)
    if x:
        return html('<text x="{}" y="{}"{}>{}</text>', coordinate(x), coordinate(y), form, inside(text))
    return html('<text y="{}"{}>{}</text>', coordinate(y), form, inside(text))


@lru_cache(maxsize=64)
def _form(css: str, anchor: str) -> Markup:
    return join([attribute("class", css), attribute("text-anchor", anchor)])


def labels(anchor: str, texts: Iterable[tuple[float, float, str]]) -> Markup:
    """Texts of one anchor as a group: x, y and words of each."""
    return html('<g text-anchor="{}">{}</g>', anchor, join(label(x, y, text) for x, y, text in texts))


def path(d: str, css: str = "") -> Markup:
    """A `<path>` element along `d`: commands and numbers, so that there is nothing to escape; ValueError otherwise."""
    if '"' in d or "<" in d or "&" in d:
        raise ValueError(f"a path holds commands and numbers, found {d!r}")
    return html('<path{} d="{}"/>', attribute("class", css), Markup(d))


def band(ends: Sequence[tuple[float, float, float]], css: str = "") -> Markup:
    """A muted area around a line, in its colour: x, upper y and lower y of each point; of one point it is a bar.

    Its look stands in attributes: every page carries the stylesheet, few have a margin.
    """
    if len(ends) == 1:
        x, top, bottom = ends[0]
        ends = [(x - 1.5, top, bottom), (x + 1.5, top, bottom)]
    corners = [(x, top) for x, top, _ in ends] + [(x, bottom) for x, _, bottom in reversed(ends)]
    points = " ".join(pair(*corner) for corner in corners)
    return html('<polygon{} points="{}" fill="currentColor" fill-opacity=".2"/>', attribute("class", css), points)


def dot(x: float, y: float, radius: float, css: str = "") -> Markup:
    """A `<circle>` element."""
    return html(
        '<circle{} cx="{}" cy="{}" r="{}"/>', attribute("class", css), coordinate(x), coordinate(y), coordinate(radius)
    )
