"""No force, however odd, makes the analysis or the live phases fail."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rig.measure.repetition import PhaseTracker, Repetitions, find_repetitions
from tests.measure.repetition.movements import WEIGHT_N, Float, force_n, repetition

TRUE_N = force_n([*repetition(0.6), *repetition(4.2)], 8.0)
NEWTONS = st.floats(-5e3, 1e5, allow_nan=False)
LEVELS = st.one_of(st.sampled_from([0.0, WEIGHT_N, 1.0, -WEIGHT_N]), NEWTONS)


@st.composite
def pieces(draw: st.DrawFn) -> Float:
    """Constants, steps, noise, ramps and true movements, one after the other."""
    seed = draw(st.integers(0, 2**32 - 1))
    noise = np.random.default_rng(seed)
    parts = []
    for length in draw(st.lists(st.integers(0, 900), max_size=4)):
        kind = draw(st.sampled_from(["constant", "noise", "ramp", "true", "beats"]))
        level_n, other_n = draw(LEVELS), draw(LEVELS)
        part = np.full(length, level_n)
        if kind == "noise":
            part = part + noise.normal(0, abs(other_n) + 1, length)
        elif kind == "ramp":
            part = np.linspace(level_n, other_n, length)
        elif kind == "true":
            part = TRUE_N[500 : 500 + 8 * length : draw(st.sampled_from([1, 2]))][: 3 * length]
        elif kind == "beats":
            part = part + other_n * np.sin(np.arange(length) / 40)
        parts.append(part)
    total_n = np.concatenate([*parts, np.empty(0)])
    for row in draw(st.lists(st.integers(0, 3000), max_size=3)):
        total_n[row : row + 1] = draw(NEWTONS)
    return total_n


@st.composite
def times(draw: st.DrawFn, rows: int) -> NDArray[np.int64]:
    """Sample numbers with gaps."""
    steps = np.ones(rows, np.int64)
    for row in draw(st.lists(st.integers(0, max(rows - 1, 0)), max_size=4)):
        steps[row : row + 1] = draw(st.integers(2, 2000))
    return np.cumsum(steps)


def holds_together(found: Repetitions) -> None:
    """The results are in order, and finite unless withheld."""
    for number, one in enumerate(found.repetitions, start=1):
        assert one.number == number
        assert one.onset_s <= one.descent_end_s <= one.bottom_s
        assert one.bottom_s <= one.ascent_start_s <= one.lockout_s
        assert math.isfinite(one.onset_s)
        assert math.isfinite(one.lockout_s)
        assert bool(one.withheld) == math.isnan(one.drop_m)
        assert all(width > 0 for width in one.uncertainty.values())
    for one, after in pairwise(found.repetitions):
        assert one.lockout_s <= after.onset_s
    for refused in found.refused:
        assert refused.start_s <= refused.end_s
        assert refused.reason
    for course in found.courses:
        assert np.isfinite(course.height_m).all()
        assert np.isfinite(course.velocity_m_s).all()
        assert (course.height_sd_m > 0).all()


@settings(max_examples=60)
@given(data=st.data())
def test_repetitions_are_found_in_any_force(data: Any) -> None:
    total_n = data.draw(pieces())
    sample = data.draw(times(len(total_n)))
    force: Float = total_n
    if data.draw(st.booleans()):
        shares = data.draw(st.lists(st.floats(-1, 1), min_size=4, max_size=4))
        force = total_n[:, None] * np.array(shares)
    weighed_n = data.draw(st.none() | LEVELS)
    holds_together(
        find_repetitions(force, sample / 1000, sample_rate_hz=1000.0, weighed_n=weighed_n)
    )


@settings(max_examples=60)
@given(data=st.data())
def test_phases_are_followed_in_any_force(data: Any) -> None:
    total_n = data.draw(pieces())
    sample = data.draw(times(len(total_n))).astype(np.uint64)
    tracker = PhaseTracker()
    changes = []
    block = data.draw(st.integers(1, 500))
    for begin in range(0, len(total_n), block):
        rows = slice(begin, begin + block)
        changes += tracker.track(sample[rows], total_n[rows])
        assert math.isfinite(tracker.height_m)
        assert math.isfinite(tracker.velocity_m_s)
    assert tracker.repetitions >= 0
    assert all(change.repetition >= 0 for change in changes)
    assert [one.phase for one in changes if one.phase == tracker.phase] or not changes


def test_a_force_that_no_person_makes_has_a_course() -> None:
    """It falls by seven kilonewtons at once: nearly nothing is known of its motion."""
    sample = np.concatenate(([1], np.arange(55, 74), np.arange(76, 404)))
    falling_n = np.linspace(7304.0, 299.0, len(sample))
    found = find_repetitions(falling_n, sample / 1000, sample_rate_hz=1000.0)
    assert found.courses
    holds_together(found)
