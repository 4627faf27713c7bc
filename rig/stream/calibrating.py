"""A plate calibration as a window guides it: commands in, plain values out.

What was taken survives a pulled cable, a board restart, a closed window and the end of the engine;
only accepting or discarding ends it.
"""

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from rig.calibrations.book import CalibrationBook
from rig.calibrations.draft import Draft
from rig.device.hosttime import HostTime
from rig.device.messages import Info
from rig.errors import UsageError
from rig.measure.calibrating.fit import CannotFitError
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.session import PlatesSession, Stage
from rig.measure.calibrating.setup import MASS_KG, said_before, setup_of
from rig.stream.armed import Armed, newest
from rig.stream.calibrationwords import asked, courses, occasion_of, review_words
from rig.stream.door import Message
from rig.stream.engine import Engine
from rig.trial.participant import check_name

CALIBRATE = "calibrate_"  # prefix of its commands
LOOK = f"{CALIBRATE}look"
NONE = "none"
LOOKED_S = 10.0


class WindowCalibration:
    """The calibration in progress, or none. Commands: begin, take, back, again, leave, correct,
    keep, discard and look, each prefixed with `calibrate_`."""

    def __init__(self, host_time: HostTime) -> None:
        self._host_time = host_time
        self._session: PlatesSession | None = None
        self._info: Info | None = None
        self._armed: Armed | None = None
        self._doubt = self._taken = self._unkept = ""
        self._looked_up: set[str] = set()
        self._looked_s = -LOOKED_S
        self._review: Message | None = None

    @property
    def in_view(self) -> bool:
        """Whether one is in progress and being viewed: test masses must not be recorded as a
        person."""
        looked_at = self._host_time.now_s() - self._looked_s < LOOKED_S
        return self._session is not None and looked_at

    def do(self, what: str, engine: Engine | None, command: Message) -> Message:
        """Does a command. Raises UsageError, with the reason, if it cannot be done."""
        if what == LOOK:
            self._looked_s = self._host_time.now_s()
            return {"calibration": self.words(engine)}
        act = getattr(self, f"_do_{what.removeprefix(CALIBRATE)}", None)
        if act is None:
            raise UsageError(f"expected a command of a calibration, got {what!r}")
        self._doubt = ""
        self._review = None
        act(engine, command)
        self._note()
        return {}

    def turn(self, engine: Engine | None) -> None:
        """Takes the armed load as soon as it is still."""
        self._take_up(engine)
        session, armed = self._session, self._armed
        if session is None or armed is None:
            return
        armed.look(engine)
        if engine is None or self._trouble(engine):
            return
        counts = armed.counts(engine, session.rows)
        if len(counts) < session.rows or session.refusal(counts):
            return
        self._armed = None
        self._doubt = "" if armed.anyway else session.doubt(counts)
        if not self._doubt:
            self._taken = asked(session)
            session.take(counts)
            self._note()

    def words(self, engine: Engine | None) -> Message:
        """The current state, for a page."""
        session = self._session
        if session is None:
            record = (
                engine.standards.applied.record if engine and engine.standards.applied else None
            )
            return {
                "stage": NONE,
                "before": said_before(record),
                "trouble": self._trouble(engine),
            }
        return {
            "stage": session.stage.value,
            "ask": asdict(session.ask) if session.ask else None,
            "done": session.done,
            "steps": session.steps,
            "armed": self._armed is not None,
            "why": self._why(engine, session),
            "doubt": self._doubt,
            "taken": self._taken,
            "unkept": self._unkept,
            "trouble": self._trouble(engine),
            "courses": [asdict(one) for one in courses(session)],
            "review": self._reviewed() if session.stage is Stage.REVIEW else None,
        }

    def _do_begin(self, engine: Engine | None, command: Message) -> None:
        if self._session is not None:
            raise UsageError("expected no calibration under way: go on with it, or discard it")
        if engine is None or engine.standards.applied is None:
            raise UsageError(f"expected plates that send: {self._trouble(None)}")
        operator = str(command.get("operator", ""))
        check_name("operator", operator)
        try:
            setup = setup_of(command)
        except ValueError as error:
            raise UsageError(str(error)) from error
        self._info = engine.feeds["plates"].board.info
        rate_hz = self._info.sample_rate_hz
        before = engine.standards.applied.calibration
        self._session = PlatesSession(setup, before, sample_rate_hz=rate_hz)
        self._taken = ""
        self._looked_up.add(self._info.serial)

    def _do_take(self, engine: Engine | None, command: Message) -> None:
        if self._under_way.stage is not Stage.REVIEW:
            self._armed = Armed(engine, anyway=bool(command.get("anyway")))

    def _do_back(self, *_: Any) -> None:
        self._armed = None
        self._under_way.back()

    def _do_again(self, *_: Any) -> None:
        self._armed = None
        self._under_way.again()

    def _do_leave(self, *_: Any) -> None:
        self._armed = None
        self._under_way.leave()

    def _do_correct(self, _: Engine | None, command: Message) -> None:
        number, mass_kg = int(command["number"]), float(command["mass_kg"])
        if not 0 <= mass_kg <= MASS_KG[1]:
            raise UsageError(f"expected a mass from 0 to {MASS_KG[1]:g} kg, got {mass_kg}")
        try:
            self._under_way.masses.correct(number, mass_kg)
        except IndexError as error:
            raise UsageError(str(error)) from error

    def _do_keep(self, engine: Engine | None, _: Message) -> None:
        book = CalibrationBook()
        try:
            book.add_calibration(self._record())
        except CannotFitError as error:
            raise UsageError(f"no calibration follows from this: {error}") from error
        self._end()
        if engine and engine.standards.applied and not self._other_board(engine):
            info, now = engine.feeds["plates"].board.info, self._host_time.utc()
            engine.standards.applied = book.applied(info, at=now, on_problem=lambda _: None)

    def _do_discard(self, *_: Any) -> None:
        self._end()

    def _end(self) -> None:
        """Ends an accepted or discarded calibration."""
        if self._info:
            Draft(self._info.serial).remove()
        self._session = self._armed = self._info = None

    def _note(self) -> None:
        """Stores what was taken, for a later engine; the window shows a failure to store it."""
        if self._session is None or self._info is None:
            return
        about = {"volts_per_count": self._info.volts_per_count, **self._session.as_json()}
        try:
            Draft(self._info.serial).write(about, self._host_time.utc())
            self._unkept = ""
        except UsageError as error:
            self._unkept = str(error)

    def _take_up(self, engine: Engine | None) -> None:
        """Continues where an earlier engine ended, once for each board."""
        if self._session or engine is None or "plates" not in engine.feeds:
            return
        info = engine.feeds["plates"].board.info
        if info.serial in self._looked_up:
            return
        self._looked_up.add(info.serial)
        said = Draft(info.serial).read(self._host_time.utc())
        if said and said.get("volts_per_count") == info.volts_per_count:
            with suppress(KeyError, TypeError, ValueError):  # losing an invalid draft does no harm
                self._session, self._info = PlatesSession.from_json(said), info

    @property
    def _under_way(self) -> PlatesSession:
        if self._session is None:
            raise UsageError("expected a calibration under way: begin one")
        return self._session

    def _trouble(self, engine: Engine | None) -> str:
        """Why nothing can be taken from the board now; "" if it can."""
        if engine is None or "plates" not in engine.feeds:
            return "the plates are not there: plug in their cable"
        return self._other_board(engine)

    def _other_board(self, engine: Engine) -> str:
        serial = engine.feeds["plates"].board.info.serial
        if self._session is None or self._info is None or serial == self._info.serial:
            return ""
        return f"board {self._info.serial} is being calibrated, {serial} is there"

    def _why(self, engine: Engine | None, session: PlatesSession) -> str:
        """Why the present load would not be accepted now."""
        if engine is None or session.stage is Stage.REVIEW or self._trouble(engine):
            return ""
        armed = self._armed
        counts = armed.counts(engine, session.rows) if armed else newest(engine, session.rows)
        return session.refusal(counts)

    def _record(self) -> PlateRecord:
        session = self._under_way
        if self._info is None:
            raise UsageError("expected a calibration under way: begin one")
        return session.record(occasion_of(self._info, session.setup, self._host_time.utc()))

    def _reviewed(self) -> Message:
        """The review, computed once until something changes."""
        if self._review is None:
            try:
                self._review = review_words(self._record())
            except CannotFitError as error:
                self._review = {"problem": f"no calibration follows from this: {error}"}
        return self._review
