"""TTL in, TTL out and the sync wire on the real firmware, against what its pins did."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

from rig.device.commands import ttl_out
from rig.device.messages import Edge, Result, Status
from rig.device.syncwire import ForeignTrainError, pair_with_ticks, pulses
from rig.device.timeline import Timeline
from rig.device.wire import Kind
from tests.firmware.emulated import EmulatedBoards
from tests.firmware.listener import (
    CYCLES_PER_US,
    Chip,
    Listener,
    alone,
    expect_nothing_lost,
    let_pass,
    listening,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

TTL_IN, TTL_OUT, SYNC_IN = "PD2", "PD4", "PB0"
PLATES_PPM, DOWEL_PPM = 1330.0, -3283.0


def plates(folder: Path) -> AbstractContextManager[tuple[EmulatedBoards, Listener]]:
    return alone("plates", folder, plates_ppm=PLATES_PPM)


def dowel(folder: Path) -> AbstractContextManager[tuple[EmulatedBoards, Listener]]:
    return alone("dowel", folder, dowel_ppm=DOWEL_PPM)


def chip_of(folder: Path, board: str) -> Chip:
    return Chip(folder / "codes", folder / "pins", board)


def drive_square(boards: EmulatedBoards, listener: Listener, hz: float, edges: int) -> None:
    """Drives TTL in, or sync in, and listens until 50 ms after the last edge."""
    pin = {"plates": "D2", "dowel": "D8"}[listener.board]
    boards.command("square", listener.board, pin, hz, edges)
    listener.hear_samples(round(edges / (2 * hz) * 1000) + 50)


# TTL in


def test_each_edge_of_ttl_in_is_told_with_its_level_and_its_microsecond(tmp_path: Path) -> None:
    with plates(tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(50)
        drive_square(boards, listener, 31.7, 101)  # at every phase of the tick
    chip = chip_of(tmp_path, "plates")
    cycle, level = chip.edges(TTL_IN)
    edges = listener.edges
    assert [(edge.line, edge.level, edge.skipped) for edge in edges] == [
        (1, one, 0) for one in level
    ]
    late_us = np.array([edge.device_time_us for edge in edges]) - chip.device_us(
        cycle, listener.samples
    )
    print(f"stamps of TTL in: {late_us.min():.1f} to {late_us.max():.1f} us late")
    assert len(edges) == 101
    assert late_us.min() > -1
    assert late_us.max() < 25  # the specification is 100
    assert np.median(late_us) < 6
    expect_nothing_lost(listener)


def test_an_edge_is_sent_at_once_ahead_of_the_second_sample_behind_it(tmp_path: Path) -> None:
    with plates(tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(50)
        drive_square(boards, listener, 31.7, 20)
    ahead = listener.sample_time_before_us(Kind.EDGE)
    edges = listener.edges
    assert len(edges) == 20
    for edge, sent_behind_us in zip(edges, ahead, strict=True):
        assert sent_behind_us - edge.device_time_us < 2000


def test_each_sample_tells_the_level_of_ttl_in_at_its_tick(tmp_path: Path) -> None:
    with plates(tmp_path) as (boards, listener):
        listener.start()
        drive_square(boards, listener, 31.7, 100)
    chip = chip_of(tmp_path, "plates")
    cycle, level = chip.edges(TTL_IN)
    samples = listener.samples
    start = chip.began(samples["sample"])
    clear = np.abs(start[:, None] - cycle[None, :]).min(axis=1) > 10 * CYCLES_PER_US
    before = np.searchsorted(cycle, start) - 1  # -1: still pulled up
    expected = np.where(before < 0, 1, level[before])
    assert clear.mean() > 0.9
    assert 0 < expected[clear].mean() < 1
    assert np.array_equal((samples["status"] & Status.TTL_IN)[clear], expected[clear])


@pytest.mark.parametrize("hz", [5_000, 10_000, 40_000])
@pytest.mark.parametrize("board", ["plates", "dowel"])
def test_a_chattering_line_costs_no_sample_and_ends_with_its_level(
    board: str, hz: int, tmp_path: Path
) -> None:
    seconds, odd = 2, 2 * hz * 2 + 1
    pin = {"plates": TTL_IN, "dowel": SYNC_IN}[board]
    with alone(board, tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(50)
        drive_square(boards, listener, hz, odd)
        listener.hear_samples(1100)  # until one more health
    chip = chip_of(tmp_path, board)
    cycle, level = chip.edges(pin)
    last, edges = listener.edges[-1], listener.edges
    assert len(cycle) == odd
    expect_nothing_lost(listener)
    assert (listener.health[-1].missed_ticks, listener.health[-1].dropped_frames) == (0, 0)
    assert 50 * seconds < len(edges) <= 100 * seconds + 2
    assert last.level == level[-1] == 0
    at_us = chip.device_us(cycle[-1], listener.samples)
    assert -1000 < last.device_time_us - at_us < 1010
    assert listener.sample_time_before_us(Kind.EDGE)[-1] - at_us < 20_000
    told = sum(edge.skipped for edge in edges) + len(edges)
    print(f"{board}, {hz} Hz: {told} of {odd} edges told or counted as skipped")
    assert 4 * len(edges) < told <= odd


@pytest.mark.parametrize(("hz", "edges"), [(1000, 3), (1900, 4), (1900, 7), (900, 12)])
def test_bounces_of_up_to_four_edges_a_tick_are_all_counted(
    hz: int, edges: int, tmp_path: Path
) -> None:
    bursts = 12
    with plates(tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(50)
        for _ in range(bursts):
            drive_square(boards, listener, hz, edges)
    chip = chip_of(tmp_path, "plates")
    cycle, level = chip.edges(TTL_IN)
    expect_bursts_told(listener, chip.device_us(cycle, listener.samples), level, bursts)
    assert sum(edge.skipped for edge in listener.edges) + len(listener.edges) == bursts * edges
    expect_nothing_lost(listener)


@pytest.mark.parametrize(("hz", "edges"), [(20_000, 9), (50_000, 25)])
def test_a_wild_bounce_keeps_its_first_edge_and_its_last_level(
    hz: int, edges: int, tmp_path: Path
) -> None:
    bursts = 12
    with plates(tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(50)
        for _ in range(bursts):
            drive_square(boards, listener, hz, edges)
    chip = chip_of(tmp_path, "plates")
    cycle, level = chip.edges(TTL_IN)
    expect_bursts_told(listener, chip.device_us(cycle, listener.samples), level, bursts)
    told = sum(edge.skipped for edge in listener.edges) + len(listener.edges)
    assert 3 * bursts < told <= bursts * edges
    expect_nothing_lost(listener)


def expect_bursts_told(
    listener: Listener, at_us: np.ndarray, level: np.ndarray, bursts: int
) -> None:
    """The first edge of each burst has its own time, and the last reported edge its last level."""
    at_us, level = at_us.reshape(bursts, -1), level.reshape(bursts, -1)
    edges = listener.edges
    edge_us = np.array([edge.device_time_us for edge in edges])
    for burst_us, burst_level in zip(at_us, level, strict=True):
        told = np.flatnonzero((edge_us > burst_us[0] - 5) & (edge_us < burst_us[-1] + 20_000))
        assert edge_us[told[0]] - burst_us[0] < 100
        assert edges[told[-1]].level == burst_level[-1]


def test_skipped_is_exact_for_a_line_that_keeps_to_four_edges_a_tick(tmp_path: Path) -> None:
    with plates(tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(50)
        drive_square(boards, listener, 1234.5, 2001)
    edges = listener.edges
    assert len(edges) < 100
    assert sum(edge.skipped for edge in edges) + len(edges) == 2001


def test_an_open_ttl_in_reads_1_and_is_quiet(tmp_path: Path) -> None:
    with plates(tmp_path) as (_, listener):
        listener.start()
        listener.hear_samples(5000)
        assert listener.edges == []
        assert (listener.samples["status"] & Status.TTL_IN).all()


def test_a_ttl_in_that_is_let_go_of_rises_once_and_is_quiet(tmp_path: Path) -> None:
    with plates(tmp_path) as (boards, listener):
        boards.command("pin", "plates", "D2", 0)
        listener.start()
        listener.hear_samples(100)
        boards.command("release", "plates", "D2")
        listener.hear_samples(2000)
    assert [(edge.level, edge.skipped) for edge in listener.edges] == [(1, 0)]
    assert listener.samples["status"][-1] & Status.TTL_IN


def test_edges_of_a_board_that_was_not_started_are_not_sent(tmp_path: Path) -> None:
    with plates(tmp_path) as (boards, listener):
        for _ in range(2):
            boards.command("square", "plates", "D2", 50, 10)
            let_pass(boards, 0.3)
            listener.start()
            listener.hear_samples(100)
            assert listener.edges == []
            listener.stop()
        listener.start()
        boards.command("pin", "plates", "D2", 0)
        listener.hear_samples(50)
    assert [(edge.level, edge.skipped) for edge in listener.edges] == [(0, 0)]


# TTL out


def test_exactly_the_samples_between_the_edges_of_ttl_out_carry_its_bit(tmp_path: Path) -> None:
    with plates(tmp_path) as (_, listener):
        listener.start()
        for count in (37, 3, 61, 1, 20, 5):
            for level in (1, 0):
                assert listener.order(ttl_out(level)) == Result.DONE
                listener.hear_samples(count)
    chip = chip_of(tmp_path, "plates")
    cycle, level = chip.edges(TTL_OUT)
    assert level.tolist() == [1, 0] * 6
    samples = listener.samples
    begin, end = chip.began(samples["sample"]), chip.ended(samples["sample"])
    between = np.zeros(len(samples), bool)
    for rise, fall in cycle.reshape(-1, 2):
        inside = (begin > rise) & (end < fall)
        outside = (end < rise) | (begin > fall)
        assert (inside | outside | (begin > fall) | (begin < rise)).all()
        between |= inside
    assert np.array_equal((samples["status"] & Status.TTL_OUT) > 0, between)
    at_edges = np.abs(begin[None, :] - cycle[:, None]).min(axis=1)
    assert at_edges.max() < 10 * CYCLES_PER_US  # at a tick and nowhere else
    expect_nothing_lost(listener)


def test_ttl_out_refuses_what_is_no_level_and_needs_no_start(tmp_path: Path) -> None:
    with plates(tmp_path) as (_, listener):
        assert listener.order(ttl_out(1)) == Result.DONE
        assert listener.order(ttl_out(2)) == Result.REFUSED
        listener.start()
        listener.hear_samples(20)
    assert (listener.samples["status"] & Status.TTL_OUT).all()


# Sync wire


@contextmanager
def wired(folder: Path) -> Iterator[tuple[EmulatedBoards, Listener]]:
    """Both boards, each with its own clock, and a listener on the dowel."""
    logs = {"injected_log": folder / "codes", "pin_log": folder / "pins"}
    clocks = {"plates_ppm": PLATES_PPM, "dowel_ppm": DOWEL_PPM}
    with (
        EmulatedBoards(sync_wire=True, speed=0, **clocks, **logs) as boards,
        listening(boards, "dowel") as listener,
    ):
        yield boards, listener


def world_line(ppm: float, ahead_s: float = 0.0) -> Timeline:
    """A board that has run with the world since its start."""
    device_s = np.array([0.0, 1000.0])
    return Timeline(device_s, device_s / (1 + ppm * 1e-6) + ahead_s, 0.0)


def pulses_of(edges: list[Edge]) -> tuple[np.ndarray, np.ndarray]:
    edge_us = np.array([edge.device_time_us for edge in edges])
    return pulses(edge_us, np.array([edge.level for edge in edges]))


def off_the_line_us(rise_us: np.ndarray, tick: np.ndarray) -> np.ndarray:
    slope, begin = np.polyfit(tick, rise_us, 1)
    return np.asarray(rise_us - begin - slope * tick)


@pytest.mark.parametrize("turns", [1, pytest.param(15, marks=pytest.mark.soak)])
def test_pulses_of_the_wire_lie_on_a_line_to_some_microseconds_and_say_their_block(
    turns: int, tmp_path: Path
) -> None:
    with wired(tmp_path) as (_, listener):
        listener.start()
        for _ in range(turns):
            listener.hear_samples(20_500)
    edges = listener.edges
    assert {(edge.line, edge.skipped) for edge in edges} == {(2, 0)}
    rise_us, width_ms = pulses_of(edges)
    dowel, plates = world_line(DOWEL_PPM), world_line(PLATES_PPM)
    paired_us, tick = pair_with_ticks(rise_us, width_ms, dowel, plates)
    assert len(tick) == len(rise_us) >= 203 * turns
    assert (np.diff(tick) == 100).all()
    off_us = off_the_line_us(paired_us, tick)
    print(f"pulses off the line: {np.abs(off_us).max():.1f} us, {off_us.std():.2f} us rms")
    assert np.abs(off_us).max() <= 5
    slope = np.polyfit(tick * 1000.0, paired_us, 1)[0]
    assert slope == pytest.approx((1 + DOWEL_PPM * 1e-6) / (1 + PLATES_PPM * 1e-6), abs=2e-6)
    assert read_blocks(tick, width_ms) == 9 * [True]
    with pytest.raises(ForeignTrainError):
        pair_with_ticks(rise_us, width_ms, world_line(DOWEL_PPM, 2.0), plates)
    expect_nothing_lost(listener)


def read_blocks(tick: np.ndarray, width_ms: np.ndarray) -> list[bool]:
    """For nine complete blocks: whether their pulses are those of their ticks in PROTOCOL.md."""
    first = np.flatnonzero(tick % 2000 == 0)[:9]
    good = []
    for begin in first:
        bits = f"{tick[begin] // 2000:016b}"
        parity = bits.count("1") % 2
        expected = [70, *(40 if bit == "1" else 20 for bit in f"{bits}{parity}01")]
        good.append(np.abs(width_ms[begin : begin + 20] - expected).max() < 0.5)
    return good


def test_a_pulled_wire_is_silent_and_a_plugged_one_speaks_again(tmp_path: Path) -> None:
    with wired(tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(500)
        assert len(listener.edges) >= 8
        boards.command("wire", "off")
        listener.hear_samples(100)  # what was in transit has come, and the pull-up's rise
        before = len(listener.edges)
        rows = listener.sample_count
        listener.hear_samples(1000)
        assert len(listener.edges) == before
        assert listener.edges[-1].level == 1
        assert (listener.samples["status"][rows:] & Status.SYNC).all()
        boards.command("wire", "on")
        listener.hear_samples(1000)
        after = listener.edges[before:]
    levels = [edge.level for edge in after]
    assert len(levels) >= 18
    assert levels == [index % 2 for index in range(len(levels))]  # beginning with a fall
    rise_us, width_ms = pulses_of(after)
    paired_us, tick = pair_with_ticks(
        rise_us[1:], width_ms[1:], world_line(DOWEL_PPM), world_line(PLATES_PPM)
    )
    assert len(tick) == len(rise_us) - 1
    assert np.abs(off_the_line_us(paired_us, tick)).max() <= 5


def test_stamps_of_the_wire_are_those_of_the_edge_at_the_pin(tmp_path: Path) -> None:
    with wired(tmp_path) as (_, listener):
        listener.start()
        listener.hear_samples(3000)
    chip = chip_of(tmp_path, "dowel")
    cycle, _ = chip.edges(SYNC_IN)
    at_us = chip.device_us(cycle, listener.samples)
    edge_us = np.array([edge.device_time_us for edge in listener.edges])
    late_us = edge_us - at_us[np.abs(at_us[None, :] - edge_us[:, None]).argmin(axis=1)]
    print(f"stamps of sync in: {late_us.min():.1f} to {late_us.max():.1f} us late")
    assert len(late_us) >= 58
    assert np.abs(late_us).max() < 3


def test_a_stuck_level_instead_of_the_wire_tells_no_edge(tmp_path: Path) -> None:
    with wired(tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(300)
        boards.command("wire", "off")
        for level in (0, 1):
            boards.command("pin", "dowel", "D8", level)
            listener.hear_samples(50)
            before, rows = len(listener.edges), listener.sample_count
            listener.hear_samples(3000)
            assert len(listener.edges) == before
            assert listener.edges[-1].level == level
            sync = listener.samples["status"][rows:] & Status.SYNC
            assert ((sync > 0) == level).all()
        boards.command("wire", "on")
        listener.hear_samples(2700)
        assert len(listener.edges) - before >= 18
    expect_nothing_lost(listener)


def test_an_open_sync_in_reads_1_and_is_quiet(tmp_path: Path) -> None:
    with dowel(tmp_path) as (_, listener):
        listener.start()
        listener.hear_samples(5000)
        assert listener.edges == []
        assert (listener.samples["status"] & Status.SYNC).all()
