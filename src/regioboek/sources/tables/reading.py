"""What the kinds of sources add to while an edition's snapshot is read: a `Reading`.

Rules
* The register comes first, then inhabitants, then figures, then boundaries: what depends on another is checked as far
  as it can be when that one is unusable.
* Figures are known by region, indicator and year: one source says each of them, once.
* Figures of gemeenten that the register does not know are refused, unless their source keeps former gemeenten or the
  official transfers know them: then they are set apart, for what is reckoned through time.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from regioboek.errors import Problem, nearest
from regioboek.layout import Layers
from regioboek.params.edition import Edition
from regioboek.params.levels import BASE, Level, level_of
from regioboek.params.regions import OldName, read_old_names
from regioboek.schemas import empty_table
from regioboek.sources.files.word_columns import below
from regioboek.sources.problems import ProblemList
from regioboek.sources.tables import boundaries, population
from regioboek.sources.tables.figure_checks import FIGURE_KEY, check_duplicates, check_range
from regioboek.statistics.inside import all_around


class Reading:
    """One pass over the sources of an edition; everything that is wrong lands in `problems`."""

    def __init__(self, edition: Edition, params_dir: Path | Layers | None = None):
        self.edition = edition
        self._params_dir = params_dir
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        #: region, indicator, year, value and what the source says more: status, absence, lower, upper
        self.figures: list[pd.DataFrame] = []
        #: the same, of gemeenten that the register does not know
        self.former: list[pd.DataFrame] = []
        #: how messages name the files of figures
        self.figure_places: list[str] = []
        #: indicator -> ids of the sources that have rows of it
        self.given_by: dict[str, set[str]] = {}
        self.units: dict[str, str] = {}
        self.boundaries: dict[Level, gpd.GeoDataFrame] = {}
        #: as regions.parquet, once the register was read; None when it cannot be used
        self.regions: pd.DataFrame | None = None
        #: which of these lie in which, as inside.parquet
        self.inside = empty_table("inside")
        #: official transfers between gemeenten, as the kind `transfers` reads them
        self.transfers: pd.DataFrame | None = None

    @cached_property
    def old_names(self) -> tuple[OldName, ...]:
        """Former and alternative names of regions, for advice in messages; none without the folder of the params."""
        return () if self._params_dir is None else read_old_names(self._params_dir)

    @property
    def weight_year(self) -> int:
        """The year whose inhabitants weigh."""
        return self.edition.rules.aggregation.weight_year

    @property
    def known_regions(self) -> frozenset[str] | None:
        """Every code of the register; None when it could not be read."""
        return None if self.regions is None else frozenset(self.regions["code"])

    @property
    def former_gemeenten(self) -> frozenset[str]:
        """Codes of gemeenten that the official transfers know and the register does not; none without transfers."""
        if self.transfers is None or self.known_regions is None:
            return frozenset()
        return frozenset([*self.transfers["from_code"], *self.transfers["to_code"]]) - self.known_regions

    def collect(self, found: ProblemList) -> None:
        """Keep what was found wrong with, or worth knowing of, a file."""
        self.problems += found.refused
        self.notes += found.notes

    def add_register(self, read: tuple[pd.DataFrame, pd.DataFrame] | None, found: ProblemList) -> None:
        """Regions (code, name, level) and their direct parents (child, parent), as `register` reads them.

        The first register has the gemeenten and all that is around them; later ones what lies in those.
        """
        if found.refused or read is None:
            self.regions = None
            return
        regions, parents = read
        known = [] if self.regions is None else [self.regions]
        self.regions = pd.concat([*known, regions], ignore_index=True)
        self.inside = all_around(pd.concat([self.inside, parents]))

    def add_inhabitants(self, people: pd.Series | None, found: ProblemList) -> None:
        """Inhabitants in the weight year by region code (whole numbers); all rules of `population` are checked."""
        if self.regions is not None:
            usable = None if found.refused else people
            self.regions = population.add_inhabitants(self.regions, self.inside, usable, self.weight_year, found)

    def add_figures(
        self,
        figures: pd.DataFrame,
        found: ProblemList,
        *,
        units: dict[str, str] | None = None,
        former: bool = False,
        checked: bool = False,
    ) -> None:
        """Figures of indicators: region, indicator (id), year, value (NaN: none); the index is the row in the source.

        They may also have status, absence, lower and upper, in the words of observations. `former`: rows of gemeenten
        that the register does not know are kept apart instead of refused. `checked`: the reader has looked at
        regions, ranges and duplicates itself.
        """
        self.units |= units or {}
        for indicator in figures["indicator"].unique():
            self.given_by.setdefault(str(indicator), set()).add(found.file.partition("/")[0])
        gone = figures["region"].isin(self.former_gemeenten)
        if gone.any():
            self.former.append(figures[gone])
            figures = figures[~gone]
        if not checked:
            found.unit = "row"
            figures = self._known(figures, found, former=former)
            check_range(figures, self.edition, found)
            check_duplicates(figures, found)
        before = [v[list(FIGURE_KEY)] for v in self.figures]
        if before:
            key = list(FIGURE_KEY)
            both = figures[key].reset_index(names="line").merge(below(before), on=key).set_index("line")
            both = both.astype({"region": "str", "indicator": "str"})
            told = both["region"] + " " + both["indicator"] + " " + both["year"].astype("str")
            found.rows(told + ", which another source has already", "each region, indicator and year once")
        self.figures.append(figures)
        self.figure_places.append(found.file)

    def _known(self, figures: pd.DataFrame, found: ProblemList, *, former: bool) -> pd.DataFrame:
        known = self.known_regions
        if known is None:
            return figures
        unknown = ~figures["region"].isin(known)
        if former:
            gemeenten = [c for c in figures.loc[unknown, "region"].unique() if level_of(c) == BASE]
            gone = figures["region"].isin(gemeenten)
            if gone.any():
                self.former.append(figures[gone])
            unknown &= ~gone
            figures = figures[~gone]
            unknown = unknown[~gone]
        found.rows(figures.loc[unknown, "region"], lambda c: f"a code of the register{nearest(c, known)}")
        return figures[~unknown]

    def add_boundaries(self, level: Level, shapes: gpd.GeoDataFrame, found: ProblemList) -> None:
        """Polygons of one level: code, geometry; as `boundaries.read_boundaries` gives them."""
        if level in self.boundaries:
            found.refuse("", f"a second source of boundaries of level {level}", "one per level")
        if self.regions is not None:
            boundaries.compare_with_register(shapes["code"], level, self.regions, found)
        self.boundaries[level] = shapes

    def check_indicators(self) -> None:
        """Every indicator of the edition has rows, or the params say why not."""
        present = {str(i) for table in self.figures for i in table["indicator"].unique()}
        lacking = [
            i for i in self.edition.indicators if i.id not in present and self.edition.not_in_source(i.id) is None
        ]
        if len(lacking) > 1:  # one may have been dropped by the publisher; several look like a file that breaks off
            files = ", ".join(dict.fromkeys(self.figure_places))
            found = f"no row of {len(lacking)} of the {len(self.edition.indicators)} indicators"
            self.problems.append(Problem(files, "", found, "a whole file: is it cut off? Take the download again"))
        for indicator in self.edition.indicators:
            told = self.edition.not_in_source(indicator.id) is not None
            place = f"not_in_source.{indicator.id}"
            if indicator.id not in present and not told:
                expected = "rows in a source, or the reason why there are none under not_in_source"
                self.problems.append(Problem("params", place, f"no row of {indicator.name}", expected))
            if indicator.id in present and told:
                expected = "no reason: the indicator is in a source"
                self.notes.append(Problem("params", place, "a reason why there are no rows", expected, warning=True))
            for series in indicator.series[1:]:
                if indicator.id in present and series.id not in present:
                    found, expected = f"no row of {series.name}", "rows of every group that the indicator names"
                    self.notes.append(Problem("sources", series.id, found, f"{expected}: it is shown as missing"))
