"""Two boards whose clocks wander against each other for a long time, and one timeline for both."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.sim.clock import BoardClock
from tests.stream.simulated import (
    COARSE_S,
    DOWEL_PPM,
    PLATES_PPM,
    both,
    engine_of,
    turn_until_closed,
)

WANDER_PPM = 50.0
CLOCKS = {
    "plates": BoardClock(PLATES_PPM, WANDER_PPM),
    "dowel": BoardClock(DOWEL_PPM, -WANDER_PPM),
}
HOST_FIT_MS, SYNC_WIRE_MS = 1.5, 0.1
PULSES_HZ = 10
HOUR_S = 3600.0


def record(path: Path, seconds: float, *, sync: int) -> None:
    # Arrival times matter only to the host's fit.
    wanted, turn_s = both(f"&wander_ppm={WANDER_PPM}&sync={sync}"), COARSE_S if sync else 0.0
    with engine_of(wanted, turn_s=turn_s) as engine:
        engine.start()
        turn_until_closed(engine, engine.record(path, seconds=seconds))


def late_s(file: h5py.File, role: str) -> np.ndarray:
    """The file's time of each sample minus the simulated world's; (N, 2) with the sample's time."""
    world_s = CLOCKS[role].world_s(file[role]["device_time_us"][:] / 1e6)
    time_s = file[role]["time"][:]
    return np.column_stack((time_s, time_s - world_s))


def apart_ms(path: Path) -> float:
    """The greatest distance between the two boards at any instant of a trial."""
    with h5py.File(path) as file:
        plates, dowel = late_s(file, "plates"), late_s(file, "dowel")
        assert (np.diff(plates[:, 0]) > 0).all()
        assert (np.diff(dowel[:, 0]) > 0).all()
    dowel_late_s = np.interp(plates[:, 0], dowel[:, 0], dowel[:, 1])
    return float(np.abs(plates[:, 1] - dowel_late_s).max() * 1e3)


def expect_host_fit(path: Path) -> None:
    with h5py.File(path) as file:
        for role in CLOCKS:
            assert file[f"clock/{role}"].attrs["method"] == "host_fit"
            assert file[f"clock/{role}"].attrs["sync_pulses"] == 0
    assert apart_ms(path) < HOST_FIT_MS


def expect_sync_wire(path: Path) -> None:
    with h5py.File(path) as file:
        about = file["clock/dowel"].attrs
        assert about["method"] == "sync_wire"
        assert about["sync_refused"] == ""
        assert about["residual_ms"] < SYNC_WIRE_MS
        edges, samples = file["clock/dowel/edges"], file["dowel/device_time_us"]
        is_rise = edges["level"][:] == 1
        assert about["sync_pulses"] == is_rise.sum() == (~is_rise).sum()
        # The plates make the pulses, by their own clock; the last turn reads on past the end.
        board_s = np.ptp(file["plates/device_time_us"][:].astype(np.int64)) / 1e6
        in_trial = (is_rise & (edges["device_time_us"][:] <= samples[-1])).sum()
        assert in_trial == pytest.approx(board_s * PULSES_HZ, abs=1)
    assert apart_ms(path) < SYNC_WIRE_MS


def test_the_host_holds_both_boards_together_without_a_wire(tmp_path: Path) -> None:
    record(tmp_path / "t.h5", 45.0, sync=0)
    expect_host_fit(tmp_path / "t.h5")


@pytest.fixture(scope="module")
def by_wire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial of two boards with the wire."""
    path = tmp_path_factory.mktemp("wire") / "t.h5"
    record(path, 60.0, sync=1)
    return path


def test_the_sync_wire_holds_both_boards_together(by_wire: Path) -> None:
    expect_sync_wire(by_wire)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("sync", [0, 1])
def test_an_hour_of_wander(sync: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hour.h5"
    record(path, HOUR_S, sync=sync)
    with capsys.disabled():
        print(f"\nan hour, sync wire {sync}: boards at most {apart_ms(path):.3f} ms apart")
    (expect_sync_wire if sync else expect_host_fit)(path)


def test_paired_times_of_device_computer_and_day_stand_in_the_file(by_wire: Path) -> None:
    with h5py.File(by_wire) as file:
        clock = file["clock"]
        zero_s = clock.attrs["monotonic_s_at_zero"]
        assert zero_s > 0
        utc = clock["utc"]
        assert len(utc["time"]) >= 3
        # SteppedTime begins its day with its monotonic time: both are the same here.
        day_begins_s = 1577836800.0
        late = utc["utc_s"][:] - day_begins_s - (utc["time"][:] + zero_s)
        assert np.abs(late).max() < 1e-3
        for role in CLOCKS:
            anchors = clock[role]["anchors"]
            assert len(anchors["device_time_us"]) == len(anchors["time"]) >= 90
