"""The pages beside the live window, joined to the engine and the files."""

from PyQt5.QtCore import QObject, QProcess, pyqtSignal

from gui.calibrating.guide import Ask
from gui.calibrator import Calibrator
from gui.coach import Coach
from gui.errands import Errands
from gui.protocols.desk import ProtocolDesk
from gui.protocols.picture import Shelf
from gui.session import Session
from gui.tasks import ListCalibrations, ProtocolTask, Task
from gui.views.calibration import CalibrationPage
from gui.views.protocols import ProtocolsPage
from gui.window import MainWindow
from rig.cli.program import program
from rig.errors import UsageError
from rig.trial.folder import default_folder


class Protocols(QObject):
    """The protocol desk, with signals."""

    changed = pyqtSignal(object)
    asked = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.desk = ProtocolDesk()

    def act(self, name: str, value: str = "") -> None:
        """Performs the action of a choice or the list."""
        self.desk.act(name, value)
        self.go_on()

    def submit(self, texts: dict[str, str]) -> None:
        """Stores the contents of the fields."""
        self.desk.submit(texts)
        self.go_on()

    def take_shelf(self, shelf: Shelf) -> None:
        """Takes all protocols again."""
        self.desk.learn(shelf)
        self.go_on()

    def take_faults(self, wrong: dict[str, str]) -> None:
        """Takes what is wrong in which field."""
        self.desk.take_faults(wrong)
        self.go_on()

    def take_answer(self, to: Task, why: str) -> None:
        """Takes that a task was done, or why it was refused; ignores those of other pages."""
        if isinstance(to, ProtocolTask):
            self.desk.answered(to, why)
            self.go_on()

    def go_on(self) -> None:
        """Emits pending requests, and shows the state."""
        while self.desk.asks:
            self.asked.emit(self.desk.asks.popleft())
        self.changed.emit(self.desk.picture())


class Pages:
    """Both pages and their controllers, while the window is open."""

    def __init__(
        self, window: MainWindow, coach: Coach, session: Session, errands: Errands
    ) -> None:
        self.calibrator, self.protocols = Calibrator(), Protocols()
        self.calibration_page, self.protocols_page = CalibrationPage(), ProtocolsPage()
        self._window = window
        self._join_calibration(session, errands)
        self._join_protocols(coach, errands)
        window.pages.asked.connect(self.open)
        window.closed.connect(self.close)
        self.protocols.go_on()

    def open(self, name: str) -> None:
        """Shows a page beside the window; the review is a separate program."""
        pages = {"calibration": self.calibration_page, "protocols": self.protocols_page}
        if name == "review":
            self._review()
        else:
            pages[name].open_beside(self._window)

    def close(self) -> None:
        """Closes both pages; what was stored stays."""
        self.calibration_page.close()
        self.protocols_page.close()

    def _review(self) -> None:
        try:
            words = [*program("gui"), "--review", str(default_folder())]
        except UsageError as error:
            self._window.say(str(error))
        else:
            QProcess.startDetached(words[0], words[1:])

    def _join_calibration(self, session: Session, errands: Errands) -> None:
        calibrator, page = self.calibrator, self.calibration_page

        def do(ask: Ask) -> None:
            if isinstance(ask, ListCalibrations):
                errands.take(ask)
            else:
                session.do(ask)

        session.status.connect(calibrator.take_status)
        session.calibrating.connect(calibrator.take_state)
        session.answered.connect(calibrator.take_answer)
        errands.calibrations.connect(calibrator.take_history)
        calibrator.asked.connect(do)
        calibrator.viewing.connect(session.view_calibration)
        calibrator.reminded.connect(self._window.notes.show_reminder)
        calibrator.changed.connect(page.show_calibration)
        page.opened.connect(calibrator.open)
        page.acted.connect(calibrator.act)
        page.begun.connect(calibrator.begin)
        page.written.connect(calibrator.correct)

    def _join_protocols(self, coach: Coach, errands: Errands) -> None:
        protocols, page = self.protocols, self.protocols_page
        errands.protocols.connect(protocols.take_shelf)
        errands.protocols.connect(lambda shelf: coach.learn_drills(shelf.drills))
        errands.protocol_faults.connect(protocols.take_faults)
        errands.answered.connect(protocols.take_answer)
        protocols.asked.connect(errands.take)
        protocols.changed.connect(page.show_protocols)
        page.acted.connect(protocols.act)
        page.submitted.connect(protocols.submit)
