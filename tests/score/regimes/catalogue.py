"""All regimes, and their targets."""

from collections.abc import Callable
from typing import NamedTuple

from tests.score.regimes import activities, loads, movements
from tests.score.regimes.plans import Draw, Plan


class Limits(NamedTuple):
    """At least so many percent of sets right, or reported as doubtful if `or_doubted`; at most such
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
    """What is drawn, and the limits; live, a count may be `live_s` after the end."""

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
    "lean": Regime(movements.of_law("lean")),
    "minimum_jerk": Regime(movements.of_law("minimum_jerk")),
    "submovements": Regime(movements.of_law("submovements")),
    "sticking": Regime(movements.of_law("sticking")),
    "fast": Regime(movements.fast),
    "deep": Regime(movements.deep, Limits(drop_mm=10)),
    "touch_and_go": Regime(movements.touch_and_go),
    "fatigue": Regime(movements.fatigue),
    "stops": Regime(movements.stops),
    "no_stand": Regime(movements.no_stand),
    "light_load": Regime(loads.handed(0.5, 4.5)),
    "heavy_load": Regime(loads.handed(5.0, 100.0)),
    "picked_up": Regime(loads.picked_up),
    "hurried": Regime(loads.hurried),
    "drifting_plates": Regime(movements.drifting),
    "even": Regime(movements.even, EVEN),
    "holds": Regime(movements.holds, HOLD),
    "bounces": Regime(movements.bouncing, BOUNCE),
    "shallow": Regime(movements.shallow, SHALLOW),
    "arms": Regime(activities.arms, Limits(97)),
    "restless": Regime(movements.restless, RESTLESS),
    "rough_plates": Regime(movements.rough, ROUGH),
    "slow": Regime(movements.slow, SLOW, live_s=1.0),
    "floor": Regime(loads.floor, COUNTED),
    "touched": Regime(activities.touched, TOUCHED),
    "standing": Regime(activities.stood(), STANDING),
    "fidgets": Regime(activities.stood("fidget", "cough"), STANDING),
    "heel_raises": Regime(activities.stood("heel_raise"), STANDING),
    "arm_raises": Regime(activities.stood("arm_raise"), STANDING),
    "patients": Regime(
        activities.stood(
            restless_percent=(0.5, 1.5), sway=(1.5, 3.0), walk_n=(0.1, 0.6), drift_n=(-13, 13)
        ),
        STANDING,
    ),
}
