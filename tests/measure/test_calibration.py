"""Counts to newtons by the nominal figures."""

import numpy as np
import pytest

from rig.measure.calibration import force_n, nominal_fsr_counts, nominal_plates

VOLTS_PER_COUNT = 5 / 4096


def test_nominal_plates_read_zero_unloaded_and_a_quarter_newton_a_count() -> None:
    calibration = nominal_plates(VOLTS_PER_COUNT)
    counts = np.array([[200, 204, 1200, 4092]], np.int32)
    assert force_n(counts, calibration).tolist() == [[0.0, 1.0, 250.0, 973.0]]
    assert force_n(counts, calibration).dtype == np.float32
    assert not calibration.calibrated


def test_the_same_voltage_is_the_same_force_on_any_converter() -> None:
    fine = nominal_plates(VOLTS_PER_COUNT / 1000)
    assert force_n(np.array([[1_200_000] * 4]), fine)[0, 0] == pytest.approx(250.0)


def test_nominal_fsr_at_one_newton_is_six_kiloohm() -> None:
    assert nominal_fsr_counts(1.0, 4096) == round(4096 * 47 / 53)
