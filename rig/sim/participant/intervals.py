"""When each deviation happens, and its effect on a course."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rig.sim.participant.chain import STEP_S
from rig.sim.participant.course import Course
from rig.sim.participant.deviation import Deviation
from rig.sim.participant.kinds import KINDS, SIDE, Effect
from rig.sim.participant.law import smooth_step
from rig.sim.participant.schedule import Repetition, Schedule

SIDES = ("left", "right")


class Interval(NamedTuple):
    """One occurrence of a deviation, in seconds of the world; repetition 0: not in a repetition."""

    kind: str
    size: float
    start_s: float
    end_s: float
    ramp_s: float
    repetition: int
    side: str
    channel: str

    @property
    def group(self) -> str:
        """technique, dowel, activity or sensor."""
        return KINDS[self.kind].group


class Deviations:
    """All deviations of a participant."""

    def __init__(self, deviations: Sequence[Deviation], schedule: Schedule) -> None:
        self._deviations = deviations
        self._schedule = schedule

    def within(self, start_s: float, end_s: float) -> Iterator[Interval]:
        """The intervals that touch a span of time."""
        for deviation in self._deviations:
            for interval in self._intervals(deviation, start_s, end_s):
                if interval.start_s < end_s and interval.end_s > start_s:
                    yield interval

    def add(self, course: Course) -> None:
        """Adds their effects to a course."""
        for interval in self.within(float(course.time_s[0]), float(course.time_s[-1])):
            for effect in KINDS[interval.kind].effects:
                _add(course, interval, effect)

    def _intervals(self, deviation: Deviation, start_s: float, end_s: float) -> Iterator[Interval]:
        if deviation.at == "start":
            yield _interval(deviation, deviation.onset_s, deviation.duration_s, 0)
            return
        reach_s = abs(deviation.onset_s) + deviation.duration_s + self._schedule.longest_s
        for rep in self._schedule.within(start_s - reach_s, end_s + reach_s):
            if rep.number == deviation.repetition or (
                not deviation.repetition and rep.number % deviation.each == 0
            ):
                yield _in_repetition(deviation, rep)


def _in_repetition(deviation: Deviation, rep: Repetition) -> Interval:
    if KINDS[deviation.kind].whole:
        start_s = rep.onset_s - deviation.ramp_s
        length_s = rep.lockout_s + deviation.ramp_s - start_s
        return _interval(deviation, start_s, length_s, rep.number)
    instant_s = {
        "onset": rep.onset_s,
        "bottom": rep.descent_end_s,
        "ascent": rep.ascent_start_s,
        "lockout": rep.lockout_s,
    }[deviation.at]
    return _interval(deviation, instant_s + deviation.onset_s, deviation.duration_s, rep.number)


def _interval(deviation: Deviation, start_s: float, length_s: float, repetition: int) -> Interval:
    return Interval(
        deviation.kind,
        deviation.size,
        start_s,
        start_s + length_s,
        min(deviation.ramp_s, length_s / 2),
        repetition,
        deviation.side,
        deviation.channel,
    )


def _add(course: Course, interval: Interval, effect: Effect) -> None:
    start_s, end_s = interval.start_s + effect.inset_s, interval.end_s - effect.inset_s
    first = max(int(start_s / STEP_S) - course.first_step, 0)
    rows = slice(first, max(int(end_s / STEP_S) + 2 - course.first_step, 0))
    time_s, ramp_s = course.time_s[rows], min(interval.ramp_s, (end_s - start_s) / 2)
    if ramp_s <= 0 or not len(time_s):
        return
    rise = smooth_step((time_s - start_s) / ramp_s)
    extent = rise - smooth_step((time_s - end_s + ramp_s) / ramp_s)
    sides = SIDES if interval.side == "both" else (interval.side,)
    for channel in {effect.channel.replace(SIDE, side) for side in sides}:
        course[channel][rows] += (effect.gain * interval.size + effect.fixed) * extent
    if KINDS[interval.kind].regrips:
        course["loose"][rows] += (8 * extent * (1 - extent)).clip(0, 1)
