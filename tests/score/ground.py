"""Centre of pressure and symmetry as they were measured against those that were true."""

from dataclasses import dataclass

import numpy as np

from rig.measure import balance
from rig.measure.loading import BalanceParameters, Plates, borne
from rig.sim.truthfile import TrialTruth


@dataclass(frozen=True, slots=True)
class GroundScore:
    """Of all samples of a trial: the mean square error of the centre of pressure along Y; of each
    repetition, measured less true: the mean symmetry, in points of its percent."""

    cop_mean_square_mm2: float
    symmetry_points: list[float]


def ground_score(plates: Plates, truth: TrialTruth) -> GroundScore:
    """The score of a trial; the truth has a row for each sample of the plates."""
    measured = borne(plates, BalanceParameters().moving_cutoff_hz)
    error_mm = measured.cop_mm[:, 1] - truth.truth.cop_mm[:, 1]
    loads_n = truth.truth.foot_loads_n
    true_percent = balance.symmetry_percent(np.repeat(loads_n / 2, 2, axis=1))
    error_points = measured.symmetry_percent - true_percent
    spans = [
        (measured.time_s >= rep.onset_s) & (measured.time_s < rep.lockout_s)
        for rep in truth.repetitions
    ]
    return GroundScore(
        float(np.nanmean(error_mm**2)), [float(np.nanmean(error_points[span])) for span in spans]
    )
