"""The motion in a stance, and the turns and rests that it is known by."""

from typing import NamedTuple

from rig.measure.repetition.found import Course
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float, Turns, turns
from rig.measure.repetition.stance import STEP_S, Stance
from rig.measure.repetition.standstill import nodes_of, rough_nodes
from rig.measure.repetition.vertical import GRAVITY_M_S2, Motion, Node, roughly, solve

REFINEMENTS = 3


class Settled(NamedTuple):
    """All that is known of the motion in a stance."""

    stance: Stance
    motion: Motion
    nodes: list[Node]
    turns: Turns
    weight_n: float

    @property
    def course(self) -> Course:
        """Of the whole stance."""
        stance, motion = self.stance, self.motion
        return Course(
            stance.time_s, stance.force_n, motion.height_m, motion.velocity_m_s, self.weight_n
        )


def settle(stance: Stance, parameters: RepetitionParameters) -> Settled:
    """Roughly first; then each better known motion tells more of the rests and turns that make the
    next one better."""
    motion, mass_kg = roughly(stance.force_n, step_s=STEP_S, window_s=parameters.weight_window_s)
    weight_n, excess_n = mass_kg * GRAVITY_M_S2, motion.excess_n
    turned = turns(motion.height_m, parameters.dip_m)
    nodes = rough_nodes(motion, turned, weight_n, parameters)
    for _ in range(REFINEMENTS):
        motion = solve(excess_n, nodes, mass_kg=mass_kg, step_s=STEP_S, trust=parameters.trust)
        turned = _merged(turns(motion.height_m, parameters.dip_m), motion.height_m, parameters)
        nodes = nodes_of(motion, turned, weight_n, parameters)
    return Settled(stance, motion, nodes, turned, weight_n)


def _merged(turned: Turns, height_m: Float, parameters: RepetitionParameters) -> Turns:
    """Without tops that are no return to standing: what lies around them is one dip."""
    left = 1 - parameters.min_return_percent / 100
    merged = Turns(turned.tops[:1], turned.bottoms[:1])
    for top, bottom in zip(turned.tops[1:], turned.bottoms[1:], strict=False):
        deeper = min(merged.bottoms[-1], bottom, key=lambda row: float(height_m[row]))
        if height_m[top] < left * height_m[deeper]:
            merged.bottoms[-1] = deeper
        else:
            merged.tops.append(top)
            merged.bottoms.append(bottom)
    return Turns([*merged.tops, *turned.tops[1:][-1:]], merged.bottoms)
