"""The coach's window on real firmware: a whole session, with a cable pulled during it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import pytest

from gui.flow.pages import picture_of
from gui.flow.step import Light, Step
from gui.window import MainWindow
from rig.sim.participant import Participant
from rig.sim.waveform import write_waveform
from tests.firmware.emulated import EmulatedBoards
from tests.gui.conftest import _nothing_left_behind, shown
from tests.gui.led import Led, one, record_one
from tests.stream.test_host import engine_running, name

__all__ = ["_nothing_left_behind", "name", "one", "shown"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

HINGES = {"seed": 3, "empty_s": 12.0, "stand_s": 9.0, "descent_s": 1.2, "mistake_each": 0}
STANDS = {"seed": 3, "drill": "stand", "mistake_each": 0}


@contextmanager
def person_on_boards(folder: Path, who: dict[str, Any], seconds: float) -> Iterator[EmulatedBoards]:
    """Boards with a person, whose movement repeats after so many seconds."""
    write_waveform(folder / "w.csv", Participant.from_settings(**who), seconds)
    link = folder / "ports"
    link.mkdir()
    waveform = {"waveform": folder / "w.csv", "repeat_waveform": True}
    with EmulatedBoards(link=link, sync_wire=True, **waveform) as boards:
        yield boards


@contextmanager
def led_on(
    boards: EmulatedBoards, folder: Path, name: str, window: MainWindow, qtbot
) -> Iterator[Led]:
    ports = {role: str(folder / "ports" / role) for role in boards.ports}
    with engine_running(name, *(word for role in ports for word in (f"--{role}", ports[role]))):
        led = Led(name, window, qtbot)
        yield led
        led.close()


@pytest.mark.soak
def test_a_session_on_real_firmware(name: str, one: str, tmp_path: Path, shown, qtbot) -> None:
    with (
        person_on_boards(tmp_path, HINGES, 60.0) as boards,
        led_on(boards, tmp_path, name, shown(MainWindow(), 1280, 800), qtbot) as led,
    ):
        record_one(led, one)
        with h5py.File(led.coach.flow.outcome.path) as file:
            assert not file.attrs["simulated"]
            assert 600 < file.attrs["weighed_n"] < 700


def test_a_cable_pulled_in_the_countdown(name: str, one: str, tmp_path: Path, shown, qtbot) -> None:
    with (
        person_on_boards(tmp_path, STANDS, 10.0) as boards,
        led_on(boards, tmp_path, name, shown(MainWindow(), 1280, 800), qtbot) as led,
    ):
        led.get_ready("P07", one)
        flow = led.coach.flow
        led.wait(lambda: flow.gate.left_s(flow.facts.now_s) is not None)
        boards.command("unplug", "dowel")
        led.wait(lambda: picture_of(flow).page.light is Light.WRONG)
        assert led.at is Step.READY
        assert "dowel" in led.why
        boards.command("plug", "dowel")
        led.until(Step.BOARDS)  # it may be another one: its sensors are checked again
        led.coach.act("skip")
        led.until(Step.RECORD)
        led.wait(lambda: flow.facts.begun)
        led.coach.act("stop")
        led.until(Step.RESULT)
