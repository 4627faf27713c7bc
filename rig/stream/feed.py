"""One board's data from port to ring: unwraps its numbers and places its samples in time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.device.board import Board
from rig.device.clock import ClockFit
from rig.device.livewire import LiveWire
from rig.device.messages import Cue, Edge, LineName
from rig.device.port import Received
from rig.device.timeline import MOST_PPM, Timeline
from rig.device.wire import Kind, Run
from rig.stream.ring import Ring
from rig.stream.samples import SampleDecoder, Samples, apart

LEAST_STEP_S = 1e-9

# A board was not reset if its numbers are this near to what the host's clock expects: so many
# samples, plus this share of the missing ones, since its clock differs from the host's. After a
# reset it counts from 0.
NOT_RESET_SAMPLES, NOT_RESET_SHARE = 100, 2 * MOST_PPM * 1e-6
# What waited at the ports during a sleep has been read once the computer is awake this long.
STALE_S = 1.0
# Where samples are missing, a clock steps over at least this much.
LEAST_GAP_US = 250_000


class ClockJump(NamedTuple):
    """A board's clock advanced by so many seconds while the computer's clock did not."""

    seconds: float


News = Samples | Edge | Cue | ClockJump


class Rejoin(NamedTuple):
    """From sample `first_sample` on, the board counts from 0 again: these offsets are added."""

    first_sample: int
    samples_added: int
    device_time_us_added: int


class Feed:
    """What is known about a board while it sends samples.

    `reference` is the clock that drives its sync input; `ring` gets its samples, by default one in
    this process's own memory.
    """

    def __init__(
        self, board: Board, reference: ClockFit | None = None, ring: Ring | None = None
    ) -> None:
        self.board = board
        self.decoder = SampleDecoder(board.info)
        self.clock = ClockFit(board.info.frame_delay_us / 1e6)
        self._reference = reference
        self._wire = LiveWire()
        self.ring = ring or Ring(board.info.channels)
        self.last_arrival_s = board.host_time.now_s()
        self.lost = False
        self.connected_s = self.last_arrival_s
        self.rejoins: list[Rejoin] = []
        self.edges_skipped = 0
        self.sync_edges = 0
        self.last_sync_edge_s = 0.0
        self._placed_until_s = float("-inf")
        self._before: Counter[str] = Counter()
        self._rejoining = False
        self._woke_s: float | None = None

    def state(self) -> dict[str, Any]:
        """All that later results depend on except the board, for `resume`. Call it between two
        turns."""
        return {
            "newest": self.decoder.state(),
            "clock": self.clock.state(),
            "wire": self._wire.state(),
            "placed_until_s": self._placed_until_s if self.ring.written else None,
            "last_arrival_s": self.last_arrival_s,
        }

    def resume(self, state: Mapping[str, Any]) -> None:
        """Continues where another feed of the same board was: the same bytes give the same
        results."""
        self.decoder.resume(state["newest"])
        self.clock.resume(state["clock"])
        self._wire.resume(state["wire"])
        if state["placed_until_s"] is not None:
            self._placed_until_s = state["placed_until_s"]
        self.last_arrival_s = state["last_arrival_s"]

    def wake(self, woke_s: float) -> None:
        """Notes a sleep of the computer: the clock is refitted from the first sample taken
        since."""
        self._woke_s = woke_s

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
        return self._placed_until_s

    @property
    def device_s(self) -> float:
        """The board's clock at the newest sample; 0 before the first."""
        return (self.decoder.device_time_us or 0) / 1e6

    def arrival_s(self, sample: int) -> float:
        """The latest time at which a future sample should arrive, if none is late."""
        ahead = sample - self.decoder.newest_sample
        return self.last_arrival_s + ahead / self.board.info.sample_rate_hz

    def read(self) -> Received:
        """All that is waiting at the port."""
        return self.board.port.read()

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
            yield from self._fit_anew_where_due(part, before_us, arrival_s)
            before_us = int(part.device_time_us[-1])
            yield part
        if len(newest):
            yield from self._fit_anew_where_due(newest, before_us, arrival_s)
            newest_us = int(newest.device_time_us[-1])
            if self._woke_s is None:
                self.last_arrival_s = arrival_s
                self.clock.add(newest_us, arrival_s)
            else:  # it has waited since before the sleep
                self.last_arrival_s = min(arrival_s, self.clock.arrival_s(newest_us))
            yield newest

    def _fit_anew_where_due(
        self, samples: Samples, before_us: int | None, arrival_s: float
    ) -> Iterator[ClockJump]:
        """Refits after a sleep of the computer: one that the loop noticed, or where samples after a
        gap come earlier than possible."""
        first_us, newest_us = (int(samples.device_time_us[row]) for row in (0, -1))
        if before_us is None or not self.clock.known:
            self._woke_s = None
            return
        missing_us = first_us - before_us if first_us - before_us > LEAST_GAP_US else 0
        early_s = self.clock.early_s(newest_us, arrival_s)
        if self._woke_s is not None and (missing_us or arrival_s > self._woke_s + STALE_S):
            self._fit_anew(self.decoder.counted_on_us, before_us, first_us)
        elif missing_us and early_s * 1e6 > LEAST_GAP_US + missing_us * NOT_RESET_SHARE:
            self._fit_anew(self.decoder.counted_on_us, before_us, first_us)
            yield ClockJump(early_s)

    def _fit_anew(self, counted_on_us: int, ended_us: int, began_us: int) -> None:
        self._woke_s = None
        self.clock.begin_anew(counted_on_us, ended_us=ended_us, began_us=began_us)
        self._wire = LiveWire()
        self.last_sync_edge_s = began_us / 1e6  # no one listened to the wire in between

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
        near = NOT_RESET_SAMPLES + passed * NOT_RESET_SHARE
        if abs(self.decoder.follows_in(run) - following_in) < near:
            return
        ended_us = self.decoder.device_time_us or 0
        first = self.decoder.begin_anew(run, following_in)
        rejoin = Rejoin(first, self.decoder.counted_on, self.decoder.counted_on_us)
        self.rejoins.append(rejoin)
        passed_us = max(1, following_in) * 1_000_000 // self.board.info.sample_rate_hz
        self._fit_anew(rejoin.device_time_us_added, ended_us, ended_us + passed_us)

    def _stamped(self, run: Run) -> Iterator[Edge | Cue]:
        for payload in run.payloads:
            if run.kind is Kind.EDGE:
                edge = Edge.unpack(payload)
                self.edges_skipped += edge.skipped
                time_us, _ = self.decoder.unwrapped(edge.device_time_us, 0)
                if edge.line == LineName.SYNC_IN:
                    self._hear_wire(time_us, edge.level)
                yield replace(edge, device_time_us=time_us)
            else:
                cue = Cue.unpack(payload)
                time_us, sample = self.decoder.unwrapped(cue.device_time_us, cue.sample)
                yield replace(cue, device_time_us=time_us, sample=sample)

    def _hear_wire(self, edge_us: int, level: int) -> None:
        self.sync_edges += 1
        self.last_sync_edge_s = edge_us / 1e6
        if self._reference and self._reference.known:
            dowel, plates = self.clock.live(), self._reference.live()
            self._wire.hear(edge_us, level, dowel=dowel, plates=plates)

    def _live(self) -> Timeline:
        """By the sync wire where there is one, else by the host's fit."""
        return self._wire.timeline(self.decoder.device_time_us or 0) or self.clock.live()

    def host_s(self, device_time_us: int) -> float:
        """Provisional host time of something that the board stamped."""
        return self._live().time_s(device_time_us)

    def place(self, samples: Samples) -> NDArray[np.float64]:
        """Provisional host time of each row in seconds."""
        host_s: NDArray[np.float64] = self._live().to_host_s(samples.device_time_us)
        # A new fit may step back a little; time does not, and no two rows share one.
        host_s = np.maximum(
            host_s, self._placed_until_s + LEAST_STEP_S * np.arange(1, len(host_s) + 1)
        )
        self._placed_until_s = host_s[-1]
        return host_s

    def append(self, samples: Samples, host_s: NDArray[np.float64]) -> None:
        """Appends to the ring."""
        self.ring.append(
            samples.sample, samples.device_time_us, samples.status, samples.counts, host_s
        )
