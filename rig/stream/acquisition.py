"""The loop: has each board's stream take what came, and publishes what happened. It never waits for
a screen or a disk."""

import math
import queue
import random
import threading
from collections.abc import Callable, Sequence

from rig.device.hosttime import HostTime
from rig.device.port import Received, wait_for_any
from rig.errors import DeviceError
from rig.stream.feed import Feed, Happening
from rig.stream.watch import SleepWatch, after_sleep
from rig.trial.event import COMPUTER_SLEPT, Begin, Event

WAIT_S = 0.1
# Bytes gather during a rest: one turn per frame of both boards would cost six times the CPU time.
# The length varies so that arrivals do not beat against the boards' own millisecond. While a
# contact is being debounced, a rest ends before the deciding sample can arrive, and none follows
# until then. So a rest may be two thirds of a debounce long without delaying a lost contact.
REST_S = (0.012, 0.014)
ALERT_S = 0.0012
LOST_S = 2.0
QUEUED = 10_000

# What the loop reports to its listeners.
Told = Happening | Begin
ToldQueue = queue.SimpleQueue[Told]  # putting costs a tenth of what it costs in a Queue
Tap = Callable[[str, Received], None]


class Acquisition:
    """Reads all boards and publishes what happens. `step` is one turn; `run` turns until `stop`.

    Event times are on the host's clock until a reader subtracts its own zero. `each_turn` runs in
    the loop, between two turns; `on_lost` gets each board whose link is lost while it is waited
    for; `on_woken` gets the time at which a sleep of the computer ended and its length in seconds.
    None of these callbacks may block.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        host_time: HostTime,
        *,
        each_turn: Callable[[], None] = lambda: None,
        on_lost: Callable[[Feed], None] = lambda _: None,
        on_woken: Callable[[float, float], None] = lambda _, __: None,
    ) -> None:
        self.feeds = feeds
        self._host_time = host_time
        self._each_turn = each_turn
        self._on_lost = on_lost
        self._on_woken = on_woken
        self._tap: Tap | None = None
        self._patience_s = 0.0
        self._sleep = SleepWatch(host_time)
        self._woke_s, self._sleep_s = -math.inf, 0.0
        self._listeners: list[ToldQueue] = []
        self._stopping = threading.Event()
        self._random = random.Random(0)  # noqa: S311 (no secret, only a varying rest)

    def listen(self, told: ToldQueue | None = None) -> ToldQueue:
        """Returns a queue that gets everything from now on; with 10,000 waiting it misses items."""
        told = told or queue.SimpleQueue()
        self._listeners = [*self._listeners, told]  # a new list: the loop may be iterating over it
        return told

    def forget(self, told: ToldQueue) -> None:
        """Stops sending to a queue that was listening."""
        self._listeners = [other for other in self._listeners if other is not told]

    def tap(self, hear: Tap | None) -> None:
        """From the next read on, `hear` gets all that a board sends, unchanged and before anything
        else is done with it; None: no one. For the loop's thread."""
        self._tap = hear

    def wait_for_lost(self, patience_s: float) -> None:
        """A board whose link is lost is waited for that long; 0: the loop ends."""
        self._patience_s = patience_s

    def put(self, news: Told) -> None:
        """Sends something to all listeners; never waits."""
        for told in self._listeners:
            if told.qsize() < QUEUED:
                told.put(news)

    def run(self) -> None:
        """Turns until `stop`. Raises DeviceError when a board is lost for longer than allowed."""
        self.begin()
        while not self._stopping.is_set():
            self.rest_and_step()

    def begin(self) -> None:
        """Before the first turn: what the computer slept until now does not count."""
        self._sleep.begin()

    def stop(self) -> None:
        """Ends `run` after the current turn."""
        self._stopping.set()

    def rest_and_step(self) -> None:
        """Rests while bytes gather, then turns. No rest when replayed bytes are already waiting."""
        if not any(feed.board.replay_of and feed.board.port.waiting() for feed in self.feeds):
            due_in_s = min(feed.due_s for feed in self.feeds) - self._host_time.now_s()
            rest_s = min(self._random.uniform(*REST_S), max(0.0, due_in_s - ALERT_S))
            self._host_time.sleep(rest_s)
        self.step()

    def step(self) -> None:
        """One turn: handles completely whatever has come from any board."""
        there = [feed for feed in self.feeds if not feed.lost]
        wait_for_any([feed.board.port for feed in there], self._host_time, WAIT_S)
        self.look_for_sleep()
        for feed in there:
            self._visit(feed)
        for feed in self.feeds:
            now_s = self._host_time.now_s()
            self._look_for_loss(feed, now_s)
            for event in feed.silences(now_s):
                self.put(event)
        self._each_turn()

    def _visit(self, feed: Feed) -> None:
        try:
            received = feed.read()
        except DeviceError as failure:
            self.look_for_sleep()
            if feed.last_arrival_s < self._woke_s:
                failure = after_sleep(failure, self._sleep_s)
            self._lose(feed, failure)
            return
        self.look_for_sleep()  # after the read: what is read during a sleep is handled as such
        if not received.data:
            return
        if self._tap:
            self._tap(feed.role, received)
        for happening in feed.receive(received):
            self.put(happening)

    def look_for_sleep(self) -> None:
        """Reports a sleep of the computer, which is no fault of a board, and passes it to the
        clocks."""
        seconds = self._sleep.look(by_clocks_only=any(feed.board.replay_of for feed in self.feeds))
        if not seconds:
            return
        now_s = self._host_time.now_s()
        self._woke_s, self._sleep_s = now_s, seconds
        self._on_woken(now_s, seconds)
        for feed in self.feeds:
            feed.wake(now_s)
        self.put(Event(now_s, COMPUTER_SLEPT, value=round(seconds, 3)))

    def _look_for_loss(self, feed: Feed, now_s: float) -> None:
        silent_s = min(feed.silent_s(now_s), now_s - self._woke_s)
        if silent_s > self._limit_s(feed):
            self._lose(feed, self._silent(feed, silent_s))

    def _limit_s(self, feed: Feed) -> float:
        """How long a board may be silent; without limit for a replay."""
        if feed.board.replay_of:
            return math.inf
        return self._patience_s if feed.lost else LOST_S

    def _lose(self, feed: Feed, failure: DeviceError) -> None:
        if feed.lost or not self._patience_s:
            raise failure
        feed.lose()
        self._on_lost(feed)

    def _silent(self, feed: Feed, seconds: float) -> DeviceError:
        where = f"the {feed.role} board on {feed.board.port.url}"
        if feed.last_arrival_s < self._woke_s:
            return DeviceError(
                f"the computer slept for {self._sleep_s:.0f} s, and since then nothing came from "
                f"{where}: it may have lost its power meanwhile"
            )
        return DeviceError(f"nothing from {where} for {seconds:.0f} s: check its cable and power")
