"""The sensors' faults, by their data sheets."""

import numpy as np
import pytest

from rig.measure.calibration import DIVIDER_OHM, FSR_SIEMENS_PER_NEWTON, NOMINAL_NEWTONS_PER_VOLT
from rig.sim.frontend import ADS131M04, ON_CHIP, REFERENCE_V, Converter
from rig.sim.participant.sensors import (
    AMPLIFIER_V,
    BLEED_SIEMENS,
    DowelSensors,
    PlateSensors,
)

STEP_S = 0.001
SETTLED_S = np.full(1, np.inf)


def siemens(volts: np.ndarray) -> np.ndarray:
    return volts / (REFERENCE_V - volts) / DIVIDER_OHM - BLEED_SIEMENS


def conducted(dowel: DowelSensors, felt_n: float, after_s: float = 0.0) -> np.ndarray:
    """In newtons of the nominal sensor."""
    volts = dowel.volts(np.full((1, 3), felt_n), np.array([after_s]))
    return siemens(volts)[0] / FSR_SIEMENS_PER_NEWTON


def test_a_perfect_sensor_conducts_in_proportion() -> None:
    perfect = DowelSensors(1, 0.0)
    for force_n in (0.05, 1.0, 10.0):
        assert conducted(perfect, force_n, 1000) == pytest.approx(force_n)


def test_sensors_differ_by_six_per_cent_and_follow_a_power_below_one() -> None:
    at_1_n = np.array([conducted(DowelSensors(seed, 1.0), 1.0) for seed in range(50)])
    at_10_n = np.array([conducted(DowelSensors(seed, 1.0), 10.0) for seed in range(50)])
    assert np.abs(at_1_n - 1).max() < 0.0601
    assert np.abs(at_1_n - 1).max() > 0.05
    power = np.log10(at_10_n / at_1_n)
    assert 0.9 <= power.min() < 0.91
    assert 0.99 < power.max() <= 1.0


def test_a_sensor_creeps_by_some_per_cent_a_decade_and_opens_under_its_threshold() -> None:
    dowel = DowelSensors(1, 1.0)
    growth = conducted(dowel, 2.0, 999) / conducted(dowel, 2.0, 99) - 1
    assert (growth > 0.015).all()
    assert (growth < 0.05).all()
    assert conducted(dowel, 0.09) == pytest.approx(0, abs=1e-9)
    assert conducted(dowel, 0.11).min() > 0.05


def test_a_sensor_reads_ten_per_cent_more_while_force_falls() -> None:
    rise = np.linspace(1, 9, 4000)
    force_n = np.repeat(np.concatenate((rise, rise[::-1]))[:, None], 3, axis=1)
    felt_n = DowelSensors(1, 1.0).felt_n(force_n)
    up, down = felt_n[:4000], felt_n[:3999:-1]
    middle = slice(1000, 3000)
    assert (down[middle] - up[middle]) / force_n[:4000][middle] == pytest.approx(0.1)
    assert np.array_equal(DowelSensors(1, 0.0).felt_n(force_n), force_n)


def test_what_a_sensor_shows_is_dragged_step_by_step() -> None:
    force_n = np.abs(np.cumsum(np.random.default_rng(1).normal(0, 0.2, (700, 3)), axis=0))
    shown_n, expected_n = force_n[0], []
    for now_n in force_n:
        shown_n = shown_n.clip(0.95 * now_n, 1.05 * now_n)
        expected_n.append(shown_n)
    assert DowelSensors(1, 1.0).felt_n(force_n) == pytest.approx(np.array(expected_n))


def test_plates_ring_after_a_blow_at_their_resonance() -> None:
    plates = PlateSensors(1, 50.0, 1.0)
    cells_n = np.full((4000, 4), 100.0)
    cells_n[2000:] += 40
    rung_n = plates.rung_n(cells_n)
    assert rung_n[1990] == pytest.approx(100, abs=0.1)
    assert rung_n[-1] == pytest.approx(140, abs=0.1)
    assert rung_n.max() > 165  # a step overshoots
    spectrum = np.abs(np.fft.rfft(rung_n[2000:2500] - 140, 8000, axis=0))
    ringing_hz = np.fft.rfftfreq(8000, STEP_S)[spectrum.argmax(axis=0)]
    assert (np.abs(ringing_hz - 50) < 6).all()


def test_plates_creep_and_drift_and_none_has_quite_the_same_gain() -> None:
    plates, load_n = PlateSensors(3, 50.0, 1.0), np.full((1, 4), 400.0)
    fresh, crept = (
        plates.volts(load_n, np.zeros(1), np.array([after_s])) for after_s in (0.0, 60.0)
    )
    growth = ((crept - fresh) * NOMINAL_NEWTONS_PER_VOLT / 400 / plates.gain)[0]
    assert (growth > 0.0002).all()
    assert (growth < 0.001).all()
    later = plates.volts(load_n, np.full(1, 36_000.0), SETTLED_S)
    now = plates.volts(load_n, np.zeros(1), SETTLED_S)
    drift_n = np.abs(later - now) * NOMINAL_NEWTONS_PER_VOLT
    assert (drift_n > 0.001).all()
    assert (drift_n < 4).all()
    assert np.ptp(plates.gain) > 0.001


def test_amplifiers_end_before_the_converter_does() -> None:
    loads_n = np.array([[-500.0, 0.0, 950.0, 2000.0]])
    volts = PlateSensors(1, 50.0, 0.0).volts(loads_n, np.zeros(1), SETTLED_S)
    assert volts[0, 0] == AMPLIFIER_V[0]
    assert volts[0, 3] == AMPLIFIER_V[1]
    assert 0 < volts[0, 1] < volts[0, 2] < AMPLIFIER_V[1]


@pytest.mark.parametrize(
    ("front_end", "noise_n"), [(ON_CHIP, 0.25), (ADS131M04, 0.13)], ids=["10bit", "24bit"]
)
def test_noise_of_the_front_ends(front_end, noise_n: float) -> None:
    volts = np.full((20_000, 4), 1.23456)
    counts = Converter(front_end, 4, seed=1).counts(volts)
    full = front_end.codes * front_end.conversions
    newtons = counts / full * REFERENCE_V * NOMINAL_NEWTONS_PER_VOLT
    assert newtons.std(axis=0) == pytest.approx(noise_n, rel=0.1)
    assert newtons.mean(axis=0) == pytest.approx(1.23456 * NOMINAL_NEWTONS_PER_VOLT, abs=0.02)


def test_a_converter_clips_and_a_stuck_channel_keeps_its_counts() -> None:
    converter = Converter(ON_CHIP, 2, seed=1)
    (first,) = converter.counts(np.array([[2.0, 9.0]]))
    stuck = converter.counts(np.array([[np.nan, -1.0], [np.nan, 1.0], [3.0, np.nan]]))
    assert first[1] == 4092
    assert stuck[:2, 0].tolist() == [first[0]] * 2
    assert stuck[2, 0] == pytest.approx(3 / 5 * 4096, abs=5)
    assert stuck[0, 1] == 0
    assert stuck[2, 1] == stuck[1, 1] == pytest.approx(4096 / 5, abs=5)
