"""A trial viewed in parts shows what is read of it as a whole."""

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

import rig
from rig.errors import UsageError
from rig.trial.browsing import browsed
from rig.trial.reader import summarize
from tests.trial.changed import changed, set_row


def test_rows_are_those_of_the_whole_trial(trials: dict[str, Path]) -> None:
    whole = rig.open_trial(trials["whole"])
    assert whole.plates
    assert whole.dowel
    with browsed(trials["whole"]) as trial:
        assert list(trial.boards) == ["plates", "dowel"]
        for board, read, values in (
            (trial.boards["plates"], whole.plates, whole.plates.force_n),
            (trial.boards["dowel"], whole.dowel, whole.dowel.counts),
        ):
            assert board.rows == len(read.time_s)
            part = board.between(2.5, 3.25)
            here = (read.time_s >= 2.5) & (read.time_s < 3.25)
            assert np.array_equal(part.time_s, read.time_s[here])
            assert np.array_equal(part.sample, read.sample[here])
            assert np.array_equal(part.values, values[here])
            assert board.full_scale_counts == read.full_scale_counts
        assert trial.begin_s == min(whole.plates.time_s[0], whole.dowel.time_s[0])
        assert trial.end_s == max(whole.plates.time_s[-1], whole.dowel.time_s[-1])
        assert trial.events == whole.events
        assert trial.calibration == whole.plates.calibration
        assert trial.verdict == whole.validity.level
        for name in ("trial_id", "participant", "protocol", "start_time_utc", "simulated"):
            assert getattr(trial, name) == getattr(whole, name)


def test_what_lies_outside_is_empty(trials: dict[str, Path]) -> None:
    with browsed(trials["plates"]) as trial:
        board = trial.boards["plates"]
        assert "dowel" not in trial.boards
        for begin_s, end_s in ((-5.0, -1.0), (90.0, 99.0), (1.5, 0.5)):
            assert not len(board.between(begin_s, end_s).time_s)
        assert len(board.part(board.rows - 3, board.rows + 10).time_s) == 3
        assert len(board.part(-10, 2).time_s) == 2
        assert board.row_at(-1.0) == 0
        assert board.row_at(1e9) == board.rows


def test_times_that_go_nowhere_are_refused(trials: dict[str, Path], tmp_path: Path) -> None:
    out = changed(trials["plates"], tmp_path / "t.h5", set_row("plates/time", 0, np.nan))
    with pytest.raises(UsageError, match="the times of the plates do not ascend"), browsed(out):
        pass


@pytest.mark.parametrize("content", [b"", b"no trial"])
def test_what_is_no_trial_is_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.h5"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"cannot read .*no\.h5") as refusal, browsed(path):
        pass
    assert "\n" not in str(refusal.value)


def test_a_verdict_of_thousands_of_letters_is_a_short_line(
    trials: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "t.h5"
    shutil.copy2(trials["whole"], path)
    with h5py.File(path, "r+") as file:
        file["validity"].attrs["verdict"] = "x" * 40_000
    with pytest.raises(UsageError, match="as verdict, got xxx") as caught:
        summarize(path)
    assert len(str(caught.value)) < 500
