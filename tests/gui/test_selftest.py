"""The figures of the test of the cue."""

import pytest

from gui.cue.selftest import LIFTS, WAY_S, CueTest, Latency
from gui.sound.orders import Called


def call(lift: int, *, decided_ms: float = 0.5, called_ms: float = 1.0) -> Called:
    read_s = lift + 0.025
    decided_s = read_s + decided_ms / 1e3
    return Called("head", lift, float(lift), read_s, decided_s, decided_s + called_ms / 1e3)


def test_median_and_worst_of_each_way() -> None:
    test = CueTest()
    for lift, ms in enumerate((1.0, 5.0, 2.0, 3.0, 4.0)):
        assert not test.done
        test.take_call(call(lift, decided_ms=ms, called_ms=2 * ms))
    assert test.done
    assert test.lifts == LIFTS == 5
    assert test.to_decision == pytest.approx((3.0, 5.0))
    assert test.to_call == pytest.approx((6.0, 10.0))
    assert test.in_computer == pytest.approx((9.0, 15.0))
    assert test.whole_way is None
    test.take_call(call(9, decided_ms=100.0))
    assert test.to_decision == pytest.approx((3.0, 5.0)), "one too many"


def test_the_first_rise_after_a_call_is_its_sound() -> None:
    test = CueTest()
    for lift in range(3):
        test.take_call(call(lift))
    for time_s in (0.050, 0.051, 1.070, 2.0 + WAY_S + 0.01, 7.0, -1.0):
        test.take_rise(time_s)
    assert test.whole_way == pytest.approx((60.0, 70.0))


def test_what_another_clock_timed_is_left_out() -> None:
    test = CueTest()
    test.take_call(call(1, decided_ms=-1.0))
    test.take_call(call(1, called_ms=-1.0))
    assert test.lifts == 0
    assert test.in_computer is Latency.of([]) is None
