"""Repetitions with something else close to them: a step, a load, a hand, a gap, a stop."""

import numpy as np
import pytest

from rig.measure.repetition import PhaseTracker, Repetitions, find_repetitions
from rig.sim.participant.drill import smooth_step
from tests.measure.repetition.movements import (
    EVEN,
    MASS_KG,
    WEIGHT_N,
    Float,
    Move,
    force_n,
    found_in,
    repetition,
)

THREE = [move for at_s in (3.0, 8.0, 13.0) for move in repetition(at_s)]
THREE_N = force_n(THREE, 18.0)
TIME_S = np.arange(len(THREE_N)) / 1000


def bottoms_s(found: Repetitions) -> list[float]:
    return [one.bottom_s for one in found.repetitions]


def drops_m(found: Repetitions) -> list[float]:
    return [one.drop_m for one in found.repetitions]


def live_count(total_n: Float) -> int:
    tracker = PhaseTracker()
    tracker.track(np.arange(len(total_n), dtype=np.uint64), total_n)
    return tracker.repetitions


@pytest.mark.parametrize("rest_s", [0.6, 0.9])
def test_sets_without_stillness_before_and_after(rest_s: float) -> None:
    cycle_s = 2.8 + rest_s
    moves = [
        move
        for number in range(5)
        for move in (
            Move(0.15 + number * cycle_s, 1.5, -0.22),
            Move(1.65 + number * cycle_s, 1.3, 0.22),
        )
    ]
    found = found_in(force_n(moves, 0.3 + 5 * cycle_s - rest_s))
    assert bottoms_s(found) == pytest.approx([1.65 + n * cycle_s for n in range(5)], abs=0.05)
    assert drops_m(found) == pytest.approx([0.22] * 5, abs=0.012)


@pytest.mark.parametrize("begun_s", [0.3, 0.6])
def test_begun_just_after_stepping_on(begun_s: float) -> None:
    total_n = force_n([*repetition(4.0), *repetition(9.0)], 14.0)
    time_s = np.arange(len(total_n)) / 1000
    total_n *= smooth_step((time_s - 3.5 + begun_s - 0.3) / 0.2)
    found = found_in(total_n)
    assert bottoms_s(found) == pytest.approx([5.65, 10.65], abs=0.1)
    assert drops_m(found) == pytest.approx([0.17] * 2, abs=0.01)


@pytest.mark.parametrize("load_kg", [4.0, 24.0, 60.0])
def test_begun_just_after_a_load_was_taken(load_kg: float) -> None:
    taken = smooth_step((TIME_S - 7.4) / 0.3)
    found = found_in(THREE_N * (1 + load_kg / MASS_KG * taken))
    assert bottoms_s(found) == pytest.approx([4.65, 9.65, 14.65], abs=0.05)
    assert drops_m(found) == pytest.approx([0.17] * 3, abs=0.01)
    assert [one.weight_n / WEIGHT_N for one in found.repetitions] == pytest.approx(
        [1, 1 + load_kg / MASS_KG, 1 + load_kg / MASS_KG], abs=0.003
    )


@pytest.mark.parametrize("stop_s", [0.4, 0.7, 1.0])
@pytest.mark.parametrize("way", ["down", "up"])
def test_a_stop_on_the_way_is_part_of_it(way: str, stop_s: float) -> None:
    moves = []
    for at_s in (3.0, 10.0):
        first, second = Move(at_s, 0.9, -0.1), Move(at_s + 0.9 + stop_s, 0.9, -0.1)
        whole = Move(second.start_s + 0.9, 1.2, 0.2)
        if way == "up":
            whole = Move(at_s, 1.2, -0.2)
            first, second = Move(at_s + 1.2, 0.9, 0.1), Move(at_s + 2.1 + stop_s, 0.9, 0.1)
        moves += [first, second, whole]
    total_n = force_n(moves, 17.0)
    found = found_in(total_n)
    assert drops_m(found) == pytest.approx([0.2] * 2, abs=0.008)
    lasts_s = 3.0 + stop_s - 0.06 * (0.9 + (1.2 if way == "down" else 0.9)) - 0.02
    for one, at_s in zip(found.repetitions, (3.0, 10.0), strict=True):
        assert one.onset_s == pytest.approx(at_s + 0.06, abs=0.06)
        assert one.lockout_s - one.onset_s == pytest.approx(lasts_s, abs=0.1)
    assert live_count(total_n) == 2


@pytest.mark.parametrize("drop_m", [0.05, 0.08])
@pytest.mark.parametrize("seconds", [1.5, 3.0])
def test_shallow_ones_are_no_rest(seconds: float, drop_m: float) -> None:
    moves = []
    for at_s in (3.0, 12.0):
        moves += [Move(at_s, seconds, -drop_m, EVEN), Move(at_s + seconds, seconds, drop_m, EVEN)]
    found = found_in(force_n(moves, 21.0))
    assert bottoms_s(found) == pytest.approx([3.0 + seconds, 12.0 + seconds], abs=0.05)
    assert drops_m(found) == pytest.approx([drop_m] * 2, abs=0.006)


@pytest.mark.parametrize("seconds", [4.0, 6.0])
def test_slow_ones_are_no_rest(seconds: float) -> None:
    moves = []
    for at_s in (3.0, 6.0 + 2 * seconds):
        moves += [Move(at_s, seconds, -0.18), Move(at_s + seconds, seconds, 0.18)]
    found = found_in(force_n(moves, 9.0 + 4 * seconds))
    for one, bottom_s in zip(found.repetitions, (3 + seconds, 6 + 3 * seconds), strict=True):
        assert one.bottom_s == pytest.approx(bottom_s, abs=min(one.uncertainty["bottom_s"], 0.2))
    assert drops_m(found) == pytest.approx([0.18] * 2, abs=0.015)


@pytest.mark.parametrize(
    ("at_s", "push_n"),
    [(6.8, -6.0), (6.8, -3.0), (6.8, 15.0), (8.3, -6.0), (8.3, 3.0), (8.3, 15.0), (9.6, -6.0)],
)
def test_a_hand_harms_no_neighbour(at_s: float, push_n: float) -> None:
    """Before the second one, at its start, and at its bottom."""
    pushed = smooth_step((TIME_S - at_s) / 0.15) - smooth_step((TIME_S - at_s - 1.0) / 0.15)
    found = found_in(THREE_N + push_n * pushed)
    for true_s in (4.65, 14.65):
        (own,) = [one for one in found.repetitions if abs(one.bottom_s - true_s) < 0.1]
        assert not own.withheld
        assert own.drop_m == pytest.approx(0.17, abs=0.01)
    beside = [one for one in found.repetitions if abs(one.bottom_s - 9.65) < 1.5]
    assert beside
    assert all(one.withheld for one in beside)


@pytest.mark.parametrize("at_ms", [3_500, 4_650, 5_400, 7_000])
def test_lost_samples_lose_nothing(at_ms: int) -> None:
    sample = np.delete(np.arange(len(THREE_N)), slice(at_ms, at_ms + 60))
    found = find_repetitions(THREE_N[sample], sample / 1000, sample_rate_hz=1000.0)
    assert bottoms_s(found) == pytest.approx([4.65, 9.65, 14.65], abs=0.05)
    assert drops_m(found) == pytest.approx([0.17] * 3, abs=0.015)
    is_in_it = 3_000 < at_ms < 6_100
    assert bool(found.repetitions[0].doubts) == is_in_it
    assert not found.repetitions[1].doubts


@pytest.mark.parametrize("drop_m", [0.03, 0.034, 0.038])
def test_a_small_hinge_is_listed_with_how_far_it_went(drop_m: float) -> None:
    found = found_in(force_n([*repetition(3.0), *repetition(9.0, drop_m)], 15.0))
    assert drops_m(found) == pytest.approx([0.17], abs=0.01)
    (refused,) = found.refused
    assert refused.start_s == pytest.approx(9.1, abs=0.2)
    went_m = float(refused.reason.removeprefix("it went down by ").split(" m")[0])
    assert went_m == pytest.approx(drop_m, abs=0.003)
    assert "less than 0.04" in refused.reason


RESTLESS = [(seed, sway_n) for seed in range(4) for sway_n in (3.0, 5.0)]
RESTLESS_LIVE = [(0, 3.0), (1, 5.0)]  # some seconds each; the soak takes the others


def restless_n(seed: int, sway_n: float) -> Float:
    rows = 40_000
    hertz = np.fft.rfftfreq(rows, 0.001)
    noise = np.fft.rfft(np.random.default_rng(seed).normal(size=rows))
    sway = np.fft.irfft(noise * ((hertz > 0.25) & (hertz < 2.5)), rows)
    return force_n([], rows / 1000)[:rows] + sway_n * sway / sway.std()


@pytest.mark.parametrize(("seed", "sway_n"), RESTLESS)
def test_restless_standing_is_not_counted(seed: int, sway_n: float) -> None:
    assert not found_in(restless_n(seed, sway_n)).repetitions


@pytest.mark.parametrize(("seed", "sway_n"), RESTLESS_LIVE)
def test_restless_standing_is_not_counted_live(seed: int, sway_n: float) -> None:
    assert live_count(restless_n(seed, sway_n)) == 0


@pytest.mark.soak
@pytest.mark.parametrize(("seed", "sway_n"), sorted({*RESTLESS} - {*RESTLESS_LIVE}))
def test_other_restless_standing_is_not_counted_live(seed: int, sway_n: float) -> None:
    assert live_count(restless_n(seed, sway_n)) == 0


@pytest.mark.parametrize(("rise_m", "seconds"), [(0.05, 0.4), (0.07, 0.6), (0.1, 1.0)])
def test_heels_and_arms_between_are_counted_by_neither(rise_m: float, seconds: float) -> None:
    moves = repetition(3.0)
    for number in range(6):
        at_s = 8.0 + number * (2 * seconds + 0.3)
        moves += [Move(at_s, seconds, rise_m), Move(at_s + seconds + 0.1, seconds, -rise_m)]
    total_n = force_n(moves, 26.0)
    assert bottoms_s(found_in(total_n)) == pytest.approx([4.65], abs=0.05)
    assert live_count(total_n) == 1
