"""The files of the demo edition: what a bureau would have, with invented contents.

| key of the source | file | form |
|---|---|---|
| `values` | figures | statcode, statnaam, code, label, jaar, waarde, ondergrens, bovengrens; empty: none |
| `meta` | list of indicators | code, label, thema, eenheid, and a column that says `Voorbeeldcijfers` |
| `register` | division | gm_code, gm_naam, cr_code, cr_naam, pv_code, pv_naam |
| `population` | inhabitants | statcode, jaar, inwoners |
| `gemeente`, `corop`, `provincie` | tile map | GeoJSON with statcode, statnaam; a drawing: no coordinate system |

Tiles have whole-numbered corners, so that edges of neighbours are the same line: a hexagon is 104 wide and 120 high.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regioboek.demo.invented import SEED, Figures, invent_figures, invent_inhabitants
from regioboek.errors import ParamsError, Problem
from regioboek.layout import Layers
from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.params.regions import Region, read_division, read_tiles

MARK = "Voorbeeldcijfers: verzonnen, geen bron voor uitspraken over een gebied"

#: Steps and corners of the tiles: the nearest whole numbers to a regular hexagon (sides of 60.0 and 60).
STEP_X, STEP_Y = 104, 90
CORNERS = ((0, 60), (52, 30), (52, -30), (0, -60), (-52, -30), (-52, 30), (0, 60))


def write_sources(folder: Path, edition: Edition, params_dir: Path | Layers) -> None:
    """Write the files that the edition's `demo` source names into `folder`; the same edition gives the same bytes.

    Raises ParamsError when the edition has no such source, when it names a file this generator does not make, or when
    `params/regions` is not in order.
    """
    source = _demo_source(edition)
    seed = SEED if source.seed is None else source.seed
    division = read_division(params_dir, edition.params.division_year)
    gemeenten = [region for region in division if region.level == "gemeente"]
    inhabitants = invent_inhabitants(gemeenten, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for key, told in source.files.items():
        path = folder / Path(told).name
        if key == "values":
            figures = invent_figures(edition, gemeenten, inhabitants, seed)
            _write_csv(path, source, _value_rows(figures, gemeenten, source.decimal))
        elif key == "meta":
            _write_csv(path, source, _meta_rows(edition))
        elif key == "register":
            _write_csv(path, source, _register_rows(division))
        elif key == "population":
            year = edition.rules.aggregation.weight_year
            _write_csv(path, source, _population_rows(gemeenten, inhabitants, year))
        else:
            tiles = read_tiles(params_dir, edition.params.division_year)
            text = json.dumps(_tile_features(key, division, tiles), ensure_ascii=False, separators=(",", ":"))
            path.write_text(text + "\n", encoding="utf-8", newline="\n")


def code_of(indicator: Indicator) -> str:
    """The code a bureau's file has: the first of the catalogue, or the id where no code is known."""
    return indicator.codes[0] if indicator.codes else indicator.id


def _demo_source(edition: Edition) -> Any:  # a source, as the model of its kind
    made = {"values", "meta", "register", "population", "gemeente", "corop", "provincie"}
    file = f"editions/{edition.id}.yml"
    for source in edition.params.sources:
        if source.kind == "demo":
            strange = sorted(set(source.files) - made)
            if strange:
                expected = f"some of {', '.join(sorted(made))}"
                problem = Problem(file, f"sources.{source.id}.files", ", ".join(strange), expected)
                raise ParamsError("The demo source names files that nobody makes", [problem])
            return source
    raise ParamsError(
        "No figures can be invented", [Problem(file, "sources", "no source of kind demo", "one with kind: demo")]
    )


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
    return ["" if math.isnan(v) else f"{v:.{decimals}f}".replace(".", decimal) for v in values]


def _meta_rows(edition: Edition) -> Iterable[Sequence[object]]:
    names = {theme.id: theme.name for theme in edition.themes}
    yield "code", "label", "thema", "eenheid", "opmerking"
    for i in edition.indicators:
        yield code_of(i), i.name, " / ".join(names.get(t, t) for t in i.themes), i.unit, MARK


def _register_rows(division: Sequence[Region]) -> Iterable[Sequence[object]]:
    names = {region.code: region.name for region in division}
    yield "gm_code", "gm_naam", "cr_code", "cr_naam", "pv_code", "pv_naam"
    for region in division:
        if region.level == "gemeente" and region.corop and region.provincie:
            parents = region.corop, names[region.corop], region.provincie, names[region.provincie]
            yield region.code, region.name, *parents


def _population_rows(
    gemeenten: Sequence[Region], inhabitants: NDArray[np.int64], year: int
) -> Iterable[Sequence[object]]:
    yield "statcode", "jaar", "inwoners"
    for region, number in zip(gemeenten, inhabitants.tolist(), strict=True):
        yield region.code, year, number


def _write_csv(path: Path, source: Any, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding=source.encoding, newline="") as file:
        csv.writer(file, delimiter=source.separator, lineterminator="\n").writerows(rows)


def _tile_features(level: str, division: Sequence[Region], tiles: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """A GeoJSON feature per region of a level: its hexagons as one shape. y runs up, as on a map."""
    import shapely  # noqa: PLC0415

    hexagons = {code: shapely.Polygon(_corners(q, r)) for code, (q, r) in tiles.items()}
    features = []
    for region in division:
        if region.level != level:
            continue
        own = [
            hexagons[gemeente.code]
            for gemeente in division
            if gemeente.level == "gemeente" and region.code in {gemeente.code, gemeente.corop, gemeente.provincie}
        ]
        shape = shapely.normalize(shapely.union_all(own))
        parts = [
            [[[int(x), int(y)] for x, y in shapely.get_coordinates(ring).tolist()] for ring in shapely.get_rings(part)]
            for part in shapely.get_parts(shape)
        ]
        geometry = (
            {"type": "Polygon", "coordinates": parts[0]}
            if len(parts) == 1
            else {"type": "MultiPolygon", "coordinates": parts}
        )
        properties = {"statcode": region.code, "statnaam": region.name}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "name": f"tegels_{level}", "features": features}


def _corners(q: int, r: int) -> list[tuple[int, int]]:
    x, y = STEP_X * q + STEP_X // 2 * r, -STEP_Y * r
    return [(x + dx, y + dy) for dx, dy in CORNERS]
