"""Trials damaged in thousands of ways: read, or refused in one line; nothing else ever happens."""

import faulthandler
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
import pytest

from rig.analysis.analysis import analyse
from rig.errors import UsageError
from rig.measure.validity import NOT_VALID
from rig.stream.recovery import recover
from rig.trial.browsing import browsed
from rig.trial.journal import MAGIC, journal_path, packed, read_journal
from rig.trial.opening import open_trial
from rig.trial.reader import summarize, verify
from tests.stream.simulated import both, engine_of, turn_for, turn_until_closed
from tests.trial.mutants import damaged, edit, said_otherwise, structures
from tests.trial.raw import raw_columns

HANGS_S = 60.0
MOST_MB = 200.0
MOST_CHARACTERS = 500
T = TypeVar("T")
Raw = dict[str, dict[str, np.ndarray]]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "t.h5"
    with engine_of(both("&sync=1&ttl_each_s=0.5")) as engine:
        engine.start()
        turn_for(engine, 0.5)
        recorder = engine.record(path, seconds=1.2, participant="P07", keep_journal=True)
        turn_until_closed(engine, recorder)
    return path


@pytest.fixture(autouse=True)
def _hangs_are_seen() -> Iterator[None]:
    """HDF5 would block all threads; only this still works then."""
    faulthandler.dump_traceback_later(HANGS_S, exit=True, file=sys.__stderr__)
    yield
    faulthandler.cancel_dump_traceback_later()


def looked_through(path: Path) -> None:
    with browsed(path) as trial:
        for board in trial.boards.values():
            assert len(board.part(0, board.rows).time_s) == board.rows
            board.between(trial.begin_s, trial.end_s)


def outcome(path: Path, whole: Raw) -> str:
    """The result of reading it in every way."""
    faulthandler.dump_traceback_later(HANGS_S, exit=True, file=sys.__stderr__)
    read(summarize, path)
    read(looked_through, path)
    trial = read(open_trial, path)
    if trial:
        read(lambda _: analyse(trial), path)
    judged = read(verify, path)
    if judged is None:
        return "refused"
    if judged[1].level == NOT_VALID:
        return "not valid"
    # What is reported as good is what was recorded.
    for role, columns in raw_columns(path).items():
        assert all(np.array_equal(rows, whole[role][name]) for name, rows in columns.items())
    return judged[1].level


def read(reading: Callable[[Path], T], path: Path) -> T | None:
    """The result, or None if it is refused in a line that names the file."""
    try:
        return reading(path)
    except UsageError as error:
        said = str(error)
    assert path.stem in said
    assert len(said) < MOST_CHARACTERS
    return None


def try_all(trial: Path, folder: Path, *, bytes_seeds: range, edit_seeds: range) -> Counter[str]:
    whole, data = raw_columns(trial), trial.read_bytes()
    places = structures(data)
    before_mb = memory_mb()
    counts: Counter[str] = Counter()
    for seed in bytes_seeds:
        path = folder / f"bytes-{seed}.h5"
        path.write_bytes(damaged(data, seed, places))
        counts[outcome(path, whole)] += 1
        path.unlink()
    for seed in edit_seeds:
        path = Path(shutil.copy(trial, folder / f"edit-{seed}.h5"))
        edit(path, seed)
        counts[outcome(path, whole)] += 1
        path.unlink()
    assert memory_mb() - before_mb < MOST_MB
    return counts


def memory_mb() -> float:
    return float(psutil.Process().memory_info().rss / 1e6)


def test_mutants_are_read_or_refused(trial: Path, tmp_path: Path) -> None:
    counts = try_all(trial, tmp_path, bytes_seeds=range(34), edit_seeds=range(22))
    assert counts["refused"] > 17
    assert counts["not valid"] > 0


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_thousands_of_mutants_are_read_or_refused(
    trial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = try_all(trial, tmp_path, bytes_seeds=range(6000), edit_seeds=range(2000))
    with capsys.disabled():
        print(f"\n8000 damaged trials, each read in five ways: {dict(counts)}")


def recover_all(trial: Path, folder: Path, seeds: range) -> Counter[str]:
    """Damaged journals, and ones with changed contents."""
    journal = journal_path(trial)
    data, entries = journal.read_bytes(), list(read_journal(journal))
    ends = np.cumsum([len(MAGIC), *(len(packed(entry)) for entry in entries)])
    before_mb = memory_mb()
    counts: Counter[str] = Counter()
    for seed in seeds:
        path, out = folder / f"{seed}.h5.journal", folder / f"{seed}.h5"
        path.write_bytes(
            said_otherwise(entries, seed) if seed % 2 else damaged(data, seed // 2, ends.tolist())
        )
        faulthandler.dump_traceback_later(HANGS_S, exit=True, file=sys.__stderr__)
        rebuilt = read(lambda path: recover(path, path.with_suffix("")), path)
        counts["recovered" if rebuilt else "refused"] += 1
        assert out.exists() == bool(rebuilt)
        if rebuilt:
            verify(rebuilt)
            out.unlink()
        path.unlink()
        assert not list(folder.iterdir())
    assert memory_mb() - before_mb < MOST_MB
    return counts


def test_damaged_journals_are_recovered_or_refused(trial: Path, tmp_path: Path) -> None:
    counts = recover_all(trial, tmp_path, range(28))
    assert counts["refused"] >= 3
    assert counts["recovered"] >= 3


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_hundreds_of_damaged_journals_are_recovered_or_refused(
    trial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = recover_all(trial, tmp_path, range(1000))
    with capsys.disabled():
        print(f"\n1000 damaged journals: {dict(counts)}")
