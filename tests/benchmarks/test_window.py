"""One complete frame of the window at 1920x1080, on Qt's offscreen platform."""

import statistics
import time
from typing import Any

from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.window import MainWindow
from tests.gui.synthetic import STATUS, Person

ROUNDS = 100
FRAME_S = 1 / 30


def test_window_frame(benchmark: Any, qtbot: QtBot) -> None:
    window, person = MainWindow(), Person()
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    with qtbot.waitExposed(window):
        window.show()
    window.show_status(STATUS)
    wall_ms: list[float] = []
    now_s = [20.0]

    def frame() -> None:
        begin_s = time.perf_counter()
        now_s[0] += FRAME_S
        window.show_picture(person.picture(now_s[0]))
        QApplication.processEvents()  # paints what has changed
        wall_ms.append((time.perf_counter() - begin_s) * 1e3)

    benchmark.pedantic(frame, rounds=ROUNDS, warmup_rounds=5)
    if benchmark.enabled:
        p50, p95 = statistics.median(wall_ms), statistics.quantiles(wall_ms, n=20)[-1]
        benchmark.extra_info.update(
            name="window_frame",
            each="frame",
            units=1,
            wall_ms=[round(p50, 2), round(p95, 2)],
            cpu_ms=round(benchmark.stats.stats.median * 1e3, 2),
        )
    window.close()
