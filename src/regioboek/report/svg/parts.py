"""What all drawings share: coordinates, text that must fit, runs of observations, the opening tag.

Coordinates keep one decimal. Text is measured with the width per kind of letter of a wide interface font
(DejaVu Sans, Verdana), so that it fits in narrower ones too; what does not fit is cut with an ellipsis, the full
text standing in the title.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from html import escape
from itertools import pairwise

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


def coordinate(value: float) -> str:
    """A coordinate with at most one decimal, without "-0" or trailing zeros; ValueError when not finite."""
    if not math.isfinite(value):
        raise ValueError(f"a drawing needs finite coordinates, found {value}")
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def pair(x: float, y: float) -> str:
    """ "x y" for a path."""
    return f"{coordinate(x)} {coordinate(y)}"


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


def observed(years: Sequence[int], values: Sequence[float | None]) -> list[Point]:
    """Points that are there; None and NaN are absent.

    Raises ValueError when lengths differ, years do not increase or a value is infinite.
    """
    if len(years) != len(values):
        raise ValueError(f"found {len(years)} years and {len(values)} values; expected as many of both")
    if any(later <= earlier for earlier, later in pairwise(years)):
        raise ValueError(f"years must increase, found {list(years)}")
    points = [(int(y), float(v)) for y, v in zip(years, values, strict=True) if v is not None and not math.isnan(v)]
    if any(math.isinf(v) for _, v in points):
        raise ValueError("found an infinite value; expected finite numbers or None")
    return points


def runs(points: Iterable[Point], breaks: Collection[int] = ()) -> list[list[Point]]:
    """Points in runs of consecutive calendar years, none across a break (first year of the new method).

    A line is drawn within a run only: gaps stay open, and a survey held every third year shows as dots.
    """
    result: list[list[Point]] = []
    for point in points:
        if result and point[0] == result[-1][-1][0] + 1 and point[0] not in breaks:
            result[-1].append(point)
        else:
            result.append([point])
    return result


def opening(
    css: str, width: float, height: float, title: str, *, desc: str = "", uid: str = "", role: str = "img"
) -> str:
    """`<svg role="img">` with its title, and with a `uid` also a description; both get their ids from it.

    A drawing with links is a `group`: the content of an `img` is hidden from assistive technology. Raises
    ValueError without a title: every drawing has its alternative text.
    """
    if not title.strip():
        raise ValueError("a drawing needs a title: its alternative text")
    if desc and not uid:
        raise ValueError("a description needs a uid to be referred to")
    size = f'viewBox="0 0 {coordinate(width)} {coordinate(height)}" width="{coordinate(width)}"'
    size += f' height="{coordinate(height)}"'
    if not uid:
        return f'<svg class="{css}" {size} role="{role}"><title>{escape(title, quote=False)}</title>'
    named = f'aria-labelledby="{uid}-t"' + (f' aria-describedby="{uid}-d"' if desc else "")
    described = f'<desc id="{uid}-d">{escape(desc, quote=False)}</desc>' if desc else ""
    return (
        f'<svg class="{css}" {size} role="{role}" {named}><title id="{uid}-t">{escape(title, quote=False)}</title>'
        f"{described}"
    )


def label(x: float, y: float, text: str, css: str = "", *, anchor: str = "") -> str:
    """A `<text>` element; `anchor` is "", "middle" or "end"."""
    classes = f' class="{css}"' if css else ""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{coordinate(x)}" y="{coordinate(y)}"{classes}{where}>{escape(text, quote=False)}</text>'
