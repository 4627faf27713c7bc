"""What a participant of each regime does, drawn from its seed."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Draw = np.random.Generator
Said = dict[str, Any]

FOR_GOOD_S = 80_000.0
ANY_LAW = ("lean", "minimum_jerk", "submovements", "sticking")


class Plan(NamedTuple):
    """Settings of a participant, and what of it is recorded: from `before_s` before its first
    repetition to `after_s` behind its last, or `seconds` of standing.

    Repetitions (numbers from 1) that `uncounted` lists are none; those of `optional` may be counted
    or not; those of `touched` are touched by a hand.
    """

    settings: Said
    before_s: float = 3.0
    after_s: float = 2.0
    seconds: float = 0.0
    uncounted: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()
    touched: tuple[int, ...] = ()


def between(draw: Draw, least: float, most: float) -> float:
    """A number, rounded as somebody would write it."""
    return round(float(draw.uniform(least, most)), 3)


def one_of(draw: Draw, *values: Any) -> Any:
    """One of some values."""
    return values[int(draw.integers(len(values)))]


def set_of(draw: Draw, *, descent: tuple[float, float] = (1.0, 4.0), **said: Any) -> Said:
    """A set of three to six repetitions in a usual tempo by any law; `said` goes before."""
    own: Said = {
        "drill": one_of(draw, "hinge", "squat"),
        "repetitions": int(draw.integers(3, 7)),
        "law": one_of(draw, *ANY_LAW),
        "pace": "rest",
        "stand_s": 4.0,
        "descent_s": between(draw, *descent),
        "ascent_s": between(draw, 0.9, 2.5),
        "hold_s": one_of(draw, 0.0, between(draw, 0.1, 0.6)),
        "rest_s": between(draw, 0.4, 2.5),
        "drop_m": between(draw, 0.10, 0.20),
        "tempo_spread": 0.06,
        "depth_spread": 0.03,
        "mistake_each": 0,
    }
    return own | said


def usual(draw: Draw, **said: Any) -> Plan:
    """A set like that, with a stand before and behind it."""
    return Plan(set_of(draw, **said), between(draw, 1.5, 4.0), between(draw, 1.0, 3.0))


def of_law(law: str) -> Callable[[Draw], Plan]:
    """A usual set by one law."""
    return lambda draw: usual(draw, law=law)


def deep(draw: Draw) -> Plan:
    """As deep as the simulation goes."""
    said = {"drop_m": between(draw, 0.20, 0.26), "ascent_s": between(draw, 1.3, 2.5)}
    return usual(draw, descent=(1.3, 3.0), variation=0.01, **said)


def fast(draw: Draw) -> Plan:
    """As fast as the simulation balances."""
    return usual(draw, descent=(0.8, 1.0), ascent_s=between(draw, 0.8, 1.0), hold_s=0.0)


def touch_and_go(draw: Draw) -> Plan:
    """No stand between repetitions."""
    count = int(draw.integers(4, 13))
    return usual(draw, descent=(0.9, 2.0), rest_s=0.0, hold_s=0.0, repetitions=count)


def fatigue(draw: Draw) -> Plan:
    """Each slower than the one before, and of changing depth."""
    said = {"fatigue": between(draw, 0.3, 0.8), "depth_spread": 0.06, "tempo_spread": 0.1}
    return usual(draw, descent=(1.0, 2.0), repetitions=int(draw.integers(6, 11)), **said)


def stops(draw: Draw) -> Plan:
    """A stop on the way down, up, or both."""
    said = {"stop": one_of(draw, "down", "up", "both"), "stop_s": between(draw, 0.3, 1.0)}
    return usual(draw, descent=(1.0, 2.5), stop_at=between(draw, 0.3, 0.7), **said)


def no_stand(draw: Draw) -> Plan:
    """It is recorded from the first onset to the last lockout."""
    plan = usual(draw, descent=(1.0, 2.5), rest_s=between(draw, 0.3, 0.6))
    return plan._replace(before_s=between(draw, 0.02, 0.3), after_s=between(draw, 0.02, 0.3))


def handed(least_kg: float, most_kg: float) -> Callable[[Draw], Plan]:
    """A load is handed over behind one repetition and taken away behind another, at any moment."""

    def drawn(draw: Draw) -> Plan:
        plan = usual(draw, descent=(1.0, 2.5), rest_s=between(draw, 1.2, 3.0))
        count = plan.settings["repetitions"]
        first, kg = int(draw.integers(1, count)), between(draw, least_kg, most_kg)
        listed = [_changed(draw, kg, first)]
        if draw.random() < 0.5:
            listed.append(_changed(draw, -kg, int(draw.integers(first + 1, count + 1))))
        return plan._replace(settings=plan.settings | {"deviation": listed})

    return drawn


def _changed(draw: Draw, kg: float, behind: int) -> str:
    """A load that is taken, or put down, in the stand behind a repetition."""
    onset_s, ramp_s = between(draw, 0.0, 0.5), between(draw, 0.1, 0.5)
    return written(
        "load",
        size=kg,
        at="lockout",
        repetition=behind,
        onset_s=onset_s,
        ramp_s=ramp_s,
        duration_s=FOR_GOOD_S,
    )


def hurried(draw: Draw) -> Plan:
    """The first begins 0.3 s after stepping on, or another 0.3 s after a load was taken."""
    said = set_of(draw, descent=(1.0, 2.5))
    if draw.random() < 0.5:
        return Plan(said | {"empty_s": 4.0, "stand_s": 0.3}, between(draw, 2.0, 4.0))
    ramp_s = between(draw, 0.1, 0.4)
    taken = written(
        "load",
        size=between(draw, 2.0, 60.0),
        at="onset",
        repetition=int(draw.integers(1, said["repetitions"] + 1)),
        onset_s=-0.3 - ramp_s,
        ramp_s=ramp_s,
        duration_s=FOR_GOOD_S,
    )
    return Plan(said | {"deviation": [taken], "rest_s": between(draw, 0.9, 2.0)})


def picked_up(draw: Draw) -> Plan:
    """It bends down, rises with a load, and begins."""
    said = set_of(draw, descent=(1.0, 2.5), hold_s=between(draw, 0.3, 0.6))
    picked = written(
        "load",
        size=between(draw, 4.0, 100.0),
        at="bottom",
        repetition=1,
        onset_s=-0.05,
        ramp_s=between(draw, 0.15, 0.4),
        duration_s=FOR_GOOD_S,
    )
    said |= {"deviation": [picked], "rest_s": between(draw, 0.3, 1.5)}
    return Plan(said | {"repetitions": said["repetitions"] + 1}, optional=(1,))


def floor(draw: Draw) -> Plan:
    """Deadlifts: the load is on the floor between any two repetitions. It is picked up in the first
    bend and put away in the last."""
    hold_s, kg = between(draw, 0.6, 1.2), between(draw, 20.0, 100.0)
    said = set_of(draw, descent=(1.0, 2.0), hold_s=hold_s, rest_s=between(draw, 0.6, 2.0))
    last = said["repetitions"] + 2
    ramp_s = between(draw, 0.1, 0.3)
    at_bottom = {"at": "bottom", "ramp_s": ramp_s}
    picked = written(
        "load",
        size=kg,
        repetition=1,
        onset_s=hold_s - ramp_s,
        duration_s=FOR_GOOD_S,
        **at_bottom,
    )
    set_down = [
        written("load", size=-kg, repetition=number, onset_s=0.0, duration_s=hold_s, **at_bottom)
        for number in range(2, last)
    ]
    away = written(
        "load", size=-kg, repetition=last, onset_s=0.0, duration_s=FOR_GOOD_S, **at_bottom
    )
    said |= {"deviation": [picked, *set_down, away], "repetitions": last, "tempo_spread": 0.0}
    return Plan(said, uncounted=(1, last))


def even(draw: Draw) -> Plan:
    """A coached tempo at an even speed."""
    tempo_s = one_of(draw, 2.0, 3.0, 4.0)
    said = {"ascent_s": one_of(draw, 1.0, 2.0), "soft_s": between(draw, 0.15, 0.4)}
    return usual(draw, law="even", descent=(tempo_s, tempo_s), **said)


def holds(draw: Draw) -> Plan:
    """Still at the bottom for 1 to 3 s."""
    law = one_of(draw, "even", *ANY_LAW)
    return usual(draw, law=law, descent=(1.0, 3.0), hold_s=between(draw, 1.0, 3.0))


def bouncing(draw: Draw) -> Plan:
    """One to three bounces at the bottom."""
    said = {
        "law": one_of(draw, *ANY_LAW[1:]),
        "bounces": int(draw.integers(1, 4)),
        "bounce_m": between(draw, 0.015, 0.035),
        "bounce_s": between(draw, 0.6, 0.9),
    }
    return usual(draw, descent=(1.2, 2.5), hold_s=0.0, **said)


def shallow(draw: Draw) -> Plan:
    """4 to 8 cm."""
    drop_m = between(draw, 0.045, 0.078)
    return usual(draw, descent=(1.0, 3.0), drop_m=drop_m, variation=0.0)


def slow(draw: Draw) -> Plan:
    """4 to 6 s each way."""
    law = one_of(draw, "even", *ANY_LAW)
    said = {"ascent_s": between(draw, 4.0, 6.0), "rest_s": between(draw, 1.0, 3.0)}
    return usual(draw, law=law, descent=(4.0, 6.0), repetitions=3, **said)


def arms(draw: Draw) -> Plan:
    """Arms that are raised or swung between repetitions."""
    plan = usual(draw, descent=(1.0, 2.5), rest_s=between(draw, 3.2, 4.0))
    behind = range(1, plan.settings["repetitions"])
    listed = [_gesture(draw, number) for number in behind if draw.random() < 0.7]
    return plan._replace(settings=plan.settings | {"deviation": listed})


def _gesture(draw: Draw, behind: int) -> str:
    when = {"at": "lockout", "repetition": behind, "onset_s": between(draw, 0.2, 0.5)}
    if draw.random() < 0.7:
        size, ramp_s = between(draw, 20, 60), between(draw, 0.4, 0.8)
        lasts_s = between(draw, 2 * ramp_s, 2.2)
        return written("arm_raise", size=size, ramp_s=ramp_s, duration_s=lasts_s, **when)
    return written("arm_wave", size=between(draw, 80, 250), duration_s=2.2, **when)


def restless(draw: Draw) -> Plan:
    """Stands as restless as a patient."""
    said = {"restless_percent": between(draw, 0.8, 1.5), "sway": between(draw, 1.0, 2.5)}
    return usual(draw, descent=(1.0, 2.5), **said)


def rough(draw: Draw) -> Plan:
    """Plates that hum and ring, and whose channels differ by 1.5 %."""
    said = {
        "hum_n": between(draw, 2, 10),
        "ringing_n": between(draw, 2, 8),
        "plate_resonance_hz": between(draw, 30, 80),
        "gain_percent": 1.5,
    }
    return usual(draw, descent=(1.0, 2.5), **said)


def drifting(draw: Draw) -> Plan:
    """Plates that drift by 2 to 20 N in 17 s, and wander."""
    drift_n = one_of(draw, -1, 1) * between(draw, 2, 20)
    return usual(draw, descent=(1.0, 2.5), drift_n=drift_n, walk_n=between(draw, 0.05, 0.2))


def touched(draw: Draw) -> Plan:
    """A coach's hand is on it in the course of one repetition."""
    count = int(draw.integers(4, 7))
    said = set_of(draw, descent=(1.0, 2.5), repetitions=count, rest_s=between(draw, 1.0, 2.5))
    number = int(draw.integers(2, count))
    hand = written(
        "hand",
        size=one_of(draw, -1, 1) * between(draw, 3, 15),
        at="onset",
        repetition=number,
        onset_s=between(draw, 0.1, said["descent_s"]),
        ramp_s=between(draw, 0.1, 0.3),
        duration_s=between(draw, 0.8, 1.3),
    )
    return Plan(said | {"deviation": [hand]}, touched=(number,))


def stood(*kinds: str, seconds: float = 60.0, **said: Any) -> Callable[[Draw], Plan]:
    """Standing in which things of these kinds are done every few seconds."""

    def drawn(draw: Draw) -> Plan:
        listed, at_s = [], between(draw, 2, 5)
        while kinds and at_s < seconds - 5:
            kind = one_of(draw, *kinds)
            listed.append(written(kind, onset_s=at_s, **_done(draw, kind)))
            at_s = round(at_s + between(draw, 1.8, 5.0), 3)
        ranges = {name: between(draw, *span) for name, span in said.items()}
        settings = {"drill": "stand", "mistake_each": 0, **ranges}
        return Plan(settings | ({"deviation": listed} if listed else {}), seconds=seconds)

    return drawn


def _done(draw: Draw, kind: str) -> Said:
    """Size and times of what is done in standing."""
    if kind == "heel_raise":
        return {"size": between(draw, 25, 70), "ramp_s": between(draw, 0.3, 0.7)}
    if kind == "arm_raise":
        return {"size": between(draw, 20, 60), "ramp_s": between(draw, 0.4, 0.8)}
    if kind == "cough":
        return {"size": between(draw, 0.4, 1.5)}
    return {"size": between(draw, 3, 12), "ramp_s": between(draw, 0.2, 0.45)}


def written(kind: str, **said: Any) -> str:
    """A deviation as a URL has it."""
    return ",".join((kind, *(f"{name}={value}" for name, value in said.items())))
