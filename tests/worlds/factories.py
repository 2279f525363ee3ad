"""The one set of factories: an indicator, a source, an edition, facts, observations; a test says what it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from regioboek.params.edition import Edition
from regioboek.params.indicators import Indicator, Theme
from regioboek.params.source import Source, source_of
from regioboek.params.source_params import OwnTable
from regioboek.schemas.rows import Margin, Series
from regioboek.sources.kinds.own_table_params import TableSource
from regioboek.words.facts import IndicatorFacts

WINDOW = (2015, 2022)
NO_AGGREGATION = {"method": "none", "reason": "verzonnen"}
STATUS = ("definitive", "provisional")
#: How a table in long form is declared.
LONG_COLUMNS = {"region": "Gemeente", "year": "Jaar", "indicator": "Onderwerp", "value": "Waarde"}


def indicator(
    id: str = "werkloosheid",
    name: str | None = None,
    *,
    favourable: str = "lower",
    breaks: Sequence[int] = (),
    **changes: Any,
) -> Indicator:
    """A share of the population of which less is better, unless told otherwise; `breaks` are years."""
    name = name or id.capitalize()
    known = {
        "id": id,
        "name": name,
        "subject": f"de {name.lower()}",
        "codes": [],
        "unit": "% van de inwoners",
        "unit_short": "%",
        "decimals": 1,
        "themes": ("arbeid-en-vrije-tijd",),
        "direction": {"favourable": favourable, "certainty": "source"},
        "measures": "Een verzonnen indicator.",
        "population": "inwoners",
        "source": "verzonnen",
        "cadence": "jaarlijks",
        "breaks": [{"year": year, "reason": "nieuwe vraag"} for year in breaks],
        "aggregation": NO_AGGREGATION,
    }
    return Indicator.model_validate(known | changes)


def theme(id: str, dimension: str = "hier-en-nu") -> Theme:
    return Theme(id=id, name=id.capitalize(), dimension=dimension, description=f"Over {id}.")


def source(id: str, kind: str, files: dict[str, str] | None = None, **changes: Any) -> Source:
    told = {"title": id.capitalize(), "origin": "CBS", "licence": "CC BY 4.0", "citation": f"Bron: CBS, {id}."}
    return source_of({"id": id, "kind": kind, **({"files": files} if files is not None else {}), **told, **changes})


def table_source(name: str, gives: Any = "figures", **table: Any) -> TableSource:
    """A source of kind table, in long form unless `table` says where regions are; keys that are the source's own are
    taken from `table` too."""
    own = {k: table.pop(k) for k in ("separator", "decimal", "encoding", "thousands", "select", "names") if k in table}
    declared = OwnTable(**({} if "region" in table else LONG_COLUMNS) | table)
    made = source("eigen", "table", {"table": name}, gives=gives, table=declared, **own)
    assert isinstance(made, TableSource)
    return made


def edition(*indicators: Indicator, themes: Sequence[Theme] = (), **params: Any) -> Edition:
    """An edition of 2023 with window 2015-2022 and the default rules; `params` are what differs.

    Quarters are made from four regions on: registers of tests are small.
    """
    known = {
        "id": "2023",
        "title": "Proef",
        "year": 2023,
        "division_year": 2023,
        "published": "2023-12-05",
        "publisher": {"name": "Bureau"},
        "licence_line": "Bron: CBS.",
        "base": "bron",
        "window": {"years": 8, "last": WINDOW[1]},
        "rules": {"trend": {}, "position": {"min_quarters": 4}, "aggregation": {"weight_year": 2023}},
        "levels": ("land", "provincie", "corop", "gemeente"),
        "indicators": "all",
        "sources": (),
    }
    return Edition.model_validate({"params": known | params, "indicators": indicators, "themes": tuple(themes)})


def facts(about: Indicator | str = "werkloosheid", **changes: Any) -> IndicatorFacts:
    """Facts of a falling, favourable series of eight years, unless told otherwise."""
    known: dict[str, Any] = {
        "indicator": indicator(about) if isinstance(about, str) else about,
        "trend": "favourable",
        "direction": "falling",
        "window": WINDOW,
        "years": tuple(range(WINDOW[0], WINDOW[1] + 1)),
        "first_year": 2015,
        "first_value": 7.9,
        "latest_year": 2022,
        "latest_value": 4.2,
        "slope": -0.53,
    }
    return IndicatorFacts(**known | changes)


def without_figures(id: str, **changes: Any) -> IndicatorFacts:
    return IndicatorFacts(indicator=indicator(id), trend="missing", window=WINDOW, **changes)


def few_points(id: str, *years: int, **changes: Any) -> IndicatorFacts:
    """Facts with an undetermined trend, measured in the given years."""
    known: dict[str, Any] = {"indicator": indicator(id), "trend": "undetermined", "window": WINDOW, "years": years}
    if years:
        known |= {"latest_year": years[-1], "latest_value": 5.0}
    return IndicatorFacts(**known | changes)


def series(
    years: Iterable[int],
    values: Iterable[float | None],
    provisional: Collection[int] = (),
    margins: Mapping[int, Margin] | None = None,
) -> Series:
    """The observations of one region and indicator, as pages get them; None and NaN are absent."""
    known = list(years)
    figures = np.array([np.nan if v is None else v for v in values], dtype=float)
    status = [None if np.isnan(v) else STATUS[y in provisional] for y, v in zip(known, figures, strict=True)]
    ends = np.array([(margins or {}).get(y, (np.nan, np.nan)) for y in known], dtype=float).reshape(-1, 2)
    absence = ["missing" if np.isnan(v) else None for v in figures]
    lower, upper = (None, None) if margins is None else ends.T
    return Series(np.array(known, dtype=int), figures, status, absence, lower, upper)


def observed(region: str, values: Sequence[float], indicator: str = "x", first: int = 2015) -> pd.DataFrame:
    """Yearly observations of a region from `first` on; NaN is missing."""
    figures = np.asarray(values, dtype=float)
    absent = np.isnan(figures)
    return pd.DataFrame(
        {
            "region": region,
            "indicator": indicator,
            "year": np.arange(first, first + len(figures), dtype=np.int32),
            "value": figures,
            "status": pd.array(np.where(absent, None, "definitive"), dtype="str"),
            "absence": pd.array(np.where(absent, "missing", None), dtype="str"),
            "lower": np.nan,
            "upper": np.nan,
        }
    )
