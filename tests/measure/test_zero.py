"""The zero of the plates: when it is refused, and what two of them show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from rig.errors import Reason
from rig.measure.calibrating.applied import Applied, applied_to
from rig.measure.calibrating.still import tare, unrest
from rig.measure.calibrating.zero import Zero, drift_n
from rig.measure.calibration import PlateCalibration, nominal_plates
from rig.sim.bench import Cells
from tests.bench import TAKEN_UTC, VOLTS_PER_COUNT, Hands, calibrated

NOMINAL = nominal_plates(VOLTS_PER_COUNT)  # 200 counts are empty, 4 are a newton
RATE_HZ = 1000.0
NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


def empty(rows: int = 2000, noise: float = 1.0) -> np.ndarray:
    draw = np.random.default_rng(1)
    return np.round(200 + noise * draw.standard_normal((rows, 4))).astype(np.int32)


def refused(counts: np.ndarray) -> Reason | None:
    return tare(counts, NOMINAL, sample_rate_hz=RATE_HZ).refused


def test_empty_still_plates_give_their_mean() -> None:
    found = tare(empty(), NOMINAL, sample_rate_hz=RATE_HZ)
    assert found.refused is None
    assert found.counts == pytest.approx((200,) * 4, abs=0.1)


def test_less_than_two_seconds_are_refused() -> None:
    assert refused(empty(1900)) == Reason.of("gathering", needed_s=2.0, got_s=1.9)


@pytest.mark.parametrize("newtons", [25, -25, 300])
def test_a_loaded_plate_is_refused_and_named(newtons: int) -> None:
    counts = empty()
    counts[:, 2] += 4 * newtons
    found = refused(counts)
    assert (found.code, found.values["channels"]) == ("plates_loaded", ["right heel"])
    assert found.values["load_n"] == pytest.approx(newtons, abs=0.1)


def test_a_little_drift_is_no_load() -> None:
    counts = empty()
    counts[:, 1] += 4 * 15
    assert refused(counts) is None


def test_a_person_who_stands_still_is_loaded() -> None:
    assert refused(empty() + 4 * 170).code == "plates_loaded"


def test_a_plate_that_shakes_is_not_still() -> None:
    counts = empty()
    counts[:, 3] += (8 * np.sin(np.arange(2000) / 20)).astype(np.int32)
    assert refused(counts) == Reason.of("not_still", channels=["right toe"])


def test_a_plate_that_creeps_is_not_still() -> None:
    counts = empty()
    counts[:, 0] += np.linspace(0, 4, 2000).astype(np.int32)
    assert unrest(counts, NOMINAL) == Reason.of("not_still", channels=["left heel"])


def test_a_step_on_at_the_end_is_not_still() -> None:
    counts = empty()
    counts[1970:, 0] += 4 * 40
    assert unrest(counts, NOMINAL) == Reason.of("not_still", channels=["left heel"])


def test_drift_is_in_newtons_of_the_calibration() -> None:
    crossed = PlateCalibration(
        (0.0,) * 4, (0.25,) * 4, "x", cross_newtons_per_count=(0.01, 0.0, 0.0, 0.0)
    )
    before, after = (200.0,) * 4, (204.0, 210.0, 200.0, 198.0)
    assert drift_n(before, after, crossed) == pytest.approx((1.1, 2.5, 0.0, -0.5))


class Info:
    serial = "PLATES01"
    volts_per_count = VOLTS_PER_COUNT


def zero_at(taken: datetime) -> Zero:
    return Zero("z", "PLATES01", taken.isoformat(), (201.0, 202.0, 203.0, 204.0))


def test_a_board_without_a_record_is_nominal() -> None:
    assert applied_to(Info(), None, None, at=NOW) == Applied(NOMINAL)
    assert not applied_to(Info(), None, None, at=NOW).calibration.calibrated


def test_a_record_serves_with_the_zero_of_the_session() -> None:
    record = calibrated(Hands(Cells.from_seed(1), 1), checked=False)
    zero = zero_at(NOW - timedelta(minutes=59))
    applied = applied_to(Info(), record, zero, at=NOW)
    assert applied.calibration.newtons_per_count == record.calibration.newtons_per_count
    assert applied.calibration.zero_counts == zero.counts
    assert applied.calibration.name == "0123"
    assert Applied.from_json(applied.as_json()) == applied


@pytest.mark.parametrize("minutes", [61, -61])
def test_a_zero_of_another_session_does_not(minutes: int) -> None:
    record = calibrated(Hands(Cells.from_seed(1), 1), checked=False)
    applied = applied_to(Info(), record, zero_at(NOW - timedelta(minutes=minutes)), at=NOW)
    assert applied.zero is None
    assert applied.calibration == record.calibration


def test_a_record_of_other_counts_does_not_serve() -> None:
    record = calibrated(Hands(Cells.from_seed(1), 1), checked=False)
    finer = replace(record.occasion, volts_per_count=VOLTS_PER_COUNT / 2)
    applied = applied_to(Info(), replace(record, occasion=finer), None, at=NOW)
    assert not applied.calibration.calibrated
    assert record.occasion.taken_utc == TAKEN_UTC
