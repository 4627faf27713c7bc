"""One board's stream, from port to ring in one visit: parse, place in time, judge, append."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.device import syncwire
from rig.device.board import Board
from rig.device.clock import ClockFit
from rig.device.liveclock import DRIFT_SHARE, LEAST_GAP_US, LiveClock
from rig.device.messages import Cue, Edge, LineName
from rig.device.port import Received
from rig.device.wire import Kind, Run
from rig.stream.decide import Decider
from rig.stream.ring import Ring
from rig.stream.samples import SampleDecoder, Samples, apart
from rig.stream.watch import Change, SilenceWatch
from rig.trial.event import (
    CLOCK_JUMPED,
    CUE,
    CUE_END,
    LINK_BACK,
    LINK_LOST,
    SYNC_BACK,
    SYNC_LOST,
    TTL_FALL,
    TTL_RISE,
    Event,
    SyncEdge,
)

# A board was not reset if its numbers are this near to what the host's clock expects, plus
# `DRIFT_SHARE` of the missing ones. After a reset it counts from 0.
NOT_RESET_SAMPLES = 100
SILENT_S = 0.25
SYNC_EDGES = 6  # an open line may give an edge or two; a train gives these in 0.3 s


class ClockJump(NamedTuple):
    """A board's clock advanced by so many seconds while the computer's clock did not."""

    seconds: float


News = Samples | Edge | Cue | ClockJump
Happening = Event | SyncEdge


class Rejoin(NamedTuple):
    """From sample `first_sample` on, the board counts from 0 again: these offsets are added."""

    first_sample: int
    samples_added: int
    device_time_us_added: int


class Feed:
    """What is known about a board while it sends samples.

    `decider` judges its samples; `reference` is the clock that drives its sync input; `ring` gets
    its samples, by default one in this process's own memory. All of it belongs to the loop's
    thread; others read the ring, and the counters when they may be a turn old.
    """

    def __init__(
        self,
        board: Board,
        *,
        decider: Decider | None = None,
        reference: ClockFit | None = None,
        ring: Ring | None = None,
    ) -> None:
        self.board = board
        self._decider = decider
        self.decoder = SampleDecoder(board.info)
        self._clock = LiveClock(board.info.frame_delay_us / 1e6, reference)
        self.ring = ring or Ring(board.info.channels)
        self.last_arrival_s = board.host_time.now_s()
        self.lost = False
        self.connected_s = self.last_arrival_s
        self.rejoins: list[Rejoin] = []
        self.edges_skipped = 0
        self._before: Counter[str] = Counter()
        self._rejoining = False
        self._link_silence = SilenceWatch(SILENT_S)
        self._sync_silence = SilenceWatch(syncwire.LOST_S)

    def state(self) -> dict[str, Any]:
        """All that later results depend on except the board, for `resume`. Call it between two
        turns."""
        return {
            "newest": self.decoder.state(),
            **self._clock.state(),
            "last_arrival_s": self.last_arrival_s,
        }

    def resume(self, state: Mapping[str, Any]) -> None:
        """Continues where another feed of the same board was: the same bytes give the same
        results."""
        self.decoder.resume(state["newest"])
        self._clock.resume(state)
        self.last_arrival_s = state["last_arrival_s"]

    def begin(self) -> None:
        """The board begins to send now."""
        self.last_arrival_s = self.board.host_time.now_s()

    def wake(self, woke_s: float) -> None:
        """Notes a sleep of the computer: the clock is refitted from the first sample taken
        since."""
        self._clock.wake(woke_s)

    def lose(self) -> None:
        """Its link is lost: nothing is read from it until `rejoin`."""
        self.lost = True

    def rejoin(self, board: Board) -> None:
        """Continues with the same board over another link, from its next sample on."""
        self._before.update(self._counted_on_link())
        self.board = board
        self.lost = False
        self.connected_s = board.host_time.now_s()
        self._rejoining = self.decoder.device_time_us is not None

    def counters(self) -> dict[str, int]:
        """Counts since the feed began: of the line, and by the board itself.

        A board that was not reset while its link was lost counts its earlier losses twice.
        """
        link = self._counted_on_link()
        return {
            "samples_repeated": self.decoder.repeated,
            "edges_skipped": self.edges_skipped,
            **{name: self._before[name] + count for name, count in link.items()},
        }

    def _counted_on_link(self) -> dict[str, int]:
        wire, health = self.board.parser.counts, self.board.health
        return {
            "crc_errors": wire.crc_errors,
            "resyncs": wire.resyncs,
            "bytes_skipped": wire.bytes_skipped,
            "missed_ticks": health.missed_ticks if health else 0,
            "dropped_frames": health.dropped_frames if health else 0,
        }

    @property
    def role(self) -> str:
        """`plates` or `dowel`."""
        return self.board.role

    @property
    def newest_s(self) -> float:
        """Provisional host time of the newest sample; -inf before the first."""
        return self._clock.newest_s

    @property
    def clock(self) -> ClockFit:
        """The fit of the board's clock to the host's."""
        return self._clock.fit

    @property
    def _device_s(self) -> float:
        """The board's clock at the newest sample; 0 before the first."""
        return (self.decoder.device_time_us or 0) / 1e6

    def _arrival_s(self, sample: int) -> float:
        """The latest time at which a future sample should arrive, if none is late."""
        ahead = sample - self.decoder.newest_sample
        return self.last_arrival_s + ahead / self.board.info.sample_rate_hz

    @property
    def due_s(self) -> float:
        """When the sample may arrive that decides something urgent; infinite if nothing is."""
        due_sample = self._decider.due_sample if self._decider else None
        if due_sample is None or self.lost:
            return math.inf
        return self._arrival_s(due_sample)

    def silent_s(self, now_s: float) -> float:
        """For how long nothing has come, since it was connected."""
        return now_s - max(self.last_arrival_s, self.connected_s)

    def read(self) -> Received:
        """All that is waiting at the port."""
        return self.board.port.read()

    def receive(self, received: Received) -> Iterator[Happening]:
        """Everything the loop does with what was read: samples go to the ring, events come out, on
        the host's clock.

        The rows of a block are in the ring after its events are out: who finds the rows has been
        given the events.
        """
        for news in self.parse_and_decode(received):
            if isinstance(news, Samples):
                host_s = self._clock.place(news.device_time_us, self.decoder.device_time_us or 0)
                if self._decider:
                    for event in self._decider.events(news, host_s):
                        decided_s = self.board.host_time.now_s()
                        yield replace(event, read_s=self.last_arrival_s, decided_s=decided_s)
                self._append(news, host_s)
            elif isinstance(news, Edge):
                yield from self._edge(news)
            elif isinstance(news, ClockJump):
                seconds = round(news.seconds, 3)
                yield Event(self.last_arrival_s, CLOCK_JUMPED, self.role, value=seconds)
            else:
                yield self._cue(news)

    def silences(self, now_s: float) -> Iterator[Event]:
        """That the board, or the plates on its sync wire, fell silent or came back.

        The wire is judged by the board's own clock: a stalled computer is no pulled wire.
        """
        if change := self._link_silence.look(self.last_arrival_s, now_s):
            yield self._silence(now_s, LINK_LOST if change.lost else LINK_BACK, change)
        if self._clock.sync_edges < SYNC_EDGES:
            return
        if change := self._sync_silence.look(self._clock.last_sync_edge_s, self._device_s):
            yield self._silence(self.newest_s, SYNC_LOST if change.lost else SYNC_BACK, change)

    def parse_and_decode(self, received: Received) -> Iterator[News]:
        """Decodes the bytes, in order; what the board reports about itself is stored."""
        for run in self.board.parser.receive(received.data):
            if run.kind is Kind.SAMPLES:
                yield from self._timed(run, received.arrival_s)
            elif run.kind in (Kind.EDGE, Kind.CUE):
                if self.decoder.device_time_us is not None and not self._rejoining:
                    yield from self._stamped(run)
            else:
                self.board.hear(run)

    def _timed(self, run: Run, arrival_s: float) -> Iterator[News]:
        """The samples of a run, split at gaps: the clock may have to be refitted there."""
        before_us = self.decoder.device_time_us
        samples = self._decode(run, arrival_s)
        *earlier, newest = apart(samples, LEAST_GAP_US)
        for part in earlier:
            yield from self._refit_where_due(part, before_us, arrival_s)
            before_us = part.device_time_us.item(-1)
            yield part
        if len(newest):
            yield from self._refit_where_due(newest, before_us, arrival_s)
            self.last_arrival_s = self._clock.add(newest.device_time_us.item(-1), arrival_s)
            yield newest

    def _refit_where_due(
        self, samples: Samples, before_us: int | None, arrival_s: float
    ) -> Iterator[ClockJump]:
        jump_s = self._clock.refit_where_due(
            samples.device_time_us,
            before_us,
            arrival_s=arrival_s,
            counted_on_us=self.decoder.counted_on_us,
        )
        if jump_s is not None:
            yield ClockJump(jump_s)

    def _decode(self, run: Run, arrival_s: float) -> Samples:
        if self._rejoining and self.decoder.fits(run):
            self._rejoining = False
            self._go_on(run, arrival_s)
        return self.decoder.decode(run)

    def _go_on(self, run: Run, arrival_s: float) -> None:
        """Counts what was missed: by the board's own numbers, or, if it was reset, by how long
        nothing arrived."""
        passed = round((arrival_s - self.last_arrival_s) * self.board.info.sample_rate_hz)
        following_in = passed - len(run.frames) // run.length + 1
        near = NOT_RESET_SAMPLES + passed * DRIFT_SHARE
        if abs(self.decoder.follows_in(run) - following_in) < near:
            return
        ended_us = self.decoder.device_time_us or 0
        first = self.decoder.begin_anew(run, following_in)
        rejoin = Rejoin(first, self.decoder.counted_on, self.decoder.counted_on_us)
        self.rejoins.append(rejoin)
        passed_us = max(1, following_in) * 1_000_000 // self.board.info.sample_rate_hz
        self._clock.begin_anew(
            rejoin.device_time_us_added, ended_us=ended_us, began_us=ended_us + passed_us
        )

    def _stamped(self, run: Run) -> Iterator[Edge | Cue]:
        for payload in run.payloads:
            if run.kind is Kind.EDGE:
                edge = Edge.unpack(payload)
                self.edges_skipped += edge.skipped
                time_us, _ = self.decoder.unwrapped(edge.device_time_us, 0)
                if edge.line == LineName.SYNC_IN:
                    self._clock.hear_wire(time_us, edge.level)
                yield replace(edge, device_time_us=time_us)
            else:
                cue = Cue.unpack(payload)
                time_us, sample = self.decoder.unwrapped(cue.device_time_us, cue.sample)
                yield replace(cue, device_time_us=time_us, sample=sample)

    def _edge(self, edge: Edge) -> Iterator[Happening]:
        if edge.line == LineName.SYNC_IN:
            yield SyncEdge(edge.device_time_us, edge.level)
        elif edge.line == LineName.TTL_IN:
            yield self._stamped_event(TTL_RISE if edge.level else TTL_FALL, edge.device_time_us)

    def _cue(self, cue: Cue) -> Event:
        info = self.board.info
        point = info.columns[cue.point] if cue.point < info.channels else ""
        return self._stamped_event(
            CUE if cue.on else CUE_END, cue.device_time_us, point=point, sample=cue.sample
        )

    def _stamped_event(
        self, kind: str, time_us: int, *, point: str = "", sample: int | None = None
    ) -> Event:
        """Something that the board stamped, at its provisional host time."""
        host_s = self._clock.timeline(self.decoder.device_time_us or 0).time_s(time_us)
        return Event(host_s, kind, self.role, point, sample, float(time_us))

    def _silence(self, time_s: float, kind: str, change: Change) -> Event:
        return Event(time_s, kind, self.role, value=round(change.silence_s, 3))

    def _append(self, samples: Samples, host_s: NDArray[np.float64]) -> None:
        self.ring.append(
            samples.sample, samples.device_time_us, samples.status, samples.counts, host_s
        )
