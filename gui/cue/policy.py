"""When a lost contact is called out, and how. No screen, no clock: time is an argument."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from gui.settings import AFTER_THE_SET, EACH, NTH, CueSettings
from gui.sound.tone import Tones, lost, summed_up
from rig.measure.handling import SETTLE_S
from rig.measure.phase import LOCKOUT, PHASES
from rig.measure.repetition.live import NOBODY
from rig.trial.event import CONTACT_OFF, CONTACT_ON, DOWEL_HANDLED, PHASE, WIRE_BROKEN

NEVER_S, FOREVER_S = -math.inf, math.inf
LATEST_S = 0.25  # a later cue no longer tells what the person does now
WIRE_HOLDS_S = 2.0  # a loose wire comes and goes: it is intact once it has held this long


class Happened(NamedTuple):
    """An event of the engine: when it happened, when the bytes that decided it had been read, and
    when it was decided, by the clock of `now_s`."""

    kind: str
    time_s: float
    point: str = ""
    sample: int = 0
    value: float = 0.0
    decided_s: float = FOREVER_S
    read_s: float = NEVER_S


class Cue(NamedTuple):
    """The tones that are due now, and the lost contacts that they call out."""

    tones: Tones = ()
    losses: tuple[Happened, ...] = ()


class CuePolicy:
    """Takes events in order, and returns the tones that are due. `settings` may change at any time.

    A set is a trial; without a recording, it lasts from stepping on the plates to stepping off.
    Without plates no repetition is known, and `nth` calls nothing out.
    """

    def __init__(self, settings: CueSettings) -> None:
        self.settings = settings
        self._recorded = False
        self._phase, self._number = NOBODY, 0
        self._complete = self._complete_before = 0
        self._losses: list[Happened] = []
        self.begin(())

    def begin(self, in_contact: Iterable[str]) -> None:
        """Resets for other boards, with these points in contact now."""
        self._in_contact = set(in_contact)
        self._handled_until_s = NEVER_S
        self._broken_until_s: dict[str, float] = {}

    def begin_set(self, since_s: float) -> None:
        """A trial has begun, at a time that may be in the past."""
        self._recorded = True
        self._begin_counting(since_s)

    def end_set(self) -> Tones:
        """A trial is over; returns its summary, if that is wanted."""
        self._recorded = False
        return self._summary()

    def hear(self, event: Happened, now_s: float) -> Cue:
        """Takes in an event; returns what is due now."""
        if event.kind == CONTACT_OFF:
            return self._lose(event, now_s)
        if event.kind == PHASE:
            return self._enter(event, now_s)
        if event.kind == CONTACT_ON:
            self._regain(event.point, now_s)
        elif event.kind == DOWEL_HANDLED:
            self._handled_until_s = FOREVER_S
            self._losses = [loss for loss in self._losses if loss.sample < event.sample]
        elif event.kind == WIRE_BROKEN:
            self._broken_until_s[event.point] = FOREVER_S
            told = (event.point, event.sample)
            self._losses = [loss for loss in self._losses if (loss.point, loss.sample) != told]
        return Cue()

    def _lose(self, loss: Happened, now_s: float) -> Cue:
        self._in_contact.discard(loss.point)
        if now_s < max(self._handled_until_s, self._broken_until_s.get(loss.point, NEVER_S)):
            return Cue()
        self._losses.append(loss)
        return self._called_out((loss,), now_s) if self._wanted_at_once() else Cue()

    def _called_out(self, losses: Iterable[Happened], now_s: float) -> Cue:
        """Those that are not too long ago."""
        due = tuple(loss for loss in losses if now_s - loss.decided_s <= LATEST_S)
        return Cue(tuple(tone for loss in due for tone in lost(loss.point)), due)

    def _regain(self, point: str, now_s: float) -> None:
        """By the rule for a whole trial: a dowel is back once two points are on it and had time to
        settle."""
        self._in_contact.add(point)
        if point in self._broken_until_s:
            self._broken_until_s[point] = now_s + WIRE_HOLDS_S
        if self._handled_until_s == FOREVER_S and len(self._in_contact) >= 2:
            self._handled_until_s = now_s + SETTLE_S

    def _enter(self, phase: Happened, now_s: float) -> Cue:
        stepped_off = phase.point == NOBODY and self._phase != NOBODY
        was_wanted = self._wanted_at_once()
        self._phase, self._number = phase.point, int(phase.value)
        self._complete = self._number - (phase.point in PHASES and phase.point != LOCKOUT)
        if self._wanted_at_once() and not was_wanted:
            # A repetition is known a little after its onset, and a contact may go in between.
            since = (loss for loss in self._losses if loss.time_s >= phase.time_s)
            return self._called_out(since, now_s)
        if not stepped_off or self._recorded:
            return Cue()
        moved = self._complete > self._complete_before
        tones = self._summary() if moved else ()
        self._begin_counting(phase.time_s)
        return Cue(tones)

    def _begin_counting(self, since_s: float) -> None:
        self._complete_before = self._complete
        self._losses = [loss for loss in self._losses if loss.time_s >= since_s]

    def _wanted_at_once(self) -> bool:
        if self.settings.when != NTH:
            return self.settings.when == EACH
        number = self._number - self._complete_before
        return self._phase in PHASES and number > 0 and number % self.settings.n == 0

    def _summary(self) -> Tones:
        counts = Counter(loss.point for loss in self._losses)
        return summed_up(counts) if self.settings.when == AFTER_THE_SET else ()
