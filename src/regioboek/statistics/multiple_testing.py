"""How far to believe thousands of tests at once.

At level alpha a share alpha of the series without any real trend gets a colour by chance alone. The
procedure of Benjamini and Hochberg keeps those tests of which, in expectation, at most a share alpha is
wrong: with the p-values sorted, p(1) <= ... <= p(m), it keeps the k smallest for the largest k with p(k) <=
alpha x k / m.

Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Statist. Soc. B 57 (1995),
289-300. It holds for independent or positively dependent tests; series of neighbouring regions are at best
roughly that, and series smoothed by a small-area model are too sure of themselves beforehand. It is a
yardstick beside the colours; it does not decide them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def survives(p_values: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    """Per test whether it survives Benjamini-Hochberg at level `alpha`. NaN is no test: it never survives or counts."""
    p = np.asarray(p_values, dtype=np.float64)
    tested = np.sort(p[~np.isnan(p)])
    passes = np.flatnonzero(tested <= alpha * np.arange(1, tested.size + 1) / max(tested.size, 1))
    if passes.size == 0:
        return np.zeros(p.shape, dtype=bool)
    return np.asarray(p <= tested[passes[-1]])


def expected_by_chance(tests: int, alpha: float) -> float:
    """How many of `tests` would be significant if nothing changed anywhere."""
    return alpha * tests
