"""Sets by their movement and their plates: each a plan drawn from a seed."""

from collections.abc import Callable

from tests.score.regimes.plans import ANY_LAW, Draw, Plan, between, one_of, usual


def of_law(law: str) -> Callable[[Draw], Plan]:
    """A usual set with one law."""
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
    """Each slower than the one before, with changing depth."""
    said = {"fatigue": between(draw, 0.3, 0.8), "depth_spread": 0.06, "tempo_spread": 0.1}
    return usual(draw, descent=(1.0, 2.0), repetitions=int(draw.integers(6, 11)), **said)


def stops(draw: Draw) -> Plan:
    """A stop on the way down, up, or both."""
    said = {"stop": one_of(draw, "down", "up", "both"), "stop_s": between(draw, 0.3, 1.0)}
    return usual(draw, descent=(1.0, 2.5), stop_at=between(draw, 0.3, 0.7), **said)


def no_stand(draw: Draw) -> Plan:
    """Recorded from the first onset to the last lockout."""
    plan = usual(draw, descent=(1.0, 2.5), rest_s=between(draw, 0.3, 0.6))
    return plan._replace(before_s=between(draw, 0.02, 0.3), after_s=between(draw, 0.02, 0.3))


def even(draw: Draw) -> Plan:
    """A coached tempo at constant speed."""
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
    drop_m = between(draw, 0.048, 0.078)
    return usual(draw, descent=(1.0, 3.0), drop_m=drop_m, variation=0.0)


def slow(draw: Draw) -> Plan:
    """4 to 6 s each way."""
    law = one_of(draw, "even", *ANY_LAW)
    said = {"ascent_s": between(draw, 4.0, 6.0), "rest_s": between(draw, 1.0, 3.0)}
    return usual(draw, law=law, descent=(4.0, 6.0), repetitions=3, **said)


def restless(draw: Draw) -> Plan:
    """Stands as restlessly as a patient."""
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
