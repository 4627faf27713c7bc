"""A plate calibration as a window guides it.

What was taken survives a pulled cable, a board restart, a closed window and the end of the engine;
only accepting or discarding ends it.
"""

from contextlib import suppress

from rig.calibrations.book import CalibrationBook
from rig.calibrations.draft import Draft
from rig.device.hosttime import HostTime
from rig.device.messages import Info
from rig.errors import Reason, RefusedError, RigError, UsageError
from rig.measure.calibrating.fit import CannotFitError
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.session import PlatesSession, Stage
from rig.measure.calibrating.setup import MASS_KG, Answers, answers_before, setup_of
from rig.stream.api import CalibrationState, ReviewState, Step
from rig.stream.calibrationwords import asked, courses, occasion_of, review_of
from rig.stream.capture import Counts
from rig.stream.engine import Engine
from rig.trial.participant import check_name

NOT_BEGUN = "none"


class WindowCalibration:
    """The calibration in progress, or none."""

    def __init__(self, host_time: HostTime) -> None:
        self._host_time = host_time
        self._session: PlatesSession | None = None
        self._info: Info | None = None
        self._doubt: Reason | None = None
        self._taken = self._unkept = ""
        self._looked_up: set[str] = set()
        self._review: ReviewState | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether one has begun and has not ended."""
        return self._session is not None

    def begin(self, engine: Engine | None, answers: Answers) -> None:
        """Begins one. Raises RigError."""
        if self._session is not None:
            raise RefusedError("calibration_under_way")
        if engine is None or engine.standards.applied is None:
            raise RefusedError("board_missing", role=["plates"])
        check_name("operator", answers.operator)
        try:
            setup = setup_of(answers)
        except ValueError as error:
            raise UsageError(str(error)) from error
        self._info = engine.feeds["plates"].board.info
        rate_hz = self._info.sample_rate_hz
        before = engine.standards.applied.calibration
        self._session = PlatesSession(setup, before, sample_rate_hz=rate_hz)
        self._taken = ""
        self._looked_up.add(self._info.serial)
        self._note()

    def load(self, *, anyway: bool) -> "CalibrationLoad":
        """What it asks for now, to be captured. Raises RefusedError if it asks for nothing."""
        if self._under_way.stage is Stage.REVIEW:
            raise RefusedError("nothing_to_load")
        self._doubt = None
        return CalibrationLoad(self, anyway=anyway)

    def step(self, step: Step, engine: Engine | None) -> None:
        """Goes back, repeats, skips, keeps or discards. Raises RigError."""
        self._doubt = self._review = None
        if step is Step.KEEP:
            self._keep(engine)
        elif step is Step.DISCARD:
            self._end()
        else:
            session = self._under_way
            {Step.BACK: session.back, Step.AGAIN: session.again, Step.SKIP: session.leave}[step]()
            self._note()

    def correct(self, number: int, mass_kg: float) -> None:
        """Corrects the mass of a load by its number. Raises RefusedError or UsageError."""
        if not 0 <= mass_kg <= MASS_KG[1]:
            raise RefusedError("no_mass", most_kg=MASS_KG[1], got_kg=mass_kg)
        try:
            self._under_way.masses.correct(number, mass_kg)
        except IndexError as error:
            raise UsageError(str(error)) from error
        self._doubt = self._review = None
        self._note()

    def take_up(self, engine: Engine | None) -> None:
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

    def state(self, engine: Engine | None) -> CalibrationState:
        """The current state, for a page."""
        session, trouble = self._session, self._trouble(engine)
        if session is None:
            applied = engine.standards.applied if engine else None
            before = answers_before(applied.record if applied else None)
            return CalibrationState(NOT_BEGUN, trouble, before=before)
        return CalibrationState(
            session.stage.value,
            trouble,
            ask=session.ask,
            done=session.done,
            steps=session.steps,
            doubt=self._doubt,
            taken=self._taken,
            unkept=self._unkept,
            courses=courses(session),
            review=self._reviewed() if session.stage is Stage.REVIEW else None,
        )

    # For what is captured

    @property
    def session(self) -> PlatesSession | None:
        """The readings so far; None if none is under way."""
        return self._session

    def unsuitable(self, engine: Engine, counts: Counts) -> Reason | None:
        """Why a load would not be taken from these counts (N, 4)."""
        return self._trouble(engine) or self._under_way.refusal(counts)

    def take(self, counts: Counts, *, anyway: bool) -> None:
        """Takes the load. Raises RefusedError if it is probably misplaced."""
        session = self._under_way
        self._doubt = None if anyway else session.doubt(counts)
        if self._doubt:
            raise RefusedError(self._doubt.code, **self._doubt.values)
        self._taken = asked(session)
        session.take(counts)
        self._review = None
        self._note()

    def _keep(self, engine: Engine | None) -> None:
        book = CalibrationBook()
        try:
            book.add_calibration(self._record())
        except CannotFitError as error:
            raise RefusedError("no_fit", why=str(error)) from error
        self._end()
        if engine and engine.standards.applied and not self._other_board(engine):
            info, now = engine.feeds["plates"].board.info, self._host_time.utc()
            applied = book.applied(info, at=now, on_problem=lambda _: None)
            engine.standards.use_calibration(applied)

    def _end(self) -> None:
        """Ends an accepted or discarded calibration."""
        if self._info:
            Draft(self._info.serial).remove()
        self._session = self._info = None

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

    @property
    def _under_way(self) -> PlatesSession:
        if self._session is None:
            raise RefusedError("no_calibration")
        return self._session

    def _trouble(self, engine: Engine | None) -> Reason | None:
        """Why nothing can be taken from the board now; None if it can."""
        if engine is None or "plates" not in engine.feeds:
            return Reason.of("board_missing", role=["plates"])
        return self._other_board(engine)

    def _other_board(self, engine: Engine) -> Reason | None:
        serial = engine.feeds["plates"].board.info.serial
        if self._session is None or self._info is None or serial == self._info.serial:
            return None
        return Reason.of("other_board", serial=self._info.serial, connected=serial)

    def _record(self) -> PlateRecord:
        session = self._under_way
        if self._info is None:
            raise RefusedError("no_calibration")
        return session.record(occasion_of(self._info, session.setup, self._host_time.utc()))

    def _reviewed(self) -> ReviewState:
        """The review, computed once until something changes."""
        if self._review is None:
            try:
                self._review = review_of(self._record())
            except CannotFitError as error:
                problem = str(Reason.of("no_fit", why=str(error)))
                self._review = ReviewState(problem=problem)
        return self._review


class CalibrationLoad:
    """The load that a calibration asks for, to be captured once it is still; `anyway` also accepts
    a misplaced one."""

    role, fresh = "plates", True

    def __init__(self, calibration: WindowCalibration, *, anyway: bool = False) -> None:
        self._calibration = calibration
        self._anyway = anyway

    @property
    def seconds(self) -> float:
        """How long it must be still."""
        session = self._calibration.session
        return session.seconds if session else 0.0

    def unsuitable(self, engine: Engine, counts: Counts) -> Reason | None:
        """Why it would not be taken."""
        try:
            return self._calibration.unsuitable(engine, counts)
        except RigError as error:
            return error.reason

    def take(self, _: Engine, counts: Counts) -> None:
        """Takes it. Raises RefusedError if it is probably misplaced."""
        self._calibration.take(counts, anyway=self._anyway)
