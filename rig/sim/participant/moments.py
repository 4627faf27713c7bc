"""When a repetition begins, turns and ends, by the true movement of the centre of mass.

The rule is one of the movement, not of a law of movement: a descent begins when its speed passes 5
% of its greatest, and ends when it falls below that again; an ascent likewise. A way that stops is
slow in between: it begins when it leaves the first tenth of its drop for good, at the last slow
instant before that, and ends at the first slow one within the last tenth. Hence what happens at the
bottom, a hold or bounces, is neither descent nor ascent.
"""

from typing import Any, NamedTuple

import numpy as np

from rig.sim.participant.chain import STEP_S
from rig.sim.participant.schedule import Repetition
from rig.sim.participant.truth import Bool, Float, RepetitionTruth, Truth

SLOW_PART, NEAR_PART = 0.05, 0.1
MOVING_M_S = 0.025
AROUND_S = 0.5  # a sway may begin before the movement, or end after it
STOOD_S = 0.3


class Way(NamedTuple):
    """When a descent or an ascent begins and ends, by the rule, and the first and last time at
    which it is faster than 25 mm/s."""

    start_s: float
    end_s: float
    fast_s: float
    slow_s: float


def span_s(rep: Repetition) -> tuple[float, float]:
    """The span of truth that `judged` needs."""
    return rep.onset_s - AROUND_S, rep.lockout_s + AROUND_S


def judged(rep: Repetition, truth: Truth) -> RepetitionTruth:
    """A repetition by the truth of its `span_s`, in steps of STEP_S."""
    begun, over = np.searchsorted(truth.time_s, (rep.onset_s, rep.lockout_s)).tolist()
    lowest = begun + max(int(truth.com_height_m[begun:over].argmin()), 1)
    stood_m = _stood_m(rep, truth, begun)
    drop_m = float(stood_m - truth.com_height_m[lowest])
    gone = (stood_m - truth.com_height_m) / (drop_m or 1.0)
    down = _way(truth.time_s[: lowest + 1], -truth.com_velocity_m_s[: lowest + 1], gone)
    up = _way(truth.time_s[lowest:], truth.com_velocity_m_s[lowest:], 1 - gone[lowest:])
    weight_n = float(truth.weight_n[begun])
    return RepetitionTruth(
        number=rep.number,
        commanded_onset_s=rep.onset_s,
        commanded_lockout_s=rep.lockout_s,
        bottom_s=(down.end_s + up.start_s) / 2 if rep.held else float(truth.time_s[lowest]),
        held=rep.held,
        drop_m=drop_m,
        weight_n=weight_n,
        unweighting_n=float(truth.vertical_grf_n[begun:lowest].min() - weight_n),
        **_instants(down, up),
    )


def _instants(down: Way, up: Way) -> dict[str, Any]:
    return {
        "onset_s": down.start_s,
        "descent_end_s": down.end_s,
        "ascent_start_s": up.start_s,
        "lockout_s": up.end_s,
        "moving_s": down.fast_s,
        "slow_s": down.slow_s,
        "rising_s": up.fast_s,
        "still_s": up.slow_s,
    }


def _stood_m(rep: Repetition, truth: Truth, begun: int) -> float:
    """The height in the standing before: its mean over STOOD_S, or over all of it if shorter."""
    rows = round(min(STOOD_S, rep.stood_s) / STEP_S)
    return float(truth.com_height_m[begun - rows : begun + 1].mean())


def _way(time_s: Float, speed: Float, gone: Float) -> Way:
    """The instants of a way at a `speed` (N,), with the part `gone` covered, from 0 to 1."""
    gone, slow = gone[: len(speed)], speed < SLOW_PART * speed.max()
    leaves = _last(gone < NEAR_PART)
    first = _last(slow[: leaves + 1]) + 1
    behind = np.flatnonzero(slow[first:] & (gone[first:] > 1 - NEAR_PART)) + first
    last = int(behind[0]) if len(behind) else len(time_s) - 1
    return Way(float(time_s[first]), float(time_s[last]), *_fast_s(time_s, speed > MOVING_M_S))


def _last(holds: Bool) -> int:
    """The last row at which it holds; -1 if it never does."""
    rows = np.flatnonzero(holds)
    return int(rows[-1]) if len(rows) else -1


def _fast_s(time_s: Float, fast: Bool) -> tuple[float, float]:
    """First and last fast time, or the middle if there is none."""
    rows = np.flatnonzero(fast)
    first, last = (rows[0], rows[-1]) if len(rows) else (len(time_s) // 2, len(time_s) // 2)
    return float(time_s[first]), float(time_s[last])
