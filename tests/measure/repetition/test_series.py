"""Helpers on evenly spaced values, compared with plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rig.measure.repetition.series import integral, moving_mean, turns

VALUES = st.lists(st.integers(-9, 9), min_size=1, max_size=40).map(lambda v: np.array(v, float))


@settings(deadline=None)
@given(values=VALUES, half_rows=st.integers(0, 12))
def test_moving_mean(values: NDArray[np.float64], half_rows: int) -> None:
    expected = [
        values[max(row - half_rows, 0) : row + half_rows + 1].mean() for row in range(len(values))
    ]
    assert moving_mean(values, half_rows) == pytest.approx(np.array(expected))


@settings(deadline=None)
@given(values=VALUES)
def test_integral_is_the_trapezoids(values: NDArray[np.float64]) -> None:
    found = integral(values, 0.5)
    assert found.shape == values.shape
    for row in range(len(values)):
        assert found[row] == pytest.approx(np.trapezoid(values[: row + 1], dx=0.5))


@settings(deadline=None)
@given(values=VALUES, least=st.integers(1, 6))
def test_turns_are_far_from_their_neighbours(values: NDArray[np.float64], least: int) -> None:
    tops, bottoms = turns(values, least)
    assert len(tops) == len(bottoms) + 1
    rows = sorted([*tops, *bottoms])
    assert rows[::2] == tops
    assert rows[1::2] == bottoms
    for before, bottom, after in zip(tops, bottoms, tops[1:], strict=False):
        assert min(values[before], values[after]) - values[bottom] >= least
        between = values[before : after + 1]
        assert values[bottom] == between.min()


@pytest.mark.parametrize(
    ("values", "tops", "bottoms"),
    [
        ([0, 0, 0], [0], []),
        ([0, -5, 0], [0, 2], [1]),
        ([0, -5, -4, -6, 0], [0, 4], [3]),
        ([0, -5, -1, -6, 0], [0, 2, 4], [1, 3]),
        ([0, 3, -5], [1], []),
        ([0, -5], [0], []),
    ],
)
def test_turns_by_hand(values: list[int], tops: list[int], bottoms: list[int]) -> None:
    assert turns(np.array(values, float), 2.0) == (tops, bottoms)
