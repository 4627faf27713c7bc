"""Loads on the plates in each repetition and in quiet standing, and the losses that fall there."""

import math
from collections.abc import Sequence

import numpy as np

from rig.analysis.records import WHOLE, AnalysedRepetition, FirstLoss, Standing
from rig.measure import Sway, sway
from rig.measure.loading import BalanceParameters, Borne, Loading, PlateForces, borne, loading_of
from rig.measure.losses import ContactFindings, Loss
from rig.measure.phase import ASCENT, BOTTOM, DESCENT
from rig.measure.placement import FootPlacement
from rig.measure.quiet import body_weight, quiet_standing
from rig.measure.repetition import Course, Repetition, Repetitions
from rig.measure.stabilometry import LEAST_QUIET_S
from rig.measure.technique.keeping import losses_in

BOTTOM_S = 0.1
SETTLING_PERIODS = 8  # of a filter's cut-off, before and after the wanted span


def analysed_repetitions(
    plates: PlateForces,
    found: Repetitions,
    contacts: ContactFindings | None,
    *,
    feet: FootPlacement,
    parameters: BalanceParameters,
) -> tuple[AnalysedRepetition, ...]:
    """The repetitions of a trial with their loading and losses.

    Each is computed separately: the loads at each sample of an hour are a gigabyte.
    """
    return tuple(
        AnalysedRepetition(
            times,
            _loading(plates, times, feet, cutoff_hz=parameters.moving_cutoff_hz),
            losses := _losses_of(times, contacts),
            _first_loss(times, losses, found.courses),
        )
        for times in found.repetitions
    )


def standing(
    plates: PlateForces, found: Repetitions, *, feet: FootPlacement, parameters: BalanceParameters
) -> Standing | None:
    """The longest quiet standing of a trial; None if none lasts a second."""
    quiet = body_weight(quiet_standing(plates, found, parameters))
    if not quiet:
        return None
    span = (quiet.start_s, quiet.end_s)
    whole = _borne(plates, *span, cutoff_hz=parameters.quiet_cutoff_hz)
    sway_there = _sway(plates.between(*span), whole.between(*span))
    return Standing(quiet, loading_of(whole, *span, feet), sway_there)


def _borne(plates: PlateForces, start_s: float, end_s: float, *, cutoff_hz: float) -> Borne:
    """From one time to another, and around it."""
    settling_s = SETTLING_PERIODS / cutoff_hz
    return borne(plates.between(start_s - settling_s, end_s + settling_s), cutoff_hz)


def _loading(
    plates: PlateForces, times: Repetition, feet: FootPlacement, *, cutoff_hz: float
) -> dict[str, Loading]:
    spans = {
        WHOLE: (times.onset_s, times.lockout_s),
        DESCENT: (times.onset_s, times.descent_end_s),
        BOTTOM: (
            min(times.descent_end_s, times.bottom_s - BOTTOM_S),
            max(times.ascent_start_s, times.bottom_s + BOTTOM_S),
        ),
        ASCENT: (times.ascent_start_s, times.lockout_s),
    }
    whole = _borne(plates, times.onset_s, times.lockout_s, cutoff_hz=cutoff_hz)
    return {name: loading_of(whole, *span, feet) for name, span in spans.items()}


def _losses_of(times: Repetition, contacts: ContactFindings | None) -> tuple[Loss, ...]:
    return losses_in(contacts, times.onset_s, times.lockout_s) if contacts else ()


def _first_loss(
    times: Repetition, losses: Sequence[Loss], courses: Sequence[Course]
) -> FirstLoss | None:
    inside = [loss for loss in losses if times.onset_s <= loss.onset_s < times.lockout_s]
    if not inside:
        return None
    first = inside[0]
    course = next(one for one in courses if one.time_s[0] <= times.bottom_s <= one.time_s[-1])
    depth_m = -float(np.interp(first.onset_s, course.time_s, course.height_m))
    # With borders set by hand it may have gone up.
    percent = 100 * depth_m / times.drop_m if times.drop_m > 0 else math.nan
    return FirstLoss(first.point, first.phase, first.onset_s, depth_m, percent)


def _sway(plates: PlateForces, quiet: Borne) -> Sway | None:
    """None if it is too short, or samples are missing in it."""
    whole = int(plates.sample[-1] - plates.sample[0]) + 1 == len(plates.sample)
    if not whole or len(plates.sample) / plates.rate_hz < LEAST_QUIET_S:
        return None
    return sway(quiet.cop_mm, plates.rate_hz)
