"""Begin and end of a movement: where the centre of mass passes 5 % of its greatest speed.

That is the speed of that descent or ascent. The rule depends on no law of movement; the live
phases, the simulation's truth and the documents use the same one.
"""

from typing import NamedTuple

import numpy as np

from rig.measure.repetition.series import Float

SPEED_SHARE = 0.05
# The begin is searched before the first part of the way, the end after the last one: people stop on
# the way, and are slow there, too.
NEAR_TOP = 0.1
# A slow time in the last part of the descent, or the first one of the ascent, is the bottom.
NEAR_END = 0.1
# A hold: for most of the time in which the speed is below four times that, it is below twice that.
# Near this share it may be a hold or a flat turn; a quicker one is a turn.
HOLD_SHARE, HOLD_SHARE_SD, HOLD_TIMES, LEAST_HOLD_ROWS = 0.74, 0.03, 2.0, 20
# A smooth way is slow for this share of it at its end; one longer by some rows may be a hold.
TURNS_SHARE, HELD_ROWS, HELD_SD_ROWS = 0.07, 12, 4
# Errors of the speed, in standard deviations, used to find a turn; its uncertainty is at least
# this.
LEAST_SD_M_S = 0.0008
WRONG_BY = np.linspace(-2.0, 2.0, 9)
WRONG_WEIGHTS = np.exp(-(WRONG_BY**2) / 2) / np.exp(-(WRONG_BY**2) / 2).sum()


class Instant(NamedTuple):
    """A row, with decimals, and its standard deviation."""

    row: float
    sd: float


class Borders(NamedTuple):
    """The instants of a repetition."""

    onset: Instant
    descent_end: Instant
    bottom: Instant
    ascent_start: Instant
    end: Instant


def borders_of(
    height_m: Float,
    velocity_m_s: Float,
    velocity_sd: Float,
    rows: tuple[int, int, int],
    standing_m: tuple[float, float],
) -> Borders:
    """The borders of an excursion with these rows: a top, the lowest row, a top.

    `velocity_sd` (N,) are the standard deviations of the velocities (N,). `standing_m` are the
    heights of standing before and after: with sway or raised arms, the tops are higher.
    """
    before, lowest, after = rows
    top_m = [min(height_m[row], m) for row, m in zip((before, after), standing_m, strict=True)]
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
    wrong = max(float(velocity_sd[lowest]), LEAST_SD_M_S)
    turn = _turn(velocity_m_s, slice(left, back + 1), lowest, wrong)
    end = Instant(len(velocity_m_s) - 1 - end.row, end.sd)
    found = Borders(onset, descent_end, turn, ascent_start, end)
    return found._replace(bottom=_bottom(found, _held(velocity_m_s, found, slow_down, slow_up)))


class _Held(NamedTuple):
    """The probability that a bottom is a hold; by the speed alone, and by its duration as well."""

    by_speed: float
    likely: float


def _bottom(found: Borders, held: _Held) -> Instant:
    """The middle of a possible hold, or the turn. The less certain which, the more it may be at
    either end of the slow part."""
    stop, start, turned = found.descent_end, found.ascent_start, found.bottom
    row = held.likely * (stop.row + start.row) / 2 + (1 - held.likely) * turned.row
    middle_variance = (stop.sd**2 + start.sd**2) / 4
    at_an_end = ((stop.row - row) ** 2 + (start.row - row) ** 2) / 2
    known = held.likely * middle_variance + (1 - held.likely) * turned.sd**2
    unknown = held.by_speed * (1 - held.likely)
    return Instant(row, float(np.sqrt((1 - unknown) * known + unknown * at_an_end)))


def _first(holds: np.ndarray) -> int:
    """The first row at which it holds; the last one if it never does."""
    return int(holds.argmax()) if holds.any() else len(holds) - 1


def _last(holds: np.ndarray) -> int:
    return len(holds) - 1 - _first(holds[::-1])


def _rises(speed: Float, by: int, level: float, sd: Float) -> Instant:
    """Where speed last rises above a level up to row `by`; the uncertainty is the shift from an
    error of the speed, later or earlier."""
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


def _turn(velocity: Float, span: slice, lowest: int, sd: float) -> Instant:
    """Where the velocity passes zero near a row, within a span. A slow passage is moved far by an
    error of the velocity: the result is the mean over such errors."""
    inside, by = velocity[span], lowest - span.start
    rows = np.array([_passes(inside, by, times * sd) for times in WRONG_BY]) + span.start
    row = float(rows @ WRONG_WEIGHTS)
    return Instant(row, float(np.sqrt((rows - row) ** 2 @ WRONG_WEIGHTS)))


def _passes(velocity: Float, by: int, level: float) -> float:
    """Where a velocity rises above a level, next to a row."""
    if velocity[by] < level:
        over = np.flatnonzero(velocity[by:] >= level)
        row = by + int(over[0]) - 1 if len(over) else len(velocity) - 1
    else:
        under = np.flatnonzero(velocity[: by + 1] < level)
        row = int(under[-1]) if len(under) else 0
    pair = velocity[row : row + 2].tolist()
    if len(pair) == 2 and pair[0] < level < pair[1]:
        return float(row + (level - pair[0]) / (pair[1] - pair[0]))
    return float(row)


def _held(velocity: Float, found: Borders, slow_down: float, slow_up: float) -> _Held:
    """The probability of a hold at the bottom; else it turns or bounces there.

    In a hold the speed stays low for long, and rises quickly at its ends; in a turn it is low only
    in passing, for a small share of both ways, and in a bounce it is not low.
    """
    stop, start = found.descent_end, found.ascent_start
    first, last = int(stop.row), int(np.ceil(start.row))

    def slow_rows(times: float) -> int:
        down = np.flatnonzero(-velocity[: first + 1][::-1] > times * slow_down)
        up = np.flatnonzero(velocity[last:] > times * slow_up)
        before, after = (int(rows[0]) if len(rows) else 0 for rows in (down, up))
        return before + last - first + after

    slow, less_slow = slow_rows(HOLD_TIMES), slow_rows(2 * HOLD_TIMES)
    inside = np.abs(velocity[first : last + 1])
    low = (inside < 2 * HOLD_TIMES * min(slow_down, slow_up)).mean()
    if slow < LEAST_HOLD_ROWS or low <= HOLD_SHARE:
        return _Held(0.0, 0.0)
    by_speed = _likely((slow / less_slow - HOLD_SHARE) / HOLD_SHARE_SD)
    ways = stop.row - found.onset.row + found.end.row - start.row
    longer = last - first - TURNS_SHARE * ways - HELD_ROWS
    return _Held(by_speed, by_speed * _likely(longer / HELD_SD_ROWS))


def _likely(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
