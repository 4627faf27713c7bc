"""Takes a zero of the plates: their newtons begin there from then on, and trials recorded since the
previous zero get it as their second one."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from rig.calibrations.book import CalibrationBook
from rig.device.hosttime import HostTime
from rig.errors import UsageError
from rig.measure.calibrating.trust import PENDING
from rig.measure.calibrating.zero import Zero
from rig.store.log import note_use
from rig.stream.engine import Engine
from rig.trial.reader import summarize
from rig.trial.rezero import zero_after


@dataclass(frozen=True, slots=True)
class Taken:
    """A zero, the drift in newtons of each trial that it closes, (4,), and in words what it could
    not close."""

    zero: Zero
    drift_n: dict[Path, tuple[float, ...]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def take_zero(
    engine: Engine, trials: Iterable[Path], *, book: CalibrationBook, host_time: HostTime
) -> Taken:
    """The newest 2 s as zero, stored in the book and as the second zero of `trials`.

    Raises UsageError, with the reason, unless the plates are empty and still.
    """
    engine.standards.refuse_if_played("a zero")
    tare = engine.standards.tare()
    if tare.refused:
        raise UsageError(f"expected empty plates that are still for a zero: {tare.refused}")
    serial = engine.feeds["plates"].board.info.serial
    zeros = book.plates(serial).zeros
    zero = Zero(uuid4().hex, serial, host_time.utc().isoformat(), tare.counts)
    book.add_zero(zero)
    engine.standards.use_zero(zero)
    taken = Taken(zero)
    for path in trials:
        try:
            taken.drift_n[path] = zero_after(path, zero, before=zeros[-1] if zeros else None)
        except UsageError as error:
            taken.problems.append(str(error))
    taken.problems.extend(filter(None, [note_use("zero", taken.drift_n)]))
    return taken


class SessionZeros:
    """The zeros of a session, and the trials that wait for the next one. Returns plain values, for
    a window."""

    def __init__(self, host_time: HostTime) -> None:
        self._host_time = host_time
        self._pending: list[Path] = []

    def note_trial(self, path: Path) -> None:
        """Notes a closed trial, which waits for a second zero if it has a first."""
        with suppress(UsageError):  # an unreadable one waits for nothing
            facts = summarize(path).newtons
            if facts and facts.zero == PENDING:
                self._pending.append(path)

    def take(self, engine: Engine) -> dict[str, Any]:
        """Takes a zero: when, the drift of each trial that it closes, and what it could not close.

        Raises UsageError, with the reason, unless the plates are empty and still.
        """
        taken = take_zero(engine, self._pending, book=CalibrationBook(), host_time=self._host_time)
        self._pending.clear()
        return {
            "taken_utc": taken.zero.taken_utc,
            "drift_n": {str(path): drift for path, drift in taken.drift_n.items()},
            "problems": taken.problems,
        }

    def words(self, engine: Engine | None) -> dict[str, Any]:
        """When the zero in use was taken, None if none was, and which trials wait for the next."""
        zero = engine.standards.applied.zero if engine and engine.standards.applied else None
        return {
            "taken_utc": zero.taken_utc if zero else None,
            "pending": [str(path) for path in self._pending],
        }
