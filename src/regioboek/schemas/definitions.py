"""The tables that pass between rooms: their columns, types, words, keys and rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import pyarrow as pa

from regioboek.params.levels import LEVELS

TableName = Literal[
    "observations",
    "aggregation",
    "findings",
    "rankings",
    "regions",
    "inside",
    "members",
    "backcast",
    "lineage",
    "corrections",
]

STATUSES = ("definitive", "provisional", "revised-provisional")
ABSENCES = ("missing", "confidential", "impossible", "not-applicable")
TRENDS = ("favourable", "unfavourable", "none", "undetermined", "missing", "unjudged")
DIRECTIONS = ("rising", "falling", "flat")
#: Why a trend is none: it is too small to count; rounding hides it; surely next to nothing; not to be told from chance.
NO_TRENDS = ("small", "coarse", "stable", "unclear")
ROBUST = ("firm", "borderline")
RELATIVE = ("favourable", "unfavourable", "none", "undetermined")
POSITIONS = ("top", "middle", "bottom")
BACKCAST_METHODS = ("renamed", "count", "weighted-mean", "none")
BACKCAST_REASONS = ("not-recalculable", "part-missing", "part-confidential", "part-impossible", "unknown-weight")
WEIGHTS = ("inwoners", "woningen", "hectare")
CORRECTION_ACTIONS = ("drop", "override", "scale", "flag")
AGGREGATION_REASONS = ("not-aggregable", "low-coverage", "no-figures")

RowRule = tuple[str, Callable[[pd.DataFrame], "pd.Series[bool]"]]


@dataclass(frozen=True)
class TableSchema:
    """Columns with types, the words each column of words allows, the key, and rules within a row.

    `rules` are (what is expected, function that marks the rows that break it).
    """

    columns: pa.Schema
    key: tuple[str, ...]
    encoded: bool = False  # text columns are categories in memory
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[RowRule, ...] = ()


def _columns(**types: str) -> pa.Schema:
    """`region="str", year="int32", value="float64 null"` as a pyarrow schema."""
    known = {"str": pa.string(), "int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64()}
    return pa.schema(
        [pa.field(name, known[spec.split()[0]], nullable=spec.endswith(" null")) for name, spec in types.items()]
    )


#: The columns that say which figure a row is about.
_FIGURE = {"region": "str", "indicator": "str", "year": "int32"}


def _is(table: pd.DataFrame, trends: Sequence[str], directions: Sequence[str]) -> pd.Series[bool]:
    """Rows with one of the trends; of those that are not judged, with one of the directions."""
    unjudged = table["trend"] == "unjudged"
    return table["trend"].isin(trends) | (unjudged & table["direction"].isin(directions))


SCHEMAS: dict[TableName, TableSchema] = {
    "observations": TableSchema(
        _columns(
            **_FIGURE,
            value="float64 null",
            status="str null",
            absence="str null",
            lower="float64 null",
            upper="float64 null",
        ),
        key=tuple(_FIGURE),
        encoded=True,
        words={"status": STATUSES, "absence": ABSENCES},
        rules=(
            ("a value or an absence, one of the two", lambda t: t["value"].isna() == t["absence"].isna()),
            ("a status exactly where there is a value", lambda t: t["value"].isna() != t["status"].isna()),
            ("lower at most upper", lambda t: t["lower"] > t["upper"]),
        ),
    ),
    "aggregation": TableSchema(
        _columns(
            **_FIGURE,
            coverage="float64 null",
            members="int32",
            with_value="int32",
            reason="str null",
        ),
        key=tuple(_FIGURE),
        encoded=True,
        words={"reason": AGGREGATION_REASONS},
        rules=(
            (
                "a coverage from 0 to 1",
                lambda t: t["coverage"].notna() & ~t["coverage"].between(0, 1 + 1e-12),
            ),
            (
                "with_value from 0 to members",
                lambda t: (t["with_value"] < 0) | (t["with_value"] > t["members"]),
            ),
        ),
    ),
    "findings": TableSchema(
        _columns(
            region="str",
            indicator="str",
            latest_year="int32 null",
            latest_value="float64 null",
            n_years="int32",
            window_start="int32",
            window_end="int32",
            slope="float64 null",
            slope_lower="float64 null",
            slope_upper="float64 null",
            p_value="float64 null",
            trend="str",
            direction="str null",
            no_trend="str null",  # why the trend is none
            jump_year="int32 null",  # first year after the step that the change is
            robust="str null",  # of coloured trends
            fragile="str null",  # what gives another colour, joined by ";"
            relative="str null",  # the trend of the region less Nederland
            relative_slope="float64 null",
            rank="int32 null",
            ranked="int32 null",
            tied="int32 null",  # how many others share the rank
            rank_best="int32 null",
            rank_worst="int32 null",
            previous_rank="int32 null",
            previous_year="int32 null",
            position="str null",  # null beside a rank where there are too few regions for quarters
            difference_national="float64 null",
        ),
        key=("region", "indicator"),
        encoded=True,
        words={
            "trend": TRENDS,
            "direction": DIRECTIONS,
            "no_trend": NO_TRENDS,
            "robust": ROBUST,
            "relative": RELATIVE,
            "position": POSITIONS,
        },
        rules=(
            (
                "a reason exactly where the trend is none",
                lambda t: _is(t, ("none",), ("flat",)) != t["no_trend"].notna(),
            ),
            (
                "firm or borderline exactly where the trend has a colour",
                lambda t: _is(t, ("favourable", "unfavourable"), ("rising", "falling")) != t["robust"].notna(),
            ),
            (
                "what is fragile exactly where it is borderline",
                lambda t: (t["robust"] == "borderline") != t["fragile"].notna(),
            ),
            ("a place from best to worst", lambda t: (t["rank_best"] > t["rank"]) | (t["rank_worst"] < t["rank"])),
        ),
    ),
    "rankings": TableSchema(
        _columns(
            level="str",
            indicator="str",
            year="int32 null",
            ranked="int32",
            top_cut="int32 null",
            bottom_cut="int32 null",
        ),
        key=("level", "indicator"),
        words={"level": tuple(LEVELS)},
    ),
    # which regions lie in which by the register: all that are around a region, but the country
    "inside": TableSchema(_columns(child="str", parent="str"), key=("child", "parent")),
    # which gemeenten make the landsdelen, Regio Deals and own areas
    "members": TableSchema(
        _columns(area="str", gemeente="str", share="float64", partly="int32", note="str null"),
        key=("area", "gemeente"),
        rules=(("a share above 0, at most 1", lambda t: ~((t["share"] > 0) & (t["share"] <= 1))),),
    ),
    # figures of former gemeenten on the edition's division: one row per part each figure was made of
    "backcast": TableSchema(
        _columns(
            **_FIGURE,
            from_region="str",
            method="str",
            weight_by="str",
            share="float64 null",  # of the old gemeente, that is in the region
            weight="float64 null",  # of the region, that came from the old gemeente
            break_year="int32 null",  # null: only its code or name changed
            reason="str null",  # why there is no figure
        ),
        key=(*_FIGURE, "from_region"),
        words={"method": BACKCAST_METHODS, "weight_by": WEIGHTS, "reason": BACKCAST_REASONS},
    ),
    # what gemeenten that changed since the window's first year are made of, by inhabitants
    "lineage": TableSchema(
        _columns(
            region="str",
            from_region="str",
            from_name="str",
            share="float64 null",
            weight="float64 null",
            ended="str null",
            changed="str",  # ISO date of the last change; a new code or name is one
            break_year="int32 null",
        ),
        key=("region", "from_region"),
    ),
    # figures that differ from their source, or carry a remark
    "corrections": TableSchema(
        _columns(
            **_FIGURE,
            correction="str",
            action="str",
            source_value="float64 null",
            used_value="float64 null",
            reason="str",
        ),
        key=tuple(_FIGURE),
        words={"action": CORRECTION_ACTIONS},
    ),
    "regions": TableSchema(
        _columns(
            code="str",
            name="str",
            level="str",
            inhabitants="int64 null",
            inhabitants_year="int32 null",
        ),
        key=("code",),
        words={"level": tuple(LEVELS)},
    ),
}
