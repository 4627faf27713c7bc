"""The simulated participant on the real firmware: the same counts as on simulated boards."""

import sys
from pathlib import Path

import numpy as np
import pytest

from rig.sim.frontend import REFERENCE_V
from rig.sim.participant import Participant
from rig.sim.waveform import write_waveform
from tests.firmware.listener import Chip, alone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

PPM = -3283.0
CYCLES_A_SECOND = 16e6 * (1 + PPM * 1e-6)
SECONDS = 4.5
# A descent and a lost contact in the first seconds.
WHO = {"seed": 3, "stand_s": 0.2, "descent_s": 1.2, "mistake_each": 1}


@pytest.mark.parametrize("board", ["plates", "dowel"])
def test_the_firmware_counts_what_the_participant_presses(tmp_path: Path, board: str) -> None:
    participant = Participant.from_settings(**WHO)
    write_waveform(tmp_path / "w.csv", participant, SECONDS + 1)
    with alone(board, tmp_path, waveform=tmp_path / "w.csv", **{f"{board}_ppm": PPM}) as (
        _,
        listener,
    ):
        listener.start()
        listener.hear_samples(round((SECONDS - 0.5) * 1000))
        listener.stop()
        samples = listener.samples
    chip = Chip(tmp_path / "codes", tmp_path / "pins", board)
    world_s = chip.cycles[samples["sample"] - 1].mean(axis=(1, 2)) / CYCLES_A_SECOND
    volts = {"plates": participant.plate_volts, "dowel": participant.dowel_volts}[board](world_s)
    missed = samples["counts"] - volts / REFERENCE_V * 4096
    steady = np.abs(np.gradient(volts, axis=0)).max(axis=1) < 0.01
    assert steady.mean() > 0.9
    assert np.ptp(volts, axis=0).min() > 0.03
    assert np.abs(missed[steady].mean(axis=0)).max() < 0.3
    assert missed[steady].std(axis=0) == pytest.approx(1.0, abs=0.4)
