"""A deleted participant: every trace is found, and no other participant's data is deleted."""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import h5py
import pytest

from rig.analysis.analysis import analyse
from rig.calibrations.persons import PersonBook
from rig.errors import UsageError
from rig.export import export
from rig.export.manytrials import write_table
from rig.report import write_report
from rig.store.deleting import Traces, remove, session_path, traces_of
from rig.store.listing import LOG
from rig.store.log import note_use
from rig.store.moving import move_trial
from rig.store.names import names_path
from rig.store.store import Store
from rig.trial.consent import Consent
from rig.trial.folder import discard
from rig.trial.journal import journal_path
from rig.trial.notes import add_note, notes_path
from rig.trial.opening import open_trial
from tests.command import finish, start_rig, wait_for_file
from tests.store.filed import filed, holding

WHO, OTHER = "Anemone-42", "Zinnia-7"


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def persons(tmp_path: Path) -> PersonBook:
    book = PersonBook(tmp_path / "persons")
    for who in (WHO, OTHER):
        book.add(Consent(who, "1", datetime.now(UTC).isoformat(), "AB"))
    return book


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, trials: dict[str, Path], once_journaled: Path
) -> Path:
    """Trials of two participants: filed, flat, renamed, discarded, damaged, with all files beside
    them."""
    folder = tmp_path_factory.mktemp("made") / "store"
    small = trials["plates"]
    own = filed(folder, small, WHO)
    add_note(own, f"{WHO} stood well", author="AB", utc="2026-03-14T16:00:00+00:00")
    (own.parent / f"{own.stem}.review.jsonl").write_text("{}")
    (own.parent / f"{own.stem}.2.html").write_text(f"a page about {WHO}")
    (own.parent / f".{own.name}.zero").write_text(WHO)
    (folder / WHO / "photo.jpg").write_text("of them")
    filed(folder, small, WHO, path=folder / "renamed.h5")
    filed(folder, small, WHO, path=folder / "Study A" / "spring.bak")
    discard(filed(folder, small, WHO, path=folder / WHO / "2026-03-15" / "bad.h5"))
    (folder / f"{WHO}-20260401T101010Z.h5").write_text("damaged")
    (folder / f".{WHO}-20260401T101010Z.notes.jsonl.lock").write_text("")
    shutil.copy(journal_path(once_journaled), folder)
    (folder / once_journaled.name).write_text("damaged, but its journal knows")
    other = filed(folder, small, OTHER)
    Store(folder).refresh(workers=1)
    note_use("show", {other: OTHER, own: WHO})
    return folder


@pytest.fixture
def store(tmp_path: Path, made: Path) -> Store:
    """A copy of it, for which its index is valid as well."""
    return Store(shutil.copytree(made, tmp_path / "store"))


def test_no_byte_of_a_participant_is_left(store: Store, persons: PersonBook) -> None:
    traces = traces_of(store, WHO, persons)
    assert len(traces.files) == 14
    remove(store, traces, persons)
    for folder in (store.folder, persons.folder):
        assert holding(folder, WHO) == []
    assert [row.participant for row in store.trials(discarded=True)] == [OTHER]
    assert persons.history(OTHER).consents
    assert not (store.folder / WHO).exists()
    assert not (store.folder / "Study A").exists()


def test_what_will_go_is_all_that_goes(store: Store, persons: PersonBook) -> None:
    before = {path for path in store.folder.rglob("*") if path.is_file()}
    traces = traces_of(store, WHO, persons)
    assert {path for path in store.folder.rglob("*") if path.is_file()} == before
    remove(store, traces, persons)
    after = {path for path in store.folder.rglob("*") if path.is_file()}
    assert before - after == set(traces.files)
    assert len(traces.elsewhere) >= 1
    assert all(WHO in path.name for path in traces.elsewhere)


def test_the_log_tells_that_somebody_was_deleted_and_not_who(
    store: Store, persons: PersonBook
) -> None:
    traces = traces_of(store, WHO, persons)
    assert traces.log_lines == 1
    remove(store, traces, persons)
    lines = [json.loads(line) for line in (store.folder / LOG).read_text().splitlines()]
    other, shown, begun, deleted = lines
    assert (begun["what"], begun["participant"]) == ("delete-begun", deleted["participant"])
    assert (other["participant"], other["what"]) == (OTHER, "show")
    assert other["file"].startswith(OTHER)
    assert (shown["what"], shown["file"]) == ("show", "")
    assert shown["participant"].startswith("deleted-")
    assert (deleted["what"], deleted["files"]) == ("delete", 14)
    assert deleted["participant"] == shown["participant"]


def test_who_was_moved_from_is_forgotten_too(
    store: Store, persons: PersonBook, trials: dict[str, Path]
) -> None:
    move_trial(store, store.folder / "renamed.h5", to=OTHER)
    store.refresh(workers=1)
    remove(store, traces_of(store, WHO, persons), persons)
    assert holding(store.folder, WHO) == []
    moved = [line for line in (store.folder / LOG).read_text().splitlines() if '"move"' in line]
    assert OTHER in moved[0]


def test_a_trial_of_another_one_stays_wherever_it_lies(
    store: Store, persons: PersonBook, trials: dict[str, Path]
) -> None:
    astray = filed(store.folder, trials["plates"], OTHER, path=store.folder / WHO / "x.h5")
    named = store.folder / f"{WHO}-20260501T101010Z.h5"
    filed(store.folder, trials["plates"], OTHER, path=named)
    longer = filed(store.folder, trials["plates"], f"{WHO}-2")
    store.refresh(workers=1)
    traces = traces_of(store, WHO, persons)
    assert set(traces.named) == {astray, named}
    remove(store, traces, persons)
    assert astray.exists()
    assert named.exists()
    assert longer.exists()


def test_what_was_exported_into_the_store_is_named_and_stays(
    store: Store, persons: PersonBook, trials: dict[str, Path]
) -> None:
    """Wherever it is, and whatever its name is; also for a table of many trials."""
    made = {"csv": "for the doctor", "c3d": "a.c3d", "parquet": "tables"}
    for path in (
        other := filed(store.folder, trials["plates"], OTHER),
        store.folder / "renamed.h5",
    ):
        folder = store.folder / f"of {path.stem}"
        folder.mkdir()
        for kind, name in made.items():
            export(open_trial(path), folder / name, to=kind, told=lambda _: None)
        write_report([path], folder / "page.html")
    trio = [open_trial(one) for one in (store.folder / "renamed.h5", other)]
    between = [replace(trio[1], participant=f"{WHO[:-1]}{end}") for end in "13"]
    found = [(one.path, analyse(one)) for one in (between[0], trio[0], between[1])]
    tables = [store.folder / f"all.{end}" for end in ("csv", "parquet")]
    for table in tables:
        write_table(found, table)
    add_note(other, f"after {WHO}, before {WHO}-2", author="AB", utc="2026-03-14T16:00:00+00:00")
    (store.folder / "empty.txt").write_text("")
    (store.folder / "longer.txt").write_text(f"{WHO}-2 and X{WHO}")
    store.refresh(workers=1)
    traces = traces_of(store, WHO, persons)
    of_them = store.folder / "of renamed"
    notes = other.with_name(f"{other.stem}.notes.jsonl")
    named = {of_them / "for the doctor", of_them / "a.c3d", of_them / "page.html", notes, *tables}
    assert set(traces.mentioned) == {*named, *(of_them / "tables").iterdir()}
    remove(store, traces, persons)
    assert all(path.exists() for path in traces.mentioned)


def test_a_trial_that_cannot_be_read_is_named_wherever_it_lies(
    store: Store, persons: PersonBook, trials: dict[str, Path]
) -> None:
    unreadable = [
        filed(store.folder, trials["plates"], WHO, path=store.folder / f"{end}.h5") for end in "ab"
    ]
    notes_path(unreadable[0]).mkdir()
    with unreadable[1].open("r+b") as file:
        file.truncate(unreadable[1].stat().st_size - 1)
    store.refresh(workers=1)
    assert set(traces_of(store, WHO, persons).mentioned) == set(unreadable)


def test_where_a_session_stood_goes_only_if_it_is_theirs(store: Store, persons: PersonBook) -> None:
    session_path().parent.mkdir(parents=True)
    for who, goes in ((f"{WHO}-2", False), (WHO, True)):
        session_path().write_text(json.dumps({"day": "2026-03-14", "today": [who]}))
        traces = traces_of(store, WHO, persons)
        assert (session_path() in traces.elsewhere) is goes
    remove(store, traces, persons)
    assert not session_path().exists()


@pytest.mark.parametrize("locks", ["TRUE", "FALSE"])  # as on a share
def test_nothing_goes_while_a_trial_of_theirs_is_recorded(
    store: Store, persons: PersonBook, monkeypatch: pytest.MonkeyPatch, locks: str
) -> None:
    monkeypatch.setenv("HDF5_USE_FILE_LOCKING", locks)
    path = store.folder / WHO / "now.h5"
    boards = [f"--{role}=sim://{role}?seed=7" for role in ("plates", "dowel")]
    recording = start_rig(
        *("record", *boards, "--stop", "key", "--out", path, "--participant", WHO),
        stdin=-1,
    )
    try:
        wait_for_file(path)
        store.refresh(workers=1)
        before = set(store.folder.rglob("*"))
        traces = traces_of(store, WHO, persons)
        assert path in traces.files
        with pytest.raises(UsageError, match=r"now\.h5 is being recorded"):
            remove(store, traces, persons)
        assert before <= set(store.folder.rglob("*"))
        assert persons.history(WHO).consents
    finally:
        recording.stdin.write("stop\n")  # type: ignore[union-attr]
        assert finish(recording).returncode == 0
    with h5py.File(path, "r") as file:
        assert file.attrs["end_reason"] == "stopped"


NAMES = (
    b"\xef\xbb\xbfAnemone-42,Anna Smith\nZinnia-7,Zoe\n",
    b'Zinnia-7,"Z\noe"\r\n "Anemone-42" ,"Anna\nSmith"\r\n',
    b"Zinnia-7;Zo\xeb\nAnemone-42;Anna Smith",
    b'Zinnia-7,"Zoe\nAnemone-42,Anna\n',
)


@pytest.mark.skipif(os.name != "posix", reason="XDG")
@pytest.mark.parametrize("listed", NAMES)
def test_their_name_goes_from_the_list_of_names(
    store: Store, persons: PersonBook, listed: bytes
) -> None:
    """The others are unchanged, in any encoding."""
    names_path().parent.mkdir(parents=True)
    names_path().write_bytes(listed)
    half = names_path().with_name("names.csv.12ab34cd.part")
    half.write_bytes(listed)
    traces = traces_of(store, WHO, persons)
    if b'"Zoe\n' not in listed:  # there everything is one row
        assert {half, names_path()} <= set(traces.elsewhere)
        remove(store, traces, persons)
        left = names_path().read_bytes()
        assert b"Ann" not in left
        assert b"Anemone" not in left
        assert left.startswith(listed[:3])
        assert left.strip(b"\xef\xbb\xbf\r\n") in listed
        assert b"Zinnia-7" in left
        assert not half.exists()


def test_what_killed_writers_left_goes_too(store: Store, persons: PersonBook) -> None:
    note_use("show", {store.folder / "renamed.h5": WHO})
    left = [
        store.folder / f"{LOG}.12ab34cd.part",
        persons.folder / f"person-{WHO}.jsonl.12ab34cd.part",
        session_path().with_name("session.json.12ab34cd.part"),
    ]
    session_path().parent.mkdir(parents=True)
    for path in left:
        path.write_text(f'{{"participant": "{WHO}"}}')
    others = persons.folder / f"person-{OTHER}.jsonl.12ab34cd.part"
    others.write_text(OTHER)
    traces = traces_of(store, WHO, persons)
    assert set(left[1:]) <= set(traces.elsewhere)
    assert left[0] not in traces.mentioned
    remove(store, traces, persons)
    assert [path for path in left if path.exists()] == []
    assert others.exists()


def test_a_deletion_that_is_broken_off_is_logged(store: Store, persons: PersonBook) -> None:
    """Something cannot be deleted after other files were."""
    (kept,) = persons.files(WHO)[:1]
    kept.unlink()
    kept.mkdir()
    with pytest.raises(UsageError, match="cannot remove"):
        remove(store, traces_of(store, WHO, persons), persons)
    log = (store.folder / LOG).read_text()
    assert json.loads(log.splitlines()[-1])["what"] == "delete-begun"
    assert WHO not in log


@pytest.mark.parametrize("name", ["discarded", "Discarded", "", "../P07", "*", "a b"])
def test_only_a_pseudonym(store: Store, persons: PersonBook, name: str) -> None:
    with pytest.raises(UsageError, match="pseudonym"):
        traces_of(store, name, persons)


def test_of_a_stranger_there_is_nothing(store: Store, persons: PersonBook) -> None:
    traces = traces_of(store, "Nobody-1", persons)
    assert traces == Traces("Nobody-1", (), (), (), (), (), 0)
