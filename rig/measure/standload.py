"""The load on the plates, as far as it bears on the quality of a recording: how heavy, on which
plates, and whether it is what was weighed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import foot_loads_n
from rig.measure.calibrating.weight import LEAST_WEIGHT_N
from rig.measure.feet import FEET
from rig.measure.hum import Hum, hum_in
from rig.measure.runs import joined, runs_of

STEP_S = 0.01
SMOOTH_S = 1.0
STILL_SHARE = 0.005
# A plate with this little of the load, or this much of the weight missing, for this long.
LIGHT_PERCENT, MISSING_PERCENT, LEAST_LONG_S = 5, 15, 5.0
FAR_SHARE, FAR_N = 0.05, 20.0
CHANGED_SHARE, CHANGED_N = 0.006, 4.0
STILL_ENDS = 2  # seconds that give the person's weight at first, and at last
LIMIT_N = 100 * 9.81  # arduino/HARDWARE.md: 100 kg, person and load together

Float = NDArray[np.floating[Any]]
Words = str | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known before: the weight taken (NaN: none), whether the drill lifts a foot, whether
    its load is on the floor in between, and the plates' limit (None: unknown)."""

    weighed_n: float = math.nan
    one_foot: bool = False
    from_floor: bool = False
    limit_n: float | None = LIMIT_N


@dataclass(frozen=True, slots=True)
class StandLoad:
    """Facts about the load of a trial.

    Weight in standing, NaN if no person stood; for how many seconds on end each plate had nearly no
    load while a person stood, and more than 15 % of the weighed weight was missing; weight in the
    first and the last still seconds (NaN: too few); and hum by channel.
    """

    expected: Expected = field(default_factory=Expected)
    standing_n: float = math.nan
    light_s: Mapping[str, float] = field(default_factory=dict)
    missing_s: float = 0.0
    first_n: float = math.nan
    last_n: float = math.nan
    hum: Mapping[str, Hum] = field(default_factory=dict)


def stand_load(
    force_n: Float, columns: tuple[str, ...], *, rate_hz: float, expected: Expected
) -> StandLoad:
    """From a trial's forces (N, 4), channels in the rig's order."""
    hums = {name: hum_in(own, rate_hz) for name, own in zip(columns, force_n.T, strict=True)}
    hum = {name: one for name, one in hums.items() if one}
    feet_n = _means(foot_loads_n(force_n), max(round(STEP_S * rate_hz), 1))
    total_n = feet_n.sum(axis=1)
    stands = total_n >= LEAST_WEIGHT_N
    if not stands.any():
        return StandLoad(expected, hum=hum)
    still_n = _still_seconds_n(total_n)
    first_n, last_n = _ends_n(still_n)
    return StandLoad(
        expected,
        float(np.median(still_n if len(still_n) else total_n[stands])),
        _light_s(feet_n, total_n),
        _missing_s(total_n, expected.weighed_n),
        first_n,
        last_n,
        hum,
    )


def foot_beside(load: StandLoad) -> Words:
    """One plate has nearly no load for long, or a large part of the weight is missing."""
    light = {foot: s for foot, s in load.light_s.items() if s >= LEAST_LONG_S}
    if light and not load.expected.one_foot:
        names = ", ".join(
            f"the {foot} plate for {seconds:.0f} s" for foot, seconds in light.items()
        )
        return f"{names} bore under {LIGHT_PERCENT} % of the load: a foot beside it, or lifted"
    if load.missing_s >= LEAST_LONG_S and not load.expected.from_floor:
        return (
            f"over {MISSING_PERCENT} % of the {load.expected.weighed_n:.0f} N weighed was missing "
            f"for {load.missing_s:.0f} s: a foot beside a plate, or a hand on something"
        )
    return None


def far_from_weighed(load: StandLoad) -> Words:
    """The weight differs from the one weighed; a lower one may be a foot beside a plate."""
    weighed_n, expected = load.expected.weighed_n, load.expected
    off_n = abs(load.standing_n - weighed_n)  # NaN if one is unknown
    if expected.from_floor or load.missing_s >= LEAST_LONG_S:
        return None
    if not off_n > max(FAR_SHARE * weighed_n, FAR_N):
        return None
    return (
        f"the load in standing was {load.standing_n:.0f} N, {weighed_n:.0f} N were weighed before"
    )


def over_limit(load: StandLoad) -> Words:
    """More than the plates are made for."""
    limit_n = load.expected.limit_n
    if limit_n is None or not load.standing_n > limit_n:
        return None
    stood = f"the load in standing was {load.standing_n:.0f} N"
    return f"{stood}, more than their limit of {limit_n:.0f} N"


def hums(load: StandLoad) -> Words:
    """Mains hum in force."""
    if not load.hum:
        return None
    named = ", ".join(
        f"{name.replace('_', ' ')} {one.rms_n:.1f} N at {one.mains_hz:.0f} Hz"
        for name, one in load.hum.items()
    )
    return f"mains hum (root mean square): {named}"


def weight_changed(load: StandLoad) -> Words:
    """The weight differs between first and last: a load was taken, or the plates drifted."""
    off_n = abs(load.last_n - load.first_n)
    if load.expected.from_floor or not off_n > max(CHANGED_SHARE * load.first_n, CHANGED_N):
        return None
    return f"weight changed from {load.first_n:.0f} to {load.last_n:.0f} N during the trial"


def _means(values: Float, rows: int) -> NDArray[np.float64]:
    """Means of each `rows` rows of (N, columns); the rest at the end is dropped."""
    whole = len(values) // rows
    blocks = values[: whole * rows].reshape(whole, rows, values.shape[1])
    return np.asarray(blocks.mean(axis=1, dtype=np.float64))


def _still_seconds_n(total_n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight in each second in which the person stood still."""
    rows = round(1 / STEP_S)
    seconds = total_n[: len(total_n) // rows * rows].reshape(-1, rows)
    mean_n = seconds.mean(axis=1)
    still = (mean_n >= LEAST_WEIGHT_N) & (seconds.std(axis=1) < STILL_SHARE * mean_n)
    return np.asarray(mean_n[still])


def _ends_n(still_n: NDArray[np.float64]) -> tuple[float, float]:
    if len(still_n) < 2 * STILL_ENDS:
        return math.nan, math.nan
    return float(still_n[:STILL_ENDS].mean()), float(still_n[-STILL_ENDS:].mean())


def _light_s(feet_n: NDArray[np.float64], total_n: NDArray[np.float64]) -> dict[str, float]:
    """By foot, the longest time in which its plate had nearly no load."""
    stands = total_n >= LEAST_WEIGHT_N
    return {
        foot: _longest_s((load_n < LIGHT_PERCENT / 100 * total_n) & stands)
        for foot, load_n in zip(FEET, feet_n.T, strict=True)
    }


def _missing_s(total_n: NDArray[np.float64], weighed_n: float) -> float:
    if math.isnan(weighed_n):
        return 0.0
    window = np.ones(round(SMOOTH_S / STEP_S)) * STEP_S / SMOOTH_S
    if len(total_n) < len(window):
        return 0.0
    smooth_n = np.convolve(total_n, window, "valid")
    return _longest_s(
        (smooth_n >= LEAST_WEIGHT_N) & (smooth_n < (1 - MISSING_PERCENT / 100) * weighed_n)
    )


def _longest_s(holds: NDArray[np.bool_]) -> float:
    runs = joined(runs_of(holds), round(SMOOTH_S / 2 / STEP_S))
    return max((run.length * STEP_S for run in runs), default=0.0)
