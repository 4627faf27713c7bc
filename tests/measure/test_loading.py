"""Loading of spans of time, and quiet standing."""

import numpy as np
import pytest

from rig.measure.loading import PlateForces, borne, loading_of
from rig.measure.placement import UNSAID, FootPlacement
from tests.measure.repetition.movements import Float

FEET = np.array([0.3, 0.2, 0.25, 0.25])  # of weight: left heel, left toe, right heel, right toe


def plates_of(force: Float) -> PlateForces:
    sample = np.arange(len(force), dtype=np.uint64)
    return PlateForces(sample, sample / 1000, force, 1000.0)


def test_means_of_a_span() -> None:
    plates = plates_of(np.tile(600 * FEET, (3000, 1)))
    found = loading_of(borne(plates, 10.0), 1.0, 2.0, FootPlacement(260.0, 5.0))
    assert found.vertical_n == pytest.approx(600)
    assert (found.left_n, found.right_n) == pytest.approx((300, 300))
    assert found.heel_share == pytest.approx(0.55)
    assert (found.left_heel_share, found.right_heel_share) == pytest.approx((0.6, 0.5))
    y_mm = 20 * 0.55 + 290 * 0.45
    assert (found.cop_x_mm, found.cop_y_mm) == pytest.approx((0, y_mm))
    assert found.cop_y_percent == pytest.approx((y_mm - 5) / 2.6)
    assert found.cop_path_mm == pytest.approx(0, abs=1e-6)


def test_the_way_of_the_centre_of_pressure() -> None:
    """To the toes and back by 54 mm, once in a span of two."""
    share = 0.1 * np.sin(2 * np.pi * 0.5 * np.arange(6000) / 1000)
    force = 600 * np.column_stack((0.25 - share, 0.25 + share, 0.25 - share, 0.25 + share))
    found = loading_of(borne(plates_of(force), 10.0), 2.0, 4.0, UNSAID)
    assert found.cop_range_y_mm == pytest.approx(2 * 0.2 * 270, rel=0.01)
    assert found.cop_path_mm == pytest.approx(4 * 0.2 * 270, rel=0.01)
    assert found.cop_range_x_mm == pytest.approx(0, abs=1e-6)
    assert np.isnan(found.cop_y_percent)


def test_forces_are_filtered_before_they_are_divided() -> None:
    """A heel that flutters under a steady toe: the mean of the quotients would differ."""
    flutter = 100 * np.sign(np.sin(2 * np.pi * 100 * np.arange(3000) / 1000 + 0.1))
    force = np.column_stack((150 + flutter, np.full(3000, 150.0), np.zeros(3000), np.zeros(3000)))
    found = loading_of(borne(plates_of(force), 10.0), 1.0, 2.0, UNSAID)
    assert found.left_heel_share == pytest.approx(0.5, abs=0.002)


def test_where_nobody_stands_there_is_no_figure_and_no_warning() -> None:
    found = loading_of(borne(plates_of(np.zeros((2000, 4))), 10.0), 0.5, 1.5, UNSAID)
    assert found.vertical_n == 0
    assert np.isnan(found.heel_share)
    assert np.isnan(found.cop_path_mm)
    assert np.isnan(
        loading_of(borne(plates_of(np.zeros((0, 4))), 10.0), 0.0, 1.0, UNSAID).vertical_n
    )


def test_a_gap_is_not_filtered_across() -> None:
    force = np.tile(600 * FEET, (3000, 1))
    force[1500:] *= 2
    sample = np.arange(3000, dtype=np.uint64)
    sample[1500:] += np.uint64(1)
    found = borne(PlateForces(sample, sample / 1000, force, 1000.0), 10.0)
    assert found.loads_n[:1500].sum(axis=1) == pytest.approx(600)
    assert found.loads_n[1500:].sum(axis=1) == pytest.approx(1200)
