"""From the participant's forces to volts at the pins of both boards, faults included."""

import numpy as np

from rig.device.messages import COLUMNS
from rig.sim.participant.chain import STEP_S, Float
from rig.sim.participant.intervals import Deviations
from rig.sim.participant.mechanics import CELLS, CONTACT
from rig.sim.participant.rough import Rough
from rig.sim.participant.sensors import AMPLIFIER_V, SETTLED_S, DowelSensors, PlateSensors
from rig.sim.participant.stretches import STRETCH_STEPS, Stretches

CHANNELS = (*COLUMNS["plates"], *COLUMNS["dowel"])
PLATE_VOLTS, DOWEL_VOLTS = slice(0, 4), slice(4, 7)  # columns, in the order of CHANNELS
BROKEN_V = (*[AMPLIFIER_V[0]] * 4, *[0.0] * 3)


class Sensing:
    """Computes volts before any noise, NaN where a channel is stuck."""

    def __init__(
        self,
        plates: PlateSensors,
        dowel: DowelSensors,
        *,
        forces: Stretches,
        deviations: Deviations,
        rough: Rough,
    ) -> None:
        self._plates, self._dowel, self._rough = plates, dowel, rough
        self._forces = forces
        self._deviations = deviations

    def stretch(self, number: int) -> Float:
        """Rows of a stretch, see Stretches; the sensors' memory is the stretch before it."""
        rows = self._forces.before_and_in(number)[1:]  # a good length for the FFT
        rung_n = self._plates.rung_n(rows[:, CELLS])[-STRETCH_STEPS - 1 :]
        felt_n = self._dowel.felt_n(rows[:, CONTACT])[-STRETCH_STEPS - 1 :]
        time_s = (number * STRETCH_STEPS + np.arange(STRETCH_STEPS + 1.0)) * STEP_S
        rung_n = rung_n + self._rough.at(time_s)
        plates_v = self._plates.volts(rung_n, time_s, self._loaded_s(time_s))
        volts = np.column_stack((plates_v, self._dowel.volts(felt_n, time_s)))
        self._spoil(volts, time_s)
        return volts

    def _loaded_s(self, time_s: Float) -> Float:
        """For how long a person has been on the plates at times (N,)."""
        happened = self._deviations.within(time_s[0] - SETTLED_S, time_s[-1])
        stepped_on = sorted(one.end_s for one in happened if one.kind == "step_off")
        since_s = np.array([-np.inf, *stepped_on])
        loaded_s: Float = time_s - since_s[np.searchsorted(since_s, time_s, side="right") - 1]
        return loaded_s

    def _spoil(self, volts: Float, time_s: Float) -> None:
        for fault in self._deviations.within(time_s[0], time_s[-1]):
            if fault.channel:
                then = (time_s >= fault.start_s) & (time_s < fault.end_s)
                channel = CHANNELS.index(fault.channel)
                broken = fault.kind == "broken_wire"
                volts[then, channel] = BROKEN_V[channel] if broken else np.nan
