"""Observes boards for a while: their samples, edges and cues as they come; stores nothing."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.device.messages import Cue, Edge, Health
from rig.device.port import Received, wait_for_any
from rig.errors import DeviceError
from rig.stream.feed import ClockJump, Feed
from rig.stream.samples import Samples
from rig.stream.watch import SleepWatch, SleptError

TURN_S = 0.05
SILENT_S = 2.0


@dataclass(slots=True)
class Seen:
    """What a board sent since it was last forgotten.

    `arrivals` are the device time in microseconds of the newest sample of each piece, and the host
    time in seconds at which it was seen.
    """

    channels: int
    blocks: list[Samples] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    arrivals: list[tuple[int, float]] = field(default_factory=list)
    rows: int = 0

    def newest(self, rows: int) -> list[Samples]:
        """The newest blocks that hold `rows` rows, or all."""
        begin, held = len(self.blocks), 0
        while begin and held < rows:
            begin -= 1
            held += len(self.blocks[begin])
        return self.blocks[begin:]

    def counts(self, rows: int | None = None) -> NDArray[np.int32]:
        """Counts of the newest rows, or of all, shape (N, channels)."""
        rows = self.rows if rows is None else rows
        none = np.empty((0, self.channels), np.int32)
        return np.concatenate([none, *(block.counts for block in self.newest(rows))])[-rows:]

    def status(self) -> NDArray[np.uint16]:
        """Status bits of all rows, shape (N,)."""
        return np.concatenate([np.empty(0, np.uint16), *(block.status for block in self.blocks)])

    def add(self, news: Samples | Edge | Cue, arrival_s: float) -> None:
        """Records what a board sent."""
        if isinstance(news, Samples):
            self.blocks.append(news)
            self.rows += len(news)
            self.arrivals.append((int(news.device_time_us[-1]), arrival_s))
        elif isinstance(news, Edge):
            self.edges.append(news)
        else:
            self.cues.append(news)


class Look:
    """Has boards send samples while it is open; reads them while a caller waits for something.

    Raises DeviceError if a port fails or a board falls silent, and SleptError if the cause may be a
    sleep of the computer, during which what boards sent was lost.
    """

    def __init__(self, boards: Mapping[str, Board], host_time: HostTime) -> None:
        self.boards = boards
        self.feeds: dict[str, Feed] = {}
        self.seen: dict[str, Seen] = {}
        self.first_health: dict[str, Health] = {}
        self._host_time = host_time
        self._sleep = SleepWatch(host_time)

    def __enter__(self) -> Self:
        """Starts the boards."""
        for board in self.boards.values():
            board.health = None
            board.start()
        self.feeds = {role: Feed(board) for role, board in self.boards.items()}
        self.forget()
        self._sleep.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops them; a missing board does not hide an earlier error."""
        for board in self.boards.values():
            with contextlib.suppress(DeviceError) if error else contextlib.nullcontext():
                board.stop()

    def forget(self) -> None:
        """Discards what was seen."""
        self.seen = {role: Seen(board.info.channels) for role, board in self.boards.items()}

    def until(self, done: Callable[[], bool], limit_s: float) -> bool:
        """Reads until `done`, checked after each turn, at most `limit_s`; returns whether it
        came."""
        end_s = self._host_time.now_s() + limit_s
        while not done():
            self._refuse_after_sleep()
            if self._host_time.now_s() >= end_s:
                return False
            self._turn()
        return True

    def gather(self, seconds: float) -> dict[str, Seen]:
        """Discards what was seen, reads `seconds` of samples of each board, and returns them."""
        self.forget()
        needed = {
            role: round(seconds * board.info.sample_rate_hz) for role, board in self.boards.items()
        }
        limit_s = 2 * seconds + SILENT_S
        self.until(lambda: all(self.seen[role].rows >= n for role, n in needed.items()), limit_s)
        return self.seen

    def send(self, role: str, command: bytes) -> None:
        """Sends a command between the samples; its effect is visible in them."""
        self.boards[role].port.write(command)

    def _turn(self) -> None:
        wait_for_any([board.port for board in self.boards.values()], self._host_time, TURN_S)
        self._refuse_after_sleep()
        for role, feed in self.feeds.items():
            received = self._read(feed)
            for news in feed.parse_and_decode(received):
                if not isinstance(news, ClockJump):
                    self.seen[role].add(news, received.arrival_s)
            if feed.board.health and role not in self.first_health:
                self.first_health[role] = feed.board.health
            if self._host_time.now_s() - feed.last_arrival_s > SILENT_S:
                raise DeviceError(
                    f"expected samples from the {role} board on {feed.board.port.url}, none came "
                    f"for {SILENT_S:.0f} s: check cable and power"
                )

    def _read(self, feed: Feed) -> Received:
        try:
            return feed.read()
        except DeviceError:
            self._refuse_after_sleep()
            raise

    def _refuse_after_sleep(self) -> None:
        if seconds := self._sleep.look():
            raise SleptError(seconds)
