"""When movements begin and end, by 5 % of their greatest speed: laws with known times."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from rig.measure.repetition.timing import SPEED_SHARE, Borders, borders_of
from rig.sim.participant.drill import smooth_step
from tests.measure.repetition.movements import Float

STEP_S, FINE_S = 0.01, 0.0001
DROP_M, STAND_S = 0.2, 1.0

Law = Callable[[Float], Float]  # speed (N,) at shares (N,) of a movement's time


def minimum_jerk(share: Float) -> Float:
    return share**2 * (1 - share) ** 2


def even(share: Float) -> Float:
    """Constant speed except for a soft start and end."""
    return np.clip(np.minimum(share, 1 - share) / 0.08, 0, 1)


def abrupt(share: Float) -> Float:
    """Fastest at the start, and slower and slower from there on."""
    return (1 - share) ** 2 * (share > 0)


def early(share: Float) -> Float:
    return share * (1 - share) ** 3


def late(share: Float) -> Float:
    return share**3 * (1 - share)


def stopping(share: Float) -> Float:
    """In two parts, separated by a fifth of the time without any motion."""
    first, second = share / 0.4, (share - 0.6) / 0.4
    return minimum_jerk(np.clip(first, 0, 1)) + 1.5 * minimum_jerk(np.clip(second, 0, 1))


LAWS = [minimum_jerk, even, abrupt, early, late, stopping]


class Way(NamedTuple):
    """In `seconds` by a law, after `rest_s` without motion."""

    law: Law
    seconds: float
    rest_s: float


class Moved(NamedTuple):
    """Heights and velocities (N,) in steps of 10 ms, and the instants of both movements by the
    rule."""

    height_m: Float
    velocity_m_s: Float
    rows: tuple[int, int, int]
    true: dict[str, float]

    def borders(self, sd_m_s: float = 0.001) -> Borders:
        sds = np.full(len(self.height_m), sd_m_s)
        return borders_of(self.height_m, self.velocity_m_s, sds, self.rows, (0.0, 0.0))


def moved(down: Way, up: Way, rest_s: float = STAND_S) -> Moved:
    """Down and up again: the truth is sampled in steps of a tenth of a millisecond."""
    begins_s = down.rest_s, down.rest_s + down.seconds + up.rest_s
    time_s = np.arange(0, begins_s[1] + up.seconds + rest_s, FINE_S)
    velocity, true = np.zeros_like(time_s), {}
    for way, begin_s, sign, names in zip(
        (down, up),
        begins_s,
        (-1, 1),
        (("onset", "descent_end"), ("ascent_start", "end")),
        strict=True,
    ):
        speed = way.law(np.clip((time_s - begin_s) / way.seconds, 0, 1))
        speed *= DROP_M / (speed.sum() * FINE_S)
        fast = np.flatnonzero(speed > SPEED_SHARE * speed.max())
        true |= dict(zip(names, time_s[fast[[0, -1]]].tolist(), strict=True))
        velocity += sign * speed
    height = np.cumsum(velocity) * FINE_S
    every = round(STEP_S / FINE_S)
    height, velocity = height[::every], velocity[::every]
    return Moved(height, velocity, (0, int(height.argmin()), len(height) - 1), true)


def error_s(found: float, true_s: float) -> float:
    return abs(found * STEP_S - true_s)


@pytest.mark.parametrize("up", LAWS)
@pytest.mark.parametrize("down", LAWS)
@pytest.mark.parametrize("hold_s", [0.0, 0.8])
def test_each_way_begins_and_ends_at_5_percent_of_its_greatest_speed(
    down: Law, up: Law, hold_s: float
) -> None:
    motion = moved(Way(down, 1.6, STAND_S), Way(up, 1.2, hold_s))
    found = motion.borders()
    for name, true_s in motion.true.items():
        assert error_s(getattr(found, name).row, true_s) < 0.012, name
    assert found.onset.row < found.descent_end.row <= found.bottom.row
    assert found.bottom.row <= found.ascent_start.row < found.end.row


@pytest.mark.parametrize("seconds", [0.6, 2.0, 5.0])
def test_the_speed_is_that_of_the_same_way_and_not_of_the_other(seconds: float) -> None:
    motion = moved(Way(minimum_jerk, seconds, STAND_S), Way(minimum_jerk, 0.6, 0.0))
    found = motion.borders()
    # 16 x^2 (1 - x)^2 is 5 % at x = 0.0594.
    assert error_s(found.onset.row, STAND_S + 0.0594 * seconds) < 0.012
    assert error_s(found.end.row, STAND_S + seconds + 0.6 * (1 - 0.0594)) < 0.012


@pytest.mark.parametrize("down", [minimum_jerk, even, abrupt, stopping])
@pytest.mark.parametrize("hold_s", [0.6, 2.0])
def test_the_bottom_of_a_hold_is_its_middle(down: Law, hold_s: float) -> None:
    motion = moved(Way(down, 1.5, STAND_S), Way(even, 1.2, hold_s))
    found = motion.borders()
    middle_s = (motion.true["descent_end"] + motion.true["ascent_start"]) / 2
    assert error_s(found.bottom.row, middle_s) < 0.012


def test_a_short_hold_may_be_a_flat_turn() -> None:
    """Its bottom is then the lowest instant: the interval includes it."""
    found = moved(Way(early, 2.0, STAND_S), Way(abrupt, 1.2, 0.0)).borders()
    assert found.bottom.sd * STEP_S > 0.03
    assert error_s(found.bottom.row, STAND_S + 2.0) < 2 * found.bottom.sd * STEP_S
    long = moved(Way(early, 2.0, STAND_S), Way(abrupt, 1.2, 1.5)).borders()
    assert long.bottom.sd * STEP_S < 0.06


def test_who_sinks_or_rises_a_little_in_a_hold_holds_on() -> None:
    motion = moved(Way(minimum_jerk, 1.5, STAND_S), Way(minimum_jerk, 1.2, 1.5))
    time_s = np.arange(len(motion.height_m)) * STEP_S
    held = (time_s > 2.55) & (time_s < 3.95)
    wrong = np.where(held, 0.025 * np.sin(2 * np.pi * (time_s - 2.55) / 0.7), 0.0)
    height = motion.height_m + np.cumsum(wrong) * STEP_S
    velocity = motion.velocity_m_s + wrong
    rows = (0, int(height.argmin()), len(height) - 1)
    restless = Moved(height, velocity, rows, motion.true).borders()
    middle_s = (motion.true["descent_end"] + motion.true["ascent_start"]) / 2
    assert error_s(restless.bottom.row, middle_s) < 0.05
    assert error_s(restless.descent_end.row, motion.true["descent_end"]) < 0.012
    assert error_s(restless.ascent_start.row, motion.true["ascent_start"]) < 0.012


@pytest.mark.parametrize("seconds", [0.8, 1.5, 3.0])
def test_the_bottom_of_a_turn_is_its_lowest_instant(seconds: float) -> None:
    motion = moved(Way(minimum_jerk, seconds, STAND_S), Way(minimum_jerk, 1.2, 0.0))
    found = motion.borders()
    assert error_s(found.bottom.row, STAND_S + seconds) < 0.01 * max(seconds, 1.2)


def test_a_bounce_at_the_bottom_is_no_hold() -> None:
    """It goes down, 2 cm up and down again, and up: the descent ends before the bounce."""
    bounce = [Way(minimum_jerk, 0.35, 0.0), Way(minimum_jerk, 0.35, 0.0)]
    motion = moved(Way(minimum_jerk, 1.5, STAND_S), Way(minimum_jerk, 1.2, 0.7))
    share = (np.arange(len(motion.height_m)) * STEP_S - 2.5) / bounce[0].seconds
    speed = minimum_jerk(np.clip(share, 0, 1)) - minimum_jerk(np.clip(share - 1, 0, 1))
    wrong = 30 * 0.019 / 0.35 * speed
    height = motion.height_m + np.cumsum(wrong) * STEP_S
    rows = (0, int(height.argmin()), len(height) - 1)
    found = Moved(height, motion.velocity_m_s + wrong, rows, motion.true).borders()
    assert error_s(found.bottom.row, rows[1] * STEP_S) < 0.03
    assert error_s(found.descent_end.row, motion.true["descent_end"]) < 0.012
    assert error_s(found.ascent_start.row, motion.true["ascent_start"]) < 0.03


@pytest.mark.parametrize("law", [minimum_jerk, late, stopping])
def test_what_the_speed_is_not_known_to_is_not_known_of_the_instants(law: Law) -> None:
    motion = moved(Way(law, 1.6, STAND_S), Way(law, 1.6, 0.0))
    well, badly = motion.borders(0.0005), motion.borders(0.01)
    for name in ("onset", "descent_end", "ascent_start", "end"):
        sure, unsure = getattr(well, name), getattr(badly, name)
        assert sure.row == unsure.row
        assert 0 <= sure.sd < unsure.sd, name


def test_a_slower_begin_is_known_less_well() -> None:
    quick = moved(Way(minimum_jerk, 1.0, STAND_S), Way(minimum_jerk, 1.0, 0.0)).borders(0.003)
    slow = moved(Way(minimum_jerk, 4.0, STAND_S), Way(minimum_jerk, 1.0, 0.0)).borders(0.003)
    assert slow.onset.sd > 2 * quick.onset.sd


def test_arms_lowered_before_the_descent_are_no_part_of_it() -> None:
    motion = moved(Way(minimum_jerk, 1.5, STAND_S + 1.0), Way(minimum_jerk, 1.2, 0.0))
    time_s = np.arange(len(motion.height_m)) * STEP_S
    raised_m = 0.06 * (1 - smooth_step(np.clip((time_s - 0.8) / 0.6, 0, 1)))
    height_m = motion.height_m + raised_m
    velocity_m_s = motion.velocity_m_s + np.gradient(raised_m, STEP_S)
    rows = (0, motion.rows[1], motion.rows[2])
    found = Moved(height_m, velocity_m_s, rows, motion.true).borders()
    assert error_s(found.onset.row, motion.true["onset"]) < 0.02
