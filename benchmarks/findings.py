"""How long the findings of an edition take: invented figures, 42 indicators x 10 years, 400 and 14 000 regions.

    python benchmarks/findings.py [REGIONS ...] [--json FILE]

400 regions is an edition of gemeenten, 14 000 one of
neighbourhoods (whose codes stand in for gemeenten here). Goals: 0.5 s and 10 s for `build_findings`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from measuring import Goal, arguments, goal_table, machine, report, table

from regioboek.params.edition import (
    AggregationRule,
    Edition,
    EditionParams,
    PositionRule,
    Publisher,
    Rules,
    TrendRule,
    Window,
)
from regioboek.params.indicators import Aggregation, Direction, Indicator, Theme
from regioboek.statistics.aggregation import aggregate
from regioboek.tables.findings import build_findings

INDICATORS, YEARS, REPEATS, ABSENT = 42, range(2013, 2023), 3, 0.2
GOALS = {400: 0.5, 14_000: 10.0}


def invented_edition() -> Edition:
    indicators = tuple(
        Indicator(
            id=f"indicator-{n:02}",
            name=f"Indicator {n}",
            subject="het aandeel",
            codes=(),
            unit="%",
            unit_short="%",
            decimals=1,
            themes=("wonen",),
            direction=Direction(
                favourable="higher" if n % 2 else "lower", certainty="common-sense", reason="Invented."
            ),
            measures="Niets.",
            population="inwoners",
            source="Invented",
            cadence="jaarlijks",
            aggregation=Aggregation(method="weighted-mean", weight="inwoners", denominator="inwoners", exact=True),
        )
        for n in range(INDICATORS)
    )
    params = EditionParams(
        id="benchmark",
        title="Benchmark",
        year=2023,
        division_year=2023,
        example=True,
        published="2023-12-05",
        publisher=Publisher(name="Benchmark"),
        licence_line="Invented.",
        base="-",
        window=Window(years=8, last=2022),
        rules=Rules(trend=TrendRule(), position=PositionRule(), aggregation=AggregationRule(weight_year=2023)),
        levels=("land", "provincie", "corop", "gemeente"),
        indicators="all",
        sources=(),
    )
    theme = Theme(id="wonen", name="Wonen", dimension="hier-en-nu", description="Wonen.")
    return Edition(params=params, indicators=indicators, themes=(theme,))


def invented_regions(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nederland, 12 provincies, 40 COROP areas and `count` small regions; and which lies in which."""
    rows: list[tuple[str, str, str | None, str | None]] = [("NL01", "land", None, None)]
    rows += [(f"PV{n:02}", "provincie", None, None) for n in range(12)]
    rows += [(f"CR{n:02}", "corop", None, f"PV{n % 12:02}") for n in range(40)]
    rows += [(f"GM{n:05}", "gemeente", f"CR{n % 40:02}", f"PV{n % 40 % 12:02}") for n in range(count)]
    table = pd.DataFrame(rows, columns=["code", "level", "corop", "provincie"]).assign(name="-")
    pairs = [table[["code", level]].set_axis(["child", "parent"], axis=1).dropna() for level in ("corop", "provincie")]
    return table[["code", "level", "name"]], pd.concat(pairs, ignore_index=True)


def invented_observations(edition: Edition, regions: pd.DataFrame) -> pd.DataFrame:
    """Random walks of one decimal for every small region, a fifth absent."""
    rng = np.random.default_rng(2023)
    codes = regions.loc[regions["level"] == "gemeente", "code"].to_numpy(dtype=object)
    names = np.array([i.id for i in edition.indicators], dtype=object)
    shape = (len(codes), len(names), len(YEARS))
    value = (50 + rng.normal(size=shape).cumsum(axis=2)).round(1)
    value[rng.random(shape) < ABSENT] = np.nan
    absent = np.isnan(value.ravel())
    return pd.DataFrame(
        {
            "region": pd.array(np.repeat(codes, shape[1] * shape[2]), dtype="str"),
            "indicator": pd.array(np.tile(np.repeat(names, shape[2]), shape[0]), dtype="str"),
            "year": np.tile(np.array(YEARS, dtype=np.int32), shape[0] * shape[1]),
            "value": value.ravel(),
            "status": pd.array(np.where(absent, None, "definitive"), dtype="str"),
            "absence": pd.array(np.where(absent, "missing", None), dtype="str"),
            "lower": np.nan,
            "upper": np.nan,
        }
    )


def best_of(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the fastest of some runs, and the result."""
    seconds, result = float("inf"), None
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = work()
        seconds = min(seconds, time.perf_counter() - start)
    return round(seconds, 3), result


def measure(count: int) -> dict[str, Any]:
    edition = invented_edition()
    regions, inside = invented_regions(count)
    source = invented_observations(edition, regions)
    weights = pd.Series(1000.0, index=regions.loc[regions["level"] == "gemeente", "code"])
    rule = edition.rules.aggregation
    levels = edition.params.levels
    to_aggregate, made = best_of(lambda: aggregate(source, regions, inside, edition.indicators, weights, rule, levels))
    observations = pd.concat([source, made.rows], ignore_index=True)
    to_find, found = best_of(lambda: build_findings(edition, observations, regions, inside))
    return {
        "regions": count,
        "observations": len(observations),
        "findings": len(found.findings),
        "tests": found.evidence["total"]["tests"],
        "seconds_aggregate": to_aggregate,
        "seconds_build_findings": to_find,
        "goal_seconds_build_findings": GOALS.get(count),
    }


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("regions", nargs="*", type=int)
    given = parser.parse_args()
    counts = given.regions or ([400] if given.small else list(GOALS))
    measured = [measure(count) for count in counts]
    libraries = {"numpy": np.__version__, "pandas": pd.__version__}
    result = {"best_of": REPEATS, **machine(), **libraries, "measured": measured}
    report(result, markdown(result), given.json, small=given.small)


def goals(result: dict[str, Any]) -> list[Goal]:
    """Seconds by the clock for `build_findings`."""
    return [
        Goal(
            f"findings of {row['regions']:,} regions × {INDICATORS} indicators",
            row["seconds_build_findings"],
            goal,
            "s",
        )
        for row in result["measured"]
        if (goal := row["goal_seconds_build_findings"])
    ]


def markdown(result: dict[str, Any]) -> str:
    """The tables of a result."""
    head = ("regions", "observations", "findings", "aggregation s", "findings s")
    keys = ("observations", "findings", "seconds_aggregate", "seconds_build_findings")
    rows = [(f"{row['regions']:,}", *(row[key] for key in keys)) for row in result["measured"]]
    told = f"By the clock, best of {result['best_of']}; load before it {result.get('load', '?')}."
    return "\n".join([told, "", table(head, rows), "", goal_table(goals(result))])


if __name__ == "__main__":
    main()
