"""The participant's timetable: all repetitions, each as a sum of steps from standing to bottom and
back."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rig.sim.participant.balance import LEAST_DESCENT_S
from rig.sim.participant.chain import Float
from rig.sim.participant.law import Step, gone
from rig.sim.participant.settings import Settings
from rig.sim.participant.ways import Tempo, stop_s, ways_of

LEAST_REST_S = 0.1
HELD_S = 0.1
SLACK = 3.0  # a repetition is at most this many standard deviations from the usual
ENDLESS = 2**31


class Repetition(NamedTuple):
    """One repetition as commanded, in seconds of the world; numbers count from 1.

    `ways` are its steps from standing, 0, to its bottom, 1, and back; they begin at 0 s.
    """

    number: int
    onset_s: float
    descent_s: float
    hold_s: float
    ascent_s: float
    depth: float
    ways: tuple[Step, ...]
    stood_s: float  # the standing before lasts at least this long
    held: bool  # still at the bottom for a while

    @property
    def descent_end_s(self) -> float:
        """When the bottom is reached."""
        return self.onset_s + self.descent_s

    @property
    def ascent_start_s(self) -> float:
        """When the bottom is left."""
        return self.descent_end_s + self.hold_s

    @property
    def lockout_s(self) -> float:
        """When the standing posture is reached again."""
        return self.ascent_start_s + self.ascent_s

    def sunk_at(self, time_s: Float) -> Float:
        """How far down it is at times (N,): 0 standing, 1 at its bottom."""
        return gone(self.ways, time_s - self.onset_s)


class Schedule:
    """All repetitions. On a beat, each has a slot of the same length; otherwise each begins where
    the rest after the previous one ends."""

    def __init__(self, settings: Settings, full_depth: float, deepest: float = np.inf) -> None:
        self._settings = settings
        self.full_depth, self._deepest = full_depth, deepest
        self._first_s = settings.empty_s + settings.stand_s
        self._usual = self._usual_tempo()
        self.cycle_s = self._usual.moves_s + settings.rest_s
        self._onsets_s = [self._first_s]

    @property
    def longest_s(self) -> float:
        """No repetition with its rest takes longer than this."""
        spread = self._settings.variation + self._settings.tempo_spread
        return self.cycle_s * float(np.exp(SLACK * spread)) * (1 + self._settings.fatigue)

    @property
    def last(self) -> int:
        """Number of the last repetition; very large if there is no end."""
        if self._settings.drill == "stand":
            return 0
        return self._settings.repetitions or ENDLESS

    def within(self, start_s: float, end_s: float) -> Iterator[Repetition]:
        """Repetitions whose slots touch a span of time."""
        first = max(self._number(start_s), 1)
        for number in range(first, min(self._number(end_s), self.last) + 1):
            yield self.repetition(number)

    def repetition(self, number: int) -> Repetition:
        """The repetition of this number, from 1 on."""
        tempo = self._tempo(number)
        return Repetition(
            number,
            onset_s=self._onset_s(number),
            descent_s=tempo.descent_s,
            hold_s=tempo.hold_s,
            ascent_s=tempo.ascent_s,
            depth=min(self.full_depth * tempo.depth, self._deepest),
            ways=tuple(ways_of(self._settings, number, tempo)),
            stood_s=self._stood_s(number),
            held=not self._settings.bounces and bool(tempo.hold_s >= HELD_S),
        )

    def _stood_s(self, number: int) -> float:
        """How long the standing before it is; on a beat, a slow repetition takes part of the
        rest."""
        if number == 1:
            return self._settings.stand_s
        before = self._tempo(number - 1)
        if self._settings.pace == "beat":
            return self.cycle_s - before.moves_s
        return before.rest_s

    def _usual_tempo(self) -> Tempo:
        own = self._settings
        return Tempo(
            max(own.descent_s, LEAST_DESCENT_S) + stop_s(own, "down"),
            own.hold_s + own.bounces * own.bounce_s,
            max(own.ascent_s, LEAST_DESCENT_S) + stop_s(own, "up"),
            own.rest_s,
            1.0,
        )

    def _tempo(self, number: int) -> Tempo:
        """Tempo and depth vary; on the beat, a slow repetition shortens its rest."""
        usual, own = self._usual, self._settings
        draw = np.random.default_rng((own.seed, number))
        tempo, depth = 1 + own.variation * draw.standard_normal(2).clip(-SLACK, SLACK)
        spread = draw.standard_normal(5).clip(-SLACK, SLACK)
        slower = np.exp(own.tempo_spread * spread[:4]) * self._tired(number)
        if own.pace == "beat":
            tempo = min(tempo, (self.cycle_s - LEAST_REST_S) / usual.moves_s)
        return Tempo(
            max(tempo * slower[0] * usual.descent_s, LEAST_DESCENT_S + stop_s(own, "down")),
            tempo * slower[1] * usual.hold_s,
            max(tempo * slower[2] * usual.ascent_s, LEAST_DESCENT_S + stop_s(own, "up")),
            slower[3] * usual.rest_s,
            depth * float(np.exp(own.depth_spread * spread[4])),
        )

    def _tired(self, number: int) -> float:
        """How many times longer than the first it takes."""
        if not self._settings.fatigue:
            return 1.0
        return 1 + self._settings.fatigue * (number - 1) / max(self._settings.repetitions - 1, 1)

    def _onset_s(self, number: int) -> float:
        if self._settings.pace == "beat":
            return self._first_s + (number - 1) * self.cycle_s
        while len(self._onsets_s) < number:
            tempo = self._tempo(len(self._onsets_s))
            self._onsets_s.append(self._onsets_s[-1] + tempo.moves_s + tempo.rest_s)
        return self._onsets_s[number - 1]

    def _number(self, time_s: float) -> int:
        """The number of the repetition whose slot contains this time; 0 and less before the
        first."""
        if self._settings.pace == "beat":
            return int((time_s - self._first_s) // self.cycle_s) + 1
        while self._onsets_s[-1] <= time_s and len(self._onsets_s) <= self.last:
            self._onset_s(len(self._onsets_s) + 1)
        return bisect_right(self._onsets_s, time_s)
