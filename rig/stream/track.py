"""How far one board has been recorded: which rows are on disk, and the gaps between them."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rig.errors import Exit, RigError
from rig.stream.feed import Feed, Rejoin
from rig.stream.ring import Rows
from rig.stream.samples import Gap, gaps_between


class Span(Protocol):
    """Where a trial begins and ends, on the host's clock; infinite until it is known."""

    zero_s: float
    end_s: float

    @property
    def until_s(self) -> float:
        """Up to this time, exclusive, it is known whether samples belong to the trial."""


class OverrunError(RigError):
    """More data waits for the disk than fits."""

    exit_code = Exit.DEVICE_FAILED


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
    _rejoins_told: int = field(init=False)
    _at_start: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Begins after what the ring holds."""
        self._seen = self.feed.ring.written
        self._rejoins_told = len(self.feed.rejoins)
        self.count_from_here()

    def count_from_here(self) -> None:
        """Excludes what the board and the line counted before this trial."""
        self._at_start = self.feed.counters()

    def new_rows(self, span: Span, settle_s: float) -> Rows:
        """Rows that came since the last call and are known to belong to the trial.

        It is complete when `settle_s` more have come: what began in it is decided by then. Raises
        OverrunError if the ring has wrapped around in between.
        """
        until_s = span.until_s  # first: what comes meanwhile may be after an end not yet known
        rows = self.feed.ring.since(self._seen)
        if rows.first > self._seen:
            raise OverrunError(
                f"the disk was too slow for too long: {self.feed.role} samples were overwritten"
            )
        known = rows.host_s < until_s
        asked = np.arange(rows.first, rows.first + len(rows)) >= self.from_row
        self._seen += int(known.sum())
        self.complete = self._has_passed(span.end_s + settle_s, rows)
        return rows.where(known & asked & (rows.host_s >= span.zero_s))

    def _has_passed(self, end_s: float, rows: Rows) -> bool:
        """Whether a time has passed; by the host's clock for a lost board, which sends nothing
        more."""
        if self.feed.lost:
            return self.feed.board.host_time.now_s() >= end_s
        return bool((rows.host_s >= end_s).any())

    @property
    def backlog(self) -> float:
        """Share of the ring that has not been written."""
        return (self.feed.ring.written - self._seen) / self.feed.ring.capacity_rows

    def skip(self) -> None:
        """Passes over what came: the trial has not begun."""
        self._seen = max(self._seen, self.feed.ring.written - self.feed.ring.capacity_rows // 2)

    def note_written(self, rows: Rows) -> list[Gap]:
        """Notes at least one row as written; returns the gaps before them."""
        if self.first_sample is None:
            self.first_sample = int(rows.sample[0])
            self.first_device_time_us = int(rows.device_time_us[0])
            self.first_counts = rows.counts[0]
            gaps = gaps_between(rows.sample[:-1], rows.sample[1:])
        else:
            before = np.concatenate(([np.uint64(self.last_sample)], rows.sample[:-1]))
            gaps = gaps_between(before, rows.sample)
        self.last_sample = int(rows.sample[-1])
        self.rows += len(rows)
        self.lost += sum(gap.count for gap in gaps)
        return gaps

    def gap_at_end(self, end_s: float) -> Gap | None:
        """What a lost board would have sent until the trial ended."""
        if not self.feed.lost or self.first_sample is None:
            return None
        missed = round((end_s - self.feed.newest_s) * self.feed.board.info.sample_rate_hz)
        if missed < 1:
            return None
        self.lost += missed
        return Gap(self.last_sample + 1, missed)

    def new_rejoins(self) -> list[Rejoin]:
        """Those since the last call whose samples have been written."""
        due = [
            rejoin
            for rejoin in self.feed.rejoins[self._rejoins_told :]
            if rejoin.first_sample <= self.last_sample
        ]
        self._rejoins_told += len(due)
        return due

    def figures(self) -> dict[str, int]:
        """Counts within the trial; -1 for what the board has not reported."""
        now = self.feed.counters()
        since = {name: now[name] - self._at_start[name] for name in now}
        if self.feed.board.health is None:
            since |= {"missed_ticks": -1, "dropped_frames": -1}
        return {"samples_received": self.rows, "samples_lost": self.lost, **since}
