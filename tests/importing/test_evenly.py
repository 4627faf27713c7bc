"""Any rate becomes 1000 samples a second; missing samples stay missing."""

from pathlib import Path

import numpy as np
import pytest

from rig.importing.evenly import evenly
from tests.importing.made import assumed, cells_csv, forces_at, imported, plates_of, stood

CLOSE_N = 0.01


@pytest.mark.parametrize("rate_hz", [25, 50, 100, 200, 500, 1000])
def test_samples_come_back_at_their_times(tmp_path: Path, rate_hz: int) -> None:
    who = stood(rate_hz=rate_hz)
    trial = imported(cells_csv(tmp_path / "a.csv", who))
    assert np.abs(forces_at(trial, who.time_s) - who.cells_n).max() < CLOSE_N
    assert (np.diff(plates_of(trial).sample) == 1).all()


@pytest.mark.parametrize("rate_hz", [1200, 2000, 2400, 10_000])
def test_faster_rates_lose_nothing_that_a_body_does(rate_hz: int) -> None:
    who = stood(rate_hz=rate_hz)
    even = evenly(who.time_s, who.cells_n)
    expected = stood(time_s=even.sample / 1000).cells_n
    inside = slice(20, -20)
    assert np.abs(even.force_n - expected)[inside].max() < CLOSE_N
    assert any("low-pass at 400 Hz" in said for said in even.said)


def test_a_hum_above_the_half_of_1_khz_does_not_fold_down() -> None:
    who = stood(rate_hz=4000)
    hum_n = 50 * np.sin(2 * np.pi * 1010 * who.time_s)[:, None]
    even = evenly(who.time_s, who.cells_n + hum_n)
    expected = stood(time_s=even.sample / 1000).cells_n
    assert np.abs(even.force_n - expected)[20:-20].max() < 0.1


def test_uneven_times(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    time_s = np.cumsum(random.uniform(0.004, 0.016, 400))
    who = stood(time_s=np.round(time_s, 3))
    trial = imported(cells_csv(tmp_path / "a.csv", who))
    assert not trial.gaps
    since_s = who.time_s - who.time_s[0]
    assert np.abs(forces_at(trial, since_s) - who.cells_n).max() < CLOSE_N
    assert trial.imported_from is not None
    assert trial.imported_from.start_s == pytest.approx(who.time_s[0])


def test_lost_and_empty_samples_are_gaps(tmp_path: Path) -> None:
    who = stood(rate_hz=1000)
    cells = who.cells_n
    cells[1000:1060] = np.nan
    cells[2000, 3] = np.nan
    keep = np.ones(len(cells), bool)
    keep[3000:3005] = False
    path = cells_csv(tmp_path / "a.csv", stood(time_s=who.time_s[keep]))
    lines = path.read_text().splitlines()
    for row in np.flatnonzero(np.isnan(cells[keep]).any(axis=1)):
        time, *_, last = lines[row + 1].split(",")
        lines[row + 1] = f"{time},1,2,3," if row == 2000 else f"{time},nan,,{last},{last}"
    path.write_text("\n".join(lines))
    trial = imported(path)
    assert [(gap.first_sample, gap.count) for gap in trial.gaps] == [
        (1000, 60),
        (2000, 1),
        (3000, 5),
    ]
    assert np.isfinite(plates_of(trial).force_n).all()
    assert "66 ms are missing" in assumed(trial)


def test_a_gap_at_a_lower_rate_reaches_from_sample_to_sample(tmp_path: Path) -> None:
    who = stood(rate_hz=100)
    keep = (who.time_s < 1.0) | (who.time_s > 1.049)
    trial = imported(cells_csv(tmp_path / "a.csv", stood(time_s=who.time_s[keep])))
    (gap,) = trial.gaps
    assert (gap.first_sample, gap.count) == (991, 59)


def test_what_was_clipped_stays_flat(tmp_path: Path) -> None:
    who = stood(rate_hz=200)
    clipped = np.minimum(who.cells_n, 250.0)
    even = evenly(who.time_s, clipped)
    assert even.force_n.max() == 250.0
    assert (even.force_n == 250.0).sum() > 4 * (clipped == 250.0).sum()


def test_a_recording_that_begins_late(tmp_path: Path) -> None:
    who = stood(rate_hz=100)
    cells = who.cells_n
    cells[:50] = np.nan
    even = evenly(who.time_s + 7.0, cells)
    assert even.start_s == pytest.approx(7.5)
    assert even.sample[0] == 0
    assert any("first 0.500 s" in said for said in even.said)
