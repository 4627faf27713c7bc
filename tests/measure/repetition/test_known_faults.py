"""Difficult sets: each kind was once counted wrong, or its begin reported too early."""

import numpy as np
import pytest

from rig.measure.balance import vertical_grf_n
from rig.measure.repetition import Repetitions, find_repetitions
from rig.sim.participant.drill import smooth_step
from tests.measure.repetition.movements import (
    MASS_KG,
    WEIGHT_N,
    Float,
    Move,
    force_n,
    found_in,
    repetition,
)

GRAVITY_M_S2 = 9.81


def course_n(way: Float) -> Float:
    """Force of a mass with this displacement, (N,) in metres at 1 kHz, with the noise of
    force_n."""
    smooth = np.convolve(np.pad(way, 30, "edge"), np.hanning(61) / np.hanning(61).sum(), "valid")
    acceleration = np.gradient(np.gradient(smooth, 0.001), 0.001)
    return force_n([], len(way) / 1000)[: len(way)] + MASS_KG * acceleration


def even_step(share: Float) -> Float:
    """A displacement at constant speed except for short soft ends."""
    speed = np.clip(np.minimum(share / 0.12, (1 - share) / 0.12), 0, 1)
    way = np.cumsum(speed)
    return way / way[-1]


def even_repetition(drop_m: float, seconds: float) -> Float:
    share = np.arange(1, round(1000 * seconds) + 1) / (1000 * seconds)
    down = -drop_m * even_step(share)
    return np.concatenate((down, down[-1] - down))


def bottoms_s(found: Repetitions) -> list[float]:
    return [one.bottom_s for one in found.repetitions]


def drops_m(found: Repetitions) -> list[float]:
    return [one.drop_m for one in found.repetitions]


THREE = [move for at_s in (3.0, 8.0, 13.0) for move in repetition(at_s)]


def test_a_set_that_begins_and_ends_without_standing_still() -> None:
    moves = [move for at_s in (0.1, 3.3, 6.5, 9.7, 12.9) for move in repetition(at_s, hold_s=0.0)]
    found = found_in(force_n(moves, 15.9))
    assert len(found.repetitions) == 5
    assert drops_m(found) == pytest.approx([0.17] * 5, abs=0.015)


@pytest.mark.parametrize("more_n", [-6.0, -2.0, 2.0, 6.0])
def test_the_second_stand_weighs_more_or_less(more_n: float) -> None:
    total_n = force_n(repetition(4.0), 11.0)
    changed = total_n + more_n * (np.arange(len(total_n)) > 7_600)
    found = found_in(changed)
    assert drops_m(found) == pytest.approx([0.17], abs=0.01)


@pytest.mark.parametrize("drift_n", [-20.0, -2.0, 2.0, 20.0])
def test_plates_that_drift(drift_n: float) -> None:
    total_n = force_n(THREE, 18.0)
    found = found_in(total_n + np.linspace(0, drift_n, len(total_n)))
    assert drops_m(found) == pytest.approx([0.17] * 3, abs=0.012)


@pytest.mark.parametrize("kg", [0.5, 2.0, 4.5, 20.0, 80.0])
def test_a_load_that_is_handed_over_between_two_repetitions(kg: float) -> None:
    total_n = force_n(THREE, 18.0)
    time_s = np.arange(len(total_n)) / 1000
    held = smooth_step((time_s - 6.8) / 0.2)
    moving = (total_n - WEIGHT_N) * (1 + held * kg / MASS_KG)
    found = found_in(WEIGHT_N + moving + GRAVITY_M_S2 * kg * held)
    assert drops_m(found) == pytest.approx([0.17] * 3, abs=0.012)


def test_stops_on_the_way_up() -> None:
    moves = []
    for at_s in (3.0, 9.0, 15.0):
        moves += [Move(at_s, 1.4, -0.2), Move(at_s + 1.4, 0.9, 0.1), Move(at_s + 3.0, 0.9, 0.1)]
    found = found_in(force_n(moves, 21.0))
    assert drops_m(found) == pytest.approx([0.2] * 3, abs=0.01)
    assert [one.lockout_s for one in found.repetitions] == pytest.approx(
        [6.83, 12.83, 18.83], abs=0.06
    )


@pytest.mark.parametrize("seconds", [2.0, 4.0])
def test_an_even_tempo_is_not_taken_for_rest(seconds: float) -> None:
    still = np.zeros(2500)
    one = even_repetition(0.12, seconds)
    found = found_in(course_n(np.concatenate((still, one, still, one, still))))
    assert drops_m(found) == pytest.approx([0.12] * 2, abs=0.008)
    for number, times in enumerate(found.repetitions):
        begin_s = 2.5 + number * (2 * seconds + 2.5)
        assert times.onset_s == pytest.approx(begin_s, abs=0.2)
        assert times.descent_s == pytest.approx(seconds, abs=0.25)


def test_shallow_and_slow() -> None:
    moves = [Move(3.0, 2.5, -0.06), Move(5.5, 2.5, 0.06), Move(10.0, 5.0, -0.15), Move(15, 5, 0.15)]
    found = found_in(force_n(moves, 23.0))
    assert drops_m(found) == pytest.approx([0.06, 0.15], abs=0.012)


def test_a_hold_has_its_middle_and_a_bounce_its_lowest() -> None:
    held = found_in(force_n(repetition(3.0, hold_s=2.0), 10.0)).repetitions[0]
    assert held.bottom_s == pytest.approx(5.5, abs=0.1)
    bounce = [Move(3.0, 1.2, -0.2), Move(4.2, 0.3, 0.03), Move(4.5, 0.3, -0.04), Move(4.8, 1, 0.21)]
    (one,) = found_in(force_n(bounce, 8.0)).repetitions
    assert one.bottom_s == pytest.approx(4.8, abs=0.05)


@pytest.mark.parametrize("push_n", [-15.0, -8.0, 8.0, 15.0])
def test_a_hand_is_flagged_and_the_neighbours_are_right(push_n: float) -> None:
    total_n = force_n(THREE, 18.0)
    time_s = np.arange(len(total_n)) / 1000
    pushed = smooth_step((time_s - 8.6) / 0.15) - smooth_step((time_s - 9.7) / 0.15)
    found = found_in(total_n + push_n * pushed)
    right = [one for one in found.repetitions if not one.withheld]
    assert [one.bottom_s for one in right] == pytest.approx([4.65, 14.65], abs=0.2)
    assert [one.drop_m for one in right] == pytest.approx([0.17] * 2, abs=0.012)
    flagged = [one.onset_s for one in found.repetitions if one.withheld]
    flagged += [one.start_s for one in found.refused]
    assert any(7.5 < at_s < 9.5 for at_s in flagged)


def test_lost_samples_in_a_descent_lose_no_repetition() -> None:
    total_n = force_n(THREE, 18.0)
    sample = np.delete(np.arange(len(total_n)), slice(8_600, 8_660))
    found = find_repetitions(total_n[sample], sample / 1000, sample_rate_hz=1000.0)
    assert drops_m(found) == pytest.approx([0.17] * 3, abs=0.015)
    assert "60 ms of samples were lost in it" in found.repetitions[1].doubts


def test_a_hinge_that_is_too_small_is_listed() -> None:
    found = found_in(force_n([Move(3.0, 1.4, -0.036), Move(4.4, 1.4, 0.036)], 9.0))
    assert not found.repetitions
    assert [one.reason[:16] for one in found.refused] == ["it went down by "]


def test_restless_standing_is_no_repetition() -> None:
    draw = np.random.default_rng(1000)
    spectrum = np.fft.rfft(draw.normal(size=40_000))
    hertz = np.fft.rfftfreq(40_000, 0.001)
    sway = np.fft.irfft(spectrum * ((hertz > 0.3) & (hertz < 3)), 40_000)
    found = found_in(force_n([], 40.0) + 7 * sway / sway.std())
    assert not found.repetitions


def test_heels_and_arms_are_listed_and_not_counted() -> None:
    moves = []
    for at_s in np.arange(3.0, 25.0, 2.0).tolist():
        moves += [Move(at_s, 0.5, 0.06), Move(at_s + 0.6, 0.5, -0.06)]
    found = found_in(force_n(moves, 30.0))
    assert not found.repetitions
    assert any("up from standing" in one.reason for one in found.refused)


def test_a_load_on_the_floor_is_counted_by_the_load() -> None:
    """A bend, the load on the floor for a while, and up again with it; picked up and put away."""
    moves = []
    for at_s in (3.0, 8.0, 13.0, 18.0):
        moves += [Move(at_s, 1.2, -0.25), Move(at_s + 2.4, 1.2, 0.25)]
    total_n = force_n(moves, 24.0)
    time_s = np.arange(len(total_n)) / 1000
    on_plates = np.zeros(len(total_n))
    for at_s in (4.8, 9.8, 14.8):
        on_plates += smooth_step((time_s - at_s) / 0.2) - smooth_step((time_s - at_s - 4.5) / 0.1)
    moving = (total_n - WEIGHT_N) * (1 + 0.5 * on_plates)
    found = found_in(WEIGHT_N + moving + 300 * on_plates)
    counted = [one for one in found.repetitions if one.withheld]
    assert bottoms_s(found) == pytest.approx([9.6, 14.6], abs=0.4)
    assert len(counted) == 2
    assert all(np.isnan(one.drop_m) and np.isnan(one.descent_s) for one in counted)


def test_intervals_hold_what_is_true() -> None:
    found = found_in(force_n(THREE, 18.0))
    for one, begin_s in zip(found.repetitions, (3.0, 8.0, 13.0), strict=True):
        known = one.uncertainty
        assert abs(one.drop_m - 0.17) < known["drop_m"] < 0.02
        assert abs(one.onset_s - begin_s - 0.09) < known["onset_s"] + 0.03
        assert known["onset_s"] < 0.1


def test_nothing_raises() -> None:
    draw = np.random.default_rng(1000)
    odd = [
        np.zeros(3000),
        np.full(3000, 700.0),
        700 + 2000 * (draw.random(4000) > 0.99),
        np.abs(draw.normal(0, 1e4, 2500)),
        np.where(np.arange(5000) // 700 % 2, 0.0, 800.0),
        np.linspace(0, 3000, 4000),
        -700 * np.ones(2000),
    ]
    for total_n in odd:
        found_in(total_n)
        found_in(total_n[:, None] * np.array([[0.25, 0.25, 0.3, 0.2]]))


def test_channels_give_what_their_sum_gives() -> None:
    total_n = force_n(THREE, 18.0)
    shares = total_n[:, None] * np.array([[0.3, 0.2, 0.3, 0.2]])
    assert vertical_grf_n(shares) == pytest.approx(total_n)
    assert drops_m(found_in(shares)) == pytest.approx(drops_m(found_in(total_n)), abs=0.002)
