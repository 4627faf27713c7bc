"""The live count: it looks back with the whole model where a movement may have ended."""

import threading
from typing import Any

import numpy as np
import pytest

from rig.measure.phase import DESCENT, LOCKOUT
from rig.measure.repetition import (
    PhaseTracker,
    RepetitionParameters,
    Repetitions,
    find_repetitions,
    lookback,
)
from rig.measure.repetition.live import NOBODY
from rig.measure.repetition.lookback import MOST_STEPS, LookBack
from tests.measure.repetition.movements import Float, force_n, found_in, repetition

LATE_S, BLOCK_ROWS = 0.6, 50
COUNT, EACH_S = 8, 2.8


def without_a_rest() -> Float:
    """Eight repetitions, each of which begins where the previous one ends."""
    begins = [3.0 + EACH_S * number for number in range(COUNT)]
    moves = [repetition(at_s, drop_m=0.17, hold_s=0.0) for at_s in begins]
    return force_n([move for pair in moves for move in pair], 3.0 + EACH_S * COUNT + 3.0)


def drifting(n_per_s: float) -> Float:
    total_n = force_n([move for at_s in (3, 8, 13, 18) for move in repetition(at_s)], 23.0)
    return total_n + n_per_s * np.arange(len(total_n)) / 1000


def counts_late(total_n: Float, ends_s: list[float]) -> list[int]:
    """The live count some time after each of these ends."""
    tracker, counts, asked_s = PhaseTracker(), [], [end_s + LATE_S for end_s in ends_s]
    for first in range(0, len(total_n), BLOCK_ROWS):
        block_n = total_n[first : first + BLOCK_ROWS]
        tracker.track(np.arange(first, first + len(block_n), dtype=np.uint64), block_n)
        while asked_s and first + BLOCK_ROWS >= 1000 * asked_s[0]:
            counts.append(tracker.repetitions)
            asked_s.pop(0)
    return counts


@pytest.mark.parametrize("total_n", [without_a_rest(), drifting(1.2), drifting(-0.8)])
def test_the_count_is_the_final_one_soon_after_each_end(total_n: Float) -> None:
    found = found_in(total_n).repetitions
    assert len(found) >= 4
    counts = counts_late(total_n, [one.lockout_s for one in found])
    assert counts == [one.number for one in found]


def test_it_counts_in_a_thread_what_it_counts_at_once() -> None:
    total_n, tracker, numbers = without_a_rest(), PhaseTracker(in_a_thread=True), []
    for first in range(0, len(total_n), BLOCK_ROWS):
        block_n = total_n[first : first + BLOCK_ROWS]
        sample = np.arange(first, first + len(block_n), dtype=np.uint64)
        numbers += [c.repetition for c in tracker.track(sample, block_n) if c.phase == LOCKOUT]
        for thread in threading.enumerate():
            if thread.name == "look back":
                thread.join()
    assert tracker.repetitions == COUNT
    assert numbers[-1] == COUNT


def test_a_look_knows_the_weight_that_the_one_before_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given_n: list[float | None] = []

    def find(*forces: Float, weighed_n: float | None, **others: Any) -> Repetitions:
        given_n.append(weighed_n)
        return find_repetitions(*forces, weighed_n=weighed_n, **others)

    monkeypatch.setattr(lookback, "find_repetitions", find)
    monkeypatch.setattr(lookback, "MOST_STEPS", 1500)  # a long set, whose begin is given up
    total_n = without_a_rest()
    PhaseTracker().track(np.arange(len(total_n), dtype=np.uint64), total_n)
    assert given_n[0] is None  # of someone who has just stepped on
    assert given_n[-1] == pytest.approx(total_n[0], rel=0.005)


def test_what_was_counted_is_kept_when_old_forces_are_forgotten() -> None:
    """After more than a minute: few forces are kept, and the count stays right."""
    moves = [move for at_s in range(5, 155, 6) for move in repetition(float(at_s))]
    total_n, tracker = force_n(moves, 160.0), PhaseTracker()
    tracker.track(np.arange(len(total_n), dtype=np.uint64), total_n)
    assert tracker.repetitions == len(moves) // 2


def test_forgetting_forces_does_not_change_how_many_there_were() -> None:
    look = LookBack(RepetitionParameters(), in_thread=False)
    for _ in range(MOST_STEPS + 500):
        look.add(700.0, 0.0, at_rest=True)
    look.forget()
    assert look.step == MOST_STEPS + 500


def test_standing_still_is_not_looked_at() -> None:
    look = LookBack(RepetitionParameters(), in_thread=False)
    for _ in range(1000):
        look.add(700.0, 0.0, at_rest=True)
        assert not look.has_counted()
    assert look.sure


def counts_and_whether_sure(total_n: Float) -> list[tuple[int, bool]]:
    """After each second."""
    tracker, found = PhaseTracker(), []
    for first in range(0, len(total_n), 1000):
        block_n = total_n[first : first + 1000]
        tracker.track(np.arange(first, first + len(block_n), dtype=np.uint64), block_n)
        found.append((tracker.repetitions, tracker.sure))
    return found


def test_a_count_is_sure_once_two_looks_agree_and_not_while_somebody_moves() -> None:
    found = counts_and_whether_sure(force_n([*repetition(3.0), *repetition(8.0)], 14.0))
    assert found[1] == (0, True)
    assert not found[4][1]  # on the way
    assert found[7] == (1, True)
    assert found[-1] == (2, True)


@pytest.mark.parametrize("in_a_thread", [False, True])
def test_who_steps_off_at_once_has_completed_the_last_one(*, in_a_thread: bool) -> None:
    """0.15 s after its end: before any look could have found it."""
    total_n = force_n([*repetition(3.0), *repetition(7.0)], 12.0)
    end = round(1000 * found_in(total_n).repetitions[-1].lockout_s)
    total_n[end + 150 :] = 0.0
    tracker, changes = PhaseTracker(in_a_thread=in_a_thread), []
    for first in range(0, len(total_n), BLOCK_ROWS):
        sample = np.arange(first, first + BLOCK_ROWS, dtype=np.uint64)
        changes += tracker.track(sample, total_n[first : first + BLOCK_ROWS])
        for thread in threading.enumerate():
            if thread.name == "look back":
                thread.join()
    assert tracker.repetitions == 2
    assert [c.repetition for c in changes if c.phase == LOCKOUT][-1] == 2
    assert changes[-1].phase == NOBODY


def test_a_set_begun_before_any_weight_is_known_is_counted() -> None:
    """No stand before the first repetition: it is counted from the force since stepping on."""
    moves = [move for at_s in (0.1, 3.6, 7.1, 10.6) for move in repetition(at_s, hold_s=0.0)]
    total_n = force_n(moves, 15.0)
    found = found_in(total_n).repetitions
    assert len(found) == 4
    assert counts_late(total_n, [one.lockout_s for one in found]) == [1, 2, 3, 4]


def test_a_descent_that_begins_at_once_has_its_own_onset_and_number() -> None:
    """Though the repetition before it is counted only during the descent."""
    total_n, tracker, changes = without_a_rest(), PhaseTracker(), []
    for first in range(0, len(total_n), BLOCK_ROWS):
        block_n = total_n[first : first + BLOCK_ROWS]
        sample = np.arange(first, first + len(block_n), dtype=np.uint64)
        changes += tracker.track(sample, block_n)
    begins_s = [one.onset_s for one in found_in(total_n).repetitions]
    told = {c.repetition: c.sample / 1000 for c in changes if c.phase == DESCENT}
    assert sorted(told) == list(range(1, COUNT + 1))
    assert list(told.values()) == pytest.approx(begins_s, abs=0.15)


def test_who_leaves_during_a_look_has_completed_the_last_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A look that began in the descent is blocked until the person has left."""
    go_on = threading.Event()

    def held_up(*args: Any, **named: Any) -> Repetitions:
        assert go_on.wait(60)
        return find_repetitions(*args, **named)

    monkeypatch.setattr(lookback, "find_repetitions", held_up)
    total_n = force_n(repetition(3.0), 6.6).reshape(-1, 10).mean(axis=1)
    look = LookBack(RepetitionParameters(), in_thread=True)
    for step, newtons in enumerate(total_n.tolist()):
        look.add(newtons, 0.0, at_rest=False)
        if step == 400:
            look.look()
    assert look.is_looking
    look.finish()
    go_on.set()
    while look.is_looking:
        for thread in threading.enumerate():
            if thread.name == "look back":
                thread.join()
        look.has_counted()
    assert look.repetitions == 1
