"""How the gemeenten of one year became those of another: shares, chained exactly over the official transfers.

Two numbers describe each pair of an old gemeente g and a gemeente h of the division D:

* `share`: what part of g is in h. The shares of one g add up to 1: counts divided by them keep their total.
* `weight`: what part of h came from g. The weights of one h add up to 1: means are weighted by them.

Both are counted in inhabitants, dwellings or hectares, as asked, at the dates of the transfers; they do not change from
one year to the next unless a transfer lies between.

Rules
* A year is the division of its 1 January: from year Y to D count the transfers after 1 January of Y, up to and
  including 1 January of D. All of one date happen at once; dates follow each other by multiplication.
* What a gemeente kept: what the transfers say (a row with itself); 0 when it ended or began; else its stock less what
  it handed over. Stock: from `stocks` (1 January of the nearest year, after the changes of that day); else from the
  transfers nearest in time that tell all of it; both less or more what was transferred between then and the date.
* A gemeente that ends in one other is in it whole, whatever the numbers; a number that is not told is its stock. That
  is how a new code for the same gemeente is told: it ends, the new code begins, no numbers.
* Small enough to ignore: a part that is less than `ignore_share` of the giver *and* of the receiver. It stays where it
  was; the other shares grow in proportion, so that totals stay whole. Who has no other change counts as unchanged.
* Unknown stays unknown: where a stock is needed and nothing tells it, the shares are NaN. Only where the same transfer
  is small enough in inhabitants, it counts as 0 dwellings or hectares.
* `break_year` of h: the first year from which on it is what it is in D. A new code or name alone is no break.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from regioboek.params.indicators import Weight

Cells = dict[str, dict[str, float]]  # giver or receiver -> the other -> number

INHABITANTS: Weight = "inwoners"
_NOISE = 1e-12


@dataclass(frozen=True)
class Division:
    """What became of the gemeenten of `years` in the division of `division_year`.

    `parts`: one row per year x region x from_region, for regions that are more, less or differently named than in that
    year only: year, region, from_region, share, weight (NaN unknown). `breaks`: region -> break_year, for regions with
    one. `lived`: old code -> (first date, last date) it was in use, ISO; "" for unknown or open.
    """

    division_year: int
    parts: pd.DataFrame
    breaks: dict[str, int]
    lived: dict[str, tuple[str, str]]

    def exists(self, code: str, year: int) -> bool:
        """Whether a code was in use on 1 January of `year`, as far as transfers tell."""
        began, ended = self.lived.get(code, ("", ""))
        day = f"{year}-01-01"
        return began <= day and (not ended or ended > day)


def chain(
    transfers: pd.DataFrame,
    years: Iterable[int],
    division_year: int,
    *,
    weight: Weight = INHABITANTS,
    stocks: pd.DataFrame | None = None,
    ignore_share: float = 0.0,
) -> Division:
    """The division of every year up to `division_year`, from the first of `years` on.

    `transfers` as `sources.transfers.read_transfers` has them. `stocks`: region, year and any of inwoners, woningen,
    hectare.
    """
    first = min([*years, division_year])
    start, end = f"{first}-01-01", f"{division_year}-01-01"
    stock = _Stocks(transfers, stocks)
    dates = sorted({str(d) for d in transfers["date"] if start < d <= end})
    by_date = {d: transfers[transfers["date"] == d] for d in dates}
    steps = [(d, *_step(by_date[d], d, weight, stock, ignore_share)) for d in dates]
    touched = {code for d in dates for code in [*by_date[d]["from_code"], *by_date[d]["to_code"]]}
    lived = _lived(transfers)
    gone = {code for code, (began, ended) in lived.items() if (ended and ended <= end) or began > end}
    rows: list[tuple[int, str, str, float, float]] = []
    breaks: dict[str, int] = {}
    given: Cells = {code: {code: 1.0} for code in touched}
    made: Cells = {code: {code: 1.0} for code in touched}
    for year in range(division_year - 1, first - 1, -1):
        for date, shares, weights in reversed(steps):
            if f"{year}-01-01" < date <= f"{year + 1}-01-01":
                given = {g: _product(shares.get(g, {g: 1.0}), given) for g in touched}
                made = {h: _product(made[h], weights) for h in touched}
        for region, parts in _parts(given, made, touched - gone, ignore_share).items():
            rows += [(year, region, g, share, part) for g, share, part in parts]
            if len(parts) > 1 or not all(s == p == 1 for _, s, p in parts):
                breaks.setdefault(region, year + 1)
    parts_table = pd.DataFrame(rows, columns=["year", "region", "from_region", "share", "weight"])
    parts_table = parts_table.sort_values(["year", "region", "from_region"], ignore_index=True)
    return Division(division_year, parts_table.astype({"year": "int64"}), breaks, lived)


def _product(row: dict[str, float], table: Cells) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for middle, first in row.items():
        for code, second in table.get(middle, {middle: 1.0}).items():
            total[code] += first * second
    return dict(total)


def _lived(transfers: pd.DataFrame) -> dict[str, tuple[str, str]]:
    endings, beginnings = transfers[transfers["ends"]], transfers[transfers["begins"]]
    ended = dict(sorted(zip(endings["from_code"], endings["date"], strict=True)))
    began = dict(sorted(zip(beginnings["to_code"], beginnings["date"], strict=True)))
    return {code: (began.get(code, ""), ended.get(code, "")) for code in sorted({*ended, *began})}


def _by_code(transfers: pd.DataFrame, side: str) -> dict[str, list[Any]]:
    """Code on that side -> its transfers."""
    found: dict[str, list[Any]] = defaultdict(list)
    for code, row in zip(transfers[side], transfers.itertuples(index=False), strict=True):
        found[code].append(row)
    return found


class _Stocks:
    """What a gemeente had before a date, from whatever tells it."""

    def __init__(self, transfers: pd.DataFrame, stocks: pd.DataFrame | None):
        self.given, self.received = (_by_code(transfers, side) for side in ("from_code", "to_code"))
        self.told: dict[tuple[str, str], list[tuple[str, int, float]]] = defaultdict(list)
        if stocks is not None:
            every = stocks.melt(["region", "year"], var_name="weight", value_name="amount").dropna(subset=["amount"])
            for code, year, weight, amount in every.itertuples(index=False):
                self.told[code, weight].append((f"{year}-01-01", 1, float(amount)))

    def before(self, code: str, date: str, weight: str) -> float:
        """The stock just before the transfers of `date`: the nearest that is told, and what was transferred between.

        NaN when nothing tells one, or a transfer between has no number.
        """
        known = self.told.get((code, weight)) or self._from_transfers(code, weight)
        if not known:
            return np.nan
        moment = pd.Timestamp(date)
        day, after, amount = min(known, key=lambda told: (abs(pd.Timestamp(told[0]) - moment), told))
        first, last = sorted([(day, after), (date, 0)])
        received, given = (
            sum(
                getattr(t, weight)
                for t in side.get(code, [])
                if t.from_code != t.to_code and first <= (t.date, 0) and (t.date, 1) <= last
            )
            for side in (self.received, self.given)
        )
        sign = 1 if day < date else -1  # told later: undo what came in from `date` on
        return float(amount + sign * (received - given))

    def _from_transfers(self, code: str, weight: str) -> list[tuple[str, int, float]]:
        """Every date on which the transfers tell all that a gemeente had: date, after (1) or before (0) them, stock."""
        out, into = self.given.get(code, []), self.received.get(code, [])
        days = sorted({t.date for t in out if t.ends or t.to_code == code})
        told = [(day, 0, sum(getattr(t, weight) for t in out if t.date == day)) for day in days]
        for day in sorted({t.date for t in into if t.begins}):
            given = sum(getattr(t, weight) for t in out if t.date == day and t.to_code != code)
            told.append((day, 1, sum(getattr(t, weight) for t in into if t.date == day) - given))
        return [one for one in told if not np.isnan(one[2])]


def _step(rows: pd.DataFrame, date: str, weight: Weight, stocks: _Stocks, ignore_share: float) -> tuple[Cells, Cells]:
    """What happened on one date: giver -> receiver -> share, and receiver -> giver -> weight."""
    moved = _amounts(rows, date, weight, stocks)
    kept = _kept(rows, moved, date, weight, stocks)
    if weight != INHABITANTS:
        people = _amounts(rows, date, INHABITANTS, stocks)
        stayed = _kept(rows, people, date, INHABITANTS, stocks)
        for (g, h), amount in list(moved.items()):
            unknown = np.isnan(amount) or (amount > 0 and (np.isnan(kept[g]) or np.isnan(kept[h])))
            if unknown and _small(g, h, people, stayed, ignore_share):
                moved[g, h] = 0.0
    givers: Cells = defaultdict(dict)
    receivers: Cells = defaultdict(dict)
    for (g, h), amount in moved.items():
        givers[g][h] = amount
        receivers[h][g] = amount
    ended, began = set(rows.loc[rows["ends"], "from_code"]), set(rows.loc[rows["begins"], "to_code"])
    shares = {g: _parts_of(g, to, kept[g], stays=g not in ended) for g, to in givers.items()}
    return shares, {h: _parts_of(h, by, kept[h], stays=h not in began) for h, by in receivers.items()}


def _parts_of(code: str, others: dict[str, float], kept: float, *, stays: bool) -> dict[str, float]:
    """The parts of 1 that the others and, when it `stays`, the code itself have."""
    if len(others) == 1 and not stays:
        return dict.fromkeys(others, 1.0)
    moving = sum(others.values())
    if moving == 0 and stays:
        return {code: 1.0}
    total = moving + kept
    if total == 0:  # nothing of this kind was moved at all: nobody knows whose it was
        return dict.fromkeys(others, np.nan)
    parts = {other: amount / total for other, amount in others.items() if amount != 0}
    return parts | ({code: kept / total} if kept != 0 else {})


def _amounts(rows: pd.DataFrame, date: str, weight: str, stocks: _Stocks) -> dict[tuple[str, str], float]:
    """(giver, receiver) -> what was handed over on a date."""
    other = rows[rows["from_code"] != rows["to_code"]]
    moved = dict(zip(zip(other["from_code"], other["to_code"], strict=True), other[weight].astype(float), strict=True))
    whole = other[other["ends"] & ~other.duplicated("from_code", keep=False) & other[weight].isna()]
    for g, h in zip(whole["from_code"], whole["to_code"], strict=True):
        moved[g, h] = stocks.before(g, date, weight)
    return moved


def _kept(
    rows: pd.DataFrame, moved: dict[tuple[str, str], float], date: str, weight: str, stocks: _Stocks
) -> dict[str, float]:
    """Per gemeente what it kept on a date; NaN when nothing tells it."""
    own = rows[rows["from_code"] == rows["to_code"]].set_index("from_code")[weight]
    ended, began = set(rows.loc[rows["ends"], "from_code"]), set(rows.loc[rows["begins"], "to_code"])
    kept = {}
    for code in {*rows["from_code"], *rows["to_code"]}:
        given = sum(a for (g, _), a in moved.items() if g == code)
        if code in own.index:
            kept[code] = float(own[code])
        elif code in ended or code in began:
            kept[code] = 0.0
        else:
            before = stocks.before(code, date, weight)
            kept[code] = max(before - given, 0.0) if not np.isnan(before) else np.nan
    return kept


def _small(g: str, h: str, moved: dict[tuple[str, str], float], kept: dict[str, float], ignore_share: float) -> bool:
    amount = moved[g, h]
    of_giver = sum(a for (code, _), a in moved.items() if code == g) + kept[g]
    of_receiver = sum(a for (_, code), a in moved.items() if code == h) + kept[h]
    return bool(amount == 0 or (amount < ignore_share * of_giver and amount < ignore_share * of_receiver))


def _parts(
    given: Cells, made: Cells, regions: set[str], ignore_share: float
) -> dict[str, list[tuple[str, float, float]]]:
    """Per region that is not simply itself: its parts, as (from_region, share, weight)."""
    ignored = {
        (g, h)
        for g, to in given.items()
        for h, share in to.items()
        if g != h and share < ignore_share and made.get(h, {}).get(g, 0.0) < ignore_share
    }
    result = {}
    for h in sorted(regions):
        rest = {g: w for g, w in made[h].items() if (g, h) not in ignored and not w <= _NOISE}
        total = sum(rest.values())
        parts = []
        for g, w in sorted(rest.items()):
            remaining = [s for to, s in given[g].items() if (g, to) not in ignored]
            share = given[g].get(h, 0.0) / sum(remaining)
            parts.append((g, _whole(share), _whole(w / total)))
        if parts != [(h, 1.0, 1.0)]:
            result[h] = parts
    return result


def _whole(part: float) -> float:
    return 1.0 if abs(part - 1) < _NOISE else part
