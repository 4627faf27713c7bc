"""Figures of repetitions, from their times and the load on the plates meanwhile."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import (
    LEAST_TOTAL_N,
    NOMINAL_GEOMETRY,
    PlateGeometry,
    cop_mm,
    foot_loads_n,
    heel_share,
    vertical_grf_n,
)
from rig.measure.repetition import Repetition
from rig.measure.repetition.series import moving_mean
from rig.measure.technique.figures import RepetitionFigures

STANDING_S = 1.0  # of the last standing before
BOTTOM_S = 0.1  # to either side of the lowest point
LASTING_S = 0.2

Float = NDArray[np.floating[Any]]


class PlateSamples(NamedTuple):
    """Forces (N, 4) of the plates in newtons at ascending times (N,), and the positions of the
    cells."""

    force_n: Float
    time_s: NDArray[np.float64]
    geometry: PlateGeometry = NOMINAL_GEOMETRY

    def between(self, start_s: float, end_s: float) -> Float:
        """The forces from one time to another."""
        first, last = np.searchsorted(self.time_s, (start_s, end_s))
        part: Float = self.force_n[first:last]
        return part

    def cop_y_mm(self, start_s: float, end_s: float) -> Float:
        """The net centre of pressure towards the toes, (N,), from one time to another."""
        y_mm: Float = cop_mm(self.between(start_s, end_s), self.geometry)[:, 1]
        return y_mm


def figures_of(repetitions: Sequence[Repetition], plates: PlateSamples) -> list[RepetitionFigures]:
    """The figures of each repetition, without those that cannot be computed, as without a load on
    the plates."""
    return [
        RepetitionFigures(
            one.number,
            one.onset_s,
            one.lockout_s,
            {name: value for name, value in _values(one, plates) if np.isfinite(value)},
            _k2(one),
        )
        for one in repetitions
    ]


def _k2(one: Repetition) -> dict[str, float]:
    """Half the widths of the intervals of those figures that have one."""
    known = one.uncertainty
    names = ("descent_s", "hold_s", "ascent_s", "ascent_impulse_ns")
    found = {name: known[name] for name in names if name in known}
    if "drop_m" in known:
        found["drop_cm"] = 100 * known["drop_m"]
    if "ascent_peak_n" in known:
        found["ascent_peak_percent"] = 100 * known["ascent_peak_n"] / one.weight_n
    return found


def _values(one: Repetition, plates: PlateSamples) -> Iterator[tuple[str, float]]:
    whole = plates.between(one.onset_s, one.lockout_s)
    stood_s = max(one.stood_from_s, one.stood_until_s - STANDING_S), one.stood_until_s
    standing = plates.between(*stood_s) if math.isfinite(one.stood_until_s) else whole[:0]
    bottom = plates.between(one.bottom_s - BOTTOM_S, one.bottom_s + BOTTOM_S)
    yield "descent_s", one.descent_s
    yield "hold_s", one.hold_s
    yield "ascent_s", one.ascent_s
    yield "drop_cm", one.drop_m * 100
    yield "ascent_impulse_ns", one.ascent_impulse_ns
    if not (len(bottom) and len(whole)) or vertical_grf_n(whole).mean() < LEAST_TOTAL_N:
        return
    yield "ascent_peak_percent", one.ascent_peak_n / one.weight_n * 100
    yield "heel_bottom_percent", float(heel_share(bottom).mean()) * 100
    left_n, right_n = foot_loads_n(whole).mean(axis=0).tolist()
    yield "left_percent", left_n / (left_n + right_n) * 100
    yield "right_percent", right_n / (left_n + right_n) * 100
    weight_n = float(vertical_grf_n(standing).mean()) if len(standing) else 0.0
    if weight_n < LEAST_TOTAL_N:
        return
    yield "standing_sd_percent", float(vertical_grf_n(standing).std()) / weight_n * 100
    yield "heel_standing_percent", float(heel_share(standing).mean()) * 100
    third_s = (one.descent_end_s - one.onset_s) / 3
    stood_mm = float(plates.cop_y_mm(*stood_s).mean())
    lowest_mm = float(plates.cop_y_mm(one.bottom_s - BOTTOM_S, one.bottom_s + BOTTOM_S).mean())
    yield "cop_shift_early_mm", _furthest_y_mm(plates, one.onset_s, third_s) - stood_mm
    yield "cop_shift_bottom_mm", lowest_mm - stood_mm


def _furthest_y_mm(plates: PlateSamples, start_s: float, seconds: float) -> float:
    """The furthest towards the toes that the centre of pressure was for a fifth of a second."""
    y_mm = np.asarray(plates.cop_y_mm(start_s, start_s + seconds), np.float64)
    rows = round(len(y_mm) / seconds * LASTING_S / 2) if seconds > 0 else 0
    return float(moving_mean(y_mm, rows).max()) if len(y_mm) else np.nan
