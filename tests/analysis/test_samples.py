"""Which samples of a trial are measured, and which are refused."""

from pathlib import Path

import numpy as np
import pytest

from rig.analysis.samples import dowel_samples, plate_forces
from rig.errors import UsageError
from rig.trial.opening import open_trial
from tests.trial.changed import Change, changed, set_row


def test_all_samples_at_the_fitted_rate(trials: dict[str, Path]) -> None:
    trial = open_trial(trials["whole"])
    assert trial.plates
    assert trial.dowel
    forces, samples = plate_forces(trial), dowel_samples(trial)
    assert forces
    assert samples
    assert forces.force_n is trial.plates.force_n
    assert forces.rate_hz == trial.plates.sample_rate_hz_fitted
    assert forces.rate_hz == pytest.approx(1001.33, abs=0.05)
    assert forces.geometry == trial.plates.geometry
    assert samples.counts is trial.dowel.counts
    assert samples.full_scale_counts == 4096


def test_a_board_that_is_not_there_or_empty(trials: dict[str, Path], tmp_path: Path) -> None:
    assert plate_forces(open_trial(trials["dowel"])) is None
    assert dowel_samples(open_trial(trials["plates"])) is None

    def empty(file: object) -> None:
        for name in ("counts", "sample", "device_time_us", "status", "time", "force"):
            file["plates"][name].resize(0, axis=0)  # type: ignore[index]

    nothing = changed(trials["plates"], tmp_path / "t.h5", empty)
    assert plate_forces(open_trial(nothing)) is None


@pytest.mark.parametrize(
    "change",
    [
        set_row("plates/force", 100, np.nan),
        set_row("plates/time", 100, 0.0),
        set_row("plates/sample", 100, 0),
        set_row("dowel/time", 100, np.nan),
        lambda file: file["plates/time"].write_direct(np.full(len(file["plates/time"]), np.inf)),
        lambda file: file["plates"].attrs.update(sample_rate_hz_fitted=100.0),
    ],
)
def test_what_makes_no_sense_is_one_line(
    change: Change, trials: dict[str, Path], tmp_path: Path
) -> None:
    trial = open_trial(changed(trials["whole"], tmp_path / "t.h5", change))
    with pytest.raises(UsageError, match=r"cannot analyse .*t\.h5: "):
        plate_forces(trial), dowel_samples(trial)
