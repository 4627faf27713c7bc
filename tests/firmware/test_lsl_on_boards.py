"""A real LSL client beside a trial: both must have the same samples at the same times."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import h5py
import numpy as np
import pytest

from tests.command import expect_one_line, finish, rig, start_rig
from tests.firmware.emulated import EmulatedBoards

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

STREAMS = {"plates": "HingeRigPlates", "dowel": "HingeRigDowel", "events": "HingeRigEvents"}
LOOPBACK = """\
[multicast]
ResolveScope = machine
[log]
level = -2
[ports]
IPv6 = disable
[lab]
SessionID = {session}
"""


@pytest.fixture
def loopback_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the streams of this test are found, whatever else on this computer serves some."""
    (tmp_path / "lsl.cfg").write_text(LOOPBACK.format(session=f"{os.getpid()}-{tmp_path.name}"))
    monkeypatch.setenv("LSLAPICFG", str(tmp_path / "lsl.cfg"))


@pytest.fixture(scope="module")
def boards() -> Iterator[EmulatedBoards]:
    with EmulatedBoards(plates_ppm=1330, dowel_ppm=-3283, sync_wire=True) as both:
        yield both


def start_client(out: Path) -> tuple[subprocess.Popen[str], list[ElementTree.Element]]:
    """A connected client, and what it read about the streams."""
    client = subprocess.Popen(
        [sys.executable, "-m", "tests.lsl_client", str(out), *STREAMS.values()],
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdout is not None
    about = []
    while (line := client.stdout.readline().strip()) != "ready":
        assert line, "the client found no streams"
        about.append(ElementTree.fromstring(line))
    return client, about


def labels(stream: ElementTree.Element, field: str) -> list[str | None]:
    return [channel.findtext(field) for channel in stream.iter("channel")]


@pytest.mark.usefixtures("loopback_only")
def test_a_client_beside_a_trial_gets_all_samples_at_the_trials_times(
    boards: EmulatedBoards, tmp_path: Path
) -> None:
    trial, heard = tmp_path / "trial.h5", tmp_path / "heard.npz"
    words = ["record", "--lsl", "--start", "key", "--stop", "8", "--out", trial, "--json"]
    process = start_rig(*words, ports=boards.ports.values(), stdin=subprocess.PIPE)
    client, about = start_client(heard)
    assert process.stdin is not None
    process.stdin.write("start\n")
    process.stdin.flush()
    done = finish(process)
    assert done.returncode == 0, done.stderr
    client.communicate("", timeout=20)

    plates, dowel, events = about
    assert labels(plates, "label") == ["left_heel", "left_toe", "right_heel", "right_toe", "sample"]
    assert labels(plates, "unit") == ["newtons"] * 4 + ["none"]
    assert labels(dowel, "unit") == ["counts"] * 3 + ["none"]
    assert labels(events, "label") == ["event"]
    assert plates.findtext("desc/calibration") == "uncalibrated"

    got = np.load(heard)
    with h5py.File(trial) as file:
        zero_s = file["clock"].attrs["monotonic_s_at_zero"] + got["lsl_minus_host_s"]
        for role, column in (("plates", "force"), ("dowel", "counts")):
            late_ms = expect_same_samples(got, file[role], STREAMS[role], column, zero_s)
            print(f"{role}: {late_ms.min():.3f} to {late_ms.max():.3f} ms from the trial's times")
            assert np.percentile(np.abs(late_ms), 99) < 1.0
        expect_same_events(got, file, zero_s)


def expect_same_samples(
    got: Any, group: h5py.Group, stream: str, column: str, zero_s: float
) -> np.ndarray:
    """Every row of the trial came; returns how late its stamp is in ms."""
    values, stamps = got[f"{stream}_values"], got[f"{stream}_stamps"]
    sample = values[:, -1].astype(np.int64)
    assert (np.diff(sample) == 1).all()
    rows = np.flatnonzero(np.isin(sample, group["sample"][:]))
    assert np.array_equal(sample[rows], group["sample"][:])
    assert np.allclose(values[rows, :-1], group[column][:], rtol=1e-6)
    return (stamps[rows] - zero_s - group["time"][:]) * 1e3


def expect_same_events(got: Any, file: h5py.File, zero_s: float) -> None:
    lines = [json.loads(row[0]) for row in got["HingeRigEvents_values"]]
    came = {(line["kind"], line["point"], line["sample"]) for line in lines}
    columns = (file["events"][name] for name in ("kind", "point", "sample"))
    for kind, point, sample in zip(*columns, strict=True):
        assert (kind.decode(), point.decode(), int(sample)) in came


@pytest.mark.usefixtures("loopback_only")
def test_a_network_with_nobody_there_changes_nothing(
    boards: EmulatedBoards, tmp_path: Path
) -> None:
    done = rig(
        *("record", "--lsl", "--seconds", 2, "--out", tmp_path / "alone.h5"),
        ports=boards.ports.values(),
    )
    assert done.returncode == 0, done.stderr
    with h5py.File(tmp_path / "alone.h5") as file:
        assert len(file["plates/sample"]) >= 2000


def test_a_broken_lsl_library_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pylsl.py").write_text("raise RuntimeError('liblsl not found')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    out = tmp_path / "x.h5"
    done = rig(
        "record",
        "--lsl",
        "--plates",
        "sim://plates",
        "--dowel",
        "none",
        "--seconds",
        1,
        "--out",
        out,
    )
    expect_one_line(done, 2, "--lsl needs pylsl", "liblsl not found")
    assert not out.exists()
