"""A journal as the loop received it: the same bytes at the same times."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.device.board import Board
from rig.device.messages import Info
from rig.device.port import Received
from rig.device.wire import Parser
from rig.errors import DeviceError, UsageError
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.contact import ContactLevels
from rig.stream.acquisition import ToldQueue
from rig.stream.feed import Feed
from rig.stream.samples import Samples
from rig.trial.endings import INTERRUPTED
from rig.trial.event import Begin, Event, SyncEdge
from rig.trial.facts import RAW
from rig.trial.header import Header
from rig.trial.journal import NOTE, Entry, read_journal
from rig.trial.reader import BOARDS, raw_rows

TURN_EACH_S = 5.0
JOINED_BYTES = 1 << 14

Note = dict[str, Any]


def opening_note(
    header: Header,
    feeds: dict[str, Feed],
    *,
    applied: Applied | None,
    levels: ContactLevels | None,
    touch: TouchRecord | None,
    settle_s: float,
) -> Note:
    """What a journal must hold before the first bytes."""
    return {
        "what": "trial",
        "header": asdict(header),
        "boards": {role: board_as_note(feed.board) for role, feed in feeds.items()},
        "feeds": {role: feed.state() for role, feed in feeds.items()},
        "applied": applied.as_json() if applied else None,
        "levels": asdict(levels) if levels else None,
        "touch": touch.as_json() if touch else None,
        "settle_s": settle_s,
    }


def board_as_note(board: Board) -> Note:
    """What a journal must hold about a board before the first bytes from it."""
    return {
        "info": board.info.pack().hex(),
        "url": board.port.url,
        "health": board.health.pack().hex() if board.health else "",
        "pending": board.parser.pending.hex(),
    }


def difference(trial: Path, journal: Path) -> str:
    """How a closed trial differs in its raw data from its journal; "" if it does not."""
    for role in BOARDS:
        said, came = _Amount(), _Amount()
        for columns in raw_rows(trial, role):
            said.add(columns)
        for samples in _decoded(journal, role) if said.rows else ():
            inside = (samples.sample >= said.first) & (samples.sample <= said.last)
            came.add({name: getattr(samples, name)[inside] for name in RAW})
        if said.rows != came.rows:
            return f"{role} has {said.rows} samples, its journal {came.rows}"
        for name in RAW:
            if said.digests[name].digest() != came.digests[name].digest():
                return f"{role} {name} differs"
    return ""


class _Amount:
    """Totals of columns that come in parts: hours of them are too many to hold at once."""

    def __init__(self) -> None:
        self.rows = self.first = self.last = 0
        self.digests = {name: sha256() for name in RAW}

    def add(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Adds the next rows."""
        sample = columns["sample"]
        if not len(sample):
            return
        self.first = self.first if self.rows else int(sample[0])
        self.last = int(sample[-1])
        self.rows += len(sample)
        for name, digest in self.digests.items():
            digest.update(np.ascontiguousarray(columns[name]).tobytes())


def _decoded(journal: Path, role: str) -> Iterator[Samples]:
    replay = Replay(journal)
    for received in replay.joined(role):
        for news in replay.feeds[role].parse_and_decode(received):
            if isinstance(news, Samples):
                yield news


class Replay:
    """A journal as the loop received it.

    `said` is the first note of each kind.
    """

    def __init__(self, path: Path) -> None:
        self.host_time = ReplayTime()
        self.span = ReplaySpan()
        self.told = ToldQueue()
        self.end_reason = INTERRUPTED
        self._path = path
        notes = [_note_of(entry, path) for entry in read_journal(path) if entry.kind == NOTE]
        opening = next((said for said in notes if said["what"] == "trial"), None)
        if opening is None:
            raise UsageError(f"expected a trial in {path}, it had not begun")
        try:
            self._open(opening)
        except UsageError as error:
            raise UsageError(f"cannot read {path}: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"cannot read {path}: its first note makes no sense") from error
        self.said = {said["what"]: said for said in reversed(notes)}
        self.began = "begin" in self.said

    def _open(self, opening: Note) -> None:
        self.header = Header(**opening["header"])
        self.settle_s = float(opening["settle_s"])
        applied, levels = opening["applied"], opening["levels"]
        self.applied = Applied.from_json(applied) if applied else None
        self.levels = _levels(levels) if levels else None
        self.touch = TouchRecord.from_json(opening["touch"]) if opening["touch"] else None
        self.feeds: dict[str, Feed] = {}
        for role in ("plates", "dowel"):
            if role in opening["boards"]:
                board = _board(opening["boards"][role], self.host_time)
                reference = self.feeds["plates"].clock if self.feeds else None
                self.feeds[role] = Feed(board, reference=reference)
                self.feeds[role].resume(opening["feeds"][role])

    def pieces(self) -> Iterator[tuple[Feed, Entry]]:
        """What came from each board; the notes in between are processed."""
        for entry in read_journal(self._path):
            if entry.kind != NOTE:
                yield self.feeds[entry.kind], entry
            else:
                self._hear(entry.note)

    def joined(self, role: str) -> Iterator[Received]:
        """What came from one board, in larger pieces: faster if only the samples are needed.

        Unjoined if a board rejoined, since then the arrival times matter.
        """
        as_it_came = {"rejoin", "woken"} & self.said.keys()
        least, data = 1 if as_it_came else JOINED_BYTES, b""
        for entry in read_journal(self._path):
            if entry.kind == role:
                data += entry.payload
            if len(data) >= least or entry.kind == NOTE:
                yield Received(data, entry.arrival_s)
                data = b""
            if entry.kind == NOTE:
                self._hear(entry.note)
        yield Received(data, self.host_time.now_s())

    def run(self) -> Iterator[None]:
        """Plays all of it, pausing every few seconds so that a recorder can turn."""
        turn_s = -math.inf
        for feed, entry in self.pieces():
            self.host_time.arrive(entry.arrival_s)
            for happening in feed.receive(Received(entry.payload, entry.arrival_s)):
                if isinstance(happening, SyncEdge):  # notes hold all that was decided
                    self.told.put(happening)
            self.span.settle(max(feed.newest_s for feed in self.feeds.values()))
            if entry.arrival_s - turn_s > TURN_EACH_S:
                turn_s = entry.arrival_s
                yield
        yield

    def _hear(self, said: Note) -> None:
        what = said.pop("what")
        if what == "event":
            self.told.put(Event(**said))
        elif what == "begin":
            said["zero_utc"] = datetime.fromisoformat(said["zero_utc"])
            begin = Begin(**said)
            self.host_time.set_day(begin.zero_s, begin.zero_utc)
            self.span.zero_s = begin.zero_s
            self.told.put(begin)
        elif what == "lost":
            self.feeds[said["role"]].lose()
        elif what == "rejoin":
            self.feeds[said["role"]].rejoin(_board(said, self.host_time))
        elif what == "woken":
            for feed in self.feeds.values():
                feed.wake(said["woke_s"])
        elif what == "end":
            self.span.end_s = said["end_s"]
        elif what == "closing":
            self.end_reason = said["reason"]


class ReplaySpan:
    """Where a trial began and ended, by its journal."""

    def __init__(self) -> None:
        self.zero_s = math.inf
        self.end_s = math.inf
        self._settled_s = -math.inf

    @property
    def until_s(self) -> float:
        """Up to this time, exclusive, it is known whether samples belong to the trial."""
        return min(math.nextafter(self._settled_s, math.inf), self.end_s)

    def settle(self, newest_s: float) -> None:
        """Sets the time up to which samples have come."""
        self._settled_s = newest_s


class ReplayTime:
    """The host's clock as it was when the bytes came."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._day: tuple[float, datetime] = (0.0, datetime.fromtimestamp(0, UTC))

    def arrive(self, arrival_s: float) -> None:
        """Sets it forward."""
        self._now_s = max(self._now_s, arrival_s)

    def set_day(self, zero_s: float, zero_utc: datetime) -> None:
        """Sets the time of day at a time of the clock."""
        self._day = (zero_s, zero_utc)

    def now_s(self) -> float:
        """Seconds of the host's clock then."""
        return self._now_s

    def slept_s(self) -> float:
        """Zero: notes report the computer's sleeps."""
        return 0.0

    def utc(self) -> datetime:
        """Time of day then."""
        zero_s, zero_utc = self._day
        return zero_utc + timedelta(seconds=self._now_s - zero_s)

    def sleep(self, seconds: float) -> None:
        """Does nothing: nothing waits here."""


class _NoPort:
    """A former port. The header holds what is known about it."""

    simulated = False
    replay_of = ""

    def __init__(self, url: str) -> None:
        self.url = url

    def read(self) -> Received:
        raise DeviceError("a board in a journal cannot be read")

    def write(self, data: bytes) -> None:
        """Discards the data."""

    def close(self) -> None:
        """Does nothing."""

    def fileno(self) -> int | None:
        return None

    def waiting(self) -> bool:
        return False


def _board(said: Note, host_time: ReplayTime) -> Board:
    (run,) = Parser().receive(bytes.fromhex(said["info"]))
    info = Info.unpack(run.payload)
    if info is None:
        raise ValueError("expected a board's info")
    board = Board(_NoPort(said["url"]), info, Parser(), host_time)
    for heard in board.parser.receive(bytes.fromhex(said["health"])):
        board.hear(heard)
    board.parser.receive(bytes.fromhex(said["pending"]))
    return board


def _levels(said: Note) -> ContactLevels:
    on_counts, off_counts = tuple(said["on_counts"]), tuple(said["off_counts"])
    return ContactLevels(on_counts, off_counts, said["debounce_samples"])


def _note_of(entry: Entry, path: Path) -> Note:
    try:
        said = entry.note
        said["what"]
    except (ValueError, KeyError) as error:
        raise UsageError(f"cannot read {path}: a note in it makes no sense") from error
    return said
