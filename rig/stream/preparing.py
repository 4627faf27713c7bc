"""Preparation before the first trial of a session, for a window: zero, weight, contact levels.

Each is taken from the newest samples, and refused with the reason if they are unsuitable. `hints`
returns that reason at any time, for an indicator that shows whether they are suitable.
"""

import numpy as np
from numpy.typing import NDArray

from rig.calibrations.persons import PersonBook
from rig.device.hosttime import HostTime
from rig.errors import UsageError
from rig.measure.touch import LEAST_SAMPLES, levels_for, touched_words
from rig.stream.door import Message
from rig.stream.engine import Engine
from rig.stream.persons import take_weight, touch_record
from rig.stream.zeroing import SessionZeros
from rig.trial.participant import check_participant

IDLE_S, TOUCH_S = 2.0, 3.0
STEPS = ("zero", "weigh", "untouched", "touched")

Counts = NDArray[np.int32]


class Preparation:
    """The steps by name. A person's weight is used in their trials of the next hour, their contact
    levels as long as the dowel is the same."""

    def __init__(self, host_time: HostTime) -> None:
        self.zeros = SessionZeros(host_time)
        self._host_time = host_time
        self._untouched: Counts | None = None

    def do(self, step: str, engine: Engine, command: Message) -> Message:
        """Takes one of STEPS. Raises UsageError, with the reason, if it cannot be taken."""
        if step == "zero":
            return self.zeros.take(engine)
        if step == "untouched":
            return self._take_untouched(engine)
        participant = str(command.get("participant", ""))
        check_participant(participant)
        if not participant:
            raise UsageError("expected a participant: this is kept for a person")
        if step == "weigh":
            weight = take_weight(engine, participant, book=PersonBook(), host_time=self._host_time)
            return weight.as_json()
        return self._take_touched(engine, participant, str(command.get("operator", "")))

    def hints(self, engine: Engine) -> dict[str, str]:
        """Why each step would be refused now; "" if it would be accepted."""
        hints = {}
        if "plates" in engine.feeds:
            hints = {
                "zero": engine.standards.tare().refused,
                "weigh": engine.standards.weigh().refused,
            }
        if "dowel" in engine.feeds:
            hints["untouched"] = self._untouched_refusal(engine)
            hints["touched"] = self._touched_refusal(engine)
        return hints

    def _take_untouched(self, engine: Engine) -> Message:
        if refused := self._untouched_refusal(engine):
            raise UsageError(f"expected a dowel that nothing touches: {refused}")
        self._untouched = _newest(engine, IDLE_S)
        return {}

    def _take_touched(self, engine: Engine, participant: str, operator: str) -> Message:
        engine.standards.refuse_if_played("contact levels")
        if refused := self._touched_refusal(engine):
            raise UsageError(f"expected a dowel that lies on the body: {refused}")
        record = touch_record(
            levels_for(self._idle, _newest(engine, TOUCH_S), _full_scale_counts(engine)).readings,
            engine.feeds["dowel"].board.info,
            participant=participant,
            operator=operator,
            taken_utc=self._host_time.utc(),
        )
        PersonBook().add(record)
        engine.standards.use_touch(record)
        return record.as_json()

    @property
    def _idle(self) -> Counts:
        if self._untouched is None:
            raise UsageError("expected what the dowel reads untouched before what it reads touched")
        return self._untouched

    def _untouched_refusal(self, engine: Engine) -> str:
        counts = _newest(engine, IDLE_S)
        return touched_words(counts, _full_scale_counts(engine)) if len(counts) else "reading"

    def _touched_refusal(self, engine: Engine) -> str:
        if self._untouched is None:
            return "first what it reads untouched"
        counts = _newest(engine, TOUCH_S)
        if len(counts) < LEAST_SAMPLES:
            return "reading"
        found = levels_for(self._untouched, counts, _full_scale_counts(engine))
        return "; ".join(found.refusals)


def _newest(engine: Engine, seconds: float) -> Counts:
    """Counts (N, points) of the newest seconds of the dowel. Raises UsageError without one."""
    if "dowel" not in engine.feeds:
        raise UsageError("expected a dowel board: its points touch")
    feed = engine.feeds["dowel"]
    counts: Counts = feed.ring.latest(round(seconds * feed.board.info.sample_rate_hz)).counts
    return counts


def _full_scale_counts(engine: Engine) -> int:
    return engine.feeds["dowel"].board.info.full_scale_counts
