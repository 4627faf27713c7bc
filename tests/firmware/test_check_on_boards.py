"""`rig check` with the real firmware: a builder's actions are commands to the emulator."""

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rig.cli.check.observation import Observation
from rig.device.board import Board, open_board
from rig.device.hosttime import WallTime
from rig.device.messages import Cues, Levels, Status
from tests.command import expect_one_line, finish, rig, start_rig
from tests.firmware.emulated import EmulatedBoards

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

PLATES = ("left heel", "left toe", "right heel", "right toe")
DOWEL = ("head", "thoracic", "sacrum")
WHERE = {
    **{name: ("plates", number) for number, name in enumerate(PLATES)},
    **{name: ("dowel", number) for number, name in enumerate(DOWEL)},
}
REST = {"plates": 50, "dowel": 46}
PRESSED = {"plates": 100, "dowel": 960}
LOADED = {"plates": 700, "dowel": 1011}
PULLED = 0
WAIT_S = 4


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Codes of a good rig with nothing on it: amplifiers have noise, idle dividers none."""
    time_s = np.arange(0, 2, 0.001)
    draw = np.random.default_rng(3)
    plates = np.round(REST["plates"] + 0.4 * draw.standard_normal((len(time_s), 4)))
    dowel = np.full((len(time_s), 3), REST["dowel"])
    names = [name.replace(" ", "_") for name in (*PLATES, *DOWEL)]
    path = tmp_path_factory.mktemp("check") / "rest.csv"
    np.savetxt(
        path,
        np.column_stack((time_s, plates, dowel)),
        fmt=["%.3f"] + ["%d"] * 7,
        delimiter=",",
        header="time_s," + ",".join(names),
        comments="",
    )
    return path


@pytest.fixture
def boards(at_rest: Path) -> Iterator[EmulatedBoards]:
    with EmulatedBoards(waveform=at_rest, repeat_waveform=True, sync_wire=True) as emulated:
        yield emulated


class Builder:
    """Does what the lines on standard error ask for. `swapped` moves another channel instead."""

    def __init__(self, boards: EmulatedBoards, swapped: Mapping[str, str] | None = None) -> None:
        self.boards = boards
        self.swapped = swapped or {}
        self.jumper = True
        self.answers = "y\n"
        self.heard: list[str] = []
        self.when: dict[str, Callable[[], object]] = {}
        self._process: subprocess.Popen[str] | None = None
        self._held = ""

    def check(self, *words: object, ports: list[str] | None = None) -> Any:
        """Runs the command to its end with this builder."""
        ports = ports or list(self.boards.ports.values())
        process = start_rig("check", "--wait", WAIT_S, *words, ports=ports, stdin=subprocess.PIPE)
        assert process.stderr
        self._process = process
        try:
            for line in process.stderr:
                self.heard.append(line)
                self._do(process, line)
            return finish(process)
        finally:
            process.kill()

    def signal(self, number: int) -> None:
        """Sends a signal, as Ctrl-C or a kill would."""
        assert self._process
        self._process.send_signal(number)

    def _do(self, process: subprocess.Popen[str], line: str) -> None:
        for words, act in self.when.items():
            if line.startswith(words):
                act()
        if line.startswith(("Press a sensor",)):
            self._set("head", PRESSED)
            time.sleep(0.3)
            self._set("head", REST)
        elif line.startswith(("Press the", "Press on", "Stand on", "Pull one")):
            self._held = next(name for name in WHERE if name in line)
            firm = "firmly" in line or "Stand" in line
            self._set(self._held, LOADED if firm else PRESSED)
            if "Pull" in line:
                self._set(self._held, {"dowel": PULLED})
        elif line.startswith(("Let go", "Step off", "Put it back")):
            self._set(self._held, REST)
        elif line.startswith("Join") and self.jumper:
            self.boards.command("join", "plates", "D4", "D2")
        elif line.startswith("Press Enter"):
            self._type(process, "\n")
        elif "y or n" in line:
            self._type(process, self.answers)

    def _set(self, name: str, codes: Mapping[str, int]) -> None:
        board, channel = WHERE[self.swapped.get(name, name)]
        self.boards.command("set", board, channel, codes[board])

    def _type(self, process: subprocess.Popen[str], text: str) -> None:
        assert process.stdin
        with contextlib.suppress(OSError):
            process.stdin.write(text)
            process.stdin.flush()


def document(done: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def failures(done: Any) -> dict[tuple[str, str], str]:
    return {
        (row["step"], row["subject"]): row["fault"]
        for row in document(done)["findings"]
        if row["result"] == "failed"
    }


def test_a_good_rig_passes_every_step(boards: EmulatedBoards) -> None:
    builder = Builder(boards)
    done = builder.check("--json", "--channel", "left_toe", "--channel", "head")
    heard = "".join(builder.heard)
    assert done.returncode == 0, heard
    found = document(done)
    assert (found["failed"], found["not checked"]) == (0, 0), heard
    steps = [row["step"] for row in found["findings"]]
    assert {step: steps.count(step) for step in dict.fromkeys(steps)} == {
        "link": 12,
        "idle": 2,
        "noise": 2,
        "touch": 2,
        "wire": 1,
        "load": 2,
        "sync": 3,
        "ttl": 3,
        "cue": 3,
    }
    assert set(found["boards"]) == {"plates", "dowel"}


def test_channels_at_rest_that_are_wrong_are_named(boards: EmulatedBoards) -> None:
    boards.command("set", "plates", 1, 1023)
    boards.command("set", "plates", 2, 0)
    boards.command("set", "plates", 3, 80)
    boards.command("set", "dowel", 0, 0)
    boards.command("set", "dowel", 1, 1023)
    builder = Builder(boards)
    done = builder.check("--json", "--step", "idle", "--step", "noise", "--step", "wire")
    assert done.returncode == 1
    found = failures(done)
    assert "5 V" in found["idle", "left toe"]
    assert "no voltage" in found["idle", "right heel"]
    assert "trimmer" in found["idle", "right toe"]
    assert "wire of its cable is broken" in found["idle", "head"]
    assert "two wires touch" in found["idle", "thoracic"]
    assert "one count all the time" in found["noise", "left toe"]
    assert "two wires touch" in found["wire", "thoracic"]
    fine = {("idle", "left heel"), ("idle", "sacrum"), ("noise", "left heel"), ("noise", "head")}
    assert not fine & found.keys()


def test_swapped_and_dead_channels_are_named(boards: EmulatedBoards) -> None:
    builder = Builder(boards, {"left heel": "left toe", "left toe": "left heel", "head": "head"})
    boards.command("set", "dowel", 1, REST["dowel"])
    words = ("--channel", "left_heel", "--channel", "head", "--step", "touch")
    done = builder.check(*words, "--json")
    found = failures(done)
    assert found.keys() == {("touch", "left heel")}
    assert "left toe moves instead" in found["touch", "left heel"]
    assert "A0 and A1" in found["touch", "left heel"]
    assert done.returncode == 1
    nobody = rig("check", "--json", "--wait", 1, *words, ports=boards.ports.values())
    assert nobody.returncode == 1
    assert "nothing moves" in failures(nobody)["touch", "head"]


def test_missing_wires_are_named(at_rest: Path) -> None:
    with EmulatedBoards(waveform=at_rest, repeat_waveform=True) as boards:
        builder = Builder(boards)
        builder.jumper = False
        done = builder.check("--json", "--step", "sync", "--step", "ttl")
    assert done.returncode == 1
    found = failures(done)
    assert found.keys() == {("sync", "pulses"), ("ttl", "TTL in"), ("ttl", "TTL in follows")}
    assert "D8 is open, or ground is missing" in found["sync", "pulses"]
    assert "jumper makes no contact" in found["ttl", "TTL in"]


def test_damaged_bytes_are_counted(boards: EmulatedBoards) -> None:
    builder = Builder(boards)
    builder.when["Reading"] = lambda: boards.command("flip", "plates", 100)
    done = builder.check("--json", "--step", "link")
    assert done.returncode == 1
    assert ("link", "plates damaged frames") in failures(done)
    assert not [subject for _, subject in failures(done) if "dowel" in subject]


def test_a_pulled_cable_ends_it_in_one_line(boards: EmulatedBoards) -> None:
    builder = Builder(boards)
    builder.when["Reading"] = lambda: boards.command("unplug", "dowel")
    done = builder.check("--step", "link")
    assert done.returncode == 3
    assert builder.heard[-1].startswith("rig: ")
    assert "is gone" in builder.heard[-1]


def test_the_buzzer_that_was_not_heard_fails_and_nobody_to_ask_is_not_checked(
    boards: EmulatedBoards,
) -> None:
    builder = Builder(boards)
    builder.answers = "n\n"
    done = builder.check("--json", "--step", "cue", "--dowel", boards.ports["dowel"])
    assert done.returncode == 1
    assert failures(done).keys() == {("cue", "buzzer"), ("cue", "LED")}
    process = start_rig(
        *("check", "--json", "--step", "ttl", "--dowel", "none"),
        ports=boards.ports.values(),
        stdin=subprocess.DEVNULL,
    )
    alone = finish(process)
    assert alone.returncode == 0, alone.stderr
    assert document(alone)["not checked"] == 1
    assert document(alone)["passed"] == 0


def test_s_skips_the_rest_of_a_step(boards: EmulatedBoards) -> None:
    process = start_rig(
        *("check", "--json", "--step", "touch", "--step", "idle"),
        ports=boards.ports.values(),
        stdin=subprocess.PIPE,
    )
    out, err = process.communicate("s\n\n", timeout=20)
    assert process.returncode == 0, err
    found = json.loads(out)
    assert (found["passed"], found["failed"], found["not checked"]) == (7, 0, 7)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_the_boards_as_they_were(number: int, boards: EmulatedBoards) -> None:
    before = set_up(boards)
    builder = Builder(boards)
    builder.answers = ""
    builder.when["Does the buzzer"] = lambda: builder.signal(number)
    done = builder.check("--json", "--step", "cue", "--step", "ttl")
    assert done.returncode == 0, builder.heard
    results = {row["subject"]: row["result"] for row in document(done)["findings"]}
    assert results == {"cue": "not checked", "ttl": "not checked"}
    assert set_up(boards, armed=None) == before


def set_up(boards: EmulatedBoards, armed: Cues | None = Cues.LED) -> Levels:
    """Arms the dowel, and raises TTL out; or returns what a check has left."""
    dowel = open_board(boards.ports["dowel"], WallTime())
    plates = open_board(boards.ports["plates"], WallTime())
    try:
        if armed is not None:
            dowel.arm(armed)
            plates.set_ttl_out(1)
        else:
            assert not samples_waiting(dowel)
            assert ttl_out(plates) == 0
        return dowel.levels()
    finally:
        dowel.close()
        plates.close()


def samples_waiting(board: Board) -> bool:
    time.sleep(0.1)
    return board.port.waiting()


def ttl_out(board: Board) -> int:
    with Observation({"plates": board}, WallTime()) as observed:
        status = observed.gather(0.1)["plates"].status()
    return int(status[-1] & Status.TTL_OUT)


def test_wrong_use_is_one_line(boards: EmulatedBoards) -> None:
    done = rig("check", "--plates", "sim://plates", "--dowel", "none")
    expect_one_line(done, 2, "real boards")
    port = boards.ports["plates"]
    done = rig("check", "--plates", port, "--dowel", "none", "--step", "sync", "--json")
    expect_one_line(done, 2, "expected the dowel board for the step sync")
    assert done.stdout == ""
