"""Repetitions with known times, in the form of found ones."""

import numpy as np

from rig.measure.repetition import Repetition
from rig.measure.technique.gauge import PlateSamples
from rig.sim.participant import Participant
from rig.sim.participant.truth import RepetitionTruth


def true_repetitions(
    participant: Participant, seconds: float
) -> tuple[list[Repetition], PlateSamples]:
    """A participant's true repetitions, and its true forces on the plates."""
    time_s = np.arange(0, seconds, 0.001)
    plates = PlateSamples(participant.plate_forces_n(time_s), time_s)
    found = participant.repetitions(0, seconds)
    return [_repetition(rep, plates, participant.weight_n) for rep in found], plates


def _repetition(rep: RepetitionTruth, plates: PlateSamples, weight_n: float) -> Repetition:
    ascent_n = plates.between(rep.ascent_start_s, rep.lockout_s).sum(axis=1)
    return Repetition(
        rep.number,
        rep.onset_s,
        rep.descent_end_s,
        rep.bottom_s,
        rep.ascent_start_s,
        rep.lockout_s,
        weight_n,
        rep.drop_m,
        float(ascent_n.max()),
        float((ascent_n - weight_n).clip(0).sum() / 1000),
        stood_from_s=rep.commanded_onset_s - 1.0,
        stood_until_s=rep.commanded_onset_s,
    )
