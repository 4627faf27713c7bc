"""The typical error and the smallest change that is more than chance."""

import math

import numpy as np
import pytest
from scipy import stats

from rig.measure.variation import T_975, least_change, variation_of


def test_student_s_t() -> None:
    assert pytest.approx(stats.t.ppf(0.975, range(1, 31)), abs=6e-4) == T_975


def test_the_typical_error_is_pooled_over_sessions() -> None:
    found = variation_of([[10.0, 12.0], [20.0, 23.0, 26.0], [5.0]])
    assert found is not None
    assert found.degrees == 3
    assert found.typical_error == pytest.approx(math.sqrt((2.0 + 18.0) / 3))
    assert least_change(found, 2, 3) == pytest.approx(
        3.182 * found.typical_error * math.sqrt(1 / 2 + 1 / 3)
    )


@pytest.mark.parametrize("sessions", [[], [[1.0], [2.0], [3.0]], [[1.0, 2.0], [3.0, 4.0]]])
def test_few_repeats_say_nothing(sessions: list[list[float]]) -> None:
    assert variation_of(sessions) is None


@pytest.mark.parametrize("trials", [3, 6])
def test_what_did_not_change_seems_to_one_time_in_twenty(trials: int) -> None:
    random = np.random.default_rng(1)
    seems = 0
    for first, last in random.normal(size=(4000, 2, trials)).tolist():
        found = variation_of([first, last])
        assert found is not None
        seems += abs(np.mean(last) - np.mean(first)) > least_change(found, trials, trials)
    assert seems / 4000 == pytest.approx(0.05, abs=0.01)
