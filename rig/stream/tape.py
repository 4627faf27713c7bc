"""A recording as the bytes that came: from a journal the original bytes, from a trial alone
equivalent frames. Both hold only what belongs to the trial."""

import math
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from rig.device.messages import COLUMNS, WORD, Cue, Edge, Health, Info, LineName
from rig.device.sampleframe import samples_frames
from rig.device.wire import SYNC, Kind, samples_length
from rig.errors import UsageError
from rig.ondisk import is_there
from rig.plain import plain
from rig.stream.replay import Replay
from rig.trial.endings import INTERRUPTED
from rig.trial.event import CUE, TTL_FALL, TTL_RISE, Event, SyncEdge
from rig.trial.journal import SUFFIX, journal_path, read_journal
from rig.trial.reader import Fate, fate_of
from rig.trial.recorded import JudgedBy, RecordedTrial

# First and last stored sample of each board that has any.
Stored = dict[str, tuple[int, int]]


class Piece(NamedTuple):
    """Bytes of a board, and when they came: in seconds since the first of either board."""

    at_s: float
    data: bytes


class Tape(Protocol):
    """A trial that can be played."""

    trial_id: str
    simulated: bool
    end_reason: str
    infos: dict[str, Info]
    judged_by: JudgedBy
    stored: Stored

    def pieces(self, role: str) -> Iterator[Piece]:
        """What came from a board, in order."""


def open_tape(path: Path) -> Tape:
    """The tape of a journal; of a trial by the journal beside it, else by its own contents.

    Raises UsageError if it cannot be read, or makes no sense: it may come from anywhere.
    """
    try:
        return _open_tape(path)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise UsageError(f"cannot play {path}, it makes no sense: {error!r}") from error


def _open_tape(path: Path) -> Tape:
    if path.name.endswith(SUFFIX):
        replay = Replay(path)
        return JournalTape(path, replay, lambda: _stored_samples(replay))
    journal = journal_path(path)
    if not is_there(journal):
        return TrialTape(RecordedTrial.read(path))
    replay = Replay(journal)
    if replay.began and _is_in_one_piece(replay):
        return JournalTape(journal, replay, lambda: _stored_in(path, replay))
    return TrialTape(RecordedTrial.read(path))


def _stored_in(path: Path, replay: Replay) -> Stored:
    """Taken from the closed trial, which avoids reading all of the journal."""
    if fate_of(path) is Fate.CLOSED:
        trial = RecordedTrial.read(path)
        if trial.trial_id == replay.header.trial_id:
            return trial.first_and_last_samples()
    return _stored_samples(replay)


def _is_in_one_piece(replay: Replay) -> bool:
    """Whether the stored numbers are those that the boards sent."""
    counted_on = any(feed.decoder.counted_on for feed in replay.feeds.values())
    return "rejoin" not in replay.said and not counted_on


class JournalTape:
    """The original bytes with their arrival times, from the first stored sample to the last."""

    def __init__(self, path: Path, replay: Replay, stored: Callable[[], Stored]) -> None:
        if not replay.began:
            raise UsageError(f"expected a trial in {path}, it had not begun")
        if not _is_in_one_piece(replay):
            raise UsageError(
                f"expected a journal in which no board was away for a while, got {path}: "
                "play the trial that rig recover makes of it"
            )
        self.trial_id = replay.header.trial_id
        self.simulated = replay.header.simulated
        self.judged_by = JudgedBy(
            replay.applied,
            replay.levels,
            replay.touch,
            replay.header.weighed_n,
            replay.header.weighed_utc,
        )
        self._path = path
        self._pending = {role: feed.board.parser.pending for role, feed in replay.feeds.items()}
        self.stored = stored()
        self.end_reason = plain(replay.said.get("closing", {}).get("reason", INTERRUPTED))
        self.infos = {role: replay.feeds[role].board.info for role in self.stored}
        self._begin_s = min(next(self._cut(role)).at_s for role in self.infos)

    def pieces(self, role: str) -> Iterator[Piece]:
        """What came from a board, in order."""
        for piece in self._cut(role):
            yield piece._replace(at_s=piece.at_s - self._begin_s)

    def _cut(self, role: str) -> Iterator[Piece]:
        info = self.infos[role]
        first, last = (_head(info, sample) for sample in self.stored[role])
        frame_bytes = samples_length(info.channels, info.bytes_per_count)
        return _until(_from(self._came(role), first), last, frame_bytes)

    def _came(self, role: str) -> Iterator[Piece]:
        before = self._pending[role]
        for entry in read_journal(self._path):
            if entry.kind == role:
                yield Piece(entry.arrival_s, before + entry.payload)
                before = b""


def _from(pieces: Iterator[Piece], head: bytes) -> Iterator[Piece]:
    """What comes from the first frame on that begins with `head`, which may be cut in two."""
    kept = b""
    for at_s, data in pieces:
        kept += data
        if (at := kept.find(head)) >= 0:
            yield Piece(at_s, kept[at:])
            break
        kept = kept[1 - len(head) :]
    yield from pieces


def _until(pieces: Iterator[Piece], head: bytes, frame_bytes: int) -> Iterator[Piece]:
    """What comes up to the end of the first frame that begins with `head`."""
    before, left = b"", math.inf
    for at_s, data in pieces:
        if left == math.inf and (at := (before + data).find(head)) >= 0:
            left = at - len(before) + frame_bytes
        if left <= len(data):
            yield Piece(at_s, data[: int(left)])
            return
        yield Piece(at_s, data)
        left -= len(data)
        before = (before + data)[1 - len(head) :]


def _head(info: Info, sample: int) -> bytes:
    """How the frame of a sample begins."""
    length = samples_length(info.channels, info.bytes_per_count)
    return bytes((SYNC, Kind.SAMPLES, length)) + (sample & WORD).to_bytes(4, "little")


def _stored_samples(replay: Replay) -> Stored:
    """As a recovery of the trial would find."""
    begin_s = float(replay.said["begin"]["zero_s"])
    end_s = float(replay.said.get("end", {}).get("end_s", math.inf))
    stored: Stored = {}
    seen = dict.fromkeys(replay.feeds, 0)
    for _ in replay.run():
        for role, feed in replay.feeds.items():
            rows = feed.ring.since(seen[role])
            seen[role] = feed.ring.written
            sample = rows.sample[(rows.host_s >= begin_s) & (rows.host_s < end_s)].tolist()
            if sample:
                stored[role] = (stored.get(role, sample)[0], sample[-1])
    return stored


class TrialTape:
    """Frames rebuilt from a trial's rows, each at its time in the trial."""

    def __init__(self, trial: RecordedTrial) -> None:
        self.trial_id = trial.trial_id
        self.simulated = trial.simulated
        self.end_reason = trial.end_reason
        self.infos = trial.infos
        self.judged_by = trial.judged_by
        self.stored = trial.first_and_last_samples()
        self._trial = trial
        self._begin_s = min((next(trial.rows(role)).time_s[0] for role in self.infos), default=0.0)

    def pieces(self, role: str) -> Iterator[Piece]:
        """What came from a board, in order."""
        info, at_s = self.infos[role], 0.0
        between = deque(self._between(role))
        for rows in self._trial.rows(role):
            frames = samples_frames(
                info, rows.sample, rows.device_time_us, status=rows.status, counts=rows.counts
            )
            times_s = (rows.time_s - self._begin_s).tolist()
            times_us = rows.device_time_us.tolist()
            for frame, at_s, time_us in zip(frames, times_s, times_us, strict=True):
                behind = b""
                while between and between[0].time_us <= time_us:
                    behind += between.popleft().frame
                yield Piece(at_s, frame + behind)
        yield Piece(at_s, b"".join(report.frame for report in between))

    def _between(self, role: str) -> list["_Report"]:
        """What was reported between the samples, in order."""
        reports = [
            _Report(event.value, _stamped(event))
            for event in self._trial.stamped
            if event.board == role
        ]
        if role == "dowel":
            reports += [_Report(e.device_time_us, _sync_edge(e)) for e in self._trial.sync_edges]
        if (missed := self._trial.missed[role]) is not None:
            reports += [_Report(-1.0, _health(0, 0)), _Report(math.inf, _health(*missed))]
        return sorted(reports, key=lambda report: report.time_us)


class _Report(NamedTuple):
    """A frame other than samples, and the board's time to which it belongs."""

    time_us: float
    frame: bytes


def _stamped(event: Event) -> bytes:
    time_us = int(event.value)
    if event.kind in (TTL_RISE, TTL_FALL):
        return _edge(time_us, LineName.TTL_IN, int(event.kind == TTL_RISE))
    columns = COLUMNS["dowel"]
    point = columns.index(event.point) if event.point in columns else len(columns)
    return Cue(time_us & WORD, point, int(event.kind == CUE), (event.sample or 0) & WORD).pack()


def _sync_edge(edge: SyncEdge) -> bytes:
    return _edge(edge.device_time_us, LineName.SYNC_IN, edge.level)


def _edge(time_us: int, line: LineName, level: int) -> bytes:
    return Edge(time_us & WORD, line, level, skipped=0).pack()


def _health(missed_ticks: int, dropped_frames: int) -> bytes:
    return Health(0, 0, missed_ticks, dropped_frames, 0, 0).pack()
