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
from rig.device.messages import Health
from rig.errors import DeviceError
from rig.stream.acquisition import Acquisition
from rig.stream.feed import Feed
from rig.stream.watch import SleptError
from rig.trial.event import COMPUTER_SLEPT, Event, SyncEdge

SLACK_S = 2.0


@dataclass(slots=True)
class Seen:
    """What a board sent since it was last forgotten.

    `edges` are those of the sync wire, `events` all else. `arrivals` are the device time in
    microseconds of the newest sample of each read, and the host time in seconds of that read.
    """

    feed: Feed
    edges: list[SyncEdge] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    arrivals: list[tuple[int, float]] = field(default_factory=list)
    _from_row: int = field(init=False)
    _skipped_before: int = field(init=False)

    def __post_init__(self) -> None:
        """From here on."""
        self._from_row = self.feed.ring.written
        self._skipped_before = self.feed.edges_skipped

    @property
    def rows(self) -> int:
        """How many samples."""
        return self.feed.ring.written - self._from_row

    @property
    def skipped(self) -> int:
        """How many edges the board could not report."""
        return self.feed.edges_skipped - self._skipped_before

    def counts(self, rows: int | None = None) -> NDArray[np.int32]:
        """Counts of the newest rows, or of all, shape (N, channels)."""
        return self.feed.ring.latest(self.rows if rows is None else min(rows, self.rows)).counts

    def status(self) -> NDArray[np.uint16]:
        """Status bits of all rows, shape (N,)."""
        return self.feed.ring.latest(self.rows).status

    def kinds(self, *kinds: str) -> list[Event]:
        """The events of these kinds."""
        return [event for event in self.events if event.kind in kinds]


class Observation:
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

    def __enter__(self) -> Self:
        """Starts the boards."""
        self._old_health = {role: board.health for role, board in self.boards.items()}
        for board in self.boards.values():
            board.start()
        self.feeds = {role: Feed(board) for role, board in self.boards.items()}
        self.forget()
        self._loop = Acquisition(list(self.feeds.values()), self._host_time)
        self._told = self._loop.listen()
        self._loop.begin()
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
        self.seen = {role: Seen(feed) for role, feed in self.feeds.items()}

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
        limit_s = 2 * seconds + SLACK_S
        self.until(lambda: all(self.seen[role].rows >= n for role, n in needed.items()), limit_s)
        return self.seen

    def send(self, role: str, command: bytes) -> None:
        """Sends a command between the samples; its effect is visible in them."""
        self.boards[role].port.write(command)

    def _turn(self) -> None:
        try:
            self._loop.step()
        except DeviceError:
            self._refuse_after_sleep()
            raise
        self._refuse_after_sleep()
        for role, feed in self.feeds.items():
            newest = feed.decoder.device_time_us, feed.last_arrival_s
            arrivals = self.seen[role].arrivals
            if newest[0] is not None and (not arrivals or arrivals[-1][0] < newest[0]):
                arrivals.append((newest[0], newest[1]))
            health = feed.board.health
            if health and health is not self._old_health[role]:
                self.first_health.setdefault(role, health)

    def _refuse_after_sleep(self) -> None:
        """Takes what the loop published. Raises SleptError if the computer slept."""
        self._loop.look_for_sleep()
        while not self._told.empty():
            news = self._told.get_nowait()
            if isinstance(news, SyncEdge):
                self.seen["dowel"].edges.append(news)
            elif isinstance(news, Event) and news.kind == COMPUTER_SLEPT:
                raise SleptError(news.value or 0.0)
            elif isinstance(news, Event):
                self.seen[news.board].events.append(news)
