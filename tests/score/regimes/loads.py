"""Sets with loads that are handed over, picked up and put down: each a plan drawn from a seed."""

from collections.abc import Callable

from tests.score.regimes.plans import Draw, Plan, between, set_of, usual, written

FOR_GOOD_S = 80_000.0


def handed(least_kg: float, most_kg: float) -> Callable[[Draw], Plan]:
    """A load is handed over after one repetition and taken away after another, at any moment."""

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
    """A load that is taken, or put down, in the stand after a repetition."""
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
