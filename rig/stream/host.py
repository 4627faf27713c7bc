"""The engine as a process: finds the boards and runs them, records when told, and does not stay
when nobody is left."""

import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rig.device.board import Board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import HostTime
from rig.device.messages import Cues
from rig.errors import RigError, UsageError
from rig.measure.calibration import PlateCalibration
from rig.protocol.shelf import scorable
from rig.stream.acquisition import ToldQueue
from rig.stream.disk import low_disk_words
from rig.stream.door import Door, Message
from rig.stream.engine import Engine
from rig.stream.feed import Feed
from rig.stream.recorder import Recorder
from rig.stream.ring import Ring
from rig.stream.runfolder import Place
from rig.stream.span import Trigger, Triggers
from rig.trial.endings import STOPPED
from rig.trial.folder import new_trial_path
from rig.trial.participant import check_participant
from rig.trial.reader import summarize

TURN_S = 0.05
RETRY_S = 2.0
RATE_OVER_S = 1.0
QUEUED = 10_000


class Host:
    """Keeps an engine going on the boards that are wanted: where a board is lost or not yet
    there, it tries again.

    `linger_s` is how long it stays when nobody is in the house and nothing is recorded; with
    `lsl` it also serves Lab Streaming Layer outlets.
    """

    def __init__(
        self,
        place: Place,
        wanted: Wanted,
        host_time: HostTime,
        *,
        folder: Callable[[], Path],
        linger_s: float,
        lsl: bool = False,
    ) -> None:
        self.trouble = "looking for the boards"
        self._place = place
        self._wanted = wanted
        self._host_time = host_time
        self._folder = folder
        self._linger_s = linger_s
        self._lsl = lsl
        self._lock = threading.RLock()  # the engine comes and goes while visitors speak
        self._engine: Engine | None = None
        self._engines = 0
        self._recorder: Recorder | None = None
        self._last: Message | None = None
        self._told: list[ToldQueue] = []
        self._rates: dict[str, _Rate] = {}
        self._retry_s = 0.0
        self._alone_s = host_time.now_s()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Until it is told to quit, or nobody is left. Raises UsageError if one runs already."""
        key = self._place.take()
        try:
            door = Door(self._place, key, self, self._host_time)
            try:
                while not (self._stopping.is_set() or self._is_left_alone(door)):
                    self._turn()
                    self._stopping.wait(TURN_S)
            finally:
                self._close_engine()
                door.close()
        finally:
            self._place.give_back()

    def stop(self) -> None:
        """Ends `run`; a trial that is being recorded is closed."""
        self._stopping.set()

    # What the door asks for

    def listen(self) -> ToldQueue:
        """Events from now on, over all engines that come and go."""
        told = ToldQueue(QUEUED)
        with self._lock:
            self._told.append(told)
            if self._engine:
                self._engine.listen(told)
        return told

    def forget(self, told: ToldQueue) -> None:
        """The end of `listen`."""
        with self._lock:
            if told in self._told:
                self._told.remove(told)
                if self._engine:
                    self._engine.forget(told)

    def obey(self, command: Message) -> Message:
        """Does a command: record, start, stop, mark, cue, quit. Raises RigError for another."""
        what = command.get("do")
        with self._lock:
            if what == "quit":
                self._stopping.set()
                return {}
            engine = self._running()
            if what == "record":
                return {"path": str(self._record(engine, command))}
            if what == "start" and engine.span is not None:
                engine.span.start()
            elif what == "stop":
                engine.finish(STOPPED)
            elif what == "mark":
                engine.mark()
            elif what == "cue":
                engine.arm(Cues[str(command["cues"]).upper()])
            else:
                raise UsageError(f"expected a command that can be done now, got {what!r}")
            return {}

    def state(self) -> Message:
        """How it stands: boards, recording, the last trial, and what is wrong in plain words."""
        with self._lock:
            engine = self._engine
            waits_for = engine.problems if engine else []
            return {
                "engine": os.getpid(),
                "number": self._engines,
                "now_s": self._host_time.now_s(),
                "started_s": engine.started_s if engine else None,
                "boards": [self._board(feed) for feed in engine.feeds.values()] if engine else [],
                "in_contact": engine.in_contact if engine else {},
                "calibration": _as_json(engine.calibration) if engine else None,
                "recording": self._recording(),
                "last": self._last,
                "trouble": "; ".join(filter(None, [self.trouble, *waits_for])),
            }

    # One turn after another

    def _turn(self) -> None:
        with self._lock:
            self._note_end_of_trial()
            if self._engine and self._engine.failure:
                self.trouble = str(self._engine.failure)
                self._close_engine()
                self._retry_s = self._host_time.now_s() + RETRY_S
        if self._engine is None and self._host_time.now_s() >= self._retry_s:
            self._open_engine()
        for role, feed in (self._engine.feeds if self._engine else {}).items():
            self._rates[role].note(self._host_time.now_s(), feed.ring.written)

    def _open_engine(self) -> None:
        """Without the lock until it is there: boards may take seconds to answer."""
        problems: list[str] = []
        boards: dict[str, Board] = {}
        try:
            boards = open_wanted(self._wanted, self._host_time, on_problem=problems.append)
            engine = self._engine_of(boards)
        except RigError as error:
            self.trouble = str(error)
            self._retry_s = self._host_time.now_s() + RETRY_S
            return
        with self._lock:
            self._engine = engine
            self._rates = {role: _Rate() for role in engine.feeds}
            self.trouble = "; ".join(problems)
            for told in self._told:
                engine.listen(told)

    def _engine_of(self, boards: dict[str, Board]) -> Engine:
        self._engines += 1
        rings = {
            role: Ring.create(self._place.ring_path(role, self._engines), board.info.channels)
            for role, board in boards.items()
        }
        engine = Engine(boards, self._host_time, rings=rings)
        try:
            if self._lsl:
                engine.serve_lsl(on_problem=self._note_trouble)
            engine.start()
        except BaseException:
            engine.close()
            raise
        return engine

    def _note_trouble(self, sentence: str) -> None:
        self.trouble = sentence

    def _close_engine(self) -> None:
        with self._lock:
            if self._engine:
                self._engine.close(STOPPED)
                self._note_end_of_trial()
                self._engine = None
                self._place.sweep_rings()

    def _is_left_alone(self, door: Door) -> bool:
        now_s = self._host_time.now_s()
        if door.visitors or self._recorder:
            self._alone_s = now_s
        return now_s - self._alone_s > self._linger_s

    # Recording

    def _running(self) -> Engine:
        if self._engine is None:
            raise UsageError(f"expected connected boards: {self.trouble}")
        return self._engine

    def _record(self, engine: Engine, command: Message) -> Path:
        if self._recorder:
            raise UsageError(f"expected no trial, {self._recorder.path.name} is being recorded")
        participant = str(command.get("participant", ""))
        check_participant(participant)
        protocol = scorable(str(command.get("protocol", "")))
        path = new_trial_path(self._folder(), participant or "trial", self._host_time.utc())
        self._recorder = engine.record(
            path, participant=participant, protocol=protocol, triggers=_triggers(command)
        )
        return path

    def _note_end_of_trial(self) -> None:
        recorder = self._recorder
        if recorder is None or not recorder.closed.is_set():
            return
        self._recorder = None
        if recorder.path.exists():
            self._last = _ended(recorder.path, recorder.end_reason)
        if recorder.failure:
            self.trouble = str(recorder.failure)

    def _recording(self) -> Message | None:
        recorder = self._recorder
        if recorder is None or self._engine is None:
            return None
        feeds = self._engine.feeds
        return {
            "path": str(recorder.path),
            "begun": recorder.begun,
            "zero_s": recorder.zero_s if recorder.begun else None,
            "seconds": recorder.recorded_s,
            "warning": low_disk_words(recorder.disk_left_s),
            "on_disk": recorder.rows,
            "expected": {role: recorder.expected_rows(role) for role in feeds},
        }

    def _board(self, feed: Feed) -> Message:
        board, info = feed.board, feed.board.info
        health = board.health
        return {
            "role": feed.role,
            "url": board.port.url,
            "serial": info.serial,
            "firmware": info.firmware_version,
            "simulated": board.simulated,
            "columns": list(info.columns),
            "full_scale_counts": info.full_scale_counts,
            "volts_per_count": info.volts_per_count,
            "sample_rate_hz": info.sample_rate_hz,
            "rate_hz": self._rates[feed.role].hz,
            "lost": feed.decoder.lost,
            "crc_errors": board.parser.counts.crc_errors,
            "missed_ticks": health.missed_ticks if health else None,
            "silent_s": max(0.0, self._host_time.now_s() - feed.last_arrival_s),
            "ring": str(self._place.ring_path(feed.role, self._engines)),
            "ring_rows": feed.ring.capacity_rows,
        }


class _Rate:
    """Samples a second over the last second or so."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, int]] = deque()

    def note(self, now_s: float, written: int) -> None:
        self._looks.append((now_s, written))
        while now_s - self._looks[0][0] > RATE_OVER_S and len(self._looks) > 2:
            self._looks.popleft()

    @property
    def hz(self) -> float:
        if len(self._looks) < 2:
            return 0.0
        (begin_s, before), (end_s, after) = self._looks[0], self._looks[-1]
        return (after - before) / (end_s - begin_s) if end_s > begin_s else 0.0


def _ended(path: Path, end_reason: str) -> Message:
    """How a trial ended and how good it is."""
    ended: Message = {"path": str(path), "end_reason": end_reason, "verdict": None, "reasons": []}
    try:
        summary = summarize(path)
    except UsageError as error:
        return ended | {"reasons": [str(error)]}
    return ended | {"verdict": summary.verdict, "reasons": summary.reasons}


def _as_json(calibration: PlateCalibration | None) -> Message | None:
    return None if calibration is None else asdict(calibration)


def _triggers(command: dict[str, Any]) -> Triggers:
    stop = command.get("stop")
    return Triggers(
        Trigger(command.get("start", "now")),
        None if stop is None else Trigger(stop),
        command.get("seconds"),
    )
