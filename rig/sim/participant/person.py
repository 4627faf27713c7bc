"""The simulated participant: what it presses on plates and dowel, and the truth, at any times."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from rig.measure.balance import NOMINAL_GEOMETRY, foot_cop_y_mm, foot_loads_n
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP, PhaseSpan
from rig.sim.participant.balance import LEAST_DESCENT_S, balanced
from rig.sim.participant.body import HEAD, LOWER_TRUNK, MIDDLE_TRUNK, SHANK, UPPER_TRUNK, Body
from rig.sim.participant.chain import GRAVITY, STEP_S, Chain, Float, Motion
from rig.sim.participant.course import Course
from rig.sim.participant.dowel import Back
from rig.sim.participant.drill import Posture, Repetition, Schedule
from rig.sim.participant.habits import Habits
from rig.sim.participant.settings import Settings, settings_from
from rig.sim.participant.stretches import Stretches
from rig.sim.participant.truth import RepetitionTruth, Truth

MARGIN_STEPS = 3_000  # at an end the balance is wrong, by a share that falls to 1/e in 0.31 s
FOOT_REACH = (0.06, 0.94)  # of foot length: where the centre of pressure can be
MOVING_M_S = 0.025

# Columns of a stretch.
HEIGHT, VELOCITY, ACCELERATION, FORCE, COP = 0, 1, 2, 3, slice(4, 6)
CELLS, CONTACT = slice(6, 10), slice(10, 13)


class Participant:
    """Follows from its settings and the time alone; times are seconds of the world."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.body = Body(settings.sex, settings.mass_kg, settings.height_m)
        self._chain = Chain(self.body)
        self._cop_m = settings.standing_cop_percent / 100 * self.body.foot_length_m
        self._posture = Posture(self._chain, settings.drill, self._cop_m)
        self.schedule = Schedule(settings, self._posture.depth_of(settings.drop_m))
        self._habits = Habits(settings.seed, settings.mass_kg, settings.sway)
        self._back = Back(self.body)
        self._stretches = Stretches(self._compute)
        self.notes = tuple(self._notes())

    @classmethod
    def from_settings(cls, **given: Any) -> "Participant":
        """A participant with some settings given, see Settings; the seed draws the rest.

        Raises UsageError for an unknown name or a value outside its range.
        """
        return cls(settings_from(**given))

    @property
    def weight_n(self) -> float:
        """Body weight."""
        return self.settings.mass_kg * GRAVITY

    def plate_forces_n(self, time_s: Float) -> Float:
        """True loads of left heel, left toe, right heel, right toe: (N, 4)."""
        return self._stretches.at(time_s)[:, CELLS]

    def contact_forces_n(self, time_s: Float) -> Float:
        """True forces at head, thoracic, sacrum: (N, 3)."""
        return self._stretches.at(time_s)[:, CONTACT]

    def truth(self, time_s: Float) -> Truth:
        """What is true at times (N,)."""
        rows = self._stretches.at(time_s)
        cells, contact = rows[:, CELLS], rows[:, CONTACT]
        return Truth(
            time_s=np.atleast_1d(time_s),
            com_height_m=rows[:, HEIGHT],
            com_velocity_m_s=rows[:, VELOCITY],
            com_acceleration_m_s2=rows[:, ACCELERATION],
            com_drop_m=self._posture.standing_height_m - rows[:, HEIGHT],
            vertical_grf_n=rows[:, FORCE],
            cop_mm=rows[:, COP],
            foot_loads_n=foot_loads_n(cells),
            foot_cop_y_mm=foot_cop_y_mm(cells),
            contact_n=contact,
            in_contact=contact > 0,
        )

    def repetitions(self, start_s: float, end_s: float) -> list[RepetitionTruth]:
        """Those that lie between two times as a whole, in order."""
        within = self.schedule.within(start_s, end_s)
        return [self._judged(r) for r in within if r.onset_s >= start_s and r.lockout_s <= end_s]

    def phases(self, start_s: float, end_s: float) -> list[PhaseSpan]:
        """Phases of the repetitions that `repetitions` gives, as they were commanded.

        Setup is what lies before the first onset and lockout what lies between a lockout and the
        next onset; a bottom without a hold has no length.
        """
        spans: list[PhaseSpan] = []
        until_s = start_s
        for rep in self.repetitions(start_s, end_s):
            rest = LOCKOUT if spans else SETUP
            spans += [
                PhaseSpan(rest, until_s, rep.onset_s, rep.number - bool(spans)),
                PhaseSpan(DESCENT, rep.onset_s, rep.descent_end_s, rep.number),
                PhaseSpan(BOTTOM, rep.descent_end_s, rep.ascent_start_s, rep.number),
                PhaseSpan(ASCENT, rep.ascent_start_s, rep.lockout_s, rep.number),
            ]
            until_s = rep.lockout_s
        if spans:
            spans.append(PhaseSpan(LOCKOUT, until_s, end_s, spans[-1].repetition))
        return spans

    def _judged(self, rep: Repetition) -> RepetitionTruth:
        """By what truly happened from its onset to its lockout."""
        time_s = np.arange(rep.onset_s, rep.lockout_s, STEP_S)
        truth = self.truth(time_s)
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
            unweighting_n=float(truth.vertical_grf_n[:lowest].min() - self.weight_n),
        )

    def _compute(self, first_step: int, count: int) -> Float:
        """Rows of a stretch; it is computed with a margin at both ends."""
        course = Course(
            first_step - MARGIN_STEPS, count + 2 * MARGIN_STEPS - 1
        )  # FFTs like it even
        self._fill(course)
        angles = self._angles(course)
        motion = balanced(self._chain, angles, self._wanted_cop_m(course), course["lift_m"])
        velocity = np.gradient(motion.height_m, STEP_S)
        right = (self.settings.right_share_percent + course["right_percent"]) / 100
        left_x_mm, right_x_mm = NOMINAL_GEOMETRY.left_x_mm, NOMINAL_GEOMETRY.right_x_mm
        rows = np.column_stack(
            (
                motion.height_m,
                velocity,
                motion.rise_m_s2,
                motion.force_n,
                left_x_mm + (right_x_mm - left_x_mm) * right,
                motion.cop_m * 1e3,
                _cell_loads_n(motion, right, course["foot_cop_mm"]),
                self._contact_n(course, angles),
            )
        )
        return rows[MARGIN_STEPS : MARGIN_STEPS + count]

    def _fill(self, course: Course) -> None:
        self._habits.add(course)
        for rep in self.schedule.within(float(course.time_s[0]), float(course.time_s[-1])):
            course["depth"] += rep.depth_at(course.time_s)
        course["cop_mm"] += self.settings.cop_shift_mm * course["depth"] / self.schedule.full_depth

    def _angles(self, course: Course) -> Float:
        """Every angle but the thigh's, (6, N), in radians."""
        angles = self._posture.angles_deg(course["depth"])
        angles[SHANK] += course["shank_deg"]
        for region, first in (
            ("trunk_deg", LOWER_TRUNK),
            ("lumbar_deg", MIDDLE_TRUNK),
            ("thoracic_deg", UPPER_TRUNK),
            ("neck_deg", HEAD),
        ):
            angles[first:] += course[region]
        return np.radians(angles)

    def _wanted_cop_m(self, course: Course) -> Float:
        least, most = np.array(FOOT_REACH) * self.body.foot_length_m
        wanted: Float = (self._cop_m + course["cop_mm"] / 1e3).clip(least, most)
        return wanted

    def _contact_n(self, course: Course, angles: Float) -> Float:
        offsets_m = self._back.offsets_m(
            *(np.radians(course[name]) for name in ("lumbar_deg", "thoracic_deg", "neck_deg"))
        )
        offsets_m[:, 1] += course["breath_mm"] / 1e3
        hands_n = np.stack(
            (
                self.settings.neck_hand_n + course["neck_hand_n"],
                self.settings.low_hand_n + course["low_hand_n"],
            ),
            axis=1,
        )
        held = (1 - course["loose"]).clip(0, 1)
        return self._back.forces_n(offsets_m, hands_n.clip(0), angles[MIDDLE_TRUNK], held=held)

    def _notes(self) -> Iterator[str]:
        """What the settings asked for and could not be had."""
        for name in ("descent_s", "ascent_s"):
            if (asked_s := getattr(self.settings, name)) < LEAST_DESCENT_S:
                raised = f"{name} of {asked_s:g} raised to {LEAST_DESCENT_S:g}"
                yield f"{raised}: balance is not valid for a faster one"
        deepest_m = self._posture.deepest_m
        if self.settings.drill != "stand" and self.settings.drop_m > deepest_m:
            yield f"drop_m of {self.settings.drop_m:g} cut to {deepest_m:.3f}: no deeper posture"


def _cell_loads_n(motion: Motion, right: Float, foot_cop_mm: Float) -> Float:
    """Left heel, left toe, right heel, right toe (N, 4), from the balance of moments of each foot.

    The feet's centres of pressure lie `foot_cop_mm` apart, and together where the body's is.
    """
    share = np.stack((1 - right, right), axis=1)
    apart_mm = np.stack((-right * foot_cop_mm, (1 - right) * foot_cop_mm), axis=1)
    foot_n = motion.force_n[:, None] * share
    y_mm = motion.cop_m[:, None] * 1e3 + apart_mm
    heel_mm, toe_mm = NOMINAL_GEOMETRY.heel_y_mm, NOMINAL_GEOMETRY.toe_y_mm
    toe_n = foot_n * (y_mm - heel_mm) / (toe_mm - heel_mm)
    return np.stack((foot_n - toe_n, toe_n), axis=2).reshape(-1, 4)
