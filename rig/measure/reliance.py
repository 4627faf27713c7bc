"""How far the figures of a trial can be trusted, however good its recording is.

One table of reasons, each with a code that does not change and plain words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rig.measure import standload
from rig.measure.calibrating import trust
from rig.measure.calibrating.trust import NewtonFacts
from rig.measure.standload import StandLoad
from rig.measure.validity import TrialFacts

Words = str | None
BY_HOST = "host_fit"


@dataclass(frozen=True, slots=True)
class Reservation:
    """Why figures are to be trusted less: a code, and its meaning."""

    code: str
    words: str

    @property
    def text(self) -> str:
        """Both, as shown in a list."""
        return f"{self.code}: {self.words}"


def _simulated(trial: TrialFacts) -> Words:
    return "the boards were a program, nothing was measured on anyone" if trial.simulated else None


def _imported(trial: TrialFacts) -> Words:
    return (
        "newtons are as they were imported, by no calibration known here"
        if trial.imported
        else None
    )


def _no_weight(trial: TrialFacts) -> Words:
    if trial.newtons is None or trial.load is None or trial.load.expected.weighed_n > 0:
        return None
    return "no weight was taken before: it is that of this trial alone"


def _without_sync_wire(trial: TrialFacts) -> Words:
    for board in trial.boards:
        if len(trial.boards) > 1 and board.role == "dowel" and board.clock_method == BY_HOST:
            return (
                "plates and dowel are on one timeline by the computer's clock only, "
                f"to about {max(board.clock_residual_ms, 1.0):.1f} ms"
            )
    return None


def _nominal_levels(trial: TrialFacts) -> Words:
    return (
        "contact levels are nominal, not fitted to this person"
        if trial.own_levels is False
        else None
    )


def _of_newtons(words: Callable[[NewtonFacts], Words]) -> Callable[[TrialFacts], Words]:
    """Imported newtons depend on nothing of this rig."""
    return lambda trial: words(trial.newtons) if trial.newtons and not trial.imported else None


def _of_load(words: Callable[[StandLoad], Words]) -> Callable[[TrialFacts], Words]:
    return lambda trial: words(trial.load) if trial.load else None


RESERVATIONS: Mapping[str, Callable[[TrialFacts], Words]] = MappingProxyType(
    {
        "simulated": _simulated,
        "imported": _imported,
        "uncalibrated": _of_newtons(trust.uncalibrated),
        "calibration_outdated": _of_newtons(trust.outdated),
        "calibration_without_tier": _of_newtons(trust.below_all_tiers),
        "no_zero": _of_newtons(trust.without_zero),
        "zero_pending": _of_newtons(trust.zero_pending),
        "zero_drifted": _of_newtons(trust.drifted),
        "no_weight": _no_weight,
        "weight_changed": _of_load(standload.weight_changed),
        "nominal_levels": _nominal_levels,
        "no_sync_wire": _without_sync_wire,
    }
)


def reservations(trial: TrialFacts) -> tuple[Reservation, ...]:
    """All that apply to a trial, in the order of the table."""
    found = ((code, fault(trial)) for code, fault in RESERVATIONS.items())
    return tuple(Reservation(code, words) for code, words in found if words)
