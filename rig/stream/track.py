"""How far one board has been recorded: which rows are on disk, which gaps lie between them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rig.errors import RigError
from rig.stream.feed import Feed
from rig.stream.ring import Rows
from rig.stream.samples import Gap


class OverrunError(RigError):
    """The ring went round before its samples were written."""


@dataclass(slots=True)
class Track:
    """One board in one recording."""

    feed: Feed
    rows: int = 0
    lost: int = 0
    first_sample: int | None = None
    first_counts: NDArray[np.int32] | None = None
    last_sample: int = 0
    complete: bool = False
    gaps: list[Gap] = field(default_factory=list)
    _seen: int = 0
    _at_start: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """What the board sends from now on is recorded."""
        self._seen = self.feed.ring.written
        self._at_start = _counters(self.feed)

    def new_rows(self, begin_s: float, end_s: float, settle_s: float) -> Rows:
        """Rows that came since the last call and lie in [begin_s, end_s) of host time.

        It is complete when `settle_s` more have been seen: what began in it is decided by then.
        Raises OverrunError if the ring has gone round in between.
        """
        rows = self.feed.ring.since(self._seen)
        if rows.first > self._seen:
            raise OverrunError(
                f"the disk was too slow for too long: {self.feed.role} samples were overwritten"
            )
        self._seen = rows.first + len(rows)
        self.complete = self.complete or bool((rows.host_s >= end_s + settle_s).any())
        return rows.where((rows.host_s >= begin_s) & (rows.host_s < end_s))

    def note_written(self, rows: Rows) -> None:
        """Takes note of rows, at least one, that are in the file."""
        if self.first_sample is None:
            self.first_sample = int(rows.sample[0])
            self.first_counts = rows.counts[0]
        self.last_sample = int(rows.sample[-1])
        self.rows += len(rows)

    def gaps_between_rows(self) -> list[Gap]:
        """Gaps with rows in the file on both sides; one behind the last row has to wait."""
        if self.first_sample is None:
            return []
        waiting = [gap for gap in self.gaps if gap.first_sample > self.last_sample]
        between = [
            gap for gap in self.gaps if self.first_sample < gap.first_sample <= self.last_sample
        ]
        self.gaps = waiting
        self.lost += sum(gap.count for gap in between)
        return between

    def figures(self) -> dict[str, int]:
        """What was counted since `begin`; -1 for what the board has not reported."""
        now = _counters(self.feed)
        since = {name: now[name] - self._at_start.get(name, 0) for name in now}
        if self.feed.board.health is None:
            since |= {"missed_ticks": -1, "dropped_frames": -1}
        return {"samples_received": self.rows, "samples_lost": self.lost, **since}


def _counters(feed: Feed) -> dict[str, int]:
    wire, health = feed.board.parser.counts, feed.board.health
    return {
        "samples_repeated": feed.decoder.repeated,
        "crc_errors": wire.crc_errors,
        "resyncs": wire.resyncs,
        "bytes_skipped": wire.bytes_skipped,
        "missed_ticks": health.missed_ticks if health else 0,
        "dropped_frames": health.dropped_frames if health else 0,
    }
