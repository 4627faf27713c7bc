"""Leads through one trial: where one is, what is shown, and what the reviewer does with it."""

from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QObject, pyqtSignal

from gui.language import text
from gui.review import judging
from gui.review.content import Content
from gui.review.judging import NotNowError
from gui.review.moments import jump
from gui.review.picture import (
    BORDERS,
    QUANTITIES,
    WHOLE_TRIAL,
    Findings,
    Frame,
    Opened,
    Said,
    Scene,
    Span,
    Wish,
)
from gui.review.playing import Playback
from gui.review.viewing import ViewSpan


class TrialDesk(QObject):
    """`scene` tells how all stands, `pictured` what is to be seen at a moment and measured at the
    cursors; `wished`, `overlay_asked`, `acted`, `undone` and `redone` ask for something."""

    scene = pyqtSignal(object)
    pictured = pyqtSignal(object, object)
    wished = pyqtSignal(object)
    overlay_asked = pyqtSignal(object, str, str)
    acted = pyqtSignal(object)
    undone = pyqtSignal()
    redone = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.rater = ""
        self.content: Content | None = None
        self.playback, self.span = Playback(), ViewSpan()
        self._problem = ""
        self._of_trial = self._overlaid = False
        self._cursors: dict[str, float] = {}
        self._how = {"quantity": QUANTITIES[0], "aligned": BORDERS[0]}

    def take_opened(self, opened: Opened) -> None:
        """Another trial lies on the desk."""
        self.content = Content(opened)
        self.playback = Playback(opened.begin_s, opened.end_s)
        self.span = ViewSpan(opened.begin_s, opened.end_s)
        self._cursors, self._problem = {}, ""
        self._go_on()

    def take_frame(self, frame: Frame) -> None:
        """What a wish shows."""
        if self.content:
            self.pictured.emit(self.content.dressed(frame), frame.values)

    def take_read(self, share: float, gaps: tuple[Span, ...]) -> None:
        """More of the trial was read."""
        if self.content:
            self.content.reading, self.content.gaps = share, gaps
            self._go_on()

    def take_findings(self, findings: Findings) -> None:
        """What the analysis found."""
        if self.content:
            self.content.find(findings)
            self._ask_overlay()
            self._go_on()

    def take_no_findings(self, why: str) -> None:
        """The analysis gave nothing; the trial can be looked at all the same."""
        if self.content:
            self.content.working = False
            self.take_problem(why)

    def take_problem(self, why: str) -> None:
        """Something could not be done."""
        self._problem = why
        self._go_on()

    def take_said(self, said: tuple[Said, ...]) -> None:
        """All that reviewers said."""
        if self.content:
            self.content.hear(said)
            self._ask_overlay()
            self._go_on()

    def step(self, elapsed_s: float) -> None:
        """So much time has passed."""
        if self.playback.playing:
            self.playback.step(elapsed_s)
            self.span.follow(self.playback.now_s)
            self._go_on()

    def seek(self, time_s: float) -> None:
        """Goes to a moment."""
        self.playback.seek(time_s)
        self.span.follow(self.playback.now_s)
        self._go_on()

    def scroll(self, seconds: float) -> None:
        """Shows other seconds; the moment stays."""
        self.span.move(seconds)
        self._go_on()

    def zoom(self, steps: int, held_s: float) -> None:
        """Shows more or fewer seconds; one of them stays where it is."""
        self.span.zoom(steps, held_s)
        self._go_on()

    def note(self, words: str) -> None:
        """Keeps a note about this moment."""
        if words.strip():
            act = {"what": "note", "time_s": self.playback.now_s, "text": words}
            self.acted.emit(act)

    def attempt(self, act: Callable[[], object]) -> None:
        """Does something with the trial that is open; where it makes no sense now, says why."""
        self._problem = ""
        try:
            act()
        except NotNowError as why:
            self._problem = str(why)
        self._go_on()

    def jump(self, kind: str, *, back: bool) -> None:
        """To the next of a kind, or the one before. Raises NotNowError where there is none."""
        if self.content is None:
            return
        time_s = jump(self.content.moments_s(kind), self.playback.now_s, back=back)
        if time_s is not None:
            self.seek(time_s)
        elif kind == "gap" and self.content.reading < 1:
            raise NotNowError(text("review.still_reading"))
        else:
            raise NotNowError(text(f"review.no_{kind}_{'before' if back else 'next'}"))

    def judge(self, say: Callable[..., judging.Act], *what: str | int) -> None:
        """Says something of this moment. Raises NotNowError where it makes no sense."""
        if self.content:
            self.acted.emit(say(self.content, self.playback.now_s, *what))

    def set_border(self, number: int, border: str, time_s: float) -> None:
        """A border was dragged to a time."""
        self.seek(time_s)
        self.attempt(lambda: self.judge(judging.move, number, border))

    def rate(self, value: int) -> None:
        """Rates the repetition or the trial. Raises NotNowError where no repetition is."""
        self.judge(partial(judging.rating, value=value, of_trial=self._of_trial))

    def turn_concerns(self) -> None:
        """A rating concerns the whole trial, or the repetition again."""
        self._of_trial = not self._of_trial

    def put_cursor(self, name: str) -> None:
        """Here."""
        self._cursors[name] = self.playback.now_s

    def take_cursors_away(self) -> None:
        """Both."""
        self._cursors = {}

    def turn_overlay(self) -> None:
        """Repetitions over each other, or the charts again."""
        self._overlaid = not self._overlaid
        self._ask_overlay()

    def turn(self, name: str, among: tuple[str, ...]) -> None:
        """The next quantity, or the next alignment."""
        self._how[name] = among[(among.index(self._how[name]) + 1) % len(among)]
        self._ask_overlay()

    def _ask_overlay(self) -> None:
        """Those nearest to this moment come first: of very many not all are drawn."""
        if self._overlaid and self.content:
            near = self.content.nearest(self.playback.now_s)
            self.overlay_asked.emit(near, self._how["quantity"], self._how["aligned"])

    def _go_on(self) -> None:
        if self.content:
            span, cursors = self.span, tuple(sorted(self._cursors.items()))
            now_s = self.playback.now_s
            wish = Wish(now_s, span.begin_s, span.end_s, tuple(at_s for _, at_s in cursors))
            self.wished.emit(wish)
            self.scene.emit(self._scene(self.content, cursors))

    def _scene(self, content: Content, cursors: tuple[tuple[str, float], ...]) -> Scene:
        playback, opened = self.playback, content.opened
        current = content.current(playback.now_s)
        return Scene(
            title=opened.title,
            unreal=opened.unreal,
            begin_s=opened.begin_s,
            end_s=opened.end_s,
            now_s=playback.now_s,
            shown=(self.span.begin_s, self.span.end_s),
            playing=playback.playing,
            speed=playback.speed,
            reading=content.reading,
            working=content.working,
            repetitions=content.repetitions,
            losses=content.findings.losses,
            marks_s=content.marks_s,
            gaps=content.gaps,
            notes=tuple(one for one in content.said if one.what == "note"),
            cursors=cursors,
            current=current,
            overlaid=self._overlaid,
            of_trial=self._of_trial,
            rated=WHOLE_TRIAL if self._of_trial else current,
            ratings=content.ratings,
            statements=content.findings.statements,
            rater=self.rater,
            problem=self._problem,
        )
