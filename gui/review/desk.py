"""Combines what is known of a trial, the position in it and the way it is viewed."""

from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal

from gui.review.choosing import OverlayChoice
from gui.review.content import Content
from gui.review.judging import Act
from gui.review.picture import WHOLE_TRIAL, Findings, Frame, Opened, Said, Scene, Span
from gui.review.way import Way


class TrialDesk(QObject):
    """The state of the review of one trial.

    `scene` emits the whole state, `pictured` the picture at a moment and the values at the cursors;
    `wished`, `overlay_asked`, `acted`, `undone` and `redone` are requests. `content` is what is
    known of the trial, `way` the position in it; `of_trial` is whether a rating concerns all of it.
    Code that changes one of these must call `show`.
    """

    scene = pyqtSignal(object)
    pictured = pyqtSignal(object, object)
    wished = pyqtSignal(object)
    overlay_asked = pyqtSignal(object, str, str)
    acted = pyqtSignal(object)
    undone = pyqtSignal()
    redone = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.rater, self.of_trial = "", False
        self.content: Content | None = None
        self.way, self.overlay = Way(), OverlayChoice()
        self._problem = ""

    def take_opened(self, opened: Opened) -> None:
        """Takes another trial."""
        self.content = Content(opened)
        self.way, self._problem = Way(opened.begin_s, opened.end_s), ""
        self.show()

    def take_frame(self, frame: Frame) -> None:
        """Takes the frame of a wish."""
        if self.content:
            self.pictured.emit(self.content.dressed(frame), frame.values)

    def take_read(self, share: float, gaps: tuple[Span, ...]) -> None:
        """Takes that more of the trial was read."""
        if self.content:
            self.content.reading, self.content.gaps = share, gaps
            self.show()

    def take_findings(self, findings: Findings) -> None:
        """Takes the findings of the analysis."""
        if self.content:
            self.content.find(findings)
            self._ask_overlay()
            self.show()

    def take_no_findings(self, why: str) -> None:
        """Takes that the analysis failed; the trial can be viewed nevertheless."""
        if self.content:
            self.content.working = False
            self.take_problem(why)

    def take_problem(self, why: str) -> None:
        """Takes why something could not be done; an empty string clears it."""
        self._problem = why
        self.show()

    def take_said(self, said: tuple[Said, ...]) -> None:
        """Takes all statements of reviewers."""
        if self.content:
            self.content.hear(said)
            self._ask_overlay()
            self.show()

    def step(self, elapsed_s: float) -> None:
        """Advances the playback by the time passed."""
        if self.way.playback.playing:
            self.way.step(elapsed_s)
            self.show()

    def say(self, what: Callable[[Content, float], Act]) -> None:
        """Makes a statement about this moment. Raises NotNowError if it makes no sense."""
        if self.content:
            self.acted.emit(what(self.content, self.way.now_s))

    def lay_over(self, overlay: OverlayChoice) -> None:
        """Overlays repetitions as chosen, or shows the charts again."""
        self.overlay = overlay
        self._ask_overlay()

    def show(self) -> None:
        """Requests the picture of this moment, and emits the whole state."""
        if self.content:
            self.wished.emit(self.way.wish)
            self.scene.emit(self._scene(self.content))

    def _ask_overlay(self) -> None:
        """The repetitions nearest to this moment come first: of very many not all are drawn."""
        if self.overlay.overlaid and self.content:
            near = self.content.nearest(self.way.now_s)
            self.overlay_asked.emit(near, self.overlay.quantity, self.overlay.aligned)

    def _scene(self, content: Content) -> Scene:
        way, opened = self.way, content.opened
        current = content.current(way.now_s)
        return Scene(
            title=opened.title,
            unreal=opened.unreal,
            begin_s=opened.begin_s,
            end_s=opened.end_s,
            now_s=way.now_s,
            shown=(way.span.begin_s, way.span.end_s),
            playing=way.playback.playing,
            speed=way.playback.speed,
            reading=content.reading,
            working=content.working,
            repetitions=content.repetitions,
            losses=content.findings.losses,
            marks_s=content.marks_s,
            gaps=content.gaps,
            notes=tuple(one for one in content.said if one.what == "note"),
            cursors=way.cursors,
            current=current,
            overlaid=self.overlay.overlaid,
            of_trial=self.of_trial,
            rated=WHOLE_TRIAL if self.of_trial else current,
            ratings=content.ratings,
            statements=content.findings.statements,
            rater=self.rater,
            problem=self._problem,
        )
