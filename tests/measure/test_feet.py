"""Feet that leave the plates."""

import numpy as np
import pytest

from rig.measure.feet import LiftedFoot, lifted_feet

TIME_S = np.arange(5000) / 1000


def standing() -> np.ndarray:
    return np.full((5000, 4), 180.0)


def lift(force_n: np.ndarray, foot: int, start_s: float, end_s: float) -> None:
    rows = slice(round(start_s * 1000), round(end_s * 1000))
    force_n[rows, 2 - 2 * foot : 4 - 2 * foot] += force_n[rows, 2 * foot : 2 * foot + 2]
    force_n[rows, 2 * foot : 2 * foot + 2] = 2.0


def test_a_lifted_foot_and_when() -> None:
    force_n = standing()
    lift(force_n, 1, 1.0, 1.4)
    lift(force_n, 0, 3.0, 3.2)
    assert lifted_feet(force_n, TIME_S, 1000) == [
        LiftedFoot("right", 1.0, pytest.approx(1.4)),
        LiftedFoot("left", 3.0, pytest.approx(3.2)),
    ]


def test_a_heel_that_is_lifted_is_no_foot() -> None:
    force_n = standing()
    force_n[1000:2000, 0] = 0.0
    assert lifted_feet(force_n, TIME_S, 1000) == []


def test_a_moment_without_load_is_no_step_and_a_foot_that_bounces_is_one() -> None:
    force_n = standing()
    lift(force_n, 0, 1.0, 1.08)
    assert lifted_feet(force_n, TIME_S, 1000) == []
    lift(force_n, 1, 2.0, 2.3)
    lift(force_n, 1, 2.34, 2.5)
    assert lifted_feet(force_n, TIME_S, 1000) == [LiftedFoot("right", 2.0, pytest.approx(2.5))]


def test_who_steps_off_altogether_lifts_no_foot() -> None:
    force_n = standing()
    force_n[1000:3000] = 0.0
    assert lifted_feet(force_n, TIME_S, 1000) == []
