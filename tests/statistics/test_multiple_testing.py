from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from regioboek.statistics.evidence import survives

pytestmark = pytest.mark.filterwarnings("error")

# Y. Benjamini and Y. Hochberg (1995), section 3.2: fifteen comparisons of two treatments of heart attacks; at 0.05
# their procedure rejects the first four (0.0095 <= 4/15 x 0.05 = 0.013), Bonferroni three.
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
PUBLISHED += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_the_published_example_keeps_four():
    assert survives(PUBLISHED, 0.05).tolist() == [True] * 4 + [False] * 11


def test_a_later_test_that_passes_carries_the_earlier_ones():
    # 0.04 fails its own threshold (0.025), but 0.05 passes at rank 2: both are kept.
    assert survives([0.05, 0.04], 0.05).tolist() == [True, True]


def test_what_is_no_test_does_not_survive_and_does_not_count():
    assert survives([0.04, np.nan, np.nan], 0.05).tolist() == [True, False, False]


def test_nothing_survives_among_nothing():
    assert survives([], 0.05).tolist() == []
    assert survives([0.2, 0.9], 0.05).tolist() == [False, False]


@given(
    st.lists(st.integers(0, 1000).map(lambda n: n / 1000), min_size=1, max_size=60), st.sampled_from([0.01, 0.05, 0.2])
)
def test_survivors_are_those_whose_adjusted_p_is_at_most_alpha(p_values, alpha):
    adjusted = false_discovery_control(p_values, method="bh")
    close = np.isclose(adjusted, alpha, rtol=1e-12)
    np.testing.assert_array_equal(survives(p_values, alpha)[~close], (adjusted <= alpha)[~close])
