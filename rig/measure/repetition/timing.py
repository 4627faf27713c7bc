"""When a movement begins and ends: where the centre of mass passes 5 % of its greatest speed.

That is the speed of that descent or ascent. The rule knows no law of movement; the live phases, the
simulation's truth and the documents state the same one.
"""

from typing import NamedTuple

import numpy as np

from rig.measure.repetition.series import Float

SPEED_SHARE = 0.05
# The begin is looked for before the first part of the way is gone, the end after the last one:
# people stop on the way, and there they are slow, too.
NEAR_TOP = 0.1
# What is slow in the last part of the descent, or the first one of the ascent, is the bottom.
NEAR_END = 0.1
# A hold: for most of the time in which the speed is below four times that, it is below twice that.
HOLD_SHARE, HOLD_TIMES, LEAST_HOLD_ROWS = 0.75, 2.0, 20
# A shorter one may be a flat turn as well: its lowest instant may be anywhere in it.
SURE_HOLD_ROWS = 60


class Instant(NamedTuple):
    """A row, with decimals, and the standard deviation of it."""

    row: float
    sd: float


class Borders(NamedTuple):
    """The instants of a repetition; `is_hold` where the bottom is the middle of a hold."""

    onset: Instant
    descent_end: Instant
    bottom: Instant
    ascent_start: Instant
    end: Instant
    is_hold: bool


def borders_of(
    height_m: Float, velocity_m_s: Float, velocity_sd: Float, rows: tuple[int, int, int]
) -> Borders:
    """The borders of an excursion with these rows: a top, the lowest row, a top.

    `velocity_sd` (N,) are the standard deviations of the velocities (N,).
    """
    before, lowest, after = rows
    top_m = height_m[before], height_m[after]
    gone = [top - NEAR_TOP * (top - height_m[lowest]) for top in top_m]
    left = before + _last(height_m[before : lowest + 1] >= gone[0])
    back = lowest + _first(height_m[lowest : after + 1] >= gone[1])
    down, up = -velocity_m_s[: lowest + 1], velocity_m_s[lowest:]
    fastest_down, fastest_up = float(down[left:].max()), float(up[: back - lowest + 1].max())
    slow_down, slow_up = SPEED_SHARE * fastest_down, SPEED_SHARE * fastest_up

    onset = _rises(down, left, slow_down, velocity_sd)
    ending, sd_ending = up[::-1], velocity_sd[lowest:][::-1]
    end = _rises(ending, len(up) - 1 - (back - lowest), slow_up, sd_ending)

    low = [height_m[lowest] + NEAR_END * (top - height_m[lowest]) for top in top_m]
    near = left + _first(height_m[left : lowest + 1] <= low[0])
    leaving = lowest + _last(height_m[lowest : back + 1] <= low[1])
    turned, turned_sd = down[::-1], velocity_sd[lowest::-1]
    stop = _rises(turned, lowest - near, slow_down, turned_sd)
    start = _rises(up, leaving - lowest, slow_up, velocity_sd[lowest:])
    descent_end = Instant(lowest - stop.row, stop.sd)
    ascent_start = Instant(lowest + start.row, start.sd)
    hold = _is_hold(velocity_m_s, descent_end, ascent_start, slow_down, slow_up)
    if hold:
        bottom = _middle(descent_end, ascent_start)
    else:
        bottom = _turn(velocity_m_s, lowest, float(velocity_sd[lowest]))
    end_row = len(velocity_m_s) - 1 - end.row
    return Borders(onset, descent_end, bottom, ascent_start, Instant(end_row, end.sd), hold)


def _middle(stop: Instant, start: Instant) -> Instant:
    """The middle of a hold, and how well it is known."""
    middle, sd = (stop.row + start.row) / 2, float(np.hypot(stop.sd, start.sd)) / 2
    lasts = start.row - stop.row
    if lasts < SURE_HOLD_ROWS:
        sd = max(sd, lasts / 4)
    return Instant(middle, sd)


def _first(holds: np.ndarray) -> int:
    """The first row at which it holds; the last one if it never does."""
    return int(holds.argmax()) if holds.any() else len(holds) - 1


def _last(holds: np.ndarray) -> int:
    return len(holds) - 1 - _first(holds[::-1])


def _rises(speed: Float, by: int, level: float, sd: Float) -> Instant:
    """Where speed last rises over a level up to row `by`; how much later and earlier it would with
    an error of the speed."""
    row = _last_rise(speed, by, level)
    wrong = float(sd[min(round(row), len(sd) - 1)])
    later = _last_rise(speed, _reaching(speed, by, level + wrong), level + wrong)
    earlier = _last_rise(speed, by, max(level - wrong, 0.0))
    return Instant(row, max(later - row, row - earlier, 0.0))


def _reaching(speed: Float, by: int, level: float) -> int:
    """A row from `by` on at which the level is passed."""
    ahead = np.flatnonzero(speed[by : by + 100] >= level)
    return by + int(ahead[0]) if len(ahead) else by


def _last_rise(speed: Float, by: int, level: float) -> float:
    below = np.flatnonzero(speed[: by + 1] < level)
    if not len(below):
        return 0.0
    row = int(below[-1])
    if row + 1 >= len(speed) or speed[row + 1] <= speed[row]:
        return float(row)
    return row + float(np.clip((level - speed[row]) / (speed[row + 1] - speed[row]), 0, 1))


def _turn(velocity: Float, lowest: int, sd: float) -> Instant:
    """Where the velocity passes zero beside its row, and how far off an error of it puts that."""
    first = lowest if velocity[lowest] < 0 else max(lowest - 1, 0)
    pair = velocity[first : first + 2].tolist()
    row = float(lowest)
    if len(pair) == 2 and pair[0] < 0 < pair[1]:
        row = first - pair[0] / (pair[1] - pair[0])
    after = np.flatnonzero(velocity[lowest:] > sd)
    before = np.flatnonzero(velocity[: lowest + 1][::-1] < -sd)
    spread = [int(rows[0]) for rows in (before, after) if len(rows)]
    return Instant(row, max(spread, default=0.0) / 2)


def _is_hold(
    velocity: Float, stop: Instant, start: Instant, slow_down: float, slow_up: float
) -> bool:
    """Whether it is held between these instants; else it turns or bounces there.

    In a hold the speed stays low for long, and rises quickly at its ends; in a turn it is low only
    in passing, and in a bounce it is not low.
    """
    first, last = int(stop.row), int(np.ceil(start.row))

    def slow_rows(times: float) -> int:
        down = np.flatnonzero(-velocity[: first + 1][::-1] > times * slow_down)
        up = np.flatnonzero(velocity[last:] > times * slow_up)
        before, after = (int(rows[0]) if len(rows) else 0 for rows in (down, up))
        return before + last - first + after

    slow, less_slow = slow_rows(HOLD_TIMES), slow_rows(2 * HOLD_TIMES)
    if slow < LEAST_HOLD_ROWS or slow < HOLD_SHARE * less_slow:
        return False
    inside = np.abs(velocity[first : last + 1])
    return bool((inside < 2 * HOLD_TIMES * min(slow_down, slow_up)).mean() > HOLD_SHARE)
