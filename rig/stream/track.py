"""How far one board has been recorded: which rows are on disk, which gaps lie between them."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rig.errors import RigError
from rig.stream.feed import Feed
from rig.stream.ring import Rows
from rig.stream.samples import Gap, gaps_between


class Span(Protocol):
    """From where to where a trial goes, on the host's clock; infinite until it is known."""

    zero_s: float
    end_s: float

    @property
    def until_s(self) -> float:
        """Up to here, and not with it, it is known whether samples lie in the trial."""


class OverrunError(RigError):
    """The ring went round before its samples were written."""


@dataclass(slots=True)
class Track:
    """One board in one recording. Rows of its ring from `from_row` on may be recorded."""

    feed: Feed
    rows: int = 0
    lost: int = 0
    first_sample: int | None = None
    first_device_time_us: int = 0
    first_counts: NDArray[np.int32] | None = None
    last_sample: int = 0
    complete: bool = False
    from_row: int = 0
    _seen: int = field(init=False)
    _at_start: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Begins behind what the ring holds."""
        self._seen = self.feed.ring.written
        self.count_from_here()

    def count_from_here(self) -> None:
        """What the board and the line counted before is not this trial's."""
        self._at_start = _counters(self.feed)

    def new_rows(self, span: Span, settle_s: float) -> Rows:
        """Rows that came since the last call and are known to lie in the trial.

        It is complete when `settle_s` more have come: what began in it is decided by then. Raises
        OverrunError if the ring has gone round in between.
        """
        until_s = span.until_s  # first: what comes meanwhile may lie behind an end not yet known
        rows = self.feed.ring.since(self._seen)
        if rows.first > self._seen:
            raise OverrunError(
                f"the disk was too slow for too long: {self.feed.role} samples were overwritten"
            )
        known = rows.host_s < until_s
        asked = np.arange(rows.first, rows.first + len(rows)) >= self.from_row
        self._seen += int(known.sum())
        self.complete = bool((rows.host_s >= span.end_s + settle_s).any())
        return rows.where(known & asked & (rows.host_s >= span.zero_s))

    def skip(self) -> None:
        """Passes over what came: the trial has not begun."""
        self._seen = max(self._seen, self.feed.ring.written - self.feed.ring.capacity_rows // 2)

    def note_written(self, rows: Rows) -> list[Gap]:
        """Takes note of rows, at least one, that are in the file; returns the gaps before them."""
        if self.first_sample is None:
            self.first_sample = int(rows.sample[0])
            self.first_device_time_us = int(rows.device_time_us[0])
            self.first_counts = rows.counts[0]
            self.last_sample = self.first_sample - 1
        before = np.concatenate(([np.uint64(self.last_sample)], rows.sample[:-1]))
        gaps = gaps_between(before, rows.sample)
        self.last_sample = int(rows.sample[-1])
        self.rows += len(rows)
        self.lost += sum(gap.count for gap in gaps)
        return gaps

    def figures(self) -> dict[str, int]:
        """What was counted in the trial; -1 for what the board has not reported."""
        now = _counters(self.feed)
        since = {name: now[name] - self._at_start.get(name, 0) for name in now}
        if self.feed.board.health is None:
            since |= {"missed_ticks": -1, "dropped_frames": -1}
        return {"samples_received": self.rows, "samples_lost": self.lost, **since}


def _counters(feed: Feed) -> dict[str, int]:
    wire, health = feed.board.parser.counts, feed.board.health
    return {
        "samples_repeated": feed.decoder.repeated,
        "edges_skipped": feed.edges_skipped,
        "crc_errors": wire.crc_errors,
        "resyncs": wire.resyncs,
        "bytes_skipped": wire.bytes_skipped,
        "missed_ticks": health.missed_ticks if health else 0,
        "dropped_frames": health.dropped_frames if health else 0,
    }
