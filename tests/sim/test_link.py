"""Faults of the line to a simulated board, seen at its port."""

from dataclasses import replace

import numpy as np
import pytest

from rig.device.board import Board, open_board
from rig.device.hosttime import SteppedTime
from rig.device.messages import Cues
from rig.device.port import appeared_ports
from rig.errors import DeviceError, UsageError
from rig.sim.faults import LinkSettings
from rig.sim.link import BOOT_S, Life, lives_of
from rig.stream.feed import Feed
from rig.stream.samples import Samples

TURN_S = 0.01


def read_until(feed: Feed, until_s: float) -> Samples:
    """All samples up to a time, as one block; edges and answers are dropped."""
    time, blocks = feed.board.host_time, []
    while time.now_s() < until_s:
        time.sleep(min(TURN_S, until_s - time.now_s()))
        blocks += [n for n in feed.parse_and_decode(feed.read()) if isinstance(n, Samples)]
    columns = [np.concatenate(column) for column in list(zip(*blocks, strict=True))[:4]]
    return Samples(*columns, [gap for block in blocks for gap in block.gaps])


def started(url: str, time: SteppedTime) -> Feed:
    feed = Feed(open_board(url, time))
    feed.board.start()
    return feed


def sleep_until(time: SteppedTime, until_s: float) -> None:
    time.sleep(until_s - time.now_s())


def test_a_board_that_resets_counts_from_0_and_waits_for_its_start() -> None:
    feed = started("sim://plates?seed=7&reset_at_s=2", SteppedTime())
    before = read_until(feed, 3.0)
    assert before.sample[-1] == 1999  # sent before the reset, read after it
    assert not feed.board.port.waiting()
    sleep_until(feed.board.host_time, 3.2)  # type: ignore[arg-type]
    after = Feed(Board(feed.board.port, feed.board.info, feed.board.parser, feed.board.host_time))
    after.board.start()
    samples = read_until(after, 4.0)
    assert 1200 <= samples.sample[0] < 1300
    assert int(samples.sample[-1]) == pytest.approx(2000, abs=2)
    assert (samples.device_time_us == samples.sample * 1000).all()


def test_what_is_said_while_a_board_boots_is_not_heard() -> None:
    time = SteppedTime()
    board = open_board("sim://dowel?reset_at_s=1", time)
    sleep_until(time, 1.0 + BOOT_S / 2)
    board.start()  # asks again until it is answered
    assert time.now_s() >= 1.0 + BOOT_S


def test_a_dowel_keeps_its_levels_over_a_reset_and_forgets_its_cue() -> None:
    time = SteppedTime()
    board = open_board("sim://dowel?reset_at_s=2", time)
    levels = board.levels().levels
    changed = replace(levels, debounce_samples=33)
    board.set_levels(changed)
    board.arm(Cues.BOTH)
    sleep_until(time, 3.0)
    after = board.levels()
    assert (after.levels, after.stored, after.armed) == (changed, True, Cues.NONE)


@pytest.mark.parametrize("socket", ["", "B"])
def test_a_pulled_cable_is_a_dead_port_until_it_is_opened_again(socket: str) -> None:
    time = SteppedTime()
    url = "sim://plates?seed=7&unplug_at_s=2&unplug_s=3" + (f"&replug_as={socket}" * bool(socket))
    feed = started(url, time)
    assert len(read_until(feed, 1.9)) > 1800
    sleep_until(time, 2.0)
    for call in (feed.read, lambda: feed.board.port.write(b"x")):
        with pytest.raises(DeviceError, match="is gone"):
            call()
    with pytest.raises(DeviceError, match="no port"):
        open_board(url, time)
    assert appeared_ports(time) == []
    sleep_until(time, 5.0)
    with pytest.raises(DeviceError, match="is gone"):  # an earlier opening is invalid
        feed.read()
    now_url = f"{url}#{socket}" if socket else url
    assert appeared_ports(time) == ([now_url] if socket else [])
    if socket:
        with pytest.raises(DeviceError, match="no port"):
            open_board(url, time)
    again = started(now_url, time)
    assert again.board.info.serial == feed.board.info.serial
    samples = read_until(again, 7.0)
    assert int(samples.sample[-1]) == pytest.approx(2000, abs=2)  # since it got power


def test_another_board_may_be_put_on_the_cable() -> None:
    time = SteppedTime()
    url = "sim://dowel?unplug_at_s=1&unplug_s=0.5&replug_serial=SWAPPED1"
    board = open_board(url, time)
    sleep_until(time, 2.0)
    with pytest.raises(DeviceError, match="is gone"):
        board.stop()
    other = open_board(url, time)
    assert (board.info.serial, other.info.serial) == ("SIMD0001", "SWAPPED1")


def test_a_silent_board_loses_what_it_does_not_send() -> None:
    feed = started("sim://plates?silent_at_s=1&silent_s=0.7", SteppedTime())
    samples = read_until(feed, 3.0)
    (gap,) = samples.gaps
    assert (gap.first_sample, gap.count) == (1000, 700)
    assert len(samples) + gap.count == samples.sample[-1] - samples.sample[0] + 1


def test_a_silent_board_hears_nothing() -> None:
    time = SteppedTime()
    board = open_board("sim://plates?silent_at_s=1", time)
    sleep_until(time, 1.0)
    with pytest.raises(DeviceError, match="does not answer"):
        board.start()


def test_a_stall_is_late_and_loses_nothing() -> None:
    feed = started("sim://plates?stall_at_s=1&stall_s=0.8", SteppedTime())
    before = read_until(feed, 1.0)
    sleep_until(feed.board.host_time, 1.79)  # type: ignore[arg-type]
    assert not feed.board.port.waiting()
    assert feed.read().data == b""
    after = read_until(feed, 2.0)
    assert after.gaps == []
    assert after.sample[0] == before.sample[-1] + 1


def test_the_sync_wire_is_quiet_while_the_plates_have_no_power() -> None:
    time = SteppedTime()
    open_board("sim://plates?sync=1&unplug_at_s=2.05&unplug_s=3", time)
    feed = started("sim://dowel?sync=1", time)
    edges = []
    while time.now_s() < 8:
        time.sleep(TURN_S)
        news = feed.parse_and_decode(feed.read())
        edges += [n.device_time_us for n in news if not isinstance(n, Samples)]
    rose_us, again_us = 2_000_000, 5_050_000 + 100_000  # its fall never came; the train restarts
    assert np.diff(edges).max() == again_us - rose_us


def test_a_fault_of_one_board_leaves_the_person_and_the_other_alone() -> None:
    time = SteppedTime()
    board = open_board("sim://plates?seed=5&reset_at_s=1", time)
    other = open_board("sim://dowel?seed=5", time)
    assert board.port.world is other.port.world  # type: ignore[attr-defined]


def test_lives_lie_behind_one_another() -> None:
    settings = LinkSettings(reset_at_s=9, unplug_at_s=4, unplug_s=2, replug_as="B")
    assert lives_of(settings) == (Life(0, 4), Life(6, 9, "B"), Life(9, socket="B"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("unplug_at_s=x", "a number from 0 to 86400 for unplug_at_s"),
        ("stall_s=-1", "a number from 0 to 86400"),
        ("silent_s=nan", "a number from 0 to 86400"),
        ("replug_as=a/b", "letters and digits"),
        ("replug_serial=short", "8 characters"),
    ],
)
def test_a_setting_that_means_nothing_is_said(query: str, expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        open_board(f"sim://plates?{query}", SteppedTime())
