"""A set of a regime as arrays: forces as the plates' board gives them, and the truth."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.calibration import force_n, nominal_plates
from rig.sim.frontend import FRONT_ENDS, REFERENCE_V, Converter
from rig.sim.participant import Participant, RepetitionTruth
from tests.score.regimes.catalogue import REGIMES
from tests.score.regimes.plans import Plan

RATE_HZ = 1000
STANDS_FROM_S = 2.0  # where there is no repetition


class TrueRepetition(NamedTuple):
    """A repetition in seconds of the set; `bottom_s` is the middle of a hold if it is `held`."""

    number: int
    onset_s: float
    descent_end_s: float
    bottom_s: float
    ascent_start_s: float
    end_s: float
    drop_m: float
    held: bool
    weight_n: float

    @property
    def descent_s(self) -> float:
        """How long it went down."""
        return self.descent_end_s - self.onset_s

    @property
    def ascent_s(self) -> float:
        """How long it came up."""
        return self.end_s - self.ascent_start_s


class Simulated(NamedTuple):
    """Times (N,) from 0 s on, forces (N, 4) and the board's sample numbers (N,); the repetitions
    that must be counted, those that may be, and those that a hand touches."""

    regime: str
    seed: int
    time_s: NDArray[np.float64]
    force_n: NDArray[np.float32]
    sample: NDArray[np.uint64]
    repetitions: list[TrueRepetition]
    optional: list[TrueRepetition]
    touched: list[TrueRepetition]
    settings: dict[str, Any]


def simulate(regime: str, seed: int) -> Simulated:
    """The set of a regime for a seed, with the front end of a sketch for even seeds and of 24 bits
    for odd ones."""
    plan = REGIMES[regime].drawn(np.random.default_rng((seed, *regime.encode())))
    settings = {"seed": seed, "front_end": list(FRONT_ENDS)[seed % 2], **plan.settings}
    participant = Participant.from_settings(**settings)
    start_s, end_s = _recorded_s(participant, plan)
    time_s = start_s + np.arange(round((end_s - start_s) * RATE_HZ)) / RATE_HZ
    every = [_true(rep, start_s) for rep in participant.repetitions(0, end_s + 1)]
    return Simulated(
        regime,
        seed,
        time_s - start_s,
        plate_forces_n(participant, time_s),
        np.arange(len(time_s), dtype=np.uint64) + np.uint64(seed % 1000),
        [one for one in every if one.number not in (*plan.uncounted, *plan.optional)],
        [one for one in every if one.number in plan.optional],
        [one for one in every if one.number in plan.touched],
        settings,
    )


def plate_forces_n(participant: Participant, time_s: NDArray[np.float64]) -> NDArray[np.float32]:
    """The plates' counts in newtons without a calibration, (N, 4)."""
    front_end = FRONT_ENDS[participant.settings.front_end]
    converter = Converter(front_end, 4, seed=participant.settings.seed)
    counts = converter.counts(participant.plate_volts(time_s))
    volts_per_count = REFERENCE_V / (front_end.codes * front_end.conversions)
    return force_n(counts, nominal_plates(volts_per_count))


def _recorded_s(participant: Participant, plan: Plan) -> tuple[float, float]:
    """The recorded span, in seconds of the world."""
    if plan.seconds:
        return STANDS_FROM_S, STANDS_FROM_S + plan.seconds
    schedule = participant.schedule
    first_s = schedule.repetition(1).onset_s
    last_s = schedule.repetition(schedule.last).lockout_s
    return first_s - plan.before_s, last_s + plan.after_s


def _true(rep: RepetitionTruth, start_s: float) -> TrueRepetition:
    return TrueRepetition(
        rep.number,
        rep.onset_s - start_s,
        rep.descent_end_s - start_s,
        rep.bottom_s - start_s,
        rep.ascent_start_s - start_s,
        rep.lockout_s - start_s,
        rep.drop_m,
        rep.held,
        rep.weight_n,
    )
