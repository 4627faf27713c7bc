"""Laws of movement: each covers its whole distance, smoothly, in its time."""

import numpy as np
import pytest

from rig.sim.participant.law import (
    EVEN,
    LAWS,
    LEAN,
    STICKING,
    SUBMOVEMENTS,
    Step,
    bounces,
    even_step,
    gone,
    smooth_step,
    steps_of,
    stopped,
)

STEP_S = 0.001
TIME_S = np.arange(-0.5, 3.5, STEP_S)


def way(law: str, seed: int = 1) -> list[Step]:
    return list(steps_of(law, 0.0, 3.0, soft_s=0.4, draw=np.random.default_rng(seed)))


def speed_of(steps: list[Step]) -> np.ndarray:
    return np.gradient(gone(steps, TIME_S), STEP_S)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_way_begins_and_ends_in_rest_and_never_turns(law: str, seed: int) -> None:
    steps = way(law, seed)
    found, speed = gone(steps, TIME_S), speed_of(steps)
    assert found[TIME_S <= 0] == pytest.approx(0)
    assert found[TIME_S >= 3] == pytest.approx(1)
    assert speed.min() > -1e-9
    assert np.abs(np.diff(speed)).max() / STEP_S < 3  # no jump of speed


def test_an_even_way_is_even_but_for_its_soft_ends() -> None:
    speed = speed_of(way(EVEN))
    inside = (TIME_S > 0.41) & (TIME_S < 2.59)
    assert speed[inside] == pytest.approx(1 / 2.6, rel=1e-6)
    assert even_step(np.array([0.25, 0.5, 0.75]), 0.5) == pytest.approx([0.09375, 0.5, 0.90625])


def test_a_minimum_jerk_step_is_that_of_flash_and_hogan() -> None:
    assert smooth_step(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])).tolist() == [0, 0, 0.5, 1, 1]
    assert speed_of(way(LEAN)).max() == pytest.approx(1.875 / 3, rel=1e-4)


def test_submovements_are_two_to_five_and_leave_no_standstill() -> None:
    counts = set()
    for seed in range(40):
        steps = way(SUBMOVEMENTS, seed)
        counts.add(len(steps))
        speed = speed_of(steps)
        assert speed[(TIME_S > 0.3) & (TIME_S < 2.7)].min() > 0.05 * speed.max()
    assert counts == {2, 3, 4, 5}


def test_a_way_that_sticks_is_slow_at_one_point() -> None:
    speed = speed_of(way(STICKING))
    middle = (TIME_S > 1.2) & (TIME_S < 1.8)
    assert 0.05 < speed[middle].min() / speed.max() < 0.5


def test_a_stop_is_still_for_as_long_as_it_is_said() -> None:
    draw = np.random.default_rng(1)
    steps = list(stopped(LEAN, 0.0, 2.0, at=0.4, stop_s=0.7, soft_s=0.3, draw=draw))
    found = gone(steps, TIME_S)
    still = np.abs(found - 0.4) < 1e-12
    assert still.sum() * STEP_S == pytest.approx(0.7, abs=0.01)
    assert found[TIME_S >= 2.7] == pytest.approx(1)


@pytest.mark.parametrize("seed", range(8))
def test_a_bounce_goes_up_and_one_bottom_is_the_lowest(seed: int) -> None:
    draw = np.random.default_rng(seed)
    found = gone(bounces(3, 0.0, 0.8, amount=0.2, draw=draw), TIME_S)
    tops = found[np.searchsorted(TIME_S, (0.4, 1.2, 2.0))]
    bottoms = found[np.searchsorted(TIME_S, (0.0, 0.8, 1.6, 2.4))]
    assert bottoms[:-1] - tops == pytest.approx(0.2, abs=1e-5)
    lowest, next_ = np.sort(bottoms)[:-3:-1]
    assert lowest - next_ > 0.039
