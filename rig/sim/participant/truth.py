"""What truly happened, as only a simulation can know it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.contact import ContactLevels
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP, PhaseSpan
from rig.sim.participant.drill import Repetition

MOVING_M_S = 0.025

Float = NDArray[np.floating[Any]]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """The participant at some times, (N,) unless said otherwise, before any sensor.

    Axes as in rig.measure.balance: X to the right from the middle of the plates, Y ahead of the
    heel stop. Vertical force and centre of pressure are those of the body, on the plates or off;
    what a foot carries is what stands on its plate, and one that carries nothing has a centre
    of pressure that is NaN.
    """

    time_s: Float
    com_height_m: Float
    com_velocity_m_s: Float
    com_acceleration_m_s2: Float
    com_drop_m: Float  # below standing
    vertical_grf_n: Float
    cop_mm: Float  # (N, 2)
    foot_loads_n: Float  # (N, 2): left, right
    foot_cop_y_mm: Float  # (N, 2)
    contact_n: Float  # (N, 3): head, thoracic, sacrum, mechanical
    in_contact: Bool  # (N, 3): whether the dowel touches there


@dataclass(frozen=True, slots=True)
class RepetitionTruth:
    """A repetition in seconds of the world.

    Onset to lockout are those of the movement as it was commanded: it begins from rest at
    onset_s, is at the bottom from descent_end_s to ascent_start_s and at rest again at
    lockout_s. A minimum-jerk movement is slow at both ends, so what can be measured begins
    later: the centre of mass is faster than 25 mm/s downwards from moving_s to slow_s, upwards
    from rising_s to still_s, and lowest at bottom_s.
    """

    number: int
    onset_s: float
    descent_end_s: float
    ascent_start_s: float
    lockout_s: float
    moving_s: float
    slow_s: float
    bottom_s: float
    rising_s: float
    still_s: float
    drop_m: float  # from its height at onset_s to the lowest
    unweighting_n: float  # least vertical force before bottom_s less body weight, negative


class Crossing(NamedTuple):
    """The sensor of a point (0 head, 1 thoracic, 2 sacrum) reached its on-level, or fell under
    its off-level."""

    time_s: float
    point: int
    on: bool


def judged(rep: Repetition, truth: Truth, weight_n: float) -> RepetitionTruth:
    """A repetition by the truth from its onset to its lockout."""
    time_s = truth.time_s
    lowest = max(int(truth.com_height_m.argmin()), 1)
    fast = np.abs(truth.com_velocity_m_s) > MOVING_M_S
    down, up = np.flatnonzero(fast[:lowest]), np.flatnonzero(fast[lowest:]) + lowest
    moving, slow = (down[0], down[-1]) if len(down) else (lowest, lowest)
    rising, still = (up[0], up[-1]) if len(up) else (lowest, lowest)
    return RepetitionTruth(
        number=rep.number,
        onset_s=rep.onset_s,
        descent_end_s=rep.descent_end_s,
        ascent_start_s=rep.ascent_start_s,
        lockout_s=rep.lockout_s,
        moving_s=float(time_s[moving]),
        slow_s=float(time_s[slow]),
        bottom_s=float(time_s[lowest]),
        rising_s=float(time_s[rising]),
        still_s=float(time_s[still]),
        drop_m=float(truth.com_height_m[0] - truth.com_height_m[lowest]),
        unweighting_n=float(truth.vertical_grf_n[:lowest].min() - weight_n),
    )


def phases_of(reps: Sequence[Repetition], start_s: float, end_s: float) -> Iterator[PhaseSpan]:
    """Phases as they were commanded; none where there is no repetition.

    Setup is what lies before the first onset and lockout what lies between a lockout and the
    next onset; a bottom without a hold has no length.
    """
    next_s = [*(rep.onset_s for rep in reps[1:]), end_s]
    for rep, until_s in zip(reps, next_s, strict=False):
        if rep is reps[0]:
            yield PhaseSpan(SETUP, start_s, rep.onset_s, rep.number)
        yield PhaseSpan(DESCENT, rep.onset_s, rep.descent_end_s, rep.number)
        yield PhaseSpan(BOTTOM, rep.descent_end_s, rep.ascent_start_s, rep.number)
        yield PhaseSpan(ASCENT, rep.ascent_start_s, rep.lockout_s, rep.number)
        yield PhaseSpan(LOCKOUT, rep.lockout_s, until_s, rep.number)


def crossings(
    time_s: Float, counts: Float, levels: ContactLevels, on: Sequence[bool]
) -> Iterator[Crossing]:
    """Where counts (N, 3), not rounded, reach the on-level or fall under the off-level, by
    straight lines between times (N,); no debounce. `on` is what the points were before."""
    for point, was_on in enumerate(on):
        values = counts[:, point]
        above, below = values >= levels.on_counts[point], values < levels.off_counts[point]
        decisive = np.flatnonzero(above | below)
        states = above[decisive]
        changed = states != np.concatenate(([was_on], states[:-1]))
        for row, state in zip(decisive[changed], states[changed], strict=True):
            level = levels.on_counts[point] if state else levels.off_counts[point]
            yield Crossing(_time_at(time_s, values, row, level), point, bool(state))


def _time_at(time_s: Float, values: Float, row: int, level: float) -> float:
    """When values reach a level on their way from the row before to this one."""
    before, after = values[max(row - 1, 0)], values[row]
    if row == 0 or np.isnan(before):  # a stuck channel is free again
        return float(time_s[row])
    part = (level - before) / (after - before)
    return float(time_s[row - 1] + part * (time_s[row] - time_s[row - 1]))
