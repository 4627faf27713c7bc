"""Repetitions in the vertical force of a whole trial, and what was taken for none."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP, PhaseSpan
from rig.measure.repetition.parameters import STANDARD, RepetitionParameters
from rig.measure.repetition.series import Float, Turns, turns
from rig.measure.repetition.stance import STEP_S, Stance, standing
from rig.measure.repetition.standstill import nodes_of, rough_nodes
from rig.measure.repetition.timing import begin_from_bottom, begin_from_standing
from rig.measure.repetition.vertical import GRAVITY_M_S2, Motion, Node, roughly, solve

REFINEMENTS = 3
NEARLY_STILL = 0.2  # of the greatest velocity


@dataclass(frozen=True, slots=True)
class Repetition:
    """Down from `onset_s` to `descent_end_s`, up from `ascent_start_s` to `lockout_s`, in seconds
    of the trial's timeline; lowest at `bottom_s`.

    `weight_n` is the weight on the plates, load included, and `drop_m` how far the centre of mass
    went down from where it stood before. `ascent_peak_n` is the greatest vertical force on the way
    up; `ascent_impulse_ns` is the impulse of the force above weight from the bottom to the fastest,
    mass x greatest velocity.
    """

    number: int
    onset_s: float
    descent_end_s: float
    bottom_s: float
    ascent_start_s: float
    lockout_s: float
    weight_n: float
    drop_m: float
    ascent_peak_n: float
    ascent_impulse_ns: float

    @property
    def descent_s(self) -> float:
        """How long it went down."""
        return self.descent_end_s - self.onset_s

    @property
    def hold_s(self) -> float:
        """How long it stayed at the bottom."""
        return self.ascent_start_s - self.descent_end_s

    @property
    def ascent_s(self) -> float:
        """How long it came up."""
        return self.lockout_s - self.ascent_start_s


@dataclass(frozen=True, slots=True)
class Refused:
    """A movement that was no repetition, and why."""

    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Course:
    """A stance at times (N,): vertical force, height of the centre of mass above standing, and its
    velocity upwards. `weight_n` is the weight on the plates."""

    time_s: Float
    force_n: Float
    height_m: Float
    velocity_m_s: Float
    weight_n: float


@dataclass(frozen=True, slots=True)
class Repetitions:
    """What was found in a trial, and by which parameters."""

    repetitions: tuple[Repetition, ...]
    refused: tuple[Refused, ...]
    phases: tuple[PhaseSpan, ...]
    courses: tuple[Course, ...]
    parameters: RepetitionParameters


class _Movement(NamedTuple):
    """A dip of a stance: rows where it was begun and ended from, by a rest or at a top, and its
    lowest row."""

    begin: Node
    bottom: int
    end: Node


class _Settled(NamedTuple):
    """All that is known of the motion in a stance."""

    stance: Stance
    motion: Motion
    nodes: list[Node]
    turns: Turns
    weight_n: float


def find_repetitions(
    total_n: NDArray[np.floating[Any]],
    time_s: NDArray[np.float64],
    sample: NDArray[np.uint64],
    *,
    sample_rate_hz: float,
    parameters: RepetitionParameters = STANDARD,
) -> Repetitions:
    """Repetitions of a trial, from vertical force (N,) in newtons at times (N,).

    `sample` (N,) are the board's numbers: a step of more than 1 is a gap, over which nothing is
    filtered.
    """
    stood = standing(total_n, time_s, sample, sample_rate_hz=sample_rate_hz, parameters=parameters)
    found: list[Repetition] = []
    refused: list[Refused] = []
    courses: list[Course] = []
    for stance in stood.stances:
        settled = _settle(stance, parameters)
        for movement in _movements(settled):
            judged = _judge(settled, movement, parameters)
            if isinstance(judged, Refused):
                refused.append(judged)
            else:
                found.append(replace(judged, number=len(found) + 1))
        refused += _unfinished(settled, parameters)
        courses.append(_course(settled))
    since_s = courses[0].time_s[0] if courses else math.inf
    refused += [
        Refused(*span, "nobody stood on the plates") for span in stood.off_s if span[0] > since_s
    ]
    return Repetitions(
        repetitions=tuple(found),
        refused=tuple(sorted(refused, key=lambda one: one.start_s)),
        phases=tuple(_phases(found, courses)),
        courses=tuple(courses),
        parameters=parameters,
    )


def _settle(stance: Stance, parameters: RepetitionParameters) -> _Settled:
    """Roughly first; then each better known motion tells more of the rests and turns that make the
    next one better."""
    motion, mass_kg = roughly(stance.force_n, step_s=STEP_S, window_s=parameters.weight_window_s)
    weight_n, excess_n = mass_kg * GRAVITY_M_S2, motion.excess_n
    turned = turns(motion.height_m, parameters.dip_m)
    nodes = rough_nodes(motion, turned, weight_n, parameters)
    for _ in range(REFINEMENTS):
        motion = solve(excess_n, nodes, mass_kg=mass_kg, step_s=STEP_S, trust=parameters.trust)
        turned = _merged(turns(motion.height_m, parameters.dip_m), motion.height_m, parameters)
        nodes = nodes_of(motion, turned, weight_n, parameters)
    return _Settled(stance, motion, nodes, turned, weight_n)


def _merged(turned: Turns, height_m: Float, parameters: RepetitionParameters) -> Turns:
    """Without tops that are no return to standing: what lies around them is one dip."""
    left = 1 - parameters.min_return_percent / 100
    merged = Turns(turned.tops[:1], turned.bottoms[:1])
    for top, bottom in zip(turned.tops[1:], turned.bottoms[1:], strict=False):
        deeper = min(merged.bottoms[-1], bottom, key=lambda row: float(height_m[row]))
        if height_m[top] < left * height_m[deeper]:
            merged.bottoms[-1] = deeper
        else:
            merged.tops.append(top)
            merged.bottoms.append(bottom)
    return Turns([*merged.tops, *turned.tops[1:][-1:]], merged.bottoms)


def _movements(settled: _Settled) -> Iterator[_Movement]:
    """Each dip with the rests before and after it, or else the tops."""
    height_m, turned = settled.motion.height_m, settled.turns
    limits = [-1, *turned.bottoms, len(height_m)]
    for number, bottom in enumerate(turned.bottoms):
        before, after = turned.tops[number : number + 2]
        half_m = (min(height_m[before], height_m[after]) + height_m[bottom]) / 2
        up = [node for node in settled.nodes if node.at_rest and height_m[node.first] > half_m]
        begins = [node for node in up if limits[number] < node.first and node.last < bottom]
        ends = [node for node in up if bottom < node.first and node.last < limits[number + 2]]
        yield _Movement(
            begins[-1] if begins else Node(before, before, at_rest=False),
            _middle_of_hold(settled.nodes, bottom),
            ends[0] if ends else Node(after, after, at_rest=False),
        )


def _middle_of_hold(nodes: list[Node], bottom: int) -> int:
    """The bottom's row, or if it lies in a rest the middle of that."""
    holds = [node for node in nodes if node.at_rest and node.first <= bottom <= node.last]
    return (holds[0].first + holds[0].last) // 2 if holds else bottom


def _judge(
    settled: _Settled, movement: _Movement, parameters: RepetitionParameters
) -> Repetition | Refused:
    repetition = _measure(settled, movement)
    fault = _fault(settled, movement, repetition, parameters)
    return Refused(repetition.onset_s, repetition.lockout_s, fault) if fault else repetition


def _measure(settled: _Settled, movement: _Movement) -> Repetition:
    # From within the rests: a slow movement begins and ends in what still counts as one.
    begin, bottom, end = movement.begin.first, movement.bottom, movement.end.last
    velocity, height_m = settled.motion.velocity_m_s, settled.motion.height_m
    down, up = -velocity[begin : bottom + 1], velocity[bottom : end + 1]
    mass_kg = settled.weight_n / GRAVITY_M_S2

    def at(row: float) -> float:
        return float(settled.stance.time_s[0]) + row * STEP_S

    turning = _turning(velocity, bottom)
    return Repetition(
        number=0,
        onset_s=at(begin + begin_from_standing(down)),
        descent_end_s=at(min(bottom - begin_from_bottom(down[::-1]), turning)),
        bottom_s=at(turning),
        ascent_start_s=at(max(bottom + begin_from_bottom(up), turning)),
        lockout_s=at(end - begin_from_standing(up[::-1])),
        weight_n=settled.weight_n,
        drop_m=float(height_m[begin] - height_m[bottom]),
        ascent_peak_n=float(settled.stance.force_n[bottom : end + 1].max()),
        ascent_impulse_ns=mass_kg * float(up.max()),
    )


def _turning(velocity: Float, bottom: int) -> float:
    """Where the velocity passes zero, beside its row."""
    first = bottom if velocity[bottom] < 0 else max(bottom - 1, 0)
    before, behind = velocity[first : first + 2].tolist()
    return first - before / (behind - before) if before < 0 < behind else float(bottom)


def _fault(
    settled: _Settled, movement: _Movement, found: Repetition, parameters: RepetitionParameters
) -> str:
    """Why a movement is no repetition; empty if it is one."""
    height_m = settled.motion.height_m
    begin_m, end_m = float(height_m[movement.begin.last]), float(height_m[movement.end.first])
    returned = 100 * (end_m - begin_m + found.drop_m) / max(found.drop_m, 1e-9)
    descent_s, ascent_s = found.bottom_s - found.onset_s, found.lockout_s - found.bottom_s
    if _is_cut(settled, movement.begin, settled.turns.tops[0], 0, parameters):
        return "it had begun before"
    if _is_cut(settled, movement.end, settled.turns.tops[-1], -1, parameters):
        return "it had not ended"
    if begin_m > parameters.posture_m:
        return "it went down from above standing"
    if found.drop_m < parameters.min_drop_m:
        return f"it went down by {found.drop_m:.3f} m, less than {parameters.min_drop_m:g}"
    if found.drop_m > parameters.max_drop_m:
        return f"it went down by {found.drop_m:.3f} m, more than {parameters.max_drop_m:g}"
    if returned < parameters.min_return_percent:
        return f"it came back up by {returned:.0f} %, less than {parameters.min_return_percent:g}"
    if descent_s < parameters.min_descent_s:
        return f"it went down in {descent_s:.2f} s, less than {parameters.min_descent_s:g}"
    if ascent_s < parameters.min_ascent_s:
        return f"it came up in {ascent_s:.2f} s, less than {parameters.min_ascent_s:g}"
    return ""


def _is_cut(
    settled: _Settled, node: Node, outermost_top: int, edge: int, parameters: RepetitionParameters
) -> bool:
    """Whether a movement reaches an edge of the stance (its first row, 0, or its last, -1) with no
    rest between, neither slow there nor at the height of standing."""
    if node.at_rest or node.first != outermost_top:
        return False
    height_m, velocity = settled.motion.height_m, settled.motion.velocity_m_s
    outside_m = height_m[node.first :] if edge else height_m[: node.first + 1]
    fast = abs(velocity[edge]) > NEARLY_STILL * np.abs(velocity).max()
    return bool(fast or outside_m.min() < -parameters.posture_m)


def _unfinished(settled: _Settled, parameters: RepetitionParameters) -> Iterator[Refused]:
    """What had begun before the first top, and what did not come back up after the last one."""
    height_m, time_s, turned = settled.motion.height_m, settled.stance.time_s, settled.turns
    first, last = turned.tops[0], turned.tops[-1]
    if height_m[: first + 1].min() < -parameters.posture_m:
        yield Refused(float(time_s[0]), float(time_s[first]), "it had begun before")
    if height_m[last:].min() < -parameters.posture_m:
        yield Refused(float(time_s[last]), float(time_s[-1]), "it did not come back up")


def _course(settled: _Settled) -> Course:
    stance, motion = settled.stance, settled.motion
    return Course(
        stance.time_s, stance.force_n, motion.height_m, motion.velocity_m_s, settled.weight_n
    )


def _phases(found: list[Repetition], courses: list[Course]) -> Iterator[PhaseSpan]:
    """Setup is the stance before its first repetition, lockout what lies behind each."""
    for course in courses:
        start_s, end_s = float(course.time_s[0]), float(course.time_s[-1])
        inside = [one for one in found if start_s <= one.bottom_s <= end_s]
        if inside:
            yield PhaseSpan(SETUP, start_s, inside[0].onset_s, inside[0].number)
        onsets = [*(one.onset_s for one in inside[1:]), end_s]
        for one, until_s in zip(inside, onsets, strict=True) if inside else ():
            yield PhaseSpan(DESCENT, one.onset_s, one.descent_end_s, one.number)
            yield PhaseSpan(BOTTOM, one.descent_end_s, one.ascent_start_s, one.number)
            yield PhaseSpan(ASCENT, one.ascent_start_s, one.lockout_s, one.number)
            yield PhaseSpan(LOCKOUT, one.lockout_s, until_s, one.number)
