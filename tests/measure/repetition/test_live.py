"""Live phases: in any blocks, and for people whose truth is known."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rig.measure.balance import vertical_grf_n
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP
from rig.measure.repetition import PhaseChange, PhaseTracker
from rig.measure.repetition.live import NOBODY
from rig.sim.participant import Participant
from tests.measure.repetition.movements import Float, force_n, repetition
from tests.measure.simulated_plates import read_plates

ONE = [SETUP, DESCENT, BOTTOM, ASCENT, LOCKOUT]


def tracked(total_n: Float, ends: list[int], first: int = 0) -> tuple[PhaseTracker, list[Any]]:
    """The results if the samples come in blocks that end at these rows."""
    tracker, changes = PhaseTracker(), []
    sample = np.arange(first, first + len(total_n), dtype=np.uint64)
    for begin, end in zip([0, *ends], [*ends, len(total_n)], strict=True):
        changes += tracker.track(sample[begin:end], total_n[begin:end])
    return tracker, changes


def phases(changes: list[PhaseChange]) -> list[str]:
    return [change.phase for change in changes]


TWO = force_n([*repetition(3.0), *repetition(7.5)], 12.0)
WHOLE = tracked(TWO, [])[1]


def test_phases_of_two_repetitions() -> None:
    tracker, changes = tracked(TWO, [])
    assert phases(changes) == [*ONE, *ONE[1:]]
    assert [change.repetition for change in changes] == [1, 1, 1, 1, 1, 2, 2, 2, 2]
    assert tracker.repetitions == 2
    assert tracker.phase == LOCKOUT
    for change, at_s in zip(changes[1:5], (3.0, 4.5, 4.8, 6.1), strict=True):
        assert change.sample / 1000 == pytest.approx(at_s, abs=0.5)


@settings(max_examples=6, deadline=None)  # each looks back some ten times
@given(ends=st.lists(st.integers(0, len(TWO)), max_size=30))
def test_blocks_make_no_difference(ends: list[int]) -> None:
    assert tracked(TWO, sorted(ends))[1] == WHOLE


def test_nothing_is_decided_by_samples_that_have_not_come() -> None:
    for change in WHOLE:
        assert tracked(TWO[: change.sample], [])[1] == WHOLE[: WHOLE.index(change)]


def test_block_by_block_in_milliseconds() -> None:
    assert tracked(TWO[:5000], list(range(1, 5000)))[1] == WHOLE[:4]


def test_who_steps_off_is_lost_and_found_again() -> None:
    total_n = np.concatenate((TWO, np.zeros(2_000), TWO))
    tracker, changes = tracked(total_n, [])
    assert phases(changes) == [*ONE, *ONE[1:], NOBODY, *ONE, *ONE[1:]]
    assert tracker.repetitions == 4


def test_empty_plates_are_nobody() -> None:
    tracker, changes = tracked(np.random.default_rng(1000).standard_normal(5_000), [])
    assert not changes
    assert tracker.phase == NOBODY


@pytest.mark.parametrize("rest_s", [0.2, 2.0])
@pytest.mark.parametrize("descent_s", [1.0, 2.5])
def test_repetitions_of_participants_are_counted(descent_s: float, rest_s: float) -> None:
    participant = Participant.from_settings(
        seed=1000, repetitions=5, descent_s=descent_s, rest_s=rest_s, hold_s=0.0
    )
    seconds = 2.0 + 5 * participant.schedule.cycle_s + 2.0
    plates = read_plates(participant, seconds)
    tracker, counted = PhaseTracker(), []
    for begin in range(0, len(plates.sample), 17):
        block = slice(begin, begin + 17)
        tracker.track(plates.sample[block], vertical_grf_n(plates.force_n[block]))
        if tracker.repetitions > len(counted):
            counted.append(float(plates.time_s[min(begin + 17, len(plates.time_s)) - 1]))
    truth = participant.repetitions(0, seconds)
    assert len(counted) == len(truth) == 5
    for at_s, true in zip(counted, truth, strict=True):
        assert at_s == pytest.approx(true.lockout_s, abs=0.6)
