"""Samples that no body can produce, and those that one can."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rig.measure.spikes import spikes_in, without_spikes
from tests.measure.repetition.movements import Move, force_n

STANDING = force_n([], 10.0) / 4


def spiked(rows: int, height_n: float, at: int = 5000) -> NDArray[np.float64]:
    force = STANDING.copy()
    force[at : at + rows] += height_n
    return force


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("height_n", [40.0, -60.0, 700.0])
def test_one_to_three_samples_that_go_and_come_back_are_a_spike(rows: int, height_n: float) -> None:
    assert np.flatnonzero(spikes_in(spiked(rows, height_n))).tolist() == list(
        range(5000, 5000 + rows)
    )


def test_what_a_body_does_is_none() -> None:
    assert not spikes_in(STANDING).any()
    assert not spikes_in(spiked(4, 60.0)).any()
    assert not spikes_in(spiked(1, 12.0)).any()
    assert not spikes_in(force_n([Move(2.0, 0.3, -0.1), Move(2.3, 0.3, 0.1)], 5.0)).any()
    time_s = np.arange(0, 2, 0.001)
    landing = 700 + 2500 * np.exp(-(((time_s - 1) / 0.012) ** 2)) * (time_s > 1)
    assert not spikes_in(landing).any()
    ringing = 200 * np.exp(-8 * time_s) * np.sin(2 * np.pi * 80 * time_s)
    assert not spikes_in(700 + ringing).any()
    step = np.where(time_s < 1, 0.0, 400.0)
    assert not spikes_in(step).any()
    assert not spikes_in(np.zeros(3)).any()


def test_figures_are_made_without_them_and_the_forces_stay_as_they_are() -> None:
    force = np.stack([spiked(2, 500.0), STANDING, STANDING, STANDING], axis=1).astype(np.float32)
    before = force.copy()
    mended = without_spikes(force)
    assert (force == before).all()
    assert np.abs(mended[:, 0] - STANDING).max() < 5
    assert (mended[:, 1:] == force[:, 1:]).all()
    clean = np.stack([STANDING] * 4, axis=1).astype(np.float32)
    assert without_spikes(clean) is clean
