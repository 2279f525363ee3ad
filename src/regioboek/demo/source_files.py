"""The files of the demo edition: what a bureau would have, with invented contents.

| key of the source | file | form |
|---|---|---|
| `values` | figures | statcode, statnaam, code, label, jaar, waarde, ondergrens, bovengrens; empty: none |
| `meta` | list of indicators | code, label, thema, eenheid, and a column that says `Voorbeeldcijfers` |
| `register` | division | gm_code, gm_naam, cr_code, cr_naam, pv_code, pv_naam |
| `population` | inhabitants | statcode, jaar, inwoners |
| `gemeente`, `corop`, `provincie` | tile map | GeoJSON with statcode, statnaam; a drawing: no coordinate system |
| `register-wijk`, `register-buurt` | what lies in one gemeente | wk_code, wk_naam, gm_code; bu_code, bu_naam, wk_code |
| `wijk`, `buurt` | pieces of its tile | as the tile map |

With a register of wijken or buurten their figures and inhabitants stand below those of gemeenten.

Tiles have whole-numbered corners, so that edges of neighbours are the same line: a hexagon is 104 wide and 120 high.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from regioboek.demo.invented import SEED, Figures, invent_figures, invent_inhabitants
from regioboek.demo.wijken import GEMEENTE, figures_within, inhabitants_within, piece_of, wijken_and_buurten
from regioboek.layout import Layers
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.levels import BASE, LEVELS, below
from regioboek.params.regions import Region, read_division, read_tiles

MARK = "Voorbeeldcijfers: verzonnen, geen bron voor uitspraken over een gebied"

#: Steps and corners of the tiles: the nearest whole numbers to a regular hexagon (sides of 60.0 and 60).
STEP_X, STEP_Y = 104, 90
CORNERS = ((0, 60), (52, 30), (52, -30), (0, -60), (-52, -30), (-52, 30), (0, 60))


def write_sources(folder: Path, edition: Edition, params_dir: Path | Layers) -> None:
    """Write the files that the edition's `demo` source names into `folder`; the same edition gives the same bytes.

    Raises ParamsError when `params/regions` is not in order.
    """
    source: Any = next(source for source in edition.params.sources if source.kind == "demo")
    seed = SEED if source.seed is None else source.seed
    division = read_division(params_dir, edition.params.division_year)
    gemeenten = [region for region in division if region.level == BASE]
    inhabitants = invent_inhabitants(gemeenten, seed)
    inner = [r for r in wijken_and_buurten(gemeenten) if f"register-{r.level}" in source.files]
    at = next((n for n, gemeente in enumerate(gemeenten) if gemeente.code == GEMEENTE), 0)
    within = inhabitants_within(inner, int(inhabitants[at]))
    folder.mkdir(parents=True, exist_ok=True)
    for key, told in source.files.items():
        path = folder / Path(told).name
        if key == "values":
            figures = invent_figures(edition, gemeenten, inhabitants, seed)
            rows = _value_rows(figures, gemeenten, source.decimal)
            more = _value_rows(figures_within(figures, at, inner, within, seed), inner, source.decimal) if inner else ()
            _write_csv(path, source, chain(rows, islice(more, 1, None)))
        elif key == "meta":
            _write_csv(path, source, _meta_rows(edition))
        elif key == "register":
            _write_csv(path, source, _register_rows(division))
        elif key == "population":
            year = edition.rules.aggregation.weight_year
            people = [*inhabitants.tolist(), *within]
            _write_csv(path, source, _population_rows([*gemeenten, *inner], people, year))
        elif key.startswith("register-"):
            _write_csv(path, source, _register_rows_within(key.removeprefix("register-"), inner))
        else:
            tiles = read_tiles(params_dir, edition.params.division_year)
            features = _tile_features(key, [*division, *inner], tiles)
            text = json.dumps(features, ensure_ascii=False, separators=(",", ":"))
            path.write_text(text + "\n", encoding="utf-8", newline="\n")


def code_of(indicator: Indicator) -> str:
    """The code a bureau's file has: the first of the catalogue, or the id where no code is known."""
    return indicator.codes[0] if indicator.codes else indicator.id


def _value_rows(figures: Iterable[Figures], gemeenten: Sequence[Region], decimal: str) -> Iterable[Sequence[object]]:
    yield "statcode", "statnaam", "code", "label", "jaar", "waarde", "ondergrens", "bovengrens"
    made = [(code_of(f.indicator), f.indicator.name, f) for f in figures]
    for number, region in enumerate(gemeenten):
        for code, label, f in made:
            values, margin = f.values[number], f.margin[number] or np.nan
            low, high = (-np.inf if i is None else i for i in (f.indicator.minimum, f.indicator.maximum))
            ends = (values, np.maximum(values - margin, low), np.minimum(values + margin, high))
            texts = (_texts(part.tolist(), f.indicator.decimals, decimal) for part in ends)
            for year, value, lower, upper in zip(f.years, *texts, strict=True):
                yield region.code, region.name, code, label, year, value, lower, upper


def _texts(values: Sequence[float], decimals: int, decimal: str) -> list[str]:
    return ["" if math.isnan(v) else f"{v:.{max(decimals, 0)}f}".replace(".", decimal) for v in values]


def _meta_rows(edition: Edition) -> Iterable[Sequence[object]]:
    names = {theme.id: theme.name for theme in edition.themes}
    yield "code", "label", "thema", "eenheid", "opmerking"
    for i in edition.indicators:
        yield code_of(i), i.name, " / ".join(names.get(t, t) for t in i.themes), i.unit, MARK


def _register_rows(division: Sequence[Region]) -> Iterable[Sequence[object]]:
    names = {region.code: region.name for region in division}
    yield "gm_code", "gm_naam", "cr_code", "cr_naam", "pv_code", "pv_naam"
    for region in division:
        if region.level == BASE:
            yield region.code, region.name, *(cell for code in region.inside for cell in (code, names[code]))


def _register_rows_within(level: str, regions: Sequence[Region]) -> Iterable[Sequence[object]]:
    own, parent = (LEVELS[name].prefix.lower() for name in (level, LEVELS[level].parent))
    yield f"{own}_code", f"{own}_naam", f"{parent}_code"
    for region in regions:
        if region.level == level:
            yield region.code, region.name, region.inside[0]


def _population_rows(regions: Sequence[Region], inhabitants: Sequence[int], year: int) -> Iterable[Sequence[object]]:
    yield "statcode", "jaar", "inwoners"
    for region, number in zip(regions, inhabitants, strict=True):
        yield region.code, year, number


def _write_csv(path: Path, source: Any, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding=source.encoding, newline="") as file:
        csv.writer(file, delimiter=source.separator, lineterminator="\n").writerows(rows)


def _tile_features(level: str, division: Sequence[Region], tiles: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """A GeoJSON feature per region of a level: its hexagons, or pieces of one, as one shape. y runs up, as on a map."""
    import shapely  # noqa: PLC0415

    if level in below(BASE):
        units = [region for region in division if region.level == below(BASE)[-1]]
        corners = {region.code: piece_of(region.code, _middle(*tiles[GEMEENTE])) for region in units}
    else:
        units = [region for region in division if region.level == BASE]
        corners = {code: _corners(q, r) for code, (q, r) in tiles.items()}
    polygons = {code: shapely.Polygon(points) for code, points in corners.items()}
    features = []
    for region in division:
        if region.level != level:
            continue
        own = [polygons[unit.code] for unit in units if region.code in {unit.code, *unit.inside}]
        shape = shapely.normalize(shapely.union_all(own))
        parts = [
            [[[int(x), int(y)] for x, y in shapely.get_coordinates(ring).tolist()] for ring in shapely.get_rings(part)]
            for part in shapely.get_parts(shape)
        ]
        one = len(parts) == 1
        geometry = {"type": "Polygon" if one else "MultiPolygon", "coordinates": parts[0] if one else parts}
        properties = {"statcode": region.code, "statnaam": region.name}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "name": f"tegels_{level}", "features": features}


def _middle(q: int, r: int) -> tuple[int, int]:
    return STEP_X * q + STEP_X // 2 * r, -STEP_Y * r


def _corners(q: int, r: int) -> list[tuple[int, int]]:
    x, y = _middle(q, r)
    return [(x + dx, y + dy) for dx, dy in CORNERS]
