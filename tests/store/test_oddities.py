"""Files in the wrong place or with wrong names are reported."""

import json
import shutil
from pathlib import Path

import pytest

from rig.store.examining import LEFT
from rig.store.oddities import oddities
from rig.store.store import Store
from rig.trial.journal import NOTE, Entry, JournalWriter
from tests.store.filed import filed


def said_of(folder: Path) -> dict[str, list[str]]:
    store = Store(folder)
    store.refresh(workers=1)
    rows = store.trials(discarded=True)
    return {path.as_posix(): sentences for path, sentences in oddities(rows).items()}


def test_a_trial_in_its_own_folder_or_in_none_is_not_odd(
    tmp_path: Path, trials: dict[str, Path]
) -> None:
    filed(tmp_path, trials["plates"], "P07")
    filed(tmp_path, trials["plates"], "")
    filed(tmp_path, trials["plates"], "P07", path=tmp_path / "flat.h5")
    filed(tmp_path, trials["plates"], "P07", path=tmp_path / "Study A, spring" / "one.h5")
    assert said_of(tmp_path) == {}
    assert said_of(tmp_path / "P07") == {}  # listed alone: a day is no pseudonym


@pytest.mark.parametrize(
    ("place", "participant", "said"),
    [
        ("P08/one.h5", "P07", "it lies in the folder of P08, and says P07"),
        ("P08/one.h5", "", "it lies in the folder of P08, and says no participant"),
        ("_no_participant/one.h5", "P07", "it lies in the folder of nobody, and says P07"),
        ("P08-20260314T150000Z.h5", "P07", "its name is one of P08, and it says P07"),
    ],
)
def test_a_trial_that_is_filed_as_somebody_elses(
    tmp_path: Path, trials: dict[str, Path], place: str, participant: str, said: str
) -> None:
    filed(tmp_path, trials["plates"], participant, path=tmp_path / place)
    assert said_of(tmp_path) == {place: [said]}


def test_copies_name_each_other(tmp_path: Path, trials: dict[str, Path]) -> None:
    first = filed(tmp_path, trials["plates"], "P07", path=tmp_path / "a.h5")
    for name in ("b.h5", "c.h5"):
        shutil.copy(first, tmp_path / name)
    assert said_of(tmp_path)["a.h5"] == ["the same trial as b.h5 and 1 more"]
    assert said_of(tmp_path)["b.h5"] == ["the same trial as a.h5 and 1 more"]


@pytest.mark.parametrize(
    "start", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2026-03-14", "", "x", 7]
)
def test_a_journal_that_says_no_time_of_day_says_whose_it_is(tmp_path: Path, start: object) -> None:
    """The first or last day of all would not exist in some places on earth."""
    header = {"participant": "P07", "start_time_utc": start}
    journal = JournalWriter(tmp_path / "alone.h5.journal")
    journal.append([Entry(NOTE, 0.0, json.dumps({"header": header}).encode())])
    journal.close(keep=True)
    said_of(tmp_path)
    (row,) = Store(tmp_path).trials()
    assert (row.participant, row.start_utc, row.error) == ("P07", None, LEFT)


def test_a_trial_that_was_never_closed(tmp_path: Path, trials: dict[str, Path]) -> None:
    filed(tmp_path, trials["plates"], "P07", path=tmp_path / "a.h5", end_reason="recording")
    assert said_of(tmp_path) == {"a.h5": ["it was never closed: rig recover rebuilds it"]}


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    assert said_of(tmp_path) == {"a.txt": ["expected a trial, this is another file"]}
