"""rig export as a user types it."""

import csv
import subprocess
import time
from pathlib import Path

import ezc3d
import h5py
import pytest

from tests.cli.conftest import RigHere
from tests.cli.faulty_disk import compiled, start_on
from tests.command import LONGEST_S, expect_one_line, finish, rig
from tests.trial.recorded import PARTICIPANT, SERIALS, record

SALT = ("--shareable", "--salt", "a secret of this study")


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial with gaps."""
    path = tmp_path_factory.mktemp("export") / f"{PARTICIPANT}-1.h5"
    return record(path, 3.0, lose={"plates": 5, "dowel": 20})


def test_csv(trial: Path, tmp_path: Path) -> None:
    done = rig("export", trial, "--to", "csv", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    written, *verdict = done.stdout.splitlines()
    assert written == f"written: {tmp_path / 'out'}"
    assert "usable" in verdict[0]
    with (tmp_path / "out" / "plates.csv").open(newline="") as file, h5py.File(trial) as stored:
        assert len(list(csv.DictReader(file))) == len(stored["plates/time"])


def test_c3d_names_what_it_wrote(trial: Path, tmp_path: Path) -> None:
    done = rig("export", trial, "--to", "c3d", "--out", tmp_path / "t.c3d")
    assert done.returncode == 0, done.stderr
    names = [tmp_path / f"t-part{number}of2.c3d" for number in (1, 2)]
    assert done.stdout.splitlines()[:2] == [f"written: {name}" for name in names]
    for name in names:
        assert len(ezc3d.c3d(str(name), extract_forceplat_data=True)["data"]["platform"]) == 2


def test_shareable_exports_of_one_salt_are_linkable(trial: Path, tmp_path: Path) -> None:
    words = {}
    for name, salt in (("a", SALT), ("b", SALT), ("c", ("--shareable",))):
        done = rig("export", trial, "--to", "csv", "--out", tmp_path / name, *salt)
        assert done.returncode == 0, done.stderr
        words[name] = (tmp_path / name / "README.txt").read_text()
        for telling in (PARTICIPANT, *SERIALS, trial.stem, "2020"):
            assert telling not in words[name]
    assert words["a"] == words["b"]
    assert words["a"] != words["c"]


def test_errors_are_one_line(trial: Path, tmp_path: Path, rig_here: RigHere) -> None:
    def failed(*words: object, file: Path = trial) -> object:
        return rig_here("export", file, "--to", "csv", *words)

    out = ("--out", tmp_path / "out")
    text = tmp_path / "text"
    text.write_text("mine")
    expect_one_line(failed("--out", text), 2, "exists already")
    expect_one_line(failed(*out, file=text), 2, "cannot read", "no HDF5 file")
    expect_one_line(failed(*out, "--salt", "x" * 20), 2, "--shareable")
    expect_one_line(failed(*out, "--shareable", "--salt", "x" * 15), 2, "at least 16")
    named = tmp_path / f"{PARTICIPANT.lower()}_shared"
    expect_one_line(failed("--out", named, "--shareable"), 2, "without the pseudonym")
    assert list(tmp_path.iterdir()) == [text]
    assert text.read_text() == "mine"


def test_one_that_is_told_to_end_leaves_nothing(trial: Path, tmp_path: Path) -> None:
    library = compiled(tmp_path)
    hangs = tmp_path / "hangs"
    (tmp_path / "to").mkdir()
    words = ("export", trial, "--to", "csv", "--out", tmp_path / "to" / "out")
    process = start_on(library, *words, faults={"DISK_HANGS": hangs})
    try:
        _wait_for(process, tmp_path / "to", ".export-*")
        hangs.touch()  # what is written before names the writer
        _wait_for(process, tmp_path / "to", "*.csv")
        process.terminate()
        hangs.unlink()
    except BaseException:
        process.kill()
        process.communicate()
        raise
    expect_one_line(finish(process), 2, "stopped before all was written")
    assert list((tmp_path / "to").iterdir()) == []


def _wait_for(process: "subprocess.Popen[str]", folder: Path, pattern: str) -> None:
    end_s = time.monotonic() + LONGEST_S
    while not list(folder.rglob(pattern)):
        assert process.poll() is None
        assert time.monotonic() < end_s
        time.sleep(0.001)
