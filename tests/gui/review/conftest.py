"""Trials for review, and a reviewer."""

import shutil
from pathlib import Path

import pytest

from gui.review.program import Review
from gui.review.session import ReviewSession
from gui.review.window import ReviewWindow
from rig.protocol.shelf import find
from tests.stream.simulated import COARSE_S, MOVING, both, engine_of, turn_until, turn_until_closed
from tests.trial.recorded import PARTICIPANT

SOON_MS = 20_000
MARK_S = 5.0


@pytest.fixture(scope="session")
def marked(tmp_path_factory):
    """Three repetitions, the last without its head contact for a while; and a mark."""
    path = tmp_path_factory.mktemp("marked") / "marked.h5"
    with engine_of(both(person=MOVING), turn_s=COARSE_S) as engine:
        engine.start()
        about = {"participant": PARTICIPANT, "protocol": find("dowel-hinge")}
        recorder = engine.record(path, seconds=18.0, **about)
        turn_until(engine, recorder, MARK_S)
        engine.mark()
        turn_until_closed(engine, recorder)
    return path


@pytest.fixture
def folder(trials, marked, tmp_path):
    """Two complete ones, one with gaps, one damaged."""
    place = tmp_path / "trials"
    place.mkdir()
    shutil.copy(marked, place / "a.h5")
    shutil.copy(trials["whole"], place / "b.h5")
    shutil.copy(trials["gap"], place / "c.h5")
    (place / "damaged-p99.h5").write_bytes(marked.read_bytes()[:20_000])
    return place


class Reviewer:
    """A user of the window; time passes when they step it."""

    def __init__(self, place: Path, shown, qtbot, *, rater: str = "AB", blind: bool = False):
        self.window, self.qtbot = ReviewWindow(), qtbot
        self.session = ReviewSession(place, rater=rater, blind=blind)
        self.review = Review(self.session, self.window, opens_alone=place.is_file())
        shown(self.window, 1280, 800)
        self.window.activateWindow()
        self.pictures = []
        self.review.desk.pictured.connect(lambda picture, values: self.pictures.append(picture))
        self.frames = []
        self.session.frame.connect(self.frames.append)
        self.session.list_trials()
        self.until(lambda: not self.window.trials._more)

    @property
    def desk(self):
        return self.review.desk

    @property
    def page(self):
        return self.window.trial

    def until(self, done):
        self.qtbot.waitUntil(lambda: bool(done()), timeout=SOON_MS)

    def listed(self):
        """The contents of the list, row by row."""
        shown = self.window.trials.shown
        return [
            [shown.index(row, column).data() for column in range(shown.columnCount())]
            for row in range(shown.rowCount())
        ]

    def choose(self, words):
        self.window.trials.filter.setText(words)

    def open(self, words="", *, found=True):
        self.choose(words)
        self.window.do("open")
        self.until(lambda: self.window.pages.currentWidget() is self.page)
        self.until(lambda: not (found and self.desk.content.working))
        self.settle()

    def settle(self):
        """Waits until the wish is visible."""
        self.until(lambda: self.frames and self.frames[-1].wish == self.wish())

    def wish(self):
        span, cursors = self.desk.way.span, sorted(self.desk.way.cursors_s.items())
        at_s = tuple(time_s for _, time_s in cursors)
        return (self.desk.way.now_s, span.begin_s, span.end_s, at_s)

    def seek(self, time_s):
        """Seeks as with the mouse."""
        self.page.sought.emit(time_s)

    def press(self, *names):
        for name in names:
            self.window.do(name)

    def said(self):
        """All entries of this rater and others, once written."""
        return self.desk.content.said

    def close(self):
        self.review.close()
        self.window.close()


@pytest.fixture
def sits(shown, qtbot):
    """A reviewer who opens the trials at a place."""
    reviewers = []

    def sit(place, **how):
        reviewers.append(Reviewer(place, shown, qtbot, **how))
        return reviewers[-1]

    yield sit
    for one in reviewers:
        one.close()
