"""One recording through import and analysis."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import rig
from rig.analysis.records import Analysis
from rig.errors import RigError, UsageError
from rig.importing import About, import_trial
from rig.importing.source import Wishes
from rig.measure.placement import FootPlacement
from rig.protocol.shelf import scorable
from rig.trial.trial import Plates, Trial
from tests.validation.truth import Options, Truth, recording_of, truth_of

HEADER = "time_s,left_heel,left_toe,right_heel,right_toe"


@dataclass(frozen=True)
class Run:
    """A recording, its truth, and the result; `error` is why there is none."""

    recording: Path
    truth: Truth
    analysis: Analysis | None
    error: str = ""

    @property
    def name(self) -> str:
        return self.recording.stem


def run(path: Path) -> Run:
    """For a file of truth and the recording beside it. Raises UsageError if either is invalid."""
    truth, recording = truth_of(path), recording_of(path)
    try:
        with TemporaryDirectory() as folder:
            trial = _imported(recording, truth, Path(folder))
            return Run(recording, truth, rig.analyse(trial))
    except RigError as error:
        return Run(recording, truth, None, str(error).replace(str(recording), recording.name))


def _imported(recording: Path, truth: Truth, folder: Path) -> Trial:
    trial = _import(recording, folder / "trial.h5", truth.options)
    if not truth.lost_samples:
        return trial
    without = folder / "without.csv"
    _write_without(trial, truth.lost_samples, without)
    return _import(without, folder / "without.h5", Options(protocol=truth.options.protocol))


def _import(path: Path, out: Path, options: Options) -> Trial:
    card = scorable(options.protocol)
    about = About(
        protocol=card.frozen() if card else {},
        feet=FootPlacement(stance_width_mm=options.stance_width_mm),
    )
    wishes = Wishes(
        plates=options.plates,
        swap_feet=options.swap_feet,
        forward=options.forward,
        heel_at_mm=options.heel_at_mm,
        stance_width_mm=options.stance_width_mm,
    )
    import_trial(path, out, about=about, wishes=wishes)
    return rig.open_trial(out)


def _write_without(trial: Trial, lost: tuple[tuple[int, int], ...], out: Path) -> None:
    """The trial as CSV at 1 kHz, without the samples to be lost."""
    plates = plates_of(trial)
    keep = np.ones(len(plates.sample), bool)
    for first, last in lost:
        keep &= (plates.sample < first) | (plates.sample > last)
    rows = np.column_stack((plates.time_s, plates.force_n))[keep]
    np.savetxt(out, rows, fmt="%.4f", delimiter=",", header=HEADER, comments="")


def plates_of(trial: Trial) -> Plates:
    if trial.plates is None:
        raise UsageError("expected plates in an imported trial, there are none")
    return trial.plates
