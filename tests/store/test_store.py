"""The store lists the contents of its folder, whatever happens to its index."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import h5py
import pytest

from rig.analysis.analysis import analyse
from rig.analysis.parameters import AnalysisParameters
from rig.errors import UsageError
from rig.measure.validity import RULES_VERSION
from rig.store import index
from rig.store.examining import LEFT
from rig.store.listing import INDEX, files_in
from rig.store.row import TrialRow
from rig.store.store import Store
from rig.trial.folder import discard
from rig.trial.interrupted import interrupted
from rig.trial.opening import open_trial
from tests.hostile import HOSTILE, expect_harmless
from tests.store.filed import START, filed

Trials = dict[str, Path]


@pytest.fixture
def folder(tmp_path: Path, trials: Trials) -> Path:
    """A store of three participants, one of them flat as in older versions."""
    store = tmp_path / "store"
    filed(store, trials["plates"], "P07")
    filed(
        store,
        trials["dowel"],
        "P08",
        utc=START + timedelta(days=2),
        protocol="wall-tap",
        protocol_text="",
    )
    filed(store, trials["plates"], "P07", utc=START + timedelta(days=4), path=store / "old.h5")
    return store


def listed(folder: Path) -> list[TrialRow]:
    store = Store(folder)
    store.refresh(workers=1)
    return store.trials()


class Looks:
    """Counts the files that a refresh reads."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, done: int, _: int) -> None:
        self.count += done > 0


def looked_into(folder: Path) -> int:
    looks = Looks()
    Store(folder).refresh(looks, workers=1)
    return looks.count


def test_a_row_says_what_the_analysis_of_its_file_says(tmp_path: Path, trials: Trials) -> None:
    path = filed(tmp_path, trials["whole"], "P07")
    (row,) = listed(tmp_path)
    found = analyse(open_trial(path))
    assert tmp_path / row.path == path
    assert (row.participant, row.protocol, row.start_utc) == ("P07", "dowel-hinge", START)
    assert row.verdict == found.trial.validity.level
    assert row.repetitions == len(found.repetitions)
    assert found.contacts is not None
    assert row.losses == len(found.contacts.losses)
    assert row.seconds == pytest.approx(8.0, abs=0.05)
    assert (row.end_reason, row.simulated, row.error) == ("stopped", True, "")


def test_what_a_trial_cannot_say_is_none(folder: Path) -> None:
    plates, dowel, _ = listed(folder)
    assert (plates.repetitions, plates.losses) == (0, None)
    assert (dowel.repetitions, dowel.losses) == (None, 0)


def test_trials_are_found_by_participant_protocol_and_day(folder: Path) -> None:
    store = Store(folder)
    store.refresh(workers=1)
    assert [row.participant for row in store.trials()] == ["P07", "P08", "P07"]
    assert [row.path.name for row in store.trials(participant="P08")] == ["P08-20260316T150000Z.h5"]
    assert [row.participant for row in store.trials(protocol="wall-tap")] == ["P08"]
    assert len(store.trials(participant="P07", protocol="wall-tap")) == 0
    day = (START + timedelta(days=2)).astimezone().date()
    assert [row.participant for row in store.trials(since=day)] == ["P08", "P07"]
    assert store.trials(since=date(2027, 1, 1)) == []


def test_only_new_and_changed_files_are_looked_into(folder: Path, trials: Trials) -> None:
    assert looked_into(folder) == 3
    assert looked_into(folder) == 0
    (folder / "old.h5").rename(folder / "renamed.h5")
    filed(folder, trials["plates"], "P09")
    os.utime(folder / "P08" / "2026-03-16" / "P08-20260316T150000Z.h5")
    assert looked_into(folder) == 3
    names = {row.path.name for row in listed(folder)}
    assert "renamed.h5" in names
    assert "old.h5" not in names


def test_what_was_discarded_is_kept_apart(folder: Path) -> None:
    discard(folder / "old.h5")
    store = Store(folder)
    store.refresh(workers=1)
    assert len(store.trials()) == 2
    (row,) = (row for row in store.trials(discarded=True) if row.discarded)
    assert row.path.as_posix() == "discarded/old.h5"


def garbage(path: Path) -> None:
    path.write_bytes(b"no index" * 1000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def spoilt(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = os.urandom(4096)
    path.write_bytes(data)


def of_another_version(path: Path) -> None:
    act(path, "UPDATE made SET made_by = 'another'")


def with_other_columns(path: Path) -> None:
    act(path, "DROP TABLE trials", "CREATE TABLE trials(x)")


def with_numbers_as_text(path: Path) -> None:
    act(path, "UPDATE trials SET repetitions = 'many'")


def with_text_as_bytes(path: Path) -> None:
    act(path, "UPDATE trials SET participant = x'ff00'")


def a_view(path: Path) -> None:
    act(path, "DROP TABLE trials", "CREATE VIEW trials AS SELECT 1")


def act(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as base:
        for statement in statements:
            base.execute(statement)
    base.close()


SPOILERS = (
    *(Path.unlink, garbage, cut, spoilt, of_another_version),
    *(with_other_columns, with_numbers_as_text, with_text_as_bytes, a_view),
)


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_an_index_that_is_no_good_is_made_anew(folder: Path, spoil: Callable[[Path], None]) -> None:
    rows = listed(folder)
    spoil(folder / INDEX)
    assert listed(folder) == rows
    assert looked_into(folder) == 0


@pytest.mark.parametrize("made", [Path.mkdir, lambda path: path.symlink_to("/nowhere/at/all")])
def test_where_no_index_can_be_written_trials_are_listed_all_the_same(
    folder: Path, made: Callable[[Path], None]
) -> None:
    made(folder / INDEX)
    assert len(listed(folder)) == 3


def test_a_day_is_that_where_it_was_recorded(folder: Path, trials: Trials) -> None:
    """When first read and from the index."""
    path = filed(folder, trials["plates"], "P09")
    with h5py.File(path, "r+") as file:
        file.attrs["utc_offset_s"] = 9 * 3600.0
    for _ in range(2):
        (row,) = (row for row in listed(folder) if row.participant == "P09")
        assert row.start_utc == START
        assert row.day == START.date() + timedelta(days=1)
        assert f"{row.start_local:%Y-%m-%d %H:%M %z}" == "2026-03-15 00:00 +0900"


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize("holds", [b"", b"precious"])
def test_an_index_that_is_a_planted_link_is_not_followed(
    folder: Path, tmp_path: Path, holds: bytes
) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(holds)  # an empty file would become an index
    (folder / INDEX).symlink_to(precious)
    assert len(listed(folder)) == 3
    assert precious.read_bytes() == holds


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_the_index_is_for_its_owner_only(folder: Path) -> None:
    listed(folder)
    assert stat.S_IMODE((folder / INDEX).stat().st_mode) == 0o600


REFRESH = """
import os, sys
from pathlib import Path
from rig.store.store import Store
folder, own = map(Path, sys.argv[1:])
store = Store(folder)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(12):
    os.utime(own)
    store.refresh(workers=1)
print(len(store.trials()))
"""


def test_two_programs_refresh_one_store_at_once(folder: Path, trials: Trials) -> None:
    own = [filed(folder, trials["plates"], f"Q{number}") for number in range(2)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    programs = [
        subprocess.Popen([sys.executable, "-c", REFRESH, str(folder), str(path)], **pipes)  # type: ignore[call-overload]
        for path in own
    ]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("\n")
        program.stdin.flush()
    assert [program.communicate(timeout=60)[0] for program in programs] == ["5\n", "5\n"]
    assert [program.returncode for program in programs] == [0, 0]
    assert looked_into(folder) <= 2


def test_rules_that_change_make_the_index_anew() -> None:
    usual = AnalysisParameters()
    own = (usual.contact.version, usual.repetition.version, usual.balance.version)
    assert (RULES_VERSION, *own) == index.RULES


def test_another_program_that_writes_for_long_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(folder)
    monkeypatch.setattr(index, "WAIT_S", 0.1)
    other = sqlite3.connect(folder / INDEX, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UsageError, match="another program"):
        listed(folder)
    other.execute("ROLLBACK")
    other.close()
    assert looked_into(folder) == 0


def test_what_was_deleted_meanwhile_does_not_come_back(folder: Path) -> None:
    store = Store(folder)

    def delete(done: int, _: int) -> None:
        if done == 0:
            (folder / "old.h5").unlink(missing_ok=True)

    store.refresh(delete, workers=1)
    assert "old.h5" not in {row.path.name for row in store.trials()}


def test_a_trial_that_is_being_written_is_looked_at_again(folder: Path) -> None:
    path = folder / "old.h5"
    with h5py.File(path, "r+"):
        at_ns = path.stat().st_mtime_ns
        program = "import sys; from pathlib import Path; from rig.store.store import Store;"
        program += "s = Store(Path(sys.argv[1])); s.refresh(workers=1); print(s.trials()[-1].error)"
        words = [sys.executable, "-c", program, str(folder)]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "being recorded" in said
    os.utime(path, ns=(at_ns, at_ns))
    assert listed(folder)[-1].error == ""


def test_other_files_are_named(folder: Path, trials: Trials) -> None:
    day = folder / "P07" / "2026-03-14"
    whole = (trials["whole"]).read_bytes()
    (day / "cut.h5").write_bytes(whole[: len(whole) // 2])
    (day / "photo.jpg").write_bytes(b"\xff\xd8 a photo")
    (day / "no-suffix").write_bytes(whole)
    (day / "note.h5").write_text("no trial")
    (folder / "linked.h5").symlink_to(day / "cut.h5")
    os.mkfifo(folder / "pipe.h5")
    (folder / ".hidden").write_text("of the system")
    errors = {row.path.name: row.error for row in listed(folder)}
    assert "cut off" in errors["cut.h5"]
    assert errors["photo.jpg"] == "expected a trial, this is another file"
    assert errors["no-suffix"] == ""
    assert "no HDF5 file" in errors["note.h5"]
    assert "link" in errors["linked.h5"]
    assert "something else" in errors["pipe.h5"]
    assert ".hidden" not in errors


def test_what_lies_beside_a_trial_is_no_row(folder: Path) -> None:
    for name in ("old.notes.jsonl", "old.review.jsonl", "old.truth.npz", ".old.notes.jsonl.lock"):
        (folder / name).write_text("")
    (folder / "older.notes.jsonl").write_text("")
    assert {seen.path.name for seen in files_in(folder) if seen.path.parent == Path()} == {
        *("old.h5", "older.notes.jsonl")
    }


def test_a_journal_without_its_trial_is_named_with_its_participant(
    folder: Path, journaled: Path
) -> None:
    (journaled.parent / (journaled.name + ".journal")).rename(folder / "left.h5.journal")
    (row,) = (row for row in listed(folder) if row.path.name == "left.h5.journal")
    assert (row.participant, row.error) == ("Anemone-42", LEFT)


def test_a_damaged_trial_is_known_by_its_journal(journaled: Path) -> None:
    journaled.write_bytes(b"damaged")
    (row,) = listed(journaled.parent)
    assert row.participant == "Anemone-42"
    assert "no HDF5 file" in row.error


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_file_does_harm(tmp_path: Path, trials: Trials, text: str) -> None:
    path = tmp_path / "t.h5"
    filed(tmp_path, trials["plates"], text, path=path, protocol=text, trial_id=text)
    (row,) = listed(tmp_path)
    for said in (row.participant, row.protocol, row.trial_id, row.error):
        expect_harmless(said)


def test_names_that_are_no_text(folder: Path) -> None:
    name = os.fsdecode(b"\xff\x1b[31m.h5")
    (folder / "old.h5").rename(folder / name)
    assert name in {row.path.name for row in listed(folder)}
    assert looked_into(folder) == 0


def test_a_store_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the folder"):
        Store(tmp_path / "none").refresh()


def test_interrupted_trials_are_found_in_all_folders_but_discarded_ones(
    tmp_path: Path, journaled: Path
) -> None:
    journal = journaled.with_name(journaled.name + ".journal")
    found = {}
    for place in ("P07/2026-03-14", "P07/2026-03-14/discarded", "."):
        (tmp_path / "store" / place).mkdir(parents=True, exist_ok=True)
        found[place] = tmp_path / "store" / place / "t.h5.journal"
        found[place].write_bytes(journal.read_bytes())
    assert set(interrupted(tmp_path / "store")) == {found["P07/2026-03-14"], found["."]}
