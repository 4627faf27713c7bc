"""The rating of a repetition or of the whole trial: five buttons."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.language import text
from gui.review.picture import RATINGS, WHOLE_TRIAL, Scene
from gui.review.views.buttons import act_button
from gui.views.words import Words, button


class RatingView(QWidget):
    """Emits `acted` with the action of a button."""

    acted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.concerns = button("", theme.SMALL, tip=text("review.concerns_tip"))
        self.concerns.clicked.connect(lambda: self.acted.emit("concerns"))
        self.given = Words("", theme.SMALL, dim=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 6, 8, 6)
        rows.addWidget(self.concerns)
        row = QHBoxLayout()
        self.buttons = {
            value: act_button(f"rate_{value}", self.acted.emit, str(value)) for value in RATINGS
        }
        for one in self.buttons.values():
            row.addWidget(one)
        rows.addLayout(row)
        rows.addWidget(self.given)

    def show_scene(self, scene: Scene) -> None:
        """Shows what would be rated, and the ratings given."""
        self.concerns.setText(concern_of(scene))
        possible = scene.of_trial or scene.rated != WHOLE_TRIAL
        mine = 0
        for one in scene.ratings:
            if (one.repetition, one.author) == (scene.rated, scene.rater) and possible:
                mine = one.value
        for value, pressed in self.buttons.items():
            pressed.setEnabled(possible)
            _mark(pressed, chosen=value == mine)
        given = [
            f"{one.author} {one.value}" for one in scene.ratings if one.repetition == scene.rated
        ]
        words = text("review.given", given=", ".join(given)) if given and possible else ""
        self.given.setText(words or text("review.not_rated"))


def concern_of(scene: Scene) -> str:
    """What a rating concerns, with its key."""
    if scene.of_trial:
        return text("review.rate_trial")
    if scene.rated == WHOLE_TRIAL:
        return text("review.rate_nothing")
    return text("review.rate_repetition", number=scene.rated)


def _mark(pressed: QWidget, *, chosen: bool) -> None:
    if pressed.property("chosen") != chosen:
        pressed.setProperty("chosen", chosen)
        font = pressed.font()
        pressed.style().unpolish(pressed)
        pressed.style().polish(pressed)
        pressed.setFont(font)  # the style resets it
