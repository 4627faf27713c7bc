"""What went wrong, in plain words. It needs no answer and can be dismissed."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QHBoxLayout

from gui import keys
from gui.language import text
from gui.views.words import Words, button, in_lines

MOST_SENTENCES = 3
READABLE = 1.2  # from two metres
LINE = 92


class Banner(QFrame):
    """Shows the newest sentences, and a trouble while it lasts; hidden when empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.words = Words("", READABLE)
        self.dismiss = button(
            keys.with_key(text("banner.dismiss"), "dismiss"), tip=keys.KEYS["dismiss"].does
        )
        self._said: list[str] = []
        self._trouble, self._dismissed = "", ""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.words, 1)
        row.addWidget(self.dismiss, 0, Qt.AlignTop)
        self.dismiss.clicked.connect(self.clear)
        keys.bind(self, "dismiss", self.clear)
        self.hide()

    def say(self, sentence: str) -> None:
        """Shows a sentence until it is dismissed; one already shown moves to the top."""
        said = [other for other in self._said if other != sentence]
        self._said = [sentence, *said][:MOST_SENTENCES] if sentence else said
        self._show()

    def show_trouble(self, trouble: str) -> None:
        """Shows a trouble while it is passed here; once dismissed, it stays hidden."""
        self._trouble = trouble
        if trouble != self._dismissed:
            self._dismissed = ""
        self._show()

    def clear(self) -> None:
        """Removes all sentences."""
        self._said, self._dismissed = [], self._trouble
        self._show()

    def _show(self) -> None:
        trouble = self._trouble if self._trouble != self._dismissed else ""
        sentences = [trouble, *self._said] if trouble else self._said
        self.words.say(
            "\n".join(in_lines(f"▲ {sentence}", LINE) for sentence in dict.fromkeys(sentences))
        )
        self.setVisible(bool(sentences))
