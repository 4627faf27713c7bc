"""Found repetitions against those that were done."""

from dataclasses import dataclass

from rig.analysis.analysis import Analysis
from rig.measure.repetition import Repetition
from rig.sim.participant import RepetitionTruth
from rig.sim.truthfile import TrialTruth

BOUNDARIES = ("onset", "descent_end", "bottom", "ascent_start", "lockout")
NO_HOLD = "bottom_without_hold"  # only there the lowest is an instant
NEAR_S = 1.0


@dataclass(frozen=True, slots=True)
class MotionScore:
    """How many repetitions were done and found; for those whose bottoms are within a second of each
    other, found minus true: the boundaries of phases, and the drop."""

    true: int
    found: int
    errors_ms: dict[str, list[float]]
    drop_mm: list[float]


def motion_score(analysis: Analysis, truth: TrialTruth) -> MotionScore:
    """The score of a trial."""
    found = [one.times for one in analysis.repetitions]
    pairs = [(true, own) for true in truth.repetitions if (own := _nearest(true, found))]
    errors_ms = {name: [_error_ms(name, *pair) for pair in pairs] for name in BOUNDARIES}
    errors_ms[NO_HOLD] = [_error_ms("bottom", *pair) for pair in pairs if not pair[0].held]
    drop_mm = [1e3 * (own.drop_m - true.drop_m) for true, own in pairs]
    return MotionScore(len(truth.repetitions), len(found), errors_ms, drop_mm)


def _error_ms(name: str, true: RepetitionTruth, own: Repetition) -> float:
    return 1e3 * float(getattr(own, f"{name}_s") - getattr(true, f"{name}_s"))


def _nearest(true: RepetitionTruth, found: list[Repetition]) -> Repetition | None:
    near = [one for one in found if abs(one.bottom_s - true.bottom_s) < NEAR_S]
    return min(near, key=lambda one: abs(one.bottom_s - true.bottom_s), default=None)
