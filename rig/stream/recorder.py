"""Takes what the rings gather to a trial file, in its own thread: only this one waits for the disk.

The rings are its queue: 65 s of samples. If the disk holds it up for longer, the trial ends
with "overrun"; it is never stitched over.
"""

import queue
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from rig.errors import DiskError, UsageError
from rig.measure.calibration import PlateCalibration, force_n
from rig.stream.acquisition import EventQueue
from rig.stream.disk import refuse_if_disk_is_full
from rig.stream.feed import Feed
from rig.stream.samples import Gap
from rig.stream.track import OverrunError, Track
from rig.trial.event import CONTACT_ON, Event
from rig.trial.writer import TrialWriter

FLUSH_EACH_S = 0.4

STOPPED, PORT_LOST, FAILED = "stopped", "port_lost", "failed"
INTERRUPTED, OVERRUN = "interrupted", "overrun"
DISK_FULL, DISK_FAILED = "disk_full", "disk_failed"


class Recorder:
    """Records from `begin` until `seconds` have passed or `finish` is called.

    `turn` writes all that has come; `run` does so each 0.4 s until the trial is closed. `settle_s`
    is how long after it began an event may still be undecided.
    """

    def __init__(
        self,
        writer: TrialWriter,
        feeds: Sequence[Feed],
        events: EventQueue,
        *,
        calibration: PlateCalibration | None,
        settle_s: float = 0.0,
        seconds: float | None = None,
    ) -> None:
        self.end_reason = ""
        self.failure: BaseException | None = None
        self.closed = threading.Event()
        self._writer = writer
        self._tracks = {feed.role: Track(feed) for feed in feeds}
        self._events = events
        self._calibration = calibration
        self._settle_s = settle_s
        self._seconds = seconds
        self._zero_s = np.inf
        self._end_s = np.inf
        self._gaps: queue.SimpleQueue[tuple[str, Gap]] = queue.SimpleQueue()
        self._zero_utc: datetime | None = None
        self._in_contact: list[str] = []
        self._wake = threading.Event()
        self._asked_reason: str | None = None

    @property
    def path(self) -> Path:
        """The trial file."""
        return self._writer.path

    @property
    def rows(self) -> dict[str, int]:
        """Samples on disk, by board."""
        return {role: track.rows for role, track in self._tracks.items()}

    @property
    def begun(self) -> bool:
        """Whether time 0 has been set."""
        return bool(np.isfinite(self._zero_s))

    @property
    def recorded_s(self) -> float:
        """Seconds on disk, by the board that has most."""
        return max(
            track.rows / track.feed.board.info.sample_rate_hz for track in self._tracks.values()
        )

    @property
    def zero_s(self) -> float:
        """Time 0 on the host's clock."""
        return self._zero_s

    def begin(self, zero_s: float, zero_utc: datetime, in_contact: list[str]) -> None:
        """Sets time 0. Called by the loop between two turns, so that nothing is half in."""
        for track in self._tracks.values():
            track.begin()
        while not self._events.empty():  # what happened before does not belong to this trial
            self._events.get_nowait()
        self._in_contact = in_contact
        self._end_s = zero_s + self._seconds if self._seconds else np.inf
        self._zero_utc = zero_utc
        self._zero_s = zero_s

    def note_gap(self, role: str, gap: Gap) -> None:
        """Takes note of lost samples; called by the loop."""
        self._gaps.put((role, gap))

    def finish(self, end_reason: str) -> None:
        """Has the trial closed after all that has come until now was written."""
        self._asked_reason = self._asked_reason or end_reason
        self._wake.set()

    def run(self) -> None:
        """Writes until the trial is closed. What fails is kept in `failure` and in the file."""
        try:
            while not self.closed.is_set():
                self._wake.wait(FLUSH_EACH_S)
                self.turn()
        except Exception as failure:  # no thread dies in silence
            self.failure = failure

    def turn(self) -> None:
        """Writes and flushes all that has come; closes the trial when it is complete."""
        if self.closed.is_set():
            return
        try:
            asked_reason = self._asked_reason  # looked at first: what came before is written below
            if self.begun:
                self._write()
            complete = all(track.complete for track in self._tracks.values())
            if asked_reason or complete:
                self._close(asked_reason or STOPPED)
        except Exception as failure:
            self._close_after(failure)
            raise

    def _write(self) -> None:
        if self._zero_utc:
            self._writer.set_start(self._zero_utc)
            self._zero_utc = None
        for role, track in self._tracks.items():
            self._append_rows(role, track)
        self._append_gaps()
        self._append_events()
        self._writer.flush()
        refuse_if_disk_is_full(self.path, 0.0, len(self._tracks))

    def _append_rows(self, role: str, track: Track) -> None:
        rows = track.new_rows(self._zero_s, self._end_s, self._settle_s)
        if not len(rows):
            return
        columns: dict[str, ArrayLike] = {
            "counts": rows.counts,
            "sample": rows.sample,
            "device_time_us": rows.device_time_us,
            "status": rows.status,
            "time": rows.host_s - self._zero_s,
        }
        if role == "plates" and self._calibration is not None:
            columns["force"] = force_n(rows.counts, self._calibration)
        self._writer.append_samples(role, columns)
        track.note_written(rows)

    def _append_gaps(self) -> None:
        while not self._gaps.empty():
            role, gap = self._gaps.get_nowait()
            self._tracks[role].gaps.append(gap)
        for role, track in self._tracks.items():
            for gap in track.gaps_between_rows():
                self._writer.append_gap(role, first_sample=gap.first_sample, count=gap.count)

    def _append_events(self) -> None:
        events = self._initial_contacts()
        while not self._events.empty():
            event = self._events.get_nowait()
            if self._zero_s - 1 <= event.time_s < self._end_s:
                events.append(self._placed(event))
        self._writer.append_events(events)

    def _initial_contacts(self) -> list[Event]:
        """A contact_on at the first sample for each point that was on when recording began."""
        track = self._tracks.get("dowel")
        if not self._in_contact or track is None or track.first_counts is None:
            return []
        points, self._in_contact = self._in_contact, []
        counts = dict(zip(track.feed.board.info.columns, track.first_counts.tolist(), strict=True))
        return [
            Event(0.0, CONTACT_ON, "dowel", point, track.first_sample, counts[point])
            for point in points
        ]

    def _placed(self, event: Event) -> Event:
        """On the trial's time; one that began just before the first sample begins with it."""
        track = self._tracks.get(event.board)
        sample = event.sample
        if sample is not None and track is not None and track.first_sample is not None:
            sample = max(sample, track.first_sample)
        return replace(event, time_s=max(event.time_s - self._zero_s, 0.0), sample=sample)

    def _close(self, end_reason: str) -> None:
        for role, track in self._tracks.items():
            if track.rows:
                clock = track.feed.clock
                self._writer.write_clock(role, clock.timeline(), clock.anchors, zero_s=self._zero_s)
            self._writer.write_validity(role, track.figures())
        self._writer.close(end_reason)
        self.end_reason = end_reason
        self.closed.set()

    def _close_after(self, failure: Exception) -> None:
        """Saves what can be saved: everything flushed before stays whole whatever happens here."""
        self.end_reason = _reason_of(failure)
        try:
            self._writer.flush()
            self._close(self.end_reason)
        except Exception:  # the disk refuses even this: the last flush stands
            self._writer.abandon()
            self.closed.set()


def _reason_of(failure: Exception) -> str:
    if isinstance(failure, OverrunError):
        return OVERRUN
    if isinstance(failure, UsageError) or "No space left" in str(failure):
        return DISK_FULL
    return DISK_FAILED if isinstance(failure, DiskError) else FAILED
