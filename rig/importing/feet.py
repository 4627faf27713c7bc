"""From vertical force and centre of pressure to the four loads of the rig's plates.

A foot on a heel region at yH and a toe region at yT: T = F (y - yH) / (yT - yH), H = F - T. The
inverse is in `rig.measure.balance`.
"""

import math

import numpy as np

from rig.importing.source import Flags, Float, FootLoad, Wishes
from rig.measure.balance import LEAST_FOOT_N, NOMINAL_GEOMETRY

# Where a standing person's centre of pressure is, from the heel: below 45 % of a foot of 258 mm.
STANDING_MM = 115.0
# With a median in here, and nearly all samples over the region of the cells, it is taken as a
# distance from the heel stop.
LIKELY_MM, REACH_MM = (60.0, 200.0), (0.0, 310.0)
MOST_OFF_MIDDLE_MM = 50.0
LIKELY_STANCE_MM = (50.0, 800.0)
NOMINAL_STANCE_MM = NOMINAL_GEOMETRY.right_x_mm - NOMINAL_GEOMETRY.left_x_mm


def cells_n(feet: list[FootLoad]) -> Float:
    """Heel and toe of each foot, (N, 2 x feet), from loads that were placed by `placed`.

    A foot that bears less than 20 N gets its median centre of pressure. A sample without a centre
    of pressure under more load is missing: NaN.
    """
    columns = [_heel_and_toe(foot) for foot in feet]
    return np.concatenate(columns, axis=1)


def _heel_and_toe(foot: FootLoad) -> Float:
    heel_mm, toe_mm = NOMINAL_GEOMETRY.heel_y_mm, NOMINAL_GEOMETRY.toe_y_mm
    bears = np.abs(foot.force_n) >= LEAST_FOOT_N
    median_mm = _median(foot.ap_mm, foot.loaded) if foot.loaded.any() else STANDING_MM
    ap_mm = np.where(bears, foot.ap_mm, median_mm)
    toe_n = foot.force_n * (ap_mm - heel_mm) / (toe_mm - heel_mm)
    return np.stack((foot.force_n - toe_n, toe_n), axis=1)


def placed(feet: list[FootLoad], wishes: Wishes, *, from_heel: bool) -> tuple[list[FootLoad], str]:
    """The same with AP from the heel stop, and in a sentence how that was found.

    `from_heel` is whether the file has it so.
    """
    loaded_mm = np.concatenate([foot.ap_mm[foot.loaded] for foot in feet])
    shift_mm, said = _shift(loaded_mm, wishes, from_heel=from_heel)
    return [FootLoad(foot.force_n, foot.ap_mm - shift_mm, foot.ml_mm) for foot in feet], said


def _shift(loaded_mm: Float, wishes: Wishes, *, from_heel: bool) -> tuple[float, str]:
    if not math.isnan(wishes.heel_at_mm):
        return wishes.heel_at_mm, f"The heel stop is at {wishes.heel_at_mm:g} mm, as told."
    if from_heel:
        return 0.0, "The centre of pressure is measured from the heel stop."
    if not len(loaded_mm):
        return 0.0, "No sample has a centre of pressure under load."
    median_mm = float(np.median(loaded_mm))
    low_mm, high_mm = np.percentile(loaded_mm, (1, 99))
    likely = LIKELY_MM[0] <= median_mm <= LIKELY_MM[1]
    if likely and low_mm >= REACH_MM[0] and high_mm <= REACH_MM[1]:
        return 0.0, "The centre of pressure was taken as measured from the heel stop."
    return median_mm - STANDING_MM, (
        f"Where the heels were is not known: the median centre of pressure was put {STANDING_MM:g} "
        "mm before the heel stop, so heel shares show change only."
    )


def stance_of(feet: list[FootLoad], wishes: Wishes) -> tuple[float, str]:
    """Millimetres between the middles of two feet, and in a sentence the source of that; NaN and no
    sentence if unknown."""
    if not math.isnan(wishes.stance_width_mm):
        return wishes.stance_width_mm, f"The feet are {wishes.stance_width_mm:g} mm apart, as told."
    middles_mm = [_middle_mm(foot) for foot in feet]
    if len(feet) == 2 and not any(map(math.isnan, middles_mm)):
        apart_mm = middles_mm[1] - middles_mm[0]
        if LIKELY_STANCE_MM[0] <= apart_mm <= LIKELY_STANCE_MM[1]:
            return apart_mm, f"The feet are {apart_mm:.0f} mm apart, by their centres of pressure."
    return math.nan, f"The feet were taken to be {NOMINAL_STANCE_MM:g} mm apart."


def _middle_mm(foot: FootLoad) -> float:
    known = foot.loaded if foot.ml_mm is None else foot.loaded & np.isfinite(foot.ml_mm)
    return math.nan if foot.ml_mm is None or not known.any() else _median(foot.ml_mm, known)


def split(both: FootLoad, stance_mm: float) -> tuple[list[FootLoad], str]:
    """The left and the right foot of a plate that bore both, by its ML centre of pressure between
    feet at this distance; and how, in a sentence."""
    if both.ml_mm is None:
        half = FootLoad(both.force_n / 2, both.ap_mm, None)
        return [half, half], "One plate bore both feet: the load was halved, for lack of its ML."
    ml_mm, where = _from_middle(both.ml_mm, both.loaded)
    bears = np.abs(both.force_n) >= LEAST_FOOT_N
    right = np.where(bears, np.clip(0.5 + ml_mm / stance_mm, 0.0, 1.0), 0.5)
    loads_n = (both.force_n * (1 - right), both.force_n * right)
    return [FootLoad(load_n, both.ap_mm, None) for load_n in loads_n], (
        f"One plate bore both feet: left and right were split by its ML centre of pressure, {where}"
    )


def _from_middle(ml_mm: Float, loaded: Flags) -> tuple[Float, str]:
    known = loaded & np.isfinite(ml_mm)
    median_mm = _median(ml_mm, known) if known.any() else 0.0
    if abs(median_mm) <= MOST_OFF_MIDDLE_MM:
        return ml_mm, "measured from the middle between the feet."
    return ml_mm - median_mm, "whose median was taken for the middle between the feet."


def _median(values: Float, where: Flags) -> float:
    return float(np.median(values[where]))
