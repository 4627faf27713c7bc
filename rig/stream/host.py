"""The engine as a process: obeys windows, records trials, and ends when no client is left."""

import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rig.calibrations.book import CalibrationBook
from rig.calibrations.persons import PersonBook
from rig.device.discovery import Wanted
from rig.device.hosttime import HostTime
from rig.errors import RefusedError, UsageError
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibrating.weight import Weight
from rig.measure.cuelatency import CueLatency
from rig.measure.placement import FootPlacement
from rig.protocol.shelf import scorable
from rig.stream.api import (
    AnyResult,
    ArmCue,
    Begin,
    BeginCalibration,
    CaptureState,
    CorrectMass,
    EndedTrial,
    LevelsTaken,
    Mark,
    Quantity,
    Quit,
    Record,
    Recording,
    Recover,
    Release,
    Reply,
    Request,
    State,
    StepCalibration,
    Stop,
    Take,
    TrialState,
    View,
    WeightTaken,
    ZeroTaken,
)
from rig.stream.calibrating import CalibrationLoad, WindowCalibration
from rig.stream.capture import Capturable, Capture, Outcome
from rig.stream.door import Answer, Door, Guest
from rig.stream.engine import Engine
from rig.stream.enginelog import ENDS, FAILS, LOG, words_of
from rig.stream.engines import Engines
from rig.stream.quantities import (
    PendingTrials,
    Taken,
    TouchedDowel,
    UntouchedDowel,
    WeightOnPlates,
    ZeroOfPlates,
)
from rig.stream.recorder import Recorder
from rig.stream.rescue import Rescue
from rig.stream.runfolder import Place
from rig.stream.status import ended_trial, trial_state
from rig.stream.triggers import Triggers
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
        self._trials_folder, self._concerns = "", list[str]()
        self._recorder: Recorder | None = None
        self._last: EndedTrial | None = None
        self._capture = Capture()
        self._pending, self._untouched = PendingTrials(), UntouchedDowel()
        self._calibration = WindowCalibration(host_time)
        self._guests: list[Guest] = []
        self._taking_for: Guest | None = None
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
                    self._look_at_samples()
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

    def admit(self, answer: Answer) -> Guest:
        """Admits a client, which gets events from now on, across all engines."""
        guest = Guest(self._engines.listen(), answer)
        with self._engines.lock:
            self._guests.append(guest)
        return guest

    def dismiss(self, guest: Guest) -> None:
        """Forgets a client, and what it viewed and armed."""
        self._engines.forget(guest.events)
        with self._engines.lock:
            self._guests.remove(guest)
            if guest is self._taking_for:
                self._capture.release()
            self._view()

    def obey(self, request: Request, guest: Guest) -> Reply | None:
        """Does a command; None if its reply comes later. Raises RigError if it is refused."""
        with self._engines.lock:
            match request.command:
                case Take() as take:
                    self._take(take, request.number, guest)
                    return None
                case Record() as record:
                    return Reply(request.number, Recording(str(self._record(record))))
                case View(quantity):
                    guest.viewed = quantity
                    self._view()
                case Release():
                    self._capture.release()
                case BeginCalibration(answers):
                    self._refuse_while_recording()
                    self._calibration.begin(self._engines.engine, answers)
                case StepCalibration(step):
                    self._refuse_while_recording()
                    self._capture.release()
                    self._calibration.step(step, self._engines.engine)
                case CorrectMass(number, mass_kg):
                    self._calibration.correct(number, mass_kg)
                case Recover(trial):
                    self._rescue.begin(trial)
                case Quit():
                    self.stop()
                case Begin() | Stop() | Mark() | ArmCue() as command:
                    _pass_on(self._engines.running, command)
            return Reply(request.number)

    def state(self, guest: Guest) -> State:
        """The current state: boards, recording, the last trial, and problems in plain words; with
        the calibration if this client views it."""
        with self._engines.lock:
            engine = self._engines.engine
            standards = engine.standards if engine else None
            zero = standards.applied.zero if standards and standards.applied else None
            interrupted, recovering, recovered = self._rescue.state()
            calibrates = guest.viewed is Quantity.MASS
            return State(
                process=os.getpid(),
                number=self._engines.number,
                now_s=self._host_time.now_s(),
                started_s=engine.started_s if engine else None,
                boards=self._engines.boards(),
                in_contact=standards.in_contact if standards else {},
                count_is_sure=standards.count_is_sure if standards else True,
                calibration=standards.calibration if standards else None,
                zero_utc=zero.taken_utc if zero else None,
                zero_pending=[str(path) for path in self._pending.paths],
                trial=self._trial(engine),
                last=self._last,
                trouble=self._engines.problems,
                folder=self._trials_folder,
                concerns=[*self._concerns, *self._engines.concerns],
                interrupted=interrupted,
                recovering=recovering,
                recovered=recovered,
                capture=self._capture_state(guest),
                calibrating=self._calibration.state(engine) if calibrates else None,
            )

    # What is captured

    def _look_at_samples(self) -> None:
        with self._engines.lock:
            self._calibration.take_up(self._engines.engine)
            self._capture.turn(self._engines.engine)

    def _take(self, take: Take, number: int, guest: Guest) -> None:
        self._refuse_while_recording()
        what = self._capturable(take)

        def done(outcome: Outcome) -> None:
            guest.answer(Reply(number, _result_of(outcome.value), outcome.refused))

        self._capture.take(what, done)
        self._taking_for = guest

    def _capturable(self, take: Take) -> Capturable[object]:
        if take.quantity in (Quantity.WEIGHT, Quantity.TOUCHED):
            check_participant(take.participant)
            if not take.participant:
                raise RefusedError("participant_missing")
        return self._quantity(take)

    def _quantity(self, take: Take) -> Capturable[object]:
        persons, time = PersonBook(), self._host_time
        match take.quantity:
            case Quantity.ZERO:
                return ZeroOfPlates(self._pending.close, book=CalibrationBook(), host_time=time)
            case Quantity.WEIGHT:
                return WeightOnPlates(take.participant, book=persons, host_time=time)
            case Quantity.UNTOUCHED:
                return self._untouched
            case Quantity.TOUCHED:
                who = take.participant, take.operator
                return TouchedDowel(self._untouched, *who, book=persons, host_time=time)
            case Quantity.MASS:
                return self._calibration.load(anyway=take.anyway)

    def _view(self) -> None:
        """Looks at what the newest client views."""
        viewed = [guest.viewed for guest in self._guests if guest.viewed]
        if not viewed:
            self._capture.view(None)
        elif viewed[-1] is Quantity.MASS:
            self._capture.view(CalibrationLoad(self._calibration))
        else:
            self._capture.view(self._quantity(Take(viewed[-1])))

    def _capture_state(self, guest: Guest) -> CaptureState | None:
        if guest.viewed is None:
            return None
        return CaptureState(guest.viewed, self._capture.armed is not None, self._capture.waits)

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
            self._trials_folder, self._concerns = "", [str(error)]
            return
        self._trials_folder, self._concerns = str(folder), concerns(folder)
        self._rescue.look(folder)

    def _record(self, asked: Record) -> Path:
        self._refuse_while_recording()
        check_participant(asked.participant)
        if self._calibration.is_under_way and any(g.viewed is Quantity.MASS for g in self._guests):
            raise RefusedError("calibration_in_view")
        engine, about = self._engines.running, _about(asked)
        self._capture.release()
        self._engines.use_person(asked.participant)
        path = new_trial_path(self._folder(), asked.participant, self._host_time.utc())
        self._recorder = engine.record(path, **about)
        LOG.info("a trial begins")
        return path

    def _trial(self, engine: Engine | None) -> TrialState | None:
        repetitions = engine.span.repetitions if engine and engine.span else 0
        return trial_state(self._recorder, repetitions) if self._recorder else None

    def _refuse_while_recording(self) -> None:
        if self._recorder:
            raise RefusedError("trial_running", trial=self._recorder.path.name)

    def _note_end_of_trial(self) -> None:
        with self._engines.lock:
            recorder = self._recorder
            if recorder is None or not recorder.closed.is_set():
                return
            self._recorder = None
            LOG.info("a trial ended: %s", recorder.end_reason)
            if recorder.path.exists():
                self._last = ended_trial(recorder.path, recorder.end_reason)
                self._pending.note(recorder.path)
            if recorder.failure:
                LOG.error("it failed: %s", words_of(recorder.failure))
                self._engines.trouble = str(recorder.failure)


def _about(asked: Record) -> dict[str, Any]:
    """The arguments of `Engine.record`. Raises RigError for an unknown protocol."""
    feet = asked.foot_length_mm, asked.heel_offset_mm, asked.stance_width_mm
    cue = asked.cue_latency_ms_median, asked.cue_latency_ms_worst
    return {
        "participant": asked.participant,
        "protocol": scorable(asked.protocol),
        "feet": FootPlacement(*map(_known, feet)),
        "cue": CueLatency(*map(_known, cue)),
        "triggers": Triggers(asked.start, asked.stop, asked.seconds, asked.repetitions),
    }


def _known(number: float | None) -> float:
    return math.nan if number is None else number


def _pass_on(engine: Engine, command: Begin | Stop | Mark | ArmCue) -> None:
    """Raises RigError."""
    match command:
        case Begin():
            if engine.span is None:
                raise RefusedError("not_now")
            engine.span.start()
        case Stop():
            engine.finish(STOPPED)
        case Mark():
            engine.mark()
        case ArmCue(cues):
            engine.arm(cues)


def _result_of(value: object) -> AnyResult | None:
    """What a client is told of what was captured."""
    match value:
        case Taken():
            drift_n = {str(path): drift for path, drift in value.drift_n.items()}
            return ZeroTaken(value.zero.taken_utc, drift_n, value.problems)
        case Weight():
            return WeightTaken(value.weight_n, value.sd_n)
        case TouchRecord():
            return LevelsTaken(list(value.on_counts), list(value.off_counts))
        case _:
            return None
