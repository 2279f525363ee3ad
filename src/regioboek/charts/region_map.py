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

import numpy as np

from regioboek.charts.parts import closed, coordinate, cut, label, linked, opening, path, text_width
from regioboek.markup import Markup, attribute, html, join
from regioboek.params.levels import Level
from regioboek.words.drawn import region_map_title

WIDTH = 400
_FLAT, _TALL = 0.75, 1.1  # height of the map as a share of its width, at least and at most
_REACH, _MARGIN = 0.9, 0.35  # how far to reach for a neighbour's middle, and room beyond; shares of the larger side
_CAPTION = 18  # pixels below the map
_FONT, _FONT_OWN = 11.5, 13.5

Box = tuple[float, float, float, float]
_NO_BOXES = np.empty((0, 4))


@dataclass(frozen=True)
class _Window:
    """The piece of the map that is shown, in map units, and how many of these one pixel is."""

    box: Box
    unit: float

    @classmethod
    def around(cls, box: Sequence[float], pad_share: float) -> _Window:
        left, top, right, bottom = box
        pad = pad_share * max(right - left, bottom - top)
        w, h = right - left + 2 * pad, bottom - top + 2 * pad
        aspect = min(max(h / w, _FLAT), _TALL) if w > 0 else _FLAT
        span = max(w, h / aspect, 1.0)
        x, y = (left + right) / 2, (top + bottom) / 2
        return cls((x - span / 2, y - span * aspect / 2, x + span / 2, y + span * aspect / 2), span / WIDTH)

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
    around: Level,
    caption: str = "",
) -> Markup:
    """SVG of one region in its surroundings.

    `paths` is paths.json; `names` gives the name of every code drawn; `link` the address of a code's page;
    `members` the codes of the regions inside, drawn instead of the plain area; `around` the level of the regions drawn
    beside it; `caption` is written below (source and edition). Raises ValueError when the code has no path.
    """
    regions = paths["regions"]
    if code not in regions:
        raise ValueError(f"paths.json has no path for {code}; it knows {len(regions)} regions")
    own = regions[code]
    window = _Window.around(own["box"], 0.06) if members else _surroundings(regions, code)
    within = set(members)
    codes, boxes = (paths if "boxes" in paths else with_boxes(paths))["boxes"].get(around, ((), _NO_BOXES))
    left, top, right, bottom = window.box
    shown = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
    near = [c for at in np.flatnonzero(shown).tolist() if (c := codes[at]) != code and c not in within]
    u, box = window.unit, window.box
    height = window.height
    beside = [names[c] for c in own.get("neighbours", ()) if c in names]
    title, desc = region_map_title(names[code], level, beside, [names[c] for c in members])
    size = (WIDTH, height + (_CAPTION if caption else 0))
    corners = (box[0], box[1], box[2] - box[0], box[3] - box[1])
    inner = html(
        '<svg viewBox="{}" width="{}" height="{}">',
        " ".join(map(coordinate, corners)),
        coordinate(WIDTH),
        coordinate(height),
    )
    out = [opening("rb-map", title, box=size, size=size, desc=desc, role="group"), inner]
    out += [linked(regions[c]["d"], names[c], link(c)) for c in near]
    out += [linked(regions[c]["d"], names[c], link(c), attribute("class", "rb-in")) for c in members]
    out.append(path(own["d"], "rb-outline" if members else "rb-here"))
    out.append(
        html(
            '<g text-anchor="middle" font-size="{}" stroke-width="{}">{}</g></svg>'
            '<rect class="rb-frame" x=".5" y=".5" width="{}" height="{}"/>',
            coordinate(_FONT * u),
            coordinate(3 * u),
            join(_names(regions, names, code, [*members, *near], window)),
            coordinate(WIDTH - 1),
            coordinate(height - 1),
        )
    )
    if caption:
        out.append(label(0, height + 13, cut(caption, WIDTH, 11)))
    return closed(out)


def with_boxes(paths: Mapping[str, Any]) -> dict[str, Any]:
    """`paths` with the boxes of every level in one array: a map among 11 000 buurten looks at these, not at each."""
    by_level: dict[Level, list[str]] = {}
    for code, region in paths.get("regions", {}).items():
        by_level.setdefault(region["level"], []).append(code)
    return {
        **paths,
        "boxes": {
            level: (codes, np.array([paths["regions"][c]["box"] for c in codes])) for level, codes in by_level.items()
        },
    }


def _surroundings(regions: Mapping[str, Any], code: str) -> _Window:
    """A window on the region that reaches for the middles of its neighbours."""
    own = regions[code]["box"]
    side = max(own[2] - own[0], own[3] - own[1])
    left, top, right, bottom = own
    for other in regions[code].get("neighbours", ()):
        if other in regions:
            x, y = regions[other]["at"]
            left, right = min(left, max(x, own[0] - _REACH * side)), max(right, min(x, own[2] + _REACH * side))
            top, bottom = min(top, max(y, own[1] - _REACH * side)), max(bottom, min(y, own[3] + _REACH * side))
    return _Window.around((left, top, right, bottom), _MARGIN * side / max(right - left, bottom - top, 1))


def _names(
    regions: Mapping[str, Any], names: Mapping[str, str], code: str, others: Sequence[str], window: _Window
) -> list[Markup]:
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
        shown = area[1] > window.box[1] + 2 * u and area[3] < window.box[3] - 2 * u
        if shown and not any(_touch(area, other) for other in taken):
            taken.append(area)
            out.append(label(x, y + size * 0.36 * u, names[c], "rb-here" if own else ""))
    return out


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
