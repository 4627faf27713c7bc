"""When a repetition begins, turns and ends, by the true movement of the centre of mass.

The rule is one of the movement, not of a law of movement: a descent begins at the instant at which
its speed passes 5 % of its greatest, before the fastest, and ends where it falls under that again
behind the fastest; an ascent likewise. A way that stops is slow in between, so its begin is looked
for near its higher end only, and its end near its lower one: within a fifth of the drop.
"""

from typing import NamedTuple

import numpy as np

from rig.sim.participant.chain import STEP_S, Float
from rig.sim.participant.schedule import Repetition
from rig.sim.participant.truth import RepetitionTruth, Truth

SLOW_PART, NEAR_PART = 0.05, 0.2
MOVING_M_S = 0.025
AROUND_S = 0.5  # a sway may have begun before the movement, or end behind it
STOOD_S = 0.3


class Way(NamedTuple):
    """When a descent or an ascent begins and ends."""

    start_s: float
    end_s: float


def span_s(rep: Repetition) -> tuple[float, float]:
    """From where to where `judged` wants the truth."""
    return rep.onset_s - AROUND_S, rep.lockout_s + AROUND_S


def judged(rep: Repetition, truth: Truth) -> RepetitionTruth:
    """A repetition by the truth of its `span_s`, in steps of STEP_S."""
    time_s, height_m = truth.time_s, truth.com_height_m
    begun, over = np.searchsorted(time_s, (rep.onset_s, rep.lockout_s))
    lowest = int(begun) + max(int(height_m[begun:over].argmin()), 1)
    stood_m = _stood_m(rep, truth)
    drop_m = stood_m - float(height_m[lowest])
    deep = (stood_m - height_m) / drop_m if drop_m > 0 else np.zeros(len(height_m))
    down = _way(time_s[: lowest + 1], -truth.com_velocity_m_s[: lowest + 1], deep[: lowest + 1])
    up = _way(time_s[lowest:], truth.com_velocity_m_s[lowest:], 1 - deep[lowest:])
    fast = np.abs(truth.com_velocity_m_s) > MOVING_M_S
    moving_s, slow_s = _ends_s(time_s[begun:lowest], fast[begun:lowest], time_s[lowest])
    rising_s, still_s = _ends_s(time_s[lowest:over], fast[lowest:over], time_s[lowest])
    weight_n = float(truth.weight_n[begun])
    return RepetitionTruth(
        number=rep.number,
        onset_s=down.start_s,
        descent_end_s=down.end_s,
        ascent_start_s=up.start_s,
        lockout_s=up.end_s,
        commanded_onset_s=rep.onset_s,
        commanded_lockout_s=rep.lockout_s,
        moving_s=moving_s,
        slow_s=slow_s,
        bottom_s=(down.end_s + up.start_s) / 2 if rep.held else float(time_s[lowest]),
        rising_s=rising_s,
        still_s=still_s,
        held=rep.held,
        drop_m=drop_m,
        weight_n=weight_n,
        unweighting_n=float(truth.vertical_grf_n[begun:lowest].min() - weight_n),
    )


def _stood_m(rep: Repetition, truth: Truth) -> float:
    """The height in the standing before: its mean over STOOD_S if there is that much."""
    begun = int(np.searchsorted(truth.time_s, rep.onset_s))
    rows = round(min(STOOD_S, rep.stood_s) / STEP_S)
    return float(truth.com_height_m[begun - rows : begun + 1].mean())


def _way(time_s: Float, speed: Float, gone: Float) -> Way:
    """Of a way that is `gone` (N,) from 0 to 1 at a `speed` (N,)."""
    fastest = int(speed.argmax())
    slow = speed < SLOW_PART * speed[fastest]
    before = np.flatnonzero(slow[:fastest] & (gone[:fastest] < NEAR_PART))
    behind = np.flatnonzero(slow[fastest:] & (gone[fastest:] > 1 - NEAR_PART)) + fastest
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(behind[0]) if len(behind) else len(time_s) - 1
    return Way(float(time_s[first]), float(time_s[last]))


def _ends_s(time_s: Float, fast: Float, otherwise_s: float) -> tuple[float, float]:
    """First and last time that is fast."""
    rows = np.flatnonzero(fast)
    if not len(rows):
        return float(otherwise_s), float(otherwise_s)
    return float(time_s[rows[0]]), float(time_s[rows[-1]])
