"""Replayed trials: the same raw data to the bit, from a journal or from the file."""

import math
from dataclasses import replace as with_
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray

from rig.calibrations.book import CalibrationBook
from rig.calibrations.persons import PersonBook
from rig.device.board import open_board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import FastTime, SteppedTime, WallTime
from rig.device.messages import Cues, Status
from rig.errors import EndOfReplay, Reason, RefusedError, UsageError
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.weight import Weight
from rig.measure.calibrating.zero import Zero
from rig.stream.capture import capture_now
from rig.stream.engine import Engine
from rig.stream.playback import host_time_for, inexactness, open_replay
from rig.stream.quantities import WeightOnPlates, ZeroOfPlates
from rig.stream.recovery import recover
from rig.trial.journal import MAGIC, journal_path, packed, read_journal
from rig.trial.opening import open_trial
from rig.trial.reader import verify
from tests.stream.simulated import engine_of, turn_for, turn_until_closed
from tests.touched import light
from tests.trial.raw import raw_columns

PLATES = "sim://plates?seed=7&sync=1&ttl_each_s=3&plates_ppm=1330&dowel_ppm=-3283"
DOWEL = PLATES.replace("sim://plates", "sim://dowel")
FAULTS = "&losses_hz=2&loss_bytes=60&damage_at_s=15&damage_s=3&link_seed=3"
APART_S = 0.000_1
DAMAGE = ("crc_errors", "resyncs", "bytes_skipped")
RawColumns = dict[str, dict[str, NDArray[Any]]]
RAW = ("counts", "sample", "device_time_us", "status")


def record(path: Path, wanted: Wanted, *, before_s: float, seconds: float) -> None:
    """A trial and its journal; in its middle, at 17 s, the dowel loses contact and sounds."""
    with engine_of(wanted) as engine:
        engine.start(Cues.BUZZER)
        turn_for(engine, before_s)
        recorder = engine.record(path, seconds=seconds, keep_journal=True)
        turn_until_closed(engine, recorder)


def replay(path: Path) -> Wanted:
    return Wanted(f"replay://{path}", f"replay://{path}")


def copy(wanted: Wanted, path: Path, seconds: float | None = None) -> Path:
    with engine_of(wanted) as engine:
        recorder = engine.record(path, seconds=seconds)
        engine.start()
        turn_until_closed(engine, recorder)
    return path


def copy_to_the_end(wanted: Wanted, path: Path) -> Path:
    with pytest.raises(EndOfReplay, match="is over"):
        copy(wanted, path)
    return path


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("played") / "t.h5"
    record(path, Wanted(PLATES + FAULTS, DOWEL + FAULTS), before_s=14.0, seconds=5.0)
    return path


@pytest.fixture(scope="module")
def alone(trial: Path) -> Path:
    """The trial without its journal."""
    path = trial.with_name("alone.h5")
    path.write_bytes(trial.read_bytes())
    return path


@pytest.fixture(scope="module")
def again(trial: Path) -> Path:
    """The recording of a replay of its journal."""
    return copy_to_the_end(replay(trial), trial.with_name("again.h5"))


@pytest.fixture(scope="module")
def rebuilt(alone: Path) -> Path:
    """The recording of a replay of the file alone."""
    return copy_to_the_end(replay(alone), alone.with_name("rebuilt.h5"))


def expect_equal(mine: RawColumns, theirs: RawColumns) -> None:
    for role, columns in theirs.items():
        for name, column in columns.items():
            assert np.array_equal(mine[role][name], column), (role, name)


def gaps_of(file: h5py.File, role: str) -> list[tuple[int, int]]:
    own = file["gaps/board"][:] == role.encode()
    columns = (file["gaps"][name][own].tolist() for name in ("first_sample", "count"))
    return list(zip(*columns, strict=True))


def edges_of(file: h5py.File) -> list[tuple[int, int]]:
    """Up to the last sample: a later edge came between the end and the close."""
    last_us = file["dowel/device_time_us"][-1]
    columns = (file["clock/dowel/edges"][name][:].tolist() for name in ("device_time_us", "level"))
    return [edge for edge in zip(*columns, strict=True) if edge[0] <= last_us]


def expect_same(one: Path, other: Path) -> None:
    expect_equal(raw_columns(one), raw_columns(other))
    with h5py.File(one) as mine, h5py.File(other) as theirs:
        assert mine["validity"].attrs["sha256"] == theirs["validity"].attrs["sha256"]
        assert verify(one)[0].hash_fits
        for role in ("plates", "dowel"):
            assert np.abs(mine[role]["time"][:] - theirs[role]["time"][:]).max() < APART_S
            assert gaps_of(mine, role) == gaps_of(theirs, role)
        assert edges_of(mine) == edges_of(theirs)
        for name in ("kind", "board", "point", "sample", "value"):
            assert np.array_equal(mine["events"][name][:], theirs["events"][name][:]), name
        assert np.abs(mine["events/time"][:] - theirs["events/time"][:]).max() < APART_S
        assert mine["validity"].attrs["verdict"] == theirs["validity"].attrs["verdict"]


def test_a_replay_recorded_is_the_trial_to_the_bit(trial: Path, again: Path, rebuilt: Path) -> None:
    for made in (again, rebuilt):
        expect_same(made, trial)
        with h5py.File(made) as file, h5py.File(trial) as before:
            assert file.attrs["simulated"]
            assert file.attrs["replay_of"] == before.attrs["trial_id"]
            assert file.attrs["trial_id"] != before.attrs["trial_id"]
            assert file.attrs["end_reason"] == "stopped"
            assert len(before["gaps/count"]) > 5
            assert {b"contact_off", b"cue", b"ttl_rise"} <= set(before["events/kind"][:])
            for role in ("plates", "dowel"):
                for name in ("board_serial", "firmware_version", "volts_per_count", "columns"):
                    assert np.array_equal(file[role].attrs[name], before[role].attrs[name])


def test_from_a_journal_damage_comes_again_and_from_a_file_only_its_gaps(
    trial: Path, again: Path, rebuilt: Path
) -> None:
    with h5py.File(trial) as before, h5py.File(again) as journal, h5py.File(rebuilt) as rows:
        for role in ("plates", "dowel"):
            counted = [
                [file["validity"][role].attrs[name] for name in DAMAGE]
                for file in (before, journal, rows)
            ]
            assert counted[0] == counted[1]
            assert counted[2] == [0, 0, 0]


def test_the_copy_of_a_copy_is_the_same(trial: Path, rebuilt: Path, tmp_path: Path) -> None:
    expect_same(copy_to_the_end(replay(rebuilt), tmp_path / "2.h5"), trial)


@pytest.mark.parametrize("role", ["plates", "dowel"])
def test_one_board_alone_can_be_played(role: str, trial: Path, alone: Path, tmp_path: Path) -> None:
    other = {"plates": "dowel", "dowel": "plates"}[role]
    source = {"plates": alone, "dowel": trial}[role]
    made = copy_to_the_end(Wanted(**{role: f"replay://{source}", other: "none"}), tmp_path / "1.h5")
    mine, theirs = raw_columns(made), raw_columns(trial)
    assert mine.keys() == {role}
    expect_equal(mine, {role: theirs[role]})


@pytest.fixture(params=["journal", "file"])
def source(request: pytest.FixtureRequest, trial: Path, alone: Path) -> Path:
    return {"journal": journal_path(trial), "file": alone}[request.param]


def test_a_part_of_a_replay_ends_as_a_trial_does(source: Path, trial: Path, tmp_path: Path) -> None:
    part = copy(replay(source), tmp_path / "part.h5", seconds=2.0)
    mine, theirs = raw_columns(part), raw_columns(trial)
    for role in ("plates", "dowel"):
        rows = len(mine[role]["sample"])
        assert 1800 < rows < 2100
        for name in RAW:
            assert np.array_equal(mine[role][name], theirs[role][name][:rows])
    assert verify(part)[0].end_reason == "stopped"


def test_who_only_watches_sees_all_of_it_with_the_output_low(source: Path, trial: Path) -> None:
    with engine_of(replay(source)) as engine:
        engine.start()
        with pytest.raises(EndOfReplay):
            turn_for(engine, 60.0)
        rows = {role: feed.ring.latest(100_000) for role, feed in engine.feeds.items()}
    theirs = raw_columns(trial)
    for role in ("plates", "dowel"):
        assert np.array_equal(rows[role].counts, theirs[role]["counts"])
    output = theirs["plates"]["status"] & Status.TTL_OUT
    assert output.all()
    low = rows["plates"].status & Status.TTL_OUT
    assert (low > 0).mean() < 0.01  # frames cut in two by a read are left unchanged
    assert ((rows["plates"].status ^ theirs["plates"]["status"]) & ~Status.TTL_OUT == 0).all()


def test_who_opens_it_again_sees_it_from_its_begin(alone: Path, trial: Path) -> None:
    time, firsts = SteppedTime(), []
    for _ in range(2):
        engine = Engine(open_wanted(replay(alone), time), time, threads=False)
        engine.start()
        turn_for(engine, 1.0)
        rings = {role: feed.ring.latest(10**5) for role, feed in engine.feeds.items()}
        firsts.append({role: rows.sample[0] for role, rows in rings.items()})
        engine.close()
    theirs = raw_columns(trial)
    assert firsts == [{role: theirs[role]["sample"][0] for role in ("plates", "dowel")}] * 2


def test_a_computer_that_stood_still_as_the_trial_began_costs_no_sample(
    trial: Path, tmp_path: Path
) -> None:
    entries = list(read_journal(journal_path(trial)))
    begin_s = next(e.note["zero_s"] for e in entries if b'"begin"' in e.payload)
    late = [
        entry._replace(arrival_s=max(entry.arrival_s, begin_s + 0.08))
        if entry.kind == "plates"
        else entry
        for entry in entries
    ]
    journal = tmp_path / "late.h5.journal"
    journal.write_bytes(MAGIC + b"".join(map(packed, late)))
    made = copy_to_the_end(replay(journal), tmp_path / "made.h5")
    expect_equal(raw_columns(made), raw_columns(trial))


def test_a_journal_that_was_cut_plays_what_recover_would_save(trial: Path, tmp_path: Path) -> None:
    whole = journal_path(trial).read_bytes()
    cut = tmp_path / "cut.h5.journal"
    cut.write_bytes(whole[: len(whole) // 2])
    made = copy_to_the_end(replay(cut), tmp_path / "copy.h5")
    mine, theirs = raw_columns(made), raw_columns(recover(cut, tmp_path / "saved.h5"))
    expect_equal(mine, theirs)
    assert verify(made)[0].end_reason == "interrupted"


def test_a_trial_whose_board_was_away_is_played_out_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    record(path, Wanted(PLATES, DOWEL + "&unplug_at_s=2&unplug_s=3"), before_s=0.0, seconds=7.0)
    made = copy_to_the_end(replay(path), tmp_path / "copy.h5")
    expect_equal(raw_columns(made), raw_columns(path))
    with h5py.File(made) as file, h5py.File(path) as before:
        ((_, missing),) = gaps_of(file, "dowel")
        assert missing > 3000
        assert gaps_of(file, "dowel") == gaps_of(before, "dowel")
    with engine_of(replay(path)) as engine:  # without a recording, the silence ends nothing
        engine.start()
        with pytest.raises(EndOfReplay):
            turn_for(engine, 60.0)
    with pytest.raises(UsageError, match="rig recover"):
        open_replay(f"replay://{journal_path(path)}?board=dowel", SteppedTime())


def test_a_replay_answers_as_its_board_did(alone: Path) -> None:
    board = open_board(f"replay://{alone}?board=dowel", SteppedTime())
    assert (board.role, board.info.serial, board.simulated) == ("dowel", "SIMD0007", True)
    board.identify(1)
    changed = board.levels().levels
    board.set_levels(changed)
    assert board.levels().stored


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("board_serial", "\x1b[31m"),
        ("board_serial", "FARTOOLONG"),
        ("firmware_version", "1"),
        ("firmware_version", "1.2.999"),
        ("volts_per_count", 0.0),
        ("sample_rate_hz", "fast"),
        ("columns", ["a", "b"]),
        ("oversampling", -1),
    ],
)
def test_a_board_that_cannot_be_is_one_error(
    name: str, value: object, alone: Path, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt.h5"
    spoilt.write_bytes(alone.read_bytes())
    with h5py.File(spoilt, "r+") as file:
        file["plates"].attrs[name] = value
    with pytest.raises(UsageError, match="spoilt"):
        open_replay(f"replay://{spoilt}?board=plates", SteppedTime())


def test_rows_that_make_no_sense_are_one_error(alone: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.h5"
    spoilt.write_bytes(alone.read_bytes())
    with h5py.File(spoilt, "r+") as file:
        file["dowel/time"][1500] = np.nan
        file["events/point"][:] = b"knee"
    with pytest.raises(UsageError, match="has no time"):
        copy(replay(spoilt), tmp_path / "made.h5")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("replay://", "replay://FILE"),
        ("replay://x?board=head", "replay://FILE"),
        ("replay://x?sped=2", "replay://FILE"),
        ("replay://x?speed=fast", "a speed from 0.1 to 20"),
        ("replay://x?speed=1000", "a speed from 0.1 to 20"),
        ("replay://no-such-file.h5", "no file"),
    ],
)
def test_a_url_that_means_nothing_is_said(url: str, expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        open_replay(url, SteppedTime())


def test_of_two_boards_one_must_be_named(alone: Path) -> None:
    with pytest.raises(UsageError, match="board=plates or board=dowel"):
        open_replay(f"replay://{alone}", SteppedTime())


def test_the_clock_is_as_fast_as_the_urls_say() -> None:
    assert isinstance(host_time_for(["sim://plates", "COM3"]), WallTime)
    assert isinstance(host_time_for(["replay://a", "replay://a"]), FastTime)
    fast = host_time_for(["replay://a?speed=10", "replay://a?speed=10"])
    assert isinstance(fast, FastTime)
    before_s = fast.now_s()
    fast.sleep(0.5)
    assert fast.now_s() >= before_s + 0.5
    with pytest.raises(UsageError, match="one speed"):
        host_time_for(["replay://a?speed=10", "replay://a"])
    with pytest.raises(UsageError, match="both boards"):
        host_time_for(["replay://a", "COM3"])


def test_no_board_begins_in_the_middle_of_a_round(trial: Path) -> None:
    time = SteppedTime()
    plates, dowel = open_wanted(replay(trial), time).values()
    for board in (plates, dowel):
        board.start()
    for _ in range(2):  # in the second, the plates' turn finds that both have been told to send
        for board in (plates, dowel):
            assert board.port.read().data == b""
            time.sleep(1.0)  # a busy computer
    assert plates.port.read().data == b""
    time.sleep(1.0)
    assert dowel.port.read().data != b""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial with its own calibration and levels, and its journal."""
    path = tmp_path_factory.mktemp("own") / "own.h5"
    with engine_of(Wanted(PLATES, DOWEL)) as engine:
        applied = engine.standards.applied
        assert applied
        calibration = with_(
            applied.calibration, newtons_per_count=(2.5, 2.6, 2.7, 2.8), zero_counts=(90.0,) * 4
        )
        zero = Zero("zero-1", "SIMP0007", "2026-01-01T10:00:00+00:00", (91.0, 92.0, 93.0, 94.0))
        engine.standards.use_calibration(Applied(calibration).zeroed(zero))
        engine.standards.use_touch(light())
        engine.standards.weight = Weight(
            "P07", "SIMP0007", "2026-01-01T10:05:00+00:00", 712.5, 1.0, calibration.name, "zero-1"
        )
        engine.start()
        recorder = engine.record(path, seconds=3.0, keep_journal=True)
        turn_until_closed(engine, recorder)
    return path


@pytest.mark.parametrize("by", ["journal", "file"])
def test_a_replay_is_judged_by_what_its_trial_holds(own: Path, by: str, tmp_path: Path) -> None:
    source = own
    if by == "file":
        source = tmp_path / "alone.h5"
        source.write_bytes(own.read_bytes())
    wanted = replay(source)
    with engine_of(wanted) as engine:
        engine.standards.use_touch(None)  # as for a participant without known levels
        recorder = engine.record(tmp_path / "again.h5", seconds=2.0)
        engine.start()
        turn_until_closed(engine, recorder)
        books = CalibrationBook(tmp_path), PersonBook(tmp_path)
        for what in (
            ZeroOfPlates(list, book=books[0], host_time=WallTime()),
            WeightOnPlates("P07", book=books[1], host_time=WallTime()),
        ):
            with pytest.raises(RefusedError) as refused:
                capture_now(engine, what)
            assert refused.value.reason == Reason.of("played", board=["plates"])
    before, after = open_trial(own), open_trial(tmp_path / "again.h5")
    assert before.plates
    assert after.plates
    assert after.plates.calibration == before.plates.calibration
    assert after.plates.zero_before == before.plates.zero_before
    assert (after.weighed_n, before.weighed_n) == (712.5, 712.5)
    rows = len(after.plates.force_n)
    np.testing.assert_array_equal(after.plates.force_n, before.plates.force_n[:rows])
    assert before.dowel
    assert after.dowel
    assert after.dowel.levels == before.dowel.levels
    assert after.dowel.levels_name == before.dowel.levels_name != "nominal"


class BusyTime(SteppedTime):
    """A computer on which each turn takes arbitrarily long: much is due at the same time."""

    def sleep(self, seconds: float) -> None:
        super().sleep(max(seconds, 0.3))


def test_a_busy_computer_plays_to_the_bit_what_was_recorded(source: Path, trial: Path) -> None:
    made = trial.with_name(f"busy {source.suffix}.h5")
    time = BusyTime()
    engine = Engine(open_wanted(replay(source), time), time, threads=False)
    recorder = engine.record(made)
    engine.start()
    with pytest.raises(EndOfReplay):
        turn_until_closed(engine, recorder)
    engine.close()
    expect_same(made, trial)
    assert inexactness(f"replay://{source}", made) == ""


def test_a_replay_that_is_not_exact_is_said(trial: Path, alone: Path, tmp_path: Path) -> None:
    part = copy(replay(alone), tmp_path / "part.h5", seconds=2.0)
    assert "this replay is not exact: of the plates board 0 samples" in inexactness(
        f"replay://{trial}", part
    )


def test_the_clock_waits_for_what_is_played_and_goes_on_from_there() -> None:
    time, until_s = SteppedTime(), [0.0]
    time.sleep(1.0)
    time.hold(lambda: until_s[0])
    assert time.now_s() == 0.0
    until_s[0] = 0.5
    for _ in range(3):
        assert time.now_s() == until_s[0]
    time.sleep(1.0)
    held_s, until_s[0] = until_s[0], math.inf
    assert time.now_s() == held_s
    time.sleep(1.0)
    assert time.now_s() >= held_s + 1.0
