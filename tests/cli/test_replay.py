"""rig record and rig watch on recordings, as a user types it."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.store.listing import LOG
from rig.trial.journal import journal_path
from tests.command import expect_one_line, rig
from tests.trial.raw import raw_columns

SIM = ("--plates", "sim://plates?seed=7&sync=1", "--dowel", "sim://dowel?seed=7&sync=1")


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("replay") / "t.h5"
    done = rig("record", *SIM, "--seconds", 3, "--keep-journal", "--json", "--out", path)
    assert done.returncode == 0, done.stderr
    return path


def both(path: Path, speed: float) -> tuple[str, ...]:
    url = f"replay://{path}?speed={speed}"
    return ("--plates", url, "--dowel", url)


@pytest.mark.parametrize("kind", ["journal", "file"])
def test_a_replay_recorded_is_the_trial_to_the_bit(kind: str, trial: Path, tmp_path: Path) -> None:
    source = tmp_path / "played.h5"
    source.write_bytes(trial.read_bytes())
    if kind == "journal":
        journal_path(source).write_bytes(journal_path(trial).read_bytes())
    made = tmp_path / "made.h5"
    (tmp_path / LOG).touch()  # makes it a store
    done = rig("record", *both(source, 10), "--out", made)
    assert done.returncode == 0, done.stderr
    assert "SIMULATED" in done.stdout
    assert "REPLAYED" in done.stdout
    mine, theirs = raw_columns(made), raw_columns(trial)
    for role in ("plates", "dowel"):
        for name, column in theirs[role].items():
            assert np.array_equal(mine[role][name], column), (role, name)
    with h5py.File(made) as file, h5py.File(trial) as before:
        assert file["validity"].attrs["sha256"] == before["validity"].attrs["sha256"]
        assert file["validity"].attrs["verdict"] != "not valid"  # a busy computer blurs its times
        assert file.attrs["replay_of"] == before.attrs["trial_id"]
        for role in ("plates", "dowel"):
            apart_s = np.abs(file[role]["time"][:] - before[role]["time"][:]).max()
            assert apart_s < 0.005  # 0.5 ms if nothing else runs
    assert logged(tmp_path) == [("replay", "played.h5")]


def logged(store: Path) -> list[tuple[str, str]]:
    lines = map(json.loads, (store / LOG).read_text().splitlines())
    return [(said["what"], said["file"]) for said in lines]


def test_what_is_rebuilt_stands_in_the_log(trial: Path, tmp_path: Path) -> None:
    (tmp_path / LOG).touch()
    journal = journal_path(tmp_path / "t.h5")
    journal.write_bytes(journal_path(trial).read_bytes())
    assert rig("recover", journal).returncode == 0
    assert logged(tmp_path) == [("recover", "t.h5")]


def test_who_watches_a_replay_sees_its_events_and_then_its_end(trial: Path) -> None:
    done = rig("watch", *both(trial, 10))
    expect_one_line(done, 0, "the replay of t.h5 is over")
    kinds = [json.loads(line)["kind"] for line in done.stdout.splitlines()]
    # At this speed a computer that is busy for 25 ms before the first sample is a lost link.
    assert [kind for kind in kinds if not kind.startswith(("link", "phase"))] == ["contact_on"] * 3


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--plates", "replay://no-such.h5"), "no file no-such.h5"),
        (("--plates", "replay://README.md"), "no HDF5 file"),
        (("--plates", "replay://x?speed=0"), "a speed from 0.1 to 20"),
        (("--plates", "replay://x", "--dowel", "sim://dowel"), "both boards out of a file"),
    ],
)
def test_what_cannot_be_played_is_one_line(
    arguments: tuple[str, ...], part: str, tmp_path: Path
) -> None:
    expect_one_line(rig("record", *arguments, "--out", tmp_path / "t.h5"), 2, part)
    assert list(tmp_path.iterdir()) == []


def test_a_rig_is_not_checked_by_what_was_recorded(trial: Path) -> None:
    done = rig("check", "--plates", f"replay://{trial}", "--dowel", "none")
    expect_one_line(done, 2, "expected real boards, got replay://")
