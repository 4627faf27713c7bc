"""Writes what the rings hold to a trial file, in its own thread: only this one waits for the disk.

The rings are its queue: 65 s of samples. If the disk blocks it for longer, the trial ends with
"overrun"; the gap is never bridged.
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from numpy.typing import ArrayLike

from rig.device.hosttime import HostTime
from rig.device.placement import place
from rig.device.timeline import WINDOW_S
from rig.errors import DiskError, UsageError
from rig.measure.calibration import PlateCalibration, force_n
from rig.stream.acquisition import ToldQueue
from rig.stream.awake import awake
from rig.stream.disk import has_room_to_close, refuse_if_disk_is_full
from rig.stream.feed import Feed
from rig.stream.journaling import Journal
from rig.stream.replay import difference
from rig.stream.track import OverrunError, Span, Track
from rig.stream.trialevents import TrialEvents
from rig.trial.endings import DISK_FAILED, DISK_FULL, FAILED, OVERRUN, PORT_LOST, STOPPED
from rig.trial.event import (
    Begin,
    SyncEdge,
)
from rig.trial.hdf5file import hush_refusals
from rig.trial.writer import TrialWriter

# Until then the journal alone has what came.
FLUSH_EACH_S = 1.0
NEAR_END_S = 0.1
UTC_EACH_S = 10.0


class Recorder:
    """Records the samples of a span from its begin to its end, or until `finish` is called.

    `turn` writes all that has come; `run` does so every second until the trial is closed, and more
    often near its end. `settle_s` is how long an event may remain undecided after it began.
    """

    def __init__(
        self,
        writer: TrialWriter,
        feeds: Sequence[Feed],
        span: Span,
        told: ToldQueue,
        *,
        host_time: HostTime,
        calibration: PlateCalibration | None,
        settle_s: float = 0.0,
        journal: Journal | None = None,
        keep_journal: bool = False,
    ) -> None:
        self.end_reason = ""
        self._stop_reason = STOPPED
        self.disk_left_s = math.inf
        self.failure: BaseException | None = None
        self.closed = threading.Event()
        self._writer = writer
        self._span = span
        self._tracks = {feed.role: Track(feed) for feed in feeds}
        self._events = TrialEvents(told, span, self._tracks)
        self._host_time = host_time
        self._calibration = calibration
        self._settle_s = settle_s
        self._journal = journal
        self._keep_journal = keep_journal
        self._utc_due_s = 0.0
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

    def expected_rows(self, role: str) -> int:
        """Samples that the board should have given since the trial began, by its nominal rate."""
        if not self.begun:
            return 0
        feed = self._tracks[role].feed
        end_s = min(feed.newest_s, self._span.end_s)
        return max(0, round((end_s - self.zero_s) * feed.board.info.sample_rate_hz))

    @property
    def backlog(self) -> float:
        """Share of the queue for the disk that is in use, 0 to 1."""
        shares = [track.backlog for track in self._tracks.values()] if self.begun else []
        return max([*shares, self._journal.fill if self._journal else 0.0])

    @property
    def begun(self) -> bool:
        """Whether time 0 has been set."""
        return self._events.begun is not None

    @property
    def recorded_s(self) -> float:
        """Seconds on disk, by the board that has most."""
        return max(
            track.rows / track.feed.board.info.sample_rate_hz for track in self._tracks.values()
        )

    @property
    def zero_s(self) -> float:
        """Time 0 on the host's clock."""
        return self._span.zero_s

    def begin_soon(self) -> None:
        """Called by the loop between two turns: what is already in the rings is not part of the
        trial.

        The journal begins here, too, so that both have the same samples to choose from.
        """
        for track in self._tracks.values():
            track.from_row = track.feed.ring.written

    def begin(self, begin: Begin) -> None:
        """Called by the loop between two turns, so that nothing is half in."""
        if self._journal:  # first: the receiver empties the list of points
            utc = begin.zero_utc.isoformat()
            self._journal.note(what="begin", **asdict(begin) | {"zero_utc": utc})
        self._events.begin(begin)

    def end_by(self, end_reason: str) -> None:
        """The reason with which it closes once all of the span is written."""
        self._stop_reason = end_reason

    def finish(self, end_reason: str) -> None:
        """Closes the trial after all that has come so far is written."""
        self._asked_reason = self._asked_reason or end_reason
        self._wake.set()

    def wake(self) -> None:
        """Its next turn is due: the start or the end of the trial is known."""
        self._wake.set()

    @property
    def rest_s(self) -> float:
        """How long to rest until its next turn: a coach waits for the end."""
        return NEAR_END_S if math.isfinite(self._span.end_s) else FLUSH_EACH_S

    def run(self) -> None:
        """Writes until the trial is closed. Stores an error in `failure` and in the file."""
        try:
            with awake():
                while not self.closed.is_set():
                    self._wake.wait(self.rest_s)
                    self._wake.clear()
                    self.turn()
        except Exception as failure:  # no thread dies silently
            self.failure = failure

    def turn(self) -> None:
        """Writes and flushes all that has come; closes the trial when it is complete."""
        if self.closed.is_set():
            return
        self._writer.beat()
        try:
            self._refuse_if_journal_failed()
            asked_reason = self._asked_reason  # read first: what came before it is written below
            edges = self._hear()
            if self.begun:
                self._write(edges)
            else:
                self._wait()
            complete = self.begun and all(track.complete for track in self._tracks.values())
            if asked_reason or complete:
                self._close(asked_reason or self._stop_reason)
        except Exception as failure:
            self._close_after(failure)
            raise

    def _hear(self) -> list[SyncEdge]:
        had_begun = self.begun
        edges = self._events.hear()
        if self._events.begun and not had_begun:
            for track in self._tracks.values():
                track.count_from_here()
            self._writer.set_start(self._events.begun.zero_utc)
        return edges

    def _wait(self) -> None:
        for track in self._tracks.values():
            track.skip()

    def _write(self, edges: list[SyncEdge]) -> None:
        for role, track in self._tracks.items():
            self._append_rows(role, track)
        self._writer.append_edges(edges)
        self._writer.append_events(self._events.due())
        self._append_utc()
        self._writer.flush()
        self.disk_left_s = refuse_if_disk_is_full(self.path, 0.0, len(self._tracks))

    def _append_rows(self, role: str, track: Track) -> None:
        rows = track.new_rows(self._span, self._settle_s)
        if not len(rows):
            return
        if self._journal:  # what came is in the journal before it is in the file
            self._journal.turn()
        columns: dict[str, ArrayLike] = {
            "counts": rows.counts,
            "sample": rows.sample,
            "device_time_us": rows.device_time_us,
            "status": rows.status,
            "time": rows.host_s - self.zero_s,
        }
        if role == "plates" and self._calibration is not None:
            columns["force"] = force_n(rows.counts, self._calibration)
        self._writer.append_samples(role, columns)
        for gap in track.note_written(rows):
            self._writer.append_gap(role, first_sample=gap.first_sample, count=gap.count)
        for rejoin in track.new_rejoins():
            self._writer.append_rejoin(role, **rejoin._asdict())

    def _append_utc(self, *, now: bool = False) -> None:
        time_s = self._host_time.now_s()
        if now or time_s >= self._utc_due_s:
            self._utc_due_s = time_s + UTC_EACH_S
            self._writer.append_utc(time_s - self.zero_s, self._host_time.utc())

    def _refuse_if_journal_failed(self) -> None:
        if self._journal and self._journal.failure:
            raise self._journal.failure
        if self._journal and self._journal.overrun:
            raise OverrunError("the disk was too slow for too long: the journal misses bytes")

    def _close(self, end_reason: str) -> None:
        if end_reason == STOPPED and any(track.feed.lost for track in self._tracks.values()):
            end_reason = PORT_LOST
        self._note_closing(end_reason)
        self._append_gaps_at_end()
        recorded = any(self.rows.values())
        if not recorded:
            self._writer.discard()
        else:
            self._append_utc(now=True)
            self._write_clocks()
            for role, track in self._tracks.items():
                self._writer.write_validity(role, track.figures())
            self._writer.close(end_reason)
        if recorded and not self._writer.is_in_place:
            raise DiskError(_gone_words(self.path, journal=self._journal is not None))
        self._close_journal(recorded=recorded)
        self.end_reason = end_reason
        self.closed.set()

    def _append_gaps_at_end(self) -> None:
        end_s = min(self._span.end_s, self._host_time.now_s())
        for role, track in self._tracks.items():
            if gap := track.gap_at_end(end_s):
                self._writer.append_gap(role, first_sample=gap.first_sample, count=gap.count)

    def _note_closing(self, end_reason: str) -> None:
        if self._journal and self._journal.failure is None:
            self._journal.note(what="closing", reason=end_reason)
            self._journal.turn()

    def _close_journal(self, *, recorded: bool) -> None:
        """Closes the journal; a trial identical to it needs it no longer."""
        if self._journal is None:
            return
        self._journal.finish()
        differs = difference(self.path, self._journal.path) if recorded else ""
        self._journal.close(keep=self._keep_journal or bool(differs))
        if differs:
            raise DiskError(f"{self.path} is not what came: {differs}; its journal is kept")

    def _write_clocks(self) -> None:
        fits = {role: track.feed.clock for role, track in self._tracks.items() if track.rows}
        since_s = self.zero_s - WINDOW_S  # earlier data is irrelevant to this trial
        placements = place(fits, *self._writer.read_edges(), since_s=since_s)
        zero_s = self.zero_s
        if "plates" in placements:  # the TTL output rose at its first sample: that is time 0
            first_us = self._tracks["plates"].first_device_time_us
            zero_s = placements["plates"].timeline.time_s(first_us)
        self._writer.move_zero(zero_s - self.zero_s)
        for role, placement in placements.items():
            anchors = fits[role].anchors(since_s)
            self._writer.write_clock(role, placement, anchors, zero_s=zero_s)

    def _close_after(self, failure: Exception) -> None:
        """Saves what can be saved: everything flushed before stays intact whatever happens here.

        If the disk refuses, HDF5 is not touched again: it would crash.
        """
        self.end_reason = _reason_of(failure)
        hush_refusals()
        try:
            if isinstance(failure, DiskError) or not has_room_to_close(self.path):
                raise failure
            self._writer.flush()
            self._close(self.end_reason)
        except Exception:  # the disk refuses even this: the last flush and the journal remain
            self._writer.abandon()
            if self._journal:
                self._journal.close(keep=True)
            self.closed.set()


def _gone_words(path: Path, *, journal: bool) -> str:
    """For a trial that no longer has its name."""
    if not path.parent.is_dir():
        return f"{path.parent} was moved while this trial was recorded: the trial is in it, whole"
    kept = f"its journal is kept, and rig recover {path} rebuilds it" if journal else "it is gone"
    return f"{path} was moved or deleted while it was recorded: {kept}"


def _reason_of(failure: Exception) -> str:
    if isinstance(failure, OverrunError):
        return OVERRUN
    if isinstance(failure, UsageError) or "No space left" in str(failure):
        return DISK_FULL
    return DISK_FAILED if isinstance(failure, DiskError) else FAILED
