"""Repetitions whose load is on the floor in between: counted by the load.

While a load is on the floor, the plates carry the person alone, and pulling at the bar is not a
movement of theirs: the motion cannot be followed through it. But if a person stands with the load,
and later stands with it again, the impulse in between shows whether the load was on the plates
throughout.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.found import Refused, Repetition
from rig.measure.repetition.motion import GRAVITY_M_S2
from rig.measure.repetition.series import Float, integral, moving_mean
from rig.measure.repetition.stance import STEP_S, Stance
from rig.measure.repetition.timing import SPEED_SHARE
from rig.measure.repetition.weight import steady_runs
from rig.measure.runs import Rows

ON_FLOOR = "the load was on the floor in it: no tempo and no drop can be told"
PICKED_UP, PUT_DOWN = "the load was picked up", "the load was put down"
# A standing phase is with or without the load if its force is this near to the one or the other (of
# weight); the load is at least this share of it.
NEAR_SHARE, LEAST_LOAD_SHARE, LEAST_STANDS, LEAST_STAND_STEPS = 0.02, 0.06, 2, 40
# The load was off the plates if at least this impulse is missing, and its weight for this long. The
# load of a standing phase may be wrong by this share of the weight.
LEAST_MISSING_NS, LEAST_MISSING_S, WEIGHT_SHARE = 15.0, 0.05, 0.004
# It was put on the floor by a bend: this far down from the standing before.
HELD_STEPS, LEAST_BEND_M, SMOOTH_STEPS, OFF_SHARE = 8, 0.05, 3, 0.5
TIME_SD_S = 0.05


class _Stand(NamedTuple):
    """Steps of a standing phase, and its mean force."""

    rows: Rows
    weight_n: float


@dataclass(frozen=True, slots=True)
class FloorLoad:
    """The content of a stance with a load on the floor: the repetitions counted by the load, the
    refused movements, and the parts in which the load was in the hands throughout, or there was
    none: there the motion can be followed."""

    repetitions: tuple[Repetition, ...]
    refused: tuple[Refused, ...]
    parts: tuple[Rows, ...]


def floor_load(stance: Stance) -> FloorLoad | None:
    """The course of the load in a stance; None if it was not on the floor between two standing
    phases."""
    stands = [_Stand(rows, mean_n) for rows, mean_n in steady_runs(stance.force_n)]
    weights = _two_weights(stands)
    if weights is None:
        return None
    without_n, with_n = weights
    held = [one for one in stands if _is_held(one, with_n)]
    bends = list(_over_the_floor(stance, held, weights))
    if not bends:
        return None
    free = [one for one in stands if abs(one.weight_n / without_n - 1) < NEAR_SHARE]
    counted = tuple(_repetition(stance, *bend, without_n) for bend in bends)
    handled = [*_handled(stance, free, held, PICKED_UP), *_handled(stance, held, free, PUT_DOWN)]
    refused = [
        one
        for one in handled
        if not any(r.onset_s < one.end_s and one.start_s < r.lockout_s for r in counted)
    ]
    cuts = [(before.rows.end, after.rows.start) for before, after in bends]
    return FloorLoad(
        counted,
        tuple(refused),
        tuple(_parts(held, free, cuts)),
    )


def _two_weights(stands: Sequence[_Stand]) -> tuple[float, float] | None:
    """The weight without and with the load: the two with the longest total standing time."""
    weights_n = np.array([s.weight_n for s in stands])
    lengths = np.array([s.rows.length for s in stands])
    stood = _near_sums(weights_n, lengths)
    found: list[float] = []
    others = np.ones(len(stands), np.bool_)
    for _ in range(2):
        if not others.any():
            return None
        weight_n = float(weights_n[np.where(others, stood, -1).argmax()])
        if lengths[np.abs(weights_n / weight_n - 1) < NEAR_SHARE].max() < LEAST_STAND_STEPS:
            return None
        found.append(weight_n)
        apart_n = LEAST_LOAD_SHARE * np.minimum(weights_n, weight_n)
        others &= np.abs(weights_n - weight_n) > apart_n
    without_n, with_n = sorted(found)
    held = [s for s in stands if _is_held(s, with_n)]
    return (without_n, with_n) if len(held) >= LEAST_STANDS else None


def _near_sums(values: Float, amounts: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each value (n,), the sum of the amounts of all values near it."""
    order = np.argsort(values)
    sums = np.concatenate(([0], np.cumsum(amounts[order])))
    first = np.searchsorted(values[order], values * (1 - NEAR_SHARE), side="right")
    last = np.searchsorted(values[order], values * (1 + NEAR_SHARE), side="left")
    return sums[last] - sums[first]


def _is_held(stand: _Stand, with_n: float) -> bool:
    return abs(stand.weight_n / with_n - 1) < NEAR_SHARE and stand.rows.length >= HELD_STEPS


def _over_the_floor(
    stance: Stance, held: Sequence[_Stand], weights_n: tuple[float, float]
) -> Iterator[tuple[_Stand, _Stand]]:
    """Pairs of standing phases with the load between which it was off the plates, after a bend.

    A movement with a steady force also lacks impulse, but regains it; and its force does not fall
    to the weight of the person alone.
    """
    without_n, with_n = weights_n
    missing_ns = [_missing_ns(stance, *pair, with_n) for pair in pairwise(held)]
    gone_ns = np.concatenate(([0.0], np.cumsum(missing_ns)))
    last = 0  # the phase that ended the last one
    for number, (before, after) in enumerate(pairwise(held), start=1):
        for_good_ns = float(gone_ns[number:].min() - gone_ns[:number].max())
        lasts_s = (after.rows.start - before.rows.end) * STEP_S
        known_ns = WEIGHT_SHARE * with_n * lasts_s
        least_ns = max(LEAST_MISSING_NS, LEAST_MISSING_S * (with_n - without_n), known_ns)
        between_n = stance.force_n[before.rows.end : after.rows.start]
        if for_good_ns < least_ns or not _falls(between_n, weights_n):
            continue
        # The force may have been steady on the way down: then the phase is the one before that.
        stands = held[max(number - 2, last) : number]
        for stand in reversed(stands):
            if _deepest_m(stance, stand, without_n) > LEAST_BEND_M:
                last = number
                yield stand, after
                break


def _missing_ns(stance: Stance, before: _Stand, after: _Stand, with_n: float) -> float:
    return float((with_n - stance.force_n[before.rows.end : after.rows.start]).sum()) * STEP_S


def _falls(force_n: Float, weights_n: tuple[float, float]) -> bool:
    """Whether the plates carry less than half of the load at some time."""
    without_n, with_n = weights_n
    least_n = float(moving_mean(force_n, SMOOTH_STEPS).min(initial=with_n))
    return least_n < with_n - OFF_SHARE * (with_n - without_n)


def _bend(stance: Stance, stand: _Stand, without_n: float, *, reverse: bool = False) -> Float:
    """Speed downwards after a standing phase (or, in reverse, back from it) while the plates carry
    the load."""
    if reverse:
        force_n = stance.force_n[: stand.rows.start][::-1]
    else:
        force_n = stance.force_n[stand.rows.end :]
    off = np.flatnonzero(force_n < stand.weight_n - OFF_SHARE * (stand.weight_n - without_n))
    held_n = force_n[: int(off[0])] if len(off) else force_n
    speed = (
        -integral((held_n / stand.weight_n - 1) * GRAVITY_M_S2, STEP_S) if len(held_n) else held_n
    )
    return moving_mean(speed, SMOOTH_STEPS)


def _deepest_m(stance: Stance, stand: _Stand, without_n: float) -> float:
    return float(_bend(stance, stand, without_n).sum()) * STEP_S


def _left(speed: Float) -> int:
    """The step at which a movement leaves a standing phase, by its share of the greatest speed."""
    if not len(speed):
        return 0
    fastest = int(speed.argmax())
    slow = np.flatnonzero(speed[: fastest + 1] < SPEED_SHARE * speed[fastest])
    return int(slow[-1]) if len(slow) else 0


def _repetition(stance: Stance, before: _Stand, after: _Stand, without_n: float) -> Repetition:
    """From leaving the phase before to reaching the one after; lowest where the plates carried
    least of the load."""
    onset = before.rows.end + _left(_bend(stance, before, without_n))
    end = after.rows.start - _left(_bend(stance, after, without_n, reverse=True))
    rows = slice(before.rows.end, after.rows.start)
    missing_n = np.maximum(after.weight_n - moving_mean(stance.force_n, SMOOTH_STEPS)[rows], 0.0)
    steps = np.arange(rows.start, rows.stop)
    bottom = float((steps * missing_n**2).sum() / max((missing_n**2).sum(), 1e-9))
    onset_s, bottom_s, end_s = (
        float(stance.time_s[0]) + step * STEP_S for step in sorted((onset, bottom, end))
    )
    return Repetition(
        number=0,
        onset_s=onset_s,
        descent_end_s=bottom_s,
        bottom_s=bottom_s,
        ascent_start_s=bottom_s,
        lockout_s=end_s,
        weight_n=after.weight_n,
        drop_m=nan,
        ascent_peak_n=nan,
        ascent_impulse_ns=nan,
        uncertainty={"onset_s": 2 * TIME_SD_S, "lockout_s": 2 * TIME_SD_S},
        withheld=ON_FLOOR,
    )


def _handled(
    stance: Stance, first: Sequence[_Stand], then: Sequence[_Stand], reason: str
) -> Iterator[Refused]:
    """Each change from standing phases of one kind to those of the other."""
    kinds = sorted([(s.rows, True) for s in first] + [(s.rows, False) for s in then])
    for (rows, is_first), (next_rows, next_is_first) in pairwise(kinds):
        if is_first and not next_is_first:
            begin, end = stance.time_s[rows.end], stance.time_s[next_rows.start]
            yield Refused(float(begin), float(end), reason)


def _parts(
    held: Sequence[_Stand], free: Sequence[_Stand], cuts: Sequence[tuple[int, int]]
) -> Iterator[Rows]:
    """Spans from the first to the last of consecutive standing phases of one kind, with neither the
    other kind nor the floor between."""
    kinds = sorted([(s.rows, True) for s in held] + [(s.rows, False) for s in free])
    begun, last, last_kind = kinds[0][0].start, kinds[0][0], kinds[0][1]
    for rows, kind in kinds[1:]:
        cut = any(last.end <= begin and end <= rows.start for begin, end in cuts)
        if kind != last_kind or cut:
            yield Rows(begun, last.end)
            begun = rows.start
        last, last_kind = rows, kind
    yield Rows(begun, last.end)
