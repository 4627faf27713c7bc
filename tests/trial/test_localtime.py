"""A trial determines its own day."""

import math
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import h5py
import pytest

import rig
from rig.errors import UsageError
from rig.trial.hdf5file import LIBRARY
from rig.trial.header import Header
from rig.trial.localtime import day_text, local, offset_in, offset_s
from rig.trial.reader import summarize, utc_offset_of
from rig.trial.writer import TrialWriter

START = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
PARIS_S = 3600.0


def trial(path: Path, **about: float) -> Path:
    TrialWriter(path, Header(START.isoformat(), simulated=True, **about), {}).close("stopped")
    return path


def test_a_trial_keeps_how_far_its_clocks_were_ahead(tmp_path: Path) -> None:
    path = trial(tmp_path / "t.h5", utc_offset_s=PARIS_S)
    assert summarize(path).utc_offset_s == utc_offset_of(path) == PARIS_S
    opened = rig.open_trial(path)
    assert opened.start_time_utc == START
    assert f"{opened.start_local:%Y-%m-%d %H:%M %z}" == "2026-03-15 00:30 +0100"


def test_an_older_file_is_told_by_the_clocks_here(tmp_path: Path) -> None:
    path = trial(tmp_path / "t.h5")
    assert utc_offset_of(path) is None
    with h5py.File(path, "r+", libver=LIBRARY) as file:
        del file.attrs["utc_offset_s"]
    opened = rig.open_trial(path)
    assert opened.utc_offset_s is None
    assert opened.start_local == START.astimezone()
    assert utc_offset_of(tmp_path / "none.h5") is None


@pytest.mark.parametrize("value", [1e9, "east", -math.inf])
def test_what_is_no_offset_is_damage(value: object, tmp_path: Path) -> None:
    path = trial(tmp_path / "t.h5")
    with h5py.File(path, "r+", libver=LIBRARY) as file:
        file.attrs["utc_offset_s"] = value
    with pytest.raises(UsageError, match="utc_offset_s of / makes no sense"):
        summarize(path)
    assert offset_in({"utc_offset_s": value}) is None


def test_no_header_has_one_that_is_none() -> None:
    with pytest.raises(UsageError, match="expected seconds ahead of UTC"):
        Header(START.isoformat(), simulated=True, utc_offset_s=1e6)


def test_what_is_recorded_now_is_here() -> None:
    assert offset_s(START) == START.astimezone().utcoffset().total_seconds()  # type: ignore[union-attr]
    assert offset_s(START.astimezone(timezone(timedelta(hours=9)))) == 9 * PARIS_S


def test_days() -> None:
    assert local(START, -PARIS_S).hour == 22
    assert day_text(START.isoformat(), PARIS_S) == "2026-03-15"
    assert day_text(START.isoformat(), 0.0) == "2026-03-14"
    assert day_text("2026-03-14", PARIS_S) == "2026-03-14"
    assert day_text("", PARIS_S) == ""
    assert day_text("0001-01-01T00:00:00+00:00", -PARIS_S) == "0001-01-01"
