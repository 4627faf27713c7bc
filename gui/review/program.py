"""The review as a program: its session, its desk and its window, joined."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QElapsedTimer, QObject, Qt, QTimer

from gui import languages, theme
from gui.application import application, go_on_after_faults, run
from gui.language import text
from gui.review import doing
from gui.review.desk import TrialDesk
from gui.review.picture import Opened, Row
from gui.review.session import ReviewSession
from gui.review.window import ReviewWindow
from gui.settingsfile import SettingsFile, settings_path

FRAME_MS = 33
LONGEST_STEP_S = 0.25  # after a hang of the window, playback does not leap


class Review(QObject):
    """One window on the trials at a place. `opens_alone` opens a single trial immediately."""

    def __init__(self, session: ReviewSession, window: ReviewWindow, *, opens_alone: bool) -> None:
        super().__init__()
        self.session, self.window, self.desk = session, window, TrialDesk()
        self._opens_alone = opens_alone
        self._timer, self._since = QTimer(self), QElapsedTimer()
        self._timer.setTimerType(Qt.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._join_list()
        self._join_trial()
        self._join_desk()
        self.name_rater(session.rater)

    def begin(self) -> None:
        """Lists the trials, and starts the timer."""
        self._since.start()
        self._timer.start(FRAME_MS)
        self.session.list_trials()

    def close(self) -> None:
        """Finishes pending requests."""
        self._timer.stop()
        self.session.close()

    def name_rater(self, rater: str) -> None:
        """Sets who reviews from now on."""
        if not self.session.blind:
            self.session.rater = rater.strip()
        self.desk.rater = self.session.rater
        self.window.trials.show_rater(self.session.rater, blind=self.session.blind)

    def blind(self) -> None:
        """Hides names, dates and others' statements until the window is closed."""
        if not self.session.rater:
            self.window.show_refusal(text("review.no_rater"))
            return
        self.session.blind = True
        self.name_rater(self.session.rater)
        self.window.show_refusal("")
        self.session.list_trials()

    def _tick(self) -> None:
        self.desk.step(min(self._since.restart() / 1000, LONGEST_STEP_S))

    def _take_rows(self, rows: tuple[Row, ...], more: bool) -> None:
        self.window.trials.show_rows(rows, more)
        if self._opens_alone and not more and len(rows) == 1:
            self._opens_alone = False
            self.window.trials.open_chosen()

    def _take_opened(self, opened: Opened) -> None:
        self.desk.take_opened(opened)
        self.window.show_trial()

    def _take_refusal(self, why: str) -> None:
        """For opening a trial, or for a request made meanwhile."""
        self.window.show_refusal(why)
        self.desk.take_problem(why)

    def _join_list(self) -> None:
        session, window = self.session, self.window
        session.rows.connect(self._take_rows)
        session.refused.connect(self._take_refusal)
        session.compared.connect(window.agreement.show_compared)
        window.trials.opened.connect(session.open)
        window.trials.rater_named.connect(self.name_rater)
        window.agreement.asked.connect(session.compare)
        window.blinded.connect(self.blind)
        window.left.connect(session.leave)

    def _join_trial(self) -> None:
        session, desk = self.session, self.desk
        session.opened.connect(self._take_opened)
        session.frame.connect(desk.take_frame)
        session.read.connect(desk.take_read)
        session.found.connect(desk.take_findings)
        session.not_found.connect(desk.take_no_findings)
        session.said.connect(desk.take_said)
        session.overlay.connect(self.window.trial.show_overlay)
        desk.wished.connect(session.wish)
        desk.overlay_asked.connect(session.ask_overlay)
        desk.acted.connect(session.say)
        desk.undone.connect(session.undo)
        desk.redone.connect(session.redo)

    def _join_desk(self) -> None:
        desk, window, page = self.desk, self.window, self.window.trial
        desk.scene.connect(page.show_scene)
        desk.pictured.connect(page.show_picture)
        window.acted.connect(partial(doing.do, desk))
        page.sought.connect(partial(doing.seek, desk))
        page.scrolled.connect(partial(doing.scroll, desk))
        page.zoomed.connect(partial(doing.zoom, desk))
        page.noted.connect(partial(doing.note, desk))
        page.border_set.connect(partial(doing.set_border, desk))


def show_review(place: Path, *, rater: str, blind: bool) -> int:
    """Shows the window until it is closed; returns the exit code."""
    running = application()
    settings = SettingsFile(settings_path(), datetime.now(UTC)).settings
    unspoken = languages.use(settings.language)
    theme.use(theme.THEMES[settings.theme])
    session = ReviewSession(place, rater=rater or settings.assessor, blind=blind)
    window = ReviewWindow()
    go_on_after_faults(window.show_refusal)
    window.show_refusal(unspoken)
    review = Review(session, window, opens_alone=place.is_file())
    window.showMaximized()
    review.begin()
    code = run(running)
    review.close()
    return code
