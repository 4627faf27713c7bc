"""Generates the recording in `made`: three movements whose every figure is known, because they are
formulas. It is free of any rights.

    python -m tests.validation.generate

The centre of mass goes down and up by minimum jerk (Flash & Hogan 1985), with a hold between;
vertical force is m (g + a), the centre of pressure of each foot goes back with the depth.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
HERE = Path(__file__).parent / "made"
NAME = "three_minimum_jerk"
MASS_KG, GRAVITY, RATE_HZ, LENGTH_S = 71.0, 9.81, 25.0, 15.0
# Start, descent, hold, ascent in seconds, drop in metres.
MOVEMENTS = ((3.0, 1.2, 0.3, 1.1, 0.18), (6.5, 1.5, 0.0, 1.3, 0.14), (10.2, 1.0, 0.2, 0.9, 0.20))
RIGHT_SHARE, STANDING_MM, BACK_MM_PER_M = 0.48, 110.0, 120.0
# Real standing is never motionless: size, and frequency in hertz.
RESTLESS_N = ((0.4, 0.9), (0.3, 2.3))
SWAY_MM = ((2.5, 0.13), (1.0, 0.61))
HEEL_MM, TOE_MM = 20.0, 290.0
SHARE_OF_SPEED = 0.05


def depth_m(time_s: Values) -> Values:
    """How far the centre of mass is below standing."""
    depth = np.zeros(len(time_s))
    for begin_s, down_s, hold_s, up_s, drop_m in MOVEMENTS:
        down = _share((time_s - begin_s) / down_s)
        up = _share((time_s - begin_s - down_s - hold_s) / up_s)
        depth += drop_m * (down - up)
    return depth


def _share(passed: Values) -> Values:
    u = np.clip(passed, 0.0, 1.0)
    return 10 * u**3 - 15 * u**4 + 6 * u**5


def loads_n(time_s: Values) -> Values:
    """Left heel, left toe, right heel, right toe, (N, 4)."""
    step_s = 1e-4
    around = [depth_m(time_s + shift) for shift in (-step_s, 0.0, step_s)]
    downwards = (around[0] - 2 * around[1] + around[2]) / step_s**2
    total_n = MASS_KG * (GRAVITY - downwards) + _sines(time_s, RESTLESS_N)
    ap_mm = STANDING_MM - BACK_MM_PER_M * around[1] + _sines(time_s, SWAY_MM)
    columns = []
    for share in (1 - RIGHT_SHARE, RIGHT_SHARE):
        toe_n = share * total_n * (ap_mm - HEEL_MM) / (TOE_MM - HEEL_MM)
        columns += [share * total_n - toe_n, toe_n]
    return np.stack(columns, axis=1)


def _sines(time_s: Values, parts: tuple[tuple[float, float], ...]) -> Values:
    total = np.zeros(len(time_s))
    for size, rate_hz in parts:
        total += size * np.sin(2 * np.pi * rate_hz * time_s + size)
    return total


def recording() -> str:
    """The CSV file."""
    time_s = np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ
    rows = [
        f"{t:.2f},{','.join(f'{n:.1f}' for n in row)}"
        for t, row in zip(time_s, loads_n(time_s), strict=True)
    ]
    head = "# Three movements by minimum jerk; see tests/validation/generate.py"
    return "\n".join([head, "time_s,left_heel,left_toe,right_heel,right_toe", *rows]) + "\n"


def truth() -> str:
    """The file of truth beside it."""
    first = _passes_at()
    head = (
        'source = "made by tests/validation/generate.py: minimum jerk, no person"\n'
        'licence = "free of any rights (CC0)"\nknown_by = "the formula"\n'
    )
    return head + "".join(_movement(one, first) for one in MOVEMENTS)


def _movement(one: tuple[float, ...], first: float) -> str:
    begin_s, down_s, hold_s, up_s, drop_m = one
    bottom_s = begin_s + down_s + hold_s / 2
    end_s = begin_s + down_s + hold_s + up_s * (1 - first)
    return (
        f"\n[[repetition]]\nonset_s = {begin_s + down_s * first:.3f}\nbottom_s = {bottom_s:.3f}\n"
        f"end_s = {end_s:.3f}\ndrop_mm = {drop_m * 1000:.0f}.0\n"
    )


def _passes_at() -> float:
    """The share of its time at which minimum jerk passes that share of its greatest speed: there
    u^2 (1 - u)^2 is the share / 16."""
    side = np.sqrt(SHARE_OF_SPEED) / 4
    return float((1 - np.sqrt(1 - 4 * side)) / 2)


def main() -> None:
    """Writes both."""
    HERE.mkdir(exist_ok=True)
    (HERE / f"{NAME}.csv").write_text(recording())
    (HERE / f"{NAME}.truth.toml").write_text(truth())


if __name__ == "__main__":
    main()
