"""The command as a user types it: exit codes, one-line errors, JSON and nothing else."""

import json
import os
import signal
import time
from pathlib import Path

import h5py
import pytest

from rig.trial.hdf5file import LIBRARY
from tests.cli.conftest import RigHere
from tests.command import expect_one_line, finish, rig, start_rig

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and limits of POSIX")
TWO_SECONDS = range(1998, 2300)  # a computer that stalls ends a trial late, never early
SIM = ("--plates", "sim://plates?seed=7&stand_s=3600", "--dowel", "sim://dowel?seed=7&stand_s=3600")


def test_record_then_show(tmp_path: Path) -> None:
    path = tmp_path / "trial.h5"
    done = rig("record", *SIM, "--seconds", 2, "--out", path, "--participant", "P07", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    summary = json.loads(done.stdout)
    assert summary["participant"] == "P07"
    assert summary["end_reason"] == "stopped"
    assert summary["simulated"] is True
    for role in ("plates", "dowel"):
        assert summary["boards"][role]["samples"] in TWO_SECONDS
        assert summary["boards"][role]["lost"] == 0
    assert json.loads(rig("show", path, "--json").stdout) == summary
    words = rig("show", path).stdout
    assert "SIMULATED" in words
    assert "uncalibrated" in words


def test_watch_prints_a_line_of_json_for_every_event(tmp_path: Path) -> None:
    done = rig("watch", *SIM, "--seconds", 1)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    contacts = [event for event in events if event["kind"] != "phase"]
    assert {event["point"] for event in contacts} == {"head", "thoracic", "sacrum"}
    for event in contacts:
        assert event["kind"] == "contact_on"
        assert event["board"] == "dowel"
        assert 0 <= event["time"] < 0.5


def test_one_board_alone(tmp_path: Path) -> None:
    path = tmp_path / "dowel.h5"
    done = rig("record", "--dowel", "sim://dowel", "--seconds", 1, "--out", path)
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        assert "plates" not in file


@pytest.mark.parametrize(
    ("number", "reason"),
    [("SIGINT", "stopped"), ("SIGTERM", "interrupted"), ("SIGHUP", "interrupted")],
)
@posix
def test_a_recording_that_is_told_to_end_is_whole(number: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "stopped.h5"
    process = start_rig("record", *SIM, "--seconds", 3600, "--out", path)
    deadline = time.monotonic() + 30
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.Signals[number])
    done = finish(process)
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == reason
        assert len(file["plates/sample"]) > 100


def test_demo_records_where_the_checkout_says(tmp_path: Path) -> None:
    done = rig("demo", "--headless", "--seconds", 1)
    assert done.returncode == 0, done.stderr
    assert "The trial goes to " in done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("trial: ")]
    path = Path(line.removeprefix("trial: "))
    with h5py.File(path) as file:
        assert file.attrs["simulated"]
    path.unlink()


def test_a_folder_that_is_synchronised_is_warned_about_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    path = folder / "x.h5"
    done = rig("record", *SIM, "--seconds", 1, "--out", path, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["file"] == str(path)
    assert done.stderr.startswith(f"rig: {path} is synchronised by Dropbox: ")
    assert len(done.stderr.splitlines()) == 1


def test_errors_of_use_are_one_line_and_exit_2(rig_here: RigHere, tmp_path: Path) -> None:
    rig = rig_here
    out = ("--out", tmp_path / "x.h5")
    there = tmp_path / "there.h5"
    there.write_text("mine")
    expect_one_line(rig("record", *SIM, "--seconds", 0, *out), 2, "--seconds")
    expect_one_line(rig("record", *SIM, "--seconds", "x", *out), 2, "--seconds")
    expect_one_line(rig("record", *SIM, "--seconds", "nan", *out), 2, "--seconds")
    expect_one_line(rig("record", *SIM, *out), 2, "--seconds")
    expect_one_line(rig("record", *SIM, "--seconds", 1, "--out", there), 2, "exists already")
    expect_one_line(
        rig("record", *SIM, "--seconds", 1, "--out", tmp_path / "no" / "x.h5"), 2, "no folder"
    )
    expect_one_line(rig("record", *SIM, "--seconds", 1, *out, "--participant", "A B"), 2, "pseudo")
    expect_one_line(rig("watch", "--plates", "sim://feet", "--seconds", 1), 2, "sim://plates")
    expect_one_line(rig("watch", "--plates", "foo://x", "--seconds", 1), 2, "expected a port")
    expect_one_line(rig("watch", "--plates", "none", "--dowel", "none"), 2, "at least one board")
    expect_one_line(rig("watch", "--plates", "", "--dowel", "none"), 2, "got nothing")
    expect_one_line(rig("watch", "--plates", "sim://[", "--seconds", 1), 2, "sim://plates")
    expect_one_line(rig("watch", "--plates", "socket://x", "--seconds", 1), 2, "socket://HOST:PORT")
    long = tmp_path / ("x" * 300)
    expect_one_line(rig("record", *SIM, "--seconds", 1, "--out", long), 2, "cannot write")
    expect_one_line(rig("dance"), 2, "dance")
    assert there.read_text() == "mine"
    assert not (tmp_path / "x.h5").exists()


def test_no_port_is_exit_3(tmp_path: Path) -> None:
    expect_one_line(rig("devices", ports=[]), 3, "no serial port found")
    expect_one_line(rig("watch", "--seconds", 1, ports=[]), 3, "no serial port found")
    expect_one_line(rig("watch", "--plates", tmp_path / "tty"), 3, "no port", "plug the board in")


def test_show_of_a_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", libver=LIBRARY) as file:
        file["a"] = range(10_000)
    path.write_bytes(path.read_bytes()[:4000])
    expect_one_line(rig("show", path), 2, "cut off")


@pytest.mark.parametrize("content", [b"", b"rubbish" * 1000, None])
def test_show_of_what_is_no_trial_is_exit_2(
    content: bytes | None, tmp_path: Path, rig_here: RigHere
) -> None:
    path = tmp_path / "x.h5"
    if content is not None:
        path.write_bytes(content)
    expect_one_line(rig_here("show", path), 2, str(path))


def test_show_of_a_foreign_and_of_a_newer_file(tmp_path: Path, rig_here: RigHere) -> None:
    path = tmp_path / "x.h5"
    for libver in ("earliest", "v108"):
        with h5py.File(path, "w", libver=libver) as file:
            file["a"] = 1
        expect_one_line(rig_here("show", path), 2, "another HDF5 file")
    with h5py.File(path, "a") as file:
        file.attrs.update(format="hinge-rig-trial", format_version=99)
    expect_one_line(rig_here("show", path), 2, "format version 2", "99")
    with h5py.File(path, "a") as file:
        file.attrs["format_version"] = 1
    expect_one_line(rig_here("show", path), 2, "damaged")


@posix
def test_a_disk_that_refuses_to_write_ends_in_one_line(tmp_path: Path) -> None:
    import resource

    def limit_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))

    out = ("--out", tmp_path / "x.h5")
    done = finish(start_rig("record", *SIM, "--seconds", 60, *out, preexec_fn=limit_files))
    assert done.returncode == 3, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("rig: cannot write")
    assert "File too large" in last
    assert "Traceback" not in done.stderr


@posix
def test_progress_that_nobody_can_read_does_not_end_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "x.h5"
    ours, theirs = os.pipe()
    process = start_rig("record", *SIM, "--seconds", 2, "--out", path, stderr=theirs)
    os.close(theirs)
    os.close(ours)
    assert finish(process).returncode == 0
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == "stopped"
        assert len(file["plates/sample"]) in TWO_SECONDS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        for words in (("devices", "--json"), ("watch", *SIM, "--seconds", 1)):
            done = finish(start_rig(*words, stdout=full))
            assert done.returncode in (2, 3), done.stderr
            assert "cannot write the answer: No space left" in done.stderr
            assert "Traceback" not in done.stderr


@posix
def test_ctrl_c_before_anything_is_recorded_says_so(tmp_path: Path) -> None:
    silent, name = pty_of_nobody()
    process = start_rig("record", "--plates", name, "--seconds", 1, "--out", tmp_path / "x.h5")
    os.read(silent[0], 1)  # it sends hello
    process.send_signal(signal.SIGINT)
    expect_one_line(finish(process), 2, "stopped before anything was recorded")
    for number in silent:
        os.close(number)


def pty_of_nobody() -> tuple[tuple[int, int], str]:
    import tty

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    return (ours, theirs), os.ttyname(theirs)
