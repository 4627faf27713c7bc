"""The participant's occasional mistakes if no deviation is set."""

import numpy as np

from rig.sim.participant.deviation import Deviation
from rig.sim.participant.settings import Settings

# Kinds and sizes, each of which loses one contact or two near the bottom.
MISTAKES = (
    ("lumbar_flexion", 9.0),
    ("lumbar_flexion", -7.0),
    ("thoracic_flexion", 7.0),
    ("neck_flexion", -6.0),
)


def all_deviations(settings: Settings) -> tuple[Deviation, ...]:
    """The deviations that were set, and those that follow from other settings."""
    return (*settings.deviation, *_mistakes(settings), *_stepping_on(settings))


def _mistakes(settings: Settings) -> tuple[Deviation, ...]:
    if not settings.mistake_each:
        return ()
    draw = np.random.default_rng((settings.seed, 3))
    kind, size = MISTAKES[int(draw.integers(len(MISTAKES)))]
    lasting_s = float(draw.uniform(0.8, 1.4))
    return (
        Deviation(
            kind=kind,
            size=size,
            at="bottom",
            each=settings.mistake_each,
            onset_s=-lasting_s / 2,
            duration_s=lasting_s,
        ),
    )


def _stepping_on(settings: Settings) -> tuple[Deviation, ...]:
    """The person is off the plates from before time 0."""
    if not settings.empty_s:
        return ()
    lead_s = 10.0
    return (
        Deviation(
            kind="step_off", onset_s=-lead_s, ramp_s=0.3, duration_s=lead_s + settings.empty_s
        ),
    )
