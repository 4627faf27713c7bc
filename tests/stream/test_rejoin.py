"""Boards that are lost in the middle of a trial, and come back or do not."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

from rig.device.discovery import Wanted
from rig.errors import DeviceError
from rig.stream.recovery import recover
from rig.stream.trialrun import REJOIN_S
from rig.trial.journal import journal_path
from tests.stream.simulated import COARSE_S, engine_of, turn_for, turn_until_closed
from tests.trial.raw import raw_columns

LOST_AT_S = 4.0
SECONDS = 12.0
UNPLUGGED = f"unplug_at_s={LOST_AT_S}&unplug_s=3"


def boards(fault: str, *, role: str = "dowel", more: str = "") -> Wanted:
    """Both boards of a person, one of them with a fault."""
    urls = {each: f"sim://{each}?seed=7&stand_s=3600{more}" for each in ("plates", "dowel")}
    urls[role] += f"&{fault}"
    return Wanted(**urls)


def record(wanted: Wanted, path: Path, seconds: float = SECONDS) -> h5py.File:
    with engine_of(wanted) as engine:
        engine.start()
        recorder = engine.record(path, seconds=seconds, keep_journal=True)
        turn_until_closed(engine, recorder)
    return h5py.File(path)


def own_numbers(file: h5py.File, role: str) -> NDArray[np.int64]:
    """Sample numbers as the board counted them."""
    number = file[role]["sample"][:].astype(np.int64)
    rejoins = {name: column[:] for name, column in file["rejoins"].items()}
    for board, first, added in zip(
        rejoins["board"], rejoins["first_sample"], rejoins["samples_added"], strict=True
    ):
        if board == role.encode():
            number[file[role]["sample"][:] >= first] -= added
    return number


def gaps(file: h5py.File, role: str) -> list[tuple[int, int]]:
    of_role = file["gaps/board"][:] == role.encode()
    columns = (file["gaps"][name][of_role].tolist() for name in ("first_sample", "count"))
    return list(zip(*columns, strict=True))


def expect_one_gap(file: h5py.File, role: str) -> tuple[int, int]:
    """All of the samples ascend, and missing ones are marked where they are missing."""
    sample = file[role]["sample"][:].astype(np.int64)
    ((first, count),) = gaps(file, role)
    (row,) = np.flatnonzero(np.diff(sample) > 1)
    assert (sample[row] + 1, sample[row + 1] - sample[row] - 1) == (first, count)
    assert (np.diff(file[role]["time"][:]) > 0).all()
    assert (np.diff(file[role]["device_time_us"][:].astype(np.int64)) > 0).all()
    assert file["validity"][role].attrs["samples_lost"] == count
    return int(first), int(count)


@pytest.mark.parametrize("role", ["plates", "dowel"])
@pytest.mark.parametrize(
    ("fault", "back_at_s"),
    [
        (UNPLUGGED, LOST_AT_S + 3.0),
        (f"{UNPLUGGED}&replug_as=elsewhere", LOST_AT_S + 3.0),
        (f"reset_at_s={LOST_AT_S}", LOST_AT_S),
    ],
)
def test_a_board_that_was_without_power_goes_on_in_the_same_trial(
    role: str, fault: str, back_at_s: float, tmp_path: Path
) -> None:
    with record(boards(fault, role=role), tmp_path / "t.h5") as file:
        first, count = expect_one_gap(file, role)
        time_s, own = file[role]["time"][:], own_numbers(file, role)
        back = np.flatnonzero(file[role]["sample"][:] == first + count)[0]
        # The simulation counts from the opening of its first port, for each life of a board.
        begun_s = time_s[back - 1] - own[back - 1] / 1000
        assert np.abs(begun_s + own[:back] / 1000 - time_s[:back]).max() < 0.0025
        anew_s = begun_s + back_at_s + own[back:] / 1000
        assert np.abs(anew_s - time_s[back:]).max() < 0.0025
        assert count == pytest.approx((time_s[back] - time_s[back - 1]) * 1000, abs=25)
        assert file.attrs["end_reason"] == "stopped"
        verdict = file["validity"].attrs
        assert verdict["verdict"] == "not valid"  # a quarter of it is missing
        assert any(f"{role}: its link was lost" in reason for reason in verdict["reasons"])
        kinds = [kind for kind in file["events/kind"][:].tolist() if b"link" in kind]
        assert kinds == [b"link_lost", b"link_back"]
        other = "dowel" if role == "plates" else "plates"
        assert (np.diff(file[other]["sample"][:]) == 1).all()
        assert gaps(file, other) == []
        assert time_s[-1] == pytest.approx(SECONDS, abs=0.03)


@pytest.mark.parametrize("role", ["plates", "dowel"])
def test_behind_a_gap_the_sync_wire_places_the_dowel_again(role: str, tmp_path: Path) -> None:
    more = "&sync=1&plates_ppm=1330&dowel_ppm=-3283"
    with record(boards(UNPLUGGED, role=role, more=more), tmp_path / "t.h5") as file:
        clock = file["clock/dowel"].attrs
        assert clock["method"] == "sync_wire"
        assert clock["sync_pulses"] > 60
        rates = {"plates": 1 + 1330e-6, "dowel": 1 - 3283e-6}
        world_s = {}
        for board, rate in rates.items():
            own, sample = own_numbers(file, board), file[board]["sample"][:]
            begin_s = np.where(own == sample, 0.0, LOST_AT_S + 3.0)
            world_s[board] = begin_s + own / 1000 / rate
        shift_s = file["plates/time"][:] - world_s["plates"]
        on_dowel_s = np.interp(world_s["dowel"], world_s["plates"], shift_s)
        apart_s = file["dowel/time"][:] - world_s["dowel"] - on_dowel_s
        # Until a returned board counts again, half a second later, the wire is extrapolated.
        near_gap = np.abs(world_s["dowel"] - LOST_AT_S - 1.75) < 1.85
        assert np.abs(apart_s[~near_gap]).max() < 0.000_1


def test_a_board_that_was_only_silent_tells_itself_what_is_missing(tmp_path: Path) -> None:
    fault = f"silent_at_s={LOST_AT_S}&silent_s=3"
    with record(boards(fault), tmp_path / "t.h5") as file:
        assert len(file["rejoins/board"]) == 0
        _, count = expect_one_gap(file, "dowel")
        assert count >= 3000
        own = file["dowel/sample"][:] * 1000
        assert (file["dowel/device_time_us"][:] == own).all()


def test_another_board_does_not_take_the_place_of_the_first(tmp_path: Path) -> None:
    fault = f"{UNPLUGGED}&replug_serial=OTHER123"
    with record(boards(fault), tmp_path / "t.h5") as file:
        kinds, points = file["events/kind"][:].tolist(), file["events/point"][:].tolist()
        others = [point for kind, point in zip(kinds, points, strict=True) if b"other" in kind]
        assert others == [b"OTHER123"]
        assert file.attrs["end_reason"] == "port_lost"
        assert file["dowel/time"][-1] < LOST_AT_S
        ((first, count),) = gaps(file, "dowel")
        assert first == file["dowel/sample"][-1] + 1
        missing_s = file["plates/time"][-1] - file["dowel/time"][-1]
        assert count == pytest.approx(missing_s * 1000, abs=25)
        assert file["plates/time"][-1] == pytest.approx(SECONDS, abs=0.03)


def test_plates_that_stay_away_do_not_hold_up_the_end(tmp_path: Path) -> None:
    wanted = boards(f"unplug_at_s={LOST_AT_S}", role="plates")
    with record(wanted, tmp_path / "t.h5", 9.0) as file:
        assert file.attrs["end_reason"] == "port_lost"
        assert file["dowel/time"][-1] == pytest.approx(9.0, abs=0.03)


def test_a_board_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with engine_of(boards(f"unplug_at_s={LOST_AT_S}"), turn_s=COARSE_S) as engine:
        engine.start()
        engine.record(tmp_path / "t.h5")
        with pytest.raises(DeviceError, match="nothing from the dowel board"):
            turn_for(engine, 2 * REJOIN_S)
        assert engine._host_time.now_s() - engine.started_s > REJOIN_S
        engine.close("port_lost")
    with h5py.File(tmp_path / "t.h5") as file:
        assert file.attrs["end_reason"] == "port_lost"
        assert len(file["plates/sample"]) > REJOIN_S * 1000


def test_who_closes_does_not_wait_for_the_answer_of_a_silent_board() -> None:
    with engine_of(boards(f"silent_at_s={LOST_AT_S}&silent_s=600")) as engine:
        engine.start()
        turn_for(engine, LOST_AT_S + 1.0)
        begin_s, links = engine._host_time.now_s(), engine._links
        links.end_searches()
        assert not links.look_for(engine.feeds["dowel"])
        assert engine._host_time.now_s() - begin_s < 0.5


def expect_same_gaps(file: h5py.File, other: h5py.File) -> None:
    for table in ("gaps", "rejoins"):
        for name, column in file[table].items():
            assert column[:].tolist() == other[table][name][:].tolist()
    assert dict(other["validity/dowel"].attrs) == dict(file["validity/dowel"].attrs)


@pytest.mark.parametrize(
    "fault", [UNPLUGGED, f"silent_at_s={LOST_AT_S}&silent_s=3", f"unplug_at_s={LOST_AT_S}"]
)
def test_a_recovered_trial_has_the_same_gap(fault: str, tmp_path: Path) -> None:
    path, again = tmp_path / "t.h5", tmp_path / "r.h5"
    with record(boards(fault), path) as file:
        recover(journal_path(path), again)
        with h5py.File(again) as recovered:
            expect_same_gaps(file, recovered)
    expected, got = raw_columns(path), raw_columns(again)
    for role in expected:
        for name, column in expected[role].items():
            assert np.array_equal(column, got[role][name])
