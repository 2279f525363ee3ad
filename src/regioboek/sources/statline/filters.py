"""A plan as OData: `$filter` and `$select`, short enough for an address.

CBS drops the connection of addresses that are too long: regions are asked by the letters of their level, many years as
a range. Keys are compared with their padding.
"""

from __future__ import annotations

from regioboek.params.levels import LEVELS
from regioboek.sources.statline.query import QueryPlan
from regioboek.sources.statline.service import Version

#: So many periods are named one by one; more are asked as a range.
_NAMED = 12
#: A list of columns longer than this is left out: all columns come.
_COLUMNS = 900


def row_filter(plan: QueryPlan, version: Version) -> str | None:
    """The `$filter`; None when every row of the table is asked for."""
    parts = [_equal(dimension.key, code.key) for dimension, code in plan.chosen if len(dimension.codes) > 1]
    if version == "v4" and len(plan.measures) < len(plan.table.measures):
        parts.insert(0, _any([_equal("Measure", m.key) for m in plan.measures]))
    if plan.query.levels:
        prefixes = dict.fromkeys(LEVELS[level].prefix for level in plan.query.levels)
        parts.append(_any([f"startswith({plan.region.key},'{p}')" for p in prefixes]))
    periods = _periods(plan, version)
    if periods:
        parts.append(periods)
    return " and ".join(parts) or None


def columns(plan: QueryPlan, version: Version) -> str | None:
    """v3: the `$select` of dimensions and measures; None when that is too long, and for v4, where all come anyway."""
    if version == "v4":
        return None
    keys = [*(d.key for d in plan.table.dimensions), *(m.key for m in plan.measures)]
    text = ",".join(keys)
    return text if len(text) <= _COLUMNS else None


def _periods(plan: QueryPlan, version: Version) -> str | None:
    asked, all_of_them = plan.periods, plan.period.codes
    if len(asked) == len(all_of_them):
        return None
    key = plan.period.key
    if len(asked) <= _NAMED:
        return _any([_equal(key, c.key) for c in asked])
    codes = sorted(c.code for c in asked)
    span = f"{key} ge '{codes[0]}' and {key} le '{codes[-1]}'"
    if not plan.other_periods:
        return span
    only_years = f"contains({key},'JJ')" if version == "v4" else f"substringof('JJ',{key})"
    return f"{span} and {only_years}"


def _equal(name: str, key: str) -> str:
    return f"{name} eq '{key.replace(chr(39), chr(39) * 2)}'"


def _any(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"
