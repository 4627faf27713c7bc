"""The watchdog of the real firmware: a board whose main loop hangs restarts as a new one."""

import sys
from pathlib import Path

import numpy as np
import pytest

from rig.device.commands import arm, hello, set_levels, ttl_out
from rig.device.messages import Cues, Info, Result, Status
from rig.device.wire import Kind, frame
from rig.measure.contact import ContactLevels
from tests.firmware.emulated import EmulatedBoards, read_pin_changes
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

WATCHDOG_MS = 256  # of the chip's 128 kHz: 2048 << 4 cycles of it
LOOP_MS = 3
BUZZER, TTL_OUT = "PB1", "PD4"
LEVELS = ContactLevels((3000,) * 3, (2000,) * 3, 5)
CYCLES_PER_MS = 1000 * CYCLES_PER_US


def hang(boards: EmulatedBoards, board: str) -> None:
    """Hangs the board and waits until the watchdog has reset it."""
    boards.command("hang", board)
    let_pass(boards, 0.6)
    assert boards.stats(board)["starts"] == 1


def expect_a_new_board(boards: EmulatedBoards, board: str) -> Listener:
    """Its samples, from a first one on, without a gap."""
    with listening(boards, board) as listener:
        listener.start()
        listener.hear_samples(500)
        assert boards.stats(board)["starts"] == 1
    assert listener.samples["status"][0] & Status.FIRST
    assert listener.samples["sample"][0] < boards.stats(board)["cycles"] / CYCLES_PER_MS
    expect_nothing_lost(listener)
    return listener


@pytest.mark.parametrize("board", ["plates", "dowel"])
def test_a_board_that_hangs_resets_itself_and_answers_as_a_new_one(
    board: str, tmp_path: Path
) -> None:
    with alone(board, tmp_path) as (boards, listener):
        listener.start()
        listener.hear_samples(2000)
        hang(boards, board)
        assert Info.unpack(listener.ask(hello(), Kind.INFO).payload) == listener.info
        last_sent = listener.latest_sample  # no sample came without a start
        listener.close()
        expect_a_new_board(boards, board)
    assert (np.diff(listener.samples["sample"].astype(np.int64)) == 1).all()
    assert listener.parser.counts.crc_errors <= 1  # the frame in which it hung
    chip = Chip(tmp_path / "codes", tmp_path / "pins", board)
    silent_ms = (chip.last_cycle[-1] - chip.ended(last_sent)) / CYCLES_PER_MS
    print(f"{board}: conversions went on for {silent_ms} ms, then the reset")
    assert WATCHDOG_MS - 2 < silent_ms < WATCHDOG_MS + LOOP_MS


def test_a_hung_dowel_ends_its_cue_and_keeps_its_levels(tmp_path: Path) -> None:
    with alone("dowel", tmp_path) as (boards, listener):
        assert listener.order(set_levels(LEVELS)) == Result.DONE
        assert listener.order(arm(Cues.BUZZER)) == Result.DONE
        boards.command("set", "dowel", 0, 1000)
        listener.start()
        listener.hear_samples(200)
        boards.command("set", "dowel", 0, 0)
        listener.hear_samples(50)
        hang(boards, "dowel")
        levels = listener.ask(frame(Kind.GET_LEVELS), Kind.LEVELS)
        listener.close()
        let_pass(boards, 0.3)
    pin = read_pin_changes(tmp_path / "pins", "dowel", BUZZER)
    assert pin["level"].tolist() == [1]  # a starting chip drives nothing
    assert pin["start"].tolist() == [0]
    assert levels.payload[:14] == set_levels(LEVELS)[3:17]
    assert levels.payload[14:] == bytes((Cues.NONE, 1))


def test_a_hung_plates_board_lets_go_of_ttl_out(tmp_path: Path) -> None:
    with alone("plates", tmp_path) as (boards, listener):
        assert listener.order(ttl_out(1)) == Result.DONE
        listener.start()
        listener.hear_samples(100)
        assert listener.samples["status"][-1] & Status.TTL_OUT
        hang(boards, "plates")
        listener.close()
        again = expect_a_new_board(boards, "plates")
    assert not (again.samples["status"] & Status.TTL_OUT).any()
    assert read_pin_changes(tmp_path / "pins", "plates", TTL_OUT)["level"].tolist() == [1]


@pytest.mark.parametrize("board", ["plates", "dowel"])
def test_a_healthy_board_is_not_bitten(board: str, tmp_path: Path) -> None:
    with alone(board, tmp_path) as (boards, listener):
        let_pass(boards, 5)
        listener.start()
        for _ in range(40):
            listener.tell(hello() * 20)  # more than it can answer
            listener.hear_samples(50)
        listener.close()
        let_pass(boards, 5)
        assert boards.stats(board)["starts"] == 0
    expect_nothing_lost(listener)
