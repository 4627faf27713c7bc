"""Contact: hysteresis, debounce both ways, and the same events whatever the blocks."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.measure.contact import ContactChange, ContactDetector, ContactLevels, nominal_levels

ON, OFF, DEBOUNCE = 100, 60, 20
LEVELS = ContactLevels((ON,), (OFF,), DEBOUNCE)

Change = tuple[int, bool, int]  # sample at which it began, on, sample at which it was decided


def changes_of(signal: list[int], cuts: list[int] | None = None, *, first: int = 0) -> list[Change]:
    """Events of one point, its samples given in blocks that end at `cuts`."""
    detector = ContactDetector(LEVELS)
    counts = np.array(signal, np.int32)[:, None]
    sample = np.arange(first, first + len(signal), dtype=np.uint64)
    found: list[Change] = []
    edges = [0, *sorted(cuts or []), len(signal)]
    for begin, end in itertools.pairwise(edges):
        for change in detector.detect(sample[begin:end], counts[begin:end]):
            decided = int(sample[begin:end][change.decided_row])
            assert change.counts == signal[change.sample - first]
            found.append((change.sample, change.on, decided))
    return found


def sample_by_sample(signal: list[int]) -> list[Change]:
    """The rule, spelled out one sample at a time."""
    found: list[Change] = []
    on = raw = False
    since = 0
    for number, counts in enumerate(signal):
        if (not raw and counts >= ON) or (raw and counts < OFF):
            raw, since = not raw, number
        if raw != on and number - since >= DEBOUNCE:
            on = raw
            found.append((since, on, number))
    return found


def test_a_loss_carries_the_first_sample_under_the_level() -> None:
    signal = [150] * 50 + [90] * 10 + [59] * 50
    assert changes_of(signal) == [(0, True, 20), (60, False, 80)]


def test_a_loss_shorter_than_the_debounce_is_none() -> None:
    assert changes_of([150] * 50 + [0] * 20 + [150] * 50) == [(0, True, 20)]
    assert changes_of([150] * 50 + [0] * 21 + [150] * 50)[1:] == [(50, False, 70), (71, True, 91)]


def test_between_the_levels_a_point_stays_what_it_was() -> None:
    assert changes_of([80] * 100) == []
    assert changes_of([150] * 30 + [60] * 100) == [(0, True, 20)]


def test_a_bounce_restarts_the_debounce() -> None:
    signal = [150] * 50 + [0] * 15 + [150] + [0] * 60
    assert changes_of(signal)[1:] == [(66, False, 86)]


def test_lost_samples_count_for_the_debounce() -> None:
    detector = ContactDetector(LEVELS)
    sample = np.array([0, 1, 2, 40], np.uint64)
    (change,) = detector.detect(sample, np.array([[150], [150], [150], [150]]))
    assert change == ContactChange(3, 0, 0, True, 150)


def test_points_are_told_apart_and_ordered_by_decision() -> None:
    detector = ContactDetector(ContactLevels((ON,) * 3, (OFF,) * 3, DEBOUNCE))
    counts = np.zeros((100, 3), np.int32)
    counts[30:, 0] = counts[10:, 2] = 150
    changes = detector.detect(np.arange(100, dtype=np.uint64), counts)
    assert [(change.point, change.sample) for change in changes] == [(2, 10), (0, 30)]
    assert detector.in_contact == (True, False, True)


signals = st.lists(
    st.tuples(st.sampled_from([0, 59, 60, 80, 99, 100, 200]), st.integers(1, 45)), max_size=30
).map(lambda parts: [counts for counts, length in parts for _ in range(length)])


@given(signals, st.data())
def test_any_blocks_give_what_the_rule_says(signal: list[int], data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(signal)), max_size=12))
    assert changes_of(signal, cuts) == sample_by_sample(signal)


def test_samples_beyond_32_bits() -> None:
    assert changes_of([150] * 30, first=2**40) == [(2**40, True, 2**40 + 20)]


@pytest.mark.parametrize(("on", "off", "debounce"), [(50, 60, 20), (60, 60, 20), (60, 50, 0)])
def test_levels_that_make_no_sense_are_refused(on: int, off: int, debounce: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        ContactLevels((on,), (off,), debounce)


def test_nominal_levels_lie_between_idle_and_full_scale() -> None:
    levels = nominal_levels(4096)
    assert 200 < levels.off_counts[0] < levels.on_counts[0] < 4092
    assert levels.debounce_samples == 20
