"""Play, speed, time, and the buttons that jump."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QWidget

from gui import theme
from gui.keys import with_key
from gui.language import text
from gui.review.keys import KEYS
from gui.review.picture import JUMPS, Scene
from gui.review.views.buttons import act_button, jump_row
from gui.review.views.timeframe import time_words
from gui.views.words import Words


class Transport(QWidget):
    """Emits `acted` with the action of a button."""

    acted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.play = act_button("play", self.acted.emit)
        self.time = Words("", theme.LARGE)
        self.speed = Words("", theme.NORMAL)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.addWidget(self.play)
        row.addWidget(act_button("slower", self.acted.emit))
        row.addWidget(self.speed)
        row.addWidget(act_button("faster", self.acted.emit))
        row.addSpacing(8)
        row.addWidget(self.time)
        row.addStretch()
        for kind in JUMPS:
            row.addLayout(jump_row(kind, self.acted.emit))
            row.addSpacing(6)

    def show_scene(self, scene: Scene) -> None:
        """Shows the moment and the playback speed."""
        words = text("review.hold" if scene.playing else "review.play")
        self.play.setText(with_key(words, "play", KEYS))
        self.speed.setText(text("review.speed", speed=f"{scene.speed:g}"))
        self.time.setText(time_words(scene.now_s))
