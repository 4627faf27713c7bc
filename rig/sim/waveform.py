"""The participant as a table of converter codes, for boards that run the real firmware.

The format is that of tests/firmware/emulator: a header, then a row for each instant from which its
codes hold, with time_s in seconds of the world and the codes of the on-chip converter.
"""

from pathlib import Path

import numpy as np

from rig.device.messages import COLUMNS
from rig.sim.frontend import ON_CHIP, Converter
from rig.sim.participant import Participant

STEP_S = 0.0002  # less than the distance between a sample's conversions
NAMES = (*COLUMNS["plates"], *COLUMNS["dowel"])


def write_waveform(path: Path, participant: Participant, seconds: float) -> None:
    """Writes the codes of both boards' converters from time 0 on, noise included."""
    time_s = np.arange(0, seconds, STEP_S)
    volts = np.hstack((participant.plate_volts(time_s), participant.dowel_volts(time_s)))
    converter = Converter(
        ON_CHIP._replace(conversions=1), len(NAMES), seed=participant.settings.seed
    )
    rows = np.column_stack((time_s, converter.counts(volts)))
    formats = ["%.4f", *["%d"] * len(NAMES)]
    header = ",".join(("time_s", *NAMES))
    np.savetxt(path, rows, formats, delimiter=",", header=header, comments="")
