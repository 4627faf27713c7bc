"""The engine as a process: windows come and go, hang and die; the trial does not."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import h5py
import numpy as np
import pytest

from rig.cli import live
from rig.device.discovery import Wanted
from rig.device.hosttime import WallTime
from rig.errors import DeviceError, Reason, UsageError
from rig.stream.api import (
    AnyCommand,
    Decided,
    EndedTrial,
    Mark,
    Quantity,
    Record,
    Recording,
    Reply,
    State,
    Stop,
    Take,
    View,
    ZeroTaken,
    number_of,
)
from rig.stream.door import EngineClient
from rig.stream.host import Host
from rig.stream.rescue import Rescue
from rig.stream.ring import Ring
from rig.stream.runfolder import Place
from rig.stream.triggers import Trigger
from rig.trial.event import Event
from tests.command import expect_one_line, finish, rig, start_rig
from tests.hostile import HOSTILE

SIM = ("--plates", "sim://plates?seed=7&stand_s=3600", "--dowel", "sim://dowel?seed=7&stand_s=3600")
SOON_S = 60.0


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A unique engine name; trials, settings and run files go to the test's own folders."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return f"t{os.getpid()}-{time.monotonic_ns() % 10**9}"


class Window:
    """A window's actions, without a picture."""

    def __init__(self, name: str) -> None:
        self.client = EngineClient(Place(name))
        self.events: list[Event] = []
        self.replies: list[Reply] = []
        self.state: State | None = None

    def look(self, wait_s: float = 0.2) -> None:
        for message in self.client.messages(wait_s):
            if isinstance(message, State):
                self.state = message
            elif isinstance(message, Decided):
                self.events.append(message.event)
            else:
                self.replies.append(message)

    def until(self, done: Callable[[State], Any]) -> State:
        end_s = time.monotonic() + SOON_S
        while not (self.state and done(self.state)):
            assert time.monotonic() < end_s, self.state
            self.look()
        return self.state

    def ask(self, command: AnyCommand) -> Reply:
        return self.reply(self.client.ask(command))

    def ask_raw(self, request: bytes) -> Reply:
        self.client._connection.send_bytes(request)
        return self.reply(number_of(request))

    def reply(self, number: int) -> Reply:
        end_s = time.monotonic() + SOON_S
        while True:
            for one in self.replies:
                if one.number == number:
                    self.replies.remove(one)
                    return one
            assert time.monotonic() < end_s, "no reply"
            self.look()

    def record(self, **about: Any) -> Path:
        reply = self.ask(Record(**about))
        assert isinstance(reply.result, Recording), reply
        return Path(reply.result.path)

    def close(self) -> None:
        self.client.close()


@contextmanager
def engine_running(name: str, *words: object, **settings: Any) -> Iterator[subprocess.Popen[str]]:
    process = start_rig("engine", "--name", name, *(words or SIM), **settings)
    place = Place(name)
    try:
        end_s = time.monotonic() + SOON_S
        while not place.is_open():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < end_s
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        done = finish(process, 20)
        assert "Traceback" not in done.stderr, done.stderr


def left_behind(name: str) -> list[str]:
    return [p.name for p in Place(name).folder.glob(f"{name}.*") if p.suffix != ".lock"]


def has_boards(state: State) -> bool:
    return len(state.boards) == 2


def test_a_window_sees_the_boards_their_samples_and_their_events(name: str) -> None:
    with engine_running(name):
        window = Window(name)
        state = window.until(lambda s: has_boards(s) and s.boards[0].rate_hz > 900)
        plates, dowel = state.boards
        assert (plates.role, dowel.role) == ("plates", "dowel")
        assert plates.simulated is True
        assert plates.lost == 0
        ring = Ring.attach(Path(plates.ring), len(plates.columns), plates.ring_rows)
        before = ring.written
        time.sleep(0.3)
        rows = ring.since(before)
        assert len(rows) > 200
        assert (np.diff(rows.sample) == 1).all()
        window.until(lambda s: set(s.in_contact.values()) == {True})
        del ring, rows
        window.close()
    assert left_behind(name) == []


def test_a_window_is_told_whether_the_count_may_still_change(name: str) -> None:
    with engine_running(name):
        window = Window(name)
        window.until(lambda s: has_boards(s) and not s.count_is_sure)  # the person moves
        window.until(lambda s: s.count_is_sure)  # and rests
        window.close()


def test_a_trial_by_command_is_recorded_marked_and_ended(name: str) -> None:
    with engine_running(name):
        window = Window(name)
        window.until(has_boards)
        path = window.record(participant="P07", stop=Trigger.KEY)
        assert path.name.startswith("P07-")
        day = f"{datetime.now():%Y-%m-%d}"
        assert path.parent == Path(window.state.folder, "P07", day)
        state = window.until(lambda s: s.trial and s.trial.seconds > 1)
        assert window.ask(Record()).refused == Reason.of("trial_running", trial=path.name)
        assert window.ask(Mark()).refused is None
        shares = {r: state.trial.on_disk[r] / n for r, n in state.trial.expected.items()}
        assert all(0.3 < share <= 1.05 for share in shares.values()), shares
        assert window.ask(Stop()).refused is None
        window.until(lambda s: s.last)
        last = window.state.last
        assert last == EndedTrial(str(path), "stopped", "whole", [], last.trust)
        assert any("simulated" in one for one in last.trust)
        again = window.record(seconds=0.5)
        window.until(lambda s: s.last.path == str(again))
        window.close()
    with h5py.File(path) as file:
        assert file.attrs["participant"] == "P07"
        assert b"mark" in file["events/kind"][:]
        assert (np.diff(file["plates/sample"][:]) == 1).all()
    with h5py.File(again) as file:
        assert 0.5 <= file["plates/time"][-1] < 0.8
    path.unlink()
    again.unlink()


SENSELESS: list[tuple[dict[str, Any], str]] = [
    ({"do": "dance"}, "dance"),
    ({}, "do"),
    ({"do": "mark", "when": 1}, "when"),
    ({"do": "record", "start": "soon"}, "soon"),
    ({"do": "record", "seconds": "soon"}, "seconds"),
    ({"do": "record", "seconds": -1}, "seconds"),
    ({"do": "record", "seconds": float("inf")}, "malformed"),
    ({"do": "record", "repetitions": 101}, "repetitions"),
    ({"do": "record", "protocol": "../x"}, "protocol"),
    ({"do": "record", "cue_latency_ms_worst": -1}, "cue_latency_ms_worst"),
    ({"do": "record", "cue_latency_ms_median": "soon"}, "cue_latency_ms_median"),
    ({"do": "arm cue", "cues": "drum"}, "cues"),
    ({"do": "take", "quantity": "height"}, "height"),
    ({"do": "take", "quantity": "weight"}, "participant"),
    ({"do": "take", "quantity": "weight", "participant": "../x"}, "participant"),
    ({"do": "take", "quantity": "mass"}, "calibration"),
    ({"do": "step calibration", "step": "keep"}, "calibration"),
    ({"do": "correct mass", "number": 1, "mass_kg": 1e9}, "mass"),
    ({"do": "begin"}, "now"),
    ({"do": "recover", "trial": "/etc/passwd"}, "interrupted"),
    *(
        ({"do": "record", "participant": participant}, "participant")
        for participant in (*HOSTILE, "Jane Doe", "1990-01-31", "CON", "..", 1.5, ["P07"], {})
    ),
]


def test_a_zero_is_shared_by_the_trials_until_the_next_one(name: str, tmp_path: Path) -> None:
    load = tmp_path / "load.txt"
    with engine_running(name, "--plates", f"sim://plates?bench={load}&seed=4", "--dowel", "none"):
        window = Window(name)
        window.until(lambda s: s.boards)
        assert (window.state.zero_utc, window.state.zero_pending) == (None, [])
        first = window.ask(Take(Quantity.ZERO)).result  # taken once there are 2 s of samples
        window.until(lambda s: s.zero_utc == first.taken_utc)
        path = window.record(seconds=1, foot_length_mm=265, heel_offset_mm=0)
        assert window.ask(Take(Quantity.ZERO)).refused.code == "trial_running"
        window.until(lambda s: s.zero_pending == [str(path)])
        assert "zero pending" in " ".join(window.state.last.trust)
        load.write_text("right 0.1 0 290\n")
        time.sleep(3.5)
        taken = window.ask(Take(Quantity.ZERO)).result
        assert isinstance(taken, ZeroTaken)
        assert taken.problems == []
        assert taken.drift_n[str(path)][3] == pytest.approx(0.98, abs=0.2)
        window.until(lambda s: s.zero_pending == [])
        window.close()
    with h5py.File(path) as file:
        assert file.attrs["foot_length_mm"] == 265
        assert np.isnan(file.attrs["stance_width_mm"])
        assert file["calibration/plates/zero_after"].attrs["taken_utc"] == taken.taken_utc


def test_a_press_waits_until_the_plates_are_as_they_must_be(name: str, tmp_path: Path) -> None:
    """What is on the plates between the press and the capture delays it, and does not end it."""
    load = tmp_path / "load.txt"
    with engine_running(name, "--plates", f"sim://plates?bench={load}&seed=4", "--dowel", "none"):
        window = Window(name)
        assert window.ask(View(Quantity.ZERO)).refused is None
        window.until(lambda s: s.capture and not s.capture.waits)  # the hint: it could be taken
        load.write_text("left 20 0 290\n")
        window.until(lambda s: s.capture.waits)
        number = window.client.ask(Take(Quantity.ZERO))
        loaded = window.until(lambda s: s.capture.armed and s.capture.waits.code == "plates_loaded")
        assert loaded.capture.quantity is Quantity.ZERO
        assert window.replies == []
        load.write_text("")
        assert isinstance(window.reply(number).result, ZeroTaken)
        window.until(lambda s: not s.capture.armed)
        window.close()


def test_a_press_is_released_by_another_and_by_the_end_of_its_window(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "book"))  # no zero of another test
    load = tmp_path / "load.txt"
    load.write_text("left 20 0 290\n")
    with engine_running(name, "--plates", f"sim://plates?bench={load}&seed=4", "--dowel", "none"):
        window, other = Window(name), Window(name)
        window.ask(View(Quantity.ZERO))
        number = window.client.ask(Take(Quantity.ZERO))
        window.until(lambda s: s.capture and s.capture.armed)
        other.client.ask(Take(Quantity.ZERO))
        assert window.reply(number).refused.code == "released"
        other.close()
        window.until(lambda s: not s.capture.armed)
        load.write_text("")
        window.until(lambda s: not s.capture.waits)
        assert window.state.zero_utc is None
        window.close()


def test_senseless_commands_are_refused_in_words(name: str) -> None:
    with engine_running(name):
        window = Window(name)
        window.until(has_boards)
        for number, (command, said) in enumerate(SENSELESS, 1):
            request = {"number": number, "command": command}
            refused = window.ask_raw(json.dumps(request).encode()).refused
            assert refused, command
            assert said in str(refused), command
            assert len(str(refused)) < 950
        state = window.until(has_boards)
        assert state.trial is None
        assert not list(Path(state.folder).iterdir())
        window.close()


def test_what_the_disk_refuses_and_what_is_nested_too_deeply_is_refused_in_words(
    name: str, tmp_path: Path
) -> None:
    """The day's folder is a file here; it may be another user's folder as well."""
    with engine_running(name, "--plates", "sim://plates?seed=7", "--dowel", "none"):
        window = Window(name)
        state = window.until(lambda s: s.boards)
        day = Path(state.folder, "P07", f"{datetime.now():%Y-%m-%d}")
        day.parent.mkdir()
        day.write_text("")
        refused = window.ask(Record("P07")).refused
        assert "cannot make the folder" in str(refused)
        assert "nested too deeply" in str(
            window.ask_raw(b'{"number": 9, "x": ' + b"[" * 200_000).refused
        )
        assert window.record(participant="P08", seconds=0.5)
        window.until(lambda s: s.last)
        window.close()


def test_a_window_that_is_killed_or_hangs_costs_no_sample(name: str, tmp_path: Path) -> None:
    with engine_running(name):
        before = Window(name)
        before.until(has_boards)
        before.close()
        script = (
            "import sys, time; from rig.stream.api import Record;"
            "from rig.stream.door import EngineClient; from rig.stream.runfolder import Place;"
            "from rig.stream.triggers import Trigger; c = EngineClient(Place(sys.argv[1]));"
            "c.ask(Record(stop=Trigger.KEY)); print('in', flush=True); time.sleep(60)"
        )
        hung = subprocess.Popen(
            [sys.executable, "-c", script, name], stdout=subprocess.PIPE, text=True
        )
        assert hung.stdout is not None
        assert hung.stdout.readline() == "in\n"
        time.sleep(3)  # it reads none of its messages
        hung.kill()
        hung.communicate()
        window = Window(name)
        state = window.until(lambda s: s.trial and s.trial.seconds > 4)
        path = Path(state.trial.path)
        window.ask(Stop())
        window.until(lambda s: s.last)
        window.close()
    with h5py.File(path) as file:
        for role in ("plates", "dowel"):
            assert (np.diff(file[role]["sample"][:]) == 1).all()
            assert len(file[role]["sample"]) > 4000
        assert file.attrs["end_reason"] == "stopped"
    path.unlink()


def test_an_engine_that_nobody_looks_at_ends_itself(name: str) -> None:
    with engine_running(name, *SIM, "--linger", 1) as process:
        window = Window(name)
        window.until(has_boards)
        time.sleep(1.5)
        window.look()
        assert process.poll() is None
        window.close()
        assert process.wait(10) == 0
    assert left_behind(name) == []


def test_while_it_records_it_stays_without_a_window(name: str) -> None:
    with engine_running(name, *SIM, "--linger", 0.5) as process:
        window = Window(name)
        window.until(has_boards)
        path = window.record(seconds=3)
        window.close()
        assert process.wait(15) == 0
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == "stopped"
        assert file["plates/time"][-1] >= 3
    path.unlink()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_what_a_killed_engine_leaves_goes_with_the_next_one(name: str) -> None:
    with engine_running(name) as process:
        window = Window(name)
        window.until(has_boards)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with pytest.raises(DeviceError, match="has ended"):
            window.until(lambda _: False)
        window.close()
    assert left_behind(name) != []
    assert not Place(name).is_taken()
    assert left_behind(name) == []


@pytest.mark.skipif(os.name != "posix", reason="a socket file")
def test_a_door_that_does_not_listen_yet_is_not_open(name: str) -> None:
    """Its socket file exists a moment earlier: connecting then was refused."""
    place = Place(name)
    place.take()
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(place.address)
            assert not Place(name).is_open()
            with pytest.raises(DeviceError, match="no engine named"):
                EngineClient(Place(name))
    finally:
        place.give_back()
    assert left_behind(name) == []


def test_an_engine_that_is_ending_is_waited_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting one at that moment failed: the ending one was mistaken for a running one."""
    ending = Place(name)
    ending.take()
    ending.lay_out_key(b"0" * 32)
    ending.take_key_away()
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            ending.give_back()

    monkeypatch.setattr("rig.cli.live.time.sleep", sleep)
    assert not live.runs(Place(name))
    assert len(looks) == 3


def test_one_name_is_one_engine(name: str) -> None:
    with engine_running(name, *SIM, "--linger", 100):  # a busy computer starts the other slowly
        expect_one_line(rig("engine", "--name", name, *SIM), 2, "running already")


def test_a_name_that_is_none_is_refused() -> None:
    expect_one_line(rig("engine", "--name", "../x", *SIM), 2, "expected letters")
    with pytest.raises(UsageError):
        Place("a.b")


def test_boards_that_are_not_there_are_waited_for(name: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "no-port")
    with engine_running(name, "--plates", missing, "--dowel", "none"):
        window = Window(name)
        window.until(lambda s: "no-port" in s.trouble)
        refused = window.ask(Record(seconds=1)).refused
        assert refused.code == "no_boards"
        assert "no-port" in str(refused)
        window.close()


@pytest.mark.timeout(60)
def test_a_signal_ends_it_wherever_its_loop_is(name: str, tmp_path: Path) -> None:
    """A handler runs between any two lines of the main thread, also where that holds a lock."""
    wanted = Wanted(str(tmp_path / "no-port"), "none")
    about = {"folder": lambda: tmp_path, "rescue": Rescue(["rig"]), "linger_s": 3600.0}
    host = Host(Place(name), wanted, WallTime(), **about)
    lines = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines
        if lines or frame.f_code is Host._look_at_samples.__code__:
            lines += event == "line"
            host.stop("by signal 15")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        host.run()
    finally:
        sys.settrace(before)
    assert lines > 20


@pytest.mark.skipif(os.name != "posix", reason="a socket file")
def test_the_door_is_the_owners_and_opens_to_the_key_only(name: str) -> None:
    with engine_running(name):
        place = Place(name)
        assert place.folder.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in place.folder.glob(f"{name}.*.ring"))
        stranger = socket.socket(socket.AF_UNIX)
        stranger.connect(place.address)
        stranger.sendall(b"\0\0\0\x04true")
        stranger.close()
        window = Window(name)  # with the key, a client can still connect
        window.until(has_boards)
        window.close()


def test_live_without_a_display_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    if sys.platform == "linux":
        expect_one_line(rig("live", *SIM), 2, "expected a display")
