"""Draw the house: rooms of `regioboek.rooms` on their floors, with the imports that the code has now.

    python tools/draw_rooms.py            # docs/rooms.svg and the table in docs/ARCHITECTURE.md
    python tools/draw_rooms.py --check    # exit code 1 when they are not what the code says

An arrow that follows from others (a knows b, b knows c, so a may know c) is left out of the picture; the table has all.
"""

from __future__ import annotations

import ast
import sys
from html import escape
from pathlib import Path

import regioboek
from regioboek.rooms import ROOMS

ROOT = Path(__file__).parents[1]
PACKAGE = Path(regioboek.__file__).parent
PICTURE, PAPER = ROOT / "docs" / "rooms.svg", ROOT / "docs" / "ARCHITECTURE.md"
BEGIN, END = "<!-- rooms: made by tools/draw_rooms.py -->", "<!-- /rooms -->"

#: Pixels: a box, the room between boxes and between floors.
BOX, GAP, STEP, HEIGHT = 270, 24, 74, 42
NAMES = {room.name for room in ROOMS}


def room_of(module: str) -> str | None:
    """The innermost room of a module below the package; None for the package itself."""
    parts = ("cli" if module == "__main__" else module).split(".")
    return next((name for n in range(len(parts), 0, -1) if (name := ".".join(parts[:n])) in NAMES), None)


def imports() -> dict[str, set[str]]:
    """Room -> the rooms it imports from, read from the source."""
    found: dict[str, set[str]] = {room.name: set() for room in ROOMS}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        here = room_of(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if here and isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "regioboek":
                inside = (node.module or "").partition(".")[2]
                names = [f"{inside}.{alias.name}".lstrip(".") for alias in node.names]
                found[here] |= {room for name in names if (room := room_of(name)) and room != here}
    return found


def whole(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same for whole rooms: `sources` with all rooms inside it."""
    top = {room.name.partition(".")[0]: set[str]() for room in ROOMS}
    for upper, lowers in arrows.items():
        top[upper.partition(".")[0]] |= {lower.partition(".")[0] for lower in lowers}
    return {room: lowers - {room} for room, lowers in top.items()}


def floors(arrows: dict[str, set[str]]) -> dict[str, int]:
    """How many rooms lie below a room, one under the other, at the most."""
    found: dict[str, int] = {}
    while left := [room for room in arrows if room not in found]:
        for room in left:
            if arrows[room] <= found.keys():
                found[room] = max((found[below] + 1 for below in arrows[room]), default=0)
    return found


def reduced(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Without the arrows that follow from others."""
    floor, reach = floors(arrows), dict[str, set[str]]()
    for room in sorted(arrows, key=floor.__getitem__):
        reach[room] = set().union(*({below} | reach[below] for below in arrows[room]))
    return {a: {b for b in bs if not any(b in reach[c] for c in bs - {b})} for a, bs in arrows.items()}


def picture(arrows: dict[str, set[str]]) -> str:
    """The house as SVG, the ground floor at the bottom; rooms inside a room are named below it."""
    top = whole(arrows)
    floor, inside = floors(top), {name: [r.name for r in ROOMS if r.name.startswith(f"{name}.")] for name in top}
    rows = [[room for room in top if floor[room] == n] for n in range(max(floor.values()) + 1)]
    width, height = max(map(len, rows)) * (BOX + GAP) + GAP, len(rows) * STEP
    place = {}
    for n, rooms in enumerate(rows):
        left = (width - len(rooms) * (BOX + GAP) + GAP) / 2
        for k, room in enumerate(rooms):
            place[room] = (left + k * (BOX + GAP), height - (n + 1) * STEP + (STEP - HEIGHT) / 2)
    lines, boxes = [], []
    for upper, lowers in reduced(top).items():
        for lower in sorted(lowers):
            (x1, y1), (x2, y2) = place[upper], place[lower]
            x1, y1, x2 = x1 + BOX / 2, y1 + HEIGHT, x2 + BOX / 2
            half = (y1 + y2) / 2
            lines.append(f'<path d="M{x1:g} {y1:g}C{x1:g} {half:g} {x2:g} {half:g} {x2:g} {y2:g}"/>')
    purpose = {room.name: room.purpose for room in ROOMS}
    for room, (x, y) in place.items():
        below = " · ".join(name.partition(".")[2] for name in inside[room])
        told = f'<text class="s" x="{x + BOX / 2:g}" y="{y + 33:g}">{below}</text>' if below else ""
        boxes.append(
            f'<g><title>{escape(purpose[room])}</title><rect x="{x:g}" y="{y:g}" width="{BOX}" height="{HEIGHT}" '
            f'rx="4"/><text x="{x + BOX / 2:g}" y="{y + (18 if below else 25):g}">{room}</text>{told}</g>'
        )
    style = (
        "svg{background:#fff;font:14px system-ui,sans-serif}path{fill:none;stroke:#8a94a0}.s{font-size:10px}"
        "rect{fill:#eef3f4;stroke:#0b5d6b}text{text-anchor:middle;fill:#1c2430}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<title>The rooms of regioboek: each knows only rooms below it</title><style>{style}</style>\n"
        + "\n".join([*lines, *boxes])
        + "\n</svg>\n"
    )


def table(arrows: dict[str, set[str]]) -> str:
    """The rooms from the top, with what they are for and what they know."""
    rows = [f"| `{r.name}` | {r.purpose} | {', '.join(sorted(arrows[r.name])) or '–'} |" for r in reversed(ROOMS)]
    count = f"{len(ROOMS)} rooms on {max(r.floor for r in ROOMS) + 1} floors, {sum(map(len, arrows.values()))} arrows."
    return "\n".join([BEGIN, "", "| room | what it is for | knows |", "|---|---|---|", *rows, "", count, "", END])


def wanted() -> dict[Path, str]:
    """What the two files should hold."""
    arrows, paper = imports(), PAPER.read_text("utf-8")
    before, _, rest = paper.partition(BEGIN)
    return {PICTURE: picture(arrows), PAPER: before + table(arrows) + rest.partition(END)[2]}


def main() -> int:
    """Write, or with --check compare."""
    stale = [p for p, text in wanted().items() if not p.is_file() or p.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the code says: run python tools/draw_rooms.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted()[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
