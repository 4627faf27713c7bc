"""rig trials, rig delete-participant, rig move-trial, and rig analyze of a folder."""

import csv
import ctypes
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import h5py
import pytest

from rig.store.listing import INDEX
from rig.trial.hdf5file import LIBRARY
from rig.trial.opening import open_trial
from tests.cli.conftest import Run
from tests.command import expect_one_line, finish, rig, start_rig
from tests.hostile import TERMINAL, expect_harmless
from tests.store.filed import filed

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2  # of Linux


@pytest.fixture
def store(tmp_path: Path, trials: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    for place in ("STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{place}_HOME", str(tmp_path / place.lower()))
    folder = tmp_path / "store"
    filed(folder, trials["whole"], "P07")
    filed(folder, trials["plates"], "P08")
    return folder


def listed(store: Path, *words: object) -> list[Any]:
    done = rig("trials", "--folder", store, "--json", *words)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: list[Any] = json.loads(done.stdout)["trials"]
    return found


def test_trials_as_json(store: Path) -> None:
    first, second = listed(store)
    trial = open_trial(store / first["file"])
    assert (first["participant"], second["participant"]) == ("P07", "P08")
    assert first["trial_id"] == trial.trial_id
    assert first["verdict"] == trial.validity.level
    assert first["repetitions"] == 1
    assert second["contact_losses"] is None
    assert first["remarks"] == []
    assert [one["participant"] for one in listed(store, "--participant", "P08")] == ["P08"]
    assert listed(store, "--since", "2026-03-20") == []
    assert listed(store, "--protocol", "none-such") == []


def test_trials_in_words(store: Path) -> None:
    (store / "P09").mkdir()
    (store / "P08").rename(store / "P09" / "of P08")
    (store / "photo.jpg").write_text("")
    done = rig("trials", "--folder", store)
    assert done.returncode == 0, done.stderr
    heading, first, second, photo, *remarks, count = done.stdout.splitlines()
    assert heading.split()[:2] == ["began", "participant"]
    assert "P07/2026-03-14/P07-20260314T150000Z.h5 (simulated)" in first
    assert " whole " in first
    assert "P08" in second
    assert "cannot be read" in photo
    assert any("lies in the folder of P09, and says P08" in remark for remark in remarks)
    assert "photo.jpg: expected a trial, this is another file" in remarks
    assert count == f"3 files in {store}"


def test_text_of_files_does_no_harm(store: Path, trials: dict[str, Path]) -> None:
    path = store / "\x1b[31mx.h5"
    filed(store, trials["plates"], TERMINAL[:60], path=path, protocol=TERMINAL[:60])
    for words in ((), ("--json",)):
        done = rig("trials", "--folder", store, *words)
        assert done.returncode == 0
        expect_harmless(done.stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--folder", "/none/such"), "expected the folder of a store"),
        (("--since", "yesterday"), "--since"),
    ],
)
def test_trials_used_wrongly(words: tuple[str, ...], said: str) -> None:
    expect_one_line(rig("trials", *words), 2, said)


@pytest.mark.parametrize(
    ("answer", "code", "left"), [("y\n", 0, 1), ("n\n", 1, 2), ("", 1, 2)], ids=str
)
def test_delete_participant_asks(store: Path, answer: str, code: int, left: int) -> None:
    program = start_rig("delete-participant", "P07", "--folder", store, stdin=-1)
    program.stdin.write(answer)  # type: ignore[union-attr]
    done = finish(program)
    assert done.returncode == code, done.stderr
    assert "P07-20260314T150000Z.h5" in done.stdout
    assert len(list(store.rglob("*.h5"))) == left
    assert (b"P07" in (store / INDEX).read_bytes()) is (left == 2)


def test_delete_participant_who_is_not_there(store: Path) -> None:
    done = rig("delete-participant", "P99", "--yes", "--folder", store)
    expect_one_line(done, 1, "nothing is kept of P99")
    assert done.stdout == ""


def test_delete_participant_says_what_stays(store: Path, run: Run) -> None:
    page = store / "page.html"
    page.write_text("<p>P07</p>")
    stays = f"  stays, P07 is named in it, look whether it may go: {page}"
    code, said, _ = run("delete-participant", "P07", "--yes", "--folder", store)
    assert code == 0
    assert stays in said.splitlines()
    assert "Deleted: all that was kept of P07, but for what stays. Not found here:" in said
    code, said, warned = run("delete-participant", "P07", "--yes", "--folder", store)
    assert (code, said) == (1, stays + "\n")
    assert warned == f"rig: nothing is kept of P07 in {store}, but for what stays\n"


@pytest.mark.skipif(sys.platform != "linux", reason="who may do everything here gives that up")
def test_what_may_not_be_looked_into_is_listed_and_stays(store: Path) -> None:
    shut, unread = store / "P08", store / "for P07.txt"
    unread.write_text("P07")
    modes = {path: path.stat().st_mode for path in (shut, unread)}
    for path in modes:
        path.chmod(0)
    try:
        listed = finish(start_rig("trials", "--folder", store, preexec_fn=_as_anybody))
        words = ("delete-participant", "P07", "--yes", "--folder", store)
        deleted = finish(start_rig(*words, preexec_fn=_as_anybody))
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert "P08: expected a folder that may be looked into, this one may not" in listed.stdout
    assert deleted.returncode == 0, deleted.stderr
    for path in modes:
        assert f"  stays, it may not be looked into: {path}" in deleted.stdout.splitlines()
    assert "but for what stays" in deleted.stdout


def _as_anybody() -> None:
    """Without root's right to read all files."""
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability)


def test_move_trial(store: Path) -> None:
    (trial,) = (store / "P07").rglob("*.h5")
    done = rig("move-trial", trial, "--to", "P08", "--folder", store)
    assert done.returncode == 0, done.stderr
    new = Path(done.stdout.removeprefix("moved: ").strip())
    assert open_trial(new).participant == "P08"
    assert rig("verify", new).stdout.startswith(f"{new.name}: ")
    assert [one["participant"] for one in listed(store)] == ["P08", "P08"]
    expect_one_line(rig("move-trial", trial, "--to", "P08", "--folder", store), 2, "no file")


def test_a_store_is_analysed_as_one_table_in_two_processes(store: Path, tmp_path: Path) -> None:
    (store / "P08" / "damaged.h5").write_text("damaged")
    alone, table = rig("analyze", store, "--workers", "1", "--json"), tmp_path / "all.csv"
    done = rig("analyze", store, "--workers", "2", "--json", "--table", table)
    assert done.returncode == alone.returncode == 2
    assert "damaged.h5" in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout) == json.loads(alone.stdout)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["participant"] for row in rows] == ["P07", "P08", ""]
    assert "damaged.h5" in rows[2]["error"]


def test_a_copy_is_named_and_told_apart_in_the_table(store: Path, tmp_path: Path, run: Run) -> None:
    (trial,) = (store / "P07").rglob("*.h5")
    copy = Path(shutil.copy(trial, store / "copied from the lab.h5"))
    table = tmp_path / "all.csv"
    code, said, warned = run("analyze", store, "--json", "--table", table)
    assert code == 0
    assert warned == (
        f"rig: expected each trial once, {copy} is the same as {trial}: leave {copy.name} out\n"
    )
    same = {one["file"]: one["same_trial_as"] for one in json.loads(said)["trials"]}
    assert [same[str(path)] for path in (trial, copy)] == [None, str(trial)]
    assert list(same.values()).count(None) == 2
    with table.open(encoding="utf-8", newline="") as file:
        once = {row["file"] for row in csv.DictReader(file) if not row["same_trial_as"]}
    assert once == set(same) - {str(copy)}


def test_of_the_same_trial_the_better_file_counts(store: Path, run: Run) -> None:
    """A recovered one, though the one that was never closed comes first."""
    (trial,) = (store / "P07").rglob("*.h5")
    recovered = Path(shutil.copy(trial, trial.with_name(f"{trial.stem}.recovered.h5")))
    with h5py.File(trial, "r+", libver=LIBRARY) as file:
        file.attrs["end_reason"] = "recording"
        del file["validity"].attrs["verdict"]
    code, said, warned = run("analyze", trial, recovered, "--json")
    assert code == 0
    assert f"{trial} is the same as {recovered}: leave {trial.name} out" in warned
    same = {one["file"]: one["same_trial_as"] for one in json.loads(said)["trials"]}
    assert same == {str(trial): str(recovered), str(recovered): None}


def test_a_table_that_cannot_be_is_refused_before_the_work(store: Path) -> None:
    expect_one_line(rig("analyze", store, "--table", "all.xlsx"), 2, ".csv or .parquet")
