"""The live window: lays the views out, and passes on their requests."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QCloseEvent, QResizeEvent
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from gui import keys, theme
from gui.closing import Answer, ask_before_closing
from gui.language import text
from gui.picture import Contact, Picture, Status, unreal_of
from gui.views.balancebar import BalanceBar
from gui.views.banner import Banner
from gui.views.controls import Controls
from gui.views.count import CountView
from gui.views.dowel import DowelView
from gui.views.drillcard import DrillCard
from gui.views.enginestart import EngineStart
from gui.views.feet import FeetView
from gui.views.findings import Findings
from gui.views.flow import FlowView
from gui.views.ground import LEAST_HEIGHT_PX, LEAST_WIDTH_PX, Ground
from gui.views.help import Help
from gui.views.links import LinksView
from gui.views.mirror import Mirror
from gui.views.notes import Notes
from gui.views.pagebuttons import PageButtons
from gui.views.person import laid_out
from gui.views.recording import RecordingView
from gui.views.rescue import RescueView
from gui.views.strips import StripsView
from gui.views.words import Words


class MainWindow(QMainWindow):
    """Shows pictures and states; emits requests as signals. `closed` is emitted when it closes."""

    start_asked = pyqtSignal(str, str)
    stop_asked = pyqtSignal()
    mark_asked = pyqtSignal()
    looked_back = pyqtSignal(object)
    zoomed = pyqtSignal(float)
    recover_asked = pyqtSignal(str)
    engine_asked = pyqtSignal()
    settings_asked = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.feet, self.dowel, self.balance = FeetView(), DowelView(), BalanceBar()
        self.strips, self.links, self.recording = StripsView(), LinksView(), RecordingView()
        self.flow, self.controls, self.banner = FlowView(), Controls(), Banner()
        self.rescue, self.notes, self.count = RescueView(), Notes(), CountView()
        self.engine = EngineStart()
        self.findings, self.drill = Findings(), DrillCard()
        self.mirror, self.help, self.pages = Mirror(self), Help(self), PageButtons()
        self.unreal = Words("", theme.HUGE)
        self._status: Status | None = None
        self._text_px = 0
        self._lay_out()
        self._connect()
        self.resize(LEAST_WIDTH_PX, LEAST_HEIGHT_PX)

    def show_picture(self, picture: Picture) -> None:
        """Draws all moving data."""
        self.feet.show_balance(picture.balance)
        self.balance.show_balance(picture.balance)
        self.dowel.show_contacts(picture.contacts)
        self.count.show_progress(picture.progress)
        self.mirror.show_picture(picture)
        self.strips.show_strips(picture.strips)
        if picture.balance is not None:
            self.strips.show_calibrated(picture.balance.calibrated)

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Draws the lamps alone."""
        self.dowel.show_contacts(contacts)
        self.mirror.show_contacts(contacts)

    def show_status(self, status: Status) -> None:
        """Shows the state of boards and recording."""
        self._status = status
        recording = status.recording
        self.links.show_status(status)
        self.mirror.show_status(status)
        self.recording.show_recording(recording)
        self.banner.show_trouble(status.trouble)
        offered = status.interrupted if recording is None else ()  # nothing must disturb a trial
        self.engine.show_wanted(status.can_start, why=status.no_engine)
        self.rescue.show_interrupted(offered, recovering=status.recovering)
        self.notes.show_place(status.folder, status.concerns)
        self._show_unreal(unreal_of(status))
        self.controls.allow(
            start=status.connected and recording is None,
            stop=status.connected and recording is not None,
            mark=status.connected and recording is not None and recording.begun,
        )

    def show_free(self, free: bool) -> None:
        """Shows start, stop and mark for a recording outside the flow, or the flow."""
        self.controls.setVisible(free)
        self.flow.setVisible(not free)

    def say(self, sentence: str) -> None:
        """Shows what went wrong, until it is dismissed."""
        self.banner.say(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes; during a recording it asks first."""
        answer = Answer.GOES_ON
        if self._status is not None and self._status.recording is not None:
            answer = ask_before_closing(self)
        if answer is Answer.CANCEL:
            event.ignore()
            return
        if answer is Answer.STOP:
            self.stop_asked.emit()
        self.closed.emit()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits fonts to the height, and shows when the screen is too small."""
        super().resizeEvent(event)
        text_px = theme.text_px(max(LEAST_HEIGHT_PX, self.height()))
        if text_px != self._text_px:
            self._text_px = text_px
            theme.scale_fonts(self, text_px)
            self.strips.plot.refit()
        self.ground.fit(self.width(), self.height())

    def _show_unreal(self, word: str) -> None:
        """Shows it also where nothing scrolls away: in the title, and in the line of a small
        window."""
        self.unreal.setText(word)
        self.unreal.setVisible(bool(word))
        self.ground.show_unreal(word)
        title = text("window.title")
        self.setWindowTitle(f"{title}: {word}" if word else title)

    def _lay_out(self) -> None:
        theme.use(theme.now())
        content = QWidget()
        content.setObjectName("content")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.addLayout(self._top())
        rows.addWidget(self.banner)
        rows.addWidget(self.engine)
        rows.addWidget(self.rescue)
        figures = (self.count, self.balance)
        rows.addLayout(laid_out(self.feet, self.dowel, figures, widths=(10, 9, 9)), 13)
        past = QHBoxLayout()
        for view in (self.findings, self.drill, self.strips):
            past.addWidget(view, 1)
        rows.addLayout(past, 10)
        rows.addLayout(self._foot())
        rows.addWidget(self.notes)
        self.ground = Ground(content)
        self.setCentralWidget(self.ground)
        self.ground.take_keyboard()
        self._show_unreal("")

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        self.unreal.setObjectName("unreal")
        top.addWidget(self.flow, 1)
        top.addWidget(self.controls, 1)
        corner = QVBoxLayout()
        corner.addWidget(self.unreal)
        corner.addWidget(self.recording, 1)
        top.addLayout(corner)
        self.show_free(False)
        return top

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(self.links, 1)
        foot.addWidget(self.pages)
        return foot

    def _connect(self) -> None:
        self.controls.start_asked.connect(self.start_asked)
        self.controls.stop_asked.connect(self.stop_asked)
        self.controls.mark_asked.connect(self.mark_asked)
        self.strips.looked_back.connect(self.looked_back)
        self.strips.zoomed.connect(self.zoomed)
        keys.bind(self, "help", lambda: self.help.toggle(self._text_px))
        keys.bind(self, "mirror", self.mirror.toggle)
        keys.bind(self, "settings", self.settings_asked.emit)
        self.rescue.recover_asked.connect(self.recover_asked)
        self.engine.asked.connect(self.engine_asked)
        keys.bind(self, "free", lambda: self.show_free(not self.controls.isVisible()))
