"""A simulated participant: a chain of segments that hinges on two plates with a dowel on its back.

`Participant.from_settings(seed=7, mass_kg=73, ...)` gives plate and contact forces and the truth at
any times, without a board or a wire.
"""

from rig.sim.participant.person import Participant
from rig.sim.participant.settings import Settings, settings_from
from rig.sim.participant.truth import RepetitionTruth, Truth

__all__ = ["Participant", "RepetitionTruth", "Settings", "Truth", "settings_from"]
