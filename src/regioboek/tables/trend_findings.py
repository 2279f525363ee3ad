"""The trends of an edition: what every series of every region does, why not, how firmly, and beside Nederland."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator
from regioboek.statistics.evidence import survives
from regioboek.statistics.jump import find_jumps
from regioboek.statistics.no_trend import why_none
from regioboek.statistics.robustness import Coloured, fragile
from regioboek.statistics.trend import Trends, direction, fit_trends, judgement
from regioboek.tables.series_figures import Figures, Floats

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """What the trends are judged beside: per region its level and which cells are its own; per series its spread, and
    whether it is one of a group.

    `national` is the place of Nederland among the regions, None without it.
    """

    level: NDArray[np.object_]
    national: int | None
    own: Bools  # regions x series
    spread: Floats
    of_group: Bools


def favourable_signs(edition: Edition) -> NDArray[np.int64]:
    """Per series +1 where a higher figure is favourable, -1 where a lower one is, 0 where nobody can say."""
    return np.array([i.direction.sign for i in edition.series], dtype=np.int64)


def first_valid_years(edition: Edition) -> NDArray[np.int64]:
    """Per series the first year after its last break in the window or before it; 0 without."""
    last = edition.window.last
    return np.array([max([b.year for b in i.breaks if b.year <= last], default=0) for i in edition.series])


def trend_cells(edition: Edition, figures: Figures, known: Known) -> dict[str, NDArray]:
    """The columns of findings that are about trends, each regions x series."""
    judge = _Judge(edition, figures, known)
    fitted, way, verdict = judge.trends(judge.values)
    verdict[np.isnan(figures.inside).all(axis=2).ravel()] = "missing"
    shown = {
        name: np.where(fitted.determined, getattr(fitted, name), np.nan)
        for name in ("slope", "slope_lower", "slope_upper", "p_value")
    }
    jump_year = np.where(fitted.determined, judge.jumps(), 0)
    codes = judge.fragile(shown["p_value"], way, jump_year)
    cells = {
        "n_years": fitted.n,
        **shown,
        "trend": verdict,
        "direction": way,
        "no_trend": judge.no_trend(fitted, way),
        "jump_year": jump_year,
        **codes,
        **judge.beside_national(),
    }
    return {name: column.reshape(judge.shape) for name, column in cells.items()}


class _Judge:
    """The rules of one edition over all its series, laid out as rows: region by region, each with all series."""

    def __init__(self, edition: Edition, figures: Figures, known: Known) -> None:
        self.rules, self.figures, self.known = edition.rules, figures, known
        self.shape = figures.value.shape[:2]
        self.years = figures.years[-figures.window :]
        valid = figures.years >= first_valid_years(edition)[:, None]
        self.values = np.where(valid, figures.value, np.nan)
        self.inside = self._rows(self.values)[:, -figures.window :]
        self.series = edition.series
        self.sign = self._tiled(favourable_signs(edition))
        self.smallest = self._tiled([i.smallest_change(edition.rules.trend.min_change) for i in edition.series])
        self.last_decimal = self._tiled([i.last_decimal for i in edition.series])
        self.has_trend = self._tiled([_has_trend(i) for i in edition.series])

    def _rows(self, grid: NDArray) -> NDArray:
        return grid.reshape(-1, grid.shape[2])

    def _tiled(self, per_series: object) -> NDArray:
        return np.tile(np.asarray(per_series), self.shape[0])

    def trends(self, values: Floats) -> tuple[Trends, NDArray[np.object_], NDArray[np.object_]]:
        """The fit, the direction of the number and the judgement of every row."""
        rule = self.rules.trend
        fitted = fit_trends(self._rows(values)[:, -self.figures.window :], self.years, rule)
        fitted = replace(fitted, determined=fitted.determined & self.has_trend)
        way = direction(fitted, rule.alpha, self.smallest)
        return fitted, way, judgement(way, self.sign)

    def no_trend(self, fitted: Trends, way: NDArray[np.object_]) -> NDArray[np.object_]:
        """Why there is no trend, of series that are flat; None elsewhere."""
        rule, none = self.rules.trend, np.flatnonzero(way == "flat")
        reasons = np.full(way.shape, None, dtype=object)
        reasons[none] = why_none(
            self.inside[none],
            Trends(**{name: column[none] for name, column in vars(fitted).items()}),
            rule.alpha,
            smallest=self.smallest[none],
            decimals=self._tiled([i.decimals for i in self.series])[none],
            spread=self._tiled(self.known.spread)[none],
            stable_share=rule.stable_share,
        )
        return reasons

    def jumps(self) -> NDArray[np.int64]:
        """The first year after the jump of every row, 0 without."""
        rule = self.rules.jump
        return find_jumps(self.inside, self.years, rule, np.maximum(self.smallest, rule.min_change * self.last_decimal))

    def fragile(self, p_value: Floats, way: NDArray[np.object_], jump_year: NDArray[np.int64]) -> dict[str, NDArray]:
        """`robust` and `fragile` of the rows that rise or fall, coloured or not judged; None elsewhere."""
        coloured = np.flatnonzero((way == "rising") | (way == "falling"))
        figures = self.figures
        lower, upper = (None if end is None else self._rows(end)[coloured] for end in (figures.lower, figures.upper))
        found = fragile(
            Coloured(
                values=self._rows(self.values)[coloured],
                years=figures.years,
                window=figures.window,
                way=way[coloured],
                smallest=self.smallest[coloured],
                last_decimal=self.last_decimal[coloured],
                provisional=self._rows(figures.provisional)[coloured],
                jump=jump_year[coloured] > 0,
                modelled=self._tiled([i.small_area_model for i in self.series])[coloured],
                survives=self._surviving(p_value)[coloured],
                lower=lower,
                upper=upper,
            ),
            self.rules.trend,
            self.rules.robustness,
        )
        robust, codes = (np.full(way.shape, None, dtype=object) for _ in range(2))
        codes[coloured] = found
        robust[coloured] = np.where(found == None, "firm", "borderline")  # noqa: E711 (elementwise)
        return {"robust": robust, "fragile": codes}

    def _surviving(self, p_value: Floats) -> Bools:
        """Per row whether it survives among the tests of its level: indicators, groups and what is not judged each
        among their own.

        A copy of another's figure is no test.
        """
        kept = np.zeros(p_value.shape, dtype=bool)
        level, own = np.repeat(self.known.level, self.shape[1]), self.known.own.ravel()
        of_group = np.tile(self.known.of_group, self.shape[0])
        kinds = sorted(set(zip(self.known.of_group, self.sign[: self.shape[1]] != 0, strict=True)))
        for name, (group, judged) in product(set(self.known.level), kinds):
            family = (level == name) & (of_group == group) & ((self.sign != 0) == judged) & own
            kept[family] = survives(p_value[family], self.rules.trend.alpha)
        return kept

    def beside_national(self) -> dict[str, NDArray]:
        """`relative` and its slope: the trend of the region less Nederland, in the years that both have."""
        national = self.known.national
        size = self.shape[0] * self.shape[1]
        if national is None:
            return {"relative": np.full(size, None, dtype=object), "relative_slope": np.full(size, np.nan)}
        fitted, _, verdict = self.trends(self.values - self.values[national])
        told = np.array(~np.isnan(self.figures.inside).all(axis=2))
        told[national] = False
        told[:, [not i.is_judged for i in self.series]] = False
        verdict[~told.ravel()] = None
        slope = np.where(fitted.determined & told.ravel(), fitted.slope, np.nan)
        return {"relative": verdict, "relative_slope": slope}


def _has_trend(series: Indicator) -> bool:
    """Neither means over several years, that overlap, nor counts, of which more is no judgement, have a trend."""
    return not (series.multi_year_mean or series.is_count)
