"""Repetitions whose times are known, in the words of those that are found."""

from dataclasses import dataclass

import numpy as np

from rig.measure.technique.gauge import PlateSamples
from rig.sim.participant import Participant
from rig.sim.participant.truth import RepetitionTruth


@dataclass(frozen=True)
class Truth:
    """A repetition whose times are known, in the words of one that was found."""

    number: int
    onset_s: float
    descent_end_s: float
    bottom_s: float
    ascent_start_s: float
    lockout_s: float
    drop_m: float
    ascent_impulse_ns: float

    @classmethod
    def of(cls, rep: RepetitionTruth, plates: PlateSamples, weight_n: float) -> "Truth":
        above_n = plates.between(rep.ascent_start_s, rep.lockout_s).sum(axis=1) - weight_n
        return cls(
            rep.number,
            rep.onset_s,
            rep.descent_end_s,
            rep.bottom_s,
            rep.ascent_start_s,
            rep.lockout_s,
            rep.drop_m,
            float(above_n.clip(0).sum() / 1000),
        )


def true_repetitions(participant: Participant, seconds: float) -> tuple[list[Truth], PlateSamples]:
    """What a participant truly did, and what it pressed on the plates."""
    time_s = np.arange(0, seconds, 0.001)
    plates = PlateSamples(participant.plate_forces_n(time_s), time_s)
    found = participant.repetitions(0, seconds)
    return [Truth.of(rep, plates, participant.weight_n) for rep in found], plates
