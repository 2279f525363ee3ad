"""Figures drawn with seaborn and matplotlib, as SVG that belongs in a page.

An artist says what it is through its gid (`gid="grid"`), which matplotlib writes as the id of a group around its
shapes. Those ids say here how each shape looks: a figure gives a style for every name it uses, and nothing of what
matplotlib chose itself (colours, fonts, ids, dates) reaches the page.

Rules

* Same figure, same bytes, and no id that another figure could have.
* Text stays text (selectable, read aloud, in the page's own font).
* Shapes of one name stand together, where the first of them was drawn. Nothing is clipped.
* Shapes are moves and lines; markers are circles; a turned text turns around its anchor (`rotation_mode="anchor"`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from regioboek.charts.frame import TEXT, Frame, framed
from regioboek.charts.paint import Palette
from regioboek.charts.parts import coordinate, dot, pair, path, polyline
from regioboek.markup import Markup, attribute, html, inside, join

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: One set of rcParams for every national figure; sizes in points at 72 dpi, so that 1 pt is 1 unit in the SVG.
STYLE: dict[Any, Any] = {
    "figure.dpi": 72,
    "figure.frameon": False,
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name with two dollar signs is a name
    "path.simplify": False,
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "axes.axisbelow": True,
    "axes.spines.left": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"

#: A style for every shape of a name, or one for each of its shapes in the order they are drawn in.
Looks = Mapping[str, str | Sequence[str]]


def to_svg(figure: Figure, looks: Looks, frame: Frame) -> Markup:
    """The SVG element of a figure with its frame; to be called within `STYLE`, which the figure was drawn with.

    Raises ValueError for a shape whose name has no look.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    width, height = figure.get_size_inches() * 72
    return framed(shapes(buffer.getvalue(), looks), (width, height), frame)


def new_figure(
    size: tuple[float, float], *, left: float, top: float, right: float, bottom: float
) -> tuple[Figure, Axes]:
    """A figure of `size` (width and height in pixels) and its axes, with so many pixels around them."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    width, height = size
    inner = ((width - left - right) / width, (height - top - bottom) / height)
    figure = Figure(figsize=(width / 72, height / 72))
    axes = figure.add_axes((left / width, bottom / height, *inner))
    axes.patch.set_visible(False)
    return figure, axes


def name_axes(axes: Axes) -> None:
    """Give names to what the axes draw themselves: `axis`, `grid`, and the words `across` and `up`."""
    axes.spines["bottom"].set_gid("axis")
    for line in (*axes.get_xgridlines(), *axes.get_ygridlines()):
        line.set_gid("grid")
    for name, words in (("across", axes.get_xticklabels()), ("up", axes.get_yticklabels())):
        for word in words:
            word.set_gid(name)


def axes_looks(palette: Palette) -> dict[str, str]:
    """How the names of :func:`name_axes` look."""
    muted = f"fill:{palette.css('muted')};text-anchor:"
    return {
        "axis": palette.line("rule", 0.8),
        "grid": palette.line("rule", 0.6),
        "across": f"{muted}middle",
        "up": f"{muted}end",
    }


def shapes(svg: str, looks: Looks) -> Markup:
    """The shapes of an SVG document that matplotlib wrote, each in the look of its name."""
    root = ElementTree.fromstring(svg)
    drawn: dict[str, list[ElementTree.Element]] = {}
    for name, shape in _named(root, looks, None):
        drawn.setdefault(name, []).append(shape)
    radii = {f"#{el.get('id')}": _radius(el) for el in root.iter(f"{_SVG}path") if el.get("id")}
    groups: dict[tuple[str, str], list[Markup]] = {}
    for name, found in drawn.items():
        look = looks[name]
        each = [look] * len(found) if isinstance(look, str) else look
        for shape, style in zip(found, each, strict=True):
            groups.setdefault((name, style), []).append(_markup(shape, radii))
    return join(html('<g style="{}">{}</g>', style, join(found)) for (_, style), found in groups.items())


def _named(element: ElementTree.Element, looks: Looks, name: str | None) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every shape below `element` with the name of the innermost group that has a look."""
    for child in element:
        tag = child.tag.removeprefix(_SVG)
        if tag == "g":
            own = child.get("id")
            yield from _named(child, looks, own if own in looks else name)
        elif tag in ("path", "use", "text"):
            if name is None:
                raise ValueError(f"a figure has a {tag} without a name that has a look: {child.attrib}")
            yield name, child


def _markup(shape: ElementTree.Element, radii: Mapping[str, float]) -> Markup:
    if along := shape.get("d"):
        return path("".join(_pieces(along)))
    x, y = float(shape.get("x", "nan")), float(shape.get("y", "nan"))
    if marker := shape.get(_LINK):
        return dot(x, y, radii[marker])
    angle = float(shape.get("transform", "").removeprefix("rotate(").partition(" ")[0])
    turned = attribute("transform", f"rotate({angle:g} {pair(x, y)})" if angle else "")
    return html('<text x="{}" y="{}"{}>{}</text>', coordinate(x), coordinate(y), turned, inside(shape.text or ""))


def _pieces(path: str) -> Iterator[str]:
    """A path of absolute moves and lines, in relative steps."""
    for piece in path.split("M")[1:]:
        numbers = [float(word) for word in piece.split() if word not in ("L", "z")]
        yield polyline(zip(numbers[::2], numbers[1::2], strict=True)) + ("z" if "z" in piece else "")


def _radius(marker: ElementTree.Element) -> float:
    """Of a circle around 0, as matplotlib writes it: it begins straight below or above the middle."""
    _, x, y = marker.get("d", "").split()[:3]
    if float(x) != 0:
        raise ValueError(f"a marker of a figure is a circle, found {marker.get('d')}")
    return abs(float(y))
