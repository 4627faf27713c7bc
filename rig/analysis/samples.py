"""A trial's samples in the form for measuring; invalid ones are refused."""

import math

import numpy as np

from rig.errors import UsageError
from rig.measure.dowel import DowelSamples
from rig.measure.loading import PlateForces
from rig.measure.placement import stance_geometry
from rig.measure.spikes import without_spikes
from rig.trial.trial import Board, Trial

LEAST_RATE_HZ = 500.0  # what filters can work with


def plate_forces(trial: Trial) -> PlateForces | None:
    """The forces on the plates of a trial, without spikes; None if there are no samples.

    Raises UsageError in one line if a force is no number, a time does not ascend, or the sample
    rate is too low.
    """
    plates = trial.plates
    if plates is None or not len(plates.sample):
        return None
    if not np.isfinite(plates.force_n).all():
        raise _unfit(trial, "a force of the plates is no number")
    rate_hz = _rate_hz(trial, "plates", plates)
    geometry = stance_geometry(plates.geometry, trial.feet)
    force_n = without_spikes(plates.force_n)
    return PlateForces(plates.sample, plates.time_s, force_n, rate_hz, geometry)


def dowel_samples(trial: Trial) -> DowelSamples | None:
    """The same for the dowel."""
    dowel = trial.dowel
    if dowel is None or not len(dowel.sample):
        return None
    rate_hz = _rate_hz(trial, "dowel", dowel)
    return DowelSamples(dowel.sample, dowel.counts, dowel.time_s, dowel.full_scale_counts, rate_hz)


def _rate_hz(trial: Trial, role: str, board: Board) -> float:
    """The fitted rate, else the nominal one."""
    times_s, samples = board.time_s, board.sample
    if not (times_s[1:] > times_s[:-1]).all() or not (samples[1:] > samples[:-1]).all():
        raise _unfit(trial, f"the times of the {role} do not ascend")
    fitted_hz = board.sample_rate_hz_fitted
    rate_hz = board.sample_rate_hz if math.isnan(fitted_hz) else fitted_hz
    if not LEAST_RATE_HZ <= rate_hz < math.inf:
        raise _unfit(trial, f"{rate_hz:g} samples a second of the {role} are too few, or none")
    return rate_hz


def _unfit(trial: Trial, why: str) -> UsageError:
    return UsageError(f"cannot analyse {trial.path}: {why}")
