"""The review of a trial of an hour at 1920x1080, on Qt's offscreen platform: from its row in the
list to its first picture, and from a jump to the picture there."""

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.review.picture import Frame
from gui.review.program import Review
from gui.review.session import ReviewSession
from gui.review.window import ReviewWindow
from tests.benchmarks.hours import longer
from tests.stream.simulated import MOVING, both, engine_of, turn_until_closed

OPENINGS, JUMPS = 10, 100
SHORT_S = 12.0


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("short") / "short.h5"
    with engine_of(both(person=MOVING)) as engine:
        engine.start()
        turn_until_closed(engine, engine.record(path, seconds=SHORT_S))
    return path


class Hour:
    """A window with one trial in its list; a short one if nothing is measured."""

    def __init__(self, folder: Path) -> None:
        self.window, self.session = ReviewWindow(), ReviewSession(folder)
        self.review = Review(self.session, self.window, opens_alone=False)
        self.shown_s = -1.0
        self.session.frame.connect(self._note)
        self.window.resize(1920, 1080)
        self.window.show()
        self.listed = False
        self.session.rows.connect(lambda _, more: setattr(self, "listed", not more))
        self.session.list_trials()
        self._until(lambda: self.listed)

    def leave(self) -> None:
        """Goes back to the list."""
        self.window.show_list()
        self.shown_s = -1.0
        QApplication.processEvents()

    def open(self) -> None:
        self.window.trials.open_chosen()
        self._until(lambda: self.shown_s >= 0.0)

    def jump(self) -> None:
        way = self.review.desk.way
        self.window.trial.sought.emit(random.uniform(way.playback.begin_s, way.playback.end_s))
        self._until(lambda: self.shown_s == way.now_s)

    def close(self) -> None:
        self.review.close()
        self.window.close()
        self.window.deleteLater()

    def _note(self, frame: Frame) -> None:
        self.shown_s = frame.wish.now_s

    def _until(self, done: Any) -> None:
        while not done():
            QApplication.processEvents()
        QApplication.processEvents()  # paints what has changed
        self.window.repaint()


@pytest.fixture
def hour(short: Path, tmp_path: Path, benchmark: Any, qtbot: QtBot) -> Iterator[Hour]:
    longer(short, tmp_path / "hour.h5", round(3600 / SHORT_S) if benchmark.enabled else 2)
    made = Hour(tmp_path)
    yield made
    made.close()


def test_an_hour_opens(benchmark: Any, hour: Hour) -> None:
    hour.open()
    measured(benchmark, hour.open, setup=hour.leave, rounds=OPENINGS, name="review_open")


def test_a_jump_in_an_hour(benchmark: Any, hour: Hour) -> None:
    random.seed(7)
    hour.open()
    measured(benchmark, hour.jump, rounds=JUMPS, name="review_jump")


def measured(benchmark: Any, act: Any, *, rounds: int, name: str, setup: Any = None) -> None:
    wall_ms: list[float] = []

    def timed() -> None:
        begin_s = time.perf_counter()
        act()
        wall_ms.append((time.perf_counter() - begin_s) * 1e3)

    benchmark.pedantic(timed, setup=setup, rounds=rounds)
    if benchmark.enabled:
        p50, p95 = statistics.median(wall_ms), statistics.quantiles(wall_ms, n=20)[-1]
        benchmark.extra_info.update(
            name=name,
            each="act",
            units=1,
            wall_ms=[round(p50, 2), round(p95, 2)],
            cpu_ms=round(benchmark.stats.stats.median * 1e3, 2),
        )
