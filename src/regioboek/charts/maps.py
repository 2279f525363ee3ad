"""National maps: every gemeente in one of a few named classes, with the borders of the provincies on top.

All maps of an edition are drawn from the overview in `paths.json`, made once for maps of this size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from regioboek.charts.frame import Frame, framed
from regioboek.charts.paint import PaintedClass
from regioboek.charts.parts import coordinate, linked
from regioboek.markup import Markup, attribute, html, join

#: Width of a map in CSS pixels; two stand beside each other on a wide screen, one fills a phone.
WIDTH = 400

#: Room around the country, as a share of its width: half of the widest line fits.
ROOM = 0.006


def national_map(
    overview: Mapping[str, Any],
    states: Mapping[str, str],
    classes: Sequence[PaintedClass],
    tips: Mapping[str, str],
    frame: Frame,
) -> Markup:
    """SVG of all gemeenten of `overview` (of paths.json), each in its class.

    `states` and `tips` map gemeente codes to a class key and a tooltip; gemeenten link to their page.
    The legend, with the number of gemeenten in each class that occurs, becomes part of `frame`.
    """
    room = round(ROOM * overview["width"])
    wide, high = overview["width"] + 2 * room, overview["height"] + 2 * room
    unit = wide / WIDTH
    shapes: dict[str, list[Markup]] = {part.key: [] for part in classes}
    for code, outline in overview["gemeenten"].items():
        if code in states:
            link = f"../regio/{code.lower()}.html"
            shapes[states[code]].append(linked(outline, tips[code], link, attribute("tabindex", "-1")))
    drawn = [
        html('<g style="{}">{}</g>', part.css(frame.uid, 0.6 * unit), join(shapes[part.key]))
        for part in classes
        if shapes[part.key]
    ]
    if overview["borders"]:
        drawn.append(html('<path style="{}" d="{}"/>', frame.palette.line("ink", 0.8 * unit), overview["borders"]))
    height = high / unit
    box = f"{-room} {-room} {wide} {high}"
    opening = html('<svg viewBox="{}" width="{}" height="{}">', box, str(WIDTH), coordinate(height))
    legend = [(part, len(shapes[part.key])) for part in classes if shapes[part.key]]
    return framed(html("{}{}</svg>", opening, join(drawn)), (WIDTH, height), replace(frame, legend=legend), unit=unit)
