"""Measured centre of pressure and symmetry against the true ones."""

from dataclasses import dataclass

import numpy as np

from rig.measure import balance
from rig.measure.balance import NOMINAL_GEOMETRY
from rig.measure.loading import BalanceParameters, PlateForces, borne
from rig.sim.participant import Truth
from rig.sim.truthfile import TrialTruth


@dataclass(frozen=True, slots=True)
class GroundScore:
    """For all samples of a trial: the mean square error of the centre of pressure along Y; for each
    repetition, measured minus true: the mean symmetry, in percentage points."""

    cop_mean_square_mm2: float
    symmetry_points: list[float]


def bearable(truth: Truth) -> bool:
    """Whether ground can support the movement: it can only push, so the centre of pressure must be
    between the cells. The simulation does what it is told, even if no person could."""
    cop_y_mm = truth.cop_mm[:, 1]
    between = (cop_y_mm >= NOMINAL_GEOMETRY.heel_y_mm) & (cop_y_mm <= NOMINAL_GEOMETRY.toe_y_mm)
    return bool(between.all() and (truth.vertical_grf_n > 0).all())


def ground_score(plates: PlateForces, truth: TrialTruth) -> GroundScore:
    """The score of a trial; the truth has a row for each sample of the plates."""
    measured = borne(plates, BalanceParameters().moving_cutoff_hz)
    error_mm = measured.cop_mm[:, 1] - truth.truth.cop_mm[:, 1]
    loads_n = truth.truth.foot_loads_n
    true_percent = balance.symmetry_percent(np.repeat(loads_n / 2, 2, axis=1))
    error_points = measured.symmetry_percent - true_percent
    spans = [
        (measured.time_s >= rep.commanded_onset_s) & (measured.time_s < rep.commanded_lockout_s)
        for rep in truth.repetitions
    ]
    return GroundScore(
        float(np.nanmean(error_mm**2)), [float(np.nanmean(error_points[span])) for span in spans]
    )
