"""How much the colours of an edition can bear: counts per level, plain numbers, ready for JSON.

Per level and in total:

* `series` = `missing` + `undetermined` + `tests`; `tests` = `favourable` + `unfavourable` + `none`;
  `coloured` = `favourable` + `unfavourable`;
* `expected_by_chance`: alpha x tests, the number of colours if nothing changed anywhere;
* `survive_bh`: how many of the tests survive Benjamini-Hochberg at level alpha, the tests of the level being one
  family (in total: all tests together; areas contain gemeenten, so that family counts the same change twice);
* `tests_small_area_model`, `coloured_small_area_model`, `survive_bh_small_area_model`: those of series that a model
  has smoothed, of which a t-test overstates the significance;
* `firm` + `borderline` = `coloured`; `fragile` per code how many colours it makes borderline, `no_trend` per reason how
  many trends are none (`statistics.robustness`, `statistics.no_trend`);
* `ranked` have a place, `unranked` the rest of the series; `top`, `middle` and `bottom` are those with a quarter;
* `unfavourable_and_bottom`: an unfavourable trend and a place in the bottom quarter, the stronger signal.

And once: `chance`, per autocorrelation of yearly figures the share of series without any change that gets a colour, by
simulation (`statistics.chance`).

How far to believe thousands of tests at once: at level alpha a share alpha of the series without any real trend gets a
colour by chance alone. The procedure of Benjamini and Hochberg keeps those tests of which, in expectation, at most a
share alpha is wrong: with the p-values sorted, p(1) <= ... <= p(m), it keeps the k smallest for the largest k with
p(k) <= alpha x k / m.

Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Statist. Soc. B 57 (1995), 289-300.
It holds for independent or positively dependent tests; series of neighbouring regions are at best roughly that, and
series smoothed by a small-area model are too sure of themselves beforehand. It is a yardstick beside the colours; it
does not decide them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regioboek.params.edition import TrendRule
from regioboek.params.levels import Level
from regioboek.schemas import NO_TRENDS, ROBUST
from regioboek.statistics.chance import AUTOCORRELATIONS, false_colours


def weigh_evidence(
    levels: Sequence[Level],
    *,
    level: NDArray[np.object_],
    trend: NDArray[np.object_],
    no_trend: NDArray[np.object_],
    robust: NDArray[np.object_],
    fragile: NDArray[np.object_],
    p_value: NDArray[np.float64],
    rank: NDArray[np.int64],
    position: NDArray[np.object_],
    small_area_model: NDArray[np.bool_],
    rule: TrendRule,
    years: int,
) -> dict[str, Any]:
    """The counts of the module's docstring: `{"levels": {level: counts}, "total": counts, "chance": shares}`.

    The arrays are alike in length, one place per series; `p_value` is NaN where no trend was determined, `rank` 0 where
    a region has none. `years` is the length of the window.
    """
    alpha = rule.alpha

    def counts(chosen: NDArray[np.bool_]) -> dict[str, Any]:
        words, places, p, modelled = trend[chosen], position[chosen], p_value[chosen], small_area_model[chosen]
        coloured = (words == "favourable") | (words == "unfavourable")
        tested = coloured | (words == "none")
        kept = survives(p, alpha)
        found = {
            "series": words.size,
            "tests": tested.sum(),
            "coloured": coloured.sum(),
            **{word: (words == word).sum() for word in ("favourable", "unfavourable", "none")},
            **{word: (words == word).sum() for word in ("undetermined", "missing")},
            "survive_bh": kept.sum(),
            "tests_small_area_model": (tested & modelled).sum(),
            "coloured_small_area_model": (coloured & modelled).sum(),
            "survive_bh_small_area_model": (kept & modelled).sum(),
            **{word: (robust[chosen] == word).sum() for word in ROBUST},
            "ranked": (rank[chosen] > 0).sum(),
            **{place: (places == place).sum() for place in ("top", "middle", "bottom")},
            "unfavourable_and_bottom": ((words == "unfavourable") & (places == "bottom")).sum(),
        }
        whole = {name: int(number) for name, number in found.items()}
        return whole | {
            "unranked": whole["series"] - whole["ranked"],
            "expected_by_chance": float(round(alpha * whole["tests"], 6)),
            "no_trend": {word: int((no_trend[chosen] == word).sum()) for word in NO_TRENDS},
            "fragile": _per_code(fragile[chosen]),
        }

    return {
        "alpha": float(alpha),
        "levels": {name: counts(level == name) for name in levels},
        "total": counts(np.ones(level.shape, dtype=bool)),
        "chance": {f"{ar:g}": false_colours(ar, years, rule) for ar in AUTOCORRELATIONS},
    }


def _per_code(fragile: NDArray[np.object_]) -> dict[str, int]:
    """How often each code occurs in lists joined by ";"."""
    found: Counter[str] = Counter()
    for codes, times in Counter(fragile.tolist()).items():
        for code in codes.split(";") if codes else ():
            found[code] += times
    return dict(sorted(found.items()))


def survives(p_values: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    """Per test whether it survives Benjamini-Hochberg at level `alpha`. NaN is no test: it never survives or counts."""
    p = np.asarray(p_values, dtype=np.float64)
    tested = np.sort(p[~np.isnan(p)])
    passes = np.flatnonzero(tested <= alpha * np.arange(1, tested.size + 1) / max(tested.size, 1))
    if passes.size == 0:
        return np.zeros(p.shape, dtype=bool)
    return np.asarray(p <= tested[passes[-1]])
