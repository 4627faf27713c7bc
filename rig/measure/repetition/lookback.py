"""The count of the last seconds by the model of the whole trial, where the live one may be wrong.

The live search goes on from what was likely; a load, plates that drift or a set without a rest may
lead it astray, and nothing that comes leads it back. Looking back does. It costs some tenths of a
second of work, so it is done only where something is unusual, and once when a movement has ended.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import NamedTuple

import numpy as np

from rig.measure.repetition.finding import find_repetitions
from rig.measure.repetition.found import Repetition
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float
from rig.measure.repetition.stance import STEP_S

# So far is looked back; what ended before the last repetitions is counted for good.
MOST_STEPS, KEPT_STEPS, KEPT_REPETITIONS, KEPT_BEFORE_S = 6000, 100, 3, 0.5
CELL_STEPS, STILL_STEPS, STILL_CELLS = 10, 25, (2, 5, 10)
# It is still where the force scatters no more than that many times as in its calmest tenth.
CALMEST, STILL_TIMES, STILL_SHARE, LONG_CELLS = 0.1, 3.0, (0.003, 0.012), 300
CALM_EACH_STEPS = 100
# A top without a rest: the force is so far under its mean, and no longer falls.
DIP_STEPS, DIP_SHARE, AFTER_DIP_STEPS, WEIGHT_STEPS = 10, 0.015, 8, 500
DIP_WINDOW_STEPS, DIPS_APART_STEPS = 60, 40
ENDED_S = 0.03
LEAST_APART_STEPS, LEAST_APART_SHARE, MOST_APART_STEPS = 30, 60, 300


class Counted(NamedTuple):
    """How many repetitions were complete; and from which step on, and with how many before it, the
    next look is to begin."""

    repetitions: int
    kept_from: int
    before: int


class LookBack:
    """Keeps the force (10 ms each) since a person stepped on, and recounts when that is due."""

    def __init__(self, parameters: RepetitionParameters, *, in_thread: bool) -> None:
        self._parameters, self._in_thread = parameters, in_thread
        self.begin()

    def begin(self) -> None:
        """A person steps on."""
        self._force_n: list[float] = []
        self._first = self._before = 0  # the step of the first force that is kept; counted before
        self._looked = self._dipped = 0
        self._scatters: deque[float] = deque(maxlen=LONG_CELLS)
        self._calmest = 0.0
        self._still_cells, self._has_settled, self._moved = 0, False, False
        self._coming: Future[Counted] | None = None

    @property
    def step(self) -> int:
        """How many forces were added."""
        return self._first + len(self._force_n)

    @property
    def is_new(self) -> bool:
        """Whether no movement has ended since the last look."""
        return self._looked > 0 and self._coming is None and not self._moved

    def add(self, force_n: float) -> None:
        """Takes in the mean force of 10 ms."""
        self._force_n.append(force_n)
        self._has_settled = False
        if self.step % CELL_STEPS == 0 and len(self._force_n) >= 2 * STILL_STEPS:
            self._has_settled = self._is_still_for(self._scatter())

    @property
    def is_still(self) -> bool:
        """Whether the force is as steady as that of a stand."""
        return self._still_cells >= max(STILL_CELLS)

    def forget(self, repetitions: int) -> None:
        """So many are counted for good, and the person stands: what came before is not needed."""
        gone = len(self._force_n) - KEPT_STEPS
        if len(self._force_n) > MOST_STEPS and not self._coming:
            del self._force_n[:gone]
            self._first, self._before = self._first + gone, repetitions

    def look_if_due(self, *, at_rest: bool) -> None:
        """Looks back if a movement has just ended, or something goes on for long."""
        if self.step % CELL_STEPS or len(self._force_n) < 2 * STILL_STEPS or self._coming:
            return
        apart = self.step - self._looked
        self._moved |= not at_rest
        ended = self._has_settled | self._has_dipped()
        least = max(LEAST_APART_STEPS, len(self._force_n) // LEAST_APART_SHARE)
        if apart >= least and (ended or (apart >= MOST_APART_STEPS and not at_rest)):
            self.look()

    def look(self) -> None:
        """Looks back."""
        self._looked = self.step
        force_n = np.array(self._force_n, np.float64)
        first = self._first
        self._moved = False
        work = partial(self._counted, force_n, first, self._before)
        self._coming = Future()
        if self._in_thread:
            Thread(target=_done, args=(self._coming, work), name="look back", daemon=True).start()
        else:
            _done(self._coming, work)

    def found(self) -> Counted | None:
        """The result of a look that is complete, once."""
        if self._coming is None or not self._coming.done():
            return None
        found, self._coming = self._coming.result(), None
        self._before = found.before
        del self._force_n[: max(found.kept_from - self._first, 0)]
        self._first = max(found.kept_from, self._first)
        return found

    def _scatter(self) -> float:
        newest = np.array(self._force_n[-STILL_STEPS:])
        return float(newest.std() / newest.mean())

    def _is_still_for(self, scatter: float) -> bool:
        """Whether it has just been still for as long as an end needs, or a stand to be one."""
        self._scatters.append(scatter)
        if len(self._scatters) < LONG_CELLS or self.step % CALM_EACH_STEPS == 0:
            ascending = sorted(self._scatters)
            self._calmest = ascending[int(CALMEST * len(ascending))]
        still = scatter < min(max(STILL_TIMES * self._calmest, STILL_SHARE[0]), STILL_SHARE[1])
        self._still_cells = self._still_cells + 1 if still else 0
        return self._still_cells in STILL_CELLS

    def _has_dipped(self) -> bool:
        smooth = np.convolve(
            self._force_n[-DIP_WINDOW_STEPS:], np.ones(DIP_STEPS) / DIP_STEPS, "valid"
        )
        low = int(smooth.argmin())
        usual = float(np.mean(self._force_n[-WEIGHT_STEPS:]))
        since = len(smooth) - 1 - low
        dips = low > 0 and since >= AFTER_DIP_STEPS and smooth[low] < (1 - DIP_SHARE) * usual
        at = self.step - since
        if not dips or at - self._dipped < DIPS_APART_STEPS:
            return False
        self._dipped = at
        return True

    def _counted(self, force_n: Float, first: int, before: int) -> Counted:
        time_s = (np.arange(len(force_n), dtype=np.float64) + 0.5) * STEP_S
        found = find_repetitions(
            force_n, time_s, sample_rate_hz=1 / STEP_S, parameters=self._parameters
        ).repetitions
        if found and found[-1].lockout_s > time_s[-1] - ENDED_S:
            found = found[:-1]  # it has not ended yet
        gone, cut_s = _gone(found, many=len(force_n) > MOST_STEPS)
        kept_from = first + round(cut_s / STEP_S)
        return Counted(before + len(found), max(kept_from, first), before + gone)


def _done(coming: "Future[Counted]", work: Callable[[], Counted]) -> None:
    try:
        coming.set_result(work())
    except BaseException as error:  # it is raised to who asks for the result
        coming.set_exception(error)


def _gone(found: tuple[Repetition, ...], *, many: bool) -> tuple[int, float]:
    """How many of the first repetitions need not be looked at again, and when the others begin: in
    a rest, or between any two where there are `many` forces."""
    for number in range(len(found) - KEPT_REPETITIONS, 0, -1):
        before, behind = found[number - 1], found[number]
        rest_s = behind.stood_from_s - KEPT_BEFORE_S
        if rest_s > before.lockout_s:
            return number, rest_s
        if many:
            return number, (before.lockout_s + behind.onset_s) / 2
    return 0, 0.0
