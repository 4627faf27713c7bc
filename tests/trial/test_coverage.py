"""How much of a trial's span each board lacks, by its file."""

from pathlib import Path

import h5py
import pytest

from rig.device.discovery import Wanted
from rig.measure.validity import BoardFacts
from rig.trial.facts import facts_of
from tests.stream.simulated import both, engine_of, turn_for, turn_until_closed


def recorded(path: Path, wanted: Wanted, seconds: float) -> None:
    with engine_of(wanted) as engine:
        engine.start()
        turn_for(engine, 1.0)
        turn_until_closed(engine, engine.record(path, seconds=seconds))


def dowel_of(path: Path) -> BoardFacts:
    with h5py.File(path) as file:
        return facts_of(file).boards[1]


def test_a_usual_start_and_stop_lack_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    recorded(path, both(), 2.0)
    assert dowel_of(path).uncovered_s == (0.0, 0.0)


def cut_rows(path: Path, rows: slice) -> None:
    """As if the dowel had sent only these."""
    with h5py.File(path, "r+") as file:
        for name in ("counts", "sample", "device_time_us", "status", "time"):
            column = file["dowel"][name][rows]
            file["dowel"][name].resize(len(column), axis=0)
            file["dowel"][name][:] = column


@pytest.mark.parametrize(
    ("rows", "begin_s", "end_s"), [(slice(300, None), 0.3, 0.0), (slice(0, -500), 0.0, 0.5)]
)
def test_a_board_that_begins_late_or_ends_early_is_told(
    rows: slice, begin_s: float, end_s: float, tmp_path: Path
) -> None:
    path = tmp_path / "t.h5"
    recorded(path, both(), 2.0)
    cut_rows(path, rows)
    assert dowel_of(path).uncovered_s == (
        pytest.approx(begin_s, abs=0.01),
        pytest.approx(end_s, abs=0.01),
    )
