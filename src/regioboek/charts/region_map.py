"""A region on the map among its neighbours, or with the regions inside it.

Paths come ready-made (`paths.json`): whole-number coordinates of one common drawing, for real borders and for
tiles alike. This module chooses the piece to show, draws what lies in it, and writes names where they fit.

Rules

* The own region is filled and outlined in the accent colour; what lies around it is faint and cut off at the
  frame. With `members` (gemeenten of a provincie, provincies of Nederland) these are drawn inside the outline.
* The frame reaches for the middles of the neighbours, no further than about the region's own size.
* Every other region is a link with its name as tooltip. North is up.
* Names: the own region first, then the largest visible ones; a name is written only where it fits within its
  region and touches no other name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regioboek.charts.parts import coordinate, cut, label, linked, opening, text_width
from regioboek.params.regions import Level
from regioboek.words import language as nl

WIDTH = 400
_FLAT, _TALL = 0.75, 1.1  # height of the map as a share of its width, at least and at most
_REACH, _MARGIN = 0.9, 0.35  # how far to reach for a neighbour's middle, and room beyond; shares of the larger side
_CAPTION = 18  # pixels below the map
_FONT, _FONT_OWN = 11.5, 13.5

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Window:
    """The piece of the map that is shown, in map units, and how many of these one pixel is."""

    box: Box
    unit: float

    @classmethod
    def around(cls, box: Sequence[float], pad_share: float, width: float) -> _Window:
        left, top, right, bottom = box
        pad = pad_share * max(right - left, bottom - top)
        w, h = right - left + 2 * pad, bottom - top + 2 * pad
        aspect = min(max(h / w, _FLAT), _TALL) if w > 0 else _FLAT
        span = max(w, h / aspect, 1.0)
        x, y = (left + right) / 2, (top + bottom) / 2
        return cls((x - span / 2, y - span * aspect / 2, x + span / 2, y + span * aspect / 2), span / width)

    @property
    def height(self) -> float:
        """In pixels."""
        return (self.box[3] - self.box[1]) / self.unit

    def overlap(self, box: Sequence[float]) -> Box | None:
        """The part of `box` inside the window."""
        a, b = self.box, box
        cut_out = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
        return cut_out if cut_out[0] < cut_out[2] and cut_out[1] < cut_out[3] else None


def region_map(
    paths: Mapping[str, Any],
    code: str,
    *,
    level: Level,
    names: Mapping[str, str],
    link: Callable[[str], str],
    members: Sequence[str] = (),
    around: Level | None = None,
    caption: str = "",
    width: int = WIDTH,
) -> str:
    """SVG of one region in its surroundings.

    `paths` is paths.json; `names` gives the name of every code drawn; `link` the address of a code's page;
    `members` the codes of the regions inside, drawn instead of the plain area; `around` the level of the regions drawn
    beside it (its own); `caption` is written below
    (source and edition). Raises ValueError when the code has no path or a neighbour no name.
    """
    regions = paths["regions"]
    if code not in regions:
        raise ValueError(f"paths.json has no path for {code}; it knows {len(regions)} regions")
    own = regions[code]
    window = _Window.around(own["box"], 0.06, width) if members else _surroundings(regions, code, width)
    inside = set(members)
    near = [
        other
        for other, region in regions.items()
        if other != code
        and other not in inside
        and region["level"] == (around or level)
        and window.overlap(region["box"])
    ]
    unnamed = [c for c in (code, *near, *members) if c not in names]
    if unnamed:
        raise ValueError(f"no name for {', '.join(unnamed)}, drawn on the map of {code}")
    u, box = window.unit, window.box
    height = window.height
    title, desc = _told(own, code, level, names, members)
    size = (width, height + (_CAPTION if caption else 0))
    svg = opening("rb-map", title, box=size, size=size, desc=desc, role="group")
    inner = f"{coordinate(box[0])} {coordinate(box[1])} {coordinate(box[2] - box[0])} {coordinate(box[3] - box[1])}"
    out = [svg, f'<svg viewBox="{inner}" width="{width}" height="{coordinate(height)}">']
    out += [linked(regions[c]["d"], names[c], link(c)) for c in near]
    css = "rb-outline" if members else "rb-here"
    out += [linked(regions[c]["d"], names[c], link(c), ' class="rb-in"') for c in members]
    out.append(f'<path class="{css}" d="{own["d"]}"/>')
    texts = _names(regions, names, code, [*members, *near], window)
    style = f'font-size="{coordinate(_FONT * u)}" stroke-width="{coordinate(3 * u)}"'
    out.append(f'<g text-anchor="middle" {style}>{"".join(texts)}</g></svg>')
    out.append(f'<rect class="rb-frame" x=".5" y=".5" width="{width - 1}" height="{coordinate(height - 1)}"/>')
    if caption:
        out.append(label(0, height + 13, cut(caption, width, 11)))
    return "".join([*out, "</svg>"])


def _surroundings(regions: Mapping[str, Any], code: str, width: float) -> _Window:
    """A window on the region that reaches for the middles of its neighbours."""
    own = regions[code]["box"]
    side = max(own[2] - own[0], own[3] - own[1])
    left, top, right, bottom = own
    for other in regions[code].get("neighbours", ()):
        if other in regions:
            x, y = regions[other]["at"]
            left, right = min(left, max(x, own[0] - _REACH * side)), max(right, min(x, own[2] + _REACH * side))
            top, bottom = min(top, max(y, own[1] - _REACH * side)), max(bottom, min(y, own[3] + _REACH * side))
    return _Window.around((left, top, right, bottom), _MARGIN * side / max(right - left, bottom - top, 1), width)


def _told(
    own: Mapping[str, Any], code: str, level: Level, names: Mapping[str, str], members: Sequence[str]
) -> tuple[str, str]:
    name = nl.place_name(names[code], level)
    around = nl.listing(names[c] for c in own.get("neighbours", ()) if c in names)
    borders = f"{nl.sentence_case(name)} grenst aan {around}." if around else ""
    if members:
        inside = f"Daarin: {nl.listing(names[c] for c in members)}."
        return f"Kaart van {name}", f"{borders} {inside}".strip()
    return f"Kaart van {name} en omgeving", borders or f"{nl.sentence_case(name)} heeft geen buren op deze kaart."


def _names(
    regions: Mapping[str, Any], names: Mapping[str, str], code: str, others: Sequence[str], window: _Window
) -> list[str]:
    """The names that fit, own region first, then by visible room."""
    u = window.unit
    taken: list[Box] = []
    out = []
    rooms = {c: part for c in others if (part := window.overlap(regions[c]["box"]))}
    members = any(regions[c]["level"] != regions[code]["level"] for c in others)
    size_of = {c: (part[2] - part[0]) * (part[3] - part[1]) for c, part in rooms.items()}
    order = sorted(rooms, key=lambda c: (regions[c]["level"] == regions[code]["level"], -size_of[c]))
    for c in order if members else [code, *order]:
        own = c == code
        size = _FONT_OWN if own else _FONT
        w, h = text_width(names[c], size, bold=own) * u, size * 1.15 * u
        room = rooms.get(c) or window.box
        x, y = regions[c]["at"]
        if not own and (w > (room[2] - room[0]) * (1.5 if members else 1.1) or not _holds(room, x, y)):
            continue
        x = min(max(x, window.box[0] + w / 2 + 4 * u), window.box[2] - w / 2 - 4 * u)
        area = (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        inside = area[1] > window.box[1] + 2 * u and area[3] < window.box[3] - 2 * u
        if inside and not any(_touch(area, other) for other in taken):
            taken.append(area)
            out.append(label(x, y + size * 0.36 * u, names[c], "rb-here" if own else ""))
    return out


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
