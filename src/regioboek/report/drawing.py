"""Matplotlib, seaborn and geopandas figures as SVG that belongs in a page.

Rules

* Same figure, same bytes: no date, no creator, ids derived from the figure's own `uid`.
* Several figures share a page: every id starts with the `uid`.
* Text stays text (selectable, read aloud, in the page's own font); coordinates keep one decimal.
* Colours that mean something become CSS variables with the drawn colour as fallback, so that an edition's own
  colours and the dark mode reach them: see :class:`Palette`.
* `<title>` and `<desc>` are the alternative text, made from the numbers by the caller.
* Links drawn with `set_urls` get their tooltip from `tips` and stay out of the tab order: the table behind
  the figure is the keyboard's way to the same places.
* Paths are written in relative steps and nothing is clipped: a third of what matplotlib writes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from regioboek.edition import Colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Neutral roles of PAGE design; the judged ones come from the edition.
NEUTRAL = {"ink": "#1c2430", "muted": "#55606e", "rule": "#c9d0d8", "paper": "#fbfaf7", "accent": "#0b5d6b"}


@dataclass(frozen=True)
class Palette:
    """Hex colours to draw with and the CSS variables that take their place in the page."""

    favourable: str
    unfavourable: str
    none: str
    ink: str = NEUTRAL["ink"]
    muted: str = NEUTRAL["muted"]
    rule: str = NEUTRAL["rule"]
    paper: str = NEUTRAL["paper"]
    accent: str = NEUTRAL["accent"]

    @classmethod
    def of(cls, colours: Colours) -> Palette:
        """The palette of an edition."""
        return cls(favourable=colours.favourable, unfavourable=colours.unfavourable, none=colours.none)

    def variables(self) -> dict[str, str]:
        """Hex colour -> CSS value."""
        names = ("favourable", "unfavourable", "none", "ink", "muted", "rule", "paper", "accent")
        return {getattr(self, name).lower(): f"var(--rb-{name},{getattr(self, name)})" for name in names}


#: One set of rcParams for every national figure; sizes in points at 72 dpi, so that 1 pt is 1 px in the SVG.
STYLE: dict[Any, Any] = {
    "figure.dpi": 72,
    "savefig.dpi": 72,
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.edgecolor": NEUTRAL["rule"],
    "axes.labelcolor": NEUTRAL["muted"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "xtick.color": NEUTRAL["muted"],
    "ytick.color": NEUTRAL["muted"],
    "text.color": NEUTRAL["ink"],
    "hatch.linewidth": 0.6,
    "hatch.color": NEUTRAL["muted"],
}

_HEAD = re.compile(r"^.*?<svg ", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_DECIMALS = re.compile(r"(-?\d+\.\d)\d+")
_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'(url\(#|href="#)([^")]+)')
_FONT_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
_FONT_SHORTHAND = re.compile(r"font: (?:(\d+) )?([\d.]+)px '[^']*'(?:, [^;\"]*)?")
_CLIP = re.compile(r' clip-path="[^"]*"')
_GLOBAL_STYLE = re.compile(r'<style type="text/css">[^<]*</style>')
_PATH = re.compile(r'\bd="([^"]*)"')
_STYLE = re.compile(r'style="([^"]*)"')
_LINK = re.compile(r'<a xlink:href="([^"]*)"(?: [^>]*)?>')


def to_svg(
    figure: Figure,
    *,
    uid: str,
    title: str,
    description: str,
    palette: Palette,
    tips: Mapping[str, str] | None = None,
) -> str:
    """The SVG element of a figure; closes the figure.

    `uid` must be a valid, page-unique id; `tips` maps a link's address to its tooltip.
    """
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib import pyplot as plt  # noqa: PLC0415

    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": uid, **STYLE}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    plt.close(figure)
    return clean_svg(buffer.getvalue(), uid=uid, title=title, description=description, palette=palette, tips=tips or {})


def clean_svg(svg: str, *, uid: str, title: str, description: str, palette: Palette, tips: Mapping[str, str]) -> str:
    """What matplotlib wrote, made small, unique, reproducible and accessible; see the module's rules."""
    svg = _METADATA.sub("", _HEAD.sub("<svg ", svg))
    svg = _DECIMALS.sub(r"\1", svg)
    svg = _prefix_ids(svg, uid)
    svg = _FONT_SHORTHAND.sub(lambda m: f"font-size: {m[2]}px" + (f"; font-weight: {m[1]}" if m[1] else ""), svg)
    svg = _FONT_FAMILY.sub("", svg)
    for colour, variable in palette.variables().items():
        svg = re.sub(re.escape(colour), variable, svg, flags=re.IGNORECASE)
    svg = _LINK.sub(lambda m: f'<a href="{m[1]}" tabindex="-1"><title>{escape(tips.get(m[1], ""))}</title>', svg)
    svg = _CLIP.sub("", _GLOBAL_STYLE.sub("", svg))
    svg = _PATH.sub(lambda m: f'd="{compact_path(m[1])}"', svg)
    svg = _share_styles(svg, uid)
    svg = re.sub(r">\s+<", "><", svg.strip())
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    box = size[0] if size else ""
    body = svg[svg.index(">") + 1 :]
    head = (
        f'<svg class="rb-figure-svg" {box} width="{size[1] if size else ""}" role="img" '
        f'aria-labelledby="{uid}-t {uid}-d" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{uid}-t">{escape(title)}</title><desc id="{uid}-d">{escape(description)}</desc>'
    )
    return head + body


def compact_path(path: str) -> str:
    """An SVG path of absolute moves and lines in steps of 0.1; any other path only loses its spaces."""
    tokens = path.split()
    if not set("".join(t for t in tokens if t.isalpha())) <= set("MLz"):
        return " ".join(tokens)
    out: list[str] = []
    x = y = start_x = start_y = 0
    i = 0
    while i < len(tokens):
        command = tokens[i]
        if command == "z":
            out.append("z")
            x, y = start_x, start_y
            i += 1
            continue
        new_x, new_y = round(float(tokens[i + 1]) * 10), round(float(tokens[i + 2]) * 10)
        if command == "M":
            out.append(f"M{_tenths(new_x)} {_tenths(new_y)}")
            start_x, start_y = new_x, new_y
        elif (new_x, new_y) != (x, y):
            step_x, step_y = _tenths(new_x - x), _tenths(new_y - y)
            out.append(f"l{step_x}{'' if step_y.startswith('-') else ' '}{step_y}")
        x, y = new_x, new_y
        i += 3
    return "".join(out)


def _tenths(value: int) -> str:
    """A whole number of tenths as a decimal without needless digits: -5 -> "-.5"."""
    whole, tenth = divmod(abs(value), 10)
    digits = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{digits}" if value < 0 else digits


def _prefix_ids(svg: str, uid: str) -> str:
    """Ids that are referred to get the uid in front; the others go."""
    used = {match[2] for match in _REFERENCE.finditer(svg)}
    svg = _ID.sub(lambda m: f'id="{uid}-{m[1]}"' if m[1] in used else "", svg)
    return _REFERENCE.sub(lambda m: f"{m[1]}{uid}-{m[2]}", svg)


def _share_styles(svg: str, uid: str) -> str:
    """Inline styles that occur often become classes in one scoped `<style>`."""
    counts: dict[str, int] = {}
    for match in _STYLE.finditer(svg):
        counts[match[1]] = counts.get(match[1], 0) + 1
    shared = {style: f"{uid}-{i}" for i, (style, n) in enumerate(sorted(counts.items())) if n > 3}
    if not shared:
        return svg
    svg = _STYLE.sub(lambda m: f'class="{shared[m[1]]}"' if m[1] in shared else m[0], svg)
    rules = "".join(f".{name}{{{style}}}" for style, name in shared.items())
    head, _, rest = svg.partition(">")
    return f"{head}><style>{rules}</style>{rest}"
