"""The window for as many frames as an hour has: its memory stays flat."""

import sys
from collections.abc import Iterator

import psutil
import pytest
from PyQt5.QtWidgets import QApplication

from gui.session import FRAME_MS
from gui.window import MainWindow
from tests.gui.led import Led, one
from tests.stream.test_host import engine_running, name

__all__ = ["name", "one"]

FRAMES_AN_HOUR = 3_600_000 // FRAME_MS
PERSON = "seed=7&descent_s=1.5&hold_s=0.6&ascent_s=1.2&rest_s=1.5"
MOST_GROWTH_MB = 20.0
SET_FRAMES = 200


@pytest.fixture
def led(name: str, one: str, shown, qtbot) -> Iterator[Led]:
    words = ("--plates", f"sim://plates?{PERSON}", "--dowel", f"sim://dowel?{PERSON}")
    with engine_running(name, *words):
        opened = Led(name, shown(MainWindow(), 1280, 800), qtbot)
        opened.wait(lambda: len(opened.coach.flow.facts.roles) == 2)
        yield opened
        opened.close()


def growth_mb(led: Led, frames: int) -> float:
    """Draws frames as fast as possible, with sets among them, and pages that open and close;
    returns by how many MB this process grew after the first tenth of an hour, or of a shorter run
    after half."""
    window, rss_mb, warm = led.window, [], min(FRAMES_AN_HOUR // 10, frames // 2)
    for frame in range(frames):
        at = frame % SET_FRAMES
        if at == SET_FRAMES // 4:
            led.session.start("P07", "dowel-hinge")
        elif at == SET_FRAMES // 2:
            window.mirror.toggle()
        elif at == SET_FRAMES - 1:
            led.session.stop()
            window.help.toggle(14)
            window.help.toggle(14)
        led.session.look()
        QApplication.processEvents()
        if frame >= warm and at == 0:
            rss_mb.append(psutil.Process().memory_info().rss / 1e6)
    return max(rss_mb) - rss_mb[0]


def test_memory_is_flat_over_some_sets(led: Led) -> None:
    assert growth_mb(led, 5 * SET_FRAMES) < MOST_GROWTH_MB


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_memory_is_flat_over_an_hour(led: Led, capsys: pytest.CaptureFixture[str]) -> None:
    grown_mb = growth_mb(led, FRAMES_AN_HOUR)
    with capsys.disabled():
        print(f"\nan hour's frames of the window: it grew by {grown_mb:.1f} MB", file=sys.stderr)
    assert grown_mb < MOST_GROWTH_MB
