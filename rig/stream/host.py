"""The engine as a process: obeys windows, records trials, and ends when no client is left."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rig.device.discovery import Wanted
from rig.device.hosttime import HostTime
from rig.device.messages import Cues
from rig.errors import UsageError
from rig.protocol.shelf import scorable
from rig.stream.acquisition import ToldQueue
from rig.stream.calibrating import CALIBRATE, LOOK, WindowCalibration
from rig.stream.door import Door, Message
from rig.stream.doorwords import (
    calibration_words,
    cue_of,
    ended_words,
    feet_of,
    recording_words,
    triggers_of,
)
from rig.stream.engine import Engine
from rig.stream.enginelog import ENDS, FAILS, LOG, words_of
from rig.stream.engines import Engines
from rig.stream.preparing import STEPS, Preparation
from rig.stream.recorder import Recorder
from rig.stream.rescue import Rescue
from rig.stream.runfolder import Place
from rig.trial.endings import STOPPED
from rig.trial.folder import concerns, new_trial_path
from rig.trial.participant import check_participant

TURN_S = 0.05


class Host:
    """What the door leads to: the running engine, its trial, and interrupted trials.

    `linger_s` is how long it stays with no client connected and nothing being recorded; with `lsl`
    it also serves Lab Streaming Layer outlets.
    """

    def __init__(
        self,
        place: Place,
        wanted: Wanted,
        host_time: HostTime,
        *,
        folder: Callable[[], Path],
        rescue: Rescue,
        linger_s: float,
        lsl: bool = False,
    ) -> None:
        self._place = place
        self._host_time = host_time
        self._folder = folder
        self._rescue = rescue
        self._linger_s = linger_s
        self._engines = Engines(place, wanted, host_time, lsl=lsl)
        self._about_folder: Message = {"folder": "", "concerns": []}
        self._recorder: Recorder | None = None
        self._last: Message | None = None
        self._preparation = Preparation(host_time)
        self._calibration = WindowCalibration(host_time)
        self._alone_s = host_time.now_s()
        self._stopping = False
        self._why = "nobody was left"

    def run(self) -> None:
        """Runs until told to quit, or no client is left. Raises UsageError if one runs already."""
        self._place.take()
        try:
            door = Door(self._place, self, self._host_time)
            try:
                self._look_at_folder()
                while not (self._stopping or self._is_left_alone(door)):
                    self._note_end_of_trial()
                    self._engines.turn()
                    self._calibrate()
                    time.sleep(TURN_S)
                LOG.info("%s%s", ENDS, self._why)
            except BaseException as error:  # before the door closes: windows ask for last words
                LOG.error("%s%s", FAILS, words_of(error))
                raise
            finally:
                self._engines.close()
                self._note_end_of_trial()
                self._rescue.close()
                door.close()
        finally:
            self._place.give_back()

    def stop(self, why: str = "it was told to") -> None:
        """Ends `run`; a trial that is being recorded is closed.

        Safe in a signal handler: it takes no lock, which the interrupted thread may hold.
        """
        self._why = why
        self._stopping = True

    # What the door calls

    def listen(self) -> ToldQueue:
        """Events from now on, across all engines."""
        return self._engines.listen()

    def forget(self, told: ToldQueue) -> None:
        """Ends `listen`."""
        self._engines.forget(told)

    def obey(self, command: Message) -> Message:
        """Does a command: record, start, stop, mark, cue, hints, recover, quit, a step of a
        preparation or of a calibration. Raises RigError for any other."""
        what = command.get("do")
        with self._engines.lock:
            if str(what).startswith(CALIBRATE):
                return self._do_calibrate(str(what), command)
            if what == "quit":
                self.stop()
            elif what == "recover":
                self._rescue.begin(str(command.get("trial")))
            elif what == "record":
                return {"path": str(self._record(self._engines.running, command))}
            elif what == "hints":
                return {"hints": self._preparation.hints(self._engines.running)}
            elif what in STEPS:
                self._refuse_while_recording()
                return self._preparation.do(what, self._engines.running, command)
            else:
                self._pass_on(self._engines.running, command)
            return {}

    def state(self) -> Message:
        """The current state: boards, recording, the last trial, and problems in plain words."""
        with self._engines.lock:
            engine = self._engines.engine
            return {
                "engine": os.getpid(),
                "number": self._engines.number,
                "now_s": self._host_time.now_s(),
                "started_s": engine.started_s if engine else None,
                "boards": self._engines.boards(),
                "in_contact": engine.standards.in_contact if engine else {},
                "count_is_sure": engine.standards.count_is_sure if engine else True,
                "calibration": calibration_words(engine.standards.calibration) if engine else None,
                "zero": self._preparation.zeros.words(engine),
                "recording": self._recording(engine),
                "last": self._last,
                "trouble": self._engines.problems,
                **self._about_folder,
                "concerns": [*self._about_folder["concerns"], *self._engines.concerns],
                **self._rescue.words(),
            }

    def _do_calibrate(self, what: str, command: Message) -> Message:
        if what != LOOK:
            self._refuse_while_recording()
        return self._calibration.do(what, self._engines.engine, command)

    def _calibrate(self) -> None:
        with self._engines.lock:
            if self._recorder is None:
                self._calibration.turn(self._engines.engine)

    def _pass_on(self, engine: Engine, command: Message) -> None:
        what = command.get("do")
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

    def _is_left_alone(self, door: Door) -> bool:
        now_s = self._host_time.now_s()
        if door.visitors or self._recorder or self._rescue.busy:
            self._alone_s = now_s
        return now_s - self._alone_s > self._linger_s

    # Trials

    def _look_at_folder(self) -> None:
        """Finds where trials go, what is wrong with that folder, and what was left in it."""
        try:
            folder = self._folder()
        except UsageError as error:
            self._about_folder = {"folder": "", "concerns": [str(error)]}
            return
        self._about_folder = {"folder": str(folder), "concerns": concerns(folder)}
        self._rescue.look(folder)

    def _record(self, engine: Engine, command: Message) -> Path:
        self._refuse_while_recording()
        participant = str(command.get("participant", ""))
        check_participant(participant)
        if self._calibration.in_view:
            raise UsageError("expected no calibration under way: close its page, or end it")
        protocol = scorable(str(command.get("protocol", "")))
        about: dict[str, Any] = {
            "participant": participant,
            "protocol": protocol,
            "feet": feet_of(command),
            "cue": cue_of(command),
            "triggers": triggers_of(command),
        }
        self._engines.use_person(participant)
        path = new_trial_path(self._folder(), participant, self._host_time.utc())
        self._recorder = engine.record(path, **about)
        LOG.info("a trial begins")
        return path

    def _recording(self, engine: Engine | None) -> Message | None:
        repetitions = engine.span.repetitions if engine and engine.span else 0
        return recording_words(self._recorder, repetitions) if self._recorder else None

    def _refuse_while_recording(self) -> None:
        if self._recorder:
            raise UsageError(f"expected no trial, {self._recorder.path.name} is being recorded")

    def _note_end_of_trial(self) -> None:
        with self._engines.lock:
            recorder = self._recorder
            if recorder is None or not recorder.closed.is_set():
                return
            self._recorder = None
            LOG.info("a trial ended: %s", recorder.end_reason)
            if recorder.path.exists():
                self._last = ended_words(recorder.path, recorder.end_reason)
                self._preparation.zeros.note_trial(recorder.path)
            if recorder.failure:
                LOG.error("it failed: %s", words_of(recorder.failure))
                self._engines.trouble = str(recorder.failure)
