"""The truth: its own description, and beside a trial on its timeline."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.cli.truth import world_of, write_truth_beside
from rig.device.discovery import Wanted
from rig.errors import UsageError
from rig.measure.contact import nominal_levels
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP
from rig.sim.frontend import REFERENCE_V
from rig.sim.participant import Participant
from rig.sim.truthfile import TrialTruth, read_truth, truth_path
from rig.stream.triggers import Triggers
from tests.stream.simulated import COARSE_S, engine_of, turn_until_closed

WHO = "seed=4&mistake_each=1&stand_s=1"


def recorded(path: Path, more: str = "", plates_more: str = "") -> TrialTruth:
    wanted = Wanted(f"sim://plates?{WHO}{more}{plates_more}", f"sim://dowel?{WHO}{more}")
    with engine_of(wanted, turn_s=COARSE_S) as engine:
        engine.start()
        recorder = engine.record(path, triggers=Triggers(seconds=9))
        turn_until_closed(engine, recorder)
        world = world_of(engine)
        assert world is not None
        assert write_truth_beside(path, world) == truth_path(path)
    return read_truth(truth_path(path))


def test_phases_follow_one_another_and_the_centre_of_mass_goes_with_them() -> None:
    participant = Participant.from_settings(seed=4, sway=0, hold_s=0.5)
    phases = participant.phases(0, 20)
    assert [one.phase for one in phases[:6]] == [SETUP, DESCENT, BOTTOM, ASCENT, LOCKOUT, DESCENT]
    assert [one.end_s for one in phases[:-1]] == [one.start_s for one in phases[1:]]
    assert (phases[0].start_s, phases[-1].end_s) == (0, 20)
    truth = {
        one.phase: participant.truth(np.linspace(one.start_s, one.end_s, 50)) for one in phases[:5]
    }
    assert truth[DESCENT].com_velocity_m_s.mean() < -0.05
    assert truth[ASCENT].com_velocity_m_s.mean() > 0.05
    assert np.ptp(truth[BOTTOM].com_height_m) < 0.01
    assert truth[LOCKOUT].com_drop_m[-1] == pytest.approx(0, abs=0.001)


def test_a_repetition_is_told_by_command_and_by_movement() -> None:
    (rep, *_) = Participant.from_settings(seed=4, mistake_each=0).repetitions(0, 20)
    assert rep.onset_s < rep.moving_s < rep.slow_s <= rep.bottom_s <= rep.rising_s < rep.still_s
    assert rep.slow_s == pytest.approx(rep.descent_end_s, abs=0.3)
    assert rep.still_s < rep.lockout_s


def test_crossings_are_those_of_the_noiseless_sensor() -> None:
    participant = Participant.from_settings(seed=4, mistake_each=1)
    crossings = participant.contact_crossings(0.5, 70)
    levels = nominal_levels(4096)
    assert [c.time_s for c in crossings] == sorted(c.time_s for c in crossings)
    assert [(c.time_s, c.on) for c in crossings[:3]] == [(0.5, True)] * 3
    lost = [c for c in crossings if not c.on]
    assert len(lost) >= 9
    for crossing in crossings[3:]:
        volts = participant.dowel_volts(np.array([crossing.time_s]))[0, crossing.point]
        level = (levels.on_counts if crossing.on else levels.off_counts)[crossing.point]
        assert volts / REFERENCE_V * 4096 == pytest.approx(level, abs=1)


def test_beside_a_trial_every_row_is_that_of_its_sample(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    told = recorded(path, "&plates_ppm=1330&dowel_ppm=-3283&sync=1&plate_error=0&sway=0")
    with h5py.File(path) as file:
        time_s, device_us = file["plates/time"][:], file["plates/device_time_us"][:]
        force_n = file["plates/force"][:].sum(axis=1)
        events = zip(file["events/kind"][:], file["events/time"][:], strict=True)
        lost_s = [at_s for kind, at_s in events if kind == b"contact_off"]
    assert np.array_equal(told.truth.time_s, time_s)
    assert told.world_s == pytest.approx(device_us / 1e6 / (1 + 1330e-6), abs=1e-9)
    assert told.about["world_s_at_zero"] == told.world_s[0]
    assert force_n - told.truth.vertical_grf_n == pytest.approx(0, abs=3)
    assert (force_n - told.truth.vertical_grf_n).std() < 0.7
    true_s = [crossing.time_s for crossing in told.crossings if not crossing.on]
    assert true_s
    assert lost_s == pytest.approx(true_s, abs=0.003)
    assert [one.kind for one in told.intervals]
    participant = Participant.from_settings(**told.about["settings"]["participant"])
    (rep, *_) = participant.repetitions(told.world_s[0], told.world_s[-1])
    onset_s = np.interp(rep.onset_s, told.world_s, time_s)
    assert told.repetitions[0].onset_s == pytest.approx(onset_s, abs=1e-6)


def test_a_board_that_was_reset_is_placed_by_its_new_clock(tmp_path: Path) -> None:
    told = recorded(tmp_path / "t.h5", "&plate_error=0&sway=0", "&reset_at_s=5")
    with h5py.File(tmp_path / "t.h5") as file:
        force_n = file["plates/force"][:].sum(axis=1)
        assert len(file["rejoins/board"])
    assert np.diff(told.world_s).max() > 0.4  # while it restarted
    assert force_n - told.truth.vertical_grf_n == pytest.approx(0, abs=3)


def test_a_file_that_is_no_truth_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.truth.npz"
    for damaged in (b"", b"no zip", b"PK\x03\x04" + bytes(50)):
        path.write_bytes(damaged)
        with pytest.raises(UsageError, match=r"expected a truth file|cannot read"):
            read_truth(path)
    np.savez(path, about="{}")
    with pytest.raises(UsageError, match="expected a truth file"):
        read_truth(path)
    with pytest.raises(UsageError, match="cannot read"):
        read_truth(tmp_path / "none.truth.npz")
