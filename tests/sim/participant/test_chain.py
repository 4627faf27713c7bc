"""The chain's sums against the same mechanics written out segment by segment."""

import numpy as np
import pytest

from rig.sim.participant.balance import balanced, pendulum
from rig.sim.participant.body import LINKS, THIGH, Body
from rig.sim.participant.chain import GRAVITY, STEP_S, Chain, Movement

BODY = Body("female", 61.9, 1.735)
INNER = slice(10, -10)


def waving(count: int = 3000) -> np.ndarray:
    """Every joint with its own rate and lean, in radians."""
    time_s = np.arange(count) * STEP_S
    return np.array([0.1 * k + 0.2 * np.sin((2 + k) * time_s + k) for k in range(len(LINKS))])


def by_time(values: np.ndarray) -> np.ndarray:
    return np.gradient(values, STEP_S)


def test_force_and_centre_of_pressure_are_those_of_all_segments() -> None:
    angles = waving()
    foot_kg, foot_ahead_m = BODY.foot
    ankle_ahead_m, ankle_above_m = BODY.ankle_m
    force_n = np.full(angles.shape[1], foot_kg * GRAVITY)
    moment = force_n * foot_ahead_m
    for part in BODY.segments:
        reach_m = [*BODY.links_m[: part.link], part.along_m]
        legs = angles[: part.link + 1]
        ahead_m = ankle_ahead_m + sum(r * np.sin(a) for r, a in zip(reach_m, legs, strict=True))
        above_m = ankle_above_m + sum(r * np.cos(a) for r, a in zip(reach_m, legs, strict=True))
        push_n = part.mass_kg * by_time(by_time(ahead_m))
        press_n = part.mass_kg * (GRAVITY + by_time(by_time(above_m)))
        turn = part.inertia_kg_m2 * by_time(by_time(angles[part.link]))
        force_n += press_n
        moment += press_n * ahead_m - push_n * above_m - turn
    motion = Movement(Chain(BODY), angles, np.zeros(angles.shape[1])).motion()
    assert motion.force_n[INNER] == pytest.approx(force_n[INNER], abs=0.1)
    assert motion.cop_m[INNER] == pytest.approx((moment / force_n)[INNER], abs=1e-4)


def test_what_lifts_inside_the_body_presses_on_the_ground() -> None:
    time_s = np.arange(2000) * STEP_S
    lift_m = 1e-3 * np.sin(2 * np.pi * 3 * time_s)
    motion = Movement(Chain(BODY), np.zeros((6, 2000)), lift_m).motion()
    wanted_n = BODY.mass_kg * (GRAVITY + by_time(by_time(lift_m)))
    assert motion.force_n[INNER] == pytest.approx(wanted_n[INNER], abs=0.05)


def test_balance_turns_the_thigh_until_the_pressure_is_where_it_is_wanted() -> None:
    time_s = np.arange(8000) * STEP_S
    angles = np.zeros((6, 8000))
    angles[2:] = 0.5 * np.exp(-(((time_s - 4) / 0.6) ** 2))
    wanted_m = 0.11 + 0.01 * np.sin(2 * time_s)
    motion = balanced(Chain(BODY), angles, wanted_m, np.zeros(8000))
    assert motion.cop_m[2:-2] == pytest.approx(wanted_m[2:-2], abs=5e-4)
    assert np.ptp(angles[THIGH]) > 0.2


def test_a_pendulum_follows_slow_wander_and_leads_a_step() -> None:
    cop_m = np.where(np.arange(8000) < 4000, 0.1, 0.12)
    ahead_m = pendulum(cop_m)
    assert ahead_m[[100, -100]] == pytest.approx([0.1, 0.12], abs=1e-4)
    assert ahead_m[3990] == pytest.approx(0.11, abs=0.001)  # it must have begun before
    assert (np.diff(ahead_m) > -1e-9).all()
