"""The course of a stretch of time: the participant's intended actions at each of its steps."""

import numpy as np

from rig.sim.participant.chain import STEP_S, Float

# Everything done on purpose, by habit or by mistake; all 0 is standing with the dowel held.
CHANNELS = (
    "depth",  # 0 standing, 1 full depth
    "cut",  # of the depth; 1: all
    "trunk_deg",  # leans, besides those of the drill
    "shank_deg",
    "lumbar_deg",  # flexions
    "thoracic_deg",
    "neck_deg",
    "cop_mm",  # from the standing point to the toes
    "foot_cop_mm",  # right foot's ahead of the left's
    "right_percent",  # of the load, besides the usual
    "left_heel_mm",  # how far the pressure of a foot goes to its toes
    "right_heel_mm",
    "left_off",  # 1: the foot carries nothing
    "right_off",
    "left_extra_n",  # on the plate besides the participant
    "right_extra_n",
    "neck_hand_n",  # besides the usual
    "low_hand_n",
    "loose",  # 1: the dowel is not held
    "slip_mm",  # of the dowel upwards
    "breath_mm",  # of the upper back, outwards
    "tremor_n",  # amplitude of the vertical force
    "arms_mm",  # amplitude of swinging arms
    "lift_m",  # of the centre of mass by what moves inside the body
    "knees_m",  # of the whole body by softening knees, negative
    "load_kg",  # in the hands
    "hand_n",  # of another person, downwards
)


class Course:
    """Channels over steps of STEP_S, each (N,), all 0 at first."""

    def __init__(self, first_step: int, count: int) -> None:
        self.first_step = first_step
        self.time_s = np.arange(first_step, first_step + count, dtype=np.float64) * STEP_S
        self._channels = {name: np.zeros(count) for name in CHANNELS}

    def __getitem__(self, name: str) -> Float:
        """The channel of this name, to add to."""
        return self._channels[name]

    def __setitem__(self, name: str, values: Float) -> None:
        """Replaces a channel; `course[name] += values` calls this, too."""
        self._channels[name] = values

    def __len__(self) -> int:
        """Number of steps."""
        return len(self.time_s)
