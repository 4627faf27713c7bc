"""One trial from before its trigger until its file is closed: the span that determines which
samples are in it, the journal and the recorder that store them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from rig.device.hosttime import HostTime
from rig.errors import EndOfReplay, UsageError
from rig.stream.acquisition import Acquisition
from rig.stream.disk import refuse_if_disk_is_full
from rig.stream.feed import Feed
from rig.stream.journaling import Journal
from rig.stream.recorder import Recorder
from rig.stream.replay import opening_note
from rig.stream.span import TrialSpan
from rig.stream.standards import Standards
from rig.stream.triggers import Triggers
from rig.trial.event import Begin
from rig.trial.folder import refuse_unless_new_trial
from rig.trial.header import Header
from rig.trial.journal import JournalWriter, journal_path
from rig.trial.writer import TrialWriter

REJOIN_S = 60.0  # how long a trial waits for a missing board


class TrialRun:
    """Begins at `path` by `triggers`; raises UsageError if it cannot be written there.

    Its journal is beside it until the trial is closed and verified, longer with `keep_journal`.
    """

    def __init__(
        self,
        path: Path,
        header: Header,
        triggers: Triggers,
        *,
        feeds: Mapping[str, Feed],
        standards: Standards,
        acquisition: Acquisition,
        host_time: HostTime,
        keep_journal: bool,
    ) -> None:
        self._header = header
        self._feeds = feeds
        self._standards = standards
        self._acquisition = acquisition
        self._host_time = host_time
        self._due_s = 0.0
        writer = self._create_trial(path, triggers.seconds)
        journal_writer = _create_journal(writer)
        self._told = [acquisition.listen() for _ in range(3)]
        self.journal = Journal(journal_writer, self._told[2], host_time)
        self.span = TrialSpan(
            feeds.get("plates"),
            triggers,
            host_time,
            told=self._told[0],
            on_begin=self._begin,
            before_begin=self._open_journal,
            on_end=self._end,
        )
        standards.freeze(writer)
        self.recorder = Recorder(
            writer,
            list(feeds.values()),
            self.span,
            self._told[1],
            host_time=host_time,
            calibration=standards.calibration,
            settle_s=standards.settle_s,
            journal=self.journal,
            keep_journal=keep_journal,
        )

    @property
    def threads(self) -> dict[str, Callable[[], None]]:
        """What must run beside the loop; otherwise the caller must call `turn`."""
        return {"journal": self.journal.run, "recorder": self.recorder.run}

    def turn(self) -> None:
        """Writes what has come, when that is due; without threads."""
        if self._host_time.now_s() >= self._due_s:
            self.journal.turn()
            self.recorder.turn()
            self._due_s = self._host_time.now_s() + self.recorder.rest_s

    def turn_in_loop(self) -> None:
        """Runs in the loop, between two turns."""
        over = self.recorder.closed.is_set()
        self._acquisition.wait_for_lost(0.0 if over else REJOIN_S)
        if over:
            self._acquisition.tap(None)
        self.span.turn()

    def finish(self, end_reason: str) -> None:
        """Ends as its trigger would; one that has not begun is over immediately."""
        if self.recorder.begun:
            self.recorder.end_by(end_reason)
            self.span.stop()
        else:
            self.recorder.finish(end_reason)

    def end_after(self, failure: BaseException, end_reason: str) -> None:
        """Ends after a failure: no more data comes."""
        if isinstance(failure, EndOfReplay):
            self.span.end_with_replay()
        self.recorder.finish(end_reason)

    def leave(self) -> None:
        """Stops listening: another trial follows."""
        for told in self._told:
            self._acquisition.forget(told)

    def _create_trial(self, path: Path, seconds: float | None) -> TrialWriter:
        refuse_unless_new_trial(path)
        refuse_if_disk_is_full(path, seconds or 0.0, len(self._feeds))
        boards = {role: feed.board.info for role, feed in self._feeds.items()}
        return TrialWriter(path, self._header, boards)

    def _open_journal(self) -> None:
        """Runs in the loop, between two turns: from here on the journal has every byte."""
        said: dict[str, Any] = self._standards.said()
        self.journal.note(**opening_note(self._header, dict(self._feeds), **said))
        self._acquisition.tap(self.journal.hear)
        self.recorder.begin_soon()

    def _end(self, end_s: float) -> None:
        """Runs in the loop, when it is known where the trial ends."""
        self.journal.note(what="end", end_s=end_s)
        self._turn_soon()

    def _turn_soon(self) -> None:
        self.recorder.wake()
        self._due_s = 0.0

    def _begin(self, zero_s: float) -> None:
        """Runs in the loop, between two turns."""
        points = [point for point, on in self._standards.in_contact.items() if on]
        since_s = self._host_time.now_s() - zero_s
        zero_utc = self._host_time.utc() - timedelta(seconds=since_s)
        self.recorder.begin(Begin(zero_s, zero_utc, points))
        self._turn_soon()  # what is damaged from here on counts, and the coach waits for it


def _create_journal(writer: TrialWriter) -> JournalWriter:
    try:
        return JournalWriter(journal_path(writer.path))
    except UsageError:
        writer.discard()
        raise
