"""What a killed engine left is found by the next one, and recovered while that one runs."""

import hashlib
import os
import shutil
import stat
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.stream.api import Recover, Stop
from rig.stream.runfolder import Place
from rig.stream.triggers import Trigger
from rig.trial.interrupted import interrupted, recovered_path
from rig.trial.journal import journal_path, packed, read_journal
from tests.stream.simulated import engine_of, turn_until, turn_until_closed
from tests.stream.test_host import Window, engine_running, has_boards, name

__all__ = ["name"]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial that was never closed, and its journal."""
    folder = tmp_path_factory.mktemp("left")
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(folder / "t.h5", seconds=30.0, participant="P07")
        turn_until(engine, recorder, 1.5)
        for path in (folder / "t.h5", folder / "t.h5.journal"):
            shutil.copy(path, path.with_name(f"left{path.name[1:]}"))
    return folder / "left.h5"


@pytest.fixture
def copied(left: Path, tmp_path: Path) -> Path:
    for path in (left, journal_path(left)):
        shutil.copy(path, tmp_path)
    return tmp_path / left.name


def test_a_trial_that_was_never_closed_is_interrupted(copied: Path) -> None:
    journals = [journal_path(copied)]
    assert interrupted(copied.parent) == journals
    copied.write_bytes(copied.read_bytes()[:3000])
    assert interrupted(copied.parent) == journals, "a file that is damaged"
    copied.unlink()
    assert interrupted(copied.parent) == journals, "one that is not there"


def test_one_that_was_recovered_is_not(copied: Path) -> None:
    recovered_path(copied).touch()
    assert interrupted(copied.parent) == []


def test_one_that_had_not_begun_is_not_nor_what_is_no_journal(copied: Path) -> None:
    journal = journal_path(copied)
    first = next(iter(read_journal(journal)))
    journal.write_bytes(journal.read_bytes()[: 23 + len(packed(first))])
    (copied.parent / "x.h5.journal").write_bytes(b"rubbish")
    (copied.parent / "y.h5.journal").mkdir()
    assert interrupted(copied.parent) == []


def test_one_that_was_closed_with_its_journal_kept_is_not(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(tmp_path / "t.h5", seconds=1.0, keep_journal=True)
        turn_until_closed(engine, recorder)
    assert journal_path(tmp_path / "t.h5").exists()
    assert interrupted(tmp_path) == []


def test_one_that_is_being_recorded_by_another_engine_is_not(name: str) -> None:
    with engine_running(name):
        first = Window(name)
        first.until(has_boards)
        trial = first.record(stop=Trigger.KEY)
        first.until(lambda s: s.trial and s.trial.seconds > 1)
        with engine_running(name + "b"):
            second = Window(name + "b")
            state = second.until(lambda s: s.folder)
            assert state.folder == str(trial.parents[2])
            assert state.interrupted == []
            refused = second.ask(Recover(str(trial))).refused
            assert refused.code == "not_interrupted"
            second.close()
        first.ask(Stop())
        first.until(lambda s: s.last)
        first.close()


def digests(*paths: Path) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def expect_private(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == allowed, path


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL and modes")
def test_the_next_engine_offers_it_and_recovers_it_while_it_records(
    name: str, tmp_path: Path
) -> None:
    before = os.umask(0)  # an owner who lets everyone read everything else
    try:
        with engine_running(name) as process:
            window = Window(name)
            window.until(has_boards)
            trial = window.record(participant="P07", stop=Trigger.KEY)
            window.until(lambda s: s.trial and s.trial.seconds > 2)
            process.kill()
            process.wait()
            window.close()
        original = digests(trial, journal_path(trial))
        assert not Place(name).is_taken()
        with engine_running(name):
            window = Window(name)
            window.until(lambda s: has_boards(s) and s.interrupted == [str(trial)])
            assert window.ask(Recover("../../etc/passwd")).refused.code == "not_interrupted"
            window.record(participant="P08", stop=Trigger.KEY)
            window.until(lambda s: s.trial and s.trial.seconds > 0.5)
            assert window.ask(Recover(str(trial))).refused is None
            state = window.until(lambda s: s.recovered)
            expect_private(tmp_path / "data")
            shared = [p for p in Place(name).folder.glob(f"{name}.*") if p.stat().st_mode & 0o077]
            assert shared == []
            window.ask(Stop())
            window.until(lambda s: s.last)
            assert window.state.last.verdict == "whole", "no sample waited for it"
            assert window.state.interrupted == []
            window.close()
    finally:
        os.umask(before)
    recovered = state.recovered
    assert recovered.problem == ""
    assert recovered.path == str(recovered_path(trial))
    assert recovered.verdict == "usable"
    assert "it ended early: interrupted" in recovered.reasons
    assert digests(trial, journal_path(trial)) == original
    with h5py.File(recovered.path) as file:
        assert file.attrs["participant"] == "P07"
        assert len(file["plates/sample"]) > 1500
        assert (np.diff(file["plates/sample"][:]) == 1).all()


def test_a_recovery_that_fails_says_why_and_is_offered_again(name: str, copied: Path) -> None:
    folder = copied.parent / "data" / "hinge-rig" / "trials"
    folder.mkdir(parents=True)
    for path in (copied, journal_path(copied)):
        shutil.move(path, folder)
    trial = folder / copied.name
    (folder.parent / ".stfolder").touch()
    with engine_running(name):
        window = Window(name)
        state = window.until(lambda s: s.interrupted)
        assert f"{folder} is synchronised by Syncthing" in state.concerns[0]
        recovered_path(trial).touch()
        window.ask(Recover(str(trial)))
        state = window.until(lambda s: s.recovered)
        assert "exists already" in state.recovered.problem
        assert state.interrupted == [str(trial)]
        window.close()
