"""What the figures of an edition say: trend, position and distance to Nederland of every region x indicator.

The rules of trend and position are in `statistics.trend` and `statistics.position`. Added here:

* Only the edition's window counts. `latest_year` is the last year in it with a figure.
* trend: `missing` without any figure in the window; `undetermined` with figures but too few, or too close together, by
  the trend rule, after the last break, or of a multi-year mean, of which no trend is determined. Then slope, interval
  and p-value are null: a number that may not be judged is not published. `n_years` counts the years that were used.
* A break counts from its first year on; breaks after the window's end do not exist yet.
* `difference_national` is the region's latest figure less that of Nederland in the same year, both unrounded.
* `rank` and `ranked` (the n of that ranking) go together: both null where a region is not ranked.
* A `corop_value` indicator has one figure per COROP area: a gemeente gets the finding of its COROP area as it is
  (rank 8 of 40), also in `rankings`, and is no test of its own in the evidence.
* A group of an indicator has findings as an indicator has them; in the evidence indicators count, not their groups.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioboek.errors import Problem, TableError
from regioboek.params.edition import Edition
from regioboek.params.indicators import SHARED
from regioboek.params.levels import BASE, LEVELS, NATIONAL
from regioboek.schemas import DIRECTIONS, POSITIONS, TRENDS
from regioboek.statistics.evidence import weigh_evidence
from regioboek.statistics.membership import area_of, codes_of, places
from regioboek.statistics.position import rank_regions
from regioboek.statistics.trend import direction, fit_trends, judgement

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
    figures = _figures(edition, observations, regions)
    cells = _latest(edition, figures, regions) | _trends(edition, figures)
    places, rankings = _positions(edition, figures, regions)
    cells |= places
    own = _take_over_corop(edition, cells, rankings, regions, inside)
    own &= np.isin([i.id for i in edition.series], [i.id for i in edition.indicators])
    levels = np.asarray(regions["level"], dtype=object)
    modelled = np.array([i.small_area_model for i in edition.series], dtype=bool)
    evidence = weigh_evidence(
        [level for level in LEVELS if level in set(levels)],
        level=np.broadcast_to(levels[:, None], own.shape)[own],
        trend=cells["trend"][own],
        p_value=cells["p_value"][own],
        position=cells["position"][own],
        small_area_model=np.broadcast_to(modelled, own.shape)[own],
        alpha=edition.rules.trend.alpha,
    )
    head = {"edition": edition.id, "window": [edition.window.first, edition.window.last]}
    return Findings(_findings_table(edition, cells, regions), _rankings_table(edition, rankings), head | evidence)


def _figures(edition: Edition, observations: pd.DataFrame, regions: pd.DataFrame) -> NDArray[np.float64]:
    """The observations in the window: regions x indicators x years, NaN where absent."""
    window = edition.window
    region, indicator = (observations[name].astype("category") for name in ("region", "indicator"))
    at_region = places(region, pd.Index(regions["code"].to_numpy(dtype=object)))
    if (at_region < 0).any():
        strange = list(dict.fromkeys(str(code) for code in region[at_region < 0]))
        found = ", ".join(strange[:5]) + (f" and {len(strange) - 5} more" if len(strange) > 5 else "")
        problem = Problem("observations", "column region", found, "codes that are in the table of regions")
        raise TableError("observations of unknown regions", [problem])
    at_indicator = places(indicator, pd.Index([i.id for i in edition.series], dtype=object))
    year = observations["year"].to_numpy(dtype=np.int32) - np.int32(window.first)
    used = (at_indicator >= 0) & (year >= 0) & (year < window.years)
    figures = np.full((len(regions), len(edition.series), window.years), np.nan)
    value = observations["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    figures[at_region[used], at_indicator[used], year[used]] = value[used]
    return figures


def _latest(edition: Edition, figures: NDArray[np.float64], regions: pd.DataFrame) -> Cells:
    observed = ~np.isnan(figures)
    any_figure = observed.any(axis=2)
    last = figures.shape[2] - 1 - np.argmax(observed[:, :, ::-1], axis=2)
    value = np.take_along_axis(figures, last[:, :, None], axis=2)[:, :, 0]
    national = np.flatnonzero(regions["code"].to_numpy(dtype=object) == NATIONAL)
    reference = np.full(value.shape, np.nan)
    if national.size:
        reference = figures[national[0]][np.arange(figures.shape[1])[None, :], last]
    reference[:, [i.is_count for i in edition.series]] = np.nan  # a gemeente less the whole country says nothing
    return {
        "latest_year": np.where(any_figure, last + edition.window.first, 0),
        "latest_value": value,
        "difference_national": value - reference,
    }


def _trends(edition: Edition, figures: NDArray[np.float64]) -> Cells:
    window, rule = edition.window, edition.rules.trend
    shape = figures.shape[:2]
    start = [max([b.year for b in i.breaks if b.year <= window.last], default=0) for i in edition.series]
    fitted = fit_trends(
        figures.reshape(-1, window.years), np.arange(window.first, window.last + 1), rule, np.tile(start, shape[0])
    )
    has_trend = np.tile(np.array([not i.multi_year_mean for i in edition.series], dtype=bool), shape[0])
    fitted = replace(fitted, determined=fitted.determined & has_trend)
    way = direction(fitted, rule.alpha)
    verdict = judgement(way, np.tile(_favourable_signs(edition), shape[0]))
    verdict[np.isnan(figures).all(axis=2).ravel()] = "missing"
    published = {
        name: np.where(fitted.determined, getattr(fitted, name), np.nan).reshape(shape)
        for name in ("slope", "slope_lower", "slope_upper", "p_value")
    }
    words = {"trend": verdict.reshape(shape), "direction": way.reshape(shape)}
    return {"n_years": fitted.n.reshape(shape)} | published | words


def _favourable_signs(edition: Edition) -> NDArray[np.int64]:
    return np.array([1 if i.direction.favourable == "higher" else -1 for i in edition.series], dtype=np.int64)


def _positions(
    edition: Edition, figures: NDArray[np.float64], regions: pd.DataFrame
) -> tuple[Cells, dict[str, NDArray[np.int64]]]:
    """Rank, ranked and position per region x indicator; per level the rows of rankings, as indicators x numbers."""
    shape = figures.shape[:2]
    cells: Cells = {
        "rank": np.zeros(shape, dtype=np.int64),
        "ranked": np.zeros(shape, dtype=np.int64),
        "position": np.full(shape, None, dtype=object),
    }
    decimals = np.array([i.decimals for i in edition.series], dtype=np.int64)
    rankings = {}
    for level in LEVELS:
        here = np.flatnonzero(regions["level"].to_numpy(dtype=object) == level)
        if not here.size:
            continue
        if LEVELS[level].overlaps:
            rankings[str(level)] = np.zeros((shape[1], 4), dtype=np.int64)
            continue
        made = rank_regions(figures[here], _favourable_signs(edition), decimals, edition.rules.position)
        cells["rank"][here] = made.rank
        cells["ranked"][here] = np.where(made.rank > 0, made.ranked, 0)
        cells["position"][here] = made.position
        year = np.where(made.year_index >= 0, made.year_index + edition.window.first, 0)
        rankings[str(level)] = np.column_stack([year, made.ranked, made.top_cut, made.bottom_cut])
    return cells, rankings


def _take_over_corop(
    edition: Edition, cells: Cells, rankings: dict[str, NDArray[np.int64]], regions: pd.DataFrame, inside: pd.DataFrame
) -> NDArray[np.bool_]:
    """Give gemeenten the finding of their COROP area where that is the figure's own level.

    Returns which cells stay a region's own. Without any figure at COROP level nothing is taken over.
    """
    own = np.ones(cells["rank"].shape, dtype=bool)
    levels = regions["level"].to_numpy(dtype=object)
    corops = np.flatnonzero(levels == SHARED)
    area = area_of(codes_of(regions, BASE), regions, inside, SHARED)
    gemeenten, around = np.flatnonzero(levels == BASE)[area >= 0], corops[area[area >= 0]]
    for place, indicator in enumerate(edition.series):
        if not (indicator.corop_value and gemeenten.size and cells["latest_year"][corops, place].any()):
            continue
        for column in cells.values():
            column[gemeenten, place] = column[around, place]
        rankings[BASE][place] = rankings[SHARED][place]
        own[gemeenten, place] = False
    return own


def _int_or_null(numbers: NDArray) -> pd.arrays.IntegerArray:
    """Int32 with null for 0: no year, rank or n is 0."""
    flat = np.asarray(numbers).ravel().astype(np.int32)
    return pd.arrays.IntegerArray(flat, flat == 0)


def _findings_table(edition: Edition, cells: Cells, regions: pd.DataFrame) -> pd.DataFrame:
    shape = cells["rank"].shape
    codes, at_region = np.unique(regions["code"].to_numpy(dtype=object), return_inverse=True)
    names, at_indicator = np.unique(np.array([i.id for i in edition.series], dtype=object), return_inverse=True)
    flat = {name: column.ravel() for name, column in cells.items()}
    key = {
        "region": pd.Categorical.from_codes(np.repeat(at_region, shape[1]), pd.Index(codes)),
        "indicator": pd.Categorical.from_codes(np.tile(at_indicator, shape[0]), pd.Index(names)),
    }
    numbers = {name: _int_or_null(flat[name]) for name in ("latest_year", "rank", "ranked")}
    among = {"trend": TRENDS, "direction": DIRECTIONS, "position": POSITIONS}
    words = {name: pd.Categorical(flat[name], listed) for name, listed in among.items()}
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
