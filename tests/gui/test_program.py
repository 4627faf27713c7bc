"""The window as a separate program: hung, killed and reopened while a trial is recorded."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.stream.api import Stop
from rig.stream.triggers import Trigger
from tests.command import finish
from tests.stream.test_host import Window, engine_running, has_boards, name

__all__ = ["name"]
BLINDING = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGSTOP and SIGKILL")


def open_window(name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "gui", "--name", name],
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def alive_for(window: subprocess.Popen[str], seconds: float) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        assert window.poll() is None, window.communicate()
        time.sleep(0.05)


def test_a_window_may_hang_and_die_while_the_trial_goes_on(name: str) -> None:
    with engine_running(name):
        first = open_window(name)
        watcher = Window(name)  # represents the user's button: the engine knows no difference
        watcher.until(has_boards)
        path = watcher.record(stop=Trigger.KEY)
        alive_for(first, 2.0)
        first.send_signal(signal.SIGSTOP)
        time.sleep(5.0)
        first.send_signal(signal.SIGCONT)
        alive_for(first, 1.0)
        first.kill()
        first.communicate()
        second = open_window(name)
        alive_for(second, 3.0)
        state = watcher.until(lambda s: s.trial and s.trial.seconds > 10)
        assert all(board.lost == 0 for board in state.boards)
        watcher.ask(Stop())
        watcher.until(lambda s: s.last)
        assert watcher.state.last.end_reason == "stopped"
        watcher.close()
        second.terminate()
        done = finish(second)
        assert "Traceback" not in done.stderr, done.stderr
    with h5py.File(path) as file:
        for role in ("plates", "dowel"):
            assert (np.diff(file[role]["sample"][:]) == 1).all()
            assert len(file[role]["sample"]) > 10_000
            assert file["validity"][role].attrs["samples_lost"] == 0
    path.unlink()


def test_without_a_display_it_is_one_line() -> None:
    blind = {k: v for k, v in os.environ.items() if k not in BLINDING}
    window = [sys.executable, "-m", "gui"]
    done = subprocess.run(window, env=blind, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: expected a display")
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_engine_goes_when_the_window_was_closed(name: str, tmp_path: Path) -> None:
    settings = tmp_path / "config" / "hinge-rig" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("bad")
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    sim = ("--plates", "sim://plates?seed=7", "--dowel", "none")
    window = subprocess.Popen([sys.executable, "-m", "gui", "--name", name, *sim], env=environment)
    try:
        watcher = _watcher(name)
        pid = watcher.until(lambda s: s.boards).process
        watcher.close()
    finally:
        window.terminate()
        window.wait(20)
    _wait_until_gone(pid)
    assert [aside.read_text() for aside in settings.parent.iterdir()] == ["bad"]
    assert not settings.exists()


def _watcher(name: str) -> Window:
    from rig.errors import DeviceError

    end_s = time.monotonic() + 20
    while True:
        try:
            return Window(name)
        except DeviceError:
            assert time.monotonic() < end_s
            time.sleep(0.1)


def _wait_until_gone(pid: int) -> None:
    """It is no child of this process: it is polled, not waited for."""
    import psutil

    end_s = time.monotonic() + 30
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end_s, "the engine stays"
        time.sleep(0.2)
