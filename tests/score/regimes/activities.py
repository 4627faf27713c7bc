"""Gestures, a touching hand and various activities in standing: each a plan drawn from a seed."""

from collections.abc import Callable
from typing import Any

from tests.score.regimes.plans import Draw, Plan, Said, between, one_of, set_of, usual, written


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


def touched(draw: Draw) -> Plan:
    """A coach's hand touches the person during one repetition."""
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
    """Standing with activities of these kinds every few seconds."""

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
    """Size and times of an activity in standing."""
    if kind == "heel_raise":
        return {"size": between(draw, 25, 70), "ramp_s": between(draw, 0.3, 0.7)}
    if kind == "arm_raise":
        return {"size": between(draw, 20, 60), "ramp_s": between(draw, 0.4, 0.8)}
    if kind == "cough":
        return {"size": between(draw, 0.4, 1.5)}
    return {"size": between(draw, 3, 12), "ramp_s": between(draw, 0.2, 0.45)}
