"""What matplotlib writes as SVG, read as a tree and written again small, unique and in the page's own colours.

Dropped: metadata, clipping, the drawing's own background, groups without a purpose, fonts, styles that are the default.
Kept: shapes in their order, texts with their anchors, links, markers that are used. A run of shapes with the same
style becomes one group with that style; a style that still occurs often becomes a class.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from xml.etree import ElementTree

from regioboek.charts.paint import PaintedClass

_XLINK = "{http://www.w3.org/1999/xlink}href"
_DROPPED = frozenset({"metadata", "style", "clipPath"})
_NO_TURN = re.compile(r"rotate\(-?0(\.0+)? ")
_NUMBER = re.compile(r"-?\d+\.\d+")
#: Style properties that say nothing: defaults, or the page's own business.
_IDLE = frozenset({"stroke-linejoin", "stroke-linecap", "font-family", "stroke-miterlimit"})
_FONT = re.compile(r"(?:(?P<weight>\d+|bold) )?(?P<size>[\d.]+)px ")


@dataclass(frozen=True)
class Drawn:
    """A cleaned drawing: its size in drawing units, shapes, shared classes as `<style>`, and its number of links."""

    width: float
    height: float
    markup: str
    style: str
    links: int


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str]
    style: str = ""
    text: str = ""
    children: list[_Node] = field(default_factory=list)

    def looks(self) -> str:
        """The style of a shape, or of the only shape in a link; "" for what cannot share a style."""
        return self.children[-1].style if self.tag == "a" and self.children else self.style


class Cleaner:
    """Cleans one drawing; `uid` starts every id, `colours` and `classes` are found by lower-case hex colour."""

    def __init__(
        self,
        uid: str,
        colours: Mapping[str, str],
        classes: Mapping[str, PaintedClass],
        tips: Mapping[str, str],
        decimals: int = 1,
    ):
        self.uid = uid
        self.colours = {hex_.lower(): css for hex_, css in colours.items()}
        self.classes = {hex_.lower(): part for hex_, part in classes.items()}
        self.tips = tips
        self.decimals = decimals
        self.links = 0

    def clean(self, svg: str) -> Drawn:
        """The drawing in `svg`, an SVG document as matplotlib writes it."""
        root = ElementTree.fromstring(svg)
        used = {ref.lstrip("#") for el in root.iter() if (ref := el.get(_XLINK)) and ref.startswith("#")}
        nodes = [node for child in root for node in self._nodes(child, used)]
        nodes = _grouped(nodes)
        counts = Counter(node.style for node in _walk(nodes) if node.style)
        shared = {style: f"{self.uid}-{i}" for i, style in enumerate(s for s, n in sorted(counts.items()) if n > 3)}
        rules = "".join(f".{name}{{{style}}}" for style, name in shared.items())
        width, height = (float(v) for v in root.get("viewBox", "0 0 0 0").split()[2:])
        markup = "".join(_markup(node, shared) for node in nodes)
        return Drawn(width, height, markup, f"<style>{rules}</style>" if rules else "", self.links)

    def _nodes(self, element: ElementTree.Element, used: set[str]) -> list[_Node]:
        """An element as none, one, or (a group without a purpose) all of its children."""
        tag = element.tag.rpartition("}")[2]
        if tag in _DROPPED:
            return []
        children = [node for child in element for node in self._nodes(child, used)]
        if tag in ("g", "defs") and not (tag == "defs" and children):
            return children
        if tag == "a":
            self.links += 1
            href = element.get(_XLINK, "")
            title = _Node("title", {}, text=self.tips.get(href, ""))
            return [_Node("a", {"href": href, "tabindex": "-1"}, children=[title, *children])]
        style = self._style(element.get("style", ""))
        if tag == "path" and _unseen(style):
            return []
        text = element.text or "" if tag == "text" else ""
        return [_Node(tag, self._attributes(element, used), style, text, children)]

    def _attributes(self, element: ElementTree.Element, used: set[str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, value in element.attrib.items():
            if name == "id" and value in used:
                kept["id"] = f"{self.uid}-{value}"
            elif name == _XLINK:
                kept["href"] = f"#{self.uid}-{value.lstrip('#')}"
            elif name == "d":
                kept["d"] = compact_path(value, self.decimals)
            elif name == "transform" and not _NO_TURN.match(value):
                kept["transform"] = _NUMBER.sub(lambda m: _short(float(m[0]), 1), value)
            elif name in ("x", "y"):
                kept[name] = _short(float(value), self.decimals)
        return kept

    def _style(self, style: str) -> str:
        """A style as short as it can be, in the page's colours; empty for the black matplotlib leaves unsaid."""
        found = dict(part.split(": ", 1) for part in style.split("; ") if ": " in part)
        font = _FONT.match(found.pop("font", ""))
        if font:
            found["font-size"] = f"{font['size']}px"
            if font["weight"]:
                found["font-weight"] = font["weight"]
        part = self.classes.get(found.get("fill", "").lower())
        if part is not None:
            found["fill"], found["stroke"] = part.fill_in(self.uid), part.outline
            if part.fill == "none":  # an outline is thinner than the white between areas
                found["stroke-width"] = f"{0.6 * float(found.get('stroke-width', '1')):.2f}"
        out = []
        for name, value in found.items():
            if name in _IDLE or (name == "text-anchor" and value == "start"):
                continue
            short = _NUMBER.sub(lambda m: _short(float(m[0]), 2), value) if "#" not in value else value
            out.append(f"{name}:{self.colours.get(value.lower(), short)}")
        return ";".join(out)


def _unseen(style: str) -> bool:
    return ("fill:none" in style and "stroke:" not in style) or "opacity:0;" in f"{style};"


def _walk(nodes: list[_Node]) -> list[_Node]:
    return [n for node in nodes for n in (node, *_walk(node.children))]


def _grouped(nodes: list[_Node]) -> list[_Node]:
    """Runs of more than two shapes with one style become a group with that style."""
    out: list[_Node] = []
    for looks, run in groupby(nodes, key=_Node.looks):
        members = list(run)
        if looks and len(members) > 2:
            for member in members:
                (member.children[-1] if member.tag == "a" else member).style = ""
            members = [_Node("g", {}, looks, children=members)]
        out += members
    return out


def _markup(node: _Node, shared: Mapping[str, str]) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    if node.style:
        name = shared.get(node.style)
        attributes += f' class="{name}"' if name else f' style="{escape(node.style)}"'
    inner = escape(node.text, quote=False) + "".join(_markup(child, shared) for child in node.children)
    return f"<{node.tag}{attributes}>{inner}</{node.tag}>" if inner else f"<{node.tag}{attributes}/>"


def compact_path(path: str, decimals: int = 1) -> str:
    """A path of absolute moves and lines on a grid of `decimals`, in relative steps; any other only loses digits.

    Every point lies within half a grid step of where it was: errors do not add up.
    """
    tokens = path.split()
    if not {t for t in tokens if t.isalpha()} <= {"M", "L", "z"}:
        return " ".join(t if t.isalpha() else _short(float(t), max(decimals, 1)) for t in tokens)
    grid = 10**decimals
    out: list[str] = []
    here = start = (0, 0)
    i, last = 0, ""
    while i < len(tokens):
        if tokens[i] == "z":
            if last == "l" and here == start:
                out.pop()  # closing draws the way back
            out.append("z")
            here, last, i = start, "z", i + 1
            continue
        x, y = (round(float(token) * grid) for token in tokens[i + 1 : i + 3])
        if tokens[i] == "M":
            start, last = (x, y), "M"
            out.append(f"M{_step(x, decimals)}{_follow(_step(y, decimals))}")
        elif (x, y) != here:
            across, down = _step(x - here[0], decimals), _step(y - here[1], decimals)
            first = "l" + across if last != "l" else _follow(across)
            out.append(first + _follow(down))
            last = "l"
        here, i = (x, y), i + 3
    return "".join(out)


def _follow(number: str) -> str:
    """A number behind another: a space between them unless its sign does that."""
    return number if number.startswith("-") else f" {number}"


def _step(value: int, decimals: int) -> str:
    """A whole number of grid steps as a decimal without needless digits: -5 tenths -> "-.5"."""
    return _short(value / 10**decimals, decimals)


def _short(value: float, decimals: int) -> str:
    """A number without trailing zeros, leading zero or minus zero."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if text in ("-0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
