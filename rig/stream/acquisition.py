"""The loop: read, parse, decode, append, detect, put. It never waits for a screen or a disk."""

import queue
import random
import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rig.device.hosttime import HostTime
from rig.device.port import wait_for_any
from rig.errors import DeviceError
from rig.measure.contact import ContactDetector
from rig.stream.feed import Feed
from rig.stream.samples import Gap, Samples
from rig.trial.event import CONTACT_OFF, CONTACT_ON, LINK_BACK, LINK_LOST, Event

WAIT_S = 0.1
# A rest lets bytes gather: a turn for each frame of both boards would cost six times the processor.
# Its length varies, so that arrivals do not beat against the boards' own millisecond. While the
# debounce of a contact runs, the next turn may be the one that decides: then there is no rest.
REST_S = (0.004, 0.006)
ALERT_REST_S = (0.0002, 0.0005)
SILENT_S = 0.25
LOST_S = 2.0
QUEUED_EVENTS = 10_000

EventQueue = queue.Queue[Event]


class Acquisition:
    """Reads all boards and hands on what they send. `step` is one turn; `run` turns until told.

    Event times are on the host's clock until a reader subtracts its own zero.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        detector: ContactDetector | None,
        host_time: HostTime,
    ) -> None:
        self.feeds = feeds
        self.detector = detector
        self._host_time = host_time
        self._ports = [feed.board.port for feed in feeds]
        self._listeners: list[EventQueue] = []
        self._gap_listeners: list[Callable[[str, Gap], None]] = []
        self._between_turns: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._silent_since_s: dict[str, float] = {}
        self._stopping = threading.Event()
        self._random = random.Random(0)  # noqa: S311 (no secret, only a varying rest)

    def listen(self) -> EventQueue:
        """A bounded queue that gets every event from now on; one that is full misses events."""
        events: EventQueue = queue.Queue(QUEUED_EVENTS)
        self._listeners.append(events)
        return events

    def listen_to_gaps(self, listener: Callable[[str, Gap], None]) -> None:
        """Calls `listener` in the loop with the role and the gap; it must not wait."""
        self._gap_listeners.append(listener)

    def between_turns(self, action: Callable[[], None]) -> None:
        """Has the loop do `action` where no block is half handled."""
        self._between_turns.put(action)

    def put(self, event: Event) -> None:
        """Gives an event to everyone who listens; never waits."""
        for events in self._listeners:
            if not events.full():
                events.put_nowait(event)

    def run(self) -> None:
        """Turns until `stop`. Raises DeviceError when a port fails or a board stays silent."""
        while not self._stopping.is_set():
            self.rest_and_step()

    def stop(self) -> None:
        """Ends `run` after its present turn."""
        self._stopping.set()

    def rest_and_step(self) -> None:
        """A rest, in which bytes gather, and a turn."""
        alert = self.detector is not None and self.detector.pending
        self._host_time.sleep(self._random.uniform(*(ALERT_REST_S if alert else REST_S)))
        self.step()

    def step(self) -> None:
        """One turn: whatever has come from any board goes all the way."""
        wait_for_any(self._ports, self._host_time, WAIT_S)
        for feed in self.feeds:
            for samples in feed.parse_and_decode(feed.read()):
                host_s = feed.place(samples)
                self._put_gaps(feed, samples)
                self._put_contacts(feed, samples, host_s)
                # Last: who finds the rows in the ring finds what is said about them, too.
                feed.append(samples, host_s)
            self._watch_link(feed)
        while not self._between_turns.empty():
            self._between_turns.get_nowait()()

    def _put_gaps(self, feed: Feed, samples: Samples) -> None:
        for gap in samples.gaps:
            for listener in self._gap_listeners:
                listener(feed.role, gap)

    def _put_contacts(self, feed: Feed, samples: Samples, host_s: NDArray[np.float64]) -> None:
        if self.detector is None or feed.role != "dowel":
            return
        rate_hz = feed.board.info.sample_rate_hz
        for change in self.detector.detect(samples.sample, samples.counts):
            back = int(samples.sample[change.decided_row]) - change.sample
            self.put(
                Event(
                    float(host_s[change.decided_row]) - back / rate_hz,
                    CONTACT_ON if change.on else CONTACT_OFF,
                    feed.role,
                    feed.board.info.columns[change.point],
                    change.sample,
                    change.counts,
                )
            )

    def _watch_link(self, feed: Feed) -> None:
        now_s = self._host_time.now_s()
        silent_s = now_s - feed.last_arrival_s
        if silent_s > LOST_S:
            raise DeviceError(
                f"nothing from the {feed.role} board on {feed.board.port.url} for {LOST_S:.0f} s: "
                "check its cable and power"
            )
        since_s = self._silent_since_s.get(feed.role)
        if since_s is None and silent_s > SILENT_S:
            self._silent_since_s[feed.role] = feed.last_arrival_s
            self.put(Event(now_s, LINK_LOST, feed.role, value=round(silent_s, 3)))
        elif since_s is not None and feed.last_arrival_s > since_s:
            del self._silent_since_s[feed.role]
            back_s = feed.last_arrival_s
            self.put(Event(back_s, LINK_BACK, feed.role, value=round(back_s - since_s, 3)))
