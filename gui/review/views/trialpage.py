"""One trial: plates, dowel and charts in step, and beside them the statements about it."""

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.language import text
from gui.picture import Picture
from gui.review.picture import Overlay, Scene
from gui.review.views.buttons import act_button
from gui.review.views.charts import Charts
from gui.review.views.measured import MeasuredView, Values
from gui.review.views.notes import NotesView
from gui.review.views.overlayplot import OverlayPlot
from gui.review.views.rating import RatingView
from gui.review.views.repetitions import RepetitionsView
from gui.review.views.timeline import Timeline
from gui.review.views.transport import Transport
from gui.views.balancebar import BalanceBar
from gui.views.count import CountView
from gui.views.dowel import DowelView
from gui.views.feet import FeetView
from gui.views.person import laid_out
from gui.views.words import Words

SETTLED_MS = 250  # then the throttled numbers show the present values


class TrialPage(QWidget):
    """Shows scenes and pictures; emits requests by `acted`, `sought`, `scrolled`, `zoomed`, `noted`
    and `border_set`."""

    acted = pyqtSignal(str)
    sought = pyqtSignal(float)
    scrolled = pyqtSignal(float)
    zoomed = pyqtSignal(int, float)
    noted = pyqtSignal(str)
    border_set = pyqtSignal(int, str, float)

    def __init__(self) -> None:
        super().__init__()
        self.title, self.unreal = Words("", theme.LARGE), Words("", theme.LARGE)
        self.unreal.setObjectName("unreal")
        self.problem = Words("")
        self.feet, self.dowel = FeetView(), DowelView()
        self.count, self.balance = CountView(), BalanceBar()
        self.timeline, self.charts, self.transport = Timeline(), Charts(), Transport()
        self.overlay = OverlayPlot()
        self.rating, self.repetitions = RatingView(), RepetitionsView()
        self.measured, self.notes = MeasuredView(), NotesView()
        self.side, self.middle = QTabWidget(), QStackedWidget()
        self._scene: Scene | None = None
        self._picture: Picture | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._show_settled)
        self.setFocusPolicy(Qt.StrongFocus)
        self._lay_out()
        self._connect()

    def show_scene(self, scene: Scene) -> None:
        """Shows the whole state."""
        self._scene = scene
        self.title.setText(scene.title)
        self.unreal.setText(scene.unreal)
        self.unreal.setVisible(bool(scene.unreal))
        self.problem.say(scene.problem, loud=bool(scene.problem))
        self.problem.setVisible(bool(scene.problem))
        self.middle.setCurrentWidget(self.overlay if scene.overlaid else self.charts)
        self.overlay.show_current(scene.current)
        self.of_charts.setVisible(not scene.overlaid)
        for one in self.of_overlay:
            one.setVisible(scene.overlaid)
        for view in (self.timeline, self.charts, self.transport, self.rating):
            view.show_scene(scene)
        self.repetitions.show_scene(scene)
        self.notes.show_scene(scene)
        if not scene.cursors:
            self.measured.show_values((), ())

    def show_picture(self, picture: Picture, values: Values) -> None:
        """Draws the picture of a moment."""
        self._picture = picture
        self._draw(picture)
        self.charts.show_strips(picture.strips)
        if self._scene:
            self.measured.show_values(self._scene.cursors, values)
        self._settle.start(SETTLED_MS)

    def show_overlay(self, overlay: Overlay) -> None:
        """Draws overlaid repetitions."""
        self.overlay.show_overlay(overlay)

    def refit(self) -> None:
        """Lays out again in another font."""
        self.charts.refit()

    def write(self) -> None:
        """Opens the field for a note."""
        self.side.setCurrentWidget(self.notes)
        self.notes.field.setFocus()

    def turn_side(self, to: QWidget | None = None) -> None:
        """Shows another page beside the charts: the given one, or the next."""
        at = self.side.indexOf(to) if to else self.side.currentIndex() + 1
        self.side.setCurrentIndex(at % self.side.count())

    def _draw(self, picture: Picture) -> None:
        self.feet.show_balance(picture.balance)
        self.balance.show_balance(picture.balance)
        self.dowel.show_contacts(picture.contacts)
        self.count.show_progress(picture.progress)

    def _show_settled(self) -> None:
        if self._picture:
            self._draw(self._picture)

    def _lay_out(self) -> None:
        self.count.setToolTip(text("review.count_tip"))
        left = QVBoxLayout()
        figures = (self.count, self.balance)
        left.addLayout(laid_out(self.feet, self.dowel, figures, widths=(10, 8, 9)), 10)
        left.addWidget(self.timeline, 2)
        self.middle.addWidget(self.charts)
        self.middle.addWidget(self.overlay)
        left.addWidget(self.middle, 13)
        sides = QHBoxLayout()
        sides.addLayout(left, 2)
        sides.addWidget(self._beside(), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 6)
        whole.addLayout(self._top())
        whole.addWidget(self.problem)
        whole.addLayout(sides, 1)
        whole.addWidget(self.transport)

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.addWidget(act_button("list", self.acted.emit))
        top.addWidget(self.title, 1)
        top.addWidget(self.unreal)
        self.of_overlay = [act_button(name, self.acted.emit) for name in ("quantity", "align")]
        self.of_charts = act_button("whole", self.acted.emit)
        for one in (*self.of_overlay, self.of_charts, act_button("overlay", self.acted.emit)):
            top.addWidget(one)
        top.addWidget(act_button("help", self.acted.emit))
        return top

    def _beside(self) -> QWidget:
        for view, name in (
            (self.repetitions, "repetitions"),
            (self.measured, "measured"),
            (self.notes, "notes"),
        ):
            self.side.addTab(view, text(f"review.side_{name}"))
        self.side.setProperty(theme.FACTOR, theme.SMALL)
        self.side.tabBar().setProperty(theme.FACTOR, theme.SMALL)
        beside = QWidget()
        beside.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)  # whichever page is shown
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rating)
        column.addWidget(self.side, 1)
        return beside

    def _connect(self) -> None:
        for view in (self.transport, self.rating, self.repetitions, self.measured, self.charts):
            view.acted.connect(self.acted)
        for seeking in (self.timeline, self.charts, self.repetitions, self.notes):
            seeking.sought.connect(self.sought)
        self.charts.moved.connect(self.scrolled)
        self.charts.zoomed_at.connect(self.zoomed)
        self.charts.border_set.connect(self.border_set)
        self.notes.written.connect(self._keep)

    def _keep(self, words: str) -> None:
        """Passes the note on; afterwards keys are the trial's own again."""
        self.noted.emit(words)
        self.setFocus()
