"""The loop: read, parse, decode, detect, put, append. It never waits for a screen or a disk."""

import math
import queue
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rig.device import syncwire
from rig.device.hosttime import HostTime
from rig.device.messages import Cue, Edge, LineName
from rig.device.port import Received, wait_for_any
from rig.errors import DeviceError
from rig.stream.decide import Decider
from rig.stream.feed import ClockJump, Feed, News
from rig.stream.samples import Samples
from rig.stream.watch import SilenceWatch, SleepWatch, after_sleep
from rig.trial.event import (
    CLOCK_JUMPED,
    COMPUTER_SLEPT,
    CUE,
    CUE_END,
    LINK_BACK,
    LINK_LOST,
    SYNC_BACK,
    SYNC_LOST,
    TTL_FALL,
    TTL_RISE,
    Begin,
    Event,
    SyncEdge,
)

WAIT_S = 0.1
# Bytes gather during a rest: one turn per frame of both boards would cost six times the CPU time.
# The length varies so that arrivals do not beat against the boards' own millisecond. While a
# contact is being debounced, a rest ends before the deciding sample can arrive, and none follows
# until then. So a rest may be nearly half a debounce long without delaying a lost contact.
REST_S = (0.007, 0.009)
ALERT_S = 0.0012
SILENT_S = 0.25
LOST_S = 2.0
SYNC_EDGES = 6  # an open line may give an edge or two; a train gives these in 0.3 s
QUEUED = 10_000

# What the loop reports to its listeners.
Told = Event | SyncEdge | Begin
ToldQueue = queue.Queue[Told]


class Acquisition:
    """Reads all boards and passes on what they send. `step` is one turn; `run` turns until `stop`.

    `deciders` maps each role to what judges its samples. Event times are on the host's clock until
    a reader subtracts its own zero. `each_turn` runs in the loop, when no block is half handled;
    `tap` gets all that a board sends, unchanged; `on_lost` gets each board whose link is lost,
    which is then awaited for up to `patience_s`; `on_woken` gets the time at which a sleep of the
    computer ended and its length in seconds. None of these callbacks may block.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        deciders: Mapping[str, Decider],
        host_time: HostTime,
        each_turn: Callable[[], None] = lambda: None,
    ) -> None:
        self.feeds = feeds
        self._deciders = deciders
        self._host_time = host_time
        self._each_turn = each_turn
        self.tap: Callable[[str, Received], None] = nobody
        self.patience_s = 0.0
        self.on_lost: Callable[[Feed], None] = lambda _: None
        self.on_woken: Callable[[float, float], None] = lambda _, __: None
        self._sleep = SleepWatch(host_time)
        self._woke_s, self._sleep_s = -math.inf, 0.0
        self._listeners: list[ToldQueue] = []
        self._link = {feed.role: SilenceWatch(SILENT_S) for feed in feeds}
        self._sync = SilenceWatch(syncwire.LOST_S)
        self._stopping = threading.Event()
        self._random = random.Random(0)  # noqa: S311 (no secret, only a varying rest)

    def listen(self, told: ToldQueue | None = None) -> ToldQueue:
        """Returns a bounded queue that gets everything from now on; a full queue misses items."""
        told = told or queue.Queue(QUEUED)
        self._listeners = [*self._listeners, told]  # a new list: the loop may be iterating over it
        return told

    def forget(self, told: ToldQueue) -> None:
        """Stops sending to a queue that was listening."""
        self._listeners = [other for other in self._listeners if other is not told]

    def put(self, news: Told) -> None:
        """Sends something to all listeners; never waits."""
        for told in self._listeners:
            if not told.full():
                told.put_nowait(news)

    def run(self) -> None:
        """Turns until `stop`. Raises DeviceError when a board is lost for longer than allowed."""
        self._sleep.begin()
        while not self._stopping.is_set():
            self.rest_and_step()

    def stop(self) -> None:
        """Ends `run` after the current turn."""
        self._stopping.set()

    def rest_and_step(self) -> None:
        """Rests while bytes gather, then turns. No rest when replayed bytes are already waiting."""
        if not any(feed.board.replay_of and feed.board.port.waiting() for feed in self.feeds):
            self._host_time.sleep(min(self._rest_s(feed) for feed in self.feeds))
        self.step()

    def _rest_s(self, feed: Feed) -> float:
        rest_s = self._random.uniform(*REST_S)
        decider = self._deciders.get(feed.role)
        if decider is None or decider.due_sample is None or feed.lost:
            return rest_s
        due_in_s = feed.arrival_s(decider.due_sample) - self._host_time.now_s()
        return min(rest_s, max(0.0, due_in_s - ALERT_S))

    def step(self) -> None:
        """One turn: handles completely whatever has come from any board."""
        there = [feed for feed in self.feeds if not feed.lost]
        wait_for_any([feed.board.port for feed in there], self._host_time, WAIT_S)
        self._look_for_sleep()
        for feed in there:
            self._hear(feed)
        for feed in self.feeds:
            self._watch_link(feed)
            self._watch_sync(feed)
        self._each_turn()

    def _hear(self, feed: Feed) -> None:
        try:
            received = feed.read()
        except DeviceError as failure:
            self._look_for_sleep()
            if feed.last_arrival_s < self._woke_s:
                failure = after_sleep(failure, self._sleep_s)
            self._lose(feed, failure)
            return
        self._look_for_sleep()  # after the read: what is read during a sleep is handled as such
        if received.data:
            self.tap(feed.role, received)  # before anything else is done with it
        for news in feed.parse_and_decode(received):
            self._take(feed, news)

    def _look_for_sleep(self) -> None:
        """Reports a sleep of the computer, which is no fault of a board, and passes it to the
        clocks."""
        seconds = self._sleep.look(by_clocks_only=any(feed.board.replay_of for feed in self.feeds))
        if not seconds:
            return
        now_s = self._host_time.now_s()
        self._woke_s, self._sleep_s = now_s, seconds
        self.on_woken(now_s, seconds)
        for feed in self.feeds:
            feed.wake(now_s)
        self.put(Event(now_s, COMPUTER_SLEPT, value=round(seconds, 3)))

    def _take(self, feed: Feed, news: News) -> None:
        if isinstance(news, Samples):
            host_s = feed.place(news)
            if decider := self._deciders.get(feed.role):
                for event in decider.events(news, host_s):
                    self._put_decided(feed, event)
            # Last: a reader that finds the rows in the ring also finds their events.
            feed.append(news, host_s)
        elif isinstance(news, Edge):
            self._put_edge(feed, news)
        elif isinstance(news, ClockJump):
            seconds = round(news.seconds, 3)
            self.put(Event(feed.last_arrival_s, CLOCK_JUMPED, feed.role, value=seconds))
        else:
            self._put_cue(feed, news)

    def _put_decided(self, feed: Feed, event: Event) -> None:
        now_s = self._host_time.now_s()
        self.put(replace(event, read_s=feed.last_arrival_s, decided_s=now_s))

    def _put_edge(self, feed: Feed, edge: Edge) -> None:
        if edge.line == LineName.SYNC_IN:
            self.put(SyncEdge(edge.device_time_us, edge.level))
        elif edge.line == LineName.TTL_IN:
            kind = TTL_RISE if edge.level else TTL_FALL
            self._put_stamped(feed, kind, edge.device_time_us)

    def _put_cue(self, feed: Feed, cue: Cue) -> None:
        point = feed.board.info.columns[cue.point] if cue.point < feed.board.info.channels else ""
        self._put_stamped(feed, CUE if cue.on else CUE_END, cue.device_time_us, point, cue.sample)

    def _put_stamped(
        self, feed: Feed, kind: str, time_us: int, point: str = "", sample: int | None = None
    ) -> None:
        self.put(Event(feed.host_s(time_us), kind, feed.role, point, sample, float(time_us)))

    def _watch_link(self, feed: Feed) -> None:
        now_s = self._host_time.now_s()
        silent_s = now_s - max(feed.last_arrival_s, feed.connected_s, self._woke_s)
        if silent_s > self._limit_s(feed):
            self._lose(feed, self._silent(feed, silent_s))
        if change := self._link[feed.role].look(feed.last_arrival_s, now_s):
            kind = LINK_LOST if change.lost else LINK_BACK
            self.put(Event(now_s, kind, feed.role, value=round(change.silence_s, 3)))

    def _limit_s(self, feed: Feed) -> float:
        """How long a board may be silent; without limit for a replay."""
        if feed.board.replay_of:
            return math.inf
        return self.patience_s if feed.lost else LOST_S

    def _lose(self, feed: Feed, failure: DeviceError) -> None:
        if feed.lost or not self.patience_s:
            raise failure
        feed.lose()
        self.on_lost(feed)

    def _silent(self, feed: Feed, seconds: float) -> DeviceError:
        where = f"the {feed.role} board on {feed.board.port.url}"
        if feed.last_arrival_s < self._woke_s:
            return DeviceError(
                f"the computer slept for {self._sleep_s:.0f} s, and since then nothing came from "
                f"{where}: it may have lost its power meanwhile"
            )
        return DeviceError(f"nothing from {where} for {seconds:.0f} s: check its cable and power")

    def _watch_sync(self, feed: Feed) -> None:
        """Uses the board's own clock: a stalled computer does not mean a pulled wire."""
        if feed.sync_edges < SYNC_EDGES:
            return
        if change := self._sync.look(feed.last_sync_edge_s, feed.device_s):
            kind = SYNC_LOST if change.lost else SYNC_BACK
            self.put(Event(feed.newest_s, kind, feed.role, value=round(change.silence_s, 3)))


def nobody(_: str, __: Received) -> None:
    """The tap when nothing is recorded."""
