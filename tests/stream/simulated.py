"""An engine on simulated boards, turned by the caller on a time that passes as fast as possible."""

import contextlib
from collections.abc import Iterator
from typing import Any

from rig.device.board import Board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import SteppedTime
from rig.device.port import Received
from rig.errors import DeviceError
from rig.stream.engine import Engine
from rig.stream.recorder import Recorder

PLATES_PPM, DOWEL_PPM = 1330, -3283
QUERY = f"seed=7&plates_ppm={PLATES_PPM}&dowel_ppm={DOWEL_PPM}"
COARSE_S = 0.05
MORE_SAMPLES = 20  # a trial ends where the TTL output has fallen, a little after the request


# Repetitions cost most: only tests of movement have them.
STANDING, MOVING = "&stand_s=3600", ""


def both(more: str = "", *, person: str = STANDING) -> Wanted:
    query = f"{QUERY}{person}{more}"
    return Wanted(f"sim://plates?{query}", f"sim://dowel?{query}")


class CoarseTime(SteppedTime):
    """A computer that reads its ports once in `turn_s`: the samples are the same, and the engine
    takes less processor time."""

    def __init__(self, turn_s: float) -> None:
        super().__init__()
        self._turn_s = turn_s

    def sleep(self, seconds: float) -> None:
        """Advances time immediately, by at least a turn."""
        super().sleep(max(seconds, self._turn_s))


@contextlib.contextmanager
def engine_of(wanted: Wanted | None = None, *, turn_s: float = 0.0) -> Iterator[Engine]:
    """With a `turn_s`, for trials that are only made to be read, it turns no more often."""
    time = CoarseTime(turn_s)
    engine = Engine(open_wanted(wanted or both(), time), time, threads=False)
    try:
        yield engine
    finally:
        engine.close()


def turn_until_closed(engine: Engine, recorder: Recorder) -> None:
    while not recorder.closed.is_set():
        engine.turn()


def turn_until(engine: Engine, recorder: Recorder, recorded_s: float) -> None:
    while recorder.recorded_s < recorded_s and not recorder.closed.is_set():
        engine.turn()


def turn_for(engine: Engine, seconds: float, *, rest_s: float = 0.0) -> None:
    """Turns for `seconds` of its time; fewer turns if there is a rest before each."""
    end_s = engine._host_time.now_s() + seconds
    while engine._host_time.now_s() < end_s:
        engine._host_time.sleep(rest_s)
        engine.turn()


class Spoiled:
    """A board's port through a line that loses what it is told to lose."""

    def __init__(self, board: Board) -> None:
        self._port = board.port
        self.lose = 0
        self.lose_writes = 0
        self.dead = False
        self.silent = False
        self.noise = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)

    def waiting(self) -> bool:
        return self.dead or (not self.silent and self._port.waiting())

    def write(self, data: bytes) -> None:
        if self.lose_writes:
            self.lose_writes -= 1
        else:
            self._port.write(data)

    def read(self) -> Received:
        if self.dead:
            raise DeviceError("port gone")
        received = self._port.read()
        if self.noise:
            return received._replace(data=self.noise)
        kept = b"" if self.silent else received.data[self.lose :]
        self.lose = max(0, self.lose - len(received.data))
        return received._replace(data=kept)


def spoil(engine: Engine, role: str) -> Spoiled:
    feed = engine.feeds[role]
    line = Spoiled(feed.board)
    feed.board.port = line  # type: ignore[assignment]
    return line
