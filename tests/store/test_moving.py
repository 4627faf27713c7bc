"""A trial moved to another participant: raw data stay, and nothing of the old pseudonym."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.errors import UsageError
from rig.export import export
from rig.store.listing import INDEX, LOG
from rig.store.moving import move_trial
from rig.store.store import Store
from rig.stream.recovery import recover
from rig.trial.folder import discard
from rig.trial.journal import NOTE, journal_path, read_journal
from rig.trial.notes import add_note, notes_of
from rig.trial.opening import open_trial
from rig.trial.reader import verify
from tests.store.filed import filed, holding
from tests.trial.raw import raw_columns
from tests.trial.recorded import PARTICIPANT

NEW = "Zinnia-7"


@pytest.fixture
def trial(tmp_path: Path, trials: dict[str, Path]) -> Path:
    path = filed(tmp_path / "store", trials["whole"], PARTICIPANT)
    add_note(path, "stood well", author="AB", utc="2026-03-14T16:00:00+00:00")
    path.with_suffix(".html").write_text(f"a page about {PARTICIPANT}")
    return path


@pytest.fixture
def store(trial: Path) -> Store:
    return Store(trial.parents[2])


def test_all_of_a_trial_but_its_participant_is_what_it_was(store: Store, trial: Path) -> None:
    before, raw, judged = open_trial(trial), raw_columns(trial), verify(trial)
    new = move_trial(store, trial, to=NEW)
    after = open_trial(new)
    assert after.participant == NEW
    for name in ("trial_id", "start_time_utc", "protocol_text", "events", "gaps", "validity"):
        assert getattr(after, name) == getattr(before, name)
    for role, columns in raw_columns(new).items():
        for name, column in columns.items():
            assert np.array_equal(column, raw[role][name])
    assert verify(new) == judged
    assert judged[0].hash_fits
    assert before.plates is not None
    assert after.plates is not None
    assert np.array_equal(after.plates.force_n, before.plates.force_n)
    assert np.array_equal(after.plates.time_s, before.plates.time_s)


def test_every_attribute_and_column_is_there(store: Store, trial: Path) -> None:
    before = parts_of(trial)
    assert len(before) > 40
    assert parts_of(move_trial(store, trial, to=NEW)) == before


def parts_of(path: Path) -> dict[str, object]:
    """The attributes of each part of a file, and how a column is stored."""
    found: dict[str, object] = {}

    def note(name: str, part: h5py.Group | h5py.Dataset) -> None:
        kinds = {name: part.attrs.get_id(name).dtype for name in part.attrs}
        is_column = isinstance(part, h5py.Dataset)
        stored = (part.shape, part.dtype, part.chunks, part.maxshape) if is_column else ()
        found[name] = (kinds, stored)

    with h5py.File(path, "r") as file:
        note("/", file)
        file.visititems(note)
    return found


def test_it_lies_where_the_rig_puts_trials_with_its_notes(store: Store, trial: Path) -> None:
    notes = notes_of(trial)
    new = move_trial(store, trial, to=NEW)
    assert new.relative_to(store.folder).as_posix() == f"{NEW}/2026-03-14/{NEW}-20260314T150000Z.h5"
    assert notes_of(new) == notes
    assert [note.text for note in notes] == ["stood well"]
    assert not (store.folder / PARTICIPANT).exists()
    store.refresh()
    assert [row.path for row in store.trials()] == [new.relative_to(store.folder)]


def test_nothing_of_the_old_pseudonym_is_left_but_in_the_log(store: Store, trial: Path) -> None:
    store.refresh(workers=1)
    assert INDEX in holding(store.folder, PARTICIPANT)
    move_trial(store, trial, to=NEW)
    store.refresh(workers=1)
    assert holding(store.folder, PARTICIPANT) == [LOG]
    (line,) = (store.folder / LOG).read_text().splitlines()
    said = json.loads(line)
    assert (said["what"], said["participant"], said["from"]) == ("move", NEW, PARTICIPANT)
    assert said["file"] == f"{NEW}/2026-03-14/{NEW}-20260314T150000Z.h5"


def test_a_journal_goes_with_it_and_its_trial_can_be_rebuilt(
    tmp_path: Path, journaled: Path
) -> None:
    came = [entry for entry in read_journal(journal_path(journaled)) if entry.kind != NOTE]
    store = Store(tmp_path / "store")
    store.folder.mkdir()
    new = move_trial(store, journaled, to=NEW)
    assert list(journaled.parent.iterdir()) == []
    moved = list(read_journal(journal_path(new)))
    assert [entry for entry in moved if entry.kind != NOTE] == came
    assert holding(store.folder, PARTICIPANT) == [LOG]
    again = recover(journal_path(new), tmp_path / "again.h5")
    assert open_trial(again).participant == NEW
    assert verify(again)[0].hash_fits
    assert raw_columns(again)["plates"]["counts"].tolist() == (
        raw_columns(new)["plates"]["counts"].tolist()
    )


def test_an_export_beside_it_goes_with_it(store: Store, trial: Path) -> None:
    """As a folder and as a file; their contents are unchanged."""
    for kind, suffix in (("csv", ".csv"), ("c3d", ".c3d")):
        export(open_trial(trial), trial.with_suffix(suffix), to=kind, told=lambda _: None)
    new = move_trial(store, trial, to=NEW)
    assert f"participant: {PARTICIPANT}" in (new.with_suffix(".csv") / "README.txt").read_text()
    assert PARTICIPANT.encode() in new.with_suffix(".c3d").read_bytes()
    assert not (store.folder / PARTICIPANT).exists()


def test_contact_levels_serve_as_they_did_and_are_nobodys(journaled: Path, tmp_path: Path) -> None:
    before = open_trial(journaled).dowel
    (tmp_path / "store").mkdir()
    new = move_trial(Store(tmp_path / "store"), journaled, to=NEW)
    after = open_trial(new).dowel
    assert before is not None
    assert after is not None
    assert before.own_levels
    assert (after.levels, after.levels_name) == (before.levels, before.levels_name)
    with h5py.File(new, "r") as file:
        record = json.loads(file["calibration/dowel/record"][()])
    assert record["participant"] == ""
    assert record["operator"] == "AB"


def test_what_was_discarded_stays_discarded(store: Store, trial: Path) -> None:
    new = move_trial(store, discard(trial), to=NEW)
    assert new.parent.name == "discarded"
    assert open_trial(new).participant == NEW


def test_a_trial_named_from_where_one_stands_leaves_no_empty_folder(
    store: Store, trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(trial.parent)
    move_trial(store, Path(trial.name), to=NEW)
    monkeypatch.chdir(store.folder)
    assert {path.name for path in store.folder.iterdir() if path.is_dir()} == {NEW}


def test_a_second_trial_of_that_instant_gets_another_name(store: Store, trial: Path) -> None:
    other = filed(store.folder, trial, NEW)
    new = move_trial(store, trial, to=NEW)
    assert new.name == f"{NEW}-20260314T150000Z-2.h5"
    assert other.exists()


@pytest.mark.parametrize("name", ["", "../P09", "Anna Smith", "2001-02-03", "con", "a" * 33])
def test_only_to_a_pseudonym(store: Store, trial: Path, name: str) -> None:
    with pytest.raises(UsageError, match="pseudonym"):
        move_trial(store, trial, to=name)
    assert trial.exists()


def test_it_is_not_moved_to_where_it_is(store: Store, trial: Path) -> None:
    with pytest.raises(UsageError, match=f"not filed under {PARTICIPANT}"):
        move_trial(store, trial, to=PARTICIPANT)
    assert trial.exists()


def test_what_cannot_be_read_stays(store: Store, trial: Path) -> None:
    trial.write_bytes(trial.read_bytes()[:10_000])
    with pytest.raises(UsageError, match="cannot read"):
        move_trial(store, trial, to=NEW)
    assert trial.exists()
    assert not (store.folder / NEW).exists()


@pytest.mark.parametrize("most", [20_000, 200_000])
def test_a_disk_that_refuses_is_named_and_not_the_trial(
    store: Store, trial: Path, most: int
) -> None:
    resource = pytest.importorskip("resource")  # not on Windows
    before = trial.read_bytes()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
    try:
        with pytest.raises(UsageError, match=rf"cannot write .*/{NEW}-.*h5: [Ff]ile too large"):
            move_trial(store, trial, to=NEW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert trial.read_bytes() == before
    assert list(store.folder.rglob("*.h5")) == [trial]


def test_raw_data_that_were_changed_stay_known_as_changed(store: Store, trial: Path) -> None:
    with h5py.File(trial, "r+") as file:
        file["plates/counts"][5, 1] += 1
    new = move_trial(store, trial, to=NEW)
    assert not verify(new)[0].hash_fits
