"""Overlaid repetitions of a trial, each from a little before its begin to after its end."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui.review.picture import Curve, Overlay, Repetition, Span
from rig.measure import balance
from rig.measure.calibration import PlateCalibration
from rig.measure.filters import in_pieces, zero_phase
from rig.measure.repetition import find_repetitions
from rig.trial.browsing import BrowsedBoard, BrowsedTrial

MOST_CURVES = 30
AROUND_S, CUTOFF_HZ, STEP_S = 0.5, 20.0, 0.01
# A height is anchored by the standing around it; one that misses the drop of the whole trial is not
# used.
STANDING_S, MOST_OFF_M = 2.0, 0.01
Values = NDArray[np.floating[Any]]
Course = tuple[Values, Values]  # times and values

# Computed from forces (N, 4); height is computed from force and time.
BALANCE: dict[str, Callable[[Values, PlateCalibration], Values]] = {
    "force": lambda force_n, _: balance.vertical_grf_n(force_n),
    "heel": lambda force_n, _: 100 * balance.heel_share(force_n),
    "symmetry": lambda force_n, _: balance.symmetry_percent(force_n),
    "cop": lambda force_n, given: balance.cop_mm(force_n, given.geometry)[:, 1],
}
UNITS = {"height": "cm", "force": "N", "heel": "%", "symmetry": "%", "cop": "mm"}


def overlay_of(
    trial: BrowsedTrial, repetitions: Sequence[Repetition], *, quantity: str, aligned: str
) -> Overlay:
    """The curves of a quantity, each with time 0 at the border `aligned`, of the first MOST_CURVES
    repetitions; empty without plates."""
    plates, calibration = trial.boards.get("plates"), trial.calibration
    free = _free_spans(repetitions)
    curves = []
    for one in sorted(repetitions[:MOST_CURVES], key=lambda one: one.number):
        if plates and calibration:
            if quantity == "height":
                course = _height_cm(plates, one, free[one.number])
            else:
                course = _balance(plates, one, lambda f: BALANCE[quantity](f, calibration))
            curves.append(_curve(one, course, aligned))
    left_out = len(repetitions) - len(repetitions[:MOST_CURVES])
    return Overlay(quantity, UNITS[quantity], aligned, tuple(curves), left_out)


def _curve(one: Repetition, course: Course, aligned: str) -> Curve:
    time_s, values = course
    here = (time_s >= one.onset_s - AROUND_S) & (time_s <= one.end_s + AROUND_S)
    times_s = time_s[here] - one.border_s(aligned)
    return Curve(one.number, tuple(times_s.tolist()), tuple(values[here].tolist()))


def _free_spans(repetitions: Sequence[Repetition]) -> dict[int, Span]:
    """By number, the time around each repetition without any other repetition."""
    ordered = sorted(repetitions, key=lambda one: one.onset_s)
    ends_s = [-math.inf, *(one.end_s for one in ordered[:-1])]
    onsets_s = [*(one.onset_s for one in ordered[1:]), math.inf]
    spans = zip(ordered, ends_s, onsets_s, strict=True)
    return {one.number: (end_s, onset_s) for one, end_s, onset_s in spans}


def _balance(plates: BrowsedBoard, one: Repetition, measure: Callable[[Values], Values]) -> Course:
    """A value every 10 ms; forces are smoothed before any division."""
    rows = plates.between(one.onset_s - AROUND_S, one.end_s + AROUND_S)
    smooth = in_pieces(
        zero_phase,
        rows.values,
        rows.sample,
        cutoff_hz=CUTOFF_HZ,
        sample_rate_hz=plates.sample_rate_hz,
    )
    step = max(1, round(STEP_S * plates.sample_rate_hz))
    return rows.time_s[::step], measure(smooth)[::step]


def _height_cm(plates: BrowsedBoard, one: Repetition, free: Span) -> Course:
    """Height of the centre of mass relative to standing, from the force around this repetition
    alone.

    NaN if it does not match the drop that the whole trial gave, from borders that no one moved.
    """
    begin_s = max(one.onset_s - STANDING_S, free[0])
    rows = plates.between(begin_s, min(one.end_s + STANDING_S, free[1]))
    found = find_repetitions(
        balance.vertical_grf_n(rows.values),
        rows.time_s,
        sample_rate_hz=plates.sample_rate_hz,
    )
    for course in found.courses:
        if course.time_s[0] <= one.bottom_s <= course.time_s[-1]:
            depth_m = -float(course.height_m.min())
            known = one.moved or abs(depth_m - one.drop_m) <= MOST_OFF_M
            return course.time_s, 100 * course.height_m if known else course.height_m * np.nan
    return rows.time_s[:0], rows.time_s[:0]
