"""The cost of window and engine together, with everything on: a trial being recorded, running
strips, the participant's screen open; also the time to the first picture, and the frame rate.

    python -m tests.benchmarks.window_share SHARE.json [SECONDS [LOST_EACH_S]]

The boards run in another process, on pseudo-terminals; a point is lost and touched again every 2 s,
which is more than in the worst set. The window is the program `rig-window`, full on an invisible
screen of 1920x1080, with a counter added beside its session.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rig.stream.api import Quit
from tests.benchmarks.latency import boards
from tests.benchmarks.with_window import screen

SECONDS = 20.0
SETTLE_S = 4.0
LOST_EACH_S = 2.0


def measured(seconds: float = SECONDS, lost_each_s: float = LOST_EACH_S) -> dict[str, float]:
    """Seconds to the first picture; then shares of a core and frames a second."""
    with (
        tempfile.TemporaryDirectory() as name,
        boards(Path(name) / "times.npy", lost_each_s) as ports,
        screen() as screen_environment,
    ):
        environment = dict(os.environ, XDG_DATA_HOME=name) | screen_environment
        words = ["--plates", ports["plates"], "--dowel", ports["dowel"]]
        command = [sys.executable, "-m", "tests.benchmarks.window_share", "inside"]
        command += [str(seconds), str(time.time()), f"bench-{secrets.token_hex(4)}", *words]
        told = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, check=True, timeout=seconds + 60
        )
    return dict(json.loads(told.stdout.splitlines()[-1]))


def inside(seconds: float, launched_s: float, name: str, words: list[str]) -> None:
    """The window's own process."""
    import psutil
    from PyQt5.QtCore import QEvent, QObject, QTimer
    from PyQt5.QtWidgets import QApplication

    from gui import __main__ as program

    class Counter(QObject):
        """Counts the frames of the strips, and measures processor use."""

        def __init__(self, session: Any, window: Any) -> None:
            super().__init__(window)
            self.session, self.window = session, window
            self.told: dict[str, float] = {}
            self.frames, self.begun = 0, (0.0, 0.0, 0.0, 0)
            session.picture.connect(self.see)
            window.strips.plot.viewport().installEventFilter(self)

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
            self.frames += event.type() == QEvent.Paint
            return False

        def see(self, picture: Any) -> None:
            if "first_picture_s" in self.told or picture.balance is None:
                return
            QApplication.processEvents()  # it is drawn
            self.told["first_picture_own_cpu_s"] = round(time.process_time(), 2)
            self.told["first_picture_s"] = round(time.time() - launched_s, 2)
            self.session.start()
            self.window.resize(1920, 1080)
            self.window.mirror.open()
            QTimer.singleShot(round(SETTLE_S * 1e3), self.begin)

        def costs(self) -> tuple[float, float, float, int]:
            engine = psutil.Process(self.session._state.process).cpu_times()
            own = time.process_time()
            return time.perf_counter(), own, engine.user + engine.system, self.frames

        def begin(self) -> None:
            self.begun = self.costs()
            QTimer.singleShot(round(seconds * 1e3), self.end)

        def end(self) -> None:
            took_s, own, engine, frames = (
                b - a for a, b in zip(self.begun, self.costs(), strict=True)
            )
            self.told |= {
                "window_core_share": round(own / took_s, 3),
                "engine_core_share": round(engine / took_s, 3),
                "frames_per_second": round(frames / took_s, 1),
                "width_px": self.window.width(),
                "height_px": self.window.height(),
            }
            print(json.dumps(self.told), flush=True)
            self.session.stop()
            QTimer.singleShot(1200, lambda: self.session.do(Quit()))
            QTimer.singleShot(1500, QApplication.quit)

    join = program.join
    counters = []

    def join_and_count(session: Any, window: Any) -> None:
        join(session, window)
        counters.append(Counter(session, window))

    program.join = join_and_count
    program.show(name, words)


if __name__ == "__main__":
    if sys.argv[1] == "inside":
        inside(float(sys.argv[2]), float(sys.argv[3]), sys.argv[4], sys.argv[5:])
    else:
        found = measured(*(float(text) for text in sys.argv[2:]))
        Path(sys.argv[1]).write_text(json.dumps(found) + "\n")
        print(found)
