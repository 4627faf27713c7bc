"""Nothing of the rig is on a network unless the user asks for Lab Streaming Layer."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from rig.stream.api import Stop
from rig.stream.triggers import Trigger
from rig.trial.journal import journal_path
from tests.command import finish, start_rig, wait_for_file
from tests.gui.test_program import open_window
from tests.stream.test_host import SIM, Window, engine_running, has_boards, name

__all__ = ["name"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="looks at sockets as its owner may")

SOON_S = 60.0


def network_sockets(pid: int) -> list[Any]:
    """Of a process and its children: listening, connected, or waiting for datagrams."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return [socket for each in family for socket in each.net_connections(kind="inet")]


def until(done: Callable[[], Any]) -> None:
    end_s = time.monotonic() + SOON_S
    while not done():
        assert time.monotonic() < end_s
        time.sleep(0.1)


def test_an_engine_that_records_and_its_window_are_on_no_network(name: str) -> None:
    with engine_running(name) as engine:
        window = open_window(name)
        recorder = Window(name)
        recorder.until(has_boards)
        recorder.record(stop=Trigger.KEY)
        recorder.until(lambda s: s.trial and s.trial.seconds > 1)
        until(lambda: psutil.Process(window.pid).net_connections(kind="unix"))  # it connected
        assert network_sockets(engine.pid) == []
        assert network_sockets(window.pid) == []
        recorder.ask(Stop())
        recorder.until(lambda s: s.last)
        recorder.close()
        window.terminate()
        finish(window)


def test_a_recording_without_a_window_is_on_no_network(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    process = start_rig("record", *SIM, "--seconds", 30, "--out", trial)
    wait_for_file(journal_path(trial))
    assert network_sockets(process.pid) == []
    process.terminate()
    finish(process)


def test_who_asks_for_lab_streaming_layer_gets_it(name: str) -> None:
    """Also proves that this check of sockets would detect one."""
    with engine_running(name, *SIM, "--lsl") as engine:
        until(lambda: any(s.status == psutil.CONN_LISTEN for s in network_sockets(engine.pid)))
