"""Effects on the plates besides forces have the size that is set, and depend on time alone."""

from typing import Any

import numpy as np
import pytest

from rig.sim.participant import Participant
from rig.sim.participant.rough import Rough
from rig.sim.participant.settings import settings_from

STEP_S = 0.001


def total_n(seconds: float = 60.0, seed: int = 3, **said: Any) -> np.ndarray:
    settings = settings_from(seed=seed, **said)
    return Rough(seed, settings).at(np.arange(0, seconds, STEP_S)).sum(axis=1)


def test_perfect_plates_show_nothing() -> None:
    assert not total_n().any()


def test_plates_drift_by_what_is_set_and_stay_there() -> None:
    drifted = total_n(drift_n=-12, drift_s=17)
    assert drifted[[0, 8_500, 17_000, -1]] == pytest.approx([0, -6, -12, -12])


def test_hum_is_50_hz_of_its_amplitude() -> None:
    hum = total_n(2.0, hum_n=5)
    strength = np.abs(np.fft.rfft(hum)) / len(hum) * 2
    assert np.fft.rfftfreq(len(hum), STEP_S)[strength.argmax()] == 50
    assert strength.max() == pytest.approx(5, rel=1e-3)


def test_ringing_is_at_the_resonance() -> None:
    rung = total_n(20.0, ringing_n=4, plate_resonance_hz=40)
    power = np.abs(np.fft.rfft(rung)) ** 2
    hz = np.fft.rfftfreq(len(rung), STEP_S)
    assert rung.std() == pytest.approx(4, rel=0.2)
    assert power[(hz > 37) & (hz < 43)].sum() > 0.98 * power.sum()


def test_a_walk_spreads_with_the_root_of_time() -> None:
    walks = np.array([total_n(17.0, seed, walk_n=0.5) for seed in range(60)])
    for seconds in (1, 4, 16):
        spread = (walks[:, 1000 * seconds] - walks[:, 0]).std()
        assert spread == pytest.approx(0.5 * np.sqrt(seconds), rel=0.35)


def test_it_does_not_depend_on_where_it_was_begun() -> None:
    said = settings_from(seed=3, drift_n=4, hum_n=2, walk_n=0.3, ringing_n=2)
    whole = Rough(3, said).at(np.arange(0, 10, STEP_S))
    later = Rough(3, said).at(np.arange(4, 6, STEP_S))
    assert later == pytest.approx(whole[4000:6000], abs=1e-6)


def test_channels_differ_by_the_spread_that_is_set() -> None:
    gains = [
        Participant.from_settings(seed=seed, gain_percent=1.5).plates.gain for seed in range(40)
    ]
    assert np.std(gains) == pytest.approx(0.015, rel=0.2)


@pytest.mark.parametrize("name", ["drift_n", "hum_n", "walk_n", "ringing_n"])
def test_it_comes_through_to_the_volts(name: str) -> None:
    time_s = np.arange(12, 16, STEP_S)
    plain, rough = (
        Participant.from_settings(seed=3, drill="stand", **said).plate_volts(time_s)
        for said in ({}, {name: 2.0})
    )
    shown_n = np.ptp((rough - plain).sum(axis=1) * 204.8)
    assert 0.3 < shown_n < 15
