"""The rig on its real firmware: `rig devices`, `rig record` and `rig watch` as on a desk."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import psutil
import pytest

from tests.command import expect_one_line, finish, rig, start_rig, wait_for_samples
from tests.firmware.emulated import FIRMWARE, EmulatedBoards, read_injections

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

CHANNELS = {"plates": 4, "dowel": 3}
OVERSAMPLING = 4
LATE_SAMPLES = 300  # a computer that stalls ends a trial late, never early
COLUMNS = ("left_heel", "left_toe", "right_heel", "right_toe", "head", "thoracic", "sacrum")


def write_waveform(path: Path, time_s: np.ndarray, codes: np.ndarray) -> Path:
    rows = np.column_stack((time_s, codes))
    header = "time_s," + ",".join(COLUMNS)
    np.savetxt(path, rows, fmt=["%.4f"] + ["%d"] * 7, delimiter=",", header=header, comments="")
    return path


def noise_waveform(path: Path, seconds: float = 3.0) -> Path:
    time_s = np.arange(0, seconds, 0.001)
    return write_waveform(
        path, time_s, np.random.default_rng(1).integers(0, 1024, (len(time_s), 7))
    )


def injected_counts(prefix: Path, role: str) -> np.ndarray:
    """The expected readings of each sample since the board's first start, shape (N, channels).

    Conversions come in rounds of all channels; four rounds are one sample.
    """
    log = read_injections(prefix, role)
    channels = CHANNELS[role]
    whole = log[: len(log) // (channels * OVERSAMPLING) * channels * OVERSAMPLING]
    assert (whole["channel"].reshape(-1, channels) == np.arange(channels)).all()
    return summed(whole["code"], channels)


def summed(codes: np.ndarray, channels: int) -> np.ndarray:
    """Counts of complete samples, (N, channels), from codes in the order of their conversion."""
    whole = codes[: len(codes) // (channels * OVERSAMPLING) * channels * OVERSAMPLING]
    return whole.reshape(-1, OVERSAMPLING, channels).sum(axis=1, dtype=np.int64)


def expect_codes(file: h5py.File, prefix: Path, role: str) -> int:
    """Every stored sample holds what was injected at its tick; the first tick is number 1."""
    sample, counts = file[role]["sample"][:], file[role]["counts"][:]
    expected = injected_counts(prefix, role)[sample.astype(np.int64) - 1]
    assert np.array_equal(counts, expected)
    return len(sample)


def expect_codes_behind_reset(file: h5py.File, prefix: Path, role: str) -> None:
    """The rows stored after a reset equal what was injected somewhere in the log."""
    first, added = file["rejoins/first_sample"][0], file["rejoins/samples_added"][0]
    sample, counts = file[role]["sample"][:], file[role]["counts"][:]
    codes, row = read_injections(prefix, role)["code"], int(np.searchsorted(sample, first))
    before = summed(codes, CHANNELS[role])
    assert np.array_equal(counts[:row], before[sample[:row].astype(np.int64) - 1])
    assert int(first) - int(added) < 5000  # it has been switched on again
    since = sample[row:].astype(np.int64) - int(first)
    for cut in range(CHANNELS[role] * OVERSAMPLING):  # the reset fell into any conversion
        log = summed(codes[cut:], CHANNELS[role])
        places = np.flatnonzero((log[: len(log) - since[-1]] == counts[row]).all(axis=1))
        if any(np.array_equal(counts[row:], log[place + since]) for place in places):
            return
    pytest.fail("what was stored behind the reset was never injected")


@pytest.fixture
def boards() -> Iterator[EmulatedBoards]:
    with EmulatedBoards(plates_ppm=1330, dowel_ppm=-3283) as both:
        yield both


def record_code_by_code(tmp_path: Path, seconds: int) -> dict[str, float]:
    """Records noise on both boards and compares every count; returns the cost of the recorder."""
    prefix, path = tmp_path / "injected", tmp_path / "trial.h5"
    waveform = noise_waveform(tmp_path / "noise.csv")
    with EmulatedBoards(
        plates_ppm=1330,
        dowel_ppm=-3283,
        waveform=waveform,
        repeat_waveform=True,
        injected_log=prefix,
    ) as boards:
        process = start_rig(
            "record", "--seconds", seconds, "--out", path, "--json", ports=boards.ports.values()
        )
        cost = watch_cost(process.pid, seconds)
        done = finish(process, 30.0)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)["boards"]
    with h5py.File(path) as file:
        for role, ppm in (("plates", 1330), ("dowel", -3283)):
            stored = expect_codes(file, prefix, role)
            due = seconds * 1000 * (1 + ppm * 1e-6)
            assert due - 20 < stored < due + LATE_SAMPLES
            assert (np.diff(file[role]["sample"][:]) == 1).all()
            names = ("lost", "crc_errors", "missed_ticks", "dropped_frames")
            assert [summary[role][name] for name in names] == [0, 0, 0, 0]
    return cost


def watch_cost(pid: int, seconds: float) -> dict[str, float]:
    """Share of a core and memory of a recorder, from its second second to its last but one."""
    process = psutil.Process(pid)
    time.sleep(2)
    before, begin = process.cpu_times(), time.monotonic()
    time.sleep(seconds - 4)
    after, took_s = process.cpu_times(), time.monotonic() - begin
    busy_s = after.user + after.system - before.user - before.system
    return {"core_share": busy_s / took_s, "memory_mb": process.memory_info().rss / 1e6}


def test_every_code_is_in_the_file(tmp_path: Path) -> None:
    cost = record_code_by_code(tmp_path, 15)
    print(f"15 s of both boards: {cost['core_share']:.1%} of a core, {cost['memory_mb']:.0f} MB")
    assert cost["memory_mb"] < 150


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_every_code_of_ten_minutes_is_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cost = record_code_by_code(tmp_path, 600)
    with capsys.disabled():
        share, memory_mb = cost["core_share"], cost["memory_mb"]
        print(f"\n600 s of both boards, nothing lost: {share:.1%} of a core, {memory_mb:.0f} MB")
    assert memory_mb < 150


def test_a_step_given_to_both_boards_lands_at_one_time(tmp_path: Path) -> None:
    time_s = np.arange(0, 60, 0.5)
    codes = np.repeat(np.where(np.arange(len(time_s)) % 2, 900, 100)[:, None], 7, axis=1)
    waveform = write_waveform(tmp_path / "steps.csv", time_s, codes)
    path = tmp_path / "steps.h5"
    with EmulatedBoards(plates_ppm=1330, dowel_ppm=-3283, waveform=waveform) as boards:
        ports = boards.ports.values()
        done = rig("record", "--seconds", 12, "--out", path, "--json", ports=ports)
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        steps_s = {role: step_times_s(file[role]) for role in CHANNELS}
        apart_ms = (steps_s["plates"] - steps_s["dowel"]) * 1e3
        assert len(apart_ms) >= 23
        assert steps_s["plates"][0] < 1.0
        print(f"apart: {np.abs(apart_ms).max():.2f} ms at most")
        assert np.abs(apart_ms).max() < 1.5
        for role, ppm in (("plates", 1330), ("dowel", -3283)):
            clock = file["clock"][role].attrs
            assert clock["method"] == "host_fit"
            assert clock["rate_ppm"] == pytest.approx(ppm, abs=60)
            assert 0 <= clock["residual_ms"] < 5
            fitted_hz = file[role].attrs["sample_rate_hz_fitted"]
            assert fitted_hz == pytest.approx(1000 * (1 + ppm * 1e-6), abs=0.06)


def step_times_s(board: h5py.Group) -> np.ndarray:
    """Time at which the input stepped, by the share of the conversions that saw it."""
    counts, times = board["counts"][:].sum(axis=1), board["time"][:]
    low, high = counts.min(), counts.max()
    rows = np.flatnonzero((counts[:-1] < (low + high) / 2) != (counts[1:] < (low + high) / 2))
    return np.array(times[rows + 1])


def test_devices_names_both_boards_with_the_serials_they_were_given(
    boards: EmulatedBoards,
) -> None:
    done = rig("devices", "--json", ports=boards.ports.values())
    assert done.returncode == 0, done.stderr
    found = {row["role"]: row for row in json.loads(done.stdout)["devices"]}
    for role, channels in CHANNELS.items():
        assert found[role]["port"] == boards.ports[role]
        assert found[role]["firmware"] == "0.1.0"
        assert found[role]["channels"] == channels
        assert found[role]["sample_rate_hz"] == 1000
        assert len(found[role]["serial"]) == 8
    boards.command("reset", "plates")
    again = json.loads(rig("devices", "--json", ports=boards.ports.values()).stdout)
    assert {row["role"]: row["serial"] for row in again["devices"]} == {
        role: row["serial"] for role, row in found.items()
    }


@pytest.mark.parametrize("role", ["plates", "dowel"])
def test_one_board_alone(role: str, boards: EmulatedBoards, tmp_path: Path) -> None:
    port = boards.ports[role]
    path = tmp_path / "one.h5"
    assert len(json.loads(rig("devices", "--json", ports=[port]).stdout)["devices"]) == 1
    assert rig("watch", "--seconds", 1, ports=[port]).returncode == 0
    done = rig("record", "--seconds", 2, "--out", path, ports=[port])
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        assert [name for name in CHANNELS if name in file] == [role]
        assert 1990 <= len(file[role]["sample"]) < 2000 + LATE_SAMPLES


def test_a_board_of_the_wrong_role_is_named(boards: EmulatedBoards) -> None:
    done = rig("watch", "--plates", boards.ports["dowel"], "--dowel", "none")
    expect_one_line(done, 3, "expected a plates board", "found a dowel board")


def test_two_boards_of_one_role_are_both_named() -> None:
    with EmulatedBoards(dowel=FIRMWARE / "plates.elf") as twins:
        ports = list(twins.ports.values())
        expect_one_line(rig("watch", ports=ports), 3, "one plates board", *ports, "--plates URL")


def test_a_port_in_use_is_said(boards: EmulatedBoards, tmp_path: Path) -> None:
    port = boards.ports["plates"]
    holder = start_rig("watch", "--plates", port, "--dowel", "none", "--seconds", 30)
    try:
        deadline = time.monotonic() + 20
        while not boards.stats("plates")["host_listens"] and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        done = rig("watch", "--plates", port, "--dowel", "none")
        expect_one_line(done, 3, port, "in use")
    finally:
        holder.terminate()
        finish(holder)


def test_watch_tells_a_lost_contact_at_once() -> None:
    with EmulatedBoards(plates=False) as boards:
        for channel in range(3):
            boards.command("set", "dowel", channel, 1000)
        process = start_rig("watch", "--seconds", 20, ports=boards.ports.values())
        assert process.stdout
        on = [json.loads(process.stdout.readline()) for _ in range(3)]
        assert {event["point"] for event in on} == {"head", "thoracic", "sacrum"}
        boards.command("set", "dowel", 1, 46)
        off = json.loads(process.stdout.readline())
        process.terminate()
        assert finish(process).returncode == 0
    assert (off["kind"], off["board"], off["point"]) == ("contact_off", "dowel", "thoracic")
    # Four conversions make a count; the first one under the level may include earlier ones.
    assert off["value"] < 3104
    assert off["time"] > max(event["time"] for event in on)


def record_with(boards: EmulatedBoards, path: Path, *fault: object, seconds: int = 6) -> Any:
    """Records, and makes the emulator do something wrong after some two seconds of samples."""
    process = start_rig("record", "--seconds", seconds, "--out", path, ports=boards.ports.values())
    wait_for_samples(path, 2.0)
    boards.command(*fault)
    return finish(process)


@pytest.mark.parametrize("fault", ["drop", "flip", "garbage"])
def test_damage_on_the_line_costs_only_what_it_hit(fault: str, tmp_path: Path) -> None:
    prefix, path = tmp_path / "injected", tmp_path / "damaged.h5"
    waveform = noise_waveform(tmp_path / "noise.csv")
    with EmulatedBoards(waveform=waveform, repeat_waveform=True, injected_log=prefix) as boards:
        done = record_with(boards, path, fault, "plates", 510, seconds=4)
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        for role in CHANNELS:
            expect_codes(file, prefix, role)
        sample = file["plates/sample"][:]
        missing = int((np.diff(sample) - 1).sum())
        figures = file["validity/plates"].attrs
        assert figures["samples_lost"] == missing == file["gaps/count"][:].sum()
        assert missing <= {"drop": 22, "flip": 22, "garbage": 1}[fault]
        assert missing >= {"drop": 19, "flip": 19, "garbage": 0}[fault]
        assert figures["resyncs"] >= 1
        assert file["validity/dowel"].attrs["samples_lost"] == 0


@pytest.mark.parametrize("fault", ["unplug", "silence"])
def test_a_board_that_goes_for_good_leaves_a_whole_file(fault: str, tmp_path: Path) -> None:
    prefix, path = tmp_path / "injected", tmp_path / "gone.h5"
    with EmulatedBoards(injected_log=prefix) as boards:
        done = record_with(boards, path, fault, "dowel", seconds=6)
    assert done.returncode == 3, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("rig: ")
    assert "dowel board" in last
    assert str(path) in last
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == "port_lost"
        assert file["clock/plates"].attrs["method"] == "host_fit"
        for role in CHANNELS:
            assert expect_codes(file, prefix, role) > 1000


@pytest.mark.parametrize("role", CHANNELS)
def test_a_cable_that_is_put_back_goes_on_in_its_trial(role: str, tmp_path: Path) -> None:
    prefix, path, link = tmp_path / "injected", tmp_path / "back.h5", tmp_path / "ports"
    link.mkdir()
    waveform = noise_waveform(tmp_path / "noise.csv")
    with EmulatedBoards(
        link=link, waveform=waveform, repeat_waveform=True, injected_log=prefix
    ) as boards:
        ports = [str(link / each) for each in CHANNELS]
        process = start_rig("record", "--seconds", 9, "--out", path, ports=ports)
        wait_for_samples(path, 2.0)
        boards.command("unplug", role)
        time.sleep(1.5)
        boards.command("plug", role)
        done = finish(process)
    assert done.returncode == 0, done.stderr
    assert f"the {role} board on {link / role} is gone" in done.stderr
    with h5py.File(path) as file:
        expect_codes_behind_reset(file, prefix, role)
        expect_codes(file, prefix, "dowel" if role == "plates" else "plates")
        assert file[role]["time"][-1] > 8.9
        assert file["gaps/board"][:].tolist() == [role.encode()]
        assert 1400 < file["gaps/count"][0] < 7000
        assert file.attrs["end_reason"] == "stopped"
        assert file["validity"].attrs["verdict"] == "not valid"


@pytest.mark.parametrize("role", CHANNELS)
def test_a_board_that_resets_goes_on_in_its_trial(role: str, tmp_path: Path) -> None:
    path = tmp_path / "reset.h5"
    with EmulatedBoards() as boards:
        done = record_with(boards, path, "reset", role, seconds=9)
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        (first,), (added,) = file["rejoins/first_sample"][:], file["rejoins/samples_added"][:]
        assert file["rejoins/board"][:].tolist() == [role.encode()]
        assert added < first < added + 10_000
        sample, us_added = file[role]["sample"][:], file["rejoins/device_time_us_added"][0]
        row = np.searchsorted(sample, first)
        own_us = file[role]["device_time_us"][row] - us_added
        assert own_us == pytest.approx((first - added) * 1000, abs=1000)
        assert np.diff(file[role]["time"][row:]) == pytest.approx(0.001, abs=0.000_01)
        assert file[role]["time"][-1] > 8.9
        if role == "plates":  # the output that signals a lab is high again
            assert (file["plates/status"][row:-1] & 2).all()


def test_a_reader_that_stalls_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stalled.h5"
    with EmulatedBoards() as boards:
        process = start_rig("record", "--seconds", 5, "--out", path, ports=boards.ports.values())
        time.sleep(2.5)
        os.kill(process.pid, 19)  # SIGSTOP: the whole computer is busy with something else
        time.sleep(0.2)
        os.kill(process.pid, 18)
        done = finish(process)
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        for role in CHANNELS:
            assert (np.diff(file[role]["sample"][:]) == 1).all()
