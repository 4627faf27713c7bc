"""The live count: the last seconds are counted by the model of the whole trial.

Following alone continues from what was likely; a load, drifting plates or a set without a rest may
mislead it, and no later data correct it. Looking back does. It costs a tenth of a second of work,
hence it is done where a movement may have ended, and until it is clear whether it has.
"""

import math
from array import array
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import NamedTuple

import numpy as np

from rig.measure.repetition.finding import find_repetitions
from rig.measure.repetition.found import Repetition, Repetitions
from rig.measure.repetition.motion import GRAVITY_M_S2
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float
from rig.measure.repetition.stance import STEP_S

# The length looked back; what ended before the last repetitions is counted for good.
MOST_STEPS, KEPT_STEPS, KEPT_REPETITIONS, KEPT_BEFORE_S = 6000, 100, 1, 0.5
CELL_STEPS, STILL_STEPS, STILL_CELLS, LEVEL_CELLS = 10, 25, 10, 2
# It is still where the force scatters at most this many times as much as in its calmest tenth.
CALMEST, STILL_TIMES, STILL_SHARE, LONG_CELLS = 0.1, 3.0, (0.003, 0.012), 300
CALM_EACH_STEPS = 100
# A load was put down or picked up where the force becomes steady this far from its mean or from the
# level at which it was steady before.
LEVEL_SHARE = 0.03
# On the way up the top is near when the velocity has fallen to this share of its greatest.
LEAST_UP_M_S, NEAR_TOP_SHARE = 0.03, 0.2
# A velocity without a model, which no wrong weight can mislead: the force relative to its mean of
# some seconds, integrated, and forgotten in some.
MEAN_S, FORGOTTEN_S = 5.0, 2.0
# Looks: this many steps after the top was near, or the load changed, until one finds that a
# movement has ended; then once more to confirm the count; and in a movement that lasts for long. An
# event soon after an end is hardly another end: it is looked at later. Stillness adds nothing that
# a look at its begin has not seen.
TRIES_STEPS, LEVEL_TRIES_STEPS = (10, 24, 38, 55, 100, 160, 250), (0, 28, 90)
COUNTED_STEPS, CONFIRM_STEPS, LONG_STEPS, SEEN_STEPS = 60, 40, 300, 130
ENDED_S, UP_SHARE = 0.03, 0.5


class Counted(NamedTuple):
    """How many repetitions were complete, and whether the person seems to be back up; and the begin
    of the next look: its first step, the count before it, and its weight."""

    repetitions: int
    is_up: bool
    kept_from: int
    before: int
    weighed_n: float | None


class _Tops:
    """Whether a velocity upwards nears its end."""

    def __init__(self) -> None:
        self._fastest_m_s = 0.0

    def is_near(self, velocity_m_s: float) -> bool:
        """Takes the next velocity; true once for each way up."""
        self._fastest_m_s = max(self._fastest_m_s, velocity_m_s)
        if velocity_m_s > NEAR_TOP_SHARE * self._fastest_m_s:
            return False
        was_up = self._fastest_m_s > LEAST_UP_M_S
        self._fastest_m_s = 0.0
        return was_up


class LookBack:
    """Keeps the force (10 ms each) since a person stepped on, and counts when that is due.

    `repetitions` is the count of the last look.
    """

    def __init__(self, parameters: RepetitionParameters, *, in_thread: bool) -> None:
        self._parameters, self._in_thread = parameters, in_thread
        self.begin()

    def begin(self) -> None:
        """Begins again for a person who steps on."""
        self.repetitions = 0
        self._force_n = array("d")
        self._first = self._before = 0  # the step of the first force kept; counted before
        self._weighed_n: float | None = None
        self._mean_n = self._velocity_m_s = 0.0
        self._tops = _Tops(), _Tops()
        self._scatters: deque[float] = deque(maxlen=LONG_CELLS)
        self._calmest, self._still_cells, self._level_n = 0.0, 0, 0.0
        self._moved, self._agreed, self._has_left = False, True, False
        self._due: float = math.inf
        self._counted_at: float = -math.inf
        self._looked, self._near_top = 0, 0
        self._tries: tuple[int, ...] = ()
        self._coming: Future[Counted] | None = None

    @property
    def step(self) -> int:
        """How many forces were added."""
        return self._first + len(self._force_n)

    @property
    def is_looking(self) -> bool:
        """Whether a look is not complete yet."""
        return self._coming is not None

    @property
    def sure(self) -> bool:
        """Whether the last two looks agree, and nothing has moved since."""
        return self._agreed and not self._moved and not self.is_looking

    @property
    def is_still(self) -> bool:
        """Whether the force is as steady as in standing."""
        return self._still_cells >= STILL_CELLS

    def add(self, force_n: float, velocity_m_s: float, *, at_rest: bool) -> None:
        """Adds the mean force of 10 ms, and the velocity and rest of the motion followed so far;
        looks back if that is due."""
        self._force_n.append(force_n)
        self._integrate(force_n)
        by_force, by_motion = self._tops
        near = (by_force.is_near(self._velocity_m_s), by_motion.is_near(velocity_m_s))
        self._moved |= abs(self._velocity_m_s) > LEAST_UP_M_S or not (at_rest or self.is_still)
        if any(near):
            soon = self.step < self._counted_at + COUNTED_STEPS
            self._try(TRIES_STEPS[3:] if soon else TRIES_STEPS)
        if self.step % CELL_STEPS == 0 and len(self._force_n) >= 2 * STILL_STEPS:
            elsewhere = self._settles_elsewhere()
            stands = self._still_cells == STILL_CELLS
            long = not at_rest and self.step - self._looked >= LONG_STEPS
            if stands and self._agreed and self.step - self._looked < SEEN_STEPS:
                self._moved = False
            if self._moved and elsewhere:
                self._try(LEVEL_TRIES_STEPS)
            elif self._moved and (stands or long):
                self._due = min(self._due, self.step)
        if self.step >= self._due and not self.is_looking:
            self.look()

    def look(self) -> None:
        """Looks back."""
        self._looked = self.step
        self._due, self._moved = math.inf, False
        work = partial(
            self._counted,
            np.array(self._force_n, np.float64),
            self._first,
            self._before,
            self._weighed_n,
        )
        self._coming = Future()
        if self._in_thread:
            Thread(target=_done, args=(self._coming, work), name="look back", daemon=True).start()
        else:
            _done(self._coming, work)

    def finish(self) -> None:
        """Looks back for the last time, since the person has stepped off."""
        self._has_left = True
        if not self.sure and not self.is_looking:
            self.look()

    def has_counted(self) -> bool:
        """Whether a look is complete, once; its count is then `repetitions`."""
        if self._coming is None or not self._coming.done():
            return False
        found, self._coming = self._coming.result(), None
        self._before, self._weighed_n = found.before, found.weighed_n
        del self._force_n[: max(found.kept_from - self._first, 0)]
        self._first = max(found.kept_from, self._first)
        self._agreed = found.repetitions == self.repetitions
        more, self.repetitions = found.repetitions - self.repetitions, found.repetitions
        self._tries = () if more > 0 else self._tries[1 if found.is_up else 2 :]
        if more > 0:
            self._counted_at = self._looked
        if more < 0:
            self._try(TRIES_STEPS)
        elif self._tries:
            self._due = min(self._due, self._near_top + self._tries[0])
        elif not self._agreed:
            self._due = min(self._due, self._looked + CONFIRM_STEPS)
        if self._has_left and self._looked < self.step:
            self.look()  # that one had begun before the last forces came
        return True

    def forget(self) -> None:
        """Drops old forces: the person stands, and the count is sure."""
        gone = len(self._force_n) - KEPT_STEPS
        if len(self._force_n) > MOST_STEPS and self.sure:
            del self._force_n[:gone]
            self._first, self._before = self._first + gone, self.repetitions

    def _try(self, steps: tuple[int, ...]) -> None:
        """Looks after each of these numbers of steps, until one look finds something."""
        self._near_top, self._tries = self.step, steps
        self._due = min(self._due, self.step + steps[0])

    def _integrate(self, force_n: float) -> None:
        steps = min(self.step, MEAN_S / STEP_S)
        self._mean_n += (force_n - self._mean_n) / steps
        gained_m_s = (force_n / self._mean_n - 1) * GRAVITY_M_S2 * STEP_S
        self._velocity_m_s += gained_m_s - self._velocity_m_s * STEP_S / FORGOTTEN_S

    def _settles_elsewhere(self) -> bool:
        """Measures how long it has been still; returns whether it has just become so with another
        load."""
        newest = np.array(self._force_n[-STILL_STEPS:])
        level_n = float(newest.mean())
        scatter = float(newest.std()) / level_n
        self._scatters.append(scatter)
        if len(self._scatters) < LONG_CELLS or self.step % CALM_EACH_STEPS == 0:
            ascending = sorted(self._scatters)
            self._calmest = ascending[int(CALMEST * len(ascending))]
        still = scatter < min(max(STILL_TIMES * self._calmest, STILL_SHARE[0]), STILL_SHARE[1])
        self._still_cells = self._still_cells + 1 if still else 0
        if self._still_cells != LEVEL_CELLS:
            return False
        apart_n = max(abs(level_n - self._mean_n), abs(level_n - self._level_n))
        self._level_n = level_n
        return apart_n > LEVEL_SHARE * level_n

    def _counted(self, force_n: Float, first: int, before: int, weighed_n: float | None) -> Counted:
        time_s = (np.arange(len(force_n), dtype=np.float64) + 0.5) * STEP_S
        found = find_repetitions(
            force_n,
            time_s,
            sample_rate_hz=1 / STEP_S,
            parameters=self._parameters,
            weighed_n=weighed_n,
        )
        complete = tuple(one for one in found.repetitions if one.lockout_s <= time_s[-1] - ENDED_S)
        is_up = _is_up(found, complete[-1].lockout_s if complete else time_s[0])
        gone, cut_s = _gone(complete, many=len(force_n) > MOST_STEPS)
        if gone:
            weighed_n = _weight_n(found, cut_s)
        kept_from = max(first + round(cut_s / STEP_S), first)
        return Counted(before + len(complete), is_up, kept_from, before + gone, weighed_n)


def _done(coming: "Future[Counted]", work: Callable[[], Counted]) -> None:
    try:
        coming.set_result(work())
    except BaseException as error:  # it is raised when the result is read
        coming.set_exception(error)


def _is_up(found: Repetitions, since_s: float) -> bool:
    """Whether the centre of mass is back at a share of its depth since then, or unknown."""
    if not found.courses:
        return True
    course = found.courses[-1]
    height_m = course.height_m[course.time_s >= since_s]
    return not len(height_m) or bool(height_m[-1] > UP_SHARE * height_m.min())


def _weight_n(found: Repetitions, at_s: float) -> float | None:
    """The weight around a time, if the motion is known there."""
    for course in found.courses:
        if course.time_s[0] <= at_s <= course.time_s[-1]:
            return course.weight_n
    return None


def _gone(found: tuple[Repetition, ...], *, many: bool) -> tuple[int, float]:
    """How many of the first repetitions need no further look, and when the others begin: in a rest,
    or between any two if there are `many` forces."""
    for number in range(len(found) - KEPT_REPETITIONS, 0, -1):
        before, behind = found[number - 1], found[number]
        rest_s = behind.stood_from_s - KEPT_BEFORE_S
        if rest_s > before.lockout_s:
            return number, rest_s
        if many:
            return number, (before.lockout_s + behind.onset_s) / 2
    return 0, 0.0
