"""The engine's process on real firmware: a cable is pulled and put back, a board goes silent."""

import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.stream.api import Stop
from rig.stream.triggers import Trigger
from tests.firmware.emulated import EmulatedBoards
from tests.stream.test_host import Window, engine_running, has_boards, name

__all__ = ["name"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")


def recording(window: Window, seconds: float) -> Path:
    """A trial that has been recorded for `seconds`."""
    path = window.record(participant="P07", stop=Trigger.KEY)
    window.until(lambda s: s.trial and s.trial.seconds > seconds)
    return path


def test_a_pulled_cable_does_not_end_the_trial(name: str, tmp_path: Path) -> None:
    link = tmp_path / "ports"
    link.mkdir()
    with EmulatedBoards(link=link, sync_wire=True) as boards:
        for channel in range(3):
            boards.command("set", "dowel", channel, 700)  # 0 would be a broken wire
        ports = {role: str(link / role) for role in boards.ports}
        words = [word for role in ports for word in (f"--{role}", ports[role])]
        with engine_running(name, *words):
            window = Window(name)
            first = window.until(has_boards)
            path = recording(window, 1.5)
            boards.command("unplug", "plates")
            window.until(lambda s: "plates board" in s.trouble)
            boards.command("plug", "plates")
            again = window.until(lambda s: not s.trouble and s.boards[0].silent_s < 0.2)
            assert again.number == first.number
            assert again.trial.path == str(path)
            window.ask(Stop())
            ended = window.until(lambda s: s.last).last
            assert ended.path == str(path)
            assert ended.verdict == "not valid"
            assert any("samples lost" in reason for reason in ended.reasons)
            window.close()
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == "stopped"
        assert file["gaps/board"][:].tolist() == [b"plates"]
        assert (np.diff(file["dowel/sample"][:]) == 1).all()
    path.unlink()


def test_where_nothing_is_recorded_a_board_that_comes_back_is_found_again(
    name: str, tmp_path: Path
) -> None:
    link = tmp_path / "ports"
    link.mkdir()
    with EmulatedBoards(link=link) as boards:
        words = [word for role in boards.ports for word in (f"--{role}", str(link / role))]
        with engine_running(name, *words):
            window = Window(name)
            first = window.until(has_boards)
            boards.command("unplug", "plates")
            window.until(lambda s: "plates" in s.trouble)
            boards.command("plug", "plates")
            again = window.until(lambda s: has_boards(s) and not s.trouble)
            assert again.number > first.number
            assert {b.serial for b in again.boards} == {b.serial for b in first.boards}
            window.close()


def test_a_board_that_is_silent_for_a_moment_is_two_events(name: str) -> None:
    with EmulatedBoards() as boards:
        words = ("--plates", boards.ports["plates"], "--dowel", boards.ports["dowel"])
        with engine_running(name, *words):
            window = Window(name)
            window.until(lambda s: has_boards(s) and s.boards[1].rate_hz > 500)
            boards.command("silence", "dowel")
            window.until(lambda s: s.boards[1].silent_s > 0.5)
            boards.command("resume", "dowel")
            window.until(lambda s: s.boards[1].silent_s < 0.2)
            kinds = [e.kind for e in window.events if e.kind.startswith("link")]
            assert kinds == ["link_lost", "link_back"]
            window.close()
