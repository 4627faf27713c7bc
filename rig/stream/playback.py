"""replay://FILE: a port that plays a recorded trial again.

    replay://P07-1.h5?board=plates&speed=10

`board` names one of the two; the default is the board for which the URL is given, or the only one.
Ports of one file that are opened in succession begin together: once all have been told to send, at
the second check for data; the third is the first that finds some. So a recording started then gets
the trial from its first sample, whatever the speed and however busy the computer is. What came at
different times is read at different times, in its original order; while data waits to be read, the
clock from `host_time_for` waits, too. `speed` is the speed of this clock.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

from rig.device.board import Board
from rig.device.hosttime import FastTime, HeldTime, HostTime, WallTime
from rig.device.messages import COLUMNS, Ack, Cues, Info, Levels, Result, Status
from rig.device.port import Received
from rig.device.wire import CRC_BYTES, HEADER_BYTES, SYNC, Kind, Parser, samples_length, sealed
from rig.errors import EndOfReplay, UsageError
from rig.measure.contact import nominal_levels
from rig.stream.tape import Piece, Tape, open_tape
from rig.trial.recorded import JudgedBy, RecordedTrial

SCHEME = "replay"
LEAD_S = 0.01
# What came within this time may be read together, with the time of the newest of it.
TOGETHER_S = 0.01
STATUS_AT = HEADER_BYTES + 8
LEAST_SPEED, MOST_SPEED = 0.1, 20.0


@dataclass(frozen=True, slots=True)
class Wish:
    """The contents of a replay:// URL. Raises UsageError for one that makes no sense."""

    path: Path
    board: str
    speed: float

    @classmethod
    def from_url(cls, url: str) -> "Wish":
        """Parses it."""
        path, _, query = url.removeprefix(f"{SCHEME}://").partition("?")
        said = dict(parse_qsl(query, keep_blank_values=True))
        board, speed = said.pop("board", ""), said.pop("speed", "1")
        if said or not path or board not in ("", *COLUMNS):
            raise UsageError(f"expected replay://FILE?board=plates|dowel&speed=X, got {url}")
        return cls(Path(path), board, _speed(speed, url))


def _speed(text: str, url: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not LEAST_SPEED <= speed <= MOST_SPEED:
        raise UsageError(f"expected a speed from {LEAST_SPEED} to {MOST_SPEED:g}, got {url}")
    return speed


def host_time_for(urls: Iterable[str]) -> HostTime:
    """The computer's clock, at the speed these URLs ask for.

    Raises UsageError if they contradict each other.
    """
    urls = list(urls)
    speeds = {Wish.from_url(url).speed for url in urls if is_replay(url)}
    if len(speeds) > 1:
        raise UsageError(f"expected one speed for both boards, got {' and '.join(urls)}")
    if speeds and not all(map(is_replay, urls)):
        raise UsageError(f"expected both boards out of a file or none, got {' and '.join(urls)}")
    return FastTime(speeds.pop()) if speeds else WallTime()


def is_replay(url: str) -> bool:
    """Whether a URL replays a file."""
    return url.startswith(f"{SCHEME}://")


def judged_by(boards: Iterable[Board]) -> JudgedBy | None:
    """What the trial that these boards replay was judged by; None if they replay none."""
    played = [board.port.judged_by for board in boards if isinstance(board.port, ReplayPort)]
    return played[0] if played else None


def inexactness(url: str, made: Path) -> str:
    """How a trial recorded from a complete replay differs from the replayed one, in plain words; ""
    if it does not. Raises UsageError if one of them cannot be read."""
    played, got = open_tape(Wish.from_url(url).path).stored, RecordedTrial.read(made)
    for role, (first, last) in got.first_and_last_samples().items():
        late, early = first - played[role][0], played[role][1] - last
        if late or early:
            return (
                f"this replay is not exact: of the {role} board {late} samples are missing at its "
                f"begin and {early} at its end; play it again, or slower"
            )
    return ""


class Playback:
    """The boards of a tape, which begin and end together."""

    def __init__(self, path: Path, host_time: HostTime) -> None:
        self.tape: Tape = open_tape(path)
        self.start_s: float | None = None
        self._path = path
        self._host_time = host_time
        self._ports: dict[str, ReplayPort] = {}
        self._beginner: ReplayPort | None = None
        if isinstance(host_time, HeldTime):
            host_time.hold(lambda: self.together_s)

    @property
    def together_s(self) -> float:
        """The latest arrival time that may be read now; infinite if nothing is to be read."""
        if self.start_s is None:
            return math.inf
        waiting_s = (port.next_s for port in self._ports.values())
        return self.start_s + min(waiting_s, default=math.inf) + TOGETHER_S

    def lacks(self, role: str) -> bool:
        """Whether a board may still join."""
        return self.start_s is None and role not in self._ports

    def open(self, url: str, role: str) -> "ReplayPort":
        """The port of a board, or of the only one. Raises UsageError if it is not on the tape."""
        there = list(self.tape.infos)
        role = role or (there[0] if len(there) == 1 else "")
        if role not in there:
            wanted, held = role or "board=plates or board=dowel", " and ".join(there) or "no board"
            raise UsageError(f"expected {wanted} for {url}, it holds {held}")
        self._ports[role] = ReplayPort(url, role, self, self._host_time)
        return self._ports[role]

    def leave(self, port: "ReplayPort") -> None:
        """Continues without it."""
        self._ports = {role: other for role, other in self._ports.items() if other is not port}

    def begin_if_awaited(self, port: "ReplayPort") -> None:
        """Begins once all boards were told to send and have been checked since.

        Not before the port that noticed this is checked again: nothing may arrive for any port in
        the rest of this round, which for the others would be before its begin.
        """
        if self._beginner is None and all(port.awaited for port in self._ports.values()):
            self._beginner = port
        elif self.start_s is None and port is self._beginner:
            self.start_s = self._host_time.now_s() + LEAD_S

    @property
    def is_about_to_begin(self) -> bool:
        """Whether a check of the ports would begin it."""
        return self._beginner is not None and self.start_s is None

    @property
    def is_over(self) -> bool:
        """Whether all has been played."""
        return all(port.ended for port in self._ports.values())

    def end(self) -> EndOfReplay:
        """The exception to raise then."""
        return EndOfReplay(f"the replay of {self._path.name} is over", self.tape.end_reason)


class ReplayPort:
    """A port with a recorded board behind it, which answers as it did."""

    def __init__(self, url: str, role: str, playback: Playback, host_time: HostTime) -> None:
        self.url = url
        self.simulated = playback.tape.simulated
        self.replay_of = playback.tape.trial_id
        self.awaited = False
        self.judged_by = playback.tape.judged_by
        self._info = playback.tape.infos[role]
        self._playback = playback
        self._host_time = host_time
        self._pieces: Iterator[Piece] = playback.tape.pieces(role)
        self._next = next(self._pieces, None)
        self._commands = Parser()
        self._answers = bytearray()
        self._sends = False
        self._output = 0
        self._levels = Levels(nominal_levels(self._info.full_scale_counts), Cues.NONE, stored=False)

    @property
    def next_s(self) -> float:
        """When its next piece came, in seconds of the tape; infinite if there is none."""
        following = self._next  # once: the loop may read on meanwhile
        return math.inf if following is None else following.at_s

    @property
    def ended(self) -> bool:
        """Whether all that came from the board has been read."""
        return self._next is None

    def read(self) -> Received:
        """All that is due, with the time at which the newest of it came.

        Raises EndOfReplay when both boards have ended.
        """
        if self._answers:
            answers = Received(bytes(self._answers), self._host_time.now_s())
            self._answers.clear()
            return answers
        if self._sends:
            self._playback.begin_if_awaited(self)
            self.awaited = True
        received = self._due()
        if not received.data and self._playback.is_over:
            raise self._playback.end()
        return received

    def write(self, data: bytes) -> None:
        """Has the board do a command."""
        for run in self._commands.receive(data):
            for payload in run.payloads:
                self._answers += self._obey(run.kind, payload)

    def close(self) -> None:
        """Leaves the replay; the other board continues."""
        self._playback.leave(self)

    def fileno(self) -> int | None:
        """None: there is nothing to select on."""
        return None

    def waiting(self) -> bool:
        """Whether read would return bytes, or raise."""
        about_to = self._playback.is_about_to_begin
        return bool(self._answers) or self._is_due() or about_to or self._playback.is_over

    def _is_due(self) -> bool:
        return self._is_due_by(min(self._host_time.now_s(), self._playback.together_s))

    def _is_due_by(self, until_s: float) -> bool:
        start_s = self._playback.start_s
        return start_s is not None and start_s + self.next_s <= until_s

    def _due(self) -> Received:
        came, arrival_s = bytearray(), self._host_time.now_s()
        until_s = min(arrival_s, self._playback.together_s)
        while self._is_due_by(until_s) and self._next and self._playback.start_s is not None:
            came += self._next.data
            arrival_s = self._playback.start_s + self._next.at_s
            self._next = next(self._pieces, None)
        return Received(self._as_sent(bytes(came)) if self._sends else b"", arrival_s)

    def _as_sent(self, data: bytes) -> bytes:
        """With the TTL output low unless this computer has raised it."""
        if self._output or self._info.role != "plates":
            return data
        return _with_output_low(data, self._info)

    def _obey(self, kind: Kind, payload: bytes) -> bytes:
        if kind is Kind.HELLO:
            return self._info.pack()
        if kind is Kind.GET_LEVELS:
            return self._levels.pack()
        if kind is Kind.SET_SERIAL:
            return Ack(kind, Result.REFUSED).pack()
        if kind is Kind.SET_LEVELS:
            self._levels = Levels.unpack(payload + bytes((self._levels.armed, True)))
        elif kind is Kind.TTL_OUT:
            self._output = payload[0]
        elif kind in (Kind.START, Kind.STOP):
            self._sends = kind is Kind.START
        return Ack(kind, Result.DONE).pack()


def _with_output_low(data: bytes, info: Info) -> bytes:
    """Sets the TTL output low in each complete samples frame; a cut one is left unchanged."""
    length = samples_length(info.channels, info.bytes_per_count)
    head = bytes((SYNC, Kind.SAMPLES, length))
    low, at = bytearray(data), data.find(head)
    while 0 <= at <= len(data) - length:
        body = bytearray(data[at : at + length - CRC_BYTES])
        if sealed(bytes(body)) == data[at : at + length]:
            body[STATUS_AT] &= ~int(Status.TTL_OUT)
            low[at : at + length] = sealed(bytes(body))
        at = data.find(head, at + 1)
    return bytes(low)


_playbacks: WeakKeyDictionary[HostTime, dict[Path, Playback]] = WeakKeyDictionary()


def open_replay(url: str, host_time: HostTime) -> ReplayPort:
    """Opens replay://FILE. Raises UsageError for what cannot be played."""
    wish = Wish.from_url(url)
    playbacks = _playbacks.setdefault(host_time, {})
    playback = playbacks.get(wish.path)
    if playback is None or not playback.lacks(wish.board):
        playback = playbacks[wish.path] = Playback(wish.path, host_time)
    return playback.open(url, wish.board)
