"""A lab's lines around a real trial: TTL out and in against the pins, sync wire and wander."""

import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from rig.device.messages import Status
from rig.device.syncwire import PERIOD_MS
from tests.command import finish, rig, start_rig, wait_for_file, wait_for_samples
from tests.firmware.emulated import EmulatedBoards, read_pin_changes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

PLATES_PPM, DOWEL_PPM = 1330.0, -3283.0
WANDER_PPM, WANDER_PERIOD_S = 50.0, 120.0
CYCLES_PER_US = 16
TTL_OUT = "PD4"


def record(boards: EmulatedBoards, path: Path, *words: object) -> Any:
    done = rig("record", "--out", path, *words, "--json", ports=boards.ports.values())
    assert done.returncode == 0, done.stderr
    return done


def start_record(boards: EmulatedBoards, path: Path, *words: object) -> subprocess.Popen[str]:
    ports = boards.ports.values()
    return start_rig("record", "--out", path, *words, "--json", ports=ports, stdin=subprocess.PIPE)


def say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def end(process: subprocess.Popen[str]) -> None:
    done = finish(process)
    assert done.returncode == 0, done.stderr


def events(file: h5py.File, kind: str) -> np.ndarray:
    times: np.ndarray = file["events/time"][file["events/kind"][:] == kind.encode()]
    return times


def test_ttl_out_is_high_from_the_first_to_the_last_stored_sample(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    with EmulatedBoards(plates_ppm=PLATES_PPM, dowel=False, pin_log=tmp_path / "pins") as boards:
        record(boards, path, "--seconds", 2)
        record(boards, tmp_path / "again.h5", "--seconds", 1)
    changes = read_pin_changes(tmp_path / "pins", "plates", TTL_OUT)
    # The board itself lowers the pin when it starts.
    edge_us = changes["cycle"][changes["level"].tolist().index(1) :] / CYCLES_PER_US
    assert len(edge_us) == 4
    with h5py.File(path) as file:
        taken_us = file["plates/device_time_us"][:]
        assert (file["plates/status"][:] & Status.TTL_OUT).all()
        # The pin switches at the tick with which a sample begins. The board's clock begins with its
        # sketch, a little after its first cycle.
        begins_us = taken_us[0] - edge_us[0]
        ends_us = taken_us[-1] + 1000 - edge_us[1]
        assert abs(ends_us - begins_us) < 100
        assert abs(begins_us) < 5000


def test_a_trial_between_two_edges_of_the_lab(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    with EmulatedBoards(plates_ppm=PLATES_PPM, dowel_ppm=DOWEL_PPM, sync_wire=True) as boards:
        boards.command("pin", "plates", "D2", 0)
        process = start_record(boards, path, "--start", "ttl", "--stop", "ttl-fall")
        wait_for_file(path)
        time.sleep(1.5)
        boards.command("pin", "plates", "D2", 1)
        time.sleep(2.0)
        boards.command("pin", "plates", "D2", 0)
        end(process)
    with h5py.File(path) as file:
        (rise_s,), (fall_s,) = events(file, "ttl_rise"), events(file, "ttl_fall")
        assert -0.1 < rise_s <= 0.0
        assert 1.5 < fall_s < file["plates/time"][-1] < fall_s + 0.1
        level = (file["plates/status"][:] & Status.TTL_IN) != 0
        # The samples' own bit agrees, to a sample.
        turned_s = file["plates/time"][:][int(np.flatnonzero(~level)[0])]
        assert 0 <= turned_s - fall_s < 0.0025


def test_a_line_that_chatters_costs_no_sample(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    with EmulatedBoards(plates_ppm=PLATES_PPM, dowel_ppm=DOWEL_PPM, sync_wire=True) as boards:
        process = start_record(boards, path, "--seconds", 4)
        wait_for_file(path)
        boards.command("square", "plates", "D2", 10_000, 30_000)
        end(process)
    with h5py.File(path) as file:
        for role in ("plates", "dowel"):
            assert (np.diff(file[role]["sample"][:]) == 1).all()
            assert file["validity"][role].attrs["samples_lost"] == 0
            assert file["validity"][role].attrs["missed_ticks"] == 0
        assert file["validity/plates"].attrs["edges_skipped"] > 1000
        assert 50 < len(events(file, "ttl_rise")) + len(events(file, "ttl_fall")) < 600
        assert file["clock/dowel"].attrs["method"] == "sync_wire"


def record_wandering(boards: EmulatedBoards, path: Path, seconds: float) -> None:
    """Both clocks wander against each other while it records."""
    process = start_record(boards, path, "--seconds", seconds)
    begin_s = time.monotonic()
    while process.poll() is None:
        turn = 2 * math.pi * (time.monotonic() - begin_s) / WANDER_PERIOD_S
        boards.command("ppm", "plates", PLATES_PPM + WANDER_PPM * math.sin(turn))
        boards.command("ppm", "dowel", DOWEL_PPM - WANDER_PPM * math.sin(turn))
        time.sleep(0.5)
    end(process)


def off_us(path: Path) -> float:
    """The greatest distance of a pulse from where the timeline would be without it.

    The timeline goes through every pulse; so every second one is compared with the line between its
    neighbours, on the plates' clock, where they rise every 100 ms.
    """
    with h5py.File(path) as file:
        edges = file["clock/dowel/edges"]
        rise_us = edges["device_time_us"][:][edges["level"][:] == 1].astype(float)
    tick = np.arange(len(rise_us)) * PERIOD_MS * 1000.0
    found_us = np.interp(rise_us[1:-1:2], rise_us[::2], tick[::2])
    return float(np.abs(found_us - tick[1:-1:2]).max())


def expect_one_timeline(tmp_path: Path, seconds: float) -> float:
    path = tmp_path / "t.h5"
    with EmulatedBoards(plates_ppm=PLATES_PPM, dowel_ppm=DOWEL_PPM, sync_wire=True) as boards:
        record_wandering(boards, path, seconds)
    with h5py.File(path) as file:
        about = file["clock/dowel"].attrs
        assert about["method"] == "sync_wire"
        assert about["sync_refused"] == ""
        assert about["sync_pulses"] == pytest.approx(seconds * 10, abs=0.01 * seconds * 10 + 4)
        assert about["residual_ms"] < 0.1
        assert len(events(file, "sync_lost")) == 0
    return off_us(path)


def test_boards_whose_clocks_wander_agree_by_the_wire(tmp_path: Path) -> None:
    most_us = expect_one_timeline(tmp_path, 20)
    print(f"20 s of wander: pulses at most {most_us:.1f} us from the timeline")
    assert most_us < 100


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_ten_minutes_of_wander_by_the_wire(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    most_us = expect_one_timeline(tmp_path, 600)
    with capsys.disabled():
        print(f"\n600 s of wander: pulses at most {most_us:.1f} us from the timeline")
    assert most_us < 100


def test_a_wire_that_is_pulled_and_put_back_is_two_events(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    with EmulatedBoards(plates_ppm=PLATES_PPM, dowel_ppm=DOWEL_PPM, sync_wire=True) as boards:
        process = start_record(boards, path, "--stop", "key")
        wait_for_samples(path, 2.0)
        boards.command("wire", "off")
        time.sleep(2.0)
        boards.command("wire", "on")
        time.sleep(2.0)
        say(process, "stop")
        end(process)
    with h5py.File(path) as file:
        (lost_s,), (back_s,) = events(file, "sync_lost"), events(file, "sync_back")
        assert 1.0 < back_s - lost_s < 3.5
        silences_s = file["events/value"][
            np.isin(file["events/kind"], [b"sync_lost", b"sync_back"])
        ]
        assert 0.35 <= silences_s[0] < 0.5
        assert silences_s[1] == pytest.approx(back_s - lost_s + 0.35, abs=0.2)
        assert file["clock/dowel"].attrs["method"] == "sync_wire"
        assert (np.diff(file["dowel/time"][:]) > 0).all()


def test_a_wire_that_was_never_there_is_no_event(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    with EmulatedBoards(plates_ppm=PLATES_PPM, dowel_ppm=DOWEL_PPM) as boards:
        record(boards, path, "--seconds", 2)
    with h5py.File(path) as file:
        assert file["clock/dowel"].attrs["method"] == "host_fit"
        assert len(events(file, "sync_lost")) == 0
