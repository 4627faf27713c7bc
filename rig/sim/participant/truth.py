"""The true course of events, known only in a simulation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.contact import ContactLevels
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP, PhaseSpan

Float = NDArray[np.floating[Any]]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """The participant at some times, (N,) unless stated otherwise, before any sensor.

    Axes as in rig.measure.balance: X to the right from the middle of the plates, Y ahead of the
    heel stop. The centre of mass is that of body and load; a load taken in standing leaves its
    height unchanged. Vertical force and centre of pressure are those of the body, on the plates or
    off; a foot's load is the load on its plate, and a foot without load has a centre of pressure of
    NaN.
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
    weight_n: Float  # of the body and its load


@dataclass(frozen=True, slots=True)
class RepetitionTruth:
    """A repetition in seconds of the world.

    Onset to lockout follow from the movement of the centre of mass, by one rule: it begins and ends
    where the speed passes 5 % of the greatest of that descent or ascent (see
    `rig.sim.participant.moments`). Down from onset_s to descent_end_s, up from ascent_start_s to
    lockout_s; lowest at bottom_s, which for a hold (`held`) is its middle.

    The commanded movement goes from rest at commanded_onset_s to rest at commanded_lockout_s. The
    centre of mass is faster than 25 mm/s downwards from moving_s to slow_s, upwards from rising_s
    to still_s.
    """

    number: int
    onset_s: float
    descent_end_s: float
    ascent_start_s: float
    lockout_s: float
    commanded_onset_s: float
    commanded_lockout_s: float
    moving_s: float
    slow_s: float
    bottom_s: float
    rising_s: float
    still_s: float
    held: bool
    drop_m: float  # from its height in the standing before to the lowest
    weight_n: float  # of body and load, when it began
    unweighting_n: float  # least vertical force before bottom_s minus that weight, negative


class Crossing(NamedTuple):
    """The sensor of a point (0 head, 1 thoracic, 2 sacrum) reached its on-level, or fell below its
    off-level."""

    time_s: float
    point: int
    on: bool


def phases_of(reps: Sequence[RepetitionTruth], start_s: float, end_s: float) -> Iterator[PhaseSpan]:
    """Phases of repetitions; none where there is no repetition.

    Setup is the time before the first onset, and lockout the time between a lockout and the next
    onset; a bottom without a hold has no length.
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
    """Where counts (N, 3), not rounded, reach the on-level or fall below the off-level,
    interpolated linearly between times (N,); no debounce. `on` is the state of the points
    before."""
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
    """When values reach a level between the row before and this one."""
    before, after = values[max(row - 1, 0)], values[row]
    if row == 0 or np.isnan(before):  # a stuck channel recovers
        return float(time_s[row])
    part = (level - before) / (after - before)
    return float(time_s[row - 1] + part * (time_s[row] - time_s[row - 1]))
