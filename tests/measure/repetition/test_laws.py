"""Onset, end and drop for any law of movement, found after the set and reported live."""

import numpy as np
import pytest

from rig.measure.phase import DESCENT, LOCKOUT
from rig.measure.repetition import PhaseTracker
from rig.measure.repetition.timing import SPEED_SHARE
from rig.sim.participant.drill import smooth_step
from tests.measure.repetition.movements import (
    EARLY,
    EVEN,
    LATE,
    STICKING,
    Float,
    Law,
    Move,
    force_n,
    found_in,
)

LAWS = {"jerk": smooth_step, "even": EVEN, "early": EARLY, "late": LATE, "sticking": STICKING}
FLAT = ("early", "late")  # at the bottom: for most of half a second it hardly moves
BEGINS_S, DOWN_S, UP_S, DROP_M, SECONDS = (3.0, 9.0, 15.0), 2.0, 1.5, 0.18, 21.0


def three(law: Law) -> Float:
    moves = []
    for at_s in BEGINS_S:
        moves += [Move(at_s, DOWN_S, -DROP_M, law), Move(at_s + DOWN_S, UP_S, DROP_M, law)]
    return force_n(moves, SECONDS)


def fast_part(law: Law) -> tuple[float, float]:
    """The shares of the time at which a movement passes 5 % of its greatest speed."""
    parts = np.linspace(0, 1, 4001)
    speed = np.gradient(law(parts), parts)
    fast = np.flatnonzero(speed > SPEED_SHARE * speed.max())
    return float(parts[fast[0]]), float(parts[fast[-1]])


@pytest.mark.parametrize("name", LAWS)
def test_a_movement_begins_and_ends_by_its_own_speed(name: str) -> None:
    law = LAWS[name]
    found = found_in(three(law)).repetitions
    assert len(found) == 3
    first, last = fast_part(law)
    for one, at_s in zip(found, BEGINS_S, strict=True):
        assert one.onset_s == pytest.approx(at_s + first * DOWN_S, abs=0.06)
        assert one.descent_end_s == pytest.approx(at_s + last * DOWN_S, abs=0.06)
        assert one.ascent_start_s == pytest.approx(at_s + DOWN_S + first * UP_S, abs=0.06)
        assert one.lockout_s == pytest.approx(at_s + DOWN_S + last * UP_S, abs=0.06)
        flat_s = one.uncertainty["bottom_s"] if name in FLAT else 0.05
        assert one.bottom_s == pytest.approx(at_s + DOWN_S, abs=flat_s)
        assert one.drop_m == pytest.approx(DROP_M, abs=0.006)


@pytest.mark.parametrize("name", LAWS)
def test_the_standing_before_ends_before_the_movement(name: str) -> None:
    for one, at_s in zip(found_in(three(LAWS[name])).repetitions, BEGINS_S, strict=True):
        assert at_s - 3.0 < one.stood_from_s < one.stood_until_s < at_s + 0.1


@pytest.mark.parametrize("name", LAWS)
def test_it_is_told_live_by_the_same_rule(name: str) -> None:
    law, total_n = LAWS[name], three(LAWS[name])
    tracker = PhaseTracker()
    changes = tracker.track(np.arange(len(total_n), dtype=np.uint64), total_n)
    assert (tracker.repetitions, tracker.sure) == (3, True)
    first, last = fast_part(law)
    told = {(change.phase, change.repetition): change.sample / 1000 for change in changes}
    for number, at_s in enumerate(BEGINS_S, start=1):
        assert told[DESCENT, number] == pytest.approx(at_s + first * DOWN_S, abs=0.25)
        # What ends slowly is reported as ended while it still creeps.
        late_s = 0.45 if name in FLAT else 0.25
        assert told[LOCKOUT, number] == pytest.approx(at_s + DOWN_S + last * UP_S, abs=late_s)
