"""The review of a store: its index is shown immediately, and its log records who was viewed."""

import itertools
import json

from PyQt5.QtCore import Qt

from gui.review.clerk import trials_at
from rig.store.listing import LOG
from rig.store.store import Store
from rig.trial.reviews import add_act
from tests.trial.recorded import PARTICIPANT


def columns(reviewer):
    """Repetitions and losses of each row."""
    model = reviewer.window.trials.shown
    names = [model.headerData(column, 1) for column in range(model.columnCount())]
    places = [names.index(name) for name in ("Repetitions", "Losses")]
    return [[row[place] for place in places] for row in reviewer.listed()]


def tips(reviewer):
    """The tooltip of each cell."""
    model = reviewer.window.trials.shown
    cells = itertools.product(range(model.rowCount()), range(model.columnCount()))
    return [model.data(model.index(*cell), Qt.ToolTipRole) for cell in cells]


def test_all_trials_are_listed_and_nothing_else(folder, sits):
    """As `rig analyze` takes them: Windows disks may have upper-case names, and Macs add their own
    files."""
    Store(folder).refresh(workers=1)
    (folder / "b.h5").rename(folder / "B.H5")
    (folder / "._a.h5").write_bytes(b"\x00\x05\x16\x07")
    assert [one.path.name for one in trials_at(folder)] == [
        "B.H5",
        "a.h5",
        "c.h5",
        "damaged-p99.h5",
    ]
    assert len(sits(folder).listed()) == 4


def test_what_the_index_knows_stands_in_the_list(folder, sits):
    before = columns(sits(folder))
    Store(folder).refresh(workers=1)
    after = columns(sits(folder))
    assert all(words == ["", ""] for words in before)
    assert ["3", "1"] in after


def test_a_trial_that_changed_since_is_looked_into_itself(folder, sits):
    Store(folder).refresh(workers=1)
    (folder / "a.h5").write_bytes((folder / "b.h5").read_bytes())
    assert ["3", "1"] not in columns(sits(folder))


def test_a_count_that_a_review_may_have_changed_is_not_shown(folder, sits):
    Store(folder).refresh(workers=1)
    trial = folder / "a.h5"
    who = {"author": "AB", "utc": "2026-03-14T15:00:00+00:00"}
    add_act(trial, {"what": "mark", "time_s": 1.0}, **who)
    assert ["3", "1"] in columns(sits(folder))
    add_act(trial, {"what": "repetition", "onset_s": 0.1, "bottom_s": 0.2, "end_s": 0.3}, **who)
    assert ["", "1"] in columns(sits(folder))
    assert any("rig trials" in tip for tip in tips(sits(folder)))
    assert not any("rig trials" in tip for tip in tips(sits(folder, rater="CD", blind=True)))
    Store(folder).refresh(workers=1)
    assert ["4", "1"] in columns(sits(folder))
    assert ["4", "1"] not in columns(sits(folder, rater="CD", blind=True))


def test_who_is_looked_at_is_written_down(folder, sits):
    Store(folder).refresh(workers=1)
    reviewer = sits(folder)
    reviewer.open("a")
    reviewer.until((folder / LOG).exists)
    (line,) = (folder / LOG).read_text().splitlines()
    said = json.loads(line)
    assert (said["what"], said["participant"], said["file"]) == ("review", PARTICIPANT, "a.h5")
