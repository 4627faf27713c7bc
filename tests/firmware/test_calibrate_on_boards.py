"""`rig calibrate` with the real firmware: masses are converter codes of an emulated board."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from rig.calibrations.book import CalibrationBook
from rig.measure.balance import NOMINAL_GEOMETRY
from rig.measure.calibrating.masses import channels_of, region_share
from tests.calibrator import Calibrator
from tests.command import rig
from tests.firmware.emulated import EmulatedBoards

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

GRAVITY = 9.80665
# Newtons a code; four codes are summed to a count. Heel and toe of a foot have cross-talk.
NEWTONS_PER_CODE = np.array(
    [
        [1.03, 0.02, 0.0, 0.0],
        [-0.01, 0.97, 0.0, 0.0],
        [0.0, 0.0, 1.01, 0.01],
        [0.0, 0.0, 0.015, 0.99],
    ]
)
ZERO_CODES = np.array([52, 49, 50, 51])


def put_on(boards: EmulatedBoards, masses: list[tuple[str, float, float, float]]) -> None:
    load_n = np.zeros(4)
    for foot, mass_kg, _, y_mm in masses:
        share = region_share(np.array([y_mm]), NOMINAL_GEOMETRY)[0]
        load_n[channels_of(foot)] += share * mass_kg * GRAVITY
    codes = np.round(ZERO_CODES + np.linalg.inv(NEWTONS_PER_CODE) @ load_n).astype(int)
    for channel, code in enumerate(codes.tolist()):
        boards.command("set", "plates", channel, code)


def test_a_board_is_calibrated_and_a_trial_of_it_has_its_newtons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "book"))
    eeprom = tmp_path / "eeprom"
    with EmulatedBoards(dowel=False, plates_eeprom=eeprom, speed=4) as boards:
        answers = {
            "Who calibrates": ["AB"],
            "Masses in kg": ["60"],
            "1/18": ["s"],
            "a: accept": ["a"],
        }
        calibrator = Calibrator(lambda masses: put_on(boards, masses), answers)
        done = calibrator.calibrate("--json", ports=boards.ports.values())
        assert done.returncode == 0, "\n".join(calibrator.heard[-30:])
        (serial,) = CalibrationBook().serials()
        (record,) = CalibrationBook().plates(serial).records
        assert json.loads(done.stdout) == json.loads(json.dumps(record.as_json()))
        found = list(record.channels.values())
        true = NEWTONS_PER_CODE / 4
        for i, fit in enumerate(found):
            assert fit.newtons_per_count == pytest.approx(true[i, i], rel=0.002)
            assert fit.cross_newtons_per_count == pytest.approx(true[i, i ^ 1], abs=0.0005)
            assert fit.zero_counts == pytest.approx(4 * ZERO_CODES[i], abs=1)
    with EmulatedBoards(dowel=False, plates_eeprom=eeprom) as boards:
        put_on(boards, [("left", 35, 0, 120), ("right", 38, 0, 180)])
        path = tmp_path / "t.h5"
        words = ("--seconds", 0.5, "--out", path, "--json")
        trial = json.loads(rig("record", *words, ports=boards.ports.values()).stdout)
    assert trial["calibration"] == record.occasion.record_id
    words = "no_zero: no zero was taken before it: that of the calibration served"
    assert words in trial["trust"]
