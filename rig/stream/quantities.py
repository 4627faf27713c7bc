"""What is captured before the first trial of a session: the zero of the empty plates, a person's
weight, and the contact levels of the dowel, untouched first and then touched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from rig.calibrations.book import CalibrationBook
from rig.calibrations.persons import PersonBook
from rig.device.hosttime import HostTime
from rig.errors import Reason, RefusedError, UsageError
from rig.measure.calibrating.session import PlatesSession
from rig.measure.calibrating.still import TARE_S, tare
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibrating.trust import PENDING
from rig.measure.calibrating.weight import WEIGH_S, Weight, weigh
from rig.measure.calibrating.zero import Zero
from rig.measure.touch import LEAST_SAMPLES, levels_for, touched
from rig.store.log import note_use
from rig.stream.capture import Counts
from rig.stream.engine import Engine
from rig.stream.persons import touch_record
from rig.trial.reader import summarize
from rig.trial.rezero import zero_after

UNTOUCHED_S, TOUCHED_S = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A zero, the drift in newtons of each trial that it closes, (4,), and in words what it could
    not close."""

    zero: Zero
    drift_n: dict[Path, tuple[float, ...]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class ZeroOfPlates:
    """The zero of the empty plates: their newtons begin there from then on, and it is the second
    zero of `trials`."""

    role, seconds, fresh = "plates", TARE_S, False

    def __init__(
        self, trials: Callable[[], Iterable[Path]], *, book: CalibrationBook, host_time: HostTime
    ) -> None:
        self._trials = trials
        self._book = book
        self._host_time = host_time

    def unsuitable(self, engine: Engine, counts: Counts) -> Reason | None:
        """Why they are no zero."""
        rate_hz, calibration = _rate_hz(engine, self.role), engine.standards.calibration
        if engine.standards.is_played or calibration is None:
            return Reason.of("played", board=[self.role])
        return tare(counts, calibration, sample_rate_hz=rate_hz).refused

    def take(self, engine: Engine, counts: Counts) -> Taken:
        """Stores it in the book and in the trials. Raises UsageError."""
        serial = engine.feeds[self.role].board.info.serial
        zeros = self._book.plates(serial).zeros
        mean = tuple(counts.mean(axis=0).tolist())
        zero = Zero(uuid4().hex, serial, self._host_time.utc().isoformat(), mean)
        self._book.add_zero(zero)
        engine.standards.use_zero(zero)
        taken = Taken(zero)
        for path in self._trials():
            try:
                taken.drift_n[path] = zero_after(path, zero, before=zeros[-1] if zeros else None)
            except UsageError as error:
                taken.problems.append(str(error))
        taken.problems.extend(filter(None, [note_use("zero", taken.drift_n)]))
        return taken


class WeightOnPlates:
    """A participant's weight, used in their trials of the next hour."""

    role, seconds, fresh = "plates", WEIGH_S, False

    def __init__(self, participant: str, *, book: PersonBook, host_time: HostTime) -> None:
        self._participant = participant
        self._book = book
        self._host_time = host_time

    def unsuitable(self, engine: Engine, counts: Counts) -> Reason | None:
        """Why they are no weight."""
        rate_hz, calibration = _rate_hz(engine, self.role), engine.standards.calibration
        if engine.standards.is_played or calibration is None:
            return Reason.of("played", board=[self.role])
        return weigh(counts, calibration, sample_rate_hz=rate_hz).refused

    def take(self, engine: Engine, counts: Counts) -> Weight:
        """Stores it in the book and for the trials that follow. Raises UsageError."""
        applied, info = engine.standards.applied, engine.feeds[self.role].board.info
        if applied is None:
            raise RefusedError("board_missing", role=[self.role])
        weighing = weigh(counts, applied.calibration, sample_rate_hz=info.sample_rate_hz)
        weight = Weight(
            self._participant,
            board_serial=info.serial,
            taken_utc=self._host_time.utc().isoformat(),
            weight_n=weighing.weight_n,
            sd_n=weighing.sd_n,
            newtons_by=applied.calibration.name,
            zero_id=applied.zero.zero_id if applied.zero else "",
        )
        self._book.add(weight)
        engine.standards.use_weight(weight)
        return weight


class UntouchedDowel:
    """The dowel's counts while nothing touches it; `counts` once they were taken."""

    role, seconds, fresh = "dowel", UNTOUCHED_S, False

    def __init__(self) -> None:
        self.counts: Counts | None = None

    def unsuitable(self, engine: Engine, counts: Counts) -> Reason | None:
        """Which point is touched."""
        if not len(counts):
            return Reason("reading")
        return touched(counts, engine.feeds[self.role].board.info.full_scale_counts)

    def take(self, _: Engine, counts: Counts) -> None:
        """Keeps them for the contact levels."""
        self.counts = counts


class TouchedDowel:
    """A participant's contact levels; with a book they are stored, and used as long as the dowel is
    the same."""

    role, seconds, fresh = "dowel", TOUCHED_S, False

    def __init__(
        self,
        untouched: UntouchedDowel,
        participant: str,
        operator: str,
        *,
        host_time: HostTime,
        book: PersonBook | None = None,
    ) -> None:
        self._untouched = untouched
        self._participant, self._operator = participant, operator
        self._book = book
        self._host_time = host_time

    def unsuitable(self, engine: Engine, counts: Counts) -> Reason | None:
        """Which point does not touch, or not well enough."""
        if engine.standards.is_played:
            return Reason.of("played", board=[self.role])
        untouched = self._untouched.counts
        if untouched is None:
            return Reason("untouched_first")
        if len(counts) < LEAST_SAMPLES:
            return Reason("reading")
        info = engine.feeds[self.role].board.info
        return next(iter(levels_for(untouched, counts, info.full_scale_counts).refusals), None)

    def take(self, engine: Engine, counts: Counts) -> TouchRecord:
        """Stores and uses them if there is a book. Raises UsageError."""
        untouched, info = self._untouched.counts, engine.feeds[self.role].board.info
        if untouched is None:
            raise RefusedError("untouched_first")
        record = touch_record(
            levels_for(untouched, counts, info.full_scale_counts).readings,
            info,
            participant=self._participant,
            operator=self._operator,
            taken_utc=self._host_time.utc(),
        )
        if self._book:
            self._book.add(record)
            engine.standards.use_touch(record)
        return record


class LoadOnPlates:
    """The load that a calibration asks for; `mass_kg` if another one is on the plates. One that is
    probably misplaced is only taken with `anyway`."""

    role, fresh = "plates", True

    def __init__(
        self, session: PlatesSession, mass_kg: float | None = None, *, anyway: bool = False
    ) -> None:
        self._session = session
        self._mass_kg = mass_kg
        self._anyway = anyway

    @property
    def seconds(self) -> float:
        """How long it must be still."""
        return self._session.seconds

    def unsuitable(self, _: Engine, counts: Counts) -> Reason | None:
        """Why it is no reading."""
        return self._session.refusal(counts)

    def take(self, _: Engine, counts: Counts) -> Reason | None:
        """Takes it; or returns why it is probably misplaced."""
        doubt = None if self._anyway else self._session.doubt(counts, self._mass_kg)
        if not doubt:
            self._session.take(counts, self._mass_kg)
        return doubt


class PendingTrials:
    """The trials of a session that wait for their second zero."""

    def __init__(self) -> None:
        self.paths: list[Path] = []

    def close(self) -> list[Path]:
        """Returns them: they wait no longer."""
        paths, self.paths = self.paths, []
        return paths

    def note(self, path: Path) -> None:
        """Notes a closed trial, which waits if it has a first zero."""
        try:
            facts = summarize(path).newtons
        except UsageError:  # an unreadable one waits for nothing
            return
        if facts and facts.zero == PENDING:
            self.paths.append(path)


def _rate_hz(engine: Engine, role: str) -> float:
    return engine.feeds[role].board.info.sample_rate_hz
