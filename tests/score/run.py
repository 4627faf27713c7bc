"""One case through wire, file and analysis, and its result against the truth."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import h5py
import numpy as np

from rig.analysis.analysis import Analysis, analyse
from rig.analysis.samples import plate_forces
from rig.cli.schemes import register_schemes
from rig.cli.truth import world_of, write_truth_beside
from rig.device.discovery import Wanted, open_wanted
from rig.measure.calibration import (
    NOMINAL_NEWTONS_PER_VOLT,
    PlateCalibration,
    force_n,
)
from rig.measure.loading import PlateForces
from rig.measure.losses import ContactFindings
from rig.sim.participant.sensors import PlateSensors
from rig.sim.truthfile import read_truth, truth_path
from rig.stream.engine import Engine
from rig.trial.opening import open_trial
from tests.score.contacts import ContactScore, contact_score
from tests.score.ground import GroundScore, bearable, ground_score
from tests.score.motion import MotionScore, motion_score
from tests.score.population import Case
from tests.stream.simulated import CoarseTime

# A computer that reads its ports five times a second: the samples are the same, and the engine
# takes a fifth of the processor time.
TURN_S = 0.2
# The error after a lab-tier calibration: standard deviations of each channel's gain and zero.
LAB_GAIN_SD, LAB_ZERO_SD_N = 0.002, 0.5


class Outcome(NamedTuple):
    """The result of a case. `ground` is by the calibration: nominal, lab; `bearable` is whether
    ground could support the movement at all."""

    case: Case
    contacts: ContactScore
    motion: MotionScore
    ground: dict[str, GroundScore]
    statements: tuple[tuple[str, str, str], ...]  # rule, level, text
    bearable: bool


def outcome(case: Case) -> Outcome:
    """Records a case, analyses the file and compares it with the truth file."""
    register_schemes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trial.h5"
        sensors = record(case, path)
        truth, analysis = read_truth(truth_path(path)), analyse(open_trial(path))
        plates = {"nominal": _plates(analysis), "lab": lab_plates(path, analysis, sensors, case)}
    return Outcome(
        case,
        contact_score(_contacts(analysis), truth),
        motion_score(analysis, truth),
        {name: ground_score(own, truth) for name, own in plates.items()},
        tuple((one.rule, one.level, one.text) for one in analysis.statements),
        bearable(truth.truth),
    )


def record(case: Case, path: Path) -> PlateSensors:
    """Records a case with its truth beside it; returns the sensors of the plates."""
    time = CoarseTime(TURN_S)
    wanted = Wanted(f"sim://plates?{case.query}", f"sim://dowel?{case.query}")
    engine = Engine(open_wanted(wanted, time), time, threads=False)
    try:
        recorder = engine.record(path, seconds=case.seconds)
        engine.start()
        while not recorder.closed.is_set():
            engine.turn()
        world = world_of(engine)
    finally:
        engine.close()
    if world is None or recorder.failure:
        raise RuntimeError(f"expected a simulated trial, got {recorder.failure or 'real boards'}")
    write_truth_beside(path, world)
    return world.participant.plates


def lab_plates(path: Path, analysis: Analysis, sensors: PlateSensors, case: Case) -> PlateForces:
    """The plates of a trial by its raw counts and the true gains and zeros, with a calibration's
    error. Places of the cells stay nominal."""
    draw = np.random.default_rng((case.seed, 11))
    missed_gain, missed_n = draw.normal(1, LAB_GAIN_SD, 4), draw.normal(0, LAB_ZERO_SD_N, 4)
    with h5py.File(path) as file:
        counts = file["plates/counts"][:]
        volts_per_count = float(file["plates"].attrs["volts_per_count"])
    newtons_per_volt = NOMINAL_NEWTONS_PER_VOLT / sensors.gain * missed_gain
    zero_v = sensors.zero_v + missed_n / newtons_per_volt
    lab = PlateCalibration(
        tuple(zero_v / volts_per_count), tuple(newtons_per_volt * volts_per_count), "lab tier"
    )
    return _plates(analysis)._replace(force_n=force_n(counts, lab))


def _contacts(analysis: Analysis) -> ContactFindings:
    if analysis.contacts is None:
        raise RuntimeError("expected a dowel in the trial")
    return analysis.contacts


def _plates(analysis: Analysis) -> PlateForces:
    plates = plate_forces(analysis.trial)
    if plates is None:
        raise RuntimeError("expected plates in the trial")
    return plates
