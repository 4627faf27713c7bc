"""Days and times of day in the review are local to the recording."""

import shutil

import h5py

from gui.review.clerk import row_of, said_of, trials_at
from gui.review.editing import with_edits
from gui.review.picture import Findings, Repetition
from rig.trial.notes import add_note
from rig.trial.reviews import Moved, add_act

EVENING = "2026-03-14T15:00:00+00:00"
AHEAD_S = 9 * 3600.0


def test_what_was_said_and_when_it_began(trials, tmp_path):
    path = shutil.copy(trials["plates"], tmp_path / "t.h5")
    with h5py.File(path, "r+") as file:
        file.attrs.update({"utc_offset_s": AHEAD_S, "start_time_utc": EVENING})
    add_note(path, "a note", author="AB", utc=EVENING)
    add_act(path, {"what": "note", "time_s": 0.5, "text": "another"}, author="AB", utc=EVENING)
    assert [one.day for one in said_of(path)] == ["2026-03-15"] * 2
    (listed,) = trials_at(tmp_path)
    assert row_of(0, listed).began == "2026-03-15 00:00"


def test_who_set_a_repetition_last():
    one = Repetition(1, 2.0, 4.0, 6.0, found_s=4.0, tempo_s=(1.5, 0.5, 2.0), drop_m=0.2)
    edit = Moved(act_id="x", author="AB", utc=EVENING, found_s=4.0, border="onset", time_s=2.5)
    (moved,) = with_edits(Findings((one,), stood_s=((1.0, 13.0),)), [edit], AHEAD_S).repetitions
    assert moved.set_by == "AB, 2026-03-15"
