"""The steps by which a repetition goes from standing to its bottom and back."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rig.sim.participant.law import MINIMUM_JERK, STICKING, Step, bounces, steps_of, stopped
from rig.sim.participant.motion_settings import MotionSettings
from rig.sim.participant.settings import Settings


class Tempo(NamedTuple):
    """How long the parts of a repetition take, stops and bounces included, and the standing after
    it; and its depth relative to the usual."""

    descent_s: float
    hold_s: float
    ascent_s: float
    rest_s: float
    depth: float

    @property
    def moves_s(self) -> float:
        """All except the rest."""
        return self.descent_s + self.hold_s + self.ascent_s


def stop_s(own: MotionSettings, way: str) -> float:
    """How long it stops on the way down or up."""
    return own.stop_s if own.stop in (way, "both") else 0.0


def ways_of(own: Settings, number: int, tempo: Tempo) -> Iterator[Step]:
    """The steps of the repetition of this number; their sum is 0."""
    draw = np.random.default_rng((own.seed, number, 5))
    law = MINIMUM_JERK if own.law == STICKING else own.law
    down = list(_way(own, law, "down", start_s=0.0, takes_s=tempo.descent_s, draw=draw))
    period_s = min(own.bounce_s, tempo.hold_s / max(own.bounces, 1))
    up = own.bounce_m / own.drop_m
    down += bounces(own.bounces, tempo.descent_s, period_s, amount=up, draw=draw)
    yield from down
    deep, start_s = sum(step.amount for step in down), tempo.descent_s + tempo.hold_s
    for step in _way(own, own.law, "up", start_s=start_s, takes_s=tempo.ascent_s, draw=draw):
        yield step._replace(amount=-deep * step.amount)


def _way(
    own: MotionSettings,
    law: str,
    way: str,
    *,
    start_s: float,
    takes_s: float,
    draw: np.random.Generator,
) -> Iterator[Step]:
    """One way of 1, with its stop."""
    still_s = stop_s(own, way)
    if not still_s:
        return steps_of(law, start_s, takes_s, soft_s=own.soft_s, draw=draw)
    return stopped(
        law,
        start_s,
        takes_s - still_s,
        at=own.stop_at,
        stop_s=still_s,
        soft_s=own.soft_s,
        draw=draw,
    )
