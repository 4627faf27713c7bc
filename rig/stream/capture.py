"""Captures a quantity from the newest samples of a board as soon as they are as they must be: the
one way to a zero, a weight, contact levels and the loads of a calibration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from rig.device.liveclock import LEAST_GAP_US
from rig.errors import Reason, RefusedError, RigError
from rig.stream.engine import Engine

Counts = NDArray[np.int32]
READING = Reason("reading")
Value = TypeVar("Value", covariant=True)


class Capturable(Protocol[Value]):
    """A quantity, from `seconds` of samples of the board of a role; `fresh`: only of samples
    measured after it was asked for."""

    role: str
    fresh: bool

    @property
    def seconds(self) -> float:
        """How many seconds of samples it needs."""

    def unsuitable(self, engine: Engine, counts: Counts) -> Reason | None:
        """Why the newest counts (N, channels) cannot be used, or not yet; None if they can."""

    def take(self, engine: Engine, counts: Counts) -> Value:
        """Stores the quantity and returns it. Raises RigError if that is not possible."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was captured, or why it was not."""

    value: object = None
    refused: Reason | None = None


@dataclass(slots=True)
class _Armed:
    what: Capturable[object]
    done: Callable[[Outcome], None]
    engine: Engine | None = None
    from_row: int = 0

    def counts(self, engine: Engine, rows: int) -> Counts:
        """The newest counts, for a fresh quantity only those since it was asked for; an engine that
        began later has only such."""
        ring = engine.feeds[self.what.role].ring
        if engine is not self.engine:
            self.from_row = ring.written if self.engine is None else 0
            self.engine = engine
        return newest(engine, self.what.role, min(rows, ring.written - self.from_row))


class Capture:
    """At most one quantity is viewed, and at most one armed: it is taken at the first turn at which
    the samples are suitable, and `done` gets its outcome."""

    def __init__(self) -> None:
        self.waits: Reason | None = None  # why what is armed or viewed cannot be captured now
        self._viewed: Capturable[object] | None = None
        self._armed: _Armed | None = None

    @property
    def armed(self) -> Capturable[object] | None:
        """What is taken as soon as possible."""
        return self._armed.what if self._armed else None

    def view(self, what: Capturable[object] | None) -> None:
        """Looks at a quantity from the next turn on."""
        self._viewed, self.waits = what, READING

    def take(self, what: Capturable[object], done: Callable[[Outcome], None]) -> None:
        """Arms a quantity, in place of any other."""
        self.release()
        self._armed, self.waits = _Armed(what, done), READING

    def release(self) -> None:
        """Takes nothing; what was armed is refused."""
        armed, self._armed = self._armed, None
        if armed:
            armed.done(Outcome(refused=Reason("released")))

    def turn(self, engine: Engine | None) -> None:
        """Looks at the newest samples; takes what is armed if they are suitable."""
        what = self.armed or self._viewed
        if what is None:
            self.waits = None
            return
        if engine is None or what.role not in engine.feeds:
            self.waits = Reason.of("board_missing", role=[what.role])
            return
        rows = round(what.seconds * engine.feeds[what.role].board.info.sample_rate_hz)
        fresh = self._armed if self._armed and what.fresh else None
        counts = fresh.counts(engine, rows) if fresh else newest(engine, what.role, rows)
        self.waits = _unsuitable(what, engine, counts, rows)
        if self._armed and not self.waits:
            armed, self._armed = self._armed, None
            armed.done(_taken(what, engine, counts))


def capture_now(engine: Engine, what: Capturable[Value]) -> Value:
    """What the newest samples give. Raises RefusedError if they are not suitable."""
    outcomes: list[Outcome] = []
    capture = Capture()
    capture.take(what, outcomes.append)
    capture.turn(engine)
    return value_of(what, outcomes, capture.waits)


def value_of(
    what: Capturable[Value],  # noqa: ARG001 (whose value it is)
    outcomes: Sequence[Outcome],
    waits: Reason | None,
) -> Value:
    """The value of its outcome. Raises RefusedError if it was refused, or still `waits`."""
    refused = outcomes[0].refused if outcomes else waits or Reason("released")
    if refused:
        raise RefusedError(refused.code, **refused.values)
    return cast(Value, outcomes[0].value)


def newest(engine: Engine, role: str, rows: int) -> Counts:
    """Counts (N, channels) of a board's newest rows, at most `rows`, without what came before a
    pulled cable or a sleep of the computer."""
    latest = engine.feeds[role].ring.latest(max(rows, 0))
    after = np.flatnonzero(np.diff(latest.device_time_us.astype(np.int64)) > LEAST_GAP_US) + 1
    counts: Counts = latest.counts[after[-1] if len(after) else 0 :]
    return counts


def _unsuitable(
    what: Capturable[object], engine: Engine, counts: Counts, rows: int
) -> Reason | None:
    if reason := what.unsuitable(engine, counts):
        return reason
    if len(counts) < rows:
        rate_hz = engine.feeds[what.role].board.info.sample_rate_hz
        return Reason.of("gathering", needed_s=what.seconds, got_s=len(counts) / rate_hz)
    return None


def _taken(what: Capturable[object], engine: Engine, counts: Counts) -> Outcome:
    try:
        return Outcome(what.take(engine, counts))
    except RigError as error:
        return Outcome(refused=error.reason)
