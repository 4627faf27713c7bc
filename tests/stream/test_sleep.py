"""The computer sleeps: in a trial and between two, and the boards continue or lose their power."""

import struct
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from rig.device.board import Board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import SteppedTime
from rig.device.port import Received
from rig.device.timeline import MOST_PPM
from rig.device.wire import Kind, Parser, Run, frame
from rig.errors import DeviceError
from rig.stream.engine import Engine
from rig.stream.recovery import recover
from rig.trial.journal import journal_path
from rig.trial.reader import summarize
from tests.stream.simulated import engine_of, turn_for, turn_until, turn_until_closed

ASLEEP_AT_S = 6.0  # of the world, some time after the boards were found
# The longest sleep is most of its test: once in the suite, everywhere in the soak.
ASLEEP_S = 5.0, 25.0, 60.0, pytest.param(600.0, marks=pytest.mark.soak)
WAITING_S = 0.05  # what was sent then waits at the ports and is read after the sleep
RATES = {"plates": 1 + 1330e-6, "dowel": 1 - 3283e-6}


def boards(asleep_s: float, *, reset: bool, more: str = "") -> Wanted:
    """Boards that are not read while the computer sleeps, though their clocks continue; `reset`:
    their power fails meanwhile."""
    fault = f"silent_at_s={ASLEEP_AT_S}&silent_s={asleep_s}"
    if reset:
        fault += f"&reset_at_s={ASLEEP_AT_S + asleep_s / 2}"
    ppm = "&".join(f"{role}_ppm={(rate - 1) * 1e6:.0f}" for role, rate in RATES.items())
    return Wanted(
        **{role: f"sim://{role}?seed=7&stand_s=3600&{ppm}{more}&{fault}" for role in RATES}
    )


def sleep(engine: Engine, asleep_s: float) -> None:
    """From shortly before the boards fall silent to where they are read again."""
    time = engine._host_time
    assert isinstance(time, SteppedTime)
    turn_for(engine, ASLEEP_AT_S - WAITING_S - time.now_s())
    time.suspend(ASLEEP_AT_S + asleep_s - time.now_s())


def events(file: h5py.File, kind: bytes) -> list[float]:
    values: list[float] = file["events/value"][file["events/kind"][:] == kind].tolist()
    return values


def expect_sound(file: h5py.File) -> None:
    """Times go forward, and no clock has an impossible rate."""
    for role in RATES:
        assert (np.diff(file[role]["time"][:]) > 0).all()
        clock = file["clock"][role]
        assert abs(clock.attrs["rate_ppm"] - (RATES[role] - 1) * 1e6) < 600
        device_s, host_s = clock["knots/device_time_us"][:] / 1e6, clock["knots/time"][:]
        rates = np.diff(host_s) / np.diff(device_s)
        asleep = np.diff(device_s) > 4.0
        assert (np.abs(rates[~asleep] - 1) < (MOST_PPM + 1) * 1e-6).all()


@pytest.mark.parametrize(
    ("asleep_s", "wire", "reset"),
    [
        (5.0, "", False),
        (5.0, "", True),
        (25.0, "&sync=1", False),
        (25.0, "&sync=1", True),
        (60.0, "", False),
        (60.0, "", True),
        (600.0, "&sync=1", False),
        pytest.param(600.0, "&sync=1", True, marks=pytest.mark.soak),
    ],
)
def test_a_trial_over_which_the_computer_sleeps_goes_on(
    asleep_s: float, wire: str, reset: bool, tmp_path: Path
) -> None:
    path = tmp_path / "t.h5"
    with engine_of(boards(asleep_s, reset=reset, more=wire)) as engine:
        engine.start()
        recorder = engine.record(path, seconds=asleep_s + 12.0, keep_journal=True)
        sleep(engine, asleep_s)
        engine.turn()
        assert any(f"slept, or stood still, for {asleep_s:.0f} s" in w for w in engine.problems)
        turn_until_closed(engine, recorder)
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == "stopped"
        assert events(file, b"computer_slept") == [pytest.approx(asleep_s, abs=0.1)]
        assert events(file, b"clock_jumped") == events(file, b"sync_lost") == []
        expect_sound(file)
        for role in RATES:
            count = file["gaps/count"][file["gaps/board"][:] == role.encode()].sum()
            time_s = file[role]["time"][:]
            row = np.diff(time_s).argmax()
            gap_s = time_s[row + 1] - time_s[row]
            assert gap_s == pytest.approx(count / 1000 / (1 if reset else RATES[role]), abs=0.1)
            assert gap_s >= asleep_s - 0.1
            assert gap_s < asleep_s + (4.0 if reset else 0.1)
            assert time_s[-1] == pytest.approx(asleep_s + 12.0, abs=0.03)
            assert (len(file["rejoins/board"]) > 0) == reset
    again = recover(journal_path(path), tmp_path / "again.h5")
    assert summarize(again).boards == summarize(path).boards


@pytest.mark.parametrize("asleep_s", ASLEEP_S)
def test_between_trials_a_sleep_does_not_disturb_the_next(asleep_s: float, tmp_path: Path) -> None:
    with engine_of(boards(asleep_s, reset=False)) as engine:
        engine.start()
        turn_until_closed(engine, engine.record(tmp_path / "before.h5", seconds=1.0))
        sleep(engine, asleep_s)
        turn_for(engine, 4.0)
        after = tmp_path / "after.h5"
        turn_until_closed(engine, engine.record(after, seconds=4.0))
    with h5py.File(after) as file:
        assert file["validity"].attrs["verdict"] == "whole"
        assert file["plates/time"][-1] == pytest.approx(4.0, abs=0.03)
        assert events(file, b"computer_slept") == []
        expect_sound(file)


@pytest.mark.parametrize("asleep_s", ASLEEP_S)
def test_boards_that_lost_their_power_between_trials_are_not_accused(
    asleep_s: float, tmp_path: Path
) -> None:
    """They are found again, and the next trial is not affected."""
    time = SteppedTime()
    opened = open_wanted(boards(asleep_s, reset=True), time)
    engine = Engine(opened, time, threads=False)
    engine.start()
    sleep(engine, asleep_s)
    with pytest.raises(
        DeviceError, match=rf"the computer slept for {asleep_s:.0f} s, and since then"
    ):
        turn_for(engine, 4.0)
    woken = Engine(opened, time, threads=False)
    woken.start()
    turn_for(woken, 4.0)
    assert woken.problems == []
    after = tmp_path / "after.h5"
    turn_until_closed(woken, woken.record(after, seconds=4.0))
    woken.close()
    with h5py.File(after) as file:
        assert file["validity"].attrs["verdict"] == "whole"
        assert file["plates/time"][-1] == pytest.approx(4.0, abs=0.03)
        assert events(file, b"computer_slept") == []
        assert len(file["gaps/count"]) == len(file["rejoins/board"]) == 0
        expect_sound(file)


def test_a_port_that_went_in_a_sleep_is_not_accused() -> None:
    """USB ports may be recreated when the computer wakes."""
    with engine_of() as engine:
        engine.start()
        turn_for(engine, 1.0)
        time, (feed, _) = engine._host_time, engine.feeds.values()
        assert isinstance(time, SteppedTime)
        feed.board.port = Gone(feed.board)  # type: ignore[assignment]
        time.suspend(25.0)
        with pytest.raises(DeviceError, match=r"slept for 25 s, and a board may .*: gone$"):
            turn_for(engine, 1.0)


class Gone:
    """A board's port that no longer exists."""

    def __init__(self, board: Board) -> None:
        self._port = board.port

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)

    def read(self) -> Received:
        raise DeviceError("gone")


class Onward:
    """A board's port behind which the world continues while this computer's clock is stopped."""

    def __init__(self, board: Board) -> None:
        self._port, self._parser = board.port, Parser()
        self.ahead_s = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)

    def read(self) -> Received:
        received = self._port.read()
        runs = self._parser.receive(received.data)
        data = b"".join(self._later(run, body) for run in runs for body in run.payloads)
        return received._replace(data=data)

    def _later(self, run: Run, payload: bytes) -> bytes:
        if run.kind is not Kind.SAMPLES:
            return frame(run.kind, payload)
        sample, time_us = struct.unpack_from("<II", payload)
        later = sample + self.ahead_s * 1000, time_us + self.ahead_s * 1_000_000
        return frame(run.kind, struct.pack("<II", *later) + payload[8:])


@pytest.mark.parametrize("ahead_s", [5, 600])
def test_a_computer_whose_clock_stood_still_is_seen_by_its_boards(
    ahead_s: int, tmp_path: Path
) -> None:
    path = tmp_path / "t.h5"
    with engine_of(boards(0.0, reset=False)) as engine:
        engine.start()
        ports = [Onward(feed.board) for feed in engine.feeds.values()]
        for feed, port in zip(engine.feeds.values(), ports, strict=True):
            feed.board.port = port  # type: ignore[assignment]
        recorder = engine.record(path, seconds=8.0, keep_journal=True)
        turn_until(engine, recorder, 4.0)
        for port in ports:
            port.ahead_s = ahead_s
        turn_until_closed(engine, recorder)
    again = recover(journal_path(path), tmp_path / "again.h5")
    assert summarize(again).boards == summarize(path).boards
    with h5py.File(path) as file:
        lacks_s = [pytest.approx(ahead_s / rate, abs=0.1) for rate in RATES.values()]
        assert events(file, b"clock_jumped") == lacks_s
        assert file["gaps/count"][:].tolist() == [ahead_s * 1000] * 2
        assert file["plates/time"][-1] == pytest.approx(8.0, abs=0.03)
        expect_sound(file)
