"""From the participant's actions to the forces: rows of all true values at a step."""

import numpy as np

from rig.measure.balance import PlateGeometry
from rig.sim.participant.balance import balanced
from rig.sim.participant.body import (
    HEAD,
    LOWER_TRUNK,
    MIDDLE_TRUNK,
    SHANK,
    UPPER_TRUNK,
    Body,
)
from rig.sim.participant.carried import Carried, carried, shoulders_m
from rig.sim.participant.chain import Chain, Float, Motion
from rig.sim.participant.course import Course
from rig.sim.participant.dowel import Back
from rig.sim.participant.drill import Posture
from rig.sim.participant.habits import Habits
from rig.sim.participant.intervals import Deviations
from rig.sim.participant.law import LEAN
from rig.sim.participant.mistakes import all_deviations
from rig.sim.participant.schedule import Repetition, Schedule
from rig.sim.participant.settings import Settings
from rig.sim.participant.stretches import STRETCH_STEPS

MARGIN_STEPS = 3_000  # at an end the balance is wrong, by a share that falls to 1/e in 0.31 s
FOOT_REACH = (0.06, 0.94)  # of foot length: the range of the centre of pressure
TREMOR_HZ, ARMS_HZ = 9.0, 0.9

# Columns of a row.
HEIGHT, VELOCITY, ACCELERATION, FORCE, COP = 0, 1, 2, 3, slice(4, 6)
CELLS, CONTACT = slice(6, 10), slice(10, 13)
WEIGHT = 13


class Mechanics:
    """Computes rows; they depend on the settings and the time alone."""

    def __init__(self, settings: Settings, geometry: PlateGeometry) -> None:
        self._settings = settings
        self._geometry = geometry
        self._body = Body(settings.sex, settings.mass_kg, settings.height_m)
        self._chain = Chain(self._body)
        self._back = Back(self._body, settings.back_stiffness)
        self._cop_m = settings.standing_cop_percent / 100 * self._body.foot_length_m
        self.posture = Posture(self._chain, settings.drill, self._cop_m)
        full_depth = self.posture.depth_of(settings.drop_m)
        self.schedule = Schedule(settings, full_depth, self.posture.deepest)
        self.deviations = Deviations(all_deviations(settings), self.schedule)
        self._habits = Habits(
            settings.seed,
            settings.mass_kg,
            settings.sway,
            restless=settings.restless_percent / 100,
        )

    def stretch(self, number: int) -> Float:
        """Rows of a stretch, see Stretches; it is computed with a margin at both ends."""
        first_step = number * STRETCH_STEPS - MARGIN_STEPS
        course = Course(first_step, STRETCH_STEPS + 2 * MARGIN_STEPS)  # a good length for the FFT
        self._fill(course)
        angles = self._angles(course)
        lift_m = course["lift_m"] + course["knees_m"]
        motion = balanced(self._chain, angles, self._wanted_cop_m(course), lift_m)
        system = self._carried(course, angles, motion)
        force_n = system.force_n + course["hand_n"]
        rows = np.column_stack(
            (
                system.height_m,
                system.velocity_m_s,
                system.rise_m_s2,
                force_n,
                self._ground(course, motion._replace(force_n=force_n)),
                self._contact_n(course, angles),
                system.weight_n,
            )
        )
        return rows[MARGIN_STEPS : MARGIN_STEPS + STRETCH_STEPS + 1].copy()  # frees the margins

    def _fill(self, course: Course) -> None:
        self._habits.add(course)
        self.deviations.add(course)
        for rep in self.schedule.within(float(course.time_s[0]), float(course.time_s[-1])):
            course["depth"] += self._amount(rep) * rep.sunk_at(course.time_s)
        course["depth"] *= (1 - course["cut"]).clip(0, 1)
        if self._settings.law != LEAN:
            course["depth"], let_down_m = self.posture.going_down(course["depth"].clip(0))
            course["knees_m"] -= let_down_m
        course["cop_mm"] += self._settings.cop_shift_mm * course["depth"] / self.schedule.full_depth
        course["lift_m"] += self._shaken_m(course)

    def _amount(self, rep: Repetition) -> float:
        """What the law of a repetition moves: the depth, or the centre of mass in metres."""
        lean = self._settings.law == LEAN
        return rep.depth if lean else self.posture.drop_of(rep.depth)

    def _carried(self, course: Course, angles: Float, motion: Motion) -> Carried:
        """Body and load, which is over the centre of pressure: a load is held close."""
        standing_m = shoulders_m(self._body, np.radians(self.posture.standing_deg))
        hands_m = shoulders_m(self._body, angles) - standing_m
        return carried(
            motion,
            self._body.mass_kg,
            standing_m=self.posture.standing_height_m,
            load_kg=course["load_kg"].clip(0),
            hands_m=hands_m + course["knees_m"],
        )

    def _shaken_m(self, course: Course) -> Float:
        """How far tremor and arms lift the centre of mass."""
        turn = 2 * np.pi * course.time_s
        tremor_m = course["tremor_n"] / self._body.mass_kg / (2 * np.pi * TREMOR_HZ) ** 2
        arms_m = course["arms_mm"] / 1e3 * self._body.arms_share
        shaken: Float = tremor_m * np.sin(TREMOR_HZ * turn) + arms_m * np.sin(ARMS_HZ * turn)
        return shaken

    def _angles(self, course: Course) -> Float:
        """Every angle except the thigh's, (6, N), in radians."""
        angles = self.posture.angles_deg(course["depth"])
        angles[SHANK] += course["shank_deg"]
        angles[LOWER_TRUNK] -= course["lumbar_deg"]  # the pelvis tucks, the chest leans as before
        for region, first in (
            ("trunk_deg", LOWER_TRUNK),
            ("thoracic_deg", UPPER_TRUNK),
            ("neck_deg", HEAD),
        ):
            angles[first:] += course[region]
        return np.radians(angles)

    def _wanted_cop_m(self, course: Course) -> Float:
        share = self._shares(course)
        heels_mm = share[:, 0] * course["left_heel_mm"] + share[:, 1] * course["right_heel_mm"]
        least, most = np.array(FOOT_REACH) * self._body.foot_length_m
        wanted: Float = (self._cop_m + (course["cop_mm"] + heels_mm) / 1e3).clip(least, most)
        return wanted

    def _shares(self, course: Course) -> Float:
        """Shares of the load on left and right foot, (N, 2), with both feet on the plates."""
        right = (self._settings.right_share_percent + course["right_percent"]) / 100
        right = right.clip(0, 1)
        return np.stack((1 - right, right), axis=1)

    def _ground(self, course: Course, motion: Motion) -> Float:
        """Centre of pressure in millimetres, x and y, and the loads of the cells, (N, 6).

        What a foot does not carry goes to the other one, as far as that is on its plate. The feet's
        centres of pressure are `apart_mm` apart, and their common centre is the body's.
        """
        on = 1 - np.stack((course["left_off"], course["right_off"]), axis=1).clip(0, 1)
        share = self._shares(course)
        share = on * (share + ((1 - on) * share)[:, ::-1])
        apart_mm = course["foot_cop_mm"] + course["right_heel_mm"] - course["left_heel_mm"]
        y_mm = motion.cop_m * 1e3
        feet_mm = y_mm[:, None] + apart_mm[:, None] * np.stack((-share[:, 1], share[:, 0]), axis=1)
        x_mm = share @ (self._geometry.left_x_mm, self._geometry.right_x_mm)
        extra_n = np.stack((course["left_extra_n"], course["right_extra_n"]), axis=1)
        cells_n = self._cells_n(motion.force_n[:, None] * share, feet_mm)
        return np.column_stack((x_mm, y_mm, cells_n + np.repeat(extra_n / 2, 2, axis=1)))

    def _cells_n(self, feet_n: Float, feet_mm: Float) -> Float:
        """Left heel, left toe, right heel, right toe (N, 4), by the moments of each foot."""
        heel_mm, toe_mm = self._geometry.heel_y_mm, self._geometry.toe_y_mm
        toe_n = feet_n * (feet_mm - heel_mm) / (toe_mm - heel_mm)
        return np.stack((feet_n - toe_n, toe_n), axis=2).reshape(-1, 4)

    def _contact_n(self, course: Course, angles: Float) -> Float:
        offsets_m = self._back.offsets_m(
            *(np.radians(course[name]) for name in ("lumbar_deg", "thoracic_deg", "neck_deg"))
        )
        offsets_m[:, 1] += course["breath_mm"] / 1e3
        hands_n = np.stack(
            (
                self._settings.neck_hand_n + course["neck_hand_n"],
                self._settings.low_hand_n + course["low_hand_n"],
            ),
            axis=1,
        )
        return self._back.forces_n(
            offsets_m,
            hands_n.clip(0),
            angles[MIDDLE_TRUNK],
            held=(1 - course["loose"]).clip(0, 1),
            slip_m=course["slip_mm"] / 1e3,
        )
