"""The sensors' response to the forces: volts at the pins of both boards, before any noise.

Every part differs from its data sheet, drawn from the seed; `size` 0 is a perfect part.
"""

import numpy as np

from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibration import (
    DIVIDER_OHM,
    FSR_SIEMENS_PER_NEWTON,
    NOMINAL_NEWTONS_PER_VOLT,
    NOMINAL_ZERO_V,
)
from rig.sim.frontend import REFERENCE_V
from rig.sim.participant.chain import STEP_S, Float

# Load cells and amplifiers: arduino/HARDWARE.md, and usual values for such cells.
ZERO_SD_N, PLACE_SD_MM = 1.0, 0.5
CREEP, CREEP_S = (0.0003, 0.001), 20.0
SETTLED_S = 10 * CREEP_S
DRIFT_SD_N, DRIFT_S = 1.0, 900.0
RESONANCE_SPREAD, DAMPING = 0.1, 0.04
AMPLIFIER_V = (0.1, 4.9)

# Interlink 400 series; its conductance at 1 N is the nominal sensor's.
FSR_SPREAD, FSR_POWER, FSR_HYSTERESIS = 0.06, (0.9, 1.0), 0.10
FSR_DRIFT, FSR_THRESHOLD_N = (0.02, 0.05), 0.1
BLEED_SIEMENS = 1e-6  # distinguishes an open sensor from a broken wire


class PlateSensors:
    """Four channels of load cells with amplifiers, on two plates that ring; at a size of 1 their
    gains have a spread of `gain_sd`."""

    def __init__(
        self, seed: int, resonance_hz: float, size: float, *, gain_sd: float = 0.005
    ) -> None:
        draw = np.random.default_rng((seed, 1))
        self.gain = 1 + size * gain_sd * draw.standard_normal(4)
        self.zero_v = NOMINAL_ZERO_V + size * ZERO_SD_N * draw.standard_normal(4) / (
            NOMINAL_NEWTONS_PER_VOLT
        )
        heel_mm, toe_mm = size * PLACE_SD_MM * draw.standard_normal(2)
        self.geometry = PlateGeometry(
            NOMINAL_GEOMETRY.heel_y_mm + heel_mm,
            NOMINAL_GEOMETRY.toe_y_mm + toe_mm,
            NOMINAL_GEOMETRY.left_x_mm,
            NOMINAL_GEOMETRY.right_x_mm,
        )
        self._creep = size * draw.uniform(*CREEP, 4)
        self._drift_n = size * DRIFT_SD_N * draw.standard_normal(4)
        self._resonance_hz = resonance_hz * (1 + RESONANCE_SPREAD * draw.uniform(-1, 1, 2))
        self._rings = size > 0

    def rung_n(self, cells_n: Float) -> Float:
        """The loads on the cells, (N, 4), while the plates ring; in steps of STEP_S."""
        if not self._rings:
            return cells_n
        turns = np.fft.rfftfreq(len(cells_n), STEP_S)[:, None] / np.repeat(self._resonance_hz, 2)
        response = 1 / (1 - turns**2 + 2j * DAMPING * turns)
        rung: Float = np.fft.irfft(np.fft.rfft(cells_n, axis=0) * response, len(cells_n), axis=0)
        return rung

    def volts(self, rung_n: Float, time_s: Float, loaded_s: Float) -> Float:
        """Volts at the pins, (N, 4), for cells that have been under load for `loaded_s` (N,)."""
        crept = 1 + self._creep * (1 - np.exp(-loaded_s[:, None] / CREEP_S))
        drift_n = self._drift_n * (1 - np.exp(-time_s[:, None] / DRIFT_S))
        force_n = rung_n * self.gain * crept + drift_n
        volts: Float = (self.zero_v + force_n / NOMINAL_NEWTONS_PER_VOLT).clip(*AMPLIFIER_V)
        return volts


class DowelSensors:
    """Three force-sensitive resistors, each with its divider and bleed."""

    def __init__(self, seed: int, size: float) -> None:
        draw = np.random.default_rng((seed, 2))
        self._siemens = FSR_SIEMENS_PER_NEWTON * (1 + size * FSR_SPREAD * draw.uniform(-1, 1, 3))
        self._power = 1 - size * (1 - draw.uniform(*FSR_POWER, 3))
        self._drift = size * draw.uniform(*FSR_DRIFT, 3)
        self._hysteresis = size * FSR_HYSTERESIS
        self._threshold_n = size * FSR_THRESHOLD_N

    def felt_n(self, contact_n: Float) -> Float:
        """The force that a sensor shows, (N, 3): less while it rises, more while it falls."""
        low, high = 1 - self._hysteresis / 2, 1 + self._hysteresis / 2
        return _dragged(contact_n * low, contact_n * high)

    def volts(self, felt_n: Float, time_s: Float) -> Float:
        """Volts at the pins, (N, 3); a sensor's conductance creeps with the logarithm of the
        time."""
        crept = 1 + self._drift * np.log10(1 + time_s[:, None].clip(0))
        conducting = felt_n > self._threshold_n
        siemens = np.where(conducting, self._siemens * felt_n**self._power * crept, 0.0)
        siemens += BLEED_SIEMENS
        return divider_volts(siemens)


def divider_volts(siemens: Float) -> Float:
    """Volts at the pin between a sensor of this conductance, bleed included, and the divider."""
    volts: Float = REFERENCE_V * siemens / (siemens + 1 / DIVIDER_OHM)
    return volts


def _dragged(low: Float, high: Float) -> Float:
    """Rows that move only as far as the bounds of each step drag them, from the middle on.

    A chain of clips is a clip: each pass doubles how many steps are joined into one.
    """
    start = (low[0] + high[0]) / 2
    reach = 1
    while reach < len(low):
        before_low, before_high = low[:-reach], high[:-reach]
        low, high = low.copy(), high.copy()
        low[reach:], high[reach:] = (
            before_low.clip(low[reach:], high[reach:]),
            before_high.clip(low[reach:], high[reach:]),
        )
        reach *= 2
    dragged: Float = start.clip(low, high)
    return dragged
