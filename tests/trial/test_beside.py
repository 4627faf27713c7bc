"""What belongs to a trial, and what to another one with a longer name."""

from datetime import UTC, datetime
from pathlib import Path

from rig.trial.beside import companions
from rig.trial.folder import discard, new_trial_path

UTC_TIME = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
OWN = ("t.h5.journal", "t.notes.jsonl", ".t.notes.jsonl.lock", "t.x.y.z")
OTHERS = ("t-2.h5", "t-2.notes.jsonl", "t.recovered.h5", "t.recovered.h5.part", "tt.truth.npz")


def fill(folder: Path) -> Path:
    for name in ("t.h5", *OWN, *OTHERS):
        (folder / name).write_text(name)
    return folder / "t.h5"


def test_what_begins_with_the_name_of_a_trial_is_its_own(tmp_path: Path) -> None:
    trial = fill(tmp_path)
    assert {path.name for path in companions(trial)} == set(OWN)
    recovered = {path.name for path in companions(tmp_path / "t.recovered.h5")}
    assert recovered == {"t.recovered.h5.part"}


def test_it_is_discarded_with_its_trial(tmp_path: Path) -> None:
    assert discard(fill(tmp_path)) == tmp_path / "discarded" / "t.h5"
    assert {path.name for path in (tmp_path / "discarded").iterdir()} == {"t.h5", *OWN}
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == set(OTHERS)


def test_new_trials_are_filed_by_participant_and_day(tmp_path: Path) -> None:
    away = new_trial_path(tmp_path, "P08", UTC_TIME, utc_offset_s=9 * 3600.0)
    assert away.parent.name == "2026-03-15"
    day = f"{UTC_TIME.astimezone():%Y-%m-%d}"
    path = new_trial_path(tmp_path, "P07", UTC_TIME)
    assert path == tmp_path / "P07" / day / "P07-20260314T150926Z.h5"
    path.touch()
    assert new_trial_path(tmp_path, "P07", UTC_TIME).name == "P07-20260314T150926Z-2.h5"
    nobody = new_trial_path(tmp_path, "", UTC_TIME)
    assert nobody == tmp_path / "_no_participant" / day / "trial-20260314T150926Z.h5"
    demo = new_trial_path(tmp_path, "", UTC_TIME, name="demo")
    assert demo.name == "demo-20260314T150926Z.h5"
