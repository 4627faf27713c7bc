"""All regimes, and what each is to reach."""

from collections.abc import Callable
from typing import NamedTuple

from tests.score.regimes import plans
from tests.score.regimes.plans import Draw, Plan


class Limits(NamedTuple):
    """At least so many percent of sets right, or told as doubtful if `or_doubted`; at most such
    errors at the 95th percentile; None: not judged."""

    right_percent: float | None = 99.0
    bottom_ms: float | None = 50.0
    drop_mm: float | None = 8.0
    edge_ms: float | None = 60.0
    flagged_percent: float | None = None
    false_a_minute: float | None = None
    live_percent: float | None = 99.0
    or_doubted: bool = False


class Regime(NamedTuple):
    """What is drawn, and the limits; live, a count may come `live_s` behind the end."""

    drawn: Callable[[Draw], Plan]
    limits: Limits = Limits()
    live_s: float = 0.5


STANDING = Limits(None, None, None, None, None, 0.1, None)
COUNTED = Limits(95, None, None, None)
EVEN, HOLD, BOUNCE = Limits(edge_ms=90), Limits(bottom_ms=100, edge_ms=90), Limits(bottom_ms=100)
RESTLESS, ROUGH = Limits(drop_mm=12, edge_ms=400), Limits(bottom_ms=80, drop_mm=15, edge_ms=90)
SLOW, SHALLOW = Limits(95, 100, 15, 200, or_doubted=True), Limits(95, 50, 6, 150)
TOUCHED = Limits(97, None, None, None, 95)

REGIMES = {
    "lean": Regime(plans.of_law("lean")),
    "minimum_jerk": Regime(plans.of_law("minimum_jerk")),
    "submovements": Regime(plans.of_law("submovements")),
    "sticking": Regime(plans.of_law("sticking")),
    "fast": Regime(plans.fast),
    "deep": Regime(plans.deep, Limits(drop_mm=10)),
    "touch_and_go": Regime(plans.touch_and_go),
    "fatigue": Regime(plans.fatigue),
    "stops": Regime(plans.stops),
    "no_stand": Regime(plans.no_stand),
    "light_load": Regime(plans.handed(0.5, 4.5)),
    "heavy_load": Regime(plans.handed(5.0, 100.0)),
    "picked_up": Regime(plans.picked_up),
    "hurried": Regime(plans.hurried),
    "drifting_plates": Regime(plans.drifting),
    "even": Regime(plans.even, EVEN),
    "holds": Regime(plans.holds, HOLD),
    "bounces": Regime(plans.bouncing, BOUNCE),
    "shallow": Regime(plans.shallow, SHALLOW),
    "arms": Regime(plans.arms, Limits(97)),
    "restless": Regime(plans.restless, RESTLESS),
    "rough_plates": Regime(plans.rough, ROUGH),
    "slow": Regime(plans.slow, SLOW, live_s=1.0),
    "floor": Regime(plans.floor, COUNTED),
    "touched": Regime(plans.touched, TOUCHED),
    "standing": Regime(plans.stood(), STANDING),
    "fidgets": Regime(plans.stood("fidget", "cough"), STANDING),
    "heel_raises": Regime(plans.stood("heel_raise"), STANDING),
    "arm_raises": Regime(plans.stood("arm_raise"), STANDING),
    "patients": Regime(
        plans.stood(
            restless_percent=(0.5, 1.5), sway=(1.5, 3.0), walk_n=(0.1, 0.6), drift_n=(-13, 13)
        ),
        STANDING,
    ),
}
