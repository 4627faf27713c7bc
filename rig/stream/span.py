"""From which sample to which a trial goes: its triggers, and the TTL output that signals a lab.

The plates' output goes high at a tick and low at a tick, and each sample holds its level. The first
sample with the output high is the first of the trial, the last one is the last: so the edges that
other instruments see and the rows in the file are the same instants.
"""

import math
import threading
from collections.abc import Callable
from enum import Enum, auto

import numpy as np

from rig.device import commands
from rig.device.hosttime import HostTime
from rig.device.messages import Status
from rig.errors import DeviceError
from rig.stream.acquisition import ToldQueue
from rig.stream.feed import Feed
from rig.stream.setend import SetEnd
from rig.stream.triggers import Trigger, Triggers
from rig.trial.event import Event

REPEAT_S = 0.25
# A replay has nothing before its begin: timing uncertainty must not exclude a sample.
BEFORE_REPLAY_S = 0.1
GIVE_UP_S = 2.0


class _Phase(Enum):
    WAITING = auto()
    RISING = auto()
    OPEN = auto()
    FALLING = auto()
    OVER = auto()


def _nothing() -> None:
    """The default callback."""


class TrialSpan:
    """Follows one trial from its trigger to its end. The loop calls `turn`.

    `zero_s` and `end_s` are on the host's clock and infinite until they are known.
    """

    def __init__(
        self,
        plates: Feed | None,
        triggers: Triggers,
        host_time: HostTime,
        *,
        told: ToldQueue,
        on_begin: Callable[[float], None],
        before_begin: Callable[[], None] = _nothing,
        on_end: Callable[[float], None] = lambda _: None,
    ) -> None:
        self.zero_s = math.inf
        self.end_s = math.inf
        self._plates = plates
        self._triggers = triggers
        self._host_time = host_time
        self._told = told
        self._on_begin = on_begin
        self._before_begin = before_begin
        self._on_end = on_end
        self._phase = _Phase.WAITING
        self._start_asked = threading.Event()
        self._stop_asked = threading.Event()
        self._set_end = SetEnd(triggers.repetitions)
        self._rows_seen = 0
        self._settled_s = -math.inf
        self._rows_waited = 0
        self._repeated_s = -math.inf
        if triggers.start is Trigger.NOW:
            self._start_asked.set()

    @property
    def until_s(self) -> float:
        """Up to this time, exclusive, it is known whether samples belong to the trial."""
        settled_s = self._settled_s  # before end_s: it is set after it
        return min(math.nextafter(settled_s, math.inf), self.end_s)

    @property
    def repetitions(self) -> int:
        """How many are over, by the live phases."""
        return self._set_end.count

    @property
    def output_level(self) -> int:
        """What the plates' TTL output should be at."""
        return int(self._phase in (_Phase.RISING, _Phase.OPEN))

    @property
    def waits_for_start_key(self) -> bool:
        """Whether only a key would begin it."""
        return not self._start_asked.is_set() and self._triggers.start is Trigger.KEY

    @property
    def waits_for_stop_key(self) -> bool:
        """Whether a key would end it."""
        open_ = self._phase is _Phase.OPEN and not self._stop_asked.is_set()
        return open_ and self._triggers.stop is Trigger.KEY

    def start(self) -> None:
        """Begins it; from any thread."""
        self._start_asked.set()

    def stop(self) -> None:
        """Ends it; from any thread."""
        self._stop_asked.set()

    def end_with_replay(self) -> None:
        """All that came belongs to it, and no more comes; called by the loop."""
        self._settled_s = math.inf

    def turn(self) -> None:
        """Goes to the next phase if it is due. Raises DeviceError if the output fails."""
        self._hear_edges()
        if self._phase is _Phase.WAITING and self._start_asked.is_set():
            self._begin()
        if self._phase is _Phase.RISING and (rise_s := self._output_turned(1)) is not None:
            self._open(rise_s)
        if self._phase is _Phase.OPEN and self._stop_is_due():
            self._end()
        if self._phase is _Phase.FALLING:
            self._fall()
        self._settle()

    @property
    def _there(self) -> Feed | None:
        """The plates, unless their link is lost: then the host's clock is used."""
        return self._plates if self._plates and not self._plates.lost else None

    def _settle(self) -> None:
        """In an open trial all that has come belongs to it; after its end only `end_s` counts."""
        if self._phase is _Phase.OVER:
            self._settled_s = math.inf
        elif self._phase in (_Phase.OPEN, _Phase.FALLING):
            self._settled_s = self._there.newest_s if self._there else self._now_or_end_s()

    def _now_or_end_s(self) -> float:
        seconds = self._triggers.seconds or math.inf
        return min(self._host_time.now_s(), math.nextafter(self.zero_s + seconds, -math.inf))

    def _hear_edges(self) -> None:
        while not self._told.empty():
            news = self._told.get_nowait()
            if not isinstance(news, Event):
                continue
            if self._phase is _Phase.WAITING and self._triggers.start.is_edge(news.kind):
                self._start_asked.set()
            elif self._phase is _Phase.OPEN and news.time_s > self.zero_s:
                self._hear_in_trial(news)

    def _hear_in_trial(self, event: Event) -> None:
        stop = self._triggers.stop
        if stop is not None and stop.is_edge(event.kind):
            self._stop_asked.set()
        self._set_end.hear(event)

    def _begin(self) -> None:
        self._before_begin()
        if self._plates is None:
            self._open(self._host_time.now_s())
        else:
            self._ask_output(_Phase.RISING)

    def _open(self, zero_s: float) -> None:
        self._phase, self.zero_s = _Phase.OPEN, zero_s
        self._on_begin(zero_s)

    def _stop_is_due(self) -> bool:
        if self._stop_asked.is_set():
            return True
        seconds = self._triggers.seconds or math.inf
        newest_s = self._there.newest_s if self._there else self._host_time.now_s()
        return newest_s >= min(self.zero_s + seconds, self._set_end.due_s)

    def _end(self) -> None:
        if self._there:
            self._ask_output(_Phase.FALLING)
            return
        seconds = math.inf if self._stop_asked.is_set() else self._triggers.seconds or math.inf
        self._over(min(self.zero_s + seconds, self._host_time.now_s()))

    def _fall(self) -> None:
        """Plates that are lost in between no longer report that their output has fallen."""
        fall_s = self._output_turned(0) if self._there else self._host_time.now_s()
        if fall_s is not None:
            self._over(fall_s)

    def _over(self, end_s: float) -> None:
        self._phase, self.end_s = _Phase.OVER, end_s
        self._on_end(end_s)

    def _ask_output(self, phase: _Phase) -> None:
        self._phase, self._rows_waited = phase, 0
        self._rows_seen = self._plates.ring.written if self._plates else 0
        self._send_output()

    def _send_output(self) -> None:
        if self._plates is not None:
            self._repeated_s = self._host_time.now_s()
            self._plates.board.port.write(commands.ttl_out(self.output_level))

    def _output_turned(self, level: int) -> float | None:
        """Host time of the first sample since the request that has the output at `level`."""
        if self._plates is None:
            return None
        rows = self._plates.ring.since(self._rows_seen)
        self._rows_seen = rows.first + len(rows)
        turned = np.flatnonzero(((rows.status & Status.TTL_OUT) != 0) == bool(level))
        if len(turned):
            whole_replay = rows.first + turned[0] == 0 and self._plates.board.replay_of
            return float(rows.host_s[turned[0]]) - (BEFORE_REPLAY_S if whole_replay else 0.0)
        # Counted by samples: while none come, or the computer sleeps, the output cannot answer.
        self._rows_waited += len(rows)
        if self._rows_waited > GIVE_UP_S * self._plates.board.info.sample_rate_hz:
            raise DeviceError(
                f"the plates board on {self._plates.board.port.url} does not switch its TTL "
                "output: check its cable, or flash the sketch that came with this program"
            )
        if (
            self._host_time.now_s() - self._repeated_s > REPEAT_S
        ):  # the command may have been damaged in transit
            self._send_output()
        return None
