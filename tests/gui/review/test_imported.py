"""The review marks an imported trial as such."""

from gui.review.clerk import row_of, trials_at
from gui.review.picture import Wish
from gui.review.reading import TrialPictures, opened_of
from gui.review.views.trialmodel import words_of
from rig.trial.browsing import browsed
from tests.importing.made import cells_csv, imported, stood


def test_a_row_and_the_banner_say_imported(tmp_path):
    path = imported(cells_csv(tmp_path / "stand.csv", stood(8.0))).path
    (listed,) = trials_at(path)
    row = row_of(0, listed)
    assert row.imported
    assert row.began == ""
    assert words_of(row, "quality").endswith("imported")
    with browsed(path) as trial:
        assert opened_of(0, trial, "stand").unreal == "IMPORTED"
        assert not TrialPictures(trial).frame(Wish(2.0, 0.0, 4.0)).picture.contacts
