"""What the figures of an edition say: trend, position and distance to Nederland of every region x indicator.

The rules of trend and position are in `statistics.trend` and `statistics.position`. Added here:

* Only the edition's window counts. `latest_year` is the last year in it with a figure.
* trend: `missing` without any figure in the window; `undetermined` with figures but too few, or too close together, by
  the trend rule, after the last break, or of a multi-year mean or a count, of which no trend is determined. Then slope,
  interval and p-value are null: a number that may not be judged is not published. `n_years` counts the years that were
  used. Why a trend is none, jumps, robustness and the trend beside Nederland are in the modules of those names.
* Counts of things (`is_count`) are shown and added up: they have no judgement, no rank and no difference.
* Where nobody can say which direction is favourable a determined trend is `unjudged`: `direction`, `no_trend` and
  `robust` are told as of any other. Rank 1 is the highest figure, there is no quarter and nothing beside Nederland, and
  it counts for nothing in the evidence, which is about colours.
* A break counts from its first year on; breaks after the window's end do not exist yet.
* `difference_national` is the region's latest figure less that of Nederland in the same year, both unrounded.
* `rank`, `ranked` (the n of that ranking), `tied` and the range of the place go together: null without a rank.
* A `corop_value` indicator has one figure per COROP area: a gemeente gets the finding of its COROP area as it is
  (rank 8 of 40), also in `rankings`, and is no test of its own in the evidence.
* A group of an indicator has findings as an indicator has them; in the evidence indicators count, not their groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioboek.params.edition import Edition
from regioboek.params.indicators import SHARED
from regioboek.params.levels import BASE, LEVELS, NATIONAL, around, below
from regioboek.schemas import DIRECTIONS, NO_TRENDS, POSITIONS, RELATIVE, ROBUST, TRENDS
from regioboek.statistics.evidence import weigh_evidence
from regioboek.statistics.membership import area_of, codes_of
from regioboek.statistics.position import middle_half, rank_regions
from regioboek.tables.series_figures import Figures, Floats, lay_figures
from regioboek.tables.trend_findings import Known, favourable_signs, first_valid_years, trend_cells

Cells = dict[str, NDArray]  # column of findings -> regions x indicators


@dataclass(frozen=True)
class Findings:
    """Two tables as `schemas` has them, and the counts of `statistics.evidence` with edition and window."""

    findings: pd.DataFrame
    rankings: pd.DataFrame
    evidence: dict[str, Any]


def build_findings(
    edition: Edition, observations: pd.DataFrame, regions: pd.DataFrame, inside: pd.DataFrame
) -> Findings:
    """Findings of all `regions` x all series of the edition: its indicators, each with its groups.

    `observations` holds all levels, own aggregates included. Observations of other indicators or outside the window are
    not used. Raises TableError when there are observations of a region that is not in `regions`.
    """
    figures = lay_figures(edition, observations, regions)
    levels = regions["level"].to_numpy(dtype=object)
    shared = _shared_cells(edition, figures, regions, inside)
    own = np.ones(figures.value.shape[:2], dtype=bool)
    for gemeenten, place, _ in shared:
        own[gemeenten, place] = False
    national = next((row for row, code in enumerate(regions["code"]) if code == NATIONAL), None)
    places, rankings, spread = _positions(edition, figures, levels)
    cells = _latest(edition, figures, national) | places
    of_indicator = np.isin([i.id for i in edition.series], [i.id for i in edition.indicators])
    cells |= trend_cells(edition, figures, Known(levels, national, own, spread, ~of_indicator))
    for gemeenten, place, corops in shared:
        for column in cells.values():
            column[gemeenten, place] = column[corops, place]
        rankings[BASE][place] = rankings[SHARED][place]

    coloured = np.array([i.direction.sign != 0 for i in edition.series], dtype=bool)
    counted = own & of_indicator & coloured
    modelled = np.array([i.small_area_model for i in edition.series], dtype=bool)
    evidence = weigh_evidence(
        [level for level in LEVELS if level in set(levels)],
        level=np.broadcast_to(levels[:, None], own.shape)[counted],
        small_area_model=np.broadcast_to(modelled, own.shape)[counted],
        rule=edition.rules.trend,
        years=edition.window.years,
        **{
            name: cells[name][counted]
            for name in ("trend", "no_trend", "robust", "fragile", "p_value", "rank", "position")
        },
    )
    head = {"edition": edition.id, "window": [edition.window.first, edition.window.last]}
    return Findings(_findings_table(edition, cells, regions), _rankings_table(edition, rankings), head | evidence)


def _latest(edition: Edition, figures: Figures, national: int | None) -> Cells:
    value = figures.inside
    observed = ~np.isnan(value)
    last = value.shape[2] - 1 - np.argmax(observed[:, :, ::-1], axis=2)
    latest = np.take_along_axis(value, last[:, :, None], axis=2)[:, :, 0]
    reference = np.full(latest.shape, np.nan)
    if national is not None:
        reference = value[national][np.arange(value.shape[1])[None, :], last]
    reference[:, [i.is_count for i in edition.series]] = np.nan  # a gemeente less the whole country says nothing
    return {
        "latest_year": np.where(observed.any(axis=2), last + edition.window.first, 0),
        "latest_value": latest,
        "difference_national": latest - reference,
    }


def _positions(
    edition: Edition, figures: Figures, levels: NDArray[np.object_]
) -> tuple[Cells, dict[str, NDArray[np.int64]], Floats]:
    """Places per region x series; per level the rows of rankings, as series x numbers; and the spread per series.

    The spread is the distance between the 25th and the 75th percentile of the gemeenten in the year they are ranked in,
    or of the nearest larger level, then the nearest smaller one, with enough figures for quarters; NaN without.
    """
    shape, first, rule = figures.value.shape[:2], edition.window.first, edition.rules.position
    whole_numbers = ("rank", "ranked", "tied", "rank_best", "rank_worst", "previous_rank", "previous_year")
    cells: Cells = {name: np.zeros(shape, dtype=np.int64) for name in whole_numbers}
    cells["tied"] -= 1  # null: 0 others is a number
    cells["position"] = np.full(shape, None, dtype=object)
    decimals = np.array([i.decimals for i in edition.series], dtype=np.int64)
    counts = [i.is_count for i in edition.series]
    first_index = np.maximum(first_valid_years(edition) - first, 0)
    rankings, spreads = {}, {}
    for level in LEVELS:
        here = np.flatnonzero(levels == level)
        if not here.size:
            continue
        if LEVELS[level].overlaps:
            rankings[str(level)] = np.zeros((shape[1], 4), dtype=np.int64)
            continue
        value = figures.inside[here]
        value[:, counts] = np.nan
        margins = figures.margins
        if margins is not None:
            margins = margins[0][here], margins[1][here]
        made = rank_regions(value, favourable_signs(edition), decimals, rule, margins=margins, first_index=first_index)
        placed = made.rank > 0
        cells["rank"][here] = made.rank
        cells["ranked"][here] = np.where(placed, made.ranked, 0)
        cells["tied"][here] = np.where(placed, made.tied, -1)
        cells["rank_best"][here], cells["rank_worst"][here] = made.best, made.worst
        cells["previous_rank"][here] = made.previous_rank
        cells["previous_year"][here] = np.where(made.previous_rank > 0, made.previous_index + first, 0)
        cells["position"][here] = made.position
        year = np.where(made.year_index >= 0, made.year_index + first, 0)
        rankings[str(level)] = np.column_stack([year, made.ranked, made.top_cut, made.bottom_cut])
        enough = made.ranked >= rule.min_quarters
        spreads[str(level)] = np.where(enough, middle_half(value, made.year_index), np.nan)
    spread = np.full(shape[1], np.nan)
    for level in (BASE, *around(BASE), *below(BASE)):
        spread = np.where(np.isnan(spread), spreads.get(level, np.nan), spread)
    return cells, rankings, spread


def _shared_cells(
    edition: Edition, figures: Figures, regions: pd.DataFrame, inside: pd.DataFrame
) -> list[tuple[NDArray[np.int64], int, NDArray[np.int64]]]:
    """Where gemeenten get the finding of their COROP area, because that is the figure's own level.

    As (gemeenten, series, the COROP area of each), all by place. Without any figure at COROP level nothing is taken
    over.
    """
    levels = regions["level"].to_numpy(dtype=object)
    corops = np.flatnonzero(levels == SHARED)
    area = area_of(codes_of(regions, BASE), regions, inside, SHARED)
    gemeenten, around_each = np.flatnonzero(levels == BASE)[area >= 0], corops[area[area >= 0]]
    return [
        (gemeenten, place, around_each)
        for place, indicator in enumerate(edition.series)
        if indicator.corop_value and gemeenten.size and not np.isnan(figures.inside[corops, place]).all()
    ]


def _int_or_null(numbers: NDArray, null: int = 0) -> pd.arrays.IntegerArray:
    """Int32 with null for 0 (no year, rank or n is 0), or for another number that is none."""
    flat = np.asarray(numbers).ravel().astype(np.int32)
    return pd.arrays.IntegerArray(flat, flat == null)


def _words(flat: NDArray[np.object_], listed: pd.Index) -> pd.Categorical:
    """Words as categories, in the order of `listed`; null for None."""
    return pd.Categorical.from_codes(listed.get_indexer(pd.Index(flat, dtype=object)), listed)


def _findings_table(edition: Edition, cells: Cells, regions: pd.DataFrame) -> pd.DataFrame:
    shape = cells["rank"].shape
    codes, at_region = np.unique(regions["code"].to_numpy(dtype=object), return_inverse=True)
    names, at_indicator = np.unique(np.array([i.id for i in edition.series], dtype=object), return_inverse=True)
    flat = {name: column.ravel() for name, column in cells.items()}
    key = {
        "region": pd.Categorical.from_codes(np.repeat(at_region, shape[1]), pd.Index(codes)),
        "indicator": pd.Categorical.from_codes(np.tile(at_indicator, shape[0]), pd.Index(names)),
    }
    whole = ("latest_year", "jump_year", "rank", "ranked", "rank_best", "rank_worst", "previous_rank", "previous_year")
    numbers = {name: _int_or_null(flat[name]) for name in whole} | {"tied": _int_or_null(flat["tied"], -1)}
    among = {
        "trend": TRENDS,
        "direction": DIRECTIONS,
        "no_trend": NO_TRENDS,
        "robust": ROBUST,
        "fragile": sorted(set(flat["fragile"].tolist()) - {None}),
        "relative": RELATIVE,
        "position": POSITIONS,
    }
    words = {name: _words(flat[name], pd.Index(listed, dtype=object)) for name, listed in among.items()}
    window = {"window_start": np.int32(edition.window.first), "window_end": np.int32(edition.window.last)}
    return pd.DataFrame(key | flat | numbers | words | window | {"n_years": flat["n_years"].astype(np.int32)})


def _rankings_table(edition: Edition, rankings: dict[str, NDArray[np.int64]]) -> pd.DataFrame:
    names = [i.id for i in edition.series]
    numbers = np.concatenate(list(rankings.values()))
    return pd.DataFrame(
        {
            "level": pd.array(np.repeat(list(rankings), len(names)), dtype="str"),
            "indicator": pd.array(names * len(rankings), dtype="str"),
            "year": _int_or_null(numbers[:, 0]),
            "ranked": numbers[:, 1].astype(np.int32),
            "top_cut": _int_or_null(numbers[:, 2]),
            "bottom_cut": _int_or_null(numbers[:, 3]),
        }
    )
