"""Repetitions of a trial over each other, each from a little before its begin to after its end."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui.review.picture import Curve, Overlay, Repetition
from rig.measure import balance
from rig.measure.calibration import PlateCalibration
from rig.measure.filters import in_pieces, zero_phase
from rig.trial.browsing import BrowsedBoard, BrowsedTrial

MOST_CURVES = 30
AROUND_S, CUTOFF_HZ, STEP_S = 0.5, 20.0, 0.01
Values = NDArray[np.floating[Any]]
Quantity = Callable[[Values, PlateCalibration], Values]

# In the order in which they are offered: what is computed of forces (N, 4), and its unit.
QUANTITIES: dict[str, tuple[Quantity, str]] = {
    "force": (lambda force_n, _: balance.vertical_grf_n(force_n), "N"),
    "heel": (lambda force_n, _: 100 * balance.heel_share(force_n), "%"),
    "symmetry": (lambda force_n, _: balance.symmetry_percent(force_n), "%"),
    "cop": (lambda force_n, given: balance.cop_mm(force_n, given.geometry)[:, 1], "mm"),
}


def overlay_of(
    trial: BrowsedTrial, repetitions: Sequence[Repetition], *, quantity: str, aligned: str
) -> Overlay:
    """The curves of a quantity, each with time 0 at the border `aligned`, of the first MOST_CURVES
    repetitions; empty without plates."""
    measure, unit = QUANTITIES[quantity]
    shown = sorted(repetitions[:MOST_CURVES], key=lambda one: one.number)
    plates, calibration = trial.boards.get("plates"), trial.calibration
    curves = []
    if plates and calibration:
        curves = [_curve(plates, one, aligned, lambda f: measure(f, calibration)) for one in shown]
    return Overlay(quantity, unit, aligned, tuple(curves), len(repetitions) - len(shown))


def _curve(
    plates: BrowsedBoard, one: Repetition, aligned: str, measure: Callable[[Values], Values]
) -> Curve:
    """A value each 10 ms; forces are smoothed before anything is divided."""
    rows = plates.between(one.onset_s - AROUND_S, one.end_s + AROUND_S)
    if not len(rows.time_s):
        return Curve(one.number, (), ())
    smooth = in_pieces(
        zero_phase,
        rows.values,
        rows.sample,
        cutoff_hz=CUTOFF_HZ,
        sample_rate_hz=plates.sample_rate_hz,
    )
    step = max(1, round(STEP_S * plates.sample_rate_hz))
    values = measure(smooth)[::step]
    time_s = rows.time_s[::step] - one.border_s(aligned)
    return Curve(one.number, tuple(time_s.tolist()), tuple(values.tolist()))
