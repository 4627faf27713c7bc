"""Power cuts over the life of a trial: what was measured more than a second before can be read,
directly or after one command, and what existed before is never lost."""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.calibrations.book import CalibrationBook
from rig.errors import RigError
from rig.stream.recovery import recover, recover_cut
from rig.trial.cutend import missing_bytes
from rig.trial.hdf5file import LIBRARY
from rig.trial.journal import journal_path, read_journal
from rig.trial.notes import notes_of
from rig.trial.reader import Fate, fate_of, summarize, verify
from tests.power.deeds import TRIAL
from tests.power.disk import Did, Disk, compiled, read_trace, run_traced

SIM = ("--plates", "sim://plates?seed=7&stand_s=3600", "--dowel", "sim://dowel?seed=7&stand_s=3600")
TRIAL_S = 3.0
LOST_S = 1.0
CUTS, CUTS_IN_SOAK = 14, 150  # of each part of a life


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def recorded(library: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with a trial whose journal was kept, and the trace of its recording."""
    top = tmp_path_factory.mktemp("recorded")
    (top / "disk").mkdir()
    words = ("record", *SIM, "--seconds", TRIAL_S, "--participant", "P07", "--json")
    run_traced(library, top / "disk", top / "trace", "rig", *words, "--out", top / "disk" / TRIAL)
    return top / "disk", top / "trace"


def cuts_of(
    disk: Disk, trace: Path, at_random: random.Random, cuts: int, folder: Path
) -> Iterator[tuple[Path, list[Did], float]]:
    """What power cuts between two operations leave; the steps done by then, and when it was.

    A quarter of them come when all was done, and a quarter where files follow one another.
    """
    deeds = read_trace(trace)
    late = [n for n, did in enumerate(deeds) if did.kind in "RUMSC"]
    wanted = sorted(
        (at_random.randint(0, len(deeds) - 1), at_random.choice(late), len(deeds) - 1)[
            max(0, number % 4 - 1)
        ]
        for number in range(cuts)
    )
    at = 0
    for number, cut in enumerate(wanted):
        for did in deeds[at : cut + 1]:
            disk.do(did)
        at = max(at, cut + 1)
        left = folder / str(number)
        disk.cut(left, at_random)
        next_s = deeds[cut + 1].when_s if cut + 1 < len(deeds) else deeds[cut].when_s + 20
        yield left, deeds[:at], next_s
        shutil.rmtree(left)


def whole(trial: Path) -> Path | None:
    """The trial at a path, original or rebuilt by `rig recover`; None if there is none."""
    if fate_of(trial) is Fate.CLOSED:
        facts, _ = verify(trial)
        assert facts.hash_fits, trial
        return trial
    journal, rebuilt = journal_path(trial), trial.with_name("r.h5")
    rebuilt.unlink(missing_ok=True)
    try:
        if journal.exists():
            return recover(journal, rebuilt)
        if trial.exists() and missing_bytes(trial):
            return recover_cut(trial, rebuilt)
    except RigError:
        return None
    return None


def samples(trial: Path) -> np.ndarray:
    with h5py.File(trial) as file:
        return np.array(file["plates/sample"][:])


def expect_recorded(recorded: tuple[Path, Path], folder: Path, cuts: int, seed: int) -> int:
    final, trace = recorded
    came_s = arrivals_s(trace, final / TRIAL)
    found, at_random = 0, random.Random(seed)
    disk = Disk(folder / "empty")
    disk.folder = final.resolve()
    for left, deeds, cut_s in cuts_of(disk, trace, at_random, cuts, folder / "left"):
        if any(did.kind == "U" for did in deeds):  # the journal: only the trial is left
            assert fate_of(left / TRIAL) is Fate.CLOSED
        wanted = int((came_s < cut_s - LOST_S).sum())
        trial = whole(left / TRIAL)
        if wanted:
            assert trial, f"{wanted} samples are lost"
            assert len(samples(trial)) >= wanted
            found += 1
    return found


def arrivals_s(trace: Path, trial: Path) -> np.ndarray:
    """When each sample of the plates arrived, on the clock of the trace."""
    journal = trial.with_name("whole.journal")
    data = {did.at: did.first for did in journal_writes(trace, trial)}
    journal.write_bytes(b"".join(data[at] for at in sorted(data)))
    begin = next(
        entry.note
        for entry in read_journal(journal)
        if entry.kind == "note" and entry.note.get("what") == "begin"
    )
    journal.unlink()
    with h5py.File(trial) as file:
        return np.array(file["plates/time"][:]) + float(begin["zero_s"])


def journal_writes(trace: Path, trial: Path) -> Iterator[Did]:
    inode = None
    for did in read_trace(trace):
        if did.kind == "C" and did.first.decode() == str(journal_path(trial).resolve()):
            inode = did.inode
        if did.kind == "U":
            return
        if did.kind == "W" and did.inode == inode:
            yield did


def test_a_recording_outlives_the_power(recorded: tuple[Path, Path], tmp_path: Path) -> None:
    assert expect_recorded(recorded, tmp_path, 2 * CUTS, seed=1) > CUTS


Judge = Callable[[Path, list[str]], None]


def trial_is_there(left: Path, done: list[str]) -> None:
    """One of the two that a move may leave; both are the same."""
    found = [whole(path) for path in sorted(left.rglob("*.h5")) if path.name != "r.h5"]
    assert any(found), sorted(left.rglob("*"))
    if "move" in done:
        named = [summarize(path).participant for path in found if path]
        assert named == ["P08"]


def notes_are_there(left: Path, done: list[str]) -> None:
    trial_is_there(left, done)
    wanted = {name.replace("-", " ") for name in done if name.startswith("note")}
    said = {note.text for path in left.rglob("*.h5") for note in notes_of(path)}
    assert wanted <= said


def recovered_is_whole(left: Path, done: list[str]) -> None:
    rebuilt = left / "P07-1.recovered.h5"
    assert whole(left / TRIAL)
    if "recover" in done or rebuilt.exists():
        assert fate_of(rebuilt) is Fate.CLOSED
        assert verify(rebuilt)[0].hash_fits


def export_is_whole(left: Path, done: list[str]) -> None:
    trial_is_there(left, done)
    if (left / "out").exists():
        assert all(path.stat().st_size for path in (left / "out").iterdir())
        assert len(list((left / "out").iterdir())) > 2


def one_file_is_whole(left: Path, done: list[str]) -> None:
    trial_is_there(left, done)
    table = left / "out.csv"
    assert not table.exists() or len(table.read_text("utf-8").splitlines()) > 1


def page_is_whole(left: Path, done: list[str]) -> None:
    trial_is_there(left, done)
    page = left / "out.html"
    assert not page.exists() or page.read_text("utf-8").rstrip().endswith("</html>")


def zeros_are_there(left: Path, done: list[str]) -> None:
    book = CalibrationBook(left / "book")
    histories = [book.plates(serial) for serial in book.serials()]
    if "calibrate" in done:
        assert [len(one.records) for one in histories] == [1]
    if "zero" in done:
        assert histories[0].zeros
    if "trials" in done:
        for name in ("a", "b"):
            path = whole(left / f"{name}.h5")
            assert path, name
            if "rezero" in done:
                with h5py.File(path) as file:
                    assert "zero_after" in file["calibration/plates"]


LIVES: dict[str, tuple[tuple[object, ...], Judge]] = {
    "note": (("tests.power.deeds", "note"), notes_are_there),
    "move": (("tests.power.deeds", "move"), notes_are_there),
    "discard": (("tests.power.deeds", "discard"), trial_is_there),
    "recover": (("tests.power.deeds", "recover"), recovered_is_whole),
    "zero": (("tests.power.deeds", "zero"), zeros_are_there),
    "export folder": (("rig", "export", "--to", "csv", "--out"), export_is_whole),
    "export file": (("rig", "analyze", "--table"), one_file_is_whole),
    "report": (("rig", "report", "--out"), page_is_whole),
}
EXPORTED = {"export folder": "out", "export file": "out.csv", "report": "out.html"}


def live_on(
    name: str, library: Path, recorded: tuple[Path, Path], folder: Path, cuts: int, seed: int
) -> None:
    words, judge = LIVES[name]
    top = folder / "disk"
    top.mkdir(parents=True)
    if name != "zero":
        shutil.copy2(recorded[0] / TRIAL, top / TRIAL)
    if name == "recover":
        keep_only_the_journal(recorded, top)
    disk = Disk(top)
    about = (top / EXPORTED[name], top / TRIAL) if name in EXPORTED else (top,)
    run_traced(library, top, folder / "trace", *words, *about)
    for left, deeds, _ in cuts_of(
        disk, folder / "trace", random.Random(seed), cuts, folder / "left"
    ):
        made = [Path(did.first.decode()).name for did in deeds if did.kind == "M"]
        judge(left, [one.removeprefix("done-") for one in made if one.startswith("done-")])


def keep_only_the_journal(recorded: tuple[Path, Path], top: Path) -> None:
    """A trial that was not closed, with its journal."""
    final, trace = recorded
    data = {did.at: did.first for did in journal_writes(trace, final / TRIAL)}
    journal_path(top / TRIAL).write_bytes(b"".join(data[at] for at in sorted(data)))
    (top / TRIAL).unlink()


@pytest.mark.parametrize("name", LIVES)
def test_what_is_done_to_a_trial_outlives_the_power(
    name: str, library: Path, recorded: tuple[Path, Path], tmp_path: Path
) -> None:
    live_on(name, library, recorded, tmp_path, CUTS, seed=2)


def test_a_trial_whose_end_is_cut_off_is_rescued(
    recorded: tuple[Path, Path], tmp_path: Path
) -> None:
    """As if the last length reached the disk, but the head that contains it did not."""
    trial, cut = recorded[0] / TRIAL, tmp_path / TRIAL
    longer = tmp_path / "longer.h5"
    shutil.copy2(trial, longer)
    with h5py.File(longer, "r+", libver=LIBRARY) as file:
        file.create_dataset("last", data=np.zeros(2000, np.uint8))
        file.flush()
        shutil.copy2(longer, cut)
    longer.unlink()
    os.truncate(cut, cut.stat().st_size - 500)
    assert missing_bytes(cut) >= 500
    with pytest.raises(RigError, match="rig recover"):
        summarize(cut)
    rebuilt = recover_cut(cut, tmp_path / "r.h5")
    assert verify(rebuilt)[0].hash_fits
    assert (samples(rebuilt) == samples(trial)).all()
    os.truncate(cut, cut.stat().st_size // 2)
    with pytest.raises(RigError, match="there were samples in it"):
        recover_cut(cut, tmp_path / "r2.h5")
    assert sorted(path.name for path in tmp_path.iterdir()) == [TRIAL, "r.h5"]


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_thousand_power_cuts(
    library: Path,
    recorded: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = expect_recorded(recorded, tmp_path / "record", CUTS_IN_SOAK, seed=11)
    for name in LIVES:
        live_on(name, library, recorded, tmp_path / name, CUTS_IN_SOAK, seed=12)
    with capsys.disabled():
        print(json.dumps({"cuts": CUTS_IN_SOAK * (1 + len(LIVES)), "with samples": found}))
