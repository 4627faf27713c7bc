"""Writes what came over the wire to a trial's journal within a tenth of a second, whatever else
happens to it. Runs in its own thread, which may wait for the disk."""

import queue
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rig.device.hosttime import HostTime
from rig.device.port import Received
from rig.stream.acquisition import ToldQueue
from rig.trial.event import Event
from rig.trial.journal import Entry, JournalWriter, note

WRITE_EACH_S = 0.05
SYNC_EACH_S = 0.5
QUEUED = 30_000  # pieces: more than a minute


class Journal:
    """The loop adds entries, `run` writes them. Notes record decisions: begin, events, end."""

    def __init__(self, writer: JournalWriter, told: ToldQueue, host_time: HostTime) -> None:
        self.failure: BaseException | None = None
        self.overrun = False
        self._writer = writer
        self._told = told
        self._host_time = host_time
        self._waiting: queue.SimpleQueue[Entry] = queue.SimpleQueue()
        self._sync_due_s = 0.0
        self._closing = threading.Event()
        self._writing = threading.Lock()

    @property
    def fill(self) -> float:
        """Share of the queue that waits for the disk."""
        return self._waiting.qsize() / QUEUED

    def hear(self, role: str, received: Received) -> None:
        """Queues what a board sent. From the loop: never waits."""
        if not self._closing.is_set():
            self._put(Entry(role, received.arrival_s, received.data))

    def note(self, **said: Any) -> None:
        """Queues what was decided. Never waits."""
        self._put(note(self._host_time.now_s(), **said))

    def run(self) -> None:
        """Writes until it is closed. Stores an error in `failure`."""
        try:
            while not self._closing.wait(WRITE_EACH_S):
                self.turn()
        except Exception as failure:  # no thread dies silently
            self.failure = failure

    def turn(self) -> None:
        """Writes all that has come. Raises DiskError."""
        with self._writing:
            if self._writer.closed:
                return
            entries = []
            while not self._waiting.empty():
                entries.append(self._waiting.get_nowait())
            while not self._told.empty():
                entries += self._told_as_notes()
            self._writer.append(entries)
            if self._host_time.now_s() >= self._sync_due_s:
                self._sync_due_s = self._host_time.now_s() + SYNC_EACH_S
                self._writer.sync()

    def finish(self) -> None:
        """Accepts no more, and writes the rest."""
        self._closing.set()
        if self.failure is None:
            self.turn()

    def close(self, *, keep: bool) -> None:
        """Ends the journal; deletes it unless it is to be kept or is the only copy."""
        self._closing.set()
        with self._writing:
            self._writer.close(keep=keep or self.failure is not None)

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self._writer.path

    def _put(self, entry: Entry) -> None:
        if self._waiting.qsize() < QUEUED:
            self._waiting.put(entry)
        else:
            self.overrun = True

    def _told_as_notes(self) -> list[Entry]:
        news = self._told.get_nowait()
        now_s = self._host_time.now_s()
        if isinstance(news, Event):
            return [note(now_s, what="event", **asdict(news))]
        return []  # sync wire edges are in the bytes
